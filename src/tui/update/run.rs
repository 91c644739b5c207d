//! A run's checklist: ticking, readings, answers, skips, undo.

use super::super::effect::{Effect, Wish};
use super::super::field::Field;
use super::super::model::{HELD_KEY, Model, Now, RunView, Tone, View};
use super::super::popup::{Ask, AskFor, Choice, Pick, Popup, Scope, Then};
use super::super::{phrase, words};
use crate::config::keymap::Act;
use crate::domain::board::{Line, Standing};
use crate::domain::checklist::{band, reading};
use crate::domain::command::{Command, Given};
use crate::domain::evidence::{Observed, Value};
use crate::domain::id::RunId;
use crate::domain::run::Run;
use crate::domain::sop::{Capture, Proof, Step};
use crate::domain::step::{Outcome, SkipReason, StepKey, UndoReason};
use crate::words::Label;
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Longer than any reading.
const LONGEST_READING: usize = 14;

/// What the selected line is, and what it asks.
pub(crate) struct Selected {
    pub run: Arc<Run>,
    pub lines: Vec<Line>,
    pub at: usize,
    pub step: Step,
}

impl Selected {
    pub(crate) fn line(&self) -> &Line {
        &self.lines[self.at]
    }
    fn key(&self) -> StepKey {
        self.line().key.clone()
    }
}

/// The selected line of the run that is open.
pub(crate) fn selected(model: &Model, now: Now) -> Option<Selected> {
    let view = model.run_view()?;
    let run = Arc::clone(model.run(view.run)?);
    let lines = model.lines(&run, now.wall);
    let at = view.at.as_ref().and_then(|key| lines.iter().position(|line| line.key == *key)).unwrap_or(0);
    let step = model.sop_of(&run)?.steps.get(lines.get(at)?.step)?.clone();
    Some(Selected { run, lines, at, step })
}

fn view(model: &mut Model) -> Option<&mut RunView> {
    match &mut model.view {
        View::Run(view) => Some(view),
        _ => None,
    }
}

pub(super) fn act(model: &mut Model, act: Act, now: Now) -> Vec<Effect> {
    match act {
        Act::Back => {
            let typed = view(model).is_some_and(|view| !view.reading.is_empty());
            if typed {
                clear_reading(model);
            } else {
                model.view = View::Board;
            }
            return Vec::new();
        }
        Act::Who => {
            super::who::ask(model, None);
            return Vec::new();
        }
        Act::Erase => {
            if let Some(view) = view(model) {
                view.reading.pop();
            }
            return Vec::new();
        }
        _ => {}
    }
    let Some(selected) = selected(model, now) else { return Vec::new() };
    let last = selected.lines.len().saturating_sub(1);
    match act {
        Act::Up => go(model, &selected, selected.at.saturating_sub(1)),
        Act::Down => go(model, &selected, (selected.at + 1).min(last)),
        Act::PageUp => go(model, &selected, selected.at.saturating_sub(model.page)),
        Act::PageDown => go(model, &selected, (selected.at + model.page).min(last)),
        Act::First => go(model, &selected, 0),
        Act::Last => go(model, &selected, last),
        Act::NextOpen => to_next_open(model, &selected),
        Act::Tick => return tick(model, &selected, now),
        Act::Answer => return answer(model, &selected, now),
        Act::Skip => skip(model, &selected, now),
        Act::Undo => undo(model, &selected, now),
        Act::Correct => correct(model, &selected.run, &selected.key(), now),
        Act::Note => note(model, &selected),
        Act::Wrong => super::wrong(model),
        _ => {}
    }
    Vec::new()
}

/// Digits, point, comma and minus go to the reading, whatever else is going on.
pub(super) fn typed(model: &mut Model, c: Option<char>, now: Now) {
    let Some(c) = c.filter(|c| c.is_ascii_digit() || ".,-".contains(*c)) else { return };
    let Some(selected) = selected(model, now) else { return };
    if !selected.step.capture.is_numeric() || !can_answer(model, &selected, now) {
        return;
    }
    let Some(view) = view(model) else { return };
    match c {
        // Typed after the digits, as on many a numpad, it counts all the same.
        '-' => match view.reading.strip_prefix('-') {
            Some(rest) => view.reading = rest.to_owned(),
            None => view.reading.insert(0, '-'),
        },
        '.' | ',' if view.reading.contains(['.', ',']) => {}
        _ if view.reading.len() < LONGEST_READING => view.reading.push(c),
        _ => {}
    }
}

