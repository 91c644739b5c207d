//! Actions: approved, taken, begun, and what came of them. What may have happened is never done again but where the file
//! says that this is safe.

use super::agent::{self, standing_mode};
use super::intent::{Intent, Outcome};
use super::rights::{may_do, may_manage, person};
use super::work::{answered, card, cleared, found};
use super::{Context, evidence};
use crate::domain::action::{Act, Action, ActionStanding, Known, OnFail, Retry, Then, Warrant};
use crate::domain::agent::Mode;
use crate::domain::approval::{Approval, ApprovalStanding, Judgement};
use crate::domain::calendar::Instant;
use crate::domain::evidence::{Body, Value};
use crate::domain::exception::{Cause, Severity};
use crate::domain::fact::{Fact, Recorded};
use crate::domain::id::{ActionId, BodyHash, PersonId};
use crate::domain::notice::{Came, Report, clipped};
use crate::domain::preparation::Preparation;
use crate::domain::refusal::Refusal;
use crate::domain::rollout::{Evidence, Note};
use crate::domain::run::Run;
use crate::domain::sop::{AgentWork, Sop};
use crate::domain::state::State;
use crate::domain::step::StepKey;
use crate::domain::work::WorkOutcome;
use chrono::TimeDelta;

/// Before the next try, where the file says nothing; the last of them for all that follow.
const BACK_OFF_MINUTES: [i64; 4] = [1, 5, 30, 120];

fn get(state: &State, id: ActionId) -> Result<&Action, Refusal> {
    state.actions.get(&id).ok_or(Refusal::NoSuchAction { action: id })
}

/// What was approved may be done.
pub(super) fn approved(state: &State, approval: &Approval) -> Option<Intent> {
    let (_, _, work) = found(state, approval.run, &approval.step)?;
    let warrant = Warrant::Approval { approval: approval.id, iteration: approval.draft.iteration };
    Some(Intent::fact(Fact::ActionApproved {
        action: ActionId(state.last_action + 1),
        run: approval.run,
        sop: approval.sop.clone(),
        step: approval.step.clone(),
        agent: approval.agent.clone(),
        version: approval.version.clone(),
        payload: approval.draft.payload.clone(),
        preparation: approval.draft.preparation,
        warrant,
        on_fail: on_fail(work),
    }))
}

/// The step stands where the agent acts by itself.
pub(super) fn autonomous(
    state: &State,
    run: &Run,
    sop: &Sop,
    work: &AgentWork,
    preparation: &Preparation,
    payload: BodyHash,
    promoted: Option<PersonId>,
) -> Intent {
    Intent::fact(Fact::ActionApproved {
        action: ActionId(state.last_action + 1),
        run: run.id,
        sop: sop.id.clone(),
        step: preparation.step.clone(),
        agent: preparation.agent.clone(),
        version: run.pinned.sop.clone(),
        payload,
        preparation: preparation.id,
        warrant: Warrant::Autonomous { promoted },
        on_fail: on_fail(work),
    })
}

/// A signal is told apart by its id, which is the action's key: sending it again does no harm.
fn on_fail(work: &AgentWork) -> OnFail {
    match work.act {
        Some(Act::Signal { .. }) => OnFail { retry: Retry::Safe, ..work.on_fail },
        _ => work.on_fail,
    }
}

pub(super) fn claim(state: &State, context: &Context<'_>, id: ActionId) -> Result<Outcome, Refusal> {
    let action = get(state, id)?;
    if action.standing != ActionStanding::Approved {
        return Ok(Outcome::default());
    }
    if state.paused.holds(&action.agent) {
        return Err(Refusal::AgentPaused { agent: action.agent.clone() });
    }
    if !holds(state, context, action) {
        let mut outcome = Outcome::fact(Fact::ActionAbandoned { action: id, run: action.run });
        // It fell before it could act: a person is asked after all.
        outcome.intents.extend(fallen_back(state, context, action));
        return Ok(outcome);
    }
    Ok(Outcome::fact(Fact::ActionClaimed { action: id, epoch: state.epoch, attempt: attempt(action) }))
}

/// From here on it may have happened: whoever claimed it says so before anything is handed over.
pub(super) fn start(state: &State, context: &Context<'_>, id: ActionId) -> Result<Outcome, Refusal> {
    let action = get(state, id)?;
    if action.standing != (ActionStanding::Claimed { epoch: state.epoch }) {
        return Err(Refusal::ActionIsNot { action: id, standing: action.standing.clone() });
    }
    if state.paused.holds(&action.agent) || !holds(state, context, action) {
        return Ok(Outcome::fact(Fact::ActionReleased { action: id, attempt: action.attempts.len() as u32 }));
    }
    Ok(Outcome::fact(Fact::ActionRunning { action: id, epoch: state.epoch, attempt: action.attempts.len() as u32 }))
}

fn attempt(action: &Action) -> u32 {
    action.attempts.last().map_or(1, |last| last.number + 1)
}

