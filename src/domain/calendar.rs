//! What decide may ask of time. `time/` implements it; the domain never sees a zone.

use super::id::{OccurrenceKey, ShiftId};
use super::sop::{DateSide, Sop, Wait};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

pub type Instant = DateTime<Utc>;

/// A calendar of one site version.
pub trait Calendar: Send + Sync {
    /// The date of the floor's day that holds an instant.
    fn business_date(&self, at: Instant) -> NaiveDate;
    /// When a business date ends: the start of the next one.
    fn end_of_day(&self, date: NaiveDate) -> Instant;
    /// The local clock of an instant, for people.
    fn local(&self, at: Instant) -> DateTime<FixedOffset>;
    /// `from + wait` (T9); open hours are the area's, where the SOP names one.
    fn after(&self, sop: &Sop, from: Instant, wait: Wait) -> Instant;
    /// The occurrences of all schedule triggers of `sop` with `after < position <= until`, in order of position, at most `limit`.
    /// What does not fire is among them, with its note. Never splits one position over two calls unless `limit` cuts it.
    fn occurrences(&self, sop: &Sop, after: Instant, until: Instant, limit: usize) -> Vec<Occurrence>;
    /// The position of the first occurrence after an instant: when the engine has to come by.
    fn next_position(&self, sop: &Sop, after: Instant) -> Option<Instant>;
    /// The recur trigger's next time after a run ended (or, with `before` none, at the first activation).
    fn recurrence(&self, sop: &Sop, ended: Instant, before: Option<&OccurrenceKey>) -> Option<Occurrence>;
    /// The window of a run started by hand now.
    fn manual_times(&self, sop: &Sop, now: Instant) -> Times;
    /// The window of a run that an event trigger opens now.
    fn event_times(&self, sop: &Sop, trigger: usize, now: Instant) -> Times;
    /// A local time of a business date, or its start; the first instant after, where the clock skips it.
    fn on_date(&self, date: NaiveDate, at: Option<NaiveTime>) -> Instant;
    /// The date some days, or working days, before or after another; the same date for any other length.
    fn days_from(&self, date: NaiveDate, wait: Wait, side: DateSide) -> NaiveDate;
    /// When a local time is; the first instant after, where the clock skips it.
    fn instant(&self, local: NaiveDateTime) -> Instant;
    /// The shift that runs at an instant, and when it ends.
    fn shift_at(&self, at: Instant) -> Option<(ShiftId, Instant)>;
    /// Every shift that runs at an instant.
    fn shifts_at(&self, at: Instant) -> Vec<ShiftId>;
}

/// One computed firing, or one that does not happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Occurrence {
    pub key: OccurrenceKey,
    /// Index of its trigger in the SOP.
    pub trigger: usize,
    pub business_date: NaiveDate,
    /// Nominal local time.
    pub nominal: NaiveDateTime,
    /// Where the cursor stands once it is settled: `opens`, or for what does not fire the nominal instant (or the first after).
    pub position: Instant,
    /// None: does not fire, and `note` says why.
    pub times: Option<Times>,
    pub note: Option<OccurrenceNote>,
}

/// The four instants of a run that its opening fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    pub scheduled: Instant,
    pub opens: Instant,
    pub due: Instant,
    pub closes: Instant,
}

/// Why an occurrence does not fire, or not at its nominal time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum OccurrenceNote {
    /// The site or area is closed on that date.
    ClosedDay,
    /// The month, year or zone has no such date.
    NoSuchDate,
    /// The trigger's season does not hold that date.
    OutOfSeason,
    /// A time relative to opening hours on a day without any.
    NoOpeningHours,
    /// The clock skips the local time: fires at the first instant after.
    ClockSkips,
    /// `closed-days` moved it from this date.
    MovedFrom { date: NaiveDate },
    /// Its `where` does not hold.
    ConditionFalse,
    /// Its window was over when somebody came by, and it only raises.
    WindowPassed,
    /// Its key was used before the clock was reset: it happens once, ever.
    AlreadySettled,
    /// Another occurrence of the SOP falls on the same instant and stands for both.
    SameInstant { key: OccurrenceKey },
}
