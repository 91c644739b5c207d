//! A text to the byte: every character of it can be seen, blanks at the end of a line, line breaks and signs that are
//! drawn as nothing among them. Broken into lines as wide as there is room.

use super::text::width;
use crate::harmless;
use crate::tui::theme::Role;
use std::fmt::Write;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// One line as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    pub parts: Vec<(String, Role)>,
    pub begins: Begins,
}

/// Whether a line is one of the text, or goes on with the one above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Begins {
    #[default]
    Anew,
    GoesOn,
}

/// Which letters need no second look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Letters {
    Any,
    /// Of an address: a letter that looks like another one is told by its number.
    Ascii,
}

/// As many marks stand on one letter; see [`harmless`].
const MARKS: usize = 4;
/// What a blank at the end of a line is shown as.
const BLANK: &str = "␠";

/// The lines of a text whose stretches have looks; `room` is at least one column.
pub(crate) fn lines(stretches: &[(&str, Role)], letters: Letters, room: u16) -> Vec<Shown> {
    let room = room.max(1);
    let mut lines = Lines { done: Vec::new(), line: Shown::default(), used: 0, room };
    let whole: Vec<(char, Role)> =
        stretches.iter().flat_map(|(text, role)| text.chars().map(move |c| (c, *role))).collect();
    let mut marks = 0;
    // Letters that need nothing, until something does: what belongs together stays so.
    let mut plain = (String::new(), Role::Plain);
    for (at, (c, role)) in whole.iter().copied().enumerate() {
        let is_mark = c.width() == Some(0) && !harmless::is_hostile(c);
        marks = if is_mark { marks + 1 } else { 0 };
        let shown = if c == '\n' {
            String::new()
        } else if c == ' ' && whole[at..].iter().find(|(c, _)| *c != ' ').is_none_or(|(c, _)| *c == '\n') {
            BLANK.to_owned()
        } else if is_unseen(c) || marks > MARKS || (letters == Letters::Ascii && !c.is_ascii()) {
            let mut code = String::new();
            // Writing into a String cannot fail.
            let _ = write!(code, "<U+{:04X}>", c as u32);
            code
        } else if harmless::is_hostile(c) {
            harmless::line(c.encode_utf8(&mut [0; 4])).into_owned()
        } else {
            if plain.1 != role {
                lines.letters(&mut plain);
                plain.1 = role;
            }
            plain.0.push(c);
            continue;
        };
        lines.letters(&mut plain);
        if shown.is_empty() {
            lines.end();
        } else {
            lines.add(&shown, Role::Warn);
        }
    }
    lines.letters(&mut plain);
    // A last line break is seen by the empty line behind it.
    lines.end();
    lines.done
}

/// Blanks that are no plain ones, and what is left out elsewhere because it is drawn as nothing.
fn is_unseen(c: char) -> bool {
    (c.is_whitespace() && c != ' ' && !c.is_control() && !harmless::is_hostile(c))
        || matches!(c, '\u{fe00}'..='\u{fe0f}')
}

struct Lines {
    done: Vec<Shown>,
    line: Shown,
    used: u16,
    room: u16,
}

impl Lines {
    fn end(&mut self) {
        self.done.push(std::mem::take(&mut self.line));
        self.used = 0;
    }

    /// A sign that stays together; a line that is full goes on below, from its last blank where there is one.
    fn add(&mut self, sign: &str, role: Role) {
        let wide = width(sign);
        // The last column is for the blank behind a word: none begins a line.
        let room = if sign == " " { self.room } else { self.room.saturating_sub(1).max(1) };
        if self.used + wide > room && self.used > 0 {
            // Nor does it take the word before it along.
            let carried = if sign == " " { Vec::new() } else { self.carried() };
            self.go_on(carried);
            // What goes along may leave too little room for it.
            if self.used > 0 && self.used + wide > room {
                self.go_on(Vec::new());
            }
        }
        self.put(sign, role, wide);
    }

    fn put(&mut self, sign: &str, role: Role, wide: u16) {
        match self.line.parts.last_mut() {
            Some((text, of)) if *of == role => text.push_str(sign),
            _ => self.line.parts.push((sign.to_owned(), role)),
        }
        self.used += wide;
    }

