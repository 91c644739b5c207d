//! One line of text being typed: a caret, and what comes in by hand or by paste.

use crate::harmless;
use unicode_segmentation::UnicodeSegmentation;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Field {
    text: String,
    /// Bytes; always on a boundary.
    caret: usize,
}

impl Field {
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
    pub(crate) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
    /// Before and after the caret.
    pub(crate) fn parts(&self) -> (&str, &str) {
        self.text.split_at(self.caret)
    }
    pub(crate) fn insert(&mut self, text: &str) {
        self.text.insert_str(self.caret, text);
        self.caret += text.len();
    }
    /// Line breaks and tabs become spaces; other control characters are made visible.
    pub(crate) fn paste(&mut self, text: &str) {
        let spaced = text.replace("\r\n", " ").replace(['\n', '\r', '\t'], " ");
        self.insert(&harmless::line(spaced.trim_end()));
    }
    pub(crate) fn backspace(&mut self) {
        let (before, _) = self.parts();
        if let Some(last) = before.graphemes(true).next_back() {
            let start = self.caret - last.len();
            self.text.replace_range(start..self.caret, "");
            self.caret = start;
        }
    }
    pub(crate) fn delete(&mut self) {
        let (_, after) = self.parts();
        if let Some(first) = after.graphemes(true).next() {
            let end = self.caret + first.len();
            self.text.replace_range(self.caret..end, "");
        }
    }
    pub(crate) fn left(&mut self) {
        self.caret -= self.parts().0.graphemes(true).next_back().map_or(0, str::len);
    }
    pub(crate) fn right(&mut self) {
        self.caret += self.parts().1.graphemes(true).next().map_or(0, str::len);
    }
    pub(crate) fn home(&mut self) {
        self.caret = 0;
    }
    pub(crate) fn end(&mut self) {
        self.caret = self.text.len();
    }
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
    /// Rubs out the word before the caret.
    pub(crate) fn word_back(&mut self) {
        let before = self.parts().0.trim_end();
        let start = before.rfind(' ').map_or(0, |at| at + 1);
        self.text.replace_range(start..self.caret, "");
        self.caret = start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_with_its_marks_is_rubbed_out_as_one() {
        let mut field = Field::default();
        field.insert("cafe\u{301}");
        field.backspace();
        assert_eq!(field.text(), "caf");
        field.home();
        field.right();
        field.insert("h");
        assert_eq!(field.parts(), ("ch", "af"));
    }

    #[test]
    fn a_paste_is_whole_and_its_control_characters_are_seen() {
        let mut field = Field::default();
        field.paste(&format!("one\r\ntwo\x1b[31m{}", "x".repeat(100_000)));
        assert!(field.text().starts_with("one two␛[31mxxx"));
        assert_eq!(field.text().chars().count(), 100_000 + "one two␛[31m".chars().count());
    }

    #[test]
    fn the_last_word_goes_at_once() {
        let mut field = Field::default();
        field.insert("call the engineer");
        field.word_back();
        assert_eq!(field.text(), "call the ");
    }
}
