//! Decisions asked of people: the soonest first, then what would have been done and is only looked at.

use super::{Chosen, Look, say};
use crate::domain::approval::{Approval, ApprovalStanding};
use crate::tui::model::{Filter, Model, Now, Panel};
use crate::tui::theme::Role;
use crate::tui::widgets::{Frame, Pen, width};
use crate::tui::{phrase, update};
use crate::words::say;

/// Lines of one.
const EACH: usize = 2;

/// How high the panel is to be, of so much: nothing to decide takes little.
pub(crate) fn height(model: &Model, of: u16, least: u16) -> u16 {
    let count = model.approvals().len();
    let wanted = (count * EACH).min(usize::from(of)) as u16 + 2;
    let most = if model.focus == Panel::Approvals { of / 2 } else { of * 3 / 8 };
    wanted.clamp(least, most.max(least))
}

pub(crate) fn draw(model: &Model, now: Now, look: &Look, pen: &mut Pen<'_>) -> usize {
    let focused = model.focus == Panel::Approvals && model.popup.is_none();
    let (note, note_role) = match look {
        Look::Old { since } => (say!(model.words, "panel-old", since = phrase::time(model, *since, now)), Role::Alert),
        Look::Loading => (String::new(), Role::Muted),
        Look::Live => {
            (counted(model, now, pen.area.width), if model.undecided(now) > 0 { Role::Warn } else { Role::Muted })
        }
    };
    let inside = Frame { title: &say!(model.words, "panel-approvals"), note: &note, note_role, focused }.draw(pen);
    let mut pen = pen.inside(inside);
    if *look == Look::Loading {
        say(&mut pen, &[(say!(model.words, "panel-loading"), Role::Muted)]);
        return 1;
    }
    let approvals = model.approvals();
    if approvals.is_empty() {
        say(&mut pen, &nothing(model));
        return 1;
    }
    let height = usize::from(pen.area.height);
    let each = if height < EACH { 1 } else { EACH };
    let rows = (height / each).max(1);
    let at = update::board_at(model, Panel::Approvals);
    let from = super::scrolled(at, rows);
    for (place, (number, approval)) in approvals.iter().enumerate().skip(from).take(rows).enumerate() {
        let y = (place * each) as u16;
        let chosen = if focused { Chosen::at(number, at) } else { Chosen::No };
        if y < pen.area.height {
            first(model, approval, number, now, &mut chosen.row(pen.row(y).numbered(number)));
        }
        if each > 1 && y + 1 < pen.area.height {
            let mut row = chosen.row(pen.row(y + 1).numbered(number));
            row.text(4, u16::MAX, &second(model, approval, now), Role::Muted);
        }
    }
    if from + rows < approvals.len() && height > 0 {
        let sign = pen.theme.signs.down;
        pen.row(height as u16 - 1).right(1, sign, Role::Key);
    }
    rows
}

/// What is asked, and until when.
fn first(model: &Model, approval: &Approval, number: usize, now: Now, row: &mut Pen<'_>) {
    let (sign, role) = sign(model, approval, now);
    if number < 9 {
        row.text(0, 1, &(number + 1).to_string(), Role::Muted);
    }
    row.text(1, 1, sign, role);
    let until = phrase::approvals::until(model, approval, now);
    let until_at = row.area.width.saturating_sub(1).saturating_sub(width(&until)).max(row.area.width / 3);
    let until_role = if is_late(approval, now) { Role::Overdue } else { Role::Muted };
    row.text(until_at, u16::MAX, &until, until_role);
    let what = format!("{} {}", approval.id, phrase::approvals::asked(model, approval));
    row.text(3, until_at.saturating_sub(4), &what, role);
}

/// Who recommends what, and how many said yes.
fn second(model: &Model, approval: &Approval, now: Now) -> String {
    let dot = model.theme.signs.dot;
    let step = model.approval_step(approval, now);
    let said = format!("{} {dot} {step}", phrase::approvals::recommends(model, approval));
    match phrase::approvals::votes(model, approval) {
        Some(votes) => format!("{votes} {dot} {said}"),
        None => said,
    }
}

pub(crate) fn is_late(approval: &Approval, now: Now) -> bool {
    approval.is_pending() && approval.asked.until < now.wall
}

/// A sign and a look; quieter where nothing waits for it.
pub(crate) fn sign(model: &Model, approval: &Approval, now: Now) -> (&'static str, Role) {
    let signs = model.theme.signs;
    match approval.standing {
        ApprovalStanding::Pending if is_late(approval, now) => (signs.high, Role::Warn),
        ApprovalStanding::Pending => (signs.open, Role::Plain),
        ApprovalStanding::Approved { .. } | ApprovalStanding::Reviewed { .. } => (signs.done, Role::Plain),
        ApprovalStanding::Review => (signs.later, Role::Muted),
        _ => (signs.cancelled, Role::Muted),
    }
}

/// `1 late · 2 waiting · 3 to look at`.
fn counted(model: &Model, now: Now, wide: u16) -> String {
    let words = model.words;
    let counts = model.snapshot.as_ref().map(|snapshot| snapshot.approval_counts).unwrap_or_default();
    let late = model.undecided(now);
    let mut said = Vec::new();
    if model.snapshot.as_ref().is_some_and(|snapshot| snapshot.paused.all) {
        said.push(say!(words, "agents-all-paused"));
    }
    if late > 0 {
        said.push(say!(words, "decide-count-late", count = late));
    }
    if counts.waiting > 0 {
        said.push(say!(words, "decide-count-waiting", count = counts.waiting));
    }
    if counts.to_review > 0 {
        said.push(say!(words, "decide-count-review", count = counts.to_review));
    }
    let dot = format!(" {} ", model.theme.signs.dot);
    // What does not fit beside the title is left out, the last first.
    let room = wide.saturating_sub(width(&say!(words, "panel-approvals")) + 8);
    while said.len() > 1 && width(&said.join(&dot)) > room {
        said.pop();
    }
    said.join(&dot)
}

/// Nothing waits; or it does, and is hidden by what is looked for.
fn nothing(model: &Model) -> Vec<(String, Role)> {
    let words = model.words;
    let counts = model.snapshot.as_ref().map(|snapshot| snapshot.approval_counts).unwrap_or_default();
    if counts.waiting + counts.to_review > 0 && (model.filter != Filter::Everything || !model.find.is_empty()) {
        let key = model.keymap.key_for(crate::config::keymap::Place::Board, crate::config::keymap::Act::Back);
        return vec![
            (say!(words, "panel-nothing-shown"), Role::Plain),
            (say!(words, "panel-everything-hint", key = key.unwrap_or_default()), Role::Muted),
        ];
    }
    vec![(say!(words, "panel-no-approvals"), Role::Plain), (say!(words, "panel-approvals-hint"), Role::Muted)]
}
