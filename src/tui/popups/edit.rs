//! A payload written anew: every part that may be, the one that is typed in as large as there is room.

use crate::tui::area::Area;
use crate::tui::model::Model;
use crate::tui::phrase;
use crate::tui::popup::EditAsk;
use crate::tui::theme::Role;
use crate::tui::widgets::exact::{self, Begins, Letters, Shown};
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Pen, popup, width};
use crate::words::say;
use ratatui::layout::Rect;

const WIDE: u16 = 100;
/// Rows of the part that is typed in, at least, where the screen has them.
const LEAST: u16 = 6;

/// Says how many rows the part that is typed in has.
pub(crate) fn draw(model: &Model, edit: &EditAsk, pen: &mut Pen<'_>) -> usize {
    let wide = WIDE.min(pen.area.width.saturating_sub(4));
    let hint = match &edit.told {
        Some(told) => (wrapped(told, wide, 2), Role::Warn),
        None => (wrapped(&say!(model.words, "edit-hint"), wide, 2), Role::Muted),
    };
    let others = edit.parts.len() as u16 - 1;
    let fixed = others + hint.0.len() as u16 + 2;
    let names = edit.parts.iter().map(|(part, _)| width(&phrase::approvals::part(model.words, part))).max();
    let names = names.unwrap_or(0).min(wide / 3);
    let room = wide.saturating_sub(names + 4).max(1);
    let wanted = edit.parts.get(edit.at).map_or(0, |(_, area)| typed(area, "", room).0.len() as u16);
    let most = pen.area.height.saturating_sub(fixed + 2);
    let high = fixed + wanted.clamp(LEAST.min(most), most.max(1));
    let title = say!(model.words, "edit-title", id = edit.approval.to_string());
    let mut pen = popup(pen, &title, wide, high);
    let area = pen.area;
    let typed_rows = area.height.saturating_sub(fixed).max(1);
    let mut y = 0;
    for (at, (part, text)) in edit.parts.iter().enumerate() {
        if y >= area.height {
            break;
        }
        let chosen = at == edit.at;
        let name = phrase::approvals::part(model.words, part);
        pen.row(y).text(0, names, &name, if chosen { Role::Strong } else { Role::Muted });
        if !chosen {
            let first = text.text().lines().next().unwrap_or_default();
            let more = if text.text().lines().nth(1).is_some() { pen.theme.signs.more } else { "" };
            pen.row(y).text(names + 4, u16::MAX, &format!("{first}{more}"), Role::Muted);
            y += 1;
            continue;
        }
        let caret = pen.theme.signs.caret;
        let (lines, caret_at) = typed(text, caret, room);
        let rows = typed_rows.min(area.height - y);
        let from = (caret_at + 1).saturating_sub(usize::from(rows));
        let body =
            Rect { x: area.x + names + 2, y: area.y + y, width: area.width.saturating_sub(names + 2), height: rows };
        let mut body = pen.inside(body);
        for (y, line) in lines.iter().skip(from).take(usize::from(rows)).enumerate() {
            let mut row = body.row(y as u16);
            let signs = row.theme.signs;
            row.text(0, 1, if line.begins == Begins::Anew { signs.border[5] } else { signs.dot }, Role::Border);
            let mut x = 2;
            for (text, role) in &line.parts {
                x += row.text(x, u16::MAX, text, *role);
            }
        }
        y += rows;
    }
    for (at, line) in hint.0.iter().rev().enumerate() {
        // Where it is low, the text stays.
        if let Some(y) = area.height.checked_sub(1 + at as u16).filter(|last| *last >= y) {
            pen.row(y).text(0, u16::MAX, line, hint.1);
        }
    }
    usize::from(typed_rows)
}

/// A text with its caret in lines, and the line that the caret is in.
fn typed(area: &Area, caret: &str, room: u16) -> (Vec<Shown>, usize) {
    let (before, after) = area.parts();
    let lines = exact::lines(&[(before, Role::Plain), (caret, Role::Key), (after, Role::Plain)], Letters::Any, room);
    let at = lines.iter().position(|line| line.parts.iter().any(|(_, role)| *role == Role::Key));
    (lines, at.unwrap_or(0))
}
