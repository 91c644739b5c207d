//! Rollouts: where a step that an agent works in stands today, and what its drafts were worth.

use super::agent::Mode;
use super::approval::Judgement;
use super::calendar::Instant;
use super::id::{ActionId, AgentId, ApprovalId, PersonId, PreparationId, RolloutId, SopId, StepId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One rollout as it stands; derived from the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rollout {
    pub id: RolloutId,
    pub sop: SopId,
    pub step: StepId,
    pub agent: AgentId,
    pub mode: Mode,
    /// Since when it stands there.
    pub since: Instant,
    /// Who put it there; none: its file, or it fell there by itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by: Option<PersonId>,
    /// Since it stands there.
    pub tally: Tally,
    /// The newest judgements since it stands there, the oldest first; at most [`KEPT`].
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub recent: Vec<Judgement>,
}

/// As many of the newest judgements are kept.
pub const KEPT: usize = 20;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub same: u32,
    pub similar: u32,
    pub different: u32,
    pub failures: u32,
    /// Of `similar`: approved with an edit.
    pub edits: u32,
    /// Advised to approve, and sure of it, where people decided otherwise.
    pub near_misses: u32,
}

impl Tally {
    pub fn judged(&self) -> u32 {
        self.same + self.similar + self.different
    }
}

/// What a judgement or a failure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    Approval(ApprovalId),
    Preparation(PreparationId),
    Action(ActionId),
}

/// How much a judgement says beside itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Note {
    #[default]
    Plain,
    Edit,
    NearMiss,
}

/// Why it fell by one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fall {
    /// A person's word.
    Person,
    /// An action failed, or nobody knows how it went; a preparation failed.
    Failure,
    /// People agree with its drafts less than its gates ask.
    Agreement,
    /// The SOP's tier no longer allows it.
    Tier,
}

/// A gate, how it stands, and what it asks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "gate", rename_all = "kebab-case")]
pub enum Gate {
    Runs {
        judged: u32,
        least: u32,
    },
    Days {
        days: u32,
        least: u32,
    },
    /// Percent: the lower bound of the agreement.
    Agreement {
        lower: u8,
        least: u8,
    },
    Failures {
        failures: u32,
        most: u32,
    },
}

/// Who is told to stand still.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paused {
    pub all: bool,
    pub agents: BTreeSet<AgentId>,
}

impl Paused {
    pub fn holds(&self, agent: &AgentId) -> bool {
        self.all || self.agents.contains(agent)
    }
}

pub fn rollout_id(sop: &SopId, step: &StepId) -> RolloutId {
    RolloutId(format!("{sop}/{step}"))
}
