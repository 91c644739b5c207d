//! Rungs: who is told that a run is late, or that nobody took an exception. Each once; after downtime only the last.

use super::Context;
use super::consequence::late_card;
use super::intent::{Intent, Outcome, newest_known};
use crate::domain::approval::Approval;
use crate::domain::calendar::Instant;
use crate::domain::escalation::{Escalate, Reached, Rung, holders, ladder, on_shift, reached};
use crate::domain::exception::{Cause, Exception, Severity, Status};
use crate::domain::fact::Fact;
use crate::domain::id::{PersonId, RoleId, RunId};
use crate::domain::run::Run;
use crate::domain::site::{ExceptionSettings, Site};
use crate::domain::sop::{Sop, Wait};
use crate::domain::state::State;

/// The rungs of a run, counted from when it is due.
pub(super) fn of_run(sop: &Sop, context: &Context<'_>, due: Instant) -> Vec<Rung> {
    ladder(&sop.escalate, |wait| context.calendar.after(sop, due, wait))
}

/// The rungs of what is to be decided, counted from when it is asked: now.
pub(super) fn of_approval(sop: &Sop, context: &Context<'_>) -> Vec<Rung> {
    ladder(&sop.escalate, |wait| context.calendar.after(sop, context.now, wait))
}

/// How an exception is to be answered: until when, and who is told after that.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Response {
    pub(super) by: Option<Instant>,
    pub(super) rungs: Vec<Rung>,
}

/// Of a new one. What tells of itself (a late run has its own rungs) has none.
pub(super) fn of_exception(
    state: &State,
    context: &Context<'_>,
    sop: Option<&Sop>,
    severity: Severity,
    cause: &Cause,
    by: Option<Instant>,
) -> Response {
    let settings = settings(state);
    let by = by.unwrap_or_else(|| context.now + settings.respond_within.of(severity));
    let quiet = match cause {
        Cause::RunLate { .. } | Cause::ReviewDue { .. } | Cause::HolidaysRanOut { .. } => true,
        // What its SOP's rungs tell counts from the request, and goes on by itself.
        Cause::Undecided { .. } => sop.is_some_and(|sop| !sop.escalate.is_empty()),
        _ => false,
    };
    let escalate: &[Escalate] = match sop {
        _ if quiet => &[],
        Some(sop) if !sop.escalate.is_empty() => &sop.escalate,
        _ => &settings.escalate,
    };
    Response { by: Some(by), rungs: ladder(escalate, |wait| after(context, sop, by, wait)) }
}

/// Of one that is open again: the same time once more, and the rungs that nobody was told of.
pub(super) fn again(state: &State, context: &Context<'_>, card: &Exception, severity: Severity) -> Response {
    let sop = sop_of(state, card);
    let said = sop.filter(|_| matches!(card.cause, Cause::Raised { .. })).and_then(|sop| sop.raise.as_ref());
    let by = match said.and_then(|raise| raise.respond_within) {
        Some(wait) => after(context, sop, context.now, wait),
        None => context.now + settings(state).respond_within.of(severity),
    };
    let rungs = card.rungs.iter().map(|rung| Rung { at: after(context, sop, by, rung.after), ..rung.clone() });
    Response { by: Some(by), rungs: rungs.collect() }
}

/// The version that an exception is judged by: its run's, else the one in force.
pub(super) fn sop_of<'s>(state: &'s State, card: &Exception) -> Option<&'s Sop> {
    let pinned = card.run.and_then(|run| state.runs.get(&run)).and_then(|run| state.sop_of(run));
    let in_force = || state.sops.get(card.sop.as_ref()?)?.sop.as_ref();
    pinned.or_else(in_force).map(|sop| &**sop)
}

fn after(context: &Context<'_>, sop: Option<&Sop>, from: Instant, wait: Wait) -> Instant {
    match (sop, wait) {
        (Some(sop), wait) => context.calendar.after(sop, from, wait),
        (None, Wait::Elapsed(seconds)) => from + chrono::TimeDelta::seconds(seconds),
        // Without a SOP there is no area whose hours could count: the site's file takes elapsed times only.
        (None, _) => from,
    }
}

