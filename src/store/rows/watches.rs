//! Watches: the whole state as JSON, and the columns that are looked for.

use super::{json, micros, to_json};
use crate::domain::id::{CaseId, SopId, WatchId};
use crate::domain::watch::Watch;
use crate::store::fault::Fallible;
use rusqlite::{Connection, OptionalExtension, params};

pub(in crate::store) fn save(connection: &Connection, watch: &Watch) -> Fallible<()> {
    connection
        .prepare_cached(
            "INSERT INTO watches (id, sop, case_id, is_open, due, row) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET is_open = ?4, due = ?5, row = ?6",
        )?
        .execute(params![
            watch.id.0 as i64,
            watch.sop.as_str(),
            watch.case.as_ref().map(CaseId::as_str),
            watch.is_open(),
            micros(watch.due),
            to_json(watch)?,
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
    let mut statement = connection
        .prepare_cached("SELECT row FROM watches WHERE sop = ?1 AND case_id IS ?2 AND is_open = 1 ORDER BY id")?;
    let mut rows = statement.query(params![sop.as_str(), case.map(CaseId::as_str)])?;
    let mut watches = Vec::new();
    while let Some(row) = rows.next()? {
        watches.push(json(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
    }
    Ok(watches)
}
