//! Opening hours of a site or of one of its areas, in local time. A day's hours belong to the business date of their row.

use crate::domain::id::AreaId;
use crate::domain::site::{Hours, Site, Stretch};
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime};

/// How far a search for an open day goes.
const SEARCH_DAYS: u64 = 366;

/// The hours that count for a SOP: its area's, and the site's for what the area leaves out.
#[derive(Clone, Copy, Debug)]
pub(super) struct OpeningHours<'a> {
    site: &'a Site,
    area: Option<&'a Hours>,
}

/// A day of a calendar of hours.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Day<'a> {
    Always,
    Open(&'a [Stretch]),
    Closed,
}

impl<'a> Day<'a> {
    fn of(stretches: &'a [Stretch]) -> Self {
        if stretches.is_empty() { Self::Closed } else { Self::Open(stretches) }
    }
}

/// Which nearest open day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

impl<'a> OpeningHours<'a> {
    pub(super) fn new(site: &'a Site, area: Option<&AreaId>) -> Self {
        let area = area.and_then(|area| site.areas.get(area)).map(|area| &area.hours);
        Self { site, area: area.filter(|hours| !hours.always_open) }
    }

    pub(super) fn is_open(&self, date: NaiveDate) -> bool {
        self.day(date) != Day::Closed
    }

    /// The nearest other open day, within a year.
    pub(super) fn nearest_open(&self, date: NaiveDate, side: Side) -> Option<NaiveDate> {
        (1..=SEARCH_DAYS)
            .filter_map(|days| match side {
                Side::Before => date.checked_sub_days(Days::new(days)),
                Side::After => date.checked_add_days(Days::new(days)),
            })
            .find(|day| self.is_open(*day))
    }

    /// First opening and last closing of a date; none where it is closed.
    pub(super) fn bounds(&self, date: NaiveDate) -> Option<(NaiveDateTime, NaiveDateTime)> {
        self.bounds_of(self.day(date), date)
    }

    /// What they would be were the date not closed, special or a holiday.
    pub(super) fn usual_bounds(&self, date: NaiveDate) -> Option<(NaiveDateTime, NaiveDateTime)> {
        let own = self.area.and_then(|hours| hours.week.get(&date.weekday().into()));
        self.bounds_of(own.map_or_else(|| self.site_week(date), |row| Day::of(row)), date)
    }

    /// The open stretches of a date, in local time, in order.
    pub(super) fn stretches(&self, date: NaiveDate) -> Vec<(NaiveDateTime, NaiveDateTime)> {
        self.local(self.day(date), date)
    }

    fn day(&self, date: NaiveDate) -> Day<'a> {
        let site = &self.site.hours;
        let area = self.area;
        if let Some(hours) = area {
            if hours.closed.contains(&date) {
                return Day::Closed;
            }
            if let Some(row) = hours.special.get(&date) {
                return Day::of(row);
            }
        }
        let special = site.special.get(&date);
        if site.closed.contains(&date) || special.is_some_and(Vec::is_empty) {
            return Day::Closed;
        }
        if let Some(row) = area.and_then(|hours| hours.week.get(&date.weekday().into())) {
            return Day::of(row);
        }
        special.map_or_else(|| self.site_week(date), |row| Day::of(row))
    }

    fn site_week(&self, date: NaiveDate) -> Day<'a> {
        let hours = &self.site.hours;
        if hours.always_open {
            return Day::Always;
        }
        hours.week.get(&date.weekday().into()).map_or(Day::Closed, |row| Day::of(row))
    }

    fn bounds_of(&self, day: Day<'_>, date: NaiveDate) -> Option<(NaiveDateTime, NaiveDateTime)> {
        match day {
            Day::Closed => None,
            Day::Always => Some(self.all_day(date)),
            // The common case, without a list.
            Day::Open([stretch]) => Some(local_stretch(*stretch, date)),
            Day::Open(_) => {
                let stretches = self.local(day, date);
                Some((stretches.first()?.0, stretches.iter().map(|(_, to)| *to).max()?))
            }
        }
    }

    fn local(&self, day: Day<'_>, date: NaiveDate) -> Vec<(NaiveDateTime, NaiveDateTime)> {
        match day {
            Day::Closed => Vec::new(),
            Day::Always => vec![self.all_day(date)],
            Day::Open(stretches) => {
                let mut on = date;
                let mut last = None;
                stretches
                    .iter()
                    .map(|stretch| {
                        // A later stretch that starts earlier by the clock is after midnight.
                        if last.replace(stretch.from).is_some_and(|from| stretch.from < from) && on == date {
                            on = date + Days::new(1);
                        }
                        local_stretch(*stretch, on)
                    })
                    .collect()
            }
        }
    }

    /// Always open: from the start of the business day to the start of the next.
    fn all_day(&self, date: NaiveDate) -> (NaiveDateTime, NaiveDateTime) {
        (date.and_time(self.site.day_starts), (date + Days::new(1)).and_time(self.site.day_starts))
    }
}

fn local_stretch(stretch: Stretch, date: NaiveDate) -> (NaiveDateTime, NaiveDateTime) {
    let end = if stretch.to <= stretch.from { date + Days::new(1) } else { date };
    (date.and_time(stretch.from), end.and_time(stretch.to))
}
