//! The tray: files of signals that somebody put into `signals/`.

use super::support::Heard;
use floorboard::clock::{Clock, SystemClock};
use floorboard::config::site_dir::SiteDir;
use floorboard::domain::exception::Cause;
use floorboard::engine::tray::Tray;
use floorboard::engine::{Event, Standby};
use floorboard::store::{EntryFilter, ExceptionFilter, OpenOptions, Store, Which};
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

const CONFIG: &str = "[site]\nname = \"The Anchor\"\nzone = \"Europe/London\"\n";

struct Place {
    dir: tempfile::TempDir,
    store: Store,
    tray: Tray,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        for part in ["config", "signals"] {
            fs::create_dir(dir.path().join(part)).unwrap();
        }
        fs::write(dir.path().join("config/floorboard.toml"), CONFIG).unwrap();
        let site = SiteDir::named(dir.path());
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let store = Store::open(&site.store(), OpenOptions::create(clock, "The Anchor")).unwrap();
        Self { dir, store, tray: Tray::new(site) }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join("signals").join(name)
    }

    /// A file as it lay there for a minute.
    fn put(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
        age(&self.path(name));
    }

    /// Until there is nothing to do.
    fn take_in(&mut self, writing: &[&str]) -> Vec<Event> {
        let writing: BTreeSet<String> = writing.iter().map(|name| format!("signals/{name}")).collect();
        let mut events = Vec::new();
        self.tray = Tray::new(SiteDir::named(self.dir.path()));
        while self.tray.step(&mut self.store, 0, &writing, &mut events).unwrap().is_zero() {}
        events
    }

    fn received(&mut self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for entry in self.store.entries(&EntryFilter::default()).unwrap() {
            if let floorboard::domain::fact::Fact::SignalReceived { signal, .. } = entry.fact {
                all.push(signal.0);
            }
        }
        all
    }

    fn cards(&mut self) -> Vec<Cause> {
        let open = ExceptionFilter { which: Which::Open, ..ExceptionFilter::default() };
        self.store.exceptions(&open).unwrap().into_iter().map(|card| card.cause).collect()
    }
}

fn age(path: &Path) {
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::from(SystemClock.now()) - Duration::from_mins(1)).unwrap();
}

fn row(id: &str) -> String {
    format!("{{\"id\":\"{id}\",\"at\":\"2026-11-16T09:00:00Z\",\"name\":\"quote.sent\"}}\n")
}

#[test]
fn a_good_file_is_taken_in_once_and_moved_aside() {
    let mut place = Place::new();
    place.put("a.jsonl", &(row("1") + &row("2")));
    place.put("notes.txt", "not for us");
    place.put(".hidden.jsonl", &row("9"));
    let events = place.take_in(&[]);
    let taken = Event::TookIn { file: "signals/a.jsonl".to_owned(), received: 2, known: 0, bad: 0 };
    assert_eq!(events, [taken]);
    assert!(place.path("taken/a.jsonl").is_file() && !place.path("a.jsonl").exists());
    assert!(place.path("notes.txt").is_file() && place.path(".hidden.jsonl").is_file());
    assert_eq!(place.take_in(&[]), []);
    // The same name again, and a row that is known.
    place.put("a.jsonl", &(row("2") + &row("3")));
    place.take_in(&[]);
    assert!(place.path("taken/a-2.jsonl").is_file());
    assert_eq!(place.received(), ["1", "2", "3"]);
    assert_eq!(place.store.unjudged(SystemClock.now()).unwrap(), 3, "whole, and for the clockwork to look at");
}

#[test]
fn a_file_with_bad_rows_is_refused_with_its_problems_and_its_good_rows_are_in() {
    let mut place = Place::new();
    place.put("a.jsonl", &(row("1") + "garbage\n" + &row("2") + "{}\n"));
    place.take_in(&[]);
    assert_eq!(place.received(), ["1", "2"]);
    assert!(place.path("refused/a.jsonl").is_file());
    let problems = fs::read_to_string(place.path("refused/a.jsonl.problems.txt")).unwrap();
    assert!(
        problems.contains("line 2: this is not JSON") && problems.contains("line 4: `id` is missing"),
        "{problems}"
    );
    let cards = place.cards();
    assert!(
        matches!(&cards[..], [Cause::BadFile { file, line: 2, message, .. }]
            if file == "signals/a.jsonl" && message.ends_with("2 rows were not taken in")),
        "{cards:?}"
    );
    // Mended, and put there again.
    place.put("a.jsonl", &(row("1") + &row("2") + &row("3")));
    place.take_in(&[]);
    assert_eq!(place.cards(), []);
    assert_eq!(place.received(), ["1", "2", "3"]);
}

#[test]
fn a_table_goes_in_by_the_mapping_that_lies_beside_it() {
    let mut place = Place::new();
    place.put(
        "till.toml",
        "time-form = \"%d/%m/%Y %H:%M %z\"\n[map]\nid = \"Receipt\"\nat = \"Time\"\n[set]\nname = \"till.sale\"\n",
    );
    place.put("till-21.csv", "Receipt,Time,Total\n17,21/11/2026 08:00 +0000,5.20\n");
    place.put("other.csv", "Receipt,Time\n18,21/11/2026 08:00\n");
    place.take_in(&[]);
    assert_eq!(place.received(), ["17"]);
    assert!(place.path("taken/till-21.csv").is_file() && place.path("till.toml").is_file());
    let problems = fs::read_to_string(place.path("refused/other.csv.problems.txt")).unwrap();
    assert!(problems.contains("no column is called `id`"), "{problems}");
}

