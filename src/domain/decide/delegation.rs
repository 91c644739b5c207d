//! Rights to decide that are lent: by who holds the role, to somebody else, for a while and for a reason.

use super::intent::Outcome;
use super::rights::{holds, is_manager, known, person};
use super::{Context, evidence};
use crate::domain::approval::Delegation;
use crate::domain::calendar::Instant;
use crate::domain::evidence::Body;
use crate::domain::fact::Fact;
use crate::domain::id::{PersonId, RoleId};
use crate::domain::refusal::Refusal;
use crate::domain::state::State;
use std::collections::BTreeMap;

/// One's own role and nothing else: what was lent to somebody they cannot lend on.
pub(super) fn lend(
    state: &State,
    context: &Context<'_>,
    role: &RoleId,
    to: &PersonId,
    from: Option<Instant>,
    until: Instant,
    reason: &Body,
) -> Result<Outcome, Refusal> {
    let of = person(state, context)?.clone();
    known(state, to)?;
    if !holds(state, &of, role) {
        return Err(Refusal::WrongRole { role: role.clone() });
    }
    if *to == of {
        return Err(Refusal::LentToOneself { role: role.clone() });
    }
    evidence::said(reason)?;
    // Never from before it was said.
    let from = from.unwrap_or(context.now).max(context.now);
    if until <= from {
        return Err(Refusal::NotAhead { until });
    }
    let mut outcome = Outcome::default();
    let reason = outcome.body(reason);
    let delegation = Delegation { role: role.clone(), of, to: to.clone(), from, until, reason };
    outcome.push(Fact::DelegationGiven { delegation });
    Ok(outcome)
}

/// By who lent it, or by a manager; whatever there is of it.
pub(super) fn end(state: &State, context: &Context<'_>, role: &RoleId, to: &PersonId) -> Result<Outcome, Refusal> {
    let by = person(state, context)?;
    let may_end = |lent: &&Delegation| lent.of == *by || is_manager(state, by, None);
    let mut lenders: Vec<&PersonId> = Vec::new();
    for lent in state.delegations.iter().filter(|lent| lent.role == *role && lent.to == *to).filter(may_end) {
        if !lenders.contains(&&lent.of) {
            lenders.push(&lent.of);
        }
    }
    let mut outcome = Outcome::default();
    for of in lenders {
        outcome.push(Fact::DelegationEnded { role: role.clone(), of: of.clone(), to: to.clone(), until: None });
    }
    Ok(outcome)
}

/// Their time is over: a clock that goes back does not bring them back.
pub(super) fn over(state: &State, now: Instant) -> Outcome {
    let mut ended: BTreeMap<(&RoleId, &PersonId, &PersonId), Instant> = BTreeMap::new();
    for Delegation { role, of, to, until, .. } in state.delegations.iter().filter(|lent| lent.until <= now) {
        let last = ended.entry((role, of, to)).or_insert(*until);
        *last = (*last).max(*until);
    }
    let mut outcome = Outcome::default();
    for ((role, of, to), until) in ended {
        let (role, of, to, until) = (role.clone(), of.clone(), to.clone(), Some(until));
        outcome.push(Fact::DelegationEnded { role, of, to, until });
    }
    outcome
}
