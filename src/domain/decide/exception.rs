//! Exceptions: raised by hand, taken, assigned, resolved.
//!
//! Anybody on the floor resolves a low one; a medium or high one needs who took it, or a manager.

use super::escalation::{self, Response};
use super::intent::{About, Intent, Outcome, Raise};
use super::rights::{known, may_manage, person};
use super::similar::nearest;
use super::{Context, evidence};
use crate::domain::calendar::Instant;
use crate::domain::evidence::Body;
use crate::domain::exception::{Asked, Assignee, Cause, Check, Exception, ResolutionCause, Severity, Status};
use crate::domain::fact::Fact;
use crate::domain::id::{ExceptionId, PersonId, RunId};
use crate::domain::refusal::Refusal;
use crate::domain::state::State;
use crate::domain::step::StepKey;
use crate::domain::timer::TimerKind;

/// What a failure costs from which a second person looks at what was resolved.
const CHECKED_FROM: u8 = 4;

/// One card a file.
pub(super) fn file_group(file: &str) -> String {
    format!("file/{file}")
}

/// Somebody, or a script, says that something is wrong. Each report is a card of its own.
pub(super) fn report(
    state: &State,
    what: &Body,
    severity: Severity,
    run: Option<RunId>,
    step: Option<&StepKey>,
) -> Result<Outcome, Refusal> {
    evidence::said(what)?;
    let about = run.map(|id| state.runs.get(&id).ok_or(Refusal::NoSuchRun { run: id })).transpose()?;
    let mut outcome = Outcome::raise(Raise {
        severity,
        group: format!("reported/{}", what.hash()),
        cause: Cause::Reported { run, step: step.cloned(), what: what.hash() },
        sop: about.map(|run| run.sop.clone()),
        run,
        area: about.and_then(|run| run.area.clone()),
        case: about.and_then(|run| run.case.clone()),
        ..Raise::default()
    });
    outcome.bodies.push(what.clone());
    Ok(outcome)
}

pub(super) fn acknowledge(
    state: &State,
    context: &Context<'_>,
    id: ExceptionId,
    note: Option<&Body>,
) -> Result<Outcome, Refusal> {
    let person = person(state, context)?;
    let card = open(state, id)?;
    // Who has it already may say so again: it holds for as long once more.
    if let (Status::Acknowledged, Some(by)) = (card.status, &card.owner)
        && by != person
    {
        return Err(Refusal::AlreadyTaken { exception: id, by: by.clone() });
    }
    note.map_or(Ok(()), evidence::said)?;
    let mut outcome = Outcome::default();
    let note = outcome.body_of(note);
    let until = Some(context.now + escalation::settings(state).taken_for.of(card.severity));
    outcome.push(Fact::ExceptionAcknowledged { exception: id, note, until });
    Ok(outcome)
}

/// Puts it off: until when, and why. As with resolving, a medium or high one needs who took it, or a manager.
pub(super) fn shelve(
    state: &State,
    context: &Context<'_>,
    id: ExceptionId,
    until: Instant,
    reason: &Body,
) -> Result<Outcome, Refusal> {
    let person = person(state, context)?;
    let card = open(state, id)?;
    may_settle(state, person, card)?;
    evidence::said(reason)?;
    if until <= context.now {
        return Err(Refusal::NotAhead { until });
    }
    let latest = context.now + chrono::TimeDelta::days(i64::from(escalation::settings(state).longest_shelf));
    if until > latest {
        return Err(Refusal::TooFar { until, latest });
    }
    let mut outcome = Outcome::default();
    let reason = outcome.body(reason);
    outcome.push(Fact::ExceptionShelved { exception: id, until, reason });
    Ok(outcome)
}

/// A second person looks at what was resolved.
pub(super) fn verify(
    state: &State,
    context: &Context<'_>,
    id: ExceptionId,
    note: Option<&Body>,
) -> Result<Outcome, Refusal> {
    let person = person(state, context)?;
    let card = state.exceptions.get(&id).ok_or(Refusal::NoSuchException { exception: id })?;
    let resolution = card.resolution.as_ref().filter(|_| !card.is_open());
    let resolution = resolution.ok_or(Refusal::NotResolved { exception: id })?;
    if let Check::Done { at, by, .. } = &resolution.check {
        return Err(Refusal::AlreadyVerified { exception: id, by: by.clone(), at: *at });
    }
    if resolution.by.as_ref() == Some(person) {
        return Err(Refusal::ResolvedByYou { exception: id });
    }
    note.map_or(Ok(()), evidence::said)?;
    let mut outcome = Outcome::default();
    let note = outcome.body_of(note);
    outcome.push(Fact::ExceptionVerified { exception: id, note });
    Ok(outcome)
}

