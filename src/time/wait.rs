//! Lengths of time added to an instant (T9): elapsed, business days, working days, opening hours.

use super::business::{BusinessDays, FIRST_DATE, LAST_DATE};
use super::hours::OpeningHours;
use crate::domain::calendar::Instant;
use crate::domain::sop::{DateSide, Wait};
use chrono::{Days, NaiveDate, TimeDelta};

/// Days a search for working days or opening hours goes: a site that has none must not hang.
const SEARCH_DAYS: usize = 4_000;

/// `from + wait`; where a site never has such a day or hour again, the same length elapsed.
pub(super) fn after(days: &BusinessDays, hours: OpeningHours<'_>, from: Instant, wait: Wait) -> Instant {
    match wait {
        Wait::Elapsed(seconds) => elapsed(from, seconds),
        Wait::Days(count) => same_time(days, from, count, |date| days.zone.has_date(date)),
        Wait::WorkingDays(count) => same_time(days, from, count, |date| days.is_working(date)),
        Wait::OpenSeconds(count) => open(days, hours, from, i64::from(count)),
    }
}

fn elapsed(from: Instant, seconds: i64) -> Instant {
    TimeDelta::try_seconds(seconds).and_then(|wait| from.checked_add_signed(wait)).unwrap_or(from)
}

/// The same local time on the nth business date after that counts.
fn same_time(days: &BusinessDays, from: Instant, count: u32, counts: impl Fn(NaiveDate) -> bool) -> Instant {
    let Some(nth) = (count as usize).checked_sub(1) else { return from };
    let date = days.date(from);
    let civil = days.zone.civil(from);
    dates_from(date + Days::new(1))
        .take(nth.saturating_add(1).saturating_mul(10).saturating_add(SEARCH_DAYS))
        .filter(|date| counts(*date))
        .nth(nth)
        .map_or_else(
            || elapsed(from, i64::from(count) * 86_400),
            |date| days.zone.instant(days.local(date, civil.time())),
        )
}

/// The nth date before or after that counts; where a site never has such a day, as many calendar days.
pub(super) fn days_from(days: &BusinessDays, date: NaiveDate, wait: Wait, side: DateSide) -> NaiveDate {
    let (count, working) = match wait {
        Wait::Days(count) => (count, false),
        Wait::WorkingDays(count) => (count, true),
        Wait::Elapsed(_) | Wait::OpenSeconds(_) => return date,
    };
    let Some(nth) = (count as usize).checked_sub(1) else { return date };
    let step = match side {
        DateSide::Before => -1,
        DateSide::After => 1,
    };
    let away = |by: i64| date.checked_add_signed(TimeDelta::days(step * by));
    let plain = away(i64::from(count)).unwrap_or(date);
    if !working {
        return plain;
    }
    let search = nth.saturating_add(1).saturating_mul(10).saturating_add(SEARCH_DAYS);
    let dates = (1..).map_while(away).take_while(|date| (FIRST_DATE..=LAST_DATE).contains(date));
    dates.take(search).filter(|date| days.is_working(*date)).nth(nth).unwrap_or(plain)
}

/// Counts only while open, from now or from the next opening.
fn open(days: &BusinessDays, hours: OpeningHours<'_>, from: Instant, count: i64) -> Instant {
    let mut left = TimeDelta::seconds(count);
    let mut reached = from;
    if left <= TimeDelta::zero() {
        return from;
    }
    let first = days.date(from) - Days::new(2);
    let mut idle = 0;
    for date in dates_from(first) {
        idle += 1;
        for (opening, closing) in hours.stretches(date) {
            let start = days.zone.instant(opening).max(reached);
            let end = days.zone.instant(closing);
            if end <= start {
                continue;
            }
            idle = 0;
            if end - start >= left {
                return start + left;
            }
            left -= end - start;
            reached = end;
        }
        if idle > SEARCH_DAYS {
            break;
        }
    }
    elapsed(from, count)
}

fn dates_from(date: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    date.iter_days().take_while(|date| *date <= LAST_DATE)
}
