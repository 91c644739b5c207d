//! The candidates of one trigger, from an instant on, in lots: a lot is a date of a rhythm, a match of a cron, a step of a grid.

use super::business::{self, BusinessDays, FIRST_DATE, LAST_DATE};
use super::candidate::{Candidate, Fate, Name};
use super::hours::{OpeningHours, Side};
use super::moment::{HoursOf, LocalTime, Moments};
use super::rhythm::{RhythmDay, RhythmDays};
use super::zone::Resolved;
use crate::domain::calendar::{Instant, OccurrenceNote};
use crate::domain::sop::{At, ClosedDays, Sop, Trigger, When};
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use croner::Cron;
use std::collections::VecDeque;
use std::str::FromStr;

/// Lots without any candidate after which a trigger is taken to be exhausted: eleven years of days.
const EMPTY_LOTS: u32 = 4_000;

/// One schedule trigger on its way through time.
pub(super) struct Source<'a> {
    index: usize,
    pub(super) trigger: &'a Trigger,
    days: &'a BusinessDays,
    hours: OpeningHours<'a>,
    course: Course<'a>,
    /// Nothing of it that is still to come is earlier; none: nothing is to come.
    horizon: Option<Instant>,
    empty_lots: u32,
    /// What it is known to fire, in order, not yet passed.
    firings: VecDeque<Instant>,
}

enum Course<'a> {
    Dates { days: RhythmDays<'a>, at: &'a [At], earliest: TimeDelta, pending: Option<Pending> },
    Grid { next: Instant, step: TimeDelta },
    Cron { cron: Box<Cron>, pending: Option<NaiveDateTime>, put: (NaiveDate, Put) },
}

/// The next date of a rhythm, and where closed days put it.
struct Pending {
    day: RhythmDay,
    put: Put,
}

/// What closed days do with a date.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Put {
    There,
    On(NaiveDate),
    Nowhere,
}

impl<'a> Source<'a> {
    /// Everything with an instant after `after`, and perhaps some before. None for triggers without a schedule.
    pub(super) fn new(days: &'a BusinessDays, sop: &'a Sop, index: usize, after: Instant) -> Option<Self> {
        let trigger = sop.triggers.get(index)?;
        let hours = OpeningHours::new(&days.site, sop.area.as_ref());
        let after = business::clamp(after);
        let course = match &trigger.when {
            When::Calendar { at, .. } if at.is_empty() => return None,
            When::Calendar { rhythm, at } => {
                let (earliest, latest) = Moments { days, hours }.reach(at);
                // A local time after `after` is on a date no further back than the latest time of a date reaches.
                let lookback = latest.max(0) as u64 / 86_400;
                let from =
                    open_run_start(hours, trigger.closed_days, days.zone.civil(after).date() - Days::new(lookback));
                Course::Dates {
                    days: RhythmDays::new(days, rhythm, from),
                    at,
                    earliest: TimeDelta::seconds(earliest),
                    pending: None,
                }
            }
            When::Elapsed { seconds: 0, .. }
            | When::Recur { .. }
            | When::Manual
            | When::Signal { .. }
            | When::Absence { .. }
            | When::Date { .. }
            | When::Repeats { .. } => return None,
            When::Elapsed { seconds, starts } => {
                let step = i64::from(*seconds);
                let anchor = starts.map_or(0, |starts| days.start(starts).timestamp());
                let past = (after.timestamp() - anchor).div_euclid(step) + 1;
                let first = if starts.is_some() { past.max(0) } else { past };
                let next = Instant::from_timestamp(anchor + first * step, 0)?;
                Course::Grid { next, step: TimeDelta::seconds(step) }
            }
            When::Cron { expression } => {
                let cron = Cron::from_str(expression).ok()?;
                let civil = days.zone.civil(after).with_nanosecond(0)?;
                let start = match trigger.closed_days {
                    ClosedDays::After => {
                        let date = days.nominal_date(civil);
                        civil - (date - open_run_start(hours, ClosedDays::After, date))
                    }
                    _ => civil,
                };
                let pending = cron.find_next_occurrence(&start, start != civil).ok();
                let date = days.nominal_date(civil);
                Course::Cron { cron: Box::new(cron), pending, put: (date, put(hours, trigger.closed_days, date)) }
            }
        };
        let mut source =
            Self { index, trigger, days, hours, course, horizon: None, empty_lots: 0, firings: VecDeque::new() };
        source.look_ahead();
        Some(source)
    }

