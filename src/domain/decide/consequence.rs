//! What follows from a fact, in the same transaction.
//!
//! Severities come from what a failure costs: missed work is high at 5, medium at 3 and 4, low below; work left out
//! with a reason, or reopened, is medium at 4 and 5, low below. A reading is as bad as its limit says. An outage is as bad
//! as the worst that was missed in it, and never low.

use super::Context;
use super::escalation;
use super::intent::{About, Intent, Raise};
use super::mark;
use super::repetition;
use super::review;
use super::run::step_times;
use super::signal;
use super::source;
use super::timing;
use super::watch;
use super::work;
use super::{step_due, waiting};
use crate::domain::evidence::Value;
use crate::domain::exception::{Cause, MissReason, ResolutionCause, Severity};
use crate::domain::fact::{Fact, Recorded};
use crate::domain::id::{RunId, SopId};
use crate::domain::run::{Late, Progress, Run};
use crate::domain::signal::Judged;
use crate::domain::sop::{Sop, Step, When};
use crate::domain::state::{SopStatus, State};
use crate::domain::step::{Outcome as StepOutcome, Stage, StepKey};
use chrono::TimeDelta;

/// A smaller step of the clock is a fact, and no card.
const CLOCK_CARD_FROM: TimeDelta = TimeDelta::minutes(10);

pub(super) fn of(state: &mut State, context: &Context<'_>, recorded: &Recorded) -> Vec<Intent> {
    let mut follows = of_itself(state, context, recorded);
    follows.extend(of_waits(state, context, &recorded.fact));
    follows.extend(work::of(state, context, recorded));
    follows.extend(repetition::counts(state, context, recorded));
    follows.extend(mark::found(state, context, recorded));
    follows.extend(mark::told(state, context, recorded));
    follows
}

