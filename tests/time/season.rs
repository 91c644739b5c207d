//! `season`: business dates outside it do not fire, and the plan says so.

use super::support::*;
use floorboard::domain::calendar::{Calendar, OccurrenceNote};
use floorboard::domain::sop::{ClosedDays, MonthDay, Rhythm, Season, Sop, Trigger, Wait, When};
use floorboard::time::plan::plan;

fn season(from: (u32, u32), to: (u32, u32)) -> Season {
    let day = |(month, day)| MonthDay { month, day };
    Season { from: day(from), to: day(to) }
}

fn daily(season: Season) -> Sop {
    sop(vec![Trigger { season: Some(season), ..every(Rhythm::Day, &["09:00"]) }])
}

/// The local dates that fire, and those that do not with their note.
fn fired(sop: &Sop, site: &floorboard::domain::site::Site, from: &str, to: &str) -> (Vec<String>, Vec<String>) {
    let calendar = calendar(site);
    let lines: Vec<_> = plan([sop], &calendar, utc(from), utc(to)).collect();
    let date = |local: &str| local[..10].to_owned();
    let fires = lines.iter().filter(|line| line.scheduled.is_some()).map(|line| date(&line.local)).collect();
    let not = lines.iter().filter(|line| line.scheduled.is_none());
    let not = not.map(|line| format!("{} {}", date(&line.local), line.note.as_deref().unwrap_or_default())).collect();
    (fires, not)
}

#[test]
fn both_ends_of_a_season_are_in_it() {
    let sop = daily(season((4, 1), (4, 3)));
    let (fires, not) = fired(&sop, &site("Europe/London"), "2026-03-31T00:00", "2026-04-05T00:00");
    assert_eq!(fires, ["2026-04-01", "2026-04-02", "2026-04-03"]);
    assert_eq!(not, ["2026-03-31 out of season", "2026-04-04 out of season"]);
}

#[test]
fn a_season_may_go_over_new_year() {
    let sop = daily(season((11, 1), (2, 28)));
    let london = site("Europe/London");
    let (fires, _) = fired(&sop, &london, "2026-10-30T00:00", "2026-11-03T00:00");
    assert_eq!(fires, ["2026-11-01", "2026-11-02"]);
    let (fires, _) = fired(&sop, &london, "2026-12-31T00:00", "2027-01-02T00:00");
    assert_eq!(fires, ["2026-12-31", "2027-01-01"]);
    // 2028 has a 29 February, which this one leaves out.
    let (fires, not) = fired(&sop, &london, "2028-02-28T00:00", "2028-03-02T00:00");
    assert_eq!(fires, ["2028-02-28"]);
    assert_eq!(not, ["2028-02-29 out of season", "2028-03-01 out of season"]);
}

#[test]
fn a_season_that_ends_on_the_29th_of_february_ends_with_that_month_every_year() {
    let sop = daily(season((2, 27), (2, 29)));
    let london = site("Europe/London");
    let (fires, _) = fired(&sop, &london, "2027-02-26T00:00", "2027-03-03T00:00");
    assert_eq!(fires, ["2027-02-27", "2027-02-28"]);
    let (fires, _) = fired(&sop, &london, "2028-02-26T00:00", "2028-03-03T00:00");
    assert_eq!(fires, ["2028-02-27", "2028-02-28", "2028-02-29"]);
}

#[test]
fn the_night_belongs_to_the_business_date() {
    let mut site = site("Europe/London");
    site.day_starts = time("05:00");
    let sop = sop(vec![Trigger { season: Some(season((4, 1), (4, 1))), ..every(Rhythm::Day, &["01:00"]) }]);
    let (fires, _) = fired(&sop, &site, "2026-03-31T00:00", "2026-04-05T00:00");
    assert_eq!(fires, ["2026-04-02"], "01:00 after midnight is still the business day of 1 April");
}

#[test]
fn what_closed_days_move_out_of_the_season_does_not_fire() {
    let mut site = site("Europe/London");
    site.hours.closed.insert(date("2026-10-31"));
    let moved = Trigger {
        closed_days: ClosedDays::After,
        season: Some(season((4, 1), (10, 31))),
        ..every(Rhythm::Day, &["09:00"])
    };
    let found = calendar(&site).occurrences(&sop(vec![moved]), utc("2026-10-30T12:00"), utc("2026-11-01T12:00"), 10);
    assert!(found.iter().all(|found| found.times.is_none()), "{found:?}");
    assert!(found.iter().all(|found| found.note == Some(OccurrenceNote::OutOfSeason)));
}

#[test]
fn the_last_of_a_season_closes_with_its_day() {
    let several =
        sop(vec![Trigger { season: Some(season((4, 1), (10, 31))), ..every(Rhythm::Day, &["09:00", "20:00"]) }]);
    let found = calendar(&site("UTC")).occurrences(&several, utc("2026-10-30T21:00"), utc("2026-10-31T21:00"), 10);
    let closes: Vec<_> = found.iter().filter_map(|found| found.times).map(|times| times.closes).collect();
    assert_eq!(closes, [utc("2026-10-31T20:00"), utc("2026-11-01T00:00")]);
}

#[test]
fn a_repetition_waits_for_the_season() {
    let recur = When::Recur { wait: Wait::Days(10), at: Some(time("09:00")), starts: None };
    let mowing = sop(vec![Trigger { season: Some(season((4, 1), (10, 31))), ..trigger(recur) }]);
    let calendar = calendar(&site("UTC"));
    let first = calendar.recurrence(&mowing, utc("2026-10-10T10:00"), None).unwrap();
    let second = calendar.recurrence(&mowing, utc("2026-10-15T10:00"), Some(&first.key)).unwrap();
    assert_eq!(second.times.unwrap().scheduled, utc("2026-10-25T09:00"));
    let third = calendar.recurrence(&mowing, utc("2026-10-25T10:00"), Some(&second.key)).unwrap();
    assert_eq!(third.times.unwrap().scheduled, utc("2027-04-01T09:00"));
    assert_eq!(third.note, Some(OccurrenceNote::MovedFrom { date: date("2026-11-04") }));
}

#[test]
fn a_schedule_without_a_day_in_its_season_never_fires() {
    let yearly = Rhythm::Years { count: 1, starts: None, month: 12, day: 24 };
    let never = sop(vec![Trigger { season: Some(season((4, 1), (10, 31))), ..every(yearly, &["09:00"]) }]);
    assert_eq!(calendar(&site("UTC")).first_firing(&never, 0, utc("2026-01-01T00:00")), None);
    let often = When::Elapsed { seconds: 900, starts: None };
    let quarter_hours = sop(vec![Trigger { season: Some(season((6, 1), (6, 2))), ..trigger(often) }]);
    let first = calendar(&site("UTC")).first_firing(&quarter_hours, 0, utc("2026-01-01T00:00"));
    assert_eq!(first, Some(utc("2026-06-01T00:00")));
}
