//! Timers: everything that depends on time is one row. The order is part of the contract.

use super::calendar::Instant;
use super::id::{RunId, SignalId, SopId, WatchId};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Ordered as the engine takes them: by instant, then kind, then subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Timer {
    pub due_at: Instant,
    pub kind: TimerKind,
    pub subject: Subject,
}

/// The order at one instant; gaps leave room for kinds to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimerKind {
    /// Signals that wait their turn are judged.
    Signals = 10,
    /// A source was not read for too long. Plan, not derived: it hangs on reads that are no facts.
    Sources = 12,
    /// What waited for a source is judged.
    Resume = 13,
    /// Watches of a SOP that nobody waits for any more are withdrawn.
    Withdraw = 15,
    Closes = 20,
    Due = 30,
    /// A timed step's end did not come; a watch's time is up.
    Breach = 40,
    /// A timed step's end is near.
    Remind = 45,
    /// Somebody is told that nobody came.
    Rung = 50,
    /// "I'm on it" runs out.
    AckEnds = 51,
    /// "Later" is over.
    ShelfEnds = 52,
    /// A new reading is wanted.
    Recheck = 53,
    /// The time to decide is over.
    ApprovalEnds = 56,
    /// A right that was lent is over.
    Delegation = 57,
    /// A SOP's next occurrence. Plan, not derived: computed anew at start.
    Next = 60,
    /// A recurrence that a fact fixed.
    Recur = 61,
    /// A SOP is to be read again.
    Review = 70,
    /// The last of the holidays that are known is over.
    Holidays = 71,
    /// A notice that was held may go.
    Notice = 80,
    /// The time of a step that an agent prepares has come.
    Preparation = 81,
    /// An action that failed is tried again.
    Retry = 82,
}

/// What a timer or a fact is about. Written `run:12`, `sop:opening`, `exception:3`, `site`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    Exception(super::id::ExceptionId),
    List(super::id::ListId),
    Run(RunId),
    Site,
    Sop(SopId),
    Watch(WatchId),
    Signal(SignalId),
    Notice(super::id::NoticeId),
    Preparation(super::id::PreparationId),
    Approval(super::id::ApprovalId),
    Action(super::id::ActionId),
    Rollout(super::id::RolloutId),
    Agent(super::id::AgentId),
    Source(super::id::SourceId),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Run(id) => write!(f, "run:{}", id.0),
            Self::Sop(id) => write!(f, "sop:{id}"),
            Self::Exception(id) => write!(f, "exception:{}", id.0),
            Self::List(id) => write!(f, "list:{id}"),
            Self::Notice(id) => write!(f, "notice:{}", id.0),
            Self::Preparation(id) => write!(f, "preparation:{}", id.0),
            Self::Approval(id) => write!(f, "approval:{}", id.0),
            Self::Action(id) => write!(f, "action:{}", id.0),
            Self::Rollout(id) => write!(f, "rollout:{id}"),
            Self::Agent(id) => write!(f, "agent:{id}"),
            Self::Site => f.write_str("site"),
            Self::Watch(id) => write!(f, "watch:{}", id.0),
            Self::Signal(id) => write!(f, "signal:{id}"),
            Self::Source(id) => write!(f, "source:{id}"),
        }
    }
}

impl FromStr for Subject {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is not a subject");
        let number = |id: &str| id.parse().ok().ok_or_else(bad);
        match text.split_once(':') {
            Some(("run", id)) => Ok(Self::Run(RunId(number(id)?))),
            Some(("exception", id)) => Ok(Self::Exception(super::id::ExceptionId(number(id)?))),
            Some(("notice", id)) => Ok(Self::Notice(super::id::NoticeId(number(id)?))),
            Some(("preparation", id)) => Ok(Self::Preparation(super::id::PreparationId(number(id)?))),
            Some(("approval", id)) => Ok(Self::Approval(super::id::ApprovalId(number(id)?))),
            Some(("action", id)) => Ok(Self::Action(super::id::ActionId(number(id)?))),
            Some(("rollout", id)) => Ok(Self::Rollout(id.into())),
            Some(("agent", id)) => Ok(Self::Agent(id.into())),
            Some(("sop", id)) => Ok(Self::Sop(id.into())),
            Some(("list", id)) => Ok(Self::List(id.into())),
            Some(("watch", id)) => Ok(Self::Watch(WatchId(number(id)?))),
            Some(("signal", id)) => Ok(Self::Signal(id.into())),
            Some(("source", id)) => Ok(Self::Source(id.into())),
            None if text == "site" => Ok(Self::Site),
            _ => Err(bad()),
        }
    }
}

impl Serialize for Subject {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Subject {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
