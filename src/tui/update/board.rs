//! The board's three panels: moving, opening, starting what is at hand.

use super::super::effect::{Effect, Wish};
use super::super::field::Field;
use super::super::model::{Cards, Filter, Model, Narrow, Now, Panel, RunView, Tone, View};
use super::super::popup::{After, Ask, AskFor, Choice, Pick, Popup, Then};
use super::super::{phrase, words};
use crate::config::keymap::Act;
use crate::domain::command::Command;
use crate::domain::evidence::Body;
use crate::domain::exception::{Exception, Severity};
use crate::domain::id::{RunId, SopId};
use crate::words::say;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) fn act(model: &mut Model, act: Act, digit: Option<usize>, now: Now) -> Vec<Effect> {
    match act {
        Act::Up => step(model, -1),
        Act::Down => step(model, 1),
        Act::PageUp => step(model, -(model.page as isize)),
        Act::PageDown => step(model, model.page as isize),
        Act::First => step(model, isize::MIN / 2),
        Act::Last => step(model, isize::MAX / 2),
        Act::NextPanel => model.focus = super::next_panel(model.focus),
        Act::PreviousPanel => model.focus = super::next_panel(super::next_panel(model.focus)),
        Act::Open => open(model, at(model, model.focus), now),
        Act::Row => {
            if let Some(row) =
                digit.and_then(|digit| digit.checked_sub(1)).filter(|row| *row < rows(model, model.focus))
            {
                open(model, Some(row), now);
            }
        }
        Act::Back => {
            super::find::clear(model);
            model.filter = Filter::Everything;
            model.narrow = Narrow::Everything;
            model.cards = Cards::Asking;
            model.told = None;
        }
        Act::Start => start(model),
        // Whose is asked first; leaving that goes on to the areas.
        Act::Mine if model.person.is_none() && model.filter == Filter::Everything => {
            super::who::ask(model, Some(After::Mine));
        }
        Act::Mine => mine(model, now),
        Act::Ended => ended(model, now),
        Act::Undo => super::run::undo_last(model, now),
        Act::Find => super::find::begin(model),
        Act::Who => super::who::ask(model, None),
        Act::Wrong => super::wrong(model),
        Act::Hidden => {
            model.focus = Panel::Exceptions;
            model.cards = if model.cards == Cards::Asking { Cards::All } else { Cards::Asking };
        }
        Act::Narrow => narrow(model),
        Act::PauseAll => super::agents::pause_all(model),
        Act::ApproveShown => {
            let at = at(model, Panel::Approvals).filter(|_| model.focus == Panel::Approvals);
            if let Some(id) = at.and_then(|at| model.approvals().get(at).map(|approval| approval.id)) {
                super::approval::shown(model, id, now);
            }
        }
        Act::Take | Act::Shelve | Act::Resolve | Act::Verify | Act::Assign => return settle(model, act, now),
        _ => {}
    }
    Vec::new()
}

/// What is done with the selected card, without opening it.
fn settle(model: &mut Model, act: Act, now: Now) -> Vec<Effect> {
    let at = at(model, model.focus).filter(|_| model.focus == Panel::Exceptions);
    let Some(card) = at.and_then(|at| model.exceptions().get(at).map(|card| Arc::clone(card))) else {
        return Vec::new();
    };
    model.exception_at = Some(card.id);
    // In a flood one row stands for many: first it is said which.
    if model.flood && model.alike(&card).len() > 1 {
        alike(model, &card, now);
        return Vec::new();
    }
    super::card::settle(model, card.id, act, now)
}

/// Those that a row stands for in a flood.
fn alike(model: &mut Model, card: &Exception, now: Now) {
    let option = |card: &&Arc<Exception>| Choice {
        text: phrase::card(model, card.id, now).map(|card| card.what).unwrap_or_default(),
        note: phrase::time(model, card.raised, now),
        then: Then::OpenCard(card.id),
    };
    let options: Vec<Choice> = model.alike(card).iter().map(option).collect();
    let title = say!(model.words, "flood-title", count = options.len());
    model.popup = Some(Popup::Pick(Pick::new(title, options, "")));
}

