//! Dates, lengths of time, numbers and sizes as a language writes them.

use super::{Words, say};
use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

impl Words {
    /// `Sat`.
    pub fn weekday(self, day: Weekday) -> String {
        say!(self, "weekday-short", day = day.number_from_monday())
    }
    /// `Saturday`.
    pub fn weekday_in_full(self, day: Weekday) -> String {
        say!(self, "weekday-long", day = day.number_from_monday())
    }
    /// `21 Nov`.
    pub fn day(self, date: NaiveDate) -> String {
        say!(self, "date-day", day = date.day(), month = self.month(date))
    }
    /// `Sat 21 Nov`.
    pub fn weekday_and_day(self, date: NaiveDate) -> String {
        let weekday = self.weekday(date.weekday());
        say!(self, "date-weekday", weekday = weekday, day = date.day(), month = self.month(date))
    }
    /// `21 Nov 2026`.
    pub fn date(self, date: NaiveDate) -> String {
        say!(self, "date-year", day = date.day(), month = self.month(date), year = date.format("%Y").to_string())
    }
    fn month(self, date: NaiveDate) -> String {
        say!(self, "month-short", month = date.month())
    }

    /// `4m`, `2h 05m`, `3d`.
    pub fn duration(self, length: TimeDelta) -> String {
        let minutes = length.num_minutes().max(0);
        match minutes {
            0..60 => say!(self, "duration-minutes", minutes = minutes),
            60..600 if minutes % 60 != 0 => {
                let rest = format!("{:02}", minutes % 60);
                say!(self, "duration-hours-minutes", hours = minutes / 60, minutes = rest)
            }
            60..2_880 => say!(self, "duration-hours", hours = minutes / 60),
            _ => say!(self, "duration-days", days = minutes / 1_440),
        }
    }

    /// A number as it was written, with the sign of this language before its fraction.
    pub fn number(self, written: &(impl ToString + ?Sized)) -> String {
        written.to_string().replace('.', &say!(self, "decimal-sign"))
    }

    /// `2.1 MB`.
    pub fn size(self, bytes: u64) -> String {
        match bytes {
            0..1_000 => say!(self, "size-bytes", size = bytes),
            1_000..1_000_000 => say!(self, "size-kilobytes", size = bytes / 1_000),
            _ => {
                let size = format!("{}.{}", bytes / 1_000_000, bytes % 1_000_000 / 100_000);
                say!(self, "size-megabytes", size = self.number(&size))
            }
        }
    }
}
