//! What is to be done: overdue first, then by due time, then the rest of the business day as the plan has it.

use super::{Chosen, Look, say, scrolled};
use crate::config::keymap::{Act, Place};
use crate::domain::board::Upcoming;
use crate::domain::run::Run;
use crate::tui::model::{Filter, Model, Now, Panel};
use crate::tui::theme::Role;
use crate::tui::widgets::{Frame, Pen, width};
use crate::tui::{phrase, update, words};
use crate::words::say;
use chrono::TimeDelta;

/// Due within this is told from what is not.
const SOON: TimeDelta = TimeDelta::minutes(15);

pub(crate) fn draw(model: &Model, now: Now, look: &Look, pen: &mut Pen<'_>) -> usize {
    let focused = model.focus == Panel::Due && model.popup.is_none();
    let due = model.due();
    let (open, overdue) = model.due_counts(now);
    let (open, overdue) = (open as usize, overdue as usize);
    let not_here = open.saturating_sub(due.len()) as u64;
    let dot = model.theme.signs.dot;
    let mut title = say!(model.words, "panel-due");
    if model.filter != Filter::Everything {
        title = format!("{title} {dot} {}", words::filter(model.words, &model.filter));
    }
    if !model.find.is_empty() {
        title = format!("{title} {dot} /{}", model.find);
    }
    let (note, note_role) = match look {
        Look::Loading => (String::new(), Role::Muted),
        Look::Old { since } => (say!(model.words, "panel-old", since = phrase::time(model, *since, now)), Role::Alert),
        Look::Live if model.is_seeking() => (say!(model.words, "panel-seeking"), Role::Muted),
        Look::Live => (
            words::due_counts(model.words, overdue, open.saturating_sub(overdue)),
            if overdue > 0 { Role::Overdue } else { Role::Muted },
        ),
    };
    let inside = Frame { title: &title, note: &note, note_role, focused }.draw(pen);
    let mut pen = pen.inside(inside);
    if *look == Look::Loading {
        say(&mut pen, &[(say!(model.words, "panel-loading"), Role::Muted)]);
        return 1;
    }
    let later = later(model);
    let height = usize::from(pen.area.height);
    if due.is_empty() {
        let sentences = empty(model, &later, now);
        say(&mut pen, &sentences);
        let used = (sentences.len() + 1) as u16;
        let area = ratatui::layout::Rect {
            y: pen.area.y + used.min(pen.area.height),
            height: pen.area.height.saturating_sub(used),
            ..pen.area
        };
        draw_later(model, &later, not_here, now, &mut pen.inside(area));
        return 1;
    }
    let at = update::board_at(model, Panel::Due);
    // Where not all can be seen, the last line says how many more there are.
    let crowded = height >= 3 && (due.len() > height || not_here > 0 && due.len() >= height);
    let rows = if crowded { height - 1 } else { height.min(due.len()) };
    let from = scrolled(at, rows);
    for (y, (number, run)) in due.iter().enumerate().skip(from).take(rows).enumerate() {
        let chosen = if focused { Chosen::at(number, at) } else { Chosen::No };
        let mut row = chosen.row(pen.row(y as u16).numbered(number));
        draw_run(model, run, number, now, &mut row);
    }
    if crowded {
        let more = (due.len() - from - rows) as u64 + not_here;
        if more > 0 {
            pen.row(rows as u16).text(3, u16::MAX, &say!(model.words, "panel-more-runs", more = more), Role::Muted);
        }
    } else if rows < height {
        let area = ratatui::layout::Rect { y: pen.area.y + rows as u16, height: (height - rows) as u16, ..pen.area };
        draw_later(model, &later, not_here, now, &mut pen.inside(area));
    }
    rows
}

