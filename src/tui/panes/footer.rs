//! The bottom line: who is at the keyboard, then what was just done, or which keys do what here.

use crate::config::keymap::{Act, Hint};
use crate::tui::model::{Model, Now, SAVING_SHOWN_AFTER, Tone};
use crate::tui::popup::Popup;
use crate::tui::popups::draw_field;
use crate::tui::theme::Role;
use crate::tui::widgets::{Pen, width};
use crate::tui::{phrase, update, words};
use crate::words::say;
use ratatui::layout::Rect;

pub(crate) fn draw(model: &Model, now: Now, pen: &mut Pen<'_>) {
    let dot = model.theme.signs.dot;
    let who = match model.person_at_keyboard() {
        Some(person) => {
            let role = person.roles.iter().next().map(|role| format!(" {dot} {role}")).unwrap_or_default();
            format!("{}{role}", person.name)
        }
        None => say!(model.words, "line-nobody"),
    };
    let known = if model.person_at_keyboard().is_some() { Role::Strong } else { Role::Muted };
    let half = pen.area.width / 2;
    let mut x = 1 + pen.text(1, half, &who, known) + 3;
    let saving = model.pending.iter().any(|pending| pending.since + SAVING_SHOWN_AFTER <= now.since_start);
    // What is being typed stays in sight, whatever else is said beside it.
    if let Some(field) = &model.finding {
        x += pen.text(x, 1, "/", Role::Key);
        let line = Rect { x: pen.area.x + x, width: pen.area.width.saturating_sub(x).min(30), ..pen.area };
        draw_field(field, 0, &mut pen.inside(line));
        x += width(field.text()).min(28) + 3;
        let hidden = say!(model.words, "find-hidden", count = update::hidden(model, now));
        x += pen.text(x, u16::MAX, &hidden, Role::Warn) + 3;
    }
    if let Some(told) = model.told.as_ref().filter(|told| told.tone == Tone::NotSaved || !saving) {
        let role = match told.tone {
            Tone::Plain | Tone::News => Role::Plain,
            Tone::Refused => Role::Warn,
            Tone::NotSaved => Role::Banner,
        };
        pen.text(x, u16::MAX, &format!(" {} ", told.text), role);
        return;
    }
    if saving {
        pen.text(x, u16::MAX, &say!(model.words, "line-saving"), Role::Warn);
        return;
    }
    let hints = hints(model);
    let wide = |(key, desc): &(String, String)| width(key) + width(desc) + 3;
    let last = hints.last().map_or(0, wide);
    let count = hints.len();
    for (at, hint) in hints.into_iter().enumerate() {
        // The way to help stays, whatever else there is no room for.
        let kept = if at + 1 == count { 0 } else { last };
        if x + wide(&hint) + kept > pen.area.width + 2 {
            continue;
        }
        let (key, desc) = hint;
        x += pen.text(x, u16::MAX, &key, Role::Key) + 1;
        x += pen.text(x, u16::MAX, &desc, Role::Muted) + 2;
    }
    if !model.mistakes.is_empty() {
        let mistakes = say!(model.words, "looks-mistakes", count = model.mistakes.len());
        if x + 1 + width(&mistakes) <= pen.area.width {
            pen.right(u16::MAX, &mistakes, Role::Warn);
        }
    }
}

/// From the live keymap, in its order.
fn hints(model: &Model) -> Vec<(String, String)> {
    let place = update::place(model);
    let (mut first, mut last) = (Vec::new(), Vec::new());
    for binding in model.keymap.of(place).filter(|binding| binding.hint == Hint::Shown) {
        let Some(key) = binding.keys.first() else { continue };
        let key = if binding.act == Act::Row && binding.keys.len() == 9 {
            words::ROWS.to_owned()
        } else {
            crate::config::keymap::shown(*key)
        };
        let hint = (key, phrase::key(model.words, binding));
        if matches!(binding.act, Act::Help | Act::Wrong) { last.push(hint) } else { first.push(hint) }
    }
    if matches!(model.popup, Some(Popup::Help { .. })) {
        last.clear();
    }
    last.sort_by_key(|(key, _)| key == "?");
    first.append(&mut last);
    first
}
