//! Versions come into force and retire (T10); engines take over.

use super::Context;
use super::date::{Dates, Past};
use super::firing::Settling;
use super::intent::{Intent, Outcome};
use super::{notices, review};
use crate::domain::calendar::{Instant, Occurrence};
use crate::domain::fact::Fact;
use crate::domain::id::{ListId, SopId, VersionHash};
use crate::domain::list::List;
use crate::domain::refusal::Refusal;
use crate::domain::run::{CancelReason, RunState};
use crate::domain::site::Site;
use crate::domain::sop::{Sop, Wait, When};
use crate::domain::state::{SopStatus, State};
use chrono::TimeDelta;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How far a first activation looks back for windows that are open now; further only while none has closed.
const LOOK_BACK_DAYS: [i64; 4] = [2, 9, 63, 735];
/// Occurrences looked at, at most, in one look.
const LOOK_AT: usize = 5_000;

/// The first activation of an id opens what is inside its window now. An edit counts from now: what it takes away of
/// the time still ahead is cancelled, where nobody began; what it brings whose nominal time is still ahead is opened.
///
/// Waits while the clock is held: a cursor at a wrong now could not come back.
pub(super) fn sop(
    state: &State,
    context: &Context<'_>,
    hash: &VersionHash,
    text: &str,
    sop: &Sop,
) -> Result<Outcome, Refusal> {
    let row = state.sops.get(&sop.id);
    if row.is_some_and(|row| row.hash == *hash && row.status == SopStatus::InForce) {
        return Ok(Outcome::default());
    }
    clock_is_trusted(state)?;
    let now = context.now;
    let activated = Fact::SopActivated {
        sop: sop.id.clone(),
        hash: hash.clone(),
        text: text.to_owned(),
        cursor: now,
        review: review::on_activation(context, sop, row.filter(|row| row.hash == *hash)),
    };
    let mut settling = Settling { state, context, hash, sop, outcome: Outcome::fact(activated), opened: 0 };
    if row.is_some() {
        let ahead = ahead(context, sop, now);
        for fact in superseded(state, context, sop) {
            settling.outcome.push(fact);
        }
        for occurrence in ahead.iter().filter(|o| o.position <= now && o.times.is_some_and(|t| t.scheduled > now)) {
            open_once(&mut settling, occurrence);
        }
    } else {
        for occurrence in inside_window(context, sop, now) {
            open_once(&mut settling, &occurrence);
        }
    }
    let mut outcome = settling.outcome;
    outcome.intents.extend(recurrence(state, context, sop));
    let past = if row.is_some() { Past::IsNoted } else { Past::Fires };
    outcome.intents.push(Intent::Dates(Box::new(Dates::Sop { sop: sop.id.clone(), past })));
    Ok(outcome)
}

fn clock_is_trusted(state: &State) -> Result<(), Refusal> {
    if state.clock_held.is_some() { Err(Refusal::ClockHeld) } else { Ok(()) }
}

fn open_once(settling: &mut Settling<'_>, occurrence: &Occurrence) {
    if let Some(times) = occurrence.times.filter(|_| !settling.context.look.fired(&occurrence.key)) {
        if settling.asks(occurrence) {
            settling.settle_asking(occurrence, times, None);
        } else {
            settling.open(occurrence, times, None);
        }
    }
}

/// A first activation plans the first recurrence; an edit withdraws one that it no longer has.
fn recurrence(state: &State, context: &Context<'_>, sop: &Sop) -> Option<Intent> {
    let recurs = sop.triggers.iter().any(|trigger| matches!(trigger.when, When::Recur { .. }));
    let planned = state.sops.get(&sop.id).is_some_and(|row| row.recurrence.is_some());
    let running = state.runs.values().any(|run| run.sop == sop.id && run.is_open() && run.nominal.is_some());
    match (recurs, planned) {
        (false, true) => Some(Intent::fact(Fact::RecurrenceWithdrawn { sop: sop.id.clone() })),
        (true, false) if !running => {
            let occurrence = context.calendar.recurrence(sop, context.now, None)?;
            let fresh = !context.look.fired(&occurrence.key);
            fresh.then(|| Intent::fact(Fact::RecurrencePlanned { sop: sop.id.clone(), occurrence }))
        }
        _ => None,
    }
}

/// Fired occurrences that may be started now and are not closed yet.
fn inside_window(context: &Context<'_>, sop: &Sop, now: Instant) -> Vec<Occurrence> {
    let scheduled: BTreeSet<usize> = (sop.triggers.iter().enumerate())
        .filter(|(_, trigger)| !matches!(trigger.when, When::Manual | When::Recur { .. }))
        .map(|(index, _)| index)
        .collect();
    let mut found = Vec::new();
    for days in LOOK_BACK_DAYS {
        if scheduled.is_empty() {
            break;
        }
        let more = context.calendar.occurrences(sop, now - TimeDelta::days(days), now, LOOK_AT);
        if more.len() == LOOK_AT && days > LOOK_BACK_DAYS[0] {
            // Cut off at the near end: what the shorter look found is what matters.
            break;
        }
        found = more;
        let closed = found.iter().filter(|o| o.times.is_some_and(|times| times.closes <= now));
        let seen: BTreeSet<usize> = closed.map(|occurrence| occurrence.trigger).collect();
        if scheduled.is_subset(&seen) {
            break;
        }
    }
    found.retain(|occurrence| occurrence.times.is_some_and(|times| times.closes > now));
    found
}

