//! One row: what the site as a whole stands at.

use super::{instant, micros};
use crate::domain::approval::Delegation;
use crate::domain::id::VersionHash;
use crate::domain::rollout::Paused;
use crate::domain::state::{Outage, State};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::store) struct Floor {
    pub(in crate::store) config: Option<VersionHash>,
    pub(in crate::store) last_run: u64,
    pub(in crate::store) last_exception: u64,
    pub(in crate::store) last_watch: u64,
    pub(in crate::store) last_notice: u64,
    pub(in crate::store) last_preparation: u64,
    pub(in crate::store) last_approval: u64,
    pub(in crate::store) last_action: u64,
    pub(in crate::store) paused: Paused,
    pub(in crate::store) delegations: Vec<Delegation>,
    pub(in crate::store) epoch: u64,
    pub(in crate::store) clock_held: Option<crate::domain::calendar::Instant>,
    pub(in crate::store) down: Option<Outage>,
    pub(in crate::store) holidays_end: Option<crate::domain::calendar::Instant>,
    pub(in crate::store) unjudged: Option<crate::domain::calendar::Instant>,
}

impl Floor {
    pub(in crate::store) fn of(state: &State) -> Self {
        Self {
            config: state.site.as_ref().map(|site| site.hash.clone()),
            last_run: state.last_run,
            last_exception: state.last_exception,
            last_watch: state.last_watch,
            last_notice: state.last_notice,
            last_preparation: state.last_preparation,
            last_approval: state.last_approval,
            last_action: state.last_action,
            paused: state.paused.clone(),
            delegations: state.delegations.clone(),
            epoch: state.epoch,
            clock_held: state.clock_held,
            down: state.down,
            holidays_end: state.holidays_end,
            unjudged: state.unjudged,
        }
    }
}

pub(in crate::store) fn get(connection: &Connection) -> rusqlite::Result<Floor> {
    connection
        .prepare_cached(
            "SELECT config, last_run, last_exception, epoch, clock_held, down_from, down_to, holidays_end,
             last_watch, unjudged, last_notice, last_preparation, last_approval, last_action, paused, delegations
             FROM floor WHERE id = 1",
        )?
        .query_row([], |row| {
            let down = row.get::<_, Option<i64>>(5)?.zip(row.get::<_, Option<i64>>(6)?);
            Ok(Floor {
                config: row.get::<_, Option<String>>(0)?.map(VersionHash),
                last_run: row.get::<_, i64>(1)? as u64,
                last_exception: row.get::<_, i64>(2)? as u64,
                last_notice: row.get::<_, i64>(10)? as u64,
                last_preparation: row.get::<_, i64>(11)? as u64,
                last_approval: row.get::<_, i64>(12)? as u64,
                last_action: row.get::<_, i64>(13)? as u64,
                paused: from_json(row.get_ref(14)?.as_str()?)?,
                delegations: from_json(row.get_ref(15)?.as_str()?)?,
                epoch: row.get::<_, i64>(3)? as u64,
                clock_held: row.get::<_, Option<i64>>(4)?.map(instant),
                down: down.map(|(from, to)| Outage { from: instant(from), to: instant(to) }),
                holidays_end: row.get::<_, Option<i64>>(7)?.map(instant),
                last_watch: row.get::<_, i64>(8)? as u64,
                unjudged: row.get::<_, Option<i64>>(9)?.map(instant),
            })
        })
        .optional()
        .map(Option::unwrap_or_default)
}

pub(in crate::store) fn save(connection: &Connection, floor: &Floor) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO floor (id, config, last_run, last_exception, epoch, clock_held, down_from, down_to, holidays_end,
             last_watch, unjudged, last_notice, last_preparation, last_approval, last_action, paused, delegations)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
             ON CONFLICT (id) DO UPDATE SET
             config = ?1, last_run = ?2, last_exception = ?3, epoch = ?4, clock_held = ?5, down_from = ?6, down_to = ?7,
             holidays_end = ?8, last_watch = ?9, unjudged = ?10, last_notice = ?11, last_preparation = ?12,
             last_approval = ?13, last_action = ?14, paused = ?15, delegations = ?16",
        )?
        .execute(params![
            floor.config.as_ref().map(VersionHash::as_str),
            floor.last_run as i64,
            floor.last_exception as i64,
            floor.epoch as i64,
            floor.clock_held.map(micros),
            floor.down.map(|down| micros(down.from)),
            floor.down.map(|down| micros(down.to)),
            floor.holidays_end.map(micros),
            floor.last_watch as i64,
            floor.unjudged.map(micros),
            floor.last_notice as i64,
            floor.last_preparation as i64,
            floor.last_approval as i64,
            floor.last_action as i64,
            in_json(&floor.paused)?,
            in_json(&floor.delegations)?,
        ])?;
    Ok(())
}

fn from_json<T: DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    let broken = |cause| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(cause));
    serde_json::from_str(text).map_err(broken)
}

fn in_json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|cause| rusqlite::Error::ToSqlConversionFailure(Box::new(cause)))
}