/// What a run waits for, and what is late of it, wherever something of it changed.
fn of_waits(state: &State, context: &Context<'_>, fact: &Fact) -> Vec<Intent> {
    match fact {
        Fact::RunOpened { run, .. }
        | Fact::StepDone { run, .. }
        | Fact::StepSkipped { run, .. }
        | Fact::StepUndone { run, .. }
        | Fact::RunReopened { run, .. }
        | Fact::RunDone { run, .. }
        | Fact::RunSkipped { run, .. }
        | Fact::RunMissed { run, .. }
        | Fact::RunCancelled { run, .. } => {
            let mut follows = waiting::of_run(state, context, *run);
            follows.extend(waiting::no_more(state, *run));
            follows.extend(step_due::no_more(state, context, *run));
            follows
        }
        Fact::StepNotCome { run, step, .. } => waiting::card(state, *run, step).into_iter().collect(),
        Fact::StepLate { run, steps, due } => step_due::card(state, *run, steps, *due).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn of_itself(state: &mut State, context: &Context<'_>, recorded: &Recorded) -> Vec<Intent> {
    match &recorded.fact {
        Fact::SignalReceived { signal, judged: Judged::AtOnce, .. } => {
            let signal = state.signals.get(signal).cloned();
            signal.map_or_else(Vec::new, |received| signal::judge(state, context, &received))
        }
        Fact::RepetitionCounted { tally, fact, .. } => repetition::counted(state, tally, fact).into_iter().collect(),
        Fact::RepetitionFired { tally, facts } => repetition::fired(state, context, tally, facts).into_iter().collect(),
        Fact::WatchAnsweredLate { watch, signal, at } => {
            watch::answered_late(state, context, *watch, signal, *at).into_iter().collect()
        }
        Fact::WatchFired { watch } => watch::fired(state, context, *watch).into_iter().collect(),
        Fact::StepDone { run, step, value, band, flaw, progress, .. } => {
            let mut follows = begun(state, context, *run);
            let reading = crate::domain::checklist::reading(value);
            if let (Some(band), Some(value)) = (band, reading) {
                let fact = Fact::StepOutOfRange { run: *run, step: step.clone(), value, band: band.clone() };
                follows.push(Intent::fact(fact));
            }
            if let Some(flaw) = flaw {
                follows.push(Intent::fact(Fact::StepBadChoice { run: *run, step: step.clone(), flaw: flaw.clone() }));
            }
            if let Value::NotComputed { why } = value {
                follows.push(Intent::fact(Fact::StepNotComputed { run: *run, step: step.clone(), why: *why }));
            }
            follows.extend(rechecked(state, recorded));
            follows.extend(done(state, *run, *progress));
            follows
        }
        Fact::StepSkipped { run, progress, .. } => {
            let mut follows = begun(state, context, *run);
            follows.extend(done(state, *run, *progress));
            follows
        }
        Fact::StepOutOfRange { run, step, value, band } => {
            let cause = Cause::OutOfRange {
                run: *run,
                step: step.clone(),
                value: *value,
                side: band.side,
                bound: band.bound,
                limit: band.limit,
            };
            let run = run_of(state, *run);
            let group = |run: &Run| match step_of(state, run, step) {
                Some(step) if band.limit >= step.limits.len() => Stage::Start,
                _ => Stage::End,
            };
            run.map(|run| raise(run, band.severity, range_group(&run.sop, step, group(run)), cause))
                .into_iter()
                .collect()
        }
        Fact::StepStarted { run, step, value, band, .. } => {
            let mut follows = begun(state, context, *run);
            follows.extend(
                band.clone().map(|band| {
                    Intent::fact(Fact::StepOutOfRange { run: *run, step: step.clone(), value: *value, band })
                }),
            );
            follows
        }
        Fact::StepBadChoice { run, step, flaw } => {
            let (options, limit) = (flaw.options.clone(), flaw.limit);
            let cause = Cause::BadChoice { run: *run, step: step.clone(), options, limit };
            of_answer(state, *run, step, flaw.severity, cause)
        }
        Fact::StepNotComputed { run, step, why } => {
            let cause = Cause::NotComputed { run: *run, step: step.clone(), why: *why };
            of_answer(state, *run, step, Severity::Medium, cause)
        }
        Fact::StepOverran { run, step, .. } => run_of(state, *run)
            .and_then(|run| {
                let of = step_of(state, run, step)?;
                let severity = of.capture.timed()?.severity;
                Some(raise(run, severity, timing::group(run.id, step), timing::cause(run, of, step)?))
            })
            .into_iter()
            .collect(),
        Fact::StepUndone { run, step, voids, stage, .. } => {
            run_of(state, *run).map_or_else(Vec::new, |run| undone(state, context, run, step, voids, *stage))
        }
        Fact::RunLate { run, .. } => {
            run_of(state, *run).and_then(|run| late(state, context, run)).into_iter().collect()
        }
        Fact::RunEscalated { run, .. } => {
            let run = run_of(state, *run);
            run.and_then(|run| escalation::raised(state, context, run, &recorded.fact)).into_iter().collect()
        }
        Fact::RunDone { run, .. } | Fact::RunCancelled { run, .. } => run_of(state, *run)
            .map_or_else(Vec::new, |run| {
                [late_no_more(run), recur(state, context, run)].into_iter().flatten().collect()
            }),
        Fact::RunSkipped { run, reason, .. } => run_of(state, *run).map_or_else(Vec::new, |run| {
            let cause = Cause::RunSkipped { run: run.id, reason: *reason };
            let severity = state.sop_of(run).map_or(Severity::Low, |sop| left_out(sop));
            let card = raise(run, severity, format!("{}/run-skipped", run.sop), cause);
            [late_no_more(run), Some(card), recur(state, context, run)].into_iter().flatten().collect()
        }),
        Fact::RunMissed { run, progress, reason } => run_of(state, *run).map_or_else(Vec::new, |run| {
            let card = missed(state, run, *progress, *reason);
            [late_no_more(run), Some(card), recur(state, context, run)].into_iter().flatten().collect()
        }),
        Fact::RunReopened { run, reason, .. } => run_of(state, *run).map_or_else(Vec::new, |run| {
            let cause = Cause::RunReopened { run: run.id, reason: reason.clone() };
            let severity = state.sop_of(run).map_or(Severity::Low, |sop| left_out(sop));
            let card = raise(run, severity, format!("run:{}/reopened", run.id.0), cause);
            [Some(card), withdrawn(state, context, run)].into_iter().flatten().collect()
        }),
        Fact::OccurrencesMissed { sop, from, to, count, .. } => vec![many_missed(state, sop, (*from, *to), *count)],
        Fact::SopReviewDue { sop, .. } => vec![review::card(state, sop)],
        Fact::SopReviewed { sop, .. } => vec![review::clear(sop)],
        Fact::SopActivated { sop, .. } | Fact::SopRetired { sop } => {
            vec![review::clear(sop), Intent::Withdraw(sop.clone())]
        }
        // A person's word that it is done; not what goes away by itself.
        Fact::ExceptionResolved { exception, cause, .. } if ResolutionCause::ALL.contains(cause) => {
            let card = state.exceptions.get(exception);
            match card.map(|card| &card.cause) {
                Some(Cause::ReviewDue { sop }) => review::by_its_card(state, context, sop).into_iter().collect(),
                _ => Vec::new(),
            }
        }
        Fact::SourceStale { source, read, why } => vec![source::stale(source, *read, why.clone())],
        Fact::SourceFresh { source, .. } => vec![source::fresh(source)],
        Fact::SourceFlawed { source, bad, changed, first } => vec![source::flawed(source, *bad, *changed, first)],
        Fact::SourceSound { source } => vec![source::sound(source)],
        Fact::SourceGone { source, .. } => vec![source::fresh(source), source::sound(source)],
        Fact::HolidaysRanOut { last } => vec![review::holidays_card(*last)],
        Fact::ConfigActivated { holidays_end, .. } => {
            let known = holidays_end.is_none_or(|end| end > context.now);
            known.then(review::clear_holidays).into_iter().chain(source::listed(state, context)).collect()
        }
        Fact::ClockStepped { before, after } if (*after - *before).abs() >= CLOCK_CARD_FROM => {
            let cause = Cause::ClockStepped { before: *before, after: *after };
            vec![site_card(Severity::Low, "clock".to_owned(), cause)]
        }
        _ => Vec::new(),
    }
}

/// Where nobody is told by a rung, the card of what is costly to forget is all there is to see.
fn late(state: &State, context: &Context<'_>, run: &Run) -> Option<Intent> {
    let sop = state.sop_of(run)?;
    let severity = match sop.cost.failure {
        5.. => Severity::Medium,
        4 => Severity::Low,
        _ => return None,
    };
    let told = !sop.escalate.is_empty() || !run.is_open() || run.times.closes <= context.now;
    (!told).then(|| late_card(run, severity))
}

pub(super) fn late_card(run: &Run, severity: Severity) -> Intent {
    let Progress { done, of } = run.progress;
    let cause = Cause::RunLate { run: run.id, done, of, due: run.times.due };
    raise(run, severity, escalation::late_group(run.id), cause)
}

/// However it ended, it is late no more.
fn late_no_more(run: &Run) -> Option<Intent> {
    let group = escalation::late_group(run.id);
    let (about, cause) = (About::Everything, ResolutionCause::Cleared);
    (run.late == Late::Told).then_some(Intent::Clear { group, about, cause })
}

/// A reading that is as it should be answers the card that asked for one.
fn rechecked(state: &State, recorded: &Recorded) -> Option<Intent> {
    let Fact::StepDone { run, step, value, band: None, .. } = &recorded.fact else { return None };
    let value = crate::domain::checklist::reading(value)?;
    let of = run_of(state, *run)?;
    step_of(state, of, step)?.limits.iter().find(|limit| limit.recheck.is_some())?;
    let group = range_group(&of.sop, step, Stage::End);
    Some(Intent::Recheck { group, run: *run, step: step.clone(), value })
}

/// Work left out with a reason, or to be done again.
pub(super) fn left_out(sop: &Sop) -> Severity {
    if sop.cost.failure >= 4 { Severity::Medium } else { Severity::Low }
}

pub(super) fn skipped_group(run: RunId) -> String {
    format!("run:{}/skipped", run.0)
}

fn forgotten(sop: &Sop) -> Severity {
    match sop.cost.failure {
        5.. => Severity::High,
        3 | 4 => Severity::Medium,
        _ => Severity::Low,
    }
}

/// One card a step and item, whatever run the reading is of; a timed step's start has its own.
fn range_group(sop: &SopId, step: &StepKey, stage: Stage) -> String {
    match stage {
        Stage::End => format!("{sop}/{step}/range"),
        Stage::Start => format!("{sop}/{step}/start"),
    }
}

/// A card about an answer that is not as it should be.
fn of_answer(state: &State, run: RunId, step: &StepKey, severity: Severity, cause: Cause) -> Vec<Intent> {
    let Some(run) = run_of(state, run) else { return Vec::new() };
    vec![raise(run, severity, range_group(&run.sop, step, Stage::End), cause)]
}

fn step_of<'s>(state: &'s State, run: &Run, key: &StepKey) -> Option<&'s Step> {
    state.sop_of(run)?.step(&key.step)
}

