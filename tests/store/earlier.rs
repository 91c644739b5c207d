//! Stores that earlier releases made: kept for ever, and read by every later one.

use super::support::Place;
use floorboard::domain::id::RunId;
use floorboard::domain::run::RunState;
use floorboard::store::{OpenOptions, RunFilter, Store, Which};
use std::sync::Arc;

/// A morning at the sample site: readings, one out of range and put right, an undo, skips, a note, a cancelled run.
const VERSION_1: &[u8] = include_bytes!("fixtures/version-1.db");
const HEAD_1: (u64, &str) = (58, "8e0251024b7cc85a54b77af37f4e07d7d39f5a32fbd0a011771ba457eb516f86");

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
