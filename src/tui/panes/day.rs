//! The business day: what ended, and what is open, each with when and how.

use super::{Chosen, Look, say, scrolled};
use crate::domain::id::RunId;
use crate::domain::run::Run;
use crate::tui::model::{DayView, Model, Now};
use crate::tui::phrase;
use crate::tui::theme::Role;
use crate::tui::widgets::{Frame, Pen};
use crate::words::say;
use std::sync::Arc;

pub(crate) fn draw(model: &Model, view: &DayView, now: Now, look: &Look, pen: &mut Pen<'_>) -> usize {
    let focused = model.popup.is_none();
    let inside = Frame { title: &say!(model.words, "view-day"), note: "", note_role: Role::Muted, focused }.draw(pen);
    let mut pen = pen.inside(inside);
    if *look == Look::Loading {
        say(&mut pen, &[(say!(model.words, "panel-loading"), Role::Muted)]);
        return 1;
    }
    let runs = runs(model);
    if runs.is_empty() {
        say(&mut pen, &[(say!(model.words, "day-empty"), Role::Plain)]);
        return 1;
    }
    let at = view.selected.and_then(|id| runs.iter().position(|run| run.id == id)).unwrap_or(0);
    let rows = usize::from(pen.area.height).min(runs.len());
    let from = scrolled(at, rows);
    for (y, (number, run)) in runs.iter().enumerate().skip(from).take(rows).enumerate() {
        let mut row = Chosen::at(number, at).row(pen.row(y as u16));
        row.text(1, 7, &phrase::short_time(model, run.times.due, now), Role::Muted);
        let edge = row.area.width.saturating_sub(1);
        let how =
            if run.is_open() { phrase::away(model.words, run.times.due, now) } else { phrase::ended(model, run, now) };
        let how_at = (edge / 2).max(9);
        row.text(9, how_at.saturating_sub(10), &model.title(run), Role::Plain);
        let role = if run.is_overdue(now.wall) { Role::Overdue } else { Role::Muted };
        row.text(how_at, edge.saturating_sub(how_at), &how, role);
    }
    rows
}

fn runs(model: &Model) -> Vec<&Arc<Run>> {
    let all = model.snapshot.iter().flat_map(|snapshot| snapshot.ended.iter().chain(&snapshot.runs));
    let mut runs: Vec<&Arc<Run>> =
        all.filter(|run| model.shows(run.role.as_ref(), run.area.as_ref(), &model.title(run))).collect();
    runs.sort_by_key(|run| (run.times.due, run.id));
    runs
}

/// What the selection moves over, in the order shown.
pub(crate) fn rows(model: &Model) -> Vec<RunId> {
    runs(model).into_iter().map(|run| run.id).collect()
}
