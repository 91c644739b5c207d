//! A watch: something a trigger waits for until an instant that a fact fixed.

use super::calendar::Instant;
use super::id::{CaseId, ItemId, RunId, SignalId, SopId, StepId, VersionHash, WatchId};
use super::signal::Place;
use serde::{Deserialize, Serialize};

/// One watch as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Watch {
    pub id: WatchId,
    pub sop: SopId,
    /// The version whose trigger it is of.
    pub version: VersionHash,
    /// Index of the trigger in that version.
    pub trigger: usize,
    pub kind: WatchKind,
    pub case: Option<CaseId>,
    pub item: Option<ItemId>,
    /// The signal that opened it.
    pub signal: Option<SignalId>,
    /// That signal's own time, or when else it began.
    pub opened: Instant,
    pub due: Instant,
    pub status: WatchStatus,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "watch", rename_all = "kebab-case")]
pub enum WatchKind {
    /// A signal is wanted by `due`; without it the obligation is breached.
    Absence,
    /// A signal came; it fires at `due`.
    Delay,
    /// A date comes near, or is past; `by` is the index of the distance.
    Date { by: usize },
    /// A step of a run waits for a signal.
    Step { run: RunId, step: StepId },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum WatchStatus {
    Open,
    /// What was wanted came in time.
    Met {
        by: SignalId,
    },
    /// Its time came: breached, or fired.
    Fired,
    /// Nobody waits for it any more.
    Withdrawn {
        why: Withdrawn,
    },
}

/// Why nobody waits any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Withdrawn {
    /// The SOP was retired.
    Retired,
    /// An edit took its trigger away.
    Superseded,
    /// The case, or the run, was cancelled.
    Cancelled,
}

impl Watch {
    pub fn is_open(&self) -> bool {
        self.status == WatchStatus::Open
    }
    /// The place of the signal that opened it in the order of signals.
    pub fn place(&self) -> Option<Place> {
        self.signal.clone().map(|signal| Place { at: self.opened, signal })
    }
}
