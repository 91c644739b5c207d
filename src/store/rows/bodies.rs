//! Texts beside the journal, each with its own salt.

use crate::domain::evidence::Body;
use crate::domain::id::BodyHash;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::store) fn save(connection: &Connection, body: &Body) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO bodies (hash, salt, text) VALUES (?1, ?2, ?3) ON CONFLICT (hash) DO NOTHING")?
        .execute(params![body.hash().as_str(), body.salt, body.text])?;
    Ok(())
}

pub(in crate::store) fn text(connection: &Connection, hash: &BodyHash) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT text FROM bodies WHERE hash = ?1")?
        .query_row([hash.as_str()], |row| row.get(0))
        .optional()
}

/// With its salt.
pub(in crate::store) fn get(connection: &Connection, hash: &BodyHash) -> rusqlite::Result<Option<Body>> {
    connection
        .prepare_cached("SELECT salt, text FROM bodies WHERE hash = ?1")?
        .query_row([hash.as_str()], |row| Ok(Body { salt: row.get(0)?, text: row.get(1)? }))
        .optional()
}

/// A page of texts in order of their hashes, and whether each is what its hash says.
pub(in crate::store) fn check(
    connection: &Connection,
    after: &BodyHash,
    most: u32,
) -> rusqlite::Result<Vec<(BodyHash, bool)>> {
    connection
        .prepare_cached("SELECT hash, salt, text FROM bodies WHERE hash > ?1 ORDER BY hash LIMIT ?2")?
        .query_map(params![after.as_str(), most], |row| {
            let hash = BodyHash(row.get(0)?);
            // A salt of another length, or a text that is none, was never written by us.
            let body = row.get(1).and_then(|salt| Ok(Body { salt, text: row.get(2)? }));
            let holds = body.is_ok_and(|body| body.hash() == hash);
            Ok((hash, holds))
        })?
        .collect()
}

pub(in crate::store) fn texts(
    connection: &Connection,
    hashes: BTreeSet<BodyHash>,
) -> rusqlite::Result<BTreeMap<BodyHash, String>> {
    let mut found = BTreeMap::new();
    for hash in hashes {
        if let Some(text) = text(connection, &hash)? {
            found.insert(hash, text);
        }
    }
    Ok(found)
}
