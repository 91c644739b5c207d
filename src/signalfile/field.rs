//! The parts of a signal as somebody writes them, each read or told why not.

use crate::domain::calendar::Instant;
use crate::domain::case;
use crate::domain::id::{CaseId, SignalId, SignalName};
use crate::domain::signal::Data;
use crate::harmless;
use crate::sopfile::sop::signal;
use crate::time::zone::Zone;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use serde_json::Value;

/// Longest id, name of a field, and data as JSON, in bytes.
const LONGEST_ID: usize = 200;
const LONGEST_KEY: usize = 80;
const LONGEST_DATA: usize = 64 * 1024;
/// Most fields of one signal.
const MOST_FIELDS: usize = 200;
/// Characters of a text that a message quotes.
const QUOTED: usize = 60;

/// What is wrong with a row, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    pub what: String,
    pub help: Option<String>,
    /// Nothing that follows in the file can be read.
    pub(super) ends_it: bool,
}

impl Flaw {
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), help: None, ends_it: false }
    }
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
    #[must_use]
    pub(super) fn ends_it(mut self) -> Self {
        self.ends_it = true;
        self
    }
}

/// How times without an offset are read.
#[derive(Clone, Debug, Default)]
pub struct Times {
    /// Of the site; none: only times with an offset can be read.
    pub zone: Option<Zone>,
    /// As `%d/%m/%Y %H:%M`; none: as people write them.
    pub form: Option<String>,
}

/// A text in a message: its beginning.
pub(super) fn quoted(text: &str) -> String {
    let mut letters = text.chars();
    let start: String = letters.by_ref().take(QUOTED).collect();
    if letters.next().is_some() { format!("`{start}…`") } else { format!("`{start}`") }
}

pub fn id(text: &str) -> Result<SignalId, Flaw> {
    let text = text.trim();
    if text.is_empty() {
        let help = "without one, the same row sent again would count twice";
        return Err(Flaw::new("`id` is missing").help(help));
    }
    if text.contains(harmless::is_hostile) {
        return Err(Flaw::new(format!("the id {} has a character that cannot be seen", quoted(text))));
    }
    if text.len() > LONGEST_ID {
        return Err(Flaw::new(format!("the id has more than {LONGEST_ID} bytes")));
    }
    Ok(SignalId::new(text))
}

pub fn name(text: &str) -> Result<SignalName, Flaw> {
    let text = text.trim();
    match signal::fault(text) {
        None => Ok(SignalName::new(text)),
        Some(_) if text.is_empty() => Err(Flaw::new("`name` is missing")),
        Some(fault) => {
            let help = "small letters, digits, `-` and `_`, and points between the words: `quote.sent`";
            Err(Flaw::new(format!("{} {fault}", quoted(text))).help(help))
        }
    }
}

/// What it is about; nothing written is no case.
pub fn case(text: &str) -> Result<Option<CaseId>, Flaw> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    case::case(text).map(Some).map_err(|fault| Flaw::new(format!("{} {}", quoted(text.trim()), fault.said())))
}

/// When it happened. Microseconds are kept.
pub fn at(text: &str, times: &Times) -> Result<Instant, Flaw> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Flaw::new("`at` is missing").help("when it happened: `2026-11-21T08:00:00Z`"));
    }
    let at = match &times.form {
        Some(form) => formed(text, form, times)?,
        None => match DateTime::parse_from_rfc3339(text) {
            Ok(at) => at.to_utc(),
            Err(_) => local(plain(text).ok_or_else(|| not_a_time(text))?, text, times)?,
        },
    };
    cut(at)
}

/// To the microsecond, in a year that somebody may mean.
pub fn cut(at: Instant) -> Result<Instant, Flaw> {
    if !(1900..=2200).contains(&at.year()) {
        return Err(Flaw::new(format!("`at` is in the year {}", at.year())).help("write it as `2026-11-21T08:00:00Z`"));
    }
    Ok(at.with_nanosecond(at.nanosecond() / 1_000 * 1_000).unwrap_or(at))
}

