//! Exceptions: raised, taken, assigned, resolved, counted up.

use crate::domain::command::Command;
use crate::domain::escalation::Escalate;
use crate::domain::exception::{Assignee, Cause, ResolutionCause, Severity, Status};
use crate::domain::fact::Fact;
use crate::domain::id::ExceptionId;
use crate::domain::refusal::Refusal;
use crate::domain::sop::{Cost, Sop, Wait};
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

fn card(floor: &Floor) -> &crate::domain::exception::Exception {
    &floor.state.exceptions[&FIRST]
}

fn take() -> Command {
    Command::AcknowledgeException { exception: FIRST, note: None }
}

fn shelve(until: &str, reason: &str) -> Command {
    Command::ShelveException { exception: FIRST, until: at(until), reason: body(reason) }
}

#[test]
fn what_its_taker_said_runs_out_and_tells_the_taker_and_who_is_on_duty() {
    let mut floor = raised(Severity::High);
    assert_eq!(card(&floor).respond_by, Some(at("07:15")));
    floor.ok(&take());
    assert_eq!(card(&floor).until, Some(at("07:30")));
    assert!(floor.tick("07:29").is_empty());
    assert_eq!(floor.tick("07:30"), ["exception.lapsed"]);
    let Some(Fact::ExceptionLapsed { taker, reached, respond_by, .. }) = floor.journal.last().map(|told| &told.fact)
    else {
        panic!("{:?}", floor.journal.last())
    };
    assert_eq!((taker.as_ref().unwrap().as_str(), *respond_by), ("sam", at("07:45")));
    assert_eq!(reached.people, ["sam".into(), "pat".into()]);
    assert_eq!((card(&floor).status, card(&floor).owner.clone()), (Status::Open, Some("sam".into())));
    // Anybody may take it now; who has it may say so once more.
    assert_eq!(floor.by("kit").ok(&take()), ["exception.acknowledged"]);
    floor.tick("07:40");
    assert_eq!(floor.ok(&take()), ["exception.acknowledged"]);
    assert_eq!(card(&floor).until, Some(at("08:10")));
}

#[test]
fn what_is_put_off_comes_back_by_itself_and_says_why_it_was() {
    let mut floor = raised(Severity::Low);
    assert_eq!(floor.refused(&shelve("06:59", "parts")), Refusal::NotAhead { until: at("06:59") });
    assert_eq!(floor.refused(&shelve("07:00", "parts")), Refusal::NotAhead { until: at("07:00") });
    let (far, latest) = (at("+3650 07:00"), at("+30 07:00"));
    assert_eq!(floor.refused(&shelve("+3650 07:00", "parts")), Refusal::TooFar { until: far, latest });
    assert_eq!(floor.refused(&shelve("12:00", "  ")), Refusal::ReasonNeeded);
    assert_eq!(floor.ok(&shelve("12:00", "parts come at noon")), ["exception.shelved"]);
    assert_eq!(floor.tick("12:00"), ["exception.unshelved"]);
    assert_eq!(card(&floor).status, Status::Open);
    assert_eq!(card(&floor).shelf.as_ref().unwrap().reason, body("parts come at noon").hash());
}

#[test]
fn a_medium_one_is_put_off_by_who_has_it_or_a_manager() {
    let mut floor = raised(Severity::Medium);
    assert_eq!(floor.by("kit").refused(&shelve("12:00", "x")), Refusal::WrongRole { role: "manager".into() });
    assert_eq!(floor.by("pat").ok(&shelve("12:00", "x")), ["exception.shelved"]);
}

#[test]
fn what_is_worse_asks_again_though_it_was_put_off() {
    let mut floor = raised(Severity::Low);
    floor.ok(&shelve("12:00", "later"));
    let worse = crate::domain::fact::Fact::ExceptionRecurred {
        exception: FIRST,
        severity: Severity::High,
        cause: card(&floor).cause.clone(),
        readings: Vec::new(),
        occurrence: None,
        respond_by: Some(at("07:15")),
        rungs: Vec::new(),
        recheck: None,
    };
    let recorded = crate::domain::fact::Recorded { fact: worse, ..floor.journal.last().unwrap().clone() };
    crate::domain::apply::apply(&mut floor.state, &recorded);
    assert_eq!((card(&floor).status, card(&floor).until, card(&floor).count), (Status::Open, None, 2));
}

