//! `where`: which signals fire, and what nobody can tell.

use crate::domain::command::Command;
use crate::domain::condition::{Condition, Doubt};
use crate::domain::exception::{Cause, Exception, Severity};
use crate::domain::signal::{Judged, Signal};
use crate::domain::sop::{GroupBy, RaiseRule, Sop, Trigger, Wait, When};
use crate::domain::testing::{Floor, at, rows, sop, step, triggered};
use serde_json::{Value, json};

pub(super) fn signal(id: &str, name: &str, case: &str, time: &str, data: Value) -> Command {
    let Value::Object(data) = data else { panic!("an object") };
    let signal = Signal { id: id.into(), name: name.into(), case: Some(case.into()), at: at(time), data };
    Command::ReceiveSignal { signal, bodies: Vec::new(), judged: Judged::AtOnce }
}

fn later(command: Command, judged: Judged) -> Command {
    let Command::ReceiveSignal { signal, bodies, .. } = command else { panic!("a signal") };
    Command::ReceiveSignal { signal, bodies, judged }
}

fn comes(name: &str) -> When {
    When::Signal { name: name.into(), delay: None }
}

pub(super) fn rule(what: &str) -> RaiseRule {
    RaiseRule {
        severity: Severity::High,
        what: what.to_owned(),
        why: None,
        recommend: None,
        respond_within: None,
        group_by: [GroupBy::Sop, GroupBy::Case].into(),
        inhibits: [].into(),
    }
}

fn only(sop: Sop, condition: &str) -> Sop {
    let triggers = sop.triggers.into_iter();
    let triggers = triggers.map(|it| Trigger { condition: Some(Condition(condition.into())), ..it }).collect();
    Sop { triggers, ..sop }
}

fn raising(id: &str, when: When, condition: &str) -> Sop {
    only(triggered(Sop { raise: Some(rule("{case}")), ..sop(id, Vec::new()) }, when), condition)
}

fn card(floor: &Floor) -> &Exception {
    floor.state.exceptions.values().last().unwrap()
}

fn doubt(floor: &Floor) -> Option<Doubt> {
    let Cause::Raised { doubt, .. } = &card(floor).cause else { panic!("{:?}", card(floor)) };
    doubt.clone()
}

