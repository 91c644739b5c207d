//! What a fact makes of preparations, approvals and actions, and of the steps of runs that they are about.

use crate::domain::action::{Action, ActionStanding, Attempt, AttemptOutcome, Known};
use crate::domain::agent::Mode;
use crate::domain::approval::{Approval, ApprovalStanding, Delegation, Former, FormerOutcome, Judged, Superseded};
use crate::domain::calendar::Instant;
use crate::domain::escalation::{Escalated, Rung};
use crate::domain::fact::{Fact, Recorded};
use crate::domain::id::{ActionId, ApprovalId, PreparationId, RunId, StepId};
use crate::domain::notice::Came;
use crate::domain::preparation::{Preparation, PreparationStanding};
use crate::domain::run::{Late, Run};
use crate::domain::state::State;
use crate::domain::timer::Subject;
use crate::domain::work::{Stage, Work};

/// Every fact of these nouns.
pub(super) fn apply_to_work(state: &mut State, recorded: &Recorded) {
    of_preparation(state, recorded);
    of_approval(state, recorded);
    of_action(state, recorded);
    of_step(state, recorded);
}

fn of_preparation(state: &mut State, recorded: &Recorded) {
    let at = recorded.at;
    let mut standing = |id: &PreparationId, standing| {
        if let Some(preparation) = state.preparations.get_mut(id) {
            preparation.standing = standing;
            state.touched.insert(Subject::Preparation(*id));
        }
    };
    match &recorded.fact {
        Fact::PreparationRequested { preparation: id, run, sop, step, agent, iteration, mode, approval, opens } => {
            let preparation = Preparation {
                id: *id,
                run: *run,
                sop: sop.clone(),
                step: step.clone(),
                agent: agent.clone(),
                iteration: *iteration,
                mode: *mode,
                requested: at,
                approval: *approval,
                standing: match opens {
                    Some(until) if *until > at => PreparationStanding::Held { until: *until },
                    _ => PreparationStanding::Waiting,
                },
                tries: 0,
                judged: None,
            };
            state.last_preparation = state.last_preparation.max(id.0);
            state.preparations.insert(*id, preparation);
            state.touched.insert(Subject::Preparation(*id));
        }
        Fact::PreparationDue { preparation } => standing(preparation, PreparationStanding::Waiting),
        Fact::PreparationClaimed { preparation, epoch } => {
            standing(preparation, PreparationStanding::Claimed { epoch: *epoch });
            if let Some(preparation) = state.preparations.get_mut(preparation) {
                preparation.tries += 1;
            }
        }
        Fact::PreparationReady { preparation, laid, .. } => {
            standing(preparation, PreparationStanding::Ready { at, laid: laid.clone() });
        }
        Fact::PreparationFailed { preparation, why, output, .. } => {
            let (why, output) = (why.clone(), output.clone());
            standing(preparation, PreparationStanding::Failed { at, why, output });
        }
        Fact::PreparationDropped { preparation, .. } => standing(preparation, PreparationStanding::Dropped),
        _ => {}
    }
}

