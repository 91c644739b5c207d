//! A business day: by procedure along the clock, or where that has no room as a list by time.

pub(crate) mod layout;

use super::{Chosen, Look, say, scrolled};
use crate::config::keymap::{Act, Place};
use crate::domain::calendar::Instant;
use crate::domain::day::{Day, DayIs, DayRun, Mark};
use crate::domain::run::{CancelReason, RunState};
use crate::tui::model::{DayItem, DayView, Model, Now};
use crate::tui::phrase;
use crate::tui::theme::{Role, SignSet};
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Frame, Pen, width};
use crate::words::{Label, say};
use layout::{Point, Row, Scale};
use ratatui::layout::Rect;
use std::sync::Arc;

/// From here the day is a timeline.
const TIMELINE: (u16, u16) = (72, 14);
/// From here each row says how much of it is done.
const TALLIES: u16 = 110;

/// Whether a screen of this size has the timeline.
pub(crate) fn is_timeline(columns: u16, rows: u16) -> bool {
    columns >= TIMELINE.0 && rows >= TIMELINE.1
}

/// The day that is asked for, once it was read.
pub(crate) fn shown<'m>(model: &'m Model, view: &DayView, now: Now) -> Option<&'m Arc<Day>> {
    let today = model.calendar().map(|calendar| calendar.business_date(now.wall));
    let wanted = view.date.or(today);
    model.aside.day.as_ref().filter(|day| wanted.is_none_or(|date| day.date == date))
}

/// How much of the day `/` and the filter let through.
pub(crate) fn count(model: &Model, view: &DayView, now: Now) -> usize {
    let rows = shown(model, view, now).map(|day| layout::rows(model, day, now));
    rows.into_iter().flatten().map(|row| row.points.len()).sum()
}

pub(crate) fn draw(model: &Model, view: &DayView, now: Now, look: &Look, pen: &mut Pen<'_>) -> usize {
    let words = model.words;
    let day = shown(model, view, now).filter(|_| *look != Look::Loading);
    let date = day.map(|day| day.date).or(view.date);
    let dot = model.theme.signs.dot;
    let title = match date {
        Some(date) => format!("{} {dot} {}", say!(words, "view-day"), phrase::date(model, date, now)),
        None => say!(words, "view-day"),
    };
    let away = day.map_or_else(String::new, |day| phrase::days_away(model, day.date, now));
    let (note, note_role) = match look {
        Look::Old { since } => (say!(words, "panel-old", since = phrase::time(model, *since, now)), Role::Alert),
        Look::Loading | Look::Live => (away, Role::Muted),
    };
    let timeline = is_timeline(pen.area.width, pen.area.height);
    let inside = Frame { title: &title, note: &note, note_role, focused: model.popup.is_none() }.draw(pen);
    let mut pen = pen.inside(inside);
    let Some(day) = day else {
        say(&mut pen, &[(say!(words, "panel-loading"), Role::Muted)]);
        return 1;
    };
    let rows = layout::rows(model, day, now);
    let today = (day.is == DayIs::Today).then_some(now.wall);
    let Some(at) = layout::at(&rows, view, today) else {
        say(&mut pen, &empty(model, day));
        return 1;
    };
    let below = draw_below(model, day, &rows, at, now, &mut pen);
    let over = Rect { height: pen.area.height - below, ..pen.area };
    let mut pen = pen.inside(over);
    if timeline { along_the_clock(model, day, &rows, at, now, &mut pen) } else { by_time(model, &rows, at, &mut pen) }
}

fn empty(model: &Model, day: &Day) -> Vec<(String, Role)> {
    let words = model.words;
    if !model.find.is_empty() || model.filter != crate::tui::model::Filter::Everything {
        let mut sentences = vec![(say!(words, "panel-nothing-shown"), Role::Plain)];
        if !model.find.is_empty() {
            let key = model.keymap.key_for(Place::Day, Act::Back).unwrap_or_default();
            sentences.push((say!(words, "panel-everything-hint", key = key), Role::Muted));
        }
        return sentences;
    }
    let sentence = match day.is {
        DayIs::Past => say!(words, "day-empty-past"),
        DayIs::Today => say!(words, "day-empty-today"),
        DayIs::Ahead => say!(words, "day-empty-ahead"),
    };
    let key = |act| model.keymap.key_for(Place::Day, act).unwrap_or_default();
    let (before, after) = (key(Act::PreviousDay), key(Act::NextDay));
    vec![(sentence, Role::Plain), (say!(words, "day-empty-hint", before = before, after = after), Role::Muted)]
}

// ---- along the clock ---------------------------------------------------------------------------

