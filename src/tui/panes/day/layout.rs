//! Where things of a day stand: rows by procedure, columns by time, hours and shifts above them. Pure.

use crate::domain::calendar::Instant;
use crate::domain::day::{Band, Day, Mark};
use crate::domain::id::SopId;
use crate::tui::model::{DayItem, DayView, Enter, Model, Now};
use chrono::{DateTime, FixedOffset, TimeDelta, Timelike};

/// The least that a timeline spans.
const LEAST: TimeDelta = TimeDelta::hours(4);
/// Where an hour of any zone may begin.
const QUARTER: TimeDelta = TimeDelta::minutes(15);
/// Hours between two labels, the closest first.
const STEPS: [u32; 5] = [1, 2, 3, 4, 6];
/// `08:00` and a gap.
const LABEL: u16 = 6;

/// One thing with its place in time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Point {
    pub item: DayItem,
    pub at: Instant,
    pub opens: Instant,
    pub due: Instant,
    pub mark: Mark,
    /// Index into the day's runs, or into what is planned.
    pub index: usize,
}

/// One procedure's day, its points by time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub sop: SopId,
    pub title: String,
    pub points: Vec<Point>,
}

/// What is shown of a day: rows by their first point.
pub(crate) fn rows(model: &Model, day: &Day, now: Now) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut add = |sop: &SopId, title: String, point: Point| match rows.iter_mut().find(|row| row.sop == *sop) {
        Some(row) => row.points.push(point),
        None => rows.push(Row { sop: sop.clone(), title, points: vec![point] }),
    };
    for (index, run) in day.runs.iter().enumerate() {
        let title = model.sop_title(day.sops.get(&run.version), &run.sop);
        let with_label = run.label.as_ref().map_or_else(|| title.clone(), |label| format!("{title}: {label}"));
        if model.shows(run.role.as_ref(), run.area.as_ref(), &with_label) {
            let (item, times) = (DayItem::Run(run.id), run.times);
            // One of another date stands where it ended.
            let of_day = run.business_date == day.date;
            let at = if of_day { run.at() } else { run.ended.unwrap_or_else(|| run.at()) };
            let point = Point { item, at, opens: times.opens, due: times.due, mark: run.mark(now.wall), index };
            add(&run.sop, title, point);
        }
    }
    for (index, planned) in day.planned.iter().enumerate() {
        let sop = day.sops.get(&planned.version);
        let title = model.sop_title(sop, &planned.sop);
        let (role, area) = (sop.and_then(|sop| sop.role.as_ref()), sop.and_then(|sop| sop.area.as_ref()));
        if model.shows(role, area, &title) {
            let (item, times) = (DayItem::Planned(planned.occurrence.clone()), planned.times);
            let point = Point { item, at: times.due, opens: times.opens, due: times.due, mark: Mark::Planned, index };
            add(&planned.sop, title, point);
        }
    }
    for row in &mut rows {
        row.points.sort_by_key(|point| point.at);
    }
    rows.sort_by(|a, b| (a.points[0].at, &a.title).cmp(&(b.points[0].at, &b.title)));
    rows
}

/// All points by time: the text form.
pub(crate) fn by_time(rows: &[Row]) -> Vec<(usize, &Point)> {
    let mut all: Vec<(usize, &Point)> =
        rows.iter().enumerate().flat_map(|(row, of)| of.points.iter().map(move |point| (row, point))).collect();
    all.sort_by_key(|(row, point)| (point.at, *row));
    all
}

/// Row and place of what is selected; else of what matters most: the first overdue, the first open, what is nearest to
/// now; on another day the first, or the last where one came from behind it.
pub(crate) fn at(rows: &[Row], view: &DayView, now: Option<Instant>) -> Option<(usize, usize)> {
    let all = || {
        rows.iter()
            .enumerate()
            .flat_map(|(r, row)| row.points.iter().enumerate().map(move |(p, point)| ((r, p), point)))
    };
    let found = view.selected.as_ref().and_then(|selected| all().find(|(_, point)| point.item == *selected));
    let marked = |mark| all().filter(|(_, point)| point.mark == mark).min_by_key(|(_, point)| point.at);
    let first = || all().min_by_key(|(_, point)| point.at);
    let best = || match (view.enter, now) {
        (Enter::Last, _) => all().max_by_key(|(_, point)| point.at),
        (Enter::Best, Some(now)) => marked(Mark::Overdue)
            .or_else(|| marked(Mark::Open))
            .or_else(|| all().min_by_key(|(_, point)| (point.at - now).abs())),
        (Enter::First | Enter::Best, _) => first(),
    };
    found.or_else(best).map(|(place, _)| place)
}

/// The place in a row that is nearest to an instant.
pub(crate) fn nearest(row: &Row, at: Instant) -> usize {
    let near = row.points.iter().enumerate().min_by_key(|(_, point)| (point.at - at).abs());
    near.map_or(0, |(place, _)| place)
}

