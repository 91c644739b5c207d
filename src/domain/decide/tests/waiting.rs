//! Steps that wait for a signal, and steps with a time of their own.

use crate::domain::board::{Sheet, Standing};
use crate::domain::checklist::checklist;
use crate::domain::command::{Command, Given};
use crate::domain::escalation::Escalate;
use crate::domain::evidence::{Observed, Value};
use crate::domain::exception::{Cause, Status};
use crate::domain::fact::Fact;
use crate::domain::refusal::Refusal;
use crate::domain::run::{Late, RunState};
use crate::domain::signal::{Data, Judged, Signal};
use crate::domain::sop::{Sop, Step, Wait, WaitFor, When};
use crate::domain::step::Outcome;
use crate::domain::testing::{Floor, answer, at, body, rows, skip, sop, step, triggered};

fn signal(id: &str, name: &str, time: &str) -> Command {
    let signal =
        Signal { id: id.into(), name: name.into(), case: Some("client:7".into()), at: at(time), data: Data::new() };
    Command::ReceiveSignal { signal, bodies: Vec::new(), judged: Judged::AtOnce }
}

fn waits() -> Step {
    let wait_for = Some(WaitFor { signal: "intake.returned".into(), within: Wait::Elapsed(3_600) });
    Step { wait_for, needs: vec!["send".into()], ..step("returned") }
}

/// Send the form, wait until it is returned, look at it.
fn intake() -> Sop {
    let when = When::Signal { name: "client.signed".into(), delay: None };
    let look = Step { needs: vec!["returned".into()], ..step("look") };
    let mut sop = triggered(sop("intake", vec![step("send"), waits(), look]), when);
    sop.triggers[0].window.closes = Some(Wait::Days(9));
    sop
}

fn standing(floor: &Floor, key: &str) -> Standing {
    let run = floor.latest();
    let sop = floor.state.sop_of(run).unwrap();
    let lists = floor.state.lists_of(run);
    let lines = checklist(&Sheet { run, sop, lists: &lists, person: None }, floor.now);
    lines.into_iter().find(|line| line.key.to_string() == key).unwrap().standing
}

