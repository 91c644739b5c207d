//! The bottom line: who is at the keyboard, then what was just done, or which keys do what here.

use crate::config::keymap::{Act, Binding, Hint, Place};
use crate::tui::model::{Model, Now, Panel, SAVING_SHOWN_AFTER, Told, Tone};
use crate::tui::popup::Popup;
use crate::tui::popups::draw_field;
use crate::tui::theme::Role;
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Pen, width};
use crate::tui::{phrase, update, words};
use crate::words::say;
use ratatui::layout::Rect;

/// As many lines as what is said may take, of a screen so high.
const ONE_OF: u16 = 6;
const MOST_LINES: u16 = 3;
/// With less room beside the name, what is said has the line for itself.
const BESIDE: u16 = 40;

/// How many lines it takes: a sentence that is too long for one goes on below.
pub(crate) fn lines(model: &Model, now: Now, area: Rect) -> u16 {
    let most = (area.height / ONE_OF).clamp(1, MOST_LINES);
    match told(model, now) {
        Some(told) if model.finding.is_none() => {
            let (_, room) = place(model, &told.text, area.width);
            (wrapped(&told.text, room, usize::from(most)).len() as u16).max(1)
        }
        Some(_) | None => 1,
    }
}

/// What is said now, unless something is being saved.
fn told(model: &Model, now: Now) -> Option<&Told> {
    model.told.as_ref().filter(|told| told.tone == Tone::NotSaved || !is_saving(model, now))
}

fn is_saving(model: &Model, now: Now) -> bool {
    model.pending.iter().any(|pending| pending.since + SAVING_SHOWN_AFTER <= now.since_start)
}

/// Where what is said begins, and how wide it may be.
fn place(model: &Model, text: &str, wide: u16) -> (u16, u16) {
    let beside = 1 + width(&who(model)).min(wide / 2) + 3;
    let room = |from: u16| wide.saturating_sub(from + 2);
    let from = if room(beside) < BESIDE && width(text) > room(beside) { 0 } else { beside };
    (from, room(from))
}

fn who(model: &Model) -> String {
    let dot = model.theme.signs.dot;
    match model.person_at_keyboard() {
        Some(person) => {
            let role = person.roles.first().map(|role| format!(" {dot} {role}")).unwrap_or_default();
            format!("{}{role}", person.name)
        }
        None => say!(model.words, "line-nobody"),
    }
}

pub(crate) fn draw(model: &Model, now: Now, pen: &mut Pen<'_>) {
    let told = told(model, now);
    if let Some(told) = told.filter(|_| model.finding.is_none()) {
        let (from, room) = place(model, &told.text, pen.area.width);
        if from > 0 {
            draw_who(model, pen);
        }
        for (y, line) in wrapped(&told.text, room, usize::from(pen.area.height)).iter().enumerate() {
            pen.row(y as u16).text(from, u16::MAX, &format!(" {line} "), role(told.tone));
        }
        return;
    }
    let mut x = draw_who(model, pen);
    // What is being typed stays in sight, whatever else is said beside it.
    if let Some(field) = &model.finding {
        x += pen.text(x, 1, "/", Role::Key);
        let line = Rect { x: pen.area.x + x, width: pen.area.width.saturating_sub(x).min(30), ..pen.area };
        draw_field(field, 0, &mut pen.inside(line));
        x += width(field.text()).min(28) + 3;
        let hidden = say!(model.words, "find-hidden", count = update::hidden(model, now));
        x += pen.text(x, u16::MAX, &hidden, Role::Warn) + 3;
    }
    if let Some(told) = told {
        pen.text(x, u16::MAX, &format!(" {} ", told.text), role(told.tone));
        return;
    }
    if is_saving(model, now) {
        pen.text(x, u16::MAX, &say!(model.words, "line-saving"), Role::Warn);
        return;
    }
    let hints = hints(model);
    let wide = |hint: &Hinted| width(&hint.key) + width(&hint.desc) + 3;
    // The way to help stays, whatever else there is no room for; the way back, beside what is done here first.
    let kept = |from: usize| {
        let stays = |at: usize, stay: Stay| stay == Stay::Always || (stay == Stay::AfterFirst && at > 0);
        hints[from + 1..].iter().filter(|hint| stays(from, hint.stay)).map(wide).sum::<u16>()
    };
    let rooms: Vec<u16> = (0..hints.len()).map(kept).collect();
    for (hint, kept) in hints.into_iter().zip(rooms) {
        if x + wide(&hint) + kept > pen.area.width + 2 {
            continue;
        }
        let Hinted { key, desc, .. } = hint;
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

/// How far it takes the line.
fn draw_who(model: &Model, pen: &mut Pen<'_>) -> u16 {
    let known = if model.person_at_keyboard().is_some() { Role::Strong } else { Role::Muted };
    let half = pen.area.width / 2;
    1 + pen.text(1, half, &who(model), known) + 3
}

fn role(tone: Tone) -> Role {
    match tone {
        Tone::Plain | Tone::News => Role::Plain,
        Tone::Refused => Role::Warn,
        Tone::NotSaved => Role::Banner,
    }
}

/// A key of the bottom line, and what it does.
struct Hinted {
    key: String,
    desc: String,
    stay: Stay,
}

/// What a hint gives way to where there is not room for all.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stay {
    Always,
    AfterFirst,
    WhereRoom,
}

/// From the live keymap, in its order.
fn hints(model: &Model) -> Vec<Hinted> {
    let place = update::place(model);
    let (mut first, mut last) = (Vec::new(), Vec::new());
    // On the exceptions' panel: what is done with one comes before what is not about them.
    let on_cards = place == Place::Board && model.focus == Panel::Exceptions && !model.exceptions().is_empty();
    let of_cards = |act: Act| on_cards && matches!(act, Act::Take | Act::Shelve | Act::Resolve);
    let hides = |act: Act| on_cards && matches!(act, Act::Start | Act::Mine);
    // What was shown can be decided at once, where there is more than one of it.
    let batch = |act: Act| act == Act::ApproveShown && update::has_shown_several(model);
    let shown = |binding: &&Binding| {
        (binding.hint == Hint::Shown || of_cards(binding.act) || batch(binding.act)) && !hides(binding.act)
    };
    for binding in model.keymap.of(place).filter(shown) {
        if place == Place::Sops && !update::is_of_use(model, binding.act) {
            continue;
        }
        if place == Place::Card && !update::is_of_use_on_card(model, binding.act) {
            continue;
        }
        if place == Place::Approval && !update::is_of_use_on_approval(model, binding.act) {
            continue;
        }
        let Some(key) = binding.keys.first() else { continue };
        let key = if binding.act == Act::Row && binding.keys.len() == 9 {
            words::ROWS.to_owned()
        } else {
            crate::config::keymap::shown(*key)
        };
        let stay = match binding.act {
            Act::Help => Stay::Always,
            Act::Back => Stay::AfterFirst,
            _ => Stay::WhereRoom,
        };
        let hint = Hinted { key, desc: phrase::key(model.words, binding), stay };
        if matches!(binding.act, Act::Help | Act::Wrong | Act::Why) { last.push(hint) } else { first.push(hint) }
    }
    if matches!(model.popup, Some(Popup::Help { .. } | Popup::Why(_))) {
        last.clear();
    }
    last.sort_by_key(|hint| hint.key == "?");
    first.append(&mut last);
    first
}
