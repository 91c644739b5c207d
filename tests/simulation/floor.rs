//! A site on a virtual clock: the real engine over an in-memory store and real files, stopped and started at will.

use floorboard::clock::{Clock, VirtualClock};
use floorboard::config::site_dir::SiteDir;
use floorboard::domain::actor::Actor;
use floorboard::domain::calendar::Instant;
use floorboard::domain::command::Command;
use floorboard::domain::exception::Exception;
use floorboard::domain::fact::{Entry, Fact};
use floorboard::domain::id::PersonId;
use floorboard::engine::{Engine, Event, Leader, Settings, moment};
use floorboard::store::{Answer, EntryFilter, Envelope, ExceptionFilter, OpenOptions, Store, StoreError, Which};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// No file is too young on a virtual clock.
const SETTINGS: Settings = Settings { settle: Duration::ZERO };

pub(crate) const CONFIG: &str = r#"
[site]
name = "The Anchor"
zone = "Europe/London"
day-starts = "05:00"

[hours]
mon = "11:00-23:00"
tue = "11:00-23:00"
wed = "11:00-23:00"
thu = "11:00-23:00"
fri = "11:00-01:00"
sat = "11:00-01:00"
closed = ["2026-03-31", "2026-10-27"]

[[person]]
id = "sam"
name = "Sam Okoro"
initials = "SO"
roles = ["staff", "manager"]
"#;

pub(crate) struct Floor {
    dir: tempfile::TempDir,
    pub(crate) clock: Arc<VirtualClock>,
    site: SiteDir,
    seat: Seat,
}

enum Seat {
    Up(Box<Engine<Store>>),
    Down(Box<Store>),
    /// Between two seats.
    Nobody,
}

impl Floor {
    /// Files in a fresh directory, an empty store, and nobody who evaluates time.
    pub(crate) fn new(start: &str, files: &[(&str, &str)]) -> Self {
        Self::with(start, files, |_, options| Store::in_memory(options))
    }

    /// The same with a store that others may open.
    pub(crate) fn on_disk(start: &str, files: &[(&str, &str)]) -> Self {
        Self::with(start, files, |site, options| Store::open(&site.store(), options))
    }

