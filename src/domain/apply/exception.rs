//! What a fact makes of its exception.

use crate::domain::calendar::Instant;
use crate::domain::escalation::{Escalated, Rung};
use crate::domain::exception::{
    Asked, Check, Exception, ExceptionNote, LateSignal, Recheck, Rechecked, Resolution, Shelf, Status,
};
use crate::domain::fact::{Fact, Recorded};

/// As many late signals as a card shows.
const MOST_LATE: usize = 12;

/// The card that `exception.raised` brings.
pub(super) fn raised(recorded: &Recorded) -> Option<Exception> {
    let Fact::ExceptionRaised {
        exception,
        severity,
        cause,
        group,
        sop,
        run,
        area,
        former,
        case,
        respond_by,
        rungs,
        recheck,
        inhibits,
        parent,
        ..
    } = &recorded.fact
    else {
        return None;
    };
    let hidden = parent.is_some() && !Exception::is_never_hidden(cause, *severity);
    Some(Exception {
        id: *exception,
        raised: recorded.at,
        business_date: recorded.business_date,
        severity: *severity,
        status: if hidden { Status::Suppressed } else { Status::Open },
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
        late: Vec::new(),
        until: None,
        lapsed: None,
        shelf: None,
        rungs: rungs.clone(),
        escalated: Vec::new(),
        parent: *parent,
        hidden_since: hidden.then_some(recorded.at),
        inhibits: inhibits.clone(),
        recheck: recheck.map(|at| Recheck { at, asked: Asked::NotYet }),
        rechecked: Vec::new(),
        reopened: 0,
        noticed: None,
    })
}

/// Applies a fact to the exception it is about.
pub(super) fn apply_to_exception(exception: &mut Exception, recorded: &Recorded) {
    let by = recorded.actor.person().cloned();
    match &recorded.fact {
        Fact::ExceptionRecurred { severity, cause, readings, respond_by, rungs, recheck, .. } => {
            exception.count += 1;
            exception.readings.clone_from(readings);
            exception.last = recorded.at;
            exception.cause = cause.clone();
            if *severity > exception.severity {
                exception.severity = *severity;
                // Worse than what was taken: it asks again. The taker's name stays. What hides it hides it on.
                if exception.status != Status::Suppressed {
                    exception.status = Status::Open;
                    exception.until = None;
                }
            }
            if let Some(by) = respond_by {
                exception.respond_by = Some(*by);
                exception.rungs.clone_from(rungs);
            }
            if let Some(at) = recheck {
                exception.recheck = Some(Recheck { at: *at, asked: Asked::NotYet });
            }
        }
        Fact::ExceptionCountedDown { severity, cause, readings, .. } => {
            exception.count = exception.count.saturating_sub(1);
            exception.severity = *severity;
            exception.cause = cause.clone();
            exception.readings.clone_from(readings);
        }
        Fact::ExceptionAcknowledged { note, until, .. } => {
            exception.status = Status::Acknowledged;
            exception.until = *until;
            exception.lapsed = None;
            exception.hidden_since = None;
            if let Some(body) = note {
                exception.notes.push(ExceptionNote { at: recorded.at, by: by.clone(), body: body.clone() });
            }
            exception.owner = by;
        }
        Fact::NoticeRequested { severity, .. } => exception.noticed = exception.noticed.max(Some(*severity)),
        Fact::ExceptionAssigned { to, .. } => exception.assigned = Some(to.clone()),
        Fact::ExceptionLapsed { respond_by, rungs, .. } => {
            exception.lapsed = Some(recorded.at);
            open(exception, *respond_by, rungs);
        }
        Fact::ExceptionShelved { until, reason, .. } => {
            exception.status = Status::Shelved;
            exception.until = Some(*until);
            exception.lapsed = None;
            exception.hidden_since = None;
            exception.shelf = Some(Shelf { at: recorded.at, by, until: *until, reason: reason.clone() });
        }
        Fact::ExceptionSignalCameLate { signal, at, .. } => {
            exception.late.push(LateSignal { signal: signal.clone(), at: *at, came: recorded.at });
            let over = exception.late.len().saturating_sub(MOST_LATE);
            exception.late.drain(..over);
        }
        Fact::ExceptionUnshelved { respond_by, rungs, .. } => open(exception, *respond_by, rungs),
        Fact::ExceptionSuppressed { parent, .. } => {
            exception.status = Status::Suppressed;
            exception.parent = Some(*parent);
            exception.hidden_since.get_or_insert(recorded.at);
        }
        Fact::ExceptionListedUnder { parent, .. } => exception.parent = Some(*parent),
        Fact::ExceptionReleased { respond_by, rungs, recheck, .. } => {
            exception.status = Status::Open;
            exception.hidden_since = None;
            exception.respond_by = *respond_by;
            exception.rungs.clone_from(rungs);
            if let (Some(open), Some(at)) = (&mut exception.recheck, recheck) {
                open.at = *at;
            }
        }
        Fact::ExceptionEscalated { rung, reached, severity, .. } => {
            exception.rungs.retain(|left| left.number > *rung);
            exception.escalated.push(Escalated { at: recorded.at, rung: *rung, reached: reached.clone() });
            exception.severity = severity.map_or(exception.severity, |to| exception.severity.max(to));
        }
        Fact::ExceptionRecheckDue { .. } => {
            if let Some(recheck) = &mut exception.recheck {
                recheck.asked = Asked::Now;
            }
        }
        Fact::ExceptionRechecked { run, step, value, .. } => {
            exception.recheck = None;
            let (run, step, value) = (*run, step.clone(), *value);
            exception.rechecked.push(Rechecked { at: recorded.at, by, run, step, value });
        }
        Fact::ExceptionVerified { note, .. } => {
            exception.status = Status::Verified;
            if let (Some(resolution), Some(by)) = (&mut exception.resolution, by) {
                resolution.check = Check::Done { at: recorded.at, by, note: note.clone() };
            }
        }
        Fact::ExceptionReopened { reason, respond_by, rungs, .. } => {
            exception.reopened += 1;
            exception.resolution = None;
            exception.notes.push(ExceptionNote { at: recorded.at, by, body: reason.clone() });
            open(exception, *respond_by, rungs);
        }
        Fact::ExceptionResolved { cause, decision, check, .. } => {
            exception.status = Status::Resolved;
            exception.until = None;
            exception.hidden_since = None;
            exception.resolution = Some(Resolution {
                at: recorded.at,
                by,
                cause: *cause,
                decision: decision.clone(),
                check: check.clone(),
            });
        }
        _ => {}
    }
}

/// It asks again: somebody is to take it anew.
fn open(exception: &mut Exception, respond_by: Instant, rungs: &[Rung]) {
    exception.status = Status::Open;
    exception.until = None;
    exception.hidden_since = None;
    exception.respond_by = Some(respond_by);
    exception.rungs = rungs.to_vec();
}
