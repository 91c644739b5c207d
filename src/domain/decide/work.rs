//! What an agent does in a step of a run: asked to lay it out when the step could be done, and from there asked about,
//! acted on, or handed to a person. What a dead engine left behind is taken up again here.

use super::agent::{self, standing_mode};
use super::answer::with_progress;
use super::intent::{About, Intent, Outcome, Raise};
use super::run::Desk;
use super::{Context, action, approval, compare};
use crate::domain::action::ActionStanding;
use crate::domain::agent::Mode;
use crate::domain::approval::{ApprovalStanding, Superseded};
use crate::domain::board::Standing;
use crate::domain::calendar::Instant;
use crate::domain::evidence::{Observed, Value};
use crate::domain::exception::{Cause, ResolutionCause, Severity};
use crate::domain::fact::{Fact, Recorded};
use crate::domain::id::{ApprovalId, PreparationId, RunId, StepId};
use crate::domain::preparation::{Laid, Preparation, PreparationReport, PreparationStanding};
use crate::domain::refusal::Refusal;
use crate::domain::rollout::Evidence;
use crate::domain::run::{Run, RunState};
use crate::domain::sop::{AgentWork, Sop};
use crate::domain::state::State;
use crate::domain::step::{Outcome as StepOutcome, StepKey};
use crate::domain::work::{Stage, Work};

/// As often a preparation is begun, where whoever ran it dies.
const MOST_TRIES: u32 = 3;

/// A preparation that is to be asked for: its number is given when its turn comes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asking {
    run: RunId,
    step: StepId,
    iteration: u32,
    approval: Option<ApprovalId>,
    opens: Option<Instant>,
}

/// What of a run agents are to lay out now that something of it changed.
pub(super) fn of_run(state: &State, context: &Context<'_>, id: RunId) -> Vec<Intent> {
    let Ok(desk) = Desk::of(state, id) else { return Vec::new() };
    if !desk.run.is_open() || desk.sop.steps.iter().all(|step| step.work.is_none()) {
        return Vec::new();
    }
    let lines = desk.lines(desk.run, context.now);
    let wanted = lines.into_iter().filter_map(|line| {
        let step = desk.sop.steps.get(line.step).filter(|step| step.work.is_some())?;
        let opens = match line.standing {
            Standing::Open => None,
            Standing::NotYet { opens } => Some(opens),
            _ => return None,
        };
        if line.key.item.is_some() {
            return None;
        }
        let iteration = match desk.run.work(&step.id) {
            None => 1,
            Some(work) if is_void(state, work) => {
                state.preparations.get(&work.preparation).map_or(1, |former| former.iteration + 1)
            }
            Some(_begun) => return None,
        };
        let asking = Asking { run: id, step: step.id.clone(), iteration, approval: None, opens };
        Some(Intent::Prepare(Box::new(asking)))
    });
    wanted.collect()
}

/// What was laid out counts for nothing any more, and nobody decided against it: where the step can be done again, it
/// is laid out anew.
fn is_void(state: &State, work: &Work) -> bool {
    let dropped =
        state.preparations.get(&work.preparation).is_some_and(|it| it.standing == PreparationStanding::Dropped);
    let superseded = work.approval.and_then(|id| state.approvals.get(&id)).is_some_and(|approval| {
        let by_itself = [Superseded::RunOver, Superseded::StepSkipped];
        matches!(approval.standing, ApprovalStanding::Superseded { why, .. } if by_itself.contains(&why))
            && approval.draft.preparation == work.preparation
    });
    matches!(work.stage, Stage::ByHand | Stage::Over) && (dropped || superseded)
}

/// The fact that an asking comes to, with the number it has by now.
pub(super) fn request(state: &State, context: &Context<'_>, asking: &Asking) -> Vec<Intent> {
    let Some((run, sop, work)) = found(state, asking.run, &asking.step) else { return Vec::new() };
    vec![Intent::fact(Fact::PreparationRequested {
        preparation: PreparationId(state.last_preparation + 1),
        run: run.id,
        sop: sop.id.clone(),
        step: asking.step.clone(),
        agent: work.agent.clone(),
        iteration: asking.iteration,
        mode: standing_mode(state, context, sop, &asking.step, work),
        approval: asking.approval,
        opens: asking.opens,
    })]
}

