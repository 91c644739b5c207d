//! What a fact makes of its watch.

use crate::domain::fact::Fact;
use crate::domain::watch::{Watch, WatchKind, WatchStatus};

/// The watch that `watch.opened` brings.
pub(super) fn opened(fact: &Fact) -> Option<Watch> {
    let Fact::WatchOpened { watch, sop, version, trigger, kind, case, item, signal, opened, due } = fact else {
        return None;
    };
    Some(Watch {
        id: *watch,
        sop: sop.clone(),
        version: version.clone(),
        trigger: *trigger,
        kind: kind.clone(),
        case: case.clone(),
        item: item.clone(),
        signal: signal.clone(),
        opened: *opened,
        due: *due,
        status: WatchStatus::Open,
        late: None,
        held: None,
    })
}

pub(super) fn apply_to_watch(watch: &mut Watch, fact: &Fact) {
    watch.held = if let Fact::WatchHeld { source, .. } = fact { Some(source.clone()) } else { None };
    match fact {
        Fact::WatchMoved { version, trigger, value: moved, signal, opened, due, .. } => {
            watch.version.clone_from(version);
            watch.trigger = *trigger;
            if let WatchKind::Date { value, .. } = &mut watch.kind {
                *value = *moved;
            }
            watch.signal.clone_from(signal);
            watch.opened = *opened;
            watch.due = *due;
        }
        Fact::WatchMet { signal, .. } => watch.status = WatchStatus::Met { by: signal.clone() },
        Fact::WatchFired { .. } => watch.status = WatchStatus::Fired,
        Fact::WatchWithdrawn { why, .. } => watch.status = WatchStatus::Withdrawn { why: *why },
        Fact::WatchAnsweredLate { signal, .. } => watch.late = Some(signal.clone()),
        _ => {}
    }
}
