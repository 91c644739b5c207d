//! Approvals: asked, decided once, edited, pushed back, and what happens if nobody decides.
//!
//! Every path decides here. A decision names the payload that was shown and its iteration; whoever comes second reads who
//! was first. Nothing is approved without a person, but by the policy that the SOP declares.

use super::deciders::{counts, may_decide, may_take_part};
use super::intent::{Intent, Outcome, newest_known};
use super::rights::person;
use super::work::{self, again, answered, cleared, found};
use super::{Context, action, agent, compare, escalation, evidence};
use crate::domain::action::Effect;
use crate::domain::agent::Mode;
use crate::domain::approval::{
    Approval, ApprovalStanding, Asked, Decider, Draft, FormerOutcome, FourEyes, Judgement, OnTimeout, Superseded,
    Verdict, Vote,
};
use crate::domain::calendar::Instant;
use crate::domain::evidence::{Body, Value};
use crate::domain::exception::{Cause, Exception, Severity};
use crate::domain::fact::{Fact, KnownBy, Recorded};
use crate::domain::id::{ApprovalId, BodyHash, PersonId, RunId, StepId};
use crate::domain::preparation::{Advice, Laid, Preparation};
use crate::domain::refusal::Refusal;
use crate::domain::rollout::{Evidence, Note};
use crate::domain::run::{Late, Run};
use crate::domain::sop::{AgentWork, Sop, Wait};
use crate::domain::state::{SopStatus, State};
use crate::domain::step::{Outcome as StepOutcome, StepKey};
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
    // A person was quicker: what they did is looked at, and nothing else is done.
    let answered = run.answer(&StepKey::plain(&preparation.step)).is_some();
    if answered && mode != Mode::Shadow {
        return Vec::new();
    }
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
    let rungs = escalation::of_approval(sop, context);
    let fact = match renewed {
        // A person asked for another draft, and a person decides about it, wherever the step stands by now.
        Some(approval) if matches!(approval.standing, ApprovalStanding::PushedBack { .. }) && !answered => {
            Fact::ApprovalRenewed { approval: approval.id, run: run.id, draft, until, rungs }
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
            // Nobody is pressed to look at what was not done.
            rungs: if mode == Mode::Shadow { Vec::new() } else { rungs },
        },
    };
    vec![Intent::fact(fact)]
}

fn until(context: &Context<'_>, sop: &Sop, work: &AgentWork) -> Instant {
    context.calendar.after(sop, context.now, work.approve.within.unwrap_or(WITHIN))
}

fn asked(context: &Context<'_>, run: &Run, sop: &Sop, work: &AgentWork, until: Instant) -> Asked {
    let rule = &work.approve;
    let fired_by = run.event.as_ref().and_then(|event| event.signal.as_ref());
    let behind = fired_by.map(|signal| context.look.askers(signal)).unwrap_or_default();
    let asked_by = run.started_by.iter().cloned().chain(behind).chain(run.reopened_by.iter().cloned());
    let mut by: Vec<PersonId> = Vec::new();
    for person in asked_by {
        if !by.contains(&person) {
            by.push(person);
        }
    }
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
            voted(state, context, approval, vote, &mut outcome);
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
            // Then it happens all the same: who may not let it happen does not take it over either.
            match may_decide(state, context, approval, &who) {
                Ok(_) | Err(Refusal::AlreadyVoted { .. }) => {}
                Err(refusal) => return Err(refusal),
            }
            outcome.push(Fact::ApprovalSuperseded { approval: id, run, why: Superseded::ByHand });
        }
    }
    Ok(outcome)
}

