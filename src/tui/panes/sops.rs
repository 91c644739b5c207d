//! The procedures in force.

use super::{Chosen, Look, say, scrolled};
use crate::domain::id::SopId;
use crate::domain::sop::Sop;
use crate::tui::model::{Model, Now, SopsView};
use crate::tui::theme::Role;
use crate::tui::widgets::{Frame, Pen, width};
use crate::words::say;
use std::sync::Arc;

pub(crate) fn draw(model: &Model, view: &SopsView, _now: Now, look: &Look, pen: &mut Pen<'_>) -> usize {
    let focused = model.popup.is_none();
    let inside = Frame { title: &say!(model.words, "view-sops"), note: "", note_role: Role::Muted, focused }.draw(pen);
    let mut pen = pen.inside(inside);
    if *look == Look::Loading {
        say(&mut pen, &[(say!(model.words, "panel-loading"), Role::Muted)]);
        return 1;
    }
    let sops = sops(model);
    if sops.is_empty() {
        say(&mut pen, &[(say!(model.words, "panel-no-sops"), Role::Plain)]);
        return 1;
    }
    let at = view.selected.as_ref().and_then(|id| sops.iter().position(|sop| sop.id == *id)).unwrap_or(0);
    let rows = usize::from(pen.area.height).min(sops.len());
    let from = scrolled(at, rows);
    for (y, (number, sop)) in sops.iter().enumerate().skip(from).take(rows).enumerate() {
        let mut row = Chosen::at(number, at).row(pen.row(y as u16));
        let edge = row.area.width.saturating_sub(1);
        let id_at = edge.saturating_sub(width(sop.id.as_str())).max(edge / 2);
        row.text(1, id_at.saturating_sub(2), &sop.title, Role::Plain);
        row.text(id_at, edge.saturating_sub(id_at), sop.id.as_str(), Role::Muted);
    }
    rows
}

fn sops(model: &Model) -> Vec<&Arc<Sop>> {
    let all = model.snapshot.iter().flat_map(|snapshot| snapshot.sops.values());
    let mut sops: Vec<&Arc<Sop>> =
        all.filter(|sop| model.shows(sop.role.as_ref(), sop.area.as_ref(), &sop.title)).collect();
    sops.sort_by_key(|sop| (sop.title.to_lowercase(), sop.id.clone()));
    sops
}

/// What the selection moves over, in the order shown.
pub(crate) fn rows(model: &Model) -> Vec<SopId> {
    sops(model).into_iter().map(|sop| sop.id.clone()).collect()
}
