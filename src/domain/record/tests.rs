mod captures;

use super::{Answered, Became, GapKind, InRange, Question, Record, Source, Summary, assemble, summary};
use crate::domain::command::{Command, Rest};
use crate::domain::evidence::Value;
use crate::domain::exception::Severity;
use crate::domain::fact::Fact;
use crate::domain::id::SopId;
use crate::domain::run::Run;
use crate::domain::sop::{Bound, Capture, Limit, Required, Side, Sop, Step};
use crate::domain::step::UndoReason;
use crate::domain::testing::{Floor, Utc0, answer, at, body, daily, number, skip, step};
use chrono::NaiveDate;
use proptest::prelude::*;

/// `unit` over the fridges (above the item's max), `wipe` a tick, `note` optional; at eight and at two, closing after three hours.
fn fridges() -> Sop {
    let limit = |bound, must: &str| Limit {
        side: Side::Above,
        bound,
        severity: Severity::High,
        must: Some(must.into()),
        recheck: None,
    };
    let unit = Step {
        each: Some("fridges".into()),
        capture: Capture::Number { unit: "°C".into(), plausible: None },
        limits: vec![limit(Bound::Column("max".into()), "Move the food")],
        text: "{item.name}".into(),
        ..step("unit")
    };
    daily("fridge", &["08:00", "14:00"], vec![unit, step("wipe"), Step { required: Required::No, ..step("note") }])
}

fn floor() -> Floor {
    let mut floor = Floor::with(&fridges());
    floor.tick("08:00");
    floor.by("sam");
    floor
}

fn day(days: i64) -> NaiveDate {
    at(&format!("+{days} 08:00")).date_naive()
}

/// The day, and what is asked on it; `unit/a` is the step `unit` for item `a`.
fn asked(floor: &Floor, from: i64, to: i64, what: &str) -> Question {
    let (step, item) = what.split_once('/').unwrap_or((what, ""));
    Question {
        from: day(from),
        to: day(to),
        steps: [step].into_iter().filter(|it| !it.is_empty()).map(Into::into).collect(),
        items: [item].into_iter().filter(|it| !it.is_empty()).map(Into::into).collect(),
        person: None,
        now: floor.now,
    }
}

fn records(floor: &Floor, question: &Question) -> Vec<Record> {
    let row = &floor.state.sops[&SopId::new("fridge")];
    let runs: Vec<Run> = floor.state.runs.values().cloned().collect();
    let lists = floor.state.lists.iter().map(|(id, list)| (id.clone(), list.value.clone())).collect();
    let facts: Vec<_> = floor.journal.iter().map(|recorded| (recorded.at, recorded.fact.clone())).collect();
    let source = Source {
        sop: row.sop.as_deref().unwrap(),
        status: row.status,
        cursor: row.cursor,
        recurrence: row.recurrence.as_ref(),
        runs: &runs,
        versions: &floor.state.versions,
        lists: &lists,
        facts: &facts,
    };
    assemble(&source, question, &Utc0)
}

/// `08:00 unit/a 9.1 out` or `08:00 unit/a - Missed x1`; a due time of another day with its day.
fn told(record: &Record) -> String {
    let what = record.step.as_ref().map_or("whole".to_owned(), ToString::to_string);
    let due = record.due.format("%d %H:%M");
    match &record.became {
        Became::Answered(answered) => {
            let value = match &answered.value {
                Value::Number { value } => value.to_string(),
                other => format!("{other:?}").to_lowercase(),
            };
            let undone = if answered.void.is_some() { " undone" } else { "" };
            format!("{due} {what} {value}{}{undone}", if answered.band.is_some() { " out" } else { "" })
        }
        Became::Gap { why, count, .. } => format!("{due} {what} - {:?} x{count}", why.kind()),
    }
}

fn all_told(floor: &Floor, question: &Question) -> Vec<String> {
    records(floor, question).iter().map(told).collect()
}

fn answered(record: &Record) -> &Answered {
    match &record.became {
        Became::Answered(answered) => answered,
        Became::Gap { .. } => panic!("{}", told(record)),
    }
}

