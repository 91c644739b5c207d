//! Runs: the whole state as JSON, and the columns that panels look for.

use super::{instant, json, limit, micros, read, to_json};
use crate::domain::calendar::Instant;
use crate::domain::id::{AreaId, BodyHash, CaseId, PersonId, RoleId, RunId, SignalName, SopId, VersionHash};
use crate::domain::run::{Run, RunState};
use crate::store::fault::Fallible;
use crate::store::options::{RunFilter, Which};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

pub(in crate::store) fn save(connection: &Connection, run: &Run) -> Fallible<()> {
    let state = match run.state {
        RunState::Due => "due",
        RunState::InProgress => "in-progress",
        RunState::Done => "done",
        RunState::Skipped { .. } => "skipped",
        RunState::Missed { .. } => "missed",
        RunState::Cancelled { .. } => "cancelled",
    };
    connection
        .prepare_cached(
            "INSERT INTO runs (id, sop, state, is_open, by_hand, business_date, due, ended, row, case_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (id) DO UPDATE SET
             state = ?3, is_open = ?4, due = ?7, ended = ?8, row = ?9",
        )?
        .execute(params![
            run.id.0 as i64,
            run.sop.as_str(),
            state,
            run.is_open(),
            run.started_by.is_some(),
            run.business_date.to_string(),
            micros(run.times.due),
            run.ended.map(micros),
            to_json(run)?,
            run.case.as_ref().map(CaseId::as_str),
        ])?;
    Ok(())
}

pub(in crate::store) fn get(connection: &Connection, id: RunId) -> Fallible<Option<Run>> {
    connection
        .prepare_cached("SELECT row FROM runs WHERE id = ?1")?
        .query_row([id.0 as i64], |row| row.get::<_, String>(0))
        .optional()?
        .as_deref()
        .map(json)
        .transpose()
}

/// Open runs by due time.
pub(in crate::store) fn open(connection: &Connection, most: u32) -> Fallible<Vec<Run>> {
    read(connection, "SELECT row FROM runs WHERE is_open = 1 ORDER BY due, id LIMIT ?1", [most])
}

/// What an open run is found by.
pub(in crate::store) struct Head {
    pub(in crate::store) id: RunId,
    pub(in crate::store) sop: SopId,
    pub(in crate::store) due: Instant,
    pub(in crate::store) version: VersionHash,
    pub(in crate::store) label: Option<BodyHash>,
    pub(in crate::store) role: Option<RoleId>,
    pub(in crate::store) area: Option<AreaId>,
    pub(in crate::store) started_by: Option<PersonId>,
}

/// All of them, by due time.
pub(in crate::store) fn open_heads(connection: &Connection) -> rusqlite::Result<Vec<Head>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, sop, due, row ->> '$.pinned.sop', row ->> '$.label', row ->> '$.role', row ->> '$.area',
         row ->> '$.started_by' FROM runs WHERE is_open = 1 ORDER BY due, id",
    )?;
    let head = |row: &rusqlite::Row<'_>| {
        Ok(Head {
            id: RunId(row.get::<_, i64>(0)? as u64),
            sop: SopId(row.get(1)?),
            due: instant(row.get(2)?),
            version: VersionHash(row.get(3)?),
            label: row.get::<_, Option<String>>(4)?.map(BodyHash),
            role: row.get::<_, Option<String>>(5)?.map(RoleId),
            area: row.get::<_, Option<String>>(6)?.map(AreaId),
            started_by: row.get::<_, Option<String>>(7)?.map(PersonId),
        })
    };
    statement.query_map([], head)?.collect()
}

/// Runs that ended from an instant on, newest first.
pub(in crate::store) fn ended(connection: &Connection, from: Instant, most: u32) -> Fallible<Vec<Run>> {
    read(
        connection,
        "SELECT row FROM runs WHERE is_open = 0 AND ended >= ?1 ORDER BY ended DESC, id DESC LIMIT ?2",
        params![micros(from), most],
    )
}

/// When a run of a SOP was done last.
pub(in crate::store) fn ended_of(connection: &Connection, sop: &SopId, most: u32) -> Fallible<Vec<Run>> {
    let sql = "SELECT row FROM runs WHERE sop = ?1 AND is_open = 0 ORDER BY business_date DESC, id DESC LIMIT ?2";
    read(connection, sql, params![sop.as_str(), most])
}

pub(in crate::store) fn last_done(connection: &Connection, sop: &SopId) -> rusqlite::Result<Option<Instant>> {
    connection
        .prepare_cached("SELECT max(ended) FROM runs WHERE sop = ?1 AND state = 'done'")?
        .query_row([sop.as_str()], |row| row.get::<_, Option<i64>>(0))
        .map(|ended| ended.map(instant))
}

