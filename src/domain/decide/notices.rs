//! Who is told of what happened, and what becomes of a notice.
//!
//! An exception is told to whom it is assigned, else to the role that answers for its SOP; what has no SOP, to the
//! manager. Whoever cannot be reached is stood in for by that role.

use super::Context;
use super::intent::{self, Intent, Outcome, Raise};
use crate::domain::escalation::Reached;
use crate::domain::exception::{Assignee, Cause, Exception, ResolutionCause, Severity, Status};
use crate::domain::fact::{Fact, Recorded};
use crate::domain::id::{NoticeId, RoleId};
use crate::domain::notice::{About, Came, Notice, Occasion, Report, Standing, Unwanted, Way, Wish};
use crate::domain::notice::{again, audience, clipped, unwanted, ways, wishes, with_role};
use crate::domain::refusal::Refusal;
use crate::domain::site::Site;
use crate::domain::state::State;

/// The notices that a fact brings.
pub(super) fn of(state: &State, context: &Context<'_>, recorded: &Recorded) -> Vec<Intent> {
    let Some(site) = state.site.as_ref().map(|site| &*site.value).filter(|site| can_tell(site)) else {
        return Vec::new();
    };
    let reached = |reached: &Reached| with_role(&reached.to, reached.people.iter().cloned());
    let (id, occasion, to) = match &recorded.fact {
        Fact::ExceptionRaised { exception, .. } => (*exception, Occasion::Raised, None),
        Fact::ExceptionRecurred { exception, .. } => (*exception, Occasion::Worse, None),
        Fact::ExceptionUnshelved { exception, .. }
        | Fact::ExceptionReleased { exception, .. }
        | Fact::ExceptionReopened { exception, .. } => (*exception, Occasion::Again, None),
        Fact::ExceptionLapsed { exception, taker, reached: told, .. } => {
            // The taker is told that it runs on without them, whoever else has it now.
            let taker = taker.iter().cloned().map(Assignee::Person);
            (*exception, Occasion::Lapsed, Some(reached(told).into_iter().chain(taker).collect()))
        }
        Fact::ExceptionEscalated { exception, rung, reached: told, .. } => {
            (*exception, Occasion::Escalated { rung: *rung }, Some(reached(told)))
        }
        Fact::RunEscalated { run, rung, reached: told, severity } => {
            let (about, occasion) = (About::Run(*run), Occasion::Escalated { rung: *rung });
            let severity = severity.unwrap_or(Severity::Medium);
            return request(state, context, site, about, &occasion, severity, reached(told));
        }
        Fact::ApprovalEscalated { approval, rung, reached: told, severity, .. } => {
            let (about, occasion) = (About::Approval(*approval), Occasion::Escalated { rung: *rung });
            let severity = severity.unwrap_or(Severity::Medium);
            return request(state, context, site, about, &occasion, severity, reached(told));
        }
        _ => return Vec::new(),
    };
    let Some(card) = state.exceptions.get(&id).filter(|card| asks(card, &occasion)) else { return Vec::new() };
    let to = to.unwrap_or_else(|| whom(state, context, site, card));
    // What nobody took is worth a message to whoever is asked next, however mild it is.
    let severity = match occasion {
        Occasion::Lapsed | Occasion::Escalated { .. } => card.severity.max(Severity::Medium),
        _ => card.severity,
    };
    request(state, context, site, About::Exception(card.id), &occasion, severity, to)
}