/// Whether what lets it act still does.
fn holds(state: &State, context: &Context<'_>, action: &Action) -> bool {
    match &action.warrant {
        Warrant::Approval { approval, iteration } => state.approvals.get(approval).is_some_and(|approval| {
            matches!(approval.standing, ApprovalStanding::Approved { .. })
                && (approval.draft.iteration, &approval.draft.payload) == (*iteration, &action.payload)
                && approval.version == action.version
        }),
        Warrant::Autonomous { .. } => found(state, action.run, &action.step)
            .is_some_and(|(_, sop, work)| standing_mode(state, context, sop, &action.step, work) == Mode::Autonomous),
    }
}

/// What came of an attempt that was begun.
pub(super) fn report(state: &State, context: &Context<'_>, id: ActionId, report: &Report) -> Result<Outcome, Refusal> {
    let action = get(state, id)?;
    if !matches!(action.standing, ActionStanding::Running { .. }) {
        return Ok(Outcome::default());
    }
    let (run, attempt, answer) = (action.run, action.attempts.len() as u32, clipped(&report.answer));
    let again = || next_try(state, context, action);
    Ok(Outcome::fact(match report.came {
        Came::Accepted => Fact::ActionSucceeded { action: id, run, attempt, answer },
        Came::Refused => Fact::ActionFailed { action: id, run, attempt, came: report.came, answer, again: None },
        Came::Delayed => Fact::ActionFailed { action: id, run, attempt, came: report.came, answer, again: again() },
        Came::Unknown => match again().filter(|_| action.on_fail.retry == Retry::Safe) {
            Some(at) => Fact::ActionFailed { action: id, run, attempt, came: report.came, answer, again: Some(at) },
            None => Fact::ActionUnknown { action: id, run, attempt, answer },
        },
    }))
}

/// When it is tried once more; none: as often as the file says it was.
fn next_try(state: &State, context: &Context<'_>, action: &Action) -> Option<Instant> {
    let OnFail { times, wait, .. } = action.on_fail;
    let failed = action.attempts.len();
    if failed > times as usize {
        return None;
    }
    let (_, sop, _) = found(state, action.run, &action.step)?;
    if let Some(wait) = wait {
        return Some(context.calendar.after(sop, context.now, wait));
    }
    let minutes = BACK_OFF_MINUTES.get(failed.saturating_sub(1)).or(BACK_OFF_MINUTES.last());
    Some(context.now + TimeDelta::minutes(minutes.copied().unwrap_or(1)))
}

/// The time of the next try has come.
pub(super) fn due(state: &State, id: ActionId) -> Outcome {
    let held = state.actions.get(&id).filter(|action| matches!(action.standing, ActionStanding::Held { .. }));
    held.map_or_else(Outcome::default, |_| Outcome::fact(Fact::ActionDue { action: id }))
}

/// What a dead engine left: what was only taken goes back; what was begun is done again where that is safe, else nobody
/// knows.
pub(super) fn left_behind(action: &Action, now: Instant) -> Option<Fact> {
    let (id, run, attempt) = (action.id, action.run, action.attempts.len() as u32);
    let answer = "whoever did it ended before it could say".to_owned();
    match (&action.standing, action.on_fail.retry) {
        (ActionStanding::Claimed { .. }, _) => Some(Fact::ActionReleased { action: id, attempt }),
        (ActionStanding::Running { .. }, Retry::Safe) => {
            Some(Fact::ActionFailed { action: id, run, attempt, came: Came::Unknown, answer, again: Some(now) })
        }
        (ActionStanding::Running { .. }, Retry::Never) => {
            Some(Fact::ActionUnknown { action: id, run, attempt, answer })
        }
        _ => None,
    }
}

/// In a copy of the store nobody knows of anything that was not over.
pub(super) fn after_restore(action: &Action) -> Option<Fact> {
    let open = action.is_open() && !matches!(action.standing, ActionStanding::Unknown { .. });
    open.then(|| Fact::ActionUnknown {
        action: action.id,
        run: action.run,
        attempt: action.attempts.len() as u32,
        answer: "the store was restored from a copy".to_owned(),
    })
}

/// A manager says what nobody knows.
pub(super) fn settle(
    state: &State,
    context: &Context<'_>,
    id: ActionId,
    known: Known,
    reason: Option<&Body>,
) -> Result<Outcome, Refusal> {
    let by = person(state, context)?.clone();
    let action = get(state, id)?;
    let sop = found(state, action.run, &action.step).map(|(_, sop, _)| sop);
    may_manage(state, &by, sop)?;
    if !matches!(action.standing, ActionStanding::Unknown { .. }) {
        return Err(Refusal::ActionIsNot { action: id, standing: action.standing.clone() });
    }
    reason.map_or(Ok(()), evidence::said)?;
    let mut outcome = Outcome::default();
    let reason = outcome.body_of(reason);
    outcome.push(Fact::ActionSettled { action: id, run: action.run, known, by, reason });
    Ok(outcome)
}

