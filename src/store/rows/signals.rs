//! Signals: what triggers look for, and which of them still wait to be judged.

use super::{instant, json, micros, to_json};
use crate::domain::calendar::Instant;
use crate::domain::fact::Fact;
use crate::domain::id::{CaseId, SignalId, SignalName};
use crate::domain::signal::{Judged, Place, Signal};
use crate::store::fault::Fallible;
use rusqlite::{Connection, OptionalExtension, Row, params};

pub(super) const COLUMNS: &str = "id, name, case_id, at, data";

/// What a fact alone does to them.
pub(in crate::store) fn settle(connection: &Connection, fact: &Fact) -> Fallible<()> {
    match fact {
        Fact::SignalReceived { signal, name, case, at, data, judged } => {
            let standing = match judged {
                Judged::AtOnce => "judged",
                Judged::InTurn => "waits",
                Judged::WhenWhole => "held",
            };
            connection
                .prepare_cached(
                    "INSERT INTO signals (id, name, case_id, at, data, standing) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    signal.as_str(),
                    name.as_str(),
                    case.as_ref().map(CaseId::as_str),
                    micros(*at),
                    to_json(data)?,
                    standing
                ])?;
        }
        Fact::SignalsWhole { .. } => {
            connection.prepare_cached("UPDATE signals SET standing = 'waits' WHERE standing = 'held'")?.execute([])?;
        }
        Fact::SignalsJudged { until, .. } => {
            connection
                .prepare_cached(
                    "UPDATE signals SET standing = 'judged' WHERE standing = 'waits' AND (at, id) <= (?1, ?2)",
                )?
                .execute(params![micros(until.at), until.signal.as_str()])?;
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
         AND standing = 'judged' ORDER BY at, id LIMIT 1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let case = case.map(CaseId::as_str);
    let mut rows = statement.query(params![case, name.as_str(), micros(after.at), after.signal.as_str()])?;
    rows.next()?.map(read).transpose()
}

/// Those that wait their turn, in the order of signals.
pub(in crate::store) fn waiting(connection: &Connection, most: usize) -> Fallible<Vec<Signal>> {
    let sql = format!("SELECT {COLUMNS} FROM signals WHERE standing = 'waits' ORDER BY at, id LIMIT ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([most as i64])?;
    let mut signals = Vec::new();
    while let Some(row) = rows.next()? {
        signals.push(read(row)?);
    }
    Ok(signals)
}

/// The time of the first that is not judged, held ones among them.
pub(in crate::store) fn first_unjudged(connection: &Connection) -> rusqlite::Result<Option<Instant>> {
    let first = |standing: &str| {
        connection
            .prepare_cached("SELECT at FROM signals WHERE standing = ?1 ORDER BY at, id LIMIT 1")?
            .query_row([standing], |row| row.get::<_, i64>(0))
            .optional()
    };
    Ok(first("waits")?.into_iter().chain(first("held")?).min().map(instant))
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
