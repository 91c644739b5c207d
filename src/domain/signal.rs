//! A signal: a fact from outside, usually about a case.

use super::calendar::Instant;
use super::id::{CaseId, SignalId, SignalName};
use serde::{Deserialize, Serialize};

/// What a signal says beside its name and case: a JSON object. A personal field holds `{"$body": HASH}`; its text lies
/// beside the journal.
pub type Data = serde_json::Map<String, serde_json::Value>;

/// One signal as it was received.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    pub id: SignalId,
    pub name: SignalName,
    pub case: Option<CaseId>,
    /// Its own time: when what it tells of happened.
    pub at: Instant,
    pub data: Data,
}

impl Signal {
    /// Its place among all signals: own time, then id.
    pub fn place(&self) -> Place {
        Place { at: self.at, signal: self.id.clone() }
    }
}

/// A place in the order of signals: their own time, then their id as bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    pub at: Instant,
    pub signal: SignalId,
}

/// Whether triggers have looked at a signal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judged {
    /// In the transaction that received it.
    #[default]
    AtOnce,
    /// Waits its turn: the engine judges those that wait in the order of their own time.
    InTurn,
    /// Part of a file that is not whole yet.
    WhenWhole,
}
