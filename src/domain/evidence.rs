//! Evidence: what proves that a step was done. Appended, never overwritten.

use super::calendar::Instant;
use super::formula::ComputeFault;
use super::id::{ActionId, AgentId, ApprovalId, BodyHash, PersonId, SignalId, SignalName};
use super::work::WorkOutcome;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What was captured. Free text is a body: the journal holds its salted hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Value {
    Tick,
    /// As typed: `5.00` stays `5.00`.
    Number {
        value: Decimal,
    },
    Text {
        body: BodyHash,
    },
    Choice {
        option: String,
    },
    Choices {
        options: Vec<String>,
    },
    Count {
        value: u64,
    },
    /// A file in `evidence/`, by its SHA-256 in hex; `media` is its kind ("image/jpeg").
    File {
        sha256: String,
        bytes: u64,
        media: String,
    },
    /// The person at the keyboard put their name to it.
    Signature {
        person: PersonId,
    },
    /// Somebody was named.
    Person {
        person: PersonId,
    },
    /// The signal that the step waited for.
    Signal {
        signal: SignalId,
        name: SignalName,
    },
    /// An agent did it.
    Acted {
        action: ActionId,
        agent: AgentId,
        /// Who let it; none: it acts by itself, or nobody decided in time.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        approved_by: Vec<PersonId>,
    },
    /// What an agent prepared was not done, and that is its end.
    Decided {
        approval: ApprovalId,
        outcome: WorkOutcome,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        by: Option<PersonId>,
    },
    /// Done, with the wanted proof left out.
    WithoutEvidence,
    /// A step that computes, and came to nothing.
    NotComputed {
        why: ComputeFault,
    },
    /// Stands in for what is not for the eyes of who looks. Never given, never recorded.
    Private,
}

/// When it was seen, and from what, where that differs from when it was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at: Option<Instant>,
    /// `paper`, or an instrument's name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<String>,
}

/// `from` of what was copied from a sheet.
pub const PAPER: &str = "paper";

impl Observed {
    pub fn is_paper(&self) -> bool {
        self.from.as_deref() == Some(PAPER)
    }
    pub fn is_empty(&self) -> bool {
        self.at.is_none() && self.from.is_none()
    }
}

/// A file in `evidence/` that belongs to a run, or to one of its steps, without being its answer: a photo of the sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// SHA-256, hex.
    pub sha256: String,
    pub bytes: u64,
    pub media: String,
}

/// A text that lies beside the journal with its own salt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    pub salt: [u8; 16],
    pub text: String,
}

impl Body {
    pub fn new(salt: [u8; 16], text: impl Into<String>) -> Self {
        Self { salt, text: text.into() }
    }
    /// SHA-256 over salt, then text; lower-case hex.
    pub fn hash(&self) -> BodyHash {
        let mut digest = Sha256::new();
        digest.update(self.salt);
        digest.update(self.text.as_bytes());
        BodyHash(hex(&digest.finalize()))
    }
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
