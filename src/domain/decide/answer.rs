//! Steps answered, corrected and skipped.

use super::intent::{Intent, Outcome, Raise};
use super::requires;
use super::rights::{may_do, person};
use super::run::{Desk, is_over, skip_note, still_open};
use super::similar::nearest;
use super::{Context, compute, consequence, evidence, timing, waiting};
use crate::domain::apply::apply_to_run;
use crate::domain::board::{Line, Standing};
use crate::domain::calendar::Instant;
use crate::domain::checklist::{band, flaw, reading};
use crate::domain::command::{Given, Rest};
use crate::domain::condition::Condition;
use crate::domain::evidence::{Body, Observed, Value};
use crate::domain::exception::Cause;
use crate::domain::fact::{Fact, Recorded};
use crate::domain::id::{RunId, StepId};
use crate::domain::refusal::Refusal;
use crate::domain::run::{Progress, Run, RunState};
use crate::domain::sop::{Capture, Proof, Required, Step};
use crate::domain::state::State;
use crate::domain::step::{Answer, Outcome as StepOutcome, SkipReason, Stage, StepKey};
use crate::domain::timer::Subject;
use crate::domain::work::Stage as WorkStage;
use std::collections::BTreeSet;

pub(super) fn answer(
    state: &State,
    context: &Context<'_>,
    id: RunId,
    key: &StepKey,
    given: &Given,
    observed: &Observed,
) -> Result<Outcome, Refusal> {
    let person = person(state, context)?;
    let desk = Desk::of(state, id)?;
    let line = line(&desk, desk.run, key, context.now)?;
    let step = step_of(&desk, &line);
    not_yet_answered(desk.run, key)?;
    compute::not_by_hand(&desk, step, key)?;
    let paper = takes_answers(desk.run, key, observed, context.now)? == Takes::Paper;
    may_do(state, person, step.role.as_ref().or(desk.sop.role.as_ref()))?;
    match &line.standing {
        Standing::Open | Standing::Answered => {}
        Standing::Awaits { .. } => waiting::by_hand(state, person, desk.sop, &line, Some(given))?,
        Standing::Agent { work } => return Err(Refusal::AgentHasIt { step: key.clone(), work: work.clone() }),
        Standing::Hidden => return Err(Refusal::NotAsked { step: key.clone() }),
        Standing::Waits { needs } => return Err(Refusal::NeedsFirst { step: key.clone(), needs: needs.clone() }),
        Standing::NotYet { .. } if paper => {}
        Standing::NotYet { opens } => return Err(Refusal::NotOpenYet { step: key.clone(), opens: *opens }),
    }
    // What was done on paper was done when it was.
    if !paper {
        requires::met(desk.sop, context)?;
    }
    let value = match given {
        Given::Text(body) if step.wait_for.is_some() => {
            evidence::said(body)?;
            Value::Text { body: body.hash() }
        }
        given => evidence::value(state, step, key, given, person)?,
    };
    evidence::plausible(step, &line, &value)?;
    evidence::observed(observed, desk.run, key, context.now)?;
    if let (Some(timed), Value::Number { value }) = (step.capture.timed(), &value)
        && timing::stage(desk.run, key, given)? == Stage::Start
    {
        return Ok(timing::start(desk.run, step, timed, &line, *value, observed, context.now));
    }
    timing::ends_after_its_start(desk.run, key, observed)?;
    let mut outcome = Outcome::default();
    if let Given::Text(body) = given {
        outcome.body(body);
    }
    let band = reading(&value).and_then(|reading| band(step, &line.bounds, reading));
    let flaw = flaw(step, &value);
    let without_evidence = value == Value::WithoutEvidence && step.proof == Proof::Wanted;
    let fact = |progress| Fact::StepDone {
        run: id,
        step: key.clone(),
        value: value.clone(),
        observed: observed.clone(),
        band: band.clone(),
        flaw: flaw.clone(),
        progress,
    };
    let mut run = desk.run.clone();
    outcome.push(with_progress(&desk, &mut run, context, fact));
    if without_evidence {
        outcome.push(Fact::StepDoneWithoutEvidence { run: id, step: key.clone() });
    }
    outcome.intents.extend(timing::in_time_after_all(desk.run, key, observed.at.unwrap_or(context.now)));
    let paper = if paper { observed.clone() } else { Observed::default() };
    compute::all(&desk, &mut run, context, &paper, &mut outcome);
    Ok(outcome)
}

