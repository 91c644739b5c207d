//! Who may. Holders of `manager` or `owner` may always act; a manager of a SOP is also who holds its owner role.
//! Roles are those of the active site, not of the version a run is pinned to.

use super::Context;
use super::similar::nearest;
use crate::domain::actor::Actor;
use crate::domain::id::{PersonId, RoleId};
use crate::domain::refusal::Refusal;
use crate::domain::site::Site;
use crate::domain::sop::Sop;
use crate::domain::state::State;

/// The person at the keyboard: known, and active.
pub(super) fn person<'a>(state: &State, context: &Context<'a>) -> Result<&'a PersonId, Refusal> {
    let Actor::Person(id) = context.actor else { return Err(Refusal::WhoAreYou) };
    known(state, id).map(|()| id)
}

pub(super) fn known(state: &State, id: &PersonId) -> Result<(), Refusal> {
    let people = || site(state).into_iter().flat_map(|site| &site.people).filter(|person| person.active);
    if people().any(|person| person.id == *id) {
        return Ok(());
    }
    let similar = nearest(id.as_str(), people().map(|person| person.id.as_str()));
    Err(Refusal::NoSuchPerson { person: id.0.clone(), similar })
}

/// Without a role it is for anybody.
pub(super) fn may_do(state: &State, person: &PersonId, role: Option<&RoleId>) -> Result<(), Refusal> {
    match role {
        Some(role) if !holds(state, person, role) && !is_manager(state, person, None) => {
            Err(Refusal::WrongRole { role: role.clone() })
        }
        _ => Ok(()),
    }
}

pub(super) fn may_manage(state: &State, person: &PersonId, sop: Option<&Sop>) -> Result<(), Refusal> {
    if is_manager(state, person, sop) {
        return Ok(());
    }
    let owner = sop.and_then(|sop| sop.owner.clone());
    Err(Refusal::WrongRole { role: owner.unwrap_or_else(|| "manager".into()) })
}

pub(super) fn is_manager(state: &State, person: &PersonId, sop: Option<&Sop>) -> bool {
    site(state).is_some_and(|site| site.manages(person, sop))
}

pub(super) fn holds(state: &State, person: &PersonId, role: &RoleId) -> bool {
    site(state).is_some_and(|site| site.holds(person, role))
}

fn site(state: &State) -> Option<&Site> {
    state.site.as_ref().map(|site| &*site.value)
}
