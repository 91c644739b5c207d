//! Many commands in one transaction, and a store that is gone when it is closed.

use super::support::{Place, asked, kinds, report};
use floorboard::clock::Clock;
use floorboard::domain::id::ExceptionId;
use floorboard::store::{OpenOptions, Repeated, Store, StoreError};
use std::sync::Arc;

#[test]
fn a_batch_records_what_its_commands_would_one_by_one() {
    let place = Place::new();
    let mut store = place.open();
    let told: Vec<u64> = store
        .batch(|batch| -> Result<_, StoreError> {
            let mut told = Vec::new();
            for (request, what) in [("q-1", "wet floor"), ("q-2", "no light"), ("q-1", "wet wall")] {
                let answer = batch.submit(&asked(request), &report(what))?.answer;
                told.extend(answer.entries().iter().map(|entry| entry.seq));
            }
            Ok(told)
        })
        .unwrap();
    // The third is the first one's request for something else: refused, and nothing of it kept.
    assert_eq!(told, [2, 3]);
    assert_eq!(kinds(&mut store, 1), ["exception.raised", "exception.raised"]);
    assert!(store.exception(ExceptionId(2)).unwrap().is_some());
    assert!(store.verify(None, &mut |_, _| {}).unwrap().broken.is_empty());
    assert!(store.rebuild_check(&mut |_, _| {}).unwrap().differences.is_empty());
}

#[test]
fn a_command_sent_again_in_its_batch_gets_the_first_answer() {
    let place = Place::new();
    let command = report("wet floor");
    let twice = place.open().batch(|batch| -> Result<_, StoreError> {
        Ok([batch.submit(&asked("q-1"), &command)?, batch.submit(&asked("q-1"), &command)?])
    });
    let [first, again] = twice.unwrap();
    assert_eq!(first.answer.entries(), again.answer.entries());
    assert!(matches!(again.answer, floorboard::store::Answer::Accepted { repeated: Repeated::Yes, .. }));
}

#[test]
fn a_batch_that_fails_keeps_nothing() {
    let place = Place::new();
    let mut store = place.open();
    let head = store.head().unwrap();
    let stopped: Result<(), StoreError> = store.batch(|batch| {
        batch.submit(&asked("q-1"), &report("wet floor"))?;
        Err(StoreError::Config("enough".to_owned()))
    });
    assert!(matches!(stopped, Err(StoreError::Config(_))));
    assert_eq!(store.head().unwrap(), head);
    assert!(store.submit(&asked("q-1"), &report("dry floor")).unwrap().refusal().is_none());
}

#[test]
fn a_scratch_store_leaves_no_file_and_believes_a_clock_that_leaps() {
    let place = Place::new();
    let clock = Arc::clone(&place.clock) as Arc<dyn Clock>;
    let mut store = Store::scratch(OpenOptions::create(clock, "The Anchor")).unwrap();
    for request in ["q-1", "q-2"] {
        let done = store.batch(|batch| batch.submit(&asked(request), &report(request)));
        let batched: Result<_, StoreError> = done;
        assert!(batched.unwrap().answer.refusal().is_none());
        place.clock.advance(std::time::Duration::from_hours(24 * 60));
    }
    assert_eq!(kinds(&mut store, 1), ["exception.raised", "exception.raised"]);
    assert_eq!(store.clock_held().unwrap(), None);
    assert_eq!(std::fs::read_dir(place.dir.path()).unwrap().count(), 0);
}