fn not_a_time(text: &str) -> Flaw {
    let help = "write `2026-11-21T08:00:00Z`, or `2026-11-21 08:00` in the site's zone";
    Flaw::new(format!("{} is not a time", quoted(text))).help(help)
}

/// `2026-11-21 08:00`, with or without seconds; a date is its midnight.
fn plain(text: &str) -> Option<NaiveDateTime> {
    let spaced = text.replacen('T', " ", 1);
    let (date, time) = spaced.split_once(' ').map_or((spaced.as_str(), None), |(date, time)| (date, Some(time)));
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
    let time = match time {
        None => NaiveTime::MIN,
        Some(time) => {
            ["%H:%M", "%H:%M:%S%.f"].iter().find_map(|form| NaiveTime::parse_from_str(time.trim(), form).ok())?
        }
    };
    Some(date.and_time(time))
}

fn formed(text: &str, form: &str, times: &Times) -> Result<Instant, Flaw> {
    if let Ok(at) = DateTime::parse_from_str(text, form) {
        return Ok(at.to_utc());
    }
    let date = || NaiveDate::parse_from_str(text, form).ok().map(|date| date.and_time(NaiveTime::MIN));
    match NaiveDateTime::parse_from_str(text, form).ok().or_else(date) {
        Some(at) => local(at, text, times),
        None => Err(Flaw::new(format!("{} is not a time written as {}", quoted(text), quoted(form)))),
    }
}

/// A local time that the clock skips is the first instant after; one that comes twice, the first.
fn local(local: NaiveDateTime, text: &str, times: &Times) -> Result<Instant, Flaw> {
    if let Some(zone) = &times.zone {
        return Ok(zone.resolve(local).instant());
    }
    let told = format!("{} is a local time, and the site's zone is not known yet", quoted(text));
    Err(Flaw::new(told).help("write it with its offset: `2026-11-21T08:00:00Z`"))
}

/// A value that was typed: a number, true, false, `"a text"`, or else the text itself.
pub fn value(text: &str) -> Value {
    match text.starts_with('"').then(|| serde_json::from_str::<String>(text)) {
        Some(Ok(text)) => text.into(),
        _ => cell(text),
    }
}

/// The same in a table, where quotes are its own.
pub(super) fn cell(text: &str) -> Value {
    let looks = text.starts_with(|c: char| c.is_ascii_digit() || c == '-') || matches!(text, "true" | "false");
    match looks.then(|| serde_json::from_str::<Value>(text)) {
        // A number that cannot be kept as it is written would be another one.
        Some(Ok(Value::Number(number))) if text.len() > 15 && number.as_i64().is_none() => text.into(),
        Some(Ok(value @ (Value::Number(_) | Value::Bool(_)))) => value,
        _ => text.into(),
    }
}

/// Fields as a JSON object.
pub fn json_data(text: &str) -> Result<Data, Flaw> {
    super::json::data(text)
}

/// Plain values and lists of them, not too many.
pub fn data(data: Data) -> Result<Data, Flaw> {
    if data.len() > MOST_FIELDS {
        return Err(Flaw::new(format!("`data` has more than {MOST_FIELDS} fields")));
    }
    let mut bytes = 0;
    for (key, value) in &data {
        if key.trim().is_empty() || key.len() > LONGEST_KEY || key.contains(harmless::is_hostile) {
            let told = format!("{} cannot be the name of a field of `data`", quoted(key));
            return Err(Flaw::new(told).help("small letters, digits and `_`: what conditions can name"));
        }
        let plain = |value: &Value| !matches!(value, Value::Object(_) | Value::Array(_));
        if !plain(value) && !value.as_array().is_some_and(|list| list.iter().all(plain)) {
            let told = format!("`data.{key}` holds more than a plain value");
            return Err(Flaw::new(told).help("numbers, texts, true, false, and lists of them"));
        }
        bytes += key.len() + length(value);
    }
    if bytes > LONGEST_DATA {
        return Err(Flaw::new(format!("`data` has more than {} KiB", LONGEST_DATA / 1024)));
    }
    Ok(data)
}

fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len() + 2,
        Value::Array(list) => list.iter().map(length).sum(),
        _ => 8,
    }
}
