//! Boxes: a panel with its title and counts, and the box of a popup.

use super::text::{Pen, width};
use crate::tui::theme::Role;
use ratatui::layout::Rect;

pub(crate) struct Frame<'a> {
    pub title: &'a str,
    /// At the right of the title.
    pub note: &'a str,
    pub note_role: Role,
    pub focused: bool,
}

impl Frame<'_> {
    /// Draws the box; what is left inside.
    pub(crate) fn draw(&self, pen: &mut Pen<'_>) -> Rect {
        let area = pen.area;
        if area.width < 2 || area.height < 2 {
            return Rect { width: 0, height: 0, ..area };
        }
        let [top_left, top_right, bottom_left, bottom_right, across, down] = pen.theme.signs.border;
        let role = if self.focused { Role::FocusBorder } else { Role::Border };
        let (last_x, last_y) = (area.width - 1, area.height - 1);
        let line = across.repeat(usize::from(area.width));
        for y in [0, last_y] {
            pen.row(y).text(0, area.width, &line, role);
        }
        for y in 1..last_y {
            let mut row = pen.row(y);
            row.text(0, 1, down, role);
            row.text(last_x, 1, down, role);
        }
        let (mut top, corners) = (pen.row(0), [top_left, top_right]);
        top.text(0, 1, corners[0], role);
        top.text(last_x, 1, corners[1], role);
        let room = area.width.saturating_sub(4);
        let note_room = width(self.note).min(room);
        if !self.note.is_empty() && room > note_room + width(self.title) + 2 {
            let note = format!(" {} ", self.note);
            top.text(last_x - 1 - width(&note).min(last_x - 1), note_room + 2, &note, self.note_role);
        }
        if !self.title.is_empty() {
            let title = format!(" {} ", self.title);
            top.text(1, room + 2, &title, if self.focused { Role::Strong } else { Role::Plain });
        }
        let mut bottom = pen.row(last_y);
        bottom.text(0, 1, bottom_left, role);
        bottom.text(last_x, 1, bottom_right, role);
        Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 }
    }
}

/// A box in the middle, cleared, at most as large as it needs; what is left inside.
pub(crate) fn popup<'p>(pen: &'p mut Pen<'_>, title: &str, wide: u16, high: u16) -> Pen<'p> {
    let area = pen.area;
    let (wide, high) = ((wide + 4).min(area.width), (high + 2).min(area.height));
    let at =
        Rect { x: area.x + (area.width - wide) / 2, y: area.y + (area.height - high) / 3, width: wide, height: high };
    let mut over = pen.inside(at);
    over.fill(" ", Role::Plain);
    over.cut_off();
    let inner = Frame { title, note: "", note_role: Role::Muted, focused: true }.draw(&mut over);
    let padded = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    pen.inside(if inner.width > 2 { padded } else { inner })
}
