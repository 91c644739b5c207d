//! Sources: what a read comes to, when one is stale, and what waits for it.
//!
//! A read that tells nothing new, and that nothing waits for, leaves no fact. What absence hangs on is judged only once
//! every source that could tell otherwise was read since its due time; then as of that time, in the order of time.

use super::Context;
use super::evidence::clipped;
use super::intent::{About, Intent, Outcome, Raise};
use crate::domain::calendar::Instant;
use crate::domain::exception::{Cause, ResolutionCause, Severity};
use crate::domain::fact::Fact;
use crate::domain::id::SourceId;
use crate::domain::sop::Sop;
use crate::domain::source::{Came, Source, SourceState, Standing, hangs_on};
use crate::domain::state::{Feeds, State};
use chrono::TimeDelta;

/// Watches that are let go of at one go; the next timer takes the rest.
const AT_ONCE: usize = 200;

/// How a read went.
pub(super) fn read(state: &State, context: &Context<'_>, id: &SourceId, began: Instant, came: &Came) -> Outcome {
    let mut outcome = Outcome::default();
    let Some(source) = in_force(state, id) else { return outcome };
    let fresh = SourceState::new(id.clone());
    let row = state.sources.get(id).unwrap_or(&fresh);
    match came {
        Came::Read { found, new, bad, changed, flaw } => {
            match (bad + changed > 0, row.flawed) {
                (true, None) => outcome.push(Fact::SourceFlawed {
                    source: id.clone(),
                    bad: *bad,
                    changed: *changed,
                    first: clipped(flaw.as_deref().unwrap_or_default()),
                }),
                (false, Some(_)) => outcome.push(Fact::SourceSound { source: id.clone() }),
                _ => {}
            }
            let resumes = context.look.held(id, 1).first().map(|watch| watch.due).filter(|due| *due <= began);
            // A clock that was set back since knows less than it did.
            let later = row.read.is_none_or(|read| read <= began);
            if later && (*new > 0 || resumes.is_some() || row.standing != Standing::Fresh) {
                outcome.push(Fact::SourceRead { source: id.clone(), began, found: *found, new: *new, resumes });
            }
            if let Standing::Stale { since } = row.standing {
                outcome.push(Fact::SourceFresh { source: id.clone(), stale_since: since });
            }
        }
        Came::Failed { why } => {
            if !matches!(row.standing, Standing::Failing { .. } | Standing::Stale { .. }) {
                outcome.push(Fact::SourceFailed { source: id.clone(), began, why: clipped(why) });
            }
            outcome.intents.extend(too_long(context, source, row).map(Intent::fact));
        }
    }
    outcome
}

/// The timer of one that nobody read in time.
pub(super) fn not_read(state: &State, context: &Context<'_>, id: &SourceId) -> Outcome {
    let Some(source) = in_force(state, id) else { return Outcome::default() };
    let fresh = SourceState::new(id.clone());
    let row = state.sources.get(id).unwrap_or(&fresh);
    let stale = too_long(context, source, row);
    Outcome { intents: stale.map(Intent::fact).into_iter().collect(), ..Outcome::default() }
}

/// `source.stale`, once, where it was not read for so long.
fn too_long(context: &Context<'_>, source: &Source, row: &SourceState) -> Option<Fact> {
    let reads = context.look.reads(&source.id)?;
    let stale_at = reads.last() + TimeDelta::seconds(i64::from(source.stale_after));
    let is_told = matches!(row.standing, Standing::Stale { .. });
    (!is_told && stale_at <= context.now).then(|| Fact::SourceStale {
        source: source.id.clone(),
        read: reads.read,
        why: reads.why.as_deref().map(clipped),
    })
}

/// A source that a watch of this trigger hangs on, and that was not read since its due time.
pub(super) fn unread(state: &State, sop: &Sop, trigger: usize, due: Instant) -> Option<SourceId> {
    let site = state.site.as_ref().map(|site| &*site.value).filter(|site| !site.sources.is_empty())?;
    if state.feeds == Feeds::Given {
        return None;
    }
    let names = hangs_on(sop, trigger);
    let is_read =
        |source: &Source| state.sources.get(&source.id).and_then(|row| row.read).is_some_and(|began| began >= due);
    let mut open = site.sources.iter().filter(|source| names.iter().any(|name| source.emits(name)));
    open.find(|source| !is_read(source)).map(|source| source.id.clone())
}

/// Lets go of what waited, those due first first: each is judged by its own timer, and what came in between before it.
pub(super) fn resume(state: &State, context: &Context<'_>, id: &SourceId) -> Outcome {
    let mut outcome = Outcome::default();
    let Some(row) = state.sources.get(id).filter(|row| row.resume.is_some()) else { return outcome };
    let mut held = context.look.held(id, AT_ONCE + 1);
    // Of one that is no more all are let go of.
    held.retain(|watch| row.read.is_none_or(|read| watch.due <= read));
    let next = held.get(AT_ONCE).map(|watch| watch.due);
    for watch in held.into_iter().take(AT_ONCE) {
        outcome.intents.push(Intent::Resume(Box::new(watch), id.clone()));
    }
    outcome.push(Fact::SourceResumed { source: id.clone(), next });
    outcome
}

/// Another config: sources that it does not name are gone, and nothing waits for them.
pub(super) fn listed(state: &State, context: &Context<'_>) -> Vec<Intent> {
    let gone =
        state.sources.values().filter(|row| row.standing != Standing::Gone && in_force(state, &row.id).is_none());
    let gone = gone.map(|row| {
        let resumes = context.look.held(&row.id, 1).first().map(|watch| watch.due);
        Intent::fact(Fact::SourceGone { source: row.id.clone(), resumes })
    });
    gone.collect()
}

fn in_force<'s>(state: &'s State, id: &SourceId) -> Option<&'s Source> {
    let site = state.site.as_ref().map(|site| &*site.value);
    site?.sources.iter().find(|source| source.id == *id)
}

pub(super) fn stale(id: &SourceId, read: Option<Instant>, why: Option<String>) -> Intent {
    card(stale_group(id), Cause::SourceStale { source: id.clone(), read, why })
}

pub(super) fn fresh(id: &SourceId) -> Intent {
    cleared(stale_group(id))
}

pub(super) fn flawed(id: &SourceId, bad: u32, changed: u32, first: &str) -> Intent {
    card(flawed_group(id), Cause::SourceFlawed { source: id.clone(), bad, changed, first: first.to_owned() })
}

pub(super) fn sound(id: &SourceId) -> Intent {
    cleared(flawed_group(id))
}

fn stale_group(id: &SourceId) -> String {
    format!("source:{id}/stale")
}

fn flawed_group(id: &SourceId) -> String {
    format!("source:{id}/flawed")
}

fn card(group: String, cause: Cause) -> Intent {
    Intent::Raise(Box::new(Raise { severity: Severity::Medium, group, cause, ..Raise::default() }))
}

fn cleared(group: String) -> Intent {
    Intent::Clear { group, about: About::Everything, cause: ResolutionCause::Cleared }
}
