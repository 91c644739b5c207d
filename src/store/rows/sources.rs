//! Sources: the row that facts make, and beside it what is known of their reads.

use super::{json, timers, to_json};
use crate::domain::calendar::Instant;
use crate::domain::id::SourceId;
use crate::domain::site::Site;
use crate::domain::source::{Reads, SourceState, Standing};
use crate::domain::timer::Subject;
use crate::store::fault::Fallible;
use chrono::TimeDelta;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

/// A new engine tries to read before it calls anything stale.
const GRACE: TimeDelta = TimeDelta::minutes(2);

pub(in crate::store) fn save(connection: &Connection, source: &SourceState) -> Fallible<()> {
    connection
        .prepare_cached("INSERT INTO sources (id, row) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET row = ?2")?
        .execute(params![source.id.as_str(), to_json(source)?])?;
    Ok(())
}

pub(in crate::store) fn all(connection: &Connection) -> Fallible<BTreeMap<SourceId, SourceState>> {
    let mut statement = connection.prepare_cached("SELECT row FROM sources")?;
    let mut rows = statement.query([])?;
    let mut all = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let source: SourceState = json(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?;
        all.insert(source.id.clone(), source);
    }
    Ok(all)
}

pub(in crate::store) fn get(connection: &Connection, id: &SourceId) -> Fallible<Option<SourceState>> {
    let found = connection
        .prepare_cached("SELECT row FROM sources WHERE id = ?1")?
        .query_row([id.as_str()], |row| row.get::<_, String>(0))
        .optional()?;
    found.as_deref().map(json).transpose()
}

pub(in crate::store) fn reads(connection: &Connection, id: &SourceId) -> Fallible<Option<Reads>> {
    let found = connection
        .prepare_cached("SELECT row FROM reads WHERE source = ?1")?
        .query_row([id.as_str()], |row| row.get::<_, String>(0))
        .optional()?;
    found.as_deref().map(json).transpose()
}

pub(in crate::store) fn keep(connection: &Connection, reads: &Reads) -> Fallible<()> {
    connection
        .prepare_cached("INSERT INTO reads (source, row) VALUES (?1, ?2) ON CONFLICT (source) DO UPDATE SET row = ?2")?
        .execute(params![reads.source.as_str(), to_json(reads)?])?;
    Ok(())
}

/// Another config: what it names is read from now on, and the rest no more.
pub(in crate::store) fn listed(connection: &Connection, site: &Site, now: Instant) -> Fallible<()> {
    let mut statement = connection.prepare_cached("SELECT source FROM reads")?;
    let known: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for id in known.into_iter().map(SourceId) {
        if site.sources.iter().all(|source| source.id != id) {
            connection.prepare_cached("DELETE FROM reads WHERE source = ?1")?.execute([id.as_str()])?;
            timers::stale(connection, &Subject::Source(id), None)?;
        }
    }
    for source in &site.sources {
        let id = source.id.clone();
        let known = reads(connection, &id)?;
        let fresh =
            || Reads { source: id.clone(), since: now, read: None, found: 0, tried: None, why: None, next: now };
        let mut reads = known.clone().unwrap_or_else(fresh);
        // Another rhythm counts from now on.
        reads.next = reads.next.min(now + TimeDelta::seconds(i64::from(source.every)));
        if known.as_ref() != Some(&reads) {
            keep(connection, &reads)?;
        }
        plan(connection, site, &id)?;
    }
    Ok(())
}

/// When a source is stale, unless it is read before.
pub(in crate::store) fn plan(connection: &Connection, site: &Site, id: &SourceId) -> Fallible<()> {
    timers::stale(connection, &Subject::Source(id.clone()), stale_at(connection, site, id)?)
}

/// The same at the start of an engine, that reads first. Whether it has to be written: it is not as it stands.
pub(in crate::store) fn replan(
    connection: &Connection,
    site: &Site,
    now: Instant,
) -> Fallible<Vec<(Subject, Option<Instant>)>> {
    let mut different = Vec::new();
    for source in &site.sources {
        let at = stale_at(connection, site, &source.id)?.map(|at| if at <= now { now + GRACE } else { at });
        let subject = Subject::Source(source.id.clone());
        if timers::stale_at(connection, &subject)? != at {
            different.push((subject, at));
        }
    }
    Ok(different)
}

/// None: it is no source any more, or that it is stale was told.
fn stale_at(connection: &Connection, site: &Site, id: &SourceId) -> Fallible<Option<Instant>> {
    let Some(source) = site.sources.iter().find(|source| source.id == *id) else { return Ok(None) };
    let told = get(connection, id)?.is_some_and(|row| matches!(row.standing, Standing::Stale { .. }));
    let reads = reads(connection, id)?.filter(|_| !told);
    Ok(reads.map(|reads| reads.last() + TimeDelta::seconds(i64::from(source.stale_after))))
}
