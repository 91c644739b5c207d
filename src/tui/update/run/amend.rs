//! Adding to what was answered: taking it back, saying what was done about it, a note.

use super::Selected;
use crate::domain::checklist::reading;
use crate::domain::run::Run;
use crate::domain::sop::Capture;
use crate::domain::step::{Band, Outcome, StepKey, UndoReason};
use crate::tui::field::Field;
use crate::tui::model::{Model, Now, Tone};
use crate::tui::phrase;
use crate::tui::popup::{Ask, AskFor, Choice, Pick, Popup, Then};
use crate::words::{Label, say};

/// The line's answer where it has one, else the last one given: of who is here, where they gave any.
pub(super) fn undo_in_run(model: &mut Model, selected: &Selected, now: Now) {
    let run = &selected.run;
    let key = selected.key();
    let own = (run.answer(&key).is_some() || run.timing(&key).is_some()).then_some(key);
    let person = model.person.as_ref().map(|at| &at.person);
    // What was computed goes with what it was computed from.
    let by_hand = |key: &StepKey| {
        let step = model.sop_of(run).and_then(|sop| sop.step(&key.step));
        !step.is_some_and(|step| matches!(step.capture, Capture::Computed { .. }))
    };
    let standing = || run.answers.iter().rev().filter(|(key, answer)| answer.void.is_none() && by_hand(key));
    let last = || standing().find(|(_, answer)| Some(&answer.by) == person).or_else(|| standing().next());
    match own.or_else(|| last().map(|(key, _)| key.clone())) {
        Some(step) => undo(model, run, &step, now),
        None => model.tell(say!(model.words, "run-nothing-to-undo"), Tone::Plain, now),
    }
}

/// On the board: what was answered last at it, for a slip that is seen only when the run is done.
pub(in crate::tui::update) fn undo_last(model: &mut Model, now: Now) {
    let last = model.last_answer.clone();
    let found = last.and_then(|(run, step)| Some((model.run(run)?.clone(), step)));
    match found.filter(|(run, step)| run.answer(step).is_some() || run.timing(step).is_some()) {
        Some((run, step)) => undo(model, &run, &step, now),
        None => model.tell(say!(model.words, "run-nothing-to-undo"), Tone::Plain, now),
    }
}

fn undo(model: &mut Model, run: &Run, step: &StepKey, now: Now) {
    let about = vec![phrase::answered(model, run, step, now)];
    let options = UndoReason::ALL
        .iter()
        .map(|reason| Choice {
            text: reason.said(model.words),
            note: String::new(),
            then: Then::Undo { run: run.id, step: step.clone(), reason: *reason },
        })
        .collect();
    model.popup = Some(Popup::Pick(Pick { about, ..Pick::new(say!(model.words, "undo-title"), options, "") }));
}

/// What was done about a reading out of range: Enter says "as told".
pub(in crate::tui::update) fn correct(model: &mut Model, run: &Run, key: &StepKey, now: Now) {
    let Some((limit, what)) = not_right(model, run, key, now) else {
        model.tell(say!(model.words, "run-not-out-of-range"), Tone::Plain, now);
        return;
    };
    let step = model.sop_of(run).and_then(|sop| sop.step(&key.step));
    let must = step.and_then(|step| step.must(limit)).map(str::to_owned);
    let mut about = vec![what];
    about.extend(must.clone());
    model.popup = Some(Popup::Ask(Ask {
        title: say!(model.words, "correct-title"),
        about,
        prompt: say!(model.words, "correct-prompt"),
        field: Field::default(),
        to: AskFor::Correction { run: run.id, step: key.clone() },
        blank: must.map(|_| say!(model.words, "correct-blank")),
    }));
}

pub(super) fn note(model: &mut Model, selected: &Selected) {
    model.popup = Some(Popup::Ask(Ask {
        title: say!(model.words, "note-title"),
        about: vec![selected.line().text.clone()],
        prompt: say!(model.words, "note-prompt"),
        field: Field::default(),
        to: AskFor::Note { run: selected.run.id, step: Some(selected.key()) },
        blank: None,
    }));
}

/// What is not as it should be about a line, and the number of its limit: its answer, else a timed line's start.
fn not_right(model: &Model, run: &Run, key: &StepKey, now: Now) -> Option<(usize, String)> {
    let (what, unit) = (phrase::line_text(model, run, key, now), phrase::unit(model, run, key));
    let out = |band: &Band, value: String| (band.limit, phrase::out_of_range(model, &what, &value, &unit, band));
    let answer = run.answer(key).filter(|answer| answer.severity().is_some());
    if let Some(flaw) = answer.and_then(|answer| answer.flaw.as_ref()) {
        return Some((flaw.limit, format!("{what}: {}", flaw.options.join(", "))));
    }
    if let Some((band, Outcome::Done { value })) = answer.and_then(|it| Some((it.band.as_ref()?, &it.outcome))) {
        return Some(out(band, reading(value).map(|value| value.to_string()).unwrap_or_default()));
    }
    let timing = run.timing(key)?;
    Some(out(timing.band.as_ref()?, timing.value.map(|value| value.to_string()).unwrap_or_default()))
}
