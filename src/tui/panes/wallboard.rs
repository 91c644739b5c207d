//! Read from across the room: the time, the counts, whether all is well. Nothing private, nothing to press.

use super::Look;
use crate::tui::model::{Model, Now};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;
use crate::words::say;

pub(crate) fn draw(model: &Model, now: Now, look: &Look, pen: &mut Pen<'_>) {
    if *look == Look::Loading {
        pen.row(0).text(1, u16::MAX, &say!(model.words, "panel-loading"), Role::Muted);
        return;
    }
    super::tiny::draw(model, now, pen);
}
