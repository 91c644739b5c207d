//! The shell over SQLite: connection, schema, journal, rows, submit, rebuild, backup.

pub mod doctor;
pub mod envelope;
pub mod error;
pub mod options;
pub mod rebuild;
pub mod verify;
pub mod watch;

pub use doctor::{Finding, FindingLevel};
pub use envelope::{Answer, Envelope, Repeated};
pub use error::StoreError;
pub use options::{
    Absent, Access, EntryFilter, ExceptionFilter, OpenOptions, RunFilter, SnapshotOptions, StoreInfo, Which,
};
pub use rebuild::{Difference, Rebuilt};
pub use verify::{Broken, Head, Verified};
pub use watch::{Notice, Watch};

use crate::domain::board::Snapshot;
use crate::domain::calendar::Instant;
use crate::domain::command::Command;
use crate::domain::exception::Exception;
use crate::domain::fact::Entry;
use crate::domain::id::{BodyHash, ExceptionId, ListId, RunId, SopId, VersionHash};
use crate::domain::run::Run;
use crate::domain::state::{SopState, Versions};
use crate::domain::timer::Timer;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One open store. One a thread; open another for another thread.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    options: OpenOptions,
}

/// What a batch of passed timers left.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Applied {
    pub timers: usize,
    pub entries: Vec<Entry>,
    /// When to come by next.
    pub next: Option<Instant>,
    /// Another engine took over: nothing was applied.
    pub stale: Option<u64>,
}

/// How far a long check has come, in lines or pages.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

impl Store {
    /// Opens the store, or makes it where the options say so.
    pub fn open(path: &Path, options: OpenOptions) -> Result<Self, StoreError> {
        Ok(Self { path: path.to_owned(), options })
    }
    /// A store that no other process sees: simulation, tests.
    pub fn in_memory(options: OpenOptions) -> Result<Self, StoreError> {
        Self::open(Path::new(":memory:"), options)
    }
    pub fn path(&self) -> &Path {
        &self.path
    }
    pub fn info(&self) -> Result<StoreInfo, StoreError> {
        Err(self.later())
    }
    /// Decides and records one command, in one transaction, after every passed timer of what it touches.
    pub fn submit(&mut self, envelope: &Envelope, command: &Command) -> Result<Answer, StoreError> {
        let _ = (envelope, command);
        Err(self.later())
    }
    /// Applies what is due, in timer order, at most `limit` (and never over 100) in one transaction.
    pub fn apply_due(&mut self, now: Instant, limit: usize, epoch: u64) -> Result<Applied, StoreError> {
        let _ = (now, limit, epoch);
        Err(self.later())
    }
    pub fn due_timers(&mut self, now: Instant, limit: usize) -> Result<Vec<Timer>, StoreError> {
        let _ = (now, limit);
        Err(self.later())
    }
    /// The first timer of all: when to come by.
    pub fn next_timer(&mut self) -> Result<Option<Timer>, StoreError> {
        Err(self.later())
    }
    /// The plan's next occurrence of a SOP; none where nothing more will come.
    pub fn set_plan(&mut self, sop: &SopId, next: Option<Instant>) -> Result<(), StoreError> {
        let _ = (sop, next);
        Err(self.later())
    }
    /// The plan of every SOP in force, computed anew from its cursor: at start, and when zone data changes.
    pub fn replan(&mut self) -> Result<(), StoreError> {
        Err(self.later())
    }
    pub fn snapshot(&mut self, options: &SnapshotOptions) -> Result<Snapshot, StoreError> {
        let _ = options;
        Err(self.later())
    }
    pub fn run(&mut self, id: RunId) -> Result<Option<Run>, StoreError> {
        let _ = id;
        Err(self.later())
    }
    pub fn runs(&mut self, filter: &RunFilter) -> Result<Vec<Run>, StoreError> {
        let _ = filter;
        Err(self.later())
    }
    /// The versions that these runs are pinned to, parsed.
    pub fn versions_of(&mut self, runs: &[Run]) -> Result<Versions, StoreError> {
        let _ = runs;
        Err(self.later())
    }
    pub fn exception(&mut self, id: ExceptionId) -> Result<Option<Exception>, StoreError> {
        let _ = id;
        Err(self.later())
    }
    pub fn exceptions(&mut self, filter: &ExceptionFilter) -> Result<Vec<Exception>, StoreError> {
        let _ = filter;
        Err(self.later())
    }
    /// Every SOP that was ever activated, retired ones among them.
    pub fn sops(&mut self) -> Result<Vec<SopState>, StoreError> {
        Err(self.later())
    }
    /// Hash of the active site file.
    pub fn active_config(&mut self) -> Result<Option<VersionHash>, StoreError> {
        Err(self.later())
    }
    pub fn active_lists(&mut self) -> Result<BTreeMap<ListId, VersionHash>, StoreError> {
        Err(self.later())
    }
    pub fn epoch(&mut self) -> Result<u64, StoreError> {
        Err(self.later())
    }
    /// The wall time at which time stopped being trusted.
    pub fn clock_held(&mut self) -> Result<Option<Instant>, StoreError> {
        Err(self.later())
    }
    /// When the last fact was recorded.
    pub fn last_fact_at(&mut self) -> Result<Option<Instant>, StoreError> {
        Err(self.later())
    }
    pub fn entries(&mut self, filter: &EntryFilter) -> Result<Vec<Entry>, StoreError> {
        let _ = filter;
        Err(self.later())
    }
    /// A text beside the journal; none where it was redacted.
    pub fn body(&mut self, hash: &BodyHash) -> Result<Option<String>, StoreError> {
        let _ = hash;
        Err(self.later())
    }
    pub fn head(&mut self) -> Result<Head, StoreError> {
        Err(self.later())
    }
    /// Checks the chain, a page at a time; `anchor` is a head that somebody kept.
    pub fn verify(&mut self, anchor: Option<&Head>, progress: Progress<'_>) -> Result<Verified, StoreError> {
        let _ = (anchor, progress);
        Err(self.later())
    }
    /// Builds the derived rows again, on a copy beside the store, and compares.
    pub fn rebuild_check(&mut self, progress: Progress<'_>) -> Result<Rebuilt, StoreError> {
        let _ = progress;
        Err(self.later())
    }
    /// A verified copy of the live store; fails where `to` exists.
    pub fn backup(&mut self, to: &Path, progress: Progress<'_>) -> Result<Head, StoreError> {
        let _ = (to, progress);
        Err(self.later())
    }
    pub fn doctor(&mut self, progress: Progress<'_>) -> Result<Vec<Finding>, StoreError> {
        let _ = progress;
        Err(self.later())
    }
    /// Tells of others' changes from a thread of its own, until the watch is dropped.
    pub fn watch(&self, notify: Box<dyn Fn(Notice) + Send>) -> Result<Watch, StoreError> {
        drop(notify);
        Err(self.later())
    }
    fn later(&self) -> StoreError {
        StoreError::Bug(format!("the store part is on its way ({:?})", self.options.access))
    }
}
