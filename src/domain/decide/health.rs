//! The machine beneath the floor: a disk that fills up, and an engine that nobody hears. Each is a card while it lasts.

use super::Context;
use super::intent::{About, Intent, Outcome, Raise};
use crate::domain::calendar::Instant;
use crate::domain::disk::{Room, room};
use crate::domain::exception::{Cause, Exception, ResolutionCause, Severity};
use crate::domain::fact::Fact;
use crate::domain::state::State;

const DISK: &str = "site/disk";
const SILENCE: &str = "site/engine-silent";
/// With less than this nothing may be recorded soon.
const ALMOST_NOTHING: u64 = 64 << 20;

/// Told once when room gets short, and once when there is enough again; between the two nothing changes.
pub(super) fn disk(state: &State, context: &Context<'_>, free: u64, total: u64) -> Outcome {
    match (room(free, total), is_told(state, context, DISK)) {
        (Room::Short, false) => Outcome::fact(Fact::DiskNearlyFull { free, total }),
        (Room::Enough, true) => Outcome::fact(Fact::DiskHasRoom { free, total }),
        _ => Outcome::default(),
    }
}

/// Once for each silence; the engine that stays ends it.
pub(super) fn silence(state: &State, context: &Context<'_>, since: Option<Instant>) -> Outcome {
    match (since, is_told(state, context, SILENCE)) {
        (Some(since), false) => Outcome::fact(Fact::EngineSilent { since }),
        (None, true) => Outcome { intents: vec![clear(SILENCE)], bodies: Vec::new() },
        _ => Outcome::default(),
    }
}

fn is_told(state: &State, context: &Context<'_>, group: &str) -> bool {
    let loaded = state.exceptions.values().filter(|card| card.group == group).max_by_key(|card| card.id);
    loaded.cloned().or_else(|| context.look.exception_of_group(group)).as_ref().is_some_and(Exception::is_open)
}

pub(super) fn of(fact: &Fact) -> Vec<Intent> {
    match fact {
        Fact::DiskNearlyFull { free, total } => {
            let severity = if *free < ALMOST_NOTHING { Severity::High } else { Severity::Medium };
            vec![card(severity, DISK, Cause::DiskNearlyFull { free: *free, total: *total })]
        }
        Fact::DiskHasRoom { .. } => vec![clear(DISK)],
        Fact::EngineSilent { since } => vec![card(Severity::High, SILENCE, Cause::EngineSilent { since: *since })],
        _ => Vec::new(),
    }
}

fn card(severity: Severity, group: &str, cause: Cause) -> Intent {
    Intent::Raise(Box::new(Raise { severity, group: group.to_owned(), cause, ..Raise::default() }))
}

fn clear(group: &str) -> Intent {
    Intent::Clear { group: group.to_owned(), about: About::Everything, cause: ResolutionCause::Cleared }
}
