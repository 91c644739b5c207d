//! Counts only, for a terminal too small for rows; and the counts of the panels that are not shown.

use crate::tui::model::{Model, Now, Panel};
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;
use crate::tui::words;
use crate::words::say;

pub(crate) fn draw(model: &Model, now: Now, pen: &mut Pen<'_>) {
    let banners = super::header::banners(model, now);
    let mut lines: Vec<(String, Role)> = banners.into_iter().map(|banner| (banner, Role::Banner)).collect();
    let [due, overdue, exceptions] = counts(model, now);
    lines.push((overdue.0, if overdue.1 { Role::Overdue } else { Role::Plain }));
    lines.push((exceptions.0, if exceptions.1 { Role::Warn } else { Role::Plain }));
    lines.extend(asked(model).map(|asked| (asked, Role::Warn)));
    lines.push((due.0, Role::Plain));
    for (y, (line, role)) in lines.iter().enumerate().take(usize::from(pen.area.height)) {
        pen.row(y as u16).text(0, u16::MAX, line, *role);
    }
}

/// One line: which panel this is, and how the others stand.
pub(crate) fn tabs(model: &Model, now: Now, pen: &mut Pen<'_>) {
    let [due, overdue, exceptions] = counts(model, now);
    let dot = model.theme.signs.dot;
    let mut x = 1;
    let shown = |panel| if model.focus == panel { Role::Strong } else { Role::Muted };
    x += pen.text(x, u16::MAX, &due.0, shown(Panel::Due));
    if overdue.1 {
        x += pen.text(x, u16::MAX, &format!(" {dot} {}", overdue.0), Role::Overdue);
    }
    x += pen.text(x, u16::MAX, &format!(" {dot} "), Role::Muted);
    let role = if exceptions.1 && model.focus != Panel::Exceptions { Role::Warn } else { shown(Panel::Exceptions) };
    x += pen.text(x, u16::MAX, &exceptions.0, role);
    let waiting = asked(model);
    let said = waiting.clone().unwrap_or_else(|| say!(model.words, "panel-approvals"));
    let role = if waiting.is_some() && model.focus != Panel::Approvals { Role::Warn } else { shown(Panel::Approvals) };
    x += pen.text(x, u16::MAX, &format!(" {dot} "), Role::Muted);
    pen.text(x, u16::MAX, &said, role);
}

/// Due, overdue, exceptions; each with whether it is any.
fn counts(model: &Model, now: Now) -> [(String, bool); 3] {
    let Some(snapshot) = &model.snapshot else {
        return [(say!(model.words, "panel-loading"), false), (String::new(), false), (String::new(), false)];
    };
    let due = model.due();
    let overdue = due.iter().filter(|run| run.is_overdue(now.wall)).count();
    let [due, late, exceptions] = words::counts(model.words, due.len(), overdue, snapshot.open_exceptions);
    [(due, true), (late, overdue > 0), (exceptions, snapshot.open_exceptions > 0)]
}

/// How many decisions wait, where any do.
fn asked(model: &Model) -> Option<String> {
    let waiting = model.snapshot.as_ref()?.approval_counts.waiting;
    (waiting > 0).then(|| say!(model.words, "count-approvals", count = waiting))
}
