//! Signals in any order, ticks at any instant: what is breached is what the definition says, and stays so.

use super::support::{at, engine};
use super::venue;
use chrono::{DateTime, Datelike, NaiveTime, TimeDelta, Utc};
use floorboard::clock::{Clock, VirtualClock};
use floorboard::domain::command::Command;
use floorboard::domain::exception::Cause;
use floorboard::domain::fact::Fact;
use floorboard::domain::id::ExceptionId;
use floorboard::domain::signal::{Data, Judged, Signal};
use floorboard::store::{EntryFilter, OpenOptions, Store};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) type Instant = DateTime<Utc>;

/// The day begins at 05:00; open 22:00 to 02:00 on Fridays, else 09:30 to 12:00 and 14:00 to 17:00; Sundays, and
/// Wednesday the 25th, closed; Tuesday the 24th is a holiday.
pub(super) const SITE: &str = r#"
[site]
name = "The Anchor"
zone = "UTC"
day-starts = "05:00"
[hours]
mon = ["09:30-12:00", "14:00-17:00"]
tue = ["09:30-12:00", "14:00-17:00"]
wed = ["09:30-12:00", "14:00-17:00"]
thu = ["09:30-12:00", "14:00-17:00"]
fri = "22:00-02:00"
sat = ["09:30-12:00", "14:00-17:00"]
closed = ["2026-11-25"]
holidays = ["2026-11-24", "2027-12-27"]
"#;

/// Friday, in the night of which the first signals come.
pub(super) fn start() -> Instant {
    at("2026-11-20T21:00:00Z")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    Minutes(i64),
    Days(i64),
    WorkingDays(i64),
    OpenMinutes(i64),
}

impl Within {
    fn written(self) -> String {
        match self {
            Self::Minutes(count) => format!("{count}m"),
            Self::Days(count) => format!("{count} days"),
            Self::WorkingDays(count) => format!("{count} working days"),
            Self::OpenMinutes(count) => format!("{count} open minutes"),
        }
    }
    /// Minute by minute, day by day: slow, and by other means than the product's.
    fn after(self, from: Instant) -> Instant {
        match self {
            Self::Minutes(count) => from + TimeDelta::minutes(count),
            Self::Days(count) => from + TimeDelta::days(count),
            Self::WorkingDays(mut left) => {
                let mut then = from;
                while left > 0 {
                    then += TimeDelta::days(1);
                    let date = (then - TimeDelta::hours(5)).date_naive();
                    let off = [24, 25].contains(&date.day()) && date.month() == 11;
                    left -= i64::from(date.weekday().num_days_from_monday() < 5 && !off);
                }
                then
            }
            Self::OpenMinutes(mut left) => {
                let mut then = from;
                while left > 0 {
                    left -= i64::from(is_open(then));
                    then += TimeDelta::minutes(1);
                }
                then
            }
        }
    }
}

fn is_open(at: Instant) -> bool {
    let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    let clock = at.time();
    if clock < time(2, 0) {
        return at.weekday() == chrono::Weekday::Sat;
    }
    match at.weekday() {
        chrono::Weekday::Sun => false,
        chrono::Weekday::Fri => clock >= time(22, 0),
        _ if at.date_naive().to_string() == "2026-11-25" => false,
        _ => (time(9, 30)..time(12, 0)).contains(&clock) || (time(14, 0)..time(17, 0)).contains(&clock),
    }
}

#[derive(Clone, Debug)]
pub(super) struct Trigger {
    sop: &'static str,
    after: &'static str,
    unless: Vec<&'static str>,
    within: Within,
}

pub(super) fn triggers(one: Within, other: Within) -> Vec<Trigger> {
    vec![
        Trigger { sop: "one", after: "a", unless: vec!["b", "c"], within: one },
        Trigger { sop: "two", after: "a", unless: vec!["b"], within: other },
        Trigger { sop: "two", after: "b", unless: vec!["b", "c"], within: one },
        Trigger { sop: "two", after: "a", unless: vec!["c"], within: one },
    ]
}

