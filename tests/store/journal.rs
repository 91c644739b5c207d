//! The chain: append-only, and every change of it seen.

use super::support::{Place, tell};
use floorboard::store::{EntryFilter, Head};

#[test]
fn the_journal_refuses_to_be_changed_or_cut() {
    let place = Place::new();
    tell(&mut place.open(), "wet floor");
    let raw = place.raw();
    for attempt in [
        "UPDATE journal SET data = '{}' WHERE seq = 2",
        "DELETE FROM journal WHERE seq = 2",
        "REPLACE INTO journal SELECT * FROM journal WHERE seq = 2",
    ] {
        raw.pragma_update(None, "recursive_triggers", true).unwrap();
        let refused = raw.execute_batch(attempt).unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{attempt}: {refused}");
    }
}

#[test]
fn a_whole_journal_verifies_and_its_head_is_an_anchor() {
    let place = Place::new();
    let mut store = place.open();
    for n in 0..5 {
        tell(&mut store, &format!("report {n}"));
    }
    let anchor: Head = store.head().unwrap().to_string().parse().unwrap();
    tell(&mut store, "one more");
    let verified = store.verify(Some(&anchor), &mut |_, _| {}).unwrap();
    assert!(verified.holds(), "{verified:?}");
    assert_eq!((verified.checked, verified.head.seq), (7, 7));
}

#[test]
fn a_journal_cut_at_its_end_or_another_one_does_not_fit_the_anchor() {
    let (place, other) = (Place::new(), Place::new());
    let anchor = {
        let mut store = place.open();
        tell(&mut store, "wet floor");
        store.head().unwrap()
    };
    let mut elsewhere = other.open();
    assert!(!elsewhere.verify(Some(&anchor), &mut |_, _| {}).unwrap().holds(), "shorter");
    tell(&mut elsewhere, "wet floor");
    assert!(!elsewhere.verify(Some(&anchor), &mut |_, _| {}).unwrap().holds(), "another");
}

/// Whoever takes the triggers away can change a line, and every column of it is under the hash.
#[test]
fn one_changed_value_of_any_column_is_seen() {
    let columns = [
        ("site", "'elsewhere'"),
        ("at", "at + 1"),
        ("effective", "0"),
        ("business_date", "'2026-11-20'"),
        ("actor", "'person:kim'"),
        ("via", "'tty'"),
        ("terminal", "''"),
        ("kind", "'exception.raisee'"),
        ("version", "2"),
        ("subject", "'exception:2'"),
        ("case_id", "''"),
        ("request", "'x'"),
        ("data", "data || ' '"),
        ("previous", "zeroblob(32)"),
        ("hash", "zeroblob(32)"),
        ("seq", "99"),
    ];
    for (column, value) in columns {
        let place = Place::new();
        let mut store = place.open();
        tell(&mut store, "wet floor");
        tell(&mut store, "wet wall");
        let raw = place.raw();
        raw.execute_batch("DROP TRIGGER journal_is_not_changed; DROP TRIGGER journal_is_not_cut").unwrap();
        raw.execute_batch(&format!("UPDATE journal SET {column} = {value} WHERE seq = 2")).unwrap();
        assert!(!store.verify(None, &mut |_, _| {}).unwrap().holds(), "{column}");
    }
}

#[test]
fn a_line_taken_out_of_the_middle_is_seen() {
    let place = Place::new();
    let mut store = place.open();
    tell(&mut store, "wet floor");
    tell(&mut store, "wet wall");
    place.raw().execute_batch("DROP TRIGGER journal_is_not_cut; DELETE FROM journal WHERE seq = 2").unwrap();
    let verified = store.verify(None, &mut |_, _| {}).unwrap();
    assert_eq!(verified.broken.first().map(|broken| broken.seq), Some(3));
}

#[test]
fn the_chain_holds_without_the_texts_beside_it() {
    let place = Place::new();
    let mut store = place.open();
    tell(&mut store, "the guest's name");
    let export = store.export(0, 0).unwrap();
    assert!(export.iter().all(|(_, line)| !line.contains("guest")), "the journal holds the hash alone");
    place.raw().execute_batch("DELETE FROM bodies").unwrap();
    assert!(store.verify(None, &mut |_, _| {}).unwrap().holds());
    assert!(store.rebuild_check(&mut |_, _| {}).unwrap().agrees());
}

/// The shape of an export is a contract: its lines alone are enough to check the chain.
#[test]
fn an_export_has_every_column() {
    let place = Place::new();
    let mut store = place.open();
    tell(&mut store, "wet floor");
    let (seq, line) = store.export(1, 10).unwrap().remove(0);
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    let mut keys: Vec<_> = line.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    let expected = [
        "actor",
        "at",
        "business_date",
        "case",
        "data",
        "effective",
        "hash",
        "kind",
        "previous",
        "request",
        "seq",
        "site",
        "subject",
        "terminal",
        "version",
        "via",
    ];
    assert_eq!(keys, expected);
    assert_eq!((seq, &line["seq"], &line["at"]), (2, &2.into(), &"2026-11-21T08:00:00.000000Z".into()));
    assert_eq!((&line["kind"], &line["actor"]), (&"exception.raised".into(), &"person:sam".into()));
}

#[test]
fn lines_are_paged_by_seq_subject_and_day() {
    let place = Place::new();
    let mut store = place.open();
    for n in 0..3 {
        tell(&mut store, &format!("report {n}"));
    }
    let seqs = |store: &mut floorboard::store::Store, filter: EntryFilter| -> Vec<u64> {
        store.entries(&filter).unwrap().iter().map(|entry| entry.seq).collect()
    };
    assert_eq!(seqs(&mut store, EntryFilter { after: 1, limit: 2, ..EntryFilter::default() }), [2, 3]);
    let subject = Some("exception:2".parse().unwrap());
    assert_eq!(seqs(&mut store, EntryFilter { subject, ..EntryFilter::default() }), [3]);
    let date = Some("2026-11-21".parse().unwrap());
    assert_eq!(seqs(&mut store, EntryFilter { date, ..EntryFilter::default() }), [1, 2, 3, 4]);
    let date = Some("2026-11-22".parse().unwrap());
    assert!(seqs(&mut store, EntryFilter { date, ..EntryFilter::default() }).is_empty());
}
