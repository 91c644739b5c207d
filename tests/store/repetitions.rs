//! What happens again and again, in a store: a file of signals counts as they would have live, and rows are the journal's.

use super::support::{at, engine};
use super::venue;
use chrono::{DateTime, TimeDelta, Utc};
use floorboard::clock::{Clock, VirtualClock};
use floorboard::domain::command::Command;
use floorboard::domain::fact::Fact;
use floorboard::domain::signal::{Data, Judged, Signal};
use floorboard::store::{EntryFilter, OpenOptions, Store};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

type Instant = DateTime<Utc>;

const SOP: &str = r#"
id = "again"
title = "Again and again"
[[trigger]]
repeats = "ticket.reopened"
times = 3
within = "2 days"
per = "case"
[[trigger]]
repeats = "ticket.reopened"
times = 4
within = "90m"
[raise]
severity = "low"
what = "{case} for the {count}th time"
"#;

fn start() -> Instant {
    at("2026-11-21T08:00:00Z")
}

#[derive(Clone, Debug)]
struct Come {
    id: String,
    case: &'static str,
    at: Instant,
}

/// The definition, signal by signal in their order: what fired, each as the ids that were used up.
fn repetitions(signals: &[Come], times: usize, within: TimeDelta, per_case: bool) -> BTreeSet<Vec<String>> {
    let mut sorted: Vec<&Come> = signals.iter().collect();
    sorted.sort_by_key(|signal| (signal.at, signal.id.clone()));
    let mut unused: BTreeMap<&str, Vec<&Come>> = BTreeMap::new();
    let mut fired = BTreeSet::new();
    for signal in sorted {
        let group = unused.entry(if per_case { signal.case } else { "" }).or_default();
        group.push(signal);
        let inside: Vec<&Come> = group.iter().filter(|it| it.at > signal.at - within).copied().collect();
        if inside.len() == times {
            fired.insert(inside.iter().map(|it| it.id.clone()).collect());
            group.retain(|it| !inside.iter().any(|used| used.id == it.id));
        }
    }
    fired
}

struct Floor {
    store: Store,
    clock: Arc<VirtualClock>,
}

impl Floor {
    fn new() -> Self {
        let clock = VirtualClock::at(start());
        let store = Store::scratch(OpenOptions::create(Arc::clone(&clock) as Arc<dyn Clock>, "The Anchor")).unwrap();
        let mut floor = Self { store, clock };
        for command in [
            Command::TakeOver { epoch: 1, pid: 1, boot: "boot".to_owned() },
            venue::config(venue::SITE),
            venue::sop(SOP),
        ] {
            floor.send(&command);
        }
        floor
    }
    fn send(&mut self, command: &Command) {
        assert_eq!(self.store.submit(&engine(), command).unwrap().refusal(), None, "{command:?}");
    }
    fn come(&mut self, come: &Come, judged: Judged) {
        let signal = Signal {
            id: come.id.as_str().into(),
            name: "ticket.reopened".into(),
            case: Some(come.case.into()),
            at: come.at,
            data: Data::new(),
        };
        self.send(&Command::ReceiveSignal { signal, bodies: Vec::new(), judged });
    }
    /// Of one of the two counts.
    fn fired(&mut self, of: &str) -> BTreeSet<Vec<String>> {
        let all = EntryFilter { limit: u32::MAX, ..EntryFilter::default() };
        let entries = self.store.entries(&all).unwrap();
        let facts = entries.into_iter().filter_map(|entry| match entry.fact {
            Fact::RepetitionFired { tally, facts } if tally.of.starts_with(of) => Some(facts),
            _ => None,
        });
        facts.map(|facts| facts.into_iter().map(|fact| fact.signal.unwrap().0).collect()).collect()
    }
    fn is_what_the_journal_says(&mut self) {
        assert_eq!(self.store.rebuild_check(&mut |_, _| {}).unwrap().differences, []);
    }
}

fn signals() -> impl Strategy<Value = Vec<Come>> {
    let one = (0..2_usize, 0..40_i64, 0..1_000_u16);
    prop::collection::vec(one, 1..24).prop_map(|all| {
        let come = |(number, (case, half, id)): (usize, (usize, i64, u16))| Come {
            id: format!("{id}-{number}"),
            case: ["ticket:1", "ticket:2"][case],
            at: start() + TimeDelta::minutes(30 * half * (half % 5 + 1)),
        };
        all.into_iter().enumerate().map(come).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn repetitions_are_what_the_definition_says_and_each_fact_is_used_once(
        signals in signals(),
        order in prop::collection::vec(0..100_u8, 1..8),
    ) {
        let per_case = repetitions(&signals, 3, TimeDelta::days(2), true);
        let of_all = repetitions(&signals, 4, TimeDelta::minutes(90), false);
        let (case, all) = ("ticket.reopened 3 ", "ticket.reopened 4 ");

        // One by one, as they come.
        let mut live = Floor::new();
        let mut sorted = signals.clone();
        sorted.sort_by_key(|signal| (signal.at, signal.id.clone()));
        for signal in &sorted {
            live.clock.advance_to(signal.at);
            live.come(signal, Judged::AtOnce);
        }
        prop_assert_eq!(live.fired(case), per_case.clone());
        prop_assert_eq!(live.fired(all), of_all.clone());
        live.is_what_the_journal_says();

        // A file in any order, judged when it is whole.
        let mut file = Floor::new();
        let end = start() + TimeDelta::days(30);
        file.clock.advance_to(end);
        let mut shuffled: Vec<(u8, &Come)> =
            signals.iter().enumerate().map(|(number, signal)| (order[number % order.len()], signal)).collect();
        shuffled.sort_by_key(|(place, _)| *place);
        for (_, signal) in &shuffled {
            file.come(signal, Judged::WhenWhole);
        }
        file.send(&Command::SignalsAreWhole);
        while file.store.apply_due(end, 100, 1).unwrap().timers > 0 {}
        prop_assert_eq!(file.fired(case), per_case);
        prop_assert_eq!(file.fired(all), of_all);
        file.is_what_the_journal_says();

        // One by one, each late: nothing is used twice, and each that fired lies in one window.
        let mut late = Floor::new();
        late.clock.advance_to(end);
        for (_, signal) in &shuffled {
            late.come(signal, Judged::AtOnce);
        }
        let at = |id: &str| signals.iter().find(|signal| signal.id == id).unwrap().at;
        let mut used = BTreeSet::new();
        for ids in late.fired(case) {
            prop_assert_eq!(ids.len(), 3);
            prop_assert!(at(&ids[2]) - at(&ids[0]) < TimeDelta::days(2));
            prop_assert!(ids.into_iter().all(|id| used.insert(id)));
        }
        late.is_what_the_journal_says();
    }
}