    pub(super) fn horizon(&self) -> Option<Instant> {
        self.horizon
    }

    /// Hands over the next lot.
    pub(super) fn advance(&mut self, pool: &mut impl Extend<Candidate>) {
        let mut lot = self.lot();
        if let Some(season) = self.trigger.season {
            for candidate in lot.iter_mut().filter(|candidate| !season.holds(candidate.business_date)) {
                candidate.fate = Fate::Not(OccurrenceNote::OutOfSeason);
            }
        }
        self.empty_lots = if lot.is_empty() { self.empty_lots + 1 } else { 0 };
        for candidate in lot.iter().filter(|candidate| candidate.fires()) {
            let place = self.firings.iter().rposition(|at| *at <= candidate.at).map_or(0, |place| place + 1);
            if place == 0 || self.firings.get(place - 1) != Some(&candidate.at) {
                self.firings.insert(place, candidate.at);
            }
        }
        pool.extend(lot);
        self.look_ahead();
    }

    /// Its next firing after one of its own at `at`, if that is before `before`.
    pub(super) fn next_firing(
        &mut self,
        at: Instant,
        before: Instant,
        pool: &mut impl Extend<Candidate>,
    ) -> Option<Instant> {
        self.forget(at);
        loop {
            let first = self.firings.front().copied();
            let horizon = self.horizon.filter(|horizon| *horizon < before);
            match (first, horizon) {
                (Some(first), Some(horizon)) if first <= horizon => return Some(first).filter(|first| *first < before),
                (_, Some(_)) => self.advance(pool),
                (first, None) => return first.filter(|first| *first < before),
            }
        }
    }

    /// Lets go of firings up to an instant.
    pub(super) fn forget(&mut self, at: Instant) {
        while self.firings.front().is_some_and(|first| *first <= at) {
            self.firings.pop_front();
        }
    }

    fn lot(&mut self) -> Vec<Candidate> {
        match &mut self.course {
            Course::Grid { next, step } => {
                let at = *next;
                *next += *step;
                let nominal = self.days.zone.civil(at);
                vec![self.candidate(self.days.date(at), at, nominal, Name::Instant, Fate::Fires(None))]
            }
            Course::Cron { cron, pending, put } => {
                let Some(nominal) = pending.take() else { return Vec::new() };
                *pending = cron.find_next_occurrence(&nominal, false).ok();
                let (date, put) = *put;
                let local = match put {
                    Put::On(target) => nominal + (target - date),
                    Put::There | Put::Nowhere => nominal,
                };
                vec![self.known(date, put, local)]
            }
            Course::Dates { pending, at, .. } => {
                let at: &'a [At] = at;
                pending.take().map_or_else(Vec::new, |pending| self.day(&pending, at))
            }
        }
    }

    /// All local times of a date of a rhythm.
    fn day(&self, pending: &Pending, at: &'a [At]) -> Vec<Candidate> {
        let moments = Moments { days: self.days, hours: self.hours };
        let date = pending.day.date;
        let (on, hours) = match pending.put {
            _ if pending.day.missing.is_some() => (date, HoursOf::AnyWeek),
            Put::There => (date, HoursOf::TheDate),
            Put::On(target) => (target, HoursOf::TheDate),
            Put::Nowhere => (date, HoursOf::AnyWeek),
        };
        let mut lot = Vec::with_capacity(at.len());
        moments.on(on, at, hours, &mut |local| {
            lot.push(match (local, &pending.day.missing) {
                (LocalTime::Known(local), None) => self.known(date, pending.put, local),
                (LocalTime::Unknown(time), None) => self.unknown(date, pending.put, time),
                (LocalTime::Known(local), Some(written)) => self.missing(date, written, local.time().to_string()),
                (LocalTime::Unknown(time), Some(written)) => self.missing(date, written, time),
            });
        });
        lot
    }

    /// A local time on a date that is there by the calendar.
    fn known(&self, date: NaiveDate, put: Put, local: NaiveDateTime) -> Candidate {
        let resolved = self.days.zone.resolve(local);
        let (on, name) = match put {
            Put::There | Put::Nowhere => (date, Name::Local(local)),
            Put::On(target) => (target, Name::Moved { local: local - (target - date), date, after: target > date }),
        };
        let fate = match (resolved, put) {
            (Resolved::NoDate(_), _) => Fate::Not(OccurrenceNote::NoSuchDate),
            (_, Put::Nowhere) => Fate::Not(OccurrenceNote::ClosedDay),
            (_, Put::On(_)) => Fate::Fires(Some(OccurrenceNote::MovedFrom { date })),
            (Resolved::Skipped(_), Put::There) => Fate::Fires(Some(OccurrenceNote::ClockSkips)),
            (Resolved::Real(_), Put::There) => Fate::Fires(None),
        };
        Candidate { business_date: on, ..self.candidate(date, resolved.instant(), local, name, fate) }
    }

