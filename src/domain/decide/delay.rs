//! A trigger that fires a while after its signal.

use super::watch::{Gone, Opening};
use crate::domain::calendar::Instant;
use crate::domain::id::WatchId;
use crate::domain::signal::Signal;
use crate::domain::state::SopState;
use crate::domain::watch::{Watch, WatchKind, WatchStatus};

/// What waits until `due`. Without a delay: what would have fired, had the signal not been cancelled already.
pub(super) fn opening(row: &SopState, trigger: usize, signal: &Signal, due: Instant, gone: Option<Gone>) -> Opening {
    let watch = Watch {
        id: WatchId(0),
        sop: row.id.clone(),
        version: row.hash.clone(),
        trigger,
        kind: WatchKind::Delay,
        case: signal.case.clone(),
        item: None,
        signal: Some(signal.id.clone()),
        opened: signal.at,
        due,
        status: WatchStatus::Open,
        late: None,
        held: None,
    };
    Opening { watch, unless: Vec::new(), gone }
}
