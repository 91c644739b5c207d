//! T9: elapsed, business days, working days and open hours.

use super::support::*;
use floorboard::domain::calendar::Calendar;
use floorboard::domain::sop::Wait;
use floorboard::time::SiteCalendar;

fn after(calendar: &SiteCalendar, from: &str, wait: Wait) -> String {
    show(calendar.after(&sop(Vec::new()), utc(from), wait))
}

#[test]
fn two_days_keep_the_clock_and_48_hours_do_not() {
    let london = calendar(&site("Europe/London"));
    assert_eq!(after(&london, "2026-03-27T09:00", Wait::Elapsed(48 * 3600)), "2026-03-29T09:00");
    assert_eq!(after(&london, "2026-03-27T09:00", Wait::Days(2)), "2026-03-29T08:00");
    assert_eq!(after(&london, "2026-03-27T01:30", Wait::Days(2)), "2026-03-29T01:00", "01:30 is skipped");
}

#[test]
fn days_are_business_days() {
    let london = calendar(&pub_site());
    // Saturday 01:30 is Friday's: a day later is Saturday's, Sunday 01:30.
    assert_eq!(after(&london, "2026-11-21T01:30", Wait::Days(1)), "2026-11-22T01:30");
    // And a working day later is Tuesday's, for Monday is closed.
    assert_eq!(after(&london, "2026-11-21T01:30", Wait::WorkingDays(1)), "2026-11-25T01:30");
    assert_eq!(after(&london, "2026-11-19T12:00", Wait::WorkingDays(2)), "2026-11-24T12:00");
}

#[test]
fn a_skipped_date_is_no_day() {
    let apia = calendar(&site("Pacific/Apia"));
    // 29 December 2011, 08:00; the next day is the 31st.
    assert_eq!(after(&apia, "2011-12-29T18:00", Wait::Days(1)), "2011-12-30T18:00");
}

#[test]
fn open_hours_count_while_open() {
    let london = calendar(&pub_site());
    assert_eq!(after(&london, "2026-11-19T14:00", Wait::OpenSeconds(8 * 3600)), "2026-11-19T22:00");
    // Two hours are left on Sunday; Monday is closed.
    assert_eq!(after(&london, "2026-11-22T21:00", Wait::OpenSeconds(8 * 3600)), "2026-11-24T17:00");
    assert_eq!(after(&london, "2026-11-23T12:00", Wait::OpenSeconds(3600)), "2026-11-24T12:00");
    // After midnight on Friday's hours.
    assert_eq!(after(&london, "2026-11-21T00:30", Wait::OpenSeconds(3600)), "2026-11-21T11:30");
    assert_eq!(after(&calendar(&site("UTC")), "2026-11-21T00:30", Wait::OpenSeconds(3600)), "2026-11-21T01:30");
}

#[test]
fn a_site_that_never_opens_does_not_hang() {
    let mut closed = site("UTC");
    closed.hours.always_open = false;
    let closed = calendar(&closed);
    assert_eq!(after(&closed, "2026-11-19T14:00", Wait::OpenSeconds(3600)), "2026-11-19T15:00");
    assert_eq!(after(&closed, "2026-11-19T14:00", Wait::WorkingDays(2)), "2026-11-21T14:00");
}
