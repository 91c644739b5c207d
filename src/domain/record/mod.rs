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
use super::run::{CancelReason, Run, RunFile};
use super::sop::{Side, Sop};
use super::state::{SopStatus, Versions};
use super::step::{Band, Correction, Flaw, SkipReason, Stage, StepKey, Void};
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
    /// Of a timed step: which of its readings.
    pub stage: Option<Stage>,
    pub unit: Option<String>,
    pub limits: Vec<RecordLimit>,
    /// Options that are not as they should be.
    pub bad: Vec<String>,
    /// What was attached to the step; for the whole run, and for what was copied from paper, also to the run.
    pub files: Vec<RunFile>,
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
    /// What was chosen that is not as it should be.
    pub flaw: Option<Flaw>,
    /// What is to be done about the one or the other.
    pub must: Option<String>,
    pub corrected: Option<Correction>,
    /// After a reading or a choice out of range: the next of the same step and item, in whichever run.
    pub next: Option<NextReading>,
    /// Of a timed step.
    pub span: Option<Span>,
    /// Undone: it stands here, and counts for nothing.
    pub void: Option<Void>,
}

impl Answered {
    /// How bad it is, where it is not as it should be.
    pub fn severity(&self) -> Option<Severity> {
        self.band.as_ref().map(|band| band.severity).or(self.flaw.as_ref().map(|flaw| flaw.severity))
    }
    /// The minutes by which the end of what was timed came too late.
    pub fn minutes_over(&self) -> Option<i64> {
        self.span?.minutes_over()
    }
}

/// From the start of what was timed to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub started: Instant,
    /// In time until here.
    pub ends: Instant,
    /// None: a start, or an end whose start stands no more.
    pub ended: Option<Instant>,
}

impl Span {
    pub fn minutes(self) -> Option<i64> {
        self.ended.map(|ended| (ended - self.started).num_minutes())
    }
    /// Begun minutes count whole.
    pub fn minutes_over(self) -> Option<i64> {
        let over = self.ended? - self.ends;
        (over > chrono::TimeDelta::zero()).then(|| over.num_minutes() + i64::from(over.num_seconds() % 60 != 0))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextReading {
    pub run: RunId,
    pub entered: Instant,
    pub value: Value,
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
