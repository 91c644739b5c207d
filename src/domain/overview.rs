//! Agents at a glance: what each watches, found and laid out, what people made of it, and where its steps stand.

use super::agent::{Agent, Gates, Mode, Tier};
use super::calendar::Instant;
use super::id::{RolloutId, SopId, SourceId, StepId};
use super::rollout::{Agreement, Gate, Tally};

/// All of a site's agents, in the order of its file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AgentsOverview {
    /// All stand still, by one word.
    pub all_paused: bool,
    pub agents: Vec<AgentOverview>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AgentOverview {
    pub agent: Agent,
    /// It stands still: by a word about it alone, or about all.
    pub paused: bool,
    pub watched: Vec<Watched>,
    /// When it last looked: read a source of its, or laid something out.
    pub looked: Option<Instant>,
    pub counts: WorkCounts,
    /// Where it works, in the order of SOPs and steps.
    pub steps: Vec<StepOverview>,
}

/// A source that it watches.
#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    pub source: SourceId,
    /// When it was last read with success.
    pub read: Option<Instant>,
    /// Records that were there then.
    pub found: u32,
    /// Since when it cannot be relied on.
    pub stale: Option<Instant>,
}

/// Of all that was ever asked of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorkCounts {
    /// Steps that it was asked to lay out: what it found to do.
    pub found: u64,
    /// Laid out.
    pub prepared: u64,
    /// Could not be laid out.
    pub not_prepared: u64,
    /// To be laid out, or under way.
    pub preparing: u64,
    /// Approved as they were.
    pub approved: u64,
    /// Approved after an edit.
    pub changed: u64,
    /// Pushed back, and not laid out again yet.
    pub pushed_back: u64,
    pub rejected: u64,
    pub expired: u64,
    /// Looked at, where nothing acts.
    pub reviewed: u64,
    /// Waiting for a decision.
    pub pending: u64,
    /// Waiting for a look.
    pub to_review: u64,
    /// Actions that were done.
    pub acted: u64,
    /// Actions that failed for good.
    pub failed: u64,
    /// Actions that nobody knows about.
    pub unknown: u64,
    /// Actions that wait, or are under way.
    pub acting: u64,
}

/// A step that it works in.
#[derive(Clone, Debug, PartialEq)]
pub struct StepOverview {
    pub sop: SopId,
    /// Of the SOP, and what the step says.
    pub title: String,
    pub step: StepId,
    pub text: String,
    pub tier: Tier,
    /// None: it lays material out for a person, and nothing acts.
    pub stands: Option<Stands>,
}

/// Where its rollout stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Stands {
    pub rollout: RolloutId,
    pub mode: Mode,
    pub since: Instant,
    pub tally: Tally,
    pub agreement: Option<Agreement>,
    pub asked: Gates,
    pub gates: Vec<Gate>,
    /// Where a promotion would put it; none: it goes no further.
    pub next: Option<Mode>,
}

impl Stands {
    /// A person may promote it.
    pub fn may_rise(&self) -> bool {
        self.next.is_some() && self.gates.iter().all(Gate::is_met)
    }
}