/// It was not resolved after all: a person's word, with a reason.
pub(super) fn reopen(state: &State, context: &Context<'_>, id: ExceptionId, reason: &Body) -> Result<Outcome, Refusal> {
    person(state, context)?;
    let card = state.exceptions.get(&id).ok_or(Refusal::NoSuchException { exception: id })?;
    if card.is_open() {
        return Err(Refusal::NotResolved { exception: id });
    }
    evidence::said(reason)?;
    let same = state.exceptions.values().filter(|other| other.group == card.group).map(|other| other.id).max();
    if let Some(newer) = same.filter(|newer| *newer > id) {
        return Err(Refusal::NewerCard { exception: id, newer });
    }
    let Response { by, rungs } = escalation::again(state, context, card, card.severity);
    let mut outcome = Outcome::default();
    let reason = outcome.body(reason);
    outcome.push(Fact::ExceptionReopened { exception: id, reason, respond_by: by.unwrap_or(context.now), rungs });
    Ok(outcome)
}

/// What time does to an exception. A timer that no longer stands does nothing.
pub(super) fn timed(state: &State, context: &Context<'_>, id: ExceptionId, kind: TimerKind) -> Outcome {
    let Some(card) = state.exceptions.get(&id) else { return Outcome::default() };
    let passed = card.until.is_some_and(|until| until <= context.now);
    let again = || escalation::again(state, context, card, card.severity);
    match (kind, card.status) {
        (TimerKind::Rung, _) => escalation::tell_of_exception(state, context, card),
        (TimerKind::AckEnds, Status::Acknowledged) if passed => {
            let Response { by, rungs } = again();
            Outcome::fact(Fact::ExceptionLapsed {
                exception: id,
                taker: card.owner.clone(),
                reached: escalation::on_duty(state, context, card),
                respond_by: by.unwrap_or(context.now),
                rungs,
            })
        }
        (TimerKind::ShelfEnds, Status::Shelved) if passed => {
            let Response { by, rungs } = again();
            Outcome::fact(Fact::ExceptionUnshelved { exception: id, respond_by: by.unwrap_or(context.now), rungs })
        }
        (TimerKind::Recheck, _) => {
            let due = card.recheck.is_some_and(|it| it.asked == Asked::NotYet && it.at <= context.now);
            if due && card.is_open() {
                Outcome::fact(Fact::ExceptionRecheckDue { exception: id })
            } else {
                Outcome::default()
            }
        }
        _ => Outcome::default(),
    }
}

/// Anybody settles a low one; a medium or high one who took it, or a manager.
fn may_settle(state: &State, person: &PersonId, card: &Exception) -> Result<(), Refusal> {
    if card.severity == Severity::Low || card.owner.as_ref() == Some(person) {
        return Ok(());
    }
    let sop = card.sop.as_ref().and_then(|sop| state.sops.get(sop)).and_then(|sop| sop.sop.as_deref());
    may_manage(state, person, sop)
}

pub(super) fn assign(state: &State, context: &Context<'_>, id: ExceptionId, to: &Assignee) -> Result<Outcome, Refusal> {
    person(state, context)?;
    open(state, id)?;
    match to {
        Assignee::Person(person) => known(state, person)?,
        Assignee::Role(role) => {
            let roles = || state.site.iter().flat_map(|site| &site.value.roles);
            if !roles().any(|known| known == role) {
                let similar = nearest(role.as_str(), roles().map(crate::domain::id::RoleId::as_str));
                return Err(Refusal::NoSuchRole { role: role.0.clone(), similar });
            }
        }
    }
    Ok(Outcome::fact(Fact::ExceptionAssigned { exception: id, to: to.clone() }))
}

pub(super) fn resolve(
    state: &State,
    context: &Context<'_>,
    id: ExceptionId,
    cause: ResolutionCause,
    decision: Option<&Body>,
) -> Result<Outcome, Refusal> {
    let person = person(state, context)?;
    let card = open(state, id)?;
    // Who resolves this one says that the procedure was read.
    if matches!(card.cause, Cause::ReviewDue { .. }) {
        let sop = card.sop.as_ref().and_then(|sop| state.sops.get(sop)).and_then(|sop| sop.sop.as_deref());
        may_manage(state, person, sop)?;
    }
    may_settle(state, person, card)?;
    let unsaid = decision.is_none_or(|decision| decision.text.trim().is_empty());
    if !ResolutionCause::ALL.contains(&cause) || (cause == ResolutionCause::Other && unsaid) {
        return Err(Refusal::ReasonNeeded);
    }
    decision.map_or(Ok(()), evidence::short)?;
    let mut outcome = Outcome::default();
    let decision = outcome.body_of(decision);
    let costly = escalation::sop_of(state, card).is_some_and(|sop| sop.cost.failure >= CHECKED_FROM);
    let check = if costly { Check::Asked } else { Check::NotAsked };
    outcome.push(Fact::ExceptionResolved { exception: id, cause, decision, check });
    Ok(outcome)
}

pub(super) fn accept_file(file: &str) -> Outcome {
    let clear = Intent::Clear { group: file_group(file), about: About::Everything, cause: ResolutionCause::Cleared };
    Outcome { intents: vec![clear], bodies: Vec::new() }
}

fn open(state: &State, id: ExceptionId) -> Result<&Exception, Refusal> {
    let card = state.exceptions.get(&id).ok_or(Refusal::NoSuchException { exception: id })?;
    match &card.resolution {
        Some(resolution) if !card.is_open() => Err(Refusal::ExceptionIsResolved { exception: id, at: resolution.at }),
        _ => Ok(card),
    }
}