pub(super) fn settings(state: &State) -> ExceptionSettings {
    state.site.as_ref().map_or_else(ExceptionSettings::default, |site| site.value.exceptions.clone())
}

fn site(state: &State) -> Option<&Site> {
    state.site.as_ref().map(|site| &*site.value)
}

/// The last rung that has passed, who it reaches, and the worst severity among those that passed with it.
fn passed(state: &State, context: &Context<'_>, rungs: &[Rung]) -> Option<(u32, Reached, Option<Severity>)> {
    let last = rungs.iter().rposition(|rung| rung.at <= context.now)?;
    let severity = rungs[..=last].iter().filter_map(|rung| rung.severity).max();
    let roles: Vec<&RoleId> = rungs[last..].iter().map(|rung| &rung.to).collect();
    let reached = reached(site(state)?, &context.calendar.shifts_at(context.now), &roles)?;
    Some((rungs[last].number, reached, severity))
}

/// The rung of a late run.
pub(super) fn tell_of_run(state: &State, context: &Context<'_>, run: &Run) -> Outcome {
    let Some((rung, reached, severity)) = passed(state, context, &run.rungs) else { return Outcome::default() };
    Outcome::fact(Fact::RunEscalated { run: run.id, rung, reached, severity })
}

/// The rung of what nobody decided about.
pub(super) fn tell_of_approval(state: &State, context: &Context<'_>, approval: &Approval) -> Outcome {
    let Some((rung, reached, severity)) = passed(state, context, &approval.rungs) else { return Outcome::default() };
    Outcome::fact(Fact::ApprovalEscalated { approval: approval.id, run: approval.run, rung, reached, severity })
}

/// The rung of an exception that nobody took.
pub(super) fn tell_of_exception(state: &State, context: &Context<'_>, card: &Exception) -> Outcome {
    if card.status != Status::Open {
        return Outcome::default();
    }
    let Some((rung, reached, severity)) = passed(state, context, &card.rungs) else { return Outcome::default() };
    let severity = severity.filter(|to| *to > card.severity);
    Outcome::fact(Fact::ExceptionEscalated { exception: card.id, rung, reached, severity })
}

/// What a rung of a late run does to its card: one is raised, or the one there is is lifted.
pub(super) fn raised(state: &State, context: &Context<'_>, run: &Run, fact: &Fact) -> Option<Intent> {
    let Fact::RunEscalated { rung, reached, severity: Some(severity), .. } = fact else { return None };
    let card = newest_known(state, context, &late_group(run.id)).filter(Exception::is_open);
    let Some(card) = card else { return Some(late_card(run, *severity)) };
    let lift = Some(*severity).filter(|to| *to > card.severity)?;
    Some(Intent::OfExceptionOf {
        group: card.group,
        fact: Box::new(Fact::ExceptionEscalated {
            exception: card.id,
            rung: *rung,
            reached: reached.clone(),
            severity: Some(lift),
        }),
    })
}

pub(super) fn late_group(run: RunId) -> String {
    format!("run:{}/late", run.0)
}

/// Who is on duty for an exception now: whom it is assigned to, who answers for its SOP, or a manager; on shift, or else
/// all of them. Its taker comes first, wherever they are.
pub(super) fn on_duty(state: &State, context: &Context<'_>, card: &Exception) -> Reached {
    let assigned = match &card.assigned {
        Some(crate::domain::exception::Assignee::Role(role)) => Some(role.clone()),
        _ => None,
    };
    let to = assigned.or_else(|| sop_of(state, card)?.owner.clone()).unwrap_or_else(|| "manager".into());
    let Some(site) = site(state) else { return Reached { to, people: Vec::new(), instead: None } };
    let on = on_shift(site, &context.calendar.shifts_at(context.now), &to);
    let (on, instead) = if on.is_empty() { (holders(site, &to), Some(to.clone())) } else { (on, None) };
    let mut people: Vec<PersonId> = card.owner.iter().cloned().collect();
    people.extend(on.into_iter().filter(|person| card.owner.as_ref() != Some(person)));
    Reached { to, people, instead }
}