#[test]
fn a_reading_is_one_row_with_limit_action_and_the_next_reading() {
    let mut floor = floor();
    floor.read("unit/a", "9.10");
    let run = floor.newest();
    let action = Some(body("Moved"));
    floor.ok(&Command::CorrectStep { run, step: "unit/a".parse().unwrap(), action });
    floor.read("unit/b", "3.0");
    floor.tick_off("wipe");
    floor.tick("14:00");
    floor.by("kit").read("unit/a", "4.0");
    let rows = records(&floor, &asked(&floor, 0, 0, "/a"));
    assert_eq!(rows.iter().map(told).collect::<Vec<_>>(), ["21 09:00 unit/a 9.10 out", "21 15:00 unit/a 4.0"]);
    let first = answered(&rows[0]);
    assert_eq!((rows[0].text.as_str(), rows[0].unit.as_deref()), ("Fridge a", Some("°C")));
    assert_eq!(rows[0].limits[0].bound.to_string(), "5.0");
    assert_eq!(first.must.as_deref(), Some("Move the food"));
    assert_eq!(first.corrected.as_ref().map(|it| it.by.as_str()), Some("sam"));
    let next = first.next.as_ref().unwrap();
    assert_eq!((&next.value, next.is_in_range, next.run), (&number("4.0"), InRange::Yes, floor.newest()));
    assert_eq!(answered(&rows[1]).next, None, "a reading in range needs none");
    let counted = summary(&rows);
    let expected = Summary { answers: 2, readings: 2, out_of_range: 1, corrected: 1, ..Summary::default() };
    assert_eq!(counted, expected);
}

#[test]
fn what_was_undone_stands_there_and_counts_for_nothing() {
    let mut floor = floor();
    floor.read("unit/a", "91");
    let run = floor.newest();
    floor.ok(&Command::UndoStep { run, step: "unit/a".parse().unwrap(), reason: UndoReason::WrongValue });
    floor.read("unit/a", "3.0");
    let rows = records(&floor, &asked(&floor, 0, 0, "/a"));
    let shown: Vec<_> = rows.iter().map(told).collect();
    assert_eq!(shown[..2], ["21 09:00 unit/a 91 out undone", "21 09:00 unit/a 3.0"]);
    assert_eq!(answered(&rows[0]).next, None);
    let counted = summary(&rows);
    assert_eq!((counted.undone, counted.readings, counted.out_of_range), (1, 1, 0));
}

#[test]
fn every_gap_has_its_reason() {
    let mut floor = floor();
    floor.read("unit/a", "3.0");
    floor.ok(&skip(floor.newest(), "unit/b", Rest::Keep));
    floor.tick("14:00");
    let run = floor.by("sam").newest();
    floor.ok(&Command::SkipRun { run, reason: crate::domain::step::SkipReason::OutOfUse, note: None });
    floor.tick("+1 09:30");
    let told = all_told(&floor, &asked(&floor, 0, 1, ""));
    let expected = [
        "21 09:00 unit/a 3.0",
        "21 09:00 unit/b - Skipped(NoTime) x1",
        "21 09:00 wipe - Missed x1",
        "21 09:00 note - LeftOut x1",
        "21 15:00 whole - Skipped(OutOfUse) x1",
        "22 09:00 whole - Overdue x1",
        "22 15:00 whole - NotYet x1",
    ];
    assert_eq!(told, expected);
    // For one item each of them is that item's.
    let told = all_told(&floor, &asked(&floor, 0, 1, "/b"));
    assert_eq!(told.len(), 4);
    assert!(told.iter().all(|row| row.contains("unit/b")), "{told:?}");
    let gaps = summary(&records(&floor, &asked(&floor, 0, 1, "/b"))).gaps;
    assert_eq!(gaps.values().sum::<u32>(), 4);
}

#[test]
fn before_a_sop_is_in_force_and_after_it_is_retired_its_plan_is_counted() {
    let mut floor = floor();
    assert_eq!(all_told(&floor, &asked(&floor, -3, -1, "/a")), ["18 09:00 unit/a - NotInForce x6"]);
    floor.ok(&Command::RetireSop { sop: "fridge".into() });
    floor.tick("+2 12:00");
    let told = all_told(&floor, &asked(&floor, 0, 2, "/a"));
    // The run of that morning was cancelled with it; two a day were not asked until now.
    assert_eq!(told.last().map(String::as_str), Some("21 15:00 unit/a - NotInForce x4"), "{told:?}");
}

