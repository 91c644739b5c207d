//! A line of the journal as JSON.

use crate::cli::floor::Floor;
use crate::domain::calendar::Instant;
use crate::domain::evidence::Value;
use crate::domain::evidence::hex;
use crate::domain::exception::Cause;
use crate::domain::fact::{Entry, Fact};
use crate::words::Names;
use serde::Serialize;

/// One fact in its place. `hash` covers everything else.
#[derive(Debug, Serialize)]
pub struct EntryShape {
    pub seq: u64,
    pub site: String,
    pub at: Instant,
    pub effective: Option<Instant>,
    pub business_date: chrono::NaiveDate,
    pub actor: String,
    pub via: String,
    pub terminal: Option<String>,
    pub kind: String,
    pub version: u16,
    pub subject: String,
    pub case: Option<String>,
    pub request: Option<String>,
    pub data: serde_json::Value,
    pub previous: String,
    pub hash: String,
}

impl EntryShape {
    pub fn of(entry: &Entry) -> Self {
        Self {
            seq: entry.seq,
            site: entry.site.to_string(),
            at: entry.at,
            effective: entry.effective,
            business_date: entry.business_date,
            actor: entry.actor.to_string(),
            via: entry.via.0.clone(),
            terminal: entry.terminal.clone(),
            kind: entry.fact.kind(),
            version: entry.version,
            subject: entry.subject.to_string(),
            case: entry.case.as_ref().map(ToString::to_string),
            request: entry.request.as_ref().map(ToString::to_string),
            data: data(entry),
            previous: hex(&entry.previous),
            hash: hex(&entry.hash),
        }
    }
}

impl EntryShape {
    /// For who looks: without an answer that is private to others. The journal itself holds it.
    pub fn seen(entry: &Entry, floor: &Floor) -> Self {
        let mut shape = Self::of(entry);
        let hidden = match &entry.fact {
            Fact::StepDone { run, step, value, .. } if *value != Value::Tick && floor.hides(*run, step) => "value",
            Fact::StepOutOfRange { run, step, .. } if floor.hides(*run, step) => "value",
            Fact::ExceptionRaised { cause: Cause::OutOfRange { run, step, .. }, .. }
            | Fact::ExceptionRecurred { cause: Cause::OutOfRange { run, step, .. }, .. }
                if floor.hides(*run, step) =>
            {
                "cause"
            }
            _ => return shape,
        };
        if let Some(data) = shape.data.as_object_mut() {
            data.insert(hidden.to_owned(), serde_json::json!({ "kind": "private" }));
        }
        shape
    }
}

/// The fact's own fields.
pub(super) fn data(entry: &Entry) -> serde_json::Value {
    match serde_json::to_value(&entry.fact) {
        Ok(serde_json::Value::Object(mut fact)) => fact.remove("data").unwrap_or_default(),
        _ => serde_json::Value::Null,
    }
}
