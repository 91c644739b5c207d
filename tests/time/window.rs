//! When an occurrence opens, is due and closes; by hand and by recurrence too.

use super::support::*;
use floorboard::domain::calendar::{Calendar, Times};
use floorboard::domain::id::OccurrenceKey;
use floorboard::domain::sop::{ClosedDays, OnDay, Rhythm, Trigger, Wait, When, Window};

fn shown(times: Times) -> [String; 4] {
    [times.scheduled, times.opens, times.due, times.closes].map(show)
}

fn first(trigger: Trigger, after: &str) -> [String; 4] {
    let calendar = calendar(&pub_site());
    let found = calendar.occurrences(&sop(vec![trigger]), utc(after), utc("2030-01-01T00:00"), 1);
    shown(found[0].times.unwrap())
}

#[test]
fn what_is_written_counts_from_scheduled() {
    let trigger = Trigger { window: window(-15, 45, 180), ..every(Rhythm::Day, &["12:00"]) };
    assert_eq!(
        first(trigger, "2026-11-19T06:00"),
        ["2026-11-19T12:00", "2026-11-19T11:45", "2026-11-19T12:45", "2026-11-19T15:00"]
    );
}

#[test]
fn written_offsets_are_elapsed_over_a_clock_change() {
    let calendar = calendar(&site("Europe/London"));
    let daily = sop(vec![Trigger { window: window(-60, 120, 180), ..every(Rhythm::Day, &["00:30"]) }]);
    let found = all(&calendar, &daily, "2026-03-28T12:00", "2026-03-29T12:00");
    assert_eq!(
        shown(found[0].times.unwrap()),
        ["2026-03-29T00:30", "2026-03-28T23:30", "2026-03-29T02:30", "2026-03-29T03:30"]
    );
}

#[test]
fn one_a_day_is_due_in_an_hour_and_closes_with_the_business_day() {
    assert_eq!(
        first(every(Rhythm::Day, &["12:00"]), "2026-11-19T06:00"),
        ["2026-11-19T12:00", "2026-11-19T12:00", "2026-11-19T13:00", "2026-11-20T05:00"]
    );
}

#[test]
fn several_a_day_close_when_the_next_opens() {
    let fridges = |after| first(every(Rhythm::Day, &["12:00", "14:00", "20:00"]), after);
    assert_eq!(fridges("2026-11-19T06:00")[3], "2026-11-19T14:00");
    assert_eq!(
        fridges("2026-11-19T15:00"),
        ["2026-11-19T20:00", "2026-11-19T20:00", "2026-11-19T21:00", "2026-11-20T12:00"]
    );
    let quick = Trigger {
        window: Window { opens: Some(Wait::Elapsed(-600)), ..Window::default() },
        ..every(Rhythm::Day, &["12:00", "12:30"])
    };
    assert_eq!(
        first(quick, "2026-11-19T06:00"),
        ["2026-11-19T12:00", "2026-11-19T11:50", "2026-11-19T12:20", "2026-11-19T12:20"]
    );
    let elapsed = trigger(When::Elapsed { seconds: 900, starts: None });
    assert_eq!(
        first(elapsed, "2026-11-19T06:00"),
        ["2026-11-19T06:15", "2026-11-19T06:15", "2026-11-19T06:30", "2026-11-19T06:30"]
    );
    assert_eq!(first(cron("0 8,14 * * *"), "2026-11-19T08:30")[3], "2026-11-20T08:00");
    assert_eq!(first(cron("0 8 * * *"), "2026-11-19T06:00")[3], "2026-11-20T05:00");
}

#[test]
fn longer_rhythms_close_with_their_week_month_quarter_or_year() {
    let run = |rhythm| Trigger { closed_days: ClosedDays::Run, ..every(rhythm, &["10:00"]) };
    let closes = |rhythm| first(run(rhythm), "2026-11-19T06:00")[3].clone();
    let weekly = Rhythm::Weeks { count: 1, starts: None, on: [chrono::Weekday::Wed.into()].into() };
    assert_eq!(closes(weekly), "2026-11-30T05:00");
    assert_eq!(closes(months(OnDay::Number(5))), "2027-01-01T05:00");
    assert_eq!(closes(Rhythm::Months { count: 3, starts: None, on: OnDay::Number(5) }), "2027-04-01T04:00");
    assert_eq!(closes(yearly(12, 5)), "2027-01-01T05:00");
}

