//! What happens again and again: counted, completed, used up.

use super::signals::signal;
use crate::domain::command::{Command, Rest};
use crate::domain::evidence::Value;
use crate::domain::exception::{Cause, Severity};
use crate::domain::repetition::LinkedFact;
use crate::domain::signal::{Judged, Signal};
use crate::domain::sop::{Capture, GroupBy, Per, Proof, RaiseRule, Repeated, Sop, Step, Wait, When};
use crate::domain::testing::{Floor, at, rows, skip, sop, step, triggered};

fn counting(what: Repeated, times: u32, minutes: i64, per: Per) -> Sop {
    let raise = RaiseRule {
        severity: Severity::Medium,
        what: "{count}: {case}{step}{person}{item.name}".to_owned(),
        why: None,
        recommend: None,
        respond_within: None,
        group_by: [GroupBy::Sop, GroupBy::Case].into(),
        inhibits: [].into(),
    };
    let when = When::Repeats { what, times, within: Wait::Elapsed(minutes * 60), per };
    triggered(Sop { raise: Some(raise), ..sop("again", Vec::new()) }, when)
}

fn of_fact(kind: &str, times: u32, per: Per) -> Sop {
    counting(Repeated::Fact(kind.to_owned()), times, 7 * 24 * 60, per)
}

fn of_signal(times: u32, minutes: i64) -> Sop {
    counting(Repeated::Signal("ticket.reopened".into()), times, minutes, Per::Case)
}

/// A photo that is wanted, of each fridge, and a tick.
fn round() -> Sop {
    let photo = Step { capture: Capture::File, proof: Proof::Wanted, ..step("photo") };
    let each = Step { each: Some("fridges".into()), capture: Capture::File, proof: Proof::Wanted, ..step("shelf") };
    triggered(sop("round", vec![photo, each, step("tick")]), When::Manual)
}

fn cards(floor: &Floor) -> Vec<(String, u32)> {
    let said = |cause: &Cause| match cause {
        Cause::Raised { what, .. } => floor.bodies.iter().find(|body| body.hash() == *what).map(|it| it.text.clone()),
        _ => None,
    };
    floor.state.exceptions.values().filter_map(|card| Some((said(&card.cause)?, card.count))).collect()
}

fn evidence(floor: &Floor) -> Vec<LinkedFact> {
    let newest = floor.state.exceptions.values().rfind(|card| matches!(card.cause, Cause::Raised { .. }));
    let Cause::Raised { evidence, .. } = &newest.unwrap().cause else { panic!() };
    evidence.clone()
}

fn start(floor: &mut Floor) {
    floor.by("sam").ok(&Command::StartRun { sop: "round".into(), asked: [].into() });
}

fn skips(floor: &mut Floor, person: &str, step: &str, rest: Rest) -> Vec<String> {
    let command = skip(floor.newest(), step, rest);
    floor.by(person).ok(&command)
}

/// Done without the proof that is wanted; what follows the answer.
fn bare(floor: &mut Floor, step: &str) -> Vec<String> {
    let mut told = floor.answer(step, Value::WithoutEvidence).unwrap();
    told.retain(|kind| kind != "step.done");
    told
}

fn comes(floor: &mut Floor, id: &str, time: &str, now: &str) -> Vec<String> {
    floor.now = at(now);
    let signal = signal(id, "ticket.reopened", time);
    floor.ok(&Command::ReceiveSignal { signal, bodies: Vec::new(), judged: Judged::AtOnce })
}

