//! Records: what was asked and what became of it. One row a step and item, and every gap with its reason. Pure: fed with
//! the runs, versions and facts of one SOP, it says what an inspector asks for.
//!
//! A whole run that nobody answered, and an occurrence without a run, are one row; where steps or items are asked for,
//! one row for each of those.

mod assemble;
mod row;
mod summary;
#[cfg(test)]
mod tests;

pub use assemble::assemble;
pub use summary::{GapKind, Summary, summary};

use super::calendar::{Instant, Occurrence, OccurrenceNote};
use super::evidence::{Observed, Value};
use super::exception::{MissReason, Severity};
use super::fact::Fact;
use super::id::{BodyHash, ItemId, ListId, PersonId, RunId, SopId, StepId};
use super::list::List;
use super::run::{CancelReason, Run};
use super::sop::{Side, Sop};
use super::state::{SopStatus, Versions};
use super::step::{Band, Correction, SkipReason, StepKey, Void};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is asked. Empty sets ask for everything.
#[derive(Clone, Debug)]
pub struct Question {
    /// Business dates, both in.
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub steps: BTreeSet<StepId>,
    pub items: BTreeSet<ItemId>,
    /// Only what this person did or left out.
    pub person: Option<PersonId>,
    pub now: Instant,
}

impl Question {
    /// Steps or items are asked for, so that gaps are told for each of them.
    fn is_narrow(&self) -> bool {
        !self.steps.is_empty() || !self.items.is_empty()
    }
    fn wants(&self, key: &StepKey) -> bool {
        (self.steps.is_empty() || self.steps.contains(&key.step))
            && (self.items.is_empty() || key.item.as_ref().is_some_and(|item| self.items.contains(item)))
    }
}

/// Everything of one SOP that an answer needs.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The newest version.
    pub sop: &'a Sop,
    pub status: SopStatus,
    /// Everything at or before it is settled.
    pub cursor: Instant,
    pub recurrence: Option<&'a Occurrence>,
    /// Those of the period; later ones serve as re-readings.
    pub runs: &'a [Run],
    /// What runs are pinned to, and every version that was put in force.
    pub versions: &'a Versions,
    /// In force now.
    pub lists: &'a BTreeMap<ListId, Arc<List>>,
    /// Facts about the SOP itself, in order, each with its moment.
    pub facts: &'a [(Instant, Fact)],
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub sop: SopId,
    pub title: String,
    pub run: Option<RunId>,
    pub label: Option<BodyHash>,
    pub business_date: NaiveDate,
    /// When it was due; for what has no due time, when it would have been.
    pub due: Instant,
    /// None: the whole run or occurrence.
    pub step: Option<StepKey>,
    /// What the step says.
    pub text: String,
    pub unit: Option<String>,
    pub limits: Vec<RecordLimit>,
    pub became: Became,
}

/// A bound as it stood for this item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordLimit {
    pub side: Side,
    pub bound: Decimal,
    pub severity: Severity,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Became {
    Answered(Box<Answered>),
    /// Nothing, and why; `count` of them, the last one at `until`.
    Gap {
        why: Gap,
        count: u32,
        until: Option<Instant>,
    },
}

/// Evidence, with what followed.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    pub value: Value,
    pub entered: Instant,
    pub by: PersonId,
    pub observed: Observed,
    /// The limit it broke.
    pub band: Option<Band>,
    /// What that limit asks to be done.
    pub must: Option<String>,
    pub corrected: Option<Correction>,
    /// After a reading out of range: the next of the same step and item, in whichever run.
    pub next: Option<NextReading>,
    /// Undone: it stands here, and counts for nothing.
    pub void: Option<Void>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextReading {
    pub run: RunId,
    pub entered: Instant,
    pub value: Decimal,
    pub is_in_range: InRange,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InRange {
    Yes,
    No,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    StepSkipped {
        reason: SkipReason,
        note: Option<BodyHash>,
        by: PersonId,
        at: Instant,
    },
    RunSkipped {
        reason: SkipReason,
        note: Option<BodyHash>,
        by: PersonId,
    },
    Missed {
        reason: MissReason,
    },
    Cancelled {
        reason: CancelReason,
    },
    /// Open, and past due.
    Overdue,
    /// Open, or still to come.
    NotYet,
    /// It may be left out, and was.
    LeftOut,
    /// The item was not on its list.
    NotOnList,
    /// The version of that time did not ask for it.
    NotAsked,
    /// The plan had it, and it did not fire.
    NotFired {
        note: OccurrenceNote,
    },
    /// The SOP was not in force.
    NotInForce,
    /// No engine has come by since.
    NotOpened,
}
