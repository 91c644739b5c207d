//! Work: how far an agent has come in a step of a run. What a checklist needs to know of it, kept with the run.

use super::agent::Mode;
use super::id::{ActionId, ApprovalId, PreparationId, StepId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    pub step: StepId,
    pub mode: Mode,
    /// The newest of each.
    pub preparation: PreparationId,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub approval: Option<ApprovalId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub action: Option<ActionId>,
    pub stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The agent lays it out.
    Preparing,
    /// It is laid out: a person does the step.
    Laid,
    /// Somebody is to decide.
    Pending,
    /// It acts, or is about to.
    Acting,
    /// Nobody knows whether it happened.
    Unknown,
    /// The agent has no part in it any more: a person does the step.
    ByHand,
    Over,
}

impl Work {
    /// Whether people keep their hands off: the agent has it, or somebody decides about it elsewhere.
    pub fn is_taken(&self) -> bool {
        match self.stage {
            Stage::Preparing => self.mode != Mode::Shadow,
            Stage::Pending | Stage::Acting | Stage::Unknown => true,
            Stage::Laid | Stage::ByHand | Stage::Over => false,
        }
    }
}

/// How a step that acts came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WorkOutcome {
    Done,
    Rejected,
    Expired,
    Abandoned,
}

impl WorkOutcome {
    /// As conditions name it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Abandoned => "abandoned",
        }
    }
}
