//! Popups: moving in a list, typing a line, choosing, leaving.

use super::super::effect::{Effect, Wish};
use super::super::event::InboxFile;
use super::super::field::Field;
use super::super::model::{Model, Now, Pressed, Tone, View};
use super::super::popup::{After, Ask, AskFor, Choice, Pick, Popup, Scope, Then, Who};
use super::super::{phrase, seen, words};
use super::{run, who, wish};
use crate::config::keymap::Act;
use crate::domain::command::{Command, Given, Rest};
use crate::domain::evidence::{Body, Observed, Value};
use crate::domain::exception::{ResolutionCause, Severity};
use crate::domain::id::RunId;
use crate::domain::step::{SkipReason, StepKey};
use crate::words::say;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub(super) fn key(model: &mut Model, act: Option<Act>, key: KeyEvent, now: Now) -> Vec<Effect> {
    if act == Some(Act::Back) {
        return leave(model, now);
    }
    // A key held down may go on moving and typing; it neither chooses nor says "as told".
    if model.pressed == Pressed::Held && matches!(act, Some(Act::Open | Act::Mark)) {
        return Vec::new();
    }
    let page = model.page;
    match &mut model.popup {
        Some(Popup::Help { scroll }) => match act {
            Some(Act::Up) => *scroll = scroll.saturating_sub(1),
            Some(Act::Down) => *scroll += 1,
            Some(Act::PageUp) => *scroll = scroll.saturating_sub(page),
            Some(Act::PageDown) => *scroll += page,
            _ => {}
        },
        Some(Popup::Why(_)) => super::why::scrolled(model, act, now),
        Some(Popup::Pick(pick)) => {
            let last = pick.options.len().saturating_sub(1);
            match act {
                Some(Act::Up) => pick.at = pick.at.saturating_sub(1),
                Some(Act::Down) => pick.at = (pick.at + 1).min(last),
                Some(Act::PageUp) => pick.at = pick.at.saturating_sub(page),
                Some(Act::PageDown) => pick.at = (pick.at + page).min(last),
                Some(Act::Mark) => return marked_or_chosen(model, None, now),
                Some(Act::Open) => return chosen(model, now),
                _ if model.pressed == Pressed::Held => {}
                _ => {
                    if let Some(row) = super::typed(key).and_then(|c| words::SHORTCUTS.find(c)) {
                        return marked_or_chosen(model, Some(row), now);
                    }
                }
            }
        }
        Some(Popup::Ask(ask)) => match act {
            Some(Act::Open) => return typed_in(model, now),
            _ => edit(&mut ask.field, key),
        },
        Some(Popup::Seen(ask)) => {
            ask.told = None;
            match act {
                Some(Act::Up) => ask.at = ask.at.saturating_sub(1),
                Some(Act::Down) => ask.at += 1,
                Some(Act::Open) => run::seen_said(model, now),
                _ => {
                    edit(&mut ask.typed, key);
                    ask.at = 0;
                }
            }
            clamp_sources(model);
        }
        Some(Popup::Who(popup)) => {
            let typed = popup.typed.text().to_owned();
            let at = popup.at;
            match act {
                Some(Act::Up) => popup.at = at.saturating_sub(1),
                Some(Act::PageUp) => popup.at = at.saturating_sub(page),
                Some(Act::Down | Act::PageDown) => {
                    let by = if act == Some(Act::Down) { 1 } else { page };
                    let last = who::candidates(model, &typed).len().saturating_sub(1);
                    if let Some(Popup::Who(popup)) = &mut model.popup {
                        popup.at = (at + by).min(last);
                    }
                }
                Some(Act::Open) => {
                    let person = who::candidates(model, &typed).get(at).map(|person| person.id.clone());
                    return person.map_or_else(Vec::new, |person| who::choose(model, person, now));
                }
                _ => match super::typed(key) {
                    Some(c) => return who::typed(model, c, now),
                    None => edit(&mut popup.typed, key),
                },
            }
        }
        Some(Popup::Edit(_)) => return super::approval::edit_key(model, act, key, now),
        Some(Popup::Commands(_)) => return super::commands::key(model, act, key, now),
        None => {}
    }
    Vec::new()
}

