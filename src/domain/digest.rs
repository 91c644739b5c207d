//! Digests: what agents did and people decided in a stretch of time, and what waits now. Pure: whoever gathered the facts
//! hands them over, and the renderings put words to the figures.

use super::action::{Action, ActionStanding, Warrant};
use super::agent::Mode;
use super::approval::{Approval, ApprovalStanding, Decider, Judgement, Superseded};
use super::calendar::Instant;
use super::fact::{Entry, Fact};
use super::id::{
    ActionId, AgentId, ApprovalId, BodyHash, CaseId, PersonId, PreparationId, RolloutId, RunId, SopId, StepId,
};
use super::preparation::Preparation;
use super::rollout::{Evidence, Fall, Paused};
use chrono::TimeDelta;
use std::collections::BTreeMap;

/// What a digest is made from.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// Facts of agents' work in the stretch, in order.
    pub entries: Vec<Entry>,
    /// Rows that the facts speak of, as they stand now.
    pub approvals: BTreeMap<ApprovalId, Approval>,
    pub actions: BTreeMap<ActionId, Action>,
    pub preparations: BTreeMap<PreparationId, Preparation>,
    /// When each payload of an approval was first asked about, in order.
    pub asked: BTreeMap<ApprovalId, Vec<Instant>>,
    pub open_approvals: Vec<Approval>,
    pub open_actions: Vec<Action>,
    pub waiting: Vec<Preparation>,
    pub paused: Paused,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Digest {
    /// Done by itself: nobody was asked.
    pub acted: Vec<Acted>,
    pub decided: Vec<Decided>,
    /// Of what people decided.
    pub speed: Option<Speed>,
    /// Of each person, in order of their ids.
    pub by_person: Vec<(PersonId, Speed)>,
    /// What people said of drafts, by step.
    pub judged: Vec<(RolloutId, Judged)>,
    pub waits: Vec<Waits>,
    pub failed: Vec<Failed>,
    pub moved: Vec<Moved>,
    /// Who stands still now.
    pub paused: Paused,
}

/// Where it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub run: RunId,
    pub sop: SopId,
    pub step: StepId,
    pub agent: AgentId,
    pub case: Option<CaseId>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Acted {
    pub at: Instant,
    pub action: ActionId,
    pub place: Place,
    /// What the other side said.
    pub answer: String,
    pub judged: Option<Judgement>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    pub at: Instant,
    pub approval: ApprovalId,
    pub place: Place,
    pub how: How,
    /// None: nobody, the time was over.
    pub by: Vec<PersonId>,
    /// From when this payload was first asked about.
    pub took: TimeDelta,
    /// The reason, or the feedback.
    pub text: Option<BodyHash>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Approved,
    /// Approved with another payload.
    Changed,
    Rejected,
    PushedBack,
    Expired,
    /// The SOP approves where nobody decides.
    TimedOut,
    /// "I do it myself."
    ByHand,
}

/// How fast people decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speed {
    pub count: u32,
    pub median: TimeDelta,
    pub worst: TimeDelta,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    pub same: u32,
    pub similar: u32,
    pub different: u32,
}

