//! Approvals: asked, decided once, edited, pushed back, and what happens if nobody decides.
//!
//! Every path decides here. A decision names the payload that was shown and its iteration; whoever comes second reads who
//! was first. Nothing is approved without a person, but by the policy that the SOP declares.

use super::intent::{Intent, Outcome};
use super::rights::{holds, is_manager, may_do, person};
use super::work::{again, answered, card, cleared, found};
use super::{Context, action, agent, evidence};
use crate::domain::action::Effect;
use crate::domain::agent::Mode;
use crate::domain::approval::{
    Approval, ApprovalStanding, Asked, Barred, Decider, Delegation, Draft, FormerOutcome, FourEyes, Judgement,
    OnTimeout, Superseded, Verdict, Vote,
};
use crate::domain::calendar::Instant;
use crate::domain::evidence::{Body, Value};
use crate::domain::exception::{Cause, Severity};
use crate::domain::fact::{Fact, KnownBy, Recorded};
use crate::domain::id::{ApprovalId, BodyHash, PersonId, RoleId, RunId};
use crate::domain::preparation::{Advice, Laid, Preparation};
use crate::domain::refusal::Refusal;
use crate::domain::rollout::{Evidence, Note};
use crate::domain::run::{Late, Run};
use crate::domain::sop::{AgentWork, Sop, Wait};
use crate::domain::state::State;
use crate::domain::step::StepKey;
use crate::domain::work::WorkOutcome;
use rust_decimal::Decimal;

/// Where the file gives no time to decide in.
const WITHIN: Wait = Wait::Elapsed(24 * 3600);
/// From this confidence on an agent counts as sure of itself.
const SURE: Decimal = Decimal::from_parts(8, 0, 0, false, 1);
/// What failure may cost, at most, where silence approves.
const SILENCE_COSTS: u8 = 2;

/// Asks people about what was laid out; in shadow mode, for a look.
pub(super) fn ask(
    state: &State,
    context: &Context<'_>,
    preparation: &Preparation,
    laid: &Laid,
    payload: BodyHash,
    mode: Mode,
) -> Vec<Intent> {
    let Some((run, sop, work)) = found(state, preparation.run, &preparation.step) else { return Vec::new() };
    let renewed = preparation.approval.and_then(|id| state.approvals.get(&id));
    let iteration = renewed.map_or(1, |approval| approval.draft.iteration + 1);
    let draft = Draft {
        iteration,
        payload,
        preparation: preparation.id,
        prepared: laid.prepared.clone(),
        amount: laid.amount,
        confidence: laid.confidence,
        advice: laid.advice,
    };
    let until = until(context, sop, work);
    let fact = match renewed {
        Some(approval) if matches!(approval.standing, ApprovalStanding::PushedBack { .. }) => {
            Fact::ApprovalRenewed { approval: approval.id, run: run.id, draft, until }
        }
        Some(_over) => return Vec::new(),
        None => Fact::ApprovalRequested {
            approval: ApprovalId(state.last_approval + 1),
            run: run.id,
            sop: sop.id.clone(),
            step: preparation.step.clone(),
            agent: preparation.agent.clone(),
            version: run.pinned.sop.clone(),
            mode,
            draft,
            asked: asked(context, run, sop, work, until),
        },
    };
    vec![Intent::fact(fact)]
}

fn until(context: &Context<'_>, sop: &Sop, work: &AgentWork) -> Instant {
    context.calendar.after(sop, context.now, work.approve.within.unwrap_or(WITHIN))
}

fn asked(context: &Context<'_>, run: &Run, sop: &Sop, work: &AgentWork, until: Instant) -> Asked {
    let rule = &work.approve;
    let sender = run.event.as_ref().and_then(|event| context.look.sender(event.signal.as_ref()?));
    let mut by: Vec<PersonId> = run.started_by.iter().cloned().collect();
    by.extend(sender.filter(|sender| run.started_by.as_ref() != Some(sender)));
    Asked {
        role: rule.role.clone().or_else(|| sop.owner.clone()).unwrap_or_else(|| "manager".into()),
        votes: rule.votes.max(1),
        four_eyes: rule.four_eyes,
        limits: rule.limits.clone(),
        not: rule.not.clone(),
        by,
        until,
        on_timeout: rule.on_timeout,
    }
}

