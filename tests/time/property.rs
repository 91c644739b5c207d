//! What holds for every schedule in every zone: no split of time loses or doubles an occurrence.

use super::support::*;
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use floorboard::domain::calendar::{Calendar, Instant, Occurrence, OccurrenceNote};
use floorboard::domain::site::{Hours, Site, Stretch, WeekdayNumber};
use floorboard::domain::sop::{Anchor, At, ClosedDays, Moment, OnDay, Rhythm, Sop, Trigger, Wait, When, Window};
use floorboard::time::plan::plan;
use proptest::prelude::*;
use std::collections::BTreeSet;

const ZONES: [&str; 14] = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Europe/London",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
];

/// Days around which clocks change, and one of Samoa's.
const DAYS: [&str; 6] = ["2026-03-27", "2026-10-23", "2026-11-01", "2026-04-03", "2026-09-05", "2011-12-27"];

fn clock() -> impl Strategy<Value = NaiveTime> {
    (0..48_u32).prop_map(|half| NaiveTime::from_hms_opt(half / 2, half % 2 * 30, 0).unwrap())
}

fn moments() -> impl Strategy<Value = Moment> {
    let anchor =
        prop_oneof![4 => clock().prop_map(Anchor::Clock), 1 => Just(Anchor::Opening), 1 => Just(Anchor::Closing)];
    (anchor, -4..5_i32).prop_map(|(anchor, quarters)| Moment { anchor, offset_seconds: quarters * 900 })
}

fn at() -> impl Strategy<Value = At> {
    prop_oneof![
        3 => moments().prop_map(At::Moment),
        1 => (moments(), moments(), 1..9_u32).prop_map(|(from, to, halves)| At::Range { seconds: halves * 1800, from, to }),
    ]
}

fn rhythms() -> impl Strategy<Value = Rhythm> {
    prop_oneof![
        4 => Just(Rhythm::Day),
        1 => Just(Rhythm::Weekday),
        1 => proptest::collection::btree_set((0..7_u8).prop_map(WeekdayNumber), 0..4).prop_map(Rhythm::Weekdays),
        1 => (1..4_u32).prop_map(|count| Rhythm::Weeks { count, starts: Some(date("2011-01-07")), on: BTreeSet::new() }),
        1 => (1..4_u32).prop_map(|count| Rhythm::Days { count, starts: date("2011-01-07") }),
        1 => (25..32_u32).prop_map(|day| months(OnDay::Number(day))),
        1 => Just(months(OnDay::LastWorkingDay)),
        1 => Just(months(OnDay::LastDay)),
    ]
}

fn whens() -> impl Strategy<Value = When> {
    prop_oneof![
        6 => (rhythms(), proptest::collection::vec(at(), 1..4)).prop_map(|(rhythm, at)| When::Calendar { rhythm, at }),
        1 => prop::sample::select(vec![900, 3600, 7200]).prop_map(|seconds| When::Elapsed { seconds, starts: None }),
        1 => Just(When::Elapsed { seconds: 100_000, starts: Some(date("2011-06-01")) }),
        2 => prop::sample::select(vec!["*/30 * * * *", "0 2 * * *", "30 1-3 * * SUN", "15 0 L * *"])
            .prop_map(|expression| When::Cron { expression: expression.into() }),
    ]
}

fn triggers() -> impl Strategy<Value = Trigger> {
    let closed = prop::sample::select(vec![ClosedDays::Skip, ClosedDays::Run, ClosedDays::Before, ClosedDays::After]);
    let offset =
        |low: i64, high: i64| proptest::option::of((low..high).prop_map(|halves| Wait::Elapsed(halves * 1800)));
    (whens(), closed, offset(-60, 1), offset(0, 20), offset(20, 40)).prop_map(
        |(when, closed_days, opens, due, closes)| Trigger {
            closed_days,
            window: Window { opens, due, closes },
            ..trigger(when)
        },
    )
}

fn sops() -> impl Strategy<Value = Sop> {
    proptest::collection::vec(triggers(), 1..4).prop_map(sop)
}

fn sites() -> impl Strategy<Value = Site> {
    let stretches = proptest::collection::vec((clock(), clock()).prop_map(|(from, to)| Stretch { from, to }), 0..2);
    let week = proptest::collection::btree_map((0..7_u8).prop_map(WeekdayNumber), stretches, 0..8);
    let day_starts = prop::sample::select(vec!["00:00", "02:30", "05:00"]);
    let closed = proptest::collection::btree_set((0..6_usize, 0..5_i64), 0..4);
    (prop::sample::select(ZONES.to_vec()), any::<bool>(), week, day_starts, closed).prop_map(
        |(zone, always_open, week, day_starts, closed)| {
            let closed = closed.into_iter().map(|(day, more)| date(DAYS[day]) + TimeDelta::days(more)).collect();
            let hours = Hours { always_open, week, closed, ..Hours::default() };
            Site { day_starts: time(day_starts), hours, ..site(zone) }
        },
    )
}