/// First and last column of a shift, and its name.
pub(crate) type Stretch<'b> = (u16, u16, &'b str);

/// From when to when a timeline goes, and how wide it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scale {
    from: Instant,
    until: Instant,
    pub width: u16,
}

impl Scale {
    /// Around everything that is shown, and now; within the business day, or its whole where that is short.
    pub(crate) fn around(rows: &[Row], day: &Day, now: Option<Instant>, width: u16) -> Self {
        let margin = TimeDelta::minutes(30);
        let points = || rows.iter().flat_map(|row| &row.points);
        let first = points().map(|point| point.at.min(point.opens)).chain(now).min();
        let last = points().map(|point| point.at).chain(now).max();
        let whole = (day.from, day.until.max(day.from));
        let (Some(first), Some(last)) = (first, last) else { return Self { from: whole.0, until: whole.1, width } };
        let clamp = |at: Instant| at.clamp(whole.0, whole.1);
        let (mut from, mut until) = (clamp(first) - margin, clamp(last) + margin);
        if until - from < LEAST {
            let lack = (LEAST - (until - from)) / 2;
            (from, until) = (from - lack, until + lack);
        }
        Self { from: clamp(from), until: clamp(until), width }
    }

    /// The column of an instant, at the edge for what lies beyond it.
    pub(crate) fn column(&self, at: Instant) -> u16 {
        let length = (self.until - self.from).num_seconds();
        let last = i64::from(self.width.saturating_sub(1));
        if length <= 0 {
            return 0;
        }
        ((at - self.from).num_seconds().clamp(0, length) * last / length) as u16
    }

    pub(crate) fn has(&self, at: Instant) -> bool {
        self.from <= at && at <= self.until
    }

    /// Columns of a row's points: in order, and each its own while there is room for that.
    pub(crate) fn columns(&self, points: &[Point]) -> Vec<u16> {
        let (count, width) = (points.len(), usize::from(self.width));
        if count > width {
            return (0..count).map(|place| (place * width / count) as u16).collect();
        }
        let mut columns: Vec<u16> = points.iter().map(|point| self.column(point.at)).collect();
        let mut free = 0;
        for column in &mut columns {
            *column = (*column).max(free);
            free = *column + 1;
        }
        let mut room = self.width;
        for column in columns.iter_mut().rev() {
            *column = (*column).min(room.saturating_sub(1));
            room = *column;
        }
        columns
    }

    /// Full hours of the local clock with their columns, as many as can be read.
    pub(crate) fn hours(&self, local: &dyn Fn(Instant) -> DateTime<FixedOffset>) -> Vec<(u16, String)> {
        let quarter = QUARTER.num_seconds();
        let first = self.from.timestamp().div_euclid(quarter) * quarter;
        let instants = (0..).map_while(|count| {
            let at = Instant::from_timestamp(first.checked_add(count * quarter)?, 0)?;
            (at <= self.until).then_some(at)
        });
        // A business day has 25 hours at most, but for a zone that moves over the date line.
        let full: Vec<(u16, u32)> = instants
            .take(400)
            .filter(|at| self.has(*at))
            .filter_map(|at| {
                let clock = local(at);
                (clock.minute() == 0).then(|| (self.column(at), clock.hour()))
            })
            .collect();
        let fits = |step: &&u32| {
            let labels: Vec<u16> =
                full.iter().filter(|(_, hour)| hour % *step == 0).map(|(column, _)| *column).collect();
            labels.windows(2).all(|pair| pair[1] - pair[0] >= LABEL)
        };
        let Some(step) = STEPS.iter().find(fits) else { return Vec::new() };
        let shown = full.into_iter().filter(|(_, hour)| hour % step == 0);
        shown.map(|(column, hour)| (column, format!("{hour:02}:00"))).collect()
    }

    /// Shifts in as few lines as they need, each from a column to the one before the next: first, last, name.
    pub(crate) fn lanes<'b>(&self, bands: &'b [Band]) -> Vec<Vec<Stretch<'b>>> {
        let mut lanes: Vec<(Instant, Vec<Stretch<'_>>)> = Vec::new();
        for band in bands.iter().filter(|band| band.until > self.from && band.from < self.until && self.width > 0) {
            let first = self.column(band.from);
            let ends = band.until <= self.until;
            let last = if ends { self.column(band.until).saturating_sub(1) } else { self.width - 1 };
            let stretch = (first, last.max(first), band.name.as_str());
            let free = |(until, lane): &&mut (Instant, Vec<Stretch<'_>>)| {
                *until <= band.from && lane.last().is_none_or(|(_, last, _)| *last < first)
            };
            match lanes.iter_mut().find(free) {
                Some((until, lane)) => {
                    *until = band.until;
                    lane.push(stretch);
                }
                None => lanes.push((band.until, vec![stretch])),
            }
        }
        lanes.into_iter().map(|(_, lane)| lane).collect()
    }
}

#[cfg(test)]
mod tests;
