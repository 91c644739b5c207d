//! Which SOPs in force have to be told of what.

use crate::domain::id::SopId;
use rusqlite::{Connection, params};
use std::collections::BTreeSet;

/// Replaces what a SOP listens for.
pub(in crate::store) fn save(connection: &Connection, sop: &SopId, names: &BTreeSet<String>) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM listens WHERE sop = ?1")?.execute([sop.as_str()])?;
    let mut statement = connection.prepare_cached("INSERT INTO listens (name, sop) VALUES (?1, ?2)")?;
    names.iter().try_for_each(|name| statement.execute(params![name, sop.as_str()]).map(drop))
}

pub(in crate::store) fn of(connection: &Connection, name: &str) -> rusqlite::Result<Vec<SopId>> {
    let mut statement = connection.prepare_cached("SELECT sop FROM listens WHERE name = ?1 ORDER BY sop")?;
    statement.query_map([name], |row| row.get(0).map(SopId))?.collect()
}
