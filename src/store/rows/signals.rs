//! Signals: what triggers look for, and which of them still wait to be judged.

use super::{instant, json, micros, to_json};
use crate::domain::calendar::Instant;
use crate::domain::fact::Fact;
use crate::domain::id::{CaseId, SignalId, SignalName};
use crate::domain::signal::{Judged, Place, Signal};
use crate::store::fault::Fallible;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::BTreeSet;

pub(super) const COLUMNS: &str = "id, name, case_id, at, data";

/// What a fact alone does to them.
pub(in crate::store) fn settle(connection: &Connection, fact: &Fact) -> Fallible<()> {
    match fact {
        Fact::SignalReceived { signal, name, case, at, data, judged } => {
            let lot = match judged {
                Judged::AtOnce => None,
                Judged::InTurn => Some(0),
                Judged::WhenWhole => Some(whole(connection)? + 1),
            };
            connection
                .prepare_cached(
                    "INSERT INTO signals (id, name, case_id, at, data, lot) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    signal.as_str(),
                    name.as_str(),
                    case.as_ref().map(CaseId::as_str),
                    micros(*at),
                    to_json(data)?,
                    lot
                ])?;
        }
        Fact::SignalsWhole { .. } => {
            connection
                .prepare_cached(
                    "INSERT INTO lots (id, whole) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET whole = whole + 1",
                )?
                .execute([])?;
        }
        Fact::SignalsJudged { until, .. } => {
            let mut judge =
                connection.prepare_cached("UPDATE signals SET lot = NULL WHERE lot = ?1 AND (at, id) <= (?2, ?3)")?;
            for lot in lots(connection, whole(connection)?)? {
                judge.execute(params![lot, micros(until.at), until.signal.as_str()])?;
            }
        }
        _ => {}
    }
    Ok(())
}

pub(in crate::store) fn get(connection: &Connection, id: &SignalId) -> Fallible<Option<Signal>> {
    let sql = format!("SELECT {COLUMNS} FROM signals WHERE id = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([id.as_str()])?;
    rows.next()?.map(read).transpose()
}

/// The first of this name and case after a place, at most at an instant.
pub(in crate::store) fn first_after(
    connection: &Connection,
    name: &SignalName,
    case: Option<&CaseId>,
    after: &Place,
    until: Instant,
) -> Fallible<Option<Signal>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM signals WHERE case_id IS ?1 AND name = ?2 AND (at, id) > (?3, ?4) AND at <= ?5
         ORDER BY at, id LIMIT 1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let case = case.map(CaseId::as_str);
    let mut rows =
        statement.query(params![case, name.as_str(), micros(after.at), after.signal.as_str(), micros(until)])?;
    rows.next()?.map(read).transpose()
}

/// Of a case, in their order: the newest of them.
pub(in crate::store) fn of_case(connection: &Connection, case: &CaseId, most: u32) -> Fallible<Vec<Signal>> {
    let sql = format!("SELECT {COLUMNS} FROM signals WHERE case_id = ?1 ORDER BY at DESC, id DESC LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![case.as_str(), most])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    found.reverse();
    Ok(found)
}

/// Those after a place and before an instant, in the order of signals.
pub(in crate::store) fn between(
    connection: &Connection,
    after: &Place,
    to: Instant,
    most: u32,
) -> Fallible<Vec<Signal>> {
    let sql = format!("SELECT {COLUMNS} FROM signals WHERE (at, id) > (?1, ?2) AND at < ?3 ORDER BY at, id LIMIT ?4");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![micros(after.at), after.signal.as_str(), micros(to), most])?;
    let mut signals = Vec::new();
    while let Some(row) = rows.next()? {
        signals.push(read(row)?);
    }
    Ok(signals)
}

/// The first of this name and case after a place that triggers have looked at.
pub(in crate::store) fn first_judged(
    connection: &Connection,
    name: &SignalName,
    case: Option<&CaseId>,
    after: &Place,
) -> Fallible<Option<Signal>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM signals WHERE case_id IS ?1 AND name = ?2 AND (at, id) > (?3, ?4)
         AND lot IS NULL ORDER BY at, id LIMIT 1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let case = case.map(CaseId::as_str);
    let mut rows = statement.query(params![case, name.as_str(), micros(after.at), after.signal.as_str()])?;
    rows.next()?.map(read).transpose()
}

