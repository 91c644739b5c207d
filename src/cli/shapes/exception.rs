//! An exception as JSON.

use super::word;
use crate::cli::floor::Floor;
use crate::domain::calendar::Instant;
use crate::domain::exception::{Assignee, Exception};
use crate::words::{self, Names};
use serde::Serialize;

/// One exception, with the words of its card.
#[derive(Debug, Serialize)]
pub struct ExceptionShape {
    pub id: String,
    pub raised: Instant,
    pub business_date: chrono::NaiveDate,
    pub severity: String,
    pub status: String,
    /// `out-of-range`, `run-missed`, `reported`, …
    pub cause: String,
    pub what: String,
    pub why: Option<String>,
    pub recommend: Option<String>,
    pub count: u32,
    pub last: Instant,
    pub sop: Option<String>,
    pub run: Option<String>,
    pub area: Option<String>,
    pub owner: Option<String>,
    /// `person:ID` or `role:NAME`.
    pub assigned: Option<String>,
    pub former: Option<String>,
    pub notes: Vec<ExceptionNoteShape>,
    pub resolution: Option<ResolutionShape>,
}

#[derive(Debug, Serialize)]
pub struct ExceptionNoteShape {
    pub at: Instant,
    pub by: Option<String>,
    pub text: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct ResolutionShape {
    pub at: Instant,
    pub by: Option<String>,
    pub cause: String,
    pub decision: Option<String>,
}

impl ExceptionShape {
    pub fn of(exception: &Exception, floor: &Floor) -> Self {
        let card = words::card(exception, floor);
        let notes = exception.notes.iter().map(|note| ExceptionNoteShape {
            at: note.at,
            by: note.by.as_ref().map(ToString::to_string),
            text: floor.body(&note.body),
        });
        Self {
            id: exception.id.to_string(),
            raised: exception.raised,
            business_date: exception.business_date,
            severity: word(&exception.severity),
            status: word(&exception.status),
            cause: cause(exception),
            what: card.what,
            why: card.why,
            recommend: card.recommend,
            count: exception.count,
            last: exception.last,
            sop: exception.sop.as_ref().map(ToString::to_string),
            run: exception.run.as_ref().map(ToString::to_string),
            area: exception.area.as_ref().map(ToString::to_string),
            owner: exception.owner.as_ref().map(ToString::to_string),
            assigned: exception.assigned.as_ref().map(assignee),
            former: exception.former.as_ref().map(ToString::to_string),
            notes: notes.collect(),
            resolution: exception.resolution.as_ref().map(|resolution| ResolutionShape {
                at: resolution.at,
                by: resolution.by.as_ref().map(ToString::to_string),
                cause: word(&resolution.cause),
                decision: resolution.decision.as_ref().and_then(|decision| floor.body(decision)),
            }),
        }
    }
}

/// `person:ID` or `role:NAME`.
pub fn assignee(assignee: &Assignee) -> String {
    match assignee {
        Assignee::Person(id) => format!("person:{id}"),
        Assignee::Role(role) => format!("role:{role}"),
    }
}

/// The tag of the cause.
fn cause(exception: &Exception) -> String {
    serde_json::to_value(&exception.cause)
        .ok()
        .and_then(|cause| cause.get("cause")?.as_str().map(str::to_owned))
        .unwrap_or_default()
}
