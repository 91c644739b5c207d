//! The engine's side: passed timers in batches, and the plan.

use super::rows::{floor, sops, sources, timers};
use super::submit::{Work, seed};
use super::{Applied, Store, StoreError, parsed};
use crate::clock::monotonic;
use crate::domain::actor::Via;
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::fact::Entry;
use crate::domain::id::SopId;
use crate::domain::state::SopStatus;
use crate::domain::timer::{Subject, Timer, TimerKind};
use std::collections::BTreeSet;
use std::time::Duration;

/// Timers that one transaction takes.
const BATCH: usize = 100;
/// Facts of one transaction, beyond which the next one goes on: signals that waited leave many.
const FACTS: usize = 500;
/// After so long it takes no more of them: others want to write too.
const LONG: Duration = Duration::from_millis(25);

impl Store {
    /// Applies what is due, in timer order, at most `limit` (and never over 100) in one transaction.
    pub fn apply_due(&mut self, now: Instant, limit: usize, epoch: u64) -> Result<Applied, StoreError> {
        self.writable()?;
        let seed = seed().map_err(|fault| fault.at(&self.path))?;
        let site = self.site.clone();
        self.write(|transaction| {
            let mut work = Work::begin(transaction, &site, Via("engine".to_owned()), now, seed)?;
            let mut applied = Applied::default();
            if work.state.epoch != epoch {
                applied.stale = Some(work.state.epoch);
                return Ok(applied);
            }
            let mut tried = BTreeSet::new();
            let begun = monotonic();
            while work.state.clock_held.is_none()
                && applied.timers < limit.min(BATCH)
                && applied.entries.len() < FACTS
                && begun.elapsed() < LONG
            {
                // One more than were tried is enough to find one that was not.
                let due = timers::due(transaction, now, tried.len() + 1)?;
                let Some(timer) = due.into_iter().find(|timer| !tried.contains(timer)) else { break };
                work.forget();
                let entries = work.apply_timer(timer.clone())?;
                if timers::is_there(transaction, &timer)? && !goes_on(&timer, &entries) {
                    // Refused, or left as it was: not again in this batch.
                    tried.insert(timer);
                }
                applied.timers += 1;
                applied.entries.extend(entries);
            }
            applied.next = timers::first(transaction)?.map(|timer| timer.due_at);
            Ok(applied)
        })
    }

    pub fn due_timers(&mut self, now: Instant, limit: usize) -> Result<Vec<Timer>, StoreError> {
        self.read(|connection| timers::due(connection, now, limit))
    }

    /// The first timer of all: when to come by.
    pub fn next_timer(&mut self) -> Result<Option<Timer>, StoreError> {
        self.read(timers::first)
    }

    /// The plan's next occurrence of a SOP; none where nothing more will come.
    /// The store sets it by itself whenever a fact moves the SOP's cursor.
    pub fn set_plan(&mut self, sop: &SopId, next: Option<Instant>) -> Result<(), StoreError> {
        self.writable()?;
        self.write(|transaction| Ok(timers::plan(transaction, &Subject::Sop(sop.clone()), next)?))
    }

    /// The plan of every SOP in force, computed anew from its cursor: at start, and when zone data changes.
    /// Writes only where a plan differs.
    pub fn replan(&mut self) -> Result<(), StoreError> {
        self.writable()?;
        let now = self.options.clock.now();
        let (different, stale) = self.read(|connection| {
            let Some(config) = floor::get(connection)?.config else { return Ok(Default::default()) };
            let Some(site) = parsed::site(connection, &config)? else { return Ok(Default::default()) };
            let calendar = parsed::calendar(Some((&config, &site)))?;
            let mut different = Vec::new();
            for sop in sops::all(connection)? {
                let parsed = match sop.status {
                    SopStatus::InForce => parsed::sop(connection, &sop.hash)?,
                    SopStatus::Retired => None,
                };
                let next = parsed.and_then(|parsed| calendar.next_position(&parsed, sop.cursor));
                let subject = Subject::Sop(sop.id);
                if timers::planned(connection, &subject)? != next {
                    different.push((subject, next, sop.cursor));
                }
            }
            let stale = sources::replan(connection, &site, now)?;
            Ok((different, stale))
        })?;
        if different.is_empty() && stale.is_empty() {
            return Ok(());
        }
        self.write(|transaction| {
            for (subject, next, cursor) in &different {
                let Subject::Sop(id) = subject else { continue };
                // Where it moved on meanwhile, whoever moved it has set the plan.
                if sops::get(transaction, id)?.is_some_and(|sop| sop.cursor == *cursor) {
                    timers::plan(transaction, subject, *next)?;
                }
            }
            stale.iter().try_for_each(|(subject, at)| timers::stale(transaction, subject, *at))
        })
    }
}

/// What is done bit by bit goes on at the same instant, as long as a bit of it was done.
pub(super) fn goes_on(timer: &Timer, entries: &[Entry]) -> bool {
    matches!(timer.kind, TimerKind::Signals | TimerKind::Resume | TimerKind::Withdraw) && !entries.is_empty()
}