/// After a snapshot or an opening: the selection stands on a line that exists, first of all an open one.
pub(crate) fn settle(model: &mut Model, now: Now) {
    let Some(RunView { run, at, .. }) = model.run_view().cloned() else { return };
    let Some(open) = model.run(run).cloned() else { return };
    let lines = model.lines(&open, now.wall);
    if at.as_ref().is_none_or(|key| !lines.iter().any(|line| line.key == *key)) {
        let first = lines.iter().find(|line| is_open(model, run, line)).or_else(|| lines.first());
        let first = first.map(|line| line.key.clone());
        if let Some(view) = view(model) {
            view.at = first;
            view.reading.clear();
        }
    }
}

fn is_open(model: &Model, run: RunId, line: &Line) -> bool {
    line.standing == Standing::Open && !model.is_pending(run, &line.key)
}

fn go(model: &mut Model, selected: &Selected, to: usize) {
    let key = selected.lines.get(to).map(|line| line.key.clone());
    if let Some(view) = view(model)
        && view.at != key
    {
        view.at = key;
        view.reading.clear();
    }
}

/// The next open line after this one, else the first; where none is open, the line below.
fn to_next_open(model: &mut Model, selected: &Selected) {
    let count = selected.lines.len();
    let order = (1..=count).map(|by| (selected.at + by) % count);
    let open = order.into_iter().find(|at| is_open(model, selected.run.id, &selected.lines[*at]) && *at != selected.at);
    if let Some(to) = open {
        go(model, selected, to);
    }
}

/// An act on its way leaves its line, unless that line has something to ask yet.
pub(super) fn move_on(model: &mut Model, wish: &Wish, now: Now) {
    let Some((run, step)) = wish.step() else { return };
    let Some(selected) = selected(model, now).filter(|at| at.run.id == run && at.line().key == *step) else { return };
    let undo = matches!(wish, Wish::Command(command) if matches!(command.as_ref(), Command::UndoStep { .. }));
    clear_reading(model);
    if !undo && !is_out_of_range(&selected, wish) {
        to_next_open(model, &selected);
    }
}

fn is_out_of_range(selected: &Selected, wish: &Wish) -> bool {
    let Wish::Command(command) = wish else { return false };
    let Command::AnswerStep { answer: Given::Value(value), .. } = command.as_ref() else { return false };
    reading(value).and_then(|value| band(&selected.step, &selected.line().bounds, value)).is_some()
}

/// The corrective action was said, or put off: on to the next.
pub(super) fn after_correction(model: &mut Model, now: Now) {
    if let Some(selected) = selected(model, now)
        && selected.line().standing != Standing::Open
    {
        to_next_open(model, &selected);
    }
}

fn clear_reading(model: &mut Model) {
    if let Some(view) = view(model) {
        view.reading.clear();
    }
}

/// Says why not, where the line cannot be answered now.
fn can_answer(model: &mut Model, selected: &Selected, now: Now) -> bool {
    if model.is_pending(selected.run.id, &selected.line().key) {
        return false;
    }
    let why = if selected.run.is_open() {
        match &selected.line().standing {
            Standing::Open => return true,
            Standing::Answered | Standing::Hidden => phrase::answered(model, &selected.run, &selected.key(), now),
            Standing::Waits { needs } => words::waits(&phrase::lines_named(&selected.lines, needs)),
            Standing::NotYet { opens } => words::not_yet(&phrase::time(model, *opens, now)),
        }
    } else {
        words::run_is_over(&phrase::ended(model, &selected.run, now))
    };
    model.tell(why, Tone::Plain, now);
    false
}

fn tick(model: &mut Model, selected: &Selected, now: Now) -> Vec<Effect> {
    if selected.step.capture != Capture::Tick {
        return if selected.step.capture.is_numeric() {
            match without(selected) {
                Some(choice) if can_answer(model, selected, now) => {
                    model.popup = Some(Popup::Pick(Pick::new(&selected.line().text, vec![choice], "")));
                }
                _ => model.tell(words::TYPE_READING, Tone::Plain, now),
            }
            Vec::new()
        } else {
            answer(model, selected, now)
        };
    }
    // A key held down repeats; a person does not.
    let held =
        model.last_tick.replace(now.since_start).is_some_and(|last| now.since_start.saturating_sub(last) < HELD_KEY);
    if held || !can_answer(model, selected, now) {
        return Vec::new();
    }
    super::wish(model, given(selected, Given::Value(Value::Tick)), now)
}

