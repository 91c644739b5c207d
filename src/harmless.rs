//! Text from outside, made harmless before it reaches a screen, a terminal, a CSV file or a log.
//!
//! Control, bidi, format and tag characters are shown, never sent; at most four combining marks stand on one letter.

use std::borrow::Cow;
use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

/// Marks that one letter may carry.
const MARKS: usize = 4;

/// One line: line breaks are shown too.
pub fn line(text: &str) -> Cow<'_, str> {
    made(text, Breaks::Shown)
}

/// Several lines: `\n` stays, everything else as in [`line()`].
pub fn lines(text: &str) -> Cow<'_, str> {
    made(text, Breaks::Kept)
}

/// Whether a character may not reach a terminal as it is.
pub fn is_hostile(c: char) -> bool {
    c.is_control() || is_format(c)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Breaks {
    Shown,
    Kept,
}

fn made(text: &str, breaks: Breaks) -> Cow<'_, str> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut marks = 0;
    for c in text.chars() {
        match c {
            '\n' if breaks == Breaks::Kept => shown.push(c),
            '\0'..='\x1f' => shown.extend(char::from_u32(0x2400 + c as u32)),
            '\x7f' => shown.push('\u{2421}'),
            _ if is_hostile(c) => {
                // Writing into a String cannot fail.
                let _ = write!(shown, "<U+{:04X}>", c as u32);
            }
            // Whether a sign is drawn as a picture: terminals do not agree on how wide it is then.
            '\u{fe0e}' | '\u{fe0f}' => continue,
            _ if c.width() == Some(0) => {
                marks += 1;
                if marks <= MARKS {
                    shown.push(c);
                }
                continue;
            }
            _ => shown.push(c),
        }
        marks = 0;
    }
    Cow::Owned(shown)
}

/// Unicode's format characters (Cf), line and paragraph separators, tags, and letters that are drawn as nothing.
fn is_format(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{600}'..='\u{605}'
            | '\u{61c}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{890}'..='\u{891}'
            | '\u{8e2}'
            | '\u{115f}'..='\u{1160}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{110bd}'
            | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_left_alone() {
        assert!(matches!(line("Walk-in fridge 9.1"), Cow::Borrowed(_)));
        assert_eq!(line("Müller · 日本 · 8 °C"), "Müller · 日本 · 8 °C");
    }

    #[test]
    fn controls_are_shown_as_their_pictures() {
        assert_eq!(line("a\x1b[31mb\0\x07\x7f"), "a␛[31mb␀␇␡");
        assert_eq!(line("csi \u{9b}0m"), "csi <U+009B>0m");
        assert_eq!(line("a\nb"), "a␊b");
        assert_eq!(lines("a\nb\r"), "a\nb␍");
    }

    #[test]
    fn bidi_format_and_tag_characters_are_shown() {
        assert_eq!(
            line("a\u{202e}b\u{2066}c\u{e0041}\u{200b}\u{feff}"),
            "a<U+202E>b<U+2066>c<U+E0041><U+200B><U+FEFF>"
        );
    }

    #[test]
    fn a_sign_is_not_made_a_picture() {
        assert_eq!(line("\u{2764}\u{fe0f} \u{260e}\u{fe0f}"), "\u{2764} \u{260e}");
    }

    #[test]
    fn a_letter_carries_at_most_four_marks() {
        let towering = format!("e{}", "\u{301}".repeat(50));
        assert_eq!(line(&towering).chars().count(), 5);
    }

    #[test]
    fn nothing_that_comes_out_is_hostile() {
        let all: String = (0..=0x0010_ffff).filter_map(char::from_u32).collect();
        assert!(!line(&all).chars().any(is_hostile));
    }
}