/// Whose, how bad, of which procedure, of which case: of what is listed.
fn narrow(model: &mut Model) {
    model.focus = Panel::Exceptions;
    let words = model.words;
    let option = |narrow: Narrow| Choice {
        text: words::narrow(model, &narrow),
        note: String::new(),
        then: Then::Narrow(narrow),
    };
    let me = model.person.as_ref().map(|at| at.person.clone());
    let mut narrows = vec![Narrow::Everything];
    narrows.extend(me.clone().map(Narrow::Of));
    narrows.push(Narrow::Nobodys);
    narrows.extend([Severity::High, Severity::Medium, Severity::Low].map(Narrow::Only));
    let cards = || model.snapshot.iter().flat_map(|snapshot| &snapshot.exceptions);
    let owners: BTreeSet<_> =
        cards().filter_map(|card| card.owner.clone()).filter(|of| Some(of) != me.as_ref()).collect();
    let sops: BTreeSet<_> = cards().filter_map(|card| card.sop.clone()).collect();
    let cases: BTreeSet<_> = cards().filter_map(|card| card.case.clone()).collect();
    narrows.extend(owners.into_iter().map(Narrow::Of));
    narrows.extend(sops.into_iter().map(Narrow::Sop));
    narrows.extend(cases.into_iter().map(Narrow::Case));
    let options = narrows.into_iter().map(option).collect();
    model.popup = Some(Popup::Pick(Pick::new(say!(words, "narrow-title"), options, "")));
}

fn rows(model: &Model, panel: Panel) -> usize {
    match panel {
        Panel::Due => model.due().len(),
        Panel::Exceptions => model.exceptions().len(),
        Panel::Approvals => model.approvals().len(),
    }
}

/// The row of the selected item; the first, where it is gone.
pub(super) fn at(model: &Model, panel: Panel) -> Option<usize> {
    let found = match panel {
        Panel::Due => model.due().iter().position(|run| Some(run.id) == model.due_at),
        Panel::Exceptions => model.exceptions().iter().position(|exception| Some(exception.id) == model.exception_at),
        Panel::Approvals => model.approvals().iter().position(|approval| Some(approval.id) == model.approval_at),
    };
    (rows(model, panel) > 0).then(|| found.unwrap_or(0))
}

fn step(model: &mut Model, by: isize) {
    let Some(at) = at(model, model.focus) else { return };
    let to = at.saturating_add_signed(by).min(rows(model, model.focus) - 1);
    match model.focus {
        Panel::Due => model.due_at = model.due().get(to).map(|run| run.id),
        Panel::Exceptions => model.exception_at = model.exceptions().get(to).map(|exception| exception.id),
        Panel::Approvals => model.approval_at = model.approvals().get(to).map(|approval| approval.id),
    }
}

fn open(model: &mut Model, row: Option<usize>, now: Now) {
    let Some(row) = row else { return };
    match model.focus {
        Panel::Due => {
            if let Some(run) = model.due().get(row).map(|run| run.id) {
                model.due_at = Some(run);
                open_run(model, run, now);
            }
        }
        Panel::Exceptions => {
            if let Some(card) = model.exceptions().get(row).map(|card| Arc::clone(card)) {
                model.exception_at = Some(card.id);
                if model.flood && model.alike(&card).len() > 1 {
                    alike(model, &card, now);
                } else {
                    model.card_scroll = 0;
                    model.view = View::Card(card.id);
                }
            }
        }
        Panel::Approvals => {
            if let Some(id) = model.approvals().get(row).map(|approval| approval.id) {
                super::approval::show(model, id);
            }
        }
    }
}

/// Shows a run at its first open line.
pub(super) fn open_run(model: &mut Model, run: RunId, now: Now) {
    model.view = View::Run(RunView { run, at: None, reading: String::new() });
    super::run::settle(model, now);
}

