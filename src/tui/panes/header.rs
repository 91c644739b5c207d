//! The top: where, which shift, what time it is, whether the clockwork runs; and what is badly wrong, across the screen.

use crate::clock::PaceState;
use crate::config::keymap::Place;
use crate::domain::board::EngineHealth;
use crate::domain::quiet::Pace;
use crate::tui::model::{Model, Now};
use crate::tui::theme::Role;
use crate::tui::widgets::{Pen, width};
use crate::tui::{phrase, update, words};
use crate::words::say;
use ratatui::layout::Rect;
use std::time::Duration;

/// How long an election may take.
const SETTLING: Duration = Duration::from_secs(3);

pub(crate) fn draw(model: &Model, now: Now, banners: &[String], pen: &mut Pen<'_>) {
    let dot = model.theme.signs.dot;
    let name = model.site().map_or(words::NO_NAME, |site| site.name.as_str());
    let shift = shift(model, now);
    let mut right: Vec<String> = Vec::new();
    let demo = model.pace.map(|pace| match pace.state {
        PaceState::Running => say!(model.words, "demo-running", speed = pace.speed),
        PaceState::Paused => say!(model.words, "demo-paused", speed = pace.speed),
    });
    // Not in the look of an alarm: nothing is wrong.
    let badge = |demo: &String| {
        let demo = format!(" {demo} ");
        let area = Rect { x: pen.area.x + 1, width: width(&demo).min(pen.area.width.saturating_sub(1)), ..pen.area };
        pen.inside(area).row(0).selected().text(0, u16::MAX, &demo, Role::Strong) + 1
    };
    let at = demo.as_ref().map_or(0, badge);
    let mut line = pen.row(0);
    if let Some(calendar) = model.calendar() {
        let local = calendar.local(now.wall).naive_local();
        right.push(format!("{} {}", model.words.weekday_and_day(local.date()), local.format("%H:%M")));
    }
    let rate = rate(model, now);
    if let Some(EngineHealth::Alive { .. }) = &model.engine {
        right.push(format!("{} {}", say!(model.words, "header-engine"), model.theme.signs.open));
    }
    // A flood is told before all but the clock; else whether anything fires at all comes first.
    let place = if matches!(rate, Some((_, Role::Alert))) { right.len().min(1) } else { right.len() };
    let before = right[..place].iter().map(|part| width(part) + 3).sum::<u16>();
    right.splice(place..place, rate.iter().map(|(rate, _)| rate.clone()));
    right.extend(people_on(model, now).map(|count| say!(model.words, "header-people-on", count = count)));
    // Where it is narrow, the clock stays longest.
    let mut clock = right.join(&format!(" {dot} "));
    let left = at
        + width(name)
        + view(model).map_or(0, |view| width(&view) + 3)
        + shift.as_ref().map_or(0, |shift| width(shift) + 3);
    while width(&clock) + left + 4 > line.area.width && right.len() > 1 {
        right.pop();
        clock = right.join(&format!(" {dot} "));
    }
    let start = line.right(u16::MAX, &format!("{clock} "), Role::Muted);
    if let Some((rate, role)) = rate.filter(|(rate, _)| right.contains(rate)) {
        line.text(start + before, width(&rate), &rate, role);
    }
    let mut used = at + line.text(1 + at, start.saturating_sub(2 + at), name, Role::Strong);
    if let Some(view) = view(model) {
        used += line.text(1 + used, start.saturating_sub(used + 2), &format!(" {dot} {view}"), Role::Strong);
    }
    if let Some(shift) = shift {
        let room = start.saturating_sub(used + 3);
        if room >= width(&shift) + 3 {
            used += line.text(1 + used, room, &format!(" {dot} {shift}"), Role::Plain);
        }
    }
    if let Some((title, left, role)) = timed(model, now) {
        // What it is may be cut; how long it has left may not.
        let room = start.saturating_sub(used + 3);
        let own = width(&left) + 3;
        if room >= own {
            used += line.text(1 + used, 3, &format!(" {dot} "), Role::Muted);
            if room >= own + 6 {
                used += line.text(1 + used, room - own - 2, &title, role);
                used += line.text(1 + used, 2, ": ", role);
            }
            line.text(1 + used, width(&left), &left, role);
        }
    }
    for (at, banner) in banners.iter().enumerate() {
        let mut line = pen.row(1 + at as u16);
        line.fill(" ", Role::Banner);
        line.text(1, u16::MAX, &format!("{} {banner}", model.theme.signs.high), Role::Banner);
    }
}

