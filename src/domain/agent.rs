//! Agents: digital employees with one narrow job each; what they may use, and how far a step lets them go.

use super::id::{AgentId, SopId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One `[[agent]]` of the site's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    pub id: AgentId,
    pub name: String,
    /// Its one job, in a sentence.
    pub job: String,
    /// The SOPs it works in.
    pub serves: BTreeSet<SopId>,
    pub may: Allowed,
    /// Files with secrets, from the site's directory: programs are told where they lie.
    pub secrets: Vec<String>,
}

/// What an agent may use; nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowed {
    /// Programs as `argv` begins with them.
    pub programs: BTreeSet<String>,
    /// Hosts as an address names them: `api.example.com`, `localhost:8080`.
    pub hosts: BTreeSet<String>,
    /// Recipients of mail: an address, `*@example.com`, or `*`.
    pub mail: BTreeSet<String>,
}

/// The ceiling of what an agent may do in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// It lays the material out; the person does the step.
    HumanLed,
    /// It prepares; a person decides.
    Prepared,
    /// It may act by itself.
    Autonomous,
}

/// Where a step stands in its rollout; never above its tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Everything is prepared and nothing acts; people do the step, and look at what would have been done.
    Shadow,
    /// One key approves.
    Assist,
    /// It acts by itself.
    Autonomous,
}

impl Mode {
    pub const ALL: [Self; 3] = [Self::Shadow, Self::Assist, Self::Autonomous];
    /// One level up; none above the last.
    pub fn higher(self) -> Option<Self> {
        match self {
            Self::Shadow => Some(Self::Assist),
            Self::Assist => Some(Self::Autonomous),
            Self::Autonomous => None,
        }
    }
    /// One level down; none below the first.
    pub fn lower(self) -> Option<Self> {
        match self {
            Self::Shadow => None,
            Self::Assist => Some(Self::Shadow),
            Self::Autonomous => Some(Self::Assist),
        }
    }
}

impl Tier {
    /// The highest mode a step of this tier can stand in.
    pub fn ceiling(self) -> Mode {
        match self {
            Self::HumanLed => Mode::Shadow,
            Self::Prepared => Mode::Assist,
            Self::Autonomous => Mode::Autonomous,
        }
    }
}

/// What an agent has to show before a person may promote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gates {
    /// Drafts that were judged in the mode it stands in.
    pub min_runs: u32,
    /// Days since it stands there.
    pub min_days: u32,
    /// Percent, of the lower bound of the agreement.
    pub min_agreement: u8,
    /// At most so many failures since it stands there.
    pub max_failures: u32,
}

impl Default for Gates {
    fn default() -> Self {
        Self { min_runs: 20, min_days: 14, min_agreement: 80, max_failures: 0 }
    }
}
