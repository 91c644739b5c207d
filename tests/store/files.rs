//! What stands at the path, and what becomes of it.

use super::support::{Place, report, sam, tell};
use floorboard::store::{Access, OpenOptions, Store, StoreError};
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

fn mode(path: &std::path::Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn a_new_store_is_for_its_owner_alone() {
    let place = Place::new();
    let mut store = place.open();
    tell(&mut store, "wet floor");
    assert_eq!(mode(&place.path()), 0o600);
    assert_eq!(mode(&place.dir.path().join("floorboard.db-wal")), 0o600);
    let info = store.info().unwrap();
    assert_eq!((info.name.as_str(), info.is_test, info.access), ("The Anchor", true, Access::Write));
    assert_eq!(store.head().unwrap().seq, 2, "the store's own first line, and the report");
}

#[test]
fn a_shared_file_made_beforehand_keeps_its_mode() {
    let place = Place::new();
    std::fs::write(place.path(), "").unwrap();
    std::fs::set_permissions(place.path(), std::fs::Permissions::from_mode(0o660)).unwrap();
    let mut store = place.open();
    tell(&mut store, "wet floor");
    assert_eq!(mode(&place.path()), 0o660);
    assert_eq!(mode(&place.dir.path().join("floorboard.db-wal")), 0o660);
}

#[test]
fn nothing_but_the_store_is_left_beside_it() {
    let place = Place::new();
    drop(place.open());
    let names: Vec<_> = std::fs::read_dir(place.dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["floorboard.db"]);
}

#[test]
fn garbage_is_no_store_and_stays_as_it_is() {
    let place = Place::new();
    for garbage in [&b"not a database, whatever its name says"[..], &[0; 5000], b"SQLite format 3\0 and then nothing"] {
        std::fs::write(place.path(), garbage).unwrap();
        let refused = Store::open(&place.path(), place.options()).unwrap_err();
        assert!(matches!(refused, StoreError::NotAStore { .. }), "{refused}");
        assert_eq!(std::fs::read(place.path()).unwrap(), garbage);
    }
}

#[test]
fn somebody_elses_database_is_no_store_and_stays_as_it_is() {
    let place = Place::new();
    place.raw().execute_batch("CREATE TABLE till (float INTEGER)").unwrap();
    let before = std::fs::read(place.path()).unwrap();
    let refused = Store::open(&place.path(), place.options()).unwrap_err();
    assert!(matches!(refused, StoreError::NotAStore { .. }), "{refused}");
    assert_eq!(std::fs::read(place.path()).unwrap(), before);
}

#[test]
fn a_directory_is_no_store() {
    let place = Place::new();
    std::fs::create_dir(place.path()).unwrap();
    let refused = Store::open(&place.path(), place.options()).unwrap_err();
    assert!(matches!(refused, StoreError::NotAStore { .. }), "{refused}");
}

#[test]
fn without_leave_to_make_one_a_missing_store_is_missing() {
    let place = Place::new();
    let refused = Store::open(&place.path(), OpenOptions::write(place.clock.clone())).unwrap_err();
    assert!(matches!(refused, StoreError::Missing { .. }), "{refused}");
    assert!(!place.path().exists());
}

#[test]
fn a_newer_store_is_read_and_not_written() {
    let place = Place::new();
    let mut store = place.open();
    tell(&mut store, "wet floor");
    place.raw().pragma_update(None, "user_version", 99).unwrap();

    let refused = store.submit(&sam(), &report("an open board")).unwrap_err();
    assert_eq!(refused.to_string(), "Floorboard was updated; restart this board");
    assert_eq!(store.head().unwrap().seq, 2);

    let mut later = place.open();
    assert_eq!(later.info().unwrap().access, Access::Read);
    let refused = later.submit(&sam(), &report("a new board")).unwrap_err();
    assert!(matches!(refused, StoreError::Newer { found: 99, .. }), "{refused}");
    assert_eq!(later.head().unwrap().seq, 2);
}

#[test]
fn a_store_opened_for_reading_takes_no_command() {
    let place = Place::new();
    drop(place.open());
    let mut store = Store::open(&place.path(), OpenOptions::read(place.clock.clone())).unwrap();
    let refused = store.submit(&sam(), &report("wet floor")).unwrap_err();
    assert!(matches!(refused, StoreError::ReadOnly { .. }), "{refused}");
}

#[test]
fn nothing_is_written_to_a_store_that_was_replaced() {
    let place = Place::new();
    let mut store = place.open();
    tell(&mut store, "wet floor");
    let copy = place.dir.path().join("copy.db");
    store.backup(&copy, &mut |_, _| {}).unwrap();
    tell(&mut store, "after the backup");
    for log in ["floorboard.db-wal", "floorboard.db-shm"] {
        std::fs::remove_file(place.dir.path().join(log)).unwrap();
    }
    std::fs::rename(&copy, place.path()).unwrap();

    let refused = store.submit(&sam(), &report("into the void")).unwrap_err();
    assert!(matches!(refused, StoreError::Replaced { .. }), "{refused}");
    assert!(refused.is_temporary());
    store.reopen().unwrap();
    assert_eq!(store.head().unwrap().seq, 2);
    tell(&mut store, "here again");
}

#[test]
fn a_real_clock_does_not_take_the_test_mark_away() {
    let place = Place::new();
    drop(place.open());
    let store = Store::open(&place.path(), OpenOptions::write(Arc::new(floorboard::clock::SystemClock))).unwrap();
    assert!(store.info().unwrap().is_test);
}
