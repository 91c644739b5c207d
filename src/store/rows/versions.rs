//! Every text that was ever in force, by its hash.

use crate::domain::fact::Fact;
use crate::domain::id::{ListId, VersionHash};
use rusqlite::{Connection, OptionalExtension, params};

const SOP: &str = "sop";
const CONFIG: &str = "config";
const LIST: &str = "list";

/// Keeps the text that an activation carries.
pub(in crate::store) fn keep(connection: &Connection, fact: &Fact) -> rusqlite::Result<()> {
    let (hash, kind, name, text) = match fact {
        Fact::SopActivated { sop, hash, text, .. } => (hash, SOP, sop.as_str(), text),
        Fact::ConfigActivated { hash, text, .. } => (hash, CONFIG, "", text),
        Fact::ListActivated { list, hash, text } => (hash, LIST, list.as_str(), text),
        _ => return Ok(()),
    };
    connection
        .prepare_cached("INSERT INTO versions (hash, kind, name, text) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?
        .execute(params![hash.as_str(), kind, name, text])?;
    Ok(())
}

pub(in crate::store) fn sop(connection: &Connection, hash: &VersionHash) -> rusqlite::Result<Option<String>> {
    text(connection, hash, SOP, None)
}

pub(in crate::store) fn config(connection: &Connection, hash: &VersionHash) -> rusqlite::Result<Option<String>> {
    text(connection, hash, CONFIG, None)
}

pub(in crate::store) fn list(
    connection: &Connection,
    id: &ListId,
    hash: &VersionHash,
) -> rusqlite::Result<Option<String>> {
    text(connection, hash, LIST, Some(id.as_str()))
}

/// Whatever kind it is of: the hash is of the text.
pub(in crate::store) fn text_of(connection: &Connection, hash: &VersionHash) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT text FROM versions WHERE hash = ?1 LIMIT 1")?
        .query_row([hash.as_str()], |row| row.get(0))
        .optional()
}

/// Hashes of SOP texts that begin so; hexadecimal digits only.
pub(in crate::store) fn sops_from(connection: &Connection, start: &str) -> rusqlite::Result<Vec<VersionHash>> {
    let mut rows = connection
        .prepare_cached("SELECT DISTINCT hash FROM versions WHERE kind = ?1 AND substr(hash, 1, ?2) = ?3 LIMIT 20")?;
    rows.query_map(params![SOP, start.len() as i64, start], |row| row.get(0).map(VersionHash))?.collect()
}

fn text(
    connection: &Connection,
    hash: &VersionHash,
    kind: &str,
    name: Option<&str>,
) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached(
            "SELECT text FROM versions WHERE hash = ?1 AND kind = ?2 AND (?3 IS NULL OR name = ?3) LIMIT 1",
        )?
        .query_row(params![hash.as_str(), kind, name], |row| row.get(0))
        .optional()
}
