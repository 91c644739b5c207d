//! Undo: a new fact that makes an answer void, and with it whatever its going hides.
//!
//! While a run is open, anybody who may do the step may undo it. An answer of a done run can be undone by who gave
//! it, within five minutes of the end (or of the answer, where it came later), and never after `closes`; what was copied
//! from paper to a missed run, within five minutes of that.

use super::answer::{line, step_of, with_progress};
use super::intent::Outcome;
use super::rights::{may_do, may_manage, person};
use super::run::{Desk, is_over};
use super::{Context, compute, waiting};
use crate::domain::apply::apply_to_run;
use crate::domain::board::{Line, Standing};
use crate::domain::calendar::Instant;
use crate::domain::evidence::{Observed, Value};
use crate::domain::fact::{Fact, Recorded};
use crate::domain::id::{PersonId, RunId};
use crate::domain::refusal::Refusal;
use crate::domain::run::{Progress, Run, RunState};
use crate::domain::state::State;
use crate::domain::step::{Outcome as StepOutcome, Stage, StepKey, UndoReason};
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
    let undone = match (desk.run.answer(key), desk.run.timing(key)) {
        (Some(it), _) => Undone { by: &it.by, entered: it.entered, observed: &it.observed, stage: None },
        (None, Some(it)) => {
            Undone { by: &it.by, entered: it.entered, observed: &it.observed, stage: Some(Stage::Start) }
        }
        (None, None) => return Err(Refusal::NothingToUndo { step: key.clone() }),
    };
    compute::not_by_hand(&desk, step_of(&desk, &line), key)?;
    waiting::not_by_a_signal(desk.run, key)?;
    not_by_an_agent(state, person, &desk, key)?;
    if !UndoReason::ALL.contains(&reason) {
        return Err(Refusal::ReasonNeeded);
    }
    match (&desk.run.state, desk.run.ended) {
        (RunState::Due | RunState::InProgress, _) => {
            may_do(state, person, step_of(&desk, &line).role.as_ref().or(desk.sop.role.as_ref()))?;
        }
        (RunState::Done, Some(ended)) => {
            let until = (ended.max(undone.entered) + UNDO_WITHIN).min(desk.run.times.closes);
            if undone.by != person || context.now > until {
                return Err(Refusal::UndoTooLate { step: key.clone(), by: undone.by.clone(), until });
            }
        }
        // What was copied wrong from a sheet: by who copied it.
        (RunState::Missed { .. }, _) if undone.observed.is_paper() => {
            let until = undone.entered + UNDO_WITHIN;
            if undone.by != person || context.now > until {
                return Err(Refusal::UndoTooLate { step: key.clone(), by: undone.by.clone(), until });
            }
        }
        _ => return Err(is_over(desk.run)),
    }
    let stage = undone.stage;
    let voids = hidden_with(&desk, context, key, reason, stage);
    let fact = |progress| {
        let (step, voids) = (key.clone(), voids.clone());
        Fact::StepUndone { run: id, step, reason, voids, progress, stage }
    };
    let mut run = desk.run.clone();
    let mut outcome = Outcome::fact(with_progress(&desk, &mut run, context, fact));
    compute::all(&desk, &mut run, context, &Observed::default(), &mut outcome);
    Ok(outcome)
}

/// What an agent did to the outside is not undone here; that it was decided against, by managers.
fn not_by_an_agent(state: &State, person: &PersonId, desk: &Desk<'_>, key: &StepKey) -> Result<(), Refusal> {
    match desk.run.answer(key).map(|answer| &answer.outcome) {
        Some(StepOutcome::Done { value: Value::Acted { .. } }) => Err(Refusal::DoneByAgent { step: key.clone() }),
        Some(StepOutcome::Done { value: Value::Decided { .. } }) => may_manage(state, person, Some(desk.sop)),
        _ => Ok(()),
    }
}

/// Who gave what is undone, and when; the start of a timed step, or an answer.
struct Undone<'a> {
    by: &'a PersonId,
    entered: Instant,
    observed: &'a Observed,
    stage: Option<Stage>,
}

/// The answers whose steps are no longer asked once this one is gone, or that were computed from it; and those that go
/// with them.
fn hidden_with(
    desk: &Desk<'_>,
    context: &Context<'_>,
    key: &StepKey,
    reason: UndoReason,
    stage: Option<Stage>,
) -> Vec<StepKey> {
    let mut voids: Vec<StepKey> = Vec::new();
    loop {
        let mut run = desk.run.clone();
        undone(&mut run, context, key, reason, &voids, stage);
        let gone = |line: &Line| {
            let answered = line.standing != Standing::Answered && run.answer(&line.key).is_some();
            answered || (line.standing == Standing::Hidden && run.timing(&line.key).is_some())
        };
        let lines = desk.lines(&run, context.now).into_iter();
        let more: Vec<StepKey> = lines.filter(gone).map(|line| line.key).collect();
        if more.is_empty() {
            return voids;
        }
        voids.extend(more);
    }
}

fn undone(
    run: &mut Run,
    context: &Context<'_>,
    key: &StepKey,
    reason: UndoReason,
    voids: &[StepKey],
    stage: Option<Stage>,
) {
    let fact = Fact::StepUndone {
        run: run.id,
        step: key.clone(),
        reason,
        voids: voids.to_vec(),
        progress: Progress::default(),
        stage,
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
