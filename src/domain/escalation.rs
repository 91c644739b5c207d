//! Escalation: who is told when nobody comes, rung by rung.
//!
//! Rungs count from when a run is due, from when somebody was to have taken an exception, and from when a decision was
//! asked. Each is told once.

use super::calendar::Instant;
use super::exception::Severity;
use super::id::{PersonId, RoleId, ShiftId};
use super::site::Site;
use super::sop::Wait;
use serde::{Deserialize, Serialize};

/// One `[[escalate]]` of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalate {
    pub after: Wait,
    pub to: RoleId,
    /// What it raises an exception with, or lifts the one there is to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub severity: Option<Severity>,
}

/// A rung that is still to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// From 1, in the order of time.
    pub number: u32,
    pub at: Instant,
    pub after: Wait,
    pub to: RoleId,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub severity: Option<Severity>,
}

/// A rung that was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalated {
    pub at: Instant,
    pub rung: u32,
    pub reached: Reached,
}

/// Who a rung reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    pub to: RoleId,
    /// Empty: nobody holds the role.
    pub people: Vec<PersonId>,
    /// The role that was meant, where nobody of it was on shift.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub instead: Option<RoleId>,
}

/// The rungs of a file, in order of time, with the instants they are told at.
pub fn ladder(escalate: &[Escalate], at: impl Fn(Wait) -> Instant) -> Vec<Rung> {
    let mut rungs: Vec<Rung> = escalate
        .iter()
        .map(|rung| Rung {
            number: 0,
            at: at(rung.after),
            after: rung.after,
            to: rung.to.clone(),
            severity: rung.severity,
        })
        .collect();
    rungs.sort_by_key(|rung| rung.at);
    (1..).zip(&mut rungs).for_each(|(number, rung)| rung.number = number);
    rungs
}

/// Who holds a role and whose shift is now. A site without shifts is always on shift; somebody without shifts of their
/// own is on whichever runs.
pub fn on_shift(site: &Site, running: &[ShiftId], role: &RoleId) -> Vec<PersonId> {
    let people = site.people.iter().filter(|person| person.active && person.roles.contains(role));
    let is_on = |person: &&super::site::Person| {
        let theirs = person.shifts.is_empty() || running.iter().any(|shift| person.shifts.contains(shift));
        site.shifts.is_empty() || (!running.is_empty() && theirs)
    };
    people.filter(is_on).map(|person| person.id.clone()).collect()
}

/// Whoever holds a role, on shift or not.
pub fn holders(site: &Site, role: &RoleId) -> Vec<PersonId> {
    let people = site.people.iter().filter(|person| person.active && person.roles.contains(role));
    people.map(|person| person.id.clone()).collect()
}

/// Who the first of some rungs reaches: of its role those on shift; nobody there, all holders of the next rung's role
/// at once, and of the last one's own role where no other is left.
pub fn reached(site: &Site, running: &[ShiftId], roles: &[&RoleId]) -> Option<Reached> {
    let (first, later) = roles.split_first()?;
    let people = on_shift(site, running, first);
    if !people.is_empty() {
        return Some(Reached { to: (*first).clone(), people, instead: None });
    }
    let instead =
        |role: &RoleId| Reached { to: role.clone(), people: holders(site, role), instead: Some((*first).clone()) };
    let others = later.iter().filter(|role| *role != first).map(|role| instead(role));
    let found = others.chain([instead(first)]).find(|reached| !reached.people.is_empty());
    Some(found.unwrap_or_else(|| instead(first)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::site::Shift;
    use crate::domain::testing::site;
    use chrono::NaiveTime;

    /// Sam (staff) and pat (manager) have the day; olga, the owner, has no shift of her own.
    fn manned() -> Site {
        let mut site = site();
        let shift = |id: &str| Shift { id: id.into(), name: id.to_owned(), from: NaiveTime::MIN, to: NaiveTime::MIN };
        site.shifts = vec![shift("day"), shift("night")];
        for person in &mut site.people {
            person.shifts = [ShiftId::from("day")].into();
        }
        let mut olga = site.people[0].clone();
        (olga.id, olga.roles, olga.shifts) = ("olga".into(), vec!["owner".into()], std::collections::BTreeSet::new());
        site.people.push(olga);
        site
    }

    fn told(running: &[&str], roles: &[&str]) -> (String, Vec<String>, bool) {
        let running: Vec<ShiftId> = running.iter().map(|id| (*id).into()).collect();
        let roles: Vec<RoleId> = roles.iter().map(|id| (*id).into()).collect();
        let reached = reached(&manned(), &running, &roles.iter().collect::<Vec<_>>()).unwrap();
        (reached.to.0, reached.people.into_iter().map(|person| person.0).collect(), reached.instead.is_some())
    }

    #[test]
    fn the_role_on_shift_is_told() {
        assert_eq!(told(&["day"], &["manager", "owner"]), ("manager".into(), vec!["pat".into()], false));
    }

    #[test]
    fn with_nobody_on_shift_all_of_the_next_role_are_told_at_once() {
        assert_eq!(told(&["night"], &["manager", "owner"]), ("owner".into(), vec!["olga".into()], true));
        assert_eq!(told(&[], &["staff", "manager"]), ("manager".into(), vec!["pat".into()], true));
    }

    #[test]
    fn the_last_role_is_told_in_its_time_off_rather_than_nobody() {
        assert_eq!(told(&["night"], &["manager"]), ("manager".into(), vec!["pat".into()], true));
        assert_eq!(told(&["night"], &["manager", "waiter"]), ("manager".into(), vec!["pat".into()], true));
        assert_eq!(told(&["day"], &["waiter"]), ("waiter".into(), vec![], true));
    }

    #[test]
    fn who_has_no_shift_of_their_own_is_on_whichever_runs() {
        assert_eq!(told(&["night"], &["owner"]), ("owner".into(), vec!["olga".into()], false));
        assert_eq!(told(&[], &["owner"]), ("owner".into(), vec!["olga".into()], true));
    }
}
