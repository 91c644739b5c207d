//! What the journal alone has to show of decisions and of what was done: told by nothing but its facts, who wrote them,
//! and the files that were in force.

use crate::domain::action::{Retry, Warrant};
use crate::domain::actor::Actor;
use crate::domain::agent::Mode;
use crate::domain::approval::{Asked, Decider, Delegation, FourEyes, OnTimeout, Vote};
use crate::domain::evidence::Value;
use crate::domain::fact::{Fact, Recorded};
use crate::domain::id::{
    ActionId, ApprovalId, BodyHash, PersonId, RoleId, RolloutId, RunId, SignalId, StepId, VersionHash,
};
use crate::domain::rollout::rollout_id;
use crate::domain::site::Site;
use crate::domain::state::Versions;
use crate::domain::step::StepKey;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// One approval, as its facts tell of it.
struct Seen {
    run: RunId,
    step: StepId,
    version: VersionHash,
    asked: Asked,
    iteration: u32,
    payload: BodyHash,
    amount: Option<Decimal>,
    editors: BTreeSet<PersonId>,
    votes: Vec<Vote>,
    /// Somebody may decide.
    pending: bool,
    /// An answer that it was prepared from was taken back.
    void: bool,
}

#[derive(Default)]
struct Journal<'j> {
    site: Option<&'j Site>,
    lent: Vec<&'j Delegation>,
    senders: BTreeMap<&'j SignalId, &'j PersonId>,
    /// Who asked for a run, by whatever path.
    askers: BTreeMap<RunId, BTreeSet<PersonId>>,
    doers: BTreeMap<RunId, Vec<(StepKey, PersonId)>>,
    approvals: BTreeMap<ApprovalId, Seen>,
    /// Of each that was approved: iteration and payload.
    approved: BTreeMap<ApprovalId, (u32, BodyHash)>,
    modes: BTreeMap<RolloutId, Mode>,
    actions: BTreeMap<ActionId, &'j Fact>,
    /// Actions that may have happened, and were not let happen again.
    may_have: BTreeSet<ActionId>,
}

/// Panics where the journal holds what must not be.
pub(super) fn check(journal: &[Recorded], versions: &Versions) {
    let mut told = Journal::default();
    for recorded in journal {
        told.of_the_floor(recorded, versions);
        told.of_decisions(recorded, versions);
        told.of_actions(recorded, versions);
    }
}

fn actor(recorded: &Recorded) -> Option<&PersonId> {
    recorded.actor.person()
}

impl<'j> Journal<'j> {
    fn of_the_floor(&mut self, recorded: &'j Recorded, versions: &'j Versions) {
        match &recorded.fact {
            Fact::ConfigActivated { hash, .. } => self.site = versions.sites.get(hash).map(|site| &**site),
            Fact::SignalReceived { signal, .. } => {
                self.senders.extend(actor(recorded).map(|who| (signal, who)));
            }
            Fact::RunOpened { run, event, .. } => {
                let asker = match event {
                    Some(event) => event.signal.as_ref().and_then(|signal| self.senders.get(signal).copied()),
                    None => actor(recorded),
                };
                self.askers.insert(*run, asker.into_iter().cloned().collect());
            }
            Fact::RunReopened { run, .. } => {
                self.askers.entry(*run).or_default().extend(actor(recorded).cloned());
            }
            Fact::StepDone { run, step, value, .. } => {
                let doer = match value {
                    Value::Acted { .. } | Value::Decided { .. } => None,
                    Value::Signal { signal, .. } => self.senders.get(signal).copied(),
                    _ => actor(recorded),
                };
                self.did(*run, step, doer);
            }
            Fact::StepSkipped { run, step, .. } => self.did(*run, step, actor(recorded)),
            Fact::StepUndone { run, step, voids, .. } => {
                self.doers.entry(*run).or_default().retain(|(key, _)| key != step && !voids.contains(key));
                for seen in self.approvals.values_mut().filter(|seen| seen.run == *run && seen.pending) {
                    let steps = &versions.sops[&seen.version].steps;
                    let place = |id: &StepId| steps.iter().position(|step| step.id == *id);
                    seen.void |= place(&step.step) < place(&seen.step);
                }
            }
            Fact::DelegationGiven { delegation } => {
                assert_eq!(actor(recorded), Some(&delegation.of), "nobody lends for somebody else");
                assert!(self.holds(&delegation.of, &delegation.role), "nobody lends what they do not hold");
                assert_ne!(delegation.of, delegation.to);
                assert!(delegation.from >= recorded.at && delegation.until > delegation.from);
                self.lent.push(delegation);
            }
            Fact::DelegationEnded { role, of, to, until } => {
                let ends = |lent: &Delegation| until.is_none_or(|until| lent.until <= until);
                self.lent.retain(|lent| (&lent.role, &lent.of, &lent.to) != (role, of, to) || !ends(lent));
            }
            Fact::AgentStarted { rollout, mode, .. } => drop(self.modes.insert(rollout.clone(), *mode)),
            Fact::AgentPromoted { rollout, to, .. } | Fact::AgentDemoted { rollout, to, .. } => {
                self.modes.insert(rollout.clone(), *to);
            }
            _ => {}
        }
    }