fn of_approval(state: &mut State, recorded: &Recorded) {
    let at = recorded.at;
    if let Fact::ApprovalRequested { approval: id, run, sop, step, agent, version, mode, draft, asked, rungs } =
        &recorded.fact
    {
        let approval = Approval {
            id: *id,
            run: *run,
            sop: sop.clone(),
            step: step.clone(),
            agent: agent.clone(),
            case: recorded.case.clone(),
            version: version.clone(),
            mode: *mode,
            requested: at,
            draft: draft.clone(),
            asked: asked.clone(),
            votes: Vec::new(),
            editors: Vec::new(),
            standing: if *mode == Mode::Shadow { ApprovalStanding::Review } else { ApprovalStanding::Pending },
            former: Vec::new(),
            overdue: Late::No,
            rungs: rungs.clone(),
            escalated: Vec::new(),
            judged: None,
        };
        state.last_approval = state.last_approval.max(id.0);
        state.approvals.insert(*id, approval);
        state.touched.insert(Subject::Approval(*id));
        return;
    }
    let Some(approval) = approval_of(&recorded.fact).and_then(|id| state.approvals.get_mut(&id)) else { return };
    state.touched.insert(Subject::Approval(approval.id));
    match &recorded.fact {
        Fact::ApprovalVoted { vote, .. } => approval.votes.push(vote.clone()),
        Fact::ApprovalApproved { by, .. } => approval.standing = ApprovalStanding::Approved { at, by: by.clone() },
        Fact::ApprovalRejected { by, reason, .. } => {
            approval.standing = ApprovalStanding::Rejected { at, by: by.clone(), reason: reason.clone() };
        }
        Fact::ApprovalPushedBack { by, feedback, .. } => {
            let (by, feedback) = (by.clone(), feedback.clone());
            former(approval, FormerOutcome::PushedBack { at, by: by.clone(), feedback: feedback.clone() });
            approval.standing = ApprovalStanding::PushedBack { at, by, feedback };
        }
        Fact::ApprovalEdited { iteration, payload, by, amount, until, rungs, .. } => {
            former(approval, FormerOutcome::Edited { at, by: by.clone() });
            approval.draft.iteration = *iteration;
            approval.draft.payload = payload.clone();
            approval.draft.amount = *amount;
            approval.editors.retain(|editor| editor != by);
            approval.editors.push(by.clone());
            asked_about(approval, at, *until, rungs);
        }
        Fact::ApprovalRenewed { draft, until, rungs, .. } => {
            approval.draft = draft.clone();
            approval.votes.clear();
            approval.standing = ApprovalStanding::Pending;
            asked_about(approval, at, *until, rungs);
        }
        Fact::ApprovalEscalated { rung, reached, .. } => {
            approval.rungs.retain(|left| left.number > *rung);
            approval.escalated.push(Escalated { at, rung: *rung, reached: reached.clone() });
        }
        Fact::ApprovalExpired { .. } => approval.standing = ApprovalStanding::Expired { at },
        Fact::ApprovalOverdue { .. } => approval.overdue = Late::Told,
        Fact::ApprovalSuperseded { why, .. } => approval.standing = ApprovalStanding::Superseded { at, why: *why },
        Fact::ApprovalJudged { judgement, by, .. } => {
            approval.judged = Some(Judged { at, judgement: *judgement, by: by.clone() });
            if approval.standing == ApprovalStanding::Review {
                approval.standing = ApprovalStanding::Reviewed { at };
            }
        }
        _ => {}
    }
}

/// Another payload is asked about from here on.
fn asked_about(approval: &mut Approval, at: Instant, until: Instant, rungs: &[Rung]) {
    approval.requested = at;
    approval.asked.until = until;
    approval.overdue = Late::No;
    approval.rungs = rungs.to_vec();
}

/// What was decided about goes to the former ones; votes on it count no more.
fn former(approval: &mut Approval, outcome: FormerOutcome) {
    let votes = std::mem::take(&mut approval.votes);
    approval.former.push(Former { draft: approval.draft.clone(), votes, outcome });
}

fn approval_of(fact: &Fact) -> Option<ApprovalId> {
    match fact {
        Fact::ApprovalVoted { approval, .. }
        | Fact::ApprovalApproved { approval, .. }
        | Fact::ApprovalRejected { approval, .. }
        | Fact::ApprovalPushedBack { approval, .. }
        | Fact::ApprovalEdited { approval, .. }
        | Fact::ApprovalRenewed { approval, .. }
        | Fact::ApprovalExpired { approval, .. }
        | Fact::ApprovalEscalated { approval, .. }
        | Fact::ApprovalOverdue { approval, .. }
        | Fact::ApprovalSuperseded { approval, .. }
        | Fact::ApprovalJudged { approval, .. } => Some(*approval),
        _ => None,
    }
}

