//! By hand: how long reading takes with 10,000 open runs and a million lines.
//! `cargo test --release --test all store::scale -- --ignored --nocapture`

use super::support::{Place, at, kim};
use super::venue::{self, open_for_business};
use floorboard::clock::{Clock, monotonic};
use floorboard::domain::board::EngineHealth;
use floorboard::domain::command::{Command, Given};
use floorboard::domain::evidence::{Observed, Value};
use floorboard::domain::id::{RunId, SopId};
use floorboard::domain::signal::{Data, Judged, Signal};
use floorboard::domain::sought::Sought;
use floorboard::store::{
    EntryFilter, ExceptionFilter, RunFilter, SnapshotOptions, Store, StoreError, WatchFilter, Which,
};
use std::collections::BTreeMap;

const RUNS: u64 = 10_000;
const LINES: u64 = 1_000_000;

/// Milliseconds of each of `times` askings, in order of length.
fn timed<T>(times: usize, mut ask: impl FnMut(usize) -> T) -> Vec<f64> {
    let mut lengths: Vec<f64> = (0..times)
        .map(|n| {
            let began = monotonic();
            let answer = ask(n);
            let length = began.elapsed().as_secs_f64() * 1e3;
            drop(answer);
            length
        })
        .collect();
    lengths.sort_by(f64::total_cmp);
    lengths
}

#[expect(clippy::print_stdout, reason = "the figures of a run by hand")]
fn tell(what: &str, lengths: &[f64]) {
    println!("{what}: p50 {:.2} ms, worst {:.2} ms", lengths[lengths.len() / 2], lengths[lengths.len() - 1]);
}

fn tick(run: RunId, step: &str) -> Command {
    let (answer, observed) = (Given::Value(Value::Tick), Observed::default());
    Command::AnswerStep { run, step: step.parse().unwrap(), answer, observed }
}

#[test]
#[ignore = "by hand: minutes of work for its figures"]
fn a_full_store_is_read_quickly() {
    let place = Place::new();
    let mut store = place.open();
    open_for_business(&mut store);
    store.submit(&super::support::engine(), &venue::sop(MANUAL)).unwrap();
    let start = || Command::StartRun { sop: SopId::new("glass"), asked: BTreeMap::new() };
    tell("start a run", &timed(RUNS as usize, |_| store.submit(&kim(), &start()).unwrap()));
    fill_journal(&place);

    let mut store = place.open();
    let options = || SnapshotOptions::new(EngineHealth::Silent { since: None });
    tell("open", &timed(20, |_| place.open()));
    tell("first snapshot", &timed(1, |_| store.snapshot(&options()).unwrap()));
    tell("snapshot", &timed(100, |_| store.snapshot(&options()).unwrap()));
    let sought = Sought { text: "glass".to_owned(), ..Sought::default() };
    let seek = || SnapshotOptions { sought: sought.clone(), ..options() };
    tell("snapshot of what was typed", &timed(20, |_| store.snapshot(&seek()).unwrap()));
    let whole = || SnapshotOptions { sought: Sought { room: 12_800, ..Sought::default() }, ..options() };
    tell("snapshot of all", &timed(5, |_| store.snapshot(&whole()).unwrap()));
    let filter = |which| RunFilter { which, limit: 100, ..RunFilter::default() };
    tell("100 open runs", &timed(100, |_| store.runs(&filter(Which::Open)).unwrap()));
    tell("open exceptions", &timed(100, |_| store.exceptions(&ExceptionFilter::default()).unwrap()));
    let page = |after| EntryFilter { after, ..EntryFilter::default() };
    tell("1,000 lines", &timed(20, |n| store.entries(&page(n as u64 * 40_000)).unwrap()));
    let day = || EntryFilter { date: Some("2026-11-21".parse().unwrap()), limit: 200, ..EntryFilter::default() };
    tell("200 lines of a day", &timed(20, |_| store.entries(&day()).unwrap()));
    tell("due timers", &timed(100, |_| store.due_timers(at("2027-01-01T00:00:00Z"), 100).unwrap()));
    tell("tick a step", &timed(500, |n| store.submit(&kim(), &tick(RunId(n as u64 + 10), "sweep")).unwrap()));
    tell("verify", &timed(1, |_| store.verify(None, &mut |_, _| {}).unwrap()));
    let snapshot = store.snapshot(&options()).unwrap();
    assert!(snapshot.open_runs >= RUNS && snapshot.runs.len() == 200, "{}", snapshot.open_runs);
}

const MANUAL: &str = r#"
id = "glass"
title = "Broken glass"
trigger = { manual = true }
steps = ["Sweep", "Mop"]
"#;

