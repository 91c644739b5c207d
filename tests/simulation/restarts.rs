//! The same occurrences, whatever happens to the engine: any split of ticks, restarts, kills and moments of commands
//! come to what the plan says, none twice, every skip a fact.

use super::floor::Floor;
use super::random::Random;
use chrono::TimeDelta;
use floorboard::domain::calendar::{Calendar, Instant};
use floorboard::domain::command::Command;
use floorboard::domain::fact::{Entry, Fact};
use floorboard::domain::id::{OccurrenceKey, SopId};
use floorboard::domain::run::RunState;
use floorboard::domain::step::{SkipReason, StepKey};
use floorboard::store::{RunFilter, Which};
use floorboard::time::SiteCalendar;
use std::collections::{BTreeMap, BTreeSet};

const SOPS: [(&str, &str); 6] = [
    ("opening", r#"trigger = { every = "day", at = "opening - 30m" }"#),
    (
        "fridges",
        "[trigger]\nevery = \"day\"\nat = [\"08:00\", \"14:00\", \"20:00\"]\nopens = \"-15m\"\ndue = \"+45m\"\ncloses = \"+3h\"",
    ),
    ("night", r#"trigger = { every = "day", at = "01:30" }"#),
    ("pulse", r#"trigger = { every = "6h" }"#),
    ("deep-clean", r#"trigger = { every = ["tue"], at = "10:00", closed-days = "after" }"#),
    ("by-cron", r#"trigger = { cron = "30 1 * * *" }"#),
];

fn floor(start: &str) -> Floor {
    let text = |id: &str, trigger: &str| {
        // In TOML what belongs to the SOP itself comes before any table.
        format!("id = \"{id}\"\ntitle = \"{id}\"\nsteps = [\"One\", \"Two\"]\n{trigger}\n")
    };
    let files: Vec<(String, String)> =
        SOPS.iter().map(|(id, trigger)| (format!("sops/{id}.toml"), text(id, trigger))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Floor::new(start, &files)
}

/// One pattern of an engine's life until `end`; at each of `acts` somebody skips the first step of the newest run.
fn live(start: &str, end: Instant, acts: &[Instant], random: Option<&mut Random>) -> Floor {
    let mut floor = floor(start);
    floor.start();
    floor.tick();
    let Some(random) = random else {
        for act in acts {
            floor.run_to(*act);
            skip_a_step(&mut floor);
        }
        floor.run_to(end);
        return floor;
    };
    let mut acts = acts.iter().copied().peekable();
    while floor.now() < end {
        let until = acts.peek().copied().unwrap_or(end).min(end);
        let far = TimeDelta::seconds(random.below(20 * 3600) as i64);
        let to = (floor.now() + far).min(until);
        match random.below(5) {
            0 if floor.is_up() => floor.kill(),
            1 if floor.is_up() => floor.stop(),
            2 | 3 if !floor.is_up() => floor.start(),
            _ => {}
        }
        if random.below(2) == 0 {
            floor.run_to_if_up(to);
        }
        floor.leap_to(to);
        floor.tick();
        if floor.now() == until && acts.next_if_eq(&until).is_some() {
            floor.moment();
            skip_a_step(&mut floor);
        }
    }
    floor.start();
    floor.tick();
    floor
}

fn skip_a_step(floor: &mut Floor) {
    let open = RunFilter { which: Which::Open, ..RunFilter::default() };
    let runs = floor.store().runs(&open).unwrap();
    let Some(run) = runs.iter().max_by_key(|run| run.occurrence.clone()) else { return };
    let step = run.answers.len();
    let sop = floor.store().sops().unwrap().into_iter().find(|sop| sop.id == run.sop).unwrap().sop.unwrap();
    let Some(step) = sop.steps.get(step) else { return };
    let answer = floor.sam(&Command::SkipSteps {
        run: run.id,
        step: StepKey::plain(&step.id),
        rest: floorboard::domain::command::Rest::Keep,
        reason: SkipReason::NoTime,
        note: None,
    });
    assert_eq!(answer.refusal(), None);
}

/// Says only what differs.
fn same<T: PartialEq + std::fmt::Debug>(
    found: &BTreeMap<OccurrenceKey, T>,
    wanted: &BTreeMap<OccurrenceKey, T>,
    told: &str,
) {
    let keys: BTreeSet<_> = found.keys().chain(wanted.keys()).collect();
    let different: Vec<_> = keys
        .into_iter()
        .filter(|key| found.get(*key) != wanted.get(*key))
        .map(|key| format!("{key}: {:?}, not {:?}", found.get(key), wanted.get(key)))
        .collect();
    assert!(different.is_empty(), "{told}\n{}", different.join("\n"));
}

/// What became of every occurrence; each at most once.
fn settled(floor: &mut Floor) -> BTreeMap<OccurrenceKey, &'static str> {
    let mut settled = BTreeMap::new();
    for fact in floor.facts() {
        let (key, how) = match fact {
            Fact::RunOpened { occurrence, .. } => (occurrence, "opened"),
            Fact::OccurrenceNotFired { occurrence, .. } => (occurrence, "not fired"),
            Fact::OccurrencesMissed { .. } => panic!("too many for this test"),
            _ => continue,
        };
        assert_eq!(settled.insert(key.clone(), how), None, "{key} is settled twice");
    }
    settled
}

/// What the plan says from the activation on, and what was inside its window then.
fn planned(floor: &mut Floor, began: Instant, end: Instant) -> BTreeMap<OccurrenceKey, &'static str> {
    let calendar = SiteCalendar::new(&floor.store().active_site().unwrap().unwrap()).unwrap();
    let mut planned = BTreeMap::new();
    for sop in floor.store().sops().unwrap() {
        let sop = sop.sop.unwrap();
        for occurrence in calendar.occurrences(&sop, began - TimeDelta::days(9), end, 10_000) {
            let open_then = occurrence.times.is_some_and(|times| times.closes > began);
            if occurrence.position > began || open_then {
                planned.insert(occurrence.key, if occurrence.times.is_some() { "opened" } else { "not fired" });
            }
        }
    }
    planned
}

/// How every run ended, by occurrence; why one was missed depends on who was there.
fn outcomes(floor: &mut Floor) -> BTreeMap<OccurrenceKey, (String, usize)> {
    let runs = floor.store().runs(&RunFilter { limit: 1_000, ..RunFilter::default() }).unwrap();
    let word = |state: &RunState| match state {
        RunState::Missed { .. } => "missed".to_owned(),
        other => format!("{other:?}"),
    };
    runs.iter().map(|run| (run.occurrence.clone(), (word(&run.state), run.answers.len()))).collect()
}

fn cursors_only_go_forward(entries: &[Entry]) {
    let mut cursors: BTreeMap<SopId, Instant> = BTreeMap::new();
    for entry in entries {
        let (sop, cursor) = match &entry.fact {
            Fact::SopActivated { sop, cursor, .. }
            | Fact::OccurrenceNotFired { sop, cursor, .. }
            | Fact::RunOpened { sop, cursor: Some(cursor), .. } => (sop, *cursor),
            _ => continue,
        };
        // What was inside its window at the first activation lies behind it.
        if cursors.get(sop).is_none_or(|before| *before <= cursor) {
            cursors.insert(sop.clone(), cursor);
        } else {
            assert!(
                entries
                    .iter()
                    .any(|it| matches!(&it.fact, Fact::SopActivated { sop: id, .. } if id == sop) && it.at == entry.at),
                "the cursor of {sop} goes back at {}",
                entry.seq
            );
        }
    }
}

/// Two weeks around each change of the clocks.
const SPANS: [(&str, &str); 2] =
    [("2026-03-22T12:00:00Z", "2026-04-05T12:00:00Z"), ("2026-10-18T12:00:00Z", "2026-11-01T12:00:00Z")];

#[test]
fn an_engine_that_never_stops_settles_exactly_what_the_plan_says() {
    for (start, end) in SPANS {
        let (began, end) = (start.parse().unwrap(), end.parse().unwrap());
        let mut floor = live(start, end, &[], None);
        let planned = planned(&mut floor, began, end);
        assert!(planned.values().any(|how| *how == "not fired"), "closed days are among them");
        same(&settled(&mut floor), &planned, start);
        cursors_only_go_forward(&floor.entries());
        assert!(floor.store().verify(None, &mut |_, _| {}).unwrap().broken.is_empty());
    }
}

#[test]
fn any_restarts_kills_and_commands_come_to_the_same() {
    let seed = Random::seed();
    let mut random = Random::new(seed);
    for round in 0..8 {
        let (start, end) = SPANS[round % 2];
        let (began, end): (Instant, Instant) = (start.parse().unwrap(), end.parse().unwrap());
        let span = (end - began).num_seconds() as u64;
        let acts: BTreeSet<Instant> =
            (0..6).map(|_| began + TimeDelta::seconds(1 + random.below(span - 2) as i64)).collect();
        let acts: Vec<Instant> = acts.into_iter().collect();
        let mut steady = live(start, end, &acts, None);
        let mut shaken = live(start, end, &acts, Some(&mut random));
        let planned = planned(&mut shaken, began, end);
        same(&settled(&mut shaken), &planned, &format!("seed {seed}, round {round}"));
        same(&outcomes(&mut shaken), &outcomes(&mut steady), &format!("seed {seed}, round {round}"));
        cursors_only_go_forward(&shaken.entries());
        assert!(shaken.store().verify(None, &mut |_, _| {}).unwrap().broken.is_empty());
    }
}

#[test]
fn clocks_that_are_set_back_and_forth_fire_nothing_twice_and_drop_nothing() {
    let seed = Random::seed();
    let mut random = Random::new(seed);
    for round in 0..4 {
        let (start, end) = SPANS[round % 2];
        let (began, end): (Instant, Instant) = (start.parse().unwrap(), end.parse().unwrap());
        let mut floor = floor(start);
        floor.start();
        floor.tick();
        let mut latest = floor.now();
        while floor.now() < end {
            let to = floor.now() + TimeDelta::seconds(random.below(8 * 3600) as i64);
            floor.run_to(to);
            latest = latest.max(floor.now());
            let step = random.below(8 * 3600) as i64 - 4 * 3600;
            let wall = floor.now() + TimeDelta::seconds(step);
            floor.clock.set_wall(wall);
            floor.tick();
            latest = latest.max(floor.now());
        }
        let planned = planned(&mut floor, began, latest);
        same(&settled(&mut floor), &planned, &format!("seed {seed}, round {round}"));
        assert!(floor.kinds().contains(&"clock.stepped".to_owned()));
    }
}

#[test]
fn a_clock_that_leaps_years_is_held_and_nothing_fires_until_it_comes_right() {
    let mut floor = floor("2026-11-18T12:00:00Z");
    floor.start();
    floor.tick();
    let before = settled(&mut floor);
    floor.clock.set_wall("2099-01-01T00:00:00Z".parse().unwrap());
    floor.tick();
    assert!(floor.store().clock_held().unwrap().is_some());
    // The next engine believes it no more than the last.
    floor.kill();
    floor.start();
    floor.tick();
    assert_eq!(settled(&mut floor), before);
    floor.clock.set_wall("2026-11-18T12:00:10Z".parse().unwrap());
    floor.tick();
    assert_eq!(floor.store().clock_held().unwrap(), None);
    assert_eq!(settled(&mut floor), before);
    floor.run_to("2026-11-19T12:00:00Z".parse().unwrap());
    let planned = planned(&mut floor, "2026-11-18T12:00:00Z".parse().unwrap(), "2026-11-19T12:00:00Z".parse().unwrap());
    assert_eq!(settled(&mut floor), planned);
}

#[test]
fn an_outage_is_a_fact_and_what_closed_in_it_was_missed_for_it() {
    let mut floor = floor("2026-11-18T13:00:00Z");
    floor.start();
    floor.tick();
    floor.kill();
    floor.clock.advance_to("2026-11-18T19:00:00Z".parse().unwrap());
    floor.start();
    floor.tick();
    let facts = floor.facts();
    let down = facts.iter().position(|fact| matches!(fact, Fact::EngineWasDown { .. })).expect("the outage");
    let missed = facts.iter().position(|fact| {
        matches!(fact, Fact::RunMissed { reason: floorboard::domain::exception::MissReason::EngineDown, .. })
    });
    assert!(missed.is_some_and(|missed| missed > down));
}
