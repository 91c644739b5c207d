//! The people: moving among them; opening one shows what they did today; choosing oneself signs in.

use super::super::effect::Effect;
use super::super::model::{AtKeyboard, Model, Now, Tone, View};
use super::super::{panes, phrase};
use super::views;
use crate::config::keymap::Act;
use crate::domain::id::PersonId;
use crate::words::say;

pub(super) fn act(model: &mut Model, act: Act, digit: Option<usize>, now: Now) -> Vec<Effect> {
    let ids = panes::people::rows(model, now);
    let at = selected(model, now);
    if let Some(to) = views::moved(model, &ids, at.as_ref(), act) {
        select(model, to);
        return Vec::new();
    }
    match act {
        Act::Row => {
            if let Some(id) = digit.and_then(|digit| ids.get(digit.checked_sub(1)?).cloned()) {
                select(model, id);
                open(model, now);
            }
        }
        Act::Open => open(model, now),
        Act::SignIn => sign_in(model, now),
        act => views::common(model, act),
    }
    Vec::new()
}

/// The first, where nobody was chosen or whoever was is gone.
pub(super) fn selected(model: &Model, now: Now) -> Option<PersonId> {
    let View::People(view) = &model.view else { return None };
    let ids = panes::people::rows(model, now);
    view.selected.clone().filter(|id| ids.contains(id)).or_else(|| ids.into_iter().next())
}

fn select(model: &mut Model, to: PersonId) {
    if let View::People(view) = &mut model.view {
        view.selected = Some(to);
    }
}

fn open(model: &mut Model, now: Now) {
    if let Some(person) = selected(model, now) {
        select(model, person);
        views::switch(model, Act::ViewJournal, now);
    }
}

fn sign_in(model: &mut Model, now: Now) {
    let Some(person) = selected(model, now) else { return };
    select(model, person.clone());
    let said = say!(model.words, "people-signed-in", name = phrase::person(model, &person));
    model.person = Some(AtKeyboard { person, last_key: now.since_start });
    model.tell(said, Tone::Plain, now);
}
