//! The pages of the view: what may be seen, how long still, and the code.

use super::{InspectedRow, Model, Page, RowLook};
use crate::tui::theme::Role;
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Pen, width};
use crate::words::{Words, say};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::time::Duration;

/// Lines of a row's second part, at most.
const MORE: usize = 4;

pub(super) fn render(model: &mut Model, now: Duration, area: Rect, buffer: &mut Buffer) {
    let words = Words::default();
    let mut pen = Pen::new(buffer, area, model.theme);
    if model.theme.has_ground() {
        pen.fill(" ", Role::Plain);
    }
    let left = model.ends.saturating_sub(now).as_secs() / 60;
    let mut line = pen.row(0);
    if model.page == Page::Over {
        line.text(1, u16::MAX, &say!(words, "inspect-title"), Role::Strong);
    } else {
        let told = say!(words, "inspect-left", minutes = left);
        let start = line.right(u16::MAX, &format!("{told} "), if left == 0 { Role::Warn } else { Role::Muted });
        let title = format!("{} {} {}", model.records.site, model.theme.signs.dot, say!(words, "inspect-title"));
        line.text(1, start.saturating_sub(2), &title, Role::Strong);
    }
    let body = Rect { y: area.y.saturating_add(2), height: area.height.saturating_sub(3), ..area };
    let body = &mut pen.inside(body);
    let hint = match model.page {
        Page::Hand => hand(model, words, body),
        Page::Choose => choose(model, words, body),
        Page::Sheet => sheet(model, words, body),
        Page::Close => close(model, now, words, body, "inspect-close-hint"),
        Page::Over => close(model, now, words, body, "inspect-over-hint"),
    };
    if area.height > 1 {
        pen.row(area.height - 1).text(1, u16::MAX, &hint, Role::Muted);
    }
}

/// Lines one below the other, wrapped; says how many rows were used.
fn lines(pen: &mut Pen<'_>, from: u16, texts: &[(String, Role)]) -> u16 {
    let room = pen.area.width.saturating_sub(2);
    let mut y = from;
    for (text, role) in texts {
        for part in wrapped(text, room, usize::from(pen.area.height)) {
            if y < pen.area.height {
                pen.row(y).text(1, room, &part, *role);
            }
            y = y.saturating_add(1);
        }
    }
    y
}

fn hand(model: &Model, words: Words, pen: &mut Pen<'_>) -> String {
    let mut texts = vec![
        (say!(words, "inspect-hand"), Role::Plain),
        (say!(words, "inspect-code", code = model.code.as_str()), Role::Strong),
    ];
    texts.extend(model.records.lines.iter().map(|line| (line.clone(), Role::Muted)));
    lines(pen, 0, &texts);
    say!(words, "inspect-remember")
}

fn choose(model: &Model, words: Words, pen: &mut Pen<'_>) -> String {
    let above: Vec<_> = model.records.lines.iter().map(|line| (line.clone(), Role::Muted)).collect();
    // On a low screen the list comes first.
    let from = if pen.area.height > 10 { lines(pen, 0, &above).saturating_add(1) } else { 0 };
    if model.records.sheets.is_empty() {
        lines(pen, from, &[(say!(words, "inspect-none"), Role::Plain)]);
        return say!(words, "inspect-choose");
    }
    let room = usize::from(pen.area.height.saturating_sub(from)).max(1);
    let top = model.selected.saturating_sub(room - 1);
    for (at, sheet) in model.records.sheets.iter().enumerate().skip(top).take(room) {
        let y = from + (at - top) as u16;
        if y >= pen.area.height {
            break;
        }
        let row = pen.row(y);
        let mut row = if at == model.selected { row.selected() } else { row };
        let count = say!(words, "inspect-rows", count = sheet.rows.len() as u64);
        let start = row.right(u16::MAX, &format!("{count} "), Role::Muted);
        row.text(1, start.saturating_sub(2), &sheet.title, Role::Plain);
    }
    say!(words, "inspect-choose")
}

fn sheet(model: &mut Model, words: Words, pen: &mut Pen<'_>) -> String {
    let Some(sheet) = model.records.sheets.get(model.selected) else { return String::new() };
    let head = [(sheet.title.clone(), Role::Strong), (sheet.summary.clone(), Role::Muted)];
    let mut y = if pen.area.height > 8 { lines(pen, 0, &head).saturating_add(1) } else { 0 };
    let mut shown = 0;
    for record in sheet.rows.iter().skip(model.top) {
        let used = row(record, pen, y);
        if y.saturating_add(used) > pen.area.height && shown > 0 {
            break;
        }
        shown += 1;
        y = y.saturating_add(used);
        if y >= pen.area.height {
            break;
        }
    }
    let at = (model.top + shown).min(sheet.rows.len());
    let hint = format!("{at}/{} {} {}", sheet.rows.len(), model.theme.signs.dot, say!(words, "inspect-read"));
    model.shown = shown.max(1);
    hint
}

/// The first line has when, what and the result; the rest stands below, wrapped. A row that does not fit whole is cut.
fn row(record: &InspectedRow, pen: &mut Pen<'_>, y: u16) -> u16 {
    let role = match record.look {
        RowLook::Plain => Role::Plain,
        RowLook::Out => Role::Warn,
        RowLook::Gap | RowLook::Undone => Role::Muted,
    };
    let room = pen.area.width.saturating_sub(2);
    let when = width(&record.when);
    let wide = room > when + 30;
    let mut used = 0;
    let mut put = |pen: &mut Pen<'_>, text: &str, role: Role, indent: u16| {
        if y + used < pen.area.height {
            pen.row(y + used).text(1 + indent, room.saturating_sub(indent), text, role);
        }
        used += 1;
    };
    let indent = if wide { when + 2 } else { 2 };
    let parts = wrapped(&format!("{}  {}", record.what, record.result), room.saturating_sub(indent), MORE);
    let mut parts = parts.iter();
    if wide {
        put(pen, &format!("{}  {}", record.when, parts.next().map_or("", String::as_str)), role, 0);
    } else {
        put(pen, &record.when, Role::Muted, 0);
    }
    for part in parts {
        put(pen, part, role, indent);
    }
    for part in wrapped(&record.more, room.saturating_sub(indent), MORE) {
        put(pen, &part, Role::Muted, indent);
    }
    used
}

fn close(model: &Model, now: Duration, words: Words, pen: &mut Pen<'_>, hint: &str) -> String {
    let stars = "*".repeat(model.typed.len());
    let mut texts = Vec::new();
    if model.page == Page::Over {
        texts.push((say!(words, "inspect-over"), Role::Strong));
    }
    texts.push((say!(words, "inspect-close", typed = stars), Role::Plain));
    if now < model.waits_until {
        texts.push((say!(words, "inspect-wait"), Role::Warn));
    } else if model.wrong > 0 && model.typed.is_empty() {
        texts.push((say!(words, "inspect-wrong"), Role::Warn));
    }
    lines(pen, 0, &texts);
    match hint {
        "inspect-over-hint" => say!(words, "inspect-over-hint"),
        _ => say!(words, "inspect-close-hint"),
    }
}
