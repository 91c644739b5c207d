//! A clock that lies (T7): held, released, reset, stepped; and the stretches that nobody evaluated.

use super::intent::Outcome;
use super::rights::{may_manage, person};
use super::{Context, evidence};
use crate::domain::calendar::Instant;
use crate::domain::evidence::Body;
use crate::domain::fact::Fact;
use crate::domain::refusal::Refusal;
use crate::domain::state::{Outage, State};

pub(super) fn hold(state: &State, wall: Instant, last: Instant) -> Outcome {
    if state.clock_held.is_some() { Outcome::default() } else { Outcome::fact(Fact::ClockHeld { wall, last }) }
}

pub(super) fn release(state: &State, wall: Instant) -> Outcome {
    if state.clock_held.is_none() { Outcome::default() } else { Outcome::fact(Fact::ClockReleased { wall }) }
}

/// A manager confirms the wall clock; cursors that lie ahead come back to it. Keys still prevent doubles.
pub(super) fn reset(state: &State, context: &Context<'_>, reason: &Body) -> Result<Outcome, Refusal> {
    let person = person(state, context)?;
    may_manage(state, person, None)?;
    evidence::said(reason)?;
    let mut outcome = Outcome::default();
    let reason = outcome.body(reason);
    outcome.push(Fact::ClockReset { to: context.now, reason });
    Ok(outcome)
}

pub(super) fn step(before: Instant, after: Instant) -> Outcome {
    if before == after { Outcome::default() } else { Outcome::fact(Fact::ClockStepped { before, after }) }
}

pub(super) fn outage(state: &State, from: Instant, to: Instant) -> Outcome {
    if from >= to || state.down == Some(Outage { from, to }) {
        return Outcome::default();
    }
    Outcome::fact(Fact::EngineWasDown { from, to })
}
