//! Runs: started by hand, reopened, skipped, cancelled, noted.

use crate::domain::command::Command;
use crate::domain::evidence::{Body, Value};
use crate::domain::id::{RunId, SopId};
use crate::domain::refusal::Refusal;
use crate::domain::run::{RunState, Timeliness};
use crate::domain::sop::{Ask, Required, Sop, Step, When};
use crate::domain::step::SkipReason;
use crate::domain::testing::{Floor, at, body, daily, sop, step, triggered};
use std::collections::BTreeMap;

fn cooling() -> Sop {
    let asked = vec![Ask { id: "food".into(), text: "Which food?".into() }];
    let by_hand = triggered(sop("cooling", vec![step("one")]), When::Manual);
    Sop { ask: asked, label: Some("{food} {other}".into()), case: Some("batch:{food}".into()), ..by_hand }
}

fn start(sop: &str, asked: &[(&str, &str)]) -> Command {
    let asked: BTreeMap<String, Body> = asked.iter().map(|(id, text)| ((*id).to_owned(), body(text))).collect();
    Command::StartRun { sop: SopId::new(sop), asked }
}

#[test]
fn a_run_by_hand_is_started_labelled_and_belongs_to_its_case() {
    let mut floor = Floor::with(&cooling());
    assert_eq!(floor.by("sam").ok(&start("cooling", &[("food", "Chilli {food}")])), ["run.opened"]);
    let run = floor.latest();
    assert_eq!(
        (&run.state, run.started, run.started_by.as_ref()),
        (&RunState::InProgress, Some(at("07:00")), Some(&"sam".into()))
    );
    assert_eq!(run.case.as_ref().unwrap().as_str(), "batch:Chilli-{food}");
    assert_eq!(run.occurrence.as_str(), "cooling@manual:r4");
    let label = run.label.clone().unwrap();
    assert_eq!(floor.bodies.iter().find(|body| body.hash() == label).unwrap().text, "Chilli {food} {other}");
}

#[test]
fn everything_that_is_asked_has_to_be_answered() {
    let mut floor = Floor::with(&cooling());
    assert_eq!(
        floor.by("sam").refused(&start("cooling", &[("food", " ")])),
        Refusal::MissingAnswer { asked: "food".into() }
    );
}

#[test]
fn only_what_is_manual_and_in_force_can_be_started() {
    let mut floor = Floor::with(&daily("x", &["08:00"], vec![step("one")]));
    floor.activate(&cooling());
    assert_eq!(floor.by("sam").refused(&start("x", &[])), Refusal::NotManual { sop: "x".into() });
    let similar = Some("cooling".to_owned());
    assert_eq!(floor.refused(&start("coolin", &[])), Refusal::NoSuchSop { sop: "coolin".into(), similar });
    floor.ok(&Command::RetireSop { sop: "cooling".into() });
    assert!(matches!(floor.refused(&start("cooling", &[("food", "x")])), Refusal::NoSuchSop { .. }));
}

fn done() -> Floor {
    let mut floor = Floor::with(&daily("x", &["08:00"], vec![step("one")]));
    floor.tick("08:30");
    floor.by("sam").tick_off("one");
    floor
}

#[test]
fn a_manager_reopens_what_is_done_with_new_times_and_a_card() {
    let mut floor = done();
    assert_eq!(floor.latest().timeliness(), Some(Timeliness::OnTime));
    floor.tick("12:00");
    let command = Command::ReopenRun { run: RunId(1), reason: body("not clean") };
    assert_eq!(floor.by("sam").refused(&command), Refusal::WrongRole { role: "manager".into() });
    assert_eq!(floor.by("pat").ok(&command), ["run.reopened", "exception.raised"]);
    let run = floor.latest();
    assert_eq!((&run.state, run.times.due, run.times.closes), (&RunState::Due, at("13:00"), at("+2 00:00")));
    assert_eq!(floor.refused(&command), Refusal::RunNotOver { run: RunId(1) });
    floor.undo("one").unwrap();
    assert_eq!(floor.tick_off("one"), ["step.done", "run.done"]);
}

#[test]
fn a_reopened_run_with_nothing_left_open_is_done_again_when_it_closes() {
    let mut floor = done();
    floor.ok(&Command::RetireSop { sop: "x".into() });
    floor.by("pat").ok(&Command::ReopenRun { run: RunId(1), reason: body("look again") });
    assert_eq!(floor.tick("+2 00:00"), ["run.late", "run.done"]);
}

#[test]
fn a_whole_run_is_skipped_with_a_reason_and_a_card() {
    let mut floor = Floor::with(&daily("x", &["08:00"], vec![step("one")]));
    floor.tick("08:00");
    let command = Command::SkipRun { run: RunId(1), reason: SkipReason::NotNeeded, note: None };
    assert_eq!(floor.by("sam").ok(&command), ["run.skipped", "exception.raised"]);
    assert!(matches!(floor.refused(&command), Refusal::RunIsOver { .. }));
    assert!(matches!(floor.answer("one", Value::Tick).unwrap_err(), Refusal::RunIsOver { .. }));
}

#[test]
fn a_manager_cancels_what_is_open() {
    let mut floor = Floor::with(&daily("x", &["08:00"], vec![step("one")]));
    floor.tick("08:00");
    let command = Command::CancelRun { run: RunId(1), reason: body("closed today") };
    assert_eq!(floor.by("sam").refused(&command), Refusal::WrongRole { role: "manager".into() });
    assert_eq!(floor.by("pat").ok(&command), ["run.cancelled"]);
    assert!(!floor.latest().is_open());
}

#[test]
fn notes_are_left_until_a_done_run_closes() {
    let mut floor = done();
    let note = Command::AddNote { run: RunId(1), step: Some("one".parse().unwrap()), text: body("soap is low") };
    assert_eq!(floor.ok(&note), ["note.added"]);
    floor.tick("11:00");
    assert!(matches!(floor.refused(&note), Refusal::RunIsOver { .. }));
}

#[test]
fn a_run_over_an_empty_list_is_done_as_it_opens() {
    let mut floor = Floor::with(&daily("x", &["08:00"], vec![Step { each: Some("nothing".into()), ..step("one") }]));
    assert_eq!(floor.tick("08:40"), ["run.opened", "run.done"]);
    assert_eq!(floor.latest().ended, Some(at("08:00")));
    assert!(floor.state.exceptions.is_empty());
}

#[test]
fn a_run_with_nothing_required_is_done_with_its_first_answer_or_when_it_closes() {
    let optional = |id| Step { required: Required::No, ..step(id) };
    let mut floor = Floor::with(&daily("x", &["08:00"], vec![optional("one"), optional("two")]));
    floor.tick("08:00");
    assert_eq!(floor.by("sam").tick_off("two"), ["step.done", "run.done"]);
    floor.undo("two").unwrap();
    assert_eq!(floor.latest().state, RunState::InProgress);
    assert_eq!(floor.tick_off("two"), ["step.done", "run.done"]);
    floor.tick("+1 08:00");
    assert_eq!(floor.tick("+1 11:00"), ["run.late", "run.done"]);
}
