//! Dates that come near, or are past.

use crate::domain::command::Command;
use crate::domain::exception::{Cause, Severity, Status};
use crate::domain::fact::Fact;
use crate::domain::id::CaseId;
use crate::domain::list::{Item, List};
use crate::domain::signal::{Data, Judged, Signal};
use crate::domain::sop::{DateOf, DateSide, GroupBy, RaiseRule, Sop, Wait, When};
use crate::domain::testing::{Floor, at, rows, sop, step, triggered};
use crate::domain::watch::{Watch, WatchStatus};
use chrono::{NaiveDate, NaiveTime};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fn signal(id: &str, name: &str, time: &str, date: Option<&str>) -> Command {
    let data = Data::from_iter(date.map(|date| ("renews_on".to_owned(), date.into())));
    let signal = Signal { id: id.into(), name: name.into(), case: Some("contract:7".into()), at: at(time), data };
    Command::ReceiveSignal { signal, bodies: Vec::new(), judged: Judged::AtOnce }
}

fn signed(id: &str, time: &str, date: &str) -> Command {
    signal(id, "contract.signed", time, Some(date))
}

fn when(of: DateOf, side: DateSide, by: &[u32]) -> When {
    When::Date {
        of,
        field: "renews_on".to_owned(),
        side,
        by: by.iter().map(|days| Wait::Days(*days)).collect(),
        at: NaiveTime::from_hms_opt(9, 0, 0),
        unless: vec!["contract.reviewed".into()],
    }
}

fn rule() -> RaiseRule {
    RaiseRule {
        severity: Severity::Low,
        what: "{item.name} of {case}".to_owned(),
        why: None,
        recommend: None,
        respond_within: None,
        group_by: [GroupBy::Sop, GroupBy::Case].into(),
        inhibits: [].into(),
    }
}

/// Today is 21 November 2026.
fn renewal(side: DateSide, by: &[u32]) -> Sop {
    triggered(sop("renewal", vec![step("look")]), when(DateOf::Signal("contract.signed".into()), side, by))
}

fn contracts(by: &[u32]) -> Sop {
    let raised =
        Sop { raise: Some(rule()), case: Some("contract:{item.id}".to_owned()), ..sop("contracts", Vec::new()) };
    triggered(raised, when(DateOf::List("contracts".into()), DateSide::Before, by))
}

fn list(dates: &[(&str, &str)]) -> Command {
    let item = |(id, date): &(&str, &str)| Item {
        id: (*id).into(),
        name: format!("Contract {id}"),
        fields: [("id", (*id).to_owned()), ("name", format!("Contract {id}")), ("renews_on", (*date).to_owned())]
            .map(|(column, cell)| (column.to_owned(), cell))
            .into(),
        since: None,
        until: (*id == "old").then(|| NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()),
    };
    let list = List {
        id: "contracts".into(),
        columns: vec!["name".into(), "renews_on".into()],
        rows: dates.iter().map(item).collect(),
    };
    let hash = format!("{dates:?}").as_str().into();
    Command::ActivateList { hash, text: String::new(), list: Arc::new(list) }
}

