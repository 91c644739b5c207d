//! Actions: the whole state as JSON, and the columns that whoever runs agents look for.

use super::{limit, micros, read, standings, to_json};
use crate::domain::action::{Action, ActionStanding};
use crate::domain::id::{ActionId, AgentId, RunId};
use crate::store::fault::Fallible;
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

pub(in crate::store) fn save(connection: &Connection, action: &Action) -> Fallible<()> {
    connection
        .prepare_cached(
            "INSERT INTO actions (id, standing, agent, run, sop, step, at, row)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO UPDATE SET
             standing = ?2, agent = ?3, run = ?4, sop = ?5, step = ?6, at = ?7, row = ?8",
        )?
        .execute(params![
            action.id.0 as i64,
            word(&action.standing),
            action.agent.as_str(),
            action.run.0 as i64,
            action.sop.as_str(),
            action.step.as_str(),
            micros(action.asked),
            to_json(action)?,
        ])?;
    Ok(())
}

fn word(standing: &ActionStanding) -> &'static str {
    match standing {
        ActionStanding::Approved => "approved",
        ActionStanding::Held { .. } => "held",
        ActionStanding::Claimed { .. } => "claimed",
        ActionStanding::Running { .. } => "running",
        ActionStanding::Succeeded { .. } => "succeeded",
        ActionStanding::Failed { .. } => "failed",
        ActionStanding::Unknown { .. } => "unknown",
        ActionStanding::Abandoned { .. } => "abandoned",
    }
}

pub(in crate::store) fn get(connection: &Connection, id: ActionId) -> Fallible<Option<Action>> {
    Ok(read(connection, "SELECT row FROM actions WHERE id = ?1", [id.0 as i64])?.pop())
}

/// Of a run, in order.
pub(in crate::store) fn of_run(connection: &Connection, run: RunId) -> Fallible<Vec<Action>> {
    read(connection, "SELECT row FROM actions WHERE run = ?1 ORDER BY id", [run.0 as i64])
}

/// Of an agent, the newest first.
pub(in crate::store) fn of_agent(connection: &Connection, agent: &AgentId, most: u32) -> Fallible<Vec<Action>> {
    let sql = "SELECT row FROM actions WHERE agent = ?1 ORDER BY id DESC LIMIT ?2";
    read(connection, sql, params![agent.as_str(), limit(most)])
}

/// Those that may be taken now.
pub(in crate::store) fn approved(connection: &Connection, most: u32) -> Fallible<Vec<Action>> {
    read(connection, "SELECT row FROM actions WHERE standing = 'approved' ORDER BY id LIMIT ?1", [most])
}

/// Those that somebody took, and that are not over.
pub(in crate::store) fn under_way(connection: &Connection) -> Fallible<Vec<Action>> {
    read(connection, "SELECT row FROM actions WHERE standing IN ('claimed', 'running') ORDER BY id", [])
}

/// Not over, or nobody knows.
pub(in crate::store) fn open(connection: &Connection) -> Fallible<Vec<Action>> {
    let sql =
        "SELECT row FROM actions WHERE standing IN ('approved', 'held', 'claimed', 'running', 'unknown') ORDER BY id";
    read(connection, sql, [])
}

/// All, the newest first.
pub(in crate::store) fn all(connection: &Connection, most: u32) -> Fallible<Vec<Action>> {
    read(connection, "SELECT row FROM actions ORDER BY id DESC LIMIT ?1", [limit(most)])
}

/// How many of an agent stand how.
pub(in crate::store) fn counts_of(connection: &Connection, agent: &AgentId) -> rusqlite::Result<BTreeMap<String, u64>> {
    standings(connection, "SELECT standing, count(*) FROM actions WHERE agent = ?1 GROUP BY standing", agent)
}
