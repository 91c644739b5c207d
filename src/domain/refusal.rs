//! Refusals: answers with their data, not errors. A refused command writes nothing.

use super::calendar::Instant;
use super::id::{
    ActionId, AgentId, ApprovalId, ExceptionId, PersonId, PreparationId, RequestId, RoleId, RolloutId, RunId, SignalId,
    SignalName, SopId,
};
use super::run::RunState;
use super::sop::Requirement;
use super::step::StepKey;
use rust_decimal::Decimal;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "refused", rename_all = "kebab-case")]
pub enum Refusal {
    /// Another signal has this id.
    SignalReused {
        signal: SignalId,
    },
    NoSuchSop {
        sop: String,
        similar: Option<String>,
    },
    NoSuchRun {
        run: RunId,
    },
    NoSuchStep {
        run: RunId,
        step: StepKey,
        similar: Option<String>,
    },
    NoSuchException {
        exception: ExceptionId,
    },
    NoSuchPerson {
        person: String,
        similar: Option<String>,
    },
    NoSuchRole {
        role: String,
        similar: Option<String>,
    },
    /// Who did it, and when.
    AlreadyDone {
        step: StepKey,
        by: PersonId,
        at: Instant,
    },
    /// A timed step was begun already: who, and when.
    AlreadyStarted {
        step: StepKey,
        by: PersonId,
        at: Instant,
    },
    /// An end without a start.
    NotStarted {
        step: StepKey,
    },
    /// It is answered by itself; `from` are the steps that it is computed from.
    IsComputed {
        step: StepKey,
        from: Vec<StepKey>,
    },
    AlreadySkipped {
        step: StepKey,
        by: PersonId,
        at: Instant,
    },
    RunIsOver {
        run: RunId,
        state: RunState,
        at: Option<Instant>,
    },
    RunNotOver {
        run: RunId,
    },
    NotOpenYet {
        step: StepKey,
        opens: Instant,
    },
    /// Earlier steps come first.
    NeedsFirst {
        step: StepKey,
        needs: Vec<StepKey>,
    },
    /// A signal answers it; a manager may say why it is done without.
    Awaits {
        step: StepKey,
        signal: SignalName,
    },
    /// An agent did it, and that is not undone.
    DoneByAgent {
        step: StepKey,
    },
    /// A signal answered it, and that is not undone.
    CameBySignal {
        step: StepKey,
        signal: SignalName,
    },
    /// Another SOP has to be done first.
    RequiresFirst {
        sop: SopId,
        requires: Vec<Requirement>,
    },
    /// Its condition does not hold (yet).
    NotAsked {
        step: StepKey,
    },
    NotManual {
        sop: SopId,
    },
    MissingAnswer {
        asked: String,
    },
    WrongEvidence {
        step: StepKey,
        wants: String,
    },
    /// No such thing can be read: a slip of the fingers, and perhaps what was meant.
    Implausible(Box<Implausible>),
    /// What is entered later has to have been seen in a time that fits its run.
    ObservedOutside {
        step: StepKey,
        from: Instant,
        to: Instant,
    },
    ProofRequired {
        step: StepKey,
    },
    NothingToUndo {
        step: StepKey,
    },
    NothingToCorrect {
        step: StepKey,
    },
    /// Only the same person, within five minutes.
    UndoTooLate {
        step: StepKey,
        by: PersonId,
        until: Instant,
    },
    /// Who may.
    WrongRole {
        role: RoleId,
    },
    WhoAreYou,
    ReasonNeeded,
    TooLong {
        limit: usize,
    },
    ExceptionIsResolved {
        exception: ExceptionId,
        at: Instant,
    },
    AlreadyTaken {
        exception: ExceptionId,
        by: PersonId,
    },
    /// Only what is resolved can be checked or opened again.
    NotResolved {
        exception: ExceptionId,
    },
    /// A second person looks at it: not who resolved it.
    ResolvedByYou {
        exception: ExceptionId,
    },
    AlreadyVerified {
        exception: ExceptionId,
        by: PersonId,
        at: Instant,
    },
    /// A newer card of the same is there.
    NewerCard {
        exception: ExceptionId,
        newer: ExceptionId,
    },
    /// Nothing can be put off until then.
    NotAhead {
        until: Instant,
    },
    /// Nothing may be put off for so long.
    TooFar {
        until: Instant,
        latest: Instant,
    },
    NoSuchPreparation {
        preparation: PreparationId,
    },
    NoSuchApproval {
        approval: ApprovalId,
    },
    NoSuchAction {
        action: ActionId,
    },
    NoSuchRollout {
        rollout: RolloutId,
    },
    NoSuchAgent {
        agent: AgentId,
    },
    /// An agent has the step, or somebody decides about it elsewhere.
    AgentHasIt {
        step: StepKey,
        work: super::work::Work,
    },
    /// Somebody was quicker, or it is over.
    ApprovalIsOver {
        approval: ApprovalId,
        standing: super::approval::ApprovalStanding,
    },
    /// What was shown is not what is asked about any more.
    PayloadChanged {
        approval: ApprovalId,
        iteration: u32,
    },
    /// Only looked at: nothing is to be decided.
    OnlyReview {
        approval: ApprovalId,
    },
    NotInReview {
        approval: ApprovalId,
    },
    /// Four eyes: who asked for it, did a step of it or edited it does not decide.
    FourEyes {
        approval: ApprovalId,
        why: super::approval::Barred,
    },
    AlreadyVoted {
        approval: ApprovalId,
        at: Instant,
    },
    /// More than the person's roles may decide.
    /// A right is lent to somebody else.
    LentToOneself {
        role: RoleId,
    },
    OverLimit {
        approval: ApprovalId,
        amount: Option<Decimal>,
        limit: Decimal,
    },
    /// What was edited is no payload of this step; or it says why not.
    BadPayload {
        told: String,
    },
    /// An action that is over, or under way.
    ActionIsNot {
        action: ActionId,
        standing: super::action::ActionStanding,
    },
    /// Stands still.
    AgentPaused {
        agent: AgentId,
    },
    /// It stands as high as its tier lets it, or as low as can be.
    NoFurther {
        rollout: RolloutId,
        mode: super::agent::Mode,
    },
    /// What was shown before a promotion is not what the system says now; `seen`: none, it was no dossier.
    DossierChanged {
        rollout: RolloutId,
        dossier: Box<super::dossier::Dossier>,
        seen: Option<Box<super::dossier::Dossier>>,
    },
    /// All agents stand still: one alone does not go on.
    AllPaused,
    /// Somebody said before how near it was.
    AlreadyJudged {
        action: ActionId,
        judged: super::approval::Judged,
    },
    /// What was approved was judged by that.
    NotByItself {
        action: ActionId,
    },
    /// Its gates are not met.
    GatesNotMet {
        rollout: RolloutId,
        told: Vec<super::rollout::Gate>,
    },
    RequestReused {
        request: RequestId,
    },
    ClockHeld,
    /// The engine's epoch moved on: another one took over.
    StaleEpoch {
        ours: u64,
        current: u64,
    },
}

/// A number that cannot be a reading: what was typed, what can be read, and what was likely meant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Implausible {
    pub step: StepKey,
    pub value: Decimal,
    pub unit: String,
    pub least: Option<Decimal>,
    pub most: Option<Decimal>,
    pub suggestion: Option<Decimal>,
}
