//! Facts that triggers counted and that are not used up.

use super::{json, micros, to_json};
use crate::domain::fact::Fact;
use crate::domain::repetition::{Tally, Unused, tallies};
use crate::store::fault::Fallible;
use crate::store::parsed;
use rusqlite::{Connection, params};

/// What a fact alone does to them.
pub(in crate::store) fn settle(connection: &Connection, fact: &Fact) -> Fallible<()> {
    match fact {
        Fact::RepetitionCounted { tally, fact, until } => {
            connection
                .prepare_cached("DELETE FROM counted WHERE sop = ?1 AND tally = ?2 AND gone <= ?3")?
                .execute(params![tally.sop.as_str(), tally.of, micros(fact.at)])?;
            save(connection, tally, &Unused { fact: fact.clone(), until: *until })?;
        }
        Fact::RepetitionFired { tally, facts } => {
            let mut statement = connection
                .prepare_cached("DELETE FROM counted WHERE sop = ?1 AND tally = ?2 AND grp = ?3 AND name = ?4")?;
            for fact in facts {
                statement.execute(params![tally.sop.as_str(), tally.of, tally.group, fact.name()])?;
            }
        }
        Fact::StepUndone { run, step, voids, .. } => {
            let mut statement = connection.prepare_cached("DELETE FROM counted WHERE run = ?1 AND step = ?2")?;
            for step in voids.iter().chain([step]) {
                statement.execute(params![run.0 as i64, step.to_string()])?;
            }
        }
        // What an edited trigger counts starts from nothing.
        Fact::SopActivated { sop, hash, .. } => {
            let counts = parsed::sop(connection, hash)?.map(|sop| tallies(&sop)).unwrap_or_default();
            connection
                .prepare_cached(
                    "DELETE FROM counted WHERE sop = ?1 AND tally NOT IN (SELECT value FROM json_each(?2))",
                )?
                .execute(params![sop.as_str(), to_json(&counts)?])?;
        }
        Fact::SopRetired { sop } => {
            connection.prepare_cached("DELETE FROM counted WHERE sop = ?1")?.execute([sop.as_str()])?;
        }
        _ => {}
    }
    Ok(())
}

fn save(connection: &Connection, tally: &Tally, unused: &Unused) -> Fallible<()> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO counted (sop, tally, grp, name, gone, run, step, row)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            tally.sop.as_str(),
            tally.of,
            tally.group,
            unused.fact.name(),
            micros(unused.let_go()),
            unused.fact.run.map(|run| run.0 as i64),
            unused.fact.step.as_ref().map(ToString::to_string),
            to_json(unused)?,
        ])?;
    Ok(())
}

pub(in crate::store) fn of(connection: &Connection, tally: &Tally) -> Fallible<Vec<Unused>> {
    let mut statement = connection
        .prepare_cached("SELECT row FROM counted WHERE sop = ?1 AND tally = ?2 AND grp = ?3 ORDER BY name")?;
    let mut rows = statement.query(params![tally.sop.as_str(), tally.of, tally.group])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(json(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
    }
    Ok(all)
}
