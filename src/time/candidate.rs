//! One nominal time of one trigger, before those of a SOP that land on one instant become one.

use crate::domain::calendar::{Instant, OccurrenceNote};
use crate::domain::id::{OccurrenceKey, SopId};
use chrono::{NaiveDate, NaiveDateTime};

/// Ordered by instant; the rest makes the order total.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    /// When it is scheduled, or when its nominal time is over.
    pub(super) at: Instant,
    pub(super) nominal: NaiveDateTime,
    pub(super) name: Name,
    /// Index of the trigger in the SOP.
    pub(super) trigger: usize,
    pub(super) business_date: NaiveDate,
    /// The date of the rhythm, from which closed days may have moved it.
    pub(super) rhythm_date: NaiveDate,
    pub(super) fate: Fate,
}

/// What makes an occurrence this one and no other (T1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    /// The nominal local time.
    Local(NaiveDateTime),
    /// The instant of an elapsed schedule.
    Instant,
    /// The nominal local time and date it was moved from, and which way.
    Moved { local: NaiveDateTime, date: NaiveDate, after: bool },
    /// A local time on no date, as it would be written.
    Written { date: String, time: String },
}

/// What becomes of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fate {
    Fires(Option<OccurrenceNote>),
    Not(OccurrenceNote),
}

impl Candidate {
    pub(super) fn fires(&self) -> bool {
        matches!(self.fate, Fate::Fires(_))
    }

    /// The less, the rather it stands for others on its instant: real times, then moved ones, then the last in a gap.
    pub(super) fn rank(&self) -> (u8, std::cmp::Reverse<NaiveDateTime>, usize) {
        let kind = match &self.fate {
            Fate::Fires(None) => 0,
            Fate::Fires(Some(OccurrenceNote::MovedFrom { .. })) => 1,
            Fate::Fires(Some(_)) => 2,
            Fate::Not(_) => 3,
        };
        (kind, std::cmp::Reverse(self.nominal), self.trigger)
    }

    pub(super) fn key(&self, sop: &SopId, zone: &str) -> OccurrenceKey {
        OccurrenceKey::new(match &self.name {
            Name::Local(local) => format!("{sop}@{local:?}[{zone}]"),
            Name::Moved { local, date, after } => {
                format!("{sop}@{local:?}[{zone}]~{}:{date}", if *after { "after" } else { "before" })
            }
            Name::Instant => format!("{sop}@{:?}Z", self.at.naive_utc()),
            Name::Written { date, time } => format!("{sop}@{date}T{time}[{zone}]"),
        })
    }
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let order = |one: &Self| (one.at, one.nominal, one.trigger, one.business_date, one.rhythm_date);
        order(self).cmp(&order(other)).then_with(|| self.name.cmp(&other.name))
    }
}