/// The selection stays on a name that there is.
fn clamp_sources(model: &mut Model) {
    let Some(Popup::Seen(ask)) = &model.popup else { return };
    let Some(run) = model.run(ask.run) else { return };
    let last = seen::sources(model, run, seen::read(ask.typed.text()).from).len().saturating_sub(1);
    if let Some(Popup::Seen(ask)) = &mut model.popup {
        ask.at = ask.at.min(last);
    }
}

/// Text from the clipboard goes into fields, and nowhere else; then it says so.
pub(super) fn paste(model: &mut Model, text: &str, now: Now) {
    match &mut model.popup {
        Some(Popup::Ask(ask)) => ask.field.paste(text),
        Some(Popup::Who(who)) => who.typed.paste(text),
        Some(Popup::Seen(ask)) => ask.typed.paste(text),
        Some(Popup::Edit(edit)) => {
            let at = edit.at;
            if let Some((_, area)) = edit.parts.get_mut(at) {
                area.paste(text);
            }
        }
        Some(Popup::Commands(commands)) => {
            commands.typed.paste(text);
            commands.at = 0;
        }
        None if model.finding.is_some() => super::find::paste(model, text),
        _ => model.tell(say!(model.words, "paste-nowhere"), Tone::Plain, now),
    }
}

pub(super) fn edit(field: &mut Field, key: KeyEvent) {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Char('u') if control => field.clear(),
        KeyCode::Char('w') if control => field.word_back(),
        KeyCode::Char('a') if control => field.home(),
        KeyCode::Char('e') if control => field.end(),
        KeyCode::Backspace => field.backspace(),
        KeyCode::Delete => field.delete(),
        KeyCode::Left => field.left(),
        KeyCode::Right => field.right(),
        KeyCode::Home => field.home(),
        KeyCode::End => field.end(),
        _ => {
            if let Some(c) = super::typed(key) {
                field.insert(c.encode_utf8(&mut [0; 4]));
            }
        }
    }
}

fn leave(model: &mut Model, now: Now) -> Vec<Effect> {
    match model.popup.take() {
        Some(Popup::Who(Who { then: Some(After::Mine), .. })) => super::board::mine(model, now),
        // What was typed before it was asked who types stands there again.
        Some(Popup::Who(Who { behind: Some(behind), .. })) => model.popup = Some(*behind),
        Some(Popup::Ask(Ask { to: AskFor::Correction { .. }, .. })) => put_off(model, now),
        _ => {}
    }
    Vec::new()
}

/// The corrective action is said later: the exception stands until then.
fn put_off(model: &mut Model, now: Now) {
    model.tell(say!(model.words, "run-correct-later"), super::Tone::Plain, now);
    run::after_correction(model, now);
    run::leave_if_over(model, now);
}

/// What was asked goes along with the act that came of it, until that is recorded.
pub(super) fn remembered(model: &mut Model, asked: Popup, effects: Vec<Effect>) -> Vec<Effect> {
    if let Some(Popup::Who(who)) = &mut model.popup {
        who.behind.get_or_insert(Box::new(asked));
    } else if let Some(Effect::Submit(submitted)) = effects.first() {
        super::keep_asked(model, submitted.number, Some(Box::new(asked)));
    }
    effects
}

/// A letter chooses; where several may be marked, it marks.
fn marked_or_chosen(model: &mut Model, row: Option<usize>, now: Now) -> Vec<Effect> {
    let Some(Popup::Pick(pick)) = &mut model.popup else { return Vec::new() };
    let row = row.unwrap_or(pick.at);
    if row >= pick.options.len() {
        return Vec::new();
    }
    pick.at = row;
    match &mut pick.marked {
        Some(marked) => {
            if !marked.remove(&row) {
                marked.insert(row);
            }
            Vec::new()
        }
        None => chosen(model, now),
    }
}

