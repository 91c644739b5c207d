//! What a window of time comes to, as the guides count it.

use super::{CHATTER, CHATTER_SPAN, FLOOD_OVER, FLOOD_UNDER, INDICATIVE_UNDER_DAYS, SPAN};
use crate::domain::calendar::Instant;
use crate::domain::exception::Severity;
use crate::domain::id::{ExceptionId, SopId};
use chrono::TimeDelta;
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};

/// As many sources are named.
const TOP: usize = 10;

/// Something an exception went through, in order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub at: Instant,
    pub card: ExceptionId,
    pub happened: Happened,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    Raised {
        severity: Severity,
        asks: Asks,
    },
    /// The same again on an open card: counted, and asks nobody.
    Recurred,
    /// It asks again.
    Again,
    Taken,
    Resolved,
}

/// Whether a new card asks people to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    People,
    /// It is born behind another card.
    Nobody,
}

/// The window, and what there is to know of it beside its events.
#[derive(Clone, Debug)]
pub struct Window {
    pub from: Instant,
    pub to: Instant,
    /// Since when there is a journal.
    pub begins: Option<Instant>,
    /// What each card comes from.
    pub sources: BTreeMap<ExceptionId, String>,
    /// Cards that stood at its end for longer than they should.
    pub stale: Vec<ExceptionId>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    pub from: Instant,
    pub to: Instant,
    /// Of the window, as far as there is a journal.
    pub days: f64,
    /// Too short a time to judge by.
    pub indicative: bool,
    pub annunciations: usize,
    pub per_day: f64,
    pub per_ten_minutes: f64,
    pub peak: Option<Peak>,
    pub floods: Vec<Flood>,
    /// New cards by severity.
    pub severities: Mix,
    pub sources: Vec<Source>,
    /// Everything that was raised or counted.
    pub activations: usize,
    pub chattering: Vec<Chatter>,
    pub stale: Vec<ExceptionId>,
    pub to_acknowledge: Spread,
    pub to_resolve: Spread,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Peak {
    /// The end of the ten minutes.
    pub at: Instant,
    pub annunciations: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Flood {
    pub from: Instant,
    /// None: it was still on.
    pub to: Option<Instant>,
    pub annunciations: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mix {
    pub low: usize,
    pub medium: usize,
    pub high: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    pub source: String,
    /// Raised and counted.
    pub times: usize,
    pub cards: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chatter {
    pub source: String,
    /// The most within a minute.
    pub times: usize,
    /// The end of that minute.
    pub at: Instant,
}

/// In seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Spread {
    pub count: usize,
    pub median: Option<i64>,
    /// Nine of ten were quicker.
    pub p90: Option<i64>,
}

impl Mix {
    pub fn of(self) -> usize {
        self.low + self.medium + self.high
    }
}

/// Counts it all; `events` in order of time.
pub fn figures(events: &[Event], window: Window) -> Figures {
    let begins = window.begins.map_or(window.from, |begins| begins.max(window.from)).min(window.to);
    let days = (window.to - begins).num_milliseconds() as f64 / 86_400_000.0;
    let asked: Vec<Instant> = events.iter().filter(|event| event.asks()).map(|event| event.at).collect();
    let rate = |per: f64| if days > 0.0 { asked.len() as f64 / days * per } else { 0.0 };
    let source = |card| window.sources.get(&card).map_or("", String::as_str);
    Figures {
        from: window.from,
        to: window.to,
        days,
        indicative: days < f64::from(INDICATIVE_UNDER_DAYS),
        annunciations: asked.len(),
        per_day: rate(1.0),
        per_ten_minutes: rate(10.0 / 1_440.0),
        peak: peak(&asked),
        floods: floods(&asked, window.to),
        severities: mix(events),
        sources: sources(events, source),
        activations: events.iter().filter(|event| event.is_activation()).count(),
        chattering: chattering(events, source),
        to_acknowledge: spread(events, Happened::Taken),
        to_resolve: spread(events, Happened::Resolved),
        stale: window.stale,
    }
}

impl Event {
    fn asks(&self) -> bool {
        matches!(self.happened, Happened::Raised { asks: Asks::People, .. } | Happened::Again)
    }
    fn is_activation(&self) -> bool {
        matches!(self.happened, Happened::Raised { .. } | Happened::Recurred)
    }
}

/// The most in any ten minutes; the first of several.
fn peak(asked: &[Instant]) -> Option<Peak> {
    let mut recent = VecDeque::new();
    let mut peak: Option<Peak> = None;
    for at in asked {
        slide(&mut recent, *at, SPAN);
        if peak.is_none_or(|peak| recent.len() > peak.annunciations) {
            peak = Some(Peak { at: *at, annunciations: recent.len() });
        }
    }
    peak
}

/// With one more, and without those that are too long ago by then.
fn slide(recent: &mut VecDeque<Instant>, at: Instant, span: TimeDelta) {
    while recent.front().is_some_and(|first| *first <= at - span) {
        recent.pop_front();
    }
    recent.push_back(at);
}

fn floods(asked: &[Instant], end: Instant) -> Vec<Flood> {
    let mut recent: VecDeque<Instant> = VecDeque::new();
    let mut floods: Vec<Flood> = Vec::new();
    // When it fell under five by time alone.
    let ended = |recent: &VecDeque<Instant>, until: Instant| {
        let under = recent.len().checked_sub(FLOOD_UNDER).and_then(|at| recent.get(at))?;
        Some(*under + SPAN).filter(|at| *at <= until)
    };
    for at in asked {
        if let Some(flood) = floods.last_mut().filter(|flood| flood.to.is_none()) {
            flood.to = ended(&recent, *at);
        }
        slide(&mut recent, *at, SPAN);
        match floods.last_mut().filter(|flood| flood.to.is_none()) {
            Some(flood) => flood.annunciations += 1,
            None if recent.len() > FLOOD_OVER => {
                floods.push(Flood { from: *at, to: None, annunciations: recent.len() });
            }
            None => {}
        }
    }
    if let Some(flood) = floods.last_mut().filter(|flood| flood.to.is_none()) {
        flood.to = ended(&recent, end);
    }
    floods
}

fn mix(events: &[Event]) -> Mix {
    let mut mix = Mix::default();
    for event in events {
        if let Happened::Raised { severity, .. } = event.happened {
            match severity {
                Severity::Low => mix.low += 1,
                Severity::Medium => mix.medium += 1,
                Severity::High => mix.high += 1,
            }
        }
    }
    mix
}

fn sources<'s>(events: &[Event], source: impl Fn(ExceptionId) -> &'s str) -> Vec<Source> {
    let mut all: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for event in events.iter().filter(|event| event.is_activation()) {
        let (times, cards) = all.entry(source(event.card)).or_default();
        *times += 1;
        *cards += usize::from(matches!(event.happened, Happened::Raised { .. }));
    }
    let mut sources: Vec<Source> =
        all.into_iter().map(|(source, (times, cards))| Source { source: source.to_owned(), times, cards }).collect();
    sources.sort_by(|a, b| b.times.cmp(&a.times).then_with(|| a.source.cmp(&b.source)));
    sources.truncate(TOP);
    sources
}

/// Sources that came three times or more within a minute, the worst first.
fn chattering<'s>(events: &[Event], source: impl Fn(ExceptionId) -> &'s str) -> Vec<Chatter> {
    let mut recent: BTreeMap<&str, VecDeque<Instant>> = BTreeMap::new();
    let mut worst: BTreeMap<&str, (usize, Instant)> = BTreeMap::new();
    for event in events.iter().filter(|event| event.is_activation()) {
        let source = source(event.card);
        let times = recent.entry(source).or_default();
        slide(times, event.at, CHATTER_SPAN);
        if times.len() >= CHATTER && worst.get(source).is_none_or(|(most, _)| times.len() > *most) {
            worst.insert(source, (times.len(), event.at));
        }
    }
    let chatter = |(source, (times, at)): (&str, (usize, Instant))| Chatter { source: source.to_owned(), times, at };
    let mut all: Vec<Chatter> = worst.into_iter().map(chatter).collect();
    all.sort_by(|a, b| b.times.cmp(&a.times).then_with(|| a.source.cmp(&b.source)));
    all
}

/// From when a card was raised in the window to the first time that this happened to it.
fn spread(events: &[Event], what: Happened) -> Spread {
    let mut open: BTreeMap<ExceptionId, Instant> = BTreeMap::new();
    let mut times = Vec::new();
    for event in events {
        if let Happened::Raised { .. } = event.happened {
            open.insert(event.card, event.at);
        } else if event.happened == what
            && let Some(raised) = open.remove(&event.card)
        {
            times.push((event.at - raised).num_seconds().max(0));
        }
    }
    times.sort_unstable();
    // The nearest rank: the smallest that so many are not above.
    let rank = |part: usize| times.get((times.len() * part).div_ceil(100).saturating_sub(1)).copied();
    Spread { count: times.len(), median: rank(50), p90: rank(90) }
}

/// Where cards of a group come from: what differs from card to card is left out.
pub fn source(group: &str, sop: Option<&SopId>) -> String {
    let own = || sop.map_or("", SopId::as_str);
    match group.split_once('/') {
        // One a run, one a case, one a report.
        Some((first, rest)) if first.starts_with("run:") => format!("{}/{rest}", own()),
        Some(("raise", rest)) => match (sop, rest.split_once('/')) {
            (Some(sop), _) => sop.to_string(),
            (None, Some((sop, _))) => sop.to_owned(),
            (None, None) => rest.to_owned(),
        },
        Some((first @ ("reported" | "engine-down"), _)) => first.to_owned(),
        _ => group.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        let start: Instant = "2026-11-21T08:00:00Z".parse().unwrap();
        start + TimeDelta::seconds(seconds)
    }
    fn raised(seconds: i64, card: u64, severity: Severity) -> Event {
        let happened = Happened::Raised { severity, asks: Asks::People };
        Event { at: at(seconds), card: ExceptionId(card), happened }
    }
    fn event(seconds: i64, card: u64, happened: Happened) -> Event {
        Event { at: at(seconds), card: ExceptionId(card), happened }
    }
    fn window(days: i64, sources: &[(u64, &str)]) -> Window {
        let sources = sources.iter().map(|(card, source)| (ExceptionId(*card), (*source).to_owned())).collect();
        Window { from: at(0), to: at(days * 86_400), begins: Some(at(-1)), sources, stale: vec![ExceptionId(9)] }
    }

    #[test]
    fn rates_severities_and_times_are_counted_over_the_window() {
        let events = [
            raised(0, 1, Severity::Low),
            raised(60, 2, Severity::High),
            event(90, 2, Happened::Recurred),
            event(120, 1, Happened::Taken),
            event(360, 2, Happened::Taken),
            event(400, 2, Happened::Again),
            event(500, 2, Happened::Taken),
            event(3_600, 1, Happened::Resolved),
        ];
        let figures = figures(&events, window(2, &[(1, "fridges/range"), (2, "till")]));
        assert_eq!((figures.annunciations, figures.activations), (3, 3));
        assert!((figures.per_day - 1.5).abs() < 1e-9 && figures.indicative, "{figures:?}");
        assert_eq!(figures.peak, Some(Peak { at: at(400), annunciations: 3 }));
        assert_eq!(figures.severities, Mix { low: 1, medium: 0, high: 1 });
        assert_eq!(figures.to_acknowledge, Spread { count: 2, median: Some(120), p90: Some(300) });
        assert_eq!(figures.to_resolve, Spread { count: 1, median: Some(3_600), p90: Some(3_600) });
        assert_eq!(figures.sources[0], Source { source: "till".to_owned(), times: 2, cards: 1 });
        assert_eq!(figures.stale, [ExceptionId(9)]);
    }

    #[test]
    fn thirty_days_of_journal_are_enough_to_judge_by() {
        assert!(!figures(&[], window(30, &[])).indicative);
        assert!(figures(&[], window(29, &[])).indicative);
        let young = Window { begins: Some(at(86_400)), ..window(30, &[]) };
        assert!(figures(&[], young).indicative);
    }

    #[test]
    fn a_flood_has_its_beginning_and_its_end() {
        let mut events: Vec<Event> = (0..12).map(|n| raised(n * 10, n as u64 + 1, Severity::Low)).collect();
        events.push(raised(650, 20, Severity::Low));
        let figures = figures(&events, window(1, &[]));
        // The eleventh came at 100 s; the fifth newest of those at 650 s is of 80 s, and leaves ten minutes later.
        assert_eq!(figures.floods, [Flood { from: at(100), to: Some(at(680)), annunciations: 13 }]);
        let open = Window { to: at(200), ..window(1, &[]) };
        assert_eq!(super::figures(&events[..12], open).floods[0].to, None);
    }

    #[test]
    fn three_in_a_minute_chatter_whatever_card_they_are_of() {
        let sources = [(1, "door"), (2, "door"), (3, "till")];
        let twice = [raised(0, 1, Severity::Low), event(59, 1, Happened::Recurred), event(61, 1, Happened::Recurred)];
        assert!(figures(&twice, window(1, &sources)).chattering.is_empty());
        let thrice = [
            raised(0, 1, Severity::Low),
            event(20, 1, Happened::Resolved),
            raised(30, 2, Severity::Low),
            event(59, 2, Happened::Recurred),
            raised(59, 3, Severity::Low),
        ];
        let expected = Chatter { source: "door".to_owned(), times: 3, at: at(59) };
        assert_eq!(figures(&thrice, window(1, &sources)).chattering, [expected]);
    }

    #[test]
    fn a_source_is_what_cards_have_in_common() {
        let sop = SopId::new("fridges");
        assert_eq!(source("fridges/unit/f1/range", Some(&sop)), "fridges/unit/f1/range");
        assert_eq!(source("run:12/skipped", Some(&sop)), "fridges/skipped");
        assert_eq!(source("raise/quotes/quote:Q-1042", Some(&SopId::new("quotes"))), "quotes");
        assert_eq!(source("reported/ab12", None), "reported");
        assert_eq!(source("file/sops/a.toml", None), "file/sops/a.toml");
    }
}
