//! The day: moving along it, opening a run.

use super::super::effect::Effect;
use super::super::model::{Model, Now, View};
use super::super::panes;
use super::views;
use crate::config::keymap::Act;

pub(super) fn act(model: &mut Model, act: Act, digit: Option<usize>, now: Now) -> Vec<Effect> {
    let View::Day(view) = &model.view else { return Vec::new() };
    let selected = view.selected;
    let ids = panes::day::rows(model);
    if let Some(to) = views::moved(model, &ids, selected.as_ref(), act) {
        select(model, Some(to));
        return Vec::new();
    }
    match act {
        Act::Row => {
            if let Some(id) = digit.and_then(|digit| ids.get(digit.checked_sub(1)?).copied()) {
                select(model, Some(id));
                open(model, now);
            }
        }
        Act::Open => open(model, now),
        act => views::common(model, act),
    }
    Vec::new()
}

fn select(model: &mut Model, to: Option<crate::domain::id::RunId>) {
    if let View::Day(view) = &mut model.view {
        view.selected = to;
    }
}

fn open(model: &mut Model, now: Now) {
    let View::Day(view) = &model.view else { return };
    let run = view.selected.or_else(|| panes::day::rows(model).first().copied());
    if let Some(run) = run {
        super::board::open_run(model, run, now);
    }
}