fn along_the_clock(model: &Model, day: &Day, rows: &[Row], at: (usize, usize), now: Now, pen: &mut Pen<'_>) -> usize {
    let area = pen.area;
    let today = (day.is == DayIs::Today).then_some(now.wall);
    let longest = rows.iter().map(|row| width(&row.title)).max().unwrap_or(0);
    let names = longest.clamp(10, (area.width * 3 / 10).max(10));
    let tallies = if area.width >= TALLIES { 8 } else { 0 };
    let left = names + 4;
    let scale = Scale::around(rows, day, today, area.width.saturating_sub(left + tallies + 1));
    let now_at = today.filter(|now| scale.has(*now)).map(|now| scale.column(now));

    let mut y = 0;
    for lane in scale.lanes(&day.shifts).into_iter().take(2) {
        draw_bands(&lane, left, &mut pen.row(y));
        y += 1;
    }
    let hours = model.calendar().map(|calendar| scale.hours(&|at| calendar.local(at))).unwrap_or_default();
    draw_hours(model, &hours, now_at, now, left, &mut pen.row(y));
    y += 1;
    let room = usize::from(area.height.saturating_sub(y));
    let shown = room.min(rows.len());
    let from = scrolled(at.0, shown.max(1));
    for (line, row) in rows.iter().enumerate().skip(from).take(shown) {
        let mut pen = pen.row(y);
        for (column, _) in &hours {
            pen.text(left + column, 1, model.theme.signs.dot, Role::Muted);
        }
        draw_row(model, row, &scale, left, (line == at.0).then_some(at.1), &mut pen, now_at);
        if tallies > 0 {
            let done = row.points.iter().filter(|point| ended_well(point.mark)).count();
            pen.right(tallies, &format!("{done}/{} ", row.points.len()), Role::Muted);
        }
        y += 1;
    }
    // The line of now goes on below the last row.
    if let Some(column) = now_at {
        for y in y..area.height {
            pen.row(y).text(left + column, 1, model.theme.signs.border[5], Role::DueSoon);
        }
    }
    let hidden = rows.len() - shown;
    if hidden > 0 {
        let more = say!(model.words, "day-rows", from = from + 1, to = from + shown, of = rows.len());
        pen.row(y.saturating_sub(1)).right(width(&more) + 1, &format!("{more} "), Role::Muted);
    }
    shown.max(1)
}

fn ended_well(mark: Mark) -> bool {
    matches!(mark, Mark::Early | Mark::OnTime | Mark::Late)
}