/// Wanted proof may be left out; the record says so.
fn without(selected: &Selected) -> Option<Choice> {
    (selected.step.proof == Proof::Wanted).then(|| Choice {
        text: words::WITHOUT.to_owned(),
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
fn answer(model: &mut Model, selected: &Selected, now: Now) -> Vec<Effect> {
    let (run, key) = (selected.run.id, selected.key());
    if matches!(selected.step.capture, Capture::Tick)
        || (selected.line().standing == Standing::Answered && selected.step.capture.is_numeric())
    {
        go(model, selected, (selected.at + 1).min(selected.lines.len() - 1));
        return Vec::new();
    }
    if !can_answer(model, selected, now) {
        return Vec::new();
    }
    let title = selected.line().text.clone();
    match &selected.step.capture {
        Capture::Tick => {}
        Capture::Number { .. } | Capture::Count { .. } => {
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
            match value {
                Some(value) => return super::wish(model, given(selected, Given::Value(value)), now),
                None => model.tell(words::not_a_reading(&typed), Tone::Refused, now),
            }
        }
        Capture::Text { prompt } => {
            model.popup = Some(Popup::Ask(Ask {
                title,
                about: selected.line().how.clone().into_iter().collect(),
                prompt: prompt.clone(),
                field: Field::default(),
                to: AskFor::Text { run, step: key },
                blank: without(selected).map(|_| words::WITHOUT_BLANK.to_owned()),
            }));
        }
        Capture::Choice { options } => {
            let choice = |option: &String| {
                let value = Value::Choice { option: option.clone() };
                Choice {
                    text: option.clone(),
                    note: String::new(),
                    then: Then::Wish(Box::new(given(selected, Given::Value(value)))),
                }
            };
            model.popup =
                Some(Popup::Pick(Pick::new(&title, options.iter().map(choice).chain(without(selected)).collect(), "")));
        }
        Capture::Choices { options } => {
            let nothing = Then::Wish(Box::new(given(selected, Given::Value(Value::Choices { options: Vec::new() }))));
            let choice = |option: &String| Choice { text: option.clone(), note: String::new(), then: nothing.clone() };
            model.popup = Some(Popup::Pick(Pick {
                marked: Some(BTreeSet::new()),
                marks_for: Some((run, key)),
                about: vec![words::MARK_SEVERAL.to_owned()],
                ..Pick::new(&title, options.iter().map(choice).collect(), "")
            }));
        }
        Capture::Signature => {
            let sign = Wish::Sign { run, step: key };
            model.popup = Some(Popup::Pick(Pick {
                about: vec![words::SIGN_ABOUT.to_owned()],
                ..Pick::new(
                    &title,
                    std::iter::once(Choice {
                        text: words::SIGN.to_owned(),
                        note: model.person_at_keyboard().map(|person| person.name.clone()).unwrap_or_default(),
                        then: Then::Wish(Box::new(sign)),
                    })
                    .chain(without(selected))
                    .collect(),
                    "",
                )
            }));
        }
        Capture::File => {
            model.inbox = None;
            model.popup = Some(Popup::Pick(Pick {
                about: vec![words::INBOX_ABOUT.to_owned()],
                loading: true,
                marks_for: Some((run, key)),
                ..Pick::new(&title, without(selected).into_iter().collect(), words::INBOX_EMPTY)
            }));
            return vec![Effect::ListInbox];
        }
    }
    Vec::new()
}

/// Why it is left out, from a short list.
fn skip(model: &mut Model, selected: &Selected, now: Now) {
    if selected.line().standing == Standing::Answered || !selected.run.is_open() {
        let _said = can_answer(model, selected, now);
        return;
    }
    let (run, step) = (selected.run.id, selected.key());
    let options = SkipReason::ALL
        .iter()
        .map(|reason| Choice {
            text: reason.label().to_owned(),
            note: String::new(),
            then: Then::Skip { run, step: step.clone(), reason: *reason, scope: None },
        })
        .collect();
    let about = vec![selected.line().text.clone()];
    model.popup = Some(Popup::Pick(Pick { about, ..Pick::new(words::SKIP_TITLE, options, "") }));
}

/// How much: asked only where there is more than one line to skip.
pub(super) fn skip_scope(model: &mut Model, run: RunId, step: StepKey, reason: SkipReason, now: Now) -> Vec<Effect> {
    let Some(selected) = selected(model, now).filter(|selected| selected.run.id == run) else { return Vec::new() };
    let open = selected.lines.iter().filter(|line| line.standing != Standing::Answered).count();
    if open < 2 {
        return skipped(model, run, step, reason, Scope::This, now);
    }
    let text = selected.lines.iter().find(|line| line.key == step).map(|line| line.text.clone()).unwrap_or_default();
    let mut scopes = vec![(words::skip_this(&text), Scope::This), (words::skip_rest(open), Scope::Rest)];
    if selected.run.answers.is_empty() {
        scopes.push((words::SKIP_RUN.to_owned(), Scope::Run));
    }
    let options = scopes
        .into_iter()
        .map(|(text, scope)| Choice {
            text,
            note: String::new(),
            then: Then::Skip { run, step: step.clone(), reason, scope: Some(scope) },
        })
        .collect();
    let about = vec![words::because(reason.label())];
    model.popup = Some(Popup::Pick(Pick { about, ..Pick::new(words::SKIP_SCOPE_TITLE, options, "") }));
    Vec::new()
}

/// Another reason needs a word of what it is.
pub(super) fn skipped(
    model: &mut Model,
    run: RunId,
    step: StepKey,
    reason: SkipReason,
    scope: Scope,
    now: Now,
) -> Vec<Effect> {
    if reason == SkipReason::Other {
        model.popup = Some(Popup::Ask(Ask {
            title: words::SKIP_TITLE.to_owned(),
            about: Vec::new(),
            prompt: words::SKIP_PROMPT.to_owned(),
            field: Field::default(),
            to: AskFor::SkipNote { run, step, scope, reason },
            blank: None,
        }));
        return Vec::new();
    }
    super::popup::skip(model, run, step, reason, scope, None, now)
}

/// The line's answer where it has one, else the last one given.
fn undo(model: &mut Model, selected: &Selected, now: Now) {
    let run = &selected.run;
    let own = run.answer(&selected.line().key).map(|_| selected.key());
    let last = || run.answers.iter().rev().find(|(_, answer)| answer.void.is_none()).map(|(key, _)| key.clone());
    let Some(step) = own.or_else(last) else {
        model.tell(words::NOTHING_TO_UNDO, Tone::Plain, now);
        return;
    };
    let about = vec![phrase::answered(model, run, &step, now)];
    let options = UndoReason::ALL
        .iter()
        .map(|reason| Choice {
            text: reason.label().to_owned(),
            note: String::new(),
            then: Then::Undo { run: run.id, step: step.clone(), reason: *reason },
        })
        .collect();
    model.popup = Some(Popup::Pick(Pick { about, ..Pick::new(words::UNDO_TITLE, options, "") }));
}

/// What was done about a reading out of range: Enter says "as told".
pub(super) fn correct(model: &mut Model, run: &Run, key: &StepKey, now: Now) {
    let answer = run.answer(key);
    let (Some(band), Some(Outcome::Done { value })) =
        (answer.and_then(|answer| answer.band.as_ref()), answer.map(|answer| &answer.outcome))
    else {
        model.tell(words::NOT_OUT_OF_RANGE, Tone::Plain, now);
        return;
    };
    let limit = model.sop_of(run).and_then(|sop| sop.step(&key.step)).and_then(|step| step.limits.get(band.limit));
    let must = limit.and_then(|limit| limit.must.clone());
    let what = phrase::line_text(model, run, key, now);
    let unit = phrase::unit(model, run, key);
    let reading = reading(value).map(|value| value.to_string()).unwrap_or_default();
    let mut about = vec![words::out_of_range(&what, &reading, &unit, band.side.label(), &band.bound.to_string())];
    about.extend(must.clone());
    model.popup = Some(Popup::Ask(Ask {
        title: words::CORRECT_TITLE.to_owned(),
        about,
        prompt: words::CORRECT_PROMPT.to_owned(),
        field: Field::default(),
        to: AskFor::Correction { run: run.id, step: key.clone() },
        blank: must.map(|_| words::CORRECT_BLANK.to_owned()),
    }));
}

fn note(model: &mut Model, selected: &Selected) {
    model.popup = Some(Popup::Ask(Ask {
        title: words::NOTE_TITLE.to_owned(),
        about: vec![selected.line().text.clone()],
        prompt: words::NOTE_PROMPT.to_owned(),
        field: Field::default(),
        to: AskFor::Note { run: selected.run.id, step: Some(selected.key()) },
        blank: None,
    }));
}

/// A reading that was not recorded stands on its line again, where nothing else was typed since.
pub(super) fn reading_again(model: &mut Model, run: RunId, step: &StepKey, value: &Value, now: Now) {
    let Some(selected) = selected(model, now).filter(|selected| selected.run.id == run) else { return };
    let Some(to) = selected.lines.iter().position(|line| line.key == *step && line.standing == Standing::Open) else {
        return;
    };
    if model.run_view().is_some_and(|view| view.reading.is_empty()) {
        go(model, &selected, to);
        if let (Some(view), Some(value)) = (view(model), reading(value)) {
            view.reading = value.to_string();
        }
    }
}
