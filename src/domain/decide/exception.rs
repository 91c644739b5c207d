//! Exceptions: raised by hand, taken, assigned, resolved.
//!
//! Anybody on the floor resolves a low one; a medium or high one needs who took it, or a manager.

use super::intent::{About, Intent, Outcome, Raise};
use super::rights::{is_manager, known, may_manage, person};
use super::similar::nearest;
use super::{Context, evidence};
use crate::domain::evidence::Body;
use crate::domain::exception::{Assignee, Cause, Exception, ResolutionCause, Severity, Status};
use crate::domain::fact::Fact;
use crate::domain::id::{ExceptionId, RunId};
use crate::domain::refusal::Refusal;
use crate::domain::state::State;
use crate::domain::step::StepKey;

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
    person(state, context)?;
    let card = open(state, id)?;
    if let (Status::Acknowledged, Some(by)) = (card.status, &card.owner) {
        return Err(Refusal::AlreadyTaken { exception: id, by: by.clone() });
    }
    note.map_or(Ok(()), evidence::said)?;
    let mut outcome = Outcome::default();
    let note = outcome.body_of(note);
    outcome.push(Fact::ExceptionAcknowledged { exception: id, note });
    Ok(outcome)
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
    let review = matches!(card.cause, Cause::ReviewDue { .. });
    if review || (card.severity > Severity::Low && card.owner.as_ref() != Some(person)) {
        let sop = card.sop.as_ref().and_then(|sop| state.sops.get(sop)).and_then(|sop| sop.sop.as_deref());
        if !is_manager(state, person, sop) {
            may_manage(state, person, sop)?;
        }
    }
    let unsaid = decision.is_none_or(|decision| decision.text.trim().is_empty());
    if !ResolutionCause::ALL.contains(&cause) || (cause == ResolutionCause::Other && unsaid) {
        return Err(Refusal::ReasonNeeded);
    }
    decision.map_or(Ok(()), evidence::short)?;
    let mut outcome = Outcome::default();
    let decision = outcome.body_of(decision);
    outcome.push(Fact::ExceptionResolved { exception: id, cause, decision });
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
