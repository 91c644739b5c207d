//! Local times on a business date: wall times, times from opening, closing and shifts, and ranges of them.

use super::business::BusinessDays;
use super::hours::OpeningHours;
use crate::domain::sop::{Anchor, At, Moment};
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

const DAY: i64 = 86_400;

/// Whose hours a closed date has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum HoursOf {
    /// The date's own; none where it is closed.
    TheDate,
    /// Those it would have: the nominal times of what does not fire.
    AnyWeek,
}

/// A local time, or the place of one that cannot be told.
pub(super) enum LocalTime {
    Known(NaiveDateTime),
    /// Relative to hours the date does not have; how it is written, such as `opening-1800`.
    Unknown(String),
}

/// Reads moments for one SOP's hours.
#[derive(Clone, Copy)]
pub(super) struct Moments<'a> {
    pub(super) days: &'a BusinessDays,
    pub(super) hours: OpeningHours<'a>,
}

impl Moments<'_> {
    /// Calls `each` with every local time of `at` on a date, in the order they are written.
    pub(super) fn on(&self, date: NaiveDate, at: &[At], hours: HoursOf, each: &mut impl FnMut(LocalTime)) {
        for at in at {
            match at {
                At::Moment(moment) => match self.local(date, moment, hours) {
                    Some(local) => each(LocalTime::Known(local)),
                    None => each(LocalTime::Unknown(written(moment))),
                },
                At::Range { seconds, from, to } => {
                    let ends = self.local(date, from, hours).zip(self.local(date, to, hours));
                    let Some((first, mut last)) = ends else {
                        each(LocalTime::Unknown(format!("{}..{}", written(from), written(to))));
                        continue;
                    };
                    if last < first && matches!(to.anchor, Anchor::Clock(_)) {
                        last = last + Days::new(1);
                    }
                    let step = TimeDelta::seconds(i64::from((*seconds).max(1)));
                    let mut local = first;
                    while local <= last {
                        each(LocalTime::Known(local));
                        local += step;
                    }
                }
            }
        }
    }

    fn local(&self, date: NaiveDate, moment: &Moment, hours: HoursOf) -> Option<NaiveDateTime> {
        let bounds = || match hours {
            HoursOf::TheDate => self.hours.bounds(date),
            HoursOf::AnyWeek => self.hours.usual_bounds(date),
        };
        let anchor = match &moment.anchor {
            Anchor::Clock(time) => self.days.local(date, *time),
            Anchor::Opening => bounds()?.0,
            Anchor::Closing => bounds()?.1,
            Anchor::ShiftStart(shift) => self.days.shift(shift, date)?.0,
            Anchor::ShiftEnd(shift) => self.days.shift(shift, date)?.1,
        };
        Some(anchor + TimeDelta::seconds(i64::from(moment.offset_seconds)))
    }

    /// How far from a date's midnight its local times can lie, in seconds: never earlier, never later.
    pub(super) fn reach(&self, at: &[At]) -> (i64, i64) {
        let ends = at.iter().flat_map(|at| match at {
            At::Moment(moment) => [self.reach_of(moment), self.reach_of(moment)],
            At::Range { from, to, .. } => {
                let (low, high) = self.reach_of(to);
                [self.reach_of(from), (low, high + DAY)]
            }
        });
        ends.fold((DAY, 0), |(low, high), (from, to)| (low.min(from), high.max(to)))
    }

    fn reach_of(&self, moment: &Moment) -> (i64, i64) {
        let offset = i64::from(moment.offset_seconds);
        let clock = |time: NaiveTime| {
            let days = i64::from(time < self.days.site.day_starts);
            i64::from(time.num_seconds_from_midnight()) + days * DAY
        };
        match &moment.anchor {
            Anchor::Clock(time) => (clock(*time) + offset, clock(*time) + offset),
            // Where hours are unknown, it stands at the start of the day.
            _ => (offset.min(0), 3 * DAY + offset.max(0)),
        }
    }
}

fn written(moment: &Moment) -> String {
    let anchor = match &moment.anchor {
        Anchor::Clock(time) => time.to_string(),
        Anchor::Opening => "opening".to_owned(),
        Anchor::Closing => "closing".to_owned(),
        Anchor::ShiftStart(shift) => format!("{shift}.start"),
        Anchor::ShiftEnd(shift) => format!("{shift}.end"),
    };
    if moment.offset_seconds == 0 { anchor } else { format!("{anchor}{:+}", moment.offset_seconds) }
}