// ---- who may ------------------------------------------------------------------------------------

/// Whether somebody may decide, and by whose right.
fn may_decide(state: &State, context: &Context<'_>, approval: &Approval, who: &PersonId) -> Result<Vote, Refusal> {
    let vote = |instead_of| Vote { at: context.now, by: who.clone(), instead_of };
    let lent = lender(state, context, approval, who);
    let own = may_do(state, who, Some(&approval.asked.role));
    let instead_of = match (own, lent) {
        (Ok(()), _) => None,
        (Err(_), Some(lender)) => Some(lender),
        (Err(refusal), None) => return Err(refusal),
    };
    bars(state, approval, who, false)?;
    if let Some(lender) = &instead_of {
        bars(state, approval, lender, true)?;
    }
    within_limit(state, approval, instead_of.as_ref().unwrap_or(who))?;
    if let Some(earlier) = approval.votes.iter().find(|vote| vote.by == *who) {
        return Err(Refusal::AlreadyVoted { approval: approval.id, at: earlier.at });
    }
    Ok(vote(instead_of))
}

/// Somebody with the right who lent it to them, for now.
fn lender(state: &State, context: &Context<'_>, approval: &Approval, who: &PersonId) -> Option<PersonId> {
    let holds_now = |delegation: &&Delegation| {
        delegation.to == *who
            && delegation.role == approval.asked.role
            && delegation.from <= context.now
            && context.now < delegation.until
            && (holds(state, &delegation.of, &delegation.role) || is_manager(state, &delegation.of, None))
    };
    state.delegations.iter().find(holds_now).map(|delegation| delegation.of.clone())
}

/// Four eyes; and steps whose doers may never decide.
fn bars(state: &State, approval: &Approval, who: &PersonId, lends: bool) -> Result<(), Refusal> {
    let Some((run, sop, _)) = found(state, approval.run, &approval.step) else {
        return Err(Refusal::NoSuchRun { run: approval.run });
    };
    let place = |step: &crate::domain::id::StepId| sop.steps.iter().position(|other| other.id == *step);
    let before = |key: &StepKey| place(&key.step) < place(&approval.step);
    let did = |wanted: &dyn Fn(&StepKey) -> bool| {
        run.answers.iter().any(|(key, answer)| answer.by == *who && answer.void.is_none() && wanted(key))
            || run.timings.iter().any(|timing| timing.by == *who && timing.void.is_none() && wanted(&timing.step))
    };
    let refused = |why| Err(Refusal::FourEyes { approval: approval.id, why: if lends { Barred::Lender } else { why } });
    if did(&|key| approval.asked.not.contains(&key.step)) {
        return refused(Barred::DidAStep);
    }
    if approval.asked.four_eyes == FourEyes::No {
        return Ok(());
    }
    if approval.asked.by.contains(who) {
        return refused(Barred::Asked);
    }
    if approval.editors.contains(who) {
        return refused(Barred::Edited);
    }
    if did(&before) {
        return refused(Barred::DidAStep);
    }
    Ok(())
}

/// The most that somebody's roles may decide; none: no limit.
fn limit(state: &State, approval: &Approval, who: &PersonId) -> Option<Decimal> {
    let limits = &approval.asked.limits;
    let person = state.site.as_ref().and_then(|site| site.value.person(who))?;
    let unlimited = |role: &RoleId| !limits.contains_key(role);
    let decides = |role: &&RoleId| {
        **role == approval.asked.role
            || limits.contains_key(*role)
            || role.as_str() == "manager"
            || role.as_str() == "owner"
    };
    let roles: Vec<&RoleId> = person.roles.iter().filter(decides).collect();
    if roles.iter().any(|role| unlimited(role)) {
        return None;
    }
    Some(roles.iter().filter_map(|role| limits.get(*role)).max().copied().unwrap_or_default())
}

