//! Steps with a time of their own: told of once when it is past.
//!
//! A card comes with it only where the SOP says whom to tell: its `[[escalate]]` then counts from there.

use super::intent::{About, Intent, Outcome, Raise};
use super::run::Desk;
use super::{Context, consequence};
use crate::domain::board::Standing;
use crate::domain::calendar::Instant;
use crate::domain::exception::{Cause, ResolutionCause};
use crate::domain::fact::Fact;
use crate::domain::id::RunId;
use crate::domain::sop::Required;
use crate::domain::state::State;
use crate::domain::step::StepKey;

/// What is due at a timer's instant and not done. Without any, that it was looked at: a condition hides them.
pub(super) fn late(state: &State, context: &Context<'_>, id: RunId, at: Instant) -> Outcome {
    let Ok(desk) = Desk::of(state, id) else { return Outcome::default() };
    if desk.run.next_step_due() != Some(at) {
        return Outcome::default();
    }
    let steps = open(&desk, context, at);
    Outcome::fact(Fact::StepLate { run: id, steps, due: at })
}

fn open(desk: &Desk<'_>, context: &Context<'_>, due: Instant) -> Vec<StepKey> {
    let lines = desk.lines(desk.run, context.now);
    let wanted = lines.into_iter().filter(|line| {
        let asked = !matches!(line.standing, Standing::Hidden | Standing::Answered);
        let own = desk.run.step_times.get(&line.key.step).and_then(|times| times.due);
        let required = desk.sop.steps.get(line.step).is_some_and(|step| step.required == Required::Yes);
        asked && required && own == Some(due)
    });
    wanted.map(|line| line.key).collect()
}

pub(super) fn card(state: &State, id: RunId, steps: &[StepKey], due: Instant) -> Option<Intent> {
    let run = state.runs.get(&id)?;
    let sop = state.sop_of(run).filter(|sop| !sop.escalate.is_empty() && !steps.is_empty())?;
    Some(Intent::Raise(Box::new(Raise {
        severity: consequence::left_out(sop),
        group: group(id),
        cause: Cause::StepLate { run: id, steps: steps.to_vec(), due },
        sop: Some(run.sop.clone()),
        run: Some(id),
        area: run.area.clone(),
        case: run.case.clone(),
        ..Raise::default()
    })))
}

/// All that was late is done, or the run is over.
pub(super) fn no_more(state: &State, context: &Context<'_>, id: RunId) -> Option<Intent> {
    let desk = Desk::of(state, id).ok()?;
    let told = desk.run.steps_told?;
    let lates = desk.run.step_times.values().filter_map(|times| times.due).filter(|due| *due <= told);
    let still = desk.run.is_open() && lates.into_iter().any(|due| !open(&desk, context, due).is_empty());
    let (about, cause) = (About::Everything, ResolutionCause::Cleared);
    (!still).then(|| Intent::Clear { group: group(id), about, cause })
}

fn group(run: RunId) -> String {
    format!("run:{}/step-late", run.0)
}