/// What nobody may overlook.
pub(crate) fn banners(model: &Model, now: Now) -> Vec<String> {
    let mut banners = Vec::new();
    match &model.engine {
        // At the start there is a moment without one: this board may be about to be it.
        Some(EngineHealth::Silent { since }) if now.since_start >= SETTLING => {
            banners.push(words::silent(model.words, since.map(|since| phrase::time(model, since, now))));
        }
        Some(EngineHealth::ClockHeld { wall }) => {
            let wall = match model.calendar() {
                Some(calendar) => calendar.local(*wall).format("%Y-%m-%d %H:%M").to_string(),
                None => wall.format("%Y-%m-%d %H:%M").to_string(),
            };
            banners.push(say!(model.words, "banner-clock", wall = wall));
        }
        Some(EngineHealth::Silent { .. } | EngineHealth::Alive { .. }) | None => {}
    }
    if let Some((since, why)) = &model.stale {
        banners.push(say!(
            model.words,
            "banner-old",
            since = phrase::time(model, *since, now),
            why = why.said(model.words)
        ));
    }
    banners
}

/// Which view this is, where it is not the board.
fn view(model: &Model) -> Option<String> {
    let place = update::place_of(&model.view);
    (place != Place::Board).then(|| update::view_named(model, place)).flatten()
}

fn shift(model: &Model, now: Now) -> Option<String> {
    let (name, _, until) = model.shift(now)?;
    Some(say!(model.words, "header-shift", name = name, to = phrase::time(model, until, now)))
}

/// How often people were asked to look in the last ten minutes; on a quiet floor nothing.
fn rate(model: &Model, now: Now) -> Option<(String, Role)> {
    let load = &model.snapshot.as_ref()?.alarms;
    let rate = load.rate(now.wall);
    Some(match load.pace(now.wall) {
        Pace::Normal if rate == 0 => return None,
        Pace::Normal => (say!(model.words, "header-rate", rate = rate), Role::Muted),
        Pace::Busy => (say!(model.words, "header-rate-busy", rate = rate), Role::Warn),
        Pace::Flood => (say!(model.words, "header-rate-flood", rate = rate), Role::Alert),
    })
}

/// Those whose shift is now.
fn people_on(model: &Model, now: Now) -> Option<usize> {
    let (id, _) = model.calendar()?.shift_at(now.wall)?;
    let people = &model.site()?.people;
    Some(
        people
            .iter()
            .filter(|person| person.active && (person.shifts.is_empty() || person.shifts.contains(&id)))
            .count(),
    )
}

/// What is being timed and somebody was reminded of, or is over: the first to end.
fn timed(model: &Model, now: Now) -> Option<(String, String, Role)> {
    let runs = model.snapshot.iter().flat_map(|snapshot| &snapshot.runs);
    let running = runs.flat_map(|run| run.running().map(move |timing| (run, timing)));
    let told = running.filter(|(_, timing)| timing.reminded > 0 || timing.ends <= now.wall);
    let (run, timing) = told.min_by_key(|(_, timing)| timing.ends)?;
    let role = if timing.ends < now.wall { Role::Overdue } else { Role::DueSoon };
    Some((model.title(run), phrase::left(model, timing, now), role))
}