fn within_limit(state: &State, approval: &Approval, who: &PersonId) -> Result<(), Refusal> {
    if approval.asked.limits.is_empty() {
        return Ok(());
    }
    let Some(limit) = limit(state, approval, who) else { return Ok(()) };
    let amount = approval.draft.amount;
    // What an edit made of the amount is not known: only who has no limit decides.
    if amount.is_some_and(|amount| amount.abs() <= limit) && approval.editors.is_empty() {
        return Ok(());
    }
    Err(Refusal::OverLimit { approval: approval.id, amount, limit })
}

// ---- decisions ----------------------------------------------------------------------------------

pub(super) fn get(state: &State, id: ApprovalId) -> Result<&Approval, Refusal> {
    state.approvals.get(&id).ok_or(Refusal::NoSuchApproval { approval: id })
}

pub(super) fn decide(
    state: &State,
    context: &Context<'_>,
    id: ApprovalId,
    iteration: u32,
    payload: &BodyHash,
    verdict: &Verdict,
) -> Result<Outcome, Refusal> {
    let who = person(state, context)?.clone();
    let approval = get(state, id)?;
    match &approval.standing {
        ApprovalStanding::Pending => {}
        ApprovalStanding::Review => return Err(Refusal::OnlyReview { approval: id }),
        over => return Err(Refusal::ApprovalIsOver { approval: id, standing: over.clone() }),
    }
    if (approval.draft.iteration, &approval.draft.payload) != (iteration, payload) {
        return Err(Refusal::PayloadChanged { approval: id, iteration: approval.draft.iteration });
    }
    let (run, payload) = (approval.run, payload.clone());
    let mut outcome = Outcome::default();
    match verdict {
        Verdict::Approve => {
            let vote = may_decide(state, context, approval, &who)?;
            voted(approval, vote, &mut outcome);
        }
        Verdict::Edit(body) => {
            may_take_part(state, context, approval, &who)?;
            edited(state, context, approval, &who, body, &mut outcome)?;
        }
        Verdict::PushBack(body) => {
            may_take_part(state, context, approval, &who)?;
            evidence::said(body)?;
            let feedback = outcome.body(body);
            outcome.push(Fact::ApprovalPushedBack { approval: id, run, iteration, payload, by: who, feedback });
        }
        Verdict::Reject(body) => {
            may_take_part(state, context, approval, &who)?;
            evidence::said(body)?;
            let reason = outcome.body(body);
            outcome.push(Fact::ApprovalRejected { approval: id, run, iteration, payload, by: who, reason });
        }
        Verdict::ByHand => {
            may_take_part(state, context, approval, &who)?;
            outcome.push(Fact::ApprovalSuperseded { approval: id, run, why: Superseded::ByHand });
        }
    }
    Ok(outcome)
}

/// What lets nothing happen may be said by whoever decides there, also about what is their own.
fn may_take_part(state: &State, context: &Context<'_>, approval: &Approval, who: &PersonId) -> Result<(), Refusal> {
    match may_do(state, who, Some(&approval.asked.role)) {
        Err(refusal) if lender(state, context, approval, who).is_none() => Err(refusal),
        _ => Ok(()),
    }
}

/// One vote; the last that is wanted decides.
fn voted(approval: &Approval, vote: Vote, outcome: &mut Outcome) {
    let Draft { iteration, payload, .. } = &approval.draft;
    let mut people: Vec<PersonId> = approval.votes.iter().map(|vote| vote.by.clone()).collect();
    people.push(vote.by.clone());
    let enough = people.len() >= approval.asked.votes as usize;
    let (approval, run, iteration, payload) = (approval.id, approval.run, *iteration, payload.clone());
    outcome.push(Fact::ApprovalVoted { approval, iteration, payload: payload.clone(), vote });
    if enough {
        let by = Decider::People(people);
        outcome.push(Fact::ApprovalApproved { approval, run, iteration, payload, by, known_by: KnownBy::Chosen });
    }
}

