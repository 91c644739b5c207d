//! Records shown to somebody from outside: who opened them, until when, and what could be seen.

use super::Context;
use super::intent::Outcome;
use super::rights::{may_manage, person};
use crate::domain::fact::{Fact, InspectedNames};
use crate::domain::id::{ItemId, SopId};
use crate::domain::refusal::Refusal;
use crate::domain::state::State;
use chrono::{NaiveDate, TimeDelta};

/// What is shown.
pub(super) struct Seen<'a> {
    pub(super) names: InspectedNames,
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    pub(super) sops: &'a [SopId],
    pub(super) items: &'a [ItemId],
}

/// A manager's to open.
pub(super) fn open(state: &State, context: &Context<'_>, minutes: u32, seen: &Seen<'_>) -> Result<Outcome, Refusal> {
    let person = person(state, context)?;
    may_manage(state, person, None)?;
    Ok(Outcome::fact(Fact::InspectionOpened {
        until: context.now + TimeDelta::minutes(i64::from(minutes)),
        names: seen.names,
        from: seen.from,
        to: seen.to,
        sops: seen.sops.to_vec(),
        items: seen.items.to_vec(),
    }))
}
