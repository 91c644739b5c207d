//! Many commands and passed timers in one transaction: imports, and time on a virtual clock.
//!
//! Each is decided and recorded as if it came alone; only the commit is shared, and what every command would read again.

use super::due::goes_on;
use super::envelope::{Answer, Envelope};
use super::fault::{Fallible, Fault};
use super::rows::{exceptions, occurrences, runs, timers};
use super::submit::{Clockwise, Work, seed};
use super::{Store, StoreError};
use crate::clock::Clock;
use crate::domain::actor::Via;
use crate::domain::calendar::Instant;
use crate::domain::command::Command;
use crate::domain::dossier::Dossier;
use crate::domain::exception::Exception;
use crate::domain::fact::Entry;
use crate::domain::id::{ExceptionId, OccurrenceKey, RolloutId, RunId};
use crate::domain::run::Run;
use crate::domain::state::Feeds;
use crate::domain::timer::Timer;
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// The commands of one transaction.
pub struct Batch<'a> {
    connection: &'a Connection,
    path: &'a Path,
    clock: Arc<dyn Clock>,
    clockwise: Clockwise,
    work: Work<'a>,
}

/// An answer in a batch, and what time had done to its subjects before.
#[derive(Clone, Debug, PartialEq)]
pub struct Batched {
    pub passed: Vec<Entry>,
    pub answer: Answer,
}

impl Store {
    /// Runs `work` in one write transaction; where it fails nothing of it is kept.
    pub fn batch<T, E: From<StoreError>>(&mut self, work: impl FnOnce(&mut Batch<'_>) -> Result<T, E>) -> Result<T, E> {
        self.writable()?;
        let seed = seed().map_err(|fault| fault.at(&self.path))?;
        let (site, path) = (self.site.clone(), self.path.clone());
        let (clock, clockwise) = (Arc::clone(&self.options.clock), self.clockwise);
        let mut stopped = None;
        let done = self.write(|transaction| {
            let mut begun = Work::begin(transaction, &site, Via("engine".to_owned()), clock.now(), seed)?;
            if clockwise == Clockwise::Given {
                begun.state.feeds = Feeds::Given;
            }
            let mut batch = Batch { connection: transaction, path: &path, clock, clockwise, work: begun };
            work(&mut batch).map_err(|cause| {
                stopped = Some(cause);
                Fault::Bug("a batch was stopped".to_owned())
            })
        });
        match stopped {
            Some(cause) => Err(cause),
            None => Ok(done?),
        }
    }
}

impl Batch<'_> {
    /// Decides and records one command, after every passed timer of what it touches.
    pub fn submit(&mut self, envelope: &Envelope, command: &Command) -> Result<Batched, StoreError> {
        self.work.forget();
        self.work.now = self.clock.now();
        self.work.via.clone_from(&envelope.via);
        let answer = self.work.answer(envelope, command, self.clockwise).map_err(|fault| fault.at(self.path))?;
        Ok(Batched { passed: std::mem::take(&mut self.work.passed), answer })
    }

    /// The run that an occurrence opened.
    pub fn run_of(&self, key: &OccurrenceKey) -> Result<Option<RunId>, StoreError> {
        occurrences::run_of(self.connection, key).map_err(|cause| StoreError::sqlite(self.path, cause))
    }
    pub fn run(&self, id: RunId) -> Result<Option<Run>, StoreError> {
        runs::get(self.connection, id).map_err(|fault| fault.at(self.path))
    }
    pub fn exception(&self, id: ExceptionId) -> Result<Option<Exception>, StoreError> {
        exceptions::get(self.connection, id).map_err(|fault| fault.at(self.path))
    }
    /// The newest card of a group, open or resolved.
    pub fn newest_card(&self, group: &str) -> Result<Option<Exception>, StoreError> {
        exceptions::newest_of(self.connection, group).map_err(|fault| fault.at(self.path))
    }

    /// What stands before a promotion, at the clock's instant.
    pub fn dossier(&self, id: &RolloutId) -> Result<Option<Dossier>, StoreError> {
        super::agents::dossier(self.connection, id, self.clock.now()).map_err(|fault| fault.at(self.path))
    }

    /// The first timer before `end` but for those set aside.
    pub fn next_timer(&self, end: Instant, aside: &BTreeSet<Timer>) -> Result<Option<Timer>, StoreError> {
        let last = end - chrono::TimeDelta::microseconds(1);
        let due = timers::due(self.connection, last, aside.len() + 1).map_err(|fault| fault.at(self.path))?;
        Ok(due.into_iter().find(|timer| !aside.contains(timer)))
    }

    /// Applies a timer at the clock's instant. One that is refused stays as it is.
    pub fn apply(&mut self, timer: &Timer) -> Result<(Vec<Entry>, Left), StoreError> {
        self.work.forget();
        self.work.now = self.clock.now();
        let mut apply = || -> Fallible<_> {
            let entries = self.work.apply_timer(timer.clone())?;
            let there = timers::is_there(self.connection, timer)? && !goes_on(timer, &entries);
            let left = if there { Left::There } else { Left::Gone };
            Ok((entries, left))
        };
        apply().map_err(|fault| fault.at(self.path))
    }
}

/// What became of a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    Gone,
    /// Refused, or left as it was: taken again it would change nothing now.
    There,
}
