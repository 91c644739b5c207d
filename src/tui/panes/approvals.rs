//! Decisions asked of a person. Until agents exist, its empty look.

use super::{Look, say};
use crate::tui::model::{Model, Panel};
use crate::tui::theme::Role;
use crate::tui::widgets::{Frame, Pen};
use crate::words::say;

pub(crate) fn draw(model: &Model, look: &Look, pen: &mut Pen<'_>) -> usize {
    let focused = model.focus == Panel::Approvals && model.popup.is_none();
    let inside =
        Frame { title: &say!(model.words, "panel-approvals"), note: "", note_role: Role::Muted, focused }.draw(pen);
    let sentences = match look {
        Look::Loading => vec![(say!(model.words, "panel-loading"), Role::Muted)],
        Look::Live | Look::Old { .. } => {
            vec![
                (say!(model.words, "panel-no-approvals"), Role::Plain),
                (say!(model.words, "panel-approvals-hint"), Role::Muted),
            ]
        }
    };
    say(&mut pen.inside(inside), &sentences);
    1
}
