//! A plan's load: what is due in each hour of each day, and where that is more than the people on shift can do.
//!
//! A clash is one of two: runs for a role are due while nobody of it is on shift, or more runs are due within half an
//! hour than there are people of the role on shift. A run without a role is for anybody.

use super::SiteCalendar;
use super::plan::PlanLine;
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::id::{RoleId, SopId};
use crate::domain::sop::Sop;
use chrono::{NaiveDate, NaiveTime, TimeDelta, Timelike};
use std::collections::{BTreeMap, BTreeSet};

/// What is due this close together is due at once.
const TOGETHER: TimeDelta = TimeDelta::minutes(30);

/// The days of a plan, each with its hours from the start of the floor's day on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Load {
    pub days: Vec<LoadDay>,
    pub clashes: Vec<Clash>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadDay {
    pub date: NaiveDate,
    /// Runs due, by the hour of the local clock.
    pub hours: [u32; 24],
}

impl LoadDay {
    pub fn total(&self) -> u32 {
        self.hours.iter().sum()
    }
}

/// Too much at once; the same on several days is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// None: anybody's work.
    pub role: Option<RoleId>,
    pub why: ClashReason,
    /// Local, when the first of them is due.
    pub at: NaiveTime,
    /// On shift then, of the role.
    pub people: usize,
    /// A SOP that is due twice stands twice.
    pub sops: Vec<SopId>,
    pub dates: Vec<NaiveDate>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClashReason {
    NobodyOnShift,
    TooFewPeople,
}

/// One run that will be due.
struct Due<'a> {
    at: Instant,
    date: NaiveDate,
    sop: &'a SopId,
}

/// The load of what fires among `lines` and is due by the last day; days from `from` to `to` are there even where nothing is due on them.
pub fn load(calendar: &SiteCalendar, sops: &[&Sop], lines: &[PlanLine], from: NaiveDate, to: NaiveDate) -> Load {
    let mut days: BTreeMap<NaiveDate, [u32; 24]> =
        from.iter_days().take_while(|date| *date <= to).map(|date| (date, [0; 24])).collect();
    let mut by_role: BTreeMap<Option<&RoleId>, Vec<Due<'_>>> = BTreeMap::new();
    for line in lines {
        let Some(due) = line.due else { continue };
        let date = calendar.business_date(due);
        if date > to {
            continue;
        }
        days.entry(date).or_default()[calendar.local(due).hour() as usize % 24] += 1;
        let role = sops.iter().find(|sop| sop.id == line.sop).and_then(|sop| sop.role.as_ref());
        by_role.entry(role).or_default().push(Due { at: due, date, sop: &line.sop });
    }
    let mut clashes = Vec::new();
    if !calendar.days.site.people.iter().any(|person| person.active) {
        // Before anybody is written down there is nobody to be short of.
        by_role.clear();
    }
    for (role, mut dues) in by_role {
        dues.sort_by_key(|due| due.at);
        of_role(calendar, role, &dues, &mut clashes);
    }
    Load { days: days.into_iter().map(|(date, hours)| LoadDay { date, hours }).collect(), clashes: merged(clashes) }
}

/// From the front: a stretch of half an hour with too much is named once, and the search goes on behind it.
fn of_role(calendar: &SiteCalendar, role: Option<&RoleId>, dues: &[Due<'_>], clashes: &mut Vec<Clash>) {
    let mut rest = dues;
    while let Some(first) = rest.first() {
        let people = on_shift(calendar, role, first.at);
        let together = rest.iter().take_while(|due| due.at - first.at <= TOGETHER).count();
        let (why, count) = if people == 0 {
            // Somebody may come on shift within the half hour.
            let alone = rest[..together].iter().take_while(|due| on_shift(calendar, role, due.at) == 0).count();
            (ClashReason::NobodyOnShift, alone)
        } else {
            (ClashReason::TooFewPeople, together)
        };
        if count <= people {
            rest = &rest[1..];
            continue;
        }
        let mut sops: Vec<SopId> = rest[..count].iter().map(|due| due.sop.clone()).collect();
        sops.sort();
        let at = calendar.local(first.at).time();
        clashes.push(Clash { role: role.cloned(), why, at, people, sops, dates: vec![first.date] });
        rest = &rest[count..];
    }
}

/// People of a role on shift just before something is due: who goes at that moment can have done it. Without shifts
/// everybody is there.
fn on_shift(calendar: &SiteCalendar, role: Option<&RoleId>, due: Instant) -> usize {
    let site = &calendar.days.site;
    let at = due - TimeDelta::seconds(1);
    let running: BTreeSet<_> = calendar.days.shifts_at(at).into_iter().collect();
    let is_on = |shifts: &BTreeSet<crate::domain::id::ShiftId>| {
        site.shifts.is_empty()
            || (!running.is_empty() && (shifts.is_empty() || shifts.iter().any(|shift| running.contains(shift))))
    };
    let people = site.people.iter().filter(|person| person.active && is_on(&person.shifts));
    people.filter(|person| role.is_none_or(|role| person.roles.contains(role))).count()
}

/// The same clash on several days is one; in order of the clock.
fn merged(clashes: Vec<Clash>) -> Vec<Clash> {
    let mut all: Vec<Clash> = Vec::new();
    for clash in clashes {
        let same = all.iter_mut().find(|known| {
            (known.why, known.at, known.people, &known.role, &known.sops)
                == (clash.why, clash.at, clash.people, &clash.role, &clash.sops)
        });
        match same {
            Some(known) => known.dates.extend(clash.dates),
            None => all.push(clash),
        }
    }
    all.sort_by(|a, b| (a.dates.first(), a.at, &a.role).cmp(&(b.dates.first(), b.at, &b.role)));
    all
}