fn run_of(state: &State, id: RunId) -> Option<&Run> {
    state.runs.get(&id)
}

fn raise(run: &Run, severity: Severity, group: String, cause: Cause) -> Intent {
    let (sop, area) = (Some(run.sop.clone()), run.area.clone());
    let case = run.case.clone();
    Intent::Raise(Box::new(Raise { severity, group, cause, sop, run: Some(run.id), area, case, ..Raise::default() }))
}

fn site_card(severity: Severity, group: String, cause: Cause) -> Intent {
    Intent::Raise(Box::new(Raise { severity, group, cause, ..Raise::default() }))
}

/// The first answer starts the windows of steps that have their own.
fn begun(state: &State, context: &Context<'_>, id: RunId) -> Vec<Intent> {
    let first = run_of(state, id).filter(|run| run.answers.len() + run.timings.len() == 1 && run.started_by.is_none());
    let Some((run, sop)) = first.and_then(|run| Some((run, state.sop_of(run)?))) else { return Vec::new() };
    let times = step_times(sop, context, run.started.unwrap_or(context.now));
    if times.is_empty() || !run.is_open() {
        return Vec::new();
    }
    vec![Intent::fact(Fact::RunStarted { run: id, step_times: times })]
}

/// The last required step is answered. With nothing required, the first answer is enough.
fn done(state: &State, id: RunId, progress: Progress) -> Option<Intent> {
    let open = run_of(state, id).is_some_and(Run::is_open);
    (open && progress.done == progress.of).then(|| Intent::fact(Fact::RunDone { run: id, ended: None }))
}

