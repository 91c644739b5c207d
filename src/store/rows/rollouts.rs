//! Rollouts: the whole state as JSON.

use super::{read, to_json};
use crate::domain::id::RolloutId;
use crate::domain::rollout::Rollout;
use crate::store::fault::Fallible;
use rusqlite::{Connection, params};

pub(in crate::store) fn save(connection: &Connection, rollout: &Rollout) -> Fallible<()> {
    connection
        .prepare_cached(
            "INSERT INTO rollouts (id, agent, row) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET agent = ?2, row = ?3",
        )?
        .execute(params![rollout.id.as_str(), rollout.agent.as_str(), to_json(rollout)?])?;
    Ok(())
}

pub(in crate::store) fn get(connection: &Connection, id: &RolloutId) -> Fallible<Option<Rollout>> {
    Ok(read(connection, "SELECT row FROM rollouts WHERE id = ?1", [id.as_str()])?.pop())
}

/// In order of their names.
pub(in crate::store) fn all(connection: &Connection) -> Fallible<Vec<Rollout>> {
    read(connection, "SELECT row FROM rollouts ORDER BY id", [])
}