#[test]
fn what_is_scheduled_after_its_day_is_over_still_gets_its_hour() {
    let after_hours = first(every(Rhythm::Day, &["closing+420"]), "2026-11-19T06:00");
    assert_eq!(
        after_hours,
        ["2026-11-19T06:00", "2026-11-19T06:00", "2026-11-19T07:00", "2026-11-19T07:00"]
            .map(|at| at.replace("-19", "-20"))
    );
}

#[test]
fn an_early_opening_comes_before_what_is_scheduled_earlier() {
    let early = Trigger { window: window(-120, 60, 120), ..every(Rhythm::Day, &["14:00"]) };
    let both = sop(vec![every(Rhythm::Day, &["13:00"]), early]);
    let found = all(&calendar(&pub_site()), &both, "2026-11-19T06:00", "2026-11-20T06:00");
    let positions: Vec<_> = found.iter().map(|one| (one.trigger, show(one.position))).collect();
    assert_eq!(positions, [(1, "2026-11-19T12:00".to_owned()), (0, "2026-11-19T13:00".to_owned())]);
}

#[test]
fn the_same_time_in_two_triggers_is_one_occurrence_with_the_first_ones_window() {
    let early = Trigger { window: window(-120, 60, 120), ..every(Rhythm::Day, &["14:00"]) };
    let both = sop(vec![every(Rhythm::Day, &["14:00"]), early]);
    let found = all(&calendar(&pub_site()), &both, "2026-11-19T06:00", "2026-11-20T06:00");
    assert_eq!(found.len(), 1);
    assert_eq!(show(found[0].position), "2026-11-19T14:00");
}

#[test]
fn a_run_by_hand_opens_now() {
    let calendar = calendar(&pub_site());
    let manual = sop(vec![trigger(When::Manual)]);
    assert_eq!(
        shown(calendar.manual_times(&manual, utc("2026-11-19T14:00"))),
        ["2026-11-19T14:00", "2026-11-19T14:00", "2026-11-19T15:00", "2026-11-20T05:00"]
    );
    let cooling = sop(vec![Trigger { window: window(0, 90, 120), ..trigger(When::Manual) }]);
    assert_eq!(
        shown(calendar.manual_times(&cooling, utc("2026-11-20T04:30")))[2..],
        ["2026-11-20T06:00", "2026-11-20T06:30"]
    );
}

#[test]
fn a_recurrence_follows_the_last_run_and_keys_do_not_grow() {
    let calendar = calendar(&pub_site());
    let recur = |starts: Option<&str>| {
        let when = When::Recur { wait: Wait::Days(3), at: Some(time("12:00")), starts: starts.map(date) };
        sop(vec![trigger(when)])
    };
    let first = calendar.recurrence(&recur(Some("2026-12-01")), utc("2026-11-19T14:00"), None).unwrap();
    assert_eq!(show(first.times.unwrap().scheduled), "2026-12-01T12:00");
    let first = calendar.recurrence(&recur(None), utc("2026-11-19T14:00"), None).unwrap();
    assert_eq!(show(first.times.unwrap().scheduled), "2026-11-20T12:00");
    assert_eq!(first.key.as_str(), "check@recur:2026-11-20T12:00:00Z#0");
    let second = calendar.recurrence(&recur(None), utc("2026-11-22T03:00"), Some(&first.key)).unwrap();
    // Ended in the night of Saturday the 21st; the third day after is Tuesday.
    assert_eq!(show(second.times.unwrap().scheduled), "2026-11-24T12:00");
    assert_eq!(second.key.as_str(), "check@recur:2026-11-20T12:00:00Z#1");
    let by_hand = OccurrenceKey::from("check@manual:4711");
    let other = calendar.recurrence(&recur(None), utc("2026-11-20T12:30"), Some(&by_hand)).unwrap();
    assert_eq!(other.key.as_str(), "check@recur:manual:4711#1");
    // Monday is closed: the chain goes on on Tuesday.
    assert_eq!(show(other.times.unwrap().scheduled), "2026-11-24T12:00");
    assert_eq!(calendar.recurrence(&sop(vec![trigger(When::Manual)]), utc("2026-11-20T12:30"), None), None);
}
