//! What a fact makes of its run.

use crate::domain::fact::{Fact, Recorded};
use crate::domain::run::{Late, Progress, Run, RunFile, RunNote, RunState};
use crate::domain::step::{Answer, Correction, Outcome, StepKey, UndoReason, Void};

/// The run that `run.opened` brings. One without a nominal time is by hand, and has started at once.
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
        ..
    } = &recorded.fact
    else {
        return None;
    };
    let by_hand = nominal.is_none();
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
        step_times: step_times.clone(),
        late: Late::No,
        reopened: 0,
    })
}

/// Applies a fact to the run it is about.
pub(in crate::domain) fn apply_to_run(run: &mut Run, recorded: &Recorded) {
    let at = recorded.at;
    match &recorded.fact {
        Fact::RunStarted { step_times, .. } => run.step_times.clone_from(step_times),
        Fact::StepDone { step, value, observed, band, progress, .. } => {
            let outcome = Outcome::Done { value: value.clone() };
            answer(run, recorded, step, outcome, *progress);
            if let Some((_, answer)) = run.answers.last_mut() {
                answer.observed = observed.clone();
                answer.band.clone_from(band);
            }
        }
        Fact::StepSkipped { step, reason, note, progress, .. } => {
            let outcome = Outcome::Skipped { reason: *reason, note: note.clone() };
            answer(run, recorded, step, outcome, *progress);
        }
        Fact::StepCorrected { step, action, .. } => {
            let Some(by) = recorded.actor.person().cloned() else { return };
            if let Some(answer) = standing(run, step) {
                answer.corrected = Some(Correction { at, by, action: action.clone() });
            }
        }
        Fact::StepUndone { step, reason, voids, progress, .. } => {
            let Some(by) = recorded.actor.person() else { return };
            let hidden = voids.iter().map(|key| (key, UndoReason::DependsOnUndone));
            for (key, reason) in [(step, *reason)].into_iter().chain(hidden) {
                if let Some(answer) = standing(run, key) {
                    answer.void = Some(Void { at, by: by.clone(), reason });
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
        Fact::RunReopened { due, closes, .. } if run.state == RunState::Done => {
            run.state = RunState::Due;
            run.ended = None;
            run.times.due = *due;
            run.times.closes = *closes;
            run.late = Late::No;
            run.reopened += 1;
        }
        _ => {}
    }
}

fn answer(run: &mut Run, recorded: &Recorded, step: &StepKey, outcome: Outcome, progress: Progress) {
    let Some(by) = recorded.actor.person().cloned() else { return };
    let answer = Answer {
        entered: recorded.at,
        by,
        outcome,
        observed: crate::domain::evidence::Observed::default(),
        band: None,
        corrected: None,
        void: None,
    };
    run.answers.push((step.clone(), answer));
    if run.state == RunState::Due {
        run.state = RunState::InProgress;
        run.started.get_or_insert(recorded.at);
    }
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