/// What may be near now: everything whose window can have begun while its nominal time is still ahead.
fn ahead(context: &Context<'_>, sop: &Sop, now: Instant) -> Vec<Occurrence> {
    context.calendar.occurrences(sop, now - earliest(sop), now, LOOK_AT)
}

/// How long before its nominal time the earliest trigger of a SOP opens, and a day.
fn earliest(sop: &Sop) -> TimeDelta {
    let opens = sop.triggers.iter().map(|trigger| match trigger.window.opens {
        None => 0,
        Some(Wait::Elapsed(seconds)) => seconds.saturating_neg().clamp(0, 366 * 86_400),
        Some(_) => 63 * 86_400,
    });
    TimeDelta::seconds(opens.max().unwrap_or(0) + 86_400)
}

/// Open runs that nobody began, and whose nominal time, still ahead, the new version does not have.
fn superseded(state: &State, context: &Context<'_>, sop: &Sop) -> Vec<Fact> {
    let recurs = sop.triggers.iter().any(|trigger| matches!(trigger.when, When::Recur { .. }));
    let recurrence = format!("{}@recur:", sop.id);
    let untouched = state.runs.values().filter(|run| {
        run.sop == sop.id
            && run.state == RunState::Due
            && run.reopened == 0
            && run.times.scheduled > context.now
            && !(recurs && run.occurrence.as_str().starts_with(&recurrence))
    });
    let gone = untouched.filter(|run| {
        let until = run.times.scheduled;
        let near = context.calendar.occurrences(sop, until - earliest(sop), until, LOOK_AT);
        !near.iter().any(|occurrence| occurrence.times.is_some() && occurrence.key == run.occurrence)
    });
    gone.map(|run| Fact::RunCancelled { run: run.id, cancel: CancelReason::Superseded }).collect()
}

/// A new zone restarts every cursor at now; instants that stand, stand.
pub(super) fn config(
    state: &State,
    context: &Context<'_>,
    hash: &VersionHash,
    text: &str,
    site: &Site,
) -> Result<Outcome, Refusal> {
    if state.site.as_ref().is_some_and(|active| active.hash == *hash) {
        return Ok(Outcome::default());
    }
    let moved = state.site.as_ref().is_some_and(|active| active.value.zone != site.zone);
    if moved {
        clock_is_trusted(state)?;
    }
    let cursors = moved.then_some(context.now);
    let holidays_end = review::holidays_end(site, context.calendar);
    let activated = Fact::ConfigActivated { hash: hash.clone(), text: text.to_owned(), cursors, holidays_end };
    let mut outcome = Outcome::fact(activated);
    if state.site.is_none() {
        outcome.intents.extend(notices::of_earlier(state, context, site));
    }
    Ok(outcome)
}

pub(super) fn list(state: &State, hash: &VersionHash, text: &str, list: &Arc<List>) -> Outcome {
    if state.lists.get(&list.id).is_some_and(|active| active.hash == *hash) {
        return Outcome::default();
    }
    let mut outcome =
        Outcome::fact(Fact::ListActivated { list: list.id.clone(), hash: hash.clone(), text: text.to_owned() });
    let former = state.lists.get(&list.id).map(|active| active.value.clone());
    outcome.intents.push(Intent::Dates(Box::new(Dates::List { list: list.clone(), former })));
    outcome
}

/// No more firings; open work lives on.
pub(super) fn retire_sop(state: &State, id: &SopId) -> Result<Outcome, Refusal> {
    match state.sops.get(id) {
        None => Err(Refusal::NoSuchSop { sop: id.0.clone(), similar: None }),
        Some(row) if row.status == SopStatus::Retired => Ok(Outcome::default()),
        Some(_) => Ok(Outcome::fact(Fact::SopRetired { sop: id.clone() })),
    }
}

pub(super) fn retire_list(state: &State, id: &ListId) -> Outcome {
    if !state.lists.contains_key(id) {
        return Outcome::default();
    }
    let mut outcome = Outcome::fact(Fact::ListRetired { list: id.clone() });
    outcome.intents.push(Intent::Dates(Box::new(Dates::ListRetired(id.clone()))));
    outcome
}

pub(super) fn take_over(state: &State, epoch: u64, pid: u32, boot: &str) -> Result<Outcome, Refusal> {
    if epoch <= state.epoch {
        return Err(Refusal::StaleEpoch { ours: epoch, current: state.epoch });
    }
    Ok(Outcome::fact(Fact::EngineTookOver { epoch, pid, boot: boot.to_owned() }))
}
