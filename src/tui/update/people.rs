//! The people: moving among them; opening one shows what was recorded of them.

use super::super::effect::Effect;
use super::super::model::{Model, Now, View};
use super::super::panes;
use super::views;
use crate::config::keymap::Act;

pub(super) fn act(model: &mut Model, act: Act, digit: Option<usize>, now: Now) -> Vec<Effect> {
    let View::People(view) = &model.view else { return Vec::new() };
    let selected = view.selected.clone();
    let ids = panes::people::rows(model);
    if let Some(to) = views::moved(model, &ids, selected.as_ref(), act) {
        select(model, Some(to));
        return Vec::new();
    }
    match act {
        Act::Row => {
            if let Some(id) = digit.and_then(|digit| ids.get(digit.checked_sub(1)?).cloned()) {
                select(model, Some(id));
                open(model, now);
            }
        }
        Act::Open => open(model, now),
        act => views::common(model, act),
    }
    Vec::new()
}

fn select(model: &mut Model, to: Option<crate::domain::id::PersonId>) {
    if let View::People(view) = &mut model.view {
        view.selected = to;
    }
}

fn open(model: &mut Model, now: Now) {
    views::switch(model, Act::ViewJournal, now);
}