/// Prepared again: for the same approval, with what was said; or for none, because what it was prepared from changed.
pub(super) fn again(run: RunId, step: &StepId, iteration: u32, approval: Option<ApprovalId>) -> Intent {
    Intent::Prepare(Box::new(Asking { run, step: step.clone(), iteration, approval, opens: None }))
}

/// The run, its SOP, and what an agent does in the step.
pub(super) fn found<'s>(state: &'s State, run: RunId, step: &StepId) -> Option<(&'s Run, &'s Sop, &'s AgentWork)> {
    let run = state.runs.get(&run)?;
    let sop: &Sop = state.sop_of(run)?;
    Some((run, sop, sop.step(step)?.work.as_deref()?))
}

// ---- preparations -------------------------------------------------------------------------------

fn get(state: &State, id: PreparationId) -> Result<&Preparation, Refusal> {
    state.preparations.get(&id).ok_or(Refusal::NoSuchPreparation { preparation: id })
}

/// The time of its step has come: whoever runs agents may take it, where the step can still be done.
pub(super) fn due(state: &State, context: &Context<'_>, id: PreparationId) -> Outcome {
    let held = state.preparations.get(&id).filter(|it| matches!(it.standing, PreparationStanding::Held { .. }));
    held.map_or_else(Outcome::default, |preparation| {
        Outcome::fact(if is_wanted(state, context, preparation) {
            Fact::PreparationDue { preparation: id }
        } else {
            Fact::PreparationDropped { preparation: id, run: preparation.run }
        })
    })
}

/// Whether the step of a preparation is still open to the agent.
fn is_wanted(state: &State, context: &Context<'_>, preparation: &Preparation) -> bool {
    let Ok(desk) = Desk::of(state, preparation.run) else { return false };
    let key = StepKey::plain(&preparation.step);
    let lines = desk.lines(desk.run, context.now);
    let open = lines.iter().any(|line| {
        line.key == key && !matches!(line.standing, Standing::Hidden | Standing::Answered | Standing::Waits { .. })
    });
    let newest = desk.run.work(&preparation.step).is_some_and(|work| work.preparation == preparation.id);
    // What a person did meanwhile is still compared with what an agent would have done.
    let compared = preparation.mode == Mode::Shadow && matches!(desk.run.state, RunState::Done);
    newest && ((desk.run.is_open() && (open || preparation.mode == Mode::Shadow)) || compared)
}

pub(super) fn claim(state: &State, context: &Context<'_>, id: PreparationId) -> Result<Outcome, Refusal> {
    let preparation = get(state, id)?;
    if preparation.standing != PreparationStanding::Waiting {
        return Ok(Outcome::default());
    }
    if state.paused.holds(&preparation.agent) {
        return Err(Refusal::AgentPaused { agent: preparation.agent.clone() });
    }
    Ok(Outcome::fact(if is_wanted(state, context, preparation) {
        Fact::PreparationClaimed { preparation: id, epoch: state.epoch }
    } else {
        Fact::PreparationDropped { preparation: id, run: preparation.run }
    }))
}

/// What came of it. Whoever comes too late is not heard.
pub(super) fn report(state: &State, id: PreparationId, report: &PreparationReport) -> Result<Outcome, Refusal> {
    let preparation = get(state, id)?;
    if !matches!(preparation.standing, PreparationStanding::Claimed { .. }) {
        return Ok(Outcome::default());
    }
    let run = preparation.run;
    let mut outcome = Outcome::default();
    match report {
        PreparationReport::Ready { prepared, payload, amount, confidence, advice } => {
            let site = state.site.as_ref().map(|site| &*site.value);
            let answer = found(state, run, &preparation.step)
                .and_then(|(_, sop, _)| compare::answer(site, sop, sop.step(&preparation.step)?, &prepared.text));
            let (prepared, payload) = (outcome.body(prepared), outcome.body_of(payload.as_ref()));
            let laid = Laid { prepared, payload, amount: *amount, confidence: *confidence, advice: *advice, answer };
            outcome.push(Fact::PreparationReady { preparation: id, run, laid });
        }
        PreparationReport::Failed { why, output } => {
            let (why, output) = (crate::domain::notice::clipped(why), outcome.body_of(output.as_ref()));
            outcome.push(Fact::PreparationFailed { preparation: id, run, why, output });
        }
    }
    Ok(outcome)
}

