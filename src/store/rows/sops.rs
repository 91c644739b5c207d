//! SOPs: the version in force, and how far the schedule is settled. The parsed text is put in by `load`.

use super::{instant, json, micros, to_json};
use crate::domain::id::{SopId, VersionHash};
use crate::domain::state::{SopState, SopStatus};
use crate::store::fault::Fallible;
use rusqlite::{Connection, Row, params};

const COLUMNS: &str = "id, hash, status, cursor, recurrence, review, ending";

pub(in crate::store) fn save(connection: &Connection, sop: &SopState) -> Fallible<()> {
    let status = match sop.status {
        SopStatus::InForce => "in-force",
        SopStatus::Retired => "retired",
    };
    let recurrence = sop.recurrence.as_ref().map(to_json).transpose()?;
    connection
        .prepare_cached(
            "INSERT INTO sops (id, hash, status, cursor, recurrence, review, ending) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (id) DO UPDATE SET
             hash = ?2, status = ?3, cursor = ?4, recurrence = ?5, review = ?6, ending = ?7",
        )?
        .execute(params![
            sop.id.as_str(),
            sop.hash.as_str(),
            status,
            micros(sop.cursor),
            recurrence,
            sop.review.map(micros),
            sop.ending.map(micros)
        ])?;
    Ok(())
}

pub(in crate::store) fn get(connection: &Connection, id: &SopId) -> Fallible<Option<SopState>> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM sops WHERE id = ?1"))?;
    let mut rows = statement.query([id.as_str()])?;
    rows.next()?.map(read).transpose()
}

pub(in crate::store) fn all(connection: &Connection) -> Fallible<Vec<SopState>> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM sops ORDER BY id"))?;
    let mut rows = statement.query([])?;
    let mut sops = Vec::new();
    while let Some(row) = rows.next()? {
        sops.push(read(row)?);
    }
    Ok(sops)
}

fn read(row: &Row<'_>) -> Fallible<SopState> {
    Ok(SopState {
        id: SopId(row.get(0)?),
        hash: VersionHash(row.get(1)?),
        sop: None,
        status: if row.get_ref(2)?.as_str().is_ok_and(|status| status == "retired") {
            SopStatus::Retired
        } else {
            SopStatus::InForce
        },
        cursor: instant(row.get(3)?),
        recurrence: row.get::<_, Option<String>>(4)?.as_deref().map(json).transpose()?,
        review: row.get::<_, Option<i64>>(5)?.map(instant),
        ending: row.get::<_, Option<i64>>(6)?.map(instant),
    })
}