/// A new payload, of the same kind; approved at once where who edited it may.
fn edited(
    state: &State,
    context: &Context<'_>,
    approval: &Approval,
    who: &PersonId,
    body: &Body,
    outcome: &mut Outcome,
) -> Result<(), Refusal> {
    let bad = |told: String| Refusal::BadPayload { told };
    let effect = Effect::read(&body.text).map_err(bad)?;
    let Some((_, sop, work)) = found(state, approval.run, &approval.step) else {
        return Err(Refusal::NoSuchRun { run: approval.run });
    };
    let act = work.act.as_ref().ok_or_else(|| bad("this step does nothing".to_owned()))?;
    act.may_become(&effect).map_err(bad)?;
    // As it is kept: whatever the spelling, equal payloads are equal.
    let body = Body::new(body.salt, effect.text());
    let payload = outcome.body(&body);
    let iteration = approval.draft.iteration + 1;
    let until = until(context, sop, work);
    outcome.push(Fact::ApprovalEdited {
        approval: approval.id,
        run: approval.run,
        iteration,
        payload: payload.clone(),
        was: approval.draft.payload.clone(),
        by: who.clone(),
        amount: None,
        until,
    });
    let mut after = approval.clone();
    after.draft.iteration = iteration;
    after.draft.payload = payload;
    after.votes.clear();
    after.editors.push(who.clone());
    if let Ok(vote) = may_decide(state, context, &after, who) {
        voted(&after, vote, outcome);
    }
    Ok(())
}

/// Of a review: how near it is to what was done instead.
pub(super) fn judge(
    state: &State,
    context: &Context<'_>,
    id: ApprovalId,
    judgement: Judgement,
    note: Option<&Body>,
) -> Result<Outcome, Refusal> {
    let who = person(state, context)?.clone();
    let approval = get(state, id)?;
    if approval.standing != ApprovalStanding::Review {
        return Err(Refusal::NotInReview { approval: id });
    }
    may_take_part(state, context, approval, &who)?;
    note.map_or(Ok(()), evidence::said)?;
    let mut outcome = Outcome::default();
    let note = outcome.body_of(note);
    outcome.push(Fact::ApprovalJudged { approval: id, run: approval.run, judgement, by: Some(who), note });
    Ok(outcome)
}

/// Told from what was captured: only where an agent said what it would have answered.
pub(super) fn compared(_state: &State, _run: RunId, _step: &StepKey) -> Vec<Intent> {
    Vec::new()
}

/// The time to decide is over.
pub(super) fn times_out(state: &State, id: ApprovalId, at: Instant) -> Outcome {
    let due = |it: &&Approval| it.is_pending() && it.overdue == Late::No && it.asked.until == at;
    let Some(approval) = state.approvals.get(&id).filter(due) else { return Outcome::default() };
    let cheap = found(state, approval.run, &approval.step).is_some_and(|(_, sop, _)| sop.cost.failure <= SILENCE_COSTS);
    let (run, Draft { iteration, payload, .. }) = (approval.run, approval.draft.clone());
    Outcome::fact(match approval.asked.on_timeout {
        OnTimeout::Expire => Fact::ApprovalExpired { approval: id, run, iteration, payload },
        OnTimeout::Approve if cheap => {
            let (by, known_by) = (Decider::TimedOut, KnownBy::Policy);
            Fact::ApprovalApproved { approval: id, run, iteration, payload, by, known_by }
        }
        OnTimeout::Escalate | OnTimeout::Approve => Fact::ApprovalOverdue { approval: id, run },
    })
}

// ---- lending ------------------------------------------------------------------------------------

pub(super) fn lend(
    state: &State,
    context: &Context<'_>,
    role: &RoleId,
    to: &PersonId,
    from: Option<Instant>,
    until: Instant,
    reason: &Body,
) -> Result<Outcome, Refusal> {
    let of = person(state, context)?.clone();
    super::rights::known(state, to)?;
    may_do(state, &of, Some(role))?;
    evidence::said(reason)?;
    let from = from.unwrap_or(context.now);
    if until <= from.max(context.now) || *to == of {
        return Err(Refusal::NotAhead { until });
    }
    let mut outcome = Outcome::default();
    let reason = outcome.body(reason);
    let delegation = Delegation { role: role.clone(), of, to: to.clone(), from, until, reason };
    outcome.push(Fact::DelegationGiven { delegation });
    Ok(outcome)
}

