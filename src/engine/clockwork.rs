//! One engine: what a leader does each time it comes by. Synchronous, driven by the clock it is given.

use super::activation::Steps;
use super::desk::Desk;
use super::error::EngineError;
use super::event::Event;
use super::heartbeat::{self, Pulse};
use super::leader::Leader;
use crate::clock::{Clock, SystemClock};
use crate::config::site_dir::SiteDir;
use crate::domain::actor::Actor;
use crate::domain::calendar::Instant;
use crate::domain::clock_guard::{ClockGuard, Verdict};
use crate::domain::command::Command;
use crate::domain::disk::{Room, room};
use crate::domain::fact::Fact;
use crate::domain::refusal::Refusal;
use crate::store::{Answer, EntryFilter, Envelope, Store};
use chrono::TimeDelta;
use std::borrow::BorrowMut;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// Whatever the next due time, never sleep longer (T8).
pub const LONGEST_SLEEP: Duration = Duration::from_secs(5);
/// Timers in one transaction.
pub const BATCH: usize = 100;
/// Batches in one tick; then it beats, and comes by again at once.
const BATCHES: usize = 20;
/// After a timer that is due and cannot be applied.
const STUCK: Duration = Duration::from_secs(1);
/// Lines of the journal looked at in one go.
const PAGE: u64 = 200;

/// What tests set otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// A changed file is read again until it is so old: it may still be written. Zero on a virtual clock.
    pub settle: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { settle: Duration::from_millis(200) }
    }
}

/// The leader at work, on a store of its own or a borrowed one.
pub struct Engine<S = Store> {
    leader: Leader,
    store: S,
    clock: Arc<dyn Clock>,
    desk: Desk,
    epoch: u64,
    guard: ClockGuard,
    /// When time was evaluated last.
    awake: Option<Instant>,
    beaten: Option<Beaten>,
    held: bool,
    /// A timer is due that cannot be applied: come by again, but not at once.
    stuck: bool,
    /// No time since the last tick went by unseen.
    attended: bool,
    /// How the disk stood when that was told.
    room: Option<Room>,
    events: Vec<Event>,
}

/// What one coming by left.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tick {
    pub events: Vec<Event>,
    /// The first timer of all.
    pub next: Option<Instant>,
    /// When to come by again, at the latest.
    pub sleep: Duration,
}

impl<S: BorrowMut<Store>> Engine<S> {
    /// Raises the epoch, so that whoever was the engine before writes nothing more, and plans anew.
    pub fn take_over(
        site: SiteDir,
        leader: Leader,
        mut store: S,
        clock: Arc<dyn Clock>,
        settings: Settings,
    ) -> Result<Self, EngineError> {
        let open: &mut Store = store.borrow_mut();
        let last_fact = last_trusted(open)?;
        let mut guard = ClockGuard::since(last_fact);
        let wall = clock.now();
        if let Verdict::Hold { last } = guard.judge(wall, clock.boot()) {
            // Before anything else is recorded at a time that cannot be.
            open.submit(&Envelope::new(Actor::Engine, "engine"), &Command::HoldClock { wall, last })?;
        }
        let before = leader.before().map_or(0, |beat| beat.epoch);
        let epoch = raise_epoch(open, before)?;
        open.replan()?;
        let awake = leader.before().map(|beat| beat.wall).or(last_fact);
        let desk = Desk::new(site, settings.settle);
        Ok(Self {
            leader,
            store,
            clock,
            desk,
            epoch,
            guard,
            awake,
            beaten: None,
            held: false,
            stuck: false,
            attended: false,
            room: None,
            events: vec![Event::TookOver { epoch }],
        })
    }

    pub fn epoch(&self) -> u64 {
        self.epoch
    }
    pub fn store(&mut self) -> &mut Store {
        self.store.borrow_mut()
    }

    /// Something happened in `config/`, `sops/` or `lists/`: the next tick reads them, but for those still `writing`.
    pub fn files_changed(&mut self, writing: &BTreeSet<String>) {
        self.desk.look_again(writing);
    }

    /// How long until a file may be believed that was written a moment ago.
    pub fn settles_in(&self) -> Option<Duration> {
        self.desk.settles_in()
    }

    /// This process was there all the while: a virtual clock leaps, where a real one is looked at every five seconds.
    /// Counts for the next tick, whatever instant that finds.
    pub fn was_awake(&mut self) {
        self.attended = true;
    }

    /// Tells how much room the store's disk has; what has not changed its standing is not written.
    pub fn look_at_disk(&mut self, free: u64, total: u64) -> Result<(), EngineError> {
        let standing = room(free, total);
        if self.room != Some(standing) && !self.held {
            self.submit(&Command::RecordDisk { free, total })?;
            self.room = Some(standing);
        }
        Ok(())
    }

