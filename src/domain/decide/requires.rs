//! `requires`: another SOP has to be done first, on the same business date or in the same week. While one waits, only a
//! manager may leave it out.

use super::Context;
use super::rights::is_manager;
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::id::{PersonId, SopId};
use crate::domain::refusal::Refusal;
use crate::domain::sop::{Requirement, Sop};
use crate::domain::state::State;

/// What is still to be done before it, as of now.
pub(crate) fn missing(
    sop: &Sop,
    calendar: &dyn Calendar,
    now: Instant,
    last_done: &dyn Fn(&SopId) -> Option<Instant>,
) -> Vec<Requirement> {
    if sop.requires.is_empty() {
        return Vec::new();
    }
    let today = calendar.business_date(now);
    let done = |required: &&Requirement| {
        last_done(&required.sop).is_some_and(|at| calendar.business_date(at) >= required.within.since(today))
    };
    sop.requires.iter().filter(|required| !done(required)).cloned().collect()
}

pub(super) fn met(sop: &Sop, context: &Context<'_>) -> Result<(), Refusal> {
    let requires = missing(sop, context.calendar, context.now, &|sop| context.look.last_done(sop));
    if requires.is_empty() { Ok(()) } else { Err(Refusal::RequiresFirst { sop: sop.id.clone(), requires }) }
}

/// What waits is not left out by those who would rather not do the other.
pub(super) fn may_skip(state: &State, context: &Context<'_>, person: &PersonId, sop: &Sop) -> Result<(), Refusal> {
    if is_manager(state, person, Some(sop)) { Ok(()) } else { met(sop, context) }
}