pub(super) fn end_lending(
    state: &State,
    context: &Context<'_>,
    role: &RoleId,
    to: &PersonId,
) -> Result<Outcome, Refusal> {
    let of = person(state, context)?;
    let ended = state.delegations.iter().filter(|lent| lent.role == *role && lent.to == *to);
    let mine = ended.filter(|lent| lent.of == *of || is_manager(state, of, None));
    let mut outcome = Outcome::default();
    for lent in mine {
        outcome.push(Fact::DelegationEnded { role: role.clone(), of: lent.of.clone(), to: to.clone() });
    }
    Ok(outcome)
}

// ---- what follows -------------------------------------------------------------------------------

pub(super) fn of(state: &State, context: &Context<'_>, recorded: &Recorded) -> Vec<Intent> {
    let id = match &recorded.fact {
        Fact::ApprovalApproved { approval, .. }
        | Fact::ApprovalRejected { approval, .. }
        | Fact::ApprovalPushedBack { approval, .. }
        | Fact::ApprovalExpired { approval, .. }
        | Fact::ApprovalOverdue { approval, .. }
        | Fact::ApprovalSuperseded { approval, .. }
        | Fact::ApprovalJudged { approval, .. } => *approval,
        _ => return Vec::new(),
    };
    let Some(approval) = state.approvals.get(&id) else { return Vec::new() };
    let (run, step, evidence) = (approval.run, &approval.step, Evidence::Approval(id));
    let judged = |judgement, note| agent::judged(run, step, evidence, judgement, note);
    let near_miss = || {
        let sure = approval.draft.confidence.is_none_or(|confidence| confidence >= SURE);
        if approval.draft.advice == Advice::Approve && sure { Note::NearMiss } else { Note::Plain }
    };
    let decided = |outcome, by| {
        let value = Value::Decided { approval: id, outcome, by };
        answered(state, context, run, step, &value).into_iter().chain([cleared(run, step)])
    };
    match &recorded.fact {
        Fact::ApprovalApproved { by: Decider::People(_), .. } => {
            let edited = approval.former.iter().any(|former| matches!(former.outcome, FormerOutcome::Edited { .. }));
            let (judgement, note) =
                if edited { (Judgement::Similar, Note::Edit) } else { (Judgement::Same, Note::Plain) };
            action::approved(state, approval).into_iter().chain([judged(judgement, note), cleared(run, step)]).collect()
        }
        // Nobody looked at it: it says nothing about the agent.
        Fact::ApprovalApproved { .. } => action::approved(state, approval).into_iter().collect(),
        Fact::ApprovalRejected { by, .. } => {
            let mut follows: Vec<Intent> = decided(WorkOutcome::Rejected, Some(by.clone())).collect();
            follows.push(judged(Judgement::Different, near_miss()));
            follows
        }
        Fact::ApprovalPushedBack { iteration, .. } => {
            vec![
                judged(Judgement::Different, near_miss()),
                again(run, step, iteration + 1, Some(id)),
                cleared(run, step),
            ]
        }
        Fact::ApprovalExpired { .. } => decided(WorkOutcome::Expired, None).collect(),
        Fact::ApprovalOverdue { .. } => {
            let (key, agent) = (StepKey::plain(step), approval.agent.clone());
            let cause = Cause::Undecided { approval: id, run, step: key, agent, until: approval.asked.until };
            let severity = found(state, run, step).map_or(Severity::Medium, |(_, sop, _)| match sop.cost.failure {
                4.. => Severity::High,
                _ => Severity::Medium,
            });
            card(state, run, step, severity, cause).into_iter().collect()
        }
        Fact::ApprovalSuperseded { .. } => vec![cleared(run, step)],
        Fact::ApprovalJudged { judgement, .. } => {
            let note = if *judgement == Judgement::Different { near_miss() } else { Note::Plain };
            vec![judged(*judgement, note)]
        }
        _ => Vec::new(),
    }
}
