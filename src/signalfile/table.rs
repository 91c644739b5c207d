//! A table's rows as signals: CSV, by a mapping of its columns.

use super::field::{self, Flaw, Times, quoted};
use super::lines::{Line, Lines};
use super::mapping::{Mapping, Part, Piece, Source};
use super::{LONGEST_LINE, Row};
use crate::domain::signal::{Data, Signal};
use crate::sopfile::nearest;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, BufRead};

/// Lines that one row may go over: a quote that is never closed ends here.
const MOST_LINES: usize = 200;

pub(super) struct Table {
    mapping: Mapping,
    columns: Option<Columns>,
    separator: char,
    /// Lines that were taken for a row's, and are rows of their own.
    again: VecDeque<(u64, Result<String, Flaw>)>,
}

/// The header, and which of its columns are what.
struct Columns {
    count: usize,
    parts: [Option<Found>; 4],
    data: Vec<(String, Found)>,
}

enum Found {
    Column(usize),
    Joined(Vec<Bit>),
}

enum Bit {
    Text(String),
    Column(usize),
}

type Read = Result<Row, (u64, Flaw)>;

impl Table {
    pub(super) fn new(mapping: Mapping) -> Self {
        let separator = mapping.separator.unwrap_or(',');
        Self { mapping, columns: None, separator, again: VecDeque::new() }
    }

    pub(super) fn next_row<R: BufRead>(&mut self, lines: &mut Lines<R>, times: &Times) -> io::Result<Option<Read>> {
        loop {
            let (line, fields) = match self.record(lines)? {
                None => return Ok(None),
                Some(Err(bad)) => return Ok(Some(Err(bad))),
                Some(Ok(record)) => record,
            };
            if fields.iter().all(|field| field.trim().is_empty()) {
                continue;
            }
            let Some(columns) = &self.columns else {
                match Columns::of(&fields, &self.mapping) {
                    Ok(columns) => self.columns = Some(columns),
                    Err(flaw) => return Ok(Some(Err((line, flaw.ends_it())))),
                }
                continue;
            };
            let read = columns.signal(&fields, times);
            return Ok(Some(read.map(|signal| Row { line, signal }).map_err(|flaw| (line, flaw))));
        }
    }

    /// One record, of as many lines as its quotes hold together, with the line it begins at.
    #[expect(clippy::type_complexity, reason = "a record, what is wrong with it, or the end")]
    fn record<R: BufRead>(
        &mut self,
        lines: &mut Lines<R>,
    ) -> io::Result<Option<Result<(u64, Vec<String>), (u64, Flaw)>>> {
        let Some(first) = self.line(lines)? else { return Ok(None) };
        let (start, text) = match first {
            (line, Ok(text)) => (line, text),
            (line, Err(flaw)) => return Ok(Some(Err((line, flaw)))),
        };
        if self.columns.is_none() && self.mapping.separator.is_none() {
            self.separator = likely_separator(&text);
        }
        let mut split = Split::new(self.separator);
        let mut taken = VecDeque::new();
        split.line(&text);
        let mut bytes = text.len();
        while split.quoted {
            let next = if taken.len() < MOST_LINES && bytes < LONGEST_LINE { self.line(lines)? } else { None };
            let Some((line, Ok(text))) = next else {
                // Each is a row of its own then.
                taken.extend(next);
                let rest = std::mem::replace(&mut self.again, taken);
                self.again.extend(rest);
                return Ok(Some(Err((start, quotes("a quote `\"` is opened and never closed")))));
            };
            bytes += text.len();
            split.line(&text);
            taken.push_back((line, Ok(text)));
        }
        if split.spoilt {
            let rest = std::mem::replace(&mut self.again, taken);
            self.again.extend(rest);
            return Ok(Some(Err((start, quotes("a quoted field goes on behind its closing quote `\"`")))));
        }
        Ok(Some(Ok((start, split.fields()))))
    }

    fn line<R: BufRead>(&mut self, lines: &mut Lines<R>) -> io::Result<Option<(u64, Result<String, Flaw>)>> {
        if let Some(line) = self.again.pop_front() {
            return Ok(Some(line));
        }
        Ok(lines.next_line()?.map(|(line, found)| match found {
            Line::Text(text) => (line, Ok(text.to_owned())),
            Line::Bad(flaw) => (line, Err(flaw)),
        }))
    }
}

fn quotes(told: &str) -> Flaw {
    Flaw::new(told).help("write a quote inside a quoted field twice: `\"\"`")
}

/// The one that stands most often in the header.
fn likely_separator(header: &str) -> char {
    let count = |separator: &char| header.matches(*separator).count();
    [',', ';', '\t', '|'].into_iter().rev().max_by_key(count).unwrap_or(',')
}

/// Splits lines into fields, as spreadsheets write them.
struct Split {
    separator: char,
    fields: Vec<String>,
    field: String,
    /// Inside a quoted field.
    quoted: bool,
    /// Behind a quoted field, and before the next separator.
    closed: bool,
    /// Something stands there.
    spoilt: bool,
}

impl Split {
    fn new(separator: char) -> Self {
        Self { separator, fields: Vec::new(), field: String::new(), quoted: false, closed: false, spoilt: false }
    }

    fn line(&mut self, text: &str) {
        if self.quoted {
            self.field.push('\n');
        }
        let mut begins = !self.quoted;
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' if self.quoted && letters.peek() == Some(&'"') => {
                    letters.next();
                    self.field.push('"');
                }
                '"' if self.quoted => (self.quoted, self.closed) = (false, true),
                '"' if begins => self.quoted = true,
                _ if letter == self.separator && !self.quoted => {
                    self.fields.push(std::mem::take(&mut self.field));
                    (begins, self.closed) = (true, false);
                    continue;
                }
                ' ' if self.closed => {}
                _ if self.closed => self.spoilt = true,
                _ => self.field.push(letter),
            }
            begins = false;
        }
    }

    fn fields(mut self) -> Vec<String> {
        self.fields.push(self.field);
        self.fields
    }
}

