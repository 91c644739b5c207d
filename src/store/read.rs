//! Questions to the rows. Each is one short read.

use super::fault::Fallible;
use super::options::{EntryFilter, ExceptionCounts, ExceptionFilter, Hour, RunFilter, StoreInfo};
use super::rows::{bodies, exceptions, floor, instant, lists, meta, runs, signals, sops, timers, versions};
use super::verify::Head;
use super::{Store, StoreError, journal, parsed};
use crate::domain::calendar::Instant;
use crate::domain::evidence::Body;
use crate::domain::exception::Exception;
use crate::domain::fact::Entry;
use crate::domain::id::{BodyHash, ExceptionId, ListId, RunId, SiteId, SopId, VersionHash};
use crate::domain::list::List;
use crate::domain::run::Run;
use crate::domain::signal::{Place, Signal};
use crate::domain::site::Site;
use crate::domain::sop::{Requirement, Sop};
use crate::domain::state::{SopState, Versions};
use chrono::NaiveDate;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Store {
    pub(super) fn read<T>(&self, question: impl FnOnce(&Connection) -> Fallible<T>) -> Result<T, StoreError> {
        question(&self.connection).map_err(|fault| fault.at(&self.path))
    }

    /// Runs `question` in one read transaction: everything in it is of one moment.
    pub(super) fn read_at_once<T>(&self, question: impl FnOnce(&Connection) -> Fallible<T>) -> Result<T, StoreError> {
        self.read(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let value = question(&transaction)?;
            transaction.finish()?;
            Ok(value)
        })
    }

    pub fn info(&self) -> Result<StoreInfo, StoreError> {
        let access = self.access;
        self.read(|connection| {
            let get = |key| meta::get(connection, key);
            let created = get(meta::CREATED)?.and_then(|micros| micros.parse().ok()).unwrap_or_default();
            Ok(StoreInfo {
                site: SiteId(get(meta::SITE)?.unwrap_or_default()),
                name: get(meta::NAME)?.unwrap_or_default(),
                created: instant(created),
                is_test: get(meta::TEST)?.is_some(),
                access,
            })
        })
    }

    pub fn run(&mut self, id: RunId) -> Result<Option<Run>, StoreError> {
        self.read(|connection| runs::get(connection, id))
    }

    pub fn runs(&mut self, filter: &RunFilter) -> Result<Vec<Run>, StoreError> {
        self.read(|connection| runs::filtered(connection, filter))
    }

    /// The versions that these runs are pinned to, parsed.
    pub fn versions_of(&mut self, runs: &[Run]) -> Result<Versions, StoreError> {
        self.read(|connection| versions_of(connection, runs))
    }

    /// What these runs wait for: other SOPs that have to be done first.
    pub fn waits(&mut self, runs: &[Run]) -> Result<BTreeMap<RunId, Vec<Requirement>>, StoreError> {
        let now = self.options.clock.now();
        self.read(|connection| {
            let config = floor::get(connection)?.config;
            let site = config.as_ref().map(|hash| parsed::site(connection, hash)).transpose()?.flatten();
            let calendar = parsed::calendar(config.as_ref().zip(site.as_deref()))?;
            let versions = versions_of(connection, runs)?;
            super::snapshot::waits(connection, &calendar, now, runs, &versions)
        })
    }

    /// One version of a SOP, parsed; none where this build cannot read it.
    pub fn sop_version(&mut self, hash: &VersionHash) -> Result<Option<Arc<Sop>>, StoreError> {
        self.read(|connection| parsed::sop(connection, hash))
    }

    pub fn exception(&mut self, id: ExceptionId) -> Result<Option<Exception>, StoreError> {
        self.read(|connection| exceptions::get(connection, id))
    }

    /// How many stand how; those out of sight among them.
    pub fn exception_counts(&mut self) -> Result<ExceptionCounts, StoreError> {
        self.read(|connection| Ok(exceptions::counts(connection)?))
    }

    pub fn exceptions(&mut self, filter: &ExceptionFilter) -> Result<Vec<Exception>, StoreError> {
        self.read(|connection| exceptions::filtered(connection, filter))
    }

    /// Every SOP that was ever activated, retired ones among them, parsed.
    pub fn sops(&mut self) -> Result<Vec<SopState>, StoreError> {
        self.read(|connection| {
            let mut all = sops::all(connection)?;
            for sop in &mut all {
                sop.sop = parsed::sop(connection, &sop.hash)?;
            }
            Ok(all)
        })
    }

    /// One SOP as it stands, parsed.
    pub fn sop(&mut self, id: &SopId) -> Result<Option<SopState>, StoreError> {
        self.read(|connection| {
            let Some(mut sop) = sops::get(connection, id)? else { return Ok(None) };
            sop.sop = parsed::sop(connection, &sop.hash)?;
            Ok(Some(sop))
        })
    }

    /// Hash of the active site file.
    pub fn active_config(&mut self) -> Result<Option<VersionHash>, StoreError> {
        self.read(|connection| Ok(floor::get(connection)?.config))
    }

    /// The active site file, parsed.
    pub fn active_site(&mut self) -> Result<Option<Arc<Site>>, StoreError> {
        self.read(|connection| match floor::get(connection)?.config {
            Some(hash) => parsed::site(connection, &hash),
            None => Ok(None),
        })
    }

    pub fn active_lists(&mut self) -> Result<BTreeMap<ListId, VersionHash>, StoreError> {
        self.read(|connection| Ok(lists::all(connection)?))
    }

    /// The lists in force, parsed.
    pub fn lists(&mut self) -> Result<Vec<Arc<List>>, StoreError> {
        self.read(|connection| {
            let all = lists::all(connection)?.into_iter();
            all.filter_map(|(id, hash)| parsed::list(connection, &id, &hash).transpose()).collect()
        })
    }

    pub fn epoch(&mut self) -> Result<u64, StoreError> {
        self.read(|connection| Ok(floor::get(connection)?.epoch))
    }

    /// All that an engine which comes by asks first, read at one moment.
    pub fn hour(&mut self) -> Result<Hour, StoreError> {
        self.read_at_once(|connection| {
            let floor = floor::get(connection)?;
            Ok(Hour { epoch: floor.epoch, clock_held: floor.clock_held, next: timers::first(connection)? })
        })
    }

    /// The wall time at which time stopped being trusted.
    pub fn clock_held(&mut self) -> Result<Option<Instant>, StoreError> {
        self.read(|connection| Ok(floor::get(connection)?.clock_held))
    }

    /// When the last fact was recorded.
    pub fn last_fact_at(&mut self) -> Result<Option<Instant>, StoreError> {
        self.read(journal::last_at)
    }

    /// Lines of the journal in order; page with `after`.
    pub fn entries(&mut self, filter: &EntryFilter) -> Result<Vec<Entry>, StoreError> {
        self.read(|connection| journal::entries(connection, filter))
    }

    /// Lines as JSON with their seq, for `journal export`: see `store::journal` for their shape.
    pub fn export(&mut self, after: u64, limit: u32) -> Result<Vec<(u64, String)>, StoreError> {
        self.read(|connection| journal::export(connection, after, limit))
    }

    /// A text beside the journal; none where it was redacted.
    pub fn body(&mut self, hash: &BodyHash) -> Result<Option<String>, StoreError> {
        self.read(|connection| Ok(bodies::text(connection, hash)?))
    }

    /// Several at once; those that were redacted are absent.
    pub fn bodies(&mut self, hashes: BTreeSet<BodyHash>) -> Result<BTreeMap<BodyHash, String>, StoreError> {
        self.read(|connection| Ok(bodies::texts(connection, hashes)?))
    }

    /// A text with its salt: what makes the same hash again.
    pub fn salted(&mut self, hash: &BodyHash) -> Result<Option<Body>, StoreError> {
        self.read(|connection| Ok(bodies::get(connection, hash)?))
    }

    /// Signals after a place and before an instant, in the order of signals.
    pub fn signals(&mut self, after: &Place, to: Instant, most: u32) -> Result<Vec<Signal>, StoreError> {
        self.read(|connection| signals::between(connection, after, to, most))
    }

    /// The lines of a business date that are not the engine's own, in order; what agents did is among them.
    pub fn acts(&mut self, date: NaiveDate) -> Result<Vec<Entry>, StoreError> {
        self.read(|connection| journal::acts(connection, date))
    }

    pub fn head(&mut self) -> Result<Head, StoreError> {
        self.read(journal::head)
    }
}

