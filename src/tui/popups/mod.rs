//! What lies over the panes, one a file.

pub(crate) mod ask;
pub(crate) mod commands;
pub(crate) mod edit;
pub(crate) mod help;
pub(crate) mod pick;
pub(crate) mod seen;
pub(crate) mod who;
pub(crate) mod why;

use super::field::Field;
use super::theme::Role;
use super::widgets::{Pen, width};

/// A field with its caret; the end that is being typed at is what is seen.
pub(crate) fn draw_field(field: &Field, x: u16, pen: &mut Pen<'_>) {
    let room = pen.area.width.saturating_sub(x + 1);
    let (before, after) = field.parts();
    // The tail before the caret: enough characters to fill the line, whatever their width.
    let from = before.char_indices().rev().nth(usize::from(room)).map_or(0, |(at, _)| at);
    let mut tail = &before[from..];
    while width(tail) + 1 > room {
        let mut chars = tail.chars();
        if chars.next().is_none() {
            break;
        }
        tail = chars.as_str();
    }
    let used = pen.text(x, room, tail, Role::Strong);
    let caret = pen.theme.signs.caret;
    let caret = pen.text(x + used, 1, caret, Role::Strong);
    pen.text(x + used + caret, room.saturating_sub(used + caret), after, Role::Strong);
}
