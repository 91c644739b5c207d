//! A SOP: one version of one procedure, as its file says it, every default filled in.

use super::action::{Act, OnFail};
use super::agent::{Gates, Mode, Tier};
use super::approval::ApproveRule;
use super::condition::Condition;
use super::exception::Severity;
use super::formula::Formula;
use super::id::{AgentId, AreaId, ListId, RoleId, SignalName, SopId, StepId};
use super::language::Translations;
use super::preparation::Prepare;
use super::site::WeekdayNumber;
use chrono::{Datelike, NaiveDate, NaiveTime};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sop {
    pub id: SopId,
    pub title: String,
    pub why: Option<String>,
    /// The role that answers for it.
    pub owner: Option<RoleId>,
    /// Who does it, unless a step says otherwise; none is anybody.
    pub role: Option<RoleId>,
    pub area: Option<AreaId>,
    pub tags: Vec<String>,
    pub cost: Cost,
    /// Template of a run's label, `{name}` for the answers to `ask`.
    pub label: Option<String>,
    /// Template of a run's case, `{name}` likewise.
    pub case: Option<String>,
    pub ask: Vec<Ask>,
    pub triggers: Vec<Trigger>,
    pub steps: Vec<Step>,
    /// Of the texts above: what stands there is the first language that the file gives.
    #[serde(default)]
    pub translations: Translations,
    /// Other SOPs that have to be done before this one may be.
    #[serde(default)]
    pub requires: Vec<Requirement>,
    /// Who may read what was answered; of a private SOP every step is.
    #[serde(default)]
    pub privacy: Privacy,
    /// How often somebody reads it again.
    #[serde(default)]
    pub review: Option<ReviewEvery>,
    /// The exception that a firing raises; where there are steps too, they are the corrective checklist.
    #[serde(default)]
    pub raise: Option<RaiseRule>,
    /// Its open runs, watches and cards of a case end with any of these signals of the case.
    #[serde(default)]
    pub cancel: Vec<SignalName>,
    /// Who is told when nobody comes.
    #[serde(default)]
    pub escalate: Vec<super::escalation::Escalate>,
}

/// `[raise]`. Texts hold `{case}`, `{data.FIELD}`, `{item.COLUMN}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RaiseRule {
    pub severity: Severity,
    pub what: String,
    pub why: Option<String>,
    pub recommend: Option<String>,
    pub respond_within: Option<Wait>,
    /// What tells one card from another beside the SOP; sorted, none twice.
    pub group_by: BTreeSet<GroupBy>,
    /// SOPs whose exceptions are hidden while this one is open.
    pub inhibits: BTreeSet<SopId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupBy {
    Sop,
    Case,
    Item,
    Area,
}

impl Sop {
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| &step.id == id)
    }
    /// Fields of the signal that fires it which the conditions of its steps name; none where a step is called `data`.
    pub fn data_in_whens(&self) -> BTreeSet<String> {
        if self.steps.iter().any(|step| step.id.as_str() == super::condition::DATA) {
            return BTreeSet::new();
        }
        let whens = self.steps.iter().filter_map(|step| step.when.as_ref());
        whens.filter_map(|when| Condition::check(&when.0).ok()).flat_map(|named| named.data()).collect()
    }
    /// May be started by hand.
    pub fn is_manual(&self) -> bool {
        self.triggers.iter().any(|trigger| matches!(trigger.when, When::Manual))
    }
    /// What it has to be told of when it happens: names of signals, and kinds of facts.
    pub fn listens(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for trigger in &self.triggers {
            match &trigger.when {
                When::Signal { name, .. } => {
                    names.insert(name.0.clone());
                }
                When::Absence { after, unless, .. } => {
                    names.extend(unless.iter().chain([after]).map(|name| name.0.clone()));
                }
                When::Date { of, unless, .. } => {
                    names.extend(unless.iter().map(|name| name.0.clone()));
                    names.insert(match of {
                        DateOf::Signal(name) => name.0.clone(),
                        DateOf::List(list) => list.listened(),
                    });
                }
                When::Repeats { what, .. } => {
                    names.insert(what.listened().to_owned());
                }
                When::Calendar { .. }
                | When::Elapsed { .. }
                | When::Cron { .. }
                | When::Recur { .. }
                | When::Manual => {}
            }
        }
        names.extend(self.cancel.iter().map(|name| name.0.clone()));
        names
    }
}

