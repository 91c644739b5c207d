//! Notices: who is told outside the board, by which way, when, and whether it is still wanted.
//!
//! A notice is one message to one role or person by one way, about one exception, run or approval. It is asked for once an
//! occasion, and dropped as soon as somebody took what it is about. What is held for quiet hours waits for their end.
//! It is handed over at most once a try, and tried at most [`MOST_TRIES`] times; where nobody knows whether a try came
//! through, it stays unknown and is not sent again.

use super::calendar::{Calendar, Instant};
use super::escalation::{holders, on_shift};
use super::exception::{Assignee, Exception, Severity, Status};
use super::id::{ApprovalId, ExceptionId, NoticeId, PersonId, RoleId, RunId};
use super::site::{QuietHours, Site, Ways};
use super::state::State;
use chrono::{NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// After so many tries it is given up.
pub const MOST_TRIES: u32 = 3;
/// As long a way is left alone after a message: what comes meanwhile goes out together.
pub const GAP: TimeDelta = TimeDelta::seconds(30);
/// Messages name as many; of more they say how many.
pub const NAMED: usize = 20;
/// As much of what the other side answered is kept.
const ANSWER: usize = 200;

/// One notice as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    pub id: NoticeId,
    pub about: About,
    pub occasion: Occasion,
    pub severity: Severity,
    pub to: Assignee,
    pub way: Way,
    pub requested: Instant,
    pub standing: Standing,
    pub tries: Vec<Try>,
}

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    Exception(ExceptionId),
    Run(RunId),
    Approval(ApprovalId),
}

/// Why somebody is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "occasion", rename_all = "kebab-case")]
pub enum Occasion {
    Raised,
    /// It got worse than what was told so far.
    Worse,
    /// It asks again: after its end of "later", from behind another card, or reopened.
    Again,
    /// An "I'm on it" ran out.
    Lapsed,
    /// Nobody took it in time.
    Escalated {
        rung: u32,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    Mail,
    Exec,
    Post,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "kebab-case")]
pub enum Standing {
    /// Waits for the end of quiet hours, or for the next try.
    Held {
        until: Instant,
    },
    /// Whoever sends may take it.
    Ready,
    /// A try was begun.
    Sending,
    Sent,
    /// Refused for good.
    Refused,
    /// A try was begun, and nobody knows how it went.
    Unknown,
    Dropped {
        why: Unwanted,
    },
}

/// Why it is not sent any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unwanted {
    /// Somebody has it, or put it off.
    Taken,
    /// It is over.
    Over,
    /// It is hidden behind another card.
    Hidden,
    /// A later notice to the same says it too.
    Later,
    /// The site's file names no such way any more.
    NoWay,
}

/// One try, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Try {
    pub at: Instant,
    /// None while it goes on.
    pub outcome: Option<Tried>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    pub at: Instant,
    pub came: Came,
    /// What the other side said, or what went wrong.
    pub answer: String,
}

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Came {
    Accepted,
    /// It may be taken another time.
    Delayed,
    Refused,
    Unknown,
}

/// What whoever sent it reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub came: Came,
    pub answer: String,
}

impl Report {
    pub fn new(came: Came, answer: impl Into<String>) -> Self {
        Self { came, answer: clipped(&answer.into()) }
    }
}

/// One line of bounded length.
pub fn clipped(answer: &str) -> String {
    let words: Vec<&str> = answer.split_whitespace().collect();
    words.join(" ").chars().take(ANSWER).collect()
}

/// A notice to be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub to: Assignee,
    pub way: Way,
    /// When it may go: later than now where quiet hours hold it.
    pub at: Instant,
}

/// The ways that lead to a role or a person.
pub fn ways<'s>(site: &'s Site, to: &Assignee) -> Option<&'s Ways> {
    match to {
        Assignee::Role(role) => site.notify.get(role),
        Assignee::Person(person) => site.person(person)?.notify.as_ref(),
    }
}

impl Ways {
    /// Which there are.
    pub fn each(&self) -> Vec<Way> {
        let there =
            [(Way::Mail, !self.mail.is_empty()), (Way::Exec, self.exec.is_some()), (Way::Post, self.post.is_some())];
        there.into_iter().filter(|(_, is)| *is).map(|(way, _)| way).collect()
    }
}

/// Who is told of something that asks a role or a person: the role's own ways, and the people who hold it and are on
/// shift. A role with nobody on shift is everybody who holds it.
pub fn audience(site: &Site, calendar: &dyn Calendar, to: &Assignee, now: Instant) -> Vec<Assignee> {
    match to {
        Assignee::Person(_) => vec![to.clone()],
        Assignee::Role(role) => {
            let on = on_shift(site, &calendar.shifts_at(now), role);
            let people = if on.is_empty() { holders(site, role) } else { on };
            with_role(role, people)
        }
    }
}

/// A role's own ways, and those of these people.
pub fn with_role(role: &RoleId, people: impl IntoIterator<Item = PersonId>) -> Vec<Assignee> {
    std::iter::once(Assignee::Role(role.clone())).chain(people.into_iter().map(Assignee::Person)).collect()
}

