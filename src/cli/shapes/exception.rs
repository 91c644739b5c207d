//! An exception as JSON.

use super::word;
use crate::cli::floor::Floor;
use crate::domain::calendar::Instant;
use crate::domain::escalation::{Escalated, Rung};
use crate::domain::exception::{Asked, Assignee, Cause, Check, Exception, LateSignal, Rechecked};
use crate::domain::repetition::LinkedFact;
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
    pub case: Option<String>,
    /// Until when somebody is to take it.
    pub respond_by: Option<Instant>,
    /// Until when what was said of it holds: "I'm on it", or "later".
    pub until: Option<Instant>,
    /// Since when it is open again because what its taker said ran out.
    pub lapsed: Option<Instant>,
    pub shelf: Option<ShelfShape>,
    /// The card that explains it.
    pub parent: Option<String>,
    /// SOPs whose cards it hides.
    pub inhibits: Vec<String>,
    /// Who is still to be told when nobody takes it.
    pub rungs: Vec<RungShape>,
    pub escalated: Vec<EscalatedShape>,
    /// When a new reading is wanted.
    pub recheck: Option<RecheckShape>,
    pub rechecked: Vec<RecheckedShape>,
    pub reopened: u32,
    /// Signals that would have kept it away and came too late.
    pub late: Vec<LateSignal>,
    /// The facts that were counted, where something happened again and again.
    pub evidence: Vec<LinkedFact>,
    /// Resolved, and a second person is to look at it.
    pub to_check: bool,
}

#[derive(Debug, Serialize)]
pub struct ShelfShape {
    pub at: Instant,
    pub by: Option<String>,
    pub until: Instant,
    pub reason: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct RungShape {
    pub rung: u32,
    pub at: Instant,
    pub to: String,
    pub severity: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct EscalatedShape {
    pub rung: u32,
    pub at: Instant,
    pub to: String,
    pub people: Vec<String>,
    /// The role that was meant, where nobody of it was on shift.
    pub instead: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct RecheckShape {
    pub at: Instant,
    pub due: bool,
}

#[derive(Debug, Serialize)]
pub struct RecheckedShape {
    pub at: Instant,
    pub by: Option<String>,
    pub run: String,
    pub step: String,
    /// Null where it is not for whoever asks.
    pub value: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct VerifiedShape {
    pub at: Instant,
    pub by: String,
    pub note: Option<String>,
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
    pub verified: Option<VerifiedShape>,
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
                verified: verified(&resolution.check, floor),
            }),
            case: exception.case.as_ref().map(ToString::to_string),
            respond_by: exception.respond_by,
            until: exception.until,
            lapsed: exception.lapsed,
            shelf: exception.shelf.as_ref().map(|shelf| ShelfShape {
                at: shelf.at,
                by: shelf.by.as_ref().map(ToString::to_string),
                until: shelf.until,
                reason: floor.body(&shelf.reason),
            }),
            parent: exception.parent.as_ref().map(ToString::to_string),
            inhibits: exception.inhibits.iter().map(ToString::to_string).collect(),
            rungs: exception.rungs.iter().map(rung).collect(),
            escalated: exception.escalated.iter().map(escalated).collect(),
            recheck: exception.recheck.map(|it| RecheckShape { at: it.at, due: it.asked == Asked::Now }),
            rechecked: exception.rechecked.iter().map(|it| rechecked(it, floor)).collect(),
            late: exception.late.clone(),
            evidence: match &exception.cause {
                Cause::Raised { evidence, .. } => evidence.clone(),
                _ => Vec::new(),
            },
            reopened: exception.reopened,
            to_check: exception.awaits_check(),
        }
    }
}

fn verified(check: &Check, floor: &Floor) -> Option<VerifiedShape> {
    let Check::Done { at, by, note } = check else { return None };
    Some(VerifiedShape { at: *at, by: by.to_string(), note: note.as_ref().and_then(|note| floor.body(note)) })
}

fn rung(rung: &Rung) -> RungShape {
    let (at, to) = (rung.at, rung.to.to_string());
    RungShape { rung: rung.number, at, to, severity: rung.severity.as_ref().map(word) }
}

fn escalated(told: &Escalated) -> EscalatedShape {
    EscalatedShape {
        rung: told.rung,
        at: told.at,
        to: told.reached.to.to_string(),
        people: told.reached.people.iter().map(ToString::to_string).collect(),
        instead: told.reached.instead.as_ref().map(ToString::to_string),
    }
}

fn rechecked(read: &Rechecked, floor: &Floor) -> RecheckedShape {
    let value = (!floor.hides(read.run, &read.step)).then(|| read.value.to_string());
    RecheckedShape {
        at: read.at,
        by: read.by.as_ref().map(ToString::to_string),
        run: read.run.to_string(),
        step: read.step.to_string(),
        value,
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
