//! A watch: something a trigger waits for until an instant that a fact fixed.

use super::calendar::Instant;
use super::date_value::DateValue;
use super::id::{CaseId, ItemId, SignalId, SopId, SourceId, VersionHash, WatchId};
use super::signal::Place;
use super::sop::{Sop, Wait, When};
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
    /// What would have met it, and came when it was breached already: the first of them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub late: Option<SignalId>,
    /// Its time is up, and this source is to be read before anybody can say what that means.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub held: Option<SourceId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "watch", rename_all = "kebab-case")]
pub enum WatchKind {
    /// A signal is wanted by `due`; without it the obligation is breached.
    Absence,
    /// A signal came; it fires at `due`.
    Delay,
    /// A date comes near, or is past: the distance, and the date as it is known now.
    Date { by: Wait, value: DateValue },
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
    /// Its time was past when the date became known, and a nearer distance of it fires.
    Passed,
    /// The row of the list is gone, or is no more on that day.
    Gone,
}

impl Watch {
    pub fn is_open(&self) -> bool {
        self.status == WatchStatus::Open
    }
    /// Breached, and nothing that was wanted came since.
    pub fn is_unanswered(&self) -> bool {
        self.kind == WatchKind::Absence && self.status == WatchStatus::Fired && self.late.is_none()
    }
    /// Where it stands in the order of signals: with the one that opened it, else before those of its instant.
    pub fn place(&self) -> Option<Place> {
        Some(Place { at: self.opened, signal: self.signal.clone().unwrap_or_else(|| SignalId::new("")) })
    }
}

/// The trigger of an edited SOP that a trigger of a former version lives on as; none: the edit took it away.
///
/// The same trigger waits after the same: those written alike are the same ones, the others in their order.
pub fn lives_on(former: &Sop, trigger: usize, edited: &Sop) -> Option<usize> {
    let when = |sop: &Sop, at: usize| sop.triggers[at].when.clone();
    let alike = |sop: &Sop| -> Vec<usize> {
        let mine = former.triggers.get(trigger);
        let after_the_same = |at: &usize| mine.is_some_and(|mine| waits_alike(&mine.when, &when(sop, *at)));
        (0..sop.triggers.len()).filter(after_the_same).collect()
    };
    let (mut before, mut now) = (alike(former), alike(edited));
    let mut pairs = Vec::new();
    for old in before.clone() {
        if let Some(at) = now.iter().position(|new| when(edited, *new) == when(former, old)) {
            pairs.push((old, now.remove(at)));
            before.retain(|left| *left != old);
        }
    }
    pairs.extend(before.into_iter().zip(now));
    pairs.into_iter().find(|(old, _)| *old == trigger).map(|(_, new)| new)
}

fn waits_alike(one: &When, other: &When) -> bool {
    match (one, other) {
        (When::Absence { after, .. }, When::Absence { after: other, .. }) => after == other,
        (When::Signal { name, .. }, When::Signal { name: other, .. }) => name == other,
        (When::Date { of, field, side, .. }, When::Date { of: other_of, field: other_field, side: other_side, .. }) => {
            (of, field, side) == (other_of, other_field, other_side)
        }
        _ => false,
    }
}