/// How near what it did by itself was to what a person would have done: whoever decides there may say so, once. Nobody
/// approved it, so nothing else tells whether people still agree.
pub(super) fn judge(
    state: &State,
    context: &Context<'_>,
    id: ActionId,
    judgement: Judgement,
    note: Option<&Body>,
) -> Result<Outcome, Refusal> {
    let by = person(state, context)?.clone();
    let action = get(state, id)?;
    let Some((_, sop, work)) = found(state, action.run, &action.step) else {
        return Err(Refusal::NoSuchRun { run: action.run });
    };
    if !matches!(action.warrant, Warrant::Autonomous { .. }) {
        return Err(Refusal::NotByItself { action: id });
    }
    if action.is_open() {
        return Err(Refusal::ActionIsNot { action: id, standing: action.standing.clone() });
    }
    if let Some(judged) = action.judged.clone() {
        return Err(Refusal::AlreadyJudged { action: id, judged });
    }
    let role = work.approve.role.clone().or_else(|| sop.owner.clone()).unwrap_or_else(|| "manager".into());
    may_do(state, &by, Some(&role))?;
    note.map_or(Ok(()), evidence::said)?;
    let mut outcome = Outcome::default();
    let note = outcome.body_of(note);
    outcome.push(Fact::ActionJudged { action: id, run: action.run, judgement, by, note });
    Ok(outcome)
}

pub(super) fn of(state: &mut State, context: &Context<'_>, recorded: &Recorded) -> Vec<Intent> {
    let id = match &recorded.fact {
        Fact::ActionSucceeded { action, .. }
        | Fact::ActionFailed { action, again: None, .. }
        | Fact::ActionUnknown { action, .. }
        | Fact::ActionJudged { action, .. }
        | Fact::ActionSettled { action, .. } => *action,
        _ => return Vec::new(),
    };
    let Some(action) = state.actions.get(&id).cloned() else { return Vec::new() };
    let (run, step, key) = (action.run, &action.step, StepKey::plain(&action.step));
    let (agent, failed) = (action.agent.clone(), || agent::failed(run, step, Evidence::Action(id)));
    match &recorded.fact {
        Fact::ActionSucceeded { .. } | Fact::ActionSettled { known: Known::WasDone, .. } => {
            let value = Value::Acted { action: id, agent, approved_by: approvers(state, &action) };
            answered(state, context, run, step, &value).into_iter().chain([cleared(run, step)]).collect()
        }
        Fact::ActionFailed { answer, .. } => {
            let cause = Cause::NotActed { action: id, run, step: key, agent, answer: answer.clone() };
            let mut follows: Vec<Intent> =
                card(state, run, step, severity(state, &action), cause).into_iter().collect();
            follows.push(failed());
            if action.on_fail.then == Then::Skip {
                follows.extend(ended(state, context, &action, None));
            }
            follows
        }
        Fact::ActionUnknown { answer, .. } => {
            let cause = Cause::ActUnknown { action: id, run, step: key, agent, answer: answer.clone() };
            card(state, run, step, Severity::High, cause).into_iter().chain([failed()]).collect()
        }
        Fact::ActionSettled { known: Known::Abandon, by, .. } => {
            let ended = ended(state, context, &action, Some(by.clone()));
            ended.into_iter().chain([cleared(run, step)]).collect()
        }
        Fact::ActionSettled { .. } => vec![cleared(run, step)],
        Fact::ActionJudged { judgement, .. } => {
            vec![agent::judged(run, step, Evidence::Action(id), *judgement, Note::Plain)]
        }
        _ => Vec::new(),
    }
}

fn fallen_back(state: &State, context: &Context<'_>, action: &Action) -> Vec<Intent> {
    let Warrant::Autonomous { .. } = action.warrant else { return Vec::new() };
    let open = state.runs.get(&action.run).is_some_and(Run::is_open);
    let (Some(preparation), true) = (state.preparations.get(&action.preparation), open) else { return Vec::new() };
    let Some(laid) = preparation.laid() else { return Vec::new() };
    let Some((_, sop, work)) = found(state, action.run, &action.step) else { return Vec::new() };
    let mode = standing_mode(state, context, sop, &action.step, work).min(Mode::Assist);
    super::approval::ask(state, context, preparation, laid, action.payload.clone(), mode)
}

fn ended(state: &State, context: &Context<'_>, action: &Action, by: Option<PersonId>) -> Option<Intent> {
    let approval = state.runs.get(&action.run)?.work(&action.step)?.approval;
    let value = match approval {
        Some(approval) => Value::Decided { approval, outcome: WorkOutcome::Abandoned, by },
        None => return None,
    };
    answered(state, context, action.run, &action.step, &value)
}

fn approvers(state: &State, action: &Action) -> Vec<PersonId> {
    let Warrant::Approval { approval, .. } = &action.warrant else { return Vec::new() };
    match state.approvals.get(approval).map(|approval| &approval.standing) {
        Some(ApprovalStanding::Approved { by, .. }) => by.people(),
        _ => Vec::new(),
    }
}

fn severity(state: &State, action: &Action) -> Severity {
    match found(state, action.run, &action.step).map(|(_, sop, _)| sop.cost.failure) {
        Some(4..) => Severity::High,
        _ => Severity::Medium,
    }
}
