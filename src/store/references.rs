//! Which texts beside the journal a row refers to.

use crate::domain::approval::Approval;
use crate::domain::evidence::Value;
use crate::domain::exception::{Cause, Check, Exception};
use crate::domain::fact::Fact;
use crate::domain::id::BodyHash;
use crate::domain::run::{CancelReason, Run, RunState};
use crate::domain::signal::body_of;
use crate::domain::step::Outcome;
use std::collections::BTreeSet;

/// Of a run: label, what was asked, answers, notes, reasons.
pub fn of_run(run: &Run, found: &mut BTreeSet<BodyHash>) {
    found.extend(run.label.iter().chain(run.asked.values()).chain(run.notes.iter().map(|note| &note.body)).cloned());
    match &run.state {
        RunState::Skipped { note, .. } => found.extend(note.clone()),
        RunState::Cancelled { reason: CancelReason::Manager { reason, .. } } => {
            found.insert(reason.clone());
        }
        _ => {}
    }
    for (_, answer) in &run.answers {
        match &answer.outcome {
            Outcome::Done { value: Value::Text { body } } => {
                found.insert(body.clone());
            }
            Outcome::Skipped { note, .. } => found.extend(note.clone()),
            Outcome::Done { .. } => {}
        }
        found.extend(answer.corrected.as_ref().and_then(|corrected| corrected.action.clone()));
    }
}

/// Of an exception: what was reported, notes, the decision.
pub fn of_exception(exception: &Exception, found: &mut BTreeSet<BodyHash>) {
    match &exception.cause {
        Cause::Reported { what, .. } => {
            found.insert(what.clone());
        }
        Cause::Raised { what, why, recommend, .. } => {
            found.extend([Some(what), why.as_ref(), recommend.as_ref()].into_iter().flatten().cloned());
        }
        Cause::NotPrepared { output, .. } => found.extend(output.clone()),
        Cause::RunReopened { reason, .. } => {
            found.insert(reason.clone());
        }
        _ => {}
    }
    found.extend(exception.notes.iter().map(|note| note.body.clone()));
    found.extend(exception.shelf.as_ref().map(|shelf| shelf.reason.clone()));
    if let Some(Check::Done { note, .. }) = exception.resolution.as_ref().map(|resolution| &resolution.check) {
        found.extend(note.clone());
    }
    found.extend(exception.resolution.as_ref().and_then(|resolution| resolution.decision.clone()));
}

/// Of a fact: what was said with it.
pub fn of_fact(fact: &Fact, found: &mut BTreeSet<BodyHash>) {
    match fact {
        Fact::SignalReceived { data, .. } => {
            found.extend(data.values().filter_map(body_of).map(BodyHash::new));
        }
        Fact::ApprovalRejected { reason: body, .. }
        | Fact::ApprovalPushedBack { feedback: body, .. }
        | Fact::StepDone { value: Value::Text { body }, .. }
        | Fact::NoteAdded { body, .. }
        | Fact::ClockReset { reason: body, .. }
        | Fact::RunReopened { reason: body, .. }
        | Fact::ExceptionShelved { reason: body, .. }
        | Fact::ExceptionReopened { reason: body, .. }
        | Fact::RunCancelled { cancel: CancelReason::Manager { reason: body, .. }, .. } => {
            found.insert(body.clone());
        }
        Fact::DelegationGiven { delegation } => {
            found.insert(delegation.reason.clone());
        }
        Fact::PreparationFailed { output: text, .. }
        | Fact::ApprovalJudged { note: text, .. }
        | Fact::ActionSettled { reason: text, .. }
        | Fact::ActionJudged { note: text, .. }
        | Fact::AgentDemoted { reason: text, .. }
        | Fact::AgentPaused { reason: text, .. }
        | Fact::StepCorrected { action: text, .. }
        | Fact::StepSkipped { note: text, .. }
        | Fact::RunSkipped { note: text, .. }
        | Fact::ExceptionAcknowledged { note: text, .. }
        | Fact::ExceptionVerified { note: text, .. }
        | Fact::ExceptionResolved { decision: text, .. } => found.extend(text.clone()),
        _ => {}
    }
}

/// Of an approval: the payload, what the agent laid out, and what was said about it.
pub fn of_approval(approval: &Approval, found: &mut BTreeSet<BodyHash>) {
    found.extend(approval.texts());
}
