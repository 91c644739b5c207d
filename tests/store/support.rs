//! Stores in temporary directories, on a clock that tests move.

use chrono::{DateTime, Utc};
use floorboard::clock::{Clock, VirtualClock};
use floorboard::domain::actor::Actor;
use floorboard::domain::command::Command;
use floorboard::domain::evidence::Body;
use floorboard::domain::exception::Severity;
use floorboard::domain::id::{PersonId, RequestId};
use floorboard::store::{Answer, EntryFilter, Envelope, OpenOptions, Store};
use std::path::PathBuf;
use std::sync::Arc;

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

/// A directory with a store in it, on Saturday 21 November 2026, 08:00.
pub(crate) struct Place {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) clock: Arc<VirtualClock>,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), clock: VirtualClock::at(at("2026-11-21T08:00:00Z")) }
    }
    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path().join("floorboard.db")
    }
    pub(crate) fn options(&self) -> OpenOptions {
        OpenOptions::create(Arc::clone(&self.clock) as Arc<dyn Clock>, "The Anchor")
    }
    pub(crate) fn open(&self) -> Store {
        Store::open(&self.path(), self.options()).unwrap()
    }
    /// The file as SQLite alone sees it, behind the store's back.
    #[expect(clippy::disallowed_methods, reason = "somebody tampers")]
    pub(crate) fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path()).unwrap()
    }
}

pub(crate) fn sam() -> Envelope {
    Envelope::new(Actor::Person(PersonId::new("sam")), "test")
}

pub(crate) fn kim() -> Envelope {
    Envelope::new(Actor::Person(PersonId::new("kim")), "test")
}

pub(crate) fn engine() -> Envelope {
    Envelope::new(Actor::Engine, "engine")
}

/// The kinds of the journal's lines, in order, from a seq on.
pub(crate) fn kinds(store: &mut Store, after: u64) -> Vec<String> {
    let filter = EntryFilter { after, ..EntryFilter::default() };
    store.entries(&filter).unwrap().iter().map(|entry| entry.fact.kind()).collect()
}

pub(crate) fn asked(request: &str) -> Envelope {
    sam().request(Some(RequestId::new(request)))
}

pub(crate) fn report(what: &str) -> Command {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).unwrap();
    Command::RaiseException { what: Body::new(salt, what), severity: Severity::Low, run: None, step: None }
}

/// Records a report, and yields the answer.
pub(crate) fn tell(store: &mut Store, what: &str) -> Answer {
    let answer = store.submit(&sam(), &report(what)).unwrap();
    assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
    answer
}