/// What was raised before any config was in force, when nobody could be told: at the first, who is to be told of it.
pub(super) fn of_earlier(state: &State, context: &Context<'_>, site: &Site) -> Vec<Intent> {
    if !can_tell(site) {
        return Vec::new();
    }
    let untold = state.exceptions.values().filter(|card| card.noticed.is_none() && asks(card, &Occasion::Raised));
    let told = untold.flat_map(|card| {
        let to = whom(state, context, site, card);
        wishes(site, context.calendar, to, card.severity, context.now).into_iter().map(move |wish| (card, wish))
    });
    let notices = (state.last_notice + 1..).map(NoticeId);
    let fact = |(notice, (card, wish)): (NoticeId, (&Exception, Wish))| {
        let (about, occasion, severity) = (About::Exception(card.id), Occasion::Raised, card.severity);
        Intent::fact(Fact::NoticeRequested {
            notice,
            about,
            occasion,
            severity,
            to: wish.to,
            way: wish.way,
            at: wish.at,
        })
    };
    notices.zip(told).map(fact).collect()
}

fn can_tell(site: &Site) -> bool {
    !site.notify.is_empty() || site.people.iter().any(|person| person.notify.is_some())
}

/// Whether it still wants somebody; what recurs, only where it is worse than what was told.
fn asks(card: &Exception, occasion: &Occasion) -> bool {
    let news = *occasion != Occasion::Worse || card.noticed.is_none_or(|noticed| noticed < card.severity);
    // Where notices do not come through, another one would not either.
    card.status == Status::Open && news && !matches!(card.cause, Cause::NotTold { .. })
}

/// Whom a card asks.
fn whom(state: &State, context: &Context<'_>, site: &Site, card: &Exception) -> Vec<Assignee> {
    let sop = card.sop.as_ref().and_then(|sop| state.sops.get(sop)).and_then(|row| row.sop.as_deref());
    let owner = sop.and_then(|sop| sop.owner.clone()).or_else(|| in_charge(site));
    let asked = card.assigned.clone().or_else(|| owner.clone().map(Assignee::Role));
    let heard = |to: &Option<Assignee>| {
        let all = to.iter().flat_map(|to| audience(site, context.calendar, to, context.now));
        all.filter(|to| ways(site, to).is_some()).collect::<Vec<_>>()
    };
    let reached = heard(&asked);
    if reached.is_empty() { heard(&owner.map(Assignee::Role)) } else { reached }
}

/// Who has the site, where nobody else has it.
fn in_charge(site: &Site) -> Option<RoleId> {
    ["manager", "owner"].map(RoleId::from).into_iter().find(|role| site.roles.contains(role))
}

fn request(
    state: &State,
    context: &Context<'_>,
    site: &Site,
    about: About,
    occasion: &Occasion,
    severity: Severity,
    to: Vec<Assignee>,
) -> Vec<Intent> {
    let wishes = wishes(site, context.calendar, to, severity, context.now);
    let notice = (state.last_notice + 1..).map(NoticeId);
    let fact = |(notice, wish): (NoticeId, Wish)| {
        let (occasion, to, way, at) = (occasion.clone(), wish.to, wish.way, wish.at);
        Intent::fact(Fact::NoticeRequested { notice, about, occasion, severity, to, way, at })
    };
    notice.zip(wishes).map(fact).collect()
}

/// What held it is over.
pub(super) fn due(state: &State, id: NoticeId) -> Outcome {
    let held = state.notices.get(&id).filter(|notice| matches!(notice.standing, Standing::Held { .. }));
    held.map_or_else(Outcome::default, |notice| {
        Outcome::fact(match unwanted(state, notice) {
            Some(why) => dropped(notice, why),
            None => Fact::NoticeReady { notice: id, about: notice.about },
        })
    })
}

fn dropped(notice: &Notice, why: Unwanted) -> Fact {
    Fact::NoticeDropped { notice: notice.id, about: notice.about, why }
}

/// Begins a try of each that is ready and still wanted.
pub(super) fn claim(state: &State, ids: &[NoticeId]) -> Outcome {
    let ready = ids.iter().filter_map(|id| state.notices.get(id)).filter(|it| it.standing == Standing::Ready);
    let (gone, wanted): (Vec<_>, Vec<_>) =
        ready.map(|notice| (notice, unwanted(state, notice))).partition(|(_, why)| why.is_some());
    let mut outcome = Outcome::default();
    for (notice, why) in gone {
        outcome.push(dropped(notice, why.unwrap_or(Unwanted::Over)));
    }
    for (notice, _) in &wanted {
        outcome.push(Fact::NoticeTried { notice: notice.id, about: notice.about, together: wanted.len() as u32 });
    }
    outcome
}

