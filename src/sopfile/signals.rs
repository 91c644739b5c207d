//! A line of a file of signals: `{"id": …, "at": …, "name": …, "case": …, "data": {…}}`, one JSON object a line.

use super::sop::signal::fault as signal_fault;
use crate::domain::id::{CaseId, SignalId, SignalName};
use crate::domain::signal::{Data, Signal};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use std::borrow::Cow;

/// The longest id of a signal or a case, in characters.
const LONGEST: usize = 120;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    at: Option<Cow<'a, str>>,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    case: Option<Cow<'a, str>>,
    data: Option<Data>,
}

/// Reads one line; what is wrong with it otherwise, as "`at` is not there".
pub fn signal(line: &str) -> Result<Signal, String> {
    let line: Line<'_> = serde_json::from_str(line).map_err(|cause| not_json(&cause))?;
    let need = |field: &str, value: Option<Cow<'_, str>>| {
        let value = value.map(Cow::into_owned).filter(|value| !value.is_empty());
        value.ok_or_else(|| format!("`{field}` is not there"))
    };
    let id = need("id", line.id)?;
    fault_of_id(&id).map_or(Ok(()), |fault| Err(format!("`id` {fault}")))?;
    let at = need("at", line.at)?;
    let at = instant(&at).ok_or_else(|| format!("`at` is `{at}`, which is no time: write `2026-11-21T08:00:00Z`"))?;
    let name = need("name", line.name)?;
    signal_fault(&name).map_or(Ok(()), |fault| Err(format!("`name` is `{name}`, which {fault}")))?;
    let case = line.case.map(Cow::into_owned).filter(|case| !case.is_empty());
    if let Some(case) = &case {
        fault_of_case(case).map_or(Ok(()), |fault| Err(format!("`case` is `{case}`, which {fault}")))?;
    }
    let data = line.data.unwrap_or_default();
    fault_of_data(&data).map_or(Ok(()), Err)?;
    Ok(Signal { id: SignalId(id), name: SignalName(name), case: case.map(CaseId), at, data })
}

/// RFC 3339, to the microsecond.
pub fn instant(text: &str) -> Option<DateTime<Utc>> {
    let at = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    DateTime::from_timestamp_micros(at.timestamp_micros())
}

/// Why a text cannot be the id of a signal.
pub fn fault_of_id(id: &str) -> Option<String> {
    if id.chars().nth(LONGEST).is_some() {
        return Some(format!("is longer than {LONGEST} characters"));
    }
    let bad = id.is_empty() || id.chars().any(|c| c.is_control() || crate::harmless::is_hostile(c));
    bad.then(|| "has characters that cannot be seen".to_owned())
}

/// Why a text cannot name a case: `quote:Q-1042`.
pub fn fault_of_case(case: &str) -> Option<String> {
    if case.chars().nth(LONGEST).is_some() {
        return Some(format!("is longer than {LONGEST} characters"));
    }
    let seen = |c: char| !c.is_whitespace() && !c.is_control() && !crate::harmless::is_hostile(c);
    if !case.chars().all(seen) {
        return Some("has spaces, or characters that cannot be seen".to_owned());
    }
    let whole = case.split_once(':').is_some_and(|(kind, id)| !kind.is_empty() && !id.is_empty());
    (!whole).then(|| "is not `KIND:ID`".to_owned())
}

/// Plain values, and lists of them.
pub fn fault_of_data(data: &Data) -> Option<String> {
    use serde_json::Value::{Array, Object};
    let plain = |value: &serde_json::Value| match value {
        Object(_) => false,
        Array(all) => all.iter().all(|value| !matches!(value, Array(_) | Object(_))),
        _ => true,
    };
    let (field, _) = data.iter().find(|(_, value)| !plain(value))?;
    Some(format!("`data.{field}` is neither a plain value nor a list of them"))
}

fn not_json(cause: &serde_json::Error) -> String {
    // Where in the file is said by who knows it.
    let told = cause.to_string();
    let what = told.split(" at line ").next().unwrap_or(&told);
    if cause.is_data() { what.to_owned() } else { format!("it is not JSON ({what}, column {})", cause.column()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_signal() {
        let read = signal(
            r#"{"id":"q-1","at":"2026-11-21T09:00:00+01:00","name":"quote.sent","case":"quote:Q-1","data":{"value":12.50,"to":["a"]}}"#,
        );
        let read = read.unwrap();
        assert_eq!((read.id.as_str(), read.name.as_str()), ("q-1", "quote.sent"));
        assert_eq!(read.at.to_rfc3339(), "2026-11-21T08:00:00+00:00");
        assert_eq!(read.case, Some(CaseId::from("quote:Q-1")));
        let bare = signal(r#"{"id":"q-2","at":"2026-11-21T09:00:00Z","name":"oven.off"}"#).unwrap();
        assert_eq!((bare.case, bare.data.len()), (None, 0));
    }

    #[test]
    fn what_is_wrong_with_a_line_is_said_in_words() {
        let line = |field: &str, value: &str| {
            let mut whole = serde_json::json!({"id": "q-1", "at": "2026-11-21T09:00:00Z", "name": "quote.sent"});
            whole[field] = serde_json::from_str(value).unwrap();
            signal(&whole.to_string()).unwrap_err()
        };
        assert_eq!(line("id", "null"), "`id` is not there");
        assert_eq!(line("id", r#""a\u0007""#), "`id` has characters that cannot be seen");
        assert_eq!(line("at", r#""soon""#), "`at` is `soon`, which is no time: write `2026-11-21T08:00:00Z`");
        assert_eq!(line("name", r#""run.done""#), "`name` is `run.done`, which is called like a fact of the journal");
        assert_eq!(
            line("case", r#""quote 1""#),
            "`case` is `quote 1`, which has spaces, or characters that cannot be seen"
        );
        assert_eq!(line("case", r#""Q-1""#), "`case` is `Q-1`, which is not `KIND:ID`");
        assert_eq!(line("data", r#"{"a":{"b":1}}"#), "`data.a` is neither a plain value nor a list of them");
        assert_eq!(line("data", "3"), "invalid type: integer `3`, expected a map");
        assert!(line("when", "3").starts_with("unknown field `when`"));
        assert!(signal("{\"id\"").unwrap_err().starts_with("it is not JSON ("));
        assert!(signal("").unwrap_err().starts_with("it is not JSON ("));
    }
}
