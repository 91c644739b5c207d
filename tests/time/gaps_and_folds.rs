//! T3 to T5: local times that do not exist, that come twice, dates that no calendar has.

use super::support::*;
use floorboard::domain::calendar::{Calendar, OccurrenceNote};
use floorboard::domain::sop::{OnDay, Rhythm, When};

#[test]
fn a_skipped_time_fires_once_at_the_first_instant_after() {
    let london = calendar(&site("Europe/London"));
    let daily = sop(vec![every(Rhythm::Day, &["01:30"])]);
    let found = all(&london, &daily, "2026-03-28T12:00", "2026-03-30T12:00");
    assert_eq!(show(found[0].times.unwrap().scheduled), "2026-03-29T01:00");
    assert_eq!(found[0].note, Some(OccurrenceNote::ClockSkips));
    assert_eq!(found[0].key.as_str(), "check@2026-03-29T01:30:00[Europe/London]");
    assert_eq!(show(found[1].times.unwrap().scheduled), "2026-03-30T00:30");
    assert_eq!(found.len(), 2);
}

#[test]
fn a_repeated_time_fires_once_at_the_first() {
    let london = calendar(&site("Europe/London"));
    let daily = sop(vec![every(Rhythm::Day, &["01:30"])]);
    let found = fires(&london, &daily, "2026-10-24T12:00", "2026-10-26T12:00");
    assert_eq!(found, ["2026-10-25T00:30", "2026-10-26T01:30"]);
}

#[test]
fn a_range_is_a_list_of_local_times() {
    let new_york = calendar(&site("America/New_York"));
    let half_hours = sop(vec![range(Rhythm::Day, 30, "00:30", "03:30")]);
    // 02:00 and 02:30 are skipped and land on 03:00, which is real and stands for all.
    let spring = fires(&new_york, &half_hours, "2026-03-08T04:00", "2026-03-08T12:00");
    assert_eq!(
        spring,
        ["2026-03-08T05:30", "2026-03-08T06:00", "2026-03-08T06:30", "2026-03-08T07:00", "2026-03-08T07:30"]
    );
    let merged = notes(&new_york, &half_hours, "2026-03-08T04:00", "2026-03-08T12:00");
    let key = "check@2026-03-08T03:00:00[America/New_York]";
    let note = format!("SameInstant {{ key: OccurrenceKey(\"{key}\") }}");
    assert_eq!(merged, [format!("2026-03-08T02:00:00 {note}"), format!("2026-03-08T02:30:00 {note}")]);
    // 01:00 and 01:30 come twice and fire at the first.
    let autumn = fires(&new_york, &half_hours, "2026-11-01T04:00", "2026-11-01T12:00");
    assert_eq!(
        autumn,
        [
            "2026-11-01T04:30",
            "2026-11-01T05:00",
            "2026-11-01T05:30",
            "2026-11-01T07:00",
            "2026-11-01T07:30",
            "2026-11-01T08:00",
            "2026-11-01T08:30"
        ]
    );
}

#[test]
fn where_none_is_real_the_last_in_the_gap_stands_for_all() {
    let new_york = calendar(&site("America/New_York"));
    let twice = sop(vec![every(Rhythm::Day, &["02:15", "02:45"])]);
    let found = all(&new_york, &twice, "2026-03-08T04:00", "2026-03-08T12:00");
    let keys: Vec<_> = found.iter().map(|one| (one.key.as_str(), one.times.is_some())).collect();
    assert_eq!(
        keys,
        [("check@2026-03-08T02:15:00[America/New_York]", false), ("check@2026-03-08T02:45:00[America/New_York]", true)]
    );
}

#[test]
fn shifts_of_half_an_hour_and_of_two_hours() {
    let lord_howe = calendar(&site("Australia/Lord_Howe"));
    let daily = sop(vec![every(Rhythm::Day, &["02:15"])]);
    // 02:00 becomes 02:30 on 4 October: 02:15 fires at 02:30, 15:30 UTC.
    assert_eq!(fires(&lord_howe, &daily, "2026-10-03T12:00", "2026-10-04T12:00"), ["2026-10-03T15:30"]);
    // 02:00 becomes 01:30 on 5 April.
    let fold = sop(vec![every(Rhythm::Day, &["01:45"])]);
    assert_eq!(fires(&lord_howe, &fold, "2026-04-04T12:00", "2026-04-05T12:00"), ["2026-04-04T14:45"]);

    let troll = calendar(&site("Antarctica/Troll"));
    let gap = sop(vec![every(Rhythm::Day, &["02:30"])]);
    // 01:00 becomes 03:00 on 29 March.
    assert_eq!(fires(&troll, &gap, "2026-03-28T12:00", "2026-03-29T12:00"), ["2026-03-29T01:00"]);
}