/// Runs of a business date, the first due first.
pub(in crate::store) fn on(connection: &Connection, date: NaiveDate, most: u32) -> Fallible<Vec<Run>> {
    let sql = "SELECT row FROM runs WHERE business_date = ?1 ORDER BY due, id LIMIT ?2";
    read(connection, sql, params![date.to_string(), most])
}

pub(in crate::store) fn count_on(connection: &Connection, date: NaiveDate) -> rusqlite::Result<u64> {
    let mut statement = connection.prepare_cached("SELECT count(*) FROM runs WHERE business_date = ?1")?;
    statement.query_row([date.to_string()], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs)
}

/// Runs that ended from one instant on and before another, in that order.
pub(in crate::store) fn ended_between(
    connection: &Connection,
    from: Instant,
    until: Instant,
    most: u32,
) -> Fallible<Vec<Run>> {
    read(
        connection,
        "SELECT row FROM runs WHERE is_open = 0 AND ended >= ?1 AND ended < ?2 ORDER BY ended, id LIMIT ?3",
        params![micros(from), micros(until), most],
    )
}

/// How many are open, and how many of those are past due.
pub(in crate::store) fn count(connection: &Connection, now: Instant) -> rusqlite::Result<(u64, u64)> {
    let count = |sql: &str, params: &[&dyn rusqlite::ToSql]| -> rusqlite::Result<u64> {
        connection.prepare_cached(sql)?.query_row(params, |row| row.get::<_, i64>(0)).map(|count| count as u64)
    };
    Ok((
        count("SELECT count(*) FROM runs WHERE is_open = 1", &[])?,
        count("SELECT count(*) FROM runs WHERE is_open = 1 AND due < ?1", &[&micros(now)])?,
    ))
}

pub(in crate::store) fn open_of(connection: &Connection, sop: &SopId) -> Fallible<Vec<Run>> {
    read(connection, "SELECT row FROM runs WHERE is_open = 1 AND sop = ?1 ORDER BY id", [sop.as_str()])
}

/// Open ones of a SOP and case; without a case, those that have none.
pub(in crate::store) fn open_of_case(
    connection: &Connection,
    sop: &SopId,
    case: Option<&CaseId>,
) -> Fallible<Vec<Run>> {
    let sql = if case.is_some() {
        "SELECT row FROM runs INDEXED BY runs_case WHERE case_id = ?2 AND is_open = 1 AND sop = ?1 ORDER BY id"
    } else {
        "SELECT row FROM runs WHERE is_open = 1 AND sop = ?1 AND case_id IS ?2 ORDER BY id"
    };
    read(connection, sql, params![sop.as_str(), case.map(CaseId::as_str)])
}

/// Open ones of a case of which a step waits, or waited, for this signal.
pub(in crate::store) fn waiting_for(connection: &Connection, case: &CaseId, signal: &SignalName) -> Fallible<Vec<Run>> {
    let sql = "SELECT row FROM runs INDEXED BY runs_case WHERE case_id = ?1 AND is_open = 1 AND EXISTS
               (SELECT 1 FROM json_each(row, '$.waits') WHERE value ->> '$.signal' = ?2) ORDER BY id";
    read(connection, sql, params![case.as_str(), signal.as_str()])
}

/// SOPs started by hand, the latest first, each once, of the last 50 starts.
pub(in crate::store) fn started_by_hand(connection: &Connection) -> rusqlite::Result<Vec<SopId>> {
    let mut statement =
        connection.prepare_cached("SELECT sop FROM runs WHERE by_hand = 1 ORDER BY id DESC LIMIT 50")?;
    let mut sops: Vec<SopId> = Vec::new();
    for sop in statement.query_map([], |row| row.get(0))? {
        let sop = SopId(sop?);
        if !sops.contains(&sop) {
            sops.push(sop);
        }
    }
    Ok(sops)
}

pub(in crate::store) fn filtered(connection: &Connection, filter: &RunFilter) -> Fallible<Vec<Run>> {
    let mut conditions = vec!["true"];
    let mut values = Vec::new();
    let mut and = |condition, value: Option<String>| {
        if let Some(value) = value {
            conditions.push(condition);
            values.push(value);
        }
    };
    and("sop = ?", filter.sop.as_ref().map(|sop| sop.as_str().to_owned()));
    and("business_date >= ?", filter.from.map(|date| date.to_string()));
    and("business_date <= ?", filter.to.map(|date| date.to_string()));
    and("case_id = ?", filter.case.as_ref().map(|case| case.0.clone()));
    and("id < CAST(? AS INTEGER)", filter.before.map(|id| id.0.to_string()));
    let order = match filter.which {
        Which::All => "ORDER BY id DESC",
        Which::Open => "AND is_open = 1 ORDER BY due, id",
        Which::Over => "AND is_open = 0 ORDER BY ended DESC, id DESC",
    };
    let sql = format!("SELECT row FROM runs WHERE {} {order} LIMIT {}", conditions.join(" AND "), limit(filter.limit));
    read(connection, &sql, rusqlite::params_from_iter(values))
}
