//! One line to type.

use super::draw_field;
use crate::tui::popup::Ask;
use crate::tui::theme::Role;
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Pen, popup};

const WIDE: u16 = 64;

pub(crate) fn draw(ask: &Ask, pen: &mut Pen<'_>) {
    let room = WIDE.min(pen.area.width.saturating_sub(4));
    let mut lines: Vec<(String, Role)> = Vec::new();
    for (at, about) in ask.about.iter().enumerate() {
        let role = if at == 0 { Role::Plain } else { Role::Strong };
        lines.extend(wrapped(about, room, 3).into_iter().map(|line| (line, role)));
    }
    if !lines.is_empty() {
        lines.push((String::new(), Role::Plain));
    }
    lines.extend(wrapped(&ask.prompt, room, 2).into_iter().map(|line| (line, Role::Plain)));
    let blank: Vec<String> = ask.blank.iter().flat_map(|blank| wrapped(blank, room, 2)).collect();
    let high = lines.len() as u16 + 1 + blank.len() as u16;
    let mut pen = popup(pen, &ask.title, WIDE, high);
    // Where it is low, the field stays.
    let first = lines.len().saturating_sub(usize::from(pen.area.height.saturating_sub(1)));
    let mut y = 0;
    for (line, role) in &lines[first..] {
        pen.row(y).text(0, u16::MAX, line, *role);
        y += 1;
    }
    if y < pen.area.height {
        let mut row = pen.row(y);
        let sign = row.theme.signs.selected;
        row.text(0, 1, sign, Role::Key);
        draw_field(&ask.field, 2, &mut row);
        y += 1;
    }
    for line in blank {
        if y < pen.area.height {
            pen.row(y).text(0, u16::MAX, &line, Role::Muted);
            y += 1;
        }
    }
}
