//! Actions: what a step does to the outside world, as its file says it, and as it is once rendered.

use super::id::{CaseId, SignalName};
use super::sop::Wait;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A step's `act`. Texts hold placeholders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    Exec {
        argv: Vec<String>,
        /// What it reads on its standard input; none: the draft as JSON.
        input: Option<String>,
        timeout_seconds: u32,
    },
    Http {
        method: String,
        url: String,
        headers: BTreeMap<String, String>,
        body: Option<String>,
        /// The file with the token that is sent along, from the site's directory.
        token_file: Option<String>,
    },
    Mail {
        to: Vec<String>,
        subject: Option<String>,
        text: Option<String>,
        /// `templates/NAME.md`; its first line may be `Subject: …`.
        template: Option<String>,
    },
    Signal {
        name: SignalName,
        case: Option<String>,
        data: BTreeMap<String, String>,
    },
}

/// The payload: exactly what will happen. An approval is bound to the hash of its [`text`](Effect::text).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Effect {
    Exec {
        argv: Vec<String>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        input: Option<String>,
    },
    Http {
        method: String,
        url: String,
        #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
        headers: BTreeMap<String, String>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        body: Option<String>,
    },
    Mail {
        to: Vec<String>,
        subject: String,
        text: String,
    },
    Signal {
        name: SignalName,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        case: Option<CaseId>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
        data: BTreeMap<String, serde_json::Value>,
    },
}

impl Effect {
    /// As it is kept, hashed and shown: JSON, its keys in a fixed order.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
    /// From its kept text; what else it may be is told.
    pub fn read(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|cause| cause.to_string())
    }
}

/// Whether doing it a second time does harm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Retry {
    /// The other side knows a second try by its key.
    Safe,
    /// Done at most once; where nobody knows, a manager says.
    #[default]
    Never,
}

/// `on-fail`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnFail {
    pub retry: Retry,
    /// As many tries after the first, of what certainly did not happen.
    pub times: u32,
    /// Before each of them.
    pub wait: Option<Wait>,
    pub then: Then,
}

impl Default for OnFail {
    fn default() -> Self {
        Self { retry: Retry::Never, times: 0, wait: None, then: Then::Escalate }
    }
}

/// What comes after the last try.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Then {
    /// A card, and the step is a person's.
    #[default]
    Escalate,
    /// The step counts as left out, and the run goes on; the card is there all the same.
    Skip,
}
