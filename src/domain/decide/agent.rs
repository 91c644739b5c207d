//! Where steps that agents work in stand: begun by their file, raised by a person on what the dossier says, lowered by a
//! failure or by drafts that people do not agree with. And who stands still.
//!
//! What counts for a step is what was laid out where it stands today, by the agent that works there today: counting begins
//! anew after each change, and a failure of what was begun higher up does not lower it once more.

use super::intent::{Intent, Outcome, Raise};
use super::rights::{may_manage, person};
use super::{Context, evidence};
use crate::domain::action::Warrant;
use crate::domain::agent::Mode;
use crate::domain::approval::Judgement;
use crate::domain::calendar::Instant;
use crate::domain::dossier::Dossier;
use crate::domain::evidence::Body;
use crate::domain::exception::{Cause, Severity};
use crate::domain::fact::{Fact, Recorded};
use crate::domain::id::{AgentId, RolloutId, RunId, SopId, StepId};
use crate::domain::refusal::Refusal;
use crate::domain::rollout::{Evidence, Fall, Note, Rollout, rollout_id};
use crate::domain::sop::{AgentWork, Sop};
use crate::domain::state::{SopStatus, State};

/// How far an agent may go in a step today; never above its tier.
pub(super) fn standing_mode(state: &State, context: &Context<'_>, sop: &Sop, step: &StepId, work: &AgentWork) -> Mode {
    let mode = match rollout(state, context, sop, step) {
        Some(rollout) if rollout.agent == work.agent => rollout.mode,
        // An earlier version, of an agent that does not work there any more.
        Some(rollout) => rollout.mode.min(work.mode),
        None => work.mode,
    };
    mode.min(work.tier.ceiling())
}

pub(super) fn rollout(state: &State, context: &Context<'_>, sop: &Sop, step: &StepId) -> Option<Rollout> {
    let id = rollout_id(&sop.id, step);
    state.rollouts.get(&id).cloned().or_else(|| context.look.rollout(&id))
}

/// Something of a step's agent went wrong.
pub(super) fn failed(run: RunId, step: &StepId, evidence: Evidence) -> Intent {
    Intent::OfRollout { run, step: step.clone(), told: Told::Failed(evidence) }
}

/// People found a draft so near to what they wanted.
pub(super) fn judged(run: RunId, step: &StepId, evidence: Evidence, judgement: Judgement, note: Note) -> Intent {
    Intent::OfRollout { run, step: step.clone(), told: Told::Judged(evidence, judgement, note) }
}

/// What is told of a step's rollout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Told {
    Failed(Evidence),
    Judged(Evidence, Judgement, Note),
}

pub(super) fn of(state: &mut State, context: &Context<'_>, recorded: &Recorded) -> Vec<Intent> {
    match &recorded.fact {
        Fact::SopActivated { sop, .. } => activated(state, context, sop),
        Fact::AgentFailed { rollout, .. } => fall(state, context, rollout, Fall::Failure),
        Fact::AgentJudged { rollout, .. } if agreement_fell(state, rollout) => {
            fall(state, context, rollout, Fall::Agreement)
        }
        Fact::AgentDemoted { rollout, from, to, why, .. } => demoted(state, rollout, *from, *to, *why),
        _ => Vec::new(),
    }
}

/// A step that is new begins where its file says; an edit never raises what is there.
fn activated(state: &State, context: &Context<'_>, id: &SopId) -> Vec<Intent> {
    let Some(sop) = state.sops.get(id).and_then(|row| row.sop.clone()) else { return Vec::new() };
    let mut follows = Vec::new();
    for step in &sop.steps {
        let Some(work) = step.work.as_deref() else { continue };
        let begins = |mode| Fact::AgentStarted {
            rollout: rollout_id(&sop.id, &step.id),
            sop: sop.id.clone(),
            step: step.id.clone(),
            agent: work.agent.clone(),
            mode,
        };
        match rollout(state, context, &sop, &step.id) {
            None => {
                let most = in_the_place_of(state, context, &sop, &work.agent).unwrap_or(work.mode);
                follows.push(Intent::fact(begins(work.mode.min(most))));
            }
            // Somebody else does it now: it begins anew, and no higher than it stood.
            Some(rollout) if rollout.agent != work.agent => {
                follows.push(Intent::fact(begins(work.mode.min(rollout.mode))));
            }
            Some(rollout) if rollout.mode > work.tier.ceiling() => {
                follows.push(Intent::fact(Fact::AgentDemoted {
                    rollout: rollout.id,
                    from: rollout.mode,
                    to: work.tier.ceiling(),
                    why: Fall::Tier,
                    by: None,
                    reason: None,
                }));
            }
            Some(_) => {}
        }
    }
    follows
}