fn scenes() -> impl Strategy<Value = (Site, Sop, Instant, Vec<i64>)> {
    let from = (prop::sample::select(DAYS.to_vec()), 0..48_i64)
        .prop_map(|(day, hours)| date(day).and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(hours));
    (sites(), sops(), from, proptest::collection::vec(0..2_000_i64, 0..12))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn any_split_of_time_gives_the_same_occurrences((site, sop, from, cuts) in scenes()) {
        let calendar = calendar(&site);
        let until = from + TimeDelta::hours(100);
        let whole = calendar.occurrences(&sop, from, until, usize::MAX);
        let mut cuts: Vec<Instant> = cuts.into_iter().map(|minutes| from + TimeDelta::minutes(minutes * 3)).collect();
        // At positions themselves, too.
        cuts.extend(whole.iter().step_by(3).map(|one| one.position));
        cuts.push(until);
        cuts.sort();
        let mut pieces = Vec::new();
        let mut after = from;
        for cut in cuts {
            pieces.extend(calendar.occurrences(&sop, after, cut, usize::MAX));
            after = after.max(cut);
        }
        prop_assert_eq!(&pieces, &whole);
        // And one by one, as the engine goes.
        let mut cursor = from;
        let mut stepped: Vec<Occurrence> = Vec::new();
        while let Some(next) = calendar.next_position(&sop, cursor).filter(|next| *next <= until) {
            prop_assert!(next > cursor);
            stepped.extend(calendar.occurrences(&sop, cursor, next, usize::MAX));
            cursor = next;
        }
        prop_assert_eq!(&stepped, &whole);
    }

    #[test]
    fn occurrences_are_in_order_unique_and_sound((site, sop, from, _) in scenes()) {
        let calendar = calendar(&site);
        let until = from + TimeDelta::hours(200);
        let found = calendar.occurrences(&sop, from, until, usize::MAX);
        let keys: BTreeSet<_> = found.iter().map(|one| &one.key).collect();
        prop_assert_eq!(keys.len(), found.len());
        prop_assert!(found.windows(2).all(|two| two[0].position <= two[1].position));
        let fired: BTreeSet<_> = found.iter().filter_map(|one| Some(one.times?.scheduled)).collect();
        prop_assert_eq!(fired.len(), found.iter().filter(|one| one.times.is_some()).count(), "one an instant");
        for one in &found {
            prop_assert!(from < one.position && one.position <= until);
            match (one.times, &one.note) {
                (Some(times), None | Some(OccurrenceNote::ClockSkips | OccurrenceNote::MovedFrom { .. })) => {
                    prop_assert_eq!(times.opens, one.position);
                    prop_assert!(times.opens <= times.scheduled && times.scheduled <= times.due && times.due <= times.closes);
                }
                (None, Some(_)) => {}
                other => prop_assert!(false, "{:?}", other),
            }
        }
        prop_assert_eq!(calendar.occurrences(&sop, from, until, 3), found.iter().take(3).cloned().collect::<Vec<_>>());
    }

    #[test]
    fn a_plan_has_every_occurrence_once((site, sop, from, _) in scenes()) {
        let calendar = calendar(&site);
        let to = from + TimeDelta::hours(100);
        let planned: Vec<_> = plan([&sop], &calendar, from, to).collect();
        // By position, anything scheduled from `from` on may open up to 30 hours earlier.
        let found = calendar.occurrences(&sop, from - TimeDelta::hours(40), to, usize::MAX);
        let expected: BTreeSet<_> = found
            .iter()
            .filter(|one| one.times.is_some_and(|times| from <= times.scheduled && times.scheduled < to))
            .map(|one| (one.key.clone(), one.times.map(|times| times.closes)))
            .collect();
        let fired: BTreeSet<_> = planned.iter().filter(|line| line.scheduled.is_some()).map(|line| (line.occurrence.clone(), line.closes)).collect();
        prop_assert_eq!(fired, expected);
        let locals: Vec<_> = planned.iter().filter(|line| line.note.is_none()).map(|line| line.local[..19].to_owned()).collect();
        prop_assert!(locals.windows(2).all(|two| two[0] <= two[1]), "{:?}", locals);
    }

    #[test]
    fn business_days_tile_time(site in sites(), from in scenes().prop_map(|scene| scene.2), hours in 0..200_i64) {
        let calendar = calendar(&site);
        let at = from + TimeDelta::hours(hours);
        let date = calendar.business_date(at);
        prop_assert!(at < calendar.end_of_day(date));
        prop_assert!(calendar.end_of_day(date.pred_opt().unwrap()) <= at);
    }
}

