//! A value of the tree with its key: read as what the key wants, or told as not that.

use super::table::listed;
use super::{Reader, Table};
use crate::diagnostic::Diagnostic;
use crate::sopfile::suggest::nearest;
use chrono::{NaiveDate, NaiveTime};
use rust_decimal::Decimal;
use std::ops::Range;
use toml::Spanned;
use toml::de::DeValue;

/// Longer texts belong in `how`, or in another file.
const LONGEST_TEXT: usize = 4_000;

/// More steps, people or tags than this are a mistake.
const MOST_ITEMS: usize = 1_000;

pub(crate) struct Node<'r, 't> {
    pub(crate) reader: &'r Reader<'t>,
    pub(crate) value: &'r Spanned<DeValue<'t>>,
    /// Of an array's element: the array's key.
    pub(crate) key: String,
    pub(crate) key_span: Range<usize>,
    pub(crate) path: String,
}

/// How an id is spelt.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// `fridge-temperatures`
    Kebab,
    /// `walk_in`: what conditions name.
    Snake,
}

impl<'r, 't> Node<'r, 't> {
    pub(crate) fn span(&self) -> Range<usize> {
        self.value.span()
    }

    pub(crate) fn error(&self, kind: &'static str, message: impl Into<String>) -> Diagnostic {
        self.reader.error(kind, self.span(), message)
    }

    pub(crate) fn tell(&self, told: Diagnostic) {
        self.reader.tell(told);
    }

    /// `key = value` as written, cut where it is long.
    pub(crate) fn written(&self) -> String {
        let source = self.reader.text.get(self.span()).unwrap_or_default();
        let line = source.lines().next().unwrap_or_default();
        let short: String = line.chars().take(60).collect();
        let more = if short.len() < source.len() { "…" } else { "" };
        format!("`{} = {short}{more}`", self.key)
    }

    /// Tells that the value is of another kind: `wants` is "a number".
    pub(crate) fn wrong_type(&self, wants: &str) {
        let is = match self.value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.tell(self.error("wrong-type", format!("`{}` wants {wants}", self.key)).label(format!("this is {is}")));
    }

    /// Tells of a value that is not one of those there are, and which is near.
    pub(crate) fn not_one_of(&self, word: &str, what: &str, words: &[&str]) {
        let told = self.error("bad-value", format!("{} is not {what}", self.written()));
        self.tell(match nearest(word, words.iter().copied()) {
            Some(near) => told.label(format!("did you mean `{near}`?")),
            None => told.help(format!("there are: {}", listed(words))),
        });
    }

    pub(crate) fn as_str(&self) -> Option<&'r str> {
        match self.value.get_ref() {
            DeValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// A text, perhaps empty.
    pub(crate) fn any_text(&self) -> Option<&'r str> {
        let text = self.as_str();
        if text.is_none() {
            self.wrong_type("a text in quotes");
        }
        text
    }

    /// A text that says something.
    pub(crate) fn text(&self) -> Option<String> {
        let text = self.any_text()?;
        if text.trim().is_empty() {
            self.tell(self.error("empty", format!("`{}` is empty", self.key)));
            return None;
        }
        if text.chars().count() > LONGEST_TEXT {
            self.tell(self.error("too-long", format!("`{}` has more than {LONGEST_TEXT} characters", self.key)));
            return None;
        }
        Some(text.trim().to_owned())
    }

    /// One of a few words.
    pub(crate) fn one_of<T: Copy>(&self, what: &str, words: &[(&'static str, T)]) -> Option<T> {
        let text = self.any_text()?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            self.not_one_of(text, what, &words.iter().map(|(word, _)| *word).collect::<Vec<_>>());
        }
        found
    }

    pub(crate) fn id(&self, spelling: Spelling) -> Option<String> {
        let text = self.text()?;
        if let Some(told) = spelling.fault(&text) {
            let told = self.error("bad-id", format!("{} is not an id: {told}", self.written()));
            self.tell(told.help(format!("for example `{}`", spelling.mended(&text))));
            return None;
        }
        Some(text)
    }

    pub(crate) fn bool(&self) -> Option<bool> {
        let DeValue::Boolean(value) = self.value.get_ref() else {
            self.wrong_type("`true` or `false`");
            return None;
        };
        Some(*value)
    }

    /// A whole number within bounds.
    pub(crate) fn whole(&self, least: i64, most: i64) -> Option<i64> {
        let DeValue::Integer(integer) = self.value.get_ref() else {
            self.wrong_type("a whole number");
            return None;
        };
        let value = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        let value = value.filter(|value| (least..=most).contains(value));
        if value.is_none() {
            let told = format!("{} is out of range: {least} to {most}", self.written());
            self.tell(self.error("out-of-bounds", told));
        }
        value
    }

    /// A decimal as written: `5.00` keeps its places, and nothing goes through binary floats.
    pub(crate) fn decimal(&self) -> Option<Decimal> {
        let written = match self.value.get_ref() {
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str(),
            DeValue::Float(float) => float.as_str(),
            _ => {
                self.wrong_type("a number");
                return None;
            }
        };
        let value = Decimal::from_str_exact(written.trim_start_matches('+')).ok();
        if value.is_none() {
            let told = self.error("bad-value", format!("{} is not a decimal number", self.written()));
            self.tell(told.help("write it out, with at most 28 digits: 8.0"));
        }
        value
    }

    /// A date, in quotes or bare.
    pub(crate) fn date(&self) -> Option<NaiveDate> {
        let written = self.date_or_time("a date like \"2026-01-05\"")?;
        let date = read_date(written);
        if date.is_none() {
            let told = self.error("bad-value", format!("{} is not a date of the calendar", self.written()));
            self.tell(told.help("dates are written year-month-day: \"2026-01-05\""));
        }
        date
    }

    /// A time of day, in quotes or bare.
    pub(crate) fn time(&self) -> Option<NaiveTime> {
        let written = self.date_or_time("a time like \"08:00\"")?;
        let time = read_time(written);
        if time.is_none() {
            let told = self.error("bad-value", format!("{} is not a time of day", self.written()));
            self.tell(told.help("times run from \"00:00\" to \"23:59\""));
        }
        time
    }

    fn date_or_time(&self, wants: &str) -> Option<&'r str> {
        match self.value.get_ref() {
            DeValue::String(text) => Some(text),
            DeValue::Datetime(_) => self.reader.text.get(self.span()),
            _ => {
                self.wrong_type(wants);
                None
            }
        }
    }

