//! Timed steps: a start, an end within a time, reminders between, and a card where no end comes.

use super::intent::{About, Intent, Outcome};
use crate::domain::board::Line;
use crate::domain::calendar::Instant;
use crate::domain::checklist::start_band;
use crate::domain::command::Given;
use crate::domain::evidence::Observed;
use crate::domain::exception::{Cause, ResolutionCause};
use crate::domain::fact::Fact;
use crate::domain::id::RunId;
use crate::domain::refusal::Refusal;
use crate::domain::run::Run;
use crate::domain::sop::{Step, Timed};
use crate::domain::state::overrun;
use crate::domain::step::{Overran, Stage, StepKey};
use chrono::TimeDelta;
use rust_decimal::Decimal;

/// Which reading was given; a bare number is whichever comes next.
pub(super) fn stage(run: &Run, key: &StepKey, given: &Given) -> Result<Stage, Refusal> {
    let step = || key.clone();
    match (given, run.timing(key)) {
        (Given::Timed { stage: Stage::Start, .. }, Some(timing)) => {
            Err(Refusal::AlreadyStarted { step: step(), by: timing.by.clone(), at: timing.entered })
        }
        (Given::Timed { stage: Stage::End, .. }, None) => Err(Refusal::NotStarted { step: step() }),
        (_, Some(_)) => Ok(Stage::End),
        (_, None) => Ok(Stage::Start),
    }
}

/// The time runs from when the start was seen.
pub(super) fn start(
    run: &Run,
    step: &Step,
    timed: &Timed,
    line: &Line,
    value: Decimal,
    observed: &Observed,
    now: Instant,
) -> Outcome {
    let from = observed.at.unwrap_or(now);
    let after = |seconds: u32| from + TimeDelta::seconds(i64::from(seconds));
    Outcome::fact(Fact::StepStarted {
        run: run.id,
        step: line.key.clone(),
        value,
        observed: observed.clone(),
        band: start_band(step, &line.bounds, value),
        ends: after(timed.within),
        remind: timed.remind.iter().map(|seconds| after(*seconds)).collect(),
    })
}

/// Nothing ends before it began.
pub(super) fn ends_after_its_start(run: &Run, key: &StepKey, observed: &Observed) -> Result<(), Refusal> {
    match (run.timing(key), observed.at) {
        (Some(timing), Some(at)) if at < timing.started() => {
            Err(Refusal::WrongEvidence { step: key.clone(), wants: "a time after its start".to_owned() })
        }
        _ => Ok(()),
    }
}

/// An end that was seen in time and entered later takes back what was told meanwhile.
pub(super) fn in_time_after_all(run: &Run, key: &StepKey, seen: Instant) -> Option<Intent> {
    let timing = run.timing(key).filter(|timing| timing.overran == Overran::Told && seen <= timing.ends)?;
    Some(clear(run.id, &timing.step))
}

pub(super) fn clear(run: RunId, step: &StepKey) -> Intent {
    Intent::Clear { group: group(run, step), about: About::Everything, cause: ResolutionCause::DataCorrected }
}

/// A card of its own for every batch.
pub(super) fn group(run: RunId, step: &StepKey) -> String {
    format!("run:{}/{step}/overran", run.0)
}

/// What a card of an end that did not come says.
pub(super) fn cause(run: &Run, step: &Step, key: &StepKey) -> Option<Cause> {
    let timing = run.timing(key)?;
    let limit = step.all_limits().count();
    Some(Cause::Overran { run: run.id, step: key.clone(), started: timing.started(), ends: timing.ends, limit })
}

/// Those whose end is late by a timer's instant.
pub(super) fn breach(run: &Run, at: Instant) -> Outcome {
    let mut outcome = Outcome::default();
    for timing in run.running().filter(|timing| timing.overran == Overran::No && overrun(timing) == at) {
        outcome.push(Fact::StepOverran { run: run.id, step: timing.step.clone(), ends: timing.ends });
    }
    outcome
}

/// Those whose next reminder is that of a timer.
pub(super) fn remind(run: &Run, at: Instant) -> Outcome {
    let mut outcome = Outcome::default();
    for timing in run.running().filter(|timing| timing.remind.get(timing.reminded) == Some(&at)) {
        outcome.push(Fact::StepReminded { run: run.id, step: timing.step.clone(), ends: timing.ends });
    }
    outcome
}
