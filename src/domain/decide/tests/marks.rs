//! Marks of made-up records: what is marked, and what is not.

use super::wheres::rule;
use crate::domain::command::{Command, Given};
use crate::domain::evidence::{Observed, PAPER};
use crate::domain::exception::{Cause, Severity};
use crate::domain::fact::Fact;
use crate::domain::id::PersonId;
use crate::domain::mark::Mark;
use crate::domain::privacy::Viewer;
use crate::domain::sop::{Capture, Per, Privacy, Repeated, Sop, Step, Trigger, Wait, When};
use crate::domain::testing::{Floor, daily, number, rows, site, sop, step};
use chrono::TimeDelta;

fn watching() -> Sop {
    let when = |mark: Mark| When::Repeats {
        what: Repeated::Fact(mark.name().to_owned()),
        times: 1,
        within: Wait::Days(1),
        per: Per::Person,
    };
    let trigger = daily("", &["08:00"], Vec::new()).triggers.remove(0);
    let triggers = Mark::ALL.map(|mark| Trigger { when: when(mark), ..trigger.clone() }).into();
    Sop { raise: Some(rule("{mark}: {person}, {count}")), triggers, ..sop("marks", Vec::new()) }
}

fn reading(id: &str) -> Step {
    Step { capture: Capture::Number { unit: "°C".into(), plausible: None }, ..step(id) }
}

/// Eight readings at 08:00, and somebody who looks for marks.
fn round() -> Floor {
    let steps = (1..=8).map(|number| reading(&format!("fridge{number}"))).collect();
    let mut floor = Floor::with(&daily("fridges", &["08:00"], steps));
    floor.activate(&watching());
    floor.tick("08:00");
    floor
}

/// Reads some of the fridges, one every so often.
fn read(floor: &mut Floor, fridges: std::ops::RangeInclusive<usize>, every: TimeDelta) {
    for fridge in fridges {
        floor.now += every;
        floor.by("sam").read(&format!("fridge{fridge}"), &format!("3.{fridge}"));
    }
}

fn marks(floor: &Floor) -> Vec<(Mark, usize)> {
    let marked = floor.journal.iter().filter_map(|told| match &told.fact {
        Fact::RecordMarked { mark, person, facts, .. } => {
            assert_eq!(person.as_str(), "sam");
            Some((*mark, facts.len()))
        }
        _ => None,
    });
    marked.collect()
}

