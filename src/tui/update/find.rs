//! `/`: what is typed narrows the lists at once; the rows that it hides are counted.

use super::super::effect::Effect;
use super::super::field::Field;
use super::super::model::{Model, Now, View};
use super::super::panes;
use super::views;
use crate::config::keymap::Act;
use crossterm::event::{KeyCode, KeyEvent};

/// Nobody looks for more characters than this.
const LONGEST: usize = 200;

pub(super) fn begin(model: &mut Model) {
    let mut field = Field::default();
    field.insert(&model.find);
    model.finding = Some(field);
}

/// A key while it is typed: moving moves what is found, Enter leaves it as it is, Esc shows everything again.
pub(super) fn key(model: &mut Model, act: Option<Act>, key: KeyEvent, now: Now) -> Vec<Effect> {
    match act {
        Some(Act::Open) => {
            model.finding = None;
            return Vec::new();
        }
        Some(Act::Back) => {
            clear(model);
            return Vec::new();
        }
        Some(act @ (Act::Up | Act::Down | Act::PageUp | Act::PageDown)) => {
            return super::act(model, views::place(&model.view), act, None, now);
        }
        _ => {}
    }
    let Some(field) = &mut model.finding else { return Vec::new() };
    match key.code {
        KeyCode::Backspace if field.text().is_empty() => {
            clear(model);
            return Vec::new();
        }
        _ => super::popup::edit(field, key),
    }
    narrowed(model);
    Vec::new()
}

pub(super) fn paste(model: &mut Model, text: &str) {
    if let Some(field) = &mut model.finding {
        field.paste(&text.chars().take(LONGEST).collect::<String>());
        narrowed(model);
    }
}

pub(super) fn clear(model: &mut Model) {
    model.finding = None;
    model.find.clear();
}

fn narrowed(model: &mut Model) {
    if let Some(field) = &model.finding {
        model.find = field.text().trim().chars().take(LONGEST).collect();
    }
}

/// How many rows of this view are hidden by what is typed.
pub(crate) fn hidden(model: &Model, now: Now) -> usize {
    let rows = |model: &Model| match &model.view {
        View::Board => model.due().len() + model.exceptions().len(),
        View::Day(view) => panes::day::count(model, view, now),
        View::Sops(_) => panes::sops::rows(model).len(),
        View::People(_) => panes::people::rows(model, now).len(),
        View::Agents(_) => panes::agents::rows(model).len(),
        View::Run(_) | View::Card(_) | View::Approval(_) | View::Journal(_) | View::Wallboard => 0,
    };
    if let View::Journal(view) = &model.view {
        // Without a copy of what may be thousands.
        let all = panes::journal::known(model, view).map_or(0, |journal| journal.entries.len());
        return all.saturating_sub(panes::journal::rows(model, view, now).len());
    }
    let mut everything = model.clone();
    everything.find.clear();
    if model.view == View::Board {
        // Runs that are only counted are among both.
        let (all, shown) = (everything.due_counts(now).0, model.due_counts(now).0);
        let cards = everything.exceptions().len() - model.exceptions().len();
        let asked = everything.approvals().len() - model.approvals().len();
        return all.saturating_sub(shown) as usize + cards + asked;
    }
    rows(&everything).saturating_sub(rows(model))
}
