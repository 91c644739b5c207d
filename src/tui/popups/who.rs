//! Who is at the keyboard: a number, initials, or part of a name.

use super::draw_field;
use crate::tui::model::Model;
use crate::tui::popup::Who;
use crate::tui::theme::Role;
use crate::tui::update;
use crate::tui::widgets::{Pen, popup, width};
use crate::words::say;

pub(crate) fn draw(model: &Model, who: &Who, pen: &mut Pen<'_>) -> usize {
    let people = update::candidates(model, who.typed.text());
    let all = update::candidates(model, "");
    let mut pen =
        popup(pen, &say!(model.words, "who-title"), 46, all.len().max(1).min(usize::from(u16::MAX) - 2) as u16 + 2);
    let mut prompt = pen.row(0);
    let used = prompt.text(0, u16::MAX, &say!(model.words, "who-prompt"), Role::Muted);
    draw_field(&who.typed, used + 1, &mut prompt);
    let height = usize::from(pen.area.height).saturating_sub(2);
    if people.is_empty() && height > 0 {
        pen.row(2).text(0, u16::MAX, &say!(model.words, "who-empty"), Role::Muted);
    }
    let at = who.at.min(people.len().saturating_sub(1));
    let rows = height.min(people.len());
    let from = (at + 1).saturating_sub(rows.max(1));
    for (y, (number, person)) in people.iter().enumerate().skip(from).take(rows).enumerate() {
        let row = pen.row(2 + y as u16).numbered(number);
        let mut row = if number == at { row.selected() } else { row };
        if number < 9 && who.typed.is_empty() {
            row.text(1, 1, &(number + 1).to_string(), Role::Key);
        }
        row.text(3, 4, &person.initials, Role::Key);
        let roles = person.roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let edge = row.area.width.saturating_sub(1);
        let roles_at = edge.saturating_sub(width(&roles)).max(edge / 2);
        row.text(8, roles_at.saturating_sub(9), &person.name, Role::Plain);
        row.text(roles_at, edge - roles_at, &roles, Role::Muted);
    }
    rows.max(1)
}
