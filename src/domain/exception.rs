//! An exception: something outside the expected pattern. What, why, evidence, recommended action.

use super::calendar::Instant;
use super::id::{AreaId, BodyHash, CaseId, ExceptionId, PersonId, RoleId, RunId, SignalId, SopId, VersionHash};
use super::step::{SkipReason, StepKey};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Low,
    Medium,
    High,
}

/// One exception as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exception {
    pub id: ExceptionId,
    pub raised: Instant,
    pub business_date: chrono::NaiveDate,
    pub severity: Severity,
    pub status: Status,
    pub cause: Cause,
    /// What makes a recurrence count up this card instead of making another.
    pub group: String,
    pub count: u32,
    pub last: Instant,
    pub sop: Option<SopId>,
    pub run: Option<RunId>,
    pub area: Option<AreaId>,
    /// The readings it counts, where there are several and they are known.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub readings: Vec<Counted>,
    /// Who has it.
    pub owner: Option<PersonId>,
    pub assigned: Option<Assignee>,
    pub notes: Vec<ExceptionNote>,
    pub resolution: Option<Resolution>,
    /// The resolved card of the same group before this one.
    pub former: Option<ExceptionId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub case: Option<CaseId>,
    /// Until when somebody is to have it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub respond_by: Option<Instant>,
}

impl Exception {
    pub fn is_open(&self) -> bool {
        self.status != Status::Resolved
    }
}

/// One reading that a card counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub severity: Severity,
    pub cause: Cause,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Open,
    /// Somebody said "I'm on it".
    Acknowledged,
    Resolved,
}

/// What happened, as data; words are put to it where it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "kebab-case")]
pub enum Cause {
    OutOfRange {
        run: RunId,
        step: StepKey,
        value: Decimal,
        side: super::sop::Side,
        bound: Decimal,
        limit: usize,
    },
    /// Something was chosen that is not as it should be.
    BadChoice {
        run: RunId,
        step: StepKey,
        options: Vec<String>,
        limit: usize,
    },
    /// A timed step was begun, and no end came in time.
    Overran {
        run: RunId,
        step: StepKey,
        started: Instant,
        ends: Instant,
        limit: usize,
    },
    NotComputed {
        run: RunId,
        step: StepKey,
        why: super::formula::ComputeFault,
    },
    StepSkipped {
        run: RunId,
        steps: Vec<StepKey>,
        reason: SkipReason,
    },
    RunSkipped {
        run: RunId,
        reason: SkipReason,
    },
    RunMissed {
        run: RunId,
        done: u32,
        of: u32,
        reason: MissReason,
    },
    RunReopened {
        run: RunId,
        reason: BodyHash,
    },
    /// A trigger of a SOP that raises fired. The texts are as its `[raise]` says them, filled in.
    Raised {
        sop: SopId,
        version: VersionHash,
        /// Index of the trigger.
        trigger: usize,
        /// The signal that fired it, or that was not answered.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        signal: Option<SignalId>,
        /// The instant it fired for: a watch's due time.
        due: Instant,
        what: BodyHash,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        why: Option<BodyHash>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        recommend: Option<BodyHash>,
    },
    /// A person pressed `!`.
    Reported {
        run: Option<RunId>,
        step: Option<StepKey>,
        what: BodyHash,
    },
    /// A file that an admin wrote cannot be used; its last good version stays in force.
    BadFile {
        file: String,
        line: u32,
        column: u32,
        message: String,
        help: Option<String>,
    },
    /// No engine ran for a while.
    EngineDown {
        from: Instant,
        to: Instant,
        missed: u32,
    },
    ClockStepped {
        before: Instant,
        after: Instant,
    },
    /// It is time that somebody reads the procedure again.
    ReviewDue {
        sop: SopId,
    },
    /// No holiday that is known lies ahead.
    HolidaysRanOut {
        last: chrono::NaiveDate,
    },
    /// Facts caused facts more than eight deep.
    Loop {
        fact: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MissReason {
    NotDone,
    EngineDown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assignee {
    Person(PersonId),
    Role(RoleId),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionNote {
    pub at: Instant,
    pub by: Option<PersonId>,
    pub body: BodyHash,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    pub at: Instant,
    /// None: the engine, when what it was about went away.
    pub by: Option<PersonId>,
    pub cause: ResolutionCause,
    /// What was decided, in a person's words.
    pub decision: Option<BodyHash>,
}

/// Why it came to be, from a short list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResolutionCause {
    Fixed,
    Equipment,
    Forgotten,
    Stock,
    FalseAlarm,
    Other,
    /// The evidence was corrected.
    DataCorrected,
    /// What it was about went away by itself.
    Cleared,
}

impl ResolutionCause {
    /// Those a person may choose.
    pub const ALL: [Self; 6] =
        [Self::Fixed, Self::Equipment, Self::Forgotten, Self::Stock, Self::FalseAlarm, Self::Other];
}
