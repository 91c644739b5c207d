//! The calendar of one site version: what `domain` asks of time.

use super::business::BusinessDays;
use super::hours::OpeningHours;
use super::timeline::{ByPosition, Timeline};
use super::zone::{UnknownZone, Zone};
use super::{recurrence, wait, window};
use crate::domain::calendar::{Calendar, Instant, Occurrence, Times};
use crate::domain::id::{OccurrenceKey, ShiftId};
use crate::domain::site::Site;
use crate::domain::sop::{DateSide, Sop, Wait, When, Window};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// How many nominal times a schedule may miss before it is said never to fire.
const VAIN_TIMES: usize = 3_000;

/// Zone, hours, areas and shifts of a site, ready to be asked.
#[derive(Clone, Debug)]
pub struct SiteCalendar {
    pub(super) days: BusinessDays,
}

impl SiteCalendar {
    pub fn new(site: &Site) -> Result<Self, UnknownZone> {
        Ok(Self { days: BusinessDays { zone: Zone::new(&site.zone)?, site: site.clone() } })
    }

    /// The first firing of one trigger after an instant; none: it never fires. Looks at thousands of nominal times, not
    /// for ever. None also for triggers without a schedule.
    pub fn first_firing(&self, sop: &Sop, trigger: usize, after: Instant) -> Option<Instant> {
        // Out of season thousands of nominal times may go by in vain.
        let season = sop.triggers.get(trigger).and_then(|trigger| trigger.season);
        let after = season.map_or(after, |season| {
            let date = self.days.date(after);
            if season.holds(date) { after } else { after.max(self.days.start(season.next(date)) - TimeDelta::days(1)) }
        });
        let mut timeline = Timeline::of(&self.days, sop, trigger..trigger.saturating_add(1), after);
        (0..VAIN_TIMES)
            .map_while(|_| timeline.next_candidate())
            .find(super::candidate::Candidate::fires)
            .map(|candidate| candidate.at)
    }

    /// When a shift of a business date starts and ends.
    pub fn shift_on(&self, shift: &ShiftId, date: NaiveDate) -> Option<(Instant, Instant)> {
        let (from, to) = self.days.shift(shift, date)?;
        Some((self.days.zone.instant(from), self.days.zone.instant(to)))
    }

    fn hours(&self, sop: &Sop) -> OpeningHours<'_> {
        OpeningHours::new(&self.days.site, sop.area.as_ref())
    }
}

impl Calendar for SiteCalendar {
    fn business_date(&self, at: Instant) -> NaiveDate {
        self.days.date(at)
    }

    fn end_of_day(&self, date: NaiveDate) -> Instant {
        self.days.end(date)
    }

    fn local(&self, at: Instant) -> DateTime<FixedOffset> {
        self.days.zone.local(at)
    }

    fn after(&self, sop: &Sop, from: Instant, wait: Wait) -> Instant {
        wait::after(&self.days, self.hours(sop), from, wait)
    }

    fn occurrences(&self, sop: &Sop, after: Instant, until: Instant, limit: usize) -> Vec<Occurrence> {
        let mut line = ByPosition::new(&self.days, sop, after);
        let mut found = Vec::new();
        while found.len() < limit {
            match line.next_candidate() {
                Some((position, candidate)) if position <= until => found.push(line.occurrence(&candidate)),
                _ => break,
            }
        }
        found
    }

    fn next_position(&self, sop: &Sop, after: Instant) -> Option<Instant> {
        ByPosition::new(&self.days, sop, after).next_candidate().map(|(position, _)| position)
    }

    fn recurrence(&self, sop: &Sop, ended: Instant, before: Option<&OccurrenceKey>) -> Option<Occurrence> {
        recurrence::next(&self.days, self.hours(sop), sop, ended, before)
    }

    fn manual_times(&self, sop: &Sop, now: Instant) -> Times {
        let trigger = sop.triggers.iter().find(|trigger| matches!(trigger.when, When::Manual));
        let default = Window::default();
        window::by_hand(&self.days, self.hours(sop), trigger.map_or(&default, |trigger| &trigger.window), now)
    }

    fn event_times(&self, sop: &Sop, trigger: usize, now: Instant) -> Times {
        let default = Window::default();
        let window = sop.triggers.get(trigger).map_or(&default, |trigger| &trigger.window);
        window::by_hand(&self.days, self.hours(sop), window, now)
    }

    fn on_date(&self, date: NaiveDate, at: Option<NaiveTime>) -> Instant {
        at.map_or_else(|| self.days.start(date), |at| self.days.zone.instant(self.days.local(date, at)))
    }

    fn days_from(&self, date: NaiveDate, wait: Wait, side: DateSide) -> NaiveDate {
        wait::days_from(&self.days, date, wait, side)
    }

    fn instant(&self, local: NaiveDateTime) -> Instant {
        self.days.zone.instant(local)
    }

    fn shift_at(&self, at: Instant) -> Option<(ShiftId, Instant)> {
        self.days.shift_at(at)
    }
    fn shifts_at(&self, at: Instant) -> Vec<ShiftId> {
        self.days.shifts_at(at).into_iter().cloned().collect()
    }
}
