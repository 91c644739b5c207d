//! Commands: what somebody, or time, asks for. Imperative; each is accepted as facts, or refused.

use super::action::Known;
use super::approval::{Judgement, Verdict};
use super::calendar::Instant;
use super::evidence::{Attachment, Body, Observed, Value};
use super::exception::{Assignee, ResolutionCause, Severity};
use super::fact::InspectedNames;
use super::id::{
    ActionId, AgentId, ApprovalId, BodyHash, ExceptionId, ItemId, ListId, NoticeId, PersonId, PreparationId, RoleId,
    RolloutId, RunId, SopId, SourceId, VersionHash,
};
use super::list::List;
use super::notice::{Report, Way};
use super::preparation::PreparationReport;
use super::signal::{Judged, Signal};
use super::site::Site;
use super::sop::Sop;
use super::source::Came;
use super::step::{SkipReason, Stage, StepKey, UndoReason};
use super::timer::Timer;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    // People
    StartRun {
        sop: SopId,
        asked: BTreeMap<String, Body>,
    },
    AnswerStep {
        run: RunId,
        step: StepKey,
        answer: Given,
        observed: Observed,
    },
    /// Says what was done about a reading out of range; none: as the limit says.
    CorrectStep {
        run: RunId,
        step: StepKey,
        action: Option<Body>,
    },
    /// One step, or with `rest` every required step still open too.
    SkipSteps {
        run: RunId,
        step: StepKey,
        rest: Rest,
        reason: SkipReason,
        note: Option<Body>,
    },
    UndoStep {
        run: RunId,
        step: StepKey,
        reason: UndoReason,
    },
    AddNote {
        run: RunId,
        step: Option<StepKey>,
        text: Body,
    },
    /// A file that belongs to a run or a step, and is no answer.
    AttachFile {
        run: RunId,
        step: Option<StepKey>,
        file: Attachment,
    },
    SkipRun {
        run: RunId,
        reason: SkipReason,
        note: Option<Body>,
    },
    ReopenRun {
        run: RunId,
        reason: Body,
    },
    CancelRun {
        run: RunId,
        reason: Body,
    },
    RaiseException {
        what: Body,
        severity: Severity,
        run: Option<RunId>,
        step: Option<StepKey>,
    },
    AcknowledgeException {
        exception: ExceptionId,
        note: Option<Body>,
    },
    /// Puts it off until then.
    ShelveException {
        exception: ExceptionId,
        until: Instant,
        reason: Body,
    },
    /// A second person looked at what was resolved.
    VerifyException {
        exception: ExceptionId,
        note: Option<Body>,
    },
    /// It was not resolved after all.
    ReopenException {
        exception: ExceptionId,
        reason: Body,
    },
    AssignException {
        exception: ExceptionId,
        to: Assignee,
    },
    ResolveException {
        exception: ExceptionId,
        cause: ResolutionCause,
        decision: Option<Body>,
    },
    /// Somebody read the version in force again, and it stands.
    ReviewSop {
        sop: SopId,
        note: Option<Body>,
    },
    /// A manager shows records to somebody from outside, for a while.
    OpenInspection {
        minutes: u32,
        names: InspectedNames,
        from: NaiveDate,
        to: NaiveDate,
        /// Empty: all.
        sops: Vec<SopId>,
        items: Vec<ItemId>,
    },
    /// A manager confirms that the wall clock is right, whatever the journal says.
    ResetClock {
        reason: Body,
    },
    /// Something that was told from outside; `bodies`: the texts of its personal fields.
    ReceiveSignal {
        signal: Signal,
        bodies: Vec<Body>,
        judged: Judged,
    },
    /// The files that signals came in are whole: those wait their turn now.
    SignalsAreWhole,
    /// Whoever took a file in died, and nobody went on: what there is of it waits its turn now.
    GiveUpSignals,
    // Whoever sends
    /// Begins a try of those that are still wanted.
    ClaimNotices {
        notices: Vec<NoticeId>,
    },
    /// How the try of one message went.
    RecordNotices {
        notices: Vec<NoticeId>,
        report: Report,
    },
    RecordNoticeTest {
        to: Assignee,
        way: Way,
        report: Report,
    },
    // Agents' work
    /// By compare-and-set: the payload that was shown, and its iteration.
    DecideApproval {
        approval: ApprovalId,
        iteration: u32,
        payload: BodyHash,
        verdict: Verdict,
    },
    /// How near what an agent would have done is to what was done.
    JudgeApproval {
        approval: ApprovalId,
        judgement: Judgement,
        note: Option<Body>,
    },
    /// The same, of what an agent did by itself.
    JudgeAction {
        action: ActionId,
        judgement: Judgement,
        note: Option<Body>,
    },
    GiveDelegation {
        role: RoleId,
        to: PersonId,
        from: Option<Instant>,
        until: Instant,
        reason: Body,
    },
    EndDelegation {
        role: RoleId,
        to: PersonId,
    },
    /// A manager says what nobody knows.
    SettleAction {
        action: ActionId,
        known: Known,
        reason: Option<Body>,
    },
    /// `dossier`: what the system said of it, as it was shown.
    PromoteAgent {
        rollout: RolloutId,
        dossier: Body,
    },
    DemoteAgent {
        rollout: RolloutId,
        reason: Body,
    },
    /// What came of a digest that was handed over.
    RecordDigest {
        to: Assignee,
        from: Instant,
        until: Instant,
        report: Report,
    },
    /// None: all of them.
    PauseAgent {
        agent: Option<AgentId>,
        reason: Option<Body>,
    },
    ResumeAgent {
        agent: Option<AgentId>,
    },
    /// The engine's: what a dead one left behind.
    RecoverWork,
    /// The store is a copy from then.
    RecordRestore {
        taken: Instant,
    },
    ClaimPreparation {
        preparation: PreparationId,
    },
    RecordPreparation {
        preparation: PreparationId,
        report: PreparationReport,
    },
    ClaimAction {
        action: ActionId,
    },
    StartAction {
        action: ActionId,
    },
    RecordAction {
        action: ActionId,
        report: Report,
    },
    // Whoever reads sources
    /// How a read that began then went; what it brought was received before.
    RecordRead {
        source: SourceId,
        began: Instant,
        came: Came,
    },
    // Time
    ApplyTimer(Timer),
    // The engine
    /// A file is put in force; `text` is what the hash is of.
    ActivateSop {
        hash: VersionHash,
        text: String,
        sop: Arc<Sop>,
    },
    ActivateConfig {
        hash: VersionHash,
        text: String,
        site: Arc<Site>,
    },
    ActivateList {
        hash: VersionHash,
        text: String,
        list: Arc<List>,
    },
    RetireSop {
        sop: SopId,
    },
    RetireList {
        list: ListId,
    },
    /// A file cannot be used: raises, or updates, its exception.
    RejectFile {
        file: String,
        line: u32,
        column: u32,
        message: String,
        help: Option<String>,
    },
    /// A file that was rejected is good again, or gone: resolves its exception.
    AcceptFile {
        file: String,
    },
    TakeOver {
        epoch: u64,
        pid: u32,
        boot: String,
    },
    /// Nobody evaluated time in between (T6).
    RecordOutage {
        from: Instant,
        to: Instant,
    },
    /// Time came right by itself.
    ReleaseClock {
        wall: Instant,
    },
    HoldClock {
        wall: Instant,
        last: Instant,
    },
    /// How much room the store's disk has, in bytes.
    RecordDisk {
        free: u64,
        total: u64,
    },
    /// Somebody who is no engine has seen none since; none: one runs, and stays.
    RecordSilence {
        since: Option<Instant>,
    },
    RecordClockStep {
        before: Instant,
        after: Instant,
    },
}

/// What a person gives as an answer, before it is evidence.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// Everything but free text.
    Value(Value),
    Text(Body),
    /// A reading of a timed step. A bare number there is its start, and after that its end.
    Timed {
        stage: Stage,
        value: Decimal,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    Keep,
    SkipToo,
}
