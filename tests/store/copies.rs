//! Copies of a live store, and what doctor says of one.

use super::support::{Place, tell};
use floorboard::store::{FindingLevel, OpenOptions, Store, StoreError};
use std::os::unix::fs::PermissionsExt;

#[test]
fn a_backup_is_a_whole_store_of_that_moment() {
    let place = Place::new();
    let mut store = place.open();
    tell(&mut store, "wet floor");
    let head = store.head().unwrap();
    let to = place.dir.path().join("copy.db");
    let mut told = Vec::new();
    assert_eq!(store.backup(&to, &mut |done, of| told.push((done, of))).unwrap(), head);
    assert!(told.last().is_some_and(|(done, of)| done == of), "{told:?}");
    tell(&mut store, "afterwards");

    assert_eq!(std::fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
    let mut copy = Store::open(&to, OpenOptions::read(place.clock.clone())).unwrap();
    assert_eq!(copy.head().unwrap(), head);
    assert!(copy.verify(Some(&head), &mut |_, _| {}).unwrap().holds());
}

#[test]
fn a_backup_never_takes_the_place_of_a_file() {
    let place = Place::new();
    let to = place.dir.path().join("copy.db");
    std::fs::write(&to, "precious").unwrap();
    let refused = place.open().backup(&to, &mut |_, _| {}).unwrap_err();
    assert!(matches!(refused, StoreError::Io { .. }), "{refused}");
    assert_eq!(std::fs::read(&to).unwrap(), b"precious");
}

#[test]
fn a_store_that_was_tampered_with_is_not_backed_up() {
    let place = Place::new();
    let mut store = place.open();
    tell(&mut store, "wet floor");
    place
        .raw()
        .execute_batch("DROP TRIGGER journal_is_not_changed; UPDATE journal SET at = at + 1 WHERE seq = 2")
        .unwrap();
    let to = place.dir.path().join("copy.db");
    let refused = store.backup(&to, &mut |_, _| {}).unwrap_err();
    assert!(matches!(refused, StoreError::Damaged { .. }), "{refused}");
    let left: Vec<_> = std::fs::read_dir(place.dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| name.to_str().unwrap().starts_with("floorboard.db")), "{left:?}");
}

fn levels(store: &mut Store) -> Vec<(&'static str, FindingLevel)> {
    store.doctor(&mut |_, _| {}).unwrap().into_iter().map(|finding| (finding.check, finding.level)).collect()
}

#[test]
fn doctor_finds_nothing_where_all_is_well() {
    let place = Place::new();
    let mut store = place.open();
    tell(&mut store, "wet floor");
    let found = levels(&mut store);
    let checks: Vec<_> = found.iter().map(|(check, _)| *check).collect();
    assert_eq!(checks, ["sqlite", "modes", "room", "chain", "texts", "file", "rows"]);
    assert!(found.iter().all(|(_, level)| *level == FindingLevel::Good), "{found:?}");
    let left: Vec<_> = std::fs::read_dir(place.dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_str().unwrap().contains("rebuild")), "{left:?}");
}

#[test]
fn doctor_says_that_a_row_is_not_what_the_journal_says() {
    let place = Place::new();
    let mut store = place.open();
    tell(&mut store, "wet floor");
    place.raw().execute_batch("UPDATE exceptions SET row = replace(row, '\"low\"', '\"high\"')").unwrap();
    let findings = store.doctor(&mut |_, _| {}).unwrap();
    let bad: Vec<_> = findings.iter().filter(|finding| finding.level == FindingLevel::Bad).collect();
    assert_eq!(bad.iter().map(|finding| finding.check).collect::<Vec<_>>(), ["rows"]);
    assert!(bad[0].message.contains("exceptions"), "{}", bad[0].message);
}

#[test]
fn doctor_says_that_the_file_is_damaged() {
    use std::os::unix::fs::FileExt;
    let place = Place::new();
    let mut store = place.open();
    for n in 0..300 {
        tell(&mut store, &format!("report {n}"));
    }
    drop(store);
    let file = std::fs::OpenOptions::new().write(true).open(place.path()).unwrap();
    let pages = file.metadata().unwrap().len() / 4096;
    // Not where the tables begin: a store that says nothing of itself is not opened.
    for page in pages * 5 / 8..pages * 3 / 4 {
        file.write_all_at(&[0xa5; 4096], page * 4096).unwrap();
    }
    drop(file);
    let found = levels(&mut place.open());
    assert!(found.iter().any(|(_, level)| *level == FindingLevel::Bad), "{found:?}");
    assert!(found.contains(&("file", FindingLevel::Bad)), "{found:?}");
}

#[test]
fn doctor_says_that_a_text_was_changed() {
    let place = Place::new();
    let mut store = place.open();
    tell(&mut store, "wet floor");
    tell(&mut store, "wet wall");
    place.raw().execute_batch("UPDATE bodies SET text = 'dry floor' WHERE text = 'wet floor'").unwrap();
    let found = levels(&mut store);
    let bad: Vec<_> = found.iter().filter(|(_, level)| *level == FindingLevel::Bad).collect();
    assert_eq!(bad, [&("texts", FindingLevel::Bad)]);
}

#[test]
fn doctor_says_that_the_journal_was_changed_and_who_could() {
    let place = Place::new();
    let mut store = place.open();
    tell(&mut store, "wet floor");
    place
        .raw()
        .execute_batch("DROP TRIGGER journal_is_not_changed; UPDATE journal SET at = at + 1 WHERE seq = 2")
        .unwrap();
    std::fs::set_permissions(place.path(), std::fs::Permissions::from_mode(0o666)).unwrap();
    let found = levels(&mut store);
    assert!(
        found.contains(&("chain", FindingLevel::Bad)) && found.contains(&("modes", FindingLevel::Bad)),
        "{found:?}"
    );
}
