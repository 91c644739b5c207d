//! Triggers that fire a while later, and signals after which nobody waits any more.

use super::signals::signal;
use crate::domain::command::Command;
use crate::domain::exception::{ResolutionCause, Severity, Status};
use crate::domain::fact::Fact;
use crate::domain::run::{CancelReason, RunState};
use crate::domain::signal::Judged;
use crate::domain::sop::{GroupBy, RaiseRule, Sop, Wait, When};
use crate::domain::testing::{Floor, at, rows, sop, step, triggered};
use crate::domain::watch::{WatchStatus, Withdrawn};

fn now(id: &str, name: &str, time: &str) -> Command {
    Command::ReceiveSignal { signal: signal(id, name, time), bodies: Vec::new(), judged: Judged::AtOnce }
}

fn held(id: &str, name: &str, time: &str) -> Command {
    Command::ReceiveSignal { signal: signal(id, name, time), bodies: Vec::new(), judged: Judged::WhenWhole }
}

fn booked(delay: Option<Wait>) -> Sop {
    let when = When::Signal { name: "booking.made".into(), delay };
    triggered(Sop { cancel: vec!["booking.cancelled".into()], ..sop("table", vec![step("lay")]) }, when)
}

fn reminder() -> Sop {
    let raise = RaiseRule {
        severity: Severity::Low,
        what: "{case} is not paid".to_owned(),
        why: None,
        recommend: None,
        respond_within: None,
        group_by: [GroupBy::Sop, GroupBy::Case].into(),
        inhibits: [].into(),
    };
    let when = When::Signal { name: "invoice.sent".into(), delay: Some(Wait::Elapsed(3_600)) };
    let cancel = vec!["invoice.paid".into(), "invoice.credited".into()];
    triggered(Sop { raise: Some(raise), cancel, ..sop("reminder", Vec::new()) }, when)
}

#[test]
fn a_delayed_trigger_fires_once_at_the_signals_own_time_and_its_delay() {
    let mut floor = Floor::with(&booked(Some(Wait::Elapsed(3_600))));
    assert_eq!(floor.ok(&now("a", "booking.made", "06:30")), ["signal.received", "watch.opened"]);
    assert_eq!(floor.ok(&now("a", "booking.made", "06:30")), [""; 0], "the same signal again");
    assert_eq!(floor.tick("07:29"), [""; 0]);
    assert_eq!(floor.tick("07:30"), ["watch.fired", "run.opened"]);
    let event = floor.latest().event.clone().unwrap();
    assert_eq!((event.due, event.signal), (at("07:30"), Some("a".into())));
    assert_eq!(floor.latest().state, RunState::Due, "nobody began it");
    // Its time went by before it came in: it fires at once, for the instant that it was due.
    assert_eq!(floor.ok(&now("b", "booking.made", "05:00")), ["signal.received", "watch.opened"]);
    assert_eq!(floor.tick("07:30"), ["watch.fired", "run.opened"]);
    assert_eq!(floor.latest().event.as_ref().unwrap().due, at("06:00"));
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn two_delays_of_one_sop_are_two_reminders() {
    let when = |seconds| When::Signal { name: "booking.made".into(), delay: Some(Wait::Elapsed(seconds)) };
    let mut floor = Floor::with(&triggered(triggered(sop("call", vec![step("ring")]), when(600)), when(1_200)));
    floor.ok(&now("a", "booking.made", "06:55"));
    assert_eq!(floor.tick("07:15"), ["watch.fired", "run.opened", "watch.fired", "run.opened"]);
}

#[test]
fn a_signal_that_cancels_ends_the_work_of_its_case_that_began_before_it() {
    let mut floor = Floor::with(&booked(None));
    floor.ok(&now("a", "booking.made", "06:00"));
    floor.ok(&now("b", "booking.made", "06:30"));
    // It is told late, and only of what stood at 06:15.
    assert_eq!(floor.ok(&now("c", "booking.cancelled", "06:15")), ["signal.received", "run.cancelled"]);
    let reason = CancelReason::Signal { signal: "c".into(), name: "booking.cancelled".into() };
    let states: Vec<_> = floor.state.runs.values().map(|run| run.state.clone()).collect();
    assert_eq!(states, [RunState::Cancelled { reason }, RunState::Due]);
    let mut other = signal("d", "booking.cancelled", "06:45");
    other.case = Some("quote:Q-2".into());
    let other = Command::ReceiveSignal { signal: other, bodies: Vec::new(), judged: Judged::AtOnce };
    assert_eq!(floor.ok(&other), ["signal.received"], "another case");
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn what_was_cancelled_before_it_came_in_never_starts() {
    for delay in [None, Some(Wait::Elapsed(3_600))] {
        let mut floor = Floor::with(&booked(delay));
        assert_eq!(floor.ok(&now("c", "booking.cancelled", "06:50")), ["signal.received"]);
        let told = floor.ok(&now("a", "booking.made", "06:40"));
        assert_eq!(told, ["signal.received", "watch.opened", "watch.withdrawn"]);
        let why = WatchStatus::Withdrawn { why: Withdrawn::Cancelled };
        assert_eq!(floor.state.watches.values().next().unwrap().status, why);
        assert_eq!(floor.tick("12:00"), [""; 0]);
        assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
    }
}

#[test]
fn a_paid_invoice_closes_what_waits_and_what_stands_on_the_board() {
    let mut floor = Floor::with(&reminder());
    floor.ok(&now("a", "invoice.sent", "06:00"));
    floor.ok(&now("b", "invoice.sent", "06:30"));
    assert_eq!(floor.tick("07:00"), ["watch.fired", "exception.raised"]);
    let told = floor.ok(&now("c", "invoice.paid", "07:00"));
    assert_eq!(told, ["signal.received", "watch.withdrawn", "exception.resolved"]);
    let card = floor.state.exceptions.values().next().unwrap();
    let cause = card.resolution.as_ref().map(|resolution| resolution.cause);
    assert_eq!((card.status, cause), (Status::Resolved, Some(ResolutionCause::Cleared)));
    let signal = floor.journal.iter().find_map(|recorded| match &recorded.fact {
        Fact::WatchWithdrawn { signal, .. } => signal.clone(),
        _ => None,
    });
    assert_eq!(signal, Some("c".into()));
    assert_eq!(floor.tick("12:00"), [""; 0]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn a_card_of_what_came_after_the_signal_stays() {
    let mut floor = Floor::with(&reminder());
    floor.ok(&now("b", "invoice.sent", "06:00"));
    floor.tick("07:00");
    assert_eq!(floor.ok(&now("c", "invoice.paid", "05:59")), ["signal.received"]);
    assert_eq!(floor.ok(&now("d", "invoice.credited", "06:01")), ["signal.received", "exception.resolved"]);
}

#[test]
fn in_a_file_a_run_is_opened_and_cancelled_as_it_would_have_been_live() {
    let mut floor = Floor::with(&booked(None));
    floor.ok(&held("c", "booking.cancelled", "06:15"));
    floor.ok(&held("a", "booking.made", "06:00"));
    floor.ok(&Command::SignalsAreWhole);
    assert_eq!(floor.tick("07:00"), ["run.opened", "run.cancelled", "signals.judged"]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}
