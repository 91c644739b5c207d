//! Every command: a line to type, and below it what matches, each with its key, or why not here.

use super::draw_field;
use crate::tui::model::Model;
use crate::tui::popup::Commands;
use crate::tui::theme::Role;
use crate::tui::update;
use crate::tui::widgets::{Pen, popup, width};
use crate::words::say;

const WIDE: u16 = 64;
/// As many rows as help a choice; the box keeps its size while letters are typed.
const ROWS: u16 = 14;

pub(crate) fn draw(model: &Model, commands: &Commands, pen: &mut Pen<'_>) -> usize {
    let found = update::commands(model, commands.typed.text());
    let mut pen = popup(pen, &say!(model.words, "commands-title"), WIDE, ROWS + 2);
    let mut prompt = pen.row(0);
    prompt.text(0, 1, ":", Role::Key);
    draw_field(&commands.typed, 2, &mut prompt);
    let height = usize::from(pen.area.height).saturating_sub(2);
    if found.is_empty() && height > 0 {
        pen.row(2).text(0, u16::MAX, &say!(model.words, "commands-none"), Role::Muted);
    }
    let at = commands.at.min(found.len().saturating_sub(1));
    let rows = height.min(found.len());
    let from = (at + 1).saturating_sub(rows.max(1));
    for (y, (number, command)) in found.iter().enumerate().skip(from).take(rows).enumerate() {
        let row = pen.row(2 + y as u16).numbered(number);
        let mut row = if number == at { row.selected() } else { row };
        let edge = row.area.width.saturating_sub(1);
        let (note, note_role, role) = match (&command.why_not, &command.key) {
            (Some(why), _) => (why.as_str(), Role::Muted, Role::Muted),
            (None, Some(key)) => (key.as_str(), Role::Key, Role::Plain),
            (None, None) => ("", Role::Key, Role::Plain),
        };
        let note_at = edge.saturating_sub(width(note)).max(edge / 2);
        row.text(1, note_at.saturating_sub(2), &command.desc, role);
        row.text(note_at, edge.saturating_sub(note_at), note, note_role);
    }
    rows.max(1)
}