/// What waits now.
#[derive(Clone, Debug, PartialEq)]
pub struct Waits {
    pub since: Instant,
    pub what: Waiting,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// A decision, until then.
    Decision {
        approval: ApprovalId,
        until: Instant,
    },
    /// A look at what would have been done.
    Look {
        approval: ApprovalId,
    },
    /// A manager's word: nobody knows whether it was done.
    Word {
        action: ActionId,
    },
    /// The next try.
    Try {
        action: ActionId,
        until: Instant,
    },
    /// Its agent stands still.
    Act {
        action: ActionId,
    },
    Prepare {
        preparation: PreparationId,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Failed {
    pub at: Instant,
    pub what: Evidence,
    pub place: Place,
    pub why: String,
    /// Nobody knew whether it was done.
    pub unknown: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    pub at: Instant,
    pub what: Move,
    /// None: by itself.
    pub by: Option<PersonId>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Move {
    Promoted {
        rollout: RolloutId,
        from: Mode,
        to: Mode,
    },
    Demoted {
        rollout: RolloutId,
        from: Mode,
        to: Mode,
        why: Fall,
        reason: Option<BodyHash>,
    },
    /// None: all of them.
    Paused {
        agent: Option<AgentId>,
        reason: Option<BodyHash>,
    },
    Resumed {
        agent: Option<AgentId>,
    },
}

impl Speed {
    fn of(mut took: Vec<TimeDelta>) -> Option<Self> {
        took.sort_unstable();
        let worst = took.last().copied()?;
        let (below, above) = (took.get((took.len() - 1) / 2).copied()?, took.get(took.len() / 2).copied()?);
        let median = below + (above - below) / 2;
        Some(Self { count: u32::try_from(took.len()).unwrap_or(u32::MAX), median, worst })
    }
}

impl Digest {
    pub fn of(gathered: &Gathered) -> Self {
        let mut digest = Self { paused: gathered.paused.clone(), waits: waits(gathered), ..Self::default() };
        for entry in &gathered.entries {
            digest.acted.extend(acted(gathered, entry));
            digest.decided.extend(decided(gathered, entry));
            digest.failed.extend(failed(gathered, entry));
            digest.moved.extend(moved(entry));
        }
        digest.judged = judged(gathered);
        let by_people = || digest.decided.iter().filter(|decided| !decided.by.is_empty());
        digest.speed = Speed::of(by_people().map(|decided| decided.took).collect());
        let mut of_each: BTreeMap<PersonId, Vec<TimeDelta>> = BTreeMap::new();
        for decided in by_people() {
            for person in &decided.by {
                of_each.entry(person.clone()).or_default().push(decided.took);
            }
        }
        digest.by_person = of_each.into_iter().filter_map(|(person, took)| Some((person, Speed::of(took)?))).collect();
        digest
    }

    /// Nothing was done, decided or changed, and nothing waits.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Every run that it speaks of.
    pub fn runs(&self) -> impl Iterator<Item = RunId> {
        let acted = self.acted.iter().map(|it| it.place.run);
        let decided = self.decided.iter().map(|it| it.place.run);
        let waits = self.waits.iter().map(|it| it.place.run);
        acted.chain(decided).chain(waits).chain(self.failed.iter().map(|it| it.place.run))
    }

    /// Every text that it quotes.
    pub fn texts(&self) -> impl Iterator<Item = &BodyHash> {
        let moved = self.moved.iter().filter_map(|it| match &it.what {
            Move::Demoted { reason, .. } | Move::Paused { reason, .. } => reason.as_ref(),
            Move::Promoted { .. } | Move::Resumed { .. } => None,
        });
        self.decided.iter().filter_map(|it| it.text.as_ref()).chain(moved)
    }
}

fn of_action(action: &Action) -> Place {
    let Action { run, sop, step, agent, case, .. } = action;
    Place { run: *run, sop: sop.clone(), step: step.clone(), agent: agent.clone(), case: case.clone() }
}

fn of_approval(approval: &Approval) -> Place {
    let Approval { run, sop, step, agent, case, .. } = approval;
    Place { run: *run, sop: sop.clone(), step: step.clone(), agent: agent.clone(), case: case.clone() }
}

fn of_preparation(preparation: &Preparation, case: Option<&CaseId>) -> Place {
    let Preparation { run, sop, step, agent, .. } = preparation;
    Place { run: *run, sop: sop.clone(), step: step.clone(), agent: agent.clone(), case: case.cloned() }
}

fn acted(gathered: &Gathered, entry: &Entry) -> Option<Acted> {
    let (id, answer) = match &entry.fact {
        Fact::ActionSucceeded { action, answer, .. } => (action, answer.clone()),
        Fact::ActionSettled { action, known: super::action::Known::WasDone, .. } => (action, String::new()),
        _ => return None,
    };
    let action = gathered.actions.get(id)?;
    let by_itself = matches!(action.warrant, Warrant::Autonomous { .. });
    by_itself.then(|| Acted {
        at: entry.at,
        action: *id,
        place: of_action(action),
        answer,
        judged: action.judged.as_ref().map(|judged| judged.judgement),
    })
}

fn decided(gathered: &Gathered, entry: &Entry) -> Option<Decided> {
    let (id, how, by, text) = match &entry.fact {
        Fact::ApprovalApproved { approval, by: Decider::People(people), .. } => {
            let changed = gathered.approvals.get(approval).is_some_and(|approval| !approval.editors.is_empty());
            (approval, if changed { How::Changed } else { How::Approved }, people.clone(), None)
        }
        Fact::ApprovalApproved { approval, by: Decider::TimedOut, .. } => (approval, How::TimedOut, Vec::new(), None),
        Fact::ApprovalRejected { approval, by, reason, .. } => {
            (approval, How::Rejected, vec![by.clone()], Some(reason.clone()))
        }
        Fact::ApprovalPushedBack { approval, by, feedback, .. } => {
            (approval, How::PushedBack, vec![by.clone()], Some(feedback.clone()))
        }
        Fact::ApprovalExpired { approval, .. } => (approval, How::Expired, Vec::new(), None),
        // Only a person says so; what the engine lets go of nobody decided.
        Fact::ApprovalSuperseded { approval, why: Superseded::ByHand, .. } => {
            (approval, How::ByHand, vec![entry.actor.person()?.clone()], None)
        }
        _ => return None,
    };
    let approval = gathered.approvals.get(id)?;
    let asked = gathered.asked.get(id).and_then(|asked| asked.iter().rev().find(|asked| **asked <= entry.at));
    let took = (entry.at - asked.copied().unwrap_or(approval.requested)).max(TimeDelta::zero());
    Some(Decided { at: entry.at, approval: *id, place: of_approval(approval), how, by, took, text })
}

fn failed(gathered: &Gathered, entry: &Entry) -> Option<Failed> {
    let (what, place, why, unknown) = match &entry.fact {
        Fact::PreparationFailed { preparation, why, .. } => {
            let place = of_preparation(gathered.preparations.get(preparation)?, entry.case.as_ref());
            (Evidence::Preparation(*preparation), place, why, false)
        }
        Fact::ActionFailed { action, answer, again: None, .. } => {
            (Evidence::Action(*action), of_action(gathered.actions.get(action)?), answer, false)
        }
        Fact::ActionUnknown { action, answer, .. } => {
            (Evidence::Action(*action), of_action(gathered.actions.get(action)?), answer, true)
        }
        _ => return None,
    };
    Some(Failed { at: entry.at, what, place, why: why.clone(), unknown })
}

fn moved(entry: &Entry) -> Option<Moved> {
    let actor = entry.actor.person().cloned();
    let (what, by) = match &entry.fact {
        Fact::AgentPromoted { rollout, from, to, by, .. } => {
            (Move::Promoted { rollout: rollout.clone(), from: *from, to: *to }, Some(by.clone()))
        }
        Fact::AgentDemoted { rollout, from, to, why, by, reason } => {
            let (rollout, reason) = (rollout.clone(), reason.clone());
            (Move::Demoted { rollout, from: *from, to: *to, why: *why, reason }, by.clone())
        }
        Fact::AgentPaused { agent, reason } => (Move::Paused { agent: agent.clone(), reason: reason.clone() }, actor),
        Fact::AgentResumed { agent } => (Move::Resumed { agent: agent.clone() }, actor),
        _ => return None,
    };
    Some(Moved { at: entry.at, what, by })
}

fn judged(gathered: &Gathered) -> Vec<(RolloutId, Judged)> {
    let mut all: BTreeMap<RolloutId, Judged> = BTreeMap::new();
    for entry in &gathered.entries {
        let Fact::AgentJudged { rollout, judgement, .. } = &entry.fact else { continue };
        let judged = all.entry(rollout.clone()).or_default();
        match judgement {
            Judgement::Same => judged.same += 1,
            Judgement::Similar => judged.similar += 1,
            Judgement::Different => judged.different += 1,
        }
    }
    all.into_iter().collect()
}

/// The longest first.
fn waits(gathered: &Gathered) -> Vec<Waits> {
    let decisions = gathered.open_approvals.iter().filter_map(|approval| {
        let what = match approval.standing {
            ApprovalStanding::Pending => Waiting::Decision { approval: approval.id, until: approval.asked.until },
            ApprovalStanding::Review => Waiting::Look { approval: approval.id },
            _ => return None,
        };
        Some(Waits { since: approval.requested, what, place: of_approval(approval) })
    });
    let actions = gathered.open_actions.iter().filter_map(|action| {
        let (since, what) = match action.standing {
            ActionStanding::Unknown { at } => (at, Waiting::Word { action: action.id }),
            ActionStanding::Held { until } => (action.asked, Waiting::Try { action: action.id, until }),
            ActionStanding::Approved if gathered.paused.holds(&action.agent) => {
                (action.asked, Waiting::Act { action: action.id })
            }
            _ => return None,
        };
        Some(Waits { since, what, place: of_action(action) })
    });
    let stand_still = gathered.waiting.iter().filter(|preparation| gathered.paused.holds(&preparation.agent));
    let preparations = stand_still.map(|preparation| Waits {
        since: preparation.requested,
        what: Waiting::Prepare { preparation: preparation.id },
        place: of_preparation(preparation, None),
    });
    let mut waits: Vec<Waits> = decisions.chain(actions).chain(preparations).collect();
    waits.sort_by_key(|waits| waits.since);
    waits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_lies_between_the_two_in_the_middle() {
        let of = |minutes: &[i64]| {
            let speed = Speed::of(minutes.iter().map(|minutes| TimeDelta::minutes(*minutes)).collect())?;
            Some((speed.count, speed.median.num_minutes(), speed.worst.num_minutes()))
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[7]), Some((1, 7, 7)));
        assert_eq!(of(&[30, 2, 4]), Some((3, 4, 30)));
        assert_eq!(of(&[2, 40, 4, 6]), Some((4, 5, 40)));
    }
}
