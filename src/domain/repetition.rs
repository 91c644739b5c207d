//! Repetitions: facts of one kind that are counted together, until so many of them lie in one window.

use super::calendar::Instant;
use super::id::{ExceptionId, RunId, SignalId};
use super::sop::{Per, Sop, Trigger, Wait, When};
use super::step::StepKey;
use serde::{Deserialize, Serialize};

/// A fact that a card refers to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedFact {
    /// The journal's kind, or the name of a signal.
    pub kind: String,
    /// When it was told; a signal's own time.
    pub at: Instant,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub run: Option<RunId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub step: Option<StepKey>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub exception: Option<ExceptionId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub signal: Option<SignalId>,
}

impl LinkedFact {
    /// What it is called in keys: a signal's id, else what it is of, and when.
    pub fn name(&self) -> String {
        if let Some(signal) = &self.signal {
            return signal.0.clone();
        }
        let of = match (self.run, &self.step, self.exception) {
            (_, _, Some(exception)) => exception.to_string(),
            (Some(run), Some(step), None) => format!("{run}/{step}"),
            (Some(run), None, None) => run.to_string(),
            (None, _, None) => String::new(),
        };
        format!("{of}@{}", self.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
    }
    /// Its place among those it is counted with.
    fn place(&self) -> (Instant, String) {
        (self.at, self.name())
    }
}

/// A fact that was counted and is not used up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unused {
    pub fact: LinkedFact,
    /// The first instant whose window it does not lie in.
    pub until: Instant,
}

impl Unused {
    /// Once a fact as young as this is counted, this one counts for nothing any more: a window's length is left for what
    /// comes out of order.
    pub fn let_go(&self) -> Instant {
        self.until.checked_add_signed(self.until - self.fact.at).unwrap_or(Instant::MAX_UTC)
    }
}

/// What is counted together: by one trigger of a SOP, in one group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Tally {
    pub sop: super::id::SopId,
    /// The trigger, as it is written: an edit of it counts from nothing.
    pub of: String,
    pub group: String,
}

/// The facts that a new one, which is among them, makes complete: `times` of them in the window of the last of them.
pub fn completed(unused: &[Unused], new: &LinkedFact, times: u32) -> Option<Vec<LinkedFact>> {
    let mut all: Vec<&Unused> = unused.iter().collect();
    all.sort_by_key(|one| one.fact.place());
    let from = new.place();
    for last in all.iter().filter(|one| one.fact.place() >= from) {
        let (end, at) = (last.fact.place(), last.fact.at);
        let inside: Vec<&&Unused> = all.iter().filter(|one| one.fact.place() <= end && one.until > at).collect();
        if inside.len() >= times as usize {
            return Some(inside.into_iter().map(|one| one.fact.clone()).collect());
        }
    }
    None
}

/// The trigger as it is counted by; none where it counts nothing.
pub fn tally_of(trigger: &Trigger) -> Option<String> {
    let When::Repeats { what, times, within, per } = &trigger.when else { return None };
    let within = match within {
        Wait::Elapsed(seconds) => format!("{seconds}s"),
        Wait::Days(count) => format!("{count} days"),
        Wait::WorkingDays(count) => format!("{count} working days"),
        Wait::OpenSeconds(seconds) => format!("{seconds} open seconds"),
    };
    let per = match per {
        Per::Sop => "sop",
        Per::Step => "step",
        Per::Item => "item",
        Per::Person => "person",
        Per::Case => "case",
    };
    Some(format!("{} {times} in {within} per {per}", what.listened()))
}

/// All that a SOP counts by.
pub fn tallies(sop: &Sop) -> Vec<String> {
    sop.triggers.iter().filter_map(tally_of).collect()
}
