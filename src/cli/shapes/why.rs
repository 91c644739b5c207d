//! Why something is there, as JSON: reasons in order, each with its lines of files.

use crate::cli::floor::Floor;
use crate::domain::calendar::Instant;
use crate::domain::why::{What, Why};
use crate::words;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct WhyShape {
    pub id: String,
    pub sop: Option<String>,
    pub version: Option<String>,
    /// Whether that version is still the one in force.
    pub in_force: Option<bool>,
    pub reasons: Vec<ReasonShape>,
}

#[derive(Debug, Serialize)]
pub struct ReasonShape {
    /// `schedule`, `by-hand`, `opens`, `due`, `closes`, `limit`, `recorded`, …
    pub reason: &'static str,
    pub text: String,
    /// Of a sum: what it starts from, and what it comes to.
    pub from: Option<Instant>,
    pub at: Option<Instant>,
    pub lines: Vec<LineShape>,
}

#[derive(Debug, Serialize)]
pub struct LineShape {
    pub file: String,
    pub line: u32,
    pub text: String,
}

impl WhyShape {
    pub fn of(id: &str, why: &Why, floor: &Floor) -> Self {
        let told = words::why_reasons(why, floor);
        let reason = |(reason, told): (&crate::domain::why::Reason, words::WhyLine)| {
            let (from, at) = times(&reason.what);
            let lines = told.places.into_iter().map(|it| LineShape { file: it.file, line: it.line, text: it.text });
            ReasonShape { reason: reason.what.name(), text: told.says, from, at, lines: lines.collect() }
        };
        Self {
            id: id.to_owned(),
            sop: why.sop.as_ref().map(|sop| sop.id.to_string()),
            version: why.version.as_ref().map(|it| it.version.to_string()),
            in_force: why.version.as_ref().map(|it| it.still),
            reasons: why.reasons.iter().zip(told).map(reason).collect(),
        }
    }
}

fn times(what: &What) -> (Option<Instant>, Option<Instant>) {
    match what {
        What::Sum { from, comes_to, .. } => (Some(*from), Some(*comes_to)),
        What::Recorded { at, .. } | What::Next { at, .. } | What::Fired { at, .. } => (None, Some(*at)),
        What::Dated { comes_to, .. } => (None, Some(*comes_to)),
        What::Counted { first, last, .. } => (Some(*first), Some(*last)),
        What::Signal { signal, .. } => (None, signal.as_ref().map(|signal| signal.at)),
        What::ByHand { at, .. } => (None, *at),
        What::NotDone { closed, .. } => (None, Some(*closed)),
        What::Group { last, .. } => (None, Some(*last)),
        What::Trigger { next, .. } => (None, *next),
        What::Agent { decides, .. } => (None, decides.as_ref().map(|(_, _, until)| *until)),
        _ => (None, None),
    }
}
