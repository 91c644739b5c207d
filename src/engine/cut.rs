//! A torn write: a file that is only the beginning of the version in force. Half a checklist can be a whole SOP to a
//! parser, so it is refused, and the help says how to mean it.

use crate::diagnostic::Diagnostic;

/// What is wrong with `text`, where `before` is in force.
pub(super) fn cut_off(file: &str, before: &str, text: &str) -> Option<Diagnostic> {
    let rest = before.strip_prefix(text)?;
    // A blank at the end is no content.
    if rest.trim().is_empty() {
        return None;
    }
    // The last rows of a list go every day; half a row does not.
    let whole_rows = text.is_empty() || text.ends_with('\n') || rest.starts_with(['\n', '\r']);
    if file.starts_with("lists/") && whole_rows {
        return None;
    }
    let told = Diagnostic::error("cut-off", "the file is cut off: it is only the beginning of the version in force");
    let help = if file.starts_with("lists/") {
        "save it again; the last line is not whole"
    } else {
        "save it again; if its end was meant to go, put a line `# end` there"
    };
    Some(told.at(file, text, text.len()..text.len()).label("ends here").help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOP: &str = "id = \"opening\"\n[[step]]\nid = \"a\"\n[[step]]\nid = \"b\"\n";

    #[test]
    fn every_beginning_of_a_sop_in_force_is_refused_with_its_place() {
        for end in 0..SOP.trim_end().len() {
            let told = cut_off("sops/opening.toml", SOP, &SOP[..end]).expect("a beginning");
            assert_eq!(told.place.unwrap().span.start, end);
        }
    }

    #[test]
    fn a_blank_less_a_longer_or_another_text_is_an_edit() {
        for text in [SOP.trim_end(), SOP, "id = \"opening\"\n# end\n", "id = \"closing\"\n"] {
            assert_eq!(cut_off("sops/opening.toml", SOP, text), None, "{text}");
        }
        assert_eq!(cut_off("sops/opening.toml", SOP, &format!("{SOP}title = \"x\"\n")), None);
    }

    #[test]
    fn a_list_may_lose_its_last_rows_and_not_half_of_one() {
        let list = "id,name,max\nf1,Fridge,8.0\nf2,Freezer,-18.0\n";
        let told = |end: usize| cut_off("lists/fridges.csv", list, &list[..end]).is_some();
        assert!(!told("id,name,max\nf1,Fridge,8.0\n".len()));
        assert!(!told("id,name,max\nf1,Fridge,8.0".len()));
        assert!(told("id,name,max\nf1,Fridge,8".len()), "a limit of 8 is not one of 8.0 that was cut");
    }
}
