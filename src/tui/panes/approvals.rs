//! Decisions asked of a person. Until agents exist, its empty look.

use super::{Look, say};
use crate::tui::model::{Model, Now, Panel};
use crate::tui::phrase;
use crate::tui::theme::Role;
use crate::tui::widgets::{Frame, Pen};
use crate::words::say;

pub(crate) fn draw(model: &Model, now: Now, look: &Look, pen: &mut Pen<'_>) -> usize {
    let focused = model.focus == Panel::Approvals && model.popup.is_none();
    let note = match look {
        Look::Old { since } => say!(model.words, "panel-old", since = phrase::time(model, *since, now)),
        Look::Loading | Look::Live => String::new(),
    };
    let inside =
        Frame { title: &say!(model.words, "panel-approvals"), note: &note, note_role: Role::Alert, focused }.draw(pen);
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