fn missed(state: &State, run: &Run, progress: Progress, reason: MissReason) -> Intent {
    let severity = state.sop_of(run).map_or(Severity::Low, |sop| forgotten(sop));
    if let (MissReason::EngineDown, Some(down)) = (reason, state.down) {
        let cause = Cause::EngineDown { from: down.from, to: down.to, missed: 1 };
        return site_card(severity.max(Severity::Medium), outage_group(down.from), cause);
    }
    let cause = Cause::RunMissed { run: run.id, done: progress.done, of: progress.of, reason };
    raise(run, severity, format!("{}/missed", run.sop), cause)
}

/// One card for an outage, whatever it cost.
fn many_missed(
    state: &State,
    sop: &SopId,
    span: (crate::domain::calendar::Instant, crate::domain::calendar::Instant),
    count: u32,
) -> Intent {
    let (from, to, group) = match state.down {
        Some(down) => (down.from, down.to, outage_group(down.from)),
        None => (span.0, span.1, format!("{sop}/missed-many")),
    };
    site_card(Severity::High, group, Cause::EngineDown { from, to, missed: count })
}

fn outage_group(from: crate::domain::calendar::Instant) -> String {
    format!("engine-down/{}", from.to_rfc3339())
}

/// Corrected evidence resolves the card it raised; a skip's card, once none of its steps is skipped any more.
fn undone(
    state: &State,
    context: &Context<'_>,
    run: &Run,
    step: &StepKey,
    voids: &[StepKey],
    stage: Option<Stage>,
) -> Vec<Intent> {
    let cause = ResolutionCause::DataCorrected;
    let clear = |key: &StepKey, stage| Intent::Clear {
        group: range_group(&run.sop, key, stage),
        about: About::Reading(run.id, key.clone()),
        cause,
    };
    let mut follows = vec![clear(step, stage.unwrap_or(Stage::End))];
    follows.extend((stage == Some(Stage::Start)).then(|| timing::clear(run.id, step)));
    for key in voids {
        follows.push(clear(key, Stage::End));
        if run.timings.iter().any(|timing| timing.step == *key) {
            follows.extend([clear(key, Stage::Start), timing::clear(run.id, key)]);
        }
    }
    let skips = |answer: &crate::domain::step::Answer| matches!(answer.outcome, StepOutcome::Skipped { .. });
    let was_skip = run.answers.iter().any(|(key, answer)| key == step && answer.void.is_some() && skips(answer));
    let still = run.answers.iter().any(|(_, answer)| answer.void.is_none() && skips(answer));
    if was_skip && !still {
        follows.push(Intent::Clear { group: skipped_group(run.id), about: About::Everything, cause });
    }
    if run.is_open() {
        follows.extend(withdrawn(state, context, run));
    }
    follows
}

/// The run is not over after all: what was to come after it does not. What another run brought stays.
fn withdrawn(state: &State, context: &Context<'_>, run: &Run) -> Option<Intent> {
    let row = state.sops.get(&run.sop)?;
    let planned = &row.recurrence.as_ref()?.key;
    let its_own = context.calendar.recurrence(row.sop.as_deref()?, context.now, Some(&run.occurrence))?.key;
    (its_own == *planned).then(|| Intent::fact(Fact::RecurrenceWithdrawn { sop: run.sop.clone() }))
}

/// A SOP that recurs comes again a while after its run ended, however it ended.
fn recur(state: &State, context: &Context<'_>, run: &Run) -> Option<Intent> {
    let row = state.sops.get(&run.sop).filter(|row| row.status == SopStatus::InForce)?;
    let sop = row.sop.as_deref()?;
    if !sop.triggers.iter().any(|trigger| matches!(trigger.when, When::Recur { .. })) {
        return None;
    }
    let occurrence = context.calendar.recurrence(sop, run.ended?, Some(&run.occurrence))?;
    if context.look.fired(&occurrence.key) {
        return None;
    }
    Some(Intent::fact(Fact::RecurrencePlanned { sop: run.sop.clone(), occurrence }))
}
