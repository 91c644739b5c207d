//! Time (T2, T6): occurrences open their runs; runs become late, and are missed.

use super::Context;
use super::intent::{Intent, Outcome};
use super::review;
use super::run::Opening;
use super::signal;
use super::source;
use super::timing;
use super::watch;
use super::{action, approval, delegation, escalation, exception, work};
use super::{step_due, waiting};
use crate::domain::calendar::{Instant, Occurrence, OccurrenceNote, Times};
use crate::domain::exception::MissReason;
use crate::domain::fact::Fact;
use crate::domain::id::{OccurrenceKey, RunId, SopId, VersionHash};
use crate::domain::refusal::Refusal;
use crate::domain::run::{Late, Progress, Run, RunState};
use crate::domain::sop::{CatchUp, Sop};
use crate::domain::state::{SopStatus, State};
use crate::domain::timer::{Subject, Timer, TimerKind};
use std::collections::BTreeSet;

/// More than these that went by of one SOP become one fact; at most these are caught up with.
const MANY: usize = 100;
/// Settled at one go; the next timer takes the rest.
const AT_ONCE: usize = 5_000;
/// Seconds after `opens` from which a firing says how late it was.
const WORTH_TELLING: i64 = 60;

/// Stale timers (of a run that is over, or that was reopened since) do nothing.
pub(super) fn apply_timer(state: &State, context: &Context<'_>, timer: &Timer) -> Result<Outcome, Refusal> {
    if state.clock_held.is_some() {
        return Err(Refusal::ClockHeld);
    }
    if timer.due_at > context.now {
        return Ok(Outcome::default());
    }
    Ok(match (timer.kind, &timer.subject) {
        (TimerKind::Next, Subject::Sop(id)) => next(state, context, id),
        (TimerKind::Recur, Subject::Sop(id)) => recur(state, context, id),
        (TimerKind::Due, Subject::Run(id)) => of_run(state, *id, |run| {
            let told = run.late == Late::Told || run.times.due != timer.due_at;
            let mut outcome = if told { Outcome::default() } else { late(run) };
            outcome.intents.extend(step_due::late(state, context, run.id, timer.due_at).intents);
            outcome
        }),
        (TimerKind::Closes, Subject::Run(id)) => {
            of_run(
                state,
                *id,
                |run| {
                    if run.times.closes == timer.due_at { closed(state, run) } else { Outcome::default() }
                },
            )
        }
        (TimerKind::Sources, Subject::Source(id)) => source::not_read(state, context, id),
        (TimerKind::Resume, Subject::Source(id)) => source::resume(state, context, id),
        (TimerKind::Signals, Subject::Site) => signal::in_turn(state, context),
        (TimerKind::Withdraw, Subject::Sop(id)) => {
            Outcome { intents: vec![Intent::Withdraw(id.clone())], ..Outcome::default() }
        }
        (TimerKind::Breach, Subject::Watch(id)) => watch::time_is_up(state, context, *id, timer.due_at),
        (TimerKind::Rung, Subject::Run(id)) => of_run(state, *id, |run| {
            // Missed is what it is by now, and that has a card of its own.
            if run.times.closes <= context.now {
                closed(state, run)
            } else {
                escalation::tell_of_run(state, context, run)
            }
        }),
        (TimerKind::Rung | TimerKind::AckEnds | TimerKind::ShelfEnds | TimerKind::Recheck, Subject::Exception(id)) => {
            exception::timed(state, context, *id, timer.kind)
        }
        (TimerKind::ApprovalEnds, Subject::Approval(id)) => approval::times_out(state, *id, timer.due_at),
        (TimerKind::Rung, Subject::Approval(id)) => approval::rung(state, context, *id),
        (TimerKind::Delegation, Subject::Site) => delegation::over(state, context.now),
        (TimerKind::Preparation, Subject::Preparation(id)) => work::due(state, context, *id),
        (TimerKind::Retry, Subject::Action(id)) => action::due(state, *id),
        (TimerKind::Notice, Subject::Notice(id)) => super::notices::due(state, *id),
        (TimerKind::Review, Subject::Sop(id)) => review::due(state, id, timer.due_at),
        (TimerKind::Holidays, Subject::Site) => review::holidays_over(state, timer.due_at),
        (TimerKind::Breach, Subject::Run(id)) => of_timed(state, *id, |run| {
            let mut outcome = timing::breach(run, timer.due_at);
            if run.is_open() {
                outcome.intents.extend(waiting::overdue(run, timer.due_at).intents);
            }
            outcome
        }),
        (TimerKind::Remind, Subject::Run(id)) => of_timed(state, *id, |run| timing::remind(run, timer.due_at)),
        _ => Outcome::default(),
    })
}

