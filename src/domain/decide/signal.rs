//! Signals: received, and judged: every trigger that listens for one looks at it.

use super::Context;
use super::condition;
use super::fire::{self, Fields, Firing};
use super::intent::{Intent, Outcome};
use super::{cancel, date, delay};
use super::{repetition, waiting, watch};
use crate::domain::condition::Holds;
use crate::domain::event_key::event_key;
use crate::domain::evidence::Body;
use crate::domain::fact::Fact;
use crate::domain::id::BodyHash;
use crate::domain::refusal::Refusal;
use crate::domain::signal::{Judged, Signal, Whole, same};
use crate::domain::sop::{DateOf, Sop, When};
use crate::domain::state::{SopState, SopStatus, State};
use std::sync::Arc;

/// Signals judged at one go; the next timer takes the rest.
pub(super) const AT_ONCE: usize = 200;

/// The same signal again is accepted, and leaves nothing.
pub(super) fn receive(
    state: &State,
    context: &Context<'_>,
    signal: &Signal,
    bodies: &[Body],
    judged: Judged,
) -> Result<Outcome, Refusal> {
    if let Some(before) = context.look.signal(&signal.id) {
        let kept = |hash: &str| context.look.text(&BodyHash::new(hash));
        let given = |hash: &str| bodies.iter().find(|body| body.hash().as_str() == hash).map(|body| body.text.clone());
        return if same(&before, signal, &kept, &given) {
            Ok(Outcome::default())
        } else {
            Err(Refusal::SignalReused { signal: signal.id.clone() })
        };
    }
    // What lies ahead is judged when its time comes, what comes after those that wait after them, and while the clock is
    // held nothing is.
    let ahead = signal.at > context.now || state.unjudged.is_some_and(|first| first <= signal.at);
    let waits = ahead || state.clock_held.is_some();
    let judged = if judged == Judged::AtOnce && waits { Judged::InTurn } else { judged };
    let mut outcome = Outcome { bodies: bodies.to_vec(), ..Outcome::default() };
    outcome.push(Fact::SignalReceived {
        signal: signal.id.clone(),
        name: signal.name.clone(),
        case: signal.case.clone(),
        at: signal.at,
        data: signal.data.clone(),
        judged,
    });
    Ok(outcome)
}

/// Files are whole: what they brought waits its turn.
pub(super) fn whole(context: &Context<'_>, why: Whole) -> Outcome {
    if !context.look.holds_signals() {
        return Outcome::default();
    }
    Outcome::fact(Fact::SignalsWhole { first: context.look.first_unjudged(), why })
}

/// The timer of those that wait: as many as come before anything else does.
pub(super) fn in_turn(state: &State, context: &Context<'_>) -> Outcome {
    let Some(first) = state.unjudged.filter(|first| *first <= context.now) else { return Outcome::default() };
    let until = context.look.next_due().map_or(context.now, |due| due.clamp(first, context.now));
    let waiting = context.look.unjudged(AT_ONCE + 1);
    Outcome { intents: vec![Intent::Judge { waiting, until }], ..Outcome::default() }
}

/// SOPs in force that listen for this, put into the state where it did not hold them.
pub(super) fn listening(state: &mut State, context: &Context<'_>, what: &str) -> Vec<(SopState, Arc<Sop>)> {
    let mut found = Vec::new();
    for row in context.look.listeners(what) {
        let row = state.sops.entry(row.id.clone()).or_insert(row).clone();
        if let Some(sop) = row.sop.clone().filter(|_| row.status == SopStatus::InForce) {
            state.versions.sops.entry(row.hash.clone()).or_insert_with(|| sop.clone());
            found.push((row, sop));
        }
    }
    found
}

/// What one signal comes to. Watches that it meets come first.
pub(super) fn judge(state: &mut State, context: &Context<'_>, signal: &Signal) -> Vec<Intent> {
    let listening = listening(state, context, signal.name.as_str());
    let mut intents: Vec<Intent> =
        listening.iter().flat_map(|(_, sop)| watch::met(state, context, sop, signal)).collect();
    intents.extend(listening.iter().flat_map(|(_, sop)| cancel::by(state, context, sop, signal)).collect::<Vec<_>>());
    for (row, sop) in &listening {
        let cancelled = cancel::known(context, sop, signal);
        for (index, trigger) in sop.triggers.iter().enumerate() {
            match &trigger.when {
                When::Signal { name, delay: None } if *name == signal.name && cancelled.is_none() => {
                    intents.push(Intent::Fire(Box::new(firing(sop, index, signal))));
                }
                // What the signal alone refuses is not waited for; else it is asked when its time comes.
                When::Signal { name, delay }
                    if *name == signal.name && !condition::refuses(context, sop, index, signal) =>
                {
                    let due = delay.map_or(signal.at, |delay| context.calendar.after(sop, signal.at, delay));
                    let opening = delay::opening(row, index, signal, due, cancelled.clone().map(cancel::gone));
                    intents.push(Intent::Watch(Box::new(opening)));
                }
                When::Absence { after, unless, within } if *after == signal.name => {
                    let within = context.calendar.after(sop, signal.at, *within);
                    let mut opening = watch::absence(row, index, signal, within, unless);
                    opening.gone = cancelled.clone().map(cancel::gone);
                    match condition::of_signal(context, sop, index, signal) {
                        Holds::Yes => intents.push(Intent::Watch(Box::new(opening))),
                        Holds::Undecided(doubt) if cancelled.is_none() => {
                            let unknown = firing(sop, index, signal);
                            intents.extend(fire::undecided(state, context, row, sop, &unknown, doubt));
                        }
                        Holds::No | Holds::Undecided(_) => {}
                    }
                }
                When::Date { of: DateOf::Signal(name), .. } if *name == signal.name && cancelled.is_none() => {
                    intents.extend(date::told(state, context, row, sop, index, signal));
                }
                _ => {}
            }
        }
        intents.extend(repetition::of_signal(state, context, sop, signal));
    }
    intents.extend(waiting::came(state, context, signal));
    intents
}

fn firing(sop: &Sop, trigger: usize, signal: &Signal) -> Firing {
    Firing {
        sop: sop.id.clone(),
        trigger,
        key: event_key(sop, trigger, &signal.id),
        case: signal.case.clone(),
        item: None,
        signal: Some(signal.id.clone()),
        due: signal.at,
        fields: Fields { case: signal.case.clone(), data: signal.data.clone(), item: None },
        repeats: None,
    }
}