pub(super) fn pack(triggers: &[Trigger]) -> Vec<String> {
    ["one", "two"]
        .map(|sop| {
            let of_sop = triggers.iter().filter(|trigger| trigger.sop == sop);
            let one = |it: &Trigger| {
                let (after, unless, within) = (it.after, &it.unless, it.within.written());
                format!("[[trigger]]\nafter = \"{after}\"\nunless = {unless:?}\nwithin = \"{within}\"\n")
            };
            let triggers = of_sop.map(one).collect::<Vec<_>>().concat();
            format!(
                "id = \"{sop}\"\ntitle = \"{sop}\"\n{triggers}[raise]\nseverity = \"low\"\nwhat = \"{{case}} waits\"\n"
            )
        })
        .into()
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Come {
    pub(super) id: String,
    pub(super) name: &'static str,
    pub(super) case: Option<&'static str>,
    pub(super) at: Instant,
}

/// An obligation that was breached: the procedure, the signal that opened it, when it was due.
pub(super) type Breach = (String, String, Instant);

/// The definition, word by word.
fn obligations<'a>(
    triggers: &'a [Trigger],
    signals: &'a [Come],
) -> impl Iterator<Item = (&'a Trigger, &'a Come, Instant)> {
    let opens = |trigger: &'a Trigger| {
        signals.iter().filter(|signal| signal.name == trigger.after).map(move |it| (trigger, it))
    };
    triggers.iter().flat_map(opens).map(|(trigger, signal)| (trigger, signal, trigger.within.after(signal.at)))
}

/// Whether a signal is later in the order than the one that opened an obligation, of its case, and wanted.
fn answers(trigger: &Trigger, opened: &Come, signal: &Come) -> bool {
    trigger.unless.contains(&signal.name)
        && signal.case == opened.case
        && (signal.at, signal.id.as_bytes()) > (opened.at, opened.id.as_bytes())
}

pub(super) fn breaches(triggers: &[Trigger], signals: &[Come]) -> Vec<Breach> {
    let mut breaches: Vec<Breach> = obligations(triggers, signals)
        .filter(|(trigger, opened, due)| {
            !signals.iter().any(|signal| answers(trigger, opened, signal) && signal.at <= *due)
        })
        .map(|(trigger, opened, due)| (trigger.sop.to_owned(), opened.id.clone(), due))
        .collect();
    breaches.sort();
    breaches
}

struct Floor {
    store: Store,
    clock: Arc<VirtualClock>,
}

impl Floor {
    fn new(triggers: &[Trigger]) -> Self {
        let clock = VirtualClock::at(start());
        let store = Store::scratch(OpenOptions::create(Arc::clone(&clock) as Arc<dyn Clock>, "The Anchor")).unwrap();
        let mut floor = Self { store, clock };
        floor.send(&Command::TakeOver { epoch: 1, pid: 1, boot: "boot".to_owned() });
        floor.send(&venue::config(SITE));
        for text in pack(triggers) {
            floor.send(&venue::sop(&text));
        }
        floor
    }
    fn send(&mut self, command: &Command) {
        let answer = self.store.submit(&engine(), command).unwrap();
        assert_eq!(answer.refusal(), None, "{command:?}");
    }
    fn come(&mut self, come: &Come, judged: Judged) {
        let signal = Signal {
            id: come.id.as_str().into(),
            name: come.name.into(),
            case: come.case.map(Into::into),
            at: come.at,
            data: Data::new(),
        };
        self.send(&Command::ReceiveSignal { signal, bodies: Vec::new(), judged });
    }
    fn tick(&mut self, to: Instant, most: usize) {
        self.clock.advance_to(to);
        let now = self.clock.now();
        while self.store.apply_due(now, most, 1).unwrap().timers > 0 {}
    }
    fn facts(&mut self) -> Vec<Fact> {
        let all = EntryFilter { limit: u32::MAX, ..EntryFilter::default() };
        self.store.entries(&all).unwrap().into_iter().map(|entry| entry.fact).collect()
    }
    /// What was told: once as watches that fired, once as cards raised and counted up. Both are the same.
    fn breaches(&mut self) -> Vec<Breach> {
        let mut open = BTreeMap::new();
        let (mut fired, mut raised) = (Vec::new(), Vec::new());
        for fact in self.facts() {
            match fact {
                Fact::WatchOpened { watch, sop, signal, due, .. } => {
                    open.insert(watch, (sop.to_string(), signal.unwrap().to_string(), due));
                }
                Fact::WatchFired { watch } => fired.push(open.remove(&watch).unwrap()),
                Fact::ExceptionRaised { cause, .. } | Fact::ExceptionRecurred { cause, .. } => {
                    let Cause::Raised { sop, signal, due, .. } = cause else { panic!("{cause:?}") };
                    raised.push((sop.to_string(), signal.unwrap().to_string(), due));
                }
                _ => {}
            }
        }
        fired.sort();
        raised.sort();
        assert_eq!(fired, raised);
        fired
    }
    fn is_what_the_journal_says(&mut self) {
        let rebuilt = self.store.rebuild_check(&mut |_, _| {}).unwrap();
        assert_eq!(rebuilt.differences, []);
    }
}

