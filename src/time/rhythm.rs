//! Which business dates a rhythm names, one after the other, and which it names in vain.

use super::business::{BusinessDays, LAST_DATE, last_of_month};
use crate::domain::site::WeekdayNumber;
use crate::domain::sop::{OnDay, Rhythm};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::BTreeSet;

/// A date of a rhythm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RhythmDay {
    /// Where `missing`, the last date before the gap: the last of the month.
    pub(super) date: NaiveDate,
    /// The month has no such date; how the date would be written.
    pub(super) missing: Option<String>,
}

impl From<NaiveDate> for RhythmDay {
    fn from(date: NaiveDate) -> Self {
        Self { date, missing: None }
    }
}

/// The dates of a rhythm from one on, in order.
pub(super) struct RhythmDays<'a> {
    days: &'a BusinessDays,
    rhythm: &'a Rhythm,
    next: Option<NaiveDate>,
}

impl<'a> RhythmDays<'a> {
    pub(super) fn new(days: &'a BusinessDays, rhythm: &'a Rhythm, from: NaiveDate) -> Self {
        let starts = match rhythm {
            Rhythm::Weeks { starts, .. } | Rhythm::Months { starts, .. } | Rhythm::Years { starts, .. } => *starts,
            Rhythm::Days { starts, .. } => Some(*starts),
            Rhythm::Day | Rhythm::Weekday | Rhythm::Weekdays(_) => None,
        };
        Self { days, rhythm, next: Some(starts.map_or(from, |starts| from.max(starts))) }
    }

    /// The first date of the rhythm on or after `from`.
    fn on_or_after(&self, from: NaiveDate) -> Option<RhythmDay> {
        match self.rhythm {
            Rhythm::Day => Some(from.into()),
            Rhythm::Weekday => first_on(from, |day| day.0 < 5),
            Rhythm::Weekdays(on) => first_on(from, |day| on.contains(&day)),
            Rhythm::Weeks { count, starts, on } => find_week(from, *count, *starts, on),
            Rhythm::Days { count, starts } => {
                let count = i64::from((*count).max(1));
                let past = (from - *starts).num_days().rem_euclid(count);
                from.checked_add_days(Days::new((count - past).rem_euclid(count) as u64)).map(RhythmDay::from)
            }
            Rhythm::Months { count, starts, on } => self.find_month(from, *count, *starts, *on),
            Rhythm::Years { count, starts, month, day } => find_year(from, *count, *starts, *month, *day),
        }
    }

    fn find_month(&self, from: NaiveDate, count: u32, starts: Option<NaiveDate>, on: OnDay) -> Option<RhythmDay> {
        let count = count.max(1) as i32;
        let index = |date: NaiveDate| date.year() * 12 + date.month0() as i32;
        let base = starts.map_or(0, index);
        let mut month = index(from);
        loop {
            month += (base - month).rem_euclid(count);
            let first = NaiveDate::from_ymd_opt(month.div_euclid(12), month.rem_euclid(12) as u32 + 1, 1)?;
            if first > LAST_DATE {
                return None;
            }
            let day = self.day_of_month(first, on);
            if day.date >= from {
                return Some(day);
            }
            month += 1;
        }
    }

    fn day_of_month(&self, first: NaiveDate, on: OnDay) -> RhythmDay {
        let last = last_of_month(first);
        let month = || first.iter_days().take_while(|day| *day <= last);
        let missing = |what: String| RhythmDay { date: last, missing: Some(what) };
        match on {
            OnDay::Number(day) => first
                .with_day(day)
                .map_or_else(|| missing(format!("{:04}-{:02}-{day:02}", first.year(), first.month())), RhythmDay::from),
            OnDay::LastDay => {
                let back = || std::iter::successors(Some(last), NaiveDate::pred_opt).take(28);
                back().find(|day| self.days.zone.has_date(*day)).unwrap_or(last).into()
            }
            OnDay::NthWeekday { nth, weekday } => {
                let offset = (i64::from(weekday.0) - i64::from(first.weekday().num_days_from_monday())).rem_euclid(7);
                first
                    .with_day(offset as u32 + 1 + nth.max(1).saturating_sub(1).saturating_mul(7))
                    .map_or_else(|| missing(format!("{last}~{nth}th-{}", name(weekday))), RhythmDay::from)
            }
            OnDay::LastWeekday(weekday) => {
                let back = (i64::from(last.weekday().num_days_from_monday()) - i64::from(weekday.0)).rem_euclid(7);
                (last - Days::new(back as u64)).into()
            }
            OnDay::NthWorkingDay(nth) => month()
                .filter(|day| self.days.is_working(*day))
                .nth(nth.max(1) as usize - 1)
                .map_or_else(|| missing(format!("{last}~{nth}th-working-day")), RhythmDay::from),
            OnDay::LastWorkingDay => month()
                .filter(|day| self.days.is_working(*day))
                .last()
                .map_or_else(|| missing(format!("{last}~last-working-day")), RhythmDay::from),
        }
    }
}

impl Iterator for RhythmDays<'_> {
    type Item = RhythmDay;
    fn next(&mut self) -> Option<RhythmDay> {
        let day = self.on_or_after(self.next?).filter(|day| day.date <= LAST_DATE);
        self.next = day.as_ref().and_then(|day| day.date.succ_opt());
        day
    }
}

fn first_on(from: NaiveDate, is_on: impl Fn(WeekdayNumber) -> bool) -> Option<RhythmDay> {
    from.iter_days().take(7).find(|day| is_on(day.weekday().into())).map(RhythmDay::from)
}

fn find_week(
    from: NaiveDate,
    count: u32,
    starts: Option<NaiveDate>,
    on: &BTreeSet<WeekdayNumber>,
) -> Option<RhythmDay> {
    let default = starts.map_or(Weekday::Mon, |starts| starts.weekday()).into();
    let is_on = |day: WeekdayNumber| if on.is_empty() { day == default } else { on.contains(&day) };
    let count = i64::from(count.max(1));
    let week = |date: NaiveDate| (i64::from(date.num_days_from_ce()) - 1).div_euclid(7);
    let anchor = starts.map_or(0, week);
    let wait = (anchor - week(from)).rem_euclid(count);
    let monday = |week: i64| NaiveDate::from_num_days_from_ce_opt((week * 7 + 1) as i32);
    let in_this_week =
        (wait == 0).then(|| first_on(from, is_on)).flatten().filter(|day| week(day.date) == week(from) || count == 1);
    match in_this_week {
        Some(day) => Some(day),
        None => first_on(monday(week(from) + if wait == 0 { count } else { wait })?, is_on),
    }
}

fn find_year(from: NaiveDate, count: u32, starts: Option<NaiveDate>, month: u32, day: u32) -> Option<RhythmDay> {
    let count = count.max(1) as i32;
    let anchor = starts.map_or(0, |starts| starts.year());
    let mut year = from.year() + (anchor - from.year()).rem_euclid(count);
    while year <= LAST_DATE.year() {
        let found = NaiveDate::from_ymd_opt(year, month, day).map_or_else(
            || {
                let last = last_of_month(NaiveDate::from_ymd_opt(year, month, 1)?);
                Some(RhythmDay { date: last, missing: Some(format!("{year:04}-{month:02}-{day:02}")) })
            },
            |date| Some(date.into()),
        )?;
        if found.date >= from {
            return Some(found);
        }
        year += count;
    }
    None
}

fn name(day: WeekdayNumber) -> &'static str {
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].get(usize::from(day.0)).copied().unwrap_or("?")
}