/// It is laid out: asked about, acted on, or left to a person, as the step stands.
fn laid_out(state: &mut State, context: &Context<'_>, id: PreparationId, laid: &Laid) -> Vec<Intent> {
    let Some(preparation) = state.preparations.get(&id).cloned() else { return Vec::new() };
    let Some((run, sop, work)) = found(state, preparation.run, &preparation.step) else { return Vec::new() };
    // What a person did meanwhile is beside it.
    let Some(payload) = laid.payload.clone() else {
        return approval::compared(state, preparation.run, &preparation.step);
    };
    // It fell meanwhile, or it is still where it stood: never higher than when it was asked for.
    let mode = preparation.mode.min(standing_mode(state, context, sop, &preparation.step, work));
    let answered = run.answer(&StepKey::plain(&preparation.step)).is_some();
    if (!run.is_open() || answered) && mode != Mode::Shadow {
        return Vec::new();
    }
    if mode == Mode::Autonomous && preparation.approval.is_none() {
        let promoted = agent::rollout(state, context, sop, &preparation.step).and_then(|rollout| rollout.by);
        return vec![action::autonomous(state, run, sop, work, &preparation, payload, promoted)];
    }
    approval::ask(state, context, &preparation, laid, payload, mode.min(Mode::Assist))
}

/// A step whose preparation failed is a person's, and a card says so.
fn not_prepared(state: &State, id: PreparationId) -> Vec<Intent> {
    let Some(preparation) = state.preparations.get(&id) else { return Vec::new() };
    let PreparationStanding::Failed { why, output, .. } = &preparation.standing else { return Vec::new() };
    let cause = Cause::NotPrepared {
        run: preparation.run,
        step: StepKey::plain(&preparation.step),
        agent: preparation.agent.clone(),
        why: why.clone(),
        output: output.clone(),
    };
    let mut follows: Vec<Intent> =
        card(state, preparation.run, &preparation.step, Severity::Medium, cause).into_iter().collect();
    // Whoever asked for another draft does not get one.
    let pushed_back = |approval: &&ApprovalId| {
        let standing = state.approvals.get(approval).map(|approval| &approval.standing);
        matches!(standing, Some(ApprovalStanding::PushedBack { .. }))
    };
    if let Some(approval) = preparation.approval.filter(|approval| pushed_back(&approval)) {
        follows.push(Intent::fact(Fact::ApprovalSuperseded {
            approval,
            run: preparation.run,
            why: Superseded::ByHand,
        }));
    }
    follows.push(agent::failed(preparation.run, &preparation.step, Evidence::Preparation(id)));
    follows
}

// ---- what follows -------------------------------------------------------------------------------

