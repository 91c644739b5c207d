//! A date that something tells of: a day of the floor, or a moment.

use super::calendar::{Calendar, Instant};
use super::sop::{DateSide, Wait};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// As far as a date of a contract is believed.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=9000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DateValue {
    /// A business date.
    Day(NaiveDate),
    Moment(Instant),
}

impl DateValue {
    /// `2027-02-28`, or a time with its offset, `2027-02-28T17:00:00Z`; without one it is the site's local clock.
    pub fn read(text: &str, calendar: &dyn Calendar) -> Option<Self> {
        let text = text.trim();
        let value = if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            Self::Day(date)
        } else if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            Self::Moment(at.with_timezone(&Utc))
        } else {
            let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"];
            let local = local.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())?;
            Self::Moment(calendar.instant(local))
        };
        let year = match value {
            Self::Day(date) => date.year(),
            Self::Moment(at) => at.year(),
        };
        YEARS.contains(&year).then_some(value)
    }

    /// When it fires, a distance before or after it. Days and working days land on that business date at `at`, without
    /// which a day has its start and a moment its own local time; what is elapsed counts from the moment itself.
    pub fn due(self, calendar: &dyn Calendar, side: DateSide, by: Wait, at: Option<NaiveTime>) -> Instant {
        match by {
            Wait::Days(_) | Wait::WorkingDays(_) => {
                let (date, at) = match self {
                    Self::Day(date) => (date, at),
                    Self::Moment(moment) => {
                        (calendar.business_date(moment), at.or_else(|| Some(calendar.local(moment).time())))
                    }
                };
                calendar.on_date(calendar.days_from(date, by, side), at)
            }
            // Open hours are not counted from a date: the reader refuses them.
            Wait::Elapsed(_) | Wait::OpenSeconds(_) => {
                let from = match self {
                    Self::Day(date) => calendar.on_date(date, at),
                    Self::Moment(moment) => moment,
                };
                let length = match by {
                    Wait::Elapsed(seconds) => TimeDelta::seconds(seconds),
                    _ => TimeDelta::zero(),
                };
                match side {
                    DateSide::Before => from - length,
                    DateSide::After => from + length,
                }
            }
        }
    }

    /// When it is over: the end of its day, or the moment.
    pub fn over(self, calendar: &dyn Calendar) -> Instant {
        match self {
            Self::Day(date) => calendar.end_of_day(date),
            Self::Moment(at) => at,
        }
    }
}

impl fmt::Display for DateValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => write!(f, "{date}"),
            Self::Moment(at) => f.write_str(&at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
        }
    }
}
