//! The mouse, where it is taken: a click selects, a click on what is selected opens it, the wheel scrolls.

use super::super::effect::Effect;
use super::super::event::Pointed;
use super::super::model::{Model, Now, View};
use super::super::panes::Chosen;
use super::super::popup::Popup;
use super::super::view;
use super::super::widgets::text::Layer;
use super::{place, views};
use crate::config::keymap::{Act, Place};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::{Position, Rect};

/// Rows for a notch of the wheel.
const NOTCH: usize = 3;

pub(super) fn pointed(model: &mut Model, pointed: Pointed, area: Rect, now: Now) -> Vec<Effect> {
    if model.view == View::Wallboard && model.popup.is_none() {
        return views::unlock(model);
    }
    match pointed {
        Pointed::WheelUp => (0..NOTCH).for_each(|_| drop(key(model, Act::Up, now))),
        Pointed::WheelDown => (0..NOTCH).for_each(|_| drop(key(model, Act::Down, now))),
        Pointed::Click { column, row } => return click(model, Position::new(column, row), area, now),
    }
    Vec::new()
}

/// What a key with this act would do here.
fn key(model: &mut Model, act: Act, now: Now) -> Vec<Effect> {
    let none = KeyEvent::new(KeyCode::Null, KeyModifiers::NONE);
    match place(model) {
        Place::Find => super::find::key(model, Some(act), none, now),
        Place::List | Place::Field | Place::Text | Place::Who | Place::Help | Place::Commands => {
            super::popup::key(model, Some(act), none, now)
        }
        place => super::act(model, place, act, None, now),
    }
}

fn click(model: &mut Model, at: Position, area: Rect, now: Now) -> Vec<Effect> {
    let touches = view::touches(model, now, area);
    let over = |layer| (layer == Layer::Popup) == model.popup.is_some();
    let Some(touch) = touches.iter().rev().find(|touch| over(touch.layer) && touch.area.contains(at)) else {
        return Vec::new();
    };
    match &mut model.popup {
        Some(Popup::Pick(pick)) => pick.at = touch.number,
        Some(Popup::Who(who)) => who.at = touch.number,
        Some(Popup::Commands(commands)) => commands.at = touch.number,
        Some(_) => return Vec::new(),
        None => {
            if let Layer::Panel(panel) = touch.layer
                && panel != model.focus
            {
                model.focus = panel;
            } else if touch.chosen == Chosen::Yes {
                // In a run a click says where, and never what.
                let opens = !matches!(model.view, View::Run(_));
                return if opens { key(model, Act::Open, now) } else { Vec::new() };
            }
            key(model, Act::First, now);
            (0..touch.number).for_each(|_| drop(key(model, Act::Down, now)));
            return Vec::new();
        }
    }
    let several = matches!(&model.popup, Some(Popup::Pick(pick)) if pick.marked.is_some());
    key(model, if several { Act::Mark } else { Act::Open }, now)
}
