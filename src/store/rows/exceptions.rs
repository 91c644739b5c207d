//! Exceptions: the whole state as JSON, and the columns that the panel looks for.

use super::{json, limit, micros, read, to_json};
use crate::domain::exception::{Exception, Status, by_urgency};
use crate::domain::id::{CaseId, ExceptionId, PersonId, RunId, SopId};
use crate::store::fault::Fallible;
use crate::store::options::{Checks, ExceptionCounts, ExceptionFilter, Which};
use rusqlite::{Connection, OptionalExtension, Params, ToSql, params};

pub(in crate::store) fn save(connection: &Connection, exception: &Exception) -> Fallible<()> {
    connection
        .prepare_cached(
            "INSERT INTO exceptions
             (id, grp, status, is_open, severity, raised, sop, run, owner, row, case_id, respond_by, parent, hides, checks, quiet)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) ON CONFLICT (id) DO UPDATE SET
             grp = ?2, status = ?3, is_open = ?4, severity = ?5, raised = ?6, sop = ?7, run = ?8, owner = ?9, row = ?10,
             case_id = ?11, respond_by = ?12, parent = ?13, hides = ?14, checks = ?15, quiet = ?16",
        )?
        .execute(params![
            exception.id.0 as i64,
            exception.group,
            word(exception.status),
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
            matches!(exception.status, Status::Shelved | Status::Suppressed),
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

fn word(status: Status) -> &'static str {
    match status {
        Status::Open => "open",
        Status::Acknowledged => "acknowledged",
        Status::Shelved => "shelved",
        Status::Suppressed => "suppressed",
        Status::Resolved => "resolved",
        Status::Verified => "verified",
    }
}

/// What is in sight first; of that the worst, then what is to be taken soonest, then the oldest.
const URGENCY: &str = "ORDER BY quiet, severity DESC, respond_by, raised, id";

/// Open ones, the most urgent first.
pub(in crate::store) fn open(connection: &Connection, most: u32) -> Fallible<Vec<Exception>> {
    read(connection, &format!("SELECT row FROM exceptions WHERE is_open = 1 {URGENCY} LIMIT ?1"), [most])
}

/// What the panel shows, in its order: what asks people, what waits for a second person, what was put off or is hidden.
pub(in crate::store) fn shown(connection: &Connection, most: u32) -> Fallible<Vec<Exception>> {
    let (mut shown, quiet): (Vec<_>, Vec<_>) = open(connection, most)?.into_iter().partition(Exception::asks);
    shown.sort_by(by_urgency);
    shown.extend(read(connection, "SELECT row FROM exceptions WHERE checks = 1 ORDER BY id LIMIT ?1", [most])?);
    shown.extend(quiet);
    Ok(shown)
}

/// Those that a card explains, hidden or listed under it.
pub(in crate::store) fn children(
    connection: &Connection,
    parent: ExceptionId,
    most: usize,
) -> Fallible<Vec<Exception>> {
    let sql = "SELECT row FROM exceptions WHERE parent = ?1 ORDER BY id LIMIT ?2";
    read(connection, sql, params![parent.0 as i64, most as i64])
}

pub(in crate::store) fn filtered(connection: &Connection, filter: &ExceptionFilter) -> Fallible<Vec<Exception>> {
    let mut conditions = vec!["true"];
    let mut values: Vec<Box<dyn ToSql>> = Vec::new();
    let mut and = |condition, value: Option<Box<dyn ToSql>>| {
        if let Some(value) = value {
            conditions.push(condition);
            values.push(value);
        }
    };
    and("sop = ?", filter.sop.as_ref().map(|sop| Box::new(sop.0.clone()) as _));
    and("owner = ?", filter.owner.as_ref().map(|owner| Box::new(owner.0.clone()) as _));
    and("severity = ?", filter.severity.map(|severity| Box::new(severity as i64) as _));
    and("case_id = ?", filter.case.as_ref().map(|case| Box::new(case.0.clone()) as _));
    and("status = ?", filter.status.map(|status| Box::new(word(status)) as _));
    and("parent = ?", filter.parent.map(|parent| Box::new(parent.0 as i64) as _));
    and("checks = ?", (filter.checks == Checks::Asked).then(|| Box::new(1_i64) as _));
    let order = match filter.which {
        Which::All => "ORDER BY id DESC".to_owned(),
        Which::Open => format!("AND is_open = 1 {URGENCY}"),
        Which::Over => "AND is_open = 0 ORDER BY id DESC".to_owned(),
    };
    let sql =
        format!("SELECT row FROM exceptions WHERE {} {order} LIMIT {}", conditions.join(" AND "), limit(filter.limit));
    read(connection, &sql, rusqlite::params_from_iter(values))
}

pub(in crate::store) fn counts(connection: &Connection) -> rusqlite::Result<ExceptionCounts> {
    let mut counts = ExceptionCounts::default();
    let sql = "SELECT status, count(*) FROM exceptions WHERE is_open = 1 GROUP BY status
               UNION ALL SELECT 'to check', count(*) FROM exceptions WHERE checks = 1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let count = row.get::<_, i64>(1)?.unsigned_abs();
        match row.get_ref(0)?.as_str()? {
            "open" => counts.open = count,
            "acknowledged" => counts.acknowledged = count,
            "shelved" => counts.shelved = count,
            "suppressed" => counts.suppressed = count,
            "to check" => counts.to_check = count,
            _ => {}
        }
    }
    Ok(counts)
}

fn one(connection: &Connection, sql: &str, params: impl Params) -> Fallible<Option<Exception>> {
    let found = connection.prepare_cached(sql)?.query_row(params, |row| row.get::<_, String>(0)).optional()?;
    found.as_deref().map(json).transpose()
}
