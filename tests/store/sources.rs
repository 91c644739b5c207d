//! Sources read in any pattern of successes and failures: in the end what is breached is what a feed that never failed
//! would have told, and nothing is that a signal in the feed would have met.

use super::support::{at, engine};
use super::venue;
use super::watches::{Breach, Come, Instant, SITE, Within, breaches, pack, signals, start, triggers, within};
use chrono::TimeDelta;
use floorboard::clock::{Clock, VirtualClock};
use floorboard::domain::command::Command;
use floorboard::domain::exception::{Cause, Exception};
use floorboard::domain::fact::Fact;
use floorboard::domain::id::{ExceptionId, SourceId};
use floorboard::domain::signal::{Data, Judged, Signal};
use floorboard::domain::source::{Came, Standing};
use floorboard::store::{EntryFilter, OpenOptions, Store};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What opens comes from one, what meets from the other.
const SOURCES: &str = r#"
[[source]]
id = "openers"
every = "6h"
stale-after = "13h"
exec = ["watchers/a"]
map = { id = "{id}", name = "a" }

[[source]]
id = "answers"
every = "1h"
stale-after = "2h"
http = "https://example.com/feed.json"
emits = ["b", "c"]
"#;

fn source(name: &str) -> SourceId {
    SourceId::new(if name == "a" { "openers" } else { "answers" })
}

struct Floor {
    store: Store,
    clock: Arc<VirtualClock>,
    told: BTreeSet<String>,
}

impl Floor {
    fn new(sops: &[String]) -> Self {
        let clock = VirtualClock::at(start());
        let store = Store::scratch(OpenOptions::create(Arc::clone(&clock) as Arc<dyn Clock>, "The Anchor")).unwrap();
        let mut floor = Self { store, clock, told: BTreeSet::new() };
        floor.send(&Command::TakeOver { epoch: 1, pid: 1, boot: "boot".to_owned() });
        floor.send(&venue::config(&format!("{SITE}{SOURCES}")));
        for text in sops {
            floor.send(&venue::sop(text));
        }
        floor
    }
    fn send(&mut self, command: &Command) {
        let answer = self.store.submit(&engine(), command).unwrap();
        assert_eq!(answer.refusal(), None, "{command:?}");
    }
    /// A read that began then, and is over now: what had happened until then is in it.
    fn read(&mut self, source_id: &SourceId, began: Instant, feed: &[Come]) {
        let all = feed.iter().filter(|come| source(come.name) == *source_id && come.at <= began);
        let all: Vec<&Come> = all.collect();
        let fresh: Vec<&&Come> = all.iter().filter(|come| !self.told.contains(&come.id)).collect();
        let receive: Vec<Command> = fresh.iter().map(|come| receive(come)).collect();
        let came = Came::Read { found: all.len() as u32, new: fresh.len() as u32, bad: 0, changed: 0, flaw: None };
        self.told.extend(fresh.iter().map(|come| come.id.clone()).collect::<Vec<_>>());
        let answer = self.store.record_read(&engine(), source_id, began, &came, &receive).unwrap();
        assert_eq!(answer.refusal(), None);
    }
    fn fail(&mut self, source_id: &SourceId, began: Instant) {
        let came = Came::Failed { why: "500 Oops".to_owned() };
        let answer = self.store.record_read(&engine(), source_id, began, &came, &[]).unwrap();
        assert_eq!(answer.refusal(), None);
    }
    fn tick(&mut self, to: Instant, most: usize) {
        self.clock.advance_to(to);
        let now = self.clock.now();
        for round in 0.. {
            assert!(round < 10_000, "timers that never end: {:?}", self.store.due_timers(now, 5).unwrap());
            if self.store.apply_due(now, most, 1).unwrap().timers == 0 {
                break;
            }
        }
    }
    fn facts(&mut self) -> Vec<Fact> {
        let all = EntryFilter { limit: u32::MAX, ..EntryFilter::default() };
        self.store.entries(&all).unwrap().into_iter().map(|entry| entry.fact).collect()
    }
    fn breaches(&mut self) -> Vec<Breach> {
        let mut open = BTreeMap::new();
        let mut fired = Vec::new();
        for fact in self.facts() {
            match fact {
                Fact::WatchOpened { watch, sop, signal, due, .. } => {
                    open.insert(watch, (sop.to_string(), signal.unwrap().to_string(), due));
                }
                Fact::WatchFired { watch } => fired.push(open.remove(&watch).unwrap()),
                _ => {}
            }
        }
        fired.sort();
        fired
    }
    /// The order in which things came to be, whatever was held in between.
    fn story(&mut self) -> Vec<String> {
        let told = self.facts().into_iter().filter_map(|fact| match fact {
            Fact::WatchOpened { sop, signal, .. } => Some(format!("opened {sop} {}", signal.unwrap())),
            Fact::WatchMet { watch, signal, .. } => Some(format!("{watch} met {signal}")),
            Fact::WatchFired { watch } => Some(format!("{watch} fired")),
            Fact::RunOpened { sop, .. } => Some(format!("run of {sop}")),
            Fact::RunCancelled { run, .. } => Some(format!("{run} cancelled")),
            Fact::WatchWithdrawn { watch, .. } => Some(format!("{watch} withdrawn")),
            _ => None,
        });
        told.collect()
    }
    fn cards(&mut self) -> Vec<Exception> {
        (1..).map_while(|number| self.store.exception(ExceptionId(number)).unwrap()).collect()
    }
    fn stale_cards(&mut self, id: &str) -> Vec<Exception> {
        let mut cards = self.cards();
        cards.retain(|card| matches!(&card.cause, Cause::SourceStale { source, .. } if source.as_str() == id));
        cards
    }
    fn is_what_the_journal_says(&mut self) {
        let rebuilt = self.store.rebuild_check(&mut |_, _| {}).unwrap();
        assert_eq!(rebuilt.differences, []);
    }
}

