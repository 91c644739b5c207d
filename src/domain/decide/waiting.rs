//! Steps that wait for a signal of their run's case: answered by it, or told of when it does not come in time.
//!
//! The wait begins when whatever the step needs is done, and its time counts from then. A signal that came since the run
//! began answers it at once. Nobody ticks such a step; a manager may say in words why it is done all the same.

use super::Context;
use super::answer::with_progress;
use super::cancel::began;
use super::intent::{About, Intent, Outcome, Raise};
use super::rights::is_manager;
use super::run::Desk;
use crate::domain::board::{Line, Standing};
use crate::domain::calendar::Instant;
use crate::domain::command::Given;
use crate::domain::evidence::{Observed, Value};
use crate::domain::exception::{Cause, ResolutionCause, Severity};
use crate::domain::fact::Fact;
use crate::domain::id::{PersonId, RunId, StepId};
use crate::domain::refusal::Refusal;
use crate::domain::run::{Late, Run, Waiting};
use crate::domain::signal::Signal;
use crate::domain::sop::{Sop, Step, WaitFor};
use crate::domain::state::State;
use crate::domain::step::StepKey;

/// What a run waits for now that something of it changed: told once, or answered by what came already.
pub(super) fn of_run(state: &State, context: &Context<'_>, id: RunId) -> Vec<Intent> {
    let Some(desk) = waits(state, id) else { return Vec::new() };
    let mut run = desk.run.clone();
    let mut intents = Vec::new();
    for (line, step, wait) in awaited(&desk, &desk.lines(desk.run, context.now)) {
        let names = std::slice::from_ref(&wait.signal);
        let known =
            run.case.as_ref().and_then(|case| context.look.first_judged(names, Some(case), &began(context, &run)));
        if let Some(signal) = known {
            intents.push(answered(&desk, &mut run, context, &line.key, &signal));
        } else if run.waiting(&step.id).is_none() {
            let due = context.calendar.after(desk.sop, context.now, wait.within);
            let (step, signal) = (step.id.clone(), wait.signal.clone());
            intents.push(Intent::fact(Fact::StepWaits { run: id, step, signal, from: context.now, due }));
        }
    }
    intents
}

/// What waits for this signal, in runs of its case that began before it.
pub(super) fn came(state: &mut State, context: &Context<'_>, signal: &Signal) -> Vec<Intent> {
    let Some(case) = &signal.case else { return Vec::new() };
    for loaded in context.look.waiting_runs(case, &signal.name) {
        state.take_in(loaded);
    }
    let wanted = |run: &&Run| {
        let waits = || run.waits.iter().any(|wait| wait.signal == signal.name);
        run.case.as_ref() == Some(case) && waits() && began(context, run) < signal.place()
    };
    let runs: Vec<RunId> = state.runs.values().filter(wanted).map(|run| run.id).collect();
    let mut intents = Vec::new();
    for desk in runs.into_iter().filter_map(|id| waits(state, id)) {
        let mut run = desk.run.clone();
        for (line, _, wait) in awaited(&desk, &desk.lines(desk.run, context.now)) {
            if wait.signal == signal.name {
                intents.push(answered(&desk, &mut run, context, &line.key, signal));
            }
        }
    }
    intents
}

/// An open run of a SOP that waits for something.
fn waits(state: &State, id: RunId) -> Option<Desk<'_>> {
    let desk = Desk::of(state, id).ok()?;
    (desk.run.is_open() && desk.sop.steps.iter().any(|step| step.wait_for.is_some())).then_some(desk)
}

fn awaited<'s>(desk: &Desk<'s>, lines: &[Line]) -> Vec<(Line, &'s Step, &'s WaitFor)> {
    let sop: &'s Sop = desk.sop;
    let open = lines.iter().filter(|line| matches!(line.standing, Standing::Awaits { .. }));
    open.filter_map(|line| {
        let step = sop.steps.get(line.step)?;
        Some((line.clone(), step, step.wait_for.as_ref()?))
    })
    .collect()
}

fn answered(desk: &Desk<'_>, run: &mut Run, context: &Context<'_>, key: &StepKey, signal: &Signal) -> Intent {
    let fact = |progress| Fact::StepDone {
        run: desk.run.id,
        step: key.clone(),
        value: Value::Signal { signal: signal.id.clone(), name: signal.name.clone() },
        observed: Observed { at: Some(signal.at), from: None },
        band: None,
        flaw: None,
        progress,
    };
    Intent::fact(with_progress(desk, run, context, fact))
}

/// Whether somebody may answer or skip what waits; a manager says why.
pub(super) fn by_hand(
    state: &State,
    person: &PersonId,
    sop: &Sop,
    line: &Line,
    given: Option<&Given>,
) -> Result<(), Refusal> {
    let Standing::Awaits { signal, .. } = &line.standing else { return Ok(()) };
    let said = given.is_none_or(|given| matches!(given, Given::Text(_)));
    if said && is_manager(state, person, Some(sop)) {
        return Ok(());
    }
    Err(Refusal::Awaits { step: line.key.clone(), signal: signal.clone() })
}

/// What a signal answered is not undone: it came.
pub(super) fn not_by_a_signal(run: &Run, key: &StepKey) -> Result<(), Refusal> {
    use crate::domain::step::Outcome as Was;
    match run.answer(key).map(|answer| &answer.outcome) {
        Some(Was::Done { value: Value::Signal { name, .. } }) => {
            Err(Refusal::CameBySignal { step: key.clone(), signal: name.clone() })
        }
        _ => Ok(()),
    }
}

/// Those whose time is up by a timer's instant.
pub(super) fn overdue(run: &Run, at: Instant) -> Outcome {
    let mut outcome = Outcome::default();
    for wait in run.still_waiting().filter(|wait| wait.late == Late::No && wait.due == at) {
        let Waiting { step, signal, due, .. } = wait.clone();
        outcome.push(Fact::StepNotCome { run: run.id, step, signal, due });
    }
    outcome
}

/// The card of what did not come.
pub(super) fn card(state: &State, id: RunId, step: &StepId) -> Option<Intent> {
    let run = state.runs.get(&id)?;
    let wait = run.waiting(step)?;
    let cause = Cause::NotCome {
        run: id,
        step: StepKey::plain(step),
        signal: wait.signal.clone(),
        since: wait.from,
        due: wait.due,
    };
    // Whoever waits is stuck: never a small thing.
    let severity = state.sop_of(run).map_or(Severity::Medium, |sop| match sop.cost.failure {
        5.. => Severity::High,
        _ => Severity::Medium,
    });
    Some(Intent::Raise(Box::new(Raise {
        severity,
        group: group(id, step),
        cause,
        sop: Some(run.sop.clone()),
        run: Some(id),
        area: run.area.clone(),
        case: run.case.clone(),
        ..Raise::default()
    })))
}

/// It came after all, or nobody waits for it any more.
pub(super) fn no_more(state: &State, id: RunId) -> Vec<Intent> {
    let Some(run) = state.runs.get(&id) else { return Vec::new() };
    let open = |step: &StepId| run.is_open() && run.answer(&StepKey::plain(step)).is_none();
    let settled = run.waits.iter().filter(|wait| wait.late == Late::Told && !open(&wait.step));
    let clear = |wait: &Waiting| Intent::Clear {
        group: group(id, &wait.step),
        about: About::Everything,
        cause: ResolutionCause::Cleared,
    };
    settled.map(clear).collect()
}

fn group(run: RunId, step: &StepId) -> String {
    format!("run:{}/{step}/not-come", run.0)
}