    /// The elements of a list; anything else is told.
    pub(crate) fn items(&self, wants: &str) -> Vec<Node<'r, 't>> {
        let items = self.as_items();
        if items.is_none() {
            self.wrong_type(wants);
        }
        items.unwrap_or_default()
    }

    pub(crate) fn as_items(&self) -> Option<Vec<Node<'r, 't>>> {
        let DeValue::Array(array) = self.value.get_ref() else { return None };
        let node = |(at, value)| Node {
            reader: self.reader,
            value,
            key: self.key.clone(),
            key_span: self.key_span.clone(),
            path: format!("{}[{at}]", self.path),
        };
        if array.len() > MOST_ITEMS {
            let told = format!("`{}` has {} parts; at most {MOST_ITEMS} can be read", self.key, array.len());
            self.tell(self.error("too-long", told).help("is this the right file?"));
        }
        Some(array.iter().take(MOST_ITEMS).enumerate().map(node).collect())
    }

    /// One value, or a list of them.
    pub(crate) fn one_or_more(self) -> Vec<Node<'r, 't>> {
        match self.as_items() {
            Some(items) => {
                if items.is_empty() {
                    self.tell(self.error("empty", format!("`{}` is an empty list", self.key)));
                }
                items
            }
            None => vec![self],
        }
    }

    pub(crate) fn as_table(&self) -> Option<Table<'r, 't>> {
        match self.value.get_ref() {
            DeValue::Table(table) => Some(Table::new(self.reader, table, self.path.clone(), self.span())),
            _ => None,
        }
    }

    pub(crate) fn table(&self, wants: &str) -> Option<Table<'r, 't>> {
        let table = self.as_table();
        if table.is_none() {
            self.wrong_type(wants);
        }
        table
    }
}

impl Spelling {
    /// Why a text is no id; none if it is one.
    pub(crate) fn fault(self, text: &str) -> Option<&'static str> {
        let (joint, told) = match self {
            Self::Kebab => (b'-', "small letters, digits and `-`, beginning with a letter"),
            Self::Snake => (b'_', "small letters, digits and `_`, beginning with a letter"),
        };
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == joint;
        let spelt = text.as_bytes().first().is_some_and(u8::is_ascii_lowercase) && text.bytes().all(plain);
        if !spelt {
            return Some(told);
        }
        (text.len() > 64).then_some("it has more than 64 letters")
    }

    /// The same words as an id of this spelling.
    pub(crate) fn mended(self, text: &str) -> String {
        let joint = if self == Self::Kebab { '-' } else { '_' };
        let spaced = text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' });
        let words = spaced.collect::<String>();
        let joined = words.split_whitespace().collect::<Vec<_>>().join(&joint.to_string());
        let cut: String = joined.chars().skip_while(|c| !c.is_ascii_lowercase()).take(40).collect();
        let cut = cut.trim_end_matches(joint);
        if cut.is_empty() { "my-own".replace('-', &joint.to_string()) } else { cut.to_owned() }
    }
}

/// `2026-01-05`, and nothing else.
pub(crate) fn read_date(text: &str) -> Option<NaiveDate> {
    let shaped = text.len() == 10 && text.is_ascii();
    shaped.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

/// `08:00`, or `8:00`, or with seconds that are zero.
pub(crate) fn read_time(text: &str) -> Option<NaiveTime> {
    let mut parts = text.split(':');
    let mut part = |widths: std::ops::RangeInclusive<usize>| {
        let part = parts.next()?;
        let digits = widths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok()).flatten()
    };
    let (hour, minute) = (part(1..=2)?, part(2..=2)?);
    let rest: Vec<&str> = parts.collect();
    matches!(rest.as_slice(), [] | ["00"]).then(|| NaiveTime::from_hms_opt(hour, minute, 0)).flatten()
}