/// Somebody says what was done about a reading out of range. The run may be over by then.
pub(super) fn correct(
    state: &State,
    context: &Context<'_>,
    id: RunId,
    key: &StepKey,
    action: Option<&Body>,
) -> Result<Outcome, Refusal> {
    let person = person(state, context)?;
    let desk = Desk::of(state, id)?;
    let step = step_of(&desk, &line(&desk, desk.run, key, context.now)?);
    may_do(state, person, step.role.as_ref().or(desk.sop.role.as_ref()))?;
    let stage = if desk.run.answer(key).is_some_and(Answer::wants_correction) {
        None
    } else if desk.run.timing(key).is_some_and(|timing| timing.band.is_some() && timing.corrected.is_none()) {
        Some(Stage::Start)
    } else {
        return Err(Refusal::NothingToCorrect { step: key.clone() });
    };
    action.map_or(Ok(()), evidence::said)?;
    let mut outcome = Outcome::default();
    let action = outcome.body_of(action);
    outcome.push(Fact::StepCorrected { run: id, step: key.clone(), action, stage });
    Ok(outcome)
}

/// Skips a step and, where so asked, whatever is required and still open, also what a skip brings up. One card for all
/// of it. What is optional needs no reason to be left out, and stays at hand.
pub(super) fn skip(
    state: &State,
    context: &Context<'_>,
    id: RunId,
    key: &StepKey,
    rest: Rest,
    reason: SkipReason,
    note: Option<&Body>,
) -> Result<Outcome, Refusal> {
    let person = person(state, context)?;
    let desk = Desk::of(state, id)?;
    let first = line(&desk, desk.run, key, context.now)?;
    not_yet_answered(desk.run, key)?;
    still_open(desk.run)?;
    let role_of = |line: &Line| step_of(&desk, line).role.as_ref().or(desk.sop.role.as_ref());
    may_do(state, person, role_of(&first))?;
    requires::may_skip(state, context, person, desk.sop)?;
    if first.standing == Standing::Hidden {
        return Err(Refusal::NotAsked { step: key.clone() });
    }
    if let Standing::Agent { work } = &first.standing
        && matches!(work.stage, WorkStage::Acting | WorkStage::Unknown)
    {
        return Err(Refusal::AgentHasIt { step: key.clone(), work: work.clone() });
    }
    compute::not_by_hand(&desk, step_of(&desk, &first), key)?;
    waiting::by_hand(state, person, desk.sop, &first, None)?;
    let mut outcome = Outcome::default();
    let note = skip_note(&mut outcome, reason, note)?;
    let still_asked = |line: &Line| {
        !matches!(line.standing, Standing::Hidden | Standing::Answered)
            && step_of(&desk, line).required == Required::Yes
            && !matches!(step_of(&desk, line).capture, Capture::Computed { .. })
            // What another role has to do is not left out with the rest.
            && may_do(state, person, role_of(line)).is_ok()
            && waiting::by_hand(state, person, desk.sop, line, None).is_ok()
    };
    let mut run = desk.run.clone();
    let mut skipped = Vec::new();
    let mut stretch = vec![first];
    while !stretch.is_empty() {
        let last = stretch.len() - 1;
        for (at, line) in stretch.into_iter().enumerate() {
            let fact =
                |progress| Fact::StepSkipped { run: id, step: line.key.clone(), reason, note: note.clone(), progress };
            outcome.push(if at == last {
                with_progress(&desk, &mut run, context, fact)
            } else {
                // Nothing weighs it: what is asked stays the same.
                let progress = Progress { done: run.progress.done + 1, of: run.progress.of };
                taken_along(&desk, &mut run, context, fact(progress))
            });
            if step_of(&desk, &line).required == Required::Yes {
                skipped.push(line.key);
            }
        }
        stretch = match rest {
            Rest::Keep => Vec::new(),
            Rest::SkipToo => unweighed(&desk, desk.lines(&run, context.now), still_asked),
        };
    }
    compute::all(&desk, &mut run, context, &Observed::default(), &mut outcome);
    if !skipped.is_empty() {
        outcome.intents.push(Intent::Raise(Box::new(Raise {
            severity: consequence::left_out(desk.sop),
            group: consequence::skipped_group(id),
            cause: Cause::StepSkipped { run: id, steps: skipped, reason },
            sop: Some(desk.run.sop.clone()),
            run: Some(id),
            area: desk.run.area.clone(),
            case: desk.run.case.clone(),
            ..Raise::default()
        })));
    }
    Ok(outcome)
}