#[test]
fn negative_summer_time_and_ramadan_time_are_only_clocks() {
    let dublin = calendar(&site("Europe/Dublin"));
    let daily = sop(vec![every(Rhythm::Day, &["01:30"])]);
    assert_eq!(fires(&dublin, &daily, "2026-03-28T12:00", "2026-03-29T12:00"), ["2026-03-29T01:00"]);
    assert_eq!(fires(&dublin, &daily, "2026-10-24T12:00", "2026-10-25T12:00"), ["2026-10-25T00:30"]);
    let kolkata = calendar(&site("Asia/Kolkata"));
    assert_eq!(fires(&kolkata, &daily, "2026-03-28T12:00", "2026-03-29T12:00"), ["2026-03-28T20:00"]);
    let chatham = calendar(&site("Pacific/Chatham"));
    // 02:45 becomes 03:45 on 27 September.
    let gap = sop(vec![every(Rhythm::Day, &["03:00"])]);
    assert_eq!(fires(&chatham, &gap, "2026-09-26T12:00", "2026-09-27T12:00"), ["2026-09-26T14:00"]);
}

#[test]
fn cron_follows_the_same_rules_on_calendar_dates() {
    let mut site = site("Europe/London");
    site.day_starts = time("05:00");
    let london = calendar(&site);
    let half_hours = sop(vec![cron("*/30 0-2 * * *")]);
    let spring = fires(&london, &half_hours, "2026-03-28T12:00", "2026-03-29T12:00");
    assert_eq!(spring, ["2026-03-29T00:00", "2026-03-29T00:30", "2026-03-29T01:00", "2026-03-29T01:30"]);
    let autumn = fires(&london, &half_hours, "2026-10-24T12:00", "2026-10-25T12:00");
    assert_eq!(autumn.len(), 6);
    // Saturday 01:15 by the calendar, the floor's Friday.
    let saturday = all(&london, &sop(vec![cron("15 1 * * SAT")]), "2026-11-20T12:00", "2026-11-21T12:00");
    assert_eq!(show(saturday[0].times.unwrap().scheduled), "2026-11-21T01:15");
    assert_eq!(saturday[0].business_date, date("2026-11-20"));
}

#[test]
fn elapsed_time_runs_through() {
    let london = calendar(&site("Europe/London"));
    let quarters = sop(vec![trigger(When::Elapsed { seconds: 900, starts: None })]);
    for day in ["2026-03-29", "2026-10-25"] {
        let found = fires(&london, &quarters, &format!("{day}T00:00"), &format!("{day}T04:00"));
        assert_eq!(found.len(), 16);
        assert_eq!(found[1], format!("{day}T00:30"));
    }
    let anchored = sop(vec![trigger(When::Elapsed { seconds: 36 * 3600, starts: Some(date("2026-03-28")) })]);
    assert_eq!(
        fires(&london, &anchored, "2026-01-01T00:00", "2026-03-31T12:00"),
        ["2026-03-28T00:00", "2026-03-29T12:00", "2026-03-31T00:00"]
    );
    let key = &all(&london, &anchored, "2026-01-01T00:00", "2026-03-28T12:00")[0].key;
    assert_eq!(key.as_str(), "check@2026-03-28T00:00:00Z");
}

#[test]
fn a_date_the_zone_skips_does_not_fire_and_is_noted() {
    let apia = calendar(&site("Pacific/Apia"));
    let daily = sop(vec![every(Rhythm::Day, &["08:00"])]);
    assert_eq!(
        fires(&apia, &daily, "2011-12-29T00:00", "2012-01-01T00:00"),
        ["2011-12-29T18:00", "2011-12-30T18:00", "2011-12-31T18:00"]
    );
    assert_eq!(notes(&apia, &daily, "2011-12-29T00:00", "2012-01-01T00:00"), ["2011-12-30T08:00:00 NoSuchDate"]);
    let crons = sop(vec![cron("0 8 30 12 *")]);
    assert_eq!(notes(&apia, &crons, "2011-12-01T00:00", "2012-01-05T00:00"), ["2011-12-30T08:00:00 NoSuchDate"]);
}

