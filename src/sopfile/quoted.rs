//! Texts and ids as a file writes them: what the program itself puts into an admin's files.

use super::reader::Spelling;
use std::fmt::Write as _;

/// A TOML string in double quotes. Control characters are escaped, all else stands as it is.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                // Writing into a String cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A list of TOML strings: `["a", "b"]`.
pub fn quoted_list<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<String> = texts.into_iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", texts.join(", "))
}

/// A text's words as an id of SOPs, people and files: `Fridge checks` is `fridge-checks`. None where it has no letters.
pub fn kebab(text: &str) -> Option<String> {
    let folded = folded(text);
    folded.bytes().any(|byte| byte.is_ascii_alphabetic()).then(|| Spelling::Kebab.mended(&folded))
}

/// A text's words as an id of steps: `Fridge checks` is `fridge_checks`. None where it has no letters.
pub fn snake(text: &str) -> Option<String> {
    let folded = folded(text);
    let id = folded.bytes().any(|byte| byte.is_ascii_alphabetic()).then(|| Spelling::Snake.mended(&folded))?;
    Some(if super::reserved::is_reserved(&id) { format!("{id}_step") } else { id })
}

/// Latin letters without their marks, as far as names on European floors need it.
fn folded(text: &str) -> String {
    let plain = |c: char| match c {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ą' | 'À' | 'Á' | 'Â' | 'Ã' | 'Å' | 'Ą' => "a",
        'ä' | 'æ' | 'Ä' | 'Æ' => "ae",
        'ç' | 'ć' | 'č' | 'Ç' | 'Ć' | 'Č' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' | 'È' | 'É' | 'Ê' | 'Ë' | 'Ę' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'Ì' | 'Í' | 'Î' | 'Ï' => "i",
        'ł' | 'Ł' => "l",
        'ñ' | 'ń' | 'Ñ' | 'Ń' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'Ò' | 'Ó' | 'Ô' | 'Õ' => "o",
        'ö' | 'ø' | 'Ö' | 'Ø' => "oe",
        'ś' | 'š' | 'Ś' | 'Š' => "s",
        'ß' => "ss",
        'ù' | 'ú' | 'û' | 'Ù' | 'Ú' | 'Û' => "u",
        'ü' | 'Ü' => "ue",
        'ź' | 'ż' | 'ž' | 'Ź' | 'Ż' | 'Ž' => "z",
        _ => "",
    };
    text.chars().fold(String::with_capacity(text.len()), |mut all, c| {
        match plain(c) {
            "" => all.push(c),
            letters => all.push_str(letters),
        }
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_written_is_read_back_the_same() {
        for text in ["plain", "a \"b\" \\ c", "two\nlines\tand a tab", "\u{0}\u{1b}[31m\u{7f}\u{85}", "日本 ąż", ""]
        {
            let table: toml::Table = toml::from_str(&format!("a = {}", quoted(text))).unwrap();
            assert_eq!(table["a"].as_str(), Some(text));
        }
    }

    #[test]
    fn ids_come_from_names_of_many_places() {
        assert_eq!(kebab("Aneta Zielińska").as_deref(), Some("aneta-zielinska"));
        assert_eq!(kebab("Łukasz & Söhne").as_deref(), Some("lukasz-soehne"));
        assert_eq!(snake("Probe the fridge!").as_deref(), Some("probe_the_fridge"));
        assert_eq!(snake("in").as_deref(), Some("in_step"));
        assert_eq!(kebab("日本"), None);
    }
}
