//! A SOP: one version of one procedure, as its file says it, every default filled in.

use super::condition::Condition;
use super::exception::Severity;
use super::id::{AreaId, RoleId, SignalName, SopId, StepId};
use super::language::Translations;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

pub use super::step_rule::*;
pub use super::trigger::*;

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