/// What was begun is watched to its end, also where the rest of the run is done.
fn of_timed(state: &State, id: RunId, then: impl Fn(&Run) -> Outcome) -> Outcome {
    let watched = |run: &&Run| run.is_open() || run.state == RunState::Done;
    state.runs.get(&id).filter(watched).map_or_else(Outcome::default, then)
}

fn of_run(state: &State, id: RunId, then: impl Fn(&Run) -> Outcome) -> Outcome {
    state.runs.get(&id).filter(|run| run.is_open()).map_or_else(Outcome::default, then)
}

fn late(run: &Run) -> Outcome {
    Outcome::fact(Fact::RunLate { run: run.id, progress: run.progress })
}

/// Nothing required was left undone: done. Else missed, for good.
pub(super) fn closed(state: &State, run: &Run) -> Outcome {
    let mut outcome =
        if run.late == Late::No && run.times.due < run.times.closes { late(run) } else { Outcome::default() };
    let Progress { done, of } = run.progress;
    outcome.push(if done == of {
        Fact::RunDone { run: run.id, ended: Some(run.times.closes) }
    } else {
        Fact::RunMissed { run: run.id, progress: run.progress, reason: why(state, run.times.closes) }
    });
    outcome
}

fn why(state: &State, closes: Instant) -> MissReason {
    let down = state.down.is_some_and(|down| down.from < closes && closes <= down.to);
    if down { MissReason::EngineDown } else { MissReason::NotDone }
}

/// A SOP in force with its parsed version.
fn in_force<'a>(state: &'a State, id: &SopId) -> Option<(&'a VersionHash, &'a Sop, Instant)> {
    let row = state.sops.get(id).filter(|row| row.status == SopStatus::InForce)?;
    Some((&row.hash, row.sop.as_deref()?, row.cursor))
}

/// Settles every occurrence up to now, in order; each leaves a fact.
fn next(state: &State, context: &Context<'_>, id: &SopId) -> Outcome {
    let Some((hash, sop, cursor)) = in_force(state, id) else { return Outcome::default() };
    let mut found = context.calendar.occurrences(sop, cursor, context.now, AT_ONCE);
    if found.len() == AT_ONCE {
        // The cut may have gone through one position: leave the whole of it to the next timer.
        let last = found[AT_ONCE - 1].position;
        let whole = found.iter().take_while(|occurrence| occurrence.position < last).count();
        if whole > 0 {
            found.truncate(whole);
        }
    }
    let gone: BTreeSet<OccurrenceKey> = slept_through(sop, &found, context);
    let many = gone.len() > MANY;
    let mut settling = Settling { state, context, hash, sop, outcome: Outcome::default(), opened: 0 };
    if many {
        settling.missed_many(&found, &gone);
    }
    let covered = found.iter().filter(|o| gone.contains(&o.key)).map(|o| o.position).max().filter(|_| many);
    let caught = catch_up(sop, &found, context);
    for occurrence in &found {
        let summed_up = many
            && (gone.contains(&occurrence.key) || occurrence.times.is_none())
            && covered.is_some_and(|until| occurrence.position <= until);
        if caught.contains(&occurrence.key) || !summed_up {
            settling.settle(occurrence, caught.contains(&occurrence.key));
        }
    }
    settling.outcome
}

fn recur(state: &State, context: &Context<'_>, id: &SopId) -> Outcome {
    let planned = state.sops.get(id).and_then(|row| row.recurrence.as_ref());
    let due = planned.filter(|occurrence| occurrence.position <= context.now);
    let (Some((hash, sop, _)), Some(occurrence)) = (in_force(state, id), due) else { return Outcome::default() };
    let mut settling = Settling { state, context, hash, sop, outcome: Outcome::default(), opened: 0 };
    settling.settle(occurrence, false);
    settling.outcome
}

/// Those whose time is over, and that nobody could have done.
fn slept_through(sop: &Sop, found: &[Occurrence], context: &Context<'_>) -> BTreeSet<OccurrenceKey> {
    let caught = catch_up(sop, found, context);
    let gone = found.iter().filter(|o| o.times.is_some_and(|times| times.closes <= context.now));
    gone.filter(|o| !caught.contains(&o.key) && !context.look.fired(&o.key)).map(|o| o.key.clone()).collect()
}

