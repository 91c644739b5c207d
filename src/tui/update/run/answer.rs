//! Answering a line: a tick, a reading, or what a popup asks for.

use super::{Selected, can_answer, go, to_next_open};
use crate::domain::board::Standing;
use crate::domain::command::{Command, Given};
use crate::domain::evidence::{Observed, Value};
use crate::domain::run::RunState;
use crate::domain::site::Person;
use crate::domain::sop::{Capture, Proof};
use crate::domain::step::Stage;
use crate::domain::work::Stage as WorkStage;
use crate::tui::effect::{Effect, Wish};
use crate::tui::field::Field;
use crate::tui::model::{Model, Now, Pressed, Tone};
use crate::tui::popup::{Ask, AskFor, Choice, Pick, Popup, Then};
use crate::words::say;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

pub(super) fn tick(model: &mut Model, selected: &Selected, now: Now) -> Vec<Effect> {
    if selected.step.capture != Capture::Tick {
        return if selected.step.capture.is_numeric() {
            match without(model, selected) {
                Some(choice) if can_answer(model, selected, now) => {
                    model.popup = Some(Popup::Pick(Pick::new(&selected.line().text, vec![choice], "")));
                }
                _ => model.tell(say!(model.words, "run-type-reading"), Tone::Plain, now),
            }
            Vec::new()
        } else if model.pressed == Pressed::Held || !can_answer(model, selected, now) {
            Vec::new()
        } else if selected.step.capture == Capture::Signature && model.person.is_some() {
            let sign = Wish::Sign { run: selected.run.id, step: selected.key() };
            super::super::wish(model, sign, now)
        } else {
            capture(model, selected, now)
        };
    }
    if model.pressed == Pressed::Held || !can_answer(model, selected, now) {
        return Vec::new();
    }
    super::super::wish(model, given(selected, Given::Value(Value::Tick)), now)
}

/// Wanted proof may be left out; the record says so.
fn without(model: &Model, selected: &Selected) -> Option<Choice> {
    (selected.step.proof == Proof::Wanted).then(|| Choice {
        text: say!(model.words, "without-choice"),
        note: String::new(),
        then: Then::Wish(Box::new(given(selected, Given::Value(Value::WithoutEvidence)))),
    })
}

fn given(selected: &Selected, answer: Given) -> Wish {
    Wish::from(Command::AnswerStep {
        run: selected.run.id,
        step: selected.key(),
        answer,
        observed: Observed::default(),
    })
}

/// Enter: sends the reading that is typed, asks for what is captured, and otherwise goes on. Never ticks.
pub(super) fn answer(model: &mut Model, selected: &Selected, now: Now) -> Vec<Effect> {
    // What waits for a decision is decided on its own card.
    if let Standing::Agent { work } = &selected.line().standing
        && work.stage == WorkStage::Pending
        && let Some(approval) = work.approval
    {
        crate::tui::update::approval::show(model, approval);
        return Vec::new();
    }
    if matches!(selected.step.capture, Capture::Tick)
        || (selected.line().standing == Standing::Answered && selected.step.capture.is_numeric())
    {
        go(model, selected, (selected.at + 1).min(selected.lines.len() - 1));
        return Vec::new();
    }
    let empty = model.run_view().is_some_and(|view| view.reading.is_empty());
    if selected.run.state == RunState::Done && empty {
        // All done: what may be added still is no duty.
        crate::tui::update::views::back(model);
        return Vec::new();
    }
    if !can_answer(model, selected, now) {
        return Vec::new();
    }
    capture(model, selected, now)
}

/// The option with a number, at once; of several, the list with that one marked.
pub(super) fn choose(model: &mut Model, selected: &Selected, number: usize, now: Now) -> Vec<Effect> {
    if model.pressed == Pressed::Held || !can_answer(model, selected, now) {
        return Vec::new();
    }
    match &selected.step.capture {
        Capture::Choice { options, .. } => match options.get(number) {
            Some(option) => {
                let value = Value::Choice { option: option.clone() };
                super::super::wish(model, given(selected, Given::Value(value)), now)
            }
            None => Vec::new(),
        },
        Capture::Choices { options, .. } if number < options.len() => {
            let effects = capture(model, selected, now);
            if let Some(Popup::Pick(Pick { marked: Some(marked), at, .. })) = &mut model.popup {
                marked.insert(number);
                *at = number;
            }
            effects
        }
        _ => Vec::new(),
    }
}

