//! A source, and one read of it, as JSON.

use crate::domain::calendar::Instant;
use crate::domain::signal::Signal;
use crate::domain::source::{Came, Reads, Source, SourceState, Standing};
use crate::engine::sources::Done;
use serde::Serialize;
use serde_json::Value;

#[derive(Debug, Serialize)]
pub struct SourceShape {
    pub id: String,
    /// `program`, `feed`, `mailbox`.
    pub kind: &'static str,
    /// The agent that watches it.
    pub agent: Option<String>,
    /// Seconds.
    pub every: u32,
    pub stale_after: u32,
    /// What its signals may be called; a name with `{field}` in it stands for several.
    pub emits: Vec<String>,
    #[serde(flatten)]
    pub standing: Standing,
    /// When the last read that succeeded began, and what it found.
    pub read: Option<Instant>,
    pub found: u32,
    /// When the last try began, and why it failed; null where it did not.
    pub tried: Option<Instant>,
    pub failure: Option<String>,
    pub next: Option<Instant>,
    /// How many watches wait until it is read.
    pub held: u64,
    /// Since when some of its records cannot be taken.
    pub flawed: Option<Instant>,
}

impl SourceShape {
    pub fn of(source: &Source, state: Option<&SourceState>, reads: Option<&Reads>, held: u64) -> Self {
        let emits = if source.emits.is_empty() {
            vec![source.map.name.clone()]
        } else {
            source.emits.iter().map(ToString::to_string).collect()
        };
        Self {
            id: source.id.to_string(),
            kind: source.kind(),
            agent: source.agent.as_ref().map(ToString::to_string),
            every: source.every,
            stale_after: source.stale_after,
            emits,
            standing: state.map(|state| state.standing.clone()).unwrap_or_default(),
            read: reads.and_then(|reads| reads.read),
            found: reads.map_or(0, |reads| reads.found),
            tried: reads.and_then(|reads| reads.tried),
            failure: reads.and_then(|reads| reads.why.clone()),
            next: reads.map(|reads| reads.next),
            held,
            flawed: state.and_then(|state| state.flawed),
        }
    }
}

#[derive(Debug, Serialize)]
pub struct ReadShape {
    pub source: String,
    pub began: Instant,
    /// Why it could not be read; null where it was.
    pub failure: Option<String>,
    pub found: u32,
    pub bad: u32,
    pub changed: u32,
    /// What is wrong with the first that is bad or changed.
    pub flaw: Option<String>,
    pub new: Vec<NewSignal>,
}

#[derive(Debug, Serialize)]
pub struct NewSignal {
    pub signal: String,
    pub name: String,
    pub case: Option<String>,
    pub at: Instant,
    pub data: Value,
}

impl ReadShape {
    pub fn of(source: &str, done: &Done) -> Self {
        let (found, bad, changed, flaw, failure) = match &done.came {
            Came::Read { found, bad, changed, flaw, .. } => (*found, *bad, *changed, flaw.clone(), None),
            Came::Failed { why } => (0, 0, 0, None, Some(why.clone())),
        };
        let new = |signal: &Signal| NewSignal {
            signal: signal.id.to_string(),
            name: signal.name.to_string(),
            case: signal.case.as_ref().map(ToString::to_string),
            at: signal.at,
            data: Value::Object(signal.data.clone()),
        };
        let new = done.new.iter().map(new).collect();
        Self { source: source.to_owned(), began: done.began, failure, found, bad, changed, flaw, new }
    }
}
