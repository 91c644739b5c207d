//! What a fact makes of its exception.

use crate::domain::exception::{Exception, ExceptionNote, Resolution, Status};
use crate::domain::fact::{Fact, Recorded};

/// The card that `exception.raised` brings.
pub(super) fn raised(recorded: &Recorded) -> Option<Exception> {
    let Fact::ExceptionRaised { exception, severity, cause, group, sop, run, area, former, case, respond_by, .. } =
        &recorded.fact
    else {
        return None;
    };
    Some(Exception {
        id: *exception,
        raised: recorded.at,
        business_date: recorded.business_date,
        severity: *severity,
        status: Status::Open,
        cause: cause.clone(),
        group: group.clone(),
        count: 1,
        last: recorded.at,
        readings: Vec::new(),
        sop: sop.clone(),
        run: *run,
        area: area.clone(),
        owner: None,
        assigned: None,
        notes: Vec::new(),
        resolution: None,
        former: *former,
        case: case.clone(),
        respond_by: *respond_by,
    })
}

/// Applies a fact to the exception it is about.
pub(super) fn apply_to_exception(exception: &mut Exception, recorded: &Recorded) {
    let by = recorded.actor.person().cloned();
    match &recorded.fact {
        Fact::ExceptionRecurred { severity, cause, readings, .. } => {
            exception.count += 1;
            exception.readings.clone_from(readings);
            exception.last = recorded.at;
            exception.cause = cause.clone();
            if *severity > exception.severity {
                exception.severity = *severity;
                // Worse than what was taken: it asks again. The taker's name stays.
                exception.status = Status::Open;
            }
        }
        Fact::ExceptionCountedDown { severity, cause, readings, .. } => {
            exception.count = exception.count.saturating_sub(1);
            exception.severity = *severity;
            exception.cause = cause.clone();
            exception.readings.clone_from(readings);
        }
        Fact::ExceptionAcknowledged { note, .. } => {
            exception.status = Status::Acknowledged;
            if let Some(body) = note {
                exception.notes.push(ExceptionNote { at: recorded.at, by: by.clone(), body: body.clone() });
            }
            exception.owner = by;
        }
        Fact::ExceptionAssigned { to, .. } => exception.assigned = Some(to.clone()),
        Fact::ExceptionResolved { cause, decision, .. } => {
            exception.status = Status::Resolved;
            exception.resolution = Some(Resolution { at: recorded.at, by, cause: *cause, decision: decision.clone() });
        }
        _ => {}
    }
}
