//! Something that is waited for, as JSON.

use crate::domain::calendar::Instant;
use crate::domain::watch::{Watch, WatchKind};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct WatchShape {
    pub id: String,
    pub sop: String,
    /// Of the version that opened it.
    pub version: String,
    /// Index of the trigger in that version.
    pub trigger: usize,
    pub kind: WatchKind,
    pub case: Option<String>,
    pub item: Option<String>,
    /// The signal that opened it.
    pub signal: Option<String>,
    pub opened: Instant,
    pub due: Instant,
    /// Its time is up, and this source is read before it is judged.
    pub held: Option<String>,
}

impl WatchShape {
    pub fn of(watch: &Watch) -> Self {
        Self {
            id: watch.id.to_string(),
            sop: watch.sop.to_string(),
            version: watch.version.to_string(),
            trigger: watch.trigger,
            kind: watch.kind.clone(),
            case: watch.case.as_ref().map(ToString::to_string),
            item: watch.item.as_ref().map(ToString::to_string),
            signal: watch.signal.as_ref().map(ToString::to_string),
            opened: watch.opened,
            due: watch.due,
            held: watch.held.as_ref().map(ToString::to_string),
        }
    }
}