fn of_action(state: &mut State, recorded: &Recorded) {
    let at = recorded.at;
    if let Fact::ActionApproved { action: id, run, sop, step, agent, version, payload, preparation, warrant, on_fail } =
        &recorded.fact
    {
        let action = Action {
            id: *id,
            run: *run,
            sop: sop.clone(),
            step: step.clone(),
            agent: agent.clone(),
            case: recorded.case.clone(),
            version: version.clone(),
            payload: payload.clone(),
            preparation: *preparation,
            warrant: warrant.clone(),
            on_fail: *on_fail,
            asked: at,
            standing: ActionStanding::Approved,
            attempts: Vec::new(),
            judged: None,
        };
        state.last_action = state.last_action.max(id.0);
        state.actions.insert(*id, action);
        state.touched.insert(Subject::Action(*id));
        return;
    }
    let Some(action) = action_of(&recorded.fact).and_then(|id| state.actions.get_mut(&id)) else { return };
    state.touched.insert(Subject::Action(action.id));
    let over = |action: &mut Action, came, answer: &str| {
        if let Some(last) = action.attempts.last_mut() {
            last.outcome = Some(AttemptOutcome { at, came, answer: answer.to_owned() });
        }
    };
    match &recorded.fact {
        Fact::ActionClaimed { epoch, attempt, .. } => {
            action.standing = ActionStanding::Claimed { epoch: *epoch };
            action.attempts.push(Attempt { number: *attempt, epoch: *epoch, claimed: at, began: None, outcome: None });
        }
        Fact::ActionRunning { epoch, .. } => {
            action.standing = ActionStanding::Running { epoch: *epoch };
            if let Some(last) = action.attempts.last_mut() {
                last.began = Some(at);
            }
        }
        Fact::ActionSucceeded { answer, .. } => {
            over(action, Came::Accepted, answer);
            action.standing = ActionStanding::Succeeded { at };
        }
        Fact::ActionFailed { came, answer, again, .. } => {
            over(action, *came, answer);
            action.standing = match again {
                Some(until) if *until > at => ActionStanding::Held { until: *until },
                Some(_now) => ActionStanding::Approved,
                None => ActionStanding::Failed { at },
            };
        }
        Fact::ActionDue { .. } => action.standing = ActionStanding::Approved,
        Fact::ActionReleased { .. } => {
            if action.attempts.last().is_some_and(|last| last.began.is_none()) {
                action.attempts.pop();
            }
            action.standing = ActionStanding::Approved;
        }
        Fact::ActionUnknown { answer, .. } => {
            over(action, Came::Unknown, answer);
            action.standing = ActionStanding::Unknown { at };
        }
        Fact::ActionSettled { known, .. } => {
            action.standing = match known {
                Known::WasDone => ActionStanding::Succeeded { at },
                Known::RunAgain => ActionStanding::Approved,
                Known::Abandon => ActionStanding::Abandoned { at },
            };
        }
        Fact::ActionAbandoned { .. } => action.standing = ActionStanding::Abandoned { at },
        Fact::ActionJudged { judgement, by, .. } => {
            action.judged = Some(Judged { at, judgement: *judgement, by: Some(by.clone()) });
        }
        _ => {}
    }
}

fn action_of(fact: &Fact) -> Option<ActionId> {
    match fact {
        Fact::ActionClaimed { action, .. }
        | Fact::ActionRunning { action, .. }
        | Fact::ActionSucceeded { action, .. }
        | Fact::ActionFailed { action, .. }
        | Fact::ActionReleased { action, .. }
        | Fact::ActionDue { action }
        | Fact::ActionUnknown { action, .. }
        | Fact::ActionSettled { action, .. }
        | Fact::ActionJudged { action, .. }
        | Fact::ActionAbandoned { action, .. } => Some(*action),
        _ => None,
    }
}

