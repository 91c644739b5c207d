//! Keys of what fired, or was settled otherwise: each once, ever.

use crate::domain::exception::Cause;
use crate::domain::fact::Fact;
use crate::domain::id::{OccurrenceKey, RunId};
use rusqlite::{Connection, OptionalExtension, params};

pub(in crate::store) fn is_settled(connection: &Connection, key: &OccurrenceKey) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM occurrences WHERE key = ?1")?
        .query_row([key.as_str()], |_row| Ok(()))
        .optional()
        .map(|found| found.is_some())
}

/// The run that it opened.
pub(in crate::store) fn run_of(connection: &Connection, key: &OccurrenceKey) -> rusqlite::Result<Option<RunId>> {
    connection
        .prepare_cached("SELECT run FROM occurrences WHERE key = ?1")?
        .query_row([key.as_str()], |row| row.get::<_, Option<i64>>(0))
        .optional()
        .map(|found| found.flatten().map(|id| RunId(id as u64)))
}

/// The insert is the firing: a second one of the same key is an error, and nothing of it is kept.
pub(in crate::store) fn settle(connection: &Connection, fact: &Fact) -> rusqlite::Result<()> {
    let (key, sop, run) = match fact {
        Fact::RunOpened { run, sop, occurrence, .. } => (occurrence, sop, Some(run.0 as i64)),
        Fact::ExceptionRaised { occurrence: Some(occurrence), cause: Cause::Raised { sop, .. }, .. }
        | Fact::ExceptionRecurred { occurrence: Some(occurrence), cause: Cause::Raised { sop, .. }, .. }
        | Fact::OccurrenceNotFired { sop, occurrence, .. }
        | Fact::OccurrenceFired { sop, occurrence, .. } => (occurrence, sop, None),
        _ => return Ok(()),
    };
    connection.prepare_cached("INSERT INTO occurrences (key, sop, run) VALUES (?1, ?2, ?3)")?.execute(params![
        key.as_str(),
        sop.as_str(),
        run
    ])?;
    Ok(())
}
