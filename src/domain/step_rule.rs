//! A step as its SOP's file says it: what to do, how it is proved, when it is asked, what an agent does in it. How one
//! stands in a run is for `step`.

use super::action::{Act, OnFail};
use super::agent::{Gates, Mode, Tier};
use super::approval::ApproveRule;
use super::condition::Condition;
use super::exception::Severity;
use super::formula::Formula;
use super::id::{AgentId, ListId, RoleId, SignalName, StepId};
use super::preparation::Prepare;
use super::sop::Privacy;
use super::trigger::Wait;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

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
