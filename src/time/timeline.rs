//! All schedule triggers of a SOP as one line of occurrences: those that land on one instant become one (T4).

use super::business::BusinessDays;
use super::candidate::{Candidate, Fate};
use super::hours::OpeningHours;
use super::source::Source;
use super::window::Windows;
use crate::domain::calendar::{Instant, Occurrence, OccurrenceNote};
use crate::domain::sop::Sop;
use chrono::TimeDelta;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// What comes after an instant, in order of the scheduled (or nominal) instant.
pub(super) struct Timeline<'a> {
    sop: &'a Sop,
    days: &'a BusinessDays,
    lanes: Vec<Lane<'a>>,
    pool: BinaryHeap<Reverse<Candidate>>,
    settled: VecDeque<Candidate>,
    after: Instant,
}

struct Lane<'a> {
    source: Source<'a>,
    windows: Windows<'a>,
    trigger: usize,
}

/// A heap that takes candidates in: what sources hand over to.
struct Pool<'p>(&'p mut BinaryHeap<Reverse<Candidate>>);

impl Extend<Candidate> for Pool<'_> {
    fn extend<T: IntoIterator<Item = Candidate>>(&mut self, candidates: T) {
        self.0.extend(candidates.into_iter().map(Reverse));
    }
}

impl<'a> Timeline<'a> {
    pub(super) fn new(days: &'a BusinessDays, sop: &'a Sop, after: Instant) -> Self {
        Self::of(days, sop, 0..sop.triggers.len(), after)
    }

    /// Of some of its triggers.
    pub(super) fn of(days: &'a BusinessDays, sop: &'a Sop, triggers: std::ops::Range<usize>, after: Instant) -> Self {
        let hours = OpeningHours::new(&days.site, sop.area.as_ref());
        let lane = |trigger: usize| {
            let source = Source::new(days, sop, trigger, after)?;
            Some(Lane { windows: Windows::new(days, hours, source.trigger), source, trigger })
        };
        let lanes = triggers.filter_map(lane).collect();
        Self { sop, days, lanes, pool: BinaryHeap::new(), settled: VecDeque::new(), after }
    }

    /// The longest time that anything opens before it is scheduled.
    fn lead(&self) -> TimeDelta {
        self.lanes.iter().map(|lane| lane.windows.lead()).max().unwrap_or_default()
    }

    /// The next candidate, merged with what shares its instant.
    pub(super) fn next_candidate(&mut self) -> Option<Candidate> {
        loop {
            if let Some(candidate) = self.settled.pop_front() {
                return Some(candidate);
            }
            self.settle()?;
        }
    }

    /// No candidate still to come is earlier than this; none: none is to come.
    pub(super) fn horizon(&self) -> Option<Instant> {
        let pooled =
            self.settled.front().or(self.pool.peek().map(|candidate| &candidate.0)).map(|candidate| candidate.at);
        let hidden = self.lanes.iter().filter_map(|lane| lane.source.horizon()).min();
        pooled.into_iter().chain(hidden).min()
    }

    /// Moves the candidates of the next instant from the pool to the settled ones.
    fn settle(&mut self) -> Option<()> {
        loop {
            let next = self.pool.peek().map(|candidate| candidate.0.at);
            let lane = self
                .lanes
                .iter_mut()
                .filter_map(|lane| Some((lane.source.horizon()?, lane)))
                .min_by_key(|(horizon, _)| *horizon)
                .filter(|(horizon, _)| next.is_none_or(|next| *horizon <= next));
            match lane {
                Some((_, lane)) => lane.source.advance(&mut Pool(&mut self.pool)),
                None => break,
            }
        }
        let first = self.pool.pop()?.0;
        let mut group = vec![first];
        while self.pool.peek().is_some_and(|candidate| candidate.0.at == group[0].at) {
            group.extend(self.pool.pop().map(|candidate| candidate.0));
        }
        if group[0].at > self.after {
            self.settled.extend(self.merge(group));
        }
        Some(())
    }

    /// One of those on an instant fires; the others say which, unless they are the same in all but the trigger.
    fn merge(&self, mut group: Vec<Candidate>) -> Vec<Candidate> {
        if group.len() == 1 {
            return group;
        }
        group.sort_by_key(Candidate::rank);
        let key = |candidate: &Candidate| candidate.key(&self.sop.id, self.days.zone.name());
        let mut seen = Vec::new();
        group.retain(|candidate| {
            let new = !seen.contains(&candidate.name);
            seen.push(candidate.name.clone());
            new
        });
        if let Some((winner, others)) = group.split_first_mut().filter(|(winner, _)| winner.fires()) {
            let stands = key(winner);
            for other in others.iter_mut().filter(|other| other.fires()) {
                other.fate = Fate::Not(OccurrenceNote::SameInstant { key: stands.clone() });
            }
        }
        group.sort();
        group
    }

    /// Where the cursor stands once a candidate is settled.
    pub(super) fn position(&self, candidate: &Candidate) -> Instant {
        let lane = self.lanes.iter().find(|lane| lane.trigger == candidate.trigger).filter(|_| candidate.fires());
        lane.map_or(candidate.at, |lane| candidate.at - lane.windows.lead())
    }

    /// The occurrence of a candidate. To be called in the order they come.
    pub(super) fn occurrence(&mut self, candidate: &Candidate) -> Occurrence {
        let position = self.position(candidate);
        let lane = self.lanes.iter_mut().find(|lane| lane.trigger == candidate.trigger);
        let (times, note) = match (&candidate.fate, lane) {
            (Fate::Fires(note), Some(lane)) => {
                let pool = &mut Pool(&mut self.pool);
                (Some(lane.windows.times(candidate, &mut lane.source, pool)), note.clone())
            }
            (Fate::Fires(note), None) => (None, note.clone()),
            (Fate::Not(note), _) => (None, Some(note.clone())),
        };
        Occurrence {
            key: candidate.key(&self.sop.id, self.days.zone.name()),
            trigger: candidate.trigger,
            business_date: candidate.business_date,
            nominal: candidate.nominal,
            position,
            times,
            note,
        }
    }
}

/// The same in order of position: what opens early comes early.
pub(super) struct ByPosition<'a> {
    timeline: Timeline<'a>,
    lead: TimeDelta,
    ready: BinaryHeap<Reverse<(Instant, Candidate)>>,
    after: Instant,
}

impl<'a> ByPosition<'a> {
    pub(super) fn new(days: &'a BusinessDays, sop: &'a Sop, after: Instant) -> Self {
        let timeline = Timeline::new(days, sop, after);
        Self { lead: timeline.lead(), timeline, ready: BinaryHeap::new(), after }
    }

    /// The next position, and whose it is.
    pub(super) fn next_candidate(&mut self) -> Option<(Instant, Candidate)> {
        loop {
            let bound = self.timeline.horizon().map(|horizon| horizon - self.lead);
            let first = self.ready.peek().map(|first| first.0.0);
            match (first, bound) {
                (Some(first), Some(bound)) if first < bound => return self.ready.pop().map(|first| first.0),
                (_, None) => return self.ready.pop().map(|first| first.0),
                _ => {}
            }
            let Some(candidate) = self.timeline.next_candidate() else { continue };
            let position = self.timeline.position(&candidate);
            if position > self.after {
                self.ready.push(Reverse((position, candidate)));
            }
        }
    }

    pub(super) fn occurrence(&mut self, candidate: &Candidate) -> Occurrence {
        self.timeline.occurrence(candidate)
    }
}