/// Lines that nobody decided: only their number matters here.
fn fill_journal(place: &Place) {
    let raw = place.raw();
    raw.execute_batch("PRAGMA synchronous = OFF").unwrap();
    raw.execute(
        "WITH RECURSIVE n(i) AS (SELECT max(seq) + 1 FROM journal UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
         INSERT INTO journal SELECT i, site, at, effective, '2026-10-' || (10 + i % 20), actor, via, terminal, kind,
         version, subject, case_id, request, data, previous, hash
         FROM n, (SELECT * FROM journal WHERE kind = 'engine.took-over' LIMIT 1)",
        [LINES as i64],
    )
    .unwrap();
    drop(raw);
    let _: Store = place.open();
}

const QUOTES: &str = r#"
id = "quotes"
title = "Quotes"
[trigger]
after = "quote.sent"
unless = "quote.accepted"
within = "WITHIN"
[raise]
severity = "low"
what = "{case} waits"
group-by = ["sop"]
"#;

fn quote(id: u64, at: floorboard::domain::calendar::Instant, name: &str) -> Command {
    let signal = Signal {
        id: format!("{name}-{id}").as_str().into(),
        name: name.into(),
        case: Some(format!("quote:{id}").as_str().into()),
        at,
        data: Data::new(),
    };
    Command::ReceiveSignal { signal, bodies: Vec::new(), judged: Judged::AtOnce }
}

/// So many obligations, open, in a store that is read as by the board.
fn waiting(place: &Place, count: u64, within: &str) -> Store {
    let mut store = place.open();
    open_for_business(&mut store);
    store.submit(&super::support::engine(), &venue::sop(&QUOTES.replace("WITHIN", within))).unwrap();
    let now = place.clock.now();
    for first in (0..count).step_by(1_000) {
        let sent: Result<_, StoreError> = store.batch(|batch| {
            for id in first..(first + 1_000).min(count) {
                batch.submit(&super::support::engine(), &quote(id, now, "quote.sent"))?;
            }
            Ok(())
        });
        sent.unwrap();
    }
    store
}

#[test]
#[ignore = "by hand: minutes of work for its figures"]
fn what_waits_costs_nothing_until_it_is_due() {
    for count in [10, 100_000] {
        let place = Place::new();
        let mut store = waiting(&place, count, "10d");
        assert_eq!(store.count_open_watches().unwrap(), count);
        let tell = |what: &str, lengths: &[f64]| tell(&format!("{count} open: {what}"), lengths);
        let now = place.clock.now();
        tell("nothing due, asked", &timed(2_000, |_| store.next_timer().unwrap()));
        tell("nothing due, applied", &timed(2_000, |_| store.apply_due(now, 100, 1).unwrap()));
        let options = || SnapshotOptions::new(EngineHealth::Silent { since: None });
        tell("snapshot", &timed(200, |_| store.snapshot(&options()).unwrap()));
        tell("first 100 of the list", &timed(100, |_| store.open_watches(&list()).unwrap()));
        tell("count", &timed(100, |_| store.count_open_watches().unwrap()));
        let engine = super::support::engine();
        tell("open", &timed(500, |n| store.submit(&engine, &quote(1_000_000 + n as u64, now, "quote.sent")).unwrap()));
        place.clock.advance(std::time::Duration::from_secs(1));
        let now = place.clock.now();
        tell("meet", &timed(10, |n| store.submit(&engine, &quote(n as u64, now, "quote.accepted")).unwrap()));
        assert_eq!(store.count_open_watches().unwrap(), count + 490);
    }
}

#[test]
#[ignore = "by hand: its figures"]
fn many_that_are_due_at_once_are_one_card_in_short_transactions() {
    let place = Place::new();
    let mut store = waiting(&place, 500, "1m");
    place.clock.advance(std::time::Duration::from_mins(2));
    let now = place.clock.now();
    let mut lengths = Vec::new();
    loop {
        let began = monotonic();
        let applied = store.apply_due(now, 100, 1).unwrap();
        lengths.push(began.elapsed().as_secs_f64() * 1e3);
        if applied.timers == 0 {
            break;
        }
    }
    lengths.sort_by(f64::total_cmp);
    tell(&format!("500 breaches in {} transactions", lengths.len() - 1), &lengths);
    let cards = store.exceptions(&ExceptionFilter::default()).unwrap();
    let quotes: Vec<u32> =
        cards.iter().filter(|card| card.sop == Some("quotes".into())).map(|card| card.count).collect();
    assert_eq!(quotes, [500]);
}

fn list() -> WatchFilter {
    WatchFilter { most: 100, ..WatchFilter::default() }
}
