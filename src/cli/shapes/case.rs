//! A case, and a line of what is known about it, as JSON.

use super::EntryShape;
use crate::cli::floor::Floor;
use crate::domain::calendar::Instant;
use crate::domain::fact::Entry;
use crate::domain::signal::Data;
use crate::store::Case;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct CaseShape {
    pub case: String,
    pub signals: u64,
    pub first: Option<Instant>,
    pub last: Option<Instant>,
    /// What is open of it.
    pub runs: Vec<String>,
    pub exceptions: Vec<String>,
    pub watches: Vec<String>,
}

impl CaseShape {
    pub fn of(case: &Case) -> Self {
        fn all<T: ToString>(ids: &[T]) -> Vec<String> {
            ids.iter().map(ToString::to_string).collect()
        }
        Self {
            case: case.id.to_string(),
            signals: case.signals,
            first: case.first,
            last: case.last,
            runs: all(&case.runs),
            exceptions: all(&case.exceptions),
            watches: all(&case.watches),
        }
    }
}

/// A fact about the case: as in the journal, and what it says.
#[derive(Debug, Serialize)]
pub struct CaseLineShape {
    /// A signal's own time; else when it was recorded.
    pub when: Instant,
    pub what: String,
    /// Of a signal: its data, personal fields as their texts, null where redacted.
    pub fields: Option<Data>,
    #[serde(flatten)]
    pub entry: EntryShape,
}

impl CaseLineShape {
    pub fn of(entry: &Entry, when: Instant, what: String, fields: Option<Data>, floor: &Floor) -> Self {
        Self { when, what, fields, entry: EntryShape::seen(entry, floor) }
    }
}
