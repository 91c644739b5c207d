//! The recur trigger: a while after the last run ended. A link of the chain names the one before it (T1).

use super::business::BusinessDays;
use super::hours::{OpeningHours, Side};
use super::{wait, window};
use crate::domain::calendar::{Instant, Occurrence, OccurrenceNote};
use crate::domain::id::{OccurrenceKey, SopId};
use crate::domain::sop::{ClosedDays, Season, Sop, Wait, When};
use chrono::{Days, NaiveDate, NaiveTime};

/// The next link after a run ended, or the first, at an activation. Never skipped on a closed day: nothing would come
/// after it; it moves to the nearest open day.
pub(super) fn next(
    days: &BusinessDays,
    hours: OpeningHours<'_>,
    sop: &Sop,
    ended: Instant,
    before: Option<&OccurrenceKey>,
) -> Option<Occurrence> {
    let (index, trigger, length, at, starts) =
        sop.triggers.iter().enumerate().find_map(|(index, trigger)| match &trigger.when {
            When::Recur { wait, at, starts } => Some((index, trigger, *wait, *at, *starts)),
            _ => None,
        })?;
    let calendar = Recurrence { days, hours };
    let (scheduled, note) = match before {
        Some(_) => calendar.after_a_run(ended, length, at, trigger.closed_days),
        None => (calendar.first(ended, at, starts), None),
    };
    let (scheduled, note) = match trigger.season {
        Some(season) => calendar.in_season(season, scheduled, note, trigger.closed_days),
        None => (scheduled, note),
    };
    let times = window::alone(days, hours, &trigger.window, scheduled);
    Some(Occurrence {
        key: key(&sop.id, before, scheduled),
        trigger: index,
        business_date: days.date(scheduled),
        nominal: days.zone.civil(scheduled),
        position: times.opens,
        times: Some(times),
        note,
    })
}

struct Recurrence<'a> {
    days: &'a BusinessDays,
    hours: OpeningHours<'a>,
}

impl Recurrence<'_> {
    fn after_a_run(
        &self,
        ended: Instant,
        length: Wait,
        at: Option<NaiveTime>,
        closed_days: ClosedDays,
    ) -> (Instant, Option<OccurrenceNote>) {
        let over = wait::after(self.days, self.hours, ended, length);
        let scheduled = match (at, length) {
            (None, _) => over,
            (Some(at), Wait::Days(_) | Wait::WorkingDays(_)) => self.on(self.days.date(over), at),
            (Some(at), Wait::Elapsed(_) | Wait::OpenSeconds(_)) => self.first_at(over, at),
        };
        let date = self.days.date(scheduled);
        if closed_days == ClosedDays::Run || self.hours.is_open(date) {
            return (scheduled, None);
        }
        let time = self.days.zone.civil(scheduled).time();
        let moved = |side| self.hours.nearest_open(date, side).map(|target| self.on(target, time));
        let earlier =
            (closed_days == ClosedDays::Before).then(|| moved(Side::Before)).flatten().filter(|at| *at > ended);
        match earlier.or_else(|| moved(Side::After)) {
            Some(at) => (at, Some(OccurrenceNote::MovedFrom { date })),
            None => (scheduled, None),
        }
    }

    /// Out of season it waits for the first day of the next, open where there is one.
    fn in_season(
        &self,
        season: Season,
        scheduled: Instant,
        note: Option<OccurrenceNote>,
        closed_days: ClosedDays,
    ) -> (Instant, Option<OccurrenceNote>) {
        let date = self.days.date(scheduled);
        if season.holds(date) {
            return (scheduled, note);
        }
        let first = season.next(date);
        let open = (closed_days != ClosedDays::Run && !self.hours.is_open(first))
            .then(|| self.hours.nearest_open(first, Side::After))
            .flatten();
        let target = open.filter(|open| season.holds(*open)).unwrap_or(first);
        let time = self.days.zone.civil(scheduled).time();
        (self.on(target, time), Some(OccurrenceNote::MovedFrom { date }))
    }

    /// Counted from its start, where that is still ahead or its day is not over; else from the activation.
    fn first(&self, activated: Instant, at: Option<NaiveTime>, starts: Option<NaiveDate>) -> Instant {
        let today = self.days.date(activated);
        match (starts.filter(|starts| *starts >= today), at) {
            (Some(starts), Some(at)) => self.on(starts, at),
            (Some(starts), None) => self.days.start(starts),
            (None, Some(at)) => self.first_at(activated, at),
            (None, None) => activated,
        }
    }

    fn on(&self, date: NaiveDate, time: NaiveTime) -> Instant {
        self.days.zone.instant(self.days.local(date, time))
    }

    /// The first such time of day at or after an instant.
    fn first_at(&self, from: Instant, time: NaiveTime) -> Instant {
        let date = self.days.date(from);
        (0..4).map(|days| self.on(date + Days::new(days), time)).find(|at| *at >= from).unwrap_or(from)
    }
}

/// A chain is called after what it began with, its links are counted: keys do not grow from link to link.
fn key(sop: &SopId, before: Option<&OccurrenceKey>, first: Instant) -> OccurrenceKey {
    let Some(before) = before else {
        return OccurrenceKey::new(format!("{sop}@recur:{:?}Z#0", first.naive_utc()));
    };
    let tail =
        before.as_str().strip_prefix(sop.as_str()).and_then(|tail| tail.strip_prefix('@')).unwrap_or(before.as_str());
    let link = tail.strip_prefix("recur:").and_then(|chain| chain.rsplit_once('#'));
    let counted = link.and_then(|(chain, count)| Some((chain, count.parse::<u64>().ok()?.checked_add(1)?)));
    OccurrenceKey::new(match counted {
        Some((chain, count)) => format!("{sop}@recur:{chain}#{count}"),
        None => format!("{sop}@recur:{tail}#1"),
    })
}
