//! Steps that are asked by what the signal said that opened the run.

use crate::domain::board::{Sheet, Standing};
use crate::domain::checklist::checklist;
use crate::domain::command::Command;
use crate::domain::condition::Condition;
use crate::domain::signal::{Judged, Signal};
use crate::domain::sop::{Sop, Step, When};
use crate::domain::testing::{Floor, at, sop, step, triggered};
use serde_json::json;

fn routed(id: &str, when: &str) -> Step {
    Step { when: Some(Condition(when.to_owned())), ..step(id) }
}

fn routing() -> Sop {
    let refund = routed("refund", "data.text.matches('(?i)refund|money back')");
    let other = routed("other", "!data.text.matches('(?i)refund|money back')");
    let large = routed("large", "has(data.amount) && data.amount > 100");
    let when = When::Signal { name: "request.received".into(), delay: None };
    triggered(sop("routing", vec![refund, other, large]), when)
}

fn came(data: &serde_json::Value) -> Command {
    let data = data.as_object().cloned().unwrap_or_default();
    let (name, case) = ("request.received".into(), Some("request:1".into()));
    let signal = Signal { id: "s".into(), name, case, at: at("09:00"), data };
    Command::ReceiveSignal { signal, bodies: Vec::new(), judged: Judged::AtOnce }
}

fn asked(floor: &Floor) -> Vec<String> {
    let run = floor.latest();
    let lists = floor.state.lists_of(run);
    let sheet = Sheet { run, sop: floor.state.sop_of(run).unwrap(), lists: &lists, person: None };
    let lines = checklist(&sheet, floor.now).into_iter().filter(|line| line.standing != Standing::Hidden);
    lines.map(|line| line.key.to_string()).collect()
}

fn after(data: &serde_json::Value) -> Floor {
    let mut floor = Floor::with(&routing());
    floor.now = at("09:00");
    floor.ok(&came(data));
    floor
}

#[test]
fn a_request_asks_the_step_whose_words_it_has() {
    assert_eq!(asked(&after(&json!({ "text": "Could I have my MONEY BACK?" }))), ["refund"]);
    assert_eq!(asked(&after(&json!({ "text": "A table for two" }))), ["other"]);
    let large = json!({ "text": "refund please", "amount": 250 });
    assert_eq!(asked(&after(&large)), ["refund", "large"]);
}

#[test]
fn a_request_without_words_asks_every_step_that_wants_them() {
    assert_eq!(asked(&after(&json!({}))), ["refund", "other"]);
    // A personal field's text lies beside the journal: nothing of it stands in the run.
    let floor = after(&json!({ "text": { "$body": "abc" } }));
    assert_eq!(asked(&floor), ["refund", "other"]);
    assert!(floor.latest().event.as_ref().unwrap().data.is_empty());
}

#[test]
fn only_what_conditions_name_is_kept_with_the_run() {
    let floor = after(&json!({ "text": "refund", "phone": "01234", "amount": 5 }));
    let kept: Vec<&str> = floor.latest().event.as_ref().unwrap().data.keys().map(String::as_str).collect();
    assert_eq!(kept, ["amount", "text"]);
}

#[test]
fn a_step_that_is_called_data_is_meant_where_there_is_one() {
    let when = When::Signal { name: "request.received".into(), delay: None };
    let own = triggered(sop("own", vec![step("data"), routed("then", "data")]), when);
    let mut floor = Floor::with(&own);
    floor.now = at("09:00");
    floor.ok(&came(&json!({ "text": "refund" })));
    assert_eq!(asked(&floor), ["data"]);
    floor.by("sam");
    floor.tick_off("data");
    assert_eq!(asked(&floor), ["data", "then"]);
}
