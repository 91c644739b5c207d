//! Rollouts: where a step that an agent works in stands today, and what its drafts were worth.
//!
//! A draft that people took as it was counts 1, one that was near counts ½, another one 0. The agreement is their mean, and
//! beside it the lower end of its 95 % confidence interval (Wilson): what few judgements show says little.

use super::agent::{Gates, Mode};
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
    /// None before the first judgement.
    pub fn agreement(&self) -> Option<Agreement> {
        Agreement::of(2 * u64::from(self.same) + u64::from(self.similar), self.judged().into())
    }
}

/// How far people agree with drafts: whole percent, never rounded up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    pub rate: u8,
    /// The lower end of the 95 % confidence interval.
    pub lower: u8,
}

/// The 97.5th percentile of the normal distribution.
const Z: f64 = 1.959_964;

impl Agreement {
    /// Of the newest judgements: what counts when it falls.
    pub fn of_recent(recent: &[Judgement]) -> Option<Self> {
        let halves = recent.iter().map(|judgement| match judgement {
            Judgement::Same => 2,
            Judgement::Similar => 1,
            Judgement::Different => 0,
        });
        Self::of(halves.sum(), recent.len() as u64)
    }
    fn of(halves: u64, judged: u64) -> Option<Self> {
        let rate = u8::try_from((halves * 50).checked_div(judged)?).ok()?;
        let (n, share) = (judged as f64, halves as f64 / (2.0 * judged as f64));
        let centre = share + Z * Z / (2.0 * n);
        let margin = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let lower = 100.0 * (centre - margin) / (1.0 + Z * Z / n);
        // It lies between nothing and the rate; below a drafts' worth of rounding it is nothing.
        let lower = lower.clamp(0.0, rate.into()).floor() as u8;
        Some(Self { rate, lower })
    }
}

/// So many judgements must be there before falling agreement lowers a step.
pub const ENOUGH_TO_FALL: usize = 10;

impl Rollout {
    /// Whole days that it stands there.
    pub fn days(&self, now: Instant) -> u32 {
        u32::try_from((now - self.since).num_days()).unwrap_or(0)
    }
    /// What its SOP asks before it may be promoted, and how it stands.
    pub fn gates(&self, gates: &Gates, now: Instant) -> Vec<Gate> {
        let lower = self.tally.agreement().map_or(0, |agreement| agreement.lower);
        vec![
            Gate::Runs { judged: self.tally.judged(), least: gates.min_runs },
            Gate::Days { days: self.days(now), least: gates.min_days },
            Gate::Agreement { lower, least: gates.min_agreement },
            Gate::Failures { failures: self.tally.failures, most: gates.max_failures },
        ]
    }
    /// Whether people agree with its newest drafts less than its gates ask. Promotion asks for the lower bound, falling for
    /// the rate itself, and every change counts anew: so it does not go up and down by a single draft.
    pub fn agreement_fell(&self, gates: &Gates) -> bool {
        self.recent.len() >= ENOUGH_TO_FALL
            && Agreement::of_recent(&self.recent).is_some_and(|agreement| agreement.rate < gates.min_agreement)
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

impl Gate {
    pub fn is_met(&self) -> bool {
        match self {
            Self::Runs { judged, least } => judged >= least,
            Self::Days { days, least } => days >= least,
            Self::Agreement { lower, least } => lower >= least,
            Self::Failures { failures, most } => failures <= most,
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(same: u32, similar: u32, different: u32) -> Tally {
        Tally { same, similar, different, ..Tally::default() }
    }

    fn percent(tally: Tally) -> (u8, u8) {
        let agreement = tally.agreement().unwrap();
        (agreement.rate, agreement.lower)
    }

    #[test]
    fn few_judgements_say_little() {
        // Against tables of the Wilson interval: 1 of 1 is 20.7 to 100 %, 20 of 20 is 83.9 to 100 %, 16 of 20 is 58.4 to 91.9 %.
        assert_eq!(percent(tally(1, 0, 0)), (100, 20));
        assert_eq!(percent(tally(5, 0, 0)), (100, 56));
        assert_eq!(percent(tally(20, 0, 0)), (100, 83));
        assert_eq!(percent(tally(16, 0, 4)), (80, 58));
        assert_eq!(percent(tally(800, 0, 200)), (80, 77));
        assert_eq!(percent(tally(0, 0, 5)), (0, 0));
        assert_eq!(tally(0, 0, 0).agreement(), None);
    }

    #[test]
    fn what_is_similar_counts_half() {
        assert_eq!(percent(tally(0, 4, 0)), percent(tally(2, 0, 2)));
        assert_eq!(percent(tally(17, 2, 1)), (90, 69));
    }

    #[test]
    fn percent_are_never_rounded_up() {
        // 799 of 1000 is 79.9 %.
        assert_eq!(percent(tally(799, 0, 201)).0, 79);
        for judged in 1..=60 {
            for same in 0..=judged {
                let (rate, lower) = percent(tally(same, 0, judged - same));
                assert!(lower <= rate && u32::from(rate) * judged <= 100 * same, "{same} of {judged}");
            }
        }
    }

    #[test]
    fn agreement_falls_on_enough_of_the_newest_judgements() {
        let gates = Gates { min_agreement: 80, ..Gates::default() };
        let mut rollout = Rollout {
            id: "s/x".into(),
            sop: "s".into(),
            step: "x".into(),
            agent: "a".into(),
            mode: Mode::Assist,
            since: Instant::default(),
            by: None,
            tally: Tally::default(),
            recent: vec![Judgement::Different; ENOUGH_TO_FALL - 1],
        };
        assert!(!rollout.agreement_fell(&gates), "too few");
        rollout.recent.push(Judgement::Same);
        assert!(rollout.agreement_fell(&gates));
        rollout.recent = [vec![Judgement::Same; 8], vec![Judgement::Different; 2]].concat();
        assert!(!rollout.agreement_fell(&gates), "80 % is what is asked");
        rollout.recent[0] = Judgement::Similar;
        assert!(rollout.agreement_fell(&gates));
    }
}