/// A step that is new takes the place of those of the same agent that are gone from the SOP, by another name: it begins no
/// higher than the lowest of them stood.
fn in_the_place_of(state: &State, context: &Context<'_>, sop: &Sop, agent: &AgentId) -> Option<Mode> {
    let former = context.look.rollouts_of(&sop.id).into_iter();
    let former = former.map(|known| state.rollouts.get(&known.id).cloned().unwrap_or(known));
    let gone = former.filter(|known| known.agent == *agent && sop.step(&known.step).is_none());
    gone.map(|known| known.mode).min()
}

/// By the gates of the SOP in force.
fn agreement_fell(state: &State, id: &RolloutId) -> bool {
    let Some(rollout) = state.rollouts.get(id) else { return false };
    let work = state.sops.get(&rollout.sop).and_then(|row| row.sop.as_deref()?.step(&rollout.step)?.work.as_deref());
    work.is_some_and(|work| rollout.agreement_fell(&work.gates))
}

/// Down by one level, by itself.
fn fall(state: &State, context: &Context<'_>, id: &RolloutId, why: Fall) -> Vec<Intent> {
    let known = state.rollouts.get(id).cloned().or_else(|| context.look.rollout(id));
    let Some((rollout, to)) = known.and_then(|rollout| rollout.mode.lower().map(|to| (rollout, to))) else {
        return Vec::new();
    };
    let (rollout, from) = (rollout.id, rollout.mode);
    vec![Intent::fact(Fact::AgentDemoted { rollout, from, to, why, by: None, reason: None })]
}

/// What fell by itself is an exception; what a person lowered is not.
fn demoted(state: &State, id: &RolloutId, from: Mode, to: Mode, why: Fall) -> Vec<Intent> {
    let Some(rollout) = state.rollouts.get(id).filter(|_| matches!(why, Fall::Failure | Fall::Agreement)) else {
        return Vec::new();
    };
    let cause = Cause::Demoted { rollout: id.clone(), agent: rollout.agent.clone(), from, to, why };
    vec![Intent::Raise(Box::new(Raise {
        severity: Severity::Medium,
        group: format!("agent/{id}"),
        cause,
        sop: Some(rollout.sop.clone()),
        ..Raise::default()
    }))]
}

/// Puts a rollout that the state may not hold where `apply` finds it.
pub(super) fn of_rollout(
    state: &mut State,
    context: &Context<'_>,
    run: RunId,
    step: &StepId,
    told: Told,
) -> Vec<Intent> {
    let Some(sop) = state.runs.get(&run).map(|run| run.sop.clone()) else { return Vec::new() };
    let rollout = rollout_id(&sop, step);
    if let std::collections::btree_map::Entry::Vacant(place) = state.rollouts.entry(rollout.clone()) {
        let Some(known) = context.look.rollout(&rollout) else { return Vec::new() };
        place.insert(known);
    }
    if !state.rollouts.get(&rollout).is_some_and(|rollout| counts(state, rollout, told)) {
        return Vec::new();
    }
    vec![Intent::fact(match told {
        Told::Failed(evidence) => Fact::AgentFailed { rollout, evidence },
        Told::Judged(evidence, judgement, note) => Fact::AgentJudged { rollout, evidence, judgement, note },
    })]
}

/// Judgements count where the draft was laid out; failures there and higher up, but for what it fell from.
fn counts(state: &State, rollout: &Rollout, told: Told) -> bool {
    let (Told::Failed(evidence) | Told::Judged(evidence, ..)) = told;
    let Some((agent, mode)) = stood(state, evidence) else { return false };
    let there = match told {
        Told::Failed(_) => mode <= rollout.mode,
        Told::Judged(..) => mode == rollout.mode,
    };
    there && *agent == rollout.agent
}

/// Whose it was, and where the step stood when it was asked for.
fn stood(state: &State, evidence: Evidence) -> Option<(&AgentId, Mode)> {
    let of_approval = |id| state.approvals.get(id).map(|approval| (&approval.agent, approval.mode));
    let of_preparation = |id| state.preparations.get(id).map(|preparation| (&preparation.agent, preparation.mode));
    match evidence {
        Evidence::Approval(id) => of_approval(&id),
        Evidence::Preparation(id) => of_preparation(&id),
        Evidence::Action(id) => {
            let action = state.actions.get(&id)?;
            match &action.warrant {
                Warrant::Approval { approval, .. } => of_approval(approval),
                Warrant::Autonomous { .. } => of_preparation(&action.preparation),
            }
        }
    }
}

