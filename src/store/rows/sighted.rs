//! What signals told in the fields that conditions look for over all cases.

use super::micros;
use super::signals::{COLUMNS, read};
use super::told::WHOLE;
use crate::domain::condition::{Condition, same_text};
use crate::domain::fact::Fact;
use crate::domain::id::{SignalName, SopId};
use crate::domain::signal::{Place, Signal};
use crate::domain::sop::Sop;
use crate::store::fault::Fallible;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

type Field = (String, String);

/// The fields that a SOP looks for; one that nobody looked for until now is filled in from what was told before.
pub(in crate::store) fn seek(connection: &Connection, id: &SopId, sop: Option<&Sop>) -> Fallible<()> {
    let wanted = sop.map(fields).unwrap_or_default();
    let mut statement = connection.prepare_cached("SELECT name, field FROM sought WHERE sop = ?1")?;
    let known = statement.query_map([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let known = known.collect::<rusqlite::Result<BTreeSet<Field>>>()?;
    for (name, field) in known.difference(&wanted) {
        connection
            .prepare_cached("DELETE FROM sought WHERE sop = ?1 AND name = ?2 AND field = ?3")?
            .execute(params![id.as_str(), name, field])?;
    }
    for (name, field) in wanted.difference(&known) {
        if !is_sought(connection, name, field)? {
            fill(connection, name, field)?;
        }
        connection.prepare_cached("INSERT INTO sought (sop, name, field) VALUES (?1, ?2, ?3)")?.execute(params![
            id.as_str(),
            name,
            field
        ])?;
    }
    Ok(())
}

/// What a signal tells in fields that are looked for.
pub(in crate::store) fn settle(connection: &Connection, fact: &Fact) -> Fallible<()> {
    let Fact::SignalReceived { signal, name, case, at, data, .. } = fact else { return Ok(()) };
    let mut statement = connection.prepare_cached("SELECT DISTINCT field FROM sought WHERE name = ?1")?;
    let fields = statement.query_map([name.as_str()], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    if fields.is_empty() {
        return Ok(());
    }
    let signal = Signal { id: signal.clone(), name: name.clone(), case: case.clone(), at: *at, data: data.clone() };
    fields.iter().try_for_each(|field| keep(connection, &signal, field))
}

/// Whether any signal of a name, of any case, told this there.
pub(in crate::store) fn seen(
    connection: &Connection,
    name: &SignalName,
    field: &str,
    value: &serde_json::Value,
    until: &Place,
) -> Fallible<bool> {
    let Some(value) = same_text(value) else { return Ok(false) };
    let found = connection
        .prepare_cached(&format!(
            "SELECT 1 FROM sighted JOIN signals ON signals.id = sighted.signal
             WHERE sighted.name = ?1 AND field = ?2 AND value = ?3 AND (sighted.at, signal) <= (?4, ?5) AND {WHOLE}
             LIMIT 1"
        ))?
        .query_row(params![name.as_str(), field, value, micros(until.at), until.signal.as_str()], |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}

fn fields(sop: &Sop) -> BTreeSet<Field> {
    let conditions = sop.triggers.iter().filter_map(|trigger| trigger.condition.as_ref());
    let named = conditions.filter_map(|condition| Condition::check_where(&condition.0).ok());
    named.flat_map(|named| named.sightings).map(|(name, field)| (name.0, field)).collect()
}

fn is_sought(connection: &Connection, name: &str, field: &str) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM sought WHERE name = ?1 AND field = ?2")?;
    statement.exists(params![name, field])
}

/// What is there may be of an earlier time at which it was looked for.
fn fill(connection: &Connection, name: &str, field: &str) -> Fallible<()> {
    let sql = format!("SELECT {COLUMNS} FROM signals WHERE name = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([name])?;
    while let Some(row) = rows.next()? {
        keep(connection, &read(row)?, field)?;
    }
    Ok(())
}

fn keep(connection: &Connection, signal: &Signal, field: &str) -> Fallible<()> {
    let Some(value) = signal.data.get(field).and_then(same_text) else { return Ok(()) };
    connection
        .prepare_cached("INSERT OR IGNORE INTO sighted (name, field, value, at, signal) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![signal.name.as_str(), field, value, micros(signal.at), signal.id.as_str()])?;
    Ok(())
}