/// After a snapshot: the selection stays with its item, or goes to the one that took its row.
pub(super) fn hold_on(model: &mut Model, now: Now) {
    match &model.view {
        View::Board
        | View::Approval(_)
        | View::Day(_)
        | View::Journal(_)
        | View::Sops(_)
        | View::People(_)
        | View::Agents(_)
        | View::Wallboard => {}
        View::Card(id) => {
            let id = *id;
            if !model.is_listed(id) && model.card_over != Some(id) {
                super::views::home(model);
                model.tell(say!(model.words, "done-card-gone", card = id.to_string()), Tone::Plain, now);
            }
        }
        View::Run(view) => {
            if model.run(view.run).is_none() {
                super::views::home(model);
            } else {
                super::run::settle(model, now);
            }
        }
    }
    super::approval::hold_on(model, now);
    if model.approval_at.is_none_or(|id| !model.is_asked(id)) {
        model.approval_at = None;
    }
    if model.due_at.is_none_or(|id| !model.due().iter().any(|run| run.id == id)) {
        model.due_at = None;
    }
    if model.exception_at.is_none_or(|id| !model.is_listed(id)) {
        model.exception_at = None;
    }
}

/// What can be started by hand: lately used first, then by title.
fn start(model: &mut Model) {
    let Some(snapshot) = &model.snapshot else { return };
    let recent = |id: &SopId| snapshot.recent_starts.iter().position(|of| of == id).unwrap_or(usize::MAX);
    let mut manual: Vec<_> = snapshot.sops.values().filter(|sop| sop.is_manual()).collect();
    manual.sort_by_key(|sop| (recent(&sop.id), sop.title.clone()));
    let choice = |sop: &&std::sync::Arc<crate::domain::sop::Sop>| Choice {
        text: sop.title.clone(),
        note: sop.area.as_ref().map(ToString::to_string).unwrap_or_default(),
        then: Then::Start(sop.id.clone()),
    };
    let options = manual.iter().map(choice).collect();
    model.popup =
        Some(Popup::Pick(Pick::new(say!(model.words, "start-title"), options, say!(model.words, "start-empty"))));
}

/// Asks what the SOP asks, one after the other, then starts it.
pub(super) fn start_sop(model: &mut Model, id: SopId, answers: BTreeMap<String, String>, now: Now) -> Vec<Effect> {
    let Some(sop) = model.snapshot.as_ref().and_then(|snapshot| snapshot.sops.get(&id)).cloned() else {
        return Vec::new();
    };
    if let Some(ask) = sop.ask.iter().find(|ask| !answers.contains_key(&ask.id)) {
        model.popup = Some(Popup::Ask(Ask {
            title: sop.title.clone(),
            about: Vec::new(),
            prompt: ask.text.clone(),
            field: Field::default(),
            to: AskFor::Started { sop: id, answers, ask: ask.id.clone() },
            blank: None,
        }));
        return Vec::new();
    }
    let asked = answers.into_iter().map(|(ask, answer)| (ask, Body::new([0; 16], answer))).collect();
    super::wish(model, Wish::from(Command::StartRun { sop: id, asked }), now)
}

/// Everybody's, mine by role, then each area.
pub(super) fn mine(model: &mut Model, now: Now) {
    let mut filters = vec![Filter::Everything];
    if let Some(person) = model.person_at_keyboard() {
        filters.push(Filter::Roles(person.roles.clone()));
    }
    filters.extend(model.site().into_iter().flat_map(|site| site.areas.keys().cloned()).map(Filter::Area));
    let next = filters.iter().position(|filter| *filter == model.filter).map_or(0, |at| at + 1) % filters.len();
    model.filter = filters.swap_remove(next);
    let said = words::filter(model.words, &model.filter);
    model.tell(said, Tone::Plain, now);
}

/// What is over today: to see who did what, and to take back a slip.
fn ended(model: &mut Model, now: Now) {
    let Some(snapshot) = &model.snapshot else { return };
    let options = snapshot
        .ended
        .iter()
        .map(|run| Choice { text: model.title(run), note: phrase::ended(model, run, now), then: Then::OpenRun(run.id) })
        .collect();
    model.popup =
        Some(Popup::Pick(Pick::new(say!(model.words, "ended-title"), options, say!(model.words, "ended-empty"))));
}
