//! Business days, working days and shifts: the floor's own days, on the zone's clock.

use super::hours::OpeningHours;
use super::zone::Zone;
use crate::domain::calendar::Instant;
use crate::domain::id::ShiftId;
use crate::domain::site::{Shift, Site};
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// The last date any calendar goes to.
pub(super) const LAST_DATE: NaiveDate = NaiveDate::from_ymd_opt(9990, 12, 31).expect("a date");
/// The first.
pub(super) const FIRST_DATE: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).expect("a date");

/// A site's days.
#[derive(Clone, Debug)]
pub(super) struct BusinessDays {
    pub(super) zone: Zone,
    pub(super) site: Site,
}

impl BusinessDays {
    /// The date of the floor's day that holds an instant: the last that has started.
    pub(super) fn date(&self, at: Instant) -> NaiveDate {
        let mut date = self.nominal_date(self.zone.civil(at));
        while self.start(date) > at && date > FIRST_DATE {
            date = date - Days::new(1);
        }
        while self.start(date + Days::new(1)) <= at && date < LAST_DATE {
            date = date + Days::new(1);
        }
        date
    }

    /// The business date a local time is on, by the clock alone.
    pub(super) fn nominal_date(&self, local: NaiveDateTime) -> NaiveDate {
        let day = if local.time() < self.site.day_starts { local - Days::new(1) } else { local };
        day.date().clamp(FIRST_DATE, LAST_DATE)
    }

    pub(super) fn start(&self, date: NaiveDate) -> Instant {
        self.zone.instant(date.and_time(self.site.day_starts))
    }

    pub(super) fn end(&self, date: NaiveDate) -> Instant {
        self.start(date.min(LAST_DATE) + Days::new(1))
    }

    /// A wall time of a business date: before `day-starts` it is on the calendar day after.
    pub(super) fn local(&self, date: NaiveDate, time: NaiveTime) -> NaiveDateTime {
        let date = if time < self.site.day_starts { date + Days::new(1) } else { date };
        date.and_time(time)
    }

    /// Neither closed nor a holiday, on a weekday that counts, on a date that exists.
    pub(super) fn is_working(&self, date: NaiveDate) -> bool {
        self.site.working_days.contains(&date.weekday().into())
            && !self.site.hours.holidays.contains(&date)
            && OpeningHours::new(&self.site, None).is_open(date)
            && self.zone.has_date(date)
    }

    /// A shift of a business date: its local start and end.
    pub(super) fn shift(&self, shift: &ShiftId, date: NaiveDate) -> Option<(NaiveDateTime, NaiveDateTime)> {
        self.site.shifts.iter().find(|known| &known.id == shift).map(|shift| self.shift_local(shift, date))
    }

    fn shift_local(&self, shift: &Shift, date: NaiveDate) -> (NaiveDateTime, NaiveDateTime) {
        let from = self.local(date, shift.from);
        let days = u64::from(shift.to <= shift.from);
        (from, (from.date() + Days::new(days)).and_time(shift.to))
    }

    /// The shift that runs at an instant, the one that began last where several do, and its end.
    pub(super) fn shift_at(&self, at: Instant) -> Option<(ShiftId, Instant)> {
        let today = self.nominal_date(self.zone.civil(at));
        let yesterday = today - Days::new(1);
        [yesterday, today]
            .into_iter()
            .flat_map(|date| self.site.shifts.iter().map(move |shift| (shift, self.shift_local(shift, date))))
            .map(|(shift, (from, to))| (shift, self.zone.instant(from), self.zone.instant(to)))
            .filter(|(_, from, to)| *from <= at && at < *to)
            .max_by_key(|(_, from, _)| *from)
            .map(|(shift, _, to)| (shift.id.clone(), to))
    }

    /// Every shift that runs at an instant.
    pub(super) fn shifts_at(&self, at: Instant) -> Vec<&ShiftId> {
        let today = self.nominal_date(self.zone.civil(at));
        let runs = |shift: &Shift| {
            [today - Days::new(1), today].into_iter().any(|date| {
                let (from, to) = self.shift_local(shift, date);
                self.zone.instant(from) <= at && at < self.zone.instant(to)
            })
        };
        self.site.shifts.iter().filter(|shift| runs(shift)).map(|shift| &shift.id).collect()
    }

    /// The end of the week, Monday to Sunday.
    pub(super) fn end_of_week(&self, date: NaiveDate) -> Instant {
        self.end(date + Days::new(6 - u64::from(date.weekday().num_days_from_monday())))
    }

    /// The end of the block of `months` months that starts with `date`'s.
    pub(super) fn end_of_months(&self, date: NaiveDate, months: u32) -> Instant {
        self.end(last_of_month(add_months(date, months.saturating_sub(1))))
    }

    pub(super) fn end_of_year(&self, date: NaiveDate) -> Instant {
        self.end(NaiveDate::from_ymd_opt(date.year(), 12, 31).unwrap_or(date))
    }
}

/// An instant nudged to where all calendars are defined.
pub(super) fn clamp(at: Instant) -> Instant {
    let low = FIRST_DATE.and_time(NaiveTime::MIN).and_utc() + TimeDelta::days(800);
    at.clamp(low, LAST_DATE.and_time(NaiveTime::MIN).and_utc())
}

/// The first of the month `months` later.
pub(super) fn add_months(date: NaiveDate, months: u32) -> NaiveDate {
    let index = date.year() * 12 + date.month0() as i32 + months as i32;
    NaiveDate::from_ymd_opt(index.div_euclid(12), index.rem_euclid(12) as u32 + 1, 1).unwrap_or(LAST_DATE)
}

pub(super) fn last_of_month(date: NaiveDate) -> NaiveDate {
    add_months(date, 1).pred_opt().unwrap_or(LAST_DATE)
}
