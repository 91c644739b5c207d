//! Stores that earlier releases made: kept for ever, and read by every later one.

use super::support::Place;
use floorboard::clock::Clock;
use floorboard::domain::fact::Fact;
use floorboard::domain::id::RunId;
use floorboard::domain::run::RunState;
use floorboard::store::{OpenOptions, RunFilter, Store, WatchFilter, Which};
use std::sync::Arc;

/// A morning at the sample site: readings, one out of range and put right, an undo, skips, a note, a cancelled run.
const VERSION_1: &[u8] = include_bytes!("fixtures/version-1.db");
const HEAD_1: (u64, &str) = (58, "8e0251024b7cc85a54b77af37f4e07d7d39f5a32fbd0a011771ba457eb516f86");

/// Quotes waited for, one breached and one met, an outage, an open run with a tick, cards taken and raised by hand.
const VERSION_3: &[u8] = include_bytes!("fixtures/version-3.db");
const HEAD_3: (u64, &str) = (36, "f35e3debe6e466d6b9952d83c0eb44db63de7e6e6ad9b08612ec6362900db2fa");

fn all() -> RunFilter {
    RunFilter { which: Which::All, ..RunFilter::default() }
}

#[test]
fn a_store_of_version_1_is_read_by_whoever_comes_first() {
    let place = Place::new();
    std::fs::write(place.path(), VERSION_1).unwrap();
    let mut reader = Store::open(&place.path(), OpenOptions::read(place.clock.clone())).unwrap();
    let runs = reader.runs(&all()).unwrap();
    let state = |id| &runs.iter().find(|run| run.id == RunId(id)).unwrap().state;
    assert_eq!(runs.len(), 3);
    assert_eq!(state(1), &RunState::InProgress);
    assert!(matches!(state(2), RunState::Skipped { .. }), "{runs:?}");
    assert!(matches!(state(3), RunState::Cancelled { .. }), "{runs:?}");
}

#[test]
fn the_journal_of_version_1_still_gives_every_row() {
    let place = Place::new();
    std::fs::write(place.path(), VERSION_1).unwrap();
    let mut store = Store::open(&place.path(), OpenOptions::read(Arc::clone(&place.clock) as _)).unwrap();
    let head = store.head().unwrap();
    assert_eq!((head.seq, head.to_string()), (HEAD_1.0, format!("{} {}", HEAD_1.0, HEAD_1.1)));
    assert!(store.verify(Some(&head), &mut |_, _| {}).unwrap().holds());
    let rebuilt = store.rebuild_check(&mut |_, _| {}).unwrap();
    assert!(rebuilt.differences.is_empty(), "{:?}", rebuilt.differences);
}

#[test]
fn the_journal_of_version_3_still_gives_every_row_and_what_is_waited_for_goes_on() {
    let place = Place::new();
    std::fs::write(place.path(), VERSION_3).unwrap();
    let mut store = Store::open(&place.path(), OpenOptions::read(Arc::clone(&place.clock) as _)).unwrap();
    let head = store.head().unwrap();
    assert_eq!(head.to_string(), format!("{} {}", HEAD_3.0, HEAD_3.1));
    assert!(store.verify(Some(&head), &mut |_, _| {}).unwrap().holds());
    let rebuilt = store.rebuild_check(&mut |_, _| {}).unwrap();
    assert!(rebuilt.differences.is_empty(), "{:?}", rebuilt.differences);
    let waits = store.open_watches(&WatchFilter { most: 10, ..WatchFilter::default() }).unwrap();
    let [watch] = waits.as_slice() else { panic!("{waits:?}") };
    assert_eq!((watch.case.clone().map(|case| case.0), &watch.held), (Some("quote:Q-3".to_owned()), &None));
    let mut store = place.open();
    let epoch = store.epoch().unwrap();
    let applied = store.apply_due(place.clock.now(), 100, epoch).unwrap();
    assert!(applied.entries.iter().any(|entry| matches!(entry.fact, Fact::WatchFired { .. })), "{applied:?}");
}
