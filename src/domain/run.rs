//! A run: one execution of a SOP version, pinned to that version.

use super::calendar::{Instant, Times};
use super::evidence::Attachment;
use super::exception::MissReason;
use super::id::{
    AreaId, BodyHash, CaseId, ItemId, ListId, OccurrenceKey, PersonId, RoleId, RunId, SignalId, SignalName, SopId,
    StepId, VersionHash,
};
use super::step::{Answer, SkipReason, StepKey, Timing};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One run as it stands; derived from the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub id: RunId,
    pub sop: SopId,
    pub pinned: Pinned,
    pub occurrence: OccurrenceKey,
    pub business_date: NaiveDate,
    /// The nominal local time of a scheduled run, to tell whether an edit still has it.
    pub nominal: Option<chrono::NaiveDateTime>,
    pub times: Times,
    pub started: Option<Instant>,
    pub ended: Option<Instant>,
    pub state: RunState,
    pub area: Option<AreaId>,
    pub role: Option<RoleId>,
    /// Who started it by hand.
    pub started_by: Option<PersonId>,
    pub label: Option<BodyHash>,
    pub case: Option<CaseId>,
    pub asked: BTreeMap<String, BodyHash>,
    /// Required steps done or skipped, of those that are asked now.
    pub progress: Progress,
    /// Every answer in order of entry, void ones among them; at most one per key is not void.
    pub answers: Vec<(StepKey, Answer)>,
    pub notes: Vec<RunNote>,
    /// Files that are no answers.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub files: Vec<RunFile>,
    /// Timed steps that were begun, in order of entry, void ones among them; at most one per key is not void.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub timings: Vec<Timing>,
    /// Of steps with a window of their own; from `started`, and until then from `opens`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub step_times: BTreeMap<StepId, StepTimes>,
    /// `run.late` was told.
    pub late: Late,
    pub reopened: u32,
    /// Who reopened it last.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reopened_by: Option<PersonId>,
    /// Rungs that nobody was told of yet.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rungs: Vec<super::escalation::Rung>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub escalated: Vec<super::escalation::Escalated>,
    /// What fired, where it was neither a schedule nor a person.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub event: Option<Event>,
    /// Signals that its steps wait for, or waited for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub waits: Vec<Waiting>,
    /// Steps with a time of their own up to here were looked at.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub steps_told: Option<Instant>,
    /// How far agents have come in its steps; one for each that was begun.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub works: Vec<super::work::Work>,
}

/// A step waits for a signal of the run's case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub step: StepId,
    pub signal: SignalName,
    pub from: Instant,
    /// In time until here.
    pub due: Instant,
    /// That it did not come was told.
    pub late: Late,
}

/// The firing that opened a run: of which trigger, for which signal or row, and for which instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Index of the trigger in the version that the run is pinned to.
    pub trigger: usize,
    /// The signal that fired it, or that was not answered.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub signal: Option<SignalId>,
    /// The row of a list that it is about.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub item: Option<ItemId>,
    /// The instant it fired for: the signal's own time, or a watch's due time.
    pub due: Instant,
    /// What the signal said of what the SOP's conditions name: `when = "data.text.contains('refund')"`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub data: BTreeMap<String, serde_json::Value>,
}

/// What it was opened with; never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    pub sop: VersionHash,
    pub config: VersionHash,
    pub lists: BTreeMap<ListId, VersionHash>,
}

/// A step's own window, fixed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTimes {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub opens: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub due: Option<Instant>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub done: u32,
    pub of: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Late {
    No,
    Told,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum RunState {
    Due,
    InProgress,
    Done,
    Skipped { reason: SkipReason, note: Option<BodyHash>, by: PersonId },
    Missed { reason: MissReason },
    Cancelled { reason: CancelReason },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cancel", rename_all = "kebab-case")]
pub enum CancelReason {
    /// An edit of the SOP took its time away before anybody began.
    Superseded,
    /// The signal that its SOP's `[cancel]` names came.
    Signal {
        signal: SignalId,
        name: SignalName,
    },
    Manager {
        by: PersonId,
        reason: BodyHash,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunNote {
    pub at: Instant,
    pub by: PersonId,
    pub step: Option<StepKey>,
    pub body: BodyHash,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFile {
    pub at: Instant,
    pub by: PersonId,
    pub step: Option<StepKey>,
    pub file: Attachment,
}

/// Early: done before scheduled; on time: up to and including due; late: after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Timeliness {
    Early,
    OnTime,
    Late,
}

impl Run {
    pub fn is_open(&self) -> bool {
        matches!(self.state, RunState::Due | RunState::InProgress)
    }
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.is_open() && now > self.times.due
    }
    /// The answer of a step that stands.
    pub fn answer(&self, key: &StepKey) -> Option<&Answer> {
        self.answers.iter().rev().find(|(k, answer)| k == key && answer.void.is_none()).map(|(_, answer)| answer)
    }
    /// The start of a timed step that stands, whether or not its end is there.
    pub fn timing(&self, key: &StepKey) -> Option<&Timing> {
        self.timings.iter().rev().find(|timing| timing.step == *key && timing.void.is_none())
    }
    /// Timed steps that were begun and wait for their end.
    pub fn running(&self) -> impl Iterator<Item = &Timing> {
        self.timings.iter().filter(|timing| timing.void.is_none() && self.answer(&timing.step).is_none())
    }
    /// What a step waits for, or waited for.
    pub fn waiting(&self, step: &StepId) -> Option<&Waiting> {
        self.waits.iter().rev().find(|wait| wait.step == *step)
    }
    /// How far an agent has come in a step.
    pub fn work(&self, step: &StepId) -> Option<&super::work::Work> {
        self.works.iter().find(|work| work.step == *step)
    }
    /// Waits whose step is not answered.
    pub fn still_waiting(&self) -> impl Iterator<Item = &Waiting> {
        self.waits.iter().filter(|wait| self.answer(&StepKey::plain(&wait.step)).is_none())
    }
    /// The first time of a step's own that was not looked at yet.
    pub fn next_step_due(&self) -> Option<Instant> {
        let open = self.step_times.iter().filter(|(step, _)| self.answer(&StepKey::plain(step)).is_none());
        let own = open.filter_map(|(_, times)| times.due);
        own.filter(|due| self.steps_told.is_none_or(|told| told < *due)).min()
    }
    pub fn timeliness(&self) -> Option<Timeliness> {
        let ended = self.ended.filter(|_| self.state == RunState::Done)?;
        Some(if ended < self.times.scheduled {
            Timeliness::Early
        } else if ended <= self.times.due {
            Timeliness::OnTime
        } else {
            Timeliness::Late
        })
    }
}
