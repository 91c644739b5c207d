//! The procedures: moving among them, reading one in plain words, starting one by hand.

use super::super::effect::Effect;
use super::super::model::{Model, Now, SopRow, SopsView, Tone, View};
use super::super::panes;
use super::views;
use crate::config::keymap::Act;
use crate::words::say;
use std::collections::BTreeMap;

pub(super) fn act(model: &mut Model, act: Act, digit: Option<usize>, now: Now) -> Vec<Effect> {
    let View::Sops(view) = &model.view else { return Vec::new() };
    let (selected, reading) = (view.selected.clone(), view.reading);
    if act == Act::Start {
        return start(model, now);
    }
    if let Some(from) = reading {
        read(model, from, act);
        return Vec::new();
    }
    let rows = panes::sops::rows(model);
    if let Some(to) = views::moved(model, &rows, selected.as_ref(), act) {
        set(model, Some(to), None);
        return Vec::new();
    }
    match act {
        Act::Row => {
            if let Some(row) = digit.and_then(|digit| rows.get(digit.checked_sub(1)?).cloned()) {
                set(model, Some(row), Some(0));
            }
        }
        Act::Open => {
            let row = selected.filter(|row| rows.contains(row)).or_else(|| rows.first().cloned());
            if row.is_some() {
                set(model, row, Some(0));
            }
        }
        act => views::common(model, act),
    }
    Vec::new()
}

/// Up and down a text that may be longer than the screen.
fn read(model: &mut Model, from: usize, act: Act) {
    let page = model.page.max(1);
    let last = panes::sops::last_line(model);
    let to = match act {
        Act::Up => from.saturating_sub(1),
        Act::Down => from + 1,
        Act::PageUp => from.saturating_sub(page),
        Act::PageDown => from + page,
        Act::First => 0,
        Act::Last => last,
        Act::Back | Act::Open => {
            if let View::Sops(view) = &mut model.view {
                view.reading = None;
            }
            return;
        }
        act => return views::common(model, act),
    };
    if let View::Sops(view) = &mut model.view {
        view.reading = Some(to.min(last));
    }
}

fn set(model: &mut Model, selected: Option<SopRow>, reading: Option<usize>) {
    model.view = View::Sops(SopsView { selected, reading });
}

/// Whether a key does something now: nothing is opened while one is read, and not each is started by hand.
pub(crate) fn is_of_use(model: &Model, act: Act) -> bool {
    let View::Sops(view) = &model.view else { return true };
    match act {
        Act::Open => view.reading.is_none(),
        Act::Start => {
            let row = view.selected.clone().or_else(|| panes::sops::rows(model).into_iter().next());
            let Some(SopRow::Sop(id)) = row else { return false };
            model.snapshot.as_ref().and_then(|snapshot| snapshot.sops.get(&id)).is_some_and(|sop| sop.is_manual())
        }
        _ => true,
    }
}

/// The selected one, where it can be started by hand.
fn start(model: &mut Model, now: Now) -> Vec<Effect> {
    let View::Sops(view) = &model.view else { return Vec::new() };
    let row = view.selected.clone().or_else(|| panes::sops::rows(model).into_iter().next());
    let Some(SopRow::Sop(id)) = row else { return Vec::new() };
    let sop = model.snapshot.as_ref().and_then(|snapshot| snapshot.sops.get(&id)).cloned();
    match sop {
        Some(sop) if sop.is_manual() => super::board::start_sop(model, id, BTreeMap::new(), now),
        Some(sop) => {
            model.tell(say!(model.words, "sops-not-by-hand", title = sop.title.clone()), Tone::Refused, now);
            Vec::new()
        }
        None => Vec::new(),
    }
}
