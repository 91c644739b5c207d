//! Decisions asked of a person. Until agents exist, its empty look.

use super::{Look, say};
use crate::tui::model::{Model, Panel};
use crate::tui::theme::Role;
use crate::tui::widgets::{Frame, Pen};
use crate::tui::words;

pub(crate) fn draw(model: &Model, look: &Look, pen: &mut Pen<'_>) -> usize {
    let focused = model.focus == Panel::Approvals && model.popup.is_none();
    let inside = Frame { title: words::APPROVALS, note: "", note_role: Role::Muted, focused }.draw(pen);
    let sentences = match look {
        Look::Loading => vec![(words::LOADING.to_owned(), Role::Muted)],
        Look::Live | Look::Old { .. } => {
            vec![(words::NO_APPROVALS.to_owned(), Role::Plain), (words::APPROVALS_HINT.to_owned(), Role::Muted)]
        }
    };
    say(&mut pen.inside(inside), &sentences);
    1
}