/// Another SOP, done in the stretch of business dates that now is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    pub sop: SopId,
    pub within: RequiredWithin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequiredWithin {
    Today,
    /// From Monday.
    ThisWeek,
}

impl RequiredWithin {
    /// The first business date that counts.
    pub fn since(self, today: NaiveDate) -> NaiveDate {
        match self {
            Self::Today => today,
            Self::ThisWeek => today.week(chrono::Weekday::Mon).first_day(),
        }
    }
}

/// Who may read what was answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Privacy {
    /// Everybody.
    #[default]
    Open,
    /// Who answered it, the SOP's owner role, managers.
    Private,
}

/// How often a SOP is read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewEvery {
    Months(u32),
    Days(u32),
}

impl ReviewEvery {
    /// The date it falls on, counted from another; the last of a month where that has no such day.
    pub fn after(self, date: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Months(months) => date.checked_add_months(chrono::Months::new(months)),
            Self::Days(days) => date.checked_add_days(chrono::Days::new(u64::from(days))),
        }
    }
}

/// 1 to 5 each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    pub failure: u8,
    pub judgement: u8,
}

/// Something asked when a run is started by hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    pub id: String,
    pub text: String,
}

// ---- triggers ----------------------------------------------------------------------------------

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

// ---- steps -------------------------------------------------------------------------------------

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub id: StepId,
    /// What to do; `{item.NAME}` for a list's columns.
    pub text: String,
    pub how: Option<String>,
    pub capture: Capture,
    pub limits: Vec<Limit>,
    pub each: Option<ListId>,
    pub needs: Vec<StepId>,
    pub when: Option<Condition>,
    pub role: Option<RoleId>,
    pub required: Required,
    pub proof: Proof,
    /// It is answered by a signal of the run's case.
    #[serde(default)]
    pub wait_for: Option<WaitFor>,
    /// From the run's start, as are a trigger's from `scheduled`.
    pub opens: Option<Wait>,
    pub due: Option<Wait>,
    #[serde(default)]
    pub privacy: Privacy,
    /// What an agent does in it.
    #[serde(default)]
    pub work: Option<Box<AgentWork>>,
}

/// What an agent does in a step, and how far it may go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentWork {
    pub agent: AgentId,
    pub prepare: Option<Prepare>,
    pub act: Option<Act>,
    pub tier: Tier,
    /// Where its rollout begins.
    pub mode: Mode,
    pub approve: ApproveRule,
    pub on_fail: OnFail,
    pub gates: Gates,
}

/// `wait-for`: the signal, and how long it may take from when the step could be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitFor {
    pub signal: SignalName,
    pub within: Wait,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Required {
    Yes,
    No,
}

/// What is captured as evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Capture {
    Tick,
    /// A decimal reading with its unit.
    Number {
        unit: String,
        /// What can be a reading at all; a number outside is refused.
        plausible: Option<Plausible>,
    },
    /// The prompt.
    Text {
        prompt: String,
    },
    Choice {
        options: Vec<String>,
        /// Those of them that are not as it should be.
        bad: Vec<Bad>,
    },
    Choices {
        options: Vec<String>,
        bad: Vec<Bad>,
    },
    /// A whole number with what is counted.
    Count {
        of: String,
    },
    File,
    Signature,
    /// Somebody who holds a role.
    Person {
        role: RoleId,
    },
    /// Two readings, and a time between them.
    Timed(Box<Timed>),
    /// Answered by itself, once all that it names is.
    Computed {
        unit: String,
        value: Formula,
    },
}

