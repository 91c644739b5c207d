//! The shell over SQLite: connection, schema, journal, rows, submit, rebuild, backup.
//!
//! A command goes in by [`Store::submit`]: one `BEGIN IMMEDIATE` transaction loads what it concerns, applies the timers
//! that had passed, decides, appends the facts to the journal and saves the rows. Rows are of three kinds: *derived* from the
//! journal (rebuilt byte-equal by [`Store::rebuild_check`]), *plan* (next occurrences, computed anew), and *beside* it
//! (bodies, requests).

pub mod doctor;
pub mod envelope;
pub mod error;
pub mod evidence;
pub mod journal;
pub mod options;
pub mod rebuild;
pub mod references;
pub mod verify;
mod waited;
pub mod watch;

mod access;
mod agents;
mod alarms;
mod approval;
mod backup;
mod batch;
mod card;
mod case;
mod connection;
mod creation;
mod day;
mod digest;
mod due;
mod fault;
mod file_system;
mod fingerprint;
mod load;
mod log;
mod lookup;
mod notices;
mod pages;
mod parsed;
mod read;
mod restore;
mod rows;
mod save;
mod schema;
mod signals;
mod snapshot;
mod sources;
mod submit;
mod why;
mod work;

pub use batch::{Batch, Batched, Left};
pub use case::Case;
pub use doctor::{Finding, FindingLevel};
pub use envelope::{Answer, Envelope, Repeated};
pub use error::StoreError;
pub use options::{
    Absent, Access, Checks, EntryFilter, ExceptionCounts, ExceptionFilter, Hour, OpenOptions, RunFilter,
    SnapshotOptions, StoreInfo, Which,
};
pub use rebuild::{Difference, Rebuilt};
pub use restore::{NotRestored, Restored, restore};
pub use signals::Room;
pub use verify::{Broken, Head, Verified};
pub use waited::WatchFilter;
pub use watch::{Notice, Watch};
pub use work::RunWork;

use crate::domain::calendar::Instant;
use crate::domain::fact::Entry;
use crate::domain::id::SiteId;
use connection::Opened;
use fault::Fallible;
use file_system::Identity;
use rows::meta;
use rusqlite::{Connection, TransactionBehavior};
use std::path::{Path, PathBuf};

/// One open store. One a thread; open another for another thread.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    options: OpenOptions,
    connection: Connection,
    /// Which file it is; none in memory.
    identity: Option<Identity>,
    access: Access,
    /// The version of a store that a newer Floorboard has changed: nothing more is written.
    newer: Option<u32>,
    log: Option<log::Log>,
    site: SiteId,
    day_plan: Option<snapshot::DayPlan>,
    clockwise: submit::Clockwise,
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
    /// Opens the store, or makes it where the options say so. One that a newer Floorboard has changed is opened for reading.
    pub fn open(path: &Path, options: OpenOptions) -> Result<Self, StoreError> {
        if let (Access::Write, Absent::Create { name }) = (options.access, &options.absent) {
            creation::create(path, name, &options)?;
        }
        let mut opened = connection::open(path, options.access, options.patience)?;
        if options.access == Access::Read && schema::is_older(&opened.connection).map_err(|fault| fault.at(path))? {
            // Brought up to date by whoever comes first, for it cannot be read as it is.
            opened = connection::open(path, Access::Write, options.patience)?;
            schema::migrate(&mut opened.connection).map_err(|_fault| StoreError::Older { path: path.to_owned() })?;
            opened = connection::open(path, Access::Read, options.patience)?;
        }
        let Opened { mut connection, identity, access, newer, log } = opened;
        let prepared = prepare(&mut connection, access, &options).map_err(|fault| fault.at(path))?;
        let path = path.to_owned();
        Ok(Self {
            path,
            options,
            connection,
            identity,
            access,
            newer,
            log: Some(log),
            site: prepared,
            day_plan: None,
            clockwise: submit::Clockwise::Judged,
        })
    }

    /// A store that no other process sees: tests.
    pub fn in_memory(options: OpenOptions) -> Result<Self, StoreError> {
        Self::private(":memory:", connection::open_memory, submit::Clockwise::Judged, options)
    }

    /// One that is gone with this process, however large it grows and however that ends: simulation. Its clock leaps
    /// from one event to the next, and is right.
    pub fn scratch(options: OpenOptions) -> Result<Self, StoreError> {
        Self::private("temporary store", connection::open_scratch, submit::Clockwise::Given, options)
    }

    fn private(
        name: &str,
        open: fn() -> Fallible<Connection>,
        clockwise: submit::Clockwise,
        options: OpenOptions,
    ) -> Result<Self, StoreError> {
        let path = PathBuf::from(name);
        let name = match &options.absent {
            Absent::Create { name } => name.as_str(),
            Absent::Fail => "",
        };
        let opened = (|| {
            let mut connection = open()?;
            creation::fill(&mut connection, name, &options)?;
            let site = prepare(&mut connection, Access::Write, &options)?;
            Ok((connection, site))
        })();
        let (connection, site) = opened.map_err(|fault: fault::Fault| fault.at(&path))?;
        let access = Access::Write;
        Ok(Self {
            path,
            options,
            connection,
            identity: None,
            access,
            newer: None,
            log: None,
            site,
            day_plan: None,
            clockwise,
        })
    }

    /// The same store again: after it was replaced.
    pub fn reopen(&mut self) -> Result<(), StoreError> {
        *self = Self::open(&self.path, self.options.clone())?;
        Ok(())
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether commands can be taken; else why not.
    pub fn can_write(&self) -> Result<(), StoreError> {
        self.writable()
    }
}

/// Brings an older store up to date, and marks one that a test clock touches.
fn prepare(connection: &mut Connection, access: Access, options: &OpenOptions) -> Fallible<SiteId> {
    if access == Access::Write {
        schema::migrate(connection)?;
        if options.clock.is_test() && meta::get(connection, meta::TEST)?.is_none() {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            meta::set(&transaction, meta::TEST, "1")?;
            transaction.commit()?;
        }
    }
    Ok(SiteId(meta::get(connection, meta::SITE)?.unwrap_or_default()))
}
