//! Watches: opened by a signal, met by another, or breached at the instant that was fixed.

use super::Context;
use super::date;
use super::fire::{Fields, Firing, group_of};
use super::intent::{Intent, Outcome, newest};
use super::source;
use crate::domain::calendar::Instant;
use crate::domain::event_key::event_key;
use crate::domain::fact::Fact;
use crate::domain::id::{OccurrenceKey, SignalId, SignalName, SopId, WatchId};
use crate::domain::signal::Signal;
use crate::domain::sop::{Sop, When};
use crate::domain::state::{SopState, SopStatus, State};
use crate::domain::watch::{Watch, WatchKind, WatchStatus, Withdrawn, lives_on};
use std::sync::Arc;

/// Watches withdrawn at one go; the next timer takes the rest.
const AT_ONCE: usize = 200;

/// A watch that is to be opened; its id is given when its turn comes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Opening {
    pub(super) watch: Watch,
    /// What meets it, also where it came already.
    pub(super) unless: Vec<SignalName>,
    /// Why nobody waits for it: it is noted, and no more.
    pub(super) gone: Option<Gone>,
}

/// Why nobody waits, and the signal that says so.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gone {
    pub(super) why: Withdrawn,
    pub(super) signal: Option<SignalId>,
}

/// The obligation that an `after` signal opens.
pub(super) fn absence(row: &SopState, trigger: usize, signal: &Signal, due: Instant, unless: &[SignalName]) -> Opening {
    let watch = Watch {
        id: WatchId(0),
        sop: row.id.clone(),
        version: row.hash.clone(),
        trigger,
        kind: WatchKind::Absence,
        case: signal.case.clone(),
        item: None,
        signal: Some(signal.id.clone()),
        opened: signal.at,
        due,
        status: WatchStatus::Open,
        late: None,
        held: None,
    };
    Opening { watch, unless: unless.to_vec(), gone: None }
}

/// `watch.opened`, and `watch.met` where what it waits for is known already.
pub(super) fn open(state: &State, context: &Context<'_>, opening: Opening) -> Vec<Intent> {
    let Opening { watch, unless, gone } = opening;
    let id = WatchId(state.last_watch + 1);
    let met =
        watch.place().and_then(|place| context.look.first_signal(&unless, watch.case.as_ref(), &place, watch.due));
    let opened = Fact::WatchOpened {
        watch: id,
        sop: watch.sop,
        version: watch.version,
        trigger: watch.trigger,
        kind: watch.kind,
        case: watch.case,
        item: watch.item,
        signal: watch.signal,
        opened: watch.opened,
        due: watch.due,
    };
    let met = met.map(|signal| Fact::WatchMet { watch: id, signal: signal.id, at: signal.at });
    let gone = gone.filter(|_| met.is_none());
    let withdrawn = gone.map(|gone| Fact::WatchWithdrawn { watch: id, why: gone.why, signal: gone.signal });
    std::iter::once(opened).chain(met).chain(withdrawn).map(Intent::fact).collect()
}

/// The SOP as it is in force, and the trigger of it that a watch waits for; none where nobody waits any more.
pub(super) fn waits_for(state: &State, context: &Context<'_>, watch: &Watch) -> Option<(Arc<Sop>, usize)> {
    let row = state.sops.get(&watch.sop).filter(|row| row.status == SopStatus::InForce)?;
    let sop = row.sop.clone()?;
    if row.hash == watch.version {
        return Some((sop, watch.trigger));
    }
    let former = version_of(state, context, watch)?;
    let trigger = lives_on(&former, watch.trigger, &sop)?;
    Some((sop, trigger))
}

/// The version that a watch was opened in.
fn version_of(state: &State, context: &Context<'_>, watch: &Watch) -> Option<Arc<Sop>> {
    state.versions.sops.get(&watch.version).cloned().or_else(|| context.look.version(&watch.version))
}

/// What meets a watch of this trigger.
fn unless(sop: &Sop, trigger: usize) -> &[SignalName] {
    match sop.triggers.get(trigger).map(|trigger| &trigger.when) {
        Some(When::Absence { unless, .. } | When::Date { unless, .. }) => unless,
        _ => &[],
    }
}

/// Open obligations of a SOP and case that this signal meets: those before it in the order of signals, not yet due. And
/// those that it would have met, had it come before they were breached.
pub(super) fn met(state: &mut State, context: &Context<'_>, sop: &Sop, signal: &Signal) -> Vec<Intent> {
    if !(0..sop.triggers.len()).any(|trigger| unless(sop, trigger).contains(&signal.name)) {
        return Vec::new();
    }
    let place = signal.place();
    let waits = |state: &State, watch: &Watch| {
        let before = watch.place().is_none_or(|opened| opened < place);
        let wants = || waits_for(state, context, watch);
        before && wants().is_some_and(|(sop, trigger)| unless(&sop, trigger).contains(&signal.name))
    };
    for watch in context.look.open_watches(&sop.id, signal.case.as_ref()) {
        state.watches.entry(watch.id).or_insert(watch);
    }
    for watch in context.look.unanswered(&sop.id, signal.case.as_ref()) {
        state.watches.entry(watch.id).or_insert(watch);
    }
    let of_case = state.watches.values().filter(|watch| watch.sop == sop.id && watch.case == signal.case);
    let mut intents = Vec::new();
    for watch in of_case.filter(|watch| watch.is_open() || watch.is_unanswered()) {
        if watch.is_open() && signal.at <= watch.due && waits(state, watch) {
            let met = Fact::WatchMet { watch: watch.id, signal: signal.id.clone(), at: signal.at };
            intents.push(Intent::fact(met));
        } else if watch.is_unanswered() && waits(state, watch) {
            let late = Fact::WatchAnsweredLate { watch: watch.id, signal: signal.id.clone(), at: signal.at };
            intents.push(Intent::fact(late));
        }
    }
    intents
}