    /// Each letter with the marks on it.
    fn letters(&mut self, (text, role): &mut (String, Role)) {
        for letter in text.graphemes(true) {
            self.add(letter, *role);
        }
        text.clear();
    }

    fn go_on(&mut self, carried: Vec<(String, Role)>) {
        let line = std::mem::take(&mut self.line);
        self.done.push(line);
        self.line.begins = Begins::GoesOn;
        self.used = 0;
        for (text, role) in carried {
            let wide = width(&text);
            self.put(&text, role, wide);
        }
    }

    /// The word that the line ends in goes along to the next, where the line has another before it.
    fn carried(&mut self) -> Vec<(String, Role)> {
        let parts = &mut self.line.parts;
        let Some(of) = parts.iter().rposition(|(text, _)| text.contains(' ')) else { return Vec::new() };
        let Some(blank) = parts[of].0.rfind(' ') else { return Vec::new() };
        // A mark stands on its blank.
        if parts[of].0[blank + 1..].chars().next().is_some_and(|c| c.width() == Some(0)) {
            return Vec::new();
        }
        let moved = parts[of].0.split_off(blank + 1);
        let mut carried = Vec::new();
        if !moved.is_empty() {
            carried.push((moved, parts[of].1));
        }
        carried.extend(parts.drain(of + 1..));
        carried
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str, room: u16) -> Vec<String> {
        let lines = lines(&[(text, Role::Plain)], Letters::Any, room);
        let line = |line: &Shown| {
            let sign = if line.begins == Begins::GoesOn { "+" } else { "" };
            format!("{sign}{}", line.parts.iter().map(|(text, _)| text.as_str()).collect::<String>())
        };
        lines.iter().map(line).collect()
    }

    #[test]
    fn what_is_drawn_as_nothing_is_seen() {
        assert_eq!(shown("a \n\n b\t\r\nc\u{a0}d\u{fe0f}", 40), ["a␠", "", " b␉␍", "c<U+00A0>d<U+FE0F>"]);
        assert_eq!(shown("x\n", 40), ["x", ""]);
        assert_eq!(shown("\u{202e}e\u{301}\u{200b}", 40), ["<U+202E>e\u{301}<U+200B>"]);
        assert_eq!(shown("", 40), [""]);
    }

    #[test]
    fn a_letter_that_looks_like_another_is_told_in_an_address() {
        let shown = lines(&[("p\u{430}y@x.example", Role::Plain)], Letters::Ascii, 40);
        assert_eq!(
            shown[0].parts,
            [
                ("p".to_owned(), Role::Plain),
                ("<U+0430>".to_owned(), Role::Warn),
                ("y@x.example".to_owned(), Role::Plain)
            ]
        );
    }

    #[test]
    fn a_long_line_goes_on_below_and_says_so() {
        assert_eq!(shown("we are sorry about it", 10), ["we are ", "+sorry ", "+about it"]);
        assert_eq!(shown("aaaaaaaa", 4), ["aaa", "+aaa", "+aa"]);
        assert_eq!(shown("to be or", 6), ["to be ", "+or"]);
    }

    #[test]
    fn a_word_that_goes_along_leaves_room_for_what_comes_behind_it() {
        assert_eq!(shown("it is unbroken\u{2000}", 13), ["it is ", "+unbroken", "+<U+2000>"]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_its_room_and_nothing_is_left_out(text in "\\PC{0,60}", room in 12_u16..40) {
            let lines = lines(&[(&text, Role::Plain)], Letters::Any, room);
            for line in &lines {
                let wide: u16 = line.parts.iter().map(|(text, _)| width(text)).sum();
                prop_assert!(wide <= room, "{line:?} in {room}");
                prop_assert!(!line.parts.iter().any(|(text, _)| text.chars().any(harmless::is_hostile)));
            }
            let letters: String = lines.iter().flat_map(|line| &line.parts).map(|(text, _)| text.as_str()).collect();
            for c in text.chars().filter(char::is_ascii_alphanumeric) {
                prop_assert!(letters.contains(c));
            }
        }
    }
}