/// Of those whose time is over, the ones that `catch-up` still wants done.
fn catch_up(sop: &Sop, found: &[Occurrence], context: &Context<'_>) -> BTreeSet<OccurrenceKey> {
    let mut wanted = BTreeSet::new();
    for (index, trigger) in sop.triggers.iter().enumerate() {
        let most = match trigger.catch_up {
            CatchUp::None => 0,
            CatchUp::Latest => 1,
            CatchUp::All => MANY,
        };
        let gone = found.iter().rev().filter(|o| o.trigger == index && !context.look.fired(&o.key));
        let gone = gone.filter(|o| o.times.is_some_and(|times| times.closes <= context.now));
        wanted.extend(gone.take(most).map(|occurrence| occurrence.key.clone()));
    }
    wanted
}

/// Opens runs one after the other, with the ids they will have.
pub(super) struct Settling<'a> {
    pub(super) state: &'a State,
    pub(super) context: &'a Context<'a>,
    pub(super) hash: &'a VersionHash,
    pub(super) sop: &'a Sop,
    pub(super) outcome: Outcome,
    pub(super) opened: u64,
}

impl Settling<'_> {
    fn settle(&mut self, occurrence: &Occurrence, caught_up: bool) {
        if self.context.look.fired(&occurrence.key) {
            return self.not_fired(occurrence, OccurrenceNote::AlreadySettled);
        }
        match occurrence.times {
            None => self.not_fired(occurrence, occurrence.note.clone().unwrap_or(OccurrenceNote::NoSuchDate)),
            Some(times) if self.asks(occurrence) => {
                let late_by = self.late_by(times.opens);
                let times = if caught_up { self.whole_window(times) } else { times };
                self.settle_asking(occurrence, times, late_by);
            }
            // Work that is still wanted gets a window of its full length from now.
            Some(times) if caught_up => {
                let late_by = self.late_by(times.opens);
                self.open(occurrence, self.whole_window(times), late_by);
            }
            Some(times) => {
                let late_by = self.late_by(times.opens);
                let run = self.open(occurrence, times, late_by);
                if times.closes <= self.context.now && run.is_open() {
                    self.outcome.intents.extend(closed(self.state, &run).intents);
                }
            }
        }
    }

    fn whole_window(&self, times: Times) -> Times {
        let now = self.context.now;
        let due = now + (times.due - times.scheduled);
        let closes = now + (times.closes - times.scheduled);
        Times { opens: now, due, closes, ..times }
    }

    fn late_by(&self, opens: Instant) -> Option<u32> {
        let late = (self.context.now - opens).num_seconds();
        u32::try_from(late).ok().filter(|_| late > WORTH_TELLING)
    }

    pub(super) fn open(&mut self, occurrence: &Occurrence, times: Times, late_by: Option<u32>) -> Run {
        self.opened += 1;
        let opening = Opening {
            id: RunId(self.state.last_run + self.opened),
            hash: self.hash,
            sop: self.sop,
            occurrence: occurrence.key.clone(),
            business_date: occurrence.business_date,
            nominal: Some(occurrence.nominal),
            times,
            label: None,
            case: None,
            asked: std::collections::BTreeMap::new(),
            cursor: Some(occurrence.position),
            late_by,
            event: None,
        };
        let (intents, run) = opening.open(self.state, self.context);
        self.outcome.intents.extend(intents);
        run
    }

    pub(super) fn not_fired(&mut self, occurrence: &Occurrence, note: OccurrenceNote) {
        self.outcome.push(Fact::OccurrenceNotFired {
            sop: self.sop.id.clone(),
            occurrence: occurrence.key.clone(),
            business_date: occurrence.business_date,
            nominal: occurrence.nominal,
            note,
            cursor: occurrence.position,
        });
    }

    /// One fact for all that went by; what did not fire between the first and the last of them is covered by it.
    fn missed_many(&mut self, found: &[Occurrence], gone: &BTreeSet<OccurrenceKey>) {
        let all: Vec<&Occurrence> = found.iter().filter(|occurrence| gone.contains(&occurrence.key)).collect();
        let (Some(first), Some(last)) = (all.first(), all.last()) else { return };
        self.outcome.push(Fact::OccurrencesMissed {
            sop: self.sop.id.clone(),
            first: first.key.clone(),
            last: last.key.clone(),
            from: first.position,
            to: last.position,
            count: all.len() as u32,
            reason: MissReason::EngineDown,
            cursor: last.position,
        });
    }
}
