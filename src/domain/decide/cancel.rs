//! `[cancel]`: a signal after which nobody waits any more. What began before it, by the order of signals, ends: open
//! runs are cancelled, watches withdrawn, cards cleared. What began after it (booked again) stays, however late the
//! signal comes in.

use super::Context;
use super::intent::Intent;
use super::watch::Gone;
use crate::domain::calendar::Instant;
use crate::domain::exception::{Cause, Check, Exception, ResolutionCause};
use crate::domain::fact::Fact;
use crate::domain::id::{SignalId, WatchId};
use crate::domain::run::{CancelReason, Run};
use crate::domain::signal::{Place, Signal};
use crate::domain::sop::Sop;
use crate::domain::state::State;
use crate::domain::watch::{Watch, Withdrawn};

/// What this signal ends of a SOP.
pub(super) fn by(state: &mut State, context: &Context<'_>, sop: &Sop, signal: &Signal) -> Vec<Intent> {
    if !sop.cancel.contains(&signal.name) {
        return Vec::new();
    }
    let place = signal.place();
    let mut intents = Vec::new();
    for watch in context.look.open_watches(&sop.id, signal.case.as_ref()) {
        state.watches.entry(watch.id).or_insert(watch);
    }
    let waits = |watch: &&Watch| {
        let of = watch.sop == sop.id && watch.case == signal.case;
        of && watch.is_open() && watch.place().is_none_or(|began| began < place)
    };
    for watch in state.watches.values().filter(waits) {
        intents.push(Intent::fact(withdrawn(watch.id, Some(signal.id.clone()))));
    }
    for loaded in context.look.open_runs(&sop.id, signal.case.as_ref()) {
        state.take_in(loaded);
    }
    let ended =
        |run: &&Run| run.is_open() && run.sop == sop.id && run.case == signal.case && began(context, run) < place;
    for run in state.runs.values().filter(ended) {
        let cancel = CancelReason::Signal { signal: signal.id.clone(), name: signal.name.clone() };
        intents.push(Intent::fact(Fact::RunCancelled { run: run.id, cancel }));
    }
    for card in context.look.open_exceptions(&sop.id, signal.case.as_ref()) {
        state.exceptions.entry(card.id).or_insert(card);
    }
    let cleared = |card: &&Exception| {
        let of = card.sop.as_ref() == Some(&sop.id) && card.case == signal.case;
        of && card.is_open() && raised(context, card).is_some_and(|raised| raised < place)
    };
    for card in state.exceptions.values().filter(cleared) {
        let fact = Fact::ExceptionResolved {
            exception: card.id,
            cause: ResolutionCause::Cleared,
            decision: None,
            check: Check::NotAsked,
        };
        intents.push(Intent::fact(fact));
    }
    intents
}

/// The signal that ended already what another would begin now.
pub(super) fn known(context: &Context<'_>, sop: &Sop, signal: &Signal) -> Option<SignalId> {
    if sop.cancel.is_empty() {
        return None;
    }
    context.look.first_judged(&sop.cancel, signal.case.as_ref(), &signal.place()).map(|signal| signal.id)
}

/// What was ended so before it came in.
pub(super) fn gone(signal: SignalId) -> Gone {
    Gone { why: Withdrawn::Cancelled, signal: Some(signal) }
}

fn withdrawn(watch: WatchId, signal: Option<SignalId>) -> Fact {
    Fact::WatchWithdrawn { watch, why: Withdrawn::Cancelled, signal }
}

/// Where a run stands in the order of signals: with the one that it is about, else at the time it is for.
pub(super) fn began(context: &Context<'_>, run: &Run) -> Place {
    let event = run.event.as_ref();
    place(context, event.and_then(|event| event.signal.as_ref()), event.map_or(run.times.scheduled, |event| event.due))
}

/// The same of what a trigger raised. What people report, and what went wrong in a run, stays for them to settle.
fn raised(context: &Context<'_>, card: &Exception) -> Option<Place> {
    match &card.cause {
        Cause::Raised { signal, due, .. } => Some(place(context, signal.as_ref(), *due)),
        _ => None,
    }
}

fn place(context: &Context<'_>, signal: Option<&SignalId>, otherwise: Instant) -> Place {
    let known = signal.and_then(|signal| context.look.signal(signal)).map(|signal| signal.place());
    known.unwrap_or_else(|| Place { at: otherwise, signal: SignalId::new("") })
}