pub(super) fn within() -> impl Strategy<Value = Within> {
    prop_oneof![
        (1..2_000_i64).prop_map(Within::Minutes),
        (1..4_i64).prop_map(Within::Days),
        (1..4_i64).prop_map(Within::WorkingDays),
        (1..900_i64).prop_map(Within::OpenMinutes),
    ]
}

/// Few instants, so that they collide; ids in no order.
pub(super) fn signals() -> impl Strategy<Value = Vec<Come>> {
    let one = (0..3_usize, 0..3_usize, 0..28_i64, 0..3_i64, 0..1_000_u16);
    prop::collection::vec(one, 1..14).prop_map(|all| {
        let come = |(number, (name, case, quarter, minute, id)): (usize, (usize, usize, i64, i64, u16))| Come {
            id: format!("{id}-{number}"),
            name: ["a", "b", "c"][name],
            case: [Some("quote:1"), Some("quote:2"), None][case],
            at: start() + TimeDelta::hours(6 * quarter) + TimeDelta::minutes(minute),
        };
        all.into_iter().enumerate().map(come).collect()
    })
}

#[derive(Clone, Copy, Debug)]
enum Event {
    Comes(usize),
    Tick { most: usize },
}

/// Each signal some while after its own time, but no later than the first due instant that it bears on; ticks at any time.
fn events(
    triggers: &[Trigger],
    signals: &[Come],
    delays: &[i64],
    order: &[u8],
    ticks: &[(i64, usize)],
) -> Vec<(Instant, Event)> {
    let mut events = Vec::new();
    for (number, signal) in signals.iter().enumerate() {
        let bears = obligations(triggers, signals)
            .filter(|(trigger, opened, due)| answers(trigger, opened, signal) && signal.at <= *due)
            .map(|(_, _, due)| due);
        let comes = signal.at + TimeDelta::minutes(delays[number % delays.len()]);
        let comes = bears.min().map_or(comes, |due| comes.min(due));
        events.push((comes, order[number % order.len()], Event::Comes(number)));
    }
    for (minutes, most) in ticks {
        // At one instant what comes is there before the engine is.
        events.push((start() + TimeDelta::minutes(*minutes), u8::MAX, Event::Tick { most: *most }));
    }
    events.sort_by_key(|(at, order, _)| (*at, *order));
    events.into_iter().map(|(at, _, event)| (at, event)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn breaches_are_what_the_definition_says_whatever_the_order_and_the_ticks(
        (one, other) in (within(), within()),
        signals in signals(),
        delays in prop::collection::vec(prop_oneof![Just(0_i64), 0..20_000_i64], 1..8),
        order in prop::collection::vec(0..100_u8, 1..8),
        ticks in prop::collection::vec((0..20_000_i64, 1..4_usize), 0..12),
        late in prop::collection::vec((0..3_usize, 1..3_usize, 0..40_i64), 0..4),
    ) {
        let triggers = triggers(one, other);
        let expected = breaches(&triggers, &signals);
        let end = start() + TimeDelta::days(60);

        let mut live = Floor::new(&triggers);
        for (at, event) in events(&triggers, &signals, &delays, &order, &ticks) {
            live.clock.advance_to(at);
            match event {
                Event::Comes(number) => live.come(&signals[number], Judged::AtOnce),
                Event::Tick { most } => live.tick(at, most),
            }
        }
        live.tick(end, 100);
        prop_assert_eq!(live.breaches(), expected.clone());

        // The same as a file that comes when all is over, in any order: judged when it is whole.
        let mut file = Floor::new(&triggers);
        file.clock.advance_to(end);
        let mut shuffled: Vec<(u8, &Come)> = signals.iter().enumerate().map(|(n, it)| (order[n % order.len()], it)).collect();
        shuffled.sort_by_key(|(place, _)| *place);
        for (_, signal) in shuffled {
            file.come(signal, Judged::WhenWhole);
        }
        file.send(&Command::SignalsAreWhole);
        file.tick(end, ticks.first().map_or(100, |(_, most)| *most));
        prop_assert_eq!(file.breaches(), expected.clone());

        // What comes now undoes nothing, and is shown on the card of what it would have met.
        let mut all = signals.clone();
        for (number, (case, name, quarter)) in late.iter().enumerate() {
            let signal = Come {
                id: format!("late-{number}"),
                name: ["a", "b", "c"][*name],
                case: [Some("quote:1"), Some("quote:2"), None][*case],
                at: start() + TimeDelta::hours(6 * quarter),
            };
            live.come(&signal, Judged::AtOnce);
            all.push(signal);
        }
        live.is_what_the_journal_says();
        file.is_what_the_journal_says();
        let after: BTreeSet<Breach> = live.breaches().into_iter().collect();
        prop_assert!(expected.iter().all(|breach| after.contains(breach)));
        let of_signals = |signals: &[Come]| -> BTreeSet<(Option<&str>, String)> {
            let mut shown = BTreeSet::new();
            for breach in &expected {
                for (trigger, opened, due) in obligations(&triggers, &all) {
                    if (trigger.sop, opened.id.as_str(), due) == (breach.0.as_str(), breach.1.as_str(), breach.2) {
                        let first = signals.iter().find(|signal| answers(trigger, opened, signal) && signal.id.starts_with("late"));
                        // One that came in its time, but after the due instant, was shown already.
                        let before = all.iter().any(|it| answers(trigger, opened, it) && !it.id.starts_with("late"));
                        let still = !all.iter().any(|it| answers(trigger, opened, it) && it.at <= due && !it.id.starts_with("late"));
                        if let Some(first) = first.filter(|_| !before && still) {
                            shown.insert((opened.case, format!("{} {}", breach.0, first.id)));
                        }
                    }
                }
            }
            shown
        };
        let mut cards = BTreeSet::new();
        for number in 1.. {
            let Some(card) = live.store.exception(ExceptionId(number)).unwrap() else { break };
            for late in &card.late {
                let case = card.case.as_ref().map(|case| case.0.clone());
                cards.insert((case, format!("{} {}", card.sop.clone().unwrap(), late.signal)));
            }
        }
        for (case, shown) in of_signals(&all) {
            prop_assert!(cards.contains(&(case.map(str::to_owned), shown.clone())), "{shown} of {case:?} is not in {cards:?}");
        }
    }
}

#[test]
fn signals_of_one_instant_are_judged_however_many_they_are() {
    let triggers = triggers(Within::Minutes(1), Within::Minutes(1));
    let mut floor = Floor::new(&triggers);
    for number in 0..700 {
        let come = Come { id: format!("s{number}"), name: "b", case: None, at: start() };
        floor.come(&come, Judged::WhenWhole);
    }
    floor.send(&Command::SignalsAreWhole);
    let now = floor.clock.now();
    loop {
        let applied = floor.store.apply_due(now, 100, 1).unwrap();
        assert!(applied.entries.len() <= 1_000, "{}: one transaction is not for ever", applied.entries.len());
        if applied.timers == 0 {
            break;
        }
    }
    let judged = floor.facts().iter().filter(|fact| matches!(fact, Fact::WatchMet { .. })).count();
    assert_eq!(judged, 699, "all but the last of them, at the one instant");
    floor.tick(start() + TimeDelta::minutes(1), 100);
    assert_eq!(floor.breaches().len(), 1, "the last of them");
    floor.is_what_the_journal_says();
}