pub(super) fn line(desk: &Desk<'_>, run: &Run, key: &StepKey, now: Instant) -> Result<Line, Refusal> {
    let lines = desk.lines(run, now);
    let names: Vec<String> = lines.iter().map(|line| line.key.to_string()).collect();
    lines.into_iter().find(|line| line.key == *key).ok_or_else(|| Refusal::NoSuchStep {
        run: run.id,
        step: key.clone(),
        similar: nearest(&key.to_string(), names.iter().map(String::as_str)),
    })
}

pub(super) fn step_of<'a>(desk: &Desk<'a>, line: &Line) -> &'a Step {
    &desk.sop.steps[line.step]
}

/// The lines to leave out up to where that may bring up or hide others: the last of a step that a condition names, or
/// any that something is computed from. A condition over a list is settled no sooner than by its last item.
fn unweighed(desk: &Desk<'_>, lines: Vec<Line>, wanted: impl Fn(&Line) -> bool) -> Vec<Line> {
    let conditions = || desk.sop.steps.iter().filter_map(|step| step.when.as_ref());
    let named: BTreeSet<StepId> = conditions()
        .filter_map(|when| Condition::check(&when.0).ok())
        .flat_map(|names| names.steps().into_iter().cloned().collect::<Vec<_>>())
        .collect();
    let computed_from: BTreeSet<String> = (desk.sop.steps.iter())
        .filter_map(|step| if let Capture::Computed { value, .. } = &step.capture { Some(value.names()) } else { None })
        .flatten()
        .collect();
    let mut stretch: Vec<Line> = Vec::new();
    for line in lines.into_iter().filter(wanted) {
        let past = stretch.last().is_some_and(|last| last.step != line.step && named.contains(&last.key.step));
        if past {
            break;
        }
        let weighed = computed_from.contains(line.key.step.as_str());
        stretch.push(line);
        if weighed {
            break;
        }
    }
    stretch
}

/// The fact, as one of the run; `run` is taken along.
fn taken_along(desk: &Desk<'_>, run: &mut Run, context: &Context<'_>, fact: Fact) -> Fact {
    let recorded = Recorded {
        at: context.now,
        business_date: desk.run.business_date,
        actor: context.actor.clone(),
        subject: Subject::Run(desk.run.id),
        case: None,
        fact,
    };
    apply_to_run(run, &recorded);
    recorded.fact
}

/// The fact with the progress that the run has after it; `run` is taken along.
pub(super) fn with_progress(
    desk: &Desk<'_>,
    run: &mut Run,
    context: &Context<'_>,
    fact: impl Fn(Progress) -> Fact,
) -> Fact {
    taken_along(desk, run, context, fact(run.progress));
    run.progress = desk.progress(run, context.now);
    fact(run.progress)
}

/// Evidence is never overwritten: undo comes first.
fn not_yet_answered(run: &Run, key: &StepKey) -> Result<(), Refusal> {
    match run.answer(key) {
        None => Ok(()),
        Some(Answer { by, entered, outcome, .. }) => {
            let (step, by, at) = (key.clone(), by.clone(), *entered);
            Err(match outcome {
                StepOutcome::Done { .. } => Refusal::AlreadyDone { step, by, at },
                StepOutcome::Skipped { .. } => Refusal::AlreadySkipped { step, by, at },
            })
        }
    }
}

#[derive(PartialEq)]
enum Takes {
    Answers,
    /// Work that was written down elsewhere while it was time for it.
    Paper,
}

/// An open run takes answers; a done one what is optional until it closes; a missed one what was written on paper in
/// its window, which never changes its state.
fn takes_answers(run: &Run, key: &StepKey, observed: &Observed, now: Instant) -> Result<Takes, Refusal> {
    let (from, to) = (run.times.opens, run.times.closes);
    match run.state {
        RunState::Due | RunState::InProgress => Ok(Takes::Answers),
        RunState::Done if now < run.times.closes => Ok(Takes::Answers),
        RunState::Missed { .. } if observed.is_paper() => match observed.at {
            Some(at) if from <= at && at <= to => Ok(Takes::Paper),
            _ => Err(Refusal::ObservedOutside { step: key.clone(), from, to }),
        },
        _ => Err(is_over(run)),
    }
}
