//! Any split of timer ticks gives the same occurrences with the same outcome, across changes of the clock.

use super::floor::Floor;
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use floorboard::domain::command::Command;
use floorboard::domain::site::{BoardSettings, Hours, Site, Stretch, WeekdayNumber};
use floorboard::domain::sop::{
    Anchor, At, Capture, CatchUp, ClosedDays, Cost, Moment, Privacy, Proof, Required, Rhythm, Sop, Step, Trigger, Wait,
    When, Window,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fn site(zone: &str) -> Site {
    let stretch = Stretch { from: time(9, 0), to: time(1, 0) };
    let week = (0..6).map(|day| (WeekdayNumber(day), vec![stretch])).collect();
    Site {
        name: "Test".into(),
        zone: zone.into(),
        day_starts: time(5, 0),
        hours: Hours { week, ..Hours::default() },
        areas: BTreeMap::new(),
        shifts: Vec::new(),
        roles: BTreeSet::new(),
        people: Vec::new(),
        working_days: (0..5).map(WeekdayNumber).collect(),
        board: BoardSettings::default(),
        exceptions: floorboard::domain::site::ExceptionSettings::default(),
        personal: floorboard::domain::signal::Personal::default(),
        language: None,
        notify: std::collections::BTreeMap::new(),
        mail: None,
        private_hosts: std::collections::BTreeSet::new(),
        agents: Vec::new(),
        sources: Vec::new(),
        chat: None,
    }
}

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

fn sop(id: &str, when: When, window: Window) -> Sop {
    let step = Step {
        id: "one".into(),
        text: "One".into(),
        how: None,
        capture: Capture::Tick,
        limits: Vec::new(),
        each: None,
        needs: Vec::new(),
        when: None,
        wait_for: None,
        role: None,
        required: Required::Yes,
        proof: Proof::Required,
        opens: None,
        due: None,
        privacy: Privacy::Open,
        work: None,
    };
    Sop {
        id: id.into(),
        title: id.into(),
        why: None,
        owner: None,
        role: None,
        area: None,
        tags: Vec::new(),
        cost: Cost { failure: 2, judgement: 2 },
        label: None,
        case: None,
        ask: Vec::new(),
        triggers: vec![Trigger {
            when,
            window,
            closed_days: ClosedDays::Skip,
            catch_up: CatchUp::None,
            season: None,
            condition: None,
            for_each: None,
        }],
        steps: vec![step],
        translations: floorboard::domain::language::Translations::default(),
        requires: Vec::new(),
        privacy: Privacy::Open,
        review: None,
        raise: None,
        escalate: Vec::new(),
        cancel: Vec::new(),
    }
}

fn pack() -> Vec<Sop> {
    let at = |anchor, offset_seconds| At::Moment(Moment { anchor, offset_seconds });
    let clock = |hour, minute| at(Anchor::Clock(time(hour, minute)), 0);
    let range = At::Range {
        seconds: 2 * 3600,
        from: Moment { anchor: Anchor::Opening, offset_seconds: 0 },
        to: Moment { anchor: Anchor::Closing, offset_seconds: -1800 },
    };
    let early = Window { opens: Some(Wait::Elapsed(-900)), ..Window::default() };
    let daily = |at| When::Calendar { rhythm: Rhythm::Day, at };
    vec![
        sop("night", daily(vec![clock(1, 15), clock(1, 30), clock(1, 45), clock(2, 15), clock(2, 30)]), early),
        sop("opening", daily(vec![at(Anchor::Opening, -1800)]), Window::default()),
        sop("toilets", daily(vec![range]), Window::default()),
        sop("meter", When::Elapsed { seconds: 4 * 3600, starts: None }, Window::default()),
        sop("again", When::Recur { wait: Wait::Days(1), at: Some(time(2, 30)), starts: None }, Window::default()),
        sop("cron", When::Cron { expression: "30 2 * * *".into() }, Window::default()),
    ]
}

/// A zone, and the local noon before its clock changes.
const CHANGES: [(&str, i32, u32, u32); 6] = [
    ("Europe/London", 2026, 3, 28),
    ("Europe/London", 2026, 10, 24),
    ("America/New_York", 2026, 3, 7),
    ("Australia/Lord_Howe", 2026, 4, 4),
    ("Australia/Lord_Howe", 2026, 10, 3),
    ("America/Santiago", 2026, 9, 5),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn when_the_engine_comes_by_changes_nothing(
        change in prop::sample::select(CHANGES.to_vec()),
        visits in prop::collection::btree_set(0..72 * 60_i64, 0..40),
    ) {
        let (zone, year, month, day) = change;
        let start = NaiveDate::from_ymd_opt(year, month, day).unwrap().and_time(time(12, 0)).and_utc();
        let play = |minutes: &BTreeSet<i64>| {
            let mut floor = Floor::new(start, Arc::new(site(zone)));
            for sop in pack() {
                let hash = sop.id.as_str().into();
                floor.ok(&Command::ActivateSop { hash, text: String::new(), sop: Arc::new(sop) });
            }
            for minute in minutes.iter().chain([&(72 * 60)]) {
                floor.tick(start + TimeDelta::minutes(*minute));
            }
            floor.outcome()
        };
        let often: BTreeSet<i64> = (0..72 * 60).step_by(5).collect();
        let expected = play(&often);
        prop_assert!(expected.0.len() > 40, "{:?}", expected);
        prop_assert_eq!(expected, play(&visits));
    }
}