    fn with(start: &str, files: &[(&str, &str)], open: fn(&SiteDir, OpenOptions) -> Result<Store, StoreError>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = VirtualClock::at(start.parse().unwrap());
        let store = open(&SiteDir::named(dir.path()), OpenOptions::create(clock.clone(), "The Anchor")).unwrap();
        let site = SiteDir::named(dir.path());
        let floor = Self { dir, clock, site, seat: Seat::Down(Box::new(store)) };
        floor.write("config/floorboard.toml", CONFIG);
        for (name, text) in files {
            floor.write(name, text);
        }
        floor
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    pub(crate) fn remove(&self, name: &str) {
        std::fs::remove_file(self.dir.path().join(name)).unwrap();
    }

    /// Puts a file where a directory was: also what an administrator's account cannot list.
    pub(crate) fn make_unreadable(&self, directory: &str) {
        let path = self.dir.path().join(directory);
        std::fs::remove_dir_all(&path).unwrap();
        std::fs::write(&path, "").unwrap();
    }

    pub(crate) fn site(&self) -> &SiteDir {
        &self.site
    }
    pub(crate) fn now(&self) -> Instant {
        self.clock.now()
    }
    pub(crate) fn is_up(&self) -> bool {
        matches!(self.seat, Seat::Up(_))
    }

    /// An engine is elected; it has not come by yet.
    pub(crate) fn start(&mut self) {
        self.seat = match std::mem::replace(&mut self.seat, Seat::Nobody) {
            Seat::Down(store) => {
                // Waits: a process that another test forks holds our lock too, until it becomes its program.
                let leader = Leader::wait(&self.site).unwrap();
                let clock = self.clock.clone();
                let engine = Engine::take_over(self.site.clone(), leader, *store, clock, SETTINGS).unwrap();
                Seat::Up(Box::new(engine))
            }
            other => other,
        };
    }
    /// It is killed.
    pub(crate) fn kill(&mut self) {
        self.seat = match std::mem::replace(&mut self.seat, Seat::Nobody) {
            Seat::Up(engine) => Seat::Down(Box::new(engine.abandon())),
            other => other,
        };
    }
    /// It ends in good order.
    pub(crate) fn stop(&mut self) {
        self.seat = match std::mem::replace(&mut self.seat, Seat::Nobody) {
            Seat::Up(engine) => Seat::Down(Box::new(engine.let_go().unwrap())),
            other => other,
        };
    }

    /// The engine comes by until nothing is due any more.
    pub(crate) fn tick(&mut self) -> Vec<Event> {
        let Seat::Up(engine) = &mut self.seat else { return Vec::new() };
        let mut events = Vec::new();
        loop {
            let tick = engine.tick().unwrap();
            events.extend(tick.events);
            if !tick.sleep.is_zero() {
                return events;
            }
        }
    }
    /// The same after an edit.
    pub(crate) fn tick_with_files(&mut self) -> Vec<Event> {
        self.tick_while_writing(&[])
    }
    pub(crate) fn tick_while_writing(&mut self, writing: &[&str]) -> Vec<Event> {
        if let Seat::Up(engine) = &mut self.seat {
            engine.files_changed(&writing.iter().map(|&name| name.to_owned()).collect::<BTreeSet<_>>());
        }
        self.tick()
    }
    /// A writing command's own moment, where no engine runs.
    pub(crate) fn moment(&mut self) {
        let clock: Arc<dyn Clock> = self.clock.clone();
        if let Seat::Down(store) = &mut self.seat {
            let mut come = moment::Moment::Elsewhere;
            while come == moment::Moment::Elsewhere {
                // Elsewhere is the lock in a process that another test forks, for as long as that takes.
                come = moment::for_a_moment_with(&self.site, store, &clock, SETTINGS).unwrap();
            }
        }
    }

    /// Time passes without an outage; the engine comes by at every due time on the way, and at the end.
    pub(crate) fn run_to(&mut self, to: Instant) {
        while self.now() < to {
            let next = self.store().next_timer().unwrap().map_or(to, |timer| timer.due_at);
            self.leap_to(next.clamp(self.now(), to));
            self.tick();
            let left = self.store().next_timer().unwrap().filter(|timer| timer.due_at <= self.now());
            assert_eq!(left, None, "due at {next}, and still there");
        }
    }
    pub(crate) fn run_to_if_up(&mut self, to: Instant) {
        if self.is_up() {
            self.run_to(to);
        }
    }
    /// Time passes, and nobody comes by. An engine that is up was there, though.
    pub(crate) fn leap_to(&mut self, to: Instant) {
        self.clock.advance_to(to);
        if let Seat::Up(engine) = &mut self.seat {
            engine.was_awake();
        }
    }

    pub(crate) fn store(&mut self) -> &mut Store {
        match &mut self.seat {
            Seat::Up(engine) => engine.store(),
            Seat::Down(store) => store,
            Seat::Nobody => panic!("a floor without a store"),
        }
    }
    pub(crate) fn sam(&mut self, command: &Command) -> Answer {
        let envelope = Envelope::new(Actor::Person(PersonId::from("sam")), "cli");
        self.store().submit(&envelope, command).unwrap()
    }

    pub(crate) fn entries(&mut self) -> Vec<Entry> {
        let mut all: Vec<Entry> = Vec::new();
        loop {
            let after = all.last().map_or(0, |entry| entry.seq);
            let page = self.store().entries(&EntryFilter { after, ..EntryFilter::default() }).unwrap();
            if page.is_empty() {
                return all;
            }
            all.extend(page);
        }
    }
    pub(crate) fn facts(&mut self) -> Vec<Fact> {
        self.entries().into_iter().map(|entry| entry.fact).collect()
    }
    /// Kinds of the facts, the engine's coming and going left out.
    pub(crate) fn kinds(&mut self) -> Vec<String> {
        self.facts().iter().map(Fact::kind).collect()
    }
    pub(crate) fn open_cards(&mut self) -> Vec<Exception> {
        let filter = ExceptionFilter { which: Which::Open, ..ExceptionFilter::default() };
        self.store().exceptions(&filter).unwrap()
    }
}
