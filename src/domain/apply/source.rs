//! What a fact makes of its source.

use crate::domain::calendar::Instant;
use crate::domain::fact::{Fact, Recorded};
use crate::domain::source::{SourceState, Standing};
use crate::domain::state::State;
use crate::domain::timer::Subject;

pub(super) fn apply_to_source(row: &mut SourceState, recorded: &Recorded) {
    match &recorded.fact {
        Fact::SourceRead { began, resumes, .. } => {
            row.read = Some(*began);
            row.resume = *resumes;
            // What is stale is so until that is told to be over, right after this.
            if !matches!(row.standing, Standing::Stale { .. }) {
                row.standing = Standing::Fresh;
            }
        }
        Fact::SourceFailed { began, .. } => row.standing = Standing::Failing { since: *began },
        Fact::SourceStale { .. } => row.standing = Standing::Stale { since: recorded.at },
        Fact::SourceFresh { .. } => row.standing = Standing::Fresh,
        Fact::SourceFlawed { .. } => row.flawed = Some(recorded.at),
        Fact::SourceSound { .. } => row.flawed = None,
        Fact::SourceGone { resumes, .. } => {
            row.standing = Standing::Gone;
            row.read = None;
            row.flawed = None;
            row.resume = *resumes;
        }
        Fact::SourceResumed { next, .. } => row.resume = *next,
        _ => {}
    }
}

/// The clock was set back: what was read at a time that is still to come tells nothing of what happens until then.
pub(super) fn not_read_after(state: &mut State, at: Instant) {
    for row in state.sources.values_mut() {
        if row.read.is_some_and(|read| read > at) {
            row.read = Some(at);
            state.touched.insert(Subject::Source(row.id.clone()));
        }
    }
}