/// Takes what the line asks for: the reading as typed, else by its popup.
pub(super) fn capture(model: &mut Model, selected: &Selected, now: Now) -> Vec<Effect> {
    let (run, key) = (selected.run.id, selected.key());
    let title = selected.line().text.clone();
    match &selected.step.capture {
        Capture::Tick => {}
        // Never open: it answers itself, and says from what.
        Capture::Computed { .. } => model.tell(say!(model.words, "capture-computed"), Tone::Plain, now),
        Capture::Number { .. } | Capture::Count { .. } | Capture::Timed(_) => {
            let typed = model.run_view().map(|view| view.reading.clone()).unwrap_or_default();
            if typed.is_empty() {
                to_next_open(model, selected);
                return Vec::new();
            }
            let value = typed.replace(',', ".").parse::<Decimal>().ok();
            let value = match (&selected.step.capture, value) {
                (Capture::Count { .. }, Some(value)) => {
                    value.to_string().parse().ok().map(|value| Value::Count { value })
                }
                (_, value) => value.map(|value| Value::Number { value }),
            };
            let answer = value.map(|value| match (&selected.step.capture, value) {
                (Capture::Timed(_), Value::Number { value }) => Given::Timed { stage: stage(selected), value },
                (_, value) => Given::Value(value),
            });
            match answer {
                Some(answer) => return super::super::wish(model, given(selected, answer), now),
                None => model.tell(say!(model.words, "run-not-a-reading", typed = typed), Tone::Refused, now),
            }
        }
        Capture::Text { prompt } => {
            model.popup = Some(Popup::Ask(Ask {
                title,
                about: selected.line().how.clone().into_iter().collect(),
                prompt: prompt.clone(),
                field: Field::default(),
                to: AskFor::Text { run, step: key },
                blank: without(model, selected).map(|_| say!(model.words, "without-blank")),
            }));
        }
        Capture::Choice { options, .. } => {
            let choice = |option: &String| {
                let value = Value::Choice { option: option.clone() };
                Choice {
                    text: option.clone(),
                    note: String::new(),
                    then: Then::Wish(Box::new(given(selected, Given::Value(value)))),
                }
            };
            model.popup = Some(Popup::Pick(Pick::new(
                &title,
                options.iter().map(choice).chain(without(model, selected)).collect(),
                "",
            )));
        }
        Capture::Choices { options, .. } => {
            let nothing = Then::Wish(Box::new(given(selected, Given::Value(Value::Choices { options: Vec::new() }))));
            let choice = |option: &String| Choice { text: option.clone(), note: String::new(), then: nothing.clone() };
            model.popup = Some(Popup::Pick(Pick {
                marked: Some(BTreeSet::new()),
                marks_for: Some((run, key)),
                about: vec![say!(model.words, "choices-about")],
                ..Pick::new(&title, options.iter().map(choice).collect(), "")
            }));
        }
        Capture::Person { role } => {
            let people = model.site().map(|site| site.people.clone()).unwrap_or_default();
            let holders = people.iter().filter(|person| person.active && person.roles.contains(role));
            let choice = |person: &Person| {
                let value = Value::Person { person: person.id.clone() };
                Choice {
                    text: person.name.clone(),
                    note: person.initials.clone(),
                    then: Then::Wish(Box::new(given(selected, Given::Value(value)))),
                }
            };
            let options: Vec<Choice> = holders.map(choice).chain(without(model, selected)).collect();
            if options.is_empty() {
                let nobody = say!(model.words, "capture-nobody-holds", role = role.as_str());
                model.tell(nobody, Tone::Refused, now);
                return Vec::new();
            }
            model.popup = Some(Popup::Pick(Pick::new(&title, options, "")));
        }
        Capture::Signature => {
            let sign = Wish::Sign { run, step: key };
            model.popup = Some(Popup::Pick(Pick {
                about: vec![say!(model.words, "sign-about")],
                ..Pick::new(
                    &title,
                    std::iter::once(Choice {
                        text: say!(model.words, "sign-now"),
                        note: model.person_at_keyboard().map(|person| person.name.clone()).unwrap_or_default(),
                        then: Then::Wish(Box::new(sign)),
                    })
                    .chain(without(model, selected))
                    .collect(),
                    "",
                )
            }));
        }
        Capture::File => {
            model.inbox = None;
            model.popup = Some(Popup::Pick(Pick {
                about: vec![say!(model.words, "inbox-about")],
                loading: true,
                marks_for: Some((run, key)),
                ..Pick::new(&title, without(model, selected).into_iter().collect(), say!(model.words, "inbox-empty"))
            }));
            return vec![Effect::ListInbox];
        }
    }
    Vec::new()
}

/// The reading that a timed line wants next.
fn stage(selected: &Selected) -> Stage {
    if selected.run.timing(&selected.key()).is_some() { Stage::End } else { Stage::Start }
}