#[test]
fn where_failure_is_costly_somebody_else_looks_at_what_was_resolved() {
    let sop = Sop { cost: Cost { failure: 4, judgement: 1 }, ..daily("x", &["08:00"], vec![step("one")]) };
    let mut floor = Floor::with(&sop);
    floor.tick("11:00");
    let verify = Command::VerifyException { exception: FIRST, note: None };
    let resolve = Command::ResolveException { exception: FIRST, cause: ResolutionCause::Forgotten, decision: None };
    assert_eq!(floor.by("pat").refused(&verify), Refusal::NotResolved { exception: FIRST });
    floor.ok(&resolve);
    assert!(floor.state.exceptions[&FIRST].awaits_check());
    assert_eq!(floor.refused(&verify), Refusal::ResolvedByYou { exception: FIRST });
    assert_eq!(floor.by("sam").ok(&verify), ["exception.verified"]);
    let card = &floor.state.exceptions[&FIRST];
    assert!(card.status == Status::Verified && !card.awaits_check() && !card.is_open());
    let again = Refusal::AlreadyVerified { exception: FIRST, by: "sam".into(), at: at("11:00") };
    assert_eq!(floor.by("kit").refused(&verify), again);
}

#[test]
fn what_goes_away_by_itself_asks_nobody_to_look() {
    let sop = Sop { cost: Cost { failure: 5, judgement: 1 }, ..daily("x", &["08:00"], vec![step("one")]) };
    let mut floor = Floor::with(&sop);
    assert!(floor.tick("09:30").ends_with(&["run.late".into(), "exception.raised".into()]));
    assert_eq!(
        (card(&floor).severity, floor.by("sam").tick_off("one")),
        (Severity::Medium, vec!["step.done".into(), "run.done".into(), "exception.resolved".into()])
    );
    assert_eq!((card(&floor).status, card(&floor).awaits_check()), (Status::Resolved, false));
}

#[test]
fn a_person_opens_it_again_with_a_reason_but_not_beside_a_newer_card() {
    let mut floor = raised(Severity::Low);
    let reopen = |reason| Command::ReopenException { exception: FIRST, reason: body(reason) };
    assert_eq!(floor.refused(&reopen("still wet")), Refusal::NotResolved { exception: FIRST });
    floor.ok(&resolve(ResolutionCause::Fixed));
    assert_eq!(floor.refused(&reopen(" ")), Refusal::ReasonNeeded);
    assert_eq!(floor.ok(&reopen("still wet")), ["exception.reopened"]);
    assert_eq!(
        (card(&floor).status, card(&floor).reopened, card(&floor).resolution.is_none()),
        (Status::Open, 1, true)
    );
    let sop = daily("x", &["08:00"], vec![step("one")]);
    let mut floor = Floor::with(&sop);
    floor.tick("11:00");
    floor.by("pat").ok(&resolve(ResolutionCause::Forgotten));
    floor.tick("+1 11:00");
    let newer = Refusal::NewerCard { exception: FIRST, newer: ExceptionId(2) };
    assert_eq!(floor.by("pat").refused(&reopen("once more")), newer);
}

fn rung(minutes: i64, to: &str, severity: Option<Severity>) -> Escalate {
    Escalate { after: Wait::Elapsed(minutes * 60), to: to.into(), severity }
}

/// Due at 09:00: the manager is told after 15 minutes; after 45 all staff, and a high card is raised.
fn watched() -> Sop {
    let escalate = vec![rung(15, "manager", None), rung(45, "staff", Some(Severity::High))];
    Sop { escalate, ..daily("x", &["08:00"], vec![step("one")]) }
}

