//! `requires`, `review`, and holidays that run out.

use crate::domain::command::{Command, Rest};
use crate::domain::evidence::Value;
use crate::domain::exception::{Cause, ResolutionCause, Status};
use crate::domain::id::{ExceptionId, RunId};
use crate::domain::refusal::Refusal;
use crate::domain::sop::{RequiredWithin, Requirement, ReviewEvery, Sop, When};
use crate::domain::step::{SkipReason, UndoReason};
use crate::domain::testing::{Floor, answer, at, daily, rows, site, skip, sop, step, triggered};
use chrono::NaiveDate;
use std::sync::Arc;

fn needs(sop: Sop, within: RequiredWithin) -> Sop {
    Sop { requires: vec![Requirement { sop: "bowie-dick".into(), within }], ..sop }
}

/// 08:00: a test by hand, and a steriliser load that waits for it.
fn theatre(within: RequiredWithin) -> Floor {
    let mut floor = Floor::with(&triggered(sop("bowie-dick", vec![step("one")]), When::Manual));
    floor.activate(&needs(daily("load", &["08:00"], vec![step("one"), step("two")]), within));
    floor.activate(&needs(triggered(sop("extra", vec![step("one")]), When::Manual), within));
    floor.tick("08:00");
    floor
}

fn test(floor: &mut Floor) -> RunId {
    floor.by("sam").ok(&Command::StartRun { sop: "bowie-dick".into(), asked: std::collections::BTreeMap::new() });
    let run = floor.newest();
    floor.ok(&answer(run, "one", Value::Tick));
    run
}

fn waits(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::RequiresFirst { requires, .. } if requires[0].sop == "bowie-dick".into())
}

#[test]
fn nothing_is_answered_or_started_before_what_it_requires_is_done() {
    let mut floor = theatre(RequiredWithin::Today);
    let load = floor.newest();
    assert!(waits(&floor.by("sam").refused(&answer(load, "one", Value::Tick))));
    let start = Command::StartRun { sop: "extra".into(), asked: std::collections::BTreeMap::new() };
    assert!(waits(&floor.refused(&start)));
    let run = test(&mut floor);
    assert_eq!(floor.ok(&answer(load, "one", Value::Tick)), ["step.done"]);
    floor.ok(&start);
    // What was taken back does not count any more.
    floor.ok(&Command::UndoStep { run, step: "one".parse().unwrap(), reason: UndoReason::Mistake });
    assert!(waits(&floor.refused(&answer(load, "two", Value::Tick))));
}

#[test]
fn yesterdays_test_does_not_count_today_but_may_this_week() {
    for (within, today) in [(RequiredWithin::Today, false), (RequiredWithin::ThisWeek, true)] {
        // A Saturday, and the Sunday and the Monday after it.
        let mut floor = theatre(within);
        test(&mut floor);
        floor.tick("+1 08:00");
        let sunday = floor.newest();
        assert_eq!(floor.by("sam").run(&answer(sunday, "one", Value::Tick)).is_ok(), today, "{within:?}");
        floor.tick("+2 08:00");
        let monday = floor.newest();
        assert!(waits(&floor.by("sam").refused(&answer(monday, "one", Value::Tick))), "{within:?}");
    }
}

#[test]
fn only_a_manager_leaves_out_what_waits() {
    let mut floor = theatre(RequiredWithin::Today);
    let load = floor.newest();
    let whole = Command::SkipRun { run: load, reason: SkipReason::NoEquipment, note: None };
    assert!(waits(&floor.by("sam").refused(&skip(load, "one", Rest::SkipToo))));
    assert!(waits(&floor.refused(&whole)));
    floor.by("pat").ok(&whole);
    let mut floor = theatre(RequiredWithin::Today);
    test(&mut floor);
    let load = RunId(1);
    floor.by("sam").ok(&Command::SkipRun { run: load, reason: SkipReason::NoEquipment, note: None });
}

fn reviewed(text: &str) -> Sop {
    Sop { review: Some(ReviewEvery::Days(3)), title: text.into(), ..sop("x", vec![step("one")]) }
}

#[test]
fn a_procedure_is_brought_up_when_it_is_to_be_read_again() {
    let mut floor = Floor::with(&reviewed("first"));
    assert!(floor.tick("+2 23:59").is_empty());
    assert_eq!(floor.tick("+3 00:00"), ["sop.review-due", "exception.raised"]);
    assert_eq!(floor.state.exceptions[&ExceptionId(1)].cause, Cause::ReviewDue { sop: "x".into() });
    assert!(floor.tick("+30 00:00").is_empty(), "told once");
    let refused = floor.by("sam").refused(&Command::ReviewSop { sop: "x".into(), note: None });
    assert!(matches!(refused, Refusal::WrongRole { .. }), "who answers for it, or a manager");
    let facts = floor.by("pat").ok(&Command::ReviewSop { sop: "x".into(), note: None });
    assert_eq!(facts, ["sop.reviewed", "exception.resolved"]);
    assert!(floor.tick("+32 23:59").is_empty());
    assert_eq!(floor.tick("+33 00:00"), ["sop.review-due", "exception.raised"]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn an_edit_is_a_reading_and_so_is_resolving_the_card() {
    let mut floor = Floor::with(&reviewed("first"));
    floor.tick("+3 00:00");
    assert_eq!(floor.activate(&reviewed("second")), ["sop.activated", "exception.resolved"]);
    assert_eq!(floor.tick("+6 00:00"), ["sop.review-due", "exception.raised"]);
    let resolve =
        Command::ResolveException { exception: ExceptionId(2), cause: ResolutionCause::Fixed, decision: None };
    assert_eq!(floor.by("pat").ok(&resolve), ["exception.resolved", "sop.reviewed"]);
    assert_eq!(floor.tick("+9 00:00"), ["sop.review-due", "exception.raised"]);
    // Without `review`, or taken out, it is nobody's any more.
    assert_eq!(floor.activate(&Sop { review: None, ..reviewed("third") }), ["sop.activated", "exception.resolved"]);
    assert!(floor.tick("+99 00:00").is_empty());
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn holidays_that_have_run_out_are_a_card_until_there_are_more() {
    let holidays = |days: &[u32]| {
        let mut site = site();
        site.hours.holidays = days.iter().filter_map(|day| NaiveDate::from_ymd_opt(2026, 11, *day)).collect();
        Arc::new(site)
    };
    let config = |hash: &str, site| Command::ActivateConfig { hash: hash.into(), text: String::new(), site };
    let mut floor = Floor::new();
    floor.ok(&config("a", holidays(&[22, 23])));
    assert!(floor.tick("+2 23:59").is_empty());
    assert_eq!(floor.tick("+3 00:00"), ["holidays.ran-out", "exception.raised"]);
    assert!(floor.tick("+9 00:00").is_empty(), "told once");
    // Another edit that brings no more holidays leaves the card.
    floor.ok(&config("b", holidays(&[23])));
    floor.tick("+9 00:01");
    assert_eq!(floor.state.exceptions[&ExceptionId(1)].status, Status::Open);
    floor.actor = crate::domain::actor::Actor::Engine;
    assert_eq!(floor.ok(&config("c", holidays(&[23, 29]))), ["config.activated"], "the 29th is over too");
    floor.now = at("+1 00:00");
    assert_eq!(floor.ok(&config("d", holidays(&[25]))), ["config.activated", "exception.resolved"]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}
