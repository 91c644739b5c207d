//! What is outside the expected pattern: the worst first, how old, who has it, and the next step.

use super::{Look, say, scrolled};
use crate::config::keymap::{Act, Place};
use crate::domain::exception::{Exception, Severity, Status};
use crate::tui::model::{Model, Now, Panel};
use crate::tui::theme::Role;
use crate::tui::widgets::{Frame, Pen, width};
use crate::tui::{phrase, update, words};

pub(crate) fn draw(model: &Model, now: Now, look: &Look, pen: &mut Pen<'_>) -> usize {
    let focused = model.focus == Panel::Exceptions && model.popup.is_none();
    let open = model.snapshot.as_ref().map_or(0, |snapshot| snapshot.open_exceptions);
    let (note, note_role) = match look {
        Look::Loading => (String::new(), Role::Muted),
        Look::Old { since } => (words::old_note(&phrase::time(model, *since, now)), Role::Alert),
        Look::Live => (words::open_count(open), if open > 0 { Role::Warn } else { Role::Muted }),
    };
    let inside = Frame { title: words::EXCEPTIONS, note: &note, note_role, focused }.draw(pen);
    let mut pen = pen.inside(inside);
    if *look == Look::Loading {
        say(&mut pen, &[(words::LOADING.to_owned(), Role::Muted)]);
        return 1;
    }
    let exceptions = model.exceptions();
    if exceptions.is_empty() {
        let key = model.keymap.key_for(Place::Board, Act::Wrong).unwrap_or_default();
        let sentences = [(words::NO_EXCEPTIONS.to_owned(), Role::Plain), (words::exceptions_hint(&key), Role::Muted)];
        say(&mut pen, &sentences);
        return 1;
    }
    let height = usize::from(pen.area.height);
    let at = update::board_at(model, Panel::Exceptions);
    let rows = (height / 2).max(usize::from(height > 0));
    let from = scrolled(at, rows);
    let blinks = exceptions.iter().position(|exception| is_untaken(exception));
    for (y, (number, exception)) in exceptions.iter().enumerate().skip(from).take(rows).enumerate() {
        let y = y as u16 * 2;
        let chosen = focused && number == at;
        let row = pen.row(y);
        let mut row = if chosen { row.selected() } else { row };
        draw_what(model, exception, number, blinks == Some(number), now, &mut row);
        if y + 1 < pen.area.height {
            let row = pen.row(y + 1);
            let mut row = if chosen { row.selected() } else { row };
            row.text(4, row.area.width.saturating_sub(5), &next_step(model, exception, now), Role::Muted);
        }
    }
    rows
}

/// High, and nobody has it.
fn is_untaken(exception: &Exception) -> bool {
    exception.severity == Severity::High && exception.status == Status::Open && exception.owner.is_none()
}

fn draw_what(model: &Model, exception: &Exception, number: usize, blinks: bool, now: Now, row: &mut Pen<'_>) {
    let (sign, role) = sign(model, exception);
    let role_of_sign = if blinks { Role::Untaken } else { role };
    let age = phrase::duration(now.wall - exception.raised);
    if number < 9 {
        row.text(0, 1, &(number + 1).to_string(), Role::Muted);
    }
    row.text(1, 1, sign, role_of_sign);
    let edge = row.area.width.saturating_sub(1);
    let age_at = edge.saturating_sub(width(&age));
    let what = phrase::card(model, exception.id, now).map(|card| card.what).unwrap_or_default();
    row.text(3, age_at.saturating_sub(4), &what, role);
    row.text(age_at, u16::MAX, &age, Role::Muted);
}

/// A sign and a look for how bad it is; quieter once somebody has it.
pub(crate) fn sign(model: &Model, exception: &Exception) -> (&'static str, Role) {
    let signs = model.theme.signs;
    let taken = exception.status != Status::Open;
    match exception.severity {
        Severity::High => (signs.high, if taken { Role::Warn } else { Role::Alert }),
        Severity::Medium => (signs.low, if taken { Role::Plain } else { Role::Warn }),
        Severity::Low => (signs.open, Role::Plain),
    }
}

fn next_step(model: &Model, exception: &Exception, now: Now) -> String {
    let holder = phrase::holder(model, exception);
    let recommend = phrase::card(model, exception.id, now).and_then(|card| card.recommend);
    match recommend {
        Some(recommend) => format!("{holder} {} {recommend}", model.theme.signs.dot),
        None => holder,
    }
}
