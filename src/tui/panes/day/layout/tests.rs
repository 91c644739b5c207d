use super::*;
use crate::domain::calendar::Calendar;
use crate::domain::day::DayIs;
use crate::domain::id::{OccurrenceKey, RunId};
use crate::domain::site::Site;
use crate::sopfile::site::parse_site;
use crate::time::SiteCalendar;
use chrono::NaiveDate;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn site(zone: &str) -> Site {
    let text = format!("[site]\nname = \"A\"\nzone = \"{zone}\"\n");
    let parsed = parse_site("site.toml", &text);
    parsed.value.unwrap_or_else(|| panic!("{:?}", parsed.diagnostics))
}

fn day(calendar: &SiteCalendar, date: &str) -> Day {
    let date: NaiveDate = date.parse().unwrap();
    Day {
        date,
        is: DayIs::Past,
        from: calendar.end_of_day(date.pred_opt().unwrap()),
        until: calendar.end_of_day(date),
        shifts: Vec::new(),
        runs: Vec::new(),
        left_out: 0,
        planned: Vec::new(),
        sops: BTreeMap::new(),
        people: BTreeMap::new(),
        journal_seq: 0,
    }
}

fn point(number: u64, at: Instant) -> Point {
    let item = if number.is_multiple_of(2) {
        DayItem::Run(RunId(number))
    } else {
        DayItem::Planned(OccurrenceKey(number.to_string()))
    };
    Point { item, at, opens: at - TimeDelta::minutes(20), due: at, mark: Mark::Open, index: 0 }
}

fn row(times: &[Instant]) -> Row {
    let number = |at: &Instant| at.timestamp().unsigned_abs();
    let mut points: Vec<Point> = times.iter().map(|at| point(number(at), *at)).collect();
    points.sort_by_key(|point| point.at);
    Row { sop: "a".into(), title: "A".to_owned(), points }
}

/// Hours of the whole of a day, at a width.
fn hours(zone: &str, date: &str, width: u16) -> Vec<String> {
    let calendar = SiteCalendar::new(&site(zone)).unwrap();
    let scale = Scale::around(&[], &day(&calendar, date), None, width);
    scale.hours(&|at| calendar.local(at)).into_iter().map(|(_, label)| label).collect()
}

#[test]
fn hours_are_those_of_the_local_clock_on_days_of_23_and_25_hours() {
    let spring = hours("Europe/London", "2026-03-29", 200);
    assert_eq!(spring[..3], ["00:00", "02:00", "03:00"]);
    assert_eq!(spring.len(), 24, "23 hours, and the next midnight: {spring:?}");
    let autumn = hours("Europe/London", "2026-10-25", 200);
    assert_eq!(autumn[..4], ["00:00", "01:00", "01:00", "02:00"]);
    assert_eq!(autumn.len(), 26);
}

#[test]
fn hours_are_full_ones_where_the_zone_is_half_an_hour_off() {
    assert_eq!(hours("Asia/Kolkata", "2026-11-21", 60)[..3], ["00:00", "03:00", "06:00"]);
    // Lord Howe moves by half an hour.
    assert_eq!(hours("Australia/Lord_Howe", "2026-10-04", 60)[..3], ["00:00", "03:00", "06:00"]);
}

#[test]
fn hours_that_cannot_be_told_apart_are_left_out() {
    for width in 0..200 {
        let calendar = SiteCalendar::new(&site("Europe/London")).unwrap();
        let scale = Scale::around(&[], &day(&calendar, "2026-11-21"), None, width);
        let hours = scale.hours(&|at| calendar.local(at));
        assert!(hours.windows(2).all(|pair| pair[1].0 - pair[0].0 >= LABEL), "{width}: {hours:?}");
    }
}

#[test]
fn shifts_that_overlap_lie_above_each_other() {
    let calendar = SiteCalendar::new(&site("Europe/London")).unwrap();
    let day = day(&calendar, "2026-11-21");
    let band = |name: &str, from: i64, until: i64| Band {
        shift: name.into(),
        name: name.to_owned(),
        from: day.from + TimeDelta::hours(from),
        until: day.from + TimeDelta::hours(until),
    };
    let bands = [band("early", 7, 15), band("late", 14, 23), band("night", 23, 31)];
    let lanes = Scale::around(&[], &day, None, 96).lanes(&bands);
    let names: Vec<Vec<&str>> = lanes.iter().map(|lane| lane.iter().map(|(_, _, name)| *name).collect()).collect();
    assert_eq!(names, [vec!["early", "night"], vec!["late"]]);
    assert_eq!(lanes[0][1].1, 95, "what goes on beyond the day ends at its edge");
}

#[test]
fn nothing_chosen_is_what_matters_most() {
    let at = |clock: &str| format!("2026-11-21T{clock}:00Z").parse::<Instant>().unwrap();
    let mut rows = vec![row(&[at("08:00"), at("14:00")]), row(&[at("09:00"), at("20:00")])];
    rows[0].points[0].mark = Mark::OnTime;
    rows[0].points[1].mark = Mark::Planned;
    rows[1].points[0].mark = Mark::OnTime;
    rows[1].points[1].mark = Mark::Planned;
    let best = DayView::default();
    assert_eq!(super::at(&rows, &best, Some(at("13:00"))), Some((0, 1)));
    rows[1].points[0].mark = Mark::Overdue;
    assert_eq!(super::at(&rows, &best, Some(at("13:00"))), Some((1, 0)));
    assert_eq!(super::at(&rows, &best, None), Some((0, 0)));
    assert_eq!(super::at(&rows, &DayView { enter: Enter::Last, ..DayView::default() }, None), Some((1, 1)));
    let selected = DayView { selected: Some(rows[1].points[1].item.clone()), ..DayView::default() };
    assert_eq!(super::at(&rows, &selected, Some(at("13:00"))), Some((1, 1)));
    assert_eq!(super::at(&[], &best, None), None);
}

proptest! {
    #[test]
    fn any_times_have_a_column_each_while_there_is_room(
        offsets in prop::collection::vec(-40_i64..80, 0..60),
        date in prop::sample::select(vec!["2026-03-29", "2026-10-25", "2026-11-21", "2011-12-30"]),
        zone in prop::sample::select(vec!["Europe/London", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kolkata"]),
        width in 0_u16..140,
        minutes in 0_i64..60,
    ) {
        let calendar = SiteCalendar::new(&site(zone)).unwrap();
        let day = day(&calendar, date);
        let times: Vec<Instant> =
            offsets.iter().map(|hours| day.from + TimeDelta::minutes(hours * 60 + minutes)).collect();
        let rows = if times.is_empty() { Vec::new() } else { vec![row(&times)] };
        let scale = Scale::around(&rows, &day, times.first().copied(), width);
        prop_assert!(scale.from <= scale.until);
        for row in &rows {
            let columns = scale.columns(&row.points);
            prop_assert_eq!(columns.len(), row.points.len());
            prop_assert!(columns.is_sorted());
            prop_assert!(columns.iter().all(|column| width == 0 || *column < width));
            if row.points.len() <= usize::from(width) {
                prop_assert!(columns.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", columns);
            }
        }
        scale.hours(&|at| calendar.local(at));
        scale.lanes(&[]);
    }
}