/// How far it is with the step that a fact is about.
fn of_step(state: &mut State, recorded: &Recorded) {
    let step_of_preparation = |state: &State, id: &PreparationId| state.preparations.get(id).map(|it| it.step.clone());
    let step_of_approval = |state: &State, id: &ApprovalId| state.approvals.get(id).map(|it| it.step.clone());
    let step_of_action = |state: &State, id: &ActionId| state.actions.get(id).map(|it| it.step.clone());
    match &recorded.fact {
        Fact::PreparationRequested { preparation, run, step, mode, .. } => {
            with(state, *run, |run| {
                let former = run.works.iter().position(|work| work.step == *step).map(|at| run.works.remove(at));
                run.works.push(Work {
                    step: step.clone(),
                    mode: *mode,
                    preparation: *preparation,
                    approval: former.as_ref().and_then(|work| work.approval),
                    action: former.and_then(|work| work.action),
                    stage: Stage::Preparing,
                });
            });
        }
        Fact::PreparationReady { preparation: id, run, .. } => {
            let step = step_of_preparation(state, id);
            stage(state, *run, step, |work| work.stage = Stage::Laid);
        }
        Fact::PreparationFailed { preparation: id, run, .. } | Fact::PreparationDropped { preparation: id, run } => {
            let step = step_of_preparation(state, id);
            stage(state, *run, step, |work| work.stage = Stage::ByHand);
        }
        Fact::ApprovalRequested { approval, run, step, mode, .. } => {
            stage(state, *run, Some(step.clone()), |work| {
                work.approval = Some(*approval);
                work.stage = if *mode == Mode::Shadow { Stage::Laid } else { Stage::Pending };
            });
        }
        Fact::ApprovalRenewed { approval, run, .. } => {
            let step = step_of_approval(state, approval);
            stage(state, *run, step, |work| work.stage = Stage::Pending);
        }
        Fact::ApprovalRejected { approval, run, .. } | Fact::ApprovalExpired { approval, run, .. } => {
            let step = step_of_approval(state, approval);
            stage(state, *run, step, |work| work.stage = Stage::Over);
        }
        Fact::ApprovalSuperseded { approval, run, why } => {
            let step = step_of_approval(state, approval);
            let to = if matches!(why, Superseded::RunOver) { Stage::Over } else { Stage::ByHand };
            stage(state, *run, step, |work| work.stage = to);
        }
        Fact::ActionApproved { action, run, step, .. } => {
            stage(state, *run, Some(step.clone()), |work| {
                work.action = Some(*action);
                work.stage = Stage::Acting;
            });
        }
        Fact::ActionSucceeded { action, run, .. } => {
            let step = step_of_action(state, action);
            stage(state, *run, step, |work| work.stage = Stage::Over);
        }
        Fact::ActionFailed { action, run, again: None, .. } | Fact::ActionAbandoned { action, run } => {
            let step = step_of_action(state, action);
            stage(state, *run, step, |work| work.stage = Stage::ByHand);
        }
        Fact::ActionUnknown { action, run, .. } => {
            let step = step_of_action(state, action);
            stage(state, *run, step, |work| work.stage = Stage::Unknown);
        }
        Fact::ActionSettled { action, run, known, .. } => {
            let step = step_of_action(state, action);
            let to = match known {
                Known::WasDone | Known::Abandon => Stage::Over,
                Known::RunAgain => Stage::Acting,
            };
            stage(state, *run, step, |work| work.stage = to);
        }
        _ => {}
    }
}

fn stage(state: &mut State, run: RunId, step: Option<StepId>, change: impl FnOnce(&mut Work)) {
    with(state, run, |run| {
        if let Some(work) = step.and_then(|step| run.works.iter_mut().find(|work| work.step == step)) {
            change(work);
        }
    });
}

fn with(state: &mut State, run: RunId, change: impl FnOnce(&mut Run)) {
    if let Some(run) = state.runs.get_mut(&run) {
        change(run);
        state.touched.insert(Subject::Run(run.id));
    }
}

/// Rights that are lent: those that are over go.
pub(super) fn apply_to_delegations(delegations: &mut Vec<Delegation>, recorded: &Recorded) {
    match &recorded.fact {
        Fact::DelegationGiven { delegation } => {
            delegations.push(delegation.clone());
        }
        Fact::DelegationEnded { role, of, to, until } => {
            let goes = |other: &Delegation| {
                (&other.role, &other.of, &other.to) == (role, of, to) && until.is_none_or(|until| other.until <= until)
            };
            delegations.retain(|other| !goes(other));
        }
        _ => {}
    }
}
