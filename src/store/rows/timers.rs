//! Timers: everything that depends on time. Those of a subject are derived, but for the plan's next occurrence.

use super::{instant, micros};
use crate::domain::calendar::Instant;
use crate::domain::timer::{Subject, Timer, TimerKind};
use crate::store::fault::{Fallible, Fault};
use rusqlite::{Connection, OptionalExtension, Row, params};

const NEXT: i64 = TimerKind::Next as i64;
const STALE: i64 = TimerKind::Sources as i64;

/// What is due at `now`, in the order of the domain.
pub(in crate::store) fn due(connection: &Connection, now: Instant, most: usize) -> Fallible<Vec<Timer>> {
    let mut statement = connection.prepare_cached(
        "SELECT due_at, kind, subject FROM timers WHERE due_at <= ?1
         ORDER BY due_at, kind, class, number, subject LIMIT ?2",
    )?;
    let mut rows = statement.query(params![micros(now), most as i64])?;
    let mut timers = Vec::new();
    while let Some(row) = rows.next()? {
        timers.push(read(row)?);
    }
    Ok(timers)
}

pub(in crate::store) fn first(connection: &Connection) -> Fallible<Option<Timer>> {
    Ok(due(connection, Instant::MAX_UTC, 1)?.pop())
}

/// The timers of a subject that had passed at `now`, the plan's among them.
pub(in crate::store) fn passed(connection: &Connection, subject: &Subject, now: Instant) -> Fallible<Vec<Timer>> {
    let mut statement = connection.prepare_cached(
        "SELECT due_at, kind, subject FROM timers WHERE subject = ?1 AND due_at <= ?2 ORDER BY due_at, kind",
    )?;
    let mut rows = statement.query(params![subject.to_string(), micros(now)])?;
    let mut timers = Vec::new();
    while let Some(row) = rows.next()? {
        timers.push(read(row)?);
    }
    Ok(timers)
}

pub(in crate::store) fn is_there(connection: &Connection, timer: &Timer) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM timers WHERE subject = ?1 AND due_at = ?2 AND kind = ?3")?
        .query_row(params![timer.subject.to_string(), micros(timer.due_at), timer.kind as i64], |_row| Ok(()))
        .optional()
        .map(|found| found.is_some())
}

/// The plan's next occurrence of a SOP, as it stands.
pub(in crate::store) fn planned(connection: &Connection, subject: &Subject) -> rusqlite::Result<Option<Instant>> {
    connection
        .prepare_cached("SELECT due_at FROM timers WHERE subject = ?1 AND kind = ?2")?
        .query_row(params![subject.to_string(), NEXT], |row| row.get(0))
        .optional()
        .map(|at| at.map(instant))
}

/// Replaces the derived timers of a subject.
pub(in crate::store) fn save(connection: &Connection, subject: &Subject, timers: &[Timer]) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM timers WHERE subject = ?1 AND kind NOT IN (?2, ?3)")?.execute(params![
        subject.to_string(),
        NEXT,
        STALE
    ])?;
    timers.iter().try_for_each(|timer| insert(connection, timer))
}

/// Replaces the plan's next occurrence of a SOP.
pub(in crate::store) fn plan(connection: &Connection, subject: &Subject, at: Option<Instant>) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM timers WHERE subject = ?1 AND kind = ?2")?
        .execute(params![subject.to_string(), NEXT])?;
    match at {
        Some(due_at) => insert(connection, &Timer { due_at, kind: TimerKind::Next, subject: subject.clone() }),
        None => Ok(()),
    }
}

/// When a source is stale, as it is planned.
pub(in crate::store) fn stale_at(connection: &Connection, subject: &Subject) -> rusqlite::Result<Option<Instant>> {
    connection
        .prepare_cached("SELECT due_at FROM timers WHERE subject = ?1 AND kind = ?2")?
        .query_row(params![subject.to_string(), STALE], |row| row.get(0))
        .optional()
        .map(|at| at.map(instant))
}

/// Replaces that.
pub(in crate::store) fn stale(connection: &Connection, subject: &Subject, at: Option<Instant>) -> Fallible<()> {
    if stale_at(connection, subject)? == at {
        return Ok(());
    }
    connection
        .prepare_cached("DELETE FROM timers WHERE subject = ?1 AND kind = ?2")?
        .execute(params![subject.to_string(), STALE])?;
    if let Some(due_at) = at {
        insert(connection, &Timer { due_at, kind: TimerKind::Sources, subject: subject.clone() })?;
    }
    Ok(())
}

fn insert(connection: &Connection, timer: &Timer) -> rusqlite::Result<()> {
    let (class, number) = order(&timer.subject);
    connection
        .prepare_cached("INSERT INTO timers (due_at, kind, class, number, subject) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![micros(timer.due_at), timer.kind as i64, class, number, timer.subject.to_string()])?;
    Ok(())
}

/// Sorts as `Subject` does: by what it is, then by number or name.
fn order(subject: &Subject) -> (i64, i64) {
    match subject {
        Subject::Exception(id) => (1, id.0 as i64),
        Subject::List(_) => (2, 0),
        Subject::Run(id) => (3, id.0 as i64),
        Subject::Site => (4, 0),
        Subject::Sop(_) => (5, 0),
        Subject::Watch(id) => (6, id.0 as i64),
        Subject::Signal(_) => (7, 0),
        Subject::Notice(id) => (8, id.0 as i64),
        Subject::Preparation(id) => (9, id.0 as i64),
        Subject::Approval(id) => (10, id.0 as i64),
        Subject::Action(id) => (11, id.0 as i64),
        Subject::Rollout(_) => (12, 0),
        Subject::Agent(_) => (13, 0),
        Subject::Source(_) => (14, 0),
    }
}

fn read(row: &Row<'_>) -> Fallible<Timer> {
    let subject: String = row.get(2)?;
    let number: i64 = row.get(1)?;
    Ok(Timer {
        due_at: instant(row.get(0)?),
        kind: kind(number).ok_or_else(|| Fault::Damaged(format!("`{number}` is not a kind of timer")))?,
        subject: subject.parse().map_err(Fault::Damaged)?,
    })
}

fn kind(number: i64) -> Option<TimerKind> {
    use TimerKind::{
        AckEnds, ApprovalEnds, Breach, Closes, Delegation, Due, Holidays, Next, Notice, Preparation, Recheck, Recur,
        Remind, Resume, Retry, Review, Rung, ShelfEnds, Signals, Sources, Withdraw,
    };
    let early = [Signals, Sources, Resume, Withdraw, Closes, Due, Breach, Remind, Rung, AckEnds, ShelfEnds, Recheck];
    let late = [ApprovalEnds, Delegation, Next, Recur, Review, Holidays, Notice, Preparation, Retry];
    early.into_iter().chain(late).find(|kind| *kind as i64 == number)
}
