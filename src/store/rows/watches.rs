//! Watches: the whole state as JSON, and the columns that are looked for.

use super::{json, micros, to_json};
use crate::domain::calendar::Instant;
use crate::domain::id::{CaseId, SopId, SourceId, VersionHash, WatchId};
use crate::domain::watch::Watch;
use crate::store::fault::Fallible;
use rusqlite::{Connection, OptionalExtension, Params, params};

pub(in crate::store) fn save(connection: &Connection, watch: &Watch) -> Fallible<()> {
    connection
        .prepare_cached(
            r#"INSERT INTO watches (id, sop, version, "trigger", case_id, is_open, is_unanswered, due, row, held)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (id) DO UPDATE SET
             version = ?3, "trigger" = ?4, is_open = ?6, is_unanswered = ?7, due = ?8, row = ?9, held = ?10"#,
        )?
        .execute(params![
            watch.id.0 as i64,
            watch.sop.as_str(),
            watch.version.as_str(),
            watch.trigger as i64,
            watch.case.as_ref().map(CaseId::as_str),
            watch.is_open(),
            watch.is_unanswered(),
            micros(watch.due),
            to_json(watch)?,
            watch.held.as_ref().map(SourceId::as_str),
        ])?;
    Ok(())
}

pub(in crate::store) fn get(connection: &Connection, id: WatchId) -> Fallible<Option<Watch>> {
    let found = connection
        .prepare_cached("SELECT row FROM watches WHERE id = ?1")?
        .query_row([id.0 as i64], |row| row.get::<_, String>(0))
        .optional()?;
    found.as_deref().map(json).transpose()
}

/// Open ones of a SOP and case.
pub(in crate::store) fn open_of(connection: &Connection, sop: &SopId, case: Option<&CaseId>) -> Fallible<Vec<Watch>> {
    let sql = "SELECT row FROM watches WHERE sop = ?1 AND case_id IS ?2 AND is_open = 1 ORDER BY id";
    all(connection, sql, params![sop.as_str(), case.map(CaseId::as_str)])
}

/// Open ones, what is due first.
pub(in crate::store) fn open(
    connection: &Connection,
    sop: Option<&SopId>,
    case: Option<&CaseId>,
    most: u32,
) -> Fallible<Vec<Watch>> {
    let (sop, case) = (sop.map(SopId::as_str), case.map(CaseId::as_str));
    let sql = match case {
        Some(_) => {
            "SELECT row FROM watches WHERE case_id = ?2 AND is_open = 1 AND (?1 IS NULL OR sop = ?1)
             ORDER BY due, id LIMIT ?3"
        }
        None => {
            "SELECT row FROM watches INDEXED BY watches_time WHERE is_open = 1 AND (?1 IS NULL OR sop = ?1)
             AND ?2 IS NULL ORDER BY due, id LIMIT ?3"
        }
    };
    all(connection, sql, params![sop, case, most])
}

pub(in crate::store) fn count_open(connection: &Connection) -> rusqlite::Result<u64> {
    connection
        .prepare_cached("SELECT count(*) FROM watches INDEXED BY watches_time WHERE is_open = 1")?
        .query_row([], |row| row.get::<_, i64>(0))
        .map(|count| count as u64)
}

/// Those of a SOP and case that were breached, and that nothing answered since.
pub(in crate::store) fn unanswered(
    connection: &Connection,
    sop: &SopId,
    case: Option<&CaseId>,
) -> Fallible<Vec<Watch>> {
    let sql = "SELECT row FROM watches WHERE sop = ?1 AND case_id IS ?2 AND is_unanswered = 1 ORDER BY id";
    all(connection, sql, params![sop.as_str(), case.map(CaseId::as_str)])
}

/// The first open one of a case that is due before an instant, in the order in which the engine takes them.
pub(in crate::store) fn first_due(
    connection: &Connection,
    case: Option<&CaseId>,
    before: Instant,
    aside: &[WatchId],
) -> Fallible<Option<(WatchId, Instant)>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, due FROM watches WHERE case_id IS ?1 AND is_open = 1 AND due < ?2 AND held IS NULL
         ORDER BY due, id LIMIT ?3",
    )?;
    let most = aside.len() as i64 + 1;
    let mut rows = statement.query(params![case.map(CaseId::as_str), micros(before), most])?;
    while let Some(row) = rows.next()? {
        let id = WatchId(row.get::<_, i64>(0)? as u64);
        if !aside.contains(&id) {
            return Ok(Some((id, super::instant(row.get(1)?))));
        }
    }
    Ok(None)
}

/// Those whose time is up and that wait for a source, due first first.
pub(in crate::store) fn held(connection: &Connection, source: &SourceId, most: usize) -> Fallible<Vec<Watch>> {
    let sql = "SELECT row FROM watches WHERE held = ?1 AND held IS NOT NULL ORDER BY due, id LIMIT ?2";
    all(connection, sql, params![source.as_str(), most as i64])
}

pub(in crate::store) fn count_held(connection: &Connection, source: &SourceId) -> rusqlite::Result<u64> {
    connection
        .prepare_cached("SELECT count(*) FROM watches WHERE held = ?1 AND held IS NOT NULL")?
        .query_row([source.as_str()], |row| row.get::<_, i64>(0))
        .map(|count| count as u64)
}

/// The triggers that open ones of a SOP are of, from one to the next: many are of few.
pub(in crate::store) fn triggers(connection: &Connection, sop: &SopId) -> Fallible<Vec<(VersionHash, usize)>> {
    let mut statement = connection.prepare_cached(
        r#"SELECT version, "trigger" FROM watches
         WHERE sop = ?1 AND is_open = 1 AND "trigger" IS NOT NULL AND (version, "trigger") > (?2, ?3)
         ORDER BY version, "trigger" LIMIT 1"#,
    )?;
    let mut found: Vec<(VersionHash, usize)> = Vec::new();
    loop {
        let (version, trigger) =
            found.last().map_or(("", -1), |(version, trigger)| (version.as_str(), *trigger as i64));
        let next = statement
            .query_row(params![sop.as_str(), version, trigger], |row| {
                Ok((VersionHash(row.get(0)?), row.get::<_, i64>(1)? as usize))
            })
            .optional()?;
        match next {
            Some(next) => found.push(next),
            None => return Ok(found),
        }
    }
}

/// Open ones of a trigger of a version.
pub(in crate::store) fn of_trigger(
    connection: &Connection,
    sop: &SopId,
    version: &VersionHash,
    trigger: usize,
    most: usize,
) -> Fallible<Vec<Watch>> {
    let sql = r#"SELECT row FROM watches WHERE sop = ?1 AND version = ?2 AND "trigger" = ?3 AND is_open = 1
                 AND "trigger" IS NOT NULL ORDER BY id LIMIT ?4"#;
    all(connection, sql, params![sop.as_str(), version.as_str(), trigger as i64, most as i64])
}

fn all(connection: &Connection, sql: &str, params: impl Params) -> Fallible<Vec<Watch>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut watches = Vec::new();
    while let Some(row) = rows.next()? {
        watches.push(json(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
    }
    Ok(watches)
}