/// By a person who manages the SOP, where every gate of the SOP in force is met, on exactly what was shown.
pub(super) fn promote(state: &State, context: &Context<'_>, id: &RolloutId, shown: &Body) -> Result<Outcome, Refusal> {
    let by = person(state, context)?.clone();
    let (rollout, sop) = get(state, id)?;
    may_manage(state, &by, sop)?;
    let no_further = || Refusal::NoFurther { rollout: id.clone(), mode: rollout.mode };
    let dossier = dossier(state, rollout, context.now).ok_or_else(no_further)?;
    let to = dossier.to.ok_or_else(no_further)?;
    let told = dossier.missing();
    if !told.is_empty() {
        return Err(Refusal::GatesNotMet { rollout: id.clone(), told });
    }
    if shown.text != dossier.text() {
        let seen = Dossier::read(&shown.text).map(Box::new);
        return Err(Refusal::DossierChanged { rollout: id.clone(), dossier: Box::new(dossier), seen });
    }
    let mut outcome = Outcome::default();
    let dossier = outcome.body(shown);
    outcome.push(Fact::AgentPromoted { rollout: id.clone(), from: rollout.mode, to, by, dossier });
    Ok(outcome)
}

/// None: its SOP is not in force, or the agent does not act in the step any more.
fn dossier(state: &State, rollout: &Rollout, now: Instant) -> Option<Dossier> {
    let row = state.sops.get(&rollout.sop).filter(|row| row.status == SopStatus::InForce)?;
    let work = row.sop.as_deref()?.step(&rollout.step)?.work.as_deref()?;
    let works_there = work.act.is_some() && work.agent == rollout.agent;
    works_there.then(|| Dossier::of(rollout, work, &row.hash, now))
}

pub(super) fn demote(state: &State, context: &Context<'_>, id: &RolloutId, reason: &Body) -> Result<Outcome, Refusal> {
    let by = person(state, context)?.clone();
    let (rollout, sop) = get(state, id)?;
    may_manage(state, &by, sop)?;
    evidence::said(reason)?;
    let from = rollout.mode;
    let Some(to) = from.lower() else { return Err(Refusal::NoFurther { rollout: id.clone(), mode: from }) };
    let mut outcome = Outcome::default();
    let reason = Some(outcome.body(reason));
    outcome.push(Fact::AgentDemoted { rollout: id.clone(), from, to, why: Fall::Person, by: Some(by), reason });
    Ok(outcome)
}

fn get<'s>(state: &'s State, id: &RolloutId) -> Result<(&'s Rollout, Option<&'s Sop>), Refusal> {
    let rollout = state.rollouts.get(id).ok_or_else(|| Refusal::NoSuchRollout { rollout: id.clone() })?;
    Ok((rollout, state.sops.get(&rollout.sop).and_then(|row| row.sop.as_deref())))
}

/// None: all of them. Anybody may stop an agent; only managers let it go on.
pub(super) fn pause(
    state: &State,
    context: &Context<'_>,
    agent: Option<&AgentId>,
    reason: Option<&Body>,
) -> Result<Outcome, Refusal> {
    person(state, context)?;
    known(state, agent)?;
    reason.map_or(Ok(()), evidence::said)?;
    let paused = &state.paused;
    if agent.map_or(paused.all, |agent| paused.agents.contains(agent)) {
        return Ok(Outcome::default());
    }
    let mut outcome = Outcome::default();
    let reason = outcome.body_of(reason);
    outcome.push(Fact::AgentPaused { agent: agent.cloned(), reason });
    Ok(outcome)
}

pub(super) fn resume(state: &State, context: &Context<'_>, agent: Option<&AgentId>) -> Result<Outcome, Refusal> {
    let by = person(state, context)?;
    may_manage(state, by, None)?;
    known(state, agent)?;
    let paused = &state.paused;
    if agent.is_some() && paused.all {
        return Err(Refusal::AllPaused);
    }
    let stands_still = agent.map_or(paused.all || !paused.agents.is_empty(), |agent| paused.agents.contains(agent));
    if !stands_still {
        return Ok(Outcome::default());
    }
    Ok(Outcome::fact(Fact::AgentResumed { agent: agent.cloned() }))
}

fn known(state: &State, agent: Option<&AgentId>) -> Result<(), Refusal> {
    let Some(agent) = agent else { return Ok(()) };
    let site = state.site.as_ref().map(|site| &*site.value);
    if site.is_some_and(|site| site.agents.iter().any(|known| known.id == *agent))
        || state.paused.agents.contains(agent)
    {
        return Ok(());
    }
    Err(Refusal::NoSuchAgent { agent: agent.clone() })
}
