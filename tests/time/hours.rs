//! Business dates, opening hours, areas, shifts, closed and working days.

use super::support::*;
use floorboard::domain::calendar::{Calendar, OccurrenceNote};
use floorboard::domain::id::{AreaId, ShiftId};
use floorboard::domain::sop::{ClosedDays, OnDay, Rhythm, Trigger};

#[test]
fn friday_night_is_friday_until_the_day_starts() {
    let london = calendar(&pub_site());
    assert_eq!(london.business_date(utc("2026-11-21T04:59")), date("2026-11-20"));
    assert_eq!(london.business_date(utc("2026-11-21T05:00")), date("2026-11-21"));
    assert_eq!(show(london.end_of_day(date("2026-11-20"))), "2026-11-21T05:00");
    let late = sop(vec![every(weekdays(&[chrono::Weekday::Fri]), &["01:15"])]);
    let found = all(&london, &late, "2026-11-16T00:00", "2026-11-23T00:00");
    assert_eq!(show(found[0].times.unwrap().scheduled), "2026-11-21T01:15");
    assert_eq!(found[0].business_date, date("2026-11-20"));
    assert_eq!(found[0].key.as_str(), "check@2026-11-21T01:15:00[Europe/London]");
}

#[test]
fn a_day_that_starts_amid_a_clock_change_neither_overlaps_nor_leaves_a_hole() {
    let mut site = site("America/Santiago");
    // Midnight is skipped on 6 September, and 23:00 to 24:00 comes twice on 4 April.
    for starts in ["00:00", "23:30", "00:30"] {
        site.day_starts = time(starts);
        let santiago = calendar(&site);
        for day in ["2026-09-04", "2026-09-05", "2026-09-06", "2026-04-03", "2026-04-04", "2026-04-05"] {
            let (day, next) = (date(day), date(day).succ_opt().unwrap());
            let end = santiago.end_of_day(day);
            assert_eq!(santiago.business_date(end), next, "{starts}");
            assert_eq!(santiago.business_date(end - chrono::TimeDelta::nanoseconds(1)), day, "{starts}");
        }
    }
}

#[test]
fn times_follow_opening_and_closing() {
    let london = calendar(&pub_site());
    let opening = sop(vec![every(Rhythm::Day, &["opening-30"])]);
    assert_eq!(
        fires(&london, &opening, "2026-11-19T00:00", "2026-11-22T00:00"),
        ["2026-11-19T10:30", "2026-11-20T10:30", "2026-11-21T10:30"]
    );
    let closing = sop(vec![every(Rhythm::Day, &["closing+15"])]);
    let found = all(&london, &closing, "2026-11-20T06:00", "2026-11-21T12:00");
    assert_eq!(show(found[0].times.unwrap().scheduled), "2026-11-21T01:15");
    assert_eq!(found[0].business_date, date("2026-11-20"));
}

#[test]
fn ranges_include_both_ends_and_follow_the_hours() {
    let london = calendar(&pub_site());
    let toilets = sop(vec![range(Rhythm::Day, 120, "opening", "closing-60")]);
    let thursday = fires(&london, &toilets, "2026-11-19T06:00", "2026-11-20T06:00");
    assert_eq!(thursday.first().unwrap(), "2026-11-19T11:00");
    assert_eq!(thursday.last().unwrap(), "2026-11-19T21:00");
    let exact = sop(vec![range(Rhythm::Day, 120, "opening", "closing")]);
    assert_eq!(fires(&london, &exact, "2026-11-19T06:00", "2026-11-20T06:00").last().unwrap(), "2026-11-19T23:00");
    // Over midnight, with a business day from midnight.
    let night = sop(vec![range(Rhythm::Day, 60, "22:00", "01:00")]);
    let plain = calendar(&site("UTC"));
    assert_eq!(
        fires(&plain, &night, "2026-11-19T12:00", "2026-11-20T12:00"),
        ["2026-11-19T22:00", "2026-11-19T23:00", "2026-11-20T00:00", "2026-11-20T01:00"]
    );
}

#[test]
fn an_area_has_its_own_hours_and_the_sites_for_the_rest() {
    let london = calendar(&pub_site());
    let mut opening = sop(vec![every(Rhythm::Day, &["opening"])]);
    opening.area = Some(AreaId::from("kitchen"));
    assert_eq!(
        fires(&london, &opening, "2026-11-18T00:00", "2026-11-20T00:00"),
        ["2026-11-18T06:30", "2026-11-19T11:00"]
    );
}

#[test]
fn two_stretches_open_first_and_close_last() {
    let mut site = pub_site();
    let thursday = chrono::Weekday::Thu.into();
    site.hours.week.insert(thursday, vec![stretch("11:00", "15:00"), stretch("17:00", "23:00")]);
    let london = calendar(&site);
    let both = sop(vec![every(Rhythm::Day, &["opening", "closing"])]);
    assert_eq!(fires(&london, &both, "2026-11-19T06:00", "2026-11-20T06:00"), ["2026-11-19T11:00", "2026-11-19T23:00"]);
}

fn on_closed_days(closed_days: ClosedDays, at: &[&str]) -> Trigger {
    Trigger { closed_days, ..every(Rhythm::Day, at) }
}

