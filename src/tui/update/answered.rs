//! What the store said to an act: said on the bottom line, and followed by what it asks for.

use super::super::effect::{Effect, Submitted, Wish};
use super::super::event::Outcome;
use super::super::field::Field;
use super::super::model::{Model, Now, Tone};
use super::super::popup::{Ask, AskFor, Popup};
use super::super::{phrase, words};
use crate::domain::command::{Command, Given};
use crate::domain::fact::Fact;
use crate::domain::refusal::Refusal;

pub(super) fn answered(model: &mut Model, submitted: &Submitted, outcome: Outcome, now: Now) -> Vec<Effect> {
    model.pending.retain(|pending| pending.submitted.number != submitted.number);
    match outcome {
        Outcome::Accepted { entries } => {
            let facts: Vec<Fact> = entries.into_iter().map(|entry| entry.fact).collect();
            accepted(model, &facts, now);
        }
        Outcome::Refused(refusal) => {
            model.tell(phrase::refused(model, &submitted.wish, &refusal, now), Tone::Refused, now);
            if matches!(refusal, Refusal::NoSuchPerson { .. }) {
                model.person = None;
            }
            typed_again(model, submitted, now);
        }
        Outcome::NotSaved { why } => {
            model.tell(words::not_saved(&why), Tone::NotSaved, now);
            typed_again(model, submitted, now);
        }
    }
    Vec::new()
}

fn accepted(model: &mut Model, facts: &[Fact], now: Now) {
    if model.told.as_ref().is_some_and(|told| told.tone == Tone::NotSaved) {
        model.told = None;
    }
    if let Some(said) = facts.iter().find_map(words::done) {
        model.tell(said, Tone::Plain, now);
    }
    for fact in facts {
        match fact {
            Fact::StepOutOfRange { run, step, .. } if super::popup::over_run(model, *run) && model.popup.is_none() => {
                if let Some(found) = model.run(*run).cloned() {
                    super::run::correct(model, &found, step, now);
                }
            }
            Fact::RunOpened { run, nominal: None, .. } if model.popup.is_none() && model.run(*run).is_some() => {
                super::board::open_run(model, *run, now);
            }
            Fact::RunDone { run, .. } if super::popup::over_run(model, *run) => {
                let title = model.run(*run).map(|run| model.title(run)).unwrap_or_default();
                model.tell(words::run_done(&title), Tone::Plain, now);
            }
            _ => {}
        }
    }
}

/// Nothing that somebody typed is lost: it stands in its field again.
fn typed_again(model: &mut Model, submitted: &Submitted, now: Now) {
    let Wish::Command(command) = &submitted.wish else { return };
    let again = |text: &str| {
        let mut field = Field::default();
        field.insert(text);
        field
    };
    let (text, to) = match command.as_ref() {
        Command::AnswerStep { run, step, answer: Given::Text(body), .. } => {
            (&body.text, AskFor::Text { run: *run, step: step.clone() })
        }
        Command::AddNote { run, step, text } => (&text.text, AskFor::Note { run: *run, step: step.clone() }),
        Command::RaiseException { what, run, step, .. } => {
            (&what.text, AskFor::Wrong { run: *run, step: step.clone() })
        }
        Command::CorrectStep { run, step, action: Some(action) } => {
            (&action.text, AskFor::Correction { run: *run, step: step.clone() })
        }
        Command::ResolveException { exception, cause, decision: Some(decision) } => {
            (&decision.text, AskFor::Decision { exception: *exception, cause: *cause })
        }
        Command::AnswerStep { run, step, answer: Given::Value(value), .. } => {
            super::run::reading_again(model, *run, step, value, now);
            return;
        }
        _ => return,
    };
    if model.popup.is_none() {
        model.popup = Some(Popup::Ask(Ask {
            title: words::AGAIN_TITLE.to_owned(),
            about: model.told.iter().map(|told| told.text.clone()).collect(),
            prompt: words::AGAIN_PROMPT.to_owned(),
            field: again(text),
            to,
            blank: None,
        }));
    }
}
