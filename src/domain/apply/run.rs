//! What a fact makes of its run.

use crate::domain::escalation::Escalated;
use crate::domain::evidence::Value;
use crate::domain::fact::{Fact, Recorded};
use crate::domain::id::PersonId;
use crate::domain::run::{Late, Progress, Run, RunFile, RunNote, RunState, Waiting};
use crate::domain::step::{Answer, Correction, Outcome, Overran, Stage, StepKey, Timing, UndoReason, Void};

/// The run that `run.opened` brings. One by hand has started at once.
pub(super) fn opened(recorded: &Recorded) -> Option<Run> {
    let Fact::RunOpened {
        run,
        sop,
        pinned,
        occurrence,
        business_date,
        nominal,
        times,
        area,
        role,
        label,
        asked,
        progress,
        step_times,
        rungs,
        event,
        ..
    } = &recorded.fact
    else {
        return None;
    };
    let by_hand = nominal.is_none() && event.is_none();
    Some(Run {
        id: *run,
        sop: sop.clone(),
        pinned: pinned.clone(),
        occurrence: occurrence.clone(),
        business_date: *business_date,
        nominal: *nominal,
        times: *times,
        started: by_hand.then_some(recorded.at),
        ended: None,
        state: if by_hand { RunState::InProgress } else { RunState::Due },
        area: area.clone(),
        role: role.clone(),
        started_by: recorded.actor.person().filter(|_| by_hand).cloned(),
        label: label.clone(),
        case: recorded.case.clone(),
        asked: asked.clone(),
        progress: *progress,
        answers: Vec::new(),
        notes: Vec::new(),
        files: Vec::new(),
        timings: Vec::new(),
        step_times: step_times.clone(),
        late: Late::No,
        reopened: 0,
        reopened_by: None,
        rungs: rungs.clone(),
        escalated: Vec::new(),
        event: event.clone(),
        waits: Vec::new(),
        steps_told: None,
        works: Vec::new(),
    })
}

/// Applies a fact to the run it is about.
pub(in crate::domain) fn apply_to_run(run: &mut Run, recorded: &Recorded) {
    let at = recorded.at;
    match &recorded.fact {
        Fact::RunStarted { step_times, .. } => run.step_times.clone_from(step_times),
        Fact::StepDone { step, value, observed, band, flaw, progress, .. } => {
            let outcome = Outcome::Done { value: value.clone() };
            answer(run, recorded, step, outcome, *progress);
            if let Some((_, answer)) = run.answers.last_mut() {
                answer.observed = observed.clone();
                answer.band.clone_from(band);
                answer.flaw.clone_from(flaw);
            }
        }
        Fact::StepStarted { .. } => timing(run, recorded),
        Fact::StepWaits { step, signal, from, due, .. } => run.waits.push(Waiting {
            step: step.clone(),
            signal: signal.clone(),
            from: *from,
            due: *due,
            late: Late::No,
        }),
        Fact::StepNotCome { step, due, .. } => {
            let mut told = run.waits.iter_mut().filter(|wait| wait.step == *step && wait.due == *due);
            if let Some(wait) = told.next() {
                wait.late = Late::Told;
            }
        }
        Fact::StepLate { due, .. } => run.steps_told = Some(*due),
        Fact::StepReminded { step, .. } => {
            if let Some(timing) = timing_of(run, step) {
                timing.reminded += 1;
            }
        }
        Fact::StepOverran { step, .. } => {
            if let Some(timing) = timing_of(run, step) {
                timing.overran = Overran::Told;
            }
        }
        Fact::StepSkipped { step, reason, note, progress, .. } => {
            let outcome = Outcome::Skipped { reason: *reason, note: note.clone() };
            answer(run, recorded, step, outcome, *progress);
        }
        Fact::StepCorrected { step, action, stage, .. } => {
            let Some(by) = recorded.actor.person().cloned() else { return };
            let correction = Some(Correction { at, by, action: action.clone() });
            if *stage == Some(Stage::Start) {
                if let Some(timing) = timing_of(run, step) {
                    timing.corrected = correction;
                }
            } else if let Some(answer) = standing(run, step) {
                answer.corrected = correction;
            }
        }
        Fact::StepUndone { step, reason, voids, progress, stage, .. } => {
            let Some(by) = recorded.actor.person() else { return };
            let void = |reason| Some(Void { at, by: by.clone(), reason });
            if *stage == Some(Stage::Start) {
                if let Some(timing) = timing_of(run, step) {
                    timing.void = void(*reason);
                }
            } else if let Some(answer) = standing(run, step) {
                answer.void = void(*reason);
                let seen = answer.at();
                // What an end in time had settled is open again.
                if let Some(timing) = timing_of(run, step).filter(|timing| seen <= timing.ends) {
                    timing.overran = Overran::No;
                }
            }
            for key in voids {
                if let Some(answer) = standing(run, key) {
                    answer.void = void(UndoReason::DependsOnUndone);
                }
                if let Some(timing) = timing_of(run, key) {
                    timing.void = void(UndoReason::DependsOnUndone);
                }
            }
            advance(run, *progress);
            if run.state == RunState::Done && run.answers.iter().all(|(_, answer)| answer.void.is_some()) {
                // With nothing required, one answer made it done; without any it is not.
                run.state = RunState::InProgress;
                run.ended = None;
            }
        }
        Fact::NoteAdded { step, body, .. } => {
            let Some(by) = recorded.actor.person().cloned() else { return };
            run.notes.push(RunNote { at, by, step: step.clone(), body: body.clone() });
        }
        Fact::FileAttached { step, file, .. } => {
            let Some(by) = recorded.actor.person().cloned() else { return };
            run.files.push(RunFile { at, by, step: step.clone(), file: file.clone() });
        }
        Fact::RunLate { .. } => run.late = Late::Told,
        Fact::RunEscalated { rung, reached, .. } => {
            run.rungs.retain(|left| left.number > *rung);
            run.escalated.push(Escalated { at, rung: *rung, reached: reached.clone() });
        }
        Fact::RunDone { ended, .. } if run.is_open() => {
            end(run, recorded, RunState::Done);
            run.ended = ended.or(run.ended);
        }
        Fact::RunSkipped { reason, note, .. } => {
            let Some(by) = recorded.actor.person().cloned() else { return };
            end(run, recorded, RunState::Skipped { reason: *reason, note: note.clone(), by });
        }
        Fact::RunMissed { progress, reason, .. } => {
            run.progress = *progress;
            end(run, recorded, RunState::Missed { reason: *reason });
        }
        Fact::RunCancelled { cancel, .. } => end(run, recorded, RunState::Cancelled { reason: cancel.clone() }),
        Fact::RunReopened { due, closes, rungs, .. } if run.state == RunState::Done => {
            run.state = RunState::Due;
            run.ended = None;
            run.times.due = *due;
            run.times.closes = *closes;
            run.late = Late::No;
            run.rungs.clone_from(rungs);
            run.reopened += 1;
            run.reopened_by = recorded.actor.person().cloned();
        }
        _ => {}
    }
}

