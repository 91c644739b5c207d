//! Preparations: an agent lays out what a step needs, before anybody decides or does it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    pub confidence: Option<rust_decimal::Decimal>,
    /// What it would have answered, where the step captures something.
    #[serde(default)]
    pub answer: Option<String>,
}
