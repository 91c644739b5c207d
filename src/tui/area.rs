//! Several lines that are typed, and where the caret stands in them.

use unicode_segmentation::UnicodeSegmentation;

/// More than any payload holds.
const MOST_BYTES: usize = 64 * 1024;

/// A text with line breaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Area {
    text: String,
    /// Bytes before the caret; at the edge of a letter.
    at: usize,
}

impl Area {
    /// The caret stands before the first letter.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), at: 0 }
    }
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
    /// What stands before the caret, and after it.
    pub(crate) fn parts(&self) -> (&str, &str) {
        self.text.split_at(self.at)
    }

    pub(crate) fn insert(&mut self, typed: &str) {
        if self.text.len() + typed.len() <= MOST_BYTES {
            self.text.insert_str(self.at, typed);
            self.at += typed.len();
        }
    }
    /// From the clipboard: line breaks are one sign, whatever they were.
    pub(crate) fn paste(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        self.insert(&text);
    }
    pub(crate) fn backspace(&mut self) {
        let from = self.before();
        self.text.replace_range(from..self.at, "");
        self.at = from;
    }
    pub(crate) fn delete(&mut self) {
        self.text.replace_range(self.at..self.after(), "");
    }
    pub(crate) fn left(&mut self) {
        self.at = self.before();
    }
    pub(crate) fn right(&mut self) {
        self.at = self.after();
    }
    pub(crate) fn home(&mut self) {
        self.at = self.line_start();
    }
    pub(crate) fn end(&mut self) {
        self.at = self.line_end();
    }
    pub(crate) fn up(&mut self) {
        let start = self.line_start();
        if start == 0 {
            self.at = 0;
            return;
        }
        let column = self.text[start..self.at].graphemes(true).count();
        self.at = start - 1;
        self.go_to_column(column);
    }
    pub(crate) fn down(&mut self) {
        let (start, end) = (self.line_start(), self.line_end());
        if end == self.text.len() {
            self.at = end;
            return;
        }
        let column = self.text[start..self.at].graphemes(true).count();
        self.at = end + 1;
        self.go_to_column(column);
    }

    fn go_to_column(&mut self, column: usize) {
        let (start, end) = (self.line_start(), self.line_end());
        let line = &self.text[start..end];
        self.at = start + line.grapheme_indices(true).nth(column).map_or(line.len(), |(at, _)| at);
    }
    fn line_start(&self) -> usize {
        self.text[..self.at].rfind('\n').map_or(0, |at| at + 1)
    }
    fn line_end(&self) -> usize {
        self.text[self.at..].find('\n').map_or(self.text.len(), |at| self.at + at)
    }
    fn before(&self) -> usize {
        self.text[..self.at].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }
    fn after(&self) -> usize {
        self.text[self.at..].graphemes(true).next().map_or(self.at, |next| self.at + next.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The text with the caret as `|`.
    fn shown(area: &Area) -> String {
        let (before, after) = area.parts();
        format!("{before}|{after}")
    }

    #[test]
    fn the_caret_goes_by_letters_and_keeps_its_column() {
        let mut area = Area::new("Dear e\u{301}ve,\n\nyes");
        (0..6).for_each(|_| area.right());
        assert_eq!(shown(&area), "Dear e\u{301}|ve,\n\nyes");
        area.down();
        assert_eq!(shown(&area), "Dear e\u{301}ve,\n|\nyes", "a line that is too short");
        area.up();
        area.end();
        area.insert("!");
        area.down();
        area.down();
        assert_eq!(shown(&area), "Dear e\u{301}ve,!\n\n|yes");
        area.backspace();
        area.delete();
        assert_eq!(shown(&area), "Dear e\u{301}ve,!\n|es");
        area.paste("a\r\nb\r");
        assert_eq!(shown(&area), "Dear e\u{301}ve,!\na\nb\n|es");
    }

    proptest! {
        #[test]
        fn no_keys_lose_a_letter_that_was_not_deleted(text in "[aé\u{301}\n🧊]{0,12}", keys in prop::collection::vec(0..8_u8, 0..30)) {
            let mut area = Area::new(text.clone());
            let mut typed = 0;
            for key in keys {
                match key {
                    0 => area.left(),
                    1 => area.right(),
                    2 => area.up(),
                    3 => area.down(),
                    4 => area.home(),
                    5 => area.end(),
                    _ => {
                        area.insert("x");
                        typed += 1;
                    }
                }
            }
            prop_assert_eq!(area.text().matches('x').count(), typed);
            prop_assert_eq!(area.text().replace('x', ""), text);
        }
    }
}