/// Its card shows what came late, whatever became of the card since.
pub(super) fn answered_late(
    state: &mut State,
    context: &Context<'_>,
    id: WatchId,
    signal: &SignalId,
    at: Instant,
) -> Option<Intent> {
    let watch = state.watches.get(&id)?.clone();
    let (sop, trigger) = waits_for(state, context, &watch)?;
    let firing = firing(state, context, &watch, trigger);
    let group = group_of(&sop, &firing)?;
    let card = newest(state, context, &group)?;
    let known = card.late.iter().any(|late| late.signal == *signal);
    let came = Fact::ExceptionSignalCameLate { exception: card.id, signal: signal.clone(), at };
    (!known).then(|| Intent::fact(came))
}

/// Its time is up: met after all, by what came and was not looked at yet; withdrawn, where nobody waits; else fired.
pub(super) fn time_is_up(state: &State, context: &Context<'_>, id: WatchId, due: Instant) -> Outcome {
    let waits = |watch: &&Watch| watch.is_open() && watch.due == due && watch.held.is_none();
    let Some(watch) = state.watches.get(&id).filter(waits) else {
        return Outcome::default();
    };
    let Some((sop, trigger)) = waits_for(state, context, watch) else {
        return Outcome::fact(Fact::WatchWithdrawn { watch: id, why: why_gone(state, &watch.sop), signal: None });
    };
    let met = watch
        .place()
        .and_then(|place| context.look.first_signal(unless(&sop, trigger), watch.case.as_ref(), &place, watch.due));
    Outcome::fact(match met {
        Some(signal) => Fact::WatchMet { watch: id, signal: signal.id, at: signal.at },
        None => match source::unread(state, &sop, trigger, due) {
            Some(source) => Fact::WatchHeld { watch: id, source },
            None => Fact::WatchFired { watch: id },
        },
    })
}

fn why_gone(state: &State, sop: &SopId) -> Withdrawn {
    let in_force = state.sops.get(sop).is_some_and(|row| row.status == SopStatus::InForce);
    if in_force { Withdrawn::Superseded } else { Withdrawn::Retired }
}

/// What follows from a watch that fired.
pub(super) fn fired(state: &State, context: &Context<'_>, id: WatchId) -> Option<Intent> {
    let watch = state.watches.get(&id)?;
    let (sop, trigger) = waits_for(state, context, watch)?;
    let firing = match watch.kind {
        WatchKind::Absence | WatchKind::Delay => firing(state, context, watch, trigger),
        WatchKind::Date { .. } => date::firing(state, context, watch, &sop, trigger)?,
    };
    Some(Intent::Fire(Box::new(firing)))
}

fn firing(state: &State, context: &Context<'_>, watch: &Watch, trigger: usize) -> Firing {
    let signal = watch.signal.as_ref();
    let data = signal.and_then(|id| state.signals.get(id).cloned().or_else(|| context.look.signal(id)));
    let key = match (version_of(state, context, watch), signal) {
        (Some(former), Some(signal)) => event_key(&former, watch.trigger, signal),
        _ => OccurrenceKey(format!("{}@watch:{}", watch.sop, watch.id.0)),
    };
    Firing {
        sop: watch.sop.clone(),
        trigger,
        key,
        case: watch.case.clone(),
        item: watch.item.clone(),
        signal: watch.signal.clone(),
        due: watch.due,
        fields: Fields { case: watch.case.clone(), data: data.map(|it| it.data).unwrap_or_default(), item: None },
        repeats: None,
    }
}

/// Withdraws the watches of a SOP that nobody waits for any more; where they are many, some of them, and a timer goes on.
pub(super) fn withdraw(state: &mut State, context: &Context<'_>, id: &SopId) -> Vec<Intent> {
    let why = why_gone(state, id);
    let gone = |state: &State, version: &crate::domain::id::VersionHash, trigger: usize| {
        let row = state.sops.get(id).filter(|row| row.status == SopStatus::InForce);
        let Some(sop) = row.and_then(|row| row.sop.clone().filter(|_| row.hash != *version)) else {
            return row.is_none();
        };
        let former = state.versions.sops.get(version).cloned().or_else(|| context.look.version(version));
        former.and_then(|former| lives_on(&former, trigger, &sop)).is_none()
    };
    let mut watches = Vec::new();
    for (version, trigger) in context.look.watched(id) {
        if watches.len() <= AT_ONCE && gone(state, &version, trigger) {
            watches.extend(context.look.watches_of(id, &version, trigger, AT_ONCE + 1 - watches.len()));
        }
    }
    let more = watches.len() > AT_ONCE;
    watches.truncate(AT_ONCE);
    let mut intents = Vec::new();
    for watch in watches {
        intents.push(Intent::fact(Fact::WatchWithdrawn { watch: watch.id, why, signal: None }));
        state.watches.entry(watch.id).or_insert(watch);
    }
    let ending = state.sops.get(id).is_some_and(|row| row.ending.is_some());
    if more != ending {
        intents.push(Intent::fact(if more {
            Fact::SopWatchesEnding { sop: id.clone(), at: context.now }
        } else {
            Fact::SopWatchesEnded { sop: id.clone() }
        }));
    }
    intents
}
