//! The day of a demo: believable, whatever weekday it is, and made by the engine and by commands alone.

use super::*;
use crate::domain::exception::{Cause, Severity, Status};
use crate::domain::run::{RunState, Timeliness};
use crate::store::{EntryFilter, ExceptionFilter, RunFilter, Which};

struct Seen {
    timeliness: Vec<Timeliness>,
    missed: usize,
    out_of_range: usize,
    open: usize,
    resolved: usize,
    taken: usize,
    authors: std::collections::BTreeSet<String>,
    notes: usize,
}

fn seen(demo: &mut Demo) -> Seen {
    let store = demo.engine.store();
    let runs = store.runs(&RunFilter { which: Which::All, ..RunFilter::default() }).unwrap();
    let cards = store.exceptions(&ExceptionFilter { which: Which::All, ..ExceptionFilter::default() }).unwrap();
    let with = |status: Status| cards.iter().filter(|card| card.status == status).count();
    Seen {
        timeliness: runs.iter().filter_map(crate::domain::run::Run::timeliness).collect(),
        missed: runs.iter().filter(|run| matches!(run.state, RunState::Missed { .. })).count(),
        out_of_range: cards.iter().filter(|card| matches!(card.cause, Cause::OutOfRange { .. })).count(),
        open: runs.iter().filter(|run| run.is_open()).count(),
        resolved: with(Status::Resolved),
        taken: with(Status::Acknowledged),
        authors: runs.iter().flat_map(|run| &run.answers).map(|(_, answer)| answer.by.to_string()).collect(),
        notes: runs.iter().map(|run| run.notes.len()).sum(),
    }
}

#[test]
fn every_weekday_has_a_day_with_something_of_everything_behind_it() {
    for day in 16..23 {
        let place = Place::make().unwrap();
        let today = format!("2026-11-{day}T12:00:00Z").parse().unwrap();
        let mut demo = Demo::make(&place, today, 60, 1).unwrap();
        assert!(demo.engine.store().info().unwrap().is_test, "never taken for a real one");
        let day = demo.clock.now().format("%a %F").to_string();
        let seen = seen(&mut demo);
        for kind in [Timeliness::Early, Timeliness::OnTime, Timeliness::Late] {
            assert!(seen.timeliness.contains(&kind), "{day}: none {kind:?}");
        }
        assert!(seen.missed > 0 && seen.out_of_range > 0, "{day}: nothing went wrong");
        assert!(seen.resolved > 0 && seen.taken > 0, "{day}: nobody looked after the cards");
        assert!(seen.authors.len() >= 3 && seen.notes > 0, "{day}: {:?}, {} notes", seen.authors, seen.notes);
        assert!(seen.open > 0, "{day}: nothing is left to do");
        let store = demo.engine.store();
        let cards = store.exceptions(&ExceptionFilter { which: Which::Open, ..ExceptionFilter::default() }).unwrap();
        let of = |case: &str| cards.iter().find(|card| card.case.as_ref().is_some_and(|of| of.as_str() == case));
        assert_eq!(of("quote:Q-1042").map(|card| card.status), Some(Status::Open), "{day}");
        assert_eq!(of("booking:B-501").map(|card| card.status), Some(Status::Shelved), "{day}");
        assert!(of("quote:Q-1043").is_none() && of("booking:B-502").is_none(), "{day}: what is as it should be");
        let asks: Vec<Severity> = cards.iter().filter(|card| card.asks()).map(|card| card.severity).collect();
        assert!((2..=5).contains(&asks.len()), "{day}: {asks:?}");
        assert!(asks.iter().filter(|severity| **severity == Severity::High).count() <= 1, "{day}: {asks:?}");
    }
}

#[test]
fn agents_have_worked_by_the_time_somebody_looks() {
    let place = Place::make().unwrap();
    let mut demo = Demo::make(&place, "2026-11-18T12:00:00Z".parse().unwrap(), 60, 1).unwrap();
    let taken: Vec<String> = {
        let mut names: Vec<_> =
            std::fs::read_dir(place.path().join("outbox")).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        names.iter().map(|name| std::fs::read_to_string(name).unwrap()).collect()
    };
    let says = |what: &str| taken.iter().filter(|text| text.contains(what)).count();
    assert_eq!(says("Subject: Welcome, Harbour & Co"), 1, "a manager said yes: {taken:#?}");
    assert_eq!(says("POST /clients HTTP/1.1"), 1, "by itself: {taken:#?}");
    let store = demo.engine.store();
    let open = store.open_approvals(50).unwrap();
    let waits: Vec<String> = open.iter().map(|it| format!("{} {:?}", it.sop, it.mode)).collect();
    let pending = open.iter().filter(|approval| approval.is_pending());
    assert!((3..=7).contains(&pending.count()), "{waits:#?}");
    for sop in ["refund-request", "quote-follow-up", "meeting-follow-up", "complaint-reply"] {
        assert!(open.iter().any(|approval| approval.sop.as_str() == sop), "{sop}: {waits:#?}");
    }
    let cards = store.exceptions(&ExceptionFilter { which: Which::All, ..ExceptionFilter::default() }).unwrap();
    let failed = cards.iter().filter(|card| matches!(card.cause, Cause::NotPrepared { .. }));
    assert_eq!(failed.map(|card| format!("{:?}", card.cause)).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn within_a_minute_work_gets_done_and_goes_wrong() {
    let place = Place::make().unwrap();
    let mut demo = Demo::make(&place, "2026-11-21T12:00:00Z".parse().unwrap(), 60, 1).unwrap();
    let before = demo.engine.store().head().unwrap().seq;
    for _ in 0..60 {
        demo.clock.advance(STEP);
        demo.come_by().unwrap();
    }
    let filter = EntryFilter { after: before, limit: 10_000, ..EntryFilter::default() };
    let told = demo.engine.store().entries(&filter).unwrap();
    let kinds: std::collections::BTreeSet<String> = told.iter().map(|entry| entry.fact.kind()).collect();
    let complaint =
        demo.engine.store().exceptions(&ExceptionFilter { which: Which::All, ..ExceptionFilter::default() });
    let complaint =
        complaint.unwrap().into_iter().filter(|card| card.case.as_ref().is_some_and(|of| of.as_str() == "mail:M-78"));
    assert_eq!(complaint.count(), 1, "a complaint that nobody logged");
    for kind in ["run.opened", "step.done", "run.done", "run.missed", "step.out-of-range", "exception.raised"] {
        assert!(kinds.contains(kind), "no {kind} in the first minute: {kinds:?}");
    }
    assert!(!kinds.contains("engine.was-down"), "nobody looked away");
}

#[test]
fn the_place_of_a_demo_goes_with_it() {
    let place = Place::make().unwrap();
    let path = place.path().to_owned();
    std::fs::write(path.join("left"), "over").unwrap();
    drop(place);
    assert!(!path.exists());
}