/// One vote; the last that is wanted decides. Who had a part in it since they voted is not among those who did.
fn voted(state: &State, context: &Context<'_>, approval: &Approval, vote: Vote, outcome: &mut Outcome) {
    let Draft { iteration, payload, .. } = &approval.draft;
    let earlier = approval.votes.iter().filter(|vote| counts(state, context, approval, vote));
    let mut people: Vec<PersonId> = earlier.map(|vote| vote.by.clone()).collect();
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
    let agent = state.site.as_ref().and_then(|site| site.value.agents.iter().find(|it| it.id == approval.agent));
    if let Some(agent) = agent {
        agent.may.effect(&effect).map_err(|barred| bad(barred.to_string()))?;
    }
    // As it is kept: whatever the spelling, equal payloads are equal.
    let body = Body::new(body.salt, effect.text());
    if context.look.text(&approval.draft.payload).is_some_and(|text| text == body.text) {
        // Nothing was changed: that is a yes to what is there.
        let vote = may_decide(state, context, approval, who)?;
        voted(state, context, approval, vote, outcome);
        return Ok(());
    }
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
        // What is paid for what stands there now nobody can read out of it.
        amount: None,
        until,
        rungs: escalation::of_approval(sop, context),
    });
    let mut after = approval.clone();
    after.draft.iteration = iteration;
    after.draft.payload = payload;
    after.draft.amount = None;
    after.votes.clear();
    after.editors.push(who.clone());
    if let Ok(vote) = may_decide(state, context, &after, who) {
        voted(state, context, &after, vote, outcome);
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

/// Told by itself, where an agent said what it would have answered and a person answered: of a draft that waits for a
/// look, or of a step that the agent only lays out.
pub(super) fn compared(state: &State, run: RunId, step: &StepId) -> Vec<Intent> {
    let told = || {
        let run = state.runs.get(&run)?;
        let answer = run.answer(&StepKey::plain(step))?;
        let StepOutcome::Done { value } = &answer.outcome else { return None };
        let work = run.work(step)?;
        let preparation = state.preparations.get(&work.preparation).filter(|it| it.judged.is_none())?;
        let laid = preparation.laid()?;
        let judgement = compare::judge(laid.answer.as_deref()?, value)?;
        let review = work.approval.and_then(|id| state.approvals.get(&id));
        let review = review.filter(|it| it.draft.preparation == preparation.id);
        Some(match review {
            Some(review) if review.standing == ApprovalStanding::Review => {
                let approval = review.id;
                Intent::fact(Fact::ApprovalJudged { approval, run: run.id, judgement, by: None, note: None })
            }
            Some(_decided) => return None,
            None if laid.payload.is_some() => return None,
            None => agent::judged(run.id, step, Evidence::Preparation(preparation.id), judgement, Note::Plain),
        })
    };
    told().into_iter().collect()
}

/// The time to decide is over.
pub(super) fn times_out(state: &State, id: ApprovalId, at: Instant) -> Outcome {
    let due = |it: &&Approval| it.is_pending() && it.overdue == Late::No && it.asked.until == at;
    let Some(approval) = state.approvals.get(&id).filter(due) else { return Outcome::default() };
    let (run, Draft { iteration, payload, .. }) = (approval.run, approval.draft.clone());
    Outcome::fact(match approval.asked.on_timeout {
        OnTimeout::Expire => Fact::ApprovalExpired { approval: id, run, iteration, payload },
        OnTimeout::Approve if silence_approves(state, approval) => {
            let (by, known_by) = (Decider::TimedOut, KnownBy::Policy);
            Fact::ApprovalApproved { approval: id, run, iteration, payload, by, known_by }
        }
        OnTimeout::Escalate | OnTimeout::Approve => Fact::ApprovalOverdue { approval: id, run },
    })
}

/// Silence approves what any one person who is asked could have approved alone, and what is cheap to get wrong: not
/// where two are wanted, where somebody is barred or has a limit, nor what the agent itself advises against. The version
/// that is in force has to say so too: an edit that takes it back counts at once, one that allows it does not.
fn silence_approves(state: &State, approval: &Approval) -> bool {
    let Asked { votes, four_eyes, limits, not, .. } = &approval.asked;
    let alone = *votes <= 1 && *four_eyes == FourEyes::No && limits.is_empty() && not.is_empty();
    let says_so = |sop: &Sop| {
        let work = sop.step(&approval.step).and_then(|step| step.work.as_deref());
        sop.cost.failure <= SILENCE_COSTS && work.is_some_and(|work| work.approve.on_timeout == OnTimeout::Approve)
    };
    let pinned = found(state, approval.run, &approval.step).is_some_and(|(_, sop, _)| says_so(sop));
    let row = state.sops.get(&approval.sop).filter(|row| row.status == SopStatus::InForce);
    let in_force = row.and_then(|row| row.sop.as_deref()).is_some_and(says_so);
    alone && approval.draft.advice != Advice::Reject && pinned && in_force
}

/// The rung of what nobody decided about.
pub(super) fn rung(state: &State, context: &Context<'_>, id: ApprovalId) -> Outcome {
    let pending = state.approvals.get(&id).filter(|approval| approval.is_pending());
    pending.map_or_else(Outcome::default, |approval| escalation::tell_of_approval(state, context, approval))
}

/// The card that nobody decides, of at least a severity; the one there is, is lifted.
fn undecided(state: &State, context: &Context<'_>, approval: &Approval, severity: Severity) -> Option<Intent> {
    let Approval { id, run, step, .. } = approval;
    let is_ours = |cause: &Cause| matches!(cause, Cause::Undecided { approval, .. } if approval == id);
    let card = newest_known(state, context, &work::group(*run, step)).filter(Exception::is_open);
    if let Some(card) = card.filter(|card| is_ours(&card.cause)) {
        let last = approval.escalated.last()?;
        let (exception, rung, reached) = (card.id, last.rung, last.reached.clone());
        let lift = Fact::ExceptionEscalated { exception, rung, reached, severity: Some(severity) };
        return (severity > card.severity)
            .then(|| Intent::OfExceptionOf { group: card.group.clone(), fact: Box::new(lift) });
    }
    let (key, agent) = (StepKey::plain(step), approval.agent.clone());
    let cause = Cause::Undecided { approval: *id, run: *run, step: key, agent, until: approval.asked.until };
    work::card(state, *run, step, severity, cause)
}

// ---- what follows -------------------------------------------------------------------------------

pub(super) fn of(state: &State, context: &Context<'_>, recorded: &Recorded) -> Vec<Intent> {
    let id = match &recorded.fact {
        Fact::ApprovalApproved { approval, .. }
        | Fact::ApprovalRejected { approval, .. }
        | Fact::ApprovalPushedBack { approval, .. }
        | Fact::ApprovalExpired { approval, .. }
        | Fact::ApprovalEscalated { approval, .. }
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
        Fact::ApprovalApproved { .. } => {
            action::approved(state, approval).into_iter().chain([cleared(run, step)]).collect()
        }
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
            let severity = found(state, run, step).map_or(Severity::Medium, |(_, sop, _)| match sop.cost.failure {
                4.. => Severity::High,
                _ => Severity::Medium,
            });
            undecided(state, context, approval, severity).into_iter().collect()
        }
        Fact::ApprovalEscalated { severity, .. } => {
            severity.and_then(|severity| undecided(state, context, approval, severity)).into_iter().collect()
        }
        Fact::ApprovalSuperseded { .. } => vec![cleared(run, step)],
        Fact::ApprovalJudged { judgement, .. } => {
            let note = if *judgement == Judgement::Different { near_miss() } else { Note::Plain };
            vec![judged(*judgement, note)]
        }
        _ => Vec::new(),
    }
}
