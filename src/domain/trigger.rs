//! What starts a SOP, and the window in which it is to be done: of which SOP, is for `sop` to say.

use super::condition::Condition;
use super::id::{ListId, RoleId, SignalName};
use super::site::WeekdayNumber;
use chrono::{Datelike, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trigger {
    pub when: When,
    pub window: Window,
    pub closed_days: ClosedDays,
    pub catch_up: CatchUp,
    /// The business dates it fires on; none is the whole year.
    #[serde(default)]
    pub season: Option<Season>,
    /// `where`: fires only where it holds, or cannot be decided.
    #[serde(default)]
    pub condition: Option<Condition>,
    /// `for-each`: one firing for every case of a kind, person of a role, or row of a list.
    #[serde(default)]
    pub for_each: Option<ForEach>,
}

/// What one firing becomes several over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForEach {
    /// Every case of this kind that a signal told of.
    Case(String),
    /// Everybody active who holds the role.
    Role(RoleId),
    /// Every row of the list that counts on the day.
    List(ListId),
}

/// A part of every year, both ends included; `to` before `from` goes over new year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Season {
    pub from: MonthDay,
    pub to: MonthDay,
}

/// A day of every year, or of leap years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MonthDay {
    pub month: u32,
    pub day: u32,
}

impl Season {
    pub fn holds(&self, date: NaiveDate) -> bool {
        // By month and day alone: a 29 February that a year lacks is simply never met.
        let day = MonthDay { month: date.month(), day: date.day() };
        if self.from <= self.to { self.from <= day && day <= self.to } else { self.from <= day || day <= self.to }
    }
    /// The first date at or after another that it holds.
    pub fn next(&self, date: NaiveDate) -> NaiveDate {
        // A season of 29 February alone comes every eight years at the latest.
        date.iter_days().take(8 * 366 + 1).find(|date| self.holds(*date)).unwrap_or(date)
    }
    /// The last date of the stretch that a date inside it is in; none where it never ends.
    pub fn last(&self, date: NaiveDate) -> Option<NaiveDate> {
        let out = date.iter_days().take(2 * 366).find(|date| !self.holds(*date))?;
        out.pred_opt()
    }
}

/// What starts it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum When {
    /// Business dates of a rhythm, at local times.
    Calendar { rhythm: Rhythm, at: Vec<At> },
    /// Elapsed time, day and night. Without an anchor it divides 24 h and counts from 00:00 UTC;
    /// else from the local start of that business date.
    Elapsed { seconds: u32, starts: Option<NaiveDate> },
    /// Five fields on calendar dates, in the zone's civil time.
    Cron { expression: String },
    /// A while after the last run of this SOP ended.
    Recur { wait: Wait, at: Option<NaiveTime>, starts: Option<NaiveDate> },
    /// By hand, at any time.
    Manual,
    /// A signal comes; fires `delay` after its own time.
    Signal { name: SignalName, delay: Option<Wait> },
    /// After a signal, none of these comes within a time.
    Absence { after: SignalName, unless: Vec<SignalName>, within: Wait },
    /// A date comes near, or is past: at `at` on the business date `by` days from it.
    Date { of: DateOf, field: String, side: DateSide, by: Vec<Wait>, at: Option<NaiveTime>, unless: Vec<SignalName> },
    /// The same happens `times` times within a time.
    Repeats { what: Repeated, times: u32, within: Wait, per: Per },
}

impl When {
    /// Neither a schedule nor a person.
    pub fn is_event(&self) -> bool {
        matches!(self, Self::Signal { .. } | Self::Absence { .. } | Self::Date { .. } | Self::Repeats { .. })
    }
}

/// Where a date stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOf {
    /// A field of the newest signal of this name, for each case.
    Signal(SignalName),
    /// A column of a list, for each row.
    List(ListId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateSide {
    Before,
    After,
}

/// What keeps happening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeated {
    /// A kind of fact: `step.skipped`.
    Fact(String),
    Signal(SignalName),
}

impl Repeated {
    /// The name it is told by.
    pub fn listened(&self) -> &str {
        match self {
            Self::Fact(kind) => kind,
            Self::Signal(name) => name.as_str(),
        }
    }
}

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    Sop,
    Step,
    Item,
    Person,
    Case,
}

/// Which business dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rhythm {
    Day,
    /// Monday to Friday.
    Weekday,
    Weekdays(BTreeSet<WeekdayNumber>),
    /// Every `count` weeks from the week of `starts` (needed when `count` > 1), on the days `on` (default Monday, or `starts`' own).
    Weeks {
        count: u32,
        starts: Option<NaiveDate>,
        on: BTreeSet<WeekdayNumber>,
    },
    /// Every `count` days from `starts`.
    Days {
        count: u32,
        starts: NaiveDate,
    },
    /// Every `count` months (3 = quarter) from the month of `starts`; without it, from January.
    Months {
        count: u32,
        starts: Option<NaiveDate>,
        on: OnDay,
    },
    /// Every `count` years from `starts`; a month and a day.
    Years {
        count: u32,
        starts: Option<NaiveDate>,
        month: u32,
        day: u32,
    },
}

impl Rhythm {
    /// The date it is counted from, where it has one.
    pub fn starts(&self) -> Option<NaiveDate> {
        match self {
            Self::Day | Self::Weekday | Self::Weekdays(_) => None,
            Self::Days { starts, .. } => Some(*starts),
            Self::Weeks { starts, .. } | Self::Months { starts, .. } | Self::Years { starts, .. } => *starts,
        }
    }
}

/// The day in a month (of the first month, for a quarter).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OnDay {
    /// 1 to 31; a month without it does not fire.
    Number(u32),
    LastDay,
    /// `nth` from 1; a fifth that does not exist does not fire.
    NthWeekday {
        nth: u32,
        weekday: WeekdayNumber,
    },
    LastWeekday(WeekdayNumber),
    NthWorkingDay(u32),
    LastWorkingDay,
}

/// When on the business date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum At {
    Moment(Moment),
    /// `from`, then every `seconds` of local time up to and including `to`.
    Range {
        seconds: u32,
        from: Moment,
        to: Moment,
    },
}

/// A local time of the business date, perhaps from an anchor; `offset_seconds` is in local time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    pub anchor: Anchor,
    pub offset_seconds: i32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Anchor {
    /// A wall time; before `day-starts` it is on the calendar day after.
    Clock(NaiveTime),
    /// First opening, last closing of the SOP's area, else of the site.
    Opening,
    Closing,
    ShiftStart(super::id::ShiftId),
    ShiftEnd(super::id::ShiftId),
}

/// `opens`, `due`, `closes` as written; none is the default of DESIGN 4. Elapsed offsets are in seconds from `scheduled`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// At or before scheduled (zero or negative elapsed).
    pub opens: Option<Wait>,
    pub due: Option<Wait>,
    pub closes: Option<Wait>,
}

/// A length of time (T9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wait {
    /// Seconds, may be negative.
    Elapsed(i64),
    /// The same local time on the nth business date after.
    Days(u32),
    WorkingDays(u32),
    /// Seconds of opening hours.
    OpenSeconds(u32),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClosedDays {
    #[default]
    Skip,
    Run,
    /// The nearest open day before, after.
    Before,
    After,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CatchUp {
    #[default]
    None,
    Latest,
    All,
}