/// How the try of each went that was begun. A way that leads to nobody is an exception; one that does again clears it.
pub(super) fn report(state: &State, context: &Context<'_>, ids: &[NoticeId], report: &Report) -> Outcome {
    let answer = clipped(&report.answer);
    let mut outcome = Outcome::default();
    let mut given_up = None;
    let sending = || ids.iter().filter_map(|id| state.notices.get(id)).filter(|it| it.standing == Standing::Sending);
    for it in sending() {
        let (notice, about, answer) = (it.id, it.about, answer.clone());
        outcome.push(match report.came {
            Came::Accepted => Fact::NoticeSent { notice, about, answer },
            Came::Unknown => Fact::NoticeUnknown { notice, about, answer },
            Came::Delayed | Came::Refused => {
                let again = (report.came == Came::Delayed).then(|| next_try(state, context, it)).flatten();
                given_up = given_up.or_else(|| again.is_none().then(|| (it.to.clone(), it.way)));
                Fact::NoticeRefused { notice, about, answer, again }
            }
        });
    }
    if let Some((to, way)) = given_up {
        let group = group(&to, way);
        let cause = Cause::NotTold { to, way, answer };
        let raise = Raise { severity: Severity::Medium, group, cause, ..Raise::default() };
        outcome.intents.push(Intent::Raise(Box::new(raise)));
    }
    if report.came == Came::Accepted {
        outcome.intents.extend(sending().next().map(|it| reaches(&it.to, it.way)));
    }
    outcome
}

fn reaches(to: &Assignee, way: Way) -> Intent {
    Intent::Clear { group: group(to, way), about: intent::About::Everything, cause: ResolutionCause::Cleared }
}

/// With a back-off, and not in quiet hours.
fn next_try(state: &State, context: &Context<'_>, notice: &Notice) -> Option<crate::domain::calendar::Instant> {
    let at = again(notice.tries.len(), context.now)?;
    let site = state.site.as_ref().map(|site| &*site.value);
    let quiet = site.and_then(|site| ways(site, &notice.to)).and_then(|ways| ways.quiet.as_ref());
    Some(quiet.map_or(at, |quiet| quiet.lets_go(context.calendar, notice.severity, at)))
}

/// A digest was handed over.
pub(super) fn digest(
    state: &State,
    to: &Assignee,
    (from, until): (crate::domain::calendar::Instant, crate::domain::calendar::Instant),
    report: &Report,
) -> Result<Outcome, Refusal> {
    if let Assignee::Person(person) = to {
        super::rights::known(state, person)?;
    }
    let (to, came, answer) = (to.clone(), report.came, clipped(&report.answer));
    Ok(Outcome::fact(Fact::DigestMailed { to, from, until, came, answer }))
}

/// A way was tried by hand.
pub(super) fn tested(state: &State, to: &Assignee, way: Way, report: &Report) -> Result<Outcome, Refusal> {
    if let Assignee::Person(person) = to {
        super::rights::known(state, person)?;
    }
    let mut outcome =
        Outcome::fact(Fact::NoticeTested { to: to.clone(), way, came: report.came, answer: clipped(&report.answer) });
    outcome.intents.extend((report.came == Came::Accepted).then(|| reaches(to, way)));
    Ok(outcome)
}

/// One card a way that does not lead to somebody.
fn group(to: &Assignee, way: Way) -> String {
    let to = match to {
        Assignee::Person(person) => format!("person:{person}"),
        Assignee::Role(role) => format!("role:{role}"),
    };
    let way = match way {
        Way::Mail => "mail",
        Way::Exec => "exec",
        Way::Post => "post",
    };
    format!("not-told/{to}/{way}")
}
