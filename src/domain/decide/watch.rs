//! Watches: opened by a signal, met by another, or breached at the instant that was fixed.

use super::Context;
use super::fire::{Fields, Firing};
use super::intent::{Intent, Outcome};
use crate::domain::calendar::Instant;
use crate::domain::fact::Fact;
use crate::domain::id::{OccurrenceKey, SignalName, WatchId};
use crate::domain::signal::Signal;
use crate::domain::sop::{Sop, When};
use crate::domain::state::{SopState, State};
use crate::domain::watch::{Watch, WatchKind, WatchStatus};

/// A watch that is to be opened; its id is given when its turn comes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Opening {
    pub(super) watch: Watch,
    /// What meets it, also where it came already.
    pub(super) unless: Vec<SignalName>,
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
    };
    Opening { watch, unless: unless.to_vec() }
}

/// `watch.opened`, and `watch.met` where what it waits for is known already.
pub(super) fn open(state: &State, context: &Context<'_>, opening: Opening) -> Vec<Intent> {
    let Opening { watch, unless } = opening;
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
    std::iter::once(opened).chain(met).map(Intent::fact).collect()
}

/// Open obligations of a SOP and case that this signal meets: those before it in the order of signals, not yet due.
pub(super) fn met(state: &mut State, context: &Context<'_>, sop: &Sop, signal: &Signal) -> Vec<Intent> {
    let meets = |trigger: usize| match sop.triggers.get(trigger).map(|trigger| &trigger.when) {
        Some(When::Absence { unless, .. } | When::Date { unless, .. }) => unless.contains(&signal.name),
        _ => false,
    };
    if !(0..sop.triggers.len()).any(meets) {
        return Vec::new();
    }
    let place = signal.place();
    let watches = of_case(state, context, sop, signal);
    let watches = watches.into_iter().filter(|watch| meets(watch.trigger) && signal.at <= watch.due);
    let watches = watches.filter(|watch| watch.place().is_none_or(|opened| opened < place));
    watches
        .map(|watch| Intent::fact(Fact::WatchMet { watch: watch.id, signal: signal.id.clone(), at: signal.at }))
        .collect()
}

/// Open watches of a SOP and the signal's case, put into the state.
fn of_case(state: &mut State, context: &Context<'_>, sop: &Sop, signal: &Signal) -> Vec<Watch> {
    for watch in context.look.open_watches(&sop.id, signal.case.as_ref()) {
        state.watches.entry(watch.id).or_insert(watch);
    }
    let of = |watch: &&Watch| watch.is_open() && watch.sop == sop.id && watch.case == signal.case;
    state.watches.values().filter(of).cloned().collect()
}

/// Its time is up.
pub(super) fn time_is_up(state: &State, id: WatchId, due: Instant) -> Outcome {
    match state.watches.get(&id).filter(|watch| watch.is_open() && watch.due == due) {
        Some(watch) => Outcome::fact(Fact::WatchFired { watch: watch.id }),
        None => Outcome::default(),
    }
}

/// What follows from a watch that fired.
pub(super) fn fired(state: &State, context: &Context<'_>, id: WatchId) -> Option<Intent> {
    let watch = state.watches.get(&id)?;
    let data = watch.signal.as_ref().and_then(|signal| context.look.signal(signal)).map(|signal| signal.data);
    let of = watch.signal.as_ref().map_or_else(String::new, |signal| signal.0.clone());
    let what = match &watch.kind {
        WatchKind::Absence => "absence",
        WatchKind::Delay => "signal",
        WatchKind::Date { .. } | WatchKind::Step { .. } => return None,
    };
    Some(Intent::Fire(Box::new(Firing {
        sop: watch.sop.clone(),
        trigger: watch.trigger,
        key: OccurrenceKey(format!("{}@{what}:{of}", watch.sop)),
        case: watch.case.clone(),
        item: watch.item.clone(),
        signal: watch.signal.clone(),
        due: watch.due,
        fields: Fields { case: watch.case.clone(), data: data.unwrap_or_default(), item: None },
    })))
}