pub(super) fn of(state: &mut State, context: &Context<'_>, recorded: &Recorded) -> Vec<Intent> {
    match &recorded.fact {
        Fact::RunOpened { run, .. } | Fact::RunReopened { run, .. } | Fact::PreparationDropped { run, .. } => {
            of_run(state, context, *run)
        }
        Fact::StepDone { run, step, .. } => {
            let mut follows = taken_over(state, *run, step);
            follows.extend(of_run(state, context, *run));
            follows.extend(approval::compared(state, *run, &step.step));
            follows.extend(settled(state, *run, &step.step));
            follows
        }
        Fact::StepSkipped { run, step, .. } => {
            let mut follows = withdrawn(state, *run, Some(&step.step), Superseded::StepSkipped);
            follows.extend(settled(state, *run, &step.step));
            follows.extend(of_run(state, context, *run));
            follows
        }
        Fact::StepUndone { run, step, .. } => {
            let mut follows = changed(state, *run, step);
            follows.extend(of_run(state, context, *run));
            follows
        }
        Fact::RunDone { run, .. }
        | Fact::RunSkipped { run, .. }
        | Fact::RunMissed { run, .. }
        | Fact::RunCancelled { run, .. } => withdrawn(state, *run, None, Superseded::RunOver),
        Fact::PreparationReady { preparation, laid, .. } => laid_out(state, context, *preparation, laid),
        Fact::ApprovalRequested { run, step, mode: Mode::Shadow, .. } => approval::compared(state, *run, step),
        Fact::PreparationFailed { preparation, .. } => not_prepared(state, *preparation),
        _ => {
            let mut follows = approval::of(state, context, recorded);
            follows.extend(action::of(state, context, recorded));
            follows.extend(agent::of(state, context, recorded));
            follows
        }
    }
}

/// Answers a step with what an agent, or a decision about it, came to; none where somebody answered it meanwhile.
pub(super) fn answered(
    state: &State,
    context: &Context<'_>,
    run: RunId,
    step: &StepId,
    value: &Value,
) -> Option<Intent> {
    let takes = |desk: &Desk<'_>| desk.run.is_open() || desk.run.state == RunState::Done;
    let desk = Desk::of(state, run).ok().filter(takes)?;
    let key = StepKey::plain(step);
    if desk.run.answer(&key).is_some() {
        return None;
    }
    let fact = |progress| Fact::StepDone {
        run,
        step: key.clone(),
        value: value.clone(),
        observed: Observed::default(),
        band: None,
        flaw: None,
        progress,
    };
    let mut changed = desk.run.clone();
    Some(Intent::fact(with_progress(&desk, &mut changed, context, fact)))
}

/// Nobody wants any more what agents have under way in a run, or in one step of it.
fn withdrawn(state: &State, run: RunId, step: Option<&StepId>, why: Superseded) -> Vec<Intent> {
    let Some(run) = state.runs.get(&run) else { return Vec::new() };
    let works = run.works.iter().filter(|work| step.is_none_or(|step| work.step == *step));
    let looked_at = matches!(run.state, RunState::Done);
    works.flat_map(|work| of_work(state, run, work, why, looked_at)).collect()
}

/// `looked_at`: what was done instead is there, and is still compared with what would have been done.
fn of_work(state: &State, run: &Run, work: &Work, why: Superseded, looked_at: bool) -> Vec<Intent> {
    let mut facts = Vec::new();
    if let Some(preparation) = state.preparations.get(&work.preparation).filter(|it| it.is_open())
        && !(looked_at && preparation.mode == Mode::Shadow)
    {
        facts.push(Fact::PreparationDropped { preparation: preparation.id, run: run.id });
    }
    if let Some(approval) = work.approval.and_then(|id| state.approvals.get(&id)) {
        let open = match &approval.standing {
            ApprovalStanding::Pending | ApprovalStanding::PushedBack { .. } => true,
            ApprovalStanding::Review => !looked_at,
            _ => false,
        };
        if open {
            facts.push(Fact::ApprovalSuperseded { approval: approval.id, run: run.id, why });
        }
    }
    // What was let happen in a run that came to its end by itself still does.
    if let Some(action) = work.action.and_then(|id| state.actions.get(&id))
        && matches!(action.standing, ActionStanding::Approved | ActionStanding::Held { .. })
        && !matches!(run.state, RunState::Done)
    {
        facts.push(Fact::ActionAbandoned { action: action.id, run: run.id });
    }
    facts.into_iter().map(Intent::fact).collect()
}

/// A person did the step while its agent was told to lay it out again: nobody decides about that any more.
fn taken_over(state: &State, run: RunId, step: &StepKey) -> Vec<Intent> {
    let Some(run) = state.runs.get(&run) else { return Vec::new() };
    let by_a_person = run.answer(step).is_some_and(|answer| !by_agent(&answer.outcome));
    let work = run.work(&step.step).filter(|_| by_a_person && step.item.is_none());
    work.map_or_else(Vec::new, |work| of_work(state, run, work, Superseded::ByHand, true))
}

