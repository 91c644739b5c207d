//! What signals told, as conditions ask for it: those of files that are not whole are not there yet.

use super::signals::{COLUMNS, read};
use super::{json, micros};
use crate::domain::id::{CaseId, SignalName};
use crate::domain::signal::{Place, Signal};
use crate::store::fault::Fallible;
use rusqlite::{Connection, OptionalExtension, params};

/// Of a lot that is whole, or of none.
pub(super) const WHOLE: &str = "coalesce(lot, 0) <= (SELECT coalesce(max(whole), 0) FROM lots)";

/// The newest of a name at or before a place: of a case, or of any.
pub(in crate::store) fn last(
    connection: &Connection,
    name: &SignalName,
    case: Option<&CaseId>,
    until: &Place,
) -> Fallible<Option<Signal>> {
    let of = if case.is_some() { "case_id = ?4 AND" } else { "?4 IS NULL AND" };
    let sql = format!(
        "SELECT {COLUMNS} FROM signals
         WHERE {of} name = ?1 AND (at, id) <= (?2, ?3) AND {WHOLE} ORDER BY at DESC, id DESC LIMIT 1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let case = case.map(CaseId::as_str);
    let mut rows = statement.query(params![name.as_str(), micros(until.at), until.signal.as_str(), case])?;
    rows.next()?.map(read).transpose()
}

/// Cases of a kind that were told of at or before a place: one step of the index for each, however much each was told of.
pub(in crate::store) fn cases(connection: &Connection, kind: &str, until: &Place) -> Fallible<Vec<CaseId>> {
    let mut statement = connection.prepare_cached(&format!(
        "WITH RECURSIVE found (id) AS (
           SELECT min(case_id) FROM signals WHERE case_id >= ?1 AND case_id < ?2
           UNION ALL
           SELECT (SELECT min(case_id) FROM signals WHERE case_id > found.id AND case_id < ?2)
           FROM found WHERE found.id IS NOT NULL)
         SELECT id FROM found WHERE id IS NOT NULL AND EXISTS
           (SELECT 1 FROM signals WHERE case_id = found.id AND (at, id) <= (?3, ?4) AND {WHOLE})",
    ))?;
    // The sign after `:` ends everything that begins with the kind.
    let (from, to) = (format!("{kind}:"), format!("{kind};"));
    let rows = statement.query_map(params![from, to, micros(until.at), until.signal.as_str()], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<Vec<String>>>()?.into_iter().map(CaseId).collect())
}

/// What the newest signal of a case that has a field says there.
pub(in crate::store) fn field_of(
    connection: &Connection,
    case: &CaseId,
    field: &str,
    until: &Place,
) -> Fallible<Option<serde_json::Value>> {
    let value: Option<String> = connection
        .prepare_cached(&format!(
            "SELECT data -> ?2 FROM signals
             WHERE case_id = ?1 AND (at, id) <= (?3, ?4) AND {WHOLE} AND data -> ?2 IS NOT NULL
             ORDER BY at DESC, id DESC LIMIT 1",
        ))?
        .query_row(params![case.as_str(), path(field), micros(until.at), until.signal.as_str()], |row| row.get(0))
        .optional()?;
    value.as_deref().map(json).transpose()
}

/// A field as SQLite finds it.
fn path(field: &str) -> String {
    format!("$.{}", serde_json::Value::from(field))
}
