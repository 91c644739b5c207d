//! The bell: once for each new high exception, where the site wants it; never for those that stood before.

use super::super::model::Model;
use crate::domain::exception::{Exception, Severity, Status};
use crate::domain::id::ExceptionId;
use crate::domain::site::Bell;

/// Whether a snapshot brought one that was never heard.
pub(super) fn rings(model: &mut Model) -> bool {
    let Some(snapshot) = &model.snapshot else { return false };
    let is_high = |exception: &&std::sync::Arc<Exception>| {
        exception.severity == Severity::High && exception.status == Status::Open
    };
    let high: Vec<ExceptionId> = snapshot.exceptions.iter().filter(is_high).map(|exception| exception.id).collect();
    let wanted = model.site().is_some_and(|site| site.board.bell == Bell::On);
    let Some(heard) = &mut model.heard else {
        model.heard = Some(high.into_iter().collect());
        return false;
    };
    let mut new = false;
    for id in high {
        new |= heard.insert(id);
    }
    new && wanted
}