impl Capture {
    /// Whether it comes to a number.
    pub fn is_numeric(&self) -> bool {
        matches!(self, Self::Number { .. } | Self::Count { .. } | Self::Timed(_) | Self::Computed { .. })
    }
    /// What a number is read in, or what is counted; empty where nothing is.
    pub fn unit(&self) -> &str {
        match self {
            Self::Number { unit, .. } | Self::Computed { unit, .. } => unit,
            Self::Count { of } => of,
            Self::Timed(timed) => &timed.unit,
            _ => "",
        }
    }
    pub fn plausible(&self) -> Option<&Plausible> {
        match self {
            Self::Number { plausible, .. } => plausible.as_ref(),
            Self::Timed(timed) => timed.plausible.as_ref(),
            _ => None,
        }
    }
    /// The options that are not as they should be.
    pub fn bad(&self) -> &[Bad] {
        match self {
            Self::Choice { bad, .. } | Self::Choices { bad, .. } => bad,
            _ => &[],
        }
    }
    pub fn timed(&self) -> Option<&Timed> {
        if let Self::Timed(timed) = self { Some(timed) } else { None }
    }
}

impl Step {
    /// Limits of the reading that the step is answered with, then those of a timed start: a band counts through both.
    pub fn all_limits(&self) -> impl Iterator<Item = &Limit> {
        let start = self.capture.timed().map_or(&[][..], |timed| &timed.start);
        self.limits.iter().chain(start)
    }
    /// What is to be done where something is not right. After the limits count the bad options, or a timed step's end
    /// that does not come.
    pub fn must(&self, number: usize) -> Option<&str> {
        let limits = self.all_limits().map(|limit| limit.must.as_deref());
        let bad = self.capture.bad().iter().map(|bad| bad.must.as_deref());
        let overrun = self.capture.timed().map(|timed| timed.must.as_deref());
        limits.chain(bad).chain(overrun).nth(number).flatten()
    }
    pub(super) fn must_mut(&mut self, number: usize) -> Option<&mut String> {
        let after = number.checked_sub(self.limits.len());
        let Some(after) = after else { return self.limits[number].must.as_mut() };
        match &mut self.capture {
            Capture::Timed(timed) => {
                let Timed { start, must, .. } = timed.as_mut();
                if after == start.len() { must.as_mut() } else { start.get_mut(after)?.must.as_mut() }
            }
            Capture::Choice { bad, .. } | Capture::Choices { bad, .. } => bad.get_mut(after)?.must.as_mut(),
            _ => None,
        }
    }
}

/// A start, and an end within a time. The limits of the end are the step's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timed {
    pub unit: String,
    pub plausible: Option<Plausible>,
    pub start: Vec<Limit>,
    /// Seconds from the start; an end after them is late.
    pub within: u32,
    /// Seconds from the start, in order, each before the end.
    pub remind: Vec<u32>,
    /// Of the card that is raised where no end comes in time.
    pub severity: Severity,
    pub must: Option<String>,
}

/// An option that is not as it should be: who chooses it raises an exception.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bad {
    pub option: String,
    pub severity: Severity,
    /// The corrective action.
    pub must: Option<String>,
}

/// A band of a reading that is not right. Strict: a reading equal to the bound is inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    pub side: Side,
    pub bound: Bound,
    pub severity: Severity,
    /// The corrective action.
    pub must: Option<String>,
    /// Seconds after which a new reading is wanted.
    #[serde(default)]
    pub recheck: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    Above,
    Below,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bound {
    Value(Decimal),
    /// `item.COLUMN`: the column of the row the step runs for.
    Column(String),
}

/// The least and the most that can be read, both included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plausible {
    pub least: Bound,
    pub most: Bound,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proof {
    None,
    Wanted,
    Required,
}
