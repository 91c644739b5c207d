//! What goes in with a command, and what comes back.

use crate::domain::actor::{Actor, Via};
use crate::domain::fact::Entry;
use crate::domain::id::RequestId;
use crate::domain::refusal::Refusal;

/// Who sends a command, how they came in, and what makes it safe to send twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    pub actor: Actor,
    pub via: Via,
    pub terminal: Option<String>,
    pub request: Option<RequestId>,
    /// The engine's: where another epoch stands in the store, the command is refused.
    pub epoch: Option<u64>,
}

impl Envelope {
    pub fn new(actor: Actor, via: &str) -> Self {
        Self { actor, via: Via(via.to_owned()), terminal: None, request: None, epoch: None }
    }
    /// The engine, in its own epoch.
    pub fn engine(epoch: u64) -> Self {
        Self { epoch: Some(epoch), ..Self::new(Actor::Engine, "engine") }
    }
    #[must_use]
    pub fn request(self, request: Option<RequestId>) -> Self {
        Self { request, ..self }
    }
}

/// A command is accepted as facts, or refused.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Accepted {
        /// The facts of the command, not those of timers that had passed before it.
        entries: Vec<Entry>,
        repeated: Repeated,
    },
    Refused(Refusal),
}

/// Whether this request was answered before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeated {
    /// Recorded now.
    No,
    /// The first answer, told again.
    Yes,
}

impl Answer {
    pub fn entries(&self) -> &[Entry] {
        match self {
            Self::Accepted { entries, .. } => entries,
            Self::Refused(_) => &[],
        }
    }
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Accepted { .. } => None,
        }
    }
}