#[test]
fn a_closed_day_is_skipped_with_a_note() {
    let london = calendar(&pub_site());
    let daily = sop(vec![on_closed_days(ClosedDays::Skip, &["10:00"])]);
    // Monday 16 November is closed.
    assert_eq!(
        fires(&london, &daily, "2026-11-15T06:00", "2026-11-18T00:00"),
        ["2026-11-15T10:00", "2026-11-17T10:00"]
    );
    assert_eq!(notes(&london, &daily, "2026-11-15T06:00", "2026-11-18T00:00"), ["2026-11-16T10:00:00 ClosedDay"]);
}

#[test]
fn a_closed_day_runs_where_it_says_so_unless_its_time_needs_hours() {
    let london = calendar(&pub_site());
    let fixed = sop(vec![on_closed_days(ClosedDays::Run, &["10:00"])]);
    assert_eq!(fires(&london, &fixed, "2026-11-16T00:00", "2026-11-17T00:00"), ["2026-11-16T10:00"]);
    let relative = sop(vec![on_closed_days(ClosedDays::Run, &["opening", "closing"])]);
    let found = all(&london, &relative, "2026-11-16T00:00", "2026-11-17T06:00");
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|one| one.times.is_none() && one.note == Some(OccurrenceNote::NoOpeningHours)));
    assert_ne!(found[0].key, found[1].key);
}

#[test]
fn a_closed_day_moves_before_or_after_and_merges_with_what_is_there() {
    let mut site = pub_site();
    site.hours.closed = [date("2026-12-25"), date("2026-12-26")].into();
    let london = calendar(&site);
    let monthly = |closed_days| sop(vec![Trigger { closed_days, ..every(months(OnDay::Number(25)), &["10:00"]) }]);
    let before = all(&london, &monthly(ClosedDays::Before), "2026-12-01T00:00", "2026-12-31T00:00");
    assert_eq!(show(before[0].times.unwrap().scheduled), "2026-12-24T10:00");
    assert_eq!(before[0].note, Some(OccurrenceNote::MovedFrom { date: date("2026-12-25") }));
    assert_eq!(before[0].key.as_str(), "check@2026-12-25T10:00:00[Europe/London]~before:2026-12-25");
    let after = all(&london, &monthly(ClosedDays::After), "2026-12-26T12:00", "2026-12-31T00:00");
    assert_eq!(show(after[0].times.unwrap().scheduled), "2026-12-27T10:00");
    assert_eq!(after[0].business_date, date("2026-12-27"));

    let daily = sop(vec![on_closed_days(ClosedDays::After, &["10:00", "12:00"])]);
    let merged = all(&london, &daily, "2026-12-24T13:00", "2026-12-27T13:00");
    let fired: Vec<_> = merged.iter().filter(|one| one.times.is_some()).map(|one| one.key.as_str()).collect();
    assert_eq!(fired, ["check@2026-12-27T10:00:00[Europe/London]", "check@2026-12-27T12:00:00[Europe/London]"]);
    assert_eq!(merged.len(), 6, "both closed days are accounted for");
}

#[test]
fn special_days_and_closed_dates_override_the_week() {
    let mut site = pub_site();
    site.hours.special.insert(date("2026-11-16"), vec![stretch("12:00", "14:00")]);
    site.hours.special.insert(date("2026-11-17"), Vec::new());
    site.hours.closed.insert(date("2026-11-18"));
    let london = calendar(&site);
    let opening = sop(vec![every(Rhythm::Day, &["opening"])]);
    assert_eq!(
        fires(&london, &opening, "2026-11-16T00:00", "2026-11-19T12:00"),
        ["2026-11-16T12:00", "2026-11-19T11:00"]
    );
    // The nominal time of what is skipped is that of the usual week.
    assert_eq!(
        notes(&london, &opening, "2026-11-17T00:00", "2026-11-19T00:00"),
        ["2026-11-17T11:00:00 ClosedDay", "2026-11-18T11:00:00 ClosedDay"]
    );
}

#[test]
fn shifts_anchor_times_and_hold_instants() {
    let london = calendar(&pub_site());
    let handover =
        sop(vec![Trigger { closed_days: ClosedDays::Run, ..every(Rhythm::Day, &["early.start-15", "night.end"]) }]);
    let found = all(&london, &handover, "2026-11-19T06:00", "2026-11-20T06:30");
    assert_eq!(show(found[0].times.unwrap().scheduled), "2026-11-19T06:45");
    assert_eq!(show(found[1].times.unwrap().scheduled), "2026-11-19T07:00", "the night of the 18th");
    assert_eq!(found[1].business_date, date("2026-11-18"));
    let at = |at| london.shift_at(utc(at)).map(|(shift, end)| (shift, show(end)));
    assert_eq!(at("2026-11-19T14:59"), Some((ShiftId::from("early"), "2026-11-19T15:00".into())));
    assert_eq!(at("2026-11-19T15:00"), Some((ShiftId::from("late"), "2026-11-19T23:00".into())));
    assert_eq!(at("2026-11-19T03:00"), Some((ShiftId::from("night"), "2026-11-19T07:00".into())));
    assert_eq!(calendar(&site("UTC")).shift_at(utc("2026-11-19T03:00")), None);
}

#[test]
fn always_open_has_its_opening_at_the_start_of_the_day() {
    let mut site = site("UTC");
    site.day_starts = time("04:00");
    let utc_site = calendar(&site);
    let opening = sop(vec![every(Rhythm::Day, &["opening", "closing"])]);
    // Closing of one day and opening of the next are one instant, and one occurrence.
    assert_eq!(
        fires(&utc_site, &opening, "2026-11-19T00:00", "2026-11-20T12:00"),
        ["2026-11-19T04:00", "2026-11-20T04:00"]
    );
}
