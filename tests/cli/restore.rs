//! A backup in the place of the store: whole at every moment, and nobody acts on what may have happened since.

use super::desk::{Asked, complaint, desk, shown};
use super::venue::{facts, refused, stderr};
use crate::support::site::Site;
use serde_json::Value;

/// Approved and not done yet, and a copy of just then.
fn copied(site: &Site) -> Asked {
    let asked = complaint(site, "12", "Cold soup");
    site.ok(&["approval", "approve", &asked.id, "--hash", &asked.hash, "--by", "ann"]);
    site.ok(&["backup", "copy.db"]);
    asked
}

fn restored(site: &Site) -> Value {
    site.json(&["restore", "copy.db", "--by", "mo", "--json"]).remove(0)
}

/// Files whose names begin like the store's.
fn files(site: &Site) -> Vec<String> {
    let all = std::fs::read_dir(site.path()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut all: Vec<String> = all.filter(|name| name.starts_with("floorboard.db")).collect();
    all.sort();
    all
}

#[test]
fn what_was_to_act_is_unknown_and_agents_stand_still() {
    let site = desk();
    site.write("evidence/abc", "a photo");
    copied(&site);
    // It happened after the copy was made.
    site.ok(&["engine", "--once"]);
    assert_eq!(site.json(&["action", "show", "X-1", "--json"])[0]["standing"], "succeeded");
    let later = facts(&site);
    let told = restored(&site);
    assert_eq!(told["unknown"][0], "X-1", "{told}");
    let status = &site.json(&["status", "--json"])[0];
    assert_eq!((&status["agents"]["all_paused"], &status["agents"]["unknown"][0]), (&true.into(), &"X-1".into()));
    site.ok(&["engine", "--once"]);
    assert_eq!(site.json(&["action", "show", "X-1", "--json"])[0]["standing"], "unknown", "it is not done again");
    assert_eq!(site.json(&["action", "list", "--unknown", "--json"]).len(), 1);
    assert_eq!(refused(&site, &["action", "settle", "X-1", "was-done", "--by", "sam"])["refused"], "wrong-role");
    site.ok(&["action", "settle", "X-1", "was-done", "--reason", "The guest has it", "--by", "mo"]);
    assert_eq!(site.json(&["run", "show", "R-1", "--json"])[0]["state"], "done");
    assert_eq!(refused(&site, &["action", "settle", "X-1", "abandon", "--by", "mo"])["refused"], "action-is-not");
    assert_eq!(refused(&site, &["action", "settle", "X-9", "abandon", "--by", "mo"])["refused"], "no-such-action");
    site.ok(&["journal", "verify"]);
    site.ok(&["doctor", "--rebuild-check"]);
    // The former store is whole, beside it; nothing else is left behind, and evidence is as it was.
    let kept = told["kept"].as_str().unwrap();
    let whole = floorboard::store::OpenOptions::read(std::sync::Arc::new(floorboard::clock::SystemClock));
    let mut former = floorboard::store::Store::open(kept.as_ref(), whole).unwrap();
    assert_eq!(former.head().unwrap().seq, later);
    drop(former);
    let left: Vec<_> =
        files(&site).into_iter().filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm")).collect();
    assert_eq!(left.len(), 2, "{left:?}");
    assert_eq!(std::fs::read_to_string(site.path().join("evidence/abc")).unwrap(), "a photo");
}

#[test]
fn killed_at_any_point_there_is_one_whole_store_and_never_one_that_forgot_that_it_is_a_copy() {
    for place in ["restore-copied", "restore-recorded", "restore-kept"] {
        let site = desk();
        copied(&site);
        site.ok(&["exception", "raise", "After the copy", "--by", "sam"]);
        let before = facts(&site);
        let mut command = site.command(&["restore", "copy.db", "--by", "mo"]);
        let died = command.env("FLOORBOARD_TEST_DIE", place).output().unwrap();
        assert_eq!(died.status.code(), None, "{place}: it was killed: {}", stderr(&died));
        assert_eq!(facts(&site), before, "{place}: the former store, whole");
        site.ok(&["journal", "verify"]);
        restored(&site);
        let told = site.json(&["journal", "--json"]);
        assert!(told.iter().any(|entry| entry["kind"] == "store.restored"), "{place}");
        site.ok(&["journal", "verify"]);
        assert!(!files(&site).iter().any(|name| name.contains("restoring")), "{place}: {:?}", files(&site));
    }
}

#[test]
fn while_somebody_has_the_site_open_nothing_is_restored() {
    let site = desk();
    copied(&site);
    let before = facts(&site);
    // A board that only looks, and no engine.
    let read = floorboard::store::OpenOptions::read(std::sync::Arc::new(floorboard::clock::SystemClock));
    let mut board = floorboard::store::Store::open(&site.path().join("floorboard.db"), read).unwrap();
    board.head().unwrap();
    let output = site.run(&["restore", "copy.db", "--by", "mo"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("in use"), "{}", stderr(&output));
    drop(board);
    let lock = std::fs::OpenOptions::new().write(true).open(site.path().join("engine.lock")).unwrap();
    lock.lock().unwrap();
    let output = site.run(&["restore", "copy.db", "--by", "mo"]);
    assert!(stderr(&output).contains("in use"), "{}", stderr(&output));
    drop(lock);
    assert_eq!(facts(&site), before);
    assert_eq!(files(&site), ["floorboard.db"]);
    restored(&site);
}

#[test]
fn what_is_no_good_copy_changes_nothing() {
    let site = desk();
    copied(&site);
    let before = facts(&site);
    site.write("junk.db", &"no store ".repeat(2_000));
    site.write("empty.db", "");
    std::fs::copy(site.path().join("copy.db"), site.path().join("torn.db")).unwrap();
    let torn = std::fs::OpenOptions::new().write(true).open(site.path().join("torn.db")).unwrap();
    torn.set_len(torn.metadata().unwrap().len() / 2).unwrap();
    let other = desk();
    other.ok(&["engine", "--once"]);
    other.ok(&["backup", site.path().join("other.db").to_str().unwrap()]);
    for (file, said) in [
        ("junk.db", "no copy of a store"),
        ("empty.db", "no copy of a store"),
        ("nothing.db", "there is no `nothing.db`"),
        ("torn.db", "torn.db"),
        ("other.db", "another site"),
        ("floorboard.db", "the store itself"),
    ] {
        let output = site.run(&["restore", file, "--by", "mo"]);
        assert_eq!(output.status.code(), Some(1), "{file}: {}", stderr(&output));
        assert!(stderr(&output).contains(said), "{file}: {}", stderr(&output));
    }
    let nobody = site.run(&["restore", "copy.db", "--by", "nobody"]);
    assert!(stderr(&nobody).contains("no active person `nobody`"), "{}", stderr(&nobody));
    assert_eq!(site.run(&["restore", "copy.db"]).status.code(), Some(2));
    assert_eq!(facts(&site), before);
    assert_eq!(files(&site), ["floorboard.db"]);
}

#[test]
fn where_the_store_is_gone_or_damaged_the_copy_takes_its_place() {
    let site = desk();
    let asked = copied(&site);
    std::fs::remove_file(site.path().join("floorboard.db")).unwrap();
    assert_eq!(restored(&site)["kept"], Value::Null);
    assert_eq!(shown(&site, &asked.id)["standing"], "approved");
    site.write("floorboard.db", &"damaged ".repeat(10_000));
    let told = restored(&site);
    let kept = std::fs::read_to_string(told["kept"].as_str().unwrap()).unwrap();
    assert!(kept.starts_with("damaged "), "kept as it was");
    site.ok(&["journal", "verify"]);
}