#[test]
fn a_date_comes_near_at_each_of_its_distances() {
    let mut floor = Floor::with(&renewal(DateSide::Before, &[3, 1]));
    let told = floor.ok(&signed("a", "06:00", "2026-11-25"));
    assert_eq!(told, ["signal.received", "watch.opened", "watch.opened"]);
    assert_eq!(floor.tick("+1 08:59"), [""; 0]);
    assert_eq!(floor.tick("+1 09:00"), ["watch.fired", "run.opened"]);
    assert_eq!(floor.latest().occurrence.as_str(), "renewal@date:renews_on:contract.signed/contract:7:2026-11-25-3d");
    assert_eq!(floor.tick("+3 08:00"), ["run.late", "run.missed", "exception.raised"]);
    assert_eq!(floor.ok(&signal("b", "contract.reviewed", "+3 07:00", None)), ["signal.received", "watch.met"]);
    assert_eq!(floor.tick("+9 09:00"), [""; 0]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn the_newest_value_counts_and_what_fired_stays() {
    let mut floor = Floor::with(&renewal(DateSide::Before, &[3, 1]));
    floor.ok(&signed("a", "06:00", "2026-11-25"));
    floor.tick("+1 09:00");
    assert_eq!(floor.ok(&signed("b", "+1 09:00", "2026-11-25")), ["signal.received"], "nothing new");
    // Two days later: the one that is open moves, the one that fired opens for the new date.
    let told = floor.ok(&signed("c", "+1 09:00", "2026-11-27"));
    assert_eq!(told, ["signal.received", "watch.opened", "watch.moved"]);
    assert_eq!(floor.ok(&signed("d", "+1 08:00", "2026-12-25")), ["signal.received"], "an older one that comes late");
    floor.now = at("+1 10:00");
    // And back: what had fired for that date does not fire again.
    let told = floor.ok(&signed("e", "+1 10:00", "2026-11-25"));
    assert_eq!(told, ["signal.received", "watch.withdrawn", "watch.moved"]);
    let open: Vec<_> = floor.state.watches.values().filter(|watch| watch.is_open()).map(|it| it.due).collect();
    assert!(open.contains(&at("+3 09:00")), "{open:?}");
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn of_distances_that_are_past_only_the_nearest_fires() {
    let mut floor = Floor::with(&renewal(DateSide::Before, &[90, 30, 7]));
    let told = floor.ok(&signed("a", "06:00", "2026-12-01"));
    let noted = ["watch.opened", "watch.withdrawn"];
    assert_eq!(told, [&["signal.received"], &noted[..], &["watch.opened", "watch.opened"]].concat());
    assert_eq!(floor.tick("07:00"), ["watch.fired", "run.opened"]);
    assert!(floor.latest().occurrence.as_str().ends_with("-30d"));
    assert_eq!(floor.tick("+3 09:00").last().unwrap(), "run.opened");
    // A day that is over comes near no more.
    let told = floor.ok(&signed("b", "+3 09:00", "2026-11-20"));
    assert_eq!(told, [&["signal.received"], &noted[..], &noted[..], &noted[..]].concat());
    assert!(!floor.tick("+3 10:00").contains(&"run.opened".to_owned()));
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn a_date_that_is_past_is_told_of_on_the_days_after_it() {
    let mut floor = Floor::with(&renewal(DateSide::After, &[7, 14, 30]));
    // Ten days over: the first reminder at once, the others when their time comes.
    floor.ok(&signed("a", "06:00", "2026-11-11"));
    assert_eq!(floor.tick("07:00"), ["watch.fired", "run.opened"]);
    assert!(floor.latest().occurrence.as_str().ends_with("+7d"));
    assert_eq!(floor.tick("+4 09:00").last().unwrap(), "run.opened");
    assert!(floor.latest().occurrence.as_str().ends_with("+14d"));
}

#[test]
fn a_time_counts_as_one() {
    let mut sop = renewal(DateSide::Before, &[1]);
    let When::Date { by, at: time, .. } = &mut sop.triggers[0].when else { panic!() };
    (*by, *time) = (vec![Wait::Days(1), Wait::Elapsed(7_200)], None);
    let mut floor = Floor::with(&sop);
    floor.ok(&signed("a", "06:00", "2026-11-23T16:30:00Z"));
    let due: Vec<_> = floor.state.watches.values().map(|watch| watch.due).collect();
    assert_eq!(due, [at("+1 16:30"), at("+2 14:30")]);
}

#[test]
fn a_date_that_cannot_be_read_is_a_card_and_what_was_known_stays() {
    let mut floor = Floor::with(&renewal(DateSide::Before, &[1]));
    floor.ok(&signed("a", "06:00", "2026-11-25"));
    for (id, command) in [
        ("b", signed("b", "06:01", "2027-02-29")),
        ("c", signed("c", "06:02", "next spring")),
        ("d", signal("d", "contract.signed", "06:03", None)),
        ("e", signed("e", "06:04", "")),
    ] {
        let raised = if id == "b" { "exception.raised" } else { "exception.recurred" };
        assert_eq!(floor.ok(&command), ["signal.received", raised], "{id}");
    }
    let card = floor.state.exceptions.values().next().unwrap();
    let Cause::Undated { rows: cells, signal, .. } = &card.cause else { panic!() };
    assert_eq!((cells[0].value.as_deref(), signal.as_ref().unwrap().as_str()), (None, "e"));
    assert_eq!(card.case, Some("contract:7".into()));
    assert!(floor.state.watches.values().all(Watch::is_open));
    let told = floor.ok(&signed("f", "06:05", "2028-02-29"));
    assert_eq!(told, ["signal.received", "exception.resolved", "watch.moved"]);
    assert_eq!(floor.state.watches.values().next().unwrap().due.date_naive().to_string(), "2028-02-28");
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn each_row_of_a_list_is_waited_for_and_an_edit_moves_what_is_open() {
    let mut floor = Floor::with(&contracts(&[3, 1]));
    let told = floor.ok(&list(&[("a", "2026-11-25"), ("b", "2026-11-23"), ("old", "2026-11-26"), ("c", "")]));
    // Of b the nearest that is past fires; old is gone the day before its date; c has none.
    let opened = ["watch.opened"; 4];
    assert_eq!(told, [&["list.activated"], &opened[..], &["watch.opened", "exception.raised"]].concat());
    let Cause::Undated { rows: cells, .. } = &floor.state.exceptions.values().next().unwrap().cause else { panic!() };
    assert_eq!(cells[0].of, Some("c".into()));
    assert_eq!(floor.tick("07:00"), ["watch.fired", "exception.raised"]);
    let card = floor.state.exceptions.values().last().unwrap().clone();
    assert_eq!(card.case, Some(CaseId::new("contract:b")));
    let Cause::Raised { what, .. } = &card.cause else { panic!() };
    let said = &floor.bodies.iter().find(|body| body.hash() == *what).unwrap().text;
    assert_eq!(said, "Contract b of contract:b");
    // a is put off by a day, b leaves the list, c has a date now.
    let told = floor.ok(&list(&[("a", "2026-11-26"), ("old", "2026-11-26"), ("c", "2026-11-30")]));
    let moved = ["watch.moved", "watch.moved", "watch.opened", "watch.opened", "watch.withdrawn", "exception.resolved"];
    assert_eq!(told, [&["list.activated"], &moved[..]].concat());
    assert_eq!(floor.ok(&list(&[("a", "2026-11-26"), ("old", "2026-11-26"), ("c", "2026-11-30")])), [""; 0]);
    let reviewed = Signal {
        id: "r".into(),
        name: "contract.reviewed".into(),
        case: Some("contract:a".into()),
        at: at("07:30"),
        data: Data::new(),
    };
    floor.now = at("08:00");
    let reviewed = Command::ReceiveSignal { signal: reviewed, bodies: Vec::new(), judged: Judged::AtOnce };
    assert_eq!(floor.ok(&reviewed), ["signal.received", "watch.met", "watch.met"]);
    assert_eq!(floor.ok(&Command::RetireList { list: "contracts".into() })[0], "list.retired");
    assert!(floor.state.watches.values().all(|watch| !watch.is_open()));
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn an_edited_sop_moves_opens_and_withdraws_and_fills_nothing_in() {
    let mut floor = Floor::with(&contracts(&[3, 1]));
    floor.ok(&list(&[("a", "2026-11-25")]));
    let told = floor.activate(&contracts(&[30, 2, 1]));
    assert_eq!(told, ["sop.activated", "watch.opened", "watch.withdrawn"], "30 days are past, 3 are wanted no more");
    let mut edited = contracts(&[30, 2, 1]);
    let When::Date { at: time, .. } = &mut edited.triggers[0].when else { panic!() };
    *time = NaiveTime::from_hms_opt(10, 0, 0);
    assert_eq!(floor.activate(&edited), ["sop.activated", "watch.moved", "watch.moved"]);
    assert_eq!(floor.tick("+2 10:00"), ["watch.fired", "exception.raised"]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn a_list_that_was_there_first_is_read_when_the_sop_comes() {
    let mut floor = Floor::new();
    floor.ok(&list(&[("a", "2026-11-25"), ("b", "2026-11-21")]));
    let told = floor.activate(&contracts(&[3, 1]));
    let noted = ["watch.opened", "watch.withdrawn"];
    assert_eq!(told, [&["sop.activated", "watch.opened", "watch.opened"], &noted[..], &["watch.opened"]].concat());
}

/// What is due for one case, worked out from the whole history: each value that is the newest for a while is due at each
/// distance that falls in that while; of those past at its beginning only the nearest, unless it is over.
fn naive(signals: &BTreeMap<i64, u32>, by: &[u32], until: i64) -> BTreeSet<(u32, u32, i64)> {
    let nine = |day: u32, by: u32| (i64::from(day) - i64::from(by)) * 1_440 + 540;
    let mut fired = BTreeSet::new();
    let all: Vec<(i64, u32)> = signals.iter().map(|(at, day)| (*at, *day)).collect();
    for (index, (from, day)) in all.iter().enumerate() {
        let said_before = index > 0 && all[index - 1].1 == *day;
        let to = all.get(index + 1).map_or(until, |next| next.0.min(until));
        let over = (i64::from(*day) + 1) * 1_440 <= *from;
        let nearest = by.iter().copied().filter(|by| nine(*day, *by) <= *from).min();
        for by in by {
            let due = nine(*day, *by);
            let at_once = due <= *from && !said_before && !over && nearest == Some(*by);
            // A signal at the due instant comes first.
            if (at_once || (*from < due && due < to) || (*from < due && due == to && to == until))
                && !fired.iter().any(|(known, distance, _)| (known, distance) == (day, by))
            {
                fired.insert((*day, *by, due));
            }
        }
    }
    fired
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// In whatever order the signals of one moment come in, and however the time is cut into ticks.
    #[test]
    fn dates_that_move_fire_as_their_definition_says(
        signals in proptest::collection::btree_map(0_i64..12_000, 2_u32..14, 1..7),
        by in proptest::sample::subsequence(vec![0_u32, 1, 2, 3, 5, 8], 1..4),
        ticks in proptest::collection::btree_set(0_i64..20_000, 0..12),
        late in any::<bool>(),
    ) {
        let start = at("00:00");
        let until = 22_000;
        let minute = |minutes: i64| start + chrono::TimeDelta::minutes(minutes);
        let expected = naive(&signals, &by, until);

        let mut floor = Floor::new();
        floor.now = start;
        floor.activate(&renewal(DateSide::Before, &by));
        let received = |floor: &mut Floor, at: i64, day: u32, judged| {
            let date = (start.date_naive() + chrono::TimeDelta::days(i64::from(day))).to_string();
            let data = Data::from_iter([("renews_on".to_owned(), date.into())]);
            let id = format!("s{at:05}");
            let signal = Signal {
                id: id.as_str().into(), name: "contract.signed".into(), case: Some("c:1".into()), at: minute(at), data,
            };
            floor.ok(&Command::ReceiveSignal { signal, bodies: Vec::new(), judged });
        };
        if late {
            // A file, read backwards, judged at the end.
            floor.now = minute(until);
            for (at, day) in signals.iter().rev() {
                received(&mut floor, *at, *day, Judged::WhenWhole);
            }
            floor.ok(&Command::SignalsAreWhole);
        } else {
            let mut moments: BTreeSet<i64> = ticks;
            moments.extend(signals.keys());
            for moment in moments {
                // Signals come first at their instant; what was due before them has been taken.
                floor.tick_at(minute(moment) - chrono::TimeDelta::seconds(1));
                floor.now = minute(moment);
                if let Some(day) = signals.get(&moment) {
                    received(&mut floor, moment, *day, Judged::AtOnce);
                }
                floor.tick_at(minute(moment));
            }
        }
        floor.tick_at(minute(until));
        let fired: BTreeSet<(u32, u32, i64)> = floor.journal.iter().filter_map(|recorded| match &recorded.fact {
            Fact::RunOpened { occurrence, event: Some(event), .. } => {
                let (value, by) = occurrence.as_str().rsplit_once(':')?.1.rsplit_once('-')?;
                let day = (value.parse::<NaiveDate>().unwrap() - start.date_naive()).num_days() as u32;
                Some((day, by.trim_end_matches('d').parse().unwrap(), (event.due - start).num_minutes()))
            }
            _ => None,
        }).collect();
        prop_assert_eq!(fired, expected);
        prop_assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
        let ended = |status: &WatchStatus| !matches!(status, WatchStatus::Open);
        prop_assert!(floor.state.watches.values().all(|watch| ended(&watch.status) || watch.due > floor.now));
        prop_assert!(floor.state.exceptions.values().all(|card| card.status != Status::Resolved));
    }
}
