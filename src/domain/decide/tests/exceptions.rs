//! Exceptions: raised, taken, assigned, resolved, counted up.

use crate::domain::command::Command;
use crate::domain::exception::{Assignee, Cause, ResolutionCause, Severity, Status};
use crate::domain::id::ExceptionId;
use crate::domain::refusal::Refusal;
use crate::domain::sop::{Cost, Sop};
use crate::domain::testing::{Floor, at, body, daily, step};

const FIRST: ExceptionId = ExceptionId(1);

fn raised(severity: Severity) -> Floor {
    let mut floor = Floor::new();
    let report = Command::RaiseException { what: body("leak"), severity, run: None, step: None };
    assert_eq!(floor.by("sam").ok(&report), ["exception.raised"]);
    floor
}

fn resolve(cause: ResolutionCause) -> Command {
    Command::ResolveException { exception: FIRST, cause, decision: None }
}

#[test]
fn a_card_is_taken_once() {
    let mut floor = raised(Severity::High);
    let take = Command::AcknowledgeException { exception: FIRST, note: Some(body("on my way")) };
    assert_eq!(floor.ok(&take), ["exception.acknowledged"]);
    assert_eq!(floor.by("kit").refused(&take), Refusal::AlreadyTaken { exception: FIRST, by: "sam".into() });
    assert_eq!(floor.state.exceptions[&FIRST].notes.len(), 1);
}

#[test]
fn anybody_resolves_a_low_one_but_a_high_one_needs_its_taker_or_a_manager() {
    let mut floor = raised(Severity::Low);
    assert_eq!(floor.by("kit").ok(&resolve(ResolutionCause::Fixed)), ["exception.resolved"]);
    assert_eq!(
        floor.refused(&resolve(ResolutionCause::Fixed)),
        Refusal::ExceptionIsResolved { exception: FIRST, at: at("07:00") }
    );
    let mut floor = raised(Severity::High);
    assert_eq!(
        floor.by("kit").refused(&resolve(ResolutionCause::Fixed)),
        Refusal::WrongRole { role: "manager".into() }
    );
    floor.ok(&Command::AcknowledgeException { exception: FIRST, note: None });
    assert_eq!(floor.ok(&resolve(ResolutionCause::Fixed)), ["exception.resolved"]);
    let mut floor = raised(Severity::High);
    assert_eq!(floor.by("pat").ok(&resolve(ResolutionCause::Equipment)), ["exception.resolved"]);
}

#[test]
fn another_cause_has_to_be_said_and_the_engines_own_cannot_be_chosen() {
    let mut floor = raised(Severity::Low);
    assert_eq!(floor.refused(&resolve(ResolutionCause::Other)), Refusal::ReasonNeeded);
    assert_eq!(floor.refused(&resolve(ResolutionCause::DataCorrected)), Refusal::ReasonNeeded);
}

#[test]
fn a_card_is_assigned_to_who_and_what_exists() {
    let mut floor = raised(Severity::Low);
    let to = |to| Command::AssignException { exception: FIRST, to };
    assert_eq!(floor.ok(&to(Assignee::Role("chef".into()))), ["exception.assigned"]);
    let similar = Some("pat".to_owned());
    let refusal = floor.refused(&to(Assignee::Person("pam".into())));
    assert_eq!(refusal, Refusal::NoSuchPerson { person: "pam".into(), similar });
    assert!(matches!(floor.refused(&to(Assignee::Role("cheff".into()))), Refusal::NoSuchRole { similar: Some(_), .. }));
}

#[test]
fn the_same_again_counts_up_and_after_a_resolve_is_a_new_card_linked_to_the_former() {
    let sop = Sop { cost: Cost { failure: 5, judgement: 1 }, ..daily("x", &["08:00"], vec![step("one")]) };
    let mut floor = Floor::with(&sop);
    floor.tick("+1 11:00");
    let card = &floor.state.exceptions[&FIRST];
    assert_eq!((card.count, card.severity), (2, Severity::High));
    floor.by("pat").ok(&resolve(ResolutionCause::Forgotten));
    floor.tick("+2 11:00");
    assert_eq!(floor.state.exceptions[&ExceptionId(2)].former, Some(FIRST));
}

#[test]
fn what_is_missed_is_as_bad_as_it_costs() {
    for (failure, severity) in
        [(1, Severity::Low), (2, Severity::Low), (3, Severity::Medium), (4, Severity::Medium), (5, Severity::High)]
    {
        let sop = Sop { cost: Cost { failure, judgement: 1 }, ..daily("x", &["08:00"], vec![step("one")]) };
        let mut floor = Floor::with(&sop);
        assert_eq!(floor.tick("11:00"), ["run.opened", "run.late", "run.missed", "exception.raised"]);
        assert_eq!(floor.state.exceptions[&FIRST].severity, severity);
    }
}

#[test]
fn a_bad_file_is_one_card_that_follows_the_mistake_and_goes_with_it() {
    let mut floor = Floor::new();
    let reject =
        |line| Command::RejectFile { file: "sops/x.toml".into(), line, column: 1, message: "?".into(), help: None };
    assert_eq!(floor.ok(&reject(1)), ["exception.raised"]);
    assert!(floor.ok(&reject(1)).is_empty(), "the same mistake is no news");
    assert_eq!(floor.ok(&reject(2)), ["exception.recurred"]);
    assert!(matches!(floor.state.exceptions[&FIRST].cause, Cause::BadFile { line: 2, .. }));
    assert_eq!(floor.ok(&Command::AcceptFile { file: "sops/x.toml".into() }), ["exception.resolved"]);
    assert!(floor.ok(&Command::AcceptFile { file: "sops/x.toml".into() }).is_empty());
    assert_eq!(floor.state.exceptions[&FIRST].status, Status::Resolved);
}

#[test]
fn what_is_not_there_is_refused() {
    let mut floor = Floor::new();
    let missing = Refusal::NoSuchException { exception: FIRST };
    assert_eq!(floor.by("sam").refused(&resolve(ResolutionCause::Fixed)), missing);
    let report = Command::RaiseException { what: body(" "), severity: Severity::Low, run: None, step: None };
    assert_eq!(floor.refused(&report), Refusal::ReasonNeeded);
}
