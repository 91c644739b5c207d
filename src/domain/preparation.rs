//! Preparations: an agent lays out what a step needs, before anybody decides or does it.

use super::agent::Mode;
use super::approval::Judgement;
use super::calendar::Instant;
use super::evidence::Body;
use super::id::{AgentId, ApprovalId, BodyHash, PreparationId, RunId, SopId, StepId};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A step's `prepare`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepare {
    pub by: PrepareBy,
    pub timeout_seconds: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrepareBy {
    /// A program: the context as JSON on its standard input, the draft as JSON on its output.
    Exec { argv: Vec<String> },
    /// `templates/NAME.md`, filled in: the draft's `text`, and its `subject` where the first line gives one.
    Template { name: String },
    /// The site's `[chat]`: asked with a prompt file of the site's, the answer held to a shape.
    Chat { prompt: String, model: Option<String> },
}

/// What an agent lays out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Prepared {
    /// `approve`, `reject`, or a sentence.
    pub recommendation: String,
    /// Fields that the step's `act` is filled in from.
    #[serde(default)]
    pub draft: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    pub reasons: Vec<String>,
    #[serde(default)]
    pub evidence: Vec<String>,
    /// 0 to 1.
    #[serde(default)]
    pub confidence: Option<Decimal>,
    /// What it would have answered, where the step captures something.
    #[serde(default)]
    pub answer: Option<String>,
}

/// One preparation as it stands; derived from the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preparation {
    pub id: PreparationId,
    pub run: RunId,
    pub sop: SopId,
    pub step: StepId,
    pub agent: AgentId,
    /// From 1; one more whenever it is prepared again.
    pub iteration: u32,
    /// Where the step stood when it was asked for.
    pub mode: Mode,
    pub requested: Instant,
    /// The approval that it is prepared again for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub approval: Option<ApprovalId>,
    pub standing: PreparationStanding,
    /// How often it was begun.
    pub tries: u32,
    /// Its answer beside what a person captured, where nobody was asked about it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub judged: Option<Judgement>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "kebab-case")]
pub enum PreparationStanding {
    /// The time of its step has not come.
    Held {
        until: Instant,
    },
    /// Whoever runs agents may take it.
    Waiting,
    Claimed {
        epoch: u64,
    },
    Ready {
        at: Instant,
        laid: Laid,
    },
    Failed {
        at: Instant,
        why: String,
        output: Option<BodyHash>,
    },
    /// Nobody wants it any more.
    Dropped,
}

/// What an agent laid out, as the journal has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Laid {
    /// The body is a [`Prepared`] as JSON.
    pub prepared: BodyHash,
    /// The body is the text of an [`Effect`](super::action::Effect); none where the step does not act.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub payload: Option<BodyHash>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub amount: Option<Decimal>,
    /// 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub confidence: Option<Decimal>,
    pub advice: Advice,
    /// What it would have answered, where that can be compared with what a person captures: an option, options a line
    /// each, digits, a person's id, `yes` or `no`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub answer: Option<String>,
}

/// What an agent recommends, in a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Advice {
    Approve,
    Reject,
    /// It says so in a sentence, or nothing.
    #[default]
    Look,
}

impl Advice {
    pub fn of(recommendation: &str) -> Self {
        match recommendation.trim().to_lowercase().as_str() {
            "approve" => Self::Approve,
            "reject" => Self::Reject,
            _ => Self::Look,
        }
    }
}

impl Preparation {
    /// Asked for, and not over.
    pub fn is_open(&self) -> bool {
        matches!(
            self.standing,
            PreparationStanding::Held { .. } | PreparationStanding::Waiting | PreparationStanding::Claimed { .. }
        )
    }
    /// The texts it refers to.
    pub fn texts(&self) -> BTreeSet<BodyHash> {
        match &self.standing {
            PreparationStanding::Ready { laid, .. } => {
                [Some(&laid.prepared), laid.payload.as_ref()].into_iter().flatten().cloned().collect()
            }
            PreparationStanding::Failed { output, .. } => output.iter().cloned().collect(),
            _ => BTreeSet::new(),
        }
    }
    pub fn laid(&self) -> Option<&Laid> {
        if let PreparationStanding::Ready { laid, .. } = &self.standing { Some(laid) } else { None }
    }
}

/// What whoever ran it reports.
#[derive(Clone, Debug, PartialEq)]
pub enum PreparationReport {
    /// The texts of what was laid out come along.
    Ready {
        prepared: Body,
        payload: Option<Body>,
        amount: Option<Decimal>,
        confidence: Option<Decimal>,
        advice: Advice,
    },
    /// One line, and what it printed.
    Failed { why: String, output: Option<Body> },
}