    fn did(&mut self, run: RunId, step: &StepKey, who: Option<&PersonId>) {
        self.doers.entry(run).or_default().extend(who.map(|who| (step.clone(), who.clone())));
    }

    fn holds(&self, who: &PersonId, role: &RoleId) -> bool {
        let people = self.site.into_iter().flat_map(|site| &site.people);
        people.into_iter().any(|person| person.id == *who && person.active && person.roles.contains(role))
    }

    /// By any path: they asked, did a step of it, or edited it.
    fn is_barred(&self, seen: &Seen, who: &PersonId, versions: &Versions) -> bool {
        let did = self.doers.get(&seen.run).into_iter().flatten().filter(|(_, doer)| doer == who);
        let did: Vec<&StepId> = did.map(|(key, _)| &key.step).collect();
        if seen.asked.not.iter().any(|step| did.contains(&step)) {
            return true;
        }
        let before: Vec<&StepId> =
            versions.sops[&seen.version].steps.iter().map(|step| &step.id).take_while(|id| **id != seen.step).collect();
        seen.asked.four_eyes == FourEyes::Yes
            && (self.askers[&seen.run].contains(who)
                || seen.editors.contains(who)
                || did.iter().any(|step| before.contains(step)))
    }

    /// A role of theirs, or one that is lent to them, that decides about so much.
    fn has_right(&self, seen: &Seen, vote: &Vote, recorded: &Recorded) -> bool {
        let decides = |role: &RoleId| {
            let named = *role == seen.asked.role || seen.asked.limits.contains_key(role);
            named || role.as_str() == "owner" || (role.as_str() == "manager" && seen.asked.role.as_str() != "owner")
        };
        let enough = |role: &RoleId| {
            let amount = seen.amount.map(|amount| amount.abs());
            seen.asked.limits.get(role).is_none_or(|limit| amount.is_some_and(|amount| amount <= *limit))
        };
        let site = self.site.expect("there is a site");
        match &vote.instead_of {
            None => site.roles.iter().any(|role| self.holds(&vote.by, role) && decides(role) && enough(role)),
            Some(lender) => self.lent.iter().any(|lent| {
                (&lent.to, &lent.of) == (&vote.by, lender)
                    && lent.from <= recorded.at
                    && recorded.at < lent.until
                    && self.holds(lender, &lent.role)
                    && decides(&lent.role)
                    && enough(&lent.role)
            }),
        }
    }