    /// This engine stays: whoever told that none is there may stop.
    pub fn end_silence(&mut self) -> Result<(), EngineError> {
        self.submit(&Command::RecordSilence { since: None }).map(|_answer| ())
    }

    /// Comes by once: judges the clock, tells of time that nobody evaluated, applies what is due, beats.
    pub fn tick(&mut self) -> Result<Tick, EngineError> {
        let (now, boot) = (self.clock.now(), self.clock.boot());
        let hour = self.store().hour()?;
        let (ours, current) = (self.epoch, hour.epoch);
        if ours != current {
            return Err(EngineError::Deposed { ours, current });
        }
        if std::mem::take(&mut self.attended) {
            self.awake = self.awake.map(|then| then.max(now));
        }
        let mut next = hour.next;
        if self.trusts_the_clock(now, boot, hour.clock_held)? {
            let outage = self.tell_of_an_outage(now)?;
            // A floor at rest costs one read.
            if outage || self.desk.is_due(boot) || next.as_ref().is_some_and(|timer| timer.due_at <= now) {
                self.apply_due(now)?;
                self.put_in_force(boot)?;
                self.apply_due(now)?;
                next = self.store().next_timer()?;
            } else {
                self.stuck = false;
            }
            self.awake = Some(now);
        }
        self.beat(now, boot)?;
        let next = next.map(|timer| timer.due_at);
        Ok(Tick { events: std::mem::take(&mut self.events), next, sleep: self.sleep(next) })
    }

    /// Until the next timer, beat or look at the files; never longer than five seconds.
    fn sleep(&self, next: Option<Instant>) -> Duration {
        let due = next.filter(|_| !self.held).map_or(LONGEST_SLEEP, |due| {
            let left = (due - self.clock.now()).to_std().unwrap_or(Duration::ZERO);
            if self.stuck { left.max(STUCK) } else { left }
        });
        let passed = self.beaten.map_or(Duration::ZERO, |beaten| beaten.ago(self.clock.boot()));
        let look = if self.held { LONGEST_SLEEP } else { self.desk.looks_in(self.clock.boot()) };
        due.min(heartbeat::EVERY.saturating_sub(passed)).min(look).min(LONGEST_SLEEP)
    }

    /// Lets go in good order.
    pub fn let_go(self) -> Result<S, EngineError> {
        let wall = self.awake.unwrap_or_else(|| self.clock.now());
        self.leader.beat(self.epoch, wall, Pulse::LetGo)?;
        Ok(self.store)
    }

    /// Ends without a word, as a kill does: the lock is free, and the last beat stands.
    pub fn abandon(self) -> S {
        self.store
    }

    fn trusts_the_clock(&mut self, now: Instant, boot: Duration, told: Option<Instant>) -> Result<bool, EngineError> {
        if self.held && told.is_none() {
            // A manager said that it is right.
            self.guard.trust(now, boot);
            self.held = false;
            self.events.push(Event::ClockRight { wall: now });
            return Ok(true);
        }
        match self.guard.judge(now, boot) {
            Verdict::Hold { last } => {
                if !self.held && told.is_none() {
                    self.submit(&Command::HoldClock { wall: now, last })?;
                }
                if !self.held {
                    self.events.push(Event::ClockHeld { wall: now });
                }
                self.held = true;
                return Ok(false);
            }
            Verdict::Stepped { before, after } => {
                self.submit(&Command::RecordClockStep { before, after })?;
                self.events.push(Event::ClockStepped { before, after });
            }
            Verdict::Right => {}
        }
        if told.is_some() {
            self.submit(&Command::ReleaseClock { wall: now })?;
            self.events.push(Event::ClockRight { wall: now });
        }
        self.held = false;
        Ok(true)
    }

    /// Time that passed without an engine, or with one that could not come by, or that the clock leapt over.
    /// Whether there was one.
    fn tell_of_an_outage(&mut self, now: Instant) -> Result<bool, EngineError> {
        let long =
            |from: &Instant| now - *from >= TimeDelta::from_std(heartbeat::SILENT_AFTER).unwrap_or(TimeDelta::MAX);
        let Some(from) = self.awake.filter(long) else { return Ok(false) };
        self.submit(&Command::RecordOutage { from, to: now })?;
        self.events.push(Event::Outage { from, to: now });
        Ok(true)
    }

