//! One engine: what a leader does each time it comes by. Synchronous, driven by the clock it is given.

use super::error::EngineError;
use super::event::Event;
use super::heartbeat::{self, Pulse};
use super::leader::Leader;
use crate::clock::Clock;
use crate::config::site_dir::SiteDir;
use crate::domain::actor::Actor;
use crate::domain::calendar::Instant;
use crate::domain::clock_guard::{ClockGuard, Verdict};
use crate::domain::command::Command;
use crate::domain::refusal::Refusal;
use crate::store::{Answer, Envelope, Store};
use chrono::TimeDelta;
use std::borrow::BorrowMut;
use std::sync::Arc;
use std::time::Duration;

/// Whatever the next due time, never sleep longer (T8).
pub const LONGEST_SLEEP: Duration = Duration::from_secs(5);
/// Timers in one transaction.
pub const BATCH: usize = 100;
/// Batches in one tick; then it beats, and comes by again at once.
const BATCHES: usize = 20;

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
    site: SiteDir,
    leader: Leader,
    store: S,
    clock: Arc<dyn Clock>,
    settings: Settings,
    epoch: u64,
    guard: ClockGuard,
    /// When time was evaluated last.
    awake: Option<Awake>,
    beaten: Option<Duration>,
    held: bool,
    events: Vec<Event>,
}

#[derive(Clone, Copy, Debug)]
struct Awake {
    wall: Instant,
    /// None: another process', before us.
    boot: Option<Duration>,
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
        let last_fact = open.last_fact_at()?;
        let before = leader.before().map_or(0, |beat| beat.epoch);
        let epoch = raise_epoch(open, before)?;
        open.replan()?;
        let awake = leader.before().map(|beat| beat.wall).or(last_fact).map(|wall| Awake { wall, boot: None });
        Ok(Self {
            site,
            leader,
            store,
            clock,
            settings,
            epoch,
            guard: ClockGuard::since(last_fact),
            awake,
            beaten: None,
            held: false,
            events: vec![Event::TookOver { epoch }],
        })
    }

    pub fn epoch(&self) -> u64 {
        self.epoch
    }
    pub fn store(&mut self) -> &mut Store {
        self.store.borrow_mut()
    }
    pub fn site(&self) -> &SiteDir {
        &self.site
    }
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// Comes by once: judges the clock, tells of time that nobody evaluated, applies what is due, beats.
    pub fn tick(&mut self) -> Result<Tick, EngineError> {
        let (now, boot) = (self.clock.now(), self.clock.boot());
        let (ours, current) = (self.epoch, self.store().epoch()?);
        if ours != current {
            return Err(EngineError::Deposed { ours, current });
        }
        if self.trusts_the_clock(now, boot)? {
            self.tell_of_an_outage(now, boot)?;
            self.apply_due(now)?;
            self.awake = Some(Awake { wall: now, boot: Some(boot) });
        }
        self.beat(now, boot)?;
        let next = self.store().next_timer()?.map(|timer| timer.due_at);
        let until = next
            .filter(|_| !self.held)
            .map_or(LONGEST_SLEEP, |due| (due - self.clock.now()).to_std().unwrap_or(Duration::ZERO));
        let beat = heartbeat::EVERY.saturating_sub(self.clock.boot().saturating_sub(self.beaten.unwrap_or(boot)));
        Ok(Tick { events: std::mem::take(&mut self.events), next, sleep: until.min(beat).min(LONGEST_SLEEP) })
    }

    /// Lets go in good order.
    pub fn let_go(self) -> Result<S, EngineError> {
        let wall = self.awake.map_or_else(|| self.clock.now(), |awake| awake.wall);
        self.leader.beat(self.epoch, wall, Pulse::LetGo)?;
        Ok(self.store)
    }

    fn trusts_the_clock(&mut self, now: Instant, boot: Duration) -> Result<bool, EngineError> {
        let told = self.store().clock_held()?;
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

    /// Time that passed without an engine, or with one that could not come by.
    fn tell_of_an_outage(&mut self, now: Instant, boot: Duration) -> Result<(), EngineError> {
        let Some(awake) = self.awake else { return Ok(()) };
        let silent = TimeDelta::from_std(heartbeat::SILENT_AFTER).unwrap_or(TimeDelta::MAX);
        let slept = awake.boot.is_none_or(|then| boot.saturating_sub(then) >= heartbeat::SILENT_AFTER);
        if now - awake.wall >= silent && slept {
            self.submit(&Command::RecordOutage { from: awake.wall, to: now })?;
            self.events.push(Event::Outage { from: awake.wall, to: now });
        }
        Ok(())
    }

    fn apply_due(&mut self, now: Instant) -> Result<(), EngineError> {
        let epoch = self.epoch;
        for _ in 0..BATCHES {
            let Some(first) = self.store().next_timer()?.filter(|timer| timer.due_at <= now) else { break };
            let applied = self.store().apply_due(now, BATCH, epoch)?;
            if let Some(current) = applied.stale {
                return Err(EngineError::Deposed { ours: epoch, current });
            }
            let late = now - first.due_at;
            self.events.push(Event::Applied { timers: applied.timers, facts: applied.entries.len(), late });
            if applied.timers == 0 {
                return Err(EngineError::Bug(format!("a timer of {} is due and cannot be applied", first.subject)));
            }
        }
        Ok(())
    }

    fn beat(&mut self, now: Instant, boot: Duration) -> Result<(), EngineError> {
        if self.beaten.is_none_or(|then| boot.saturating_sub(then) >= heartbeat::EVERY) {
            let pulse = if self.held { Pulse::ClockHeld } else { Pulse::Beating };
            self.leader.beat(self.epoch, now, pulse)?;
            self.beaten = Some(boot);
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