/// The notices that go to these people: each address once, from the severity they want, held by their quiet hours.
pub fn wishes(
    site: &Site,
    calendar: &dyn Calendar,
    to: impl IntoIterator<Item = Assignee>,
    severity: Severity,
    now: Instant,
) -> Vec<Wish> {
    let mut known = BTreeSet::new();
    let mut wishes = Vec::new();
    for to in to {
        let Some(ways) = ways(site, &to).filter(|ways| severity >= ways.from) else { continue };
        let at = ways.quiet.as_ref().map_or(now, |quiet| quiet.lets_go(calendar, severity, now));
        for way in ways.each() {
            // A duty manager's own phone may be the role's too.
            if known.insert(ways.address(way)) {
                wishes.push(Wish { to: to.clone(), way, at });
            }
        }
    }
    wishes
}

impl Ways {
    /// Two ways with the same one reach the same.
    fn address(&self, way: Way) -> (Way, String) {
        let address = match way {
            Way::Mail => self.mail.join(","),
            Way::Exec => self.exec.as_ref().map(|exec| exec.argv.join("\0")).unwrap_or_default(),
            Way::Post => self.post.as_ref().map(|post| post.url.clone()).unwrap_or_default(),
        };
        (way, address)
    }
}

impl QuietHours {
    /// When something of this severity may go that is asked for now.
    pub fn lets_go(&self, calendar: &dyn Calendar, severity: Severity, now: Instant) -> Instant {
        let time = calendar.local(now).time();
        if self.through.is_some_and(|through| severity >= through) || !self.hold(time) {
            return now;
        }
        let local = calendar.local(now).naive_local();
        let today = local.date().and_time(self.to);
        let end = if today > local { today } else { today + TimeDelta::days(1) };
        // The clock may change in between: what it shows then is corrected by how far it is off.
        let mut at = now + (end - local);
        for _ in 0..2 {
            at += end - calendar.local(at).naive_local();
        }
        at.max(now)
    }

    fn hold(&self, time: NaiveTime) -> bool {
        if self.from <= self.to { self.from <= time && time < self.to } else { time >= self.from || time < self.to }
    }
}

/// Why it is not wanted any more; none: it still is.
pub fn unwanted(state: &State, notice: &Notice) -> Option<Unwanted> {
    let site = state.site.as_ref().map(|site| &*site.value);
    if !site.and_then(|site| ways(site, &notice.to)).is_some_and(|ways| ways.each().contains(&notice.way)) {
        return Some(Unwanted::NoWay);
    }
    let later = |other: &&Notice| {
        let over = matches!(other.standing, Standing::Dropped { .. });
        other.about == notice.about && other.to == notice.to && other.way == notice.way && other.id > notice.id && !over
    };
    if state.notices.values().any(|other| later(&other)) {
        return Some(Unwanted::Later);
    }
    match notice.about {
        About::Run(id) => state.runs.get(&id).is_none_or(|run| !run.is_open()).then_some(Unwanted::Over),
        About::Exception(id) => state.exceptions.get(&id).map_or(Some(Unwanted::Over), of_card),
        About::Approval(id) => state.approvals.get(&id).is_none_or(|it| !it.is_pending()).then_some(Unwanted::Over),
    }
}

fn of_card(card: &Exception) -> Option<Unwanted> {
    match card.status {
        Status::Open => None,
        Status::Acknowledged | Status::Shelved => Some(Unwanted::Taken),
        Status::Suppressed => Some(Unwanted::Hidden),
        Status::Resolved | Status::Verified => Some(Unwanted::Over),
    }
}

/// When a try that did not come through is made again; none: it is given up.
pub fn again(tries: usize, now: Instant) -> Option<Instant> {
    let minutes = match tries {
        0 | 1 => 1,
        2 => 5,
        _more => return None,
    };
    (tries < MOST_TRIES as usize).then(|| now + TimeDelta::minutes(minutes))
}

/// The next message of those that wait: all to the first whose way may be used again. `last`: when each was used last.
/// The worst comes first.
pub fn next_message(ready: &[Notice], now: Instant, last: impl Fn(&Assignee, Way) -> Option<Instant>) -> Next {
    let mut soonest: Option<Instant> = None;
    let mut first: Vec<&Notice> = ready.iter().collect();
    first.sort_by_key(|notice| (std::cmp::Reverse(notice.severity), notice.id));
    for notice in &first {
        let Some(free) = last(&notice.to, notice.way).map(|at| at + GAP).filter(|free| *free > now) else {
            let same = |other: &&&Notice| other.to == notice.to && other.way == notice.way;
            return Next::Message(first.iter().filter(same).map(|notice| notice.id).collect());
        };
        soonest = Some(soonest.map_or(free, |soonest| soonest.min(free)));
    }
    soonest.map_or(Next::Nothing, Next::Wait)
}

/// What whoever sends does now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// One message about all of these.
    Message(Vec<NoticeId>),
    /// Nothing until then.
    Wait(Instant),
    Nothing,
}