#[test]
fn readings_that_no_hand_can_type_are_marked_once_with_those_that_show_it() {
    let mut floor = round();
    read(&mut floor, 1..=8, TimeDelta::milliseconds(300));
    assert_eq!(marks(&floor), [(Mark::Burst, 6), (Mark::WholeRound, 8)]);
    let card = floor.state.exceptions.values().next().unwrap();
    assert_eq!((card.severity, card.count), (Severity::High, 2));
    let Cause::Raised { what, evidence, .. } = &card.cause else { panic!("{card:?}") };
    assert_eq!(evidence.len(), 8);
    let said = floor.bodies.iter().find(|body| body.hash() == *what).unwrap();
    assert_eq!(said.text, "a whole round within seconds: sam, 8");
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn a_round_on_a_numpad_at_the_pace_of_quick_hands_is_no_mark() {
    for pace in [1_300, 2_000, 4_000] {
        let mut floor = round();
        read(&mut floor, 1..=8, TimeDelta::milliseconds(pace));
        assert_eq!(marks(&floor), [], "{pace} ms");
    }
    // Two quick ones between slow ones.
    let mut floor = round();
    read(&mut floor, 1..=4, TimeDelta::milliseconds(400));
    read(&mut floor, 5..=8, TimeDelta::seconds(5));
    assert_eq!(marks(&floor), []);
}

#[test]
fn ticks_and_what_is_copied_from_paper_are_no_marks() {
    let steps = (1..=8).map(|number| step(&format!("tick{number}"))).collect();
    let mut floor = Floor::with(&daily("closing", &["08:00"], steps));
    floor.activate(&watching());
    floor.tick("08:00");
    for number in 1..=8 {
        floor.by("sam").tick_off(&format!("tick{number}"));
    }
    assert_eq!(marks(&floor), []);

    let mut floor = round();
    for fridge in 1..=8 {
        let observed = Observed { at: None, from: Some(PAPER.to_owned()) };
        let (run, step) = (floor.newest(), format!("fridge{fridge}").parse().unwrap());
        floor.by("sam").ok(&Command::AnswerStep { run, step, answer: Given::Value(number("3.1")), observed });
    }
    assert_eq!(marks(&floor), []);
}

/// One reading a day; the days' values.
fn daily_readings(values: &[&str]) -> Floor {
    let mut floor = Floor::with(&daily("fridge", &["08:00"], vec![reading("unit")]));
    floor.activate(&watching());
    for (day, value) in values.iter().enumerate() {
        floor.tick(&format!("+{day} 08:00"));
        floor.by("sam").read("unit", value);
    }
    floor
}

#[test]
fn the_same_reading_again_and_again_is_marked_where_it_usually_varies() {
    let varied = ["3.1", "3.4", "2.9", "3.3", "3.0", "3.8", "3.1", "2.7", "3.4", "3.2", "3.6", "3.0"];
    let with = |last: &[&'static str]| [&varied[..], last].concat();
    assert_eq!(marks(&daily_readings(&with(&["4.0"; 6]))), [(Mark::SameValue, 6)]);
    assert_eq!(marks(&daily_readings(&with(&["4.0"; 7]))), [(Mark::SameValue, 6)], "told once");
    assert_eq!(marks(&daily_readings(&with(&["4.0"; 5]))), []);
    assert_eq!(marks(&daily_readings(&with(&["4.0", "4.0", "4.0", "4.1", "4.0", "4.0", "4.0"]))), []);
    // A freezer whose display hardly moves.
    assert_eq!(marks(&daily_readings(&[["-18"; 12].as_slice(), &["-18"; 6]].concat())), []);
    let steady = ["-18", "-18", "-18", "-19", "-18", "-18", "-18", "-18", "-18", "-18", "-18", "-19"];
    assert_eq!(marks(&daily_readings(&[steady.as_slice(), &["-18"; 6]].concat())), []);
    // Too little is known of it.
    assert_eq!(marks(&daily_readings(&["4.0"; 8])), []);
}

/// Four checks over the day that stay open until midnight; each is done at a time.
fn a_day(times: [&str; 4]) -> Floor {
    let mut floor = Floor::new();
    let scheduled = ["06:00", "09:00", "12:00", "15:00"];
    for (number, time) in scheduled.iter().enumerate() {
        let sop = daily(&format!("check{number}"), &[time], vec![step("look")]);
        let open = |trigger: &Trigger| {
            let window =
                crate::domain::sop::Window { closes: Some(Wait::Elapsed(20 * 3_600)), ..trigger.window.clone() };
            Trigger { window, ..trigger.clone() }
        };
        floor.activate(&Sop { triggers: sop.triggers.iter().map(open).collect(), ..sop });
    }
    floor.activate(&watching());
    for (number, time) in times.iter().enumerate() {
        floor.tick(time);
        let sop = format!("check{number}");
        let run = floor.state.runs.values().rev().find(|run| run.sop.as_str() == sop).unwrap().id;
        floor.by("sam").ok(&crate::domain::testing::answer(run, "look", crate::domain::evidence::Value::Tick));
    }
    floor
}

#[test]
fn a_day_that_is_entered_in_one_go_at_its_end_is_marked() {
    let floor = a_day(["22:00", "22:01", "22:02", "22:04"]);
    assert_eq!(marks(&floor), [(Mark::BackFilled, 4)]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
    assert_eq!(marks(&a_day(["22:00", "22:10", "22:20", "22:30"])), [], "over half an hour");
    assert_eq!(marks(&a_day(["07:30", "09:10", "12:40", "15:05"])), [], "each in its time");
    assert_eq!(marks(&a_day(["15:10", "15:11", "15:12", "15:13"])), [], "the last of them was in time");
}

#[test]
fn nothing_is_looked_for_where_nobody_asks() {
    let steps = (1..=8).map(|number| reading(&format!("fridge{number}"))).collect();
    let mut floor = Floor::with(&daily("fridges", &["08:00"], steps));
    floor.tick("08:00");
    read(&mut floor, 1..=8, TimeDelta::milliseconds(100));
    assert_eq!(marks(&floor), []);
}

#[test]
fn what_a_private_card_says_is_for_those_who_lead() {
    let mut floor = round();
    let private = Sop { privacy: Privacy::Private, ..watching() };
    floor.activate(&private);
    read(&mut floor, 1..=8, TimeDelta::milliseconds(300));
    let (card, site) = (floor.state.exceptions.values().next().unwrap(), site());
    let hidden = |person: Option<&str>, sop: &Sop| {
        let person = person.map(PersonId::new);
        Viewer { site: Some(&site), person: person.as_ref() }.hidden_of_card(card, sop).len()
    };
    assert_eq!((hidden(Some("sam"), &private), hidden(None, &private), hidden(Some("pat"), &private)), (1, 1, 0));
    assert_eq!(hidden(Some("sam"), &watching()), 0, "where the procedure is not private");
}
