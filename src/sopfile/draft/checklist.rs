//! A checklist in Markdown or plain text, read as a draft: headings, boxes, bullets and numbers.

use super::reading::{capture, rhythm};
use super::{Draft, DraftStep};
use crate::sopfile::text::MAX_TOML_BYTES;

/// A step says no more than this; what is longer goes on in `how`.
const SHORT: usize = 120;

/// Why a text is no checklist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoChecklist {
    #[error("it has more than {} MiB: that is no checklist", MAX_TOML_BYTES / (1024 * 1024))]
    TooBig,
    #[error("it is no text")]
    NotText,
    #[error("nothing in it reads like a thing to do")]
    Empty,
}

/// Every line that says something.
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<Line>, NoChecklist> {
    if bytes.len() > MAX_TOML_BYTES {
        return Err(NoChecklist::TooBig);
    }
    if bytes.contains(&0) {
        return Err(NoChecklist::NotText);
    }
    let text = std::str::from_utf8(bytes).map_err(|_not_utf8| NoChecklist::NotText)?;
    let raw: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    Ok((0..raw.len()).filter_map(|at| line(raw[at], raw.get(at + 1).copied())).collect())
}

/// Reads a text; `name` is the title where it gives none.
pub fn read(bytes: &[u8], name: &str) -> Result<Draft, NoChecklist> {
    let lines = lines(bytes)?;
    let has_list = lines.iter().any(|line| line.kind == Kind::Item);
    let heading = lines.iter().find(|line| line.kind == Kind::Heading);
    // The first line over a list is its title, where no heading is.
    let first = lines.first().filter(|line| line.kind == Kind::Text && (has_list || lines.len() > 1));
    let title = heading.or(first);
    let items: Vec<&Line> = if has_list {
        lines.iter().filter(|line| line.kind == Kind::Item).collect()
    } else {
        lines.iter().filter(|line| line.kind == Kind::Text && Some(*line) != title).collect()
    };
    if items.is_empty() {
        return Err(NoChecklist::Empty);
    }
    let around: Vec<&str> =
        lines.iter().filter(|line| line.kind != Kind::Item).map(|line| line.text.as_str()).collect();
    let around = around.join(" ");
    let (trigger, trigger_guess) = rhythm(&around);
    let title = match title {
        Some(line) => (line.text.clone(), Some("the first heading".to_owned())),
        None => (name.to_owned(), Some("the file's name".to_owned())),
    };
    Ok(Draft {
        title,
        trigger,
        trigger_guess,
        steps: items.into_iter().map(|line| step(&line.text)).collect(),
        ..Draft::default()
    })
}

/// A step with what its words let one guess.
pub fn step(text: &str) -> DraftStep {
    let (short, rest) = match text.char_indices().nth(SHORT) {
        Some((at, _)) => {
            let cut = text[..at].rfind(' ').unwrap_or(at);
            (text[..cut].to_owned(), Some(text[cut..].trim().to_owned()))
        }
        None => (text.to_owned(), None),
    };
    let (capture, limits, guess) = capture(text);
    let short = without_room(&short);
    let how = rest.filter(|rest| !rest.is_empty());
    DraftStep { text: short, how, capture, limits, guess, ..DraftStep::default() }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Heading,
    Item,
    Text,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) kind: Kind,
    pub(super) text: String,
}

/// What a line is; none where it says nothing. A line above one of `===` or `---` is a heading.
fn line(line: &str, next: Option<&str>) -> Option<Line> {
    let bare = line.trim().trim_start_matches('>').trim_start();
    let (kind, rest) = if bare.starts_with('#') {
        (Kind::Heading, bare.trim_start_matches('#').trim_end_matches('#'))
    } else if bare.starts_with('|') {
        // The names of a table's columns are no step.
        let head = next.is_some_and(|next| next.trim_start().starts_with('|') && is_rule(next, "|:- "));
        let cell = bare.trim_matches('|').split('|').map(str::trim).find(|cell| !cell.is_empty())?;
        (if head { Kind::Text } else { Kind::Item }, item(cell).unwrap_or(cell))
    } else if bare.starts_with("<!--") {
        return None;
    } else {
        match item(bare) {
            Some(rest) => (Kind::Item, rest),
            None if next.is_some_and(|next| is_rule(next, "=") || is_rule(next, "-")) => (Kind::Heading, bare),
            None => (Kind::Text, bare),
        }
    };
    let text = without_marks(rest);
    text.chars().any(char::is_alphanumeric).then_some(Line { kind, text })
}

/// Three signs or more, and nothing but them.
fn is_rule(line: &str, signs: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && line.chars().all(|c| signs.contains(c))
}

/// Without the `____` that paper leaves to write on.
fn without_room(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !is_rule(word, "_.…"));
    let text = words.collect::<Vec<_>>().join(" ");
    text.trim_end_matches([':', ' ']).to_owned()
}

