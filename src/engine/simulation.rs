//! What would have happened: the same store and the same decisions on a virtual clock, fed with a history.
//!
//! The engine of this floor is always awake: every timer is applied at its own instant, before what comes after it. At
//! one instant signals come first, then timers, then people. Nothing of a site is touched.

use super::activation::Activation;
use super::error::EngineError;
use crate::clock::VirtualClock;
use crate::domain::calendar::Instant;
use crate::domain::command::Command;
use crate::domain::fact::Entry;
use crate::domain::timer::Timer;
use crate::sopfile::files::SiteFiles;
use crate::store::{Answer, Batch, Envelope, Left, OpenOptions, Store, StoreError};
use chrono::TimeDelta;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// Commands and timers in one transaction.
const PER_TRANSACTION: usize = 2_000;

/// What is fed to a simulation, in order of time, and who hears what came of it.
pub trait Script {
    type Error: From<StoreError> + From<EngineError>;

    /// When the next act is, and its turn then; none: nothing more comes.
    fn next_at(&mut self) -> Result<Option<(Instant, Turn)>, Self::Error>;
    /// That act, as the simulated floor stands; none where it has no place there.
    fn act(&mut self, floor: &Batch<'_>) -> Result<Option<(Envelope, Command)>, Self::Error>;
    /// What an act came to; its facts are told before.
    fn answered(&mut self, answer: &Answer);
    /// A fact, in order of time.
    fn told(&mut self, entry: &Entry, floor: &Batch<'_>) -> Result<(), Self::Error>;
}

/// What comes first at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    BeforeTimers,
    AfterTimers,
}

/// A floor of its own, at some instant.
pub struct Simulation {
    store: Store,
    clock: Arc<VirtualClock>,
    /// Timers that were refused: they would be again.
    aside: BTreeSet<Timer>,
}

/// How far it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// There is more before the end.
    At(Instant),
    End,
}

impl Simulation {
    /// An empty floor at `from`.
    pub fn at(from: Instant, name: &str) -> Result<Self, EngineError> {
        let clock = VirtualClock::at(from);
        let store = Store::scratch(OpenOptions::create(Arc::<VirtualClock>::clone(&clock), name))?;
        Ok(Self { store, clock, aside: BTreeSet::new() })
    }

    pub fn now(&self) -> Instant {
        crate::clock::Clock::now(&*self.clock)
    }
    pub fn store(&mut self) -> &mut Store {
        &mut self.store
    }

    /// Puts files in force, those that can be used.
    pub fn put_in_force<S: Script>(&mut self, files: &SiteFiles, script: &mut S) -> Result<(), S::Error> {
        let look = Activation::default().look(
            &mut self.store,
            files.clone(),
            &BTreeSet::new(),
            Duration::ZERO,
            Duration::ZERO,
        );
        let commands = look?.commands.into_iter().map(|(command, _)| command);
        // What cannot be used is told by whoever brought it, and is nothing that would have happened.
        let commands: Vec<Command> = commands.filter(|it| !matches!(it, Command::RejectFile { .. })).collect();
        let envelope = Envelope::engine(self.store.epoch()?);
        self.store.batch(|batch| {
            commands.iter().try_for_each(|command| send(batch, &envelope, command, script).map(|_| ()))
        })?;
        // A plan may hang on lists and config that came after it.
        Ok(self.store.replan()?)
    }

    /// Goes on towards `to`, which is left out, for one transaction.
    pub fn go_on<S: Script>(&mut self, to: Instant, script: &mut S) -> Result<Reached, S::Error> {
        let (clock, aside) = (&self.clock, &mut self.aside);
        self.store.batch(|batch| {
            for _ in 0..PER_TRANSACTION {
                let act = script.next_at()?.filter(|(at, _)| *at < to);
                let end = act.map_or(to, |(at, turn)| match turn {
                    Turn::BeforeTimers => at,
                    Turn::AfterTimers => at + TimeDelta::microseconds(1),
                });
                if let Some(timer) = batch.next_timer(end, aside)? {
                    clock.advance_to(timer.due_at);
                    let (entries, left) = batch.apply(&timer)?;
                    if left == Left::There {
                        aside.insert(timer);
                    }
                    entries.iter().try_for_each(|entry| script.told(entry, batch))?;
                    continue;
                }
                let Some((at, _)) = act else {
                    clock.advance_to(to);
                    return Ok(Reached::End);
                };
                clock.advance_to(at);
                if let Some((envelope, command)) = script.act(batch)? {
                    let answer = send(batch, &envelope, &command, script)?;
                    script.answered(&answer);
                }
            }
            Ok(Reached::At(crate::clock::Clock::now(&**clock)))
        })
    }
}

fn send<S: Script>(
    batch: &mut Batch<'_>,
    envelope: &Envelope,
    command: &Command,
    script: &mut S,
) -> Result<Answer, S::Error> {
    let done = batch.submit(envelope, command)?;
    done.passed.iter().chain(done.answer.entries()).try_for_each(|entry| script.told(entry, batch))?;
    Ok(done.answer)
}
