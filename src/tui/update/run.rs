//! A run's checklist: which line is selected, what is typed on it, and where an act leads next.

mod amend;
mod answer;
mod earlier;
mod manage;
mod skip;

use super::super::effect::{Effect, Wish};
use super::super::model::{Model, Now, RunView, Tone, View};
use super::super::phrase;
use super::super::popup::Manage;
use crate::config::keymap::{Act, Place};
use crate::domain::board::{Line, Standing};
use crate::domain::checklist::{band, flaw, reading, start_band};
use crate::domain::command::{Command, Given};
use crate::domain::evidence::Value;
use crate::domain::id::RunId;
use crate::domain::run::{Run, RunState};
use crate::domain::sop::{Capture, Required, Step};
use crate::domain::step::{Stage, StepKey};
use crate::words::Label;
use crate::words::say;
pub(super) use amend::{correct, undo_last};
pub(super) use earlier::said as seen_said;
pub(super) use manage::manage;
pub(super) use skip::{skip_scope, skipped};
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
                super::views::back(model);
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
        Act::Approval => show_approval(model, &selected, now),
        Act::Tick => return answer::tick(model, &selected, now),
        Act::Answer => return answer::answer(model, &selected, now),
        Act::Skip => skip::skip(model, &selected, now),
        Act::Undo => amend::undo_in_run(model, &selected, now),
        Act::Correct => correct(model, &selected.run, &selected.key(), now),
        Act::Note => amend::note(model, &selected),
        Act::Seen => earlier::ask(model, &selected),
        Act::Attach => return earlier::attach(model, &selected),
        Act::Reopen => manage(model, Manage::Reopen, selected.run.id, now),
        Act::Cancel => manage(model, Manage::Cancel, selected.run.id, now),
        Act::Wrong => super::wrong(model),
        _ => {}
    }
    Vec::new()
}

/// What an agent asks, or asked, about the selected line.
fn show_approval(model: &mut Model, selected: &Selected, now: Now) {
    match selected.run.work(&selected.step.id).map(|work| work.approval) {
        Some(Some(approval)) => super::approval::show(model, approval),
        Some(None) => model.tell(say!(model.words, "run-no-approval"), Tone::Plain, now),
        None => model.tell(say!(model.words, "run-no-agent"), Tone::Plain, now),
    }
}

/// Digits, point, comma and minus go to the reading; of a choice, the digit takes the option with that number.
pub(super) fn typed(model: &mut Model, c: Option<char>, now: Now) -> Vec<Effect> {
    let Some(c) = c.filter(|c| c.is_ascii_digit() || ".,-".contains(*c)) else { return Vec::new() };
    let Some(selected) = selected(model, now) else { return Vec::new() };
    let number = c.to_digit(10).and_then(|digit| (digit as usize).checked_sub(1));
    if let (Some(number), Capture::Choice { .. } | Capture::Choices { .. }) = (number, &selected.step.capture) {
        return answer::choose(model, &selected, number, now);
    }
    reading_typed(model, &selected, c, now);
    Vec::new()
}

