//! Undo: a new fact that makes an answer void, and with it whatever its going hides.
//!
//! While a run is open, anybody who may do the step may undo it. An answer of a done run can be undone by who gave
//! it, within five minutes of the end (or of the answer, where it came later), and never after `closes`; what was copied
//! from paper to a missed run, within five minutes of that.

use super::Context;
use super::answer::{line, step_of, with_progress};
use super::intent::Outcome;
use super::rights::{may_do, person};
use super::run::{Desk, is_over};
use crate::domain::apply::apply_to_run;
use crate::domain::board::Standing;
use crate::domain::fact::{Fact, Recorded};
use crate::domain::id::RunId;
use crate::domain::refusal::Refusal;
use crate::domain::run::{Progress, Run, RunState};
use crate::domain::state::State;
use crate::domain::step::{StepKey, UndoReason};
use crate::domain::timer::Subject;
use chrono::TimeDelta;

pub(super) const UNDO_WITHIN: TimeDelta = TimeDelta::minutes(5);

pub(super) fn undo(
    state: &State,
    context: &Context<'_>,
    id: RunId,
    key: &StepKey,
    reason: UndoReason,
) -> Result<Outcome, Refusal> {
    let person = person(state, context)?;
    let desk = Desk::of(state, id)?;
    let line = line(&desk, desk.run, key, context.now)?;
    let answer = desk.run.answer(key).ok_or_else(|| Refusal::NothingToUndo { step: key.clone() })?;
    if !UndoReason::ALL.contains(&reason) {
        return Err(Refusal::ReasonNeeded);
    }
    match (&desk.run.state, desk.run.ended) {
        (RunState::Due | RunState::InProgress, _) => {
            may_do(state, person, step_of(&desk, &line).role.as_ref().or(desk.sop.role.as_ref()))?;
        }
        (RunState::Done, Some(ended)) => {
            let until = (ended.max(answer.entered) + UNDO_WITHIN).min(desk.run.times.closes);
            if answer.by != *person || context.now > until {
                return Err(Refusal::UndoTooLate { step: key.clone(), by: answer.by.clone(), until });
            }
        }
        // What was copied wrong from a sheet: by who copied it.
        (RunState::Missed { .. }, _) if answer.observed.is_paper() => {
            let until = answer.entered + UNDO_WITHIN;
            if answer.by != *person || context.now > until {
                return Err(Refusal::UndoTooLate { step: key.clone(), by: answer.by.clone(), until });
            }
        }
        _ => return Err(is_over(desk.run)),
    }
    let voids = hidden_with(&desk, context, key, reason);
    let fact = |progress| Fact::StepUndone { run: id, step: key.clone(), reason, voids: voids.clone(), progress };
    Ok(Outcome::fact(with_progress(&desk, &mut desk.run.clone(), context, fact)))
}

/// The answers whose steps are no longer asked once this one is gone, and those that go with them.
fn hidden_with(desk: &Desk<'_>, context: &Context<'_>, key: &StepKey, reason: UndoReason) -> Vec<StepKey> {
    let mut voids: Vec<StepKey> = Vec::new();
    loop {
        let mut run = desk.run.clone();
        undone(&mut run, context, key, reason, &voids);
        let lines = desk.lines(&run, context.now);
        let more = lines.into_iter().filter(|line| line.standing == Standing::Hidden).map(|line| line.key);
        let more: Vec<StepKey> = more.filter(|key| run.answer(key).is_some()).collect();
        if more.is_empty() {
            return voids;
        }
        voids.extend(more);
    }
}

fn undone(run: &mut Run, context: &Context<'_>, key: &StepKey, reason: UndoReason, voids: &[StepKey]) {
    let fact = Fact::StepUndone {
        run: run.id,
        step: key.clone(),
        reason,
        voids: voids.to_vec(),
        progress: Progress::default(),
    };
    let recorded = Recorded {
        at: context.now,
        business_date: run.business_date,
        actor: context.actor.clone(),
        subject: Subject::Run(run.id),
        case: None,
        fact,
    };
    apply_to_run(run, &recorded);
}
