//! A list file: CSV with `id` and `name`, and any columns; `since` and `until` for what came and went.

mod place;

use super::Parsed;
use super::reader::{Spelling, read_date};
use super::suggest::nearest;
use super::text::{MAX_LIST_BYTES, guard};
use crate::diagnostic::Diagnostic;
use crate::domain::id::{ItemId, ListId};
use crate::domain::list::{Item, List};
use chrono::NaiveDate;
use place::field_span;
use std::collections::{BTreeMap, HashMap};

/// A step that runs over more is no checklist.
pub const MAX_ROWS: usize = 50_000;
/// A file that is no list at all has a mistake in every row; this many are told.
const MAX_TOLD: usize = 50;

/// Reads one list; its id is the file's name.
pub fn parse_list(file: &str, id: &ListId, text: &str) -> Parsed<List> {
    if let Err(told) = guard(file, text, MAX_LIST_BYTES) {
        return Parsed::new(None, vec![*told]);
    }
    let mut rows = Rows { file, text, told: Vec::new() };
    if Spelling::Kebab.fault(id.as_str()).is_some() {
        let told = Diagnostic::error("bad-id", format!("`{id}` cannot be the name of a list")).at(file, text, 0..0);
        let mended = Spelling::Kebab.mended(id.as_str());
        rows.told.push(told.help(format!("the file's name is the list's id: `{mended}.csv`")));
    }
    let list = rows.read(id);
    Parsed::new(list, rows.told)
}

struct Rows<'t> {
    file: &'t str,
    text: &'t str,
    told: Vec<Diagnostic>,
}

impl Rows<'_> {
    fn read(&mut self, id: &ListId) -> Option<List> {
        let bare = self.text.trim_start_matches('\u{feff}');
        let skipped = self.text.len() - bare.len();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bare.as_bytes());
        let mut record = csv::StringRecord::new();
        let mut columns: Vec<String> = Vec::new();
        let mut list = List { id: id.clone(), columns: Vec::new(), rows: Vec::new() };
        let mut seen: HashMap<String, u64> = HashMap::new();
        loop {
            let before = skipped + reader.position().byte() as usize;
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    self.tell("syntax", before..before, format!("this is not CSV: {error}"), "a row is `id,name,…`");
                    break;
                }
            }
            let start = record.position().map_or(before, |at| skipped + at.byte() as usize);
            if columns.is_empty() {
                columns = self.columns(&record, start)?;
                continue;
            }
            if list.rows.len() >= MAX_ROWS {
                let told = format!("the list has more than {MAX_ROWS} rows");
                self.tell("too-big", start..start, told, "what steps run over is a few things, not a ledger");
                break;
            }
            if self.told.len() >= MAX_TOLD {
                break;
            }
            let line = record.position().map_or(0, csv::Position::line);
            list.rows.extend(self.item(&columns, &record, start, line, &mut seen));
        }
        if columns.is_empty() {
            self.tell("missing-key", 0..0, "the list is empty", "its first line names the columns: `id,name`");
        }
        list.columns = columns;
        Some(list)
    }

    /// The first line: names that conditions and limits can use.
    fn columns(&mut self, record: &csv::StringRecord, start: usize) -> Option<Vec<String>> {
        let mut columns: Vec<String> = Vec::new();
        for (at, column) in record.iter().enumerate() {
            let column = column.trim();
            let span = field_span(self.text, start, at);
            if let Some(told) = Spelling::Snake.fault(column) {
                let told = format!("`{column}` cannot be a column's name: {told}");
                let mended = Spelling::Snake.mended(column);
                self.tell("bad-id", span, told, &format!("for example `{mended}`"));
            } else if columns.iter().any(|other| other == column) {
                self.tell(
                    "duplicate-id",
                    span,
                    format!("the column `{column}` is there twice"),
                    "take one of them out",
                );
            }
            columns.push(column.to_owned());
        }
        for needed in ["id", "name"] {
            if !columns.iter().any(|column| column == needed) {
                let near = nearest(needed, columns.iter().map(String::as_str));
                let help = near.map_or_else(
                    || "the first line names the columns: `id,name`, then any others".to_owned(),
                    |near| format!("is `{near}` meant to be `{needed}`?"),
                );
                self.tell("missing-key", field_span(self.text, start, 0), format!("no column `{needed}`"), &help);
            }
        }
        self.told.is_empty().then_some(columns)
    }

    fn item(
        &mut self,
        columns: &[String],
        record: &csv::StringRecord,
        start: usize,
        line: u64,
        seen: &mut HashMap<String, u64>,
    ) -> Option<Item> {
        if record.len() != columns.len() {
            let told = format!("this row has {} fields, the list has {} columns", record.len(), columns.len());
            let at = record.len().min(columns.len()).saturating_sub(1);
            let help = "a text with a comma in it stands between quotes; an empty field still has its comma";
            self.tell("wrong-type", field_span(self.text, start, at), told, help);
            return None;
        }
        let fields: BTreeMap<String, String> =
            columns.iter().cloned().zip(record.iter().map(|field| field.trim().to_owned())).collect();
        let place = |column: &str| columns.iter().position(|it| it == column).unwrap_or(0);
        let span = |text: &str, column: &str| field_span(text, start, place(column));
        let (id, name) = (fields.get("id")?, fields.get("name")?);
        if let Some(told) = id_fault(id) {
            let told = format!("`{}` cannot be a row's id: {told}", short(id));
            self.tell("bad-id", span(self.text, "id"), told, "for example `walk-in` or `fridge-2`");
            return None;
        }
        if let Some(first) = seen.insert(id.clone(), line) {
            let told = format!("the row `{id}` is there twice");
            self.tell("duplicate-id", span(self.text, "id"), told, &format!("it is on line {first} too"));
            return None;
        }
        if name.is_empty() {
            self.tell("empty", span(self.text, "name"), format!("the row `{id}` has no name"), "people read the name");
            return None;
        }
        let since = self.date(&fields, "since", span(self.text, "since"));
        let until = self.date(&fields, "until", span(self.text, "until"));
        if let (Some(since), Some(until)) = (since, until)
            && until < since
        {
            let told = format!("`{id}` goes on {until}, before it comes on {since}");
            self.tell("wrong-order", span(self.text, "until"), told, "`until` is the last day, `since` the first");
        }
        Some(Item { id: ItemId::from(id.as_str()), name: name.clone(), since, until, fields })
    }

    fn date(
        &mut self,
        fields: &BTreeMap<String, String>,
        column: &str,
        span: std::ops::Range<usize>,
    ) -> Option<NaiveDate> {
        let written = fields.get(column).filter(|written| !written.is_empty())?;
        let date = read_date(written);
        if date.is_none() {
            let told = format!("`{column}`: `{}` is not a date of the calendar", short(written));
            self.tell("bad-value", span, told, "dates are written year-month-day: 2026-01-05; or leave it empty");
        }
        date
    }

    fn tell(&mut self, kind: &'static str, span: std::ops::Range<usize>, told: impl Into<String>, help: &str) {
        self.told.push(Diagnostic::error(kind, told).at(self.file, self.text, span).help(help));
    }
}

/// Why a text is no id of a row: it becomes part of a step's key, `unit/walk-in`.
fn id_fault(id: &str) -> Option<&'static str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if id.is_empty() {
        Some("it is empty")
    } else if !id.bytes().all(plain) {
        Some("letters, digits, `-`, `_` and `.` only")
    } else {
        (id.len() > 64).then_some("it has more than 64 letters")
    }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests;
