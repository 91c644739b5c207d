//! Adding to what was answered: taking it back, saying what was done about it, a note.

use super::Selected;
use crate::domain::checklist::reading;
use crate::domain::run::Run;
use crate::domain::step::{Outcome, StepKey, UndoReason};
use crate::tui::field::Field;
use crate::tui::model::{Model, Now, Tone};
use crate::tui::phrase;
use crate::tui::popup::{Ask, AskFor, Choice, Pick, Popup, Then};
use crate::words::{Label, say};

/// The line's answer where it has one, else the last one given: of who is here, where they gave any.
pub(super) fn undo_in_run(model: &mut Model, selected: &Selected, now: Now) {
    let run = &selected.run;
    let own = run.answer(&selected.line().key).map(|_| selected.key());
    let person = model.person.as_ref().map(|at| &at.person);
    let standing = || run.answers.iter().rev().filter(|(_, answer)| answer.void.is_none());
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
    match found.filter(|(run, step)| run.answer(step).is_some()) {
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
    let answer = run.answer(key);
    let (Some(band), Some(Outcome::Done { value })) =
        (answer.and_then(|answer| answer.band.as_ref()), answer.map(|answer| &answer.outcome))
    else {
        model.tell(say!(model.words, "run-not-out-of-range"), Tone::Plain, now);
        return;
    };
    let limit = model.sop_of(run).and_then(|sop| sop.step(&key.step)).and_then(|step| step.limits.get(band.limit));
    let must = limit.and_then(|limit| limit.must.clone());
    let what = phrase::line_text(model, run, key, now);
    let unit = phrase::unit(model, run, key);
    let reading = reading(value).map(|value| value.to_string()).unwrap_or_default();
    let mut about = vec![phrase::out_of_range(model, &what, &reading, &unit, band)];
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