/// A timed step is begun, and with it the run.
fn timing(run: &mut Run, recorded: &Recorded) {
    let Fact::StepStarted { step, value, observed, band, ends, remind, .. } = &recorded.fact else { return };
    let Some(by) = recorded.actor.person().cloned() else { return };
    run.timings.push(Timing {
        step: step.clone(),
        entered: recorded.at,
        by,
        value: Some(*value),
        observed: observed.clone(),
        band: band.clone(),
        corrected: None,
        ends: *ends,
        remind: remind.clone(),
        reminded: 0,
        overran: Overran::No,
        void: None,
    });
    begin(run, recorded);
}

fn begin(run: &mut Run, recorded: &Recorded) {
    if run.state == RunState::Due {
        run.state = RunState::InProgress;
        run.started.get_or_insert(recorded.at);
    }
}

fn answer(run: &mut Run, recorded: &Recorded, step: &StepKey, outcome: Outcome, progress: Progress) {
    // A signal answers by itself, whoever sent it in.
    let by_itself = match &outcome {
        Outcome::Done { value: Value::Signal { .. } } => Some(PersonId::new("signal")),
        // Who let it is who did it; where nobody did, the agent.
        Outcome::Done { value: Value::Acted { agent, approved_by, .. } } => {
            Some(approved_by.first().cloned().unwrap_or_else(|| PersonId::new(agent.as_str())))
        }
        Outcome::Done { value: Value::Decided { by, .. } } => {
            Some(by.clone().unwrap_or_else(|| PersonId::new("nobody")))
        }
        _ => None,
    };
    let Some(by) = by_itself.or_else(|| recorded.actor.person().cloned()) else { return };
    let answer = Answer {
        entered: recorded.at,
        by,
        outcome,
        observed: crate::domain::evidence::Observed::default(),
        band: None,
        flaw: None,
        corrected: None,
        void: None,
    };
    run.answers.push((step.clone(), answer));
    begin(run, recorded);
    advance(run, progress);
}

/// A done run that has something required open again is in progress; an ended one keeps its state whatever is added.
fn advance(run: &mut Run, progress: Progress) {
    run.progress = progress;
    if run.state == RunState::Done && progress.done < progress.of {
        run.state = RunState::InProgress;
        run.ended = None;
    }
}

/// An end never lies after `closes`: a timer that is applied late says nothing about when the engine came by.
fn end(run: &mut Run, recorded: &Recorded, state: RunState) {
    if !run.is_open() {
        return;
    }
    run.ended = Some(match state {
        RunState::Missed { .. } => run.times.closes,
        _ => recorded.at.min(run.times.closes),
    });
    run.state = state;
}

fn standing<'run>(run: &'run mut Run, key: &StepKey) -> Option<&'run mut Answer> {
    run.answers.iter_mut().rev().find(|(k, answer)| k == key && answer.void.is_none()).map(|(_, answer)| answer)
}

/// The timing of a step that stands.
fn timing_of<'run>(run: &'run mut Run, key: &StepKey) -> Option<&'run mut Timing> {
    run.timings.iter_mut().rev().find(|timing| timing.step == *key && timing.void.is_none())
}
