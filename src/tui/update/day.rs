//! The day: moving along it run by run, opening one, going to another day.

use super::super::effect::Effect;
use super::super::model::{DayItem, DayView, Enter, Model, Now, Tone, View};
use super::super::panes::day::layout::{self, Row};
use super::super::panes::day::{is_timeline, shown};
use super::super::phrase;
use super::views;
use crate::config::keymap::Act;
use crate::domain::day::DayIs;
use crate::words::say;
use chrono::Days;

pub(super) fn act(model: &mut Model, act: Act, digit: Option<usize>, now: Now) -> Vec<Effect> {
    match act {
        Act::PreviousDay => to_date(model, now, -1, Enter::Best),
        Act::NextDay => to_date(model, now, 1, Enter::Best),
        Act::Today => go(model, DayView::default()),
        Act::Open => return open(model, now),
        Act::Row => {
            if let Some(item) = digit.and_then(|digit| row(model, digit, now)) {
                select(model, item);
                return open(model, now);
            }
        }
        act if is_move(act) => moved(model, act, now),
        act => views::common(model, act),
    }
    Vec::new()
}

fn is_move(act: Act) -> bool {
    matches!(
        act,
        Act::Up | Act::Down | Act::Earlier | Act::Later | Act::PageUp | Act::PageDown | Act::First | Act::Last
    )
}

/// What is shown, with the place of what is selected.
struct Shown {
    rows: Vec<Row>,
    at: (usize, usize),
}

fn what_is_shown(model: &Model, now: Now) -> Option<Shown> {
    let View::Day(view) = &model.view else { return None };
    let day = shown(model, view, now)?;
    let rows = layout::rows(model, day, now);
    let today = (day.is == DayIs::Today).then_some(now.wall);
    let at = layout::at(&rows, view, today)?;
    Some(Shown { rows, at })
}

/// What the next act is about.
pub(super) fn selected(model: &Model, now: Now) -> Option<DayItem> {
    let Shown { rows, at: (row, place) } = what_is_shown(model, now)?;
    Some(rows[row].points[place].item.clone())
}

fn row(model: &Model, digit: usize, now: Now) -> Option<DayItem> {
    let shown = what_is_shown(model, now)?;
    let row = shown.rows.get(digit.checked_sub(1)?)?;
    let near = layout::nearest(row, now.wall);
    Some(row.points[near].item.clone())
}

fn select(model: &mut Model, item: DayItem) {
    if let View::Day(view) = &mut model.view {
        view.selected = Some(item);
    }
}

fn go(model: &mut Model, to: DayView) {
    model.view = View::Day(to);
}

fn moved(model: &mut Model, act: Act, now: Now) {
    let Some(Shown { rows, at }) = what_is_shown(model, now) else {
        // Nothing there: on to the next day, all the same.
        match act {
            Act::Earlier => to_date(model, now, -1, Enter::Best),
            Act::Later => to_date(model, now, 1, Enter::Best),
            _ => {}
        }
        return;
    };
    let (columns, lines) = model.size;
    let to = if is_timeline(columns, lines.saturating_sub(2)) {
        along_the_clock(&rows, at, act, model.page)
    } else {
        by_time(&rows, at, act, model.page)
    };
    match to {
        To::Item(item) => select(model, item),
        To::Before => to_date(model, now, -1, Enter::Last),
        To::After => to_date(model, now, 1, Enter::First),
    }
}

enum To {
    Item(DayItem),
    Before,
    After,
}

fn along_the_clock(rows: &[Row], (row, place): (usize, usize), act: Act, page: usize) -> To {
    let last = rows.len() - 1;
    let points = &rows[row].points;
    let near = |to: usize| To::Item(rows[to].points[layout::nearest(&rows[to], points[place].at)].item.clone());
    match act {
        Act::Earlier if place == 0 => To::Before,
        Act::Later if place + 1 == points.len() => To::After,
        Act::Earlier => To::Item(points[place - 1].item.clone()),
        Act::Later => To::Item(points[place + 1].item.clone()),
        Act::Up => near(row.saturating_sub(1)),
        Act::Down => near((row + 1).min(last)),
        Act::PageUp => near(row.saturating_sub(page)),
        Act::PageDown => near((row + page).min(last)),
        Act::First => near(0),
        _ => near(last),
    }
}

fn by_time(rows: &[Row], (row, place): (usize, usize), act: Act, page: usize) -> To {
    let all = layout::by_time(rows);
    let item = &rows[row].points[place].item;
    let at = all.iter().position(|(_, point)| point.item == *item).unwrap_or(0);
    let last = all.len() - 1;
    let to = match act {
        Act::Earlier if at == 0 => return To::Before,
        Act::Later if at == last => return To::After,
        Act::Up | Act::Earlier => at.saturating_sub(1),
        Act::Down | Act::Later => (at + 1).min(last),
        Act::PageUp => at.saturating_sub(page),
        Act::PageDown => (at + page).min(last),
        Act::First => 0,
        _ => last,
    };
    To::Item(all[to].1.item.clone())
}

fn to_date(model: &mut Model, now: Now, by: i64, enter: Enter) {
    let today = model.calendar().map(|calendar| calendar.business_date(now.wall));
    let View::Day(view) = &model.view else { return };
    let Some(date) = view.date.or(today) else { return };
    let (before, after) = (date.checked_sub_days(Days::new(1)), date.checked_add_days(Days::new(1)));
    let Some(to) = (if by < 0 { before } else { after }) else { return };
    let date = (Some(to) != today).then_some(to);
    go(model, DayView { date, selected: None, enter });
}

/// The run; what is only planned says when it opens.
fn open(model: &mut Model, now: Now) -> Vec<Effect> {
    let Some(Shown { rows, at: (row, place) }) = what_is_shown(model, now) else { return Vec::new() };
    let point = &rows[row].points[place];
    select(model, point.item.clone());
    match point.item {
        DayItem::Run(run) => views::show_run(model, run, now),
        DayItem::Planned(_) => {
            let said = say!(
                model.words,
                "day-not-open",
                title = rows[row].title.as_str(),
                at = phrase::time(model, point.opens, now)
            );
            model.tell(said, Tone::Plain, now);
            Vec::new()
        }
    }
}
