//! Preparations: the whole state as JSON, and the columns that whoever runs agents look for.

use super::{limit, micros, read, standings, to_json};
use crate::domain::id::{AgentId, PreparationId, RunId};
use crate::domain::preparation::{Preparation, PreparationStanding};
use crate::store::fault::Fallible;
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

pub(in crate::store) fn save(connection: &Connection, preparation: &Preparation) -> Fallible<()> {
    connection
        .prepare_cached(
            "INSERT INTO preparations (id, standing, agent, run, sop, step, at, row)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO UPDATE SET
             standing = ?2, agent = ?3, run = ?4, sop = ?5, step = ?6, at = ?7, row = ?8",
        )?
        .execute(params![
            preparation.id.0 as i64,
            word(&preparation.standing),
            preparation.agent.as_str(),
            preparation.run.0 as i64,
            preparation.sop.as_str(),
            preparation.step.as_str(),
            micros(preparation.requested),
            to_json(preparation)?,
        ])?;
    Ok(())
}

fn word(standing: &PreparationStanding) -> &'static str {
    match standing {
        PreparationStanding::Held { .. } => "held",
        PreparationStanding::Waiting => "waiting",
        PreparationStanding::Claimed { .. } => "claimed",
        PreparationStanding::Ready { .. } => "ready",
        PreparationStanding::Failed { .. } => "failed",
        PreparationStanding::Dropped => "dropped",
    }
}

pub(in crate::store) fn get(connection: &Connection, id: PreparationId) -> Fallible<Option<Preparation>> {
    Ok(read(connection, "SELECT row FROM preparations WHERE id = ?1", [id.0 as i64])?.pop())
}

/// Of a run, in order.
pub(in crate::store) fn of_run(connection: &Connection, run: RunId) -> Fallible<Vec<Preparation>> {
    read(connection, "SELECT row FROM preparations WHERE run = ?1 ORDER BY id", [run.0 as i64])
}

/// Of an agent, the newest first.
pub(in crate::store) fn of_agent(connection: &Connection, agent: &AgentId, most: u32) -> Fallible<Vec<Preparation>> {
    let sql = "SELECT row FROM preparations WHERE agent = ?1 ORDER BY id DESC LIMIT ?2";
    read(connection, sql, params![agent.as_str(), limit(most)])
}

/// Those that may be taken now.
pub(in crate::store) fn waiting(connection: &Connection, most: u32) -> Fallible<Vec<Preparation>> {
    read(connection, "SELECT row FROM preparations WHERE standing = 'waiting' ORDER BY id LIMIT ?1", [most])
}

/// Those that somebody took, and that are not over.
pub(in crate::store) fn claimed(connection: &Connection) -> Fallible<Vec<Preparation>> {
    read(connection, "SELECT row FROM preparations WHERE standing = 'claimed' ORDER BY id", [])
}

/// How many of an agent stand how.
pub(in crate::store) fn counts_of(connection: &Connection, agent: &AgentId) -> rusqlite::Result<BTreeMap<String, u64>> {
    standings(connection, "SELECT standing, count(*) FROM preparations WHERE agent = ?1 GROUP BY standing", agent)
}
