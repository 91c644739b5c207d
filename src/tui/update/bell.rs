//! The bell, where the site wants it: two short rings for a new high exception, one for work that falls due; each once,
//! and never for what stood before. A terminal has one bell: how often it rings is what tells them apart.

use super::super::model::{Heard, Model, Now};
use crate::domain::exception::{Exception, Severity, Status};
use crate::domain::id::{ExceptionId, RunId};
use crate::domain::site::Bell;
use std::sync::Arc;
use std::time::Duration;

/// From the first ring of a high exception to its second.
const APART: Duration = Duration::from_millis(350);

/// Whether a snapshot brought something that was never heard.
pub(super) fn rings(model: &mut Model, now: Now) -> bool {
    let Some(snapshot) = &model.snapshot else { return false };
    let is_high =
        |exception: &&Arc<Exception>| exception.severity == Severity::High && exception.status == Status::Open;
    let high: Vec<ExceptionId> = snapshot.exceptions.iter().filter(is_high).map(|exception| exception.id).collect();
    let due: Vec<RunId> =
        snapshot.runs.iter().filter(|run| run.is_open() && run.times.due <= now.wall).map(|run| run.id).collect();
    let board = model.site().map(|site| (site.board.bell, site.board.due_bell)).unwrap_or_default();
    let Some(heard) = &mut model.heard else {
        model.heard = Some(Heard { high: high.into_iter().collect(), due: due.into_iter().collect() });
        return false;
    };
    let new_high = high.into_iter().filter(|id| heard.high.insert(*id)).count() > 0;
    let new_due = due.into_iter().filter(|id| heard.due.insert(*id)).count() > 0;
    let (loud, soft) = (new_high && board.0 == Bell::On, new_due && board.1 == Bell::On);
    if loud {
        model.second_ring = Some(now.since_start + APART);
    }
    loud || soft
}

/// Whether the second ring of a high exception is to be heard now.
pub(crate) fn rings_again(model: &mut Model, now: Now) -> bool {
    model.second_ring.take_if(|at| *at <= now.since_start).is_some()
}
