//! The calendar of one site version: what `domain` asks of time.

use super::zone::{UnknownZone, Zone};
use crate::domain::calendar::{Calendar, Instant, Occurrence, Times};
use crate::domain::id::{OccurrenceKey, ShiftId};
use crate::domain::site::Site;
use crate::domain::sop::{Sop, Wait};
use chrono::{DateTime, Days, FixedOffset, NaiveDate, TimeDelta};
use std::sync::Arc;

/// Zone, hours, areas and shifts of a site, ready to be asked.
#[derive(Clone, Debug)]
pub struct SiteCalendar {
    zone: Zone,
    site: Arc<Site>,
}

impl SiteCalendar {
    pub fn new(site: &Site) -> Result<Self, UnknownZone> {
        Ok(Self { zone: Zone::new(&site.zone)?, site: Arc::new(site.clone()) })
    }
}

impl Calendar for SiteCalendar {
    fn business_date(&self, at: Instant) -> NaiveDate {
        self.zone.civil(at).date()
    }
    fn end_of_day(&self, date: NaiveDate) -> Instant {
        self.zone.instant((date + Days::new(1)).and_time(self.site.day_starts))
    }
    fn local(&self, at: Instant) -> DateTime<FixedOffset> {
        self.zone.local(at)
    }
    fn after(&self, _sop: &Sop, from: Instant, wait: Wait) -> Instant {
        match wait {
            Wait::Elapsed(seconds) => from + TimeDelta::seconds(seconds),
            _ => from,
        }
    }
    fn occurrences(&self, _sop: &Sop, _after: Instant, _until: Instant, _limit: usize) -> Vec<Occurrence> {
        Vec::new()
    }
    fn next_position(&self, _sop: &Sop, _after: Instant) -> Option<Instant> {
        None
    }
    fn recurrence(&self, _sop: &Sop, _ended: Instant, _before: Option<&OccurrenceKey>) -> Option<Occurrence> {
        None
    }
    fn manual_times(&self, _sop: &Sop, now: Instant) -> Times {
        Times { scheduled: now, opens: now, due: now + TimeDelta::hours(1), closes: now + TimeDelta::hours(1) }
    }
    fn shift_at(&self, _at: Instant) -> Option<(ShiftId, Instant)> {
        None
    }
}
