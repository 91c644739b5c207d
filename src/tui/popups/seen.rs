//! When the next answers were seen, and from what.

use super::draw_field;
use crate::tui::model::{Model, Now};
use crate::tui::popup::SeenAsk;
use crate::tui::seen;
use crate::tui::theme::Role;
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Pen, popup};
use crate::words::say;

const WIDE: u16 = 50;

pub(crate) fn draw(model: &Model, ask: &SeenAsk, now: Now, pen: &mut Pen<'_>) -> usize {
    let Some(run) = model.run(ask.run) else { return 1 };
    let typed = seen::read(ask.typed.text());
    let sources = seen::sources(model, run, typed.from);
    let room = WIDE.min(pen.area.width.saturating_sub(4));
    let (below, role) = match &ask.told {
        Some(told) => (wrapped(told, room, 3), Role::Warn),
        None => (wrapped(&say!(model.words, "hands-seen-help"), room, 3), Role::Muted),
    };
    let rows_wanted = sources.len().max(1);
    let high = (rows_wanted + below.len() + 3).min(usize::from(u16::MAX)) as u16;
    let mut pen = popup(pen, &say!(model.words, "hands-seen-title"), WIDE, high);
    let mut prompt = pen.row(0);
    let used = prompt.text(0, u16::MAX, &say!(model.words, "hands-seen-prompt"), Role::Muted);
    draw_field(&ask.typed, used + 1, &mut prompt);
    if let Some(at) = typed.time.and_then(|time| seen::instant(time, run, model.calendar()?, now.wall)) {
        let said = say!(model.words, "told-observed-at", at = crate::tui::phrase::time(model, at, now));
        prompt.right(u16::MAX, &said, Role::Muted);
    }
    let height = usize::from(pen.area.height);
    // Where it is low, the names stay.
    let tail = if height >= rows_wanted + below.len() + 3 { below.len() + 1 } else { 0 };
    let rows = height.saturating_sub(2 + tail).min(rows_wanted);
    let at = ask.at.min(sources.len().saturating_sub(1));
    let from = (at + 1).saturating_sub(rows.max(1));
    if sources.is_empty() && rows > 0 {
        pen.row(2).selected().text(1, u16::MAX, typed.from, Role::Plain);
    }
    for (y, (number, source)) in sources.iter().enumerate().skip(from).take(rows).enumerate() {
        let row = pen.row(2 + y as u16);
        let mut row = if number == at { row.selected() } else { row };
        if source.is_empty() {
            row.text(1, u16::MAX, &say!(model.words, "hands-seen-itself"), Role::Muted);
        } else {
            row.text(1, u16::MAX, &seen::source(model, source), Role::Plain);
        }
    }
    if tail > 0 {
        for (y, line) in below.iter().enumerate() {
            pen.row((3 + rows + y) as u16).text(0, u16::MAX, line, role);
        }
    }
    rows.max(1)
}
