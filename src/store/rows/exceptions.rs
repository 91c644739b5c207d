//! Exceptions: the whole state as JSON, and the columns that the panel looks for.

use super::{json, limit, micros, to_json};
use crate::domain::exception::{Exception, Status};
use crate::domain::id::{CaseId, ExceptionId, PersonId, RunId, SopId};
use crate::store::fault::Fallible;
use crate::store::options::{ExceptionFilter, Which};
use rusqlite::{Connection, OptionalExtension, Params, params};

pub(in crate::store) fn save(connection: &Connection, exception: &Exception) -> Fallible<()> {
    let status = match exception.status {
        Status::Open => "open",
        Status::Acknowledged => "acknowledged",
        Status::Shelved => "shelved",
        Status::Suppressed => "suppressed",
        Status::Resolved => "resolved",
        Status::Verified => "verified",
    };
    connection
        .prepare_cached(
            "INSERT INTO exceptions
             (id, grp, status, is_open, severity, raised, sop, run, owner, row, case_id, respond_by, parent, hides, checks)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) ON CONFLICT (id) DO UPDATE SET
             grp = ?2, status = ?3, is_open = ?4, severity = ?5, raised = ?6, sop = ?7, run = ?8, owner = ?9, row = ?10,
             case_id = ?11, respond_by = ?12, parent = ?13, hides = ?14, checks = ?15",
        )?
        .execute(params![
            exception.id.0 as i64,
            exception.group,
            status,
            exception.is_open(),
            exception.severity as i64,
            micros(exception.raised),
            exception.sop.as_ref().map(SopId::as_str),
            exception.run.map(|run| run.0 as i64),
            exception.owner.as_ref().map(PersonId::as_str),
            to_json(exception)?,
            exception.case.as_ref().map(CaseId::as_str),
            exception.respond_by.map(micros),
            exception.parent.map(|parent| parent.0 as i64),
            exception.is_open() && !exception.inhibits.is_empty(),
            exception.awaits_check(),
        ])?;
    Ok(())
}

pub(in crate::store) fn get(connection: &Connection, id: ExceptionId) -> Fallible<Option<Exception>> {
    one(connection, "SELECT row FROM exceptions WHERE id = ?1", [id.0 as i64])
}

/// The newest of a group, open or resolved.
pub(in crate::store) fn newest_of(connection: &Connection, group: &str) -> Fallible<Option<Exception>> {
    one(connection, "SELECT row FROM exceptions WHERE grp = ?1 ORDER BY id DESC LIMIT 1", [group])
}

/// Open ones that hide others.
pub(in crate::store) fn hiding(connection: &Connection) -> Fallible<Vec<Exception>> {
    read(connection, "SELECT row FROM exceptions WHERE hides = 1 ORDER BY id", [])
}

pub(in crate::store) fn hidden_by(connection: &Connection, parent: ExceptionId) -> Fallible<Vec<Exception>> {
    let sql = "SELECT row FROM exceptions WHERE parent = ?1 AND status = 'suppressed' ORDER BY id";
    read(connection, sql, [parent.0 as i64])
}

/// Of a SOP, that nobody has and nothing hides.
pub(in crate::store) fn open_of(connection: &Connection, sop: &SopId) -> Fallible<Vec<Exception>> {
    let sql = "SELECT row FROM exceptions WHERE sop = ?1 AND is_open = 1 AND status = 'open' ORDER BY id";
    read(connection, sql, [sop.as_str()])
}

pub(in crate::store) fn of_run(connection: &Connection, run: RunId) -> Fallible<Vec<Exception>> {
    read(connection, "SELECT row FROM exceptions WHERE run = ?1 ORDER BY id", [run.0 as i64])
}

/// Open ones of a SOP and case; without a case, those that have none.
pub(in crate::store) fn open_of_case(
    connection: &Connection,
    sop: &SopId,
    case: Option<&CaseId>,
) -> Fallible<Vec<Exception>> {
    let sql = if case.is_some() {
        "SELECT row FROM exceptions INDEXED BY exceptions_case
         WHERE case_id = ?2 AND is_open = 1 AND sop = ?1 ORDER BY id"
    } else {
        "SELECT row FROM exceptions WHERE is_open = 1 AND sop = ?1 AND case_id IS ?2 ORDER BY id"
    };
    read(connection, sql, params![sop.as_str(), case.map(CaseId::as_str)])
}

/// Open ones, the worst first, then the oldest.
pub(in crate::store) fn open(connection: &Connection, most: u32) -> Fallible<Vec<Exception>> {
    let sql = "SELECT row FROM exceptions WHERE is_open = 1 ORDER BY severity DESC, raised, id LIMIT ?1";
    read(connection, sql, [most])
}

pub(in crate::store) fn count_open(connection: &Connection) -> rusqlite::Result<u64> {
    connection
        .prepare_cached("SELECT count(*) FROM exceptions WHERE is_open = 1")?
        .query_row([], |row| row.get::<_, i64>(0))
        .map(|count| count as u64)
}

pub(in crate::store) fn filtered(connection: &Connection, filter: &ExceptionFilter) -> Fallible<Vec<Exception>> {
    let sql = format!(
        "SELECT row FROM exceptions WHERE (?1 IS NULL OR sop = ?1) AND (?2 IS NULL OR owner = ?2) {} LIMIT ?3",
        match filter.which {
            Which::All => "ORDER BY id DESC",
            Which::Open => "AND is_open = 1 ORDER BY severity DESC, raised, id",
            Which::Over => "AND is_open = 0 ORDER BY id DESC",
        }
    );
    let (sop, owner) = (filter.sop.as_ref().map(SopId::as_str), filter.owner.as_ref().map(PersonId::as_str));
    read(connection, &sql, params![sop, owner, limit(filter.limit)])
}

fn one(connection: &Connection, sql: &str, params: impl Params) -> Fallible<Option<Exception>> {
    let found = connection.prepare_cached(sql)?.query_row(params, |row| row.get::<_, String>(0)).optional()?;
    found.as_deref().map(json).transpose()
}

fn read(connection: &Connection, sql: &str, params: impl Params) -> Fallible<Vec<Exception>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut exceptions = Vec::new();
    while let Some(row) = rows.next()? {
        exceptions.push(json(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
    }
    Ok(exceptions)
}