/// Five shapes over every zone against a walk from date to date. A few zones and years here; all of them, and fifty
/// years, with `FLOORBOARD_ALL_ZONES=1` in a release build.
#[test]
fn every_date_is_accounted_for_once_in_many_zones() {
    let all = std::env::var_os("FLOORBOARD_ALL_ZONES").is_some();
    let zones: Vec<String> = if all {
        database().available().map(|name| name.to_string()).collect()
    } else {
        ZONES.iter().map(|&zone| zone.to_owned()).collect()
    };
    let (from, to) =
        if all { (date("1990-01-01"), date("2040-01-01")) } else { (date("2010-06-01"), date("2013-06-01")) };
    let mut count = 0_u64;
    for zone in zones.iter().filter(|zone| floorboard::time::zone::is_known(zone)) {
        for shape in 0..5 {
            count += check_shape(zone, shape, from, to);
        }
    }
    assert!(count > 10_000);
    eprintln!("{} zones: {count} occurrences, none missed, none twice", zones.len());
}

fn check_shape(zone: &str, shape: u8, from: NaiveDate, to: NaiveDate) -> u64 {
    let calendar = calendar(&site(zone));
    let at: NaiveTime = time(["02:30", "00:00", "02:00", "23:45", "01:15"][usize::from(shape)]);
    let moment = At::Moment(Moment { anchor: Anchor::Clock(at), offset_seconds: 0 });
    let (when, is_on): (When, fn(NaiveDate) -> bool) = match shape {
        0 | 1 => (When::Calendar { rhythm: Rhythm::Day, at: vec![moment] }, |_| true),
        2 => (When::Cron { expression: "0 2 * * SUN".into() }, |date| weekday(date) == 6),
        3 => (When::Calendar { rhythm: Rhythm::Weekday, at: vec![moment] }, |date| weekday(date) < 5),
        _ => {
            let monthly = months(OnDay::NthWeekday { nth: 2, weekday: chrono::Weekday::Sun.into() });
            let When::Calendar { rhythm, .. } = every(monthly, &[]).when else { unreachable!() };
            (When::Calendar { rhythm, at: vec![moment] }, |date| {
                weekday(date) == 6 && (8..15).contains(&chrono::Datelike::day(&date))
            })
        }
    };
    let sop = sop(vec![trigger(when)]);
    // Far enough outside that no offset matters.
    let bounds = |date: NaiveDate| date.and_time(NaiveTime::MIN).and_utc();
    let found =
        calendar.occurrences(&sop, bounds(from) - TimeDelta::days(3), bounds(to) + TimeDelta::days(3), usize::MAX);
    let mut found = found.iter().filter(|one| (from..to).contains(&one.nominal.date())).peekable();
    let rules = database().get(zone).unwrap();
    let mut count = 0;
    for date in from.iter_days().take_while(|date| *date < to).filter(|date| is_on(*date)) {
        let one = found.next().unwrap_or_else(|| panic!("{zone} {date} is missing"));
        assert_eq!(one.nominal, date.and_time(at), "{zone}");
        let expected = walk(&rules, date, at);
        assert_eq!(one.times.map(|times| times.scheduled.timestamp()), expected, "{zone} {date}");
        count += 1;
    }
    assert_eq!(found.next(), None, "{zone}");
    count
}

/// The data that calendars use.
fn database() -> jiff::tz::TimeZoneDatabase {
    let built_in = floorboard::time::zone::data_version().ends_with("(built in)");
    if built_in { jiff::tz::TimeZoneDatabase::bundled() } else { jiff::tz::db().clone() }
}

fn weekday(date: NaiveDate) -> u32 {
    chrono::Datelike::weekday(&date).num_days_from_monday()
}

/// The first instant whose local clock is at or past a time on its date; none where the zone has no such date.
fn walk(rules: &jiff::tz::TimeZone, date: NaiveDate, at: NaiveTime) -> Option<i64> {
    let local = date.and_time(at);
    let clock = |second: i64| {
        let offset = rules.to_offset(jiff::Timestamp::from_second(second).unwrap()).seconds();
        chrono::DateTime::from_timestamp(second + i64::from(offset), 0).unwrap().naive_utc()
    };
    // The clock only ever goes forward between two changes: look at both sides of every offset near by.
    let nominal = local.and_utc().timestamp();
    let near: BTreeSet<i32> = (-3..=3)
        .map(|days| rules.to_offset(jiff::Timestamp::from_second(nominal + days * 43_200).unwrap()).seconds())
        .collect();
    let real = near.iter().map(|offset| nominal - i64::from(*offset)).filter(|second| clock(*second) == local).min();
    if real.is_some() {
        return real;
    }
    // Skipped: bisect for the change.
    let (mut low, mut high) = (nominal - 200_000, nominal + 200_000);
    while high - low > 1 {
        let middle = i64::midpoint(low, high);
        if clock(middle) < local { low = middle } else { high = middle }
    }
    (clock(high).date() == date || clock(low).date() == date).then_some(high)
}
