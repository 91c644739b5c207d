//! The answer to an accepted command as JSON.

use crate::cli::session::Accepted;
use crate::domain::calendar::Instant;
use crate::domain::fact::Entry;
use crate::domain::timer::Subject;
use crate::store::Repeated;
use serde::Serialize;

/// What a writing command did.
#[derive(Debug, Serialize)]
pub struct AcceptedShape {
    pub accepted: bool,
    /// This request was answered before; nothing was recorded again.
    pub repeated: bool,
    pub request: String,
    pub by: String,
    /// The run it is about, or that it opened.
    pub run: Option<String>,
    pub exception: Option<String>,
    pub facts: Vec<FactShape>,
}

#[derive(Debug, Serialize)]
pub struct FactShape {
    pub seq: u64,
    pub at: Instant,
    pub kind: String,
    pub subject: String,
    pub data: serde_json::Value,
}

impl FactShape {
    pub fn of(entry: &Entry) -> Self {
        Self {
            seq: entry.seq,
            at: entry.at,
            kind: entry.fact.kind(),
            subject: entry.subject.to_string(),
            data: super::entry::data(entry),
        }
    }
}

impl AcceptedShape {
    pub fn of(accepted: &Accepted) -> Self {
        let mut subjects = accepted.entries.iter().map(|entry| &entry.subject);
        let run = subjects.clone().find_map(|subject| match subject {
            Subject::Run(id) => Some(id.to_string()),
            _ => None,
        });
        let exception = subjects.find_map(|subject| match subject {
            Subject::Exception(id) => Some(id.to_string()),
            _ => None,
        });
        let facts = accepted.entries.iter().map(FactShape::of);
        Self {
            accepted: true,
            repeated: accepted.repeated == Repeated::Yes,
            request: accepted.request.to_string(),
            by: accepted.person.to_string(),
            run,
            exception,
            facts: facts.collect(),
        }
    }
}
