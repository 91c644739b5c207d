//! An exception: something outside the expected pattern. What, why, evidence, recommended action.

use super::calendar::Instant;
use super::condition::Doubt;
use super::escalation::{Escalated, Rung};
use super::id::{
    ActionId, AgentId, ApprovalId, AreaId, BodyHash, CaseId, ExceptionId, ItemId, ListId, PersonId, RoleId, RolloutId,
    RunId, SignalId, SignalName, SopId, SourceId, VersionHash,
};
use super::repetition::LinkedFact;
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
    /// Until when somebody is to take it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub respond_by: Option<Instant>,
    /// Signals that would have kept it away and came too late: the newest of them, in order of arrival.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub late: Vec<LateSignal>,
    /// When what was said of it runs out: "I'm on it", or "later".
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<Instant>,
    /// Since when it is open again because what its taker said ran out.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lapsed: Option<Instant>,
    /// The last time somebody put it off; it stays when that is over.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub shelf: Option<Shelf>,
    /// Rungs that nobody was told of yet.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rungs: Vec<Rung>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub escalated: Vec<Escalated>,
    /// The card that explains this one: it hides it, or lists it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub parent: Option<ExceptionId>,
    /// Since when it is hidden, and its clocks stand still.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hidden_since: Option<Instant>,
    /// While this one is open, the cards of these are hidden under it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub inhibits: Vec<SopId>,
    /// A new reading is wanted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub recheck: Option<Recheck>,
    /// Readings after the one that raised it that were as they should be.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rechecked: Vec<Rechecked>,
    /// How often somebody opened it again.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub reopened: u32,
    /// The worst that anybody was told of outside the board.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub noticed: Option<Severity>,
}

impl Exception {
    /// The runs that its words name: the one it was raised about, and that of the newest happening in it.
    pub fn runs(&self) -> impl Iterator<Item = RunId> {
        let newest = self.cause.run().filter(|run| self.run != Some(*run));
        self.run.into_iter().chain(newest)
    }
    /// Not resolved: open, taken, put off or hidden.
    pub fn is_open(&self) -> bool {
        !matches!(self.status, Status::Resolved | Status::Verified)
    }
    /// It is before people's eyes: open, or somebody is on it.
    pub fn asks(&self) -> bool {
        matches!(self.status, Status::Open | Status::Acknowledged)
    }
    /// Resolved, and a second person is still to look at it.
    pub fn awaits_check(&self) -> bool {
        self.status == Status::Resolved && self.resolution.as_ref().is_some_and(|it| it.check == Check::Asked)
    }
    /// A high reading is shown whatever explains it: listed under its parent, never hidden.
    pub fn is_never_hidden(cause: &Cause, severity: Severity) -> bool {
        let reading = matches!(cause, Cause::OutOfRange { .. } | Cause::BadChoice { .. } | Cause::Overran { .. });
        reading && severity == Severity::High
    }
}

/// The board's order: what is in sight first; of that the worst, then what is to be taken soonest, then the oldest.
pub fn by_urgency(one: &Exception, other: &Exception) -> std::cmp::Ordering {
    let quiet = |card: &Exception| matches!(card.status, Status::Shelved | Status::Suppressed);
    let key = |card: &Exception| (quiet(card), std::cmp::Reverse(card.severity), card.respond_by, card.raised, card.id);
    key(one).cmp(&key(other))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// Put off: who, until when, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelf {
    pub at: Instant,
    pub by: Option<PersonId>,
    pub until: Instant,
    pub reason: BodyHash,
}

/// When a new reading is wanted; `asked`: that time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recheck {
    pub at: Instant,
    pub asked: Asked,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asked {
    NotYet,
    Now,
}

/// A later reading that was as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rechecked {
    pub at: Instant,
    pub by: Option<PersonId>,
    pub run: RunId,
    pub step: StepKey,
    pub value: Decimal,
}

/// A signal that came when its card was there already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateSignal {
    pub signal: SignalId,
    /// Its own time.
    pub at: Instant,
    pub came: Instant,
}