impl Columns {
    fn of(header: &[String], mapping: &Mapping) -> Result<Self, Flaw> {
        let names: Vec<&str> = header.iter().map(|name| name.trim()).collect();
        let column = |name: &str| {
            names.iter().position(|known| *known == name).ok_or_else(|| {
                let told = Flaw::new(format!("there is no column {}", quoted(name)));
                match nearest(name, names.iter().copied()) {
                    Some(near) => told.help(format!("did you mean `{near}`?")),
                    None => told.help(format!("the first line names: {}", listed(&names))),
                }
            })
        };
        let found = |source: &Source| {
            Ok(match source {
                Source::Column(name) => Found::Column(column(name)?),
                Source::Joined(pieces) => {
                    let bits = pieces.iter().map(|piece| {
                        Ok(match piece {
                            Piece::Text(text) => Bit::Text(text.clone()),
                            Piece::Column(name) => Bit::Column(column(name)?),
                        })
                    });
                    Found::Joined(bits.collect::<Result<_, Flaw>>()?)
                }
            })
        };
        let mut parts = [None, None, None, None];
        for (slot, (part, name)) in parts.iter_mut().zip(Part::ALL) {
            *slot = match mapping.part(part) {
                Some(source) => Some(found(source)?),
                None => names.iter().position(|known| *known == name).map(Found::Column),
            };
            if slot.is_none() && part != Part::Case {
                let told = format!("no column is called `{name}`; the first line names: {}", listed(&names));
                let help = match part {
                    Part::Name => "say which is: `--map name=COLUMN`, or the same for all: `--set name=quote.sent`",
                    Part::At => "say which is: `--map at=COLUMN`",
                    _ => "say which is: `--map id=COLUMN`, or several: `--map id={Shop}-{Receipt}`",
                };
                return Err(Flaw::new(told).help(help));
            }
        }
        let data = if mapping.data().is_empty() {
            let used = |at: usize| parts.iter().flatten().any(|part| part.uses(at));
            let others = names.iter().enumerate().filter(|(at, name)| !used(*at) && !name.is_empty());
            others.map(|(at, name)| (field_name(name), Found::Column(at))).collect()
        } else {
            let fields = mapping.data().iter().map(|(key, source)| Ok((key.clone(), found(source)?)));
            fields.collect::<Result<_, Flaw>>()?
        };
        Ok(Self { count: names.len(), parts, data })
    }

    fn signal(&self, fields: &[String], times: &Times) -> Result<Signal, Flaw> {
        if fields.len() > self.count && fields[self.count..].iter().any(|field| !field.trim().is_empty()) {
            let told = format!("the row has {} fields, and the first line {}", fields.len(), self.count);
            return Err(Flaw::new(told).help("a field with a separator in it stands in quotes"));
        }
        let [id, at, name, case] = &self.parts;
        let text = |part: &Option<Found>| part.as_ref().map_or(Cow::Borrowed(""), |part| part.text(fields));
        let mut data = Data::new();
        for (key, found) in &self.data {
            let text = found.text(fields);
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            if data.insert(key.clone(), field::cell(text)).is_some() {
                return Err(
                    Flaw::new(format!("two columns come to `data.{key}`")).help("say which: `--map data.…=COLUMN`")
                );
            }
        }
        Ok(Signal {
            id: field::id(&text(id))?,
            at: field::at(&text(at), times)?,
            name: field::name(&text(name))?,
            case: case_of(case.as_ref(), fields)?,
            data: field::data(data)?,
        })
    }
}

/// `quote:{Number}` without a number is no case.
fn case_of(found: Option<&Found>, fields: &[String]) -> Result<Option<crate::domain::id::CaseId>, Flaw> {
    let Some(found) = found else { return Ok(None) };
    if let Found::Joined(bits) = found
        && bits
            .iter()
            .any(|bit| matches!(bit, Bit::Column(at) if fields.get(*at).is_none_or(|field| field.trim().is_empty())))
    {
        return Ok(None);
    }
    field::case(&found.text(fields))
}

impl Found {
    fn uses(&self, column: usize) -> bool {
        match self {
            Self::Column(at) => *at == column,
            Self::Joined(bits) => bits.iter().any(|bit| matches!(bit, Bit::Column(at) if *at == column)),
        }
    }

    fn text<'f>(&self, fields: &'f [String]) -> Cow<'f, str> {
        let field = |at: usize| fields.get(at).map_or("", |field| field.trim());
        match self {
            Self::Column(at) => Cow::Borrowed(field(*at)),
            Self::Joined(bits) => Cow::Owned(
                bits.iter()
                    .map(|bit| match bit {
                        Bit::Text(text) => text.as_str(),
                        Bit::Column(at) => field(*at),
                    })
                    .collect(),
            ),
        }
    }
}

/// `Deal value (£)` is `deal_value`: what conditions can name.
fn field_name(column: &str) -> String {
    let mut name = String::new();
    for letter in column.trim().chars() {
        if letter.is_alphanumeric() {
            name.extend(letter.to_lowercase());
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    name.trim_end_matches('_').to_owned()
}

fn listed(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(12).map(|name| quoted(name)).collect();
    let more = if names.len() > shown.len() { ", …" } else { "" };
    shown.join(", ") + more
}
