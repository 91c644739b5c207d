//! The lines of a text that say something: of a SOP by the path of a key, of a list by an item, of the site by a person.

use super::reader::Reader;
use super::spans::Spans;
use crate::domain::id::{ItemId, PersonId};
use crate::domain::why::Place;
use std::ops::Range;

/// As much of a line as anybody reads.
const LONGEST: usize = 200;

/// A text, and where its keys stand.
pub struct TextLines<'t> {
    file: String,
    text: &'t str,
    spans: Spans,
}

impl<'t> TextLines<'t> {
    /// Of a TOML text that was accepted once; of any other, no line is known.
    pub fn of(file: impl Into<String>, text: &'t str) -> Self {
        let file = file.into();
        let spans = {
            let reader = Reader::new(&file, text);
            reader.tree().map(|tree| Reader::spans(&tree)).unwrap_or_default()
        };
        Self { file, text, spans }
    }

    /// The line of exactly this key: `trigger[0].due`.
    pub fn at(&self, path: &str) -> Option<Place> {
        Some(place(&self.file, self.text, &self.spans.exactly(path)?))
    }

    /// The line of the site's file that names a person.
    pub fn person(&self, id: &PersonId) -> Option<Place> {
        let path = |at: usize| format!("person[{at}].id");
        let spans = (0..).map_while(|at| self.spans.exactly(&path(at)));
        let mut found = spans.filter(|span| {
            let written = self.text.get(span.clone()).unwrap_or_default();
            written.trim_matches(['"', '\'']) == id.as_str()
        });
        found.next().map(|span| place(&self.file, self.text, &span))
    }
}

/// The row of an item in a list's text.
pub fn row(file: &str, text: &str, item: &ItemId) -> Option<Place> {
    let bare = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().has_headers(true).flexible(true).from_reader(bare.as_bytes());
    let id = reader.headers().ok()?.iter().position(|column| column.trim() == "id")?;
    let found = reader.records().map_while(Result::ok);
    let row = found.into_iter().find(|row| row.get(id).is_some_and(|of| of.trim() == item.as_str()))?;
    let at = text.len() - bare.len() + usize::try_from(row.position()?.byte()).ok()?;
    // The csv reader counts a line break before a row as part of it.
    let at = at + text.as_bytes()[at.min(text.len())..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    Some(place(file, text, &(at..at)))
}

fn place(file: &str, text: &str, span: &Range<usize>) -> Place {
    let start = span.start.min(text.len());
    let before = text.get(..start).unwrap_or_default();
    let from = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(from..).unwrap_or_default().lines().next().unwrap_or_default();
    let number = before.matches('\n').count() + 1;
    Place {
        file: file.to_owned(),
        line: u32::try_from(number).unwrap_or(u32::MAX),
        text: line.trim().chars().take(LONGEST).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(place: Option<Place>) -> (u32, String) {
        let place = place.unwrap();
        (place.line, place.text)
    }

    #[test]
    fn a_key_stands_on_its_own_line_and_what_is_not_there_stands_nowhere() {
        let text = "id = \"a\"\n[trigger]\nevery = \"day\"\n at = \"08:00\"\n[[step]]\nid = \"x\"\nlimits = [\n \
                    { above = 8 },\n { above = 9 },\n]\n";
        let lines = TextLines::of("sops/a.toml", text);
        assert_eq!(told(lines.at("trigger[0].at")), (4, "at = \"08:00\"".into()));
        assert_eq!(told(lines.at("step[0].limits[1]")), (9, "{ above = 9 },".into()));
        assert_eq!(lines.at("trigger[0].due"), None);
        assert_eq!(lines.at("trigger[1].at"), None);
    }

    #[test]
    fn a_row_is_found_whatever_stands_before_it() {
        let text = "\u{feff}name,id\r\n\"Two\r\nlines\",a\r\n\r\nBar,b\r\n";
        assert_eq!(told(row("lists/x.csv", text, &"b".into())), (5, "Bar,b".into()));
        assert_eq!(row("lists/x.csv", text, &"c".into()), None);
    }

    #[test]
    fn a_person_is_found_by_the_id() {
        let text = "[[person]]\nid = \"sam\"\n[[person]]\nname = \"Kit\"\nid = 'kit'\n";
        assert_eq!(told(TextLines::of("c", text).person(&"kit".into())), (5, "id = 'kit'".into()));
    }
}
