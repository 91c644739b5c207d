//! Others' changes are seen; what stands at the path is looked after.

use super::support::{Place, tell};
use floorboard::clock::monotonic;
use floorboard::store::{Notice, Store, Watch};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Long enough for a machine under load; nothing waits so long where all is well.
const LONG: Duration = Duration::from_secs(20);

fn watch(store: &Store) -> (Watch, Receiver<Notice>) {
    let (sender, receiver) = channel();
    let notify = move |notice| {
        // Once the test is over nobody listens.
        let _ = sender.send(notice);
    };
    let watch = store.watch(Box::new(notify)).unwrap();
    (watch, receiver)
}

#[test]
fn anothers_commit_is_told() {
    let place = Place::new();
    let board = place.open();
    let (_watch, notices) = watch(&board);
    let mut other = place.open();
    for n in 0..20 {
        tell(&mut other, &format!("report {n}"));
        assert_eq!(notices.recv_timeout(LONG), Ok(Notice::Changed));
        while notices.try_recv().is_ok() {}
    }
}

#[test]
fn a_newer_floorboard_is_told() {
    let place = Place::new();
    let board = place.open();
    let (_watch, notices) = watch(&board);
    place.raw().pragma_update(None, "user_version", 99).unwrap();
    assert_eq!(notices.recv_timeout(LONG), Ok(Notice::Newer));
}

#[test]
fn a_store_put_in_its_place_is_told_and_watched() {
    let place = Place::new();
    let mut board = place.open();
    let (_watch, notices) = watch(&board);
    let copy = place.dir.path().join("copy.db");
    board.backup(&copy, &mut |_, _| {}).unwrap();
    for log in ["floorboard.db-wal", "floorboard.db-shm"] {
        std::fs::remove_file(place.dir.path().join(log)).unwrap();
    }
    std::fs::rename(&copy, place.path()).unwrap();
    while notices.recv_timeout(LONG).unwrap() != Notice::Replaced {}
    board.reopen().unwrap();
    tell(&mut board, "here again");
    assert_eq!(notices.recv_timeout(LONG), Ok(Notice::Changed));
}

#[test]
fn a_dropped_watch_tells_nothing_more() {
    let place = Place::new();
    let board = place.open();
    let (watched, notices) = watch(&board);
    drop(watched);
    assert!(notices.recv().is_err(), "the thread is gone, and its end of the channel with it");
}

/// `cargo test --release --test all store::watch -- --ignored --nocapture`
#[test]
#[ignore = "by hand: how soon another's commit is told"]
fn how_soon_a_commit_is_told() {
    let place = Place::new();
    let board = place.open();
    let (_watch, notices) = watch(&board);
    let mut other = place.open();
    let mut waits: Vec<f64> = (0..600)
        .map(|n| {
            tell(&mut other, &format!("report {n}"));
            let committed = monotonic();
            assert_eq!(notices.recv_timeout(LONG), Ok(Notice::Changed));
            let wait = committed.elapsed().as_secs_f64() * 1e3;
            while notices.try_recv().is_ok() {}
            wait
        })
        .collect();
    waits.sort_by(f64::total_cmp);
    println!("told after p50 {:.2} ms, p99 {:.2} ms, worst {:.2} ms", waits[300], waits[594], waits[599]);
}