/// What stands behind a bullet, a box or a number.
fn item(text: &str) -> Option<&str> {
    const SIGNS: [char; 12] = ['-', '*', '+', '•', '◦', '▪', '☐', '☑', '□', '■', '–', '·'];
    let mut rest = text;
    let mut found = false;
    if let Some(sign) = rest.chars().next().filter(|c| SIGNS.contains(c)) {
        let after = &rest[sign.len_utf8()..];
        // `**bold**` and `---` are no bullets.
        if after.starts_with(char::is_whitespace) || "☐☑□■•".contains(sign) {
            rest = after.trim_start();
            found = true;
        }
    } else {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = &rest[digits..];
        if (1..=3).contains(&digits) && after.starts_with(['.', ')']) && after[1..].starts_with(char::is_whitespace) {
            rest = after[1..].trim_start();
            found = true;
        }
    }
    for boxed in ["[ ]", "[x]", "[X]", "[]", "☐", "☑", "□"] {
        if let Some(after) = rest.strip_prefix(boxed) {
            return Some(after.trim_start());
        }
    }
    found.then_some(rest)
}

/// Without emphasis, code marks and the targets of links.
fn without_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("](") {
        let Some(open) = rest[..at].rfind('[') else { break };
        let Some(close) = rest[at..].find(')') else { break };
        out.push_str(&rest[..open]);
        out.push_str(&rest[open + 1..at]);
        rest = &rest[at + close + 1..];
    }
    out.push_str(rest);
    let words: Vec<String> =
        out.split(' ').map(|word| if is_rule(word, "_") { word.to_owned() } else { word.replace("__", "") }).collect();
    words.join(" ").replace("**", "").replace('`', "").trim().trim_end_matches(':').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sopfile::parse_sop;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn text(source: &str) -> String {
        read(source.as_bytes(), "file").unwrap().text(&BTreeSet::new())
    }

    #[test]
    fn a_checklist_becomes_a_sop_with_its_guesses_marked() {
        let source = "# Fridge round\r\n\r\nEvery morning at 07:30:\r\n\r\n- [ ] Walk-in fridge between 0 and 5 °C\r\n\
                      - [ ] **Freezer** below -18 °C\r\n- [ ] Photo of the [shelf](http://x)\r\n  1. Sign the sheet\r\n\
                      * Note who did it\r\n- Count the trays\r\n- Wipe {everything}\r\n";
        insta::assert_snapshot!(text(source));
    }

    #[test]
    fn plain_lines_are_steps_where_there_is_no_list() {
        let text = text("Closing down\nLock the back door\nSwitch the lights off\n");
        let sop = parse_sop("x", &text).value.unwrap();
        assert_eq!((sop.title.as_str(), sop.steps.len()), ("Closing down", 2));
    }

    #[test]
    fn nothing_to_do_is_lost_of_underlined_titles_tables_and_paper_forms() {
        let source = "Opening the café\n================\n\n## Kitchen\n* [x] Milk fridge: ____ °C  max 5\n- Freezer below -18°C!!\n\n\
                      | Task | Who |\n|------|:---:|\n| Count the float | manager |\n| Lock the yard | Ola |\n\n\
                      Front\n-----\n- Who opened? ________\n<!-- feed the cat -->\n";
        let sop = parse_sop("x", &text(source)).value.unwrap();
        let steps: Vec<&str> = sop.steps.iter().map(|step| step.text.as_str()).collect();
        assert_eq!(sop.title, "Opening the café");
        let wanted =
            ["Milk fridge: °C max 5", "Freezer below -18°C!!", "Count the float", "Lock the yard", "Who opened?"];
        assert_eq!(steps, wanted);
        let text = text(source);
        assert!(
            text.contains("{ above = 5,") && text.contains("{ above = -18,") && text.contains("{ text = "),
            "{text}"
        );
    }

    #[test]
    fn rhythms_are_heard_in_the_words_around_the_list() {
        for (says, written) in [
            ("# Weekly clean", "every = \"week\""),
            ("# Every Monday and Thursday", "every = [\"mon\", \"thu\"]"),
            ("# Monthly, 9am", "at = \"09:00\""),
            ("# Before opening, daily", "at = \"opening - 30m\""),
            ("# Daily at 8.30 pm", "every = \"day\""),
            ("# A list", "manual = true"),
            ("# Yearly check", "every = \"year\""),
        ] {
            let text = text(&format!("{says}\n- a\n- b\n"));
            assert!(text.contains(written), "{says}: {text}");
            assert!(parse_sop("x", &text).value.is_some(), "{text}");
        }
    }

    #[test]
    fn what_is_no_checklist_is_said() {
        assert_eq!(read(b"", "x"), Err(NoChecklist::Empty));
        assert_eq!(read(b"---\n***\n", "x"), Err(NoChecklist::Empty));
        assert_eq!(read(b"\xff\xfe", "x"), Err(NoChecklist::NotText));
        assert_eq!(read(b"- a\0", "x"), Err(NoChecklist::NotText));
        assert_eq!(read(&vec![b'a'; MAX_TOML_BYTES + 1], "x"), Err(NoChecklist::TooBig));
        let long = "- a step of many\n".repeat(60_000);
        assert!(parse_sop("x", &text(&long)).value.is_some());
        assert!(parse_sop("x", &text(&format!("- {}", "word ".repeat(100_000)))).value.is_some());
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_a_sop(source in "([-*#>0-9a-zA-Z°%£ {}\"\\\\\\[\\]().:,–☐\r\n\t]|between|photo|weekly|below){0,120}") {
            if let Ok(draft) = read(source.as_bytes(), "file") {
                let text = draft.text(&BTreeSet::new());
                let parsed = parse_sop("x", &text);
                prop_assert!(parsed.value.is_some(), "{text}\n{:?}", parsed.diagnostics);
            }
        }
    }
}