/// `1▲ 19:15  Fridge temperatures    2/5   27m late`
fn draw_run(model: &Model, run: &Run, number: usize, now: Now, row: &mut Pen<'_>) {
    let signs = model.theme.signs;
    let late = run.is_overdue(now.wall);
    let soon = !late && run.times.due - now.wall <= SOON;
    let (sign, role) = match (late, soon) {
        (true, _) => (signs.high, Role::Overdue),
        (false, true) => (signs.open, Role::DueSoon),
        (false, false) => (signs.open, Role::Plain),
    };
    if number < 9 {
        row.text(0, 1, &(number + 1).to_string(), Role::Muted);
    }
    row.text(1, 1, sign, role);
    row.text(3, 6, &phrase::short_time(model, run.times.due, now), role);
    // What is being timed comes first: it will not wait.
    let timing = run.running().min_by_key(|timing| timing.ends);
    let away =
        timing.map_or_else(|| phrase::away(model.words, run.times.due, now), |timing| phrase::left(model, timing, now));
    let wide = row.area.width >= 34;
    let edge = row.area.width.saturating_sub(1);
    let away_at =
        if wide { edge.saturating_sub(if row.area.width >= 60 { 12 } else { 10 }.max(width(&away))) } else { edge };
    if wide {
        let over = timing.is_some_and(|timing| timing.ends < now.wall);
        row.text(edge - width(&away).min(edge), u16::MAX, &away, if over { Role::Overdue } else { role });
    }
    let progress = format!("{}/{}", run.progress.done, run.progress.of);
    let progress_at = away_at.saturating_sub(width(&progress) + 2);
    let title_role = match phrase::waits_for(model, run, now) {
        Some(_) => Role::Muted,
        None if late => Role::Strong,
        None => Role::Plain,
    };
    let mut title = model.title(run);
    if let Some(waits) = phrase::waits_for(model, run, now) {
        title = format!("{title} {} {waits}", signs.dot);
    }
    row.text(10, progress_at.saturating_sub(11), &title, title_role);
    row.text(progress_at, width(&progress), &progress, Role::Muted);
}

fn later(model: &Model) -> Vec<&Upcoming> {
    let Some(snapshot) = &model.snapshot else { return Vec::new() };
    let shown = |upcoming: &&Upcoming| {
        let sop = snapshot.sops.get(&upcoming.sop);
        sop.is_some_and(|sop| model.shows(sop.role.as_ref(), sop.area.as_ref(), &sop.title))
    };
    let mut later: Vec<&Upcoming> = snapshot.upcoming.iter().filter(shown).collect();
    later.sort_by_key(|upcoming| upcoming.times.due);
    later
}

fn title<'a>(model: &'a Model, upcoming: &'a Upcoming) -> &'a str {
    let sop = model.snapshot.as_ref().and_then(|snapshot| snapshot.sops.get(&upcoming.sop));
    sop.map_or(upcoming.sop.as_str(), |sop| sop.title.as_str())
}

/// The rest of the business day; the time is again the one it is due by.
fn draw_later(model: &Model, later: &[&Upcoming], more: u64, now: Now, pen: &mut Pen<'_>) {
    let height = usize::from(pen.area.height);
    let head =
        if more > 0 { say!(model.words, "panel-more-runs", more = more) } else { say!(model.words, "panel-later") };
    if height < 2 || later.is_empty() {
        if height > 0 && more > 0 {
            pen.row(0).text(3, u16::MAX, &head, Role::Muted);
        }
        return;
    }
    pen.row(0).text(3, u16::MAX, &head, Role::Muted);
    for (y, upcoming) in later.iter().take(height - 1).enumerate() {
        let mut row = pen.row(1 + y as u16);
        row.text(1, 1, model.theme.signs.later, Role::Muted);
        row.text(3, 6, &phrase::short_time(model, upcoming.times.due, now), Role::Muted);
        let opens = say!(model.words, "panel-opens", at = phrase::short_time(model, upcoming.times.opens, now));
        let edge = row.area.width.saturating_sub(1);
        let opens_at = edge.saturating_sub(width(&opens));
        row.text(10, opens_at.saturating_sub(11), title(model, upcoming), Role::Muted);
        row.text(opens_at, u16::MAX, &opens, Role::Muted);
    }
}

/// What will come, when, and which key does something now.
fn empty(model: &Model, later: &[&Upcoming], now: Now) -> Vec<(String, Role)> {
    let no_sops = model.snapshot.as_ref().is_none_or(|snapshot| snapshot.sops.is_empty());
    if no_sops {
        return vec![(say!(model.words, "panel-no-sops"), Role::Plain)];
    }
    let key = |act| model.keymap.key_for(Place::Board, act).unwrap_or_default();
    if model.filter != Filter::Everything || !model.find.is_empty() {
        let said = if model.is_seeking() {
            say!(model.words, "panel-seeking")
        } else {
            say!(model.words, "panel-nothing-shown")
        };
        return vec![
            (said, Role::Plain),
            (say!(model.words, "panel-everything-hint", key = key(Act::Back)), Role::Muted),
        ];
    }
    let next = later.first().map(|next| (title(model, next), phrase::short_time(model, next.times.opens, now)));
    vec![
        (words::nothing_due(model.words, next), Role::Plain),
        (say!(model.words, "panel-start-hint", key = key(Act::Start)), Role::Muted),
    ]
}
