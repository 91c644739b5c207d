//! What was fixed when the store was made.

use rusqlite::{Connection, OptionalExtension, params};

pub(in crate::store) const SITE: &str = "site";
pub(in crate::store) const NAME: &str = "name";
pub(in crate::store) const CREATED: &str = "created";
/// Set for ever by the first test clock.
pub(in crate::store) const TEST: &str = "test";

pub(in crate::store) fn get(connection: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    connection.prepare_cached("SELECT value FROM meta WHERE key = ?1")?.query_row([key], |row| row.get(0)).optional()
}

pub(in crate::store) fn set(connection: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2")?
        .execute(params![key, value])?;
    Ok(())
}