/// The newest of this name and case before a place that triggers have looked at.
pub(in crate::store) fn last_judged(
    connection: &Connection,
    name: &SignalName,
    case: Option<&CaseId>,
    before: &Place,
) -> Fallible<Option<Signal>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM signals WHERE case_id IS ?1 AND name = ?2 AND (at, id) < (?3, ?4)
         AND lot IS NULL ORDER BY at DESC, id DESC LIMIT 1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let case = case.map(CaseId::as_str);
    let mut rows = statement.query(params![case, name.as_str(), micros(before.at), before.signal.as_str()])?;
    rows.next()?.map(read).transpose()
}

/// Every name there is, from one to the next: few names have many signals.
pub(in crate::store) fn names(connection: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    let mut statement = connection.prepare_cached("SELECT name FROM signals WHERE name > ?1 ORDER BY name LIMIT 1")?;
    let mut names = BTreeSet::new();
    let mut last = String::new();
    while let Some(name) = statement.query_row([&last], |row| row.get::<_, String>(0)).optional()? {
        names.insert(name.clone());
        last = name;
    }
    Ok(names)
}

/// Those that wait their turn, in the order of signals.
pub(in crate::store) fn waiting(connection: &Connection, most: usize) -> Fallible<Vec<Signal>> {
    let sql = format!("SELECT {COLUMNS} FROM signals WHERE lot = ?1 ORDER BY at, id LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut signals = Vec::new();
    for lot in lots(connection, whole(connection)?)? {
        let mut rows = statement.query(params![lot, most as i64])?;
        while let Some(row) = rows.next()? {
            signals.push(read(row)?);
        }
    }
    signals.sort_by_cached_key(Signal::place);
    signals.truncate(most);
    Ok(signals)
}

/// The time of the first that is not judged, held ones among them.
pub(in crate::store) fn first_unjudged(connection: &Connection) -> rusqlite::Result<Option<Instant>> {
    let mut first = None;
    for lot in lots(connection, i64::MAX)? {
        let at: i64 = connection
            .prepare_cached("SELECT at FROM signals WHERE lot = ?1 ORDER BY at, id LIMIT 1")?
            .query_row([lot], |row| row.get(0))?;
        first = first.into_iter().chain([at]).min();
    }
    Ok(first.map(instant))
}

/// How many are not judged yet, and wait no longer for their file.
pub(in crate::store) fn waiting_until(connection: &Connection, now: Instant) -> rusqlite::Result<u64> {
    let mut count = 0;
    for lot in lots(connection, whole(connection)?)? {
        count += connection
            .prepare_cached("SELECT count(*) FROM signals WHERE lot = ?1 AND at <= ?2")?
            .query_row(params![lot, micros(now)], |row| row.get::<_, i64>(0))?;
    }
    Ok(count as u64)
}

/// One of those whose file is not whole.
pub(in crate::store) fn held(connection: &Connection) -> rusqlite::Result<Option<SignalId>> {
    connection
        .prepare_cached("SELECT id FROM signals WHERE lot > ?1 ORDER BY lot DESC, at DESC, id DESC LIMIT 1")?
        .query_row([whole(connection)?], |row| row.get(0).map(SignalId))
        .optional()
}

/// The last lot that is whole.
fn whole(connection: &Connection) -> rusqlite::Result<i64> {
    let whole = connection.prepare_cached("SELECT whole FROM lots")?.query_row([], |row| row.get(0)).optional()?;
    Ok(whole.unwrap_or(0))
}

/// The lots, up to one, of which something is left: a few.
fn lots(connection: &Connection, last: i64) -> rusqlite::Result<Vec<i64>> {
    let mut next =
        connection.prepare_cached("SELECT lot FROM signals WHERE lot > ?1 AND lot <= ?2 ORDER BY lot LIMIT 1")?;
    let mut lots: Vec<i64> = Vec::new();
    while let Some(lot) = next.query_row([lots.last().copied().unwrap_or(-1), last], |row| row.get(0)).optional()? {
        lots.push(lot);
    }
    Ok(lots)
}

pub(super) fn read(row: &Row<'_>) -> Fallible<Signal> {
    Ok(Signal {
        id: SignalId(row.get(0)?),
        name: SignalName(row.get(1)?),
        case: row.get::<_, Option<String>>(2)?.map(CaseId),
        at: instant(row.get(3)?),
        data: json(row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?)?,
    })
}