    fn apply_due(&mut self, now: Instant) -> Result<(), EngineError> {
        let epoch = self.epoch;
        for _ in 0..BATCHES {
            self.stuck = false;
            let Some(first) = self.store().next_timer()?.filter(|timer| timer.due_at <= now) else { break };
            let applied = self.store().apply_due(now, BATCH, epoch)?;
            if let Some(current) = applied.stale {
                return Err(EngineError::Deposed { ours: epoch, current });
            }
            let late = now - first.due_at;
            self.events.push(Event::Applied { timers: applied.timers, facts: applied.entries.len(), late });
            self.stuck = applied.entries.is_empty() && self.store().next_timer()?.as_ref() == Some(&first);
            if self.stuck && applied.timers < BATCH {
                break;
            }
        }
        Ok(())
    }

    /// Files that were edited since, as commands. While the clock is held none is: a cursor would lie.
    fn put_in_force(&mut self, boot: Duration) -> Result<(), EngineError> {
        if !self.desk.is_due(boot) {
            return Ok(());
        }
        let steps = match self.desk.look(self.store.borrow_mut(), boot) {
            // What is in force stays; time goes on without the files.
            Err(error @ EngineError::Io { .. }) => {
                self.events.push(Event::Trouble { what: error.to_string() });
                self.desk.forget(boot);
                return Ok(());
            }
            looked => looked?,
        };
        let result = self.carry_out(steps);
        if !matches!(result, Ok(true)) {
            self.desk.forget(boot);
        }
        result.map(|_| ())
    }

    /// False where one was refused.
    fn carry_out(&mut self, steps: Steps) -> Result<bool, EngineError> {
        let mut replan = false;
        let mut all = true;
        for (command, event) in steps.commands {
            let answer = self.submit(&command)?;
            if let Some(refusal) = answer.refusal() {
                all = false;
                self.events.push(Event::Trouble { what: format!("{event}: refused ({refusal:?})") });
            } else {
                replan |= matches!(command, Command::ActivateConfig { .. });
                self.events.push(event);
            }
        }
        if replan {
            // Other opening hours, other times.
            self.store().replan()?;
        }
        Ok(all)
    }

    fn beat(&mut self, now: Instant, boot: Duration) -> Result<(), EngineError> {
        if self.beaten.is_none_or(|beaten| beaten.ago(boot) >= heartbeat::EVERY) {
            let pulse = if self.held { Pulse::ClockHeld } else { Pulse::Beating };
            self.leader.beat(self.epoch, now, pulse)?;
            self.beaten = Some(Beaten { boot, machine: SystemClock.boot() });
        }
        Ok(())
    }

    /// A command of ours. That another engine took over is an error, every other refusal an answer.
    fn submit(&mut self, command: &Command) -> Result<Answer, EngineError> {
        let envelope = Envelope::engine(self.epoch);
        let answer = self.store().submit(&envelope, command)?;
        match answer.refusal() {
            Some(Refusal::StaleEpoch { ours, current }) => Err(EngineError::Deposed { ours: *ours, current: *current }),
            _ => Ok(answer),
        }
    }
}

/// When it last told that it is there.
#[derive(Clone, Copy, Debug)]
struct Beaten {
    /// On the site's clock.
    boot: Duration,
    machine: Duration,
}

impl Beaten {
    /// Others judge the beat by the machine's time, also where a test clock stands still.
    fn ago(self, boot: Duration) -> Duration {
        boot.saturating_sub(self.boot).max(SystemClock.boot().saturating_sub(self.machine))
    }
}

/// The last instant that was believed: while the clock is held, facts bear a time that is not.
fn last_trusted(store: &mut Store) -> Result<Option<Instant>, EngineError> {
    if store.clock_held()?.is_none() {
        return Ok(store.last_fact_at()?);
    }
    let mut end = store.head()?.seq;
    while end > 0 {
        let after = end.saturating_sub(PAGE);
        let page = store.entries(&EntryFilter { after, limit: PAGE as u32, ..EntryFilter::default() })?;
        let held = page.iter().rev().find_map(|entry| match &entry.fact {
            Fact::ClockHeld { last, .. } => Some(*last),
            _ => None,
        });
        if held.is_some() {
            return Ok(held);
        }
        end = after;
    }
    Ok(store.last_fact_at()?)
}

/// One above all that ever were.
fn raise_epoch(store: &mut Store, seen: u64) -> Result<u64, EngineError> {
    let mut epoch = store.epoch()?.max(seen) + 1;
    for _ in 0..100 {
        let boot = crate::clock::boot_id();
        let command = Command::TakeOver { epoch, pid: std::process::id(), boot };
        match store.submit(&Envelope::new(Actor::Engine, "engine"), &command)? {
            Answer::Accepted { .. } => return Ok(epoch),
            Answer::Refused(Refusal::StaleEpoch { current, .. }) => epoch = current + 1,
            Answer::Refused(refusal) => return Err(EngineError::Bug(format!("a takeover is refused: {refusal:?}"))),
        }
    }
    Err(EngineError::Bug("the epoch runs away".to_owned()))
}
