//! Which dates a rhythm names.

use super::support::*;
use chrono::Weekday;
use floorboard::domain::sop::{OnDay, Rhythm};

/// The dates in UTC, at 09:00.
fn dates(rhythm: Rhythm, from: &str, to: &str) -> Vec<String> {
    let calendar = calendar(&site("UTC"));
    let found =
        fires(&calendar, &sop(vec![every(rhythm, &["09:00"])]), &format!("{from}T00:00"), &format!("{to}T00:00"));
    found.iter().map(|at| at.strip_suffix("T09:00").unwrap().to_owned()).collect()
}

#[test]
fn days_of_the_week() {
    assert_eq!(dates(Rhythm::Weekday, "2026-11-20", "2026-11-25"), ["2026-11-20", "2026-11-23", "2026-11-24"]);
    assert_eq!(
        dates(weekdays(&[Weekday::Mon, Weekday::Thu]), "2026-11-19", "2026-11-27"),
        ["2026-11-19", "2026-11-23", "2026-11-26"]
    );
}

#[test]
fn weeks_count_from_their_anchor() {
    let weeks = |count, starts: Option<&str>, on: &[Weekday]| Rhythm::Weeks {
        count,
        starts: starts.map(date),
        on: on.iter().map(|day| (*day).into()).collect(),
    };
    assert_eq!(dates(weeks(1, None, &[]), "2026-11-19", "2026-12-01"), ["2026-11-23", "2026-11-30"]);
    assert_eq!(
        dates(weeks(2, Some("2026-01-05"), &[Weekday::Mon]), "2026-01-01", "2026-02-10"),
        ["2026-01-05", "2026-01-19", "2026-02-02"]
    );
    // The anchor's own day where none is named, and nothing before the anchor.
    assert_eq!(
        dates(weeks(3, Some("2026-01-07"), &[]), "2025-11-01", "2026-02-20"),
        ["2026-01-07", "2026-01-28", "2026-02-18"]
    );
    assert_eq!(
        dates(weeks(2, Some("2026-01-07"), &[Weekday::Mon, Weekday::Fri]), "2026-01-01", "2026-01-31"),
        ["2026-01-09", "2026-01-19", "2026-01-23"]
    );
}

#[test]
fn days_months_and_years_count_from_their_anchor() {
    let days = Rhythm::Days { count: 10, starts: date("2026-01-01") };
    assert_eq!(dates(days, "2025-01-01", "2026-01-25"), ["2026-01-01", "2026-01-11", "2026-01-21"]);
    let quarter = Rhythm::Months { count: 3, starts: None, on: OnDay::Number(15) };
    assert_eq!(dates(quarter, "2026-02-01", "2026-12-31"), ["2026-04-15", "2026-07-15", "2026-10-15"]);
    let anchored = Rhythm::Months { count: 2, starts: Some(date("2026-02-10")), on: OnDay::Number(5) };
    assert_eq!(dates(anchored, "2026-01-01", "2026-07-01"), ["2026-04-05", "2026-06-05"]);
    let years = Rhythm::Years { count: 2, starts: Some(date("2025-06-01")), month: 3, day: 31 };
    assert_eq!(dates(years, "2024-01-01", "2030-01-01"), ["2027-03-31", "2029-03-31"]);
}

#[test]
fn days_of_a_month() {
    let first_half = |on| dates(months(on), "2026-01-01", "2026-04-01");
    let friday = Weekday::Fri.into();
    assert_eq!(first_half(OnDay::LastDay), ["2026-01-31", "2026-02-28", "2026-03-31"]);
    assert_eq!(first_half(OnDay::LastWeekday(friday)), ["2026-01-30", "2026-02-27", "2026-03-27"]);
    assert_eq!(
        first_half(OnDay::NthWeekday { nth: 1, weekday: Weekday::Mon.into() }),
        ["2026-01-05", "2026-02-02", "2026-03-02"]
    );
    assert_eq!(first_half(OnDay::NthWeekday { nth: 5, weekday: friday }), ["2026-01-30"]);
    assert_eq!(first_half(OnDay::NthWorkingDay(3)), ["2026-01-05", "2026-02-04", "2026-03-04"]);
    assert_eq!(first_half(OnDay::LastWorkingDay), ["2026-01-30", "2026-02-27", "2026-03-31"]);
}

#[test]
fn a_fifth_that_is_missing_is_noted_once_a_month() {
    let calendar = calendar(&site("UTC"));
    let fifth = sop(vec![every(months(OnDay::NthWeekday { nth: 5, weekday: Weekday::Fri.into() }), &["09:00"])]);
    let found = all(&calendar, &fifth, "2026-01-01T00:00", "2026-04-01T00:00");
    let keys: Vec<_> = found.iter().map(|one| one.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "check@2026-01-30T09:00:00[UTC]",
            "check@2026-02-28~5th-friT09:00:00[UTC]",
            "check@2026-03-31~5th-friT09:00:00[UTC]"
        ]
    );
}

#[test]
fn working_days_leave_out_holidays_and_closed_days() {
    let mut site = site("UTC");
    site.hours.holidays = [date("2026-01-01"), date("2026-01-30")].into();
    site.hours.closed = [date("2026-01-02")].into();
    let calendar = calendar(&site);
    let first =
        sop(vec![every(months(OnDay::NthWorkingDay(1)), &["09:00"]), every(months(OnDay::LastWorkingDay), &["09:00"])]);
    assert_eq!(
        fires(&calendar, &first, "2026-01-01T00:00", "2026-02-01T00:00"),
        ["2026-01-05T09:00", "2026-01-29T09:00"]
    );
    // A holiday alone is no closed day: plain rhythms run on it.
    let daily = sop(vec![every(Rhythm::Day, &["09:00"])]);
    assert_eq!(
        fires(&calendar, &daily, "2026-01-01T00:00", "2026-01-04T00:00"),
        ["2026-01-01T09:00", "2026-01-03T09:00"]
    );
}