fn chosen(model: &mut Model, now: Now) -> Vec<Effect> {
    let Some(Popup::Pick(pick)) = model.popup.take() else { return Vec::new() };
    if let (Some(marked), Some((run, step))) = (&pick.marked, &pick.marks_for) {
        let options = marked.iter().filter_map(|at| pick.options.get(*at)).map(|choice| choice.text.clone()).collect();
        let effects = wish(model, answer(*run, step, Given::Value(Value::Choices { options })), now);
        return remembered(model, Popup::Pick(pick), effects);
    }
    // Several, each an act of its own.
    if let (Some(marked), None, None) = (&pick.marked, &pick.marks_for, &pick.files_for) {
        let of = |at: &usize| match &pick.options.get(*at)?.then {
            Then::Wish(wish) => Some((**wish).clone()),
            _ => None,
        };
        let wishes = marked.iter().filter_map(of).collect();
        return super::approval::all(model, wishes, now);
    }
    let Some(choice) = pick.options.into_iter().nth(pick.at) else { return Vec::new() };
    match choice.then {
        Then::Wish(wanted) => wish(model, *wanted, now),
        Then::OpenRun(run) => {
            super::board::open_run(model, run, now);
            Vec::new()
        }
        Then::TypeAgain => {
            run::clear_reading(model);
            Vec::new()
        }
        Then::Start(sop) => super::board::start_sop(model, sop, std::collections::BTreeMap::new(), now),
        Then::Skip { run, step, reason, scope: None } => run::skip_scope(model, run, step, reason, now),
        Then::Skip { run, step, reason, scope: Some(scope) } => run::skipped(model, run, step, reason, scope, now),
        Then::Undo { run, step, reason } => wish(model, Command::UndoStep { run, step, reason }.into(), now),
        Then::Assign { exception, to } => wish(model, Command::AssignException { exception, to }.into(), now),
        Then::Shelve { exception, until } => {
            super::card::shelve_why(model, exception, until, now);
            Vec::new()
        }
        Then::Narrow(narrow) => {
            model.narrow = narrow;
            Vec::new()
        }
        Then::OpenApproval(id) => {
            super::approval::show(model, id);
            Vec::new()
        }
        Then::Demote(rollout) => {
            super::agents::demote_why(model, rollout);
            Vec::new()
        }
        Then::OpenCard(id) => {
            model.exception_at = Some(id);
            super::views::to_card(model, id);
            Vec::new()
        }
        Then::Resolve { exception, cause } => {
            let needed = cause == ResolutionCause::Other;
            model.popup = Some(Popup::Ask(Ask {
                title: say!(model.words, "resolve-title"),
                about: phrase::card(model, exception, now).map(|card| card.what).into_iter().collect(),
                prompt: say!(model.words, "resolve-prompt"),
                field: Field::default(),
                to: AskFor::Decision { exception, cause },
                blank: (!needed).then(|| say!(model.words, "resolve-blank")),
            }));
            Vec::new()
        }
    }
}

fn answer(run: RunId, step: &StepKey, answer: Given) -> Wish {
    Command::AnswerStep { run, step: step.clone(), answer, observed: Observed::default() }.into()
}

/// Enter on a line: blank only where blank says something. Otherwise an answer is left for later.
fn typed_in(model: &mut Model, now: Now) -> Vec<Effect> {
    let Some(Popup::Ask(ask)) = model.popup.take() else { return Vec::new() };
    if ask.field.is_empty() && ask.blank.is_none() {
        match ask.to {
            AskFor::Correction { .. } => put_off(model, now),
            AskFor::Text { .. } => run::later(model, now),
            _ => model.popup = Some(Popup::Ask(ask)),
        }
        return Vec::new();
    }
    let asked = Popup::Ask(ask.clone());
    let effects = said(model, ask, now);
    remembered(model, asked, effects)
}

