//! What a digest is made from: facts of agents' work in a stretch of time, and what waits now. All of one moment.

use super::fault::Fallible;
use super::rows::{actions, approvals, floor, preparations};
use super::verify::Head;
use super::{Store, StoreError, journal};
use crate::domain::calendar::Instant;
use crate::domain::digest::{Digest, Gathered};
use crate::domain::fact::Fact;
use crate::domain::timer::Subject;
use rusqlite::Connection;

/// Of what waits, so many at most.
const MOST: u32 = 1_000;

impl Store {
    /// From `from` up to, and without, `to`; and where the journal ends.
    pub fn digest(&mut self, from: Instant, to: Instant) -> Result<(Digest, Head), StoreError> {
        self.read_at_once(|connection| {
            let gathered = gather(connection, from, to)?;
            Ok((Digest::of(&gathered), journal::head(connection)?))
        })
    }
}

fn gather(connection: &Connection, from: Instant, to: Instant) -> Fallible<Gathered> {
    let mut gathered = Gathered {
        entries: journal::of_agents(connection, from, to)?,
        open_approvals: approvals::open(connection, MOST)?,
        open_actions: actions::open(connection)?,
        waiting: preparations::waiting(connection, MOST)?,
        paused: floor::get(connection)?.paused,
        ..Gathered::default()
    };
    for entry in &gathered.entries {
        match &entry.subject {
            Subject::Approval(id) if !gathered.approvals.contains_key(id) => {
                gathered.approvals.extend(approvals::get(connection, *id)?.map(|row| (*id, row)));
                let asked = journal::of_subject(connection, &entry.subject)?.into_iter();
                let asked = asked.filter(|entry| {
                    matches!(entry.fact, Fact::ApprovalRequested { .. } | Fact::ApprovalRenewed { .. })
                });
                gathered.asked.insert(*id, asked.map(|entry| entry.at).collect());
            }
            Subject::Action(id) if !gathered.actions.contains_key(id) => {
                gathered.actions.extend(actions::get(connection, *id)?.map(|row| (*id, row)));
            }
            Subject::Preparation(id) if !gathered.preparations.contains_key(id) => {
                gathered.preparations.extend(preparations::get(connection, *id)?.map(|row| (*id, row)));
            }
            _ => {}
        }
    }
    Ok(gathered)
}
