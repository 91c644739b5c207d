//! Dossiers: what the system writes about a step that an agent works in, for whoever is to promote it.
//!
//! A promotion is bound to the text that was shown, as an approval is to its payload: where a figure changed since, it is
//! refused, and says what is new.

use super::agent::{Mode, Tier};
use super::calendar::Instant;
use super::id::{AgentId, RolloutId, SopId, StepId, VersionHash};
use super::rollout::{Agreement, Gate, Rollout, Tally};
use super::sop::AgentWork;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    pub rollout: RolloutId,
    pub sop: SopId,
    pub step: StepId,
    pub agent: AgentId,
    /// The version of the SOP in force: its gates are these.
    pub version: VersionHash,
    pub tier: Tier,
    pub mode: Mode,
    /// Where a promotion would put it; none: it goes no further.
    pub to: Option<Mode>,
    pub since: Instant,
    /// Whole days that it stands there.
    pub days: u32,
    /// Drafts that were judged since.
    pub judged: u32,
    #[serde(flatten)]
    pub tally: Tally,
    pub agreement: Option<Agreement>,
    pub gates: Vec<Gate>,
}

impl Dossier {
    pub fn of(rollout: &Rollout, work: &AgentWork, version: &VersionHash, now: Instant) -> Self {
        Self {
            rollout: rollout.id.clone(),
            sop: rollout.sop.clone(),
            step: rollout.step.clone(),
            agent: rollout.agent.clone(),
            version: version.clone(),
            tier: work.tier,
            mode: rollout.mode,
            to: rollout.mode.higher().filter(|to| *to <= work.tier.ceiling()),
            since: rollout.since,
            days: rollout.days(now),
            judged: rollout.tally.judged(),
            tally: rollout.tally,
            agreement: rollout.tally.agreement(),
            gates: rollout.gates(&work.gates, now),
        }
    }

    /// As it is kept and compared: JSON, its fields in a fixed order.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Gates that are not met.
    pub fn missing(&self) -> Vec<Gate> {
        self.gates.iter().filter(|gate| !gate.is_met()).copied().collect()
    }
}