/// One reading that a card counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub severity: Severity,
    pub cause: Cause,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Open,
    /// Somebody said "I'm on it".
    Acknowledged,
    /// Put off for a while.
    Shelved,
    /// Hidden by the card that explains it.
    Suppressed,
    Resolved,
    /// A second person looked at it.
    Verified,
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
    /// A step waits for a signal, and it did not come in time.
    NotCome {
        run: RunId,
        step: StepKey,
        signal: SignalName,
        since: Instant,
        due: Instant,
    },
    /// The time of steps' own is past.
    StepLate {
        run: RunId,
        steps: Vec<StepKey>,
        due: Instant,
    },
    /// An agent could not lay out what a step needs: the step is a person's.
    NotPrepared {
        run: RunId,
        step: StepKey,
        agent: AgentId,
        why: String,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        output: Option<BodyHash>,
    },
    /// Nobody decided in time.
    Undecided {
        approval: ApprovalId,
        run: RunId,
        step: StepKey,
        agent: AgentId,
        until: Instant,
    },
    /// What an agent was to do did not happen, for good.
    NotActed {
        action: ActionId,
        run: RunId,
        step: StepKey,
        agent: AgentId,
        answer: String,
    },
    /// Nobody knows whether it happened.
    ActUnknown {
        action: ActionId,
        run: RunId,
        step: StepKey,
        agent: AgentId,
        answer: String,
    },
    /// An agent fell by one level in a step.
    Demoted {
        rollout: RolloutId,
        agent: AgentId,
        from: super::agent::Mode,
        to: super::agent::Mode,
        why: super::rollout::Fall,
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
        /// Its `where` could not be decided, and why.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        doubt: Option<Doubt>,
        /// The facts that were counted, of a repetition, in order.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        evidence: Vec<LinkedFact>,
    },
    /// Past its due time, and open.
    RunLate {
        run: RunId,
        done: u32,
        of: u32,
        due: Instant,
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
    /// Somebody saw that no engine evaluates time.
    EngineSilent {
        since: Instant,
    },
    /// Bytes.
    DiskNearlyFull {
        free: u64,
        total: u64,
    },
    /// A date that a trigger takes from a signal, or from rows of a list, is missing or cannot be read.
    Undated {
        sop: SopId,
        /// The field, or the column.
        field: String,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        signal: Option<SignalId>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        list: Option<ListId>,
        /// The first of them.
        rows: Vec<Undated>,
        count: u32,
    },
    /// It is time that somebody reads the procedure again.
    ReviewDue {
        sop: SopId,
    },
    /// No holiday that is known lies ahead.
    HolidaysRanOut {
        last: chrono::NaiveDate,
    },
    /// Somebody could not be told outside the board.
    NotTold {
        to: Assignee,
        way: super::notice::Way,
        /// What the other side said, or what went wrong.
        answer: String,
    },
    /// A source could not be read for too long: what hangs on it is held.
    SourceStale {
        source: SourceId,
        /// When the last read that succeeded began.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        read: Option<Instant>,
        /// What went wrong last; none: nobody tried.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        why: Option<String>,
    },
    /// Some records of a source cannot be taken.
    SourceFlawed {
        source: SourceId,
        bad: u32,
        changed: u32,
        first: String,
    },
    /// Facts caused facts more than eight deep.
    Loop {
        fact: String,
    },
}

/// What stands where a date should be; none: nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undated {
    /// The row, where it is a list's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub of: Option<ItemId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<String>,
}

impl Cause {
    /// The one line of a checklist that it is about.
    pub fn step(&self) -> Option<&StepKey> {
        match self {
            Self::OutOfRange { step, .. }
            | Self::BadChoice { step, .. }
            | Self::Overran { step, .. }
            | Self::NotComputed { step, .. } => Some(step),
            Self::Reported { step, .. } => step.as_ref(),
            _ => None,
        }
    }
    /// The run that it is about: of a card that counts several, the last.
    pub fn run(&self) -> Option<RunId> {
        match self {
            Self::OutOfRange { run, .. }
            | Self::BadChoice { run, .. }
            | Self::Overran { run, .. }
            | Self::NotCome { run, .. }
            | Self::StepLate { run, .. }
            | Self::NotComputed { run, .. }
            | Self::StepSkipped { run, .. }
            | Self::RunSkipped { run, .. }
            | Self::RunMissed { run, .. }
            | Self::RunReopened { run, .. }
            | Self::RunLate { run, .. } => Some(*run),
            Self::Reported { run, .. } => *run,
            _ => None,
        }
    }
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
    #[serde(skip_serializing_if = "Check::is_not_asked", default)]
    pub check: Check,
}

/// Whether a second person looks at what was resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "check", rename_all = "kebab-case")]
pub enum Check {
    #[default]
    NotAsked,
    Asked,
    Done {
        at: Instant,
        by: PersonId,
        note: Option<BodyHash>,
    },
}

impl Check {
    pub fn is_not_asked(&self) -> bool {
        *self == Self::NotAsked
    }
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
