//! Rows counted: readings, how many out of range, how many of those corrected; gaps by their reason.

use super::{Became, Gap, Record};
use crate::domain::calendar::OccurrenceNote;
use crate::domain::checklist::reading;
use crate::domain::exception::MissReason;
use crate::domain::run::CancelReason;
use crate::domain::step::SkipReason;
use std::collections::BTreeMap;

/// Undone evidence counts for nothing but `undone`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Everything answered, readings among it.
    pub answers: u32,
    pub readings: u32,
    /// Bad choices among them.
    pub out_of_range: u32,
    /// Of those out of range.
    pub corrected: u32,
    /// Ends of what was timed that came too late.
    pub over_time: u32,
    pub undone: u32,
    pub gaps: BTreeMap<GapKind, u32>,
}

impl Summary {
    pub fn gap_count(&self) -> u32 {
        self.gaps.values().sum()
    }
}

/// A reason without its circumstances, to count by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapKind {
    Missed,
    EngineDown,
    NotOpened,
    Overdue,
    Skipped(SkipReason),
    ClosedDay,
    NoSuchTime,
    Cancelled,
    Superseded,
    NotInForce,
    NotOnList,
    NotAsked,
    LeftOut,
    NotYet,
}

impl Gap {
    pub fn kind(&self) -> GapKind {
        match self {
            Self::StepSkipped { reason, .. } | Self::RunSkipped { reason, .. } => GapKind::Skipped(*reason),
            Self::Missed { reason: MissReason::NotDone } => GapKind::Missed,
            Self::Missed { reason: MissReason::EngineDown } => GapKind::EngineDown,
            Self::Cancelled { reason: CancelReason::Superseded } => GapKind::Superseded,
            Self::Cancelled { .. } => GapKind::Cancelled,
            Self::Overdue => GapKind::Overdue,
            Self::NotYet => GapKind::NotYet,
            Self::LeftOut => GapKind::LeftOut,
            Self::NotOnList => GapKind::NotOnList,
            Self::NotAsked => GapKind::NotAsked,
            Self::NotFired { note: OccurrenceNote::ClosedDay } => GapKind::ClosedDay,
            Self::NotFired { .. } => GapKind::NoSuchTime,
            Self::NotInForce => GapKind::NotInForce,
            Self::NotOpened => GapKind::NotOpened,
        }
    }
}

pub fn summary<'a>(records: impl IntoIterator<Item = &'a Record>) -> Summary {
    let mut summary = Summary::default();
    for record in records {
        match &record.became {
            Became::Answered(answered) if answered.void.is_some() => summary.undone += 1,
            Became::Answered(answered) => {
                summary.answers += 1;
                summary.readings += u32::from(reading(&answered.value).is_some());
                summary.out_of_range += u32::from(answered.severity().is_some());
                summary.over_time += u32::from(answered.minutes_over().is_some());
                summary.corrected += u32::from(answered.severity().is_some() && answered.corrected.is_some());
            }
            Became::Gap { why, count, .. } => *summary.gaps.entry(why.kind()).or_default() += count,
        }
    }
    summary
}
