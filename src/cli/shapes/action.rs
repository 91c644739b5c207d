//! An action as JSON: what was, or is to be, done to the outside.

use super::approval::{JudgedShape, act};
use super::word;
use crate::cli::floor::Floor;
use crate::domain::action::{Action, ActionStanding, Attempt, Effect, Warrant};
use crate::domain::calendar::Instant;
use crate::domain::id::SiteId;
use crate::domain::step::StepKey;
use crate::words::Names;
use serde::Serialize;

/// One action.
#[derive(Debug, Serialize)]
pub struct ActionShape {
    pub id: String,
    /// `approved`, `held`, `claimed`, `running`, `succeeded`, `failed`, `unknown`, `abandoned`.
    pub standing: String,
    /// Since when, or until when it is held; none where it waits or runs.
    pub at: Option<Instant>,
    pub run: String,
    pub sop: String,
    pub title: String,
    pub step: String,
    pub text: String,
    pub agent: String,
    pub case: Option<String>,
    pub version: String,
    pub asked: Instant,
    /// The same at every try: the other side knows a second one by it.
    pub key: String,
    /// What lets it act: `approval` or `autonomous`.
    pub warrant: String,
    pub approval: Option<String>,
    pub iteration: Option<u32>,
    /// Who let the step act by itself.
    pub promoted: Option<String>,
    pub preparation: String,
    pub hash: String,
    pub act: Option<String>,
    /// None where it is not for whoever asks, or was redacted.
    pub payload: Option<Effect>,
    pub payload_text: Option<String>,
    /// `safe`, `never`.
    pub retry: String,
    pub tries: Vec<TryShape>,
    pub judged: Option<JudgedShape>,
}

#[derive(Debug, Serialize)]
pub struct TryShape {
    pub number: u32,
    pub claimed: Instant,
    /// None: nothing was handed over.
    pub began: Option<Instant>,
    pub ended: Option<Instant>,
    /// `accepted`, `delayed`, `refused`, `unknown`.
    pub came: Option<String>,
    pub answer: Option<String>,
}

impl ActionShape {
    pub fn of(action: &Action, site: &SiteId, floor: &Floor) -> Self {
        let (approval, iteration, promoted) = match &action.warrant {
            Warrant::Approval { approval, iteration } => (Some(approval.to_string()), Some(*iteration), None),
            Warrant::Autonomous { promoted } => (None, None, promoted.as_ref().map(ToString::to_string)),
        };
        let payload = floor.payload(&action.payload);
        Self {
            id: action.id.to_string(),
            standing: standing(&action.standing),
            at: at(&action.standing),
            run: action.run.to_string(),
            sop: action.sop.to_string(),
            title: floor.run(action.run),
            step: action.step.to_string(),
            text: floor.step(action.run, &StepKey::plain(&action.step)),
            agent: action.agent.to_string(),
            case: action.case.as_ref().map(ToString::to_string),
            version: action.version.to_string(),
            asked: action.asked,
            key: action.key(site),
            warrant: if approval.is_some() { "approval" } else { "autonomous" }.to_owned(),
            approval,
            iteration,
            promoted,
            preparation: action.preparation.to_string(),
            hash: action.payload.to_string(),
            act: payload.as_ref().map(act),
            payload_text: payload.is_some().then(|| floor.body(&action.payload)).flatten(),
            payload,
            retry: word(&action.on_fail.retry),
            tries: action.attempts.iter().map(TryShape::of).collect(),
            judged: action.judged.as_ref().map(JudgedShape::of),
        }
    }
}

impl TryShape {
    fn of(attempt: &Attempt) -> Self {
        let outcome = attempt.outcome.as_ref();
        Self {
            number: attempt.number,
            claimed: attempt.claimed,
            began: attempt.began,
            ended: outcome.map(|outcome| outcome.at),
            came: outcome.map(|outcome| word(&outcome.came)),
            answer: outcome.map(|outcome| outcome.answer.clone()),
        }
    }
}

/// The tag of the standing.
fn standing(standing: &ActionStanding) -> String {
    let whole = serde_json::to_value(standing).unwrap_or_default();
    whole["standing"].as_str().unwrap_or_default().to_owned()
}

fn at(standing: &ActionStanding) -> Option<Instant> {
    match standing {
        ActionStanding::Held { until: at }
        | ActionStanding::Succeeded { at }
        | ActionStanding::Failed { at }
        | ActionStanding::Unknown { at }
        | ActionStanding::Abandoned { at } => Some(*at),
        ActionStanding::Approved | ActionStanding::Claimed { .. } | ActionStanding::Running { .. } => None,
    }
}
