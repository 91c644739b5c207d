//! Cards that explain others: while one is open, those of the SOPs it names are hidden under it, born so or put there.
//! Their clocks stand still. A high reading is listed under it, and shown. When it is resolved they are given back.

use super::Context;
use super::escalation::{self, Response};
use super::intent::Intent;
use crate::domain::calendar::Instant;
use crate::domain::escalation::Rung;
use crate::domain::exception::{Cause, Exception, Severity, Status};
use crate::domain::fact::Fact;
use crate::domain::id::{ExceptionId, SopId};
use crate::domain::state::State;
use chrono::TimeDelta;

/// The SOPs whose cards one hides, as its `[raise]` says.
pub(super) fn inhibits(state: &State, cause: &Cause) -> Vec<SopId> {
    let Cause::Raised { sop, version, .. } = cause else { return Vec::new() };
    let pinned = state.versions.sops.get(version);
    let in_force = || state.sops.get(sop).and_then(|row| row.sop.as_ref());
    let raise = pinned.or_else(in_force).and_then(|sop| sop.raise.as_ref());
    raise.into_iter().flat_map(|raise| &raise.inhibits).filter(|other| *other != sop).cloned().collect()
}

/// The card that hides those of a SOP now: the oldest of them. What is hidden itself hides nothing more.
pub(super) fn parent_of(state: &State, context: &Context<'_>, sop: Option<&SopId>) -> Option<ExceptionId> {
    let sop = sop?;
    let hides = |card: &Exception| card.inhibits.contains(sop) && card.is_open() && card.status != Status::Suppressed;
    with_rows(state, context.look.hiding(sop), hides).map(|card| card.id).min()
}

/// What a fact about a card does to others; `card` is as the fact left it.
pub(super) fn of(state: &State, context: &Context<'_>, fact: &Fact) -> Vec<Intent> {
    match fact {
        Fact::ExceptionRaised { exception, .. } => {
            card(state, *exception).map_or_else(Vec::new, |it| hide(state, context, it))
        }
        // Open again: it may be explained by now, and may explain others.
        Fact::ExceptionLapsed { exception, .. }
        | Fact::ExceptionUnshelved { exception, .. }
        | Fact::ExceptionReopened { exception, .. } => card(state, *exception).map_or_else(Vec::new, |it| {
            let parent = parent_of(state, context, it.sop.as_ref());
            let under = parent.and_then(|parent| put_under(it, parent));
            let hides = if matches!(under, Some(Fact::ExceptionSuppressed { .. })) {
                Vec::new()
            } else {
                hide(state, context, it)
            };
            under.map(Intent::fact).into_iter().chain(hides).collect()
        }),
        Fact::ExceptionReleased { exception, .. } => {
            card(state, *exception).map_or_else(Vec::new, |it| hide(state, context, it))
        }
        Fact::ExceptionRecurred { exception, cause, severity, .. } => card(state, *exception)
            .filter(|it| it.status == Status::Suppressed && Exception::is_never_hidden(cause, *severity))
            .and_then(|it| shown(state, context, it))
            .map_or_else(Vec::new, |fact| vec![Intent::fact(fact)]),
        Fact::ExceptionResolved { exception, .. } => {
            card(state, *exception).map_or_else(Vec::new, |it| give_back(state, context, it))
        }
        _ => Vec::new(),
    }
}

fn card(state: &State, id: ExceptionId) -> Option<&Exception> {
    state.exceptions.get(&id)
}

/// Open cards of the SOPs that a card explains go under it.
fn hide(state: &State, context: &Context<'_>, parent: &Exception) -> Vec<Intent> {
    if parent.inhibits.is_empty() || !parent.is_open() || parent.status == Status::Suppressed {
        return Vec::new();
    }
    let explained = |card: &Exception| {
        let named = card.sop.as_ref().is_some_and(|sop| parent.inhibits.contains(sop));
        named && card.status == Status::Open && card.id != parent.id
    };
    let mut cards: Vec<Exception> =
        with_rows(state, context.look.open_exceptions_of(&parent.inhibits), explained).collect();
    cards.sort_by_key(|card| card.id);
    cards.into_iter().filter_map(|card| Some(of_group(&card, put_under(&card, parent.id)?))).collect()
}

/// Hidden, or where it is never hidden, listed.
fn put_under(card: &Exception, parent: ExceptionId) -> Option<Fact> {
    let exception = card.id;
    if !Exception::is_never_hidden(&card.cause, card.severity) {
        return Some(Fact::ExceptionSuppressed { exception, parent });
    }
    (card.parent != Some(parent)).then_some(Fact::ExceptionListedUnder { exception, parent })
}

/// Those that a card hid: shown again, or hidden by another that explains them too.
fn give_back(state: &State, context: &Context<'_>, parent: &Exception) -> Vec<Intent> {
    if parent.inhibits.is_empty() {
        return Vec::new();
    }
    let hidden = |card: &Exception| card.parent == Some(parent.id) && card.status == Status::Suppressed;
    let mut cards: Vec<Exception> = with_rows(state, context.look.hidden_by(parent.id), hidden).collect();
    cards.sort_by_key(|card| card.id);
    let back = |card: Exception| {
        let fact = match parent_of(state, context, card.sop.as_ref()) {
            Some(parent) => Fact::ExceptionSuppressed { exception: card.id, parent },
            None => released(&card, parent.id, context.now),
        };
        of_group(&card, fact)
    };
    cards.into_iter().map(back).collect()
}

/// Its clocks go on from where they stood.
fn released(card: &Exception, parent: ExceptionId, now: Instant) -> Fact {
    let since = card.hidden_since.unwrap_or(now);
    let stood = (now - since).max(TimeDelta::zero());
    // What was asked for while it was hidden stood only from then on.
    let recheck = card.recheck.map(|recheck| recheck.at + (now - since.max(card.last)).max(TimeDelta::zero()));
    Fact::ExceptionReleased {
        exception: card.id,
        parent,
        respond_by: card.respond_by.map(|at| at + stood),
        rungs: card.rungs.iter().map(|rung| Rung { at: rung.at + stood, ..rung.clone() }).collect(),
        recheck,
    }
}

/// A high reading comes to light whatever hid it, and asks anew.
fn shown(state: &State, context: &Context<'_>, card: &Exception) -> Option<Fact> {
    let Response { by: respond_by, rungs } = escalation::again(state, context, card, Severity::High);
    let recheck = card.recheck.map(|recheck| recheck.at);
    Some(Fact::ExceptionReleased { exception: card.id, parent: card.parent?, respond_by, rungs, recheck })
}

fn of_group(card: &Exception, fact: Fact) -> Intent {
    Intent::OfExceptionOf { group: card.group.clone(), fact: Box::new(fact) }
}

/// Cards of the rows and of the state that answer a question, as they stand now.
fn with_rows<'s>(
    state: &'s State,
    rows: Vec<Exception>,
    is_it: impl Fn(&Exception) -> bool + 's,
) -> impl Iterator<Item = Exception> + 's {
    let stored = rows.into_iter().filter(|card| !state.exceptions.contains_key(&card.id));
    stored.chain(state.exceptions.values().cloned()).filter(move |card| is_it(card))
}