fn receive(come: &Come) -> Command {
    let signal = Signal {
        id: come.id.as_str().into(),
        name: come.name.into(),
        case: come.case.map(Into::into),
        at: come.at,
        data: Data::new(),
    };
    Command::ReceiveSignal { signal, bodies: Vec::new(), judged: Judged::InTurn }
}

/// One read: when it begins, how long it takes, and whether it succeeds.
type Read = (i64, i64, bool);

/// What happens at an instant: a read ends, with when it began; or the engine comes by, for so many timers at once.
type Event<'a> = (Instant, Option<(&'a SourceId, Instant, bool)>, usize);

fn reads() -> impl Strategy<Value = Vec<Read>> {
    prop::collection::vec((0..20_000_i64, prop_oneof![Just(0_i64), 0..600_i64], any::<bool>()), 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn a_feed_that_fails_breaches_in_the_end_what_one_that_never_failed_does(
        (one, other) in (within(), within()),
        feed in signals(),
        (openers, answers) in (reads(), reads()),
        ticks in prop::collection::vec((0..20_000_i64, 1..4_usize), 0..12),
    ) {
        let triggers = triggers(one, other);
        let expected = breaches(&triggers, &feed);
        let end = start() + TimeDelta::days(60);
        let minute = |minutes: i64| start() + TimeDelta::minutes(minutes);
        let (a, b) = (source("a"), source("b"));

        let mut floor = Floor::new(&pack(&triggers));
        let mut events: Vec<Event<'_>> = Vec::new();
        for (source, reads) in [(&a, &openers), (&b, &answers)] {
            let mut free = start();
            let mut sorted = reads.clone();
            sorted.sort_unstable();
            for (begins, takes, succeeds) in sorted {
                // One read of a source at a time.
                let begins = minute(begins).max(free);
                free = begins + TimeDelta::minutes(takes);
                events.push((free, Some((source, begins, succeeds)), 0));
            }
        }
        events.extend(ticks.iter().map(|(minutes, most)| (minute(*minutes), None, *most)));
        events.sort_by_key(|(at, ..)| *at);
        for (at, read, most) in events {
            floor.clock.advance_to(at);
            match read {
                Some((source, began, true)) => floor.read(source, began, &feed),
                Some((source, began, false)) => floor.fail(source, began),
                None => floor.tick(at, most),
            }
            let so_far = floor.breaches();
            prop_assert!(so_far.iter().all(|breach| expected.contains(breach)), "{so_far:?} is not in {expected:?}");
        }
        floor.tick(end, 100);
        let so_far = floor.breaches();
        prop_assert!(so_far.iter().all(|breach| expected.contains(breach)), "{so_far:?} is not in {expected:?}");
        // Both were silent for long: each is one open card.
        prop_assert_eq!(floor.stale_cards("openers").iter().filter(|card| card.is_open()).count(), 1);
        prop_assert_eq!(floor.stale_cards("answers").iter().filter(|card| card.is_open()).count(), 1);
        floor.read(&a, end, &feed);
        floor.tick(end, 7);
        floor.read(&b, end, &feed);
        floor.tick(end, 100);
        prop_assert_eq!(floor.breaches(), expected);
        prop_assert!(floor.stale_cards("openers").iter().chain(&floor.stale_cards("answers")).all(|card| !card.is_open()));
        floor.is_what_the_journal_says();
    }
}

/// A procedure that opens a run, and is cancelled.
const CALL: &str = "id = \"call\"\ntitle = \"Call\"\n[trigger]\nafter = \"a\"\nunless = [\"b\"]\nwithin = \"1h\"\n\
                    [cancel]\nsignal = \"c\"\n[[step]]\nid = \"call\"\ndo = \"Call them\"\n";

fn come(id: &str, name: &'static str, time: &str) -> Come {
    Come { id: id.to_owned(), name, case: Some("quote:1"), at: at(&format!("2026-11-21T{time}:00Z")) }
}

#[test]
fn what_was_held_is_judged_in_the_order_of_time_as_if_nothing_had_failed() {
    let feed = [come("1", "a", "06:00"), come("2", "c", "08:00"), come("3", "a", "09:00"), come("4", "b", "09:30")];
    let (openers, answers) = (source("a"), source("b"));
    let mut well = Floor::new(&[CALL.to_owned()]);
    for hour in 0..14 {
        let now = start() + TimeDelta::hours(hour);
        well.clock.advance_to(now);
        well.read(&openers, now, &feed);
        well.read(&answers, now, &feed);
        well.tick(now, 100);
    }
    let mut ill = Floor::new(&[CALL.to_owned()]);
    for hour in 0..13 {
        let now = start() + TimeDelta::hours(hour);
        ill.clock.advance_to(now);
        ill.read(&openers, now, &feed);
        ill.fail(&answers, now);
        ill.tick(now, 1);
    }
    assert!(ill.story().iter().all(|line| !line.contains("run")), "{:?}", ill.story());
    let now = start() + TimeDelta::hours(13);
    ill.clock.advance_to(now);
    ill.read(&openers, now, &feed);
    ill.read(&answers, now, &feed);
    ill.tick(now, 100);
    let last = well.story();
    assert!(last.contains(&"W-1 fired".to_owned()) && last.contains(&"R-1 cancelled".to_owned()), "{last:?}");
    let mut theirs = ill.story();
    // When something was opened may be told sooner or later; what became of it is the same, in the same order.
    let became = |story: &mut Vec<String>| story.retain(|line| !line.starts_with("opened"));
    let mut ours = last;
    became(&mut ours);
    became(&mut theirs);
    assert_eq!(ours, theirs);
    ill.is_what_the_journal_says();
}

#[test]
fn a_dead_feed_raises_one_card_with_its_last_failure_and_clears_it_itself() {
    let mut floor = Floor::new(&pack(&triggers(Within::Minutes(30), Within::Minutes(30))));
    let answers = source("b");
    floor.read(&answers, start(), &[]);
    for minutes in (60..=600).step_by(60) {
        let now = start() + TimeDelta::minutes(minutes);
        floor.clock.advance_to(now);
        floor.fail(&answers, now);
        floor.tick(now, 100);
    }
    let cards = floor.stale_cards("answers");
    let [card] = cards.as_slice() else { panic!("{cards:?}") };
    let Cause::SourceStale { read, why, .. } = &card.cause else { panic!("{card:?}") };
    assert_eq!((*read, why.as_deref()), (Some(start()), Some("500 Oops")));
    assert!(card.is_open() && card.respond_by.is_some());
    let failed = floor.facts().iter().filter(|fact| matches!(fact, Fact::SourceFailed { .. })).count();
    assert_eq!(failed, 1, "ten failures are told once");
    floor.read(&answers, floor.clock.now(), &[]);
    assert!(!floor.stale_cards("answers")[0].is_open());
    assert_eq!(floor.store.sources().unwrap()[&answers].standing, Standing::Fresh);
}

#[test]
fn reads_that_tell_nothing_new_leave_nothing_in_the_journal() {
    let mut floor = Floor::new(&[]);
    let feed = [come("1", "b", "06:00")];
    let answers = source("b");
    let now = at("2026-11-21T07:00:00Z");
    floor.clock.advance_to(now);
    floor.read(&answers, now, &feed);
    let before = floor.facts().len();
    for minutes in 1..100 {
        let now = now + TimeDelta::minutes(minutes);
        floor.clock.advance_to(now);
        floor.read(&answers, now, &feed);
    }
    assert_eq!(floor.facts().len(), before);
    let reads = floor.store.reads(&answers).unwrap().unwrap();
    assert_eq!((reads.read, reads.found), (Some(floor.clock.now()), 1));
    floor.tick(floor.clock.now() + TimeDelta::minutes(119), 100);
    assert!(floor.stale_cards("answers").is_empty());
    floor.tick(floor.clock.now() + TimeDelta::minutes(1), 100);
    assert_eq!(floor.stale_cards("answers").len(), 1, "nobody read it");
}

#[test]
fn what_hangs_on_no_source_is_breached_at_once_and_what_a_source_that_went_is_let_go_of() {
    let other = "id = \"other\"\ntitle = \"Other\"\n[trigger]\nafter = \"x\"\nunless = [\"y\"]\nwithin = \"1h\"\n\
                 [raise]\nseverity = \"low\"\nwhat = \"{case} waits\"\n";
    let mut floor = Floor::new(&[CALL.to_owned(), other.to_owned()]);
    for (id, name) in [("1", "a"), ("2", "x")] {
        let come = Come { id: id.to_owned(), name, case: Some("quote:1"), at: start() };
        floor.send(&receive(&come));
    }
    floor.tick(start() + TimeDelta::hours(1), 100);
    assert_eq!(floor.breaches().iter().map(|breach| breach.0.as_str()).collect::<Vec<_>>(), ["other"]);
    // Until another config: nobody reads it any more.
    floor.send(&venue::config(SITE));
    floor.tick(start() + TimeDelta::hours(1), 100);
    assert_eq!(floor.breaches().iter().map(|breach| breach.0.as_str()).collect::<Vec<_>>(), ["call", "other"]);
    floor.is_what_the_journal_says();
}

#[test]
fn many_that_were_held_are_let_go_of_bit_by_bit_and_in_order() {
    let mut floor = Floor::new(&[CALL.to_owned()]);
    let (openers, answers) = (source("a"), source("b"));
    let all: Vec<Come> = (0..1_000)
        .map(|number| Come {
            id: format!("{number:04}"),
            name: "a",
            case: None,
            at: start() + TimeDelta::seconds(number % 500),
        })
        .collect();
    let now = start() + TimeDelta::hours(3);
    floor.clock.advance_to(now);
    floor.read(&openers, now, &all);
    floor.tick(now, 100);
    assert_eq!(floor.store.count_held(&answers).unwrap(), 1_000);
    floor.read(&answers, now, &[]);
    floor.tick(now, 100);
    assert_eq!(floor.store.count_held(&answers).unwrap(), 0);
    let mut due: Vec<(Instant, u64)> = Vec::new();
    let mut opened = BTreeMap::new();
    for fact in floor.facts() {
        match fact {
            Fact::WatchOpened { watch, due, .. } => drop(opened.insert(watch, due)),
            Fact::WatchFired { watch } => due.push((opened[&watch], watch.0)),
            _ => {}
        }
    }
    assert_eq!(due.len(), 1_000);
    assert!(due.is_sorted());
    floor.is_what_the_journal_says();
}
