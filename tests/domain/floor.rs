//! A floor in memory on a real calendar, with the engine's part played by `tick`.

use floorboard::domain::actor::Actor;
use floorboard::domain::calendar::{Calendar, Instant};
use floorboard::domain::command::Command;
use floorboard::domain::decide::{Context, execute};
use floorboard::domain::exception::Exception;
use floorboard::domain::fact::Fact;
use floorboard::domain::id::{OccurrenceKey, SopId};
use floorboard::domain::lookup::Lookup;
use floorboard::domain::refusal::Refusal;
use floorboard::domain::run::Run;
use floorboard::domain::site::Site;
use floorboard::domain::state::State;
use floorboard::domain::timer::{Subject, Timer, TimerKind};
use floorboard::time::SiteCalendar;
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) struct Floor {
    pub(super) state: State,
    pub(super) calendar: SiteCalendar,
    pub(super) now: Instant,
    pub(super) actor: Actor,
    taken: BTreeSet<OccurrenceKey>,
    settled: Vec<String>,
    commands: u8,
}

/// The records of a floor: what fired.
struct Taken<'a> {
    keys: &'a BTreeSet<OccurrenceKey>,
    now: Instant,
}

impl Lookup for Taken<'_> {
    fn fired(&self, key: &OccurrenceKey) -> bool {
        self.keys.contains(key)
    }
    fn exception_of_group(&self, _: &str) -> Option<Exception> {
        None
    }
    /// What another procedure waits for is done.
    fn last_done(&self, _: &SopId) -> Option<Instant> {
        Some(self.now)
    }
}

impl Floor {
    pub(super) fn new(now: Instant, site: Arc<Site>) -> Self {
        let calendar = SiteCalendar::new(&site).unwrap();
        let (state, taken, settled) = (State::default(), BTreeSet::new(), Vec::new());
        let mut floor = Self { state, calendar, now, actor: Actor::Engine, taken, settled, commands: 0 };
        floor.ok(&Command::ActivateConfig { hash: "site".into(), text: String::new(), site });
        floor
    }

    /// The kinds of the facts it left.
    pub(super) fn run(&mut self, command: &Command) -> Result<Vec<String>, Refusal> {
        self.commands = self.commands.wrapping_add(1);
        let context = Context {
            now: self.now,
            actor: &self.actor,
            request: None,
            calendar: &self.calendar,
            look: &Taken { keys: &self.taken, now: self.now },
            seed: [self.commands; 32],
        };
        let mut state = self.state.clone();
        let decision = execute(&mut state, command, &context)?;
        self.state = state;
        for recorded in &decision.facts {
            let key = match &recorded.fact {
                Fact::RunOpened { occurrence, .. } => occurrence,
                Fact::OccurrenceNotFired { occurrence, note, .. } => {
                    self.settled.push(format!("{occurrence} {note:?}"));
                    occurrence
                }
                _ => continue,
            };
            assert!(self.taken.insert(key.clone()), "{key} twice");
        }
        Ok(decision.facts.iter().map(|recorded| recorded.fact.kind()).collect())
    }

    pub(super) fn ok(&mut self, command: &Command) -> Vec<String> {
        self.run(command).unwrap_or_else(|refusal| panic!("{command:?} was refused: {refusal:?}"))
    }

    /// Applies every timer that has passed, in order.
    pub(super) fn tick(&mut self, now: Instant) {
        self.now = now;
        self.actor = Actor::Engine;
        for _ in 0..20_000 {
            let runs = self.state.runs.values().filter(|run| run.is_open()).map(|run| Subject::Run(run.id));
            let sops = self.state.sops.keys().map(|id| Subject::Sop(id.clone()));
            let derived = runs.chain(sops).flat_map(|subject| self.state.timers(&subject));
            let plan = self.state.sops.values().filter_map(|row| {
                let due_at = self.calendar.next_position(row.sop.as_deref()?, row.cursor)?;
                Some(Timer { due_at, kind: TimerKind::Next, subject: Subject::Sop(row.id.clone()) })
            });
            let Some(first) = derived.chain(plan).filter(|timer| timer.due_at <= now).min() else { return };
            self.ok(&Command::ApplyTimer(first));
        }
        panic!("timers do not come to rest");
    }

    /// Runs, and what did not fire.
    pub(super) fn outcome(mut self) -> (Vec<String>, Vec<String>) {
        let tell = |run: &Run| {
            format!("{} {} {:?} {:?} {:?}", run.occurrence, run.business_date, run.times, run.state, run.ended)
        };
        let mut runs: Vec<String> = self.state.runs.values().map(tell).collect();
        runs.sort();
        self.settled.sort();
        (runs, self.settled)
    }
}
