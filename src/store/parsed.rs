//! Texts in force, parsed: once a process for each hash. Calendars likewise.

use super::fault::{Fallible, Fault};
use super::rows::versions;
use crate::domain::command::Command;
use crate::domain::evidence::hex;
use crate::domain::id::{ListId, VersionHash};
use crate::domain::list::List;
use crate::domain::site::{BoardSettings, Hours, Site};
use crate::domain::sop::Sop;
use crate::sopfile::site::parse_site;
use crate::sopfile::{parse_list, parse_sop};
use crate::time::SiteCalendar;
use chrono::NaiveTime;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Versions that one process keeps of each kind; far above what a site has in force.
const MOST: usize = 4_096;

static SOPS: Cache<VersionHash, Sop> = LazyLock::new(Mutex::default);
static SITES: Cache<VersionHash, Site> = LazyLock::new(Mutex::default);
static LISTS: Cache<(ListId, VersionHash), List> = LazyLock::new(Mutex::default);
static CALENDARS: Cache<VersionHash, SiteCalendar> = LazyLock::new(Mutex::default);

type Cache<K, V> = LazyLock<Mutex<HashMap<K, Arc<V>>>>;

/// None: the text is gone, or this build cannot read it.
pub(super) fn sop(connection: &Connection, hash: &VersionHash) -> Fallible<Option<Arc<Sop>>> {
    cached(&SOPS, hash, || {
        let text = versions::sop(connection, hash)?;
        Ok(text.and_then(|text| parse_sop("the active version", &text).value))
    })
}

pub(super) fn site(connection: &Connection, hash: &VersionHash) -> Fallible<Option<Arc<Site>>> {
    cached(&SITES, hash, || {
        let text = versions::config(connection, hash)?;
        Ok(text.and_then(|text| parse_site("the active version", &text).value))
    })
}

pub(super) fn list(connection: &Connection, id: &ListId, hash: &VersionHash) -> Fallible<Option<Arc<List>>> {
    cached(&LISTS, &(id.clone(), hash.clone()), || {
        let text = versions::list(connection, id, hash)?;
        Ok(text.and_then(|text| parse_list("the active version", id, &text).value))
    })
}

/// The calendar of a site version; before any is active, UTC and always open.
pub(super) fn calendar(active: Option<(&VersionHash, &Site)>) -> Fallible<Arc<SiteCalendar>> {
    let none = VersionHash(String::new());
    let hash = active.map_or(&none, |(hash, _)| hash);
    cached(&CALENDARS, hash, || {
        let made = match active {
            Some((_, site)) => SiteCalendar::new(site),
            None => SiteCalendar::new(&nowhere()),
        };
        made.map(Some).map_err(|unknown| Fault::Config(unknown.to_string()))
    })?
    .ok_or_else(|| Fault::Config("it has no calendar".to_owned()))
}

/// What an activation command has parsed already; its hash is that of the text, so it is what parsing would yield.
pub(super) fn remember(command: &Command) {
    fn keep<K: Hash + Eq, V>(cache: &Cache<K, V>, key: K, value: &Arc<V>) {
        cache.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert_with(|| value.clone());
    }
    match command {
        Command::ActivateSop { hash, sop, .. } => keep(&SOPS, hash.clone(), sop),
        Command::ActivateConfig { hash, site, .. } => keep(&SITES, hash.clone(), site),
        Command::ActivateList { hash, list, .. } => keep(&LISTS, (list.id.clone(), hash.clone()), list),
        _ => {}
    }
}

/// What a file's text is known by.
pub(super) fn hash_of(text: &str) -> VersionHash {
    VersionHash(hex(&Sha256::digest(text.as_bytes())))
}

fn cached<K: Hash + Eq + Clone, V>(
    cache: &Cache<K, V>,
    key: &K,
    parse: impl FnOnce() -> Fallible<Option<V>>,
) -> Fallible<Option<Arc<V>>> {
    if let Some(found) = cache.lock().unwrap_or_else(PoisonError::into_inner).get(key) {
        return Ok(Some(found.clone()));
    }
    let Some(value) = parse()?.map(Arc::new) else { return Ok(None) };
    let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
    if cache.len() >= MOST {
        cache.clear();
    }
    cache.insert(key.clone(), value.clone());
    Ok(Some(value))
}

/// Stands in until the first config is activated.
fn nowhere() -> Site {
    Site {
        name: String::new(),
        zone: "UTC".to_owned(),
        day_starts: NaiveTime::MIN,
        hours: Hours { always_open: true, ..Hours::default() },
        areas: std::collections::BTreeMap::new(),
        shifts: Vec::new(),
        roles: BTreeSet::new(),
        people: Vec::new(),
        working_days: (0..5).map(crate::domain::site::WeekdayNumber).collect(),
        board: BoardSettings::default(),
        exceptions: crate::domain::site::ExceptionSettings::default(),
        personal: crate::domain::signal::Personal::default(),
        language: None,
        notify: std::collections::BTreeMap::new(),
        mail: None,
        private_hosts: BTreeSet::new(),
        agents: Vec::new(),
        sources: Vec::new(),
        chat: None,
    }
}