#[test]
fn what_no_engine_opened_is_a_gap_and_what_is_still_to_come_is_none_yet() {
    let mut floor = floor();
    // Two days go by, and nobody evaluates time.
    floor.now = at("+2 12:00");
    let told = all_told(&floor, &asked(&floor, 1, 2, "/a"));
    let expected = [
        "22 09:00 unit/a - NotOpened x1",
        "22 15:00 unit/a - NotOpened x1",
        "23 09:00 unit/a - NotOpened x1",
        "23 15:00 unit/a - NotYet x1",
    ];
    assert_eq!(told, expected);
}

#[test]
fn many_that_were_missed_at_once_are_counted_where_they_lie_in_the_period() {
    let mut floor = floor();
    floor.tick("+80 12:00");
    assert!(floor.journal.iter().any(|it| matches!(it.fact, Fact::OccurrencesMissed { .. })));
    let all = summary(&records(&floor, &asked(&floor, 0, 80, "/a")));
    // Two a day; the last is still to come.
    let missed: u32 = [GapKind::Missed, GapKind::EngineDown].iter().filter_map(|kind| all.gaps.get(kind)).sum();
    assert_eq!((missed, all.gap_count()), (161, 162), "{all:?}");
    let week = summary(&records(&floor, &asked(&floor, 10, 16, "/a")));
    assert_eq!(week.gaps.get(&GapKind::EngineDown), Some(&14), "{week:?}");
}

#[test]
fn an_item_that_is_not_on_the_list_is_one_row_for_as_long_as_it_lasts() {
    let mut floor = floor();
    for days in 0..4 {
        floor.tick_at(at("23:00") + chrono::TimeDelta::days(days));
    }
    // Item c comes with the new year; November's runs do not know it.
    assert_eq!(all_told(&floor, &asked(&floor, 0, 3, "/c")), ["21 09:00 unit/c - NotOnList x8"]);
}

#[test]
fn a_persons_rows_are_what_they_did_or_left_out() {
    let mut floor = floor();
    floor.read("unit/a", "3.0");
    floor.by("kit").read("unit/b", "3.0");
    let run = floor.newest();
    floor.by("sam").ok(&skip(run, "wipe", Rest::Keep));
    let question = Question { person: Some("sam".into()), ..asked(&floor, 0, 0, "") };
    assert_eq!(all_told(&floor, &question), ["21 09:00 unit/a 3.0", "21 09:00 wipe - Skipped(NoTime) x1"]);
}

proptest! {
    /// Whatever is done, in whichever order: of every run each required line is one answer or one gap.
    #[test]
    fn no_line_of_a_run_is_lost(acts in proptest::collection::vec((0_usize..6, 0_usize..3), 0..24)) {
        let mut floor = floor();
        let keys = ["unit/a", "unit/b", "wipe"];
        let mut minute = 0;
        for (act, which) in acts {
            let (key, run) = (keys[which], floor.newest());
            let value = if which == 2 { Value::Tick } else { Value::Number { value: "6.0".parse().unwrap() } };
            // A refusal changes nothing.
            let _ = match act {
                0 | 1 => floor.by("sam").run(&answer(run, key, value)),
                2 => floor.by("sam").run(&skip(run, key, Rest::Keep)),
                3 => floor.by("sam").undo(key),
                _ => {
                    minute += 90;
                    Ok(floor.tick_at(at("08:00") + chrono::TimeDelta::minutes(minute)))
                }
            };
        }
        for key in ["unit/a", "unit/b"] {
            let item = &key[5..];
            let rows = records(&floor, &asked(&floor, 0, 3, &format!("/{item}")));
            for run in floor.state.runs.values() {
                let standing = rows.iter().filter(|row| row.run == Some(run.id) && !row.is_undone()).count();
                prop_assert_eq!(standing, 1, "{} {}: {:?}", run.id, key, rows.iter().map(told).collect::<Vec<_>>());
            }
        }
    }
}