#[test]
fn a_signal_fires_only_where_its_condition_holds() {
    let signed = triggered(sop("onboard", vec![step("call")]), comes("client.signed"));
    let mut floor = Floor::with(&only(signed, "data.value > 1000"));
    let told = floor.ok(&signal("a", "client.signed", "client:1", "06:50", json!({ "value": 900 })));
    assert_eq!(told, ["signal.received"]);
    let told = floor.ok(&signal("b", "client.signed", "client:2", "06:51", json!({ "value": 1200.5 })));
    assert_eq!(told, ["signal.received", "run.opened"]);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn a_field_that_is_missing_raises_and_opens_nothing() {
    let signed = triggered(sop("onboard", vec![step("call")]), comes("client.signed"));
    let mut floor = Floor::with(&only(signed, "data.value > 1000"));
    let told = floor.ok(&signal("a", "client.signed", "client:1", "06:50", json!({})));
    assert_eq!(told, ["signal.received", "exception.raised"]);
    assert_eq!(doubt(&floor), Some(Doubt::Missing(vec!["data.value".into()])));
    assert_eq!(card(&floor).severity, Severity::Medium, "of a SOP that raises nothing itself");
    assert_eq!(card(&floor).case, Some("client:1".into()));
    let told = floor.ok(&signal("b", "client.signed", "client:1", "06:51", json!({ "value": "dear" })));
    assert_eq!(told, ["signal.received", "exception.recurred"]);
    assert_eq!(doubt(&floor), Some(Doubt::Unfit(vec!["data.value".into()])));
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn what_was_seen_of_other_cases_before_it_counts() {
    let booked = "data.request != \"\" && !seen(\"rota.covered\", \"date\", data.date)";
    let mut floor = Floor::with(&raising("request", comes("booking.made"), booked));
    floor.ok(&signal("r1", "rota.covered", "rota:w48", "06:00", json!({ "date": "2026-11-28" })));
    floor.ok(&signal("r2", "rota.covered", "rota:w49", "06:55", json!({ "date": "2026-12-05" })));
    let book = |id: &str, time: &str, date: &str| {
        signal(id, "booking.made", &format!("booking:{id}"), time, json!({ "request": "vegan", "date": date }))
    };
    assert_eq!(floor.ok(&book("b1", "06:30", "2026-11-28")), ["signal.received"]);
    assert_eq!(floor.ok(&book("b2", "06:31", "2026-11-29")), ["signal.received", "exception.raised"]);
    // It came in before this one was told of, but happened after it.
    assert_eq!(floor.ok(&book("b3", "06:50", "2026-12-05")), ["signal.received", "exception.raised"]);
    assert_eq!(floor.ok(&book("b4", "06:56", "2026-12-05")), ["signal.received"]);
}

#[test]
fn a_case_is_as_its_newest_signals_tell() {
    let mut floor = Floor::with(&raising("low", comes("stock.counted"), "data.counted < case.par && case.margin > 60"));
    let told = |floor: &mut Floor, id: &str, name: &str, time: &str, data: Value| {
        floor.ok(&signal(id, name, "product:p1", time, data)).len() > 1
    };
    assert!(told(&mut floor, "a", "stock.counted", "06:00", json!({ "counted": 3 })), "no par is known");
    assert_eq!(doubt(&floor), Some(Doubt::Missing(vec!["case.par".into(), "case.margin".into()])));
    told(&mut floor, "b", "product.listed", "06:01", json!({ "par": 6, "margin": 70 }));
    assert!(told(&mut floor, "c", "stock.counted", "06:02", json!({ "counted": 5 })));
    assert_eq!(doubt(&floor), None);
    told(&mut floor, "d", "product.changed", "06:03", json!({ "par": "4" }));
    assert!(!told(&mut floor, "e", "stock.counted", "06:04", json!({ "counted": 5 })));
    assert!(told(&mut floor, "f", "stock.counted", "06:02:30", json!({ "counted": 5 })), "late: as it was then");
}

#[test]
fn an_obligation_opens_only_where_its_condition_holds() {
    let when = When::Absence {
        after: "mail.received".into(),
        unless: vec!["support.logged".into()],
        within: Wait::Elapsed(3600),
    };
    let mut floor = Floor::with(&raising("complaint", when, "data.kind == \"complaint\""));
    let mail = |id: &str, data: Value| signal(id, "mail.received", "mail:1", "06:30", data);
    assert_eq!(floor.ok(&mail("a", json!({ "kind": "praise" }))), ["signal.received"]);
    assert_eq!(floor.ok(&mail("b", json!({ "kind": "complaint" }))), ["signal.received", "watch.opened"]);
    assert_eq!(floor.ok(&mail("c", json!({}))), ["signal.received", "exception.raised"], "at once, and not in an hour");
    assert_eq!(floor.tick("07:30"), ["watch.fired", "exception.raised"]);
    assert_eq!(doubt(&floor), None);
    assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
}

#[test]
fn a_file_is_judged_as_if_each_had_come_in_its_time() {
    let mut floor = Floor::with(&raising("low", comes("stock.counted"), "data.counted < case.par"));
    for (id, name, time, data) in [
        ("d", "product.changed", "02:30", json!({ "par": 3 })),
        ("c", "stock.counted", "02:20", json!({ "counted": 4 })),
        ("b", "product.listed", "02:10", json!({ "par": 6 })),
    ] {
        floor.ok(&later(signal(id, name, "product:p1", time, data), Judged::WhenWhole));
    }
    floor.ok(&Command::SignalsAreWhole);
    assert_eq!(floor.tick("07:05"), ["exception.raised", "signals.judged"]);
    assert_eq!(doubt(&floor), None);
}

#[test]
fn of_two_triggers_the_one_that_can_be_decided_fires() {
    let when = comes("client.signed");
    let one = only(triggered(sop("onboard", vec![step("call")]), when), "data.value > 1000");
    let other = Trigger { condition: Some(Condition("data.kind == \"vip\"".into())), ..one.triggers[0].clone() };
    let mut floor = Floor::with(&Sop { triggers: vec![one.triggers[0].clone(), other], ..one });
    let told = floor.ok(&signal("a", "client.signed", "client:1", "06:50", json!({ "kind": "vip" })));
    assert_eq!(told, ["signal.received", "exception.raised", "run.opened"]);
}

#[test]
fn what_waits_a_while_is_asked_when_its_time_comes() {
    let when = When::Signal { name: "mail.received".into(), delay: Some(Wait::Elapsed(3600)) };
    let answered = "data.kind == \"complaint\" && !seen(\"support.logged\", \"mail\", data.id)";
    let mut floor = Floor::with(&raising("complaint", when.clone(), answered));
    let mail = |id: &str| signal(id, "mail.received", "mail:1", "06:30", json!({ "kind": "complaint", "id": id }));
    floor.ok(&mail("m1"));
    floor.ok(&mail("m2"));
    floor.ok(&signal("s", "support.logged", "desk:9", "06:50", json!({ "mail": "m1" })));
    assert_eq!(floor.tick("07:30"), ["watch.fired", "watch.fired", "exception.raised"]);

    let mut floor = Floor::with(&raising("complaint", when, "data.kind == \"complaint\""));
    let praise = signal("p", "mail.received", "mail:2", "06:30", json!({ "kind": "praise" }));
    assert_eq!(floor.ok(&praise), ["signal.received"], "nothing is waited for that never fires");
}

#[test]
fn what_nobody_told_of_stands_as_a_question_on_the_card() {
    let sop = Sop { raise: Some(rule("{case} of {data.date} {x} wants {data.what}")), ..sop("ask", Vec::new()) };
    let mut floor = Floor::with(&only(triggered(sop, comes("booking.made")), "data.date > \"2026\""));
    floor.ok(&signal("a", "booking.made", "booking:1", "06:50", json!({ "what": "a {cake}" })));
    let Cause::Raised { what, .. } = &card(&floor).cause else { panic!("{:?}", card(&floor)) };
    let said = floor.bodies.iter().find(|body| body.hash() == *what).unwrap();
    assert_eq!(said.text, "booking:1 of ? {x} wants a {cake}");
}
