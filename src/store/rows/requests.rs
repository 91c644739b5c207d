//! Requests that were accepted: what makes a command safe to send twice.

use crate::domain::id::RequestId;
use rusqlite::{Connection, OptionalExtension, params};

/// An accepted request, and the lines that answered it; none where `last` is before `first`.
#[derive(Debug)]
pub(in crate::store) struct Request {
    pub(in crate::store) command: [u8; 32],
    pub(in crate::store) first: u64,
    pub(in crate::store) last: u64,
}

pub(in crate::store) fn get(connection: &Connection, id: &RequestId) -> rusqlite::Result<Option<Request>> {
    connection
        .prepare_cached("SELECT command, first, last FROM requests WHERE id = ?1")?
        .query_row([id.as_str()], |row| {
            Ok(Request {
                command: row.get(0)?,
                first: row.get::<_, i64>(1)? as u64,
                last: row.get::<_, i64>(2)? as u64,
            })
        })
        .optional()
}

pub(in crate::store) fn save(connection: &Connection, id: &RequestId, request: &Request) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO requests (id, command, first, last) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![id.as_str(), request.command, request.first as i64, request.last as i64])?;
    Ok(())
}