#[test]
fn a_step_waits_from_when_it_could_be_done_and_its_signal_answers_it() {
    let mut floor = Floor::with(&intake());
    floor.ok(&signal("a", "client.signed", "07:00"));
    assert_eq!(standing(&floor, "returned"), Standing::Waits { needs: vec!["send".parse().unwrap()] });
    floor.now = at("07:10");
    assert_eq!(floor.by("sam").tick_off("send"), ["step.done", "step.waits"]);
    let due = Some(at("08:10"));
    assert_eq!(standing(&floor, "returned"), Standing::Awaits { signal: "intake.returned".into(), due });
    floor.now = at("07:30");
    assert_eq!(floor.ok(&signal("b", "intake.returned", "07:20")), ["signal.received", "step.done"]);
    let answer = floor.latest().answer(&"returned".parse().unwrap()).unwrap().clone();
    let value = Value::Signal { signal: "b".into(), name: "intake.returned".into() };
    assert_eq!((answer.outcome, answer.observed.at), (Outcome::Done { value }, Some(at("07:20"))));
    assert!(matches!(floor.by("pat").undo("returned").unwrap_err(), Refusal::CameBySignal { .. }));
    assert_eq!(floor.by("sam").tick_off("look"), ["step.done", "run.done"]);
    assert_eq!(floor.tick("08:10"), [""; 0], "nobody waits any more");
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn a_signal_that_came_since_the_run_began_answers_at_once() {
    let mut floor = Floor::with(&intake());
    floor.ok(&signal("z", "intake.returned", "06:00"));
    floor.ok(&signal("a", "client.signed", "06:30"));
    // That of before the run is another matter.
    assert_eq!(floor.by("sam").tick_off("send"), ["step.done", "step.waits"]);
    let mut floor = Floor::with(&intake());
    floor.ok(&signal("a", "client.signed", "06:30"));
    assert_eq!(floor.ok(&signal("b", "intake.returned", "06:40")), ["signal.received"]);
    assert_eq!(floor.by("sam").tick_off("send"), ["step.done", "step.done"]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn what_does_not_come_is_told_once_and_waited_for_all_the_same() {
    let mut floor = Floor::with(&intake());
    floor.ok(&signal("a", "client.signed", "07:00"));
    floor.by("sam").tick_off("send");
    assert_eq!(floor.tick("08:00"), ["run.late", "step.not-come", "exception.raised"]);
    let card = floor.state.exceptions.values().next().unwrap().clone();
    let Cause::NotCome { signal: awaited, since, due, .. } = &card.cause else { panic!("{:?}", card.cause) };
    assert_eq!((awaited.as_str(), *since, *due), ("intake.returned", at("07:00"), at("08:00")));
    assert_eq!(floor.latest().waits[0].late, Late::Told);
    assert_eq!(floor.tick("12:00"), [""; 0]);
    let told = floor.ok(&signal("b", "intake.returned", "11:00"));
    assert_eq!(told, ["signal.received", "step.done", "exception.resolved"]);
    assert_eq!(floor.state.exceptions[&card.id].status, Status::Resolved);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn nobody_ticks_it_and_a_manager_says_why_it_is_done_without() {
    let mut floor = Floor::with(&intake());
    floor.ok(&signal("a", "client.signed", "07:00"));
    floor.by("sam").tick_off("send");
    let run = floor.newest();
    let awaits = Refusal::Awaits { step: "returned".parse().unwrap(), signal: "intake.returned".into() };
    assert_eq!(floor.refused(&answer(run, "returned", Value::Tick)), awaits);
    assert_eq!(floor.refused(&skip(run, "returned", crate::domain::command::Rest::Keep)), awaits);
    let said = |text: &str| Command::AnswerStep {
        run,
        step: "returned".parse().unwrap(),
        answer: Given::Text(body(text)),
        observed: Observed::default(),
    };
    assert_eq!(floor.refused(&said("came by post")), awaits);
    assert_eq!(floor.by("pat").refused(&answer(run, "returned", Value::Tick)), awaits, "not without a word");
    assert_eq!(floor.ok(&said("came by post")), ["step.done"]);
    assert_eq!(floor.tick("08:00"), ["run.late"]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn a_run_that_is_over_waits_for_nothing() {
    let mut floor = Floor::with(&Sop { cancel: vec!["client.left".into()], ..intake() });
    floor.ok(&signal("a", "client.signed", "07:00"));
    floor.by("sam").tick_off("send");
    floor.tick("08:00");
    let told = floor.ok(&signal("c", "client.left", "08:00"));
    let cleared = ["signal.received", "run.cancelled", "exception.resolved"];
    assert!(cleared.iter().all(|kind| told.contains(&(*kind).to_owned())), "{told:?}");
    assert!(matches!(floor.latest().state, RunState::Cancelled { .. }));
    assert_eq!(floor.ok(&signal("d", "intake.returned", "08:00")), ["signal.received"]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn a_step_with_a_time_of_its_own_is_late_once() {
    let due = |id: &str, minutes: i64| Step { due: Some(Wait::Elapsed(minutes * 60)), ..step(id) };
    let when = When::Signal { name: "client.signed".into(), delay: None };
    let mut two = triggered(sop("two", vec![due("one", 10), due("two", 20)]), when);
    let mut floor = Floor::with(&two);
    floor.ok(&signal("a", "client.signed", "07:00"));
    assert_eq!(floor.tick("07:10"), ["step.late"], "without somebody to tell it is no card");
    let Fact::StepLate { steps, due, .. } = &floor.journal.last().unwrap().fact else { panic!() };
    assert_eq!((steps.len(), *due), (1, at("07:10")));
    // Somebody begins: times count from there.
    assert_eq!(floor.by("sam").tick_off("one"), ["step.done", "run.started"]);
    assert_eq!(floor.tick("07:20"), [""; 0], "the time of the first, which is done");
    assert_eq!(floor.tick("07:30"), ["step.late"]);
    assert_eq!(floor.tick("07:59"), [""; 0]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));

    two.escalate = vec![Escalate { after: Wait::Elapsed(60), to: "manager".into(), severity: None }];
    let mut floor = Floor::with(&two);
    floor.ok(&signal("a", "client.signed", "07:00"));
    assert_eq!(floor.tick("07:10"), ["step.late", "exception.raised"]);
    let told = floor.by("sam").tick_off("one");
    assert_eq!(told, ["step.done", "run.started", "exception.resolved"]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}