fn said(model: &mut Model, ask: Ask, now: Now) -> Vec<Effect> {
    let blank = ask.field.is_empty();
    let text = ask.field.text().trim().to_owned();
    let body = |text: String| Body::new([0; 16], text);
    let said = (!blank).then(|| body(text.clone()));
    let command = match ask.to {
        AskFor::Started { sop, mut answers, ask } => {
            answers.insert(ask, text);
            return super::board::start_sop(model, sop, answers, now);
        }
        AskFor::SkipNote { run, step, scope, reason } => return skip(model, run, step, reason, scope, said, now),
        AskFor::Correction { run, step } => {
            let effects = wish(model, Command::CorrectStep { run, step, action: said }.into(), now);
            if !matches!(model.popup, Some(Popup::Who(_))) {
                run::after_correction(model, now);
            }
            return effects;
        }
        AskFor::Text { run, step } => {
            let given = if blank { Given::Value(Value::WithoutEvidence) } else { Given::Text(body(text)) };
            return wish(model, answer(run, &step, given), now);
        }
        AskFor::Reopen(run) => Command::ReopenRun { run, reason: body(text) },
        AskFor::Cancel(run) => Command::CancelRun { run, reason: body(text) },
        AskFor::Note { run, step } => Command::AddNote { run, step, text: body(text) },
        AskFor::Wrong { run, step } => {
            Command::RaiseException { what: body(text), severity: Severity::Medium, run, step }
        }
        AskFor::Decision { exception, cause } => Command::ResolveException { exception, cause, decision: said },
        AskFor::Shelve { exception, until } => Command::ShelveException { exception, until, reason: body(text) },
        AskFor::Verify(exception) => Command::VerifyException { exception, note: said },
        AskFor::Demote(rollout) => Command::DemoteAgent { rollout, reason: body(text) },
        AskFor::Decide { approval, drawn, said } => super::approval::said(approval, &drawn, said, body(text)),
        AskFor::OpenAgain(exception) => Command::ReopenException { exception, reason: body(text) },
    };
    wish(model, command.into(), now)
}

pub(super) fn skip(
    model: &mut Model,
    run: RunId,
    step: StepKey,
    reason: SkipReason,
    scope: Scope,
    note: Option<Body>,
    now: Now,
) -> Vec<Effect> {
    let command = match scope {
        Scope::This => Command::SkipSteps { run, step, rest: Rest::Keep, reason, note },
        Scope::Rest => Command::SkipSteps { run, step, rest: Rest::SkipToo, reason, note },
        Scope::Run => Command::SkipRun { run, reason, note },
    };
    wish(model, command.into(), now)
}

/// What waits in the inbox has been looked up.
pub(super) fn inbox(model: &mut Model, files: Vec<InboxFile>) {
    let spoken = model.words;
    let Some(Popup::Pick(Pick { loading, options, marks_for, files_for, .. })) = &mut model.popup else { return };
    if !*loading {
        return;
    }
    *loading = false;
    let wish = |file: String| match (&marks_for, &files_for) {
        (Some((run, step)), _) => Some(Wish::Attach { run: *run, step: step.clone(), file }),
        (None, Some((run, step))) => Some(Wish::AttachBeside { run: *run, step: step.clone(), file }),
        (None, None) => None,
    };
    let choice = |file: InboxFile| {
        let note = phrase::file(spoken, &file);
        Some(Choice { note, then: Then::Wish(Box::new(wish(file.name.clone())?)), text: file.name })
    };
    // What was there already: to leave it out.
    let rest = std::mem::take(options);
    *options = files.into_iter().filter_map(choice).chain(rest).collect();
}

/// The view that a popup lies over shows a run.
pub(super) fn over_run(model: &Model, run: RunId) -> bool {
    matches!(&model.view, View::Run(view) if view.run == run)
}