#[test]
fn what_somebody_still_writes_is_left_alone() {
    let mut place = Place::new();
    place.put("a.jsonl", &row("1"));
    assert_eq!(place.take_in(&["a.jsonl"]), [], "it is known to be written");
    fs::write(place.path("a.jsonl"), row("1")).unwrap();
    assert_eq!(place.take_in(&[]), [], "written a moment ago, before anybody watched");
    std::os::unix::fs::symlink(place.path("a.jsonl"), place.path("link.jsonl")).unwrap();
    fs::create_dir(place.path("folder.jsonl")).unwrap();
    age(&place.path("a.jsonl"));
    place.take_in(&[]);
    assert_eq!(place.received(), ["1"]);
    assert!(place.path("link.jsonl").symlink_metadata().is_ok(), "a link is no file");
}

#[test]
fn a_running_engine_takes_a_file_in_when_it_is_closed() {
    let place = Place::new();
    let site = SiteDir::named(place.dir.path());
    let engine = Heard::start(&site, Standby::GiveUp);
    engine.epoch();
    let mut file = fs::File::create(place.path("slow.jsonl")).unwrap();
    file.write_all(row("1").as_bytes()).unwrap();
    fs::write(place.path("quick.jsonl"), row("2")).unwrap();
    let took = |event: &Event| match event {
        Event::TookIn { file, .. } => Some(file.clone()),
        _ => None,
    };
    assert_eq!(engine.hear(took), "signals/quick.jsonl", "the other one is still written");
    file.write_all(row("3").as_bytes()).unwrap();
    drop(file);
    assert_eq!(engine.hear(took), "signals/slow.jsonl");
    engine.running.stop();
}

#[test]
fn a_round_for_cron_takes_in_what_lies_there_and_judges_it() {
    let mut place = Place::new();
    place.put("a.jsonl", "{\"id\":\"s1\",\"at\":\"2026-11-20T09:00:00Z\",\"name\":\"door.opened\"}\n");
    let (site, clock) = (SiteDir::named(place.dir.path()), Arc::new(SystemClock) as Arc<dyn Clock>);
    floorboard::engine::once(&site, &mut place.store, &clock).unwrap();
    assert_eq!(place.received(), ["s1"]);
    assert!(!place.path("a.jsonl").exists());
    assert!(place.store.next_timer().unwrap().is_none_or(|timer| timer.due_at > clock.now()), "nothing waits");
}

#[test]
fn what_a_killed_import_left_is_let_go_after_a_while_and_never_of_one_that_runs() {
    use floorboard::clock::VirtualClock;
    use floorboard::domain::actor::Actor;
    use floorboard::domain::fact::Fact;
    use floorboard::domain::signal::Whole;
    use floorboard::engine::intake::{Intake, Turn, give_up_what_was_left};
    use floorboard::signalfile::Row;
    let dir = tempfile::tempdir().unwrap();
    let site = SiteDir::named(dir.path());
    let start = "2026-11-21T08:00:00Z".parse().unwrap();
    let clock = VirtualClock::at(start);
    let mut store = Store::open(&site.store(), OpenOptions::create(Arc::<VirtualClock>::clone(&clock), "x")).unwrap();
    let epoch = store.epoch().unwrap();
    let give_up = |store: &mut Store, minutes: i64| {
        give_up_what_was_left(&site, store, epoch, start + chrono::TimeDelta::minutes(minutes)).unwrap()
    };
    assert!(!give_up(&mut store, 10), "nothing is held");
    let turn = Turn::try_take(&site).unwrap().unwrap();
    assert!(Turn::try_take(&site).unwrap().is_none(), "one file at a time");
    let mut intake =
        Intake::new(Actor::Script("x".to_owned()), "cli", floorboard::domain::signal::Personal::default()).unwrap();
    let signal = floorboard::domain::signal::Signal {
        id: "s1".into(),
        name: "a.b".into(),
        case: None,
        at: start,
        data: floorboard::domain::signal::Data::new(),
    };
    assert_eq!(intake.take(&mut store, &mut [Row { line: 1, signal }].into()).unwrap(), []);
    assert!(!give_up(&mut store, 60), "its taker lives");
    drop(turn);
    assert!(!give_up(&mut store, 4), "it may be run again");
    assert_eq!(store.unjudged(start).unwrap(), 0);
    assert!(give_up(&mut store, 5));
    assert_eq!(store.unjudged(start).unwrap(), 1);
    assert!(!give_up(&mut store, 6), "once");
    let last = store.entries(&EntryFilter::default()).unwrap().pop().unwrap();
    assert!(matches!(last.fact, Fact::SignalsWhole { why: Whole::GivenUp, .. }), "{:?}", last.fact);
}