#[test]
fn a_step_ticked_again_and_again_without_its_wanted_proof_is_noticed() {
    let mut floor = Floor::with(&of_fact("step.done-without-evidence", 3, Per::Step));
    floor.activate(&round());
    for time in ["07:00", "09:00"] {
        floor.now = at(time);
        start(&mut floor);
        let told = bare(&mut floor, "photo");
        assert_eq!(told, ["step.done-without-evidence", "repetition.counted"]);
    }
    start(&mut floor);
    let told = bare(&mut floor, "shelf/a");
    assert_eq!(told.last().unwrap(), "repetition.counted", "another step");
    let told = bare(&mut floor, "photo");
    assert_eq!(&told[2..], ["repetition.fired", "exception.raised"], "in the transaction of the third");
    assert_eq!(cards(&floor), [("3: {case}photo{person}{item.name}".to_owned(), 1)]);
    let of: Vec<_> = evidence(&floor).iter().map(|fact| (fact.run.unwrap().0, fact.at)).collect();
    assert_eq!(of, [(1, at("07:00")), (2, at("09:00")), (3, at("09:00"))]);
    start(&mut floor);
    assert_eq!(bare(&mut floor, "photo").last().unwrap(), "repetition.counted", "the three are used up");
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn items_and_people_are_counted_by_themselves() {
    let mut floor = Floor::with(&of_fact("step.done-without-evidence", 2, Per::Item));
    floor.activate(&round());
    start(&mut floor);
    bare(&mut floor, "shelf/a");
    bare(&mut floor, "shelf/b");
    assert_eq!(bare(&mut floor, "photo"), ["step.done-without-evidence"], "of no item");
    start(&mut floor);
    assert_eq!(bare(&mut floor, "shelf/b").last().unwrap(), "exception.raised");
    assert_eq!(cards(&floor), [("2: {case}shelf{person}Fridge b".to_owned(), 1)]);

    let mut floor = Floor::with(&of_fact("step.skipped", 2, Per::Person));
    floor.activate(&round());
    start(&mut floor);
    skips(&mut floor, "kit", "photo", Rest::Keep);
    skips(&mut floor, "sam", "tick", Rest::Keep);
    assert!(cards(&floor).is_empty());
    skips(&mut floor, "kit", "shelf/a", Rest::Keep);
    assert_eq!(cards(&floor), [("2: {case}shelfkitFridge a".to_owned(), 1)]);
}

#[test]
fn many_in_one_command_complete_it_as_often_as_they_do() {
    let mut floor = Floor::with(&of_fact("step.skipped", 2, Per::Sop));
    floor.activate(&round());
    start(&mut floor);
    let told = skips(&mut floor, "sam", "photo", Rest::SkipToo);
    assert_eq!(told.iter().filter(|kind| *kind == "repetition.counted").count(), 4);
    assert_eq!(told.iter().filter(|kind| *kind == "repetition.fired").count(), 2);
    assert_eq!(cards(&floor).iter().map(|(_, count)| *count).collect::<Vec<_>>(), [2]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn what_is_undone_counts_for_nothing() {
    let mut floor = Floor::with(&of_fact("step.skipped", 2, Per::Sop));
    floor.activate(&round());
    start(&mut floor);
    floor.ok(&skip(floor.newest(), "photo", Rest::Keep));
    floor.undo("photo").unwrap();
    let told = floor.ok(&skip(floor.newest(), "tick", Rest::Keep));
    assert!(
        told.contains(&"repetition.counted".to_owned()) && !told.contains(&"repetition.fired".to_owned()),
        "{told:?}"
    );
}

#[test]
fn the_window_is_open_at_its_start_and_closed_at_its_end() {
    let mut floor = Floor::with(&of_signal(2, 60));
    floor.now = at("12:00");
    comes(&mut floor, "a", "07:00", "12:00");
    assert_eq!(comes(&mut floor, "b", "08:00", "12:00"), ["signal.received", "repetition.counted"], "an hour after");
    let told = comes(&mut floor, "c", "08:59:59", "12:00");
    assert_eq!(told, ["signal.received", "repetition.counted", "repetition.fired", "exception.raised"]);
    let signals: Vec<String> = evidence(&floor).iter().map(|fact| fact.signal.clone().unwrap().0).collect();
    assert_eq!(signals, ["b", "c"]);
}

#[test]
fn what_comes_out_of_order_may_complete_what_came_after_it() {
    let mut floor = Floor::with(&of_signal(3, 60));
    comes(&mut floor, "c", "08:30", "12:00");
    comes(&mut floor, "a", "07:40", "12:00");
    let told = comes(&mut floor, "b", "08:00", "12:00");
    assert_eq!(&told[2..], ["repetition.fired", "exception.raised"]);
    let card = floor.state.exceptions.values().next().unwrap();
    let Cause::Raised { signal, due, .. } = &card.cause else { panic!() };
    assert_eq!((signal.as_ref().unwrap().as_str(), *due), ("c", at("08:30")), "the last of them completes it");
    assert_eq!(card.case, Some("quote:Q-1".into()));
}

#[test]
fn an_edited_count_starts_from_nothing_and_old_ones_are_let_go() {
    let mut floor = Floor::with(&of_signal(3, 60));
    comes(&mut floor, "a", "07:00", "12:00");
    floor.activate(&of_signal(2, 60));
    assert_eq!(comes(&mut floor, "b", "07:10", "12:00").last().unwrap(), "repetition.counted");
    let kept = |floor: &Floor| floor.state.unused.values().map(Vec::len).sum::<usize>();
    assert_eq!(kept(&floor), 1);
    comes(&mut floor, "c", "09:10", "12:00");
    assert_eq!(kept(&floor), 1, "two windows after");
    floor.actor = crate::domain::actor::Actor::Engine;
    floor.ok(&Command::RetireSop { sop: "again".into() });
    assert_eq!(kept(&floor), 0);
    let signal = Signal { case: None, ..signal("d", "ticket.reopened", "09:20") };
    let command = Command::ReceiveSignal { signal, bodies: Vec::new(), judged: Judged::AtOnce };
    assert_eq!(floor.ok(&command), ["signal.received"]);
}

#[test]
fn a_procedure_does_not_count_the_cards_it_raises() {
    let mut floor = Floor::with(&of_fact("exception.raised", 2, Per::Sop));
    floor.activate(&round());
    for _ in 0..5 {
        start(&mut floor);
        skips(&mut floor, "sam", "photo", Rest::Keep);
    }
    // Five cards of five runs: two and two of them are used up.
    assert_eq!(cards(&floor).iter().map(|(_, count)| *count).collect::<Vec<_>>(), [2], "{:?}", cards(&floor));
}