    /// A time relative to hours that its date does not have: stands at the start of the day.
    fn unknown(&self, date: NaiveDate, put: Put, time: String) -> Candidate {
        let (on, note) = match put {
            Put::Nowhere => (date, OccurrenceNote::ClosedDay),
            Put::There => (date, OccurrenceNote::NoOpeningHours),
            Put::On(target) => (target, OccurrenceNote::NoOpeningHours),
        };
        let nominal = on.and_time(self.days.site.day_starts);
        let name = Name::Written { date: date.to_string(), time };
        self.candidate(date, self.days.zone.instant(nominal), nominal, name, Fate::Not(note))
    }

    /// A time on a date that no calendar has: over at the first midnight after.
    fn missing(&self, date: NaiveDate, written: &str, time: String) -> Candidate {
        let nominal = (date + Days::new(1)).and_time(NaiveTime::MIN);
        let name = Name::Written { date: written.to_owned(), time };
        self.candidate(date, self.days.zone.instant(nominal), nominal, name, Fate::Not(OccurrenceNote::NoSuchDate))
    }

    fn candidate(&self, date: NaiveDate, at: Instant, nominal: NaiveDateTime, name: Name, fate: Fate) -> Candidate {
        Candidate { at, nominal, name, trigger: self.index, business_date: date, rhythm_date: date, fate }
    }

    /// Finds what comes next, and with it the horizon.
    fn look_ahead(&mut self) {
        self.horizon = match &mut self.course {
            _ if self.empty_lots > EMPTY_LOTS => None,
            Course::Grid { next, .. } => Some(*next).filter(|next| next.date_naive() < LAST_DATE),
            Course::Cron { pending, put: last, .. } => pending.filter(|local| local.date() < LAST_DATE).map(|local| {
                let date = self.days.nominal_date(local);
                if last.0 != date {
                    *last = (date, put(self.hours, self.trigger.closed_days, date));
                }
                match last.1 {
                    // Nothing that is moved to the date, or comes after it, is earlier than its first second.
                    Put::On(target) => self.days.start(target),
                    _ if matches!(self.trigger.closed_days, ClosedDays::Skip | ClosedDays::Run) => {
                        self.days.zone.instant(local)
                    }
                    _ => self.days.start(date),
                }
            }),
            Course::Dates { days, earliest, pending, .. } => {
                *pending =
                    days.next().map(|day| Pending { put: put(self.hours, self.trigger.closed_days, day.date), day });
                pending.as_ref().map(|pending| {
                    let (date, earliest) = match (&pending.day.missing, pending.put) {
                        (Some(_), _) => (pending.day.date, (*earliest).min(TimeDelta::days(1))),
                        (None, Put::On(target)) => (target, *earliest),
                        (None, _) => (pending.day.date, *earliest),
                    };
                    self.days.zone.instant(date.and_time(NaiveTime::MIN) + earliest)
                })
            }
        };
    }
}

fn put(hours: OpeningHours<'_>, closed_days: ClosedDays, date: NaiveDate) -> Put {
    if closed_days == ClosedDays::Run || hours.is_open(date) {
        return Put::There;
    }
    let side = match closed_days {
        ClosedDays::Before => Side::Before,
        ClosedDays::After => Side::After,
        ClosedDays::Skip | ClosedDays::Run => return Put::Nowhere,
    };
    hours.nearest_open(date, side).map_or(Put::Nowhere, Put::On)
}

/// Where dates come after closed ones, the first of the closed ones before: what is moved comes from there.
fn open_run_start(hours: OpeningHours<'_>, closed_days: ClosedDays, date: NaiveDate) -> NaiveDate {
    let moves =
        closed_days == ClosedDays::After && (hours.is_open(date) || hours.nearest_open(date, Side::After).is_some());
    if !moves {
        return date.max(FIRST_DATE);
    }
    hours.nearest_open(date, Side::Before).unwrap_or(date - Days::new(366)).max(FIRST_DATE)
}
