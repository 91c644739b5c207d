//! Cases: what is known about each, and what is open of it.

use super::fault::Fallible;
use super::rows::{exceptions, instant, runs, watches};
use super::{Store, StoreError};
use crate::domain::calendar::Instant;
use crate::domain::id::{CaseId, ExceptionId, RunId, WatchId};
use crate::domain::timer::Subject;
use rusqlite::{Connection, params};

/// A case as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    pub id: CaseId,
    pub signals: u64,
    /// Times of its first and its last signal.
    pub first: Option<Instant>,
    pub last: Option<Instant>,
    /// What is open of it.
    pub runs: Vec<RunId>,
    pub exceptions: Vec<ExceptionId>,
    pub watches: Vec<WatchId>,
}

impl Store {
    /// The cases that something was recorded about last, of one kind or of all.
    pub fn cases(&mut self, kind: Option<&str>, most: u32) -> Result<Vec<Case>, StoreError> {
        let ids = self.read_at_once(|connection| newest(connection, kind, most))?;
        // Each is a short read of its own.
        let cases = ids.into_iter().map(|id| self.case(&id));
        Ok(cases.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// None where nothing is known about it.
    pub fn case(&mut self, id: &CaseId) -> Result<Option<Case>, StoreError> {
        self.read_at_once(|connection| case(connection, id))
    }
}

fn newest(connection: &Connection, kind: Option<&str>, most: u32) -> Fallible<Vec<CaseId>> {
    let (from, to) =
        kind.map_or((String::new(), "\u{10ffff}".to_owned()), |kind| (format!("{kind}:"), format!("{kind};")));
    let mut statement = connection.prepare_cached(
        "SELECT case_id FROM journal INDEXED BY journal_case
         WHERE case_id IS NOT NULL AND case_id >= ?1 AND case_id < ?2
         GROUP BY case_id ORDER BY max(seq) DESC LIMIT ?3",
    )?;
    let ids = statement.query_map(params![from, to, most], |row| row.get(0).map(CaseId))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

fn case(connection: &Connection, id: &CaseId) -> Fallible<Option<Case>> {
    let (signals, first, last) = connection
        .prepare_cached("SELECT count(*), min(at), max(at) FROM signals WHERE case_id = ?1")?
        .query_row([id.as_str()], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, Option<i64>>(2)?))
        })?;
    let (first, last) = (first.map(instant), last.map(instant));
    let mut found = Case {
        id: id.clone(),
        signals: signals as u64,
        first,
        last,
        runs: Vec::new(),
        exceptions: Vec::new(),
        watches: Vec::new(),
    };
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT subject FROM journal INDEXED BY journal_case WHERE case_id = ?1 AND subject NOT LIKE 'signal:%'",
    )?;
    let mut rows = statement.query([id.as_str()])?;
    let mut known = signals > 0;
    while let Some(row) = rows.next()? {
        known = true;
        match row.get::<_, String>(0)?.parse() {
            Ok(Subject::Run(id)) if runs::get(connection, id)?.is_some_and(|run| run.is_open()) => found.runs.push(id),
            Ok(Subject::Exception(id)) if exceptions::get(connection, id)?.is_some_and(|card| card.is_open()) => {
                found.exceptions.push(id);
            }
            Ok(Subject::Watch(id)) if watches::get(connection, id)?.is_some_and(|watch| watch.is_open()) => {
                found.watches.push(id);
            }
            _ => {}
        }
    }
    Ok(known.then_some(found))
}