#[test]
fn the_last_day_is_the_last_that_exists() {
    // Kiritimati had no 31 December 1994.
    let line_islands = calendar(&site("Pacific/Kiritimati"));
    let last = sop(vec![every(months(OnDay::LastDay), &["12:00"])]);
    assert_eq!(fires(&line_islands, &last, "1994-12-02T00:00", "1995-01-20T00:00"), ["1994-12-30T22:00"]);
}

#[test]
fn a_month_without_the_date_does_not_fire() {
    let london = calendar(&site("Europe/London"));
    let thirty_first = sop(vec![every(months(OnDay::Number(31)), &["09:00"])]);
    assert_eq!(
        fires(&london, &thirty_first, "2026-01-01T00:00", "2026-06-01T00:00"),
        ["2026-01-31T09:00", "2026-03-31T08:00", "2026-05-31T08:00"]
    );
    let found = all(&london, &thirty_first, "2026-04-01T00:00", "2026-05-02T00:00");
    assert_eq!(found[0].key.as_str(), "check@2026-04-31T09:00:00[Europe/London]");
    assert_eq!(found[0].note, Some(OccurrenceNote::NoSuchDate));
    assert_eq!(show(found[0].position), "2026-04-30T23:00");
}

#[test]
fn a_leap_day_fires_in_leap_years_and_is_noted_in_others() {
    let london = calendar(&site("Europe/London"));
    let leap = sop(vec![every(yearly(2, 29), &["09:00"])]);
    assert_eq!(fires(&london, &leap, "2025-01-01T00:00", "2033-01-01T00:00"), ["2028-02-29T09:00", "2032-02-29T09:00"]);
    assert_eq!(notes(&london, &leap, "2025-01-01T00:00", "2028-01-01T00:00").len(), 3);
    // Over the century that is no leap year.
    assert_eq!(london.first_firing(&leap, 0, utc("2096-03-01T00:00")).map(show).unwrap(), "2104-02-29T09:00");
}

#[test]
fn what_never_fires_is_found_out() {
    let london = calendar(&site("Europe/London"));
    let never = |trigger| london.first_firing(&sop(vec![trigger]), 0, utc("2026-01-01T00:00")).is_none();
    assert!(never(every(yearly(2, 30), &["09:00"])));
    assert!(never(every(months(OnDay::NthWeekday { nth: 6, weekday: chrono::Weekday::Mon.into() }), &["09:00"])));
    assert!(never(every(weekdays(&[]), &["09:00"])));
    assert!(never(cron("0 0 30 2 *")));
    assert!(never(range(Rhythm::Day, 30, "closing", "opening")));
    assert!(!never(every(Rhythm::Day, &["09:00"])));
    assert_eq!(london.next_position(&sop(vec![cron("0 0 30 2 *")]), utc("2026-01-01T00:00")), None);
    let empty = sop(vec![range(Rhythm::Day, 30, "closing", "opening")]);
    assert_eq!(london.next_position(&empty, utc("2026-01-01T00:00")), None);
}

#[test]
fn keys_in_a_fold_differ_for_elapsed_and_not_for_local_times() {
    let london = calendar(&site("Europe/London"));
    let both = sop(vec![every(Rhythm::Day, &["01:00"]), trigger(When::Elapsed { seconds: 3600, starts: None })]);
    let found = all(&london, &both, "2026-10-24T23:00", "2026-10-25T02:00");
    let keys: Vec<_> = found.iter().filter(|one| one.times.is_some()).map(|one| one.key.as_str()).collect();
    assert_eq!(
        keys,
        ["check@2026-10-25T01:00:00[Europe/London]", "check@2026-10-25T01:00:00Z", "check@2026-10-25T02:00:00Z"]
    );
    assert_eq!(found.len(), 4, "the elapsed one at 00:00 UTC gives way to the local one: {found:?}");
}