#[test]
fn a_late_run_tells_each_rung_once_and_its_card_goes_when_it_is_done() {
    let mut floor = Floor::with(&watched());
    floor.tick("09:14");
    assert_eq!(floor.tick("09:15"), ["run.escalated"]);
    assert!(floor.tick("09:44").is_empty());
    assert_eq!(floor.tick("09:45"), ["run.escalated", "exception.raised"]);
    assert!(matches!(card(&floor).cause, Cause::RunLate { .. }) && card(&floor).severity == Severity::High);
    assert!(card(&floor).rungs.is_empty(), "the run's own rungs told of it");
    assert_eq!(floor.latest().escalated.iter().map(|told| told.rung).collect::<Vec<_>>(), [1, 2]);
    floor.by("sam").tick_off("one");
    assert_eq!(card(&floor).status, Status::Resolved);
}

#[test]
fn after_downtime_only_the_last_rung_is_told() {
    let mut floor = Floor::with(&watched());
    floor.tick("08:30");
    assert_eq!(floor.tick("10:30"), ["run.late", "run.escalated", "exception.raised"]);
    assert_eq!(floor.latest().escalated.iter().map(|told| told.rung).collect::<Vec<_>>(), [2]);
    let mut floor = Floor::with(&watched());
    floor.tick("08:30");
    assert!(!floor.tick("12:00").contains(&"run.escalated".to_owned()), "missed, which has its own card");
}

#[test]
fn a_card_that_nobody_takes_goes_up_and_one_that_is_taken_does_not() {
    let sop = watched();
    let mut floor = Floor::with(&sop);
    floor.by("sam");
    let run = {
        floor.tick("08:00");
        floor.newest()
    };
    let report = Command::RaiseException { what: body("leak"), severity: Severity::Medium, run: Some(run), step: None };
    floor.ok(&report);
    floor.by("pat").tick_off("one");
    // Medium: two hours to take it, and the rungs count from there.
    assert_eq!(card(&floor).respond_by, Some(at("10:00")));
    assert_eq!(floor.tick("10:15"), ["exception.escalated"]);
    assert_eq!(card(&floor).escalated[0].reached.people, ["pat".into()]);
    let mut taken = Floor::with(&sop);
    taken.by("sam").tick("08:00");
    taken.ok(&report);
    taken.ok(&take());
    taken.tick_off("one");
    assert!(taken.tick("11:59").is_empty());
    assert_eq!(floor.tick("10:45"), ["exception.escalated"]);
    assert_eq!(card(&floor).severity, Severity::High);
    assert!(floor.tick("+1 07:00").is_empty(), "each rung once");
}

#[test]
fn a_disk_that_fills_up_is_a_card_that_goes_by_itself_and_does_not_come_and_go_at_the_mark() {
    let mut floor = Floor::new();
    let mib = 1 << 20;
    let disk = |free: u64| Command::RecordDisk { free: free * mib, total: 8192 * mib };
    assert_eq!(floor.ok(&disk(900)), [""; 0]);
    assert_eq!(floor.ok(&disk(500)), ["disk.nearly-full", "exception.raised"]);
    assert_eq!(card(&floor).severity, Severity::Medium);
    for free in [499, 600, 511, 700] {
        assert_eq!(floor.ok(&disk(free)), [""; 0], "told once");
    }
    assert_eq!(floor.ok(&disk(800)), ["disk.has-room", "exception.resolved"]);
    assert!(!card(&floor).awaits_check());
}

#[test]
fn an_engine_that_nobody_hears_is_one_card_until_one_stays() {
    let mut floor = Floor::new();
    let seen = |since| Command::RecordSilence { since };
    floor.actor = crate::domain::actor::Actor::Script("board".to_owned());
    assert_eq!(floor.ok(&seen(Some(at("06:50")))), ["engine.silent", "exception.raised"]);
    assert_eq!(floor.ok(&seen(Some(at("06:50")))), [""; 0]);
    floor.actor = crate::domain::actor::Actor::Engine;
    assert_eq!(floor.ok(&seen(None)), ["exception.resolved"]);
    assert_eq!(floor.ok(&seen(None)), [""; 0]);
}
