//! Who may decide about a payload, and by whose right.
//!
//! A right comes from a role that somebody active holds now: the one that is asked, one that the SOP gives an amount, or
//! `manager` and `owner`; what is asked of the owner no manager decides. Holders may lend it for a while, and whoever it
//! is lent to cannot lend it on. A lent right goes as far as the role that was lent, and no further than its lender:
//! where the lender may not decide, neither may who stands in. Each right counts once.

use super::Context;
use super::rights::holds;
use super::work::found;
use crate::domain::approval::{Approval, Barred, Delegation, FourEyes, Vote};
use crate::domain::evidence::Value;
use crate::domain::id::{PersonId, RoleId, StepId};
use crate::domain::refusal::Refusal;
use crate::domain::run::Run;
use crate::domain::state::State;
use crate::domain::step::{Answer, Outcome, StepKey};
use rust_decimal::Decimal;

/// A role that lets somebody decide.
struct Right {
    role: RoleId,
    /// Who lends it; none: it is their own.
    lender: Option<PersonId>,
}

/// Whether somebody may decide, and by whose right.
pub(super) fn may_decide(
    state: &State,
    context: &Context<'_>,
    approval: &Approval,
    who: &PersonId,
) -> Result<Vote, Refusal> {
    let rights = rights(state, context, approval, who);
    if rights.is_empty() {
        return Err(Refusal::WrongRole { role: approval.asked.role.clone() });
    }
    if let Some(why) = barred(state, context, approval, who)? {
        return Err(Refusal::FourEyes { approval: approval.id, why });
    }
    if let Some(earlier) = approval.votes.iter().find(|vote| vote.by == *who) {
        return Err(Refusal::AlreadyVoted { approval: approval.id, at: earlier.at });
    }
    let mut refused = None;
    for right in &rights {
        match holds_good(state, context, approval, right, who) {
            Ok(()) => return Ok(Vote { at: context.now, by: who.clone(), instead_of: right.lender.clone() }),
            Err(refusal) => refused = refused.or(Some(refusal)),
        }
    }
    // Of several limits the highest is told.
    let limits = rights.iter().filter_map(|right| approval.asked.limits.get(&right.role));
    Err(match (refused, limits.max()) {
        (Some(Refusal::OverLimit { approval, amount, .. }), Some(limit)) => {
            Refusal::OverLimit { approval, amount, limit: *limit }
        }
        (Some(refusal), _) => refusal,
        (None, _) => Refusal::WrongRole { role: approval.asked.role.clone() },
    })
}

/// What lets nothing happen may be said by whoever decides there, also about what is their own, and of any amount.
pub(super) fn may_take_part(
    state: &State,
    context: &Context<'_>,
    approval: &Approval,
    who: &PersonId,
) -> Result<(), Refusal> {
    if rights(state, context, approval, who).is_empty() {
        return Err(Refusal::WrongRole { role: approval.asked.role.clone() });
    }
    Ok(())
}

/// Whether a vote that was given counts still: who gave it may have had a part in it since.
pub(super) fn counts(state: &State, context: &Context<'_>, approval: &Approval, vote: &Vote) -> bool {
    let free = |who: &PersonId| matches!(barred(state, context, approval, who), Ok(None));
    free(&vote.by) && vote.instead_of.as_ref().is_none_or(free)
}

/// Their own come first.
fn rights(state: &State, context: &Context<'_>, approval: &Approval, who: &PersonId) -> Vec<Right> {
    let person = state.site.as_ref().and_then(|site| site.value.person(who));
    let roles = person.into_iter().flat_map(|person| &person.roles);
    let own = roles.map(|role| Right { role: role.clone(), lender: None });
    let lent = state.delegations.iter().filter(|lent| lent.to == *who && counts_now(state, context, lent));
    let lent = lent.map(|lent| Right { role: lent.role.clone(), lender: Some(lent.of.clone()) });
    own.chain(lent).filter(|right| approval.lets(&right.role)).collect()
}

/// Lent for now, by somebody who holds it still.
fn counts_now(state: &State, context: &Context<'_>, lent: &Delegation) -> bool {
    lent.from <= context.now && context.now < lent.until && holds(state, &lent.of, &lent.role)
}

/// Whether a right goes as far as this payload, and is not used up.
fn holds_good(
    state: &State,
    context: &Context<'_>,
    approval: &Approval,
    right: &Right,
    who: &PersonId,
) -> Result<(), Refusal> {
    let (id, amount) = (approval.id, approval.draft.amount);
    if let Some(lender) = &right.lender
        && barred(state, context, approval, lender)?.is_some()
    {
        return Err(Refusal::FourEyes { approval: id, why: Barred::Lender });
    }
    let holder = right.lender.as_ref().unwrap_or(who);
    if let Some(used) = approval.votes.iter().find(|vote| vote.instead_of.as_ref().unwrap_or(&vote.by) == holder) {
        return Err(Refusal::AlreadyVoted { approval: id, at: used.at });
    }
    match approval.asked.limits.get(&right.role) {
        Some(limit) if !within(amount, *limit) => Err(Refusal::OverLimit { approval: id, amount, limit: *limit }),
        _ => Ok(()),
    }
}

/// What is not known is beyond every limit.
fn within(amount: Option<Decimal>, limit: Decimal) -> bool {
    amount.is_some_and(|amount| amount.abs() <= limit)
}

/// Four eyes; and steps whose doers may never decide. Who only decided about an earlier step did not do it.
fn barred(
    state: &State,
    context: &Context<'_>,
    approval: &Approval,
    who: &PersonId,
) -> Result<Option<Barred>, Refusal> {
    let Some((run, sop, _)) = found(state, approval.run, &approval.step) else {
        return Err(Refusal::NoSuchRun { run: approval.run });
    };
    let did = |wanted: &dyn Fn(&StepKey) -> bool| did_a_step(run, context, who, wanted);
    if did(&|key| approval.asked.not.contains(&key.step)) {
        return Ok(Some(Barred::DidAStep));
    }
    if approval.asked.four_eyes == FourEyes::No {
        return Ok(None);
    }
    let place = |step: &StepId| sop.steps.iter().position(|other| other.id == *step);
    Ok(if approval.asked.by.contains(who) {
        Some(Barred::Asked)
    } else if approval.editors.contains(who) {
        Some(Barred::Edited)
    } else if did(&|key| place(&key.step) < place(&approval.step)) {
        Some(Barred::DidAStep)
    } else {
        None
    })
}

/// Whether an answer that stands is theirs, or came by a signal that they sent in.
fn did_a_step(run: &Run, context: &Context<'_>, who: &PersonId, wanted: &dyn Fn(&StepKey) -> bool) -> bool {
    let theirs = |answer: &Answer| match &answer.outcome {
        Outcome::Done { value: Value::Acted { .. } | Value::Decided { .. } } => false,
        Outcome::Done { value: Value::Signal { signal, .. } } => context.look.askers(signal).contains(who),
        _ => answer.by == *who,
    };
    let answered = run.answers.iter().filter(|(key, answer)| answer.void.is_none() && wanted(key));
    let begun = run.timings.iter().filter(|timing| timing.void.is_none() && wanted(&timing.step));
    answered.into_iter().any(|(_, answer)| theirs(answer)) || begun.into_iter().any(|timing| timing.by == *who)
}
