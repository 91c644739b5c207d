//! Refusals: answers with their data, not errors. A refused command writes nothing.

use super::calendar::Instant;
use super::id::{ExceptionId, PersonId, RequestId, RoleId, RunId, SignalId, SignalName, SopId};
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
