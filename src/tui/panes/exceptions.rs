//! What is outside the expected pattern: the worst first, how old, who has it, and the next step.

use super::{Chosen, Look, say, scrolled};
use crate::config::keymap::{self, Act};
use crate::domain::exception::{Exception, Severity, Status};
use crate::tui::model::{Model, Now, Panel};
use crate::tui::theme::Role;
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Frame, Pen, width};
use crate::tui::{phrase, update};
use crate::words::say;

pub(crate) fn draw(model: &Model, now: Now, look: &Look, pen: &mut Pen<'_>) -> usize {
    let focused = model.focus == Panel::Exceptions && model.popup.is_none();
    let open = model.snapshot.as_ref().map_or(0, |snapshot| snapshot.open_exceptions);
    let (note, note_role) = match look {
        Look::Loading => (String::new(), Role::Muted),
        Look::Old { since } => (say!(model.words, "panel-old", since = phrase::time(model, *since, now)), Role::Alert),
        Look::Live => {
            (say!(model.words, "panel-exceptions-open", count = open), if open > 0 { Role::Warn } else { Role::Muted })
        }
    };
    let inside = Frame { title: &say!(model.words, "panel-exceptions"), note: &note, note_role, focused }.draw(pen);
    let mut pen = pen.inside(inside);
    if *look == Look::Loading {
        say(&mut pen, &[(say!(model.words, "panel-loading"), Role::Muted)]);
        return 1;
    }
    let exceptions = model.exceptions();
    if exceptions.is_empty() {
        let key = model.keymap.key_for(keymap::Place::Board, Act::Wrong).unwrap_or_default();
        let nothing = if open > 0 {
            // They are there, and hidden by what is looked for or by an area.
            say!(model.words, "panel-nothing-shown")
        } else {
            say!(model.words, "panel-no-exceptions")
        };
        let hint = say!(model.words, "panel-exceptions-hint", key = key);
        say(&mut pen, &[(nothing, Role::Plain), (hint, Role::Muted)]);
        return 1;
    }
    let height = usize::from(pen.area.height);
    let at = update::board_at(model, Panel::Exceptions);
    // Where there is room, what happened may take two lines.
    let each = if exceptions.len() * 3 <= height { 3 } else { 2 };
    let rows = (height / each).max(usize::from(height > 0));
    let from = scrolled(at, rows);
    let blinks = exceptions.iter().position(|exception| is_untaken(exception));
    for (y, (number, exception)) in exceptions.iter().enumerate().skip(from).take(rows).enumerate() {
        let y = y as u16 * each as u16;
        let chosen = if focused { Chosen::at(number, at) } else { Chosen::No };
        let place = Place { number, role_of_sign: (blinks == Some(number)).then_some(Role::Untaken), lines: each - 1 };
        let more = draw_what(model, exception, &place, now, &mut chosen.row(pen.row(y).numbered(number)));
        let mut y = y + 1;
        if let Some(more) = more {
            let (_, role) = sign(model, exception);
            let mut row = chosen.row(pen.row(y).numbered(number));
            row.text(3, row.area.width.saturating_sub(4), &more, role);
            y += 1;
        }
        if y < pen.area.height {
            let mut row = chosen.row(pen.row(y).numbered(number));
            row.text(4, row.area.width.saturating_sub(5), &next_step(model, exception, now), Role::Muted);
        }
    }
    rows
}

/// High, and nobody has it.
fn is_untaken(exception: &Exception) -> bool {
    exception.severity == Severity::High && exception.status == Status::Open && exception.owner.is_none()
}

/// Where in the list, and how it is shown there.
struct Place {
    number: usize,
    /// Where it is not that of how bad it is.
    role_of_sign: Option<Role>,
    /// For what happened.
    lines: usize,
}

/// The first line; what does not fit on it, where there is a second.
fn draw_what(model: &Model, exception: &Exception, place: &Place, now: Now, row: &mut Pen<'_>) -> Option<String> {
    let (sign, role) = sign(model, exception);
    let age = model.words.duration(now.wall - exception.raised);
    if place.number < 9 {
        row.text(0, 1, &(place.number + 1).to_string(), Role::Muted);
    }
    row.text(1, 1, sign, place.role_of_sign.unwrap_or(role));
    let edge = row.area.width.saturating_sub(1);
    let age_at = edge.saturating_sub(width(&age));
    let what = phrase::card(model, exception.id, now).map(|card| card.what).unwrap_or_default();
    row.text(age_at, u16::MAX, &age, Role::Muted);
    let room = age_at.saturating_sub(4);
    if place.lines > 1 && width(&what) > room {
        let mut lines = wrapped(&what, room, 3).into_iter();
        row.text(3, room, &lines.next().unwrap_or_default(), role);
        return Some(lines.collect::<Vec<_>>().join(" "));
    }
    row.text(3, room, &what, role);
    None
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
