//! One file a table: how a row is written, and read back.

pub(super) mod actions;
pub(super) mod approvals;
pub(super) mod bodies;
pub(super) mod counted;
pub(super) mod exceptions;
pub(super) mod floor;
pub(super) mod listens;
pub(super) mod lists;
pub(super) mod meta;
pub(super) mod notices;
pub(super) mod occurrences;
pub(super) mod preparations;
pub(super) mod requests;
pub(super) mod rollouts;
pub(super) mod runs;
pub(super) mod sighted;
pub(super) mod signals;
pub(super) mod sops;
pub(super) mod sources;
pub(super) mod timers;
pub(super) mod told;
pub(super) mod versions;
pub(super) mod watches;

use super::fault::{Fallible, Fault};
use crate::domain::calendar::Instant;
use crate::domain::id::AgentId;
use rusqlite::{Connection, Params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// Microseconds of UTC.
pub(super) fn instant(micros: i64) -> Instant {
    Instant::from_timestamp_micros(micros).unwrap_or_default()
}

pub(super) fn micros(at: Instant) -> i64 {
    at.timestamp_micros()
}

pub(super) fn json<T: DeserializeOwned>(text: &str) -> Fallible<T> {
    serde_json::from_str(text).map_err(|cause| Fault::Damaged(format!("a row cannot be read: {cause}")))
}

/// Rows kept as JSON, which is all that the query asks for.
pub(super) fn read<T: DeserializeOwned>(connection: &Connection, sql: &str, params: impl Params) -> Fallible<Vec<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(json(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
    }
    Ok(found)
}

pub(super) fn to_json<T: Serialize>(value: &T) -> Fallible<String> {
    serde_json::to_string(value).map_err(|cause| Fault::Bug(format!("a row cannot be written: {cause}")))
}

/// How many rows of an agent stand how; `sql` gives standing and count.
fn standings(connection: &Connection, sql: &str, agent: &AgentId) -> rusqlite::Result<BTreeMap<String, u64>> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([agent.as_str()], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
    rows.collect()
}

/// 0 asks for the most that is given at once.
pub(super) fn limit(asked: u32) -> i64 {
    if asked == 0 { 1_000 } else { i64::from(asked) }
}