fn reading_typed(model: &mut Model, selected: &Selected, c: char, now: Now) {
    if !selected.step.capture.is_numeric() || !can_answer(model, selected, now) {
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
    let Command::AnswerStep { answer, .. } = command.as_ref() else { return false };
    let (step, bounds) = (&selected.step, &selected.line().bounds);
    match answer {
        Given::Timed { stage: Stage::Start, value } => start_band(step, bounds, *value).is_some(),
        Given::Timed { stage: Stage::End, value } => band(step, bounds, *value).is_some(),
        Given::Value(value) => {
            reading(value).and_then(|value| band(step, bounds, value)).is_some() || flaw(step, value).is_some()
        }
        Given::Text(_) => false,
    }
}

/// What is over leads back to the board, unless something that may be added still comes below.
pub(super) fn leave_if_over(model: &mut Model, now: Now) {
    let Some(selected) = selected(model, now).filter(|_| model.popup.is_none()) else { return };
    let id = selected.run.id;
    let over = matches!(selected.run.state, RunState::Done | RunState::Skipped { .. });
    if !over || model.pending.iter().any(|pending| pending.submitted.wish.step().is_some_and(|(run, _)| run == id)) {
        return;
    }
    let last = model.last_answer.as_ref().filter(|(run, _)| *run == id);
    let last = last.and_then(|(_, key)| selected.lines.iter().position(|line| line.key == *key));
    let more = last.map_or(0, |at| at + 1)..selected.lines.len();
    if selected.run.state == RunState::Done && selected.lines[more].iter().any(|line| is_open(model, id, line)) {
        let title = model.title(&selected.run);
        let said = say!(model.words, "hands-done-and-more", title = title);
        model.tell(said, Tone::Plain, now);
        return;
    }
    super::views::back(model);
}

/// A line that wants words opens its field by itself as the work gets to it.
pub(super) fn asks_for_words(model: &mut Model, now: Now) {
    let Some(selected) = selected(model, now).filter(|_| model.popup.is_none() && model.again.is_empty()) else {
        return;
    };
    let wanted = selected.run.is_open()
        && selected.step.required == Required::Yes
        && matches!(selected.step.capture, Capture::Text { .. });
    if wanted && is_open(model, selected.run.id, selected.line()) {
        answer::capture(model, &selected, now);
    }
}

/// What an answer brought up is at hand: where no line was open before it, the selection stayed.
pub(super) fn go_on(model: &mut Model, now: Now) {
    let Some(selected) = selected(model, now).filter(|_| model.popup.is_none()) else { return };
    let stayed = model.last_answer == Some((selected.run.id, selected.key()));
    if stayed && selected.line().standing == Standing::Answered {
        to_next_open(model, &selected);
    }
}

/// The line is left open: on to the next.
pub(super) fn later(model: &mut Model, now: Now) {
    if let Some(selected) = selected(model, now) {
        to_next_open(model, &selected);
    }
}

/// A line that somebody has to look at again: of this run, or of the run it is opened for.
pub(super) fn at_line(model: &mut Model, run: RunId, step: &StepKey, now: Now) {
    if model.view == View::Board {
        super::board::open_run(model, run, now);
    }
    let Some(selected) = selected(model, now).filter(|selected| selected.run.id == run) else { return };
    if let Some(to) = selected.lines.iter().position(|line| line.key == *step) {
        go(model, &selected, to);
    }
}

/// The corrective action was said, or put off: on to the next.
pub(super) fn after_correction(model: &mut Model, now: Now) {
    if let Some(selected) = selected(model, now)
        && selected.line().standing != Standing::Open
    {
        to_next_open(model, &selected);
    }
}

pub(super) fn clear_reading(model: &mut Model) {
    if let Some(view) = view(model) {
        view.reading.clear();
    }
}

/// Says why not, where the line cannot be answered now.
fn can_answer(model: &mut Model, selected: &Selected, now: Now) -> bool {
    if model.is_pending(selected.run.id, &selected.line().key) {
        return false;
    }
    let missed = matches!(selected.run.state, RunState::Missed { .. });
    let over = selected.run.state == RunState::Done && selected.line().standing != Standing::Open;
    let why = if model.takes_answers(&selected.run, now.wall) && !over {
        match &selected.line().standing {
            Standing::Open => return true,
            Standing::Answered | Standing::Hidden => phrase::answered(model, &selected.run, &selected.key(), now),
            Standing::Waits { needs } => {
                say!(model.words, "run-first", needs = phrase::lines_named(model, &selected.lines, needs))
            }
            Standing::Awaits { signal, .. } => say!(model.words, "waits-refused", signal = signal.as_str()),
            Standing::Agent { work } => work.stage.said(model.words),
            Standing::NotYet { .. } if missed => return true,
            Standing::NotYet { opens } => say!(model.words, "run-from", opens = phrase::time(model, *opens, now)),
        }
    } else if missed {
        say!(model.words, "hands-missed", key = model.keymap.key_for(Place::Run, Act::Seen).unwrap_or_default())
    } else {
        say!(model.words, "run-is-over", how = phrase::ended(model, &selected.run, now))
    };
    model.tell(why, Tone::Plain, now);
    false
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
