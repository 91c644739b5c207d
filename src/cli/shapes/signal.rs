//! The answer to a signal as JSON.

use super::accepted::FactShape;
use crate::cli::session::Sent;
use crate::domain::calendar::Instant;
use crate::domain::signal::Signal;
use crate::store::Repeated;
use serde::Serialize;

/// What a signal came to.
#[derive(Debug, Serialize)]
pub struct SignalShape {
    pub accepted: bool,
    /// It was received before, or the request was; nothing was recorded again.
    pub repeated: bool,
    pub request: String,
    pub signal: String,
    pub name: String,
    pub case: Option<String>,
    pub at: Instant,
    pub facts: Vec<FactShape>,
}

impl SignalShape {
    pub fn of(signal: &Signal, sent: &Sent) -> Self {
        Self {
            accepted: true,
            repeated: sent.repeated == Repeated::Yes || sent.entries.is_empty(),
            request: sent.request.to_string(),
            signal: signal.id.to_string(),
            name: signal.name.to_string(),
            case: signal.case.as_ref().map(ToString::to_string),
            at: signal.at,
            facts: sent.entries.iter().map(FactShape::of).collect(),
        }
    }
}
