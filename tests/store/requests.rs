//! The same request again, and what a refusal leaves.

use super::support::{Place, asked, report, sam, tell};
use floorboard::domain::command::Command;
use floorboard::domain::id::{ExceptionId, RequestId};
use floorboard::domain::refusal::Refusal;
use floorboard::store::{Answer, Repeated};

#[test]
fn the_same_request_gets_the_first_answer() {
    let place = Place::new();
    let mut store = place.open();
    let first = store.submit(&asked("q-1"), &report("wet floor")).unwrap();
    tell(&mut store, "something else meanwhile");
    let head = store.head().unwrap();

    let again = place.open().submit(&asked("q-1"), &report("wet floor")).unwrap();
    let Answer::Accepted { entries, repeated } = again else { panic!("{again:?}") };
    assert_eq!(repeated, Repeated::Yes);
    assert_eq!(entries, first.entries());
    assert_eq!(store.head().unwrap(), head);
}

#[test]
fn the_same_request_for_something_else_is_refused() {
    let place = Place::new();
    let mut store = place.open();
    store.submit(&asked("q-1"), &report("wet floor")).unwrap();
    let answer = store.submit(&asked("q-1"), &report("wet wall")).unwrap();
    assert_eq!(answer, Answer::Refused(Refusal::RequestReused { request: RequestId::new("q-1") }));
    assert_eq!(store.head().unwrap().seq, 2);
}

#[test]
fn a_refused_request_may_be_sent_again() {
    let place = Place::new();
    let mut store = place.open();
    let take = Command::AcknowledgeException { exception: ExceptionId(1), note: None };
    let before = store.head().unwrap();
    let answer = store.submit(&asked("q-1"), &take).unwrap();
    assert!(matches!(answer, Answer::Refused(Refusal::NoSuchPerson { .. })), "{answer:?}");
    assert_eq!(store.head().unwrap(), before, "a refusal writes nothing");
    let answer = store.submit(&asked("q-1"), &report("wet floor")).unwrap();
    assert!(matches!(answer, Answer::Accepted { repeated: Repeated::No, .. }), "{answer:?}");
}

#[test]
fn an_engine_of_an_older_epoch_is_told_so() {
    let place = Place::new();
    let mut store = place.open();
    let take_over = Command::TakeOver { epoch: 3, pid: 1, boot: "b".to_owned() };
    assert!(store.submit(&sam(), &take_over).unwrap().refusal().is_none());
    let stale = floorboard::store::Envelope::engine(2);
    let answer = store.submit(&stale, &report("wet floor")).unwrap();
    assert_eq!(answer, Answer::Refused(Refusal::StaleEpoch { ours: 2, current: 3 }));
    assert_eq!(store.apply_due(super::support::at("2026-11-21T09:00:00Z"), 100, 2).unwrap().stale, Some(3));
    assert_eq!(store.epoch().unwrap(), 3);
}