    fn of_decisions(&mut self, recorded: &'j Recorded, versions: &Versions) {
        let by_person = |by: &PersonId| assert_eq!(recorded.actor, Actor::Person(by.clone()), "who said it wrote it");
        match &recorded.fact {
            Fact::ApprovalRequested { approval, run, step, version, mode, draft, asked, .. } => {
                let seen = Seen {
                    run: *run,
                    step: step.clone(),
                    version: version.clone(),
                    asked: asked.clone(),
                    iteration: draft.iteration,
                    payload: draft.payload.clone(),
                    amount: draft.amount,
                    editors: BTreeSet::new(),
                    votes: Vec::new(),
                    pending: *mode != Mode::Shadow,
                    void: false,
                };
                assert!(self.approvals.insert(*approval, seen).is_none(), "an id is given once");
            }
            Fact::ApprovalVoted { approval, iteration, payload, vote } => {
                by_person(&vote.by);
                let seen = &self.approvals[approval];
                assert!(seen.pending && (seen.iteration, &seen.payload) == (*iteration, payload), "{recorded:?}");
                assert!(self.has_right(seen, vote, recorded), "without a right: {recorded:?}");
                assert!(!self.is_barred(seen, &vote.by, versions), "barred: {recorded:?}");
                let lender = vote.instead_of.as_ref();
                assert!(lender.is_none_or(|lender| !self.is_barred(seen, lender, versions)), "{recorded:?}");
                let right = |vote: &Vote| vote.instead_of.clone().unwrap_or_else(|| vote.by.clone());
                let twice = seen.votes.iter().any(|other| other.by == vote.by || right(other) == right(vote));
                assert!(!twice, "the same person, or right, twice: {recorded:?}");
                self.change(*approval, |seen| seen.votes.push(vote.clone()));
            }
            Fact::ApprovalApproved { approval, iteration, payload, by, .. } => {
                let seen = &self.approvals[approval];
                assert!(seen.pending && (seen.iteration, &seen.payload) == (*iteration, payload), "{recorded:?}");
                match by {
                    Decider::People(people) => {
                        let different: BTreeSet<&PersonId> = people.iter().collect();
                        assert_eq!(different.len(), people.len());
                        assert!(people.len() >= seen.asked.votes as usize, "too few: {recorded:?}");
                        let voted = |who: &PersonId| {
                            let vote = seen.votes.iter().find(|vote| vote.by == *who);
                            let free = |who: &PersonId| !self.is_barred(seen, who, versions);
                            vote.is_some_and(|vote| free(who) && vote.instead_of.as_ref().is_none_or(free))
                        };
                        assert!(people.iter().all(voted), "self-approval, or nobody's: {recorded:?}");
                        assert!(actor(recorded).is_some_and(|last| people.last() == Some(last)));
                    }
                    Decider::TimedOut => {
                        assert_eq!(seen.asked.on_timeout, OnTimeout::Approve);
                        assert_eq!((seen.asked.votes, seen.asked.four_eyes), (1, FourEyes::No), "silence is not two");
                        assert!(seen.asked.limits.is_empty() && recorded.at >= seen.asked.until);
                        assert!(versions.sops[&seen.version].cost.failure <= 2);
                        assert_eq!(recorded.actor, Actor::Engine);
                    }
                }
                assert!(!seen.void, "prepared from what was taken back: {recorded:?}");
                let was = self.approved.insert(*approval, (*iteration, payload.clone()));
                assert!(was.is_none(), "decided twice: {recorded:?}");
                self.change(*approval, |seen| seen.pending = false);
            }
            Fact::ApprovalEdited { approval, iteration, payload, was, by, amount, until, .. } => {
                by_person(by);
                let seen = &self.approvals[approval];
                assert!(seen.pending && seen.payload == *was && *iteration == seen.iteration + 1);
                self.change(*approval, |seen| {
                    (seen.iteration, seen.payload, seen.amount) = (*iteration, payload.clone(), *amount);
                    seen.asked.until = *until;
                    seen.votes.clear();
                    seen.editors.insert(by.clone());
                });
            }
            Fact::ApprovalRenewed { approval, draft, until, .. } => self.change(*approval, |seen| {
                assert!(!seen.pending && draft.iteration == seen.iteration + 1);
                (seen.iteration, seen.payload, seen.amount) = (draft.iteration, draft.payload.clone(), draft.amount);
                seen.asked.until = *until;
                seen.votes.clear();
                seen.pending = true;
            }),
            Fact::ApprovalRejected { approval, iteration, payload, by, .. }
            | Fact::ApprovalPushedBack { approval, iteration, payload, by, .. } => {
                by_person(by);
                self.change(*approval, |seen| {
                    assert!(seen.pending && (seen.iteration, &seen.payload) == (*iteration, payload));
                    seen.pending = false;
                });
            }
            Fact::ApprovalExpired { approval, .. } => self.change(*approval, |seen| {
                assert!(seen.pending && recorded.at >= seen.asked.until);
                seen.pending = false;
            }),
            Fact::ApprovalSuperseded { approval, .. } => {
                assert!(!self.approved.contains_key(approval), "decided is decided: {recorded:?}");
                self.change(*approval, |seen| seen.pending = false);
            }
            _ => {}
        }
    }

    fn change(&mut self, approval: ApprovalId, change: impl FnOnce(&mut Seen)) {
        change(self.approvals.get_mut(&approval).expect("it was asked before"));
    }

    fn of_actions(&mut self, recorded: &'j Recorded, versions: &Versions) {
        match &recorded.fact {
            Fact::ActionApproved { action, .. } => {
                assert!(self.actions.insert(*action, &recorded.fact).is_none(), "an id is given once");
                self.has_warrant(*action, versions);
            }
            Fact::ActionRunning { action, .. } => {
                self.has_warrant(*action, versions);
                let Fact::ActionApproved { on_fail, .. } = self.actions[action] else { panic!("{action} was not let") };
                let again = !self.may_have.insert(*action);
                assert!(!again || on_fail.retry == Retry::Safe, "{action} may happen twice");
            }
            // It certainly did not happen, or a manager says so.
            Fact::ActionFailed { action, came, .. } if *came != crate::domain::notice::Came::Unknown => {
                self.may_have.remove(action);
            }
            Fact::ActionSettled { action, by, known, .. } => {
                assert_eq!(actor(recorded), Some(by));
                if *known == crate::domain::action::Known::RunAgain {
                    self.may_have.remove(action);
                }
            }
            _ => {}
        }
    }

    /// A decision about the same hash stands before it, or the step stands where the agent acts by itself.
    fn has_warrant(&self, id: ActionId, versions: &Versions) {
        let Some(Fact::ActionApproved { sop, step, version, payload, warrant, .. }) = self.actions.get(&id) else {
            panic!("{id} runs and was never let")
        };
        match warrant {
            Warrant::Approval { approval, iteration } => {
                assert_eq!(self.approved.get(approval), Some(&(*iteration, payload.clone())), "{id} has no decision");
                assert_eq!(self.approvals[approval].version, *version);
            }
            Warrant::Autonomous { .. } => {
                assert_eq!(self.modes[&rollout_id(sop, step)], Mode::Autonomous, "{id} acts by itself");
                let work = versions.sops[version].step(step).and_then(|step| step.work.clone());
                assert_eq!(work.expect("an agent works there").tier.ceiling(), Mode::Autonomous);
            }
        }
    }
}
