//! Signals: what they start, what they meet, and in which order.

use crate::domain::command::Command;
use crate::domain::exception::{Cause, Severity};
use crate::domain::fact::Fact;
use crate::domain::signal::{Data, Judged, Signal};
use crate::domain::sop::{GroupBy, RaiseRule, Sop, Wait, When};
use crate::domain::testing::{Floor, at, rows, sop, step, triggered};

pub(super) fn signal(id: &str, name: &str, time: &str) -> Signal {
    let data = Data::from_iter([("value".to_owned(), 1200.5.into())]);
    Signal { id: id.into(), name: name.into(), case: Some("quote:Q-1".into()), at: at(time), data }
}

fn receive(signal: Signal, judged: Judged) -> Command {
    Command::ReceiveSignal { signal, bodies: Vec::new(), judged }
}

fn now(id: &str, name: &str, time: &str) -> Command {
    receive(signal(id, name, time), Judged::AtOnce)
}

fn ageing_quote() -> Sop {
    let when =
        When::Absence { after: "quote.sent".into(), unless: vec!["quote.chased".into()], within: Wait::Elapsed(3_600) };
    let raise = RaiseRule {
        severity: Severity::Medium,
        what: "{case} of {data.value}".to_owned(),
        why: None,
        recommend: None,
        respond_within: None,
        group_by: [GroupBy::Sop, GroupBy::Case].into(),
        inhibits: [].into(),
    };
    triggered(Sop { raise: Some(raise), ..sop("ageing", Vec::new()) }, when)
}

#[test]
fn a_signal_opens_a_run_once() {
    let when = When::Signal { name: "client.signed".into(), delay: None };
    let mut floor = Floor::with(&triggered(sop("onboard", vec![step("call")]), when));
    assert_eq!(floor.ok(&now("s1", "client.signed", "06:50")), ["signal.received", "run.opened"]);
    assert_eq!(floor.ok(&now("s1", "client.signed", "06:50")), [""; 0], "the same signal again");
    assert_eq!(floor.latest().case, Some("quote:Q-1".into()));
    floor.refused(&now("s1", "client.left", "06:50"));
}

#[test]
fn an_obligation_is_met_in_time_or_breached_at_its_instant() {
    let mut floor = Floor::with(&ageing_quote());
    assert_eq!(floor.ok(&now("a", "quote.sent", "05:30")), ["signal.received", "watch.opened"]);
    assert_eq!(
        floor.ok(&now("b", "quote.chased", "06:30")),
        ["signal.received", "watch.met"],
        "the due instant counts"
    );
    assert_eq!(floor.ok(&now("c", "quote.sent", "06:00")), ["signal.received", "watch.opened", "watch.met"]);
    assert_eq!(floor.ok(&now("d", "quote.sent", "06:31")), ["signal.received", "watch.opened"]);
    assert_eq!(floor.tick("07:30"), [""; 0]);
    assert_eq!(floor.tick("07:31"), ["watch.fired", "exception.raised"]);
    let Cause::Raised { what, due, .. } = &floor.state.exceptions.values().next().unwrap().cause else { panic!() };
    assert_eq!(*due, at("07:31"));
    let said = floor.bodies.iter().find(|body| body.hash() == *what).unwrap();
    assert_eq!(said.text, "quote:Q-1 of 1200.5");
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn signals_of_a_file_are_judged_as_if_they_had_come_in_time() {
    let mut floor = Floor::with(&ageing_quote());
    for (id, name, time) in [("b", "quote.chased", "02:30"), ("a", "quote.sent", "02:00"), ("c", "quote.sent", "04:00")]
    {
        let command = receive(signal(id, name, time), Judged::WhenWhole);
        assert_eq!(floor.ok(&command), ["signal.received"], "nothing is decided before the file is whole");
    }
    assert_eq!(floor.tick("07:05"), [""; 0]);
    floor.ok(&Command::SignalsAreWhole);
    let told = floor.tick("07:05");
    let judged = ["watch.opened", "watch.met", "watch.opened", "signals.judged", "watch.fired", "exception.raised"];
    assert_eq!(told, judged);
    let due = floor.journal.iter().rev().find_map(|recorded| match &recorded.fact {
        Fact::ExceptionRaised { cause: Cause::Raised { due, .. }, .. } => Some(*due),
        _ => None,
    });
    assert_eq!(due, Some(at("05:00")));
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}