fn draw_bands(lane: &[layout::Stretch<'_>], left: u16, pen: &mut Pen<'_>) {
    let line = pen.theme.signs.border[4];
    for (first, last, name) in lane {
        let wide = last - first + 1;
        pen.text(left + first, wide, &line.repeat(usize::from(wide)), Role::Muted);
        let [top_left, top_right, ..] = pen.theme.signs.border;
        pen.text(left + first, 1, top_left, Role::Muted);
        pen.text(left + last, 1, top_right, Role::Muted);
        if wide >= 6 {
            // Up to the corners, before a name is cut.
            let name = format!(" {name} ");
            let from = if width(&name) + 4 <= wide { 2 } else { 1 };
            pen.text(left + first + from, wide - 2 * from, &name, Role::Plain);
        }
    }
}

fn draw_hours(model: &Model, hours: &[(u16, String)], now_at: Option<u16>, now: Now, left: u16, pen: &mut Pen<'_>) {
    let edge = pen.area.width;
    // A label stands centred over its hour, and never over the edge.
    let place = |column: u16, label: &str| (left + column).saturating_sub(2).min(edge.saturating_sub(width(label)));
    let clock = now_at.map(|column| {
        let label = phrase::time(model, now.wall, now);
        (place(column, &label), label)
    });
    for (column, label) in hours {
        let at = place(*column, label);
        let clear = clock.as_ref().is_none_or(|(now_at, now)| at + 6 <= *now_at || now_at + width(now) < at);
        if clear {
            pen.text(at, width(label), label, Role::Muted);
        }
    }
    if let Some((at, label)) = clock {
        pen.text(at, width(&label), &label, Role::Strong);
    }
}

fn draw_row(
    model: &Model,
    row: &Row,
    scale: &Scale,
    left: u16,
    selected: Option<usize>,
    pen: &mut Pen<'_>,
    now_at: Option<u16>,
) {
    let signs = model.theme.signs;
    let worst = row.points.iter().map(|point| point.mark).max().unwrap_or(Mark::Planned);
    let role = if selected.is_some() { Role::Strong } else { name_role(worst) };
    if selected.is_some() {
        pen.text(0, 1, signs.selected, Role::Strong);
    }
    pen.text(2, left - 4, &row.title, role);
    for point in &row.points {
        let (first, last) = (scale.column(point.opens), scale.column(point.due));
        let line = signs.border[4].repeat(usize::from(last.saturating_sub(first) + 1));
        pen.text(left + first, last - first + 1, &line, Role::Muted);
    }
    if let Some(column) = now_at {
        pen.text(left + column, 1, signs.border[5], Role::DueSoon);
    }
    let columns = scale.columns(&row.points);
    for (place, (column, point)) in columns.iter().zip(&row.points).enumerate() {
        // Of those that share a column the worst is seen; the selected one before all.
        let beside = columns.iter().zip(&row.points).filter(|(other, _)| *other == column);
        let worst = beside.map(|(_, point)| point.mark).max().unwrap_or(point.mark);
        if selected == Some(place) {
            let (sign, _) = sign(signs, point.mark);
            pen.text(left + column, 1, sign, Role::Selected);
        } else if selected.is_none_or(|selected| columns[selected] != *column) {
            let (sign, role) = sign(signs, worst);
            pen.text(left + column, 1, sign, role);
        }
    }
}

fn name_role(worst: Mark) -> Role {
    if worst == Mark::Overdue { Role::Overdue } else { Role::Plain }
}

/// The sign of a mark; each has a word too, in the legend.
pub(crate) fn sign(signs: &'static SignSet, mark: Mark) -> (&'static str, Role) {
    match mark {
        Mark::Planned => (signs.later, Role::Muted),
        Mark::Open => (signs.open, Role::Strong),
        Mark::Overdue => (signs.high, Role::Overdue),
        Mark::Early => (signs.early, Role::Plain),
        Mark::OnTime => (signs.done, Role::Plain),
        Mark::Late => (signs.late, Role::Warn),
        Mark::Missed => (signs.missed, Role::Overdue),
        Mark::Skipped => (signs.skipped, Role::Warn),
        Mark::Cancelled => (signs.cancelled, Role::Muted),
    }
}

// ---- by time -----------------------------------------------------------------------------------

fn by_time(model: &Model, rows: &[Row], at: (usize, usize), pen: &mut Pen<'_>) -> usize {
    let points = layout::by_time(rows);
    let chosen = rows.get(at.0).and_then(|row| row.points.get(at.1)).map(|point| &point.item);
    let at = points.iter().position(|(_, point)| Some(&point.item) == chosen).unwrap_or(0);
    let height = usize::from(pen.area.height).min(points.len());
    let from = scrolled(at, height.max(1));
    for (y, (number, (row, point))) in points.iter().enumerate().skip(from).take(height).enumerate() {
        let mut pen = Chosen::at(number, at).row(pen.row(y as u16).numbered(number));
        let (sign, role) = sign(model.theme.signs, point.mark);
        pen.text(1, 6, &phrase::clock(model, point.at), Role::Muted);
        pen.text(8, 1, sign, role);
        let standing = standing(model, point.mark);
        let edge = pen.area.width.saturating_sub(1);
        let standing_at = edge.saturating_sub(width(&standing));
        let room = standing_at.saturating_sub(11);
        pen.text(10, if room < 6 { edge.saturating_sub(10) } else { room }, &rows[*row].title, Role::Plain);
        if room >= 6 {
            pen.text(standing_at, u16::MAX, &standing, role);
        }
    }
    height.max(1)
}

/// A mark's word.
pub(crate) fn standing(model: &Model, mark: Mark) -> String {
    let words = model.words;
    match mark {
        Mark::Planned => say!(words, "mark-planned"),
        Mark::Open => say!(words, "mark-open"),
        Mark::Overdue => say!(words, "mark-overdue"),
        Mark::Early => say!(words, "mark-early"),
        Mark::OnTime => say!(words, "mark-on-time"),
        Mark::Late => say!(words, "mark-late"),
        Mark::Missed => say!(words, "mark-missed"),
        Mark::Skipped => say!(words, "mark-skipped"),
        Mark::Cancelled => say!(words, "mark-cancelled"),
    }
}

// ---- below -------------------------------------------------------------------------------------

/// All about the selected one, and what the signs mean with how often each is there; says how many lines it took.
fn draw_below(model: &Model, day: &Day, rows: &[Row], at: (usize, usize), now: Now, pen: &mut Pen<'_>) -> u16 {
    let area = pen.area;
    if area.height < 6 {
        return 0;
    }
    let room = area.width.saturating_sub(2);
    let about = rows.get(at.0).and_then(|row| Some(about(model, day, row, row.points.get(at.1)?, now)));
    let most = if area.height < 12 { 1 } else { 2 };
    let about: Vec<String> = about.map(|about| wrapped(&about, room, most)).unwrap_or_default();
    let legend = legend(model, day, now);
    let mut lines: Vec<Vec<&(&'static str, Role, String)>> = vec![Vec::new()];
    let mut used = 0;
    for entry in &legend {
        let wide = width(entry.0) + width(&entry.2) + 4;
        if used + wide > room && used > 0 {
            lines.push(Vec::new());
            used = 0;
        }
        used += wide;
        lines.last_mut().expect("begins with one").push(entry);
    }
    lines.truncate(usize::from((area.height / 6).max(1)));
    let high = (about.len() + lines.len() + 1) as u16;
    let top = area.height - high.min(area.height);
    let rule = model.theme.signs.border[4].repeat(usize::from(area.width));
    pen.row(top).text(0, u16::MAX, &rule, Role::Border);
    let mut y = top + 1;
    for line in &about {
        pen.row(y).text(1, room, line, Role::Plain);
        y += 1;
    }
    for line in lines {
        let mut row = pen.row(y);
        let mut x = 1;
        for (sign, role, text) in line {
            x += row.text(x, 2, sign, *role) + 1;
            x += row.text(x, u16::MAX, text, Role::Muted) + 3;
        }
        y += 1;
    }
    high.min(area.height)
}

/// Every sign that is there, its word, and how often; what is left out is said with it.
fn legend(model: &Model, day: &Day, now: Now) -> Vec<(&'static str, Role, String)> {
    let tally = day.tally(now.wall);
    let mut legend: Vec<(&'static str, Role, String)> = Mark::ALL
        .into_iter()
        .filter_map(|mark| Some((mark, tally.get(&mark)?)))
        .map(|(mark, count)| {
            let (sign, role) = sign(model.theme.signs, mark);
            (sign, role, format!("{count} {}", standing(model, mark)))
        })
        .collect();
    if day.left_out > 0 {
        legend.push((model.theme.signs.more, Role::Muted, say!(model.words, "day-left-out", count = day.left_out)));
    }
    legend
}

/// "Fridge temperatures · due by 19:15 · done 19:02, early · 5 of 5 · Sam, Maria"
fn about(model: &Model, day: &Day, row: &Row, point: &Point, now: Now) -> String {
    let words = model.words;
    let time = |at: Instant| phrase::time(model, at, now);
    let dot = format!(" {} ", model.theme.signs.dot);
    let mut parts = Vec::new();
    if let (DayItem::Run(_), Some(run)) = (&point.item, day.runs.get(point.index)) {
        let label = run.label.as_ref().map(|label| format!("{}: {label}", row.title));
        parts.push(label.unwrap_or_else(|| row.title.clone()));
        parts.push(say!(words, "day-due-by", at = time(point.due)));
        parts.push(how(model, run, point, now));
        if run.progress.of > 0 && !matches!(run.state, RunState::Cancelled { .. }) {
            parts.push(say!(words, "day-progress", done = run.progress.done, of = run.progress.of));
        }
        if !run.by.is_empty() {
            let by = run.by.iter().map(|person| phrase::person(model, person)).collect::<Vec<_>>();
            parts.push(by.join(", "));
        }
    } else {
        parts.push(row.title.clone());
        parts.push(say!(words, "day-opens", at = time(point.opens)));
        parts.push(say!(words, "day-due-by", at = time(point.due)));
    }
    parts.join(&dot)
}

/// How a run stands or ended, and why.
fn how(model: &Model, run: &DayRun, point: &Point, now: Now) -> String {
    let words = model.words;
    let ended = phrase::time(model, run.ended.unwrap_or(point.at), now);
    match &run.state {
        RunState::Due | RunState::InProgress => match point.mark {
            Mark::Overdue => phrase::away(words, run.times.due, now),
            _ => standing(model, point.mark),
        },
        RunState::Done => say!(words, "day-done", at = ended, how = standing(model, point.mark)),
        RunState::Skipped { reason, by, .. } => {
            say!(words, "day-skipped", at = ended, reason = reason.said(words), by = phrase::person(model, by))
        }
        RunState::Missed { reason } => say!(words, "day-missed", reason = reason.said(words)),
        RunState::Cancelled { reason: CancelReason::Superseded } => say!(words, "day-superseded"),
        RunState::Cancelled { reason: CancelReason::Signal { name, .. } } => {
            say!(words, "waits-told-cancelled", signal = name.as_str())
        }
        RunState::Cancelled { reason: CancelReason::Manager { by, .. } } => {
            say!(words, "day-cancelled", at = ended, by = phrase::person(model, by))
        }
    }
}