/// Whether an agent's act, or a decision about it, is what a step came to.
pub(super) fn by_agent(outcome: &StepOutcome) -> bool {
    matches!(outcome, StepOutcome::Done { value: Value::Acted { .. } | Value::Decided { .. } })
}

/// An earlier answer was taken back: what was prepared from it is void. Where the step can still be done, it is laid out
/// anew; else as soon as it can.
fn changed(state: &State, run: RunId, undone: &StepKey) -> Vec<Intent> {
    let Some(of) = state.runs.get(&run) else { return Vec::new() };
    let Some(sop) = state.sop_of(of) else { return Vec::new() };
    let place = |step: &StepId| sop.steps.iter().position(|other| other.id == *step);
    let mut follows = Vec::new();
    for work in of.works.iter().filter(|work| place(&work.step) > place(&undone.step)) {
        // What a person did meanwhile stays beside what would have been done.
        let done = of.answer(&StepKey::plain(&work.step)).is_some();
        if done || !matches!(work.stage, Stage::Preparing | Stage::Pending | Stage::Acting | Stage::Laid) {
            continue;
        }
        let mut withdrawn = of_work(state, of, work, Superseded::Changed, false);
        let dropped = Fact::PreparationDropped { preparation: work.preparation, run };
        withdrawn.retain(|intent| *intent != Intent::fact(dropped.clone()));
        let goes_on = work.stage == Stage::Acting && withdrawn.is_empty();
        if !goes_on {
            follows.extend(withdrawn);
            // Last: with it the step may be laid out anew.
            follows.push(Intent::fact(dropped));
        }
    }
    follows
}

/// The card of a step's agent, where there is one.
pub(super) fn card(state: &State, run: RunId, step: &StepId, severity: Severity, cause: Cause) -> Option<Intent> {
    let run = state.runs.get(&run)?;
    Some(Intent::Raise(Box::new(Raise {
        severity,
        group: group(run.id, step),
        cause,
        sop: Some(run.sop.clone()),
        run: Some(run.id),
        area: run.area.clone(),
        case: run.case.clone(),
        ..Raise::default()
    })))
}

/// Somebody, or the agent after all, did the step: the card of it goes.
fn settled(state: &State, run: RunId, step: &StepId) -> Option<Intent> {
    state.runs.get(&run)?.work(step)?;
    Some(cleared(run, step))
}

pub(super) fn cleared(run: RunId, step: &StepId) -> Intent {
    Intent::Clear { group: group(run, step), about: About::Everything, cause: ResolutionCause::Cleared }
}

pub(super) fn group(run: RunId, step: &StepId) -> String {
    format!("run:{}/{step}/agent", run.0)
}

// ---- what a dead engine left --------------------------------------------------------------------

/// Whoever runs agents begins: all that is claimed or runs is of one that died.
pub(super) fn recover(state: &State, context: &Context<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    for preparation in state.preparations.values() {
        if matches!(preparation.standing, PreparationStanding::Claimed { .. }) {
            let (id, run) = (preparation.id, preparation.run);
            outcome.push(if preparation.tries < MOST_TRIES {
                Fact::PreparationDue { preparation: id }
            } else {
                let why = format!("whoever ran it ended {MOST_TRIES} times before it was laid out");
                Fact::PreparationFailed { preparation: id, run, why, output: None }
            });
        }
    }
    for action in state.actions.values() {
        outcome.intents.extend(action::left_behind(action, context.now).map(Intent::fact));
    }
    outcome
}

/// The store is a copy of itself: whatever was to act may have acted since, and agents stand still until somebody has
/// looked.
pub(super) fn restored(state: &State, taken: Instant) -> Outcome {
    let mut outcome = Outcome::fact(Fact::StoreRestored { taken });
    outcome.intents.extend(state.actions.values().filter_map(action::after_restore).map(Intent::fact));
    if !state.paused.all {
        outcome.push(Fact::AgentPaused { agent: None, reason: None });
    }
    outcome
}
