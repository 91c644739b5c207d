//! Lists in force.

use crate::domain::id::{ListId, VersionHash};
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

pub(in crate::store) fn all(connection: &Connection) -> rusqlite::Result<BTreeMap<ListId, VersionHash>> {
    connection
        .prepare_cached("SELECT id, hash FROM lists")?
        .query_map([], |row| Ok((ListId(row.get(0)?), VersionHash(row.get(1)?))))?
        .collect()
}

/// None: not in force any more.
pub(in crate::store) fn save(connection: &Connection, id: &ListId, hash: Option<&VersionHash>) -> rusqlite::Result<()> {
    match hash {
        Some(hash) => connection
            .prepare_cached("INSERT INTO lists (id, hash) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET hash = ?2")?
            .execute(params![id.as_str(), hash.as_str()])?,
        None => connection.prepare_cached("DELETE FROM lists WHERE id = ?1")?.execute([id.as_str()])?,
    };
    Ok(())
}