pub(super) fn versions_of<'a>(connection: &Connection, runs: impl IntoIterator<Item = &'a Run>) -> Fallible<Versions> {
    let mut versions = Versions::default();
    for run in runs {
        let pinned = &run.pinned;
        if !versions.sops.contains_key(&pinned.sop)
            && let Some(sop) = parsed::sop(connection, &pinned.sop)?
        {
            versions.sops.insert(pinned.sop.clone(), sop);
        }
        if !versions.sites.contains_key(&pinned.config)
            && let Some(site) = parsed::site(connection, &pinned.config)?
        {
            versions.sites.insert(pinned.config.clone(), site);
        }
        for (id, hash) in &pinned.lists {
            if !versions.lists.contains_key(hash)
                && let Some(list) = parsed::list(connection, id, hash)?
            {
                versions.lists.insert(hash.clone(), list);
            }
        }
    }
    Ok(versions)
}

impl Store {
    /// SOP versions whose hash begins so, at most twenty.
    pub fn version_hashes(&mut self, start: &str) -> Result<Vec<VersionHash>, StoreError> {
        let start = start.to_ascii_lowercase();
        self.read(|connection| Ok(versions::sops_from(connection, &start)?))
    }

    /// When the version in force of a SOP became it.
    pub fn activated(&mut self, id: &SopId) -> Result<Option<Instant>, StoreError> {
        let subject = crate::domain::timer::Subject::Sop(id.clone());
        self.read(|connection| journal::last_of(connection, &subject, "sop.activated"))
    }

    /// The text of a version that was ever in force.
    pub fn version_text(&mut self, hash: &VersionHash) -> Result<Option<String>, StoreError> {
        self.read(|connection| Ok(versions::text_of(connection, hash)?))
    }
}
