//! Dates that come near, or are past: where their distances fall.

use super::support::*;
use floorboard::domain::calendar::Calendar;
use floorboard::domain::date_value::DateValue;
use floorboard::domain::sop::{DateSide, Wait};
use floorboard::time::SiteCalendar;

fn due(calendar: &SiteCalendar, value: &str, side: DateSide, by: Wait, at: Option<&str>) -> String {
    let value = DateValue::read(value, calendar).unwrap();
    show(value.due(calendar, side, by, at.map(time)))
}

fn before(calendar: &SiteCalendar, value: &str, days: u32, at: Option<&str>) -> String {
    due(calendar, value, DateSide::Before, Wait::Days(days), at)
}

#[test]
fn days_are_counted_on_the_calendar_and_the_clock_is_local() {
    let london = calendar(&site("Europe/London"));
    assert_eq!(before(&london, "2026-11-30", 30, Some("09:00")), "2026-10-31T09:00");
    // Across the change of the clock it is still nine.
    assert_eq!(before(&london, "2026-11-20", 30, Some("09:00")), "2026-10-21T08:00");
    assert_eq!(before(&london, "2026-11-30", 0, Some("09:00")), "2026-11-30T09:00");
    // 01:30 is skipped that night.
    assert_eq!(before(&london, "2026-03-30", 1, Some("01:30")), "2026-03-29T01:00");
    assert_eq!(due(&london, "2026-11-01", DateSide::After, Wait::Days(30), Some("09:00")), "2026-12-01T09:00");
}

#[test]
fn a_leap_day_is_a_day() {
    let utc = calendar(&site("UTC"));
    assert_eq!(before(&utc, "2028-03-01", 1, None), "2028-02-29T00:00");
    assert_eq!(before(&utc, "2027-03-01", 1, None), "2027-02-28T00:00");
    assert_eq!(before(&utc, "2028-02-29", 366, None), "2027-02-28T00:00");
    for no_date in ["2027-02-29", "2027-13-01", "27-02-01", "1.2.2027", "", "0001-01-01", "2027-01-01T25:00"] {
        assert_eq!(DateValue::read(no_date, &utc), None, "{no_date}");
    }
}

#[test]
fn without_a_time_a_day_starts_with_the_business_day() {
    let london = calendar(&pub_site());
    assert_eq!(before(&london, "2026-11-30", 7, None), "2026-11-23T05:00");
    // 01:15 belongs to the night of the date.
    assert_eq!(before(&london, "2026-11-30", 7, Some("01:15")), "2026-11-24T01:15");
}

#[test]
fn working_days_are_counted_back_and_on() {
    // Closed on Mondays: Tuesday to Friday.
    let london = calendar(&pub_site());
    let due = |side, days| due(&london, "2026-11-21", side, Wait::WorkingDays(days), Some("09:00"));
    assert_eq!(due(DateSide::Before, 1), "2026-11-20T09:00");
    assert_eq!(due(DateSide::Before, 5), "2026-11-13T09:00");
    assert_eq!(due(DateSide::After, 1), "2026-11-24T09:00");
    assert_eq!(due(DateSide::After, 5), "2026-12-01T09:00");
    let mut closed = site("UTC");
    closed.hours.always_open = false;
    let closed = calendar(&closed);
    assert_eq!(closed.days_from(date("2026-11-21"), Wait::WorkingDays(2), DateSide::Before), date("2026-11-19"));
}

#[test]
fn a_moment_keeps_its_own_time_unless_another_is_given() {
    let london = calendar(&site("Europe/London"));
    assert_eq!(before(&london, "2026-04-01T10:30:00+02:00", 7, None), "2026-03-25T09:30", "09:30 on both days");
    assert_eq!(before(&london, "2026-04-01T10:30:00+02:00", 7, Some("08:00")), "2026-03-25T08:00");
    assert_eq!(before(&london, "2026-07-01 10:30", 1, None), "2026-06-30T09:30", "the site's own clock");
    let two_hours = Wait::Elapsed(7_200);
    let due = |value, at| due(&london, value, DateSide::Before, two_hours, at);
    assert_eq!(due("2026-07-01T10:30:00Z", Some("08:00")), "2026-07-01T08:30", "elapsed counts from the moment");
    assert_eq!(due("2026-11-30", Some("09:00")), "2026-11-30T07:00");
}
