//! A signal: a fact from outside, usually about a case.

use super::calendar::Instant;
use super::evidence::Body;
use super::id::{CaseId, SignalId, SignalName};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

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

/// Why signals of files wait no longer for their file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whole {
    /// It was read to its end.
    #[default]
    Read,
    /// Whoever read it died, and nobody went on.
    GivenUp,
}

/// The hash that stands for a personal field's text.
pub fn body_of(value: &Value) -> Option<&str> {
    value.as_object().filter(|object| object.len() == 1)?.get("$body")?.as_str()
}

/// Whether a signal that was received is this one; `kept` and `given` know the texts of their personal fields. Of a text
/// that was redacted nobody can say that it was another.
pub fn same(
    before: &Signal,
    signal: &Signal,
    kept: &dyn Fn(&str) -> Option<String>,
    given: &dyn Fn(&str) -> Option<String>,
) -> bool {
    let alike = |(key, then): (&String, &Value)| {
        let Some(now) = signal.data.get(key) else { return false };
        match (body_of(then), body_of(now)) {
            (None, None) => then == now,
            (then_hash, now_hash) => {
                let then = then_hash.map_or_else(|| Some(written(then)), kept);
                let now = now_hash.map_or_else(|| Some(written(now)), given);
                then.is_none() || then == now
            }
        }
    };
    (&before.name, &before.case, before.at) == (&signal.name, &signal.case, signal.at)
        && before.data.len() == signal.data.len()
        && before.data.iter().all(alike)
}

/// A plain value as text.
pub fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Signal {
    /// Puts the texts of personal fields aside, each with a salt of its own: the fact holds their hashes.
    pub fn put_aside(&mut self, personal: &Personal, mut salt: impl FnMut() -> [u8; 16]) -> Vec<Body> {
        let mut bodies = Vec::new();
        for (key, value) in &mut self.data {
            if value.is_null() || body_of(value).is_some() || !personal.holds(&self.name, key) {
                continue;
            }
            let body = Body::new(salt(), written(value));
            *value = serde_json::json!({ "$body": body.hash() });
            bodies.push(body);
        }
        bodies
    }
}

/// Which fields of signals are about a person: their texts lie beside the journal, and can be redacted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Personal(pub BTreeSet<String>);

impl Personal {
    /// `email` of any signal, `mail.received:sender` of one.
    pub fn holds(&self, name: &SignalName, field: &str) -> bool {
        !self.0.is_empty() && (self.0.contains(field) || self.0.contains(&format!("{name}:{field}")))
    }
}
