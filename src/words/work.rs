//! What agents do, what is asked of people about it, and what came of it, in words.

use super::told::Told;
use super::{Label, Names, Said, Words, say};
use crate::domain::action::{ActionStanding, Known};
use crate::domain::agent::Mode;
use crate::domain::approval::{ApprovalStanding, Barred, Decider, Judgement, Superseded};
use crate::domain::exception::Cause;
use crate::domain::fact::Fact;
use crate::domain::id::{AgentId, BodyHash, PersonId};
use crate::domain::notice::Came;
use crate::domain::refusal::Refusal;
use crate::domain::rollout::{Fall, Gate};
use crate::domain::work::{Stage, WorkOutcome};

/// One fact of agents' work, told.
pub fn told(fact: &Fact, names: &dyn Names) -> Option<Told> {
    preparation(fact, names)
        .or_else(|| approval(fact, names))
        .or_else(|| action(fact, names))
        .or_else(|| agent(fact, names))
}

fn preparation(fact: &Fact, names: &dyn Names) -> Option<Told> {
    let words = names.words();
    let of = |run| names.run(run);
    let (about, what) = match fact {
        Fact::PreparationRequested { run, step, agent, mode, .. } => {
            let (step, agent, mode) = (step.as_str(), agent.as_str(), mode.said(words));
            (of(*run), say!(words, "told-preparation-requested", step = step, agent = agent, mode = mode))
        }
        Fact::PreparationDue { preparation } => (preparation.to_string(), say!(words, "told-preparation-due")),
        Fact::PreparationClaimed { preparation, .. } => {
            (preparation.to_string(), say!(words, "told-preparation-claimed"))
        }
        Fact::PreparationReady { preparation, run, .. } => {
            (of(*run), say!(words, "told-preparation-ready", id = preparation.to_string()))
        }
        Fact::PreparationFailed { preparation, run, why, .. } => {
            (of(*run), say!(words, "told-preparation-failed", id = preparation.to_string(), why = why.as_str()))
        }
        Fact::PreparationDropped { preparation, run } => {
            (of(*run), say!(words, "told-preparation-dropped", id = preparation.to_string()))
        }
        _ => return None,
    };
    Some(Told { about, what })
}

fn approval(fact: &Fact, names: &dyn Names) -> Option<Told> {
    let words = names.words();
    let (id, what) = match fact {
        Fact::ApprovalRequested { approval, step, agent, mode: Mode::Shadow, .. } => {
            (*approval, say!(words, "told-approval-review", step = step.as_str(), agent = agent.as_str()))
        }
        Fact::ApprovalRequested { approval, step, agent, asked, .. } => {
            let (until, role) = (names.time(asked.until), asked.role.as_str());
            let (step, agent) = (step.as_str(), agent.as_str());
            (*approval, say!(words, "told-approval-requested", step = step, agent = agent, role = role, until = until))
        }
        Fact::ApprovalVoted { approval, vote, .. } => {
            let name = names.person(&vote.by);
            let what = match &vote.instead_of {
                Some(of) => say!(words, "told-approval-voted-for", name = name, of = names.person(of)),
                None => say!(words, "told-approval-voted", name = name),
            };
            (*approval, what)
        }
        Fact::ApprovalApproved { approval, by, .. } => (*approval, decided_by(by, names)),
        Fact::ApprovalRejected { approval, by, reason, .. } => {
            let (name, reason) = (names.person(by), text(reason, names));
            (*approval, say!(words, "told-approval-rejected", name = name, reason = reason))
        }
        Fact::ApprovalPushedBack { approval, by, feedback, .. } => {
            let (name, feedback) = (names.person(by), text(feedback, names));
            (*approval, say!(words, "told-approval-pushed-back", name = name, feedback = feedback))
        }
        Fact::ApprovalEdited { approval, by, .. } => {
            (*approval, say!(words, "told-approval-edited", name = names.person(by)))
        }
        Fact::ApprovalRenewed { approval, draft, .. } => {
            (*approval, say!(words, "told-approval-renewed", count = draft.iteration))
        }
        Fact::ApprovalExpired { approval, .. } => (*approval, say!(words, "told-approval-expired")),
        Fact::ApprovalEscalated { approval, reached, .. } => (*approval, super::told::escalated(reached, names)),
        Fact::ApprovalOverdue { approval, .. } => (*approval, say!(words, "told-approval-overdue")),
        Fact::ApprovalSuperseded { approval, why, .. } => {
            (*approval, say!(words, "told-approval-superseded", why = why.said(words)))
        }
        Fact::ApprovalJudged { approval, judgement, by, .. } => {
            let judgement = judgement.said(words);
            let what = match by {
                Some(by) => say!(words, "told-approval-judged", name = names.person(by), judgement = judgement),
                None => say!(words, "told-approval-judged-itself", judgement = judgement),
            };
            (*approval, what)
        }
        Fact::DelegationGiven { delegation } => {
            let (of, to) = (names.person(&delegation.of), names.person(&delegation.to));
            let (role, until) = (delegation.role.as_str(), names.time(delegation.until));
            let reason = text(&delegation.reason, names);
            let what =
                say!(words, "told-delegation-given", of = of, to = to, role = role, until = until, reason = reason);
            return Some(Told { about: String::new(), what });
        }
        Fact::DelegationEnded { role, of, to, .. } => {
            let (of, to) = (names.person(of), names.person(to));
            let what = say!(words, "told-delegation-ended", of = of, to = to, role = role.as_str());
            return Some(Told { about: String::new(), what });
        }
        _ => return None,
    };
    Some(Told { about: id.to_string(), what })
}

/// Who approved, in a sentence.
fn decided_by(by: &Decider, names: &dyn Names) -> String {
    let words = names.words();
    match by {
        Decider::People(people) => say!(words, "told-approval-approved", names = list(people, names)),
        Decider::TimedOut => say!(words, "told-approval-timed-out"),
    }
}

fn list(people: &[PersonId], names: &dyn Names) -> String {
    people.iter().map(|person| names.person(person)).collect::<Vec<_>>().join(", ")
}

fn action(fact: &Fact, names: &dyn Names) -> Option<Told> {
    let words = names.words();
    let (id, what) = match fact {
        Fact::ActionApproved { action, step, agent, .. } => {
            (*action, say!(words, "told-action-approved", step = step.as_str(), agent = agent.as_str()))
        }
        Fact::ActionClaimed { action, attempt, .. } => (*action, say!(words, "told-action-claimed", count = *attempt)),
        Fact::ActionRunning { action, .. } => (*action, say!(words, "told-action-running")),
        Fact::ActionSucceeded { action, answer, .. } => {
            (*action, say!(words, "told-action-succeeded", answer = answer.as_str()))
        }
        Fact::ActionFailed { action, answer, again: Some(again), came, .. } => {
            let (answer, again) = (answer.as_str(), names.time(*again));
            let what = if *came == Came::Unknown {
                say!(words, "told-action-again-safely", answer = answer, again = again)
            } else {
                say!(words, "told-action-again", answer = answer, again = again)
            };
            (*action, what)
        }
        Fact::ActionFailed { action, answer, again: None, .. } => {
            (*action, say!(words, "told-action-failed", answer = answer.as_str()))
        }
        Fact::ActionDue { action } => (*action, say!(words, "told-action-due")),
        Fact::ActionReleased { action, .. } => (*action, say!(words, "told-action-released")),
        Fact::ActionUnknown { action, answer, .. } => {
            (*action, say!(words, "told-action-unknown", answer = answer.as_str()))
        }
        Fact::ActionSettled { action, known, by, .. } => {
            let name = names.person(by);
            let what = match known {
                Known::WasDone => say!(words, "told-action-was-done", name = name),
                Known::RunAgain => say!(words, "told-action-run-again", name = name),
                Known::Abandon => say!(words, "told-action-given-up", name = name),
            };
            (*action, what)
        }
        Fact::ActionAbandoned { action, .. } => (*action, say!(words, "told-action-abandoned")),
        Fact::ActionJudged { action, judgement, by, .. } => {
            let (name, judgement) = (names.person(by), judgement.said(words));
            (*action, say!(words, "told-approval-judged", name = name, judgement = judgement))
        }
        _ => return None,
    };
    Some(Told { about: id.to_string(), what })
}

fn agent(fact: &Fact, names: &dyn Names) -> Option<Told> {
    let words = names.words();
    let (about, what) = match fact {
        Fact::AgentStarted { rollout, agent, mode, .. } => {
            let (agent, mode) = (agent.as_str(), mode.said(words));
            (rollout.to_string(), say!(words, "told-agent-started", agent = agent, mode = mode))
        }
        Fact::AgentJudged { rollout, judgement, .. } => {
            (rollout.to_string(), say!(words, "told-agent-judged", judgement = judgement.said(words)))
        }
        Fact::AgentFailed { rollout, .. } => (rollout.to_string(), say!(words, "told-agent-failed")),
        Fact::AgentPromoted { rollout, from, to, by, .. } => {
            let (from, to, name) = (from.said(words), to.said(words), names.person(by));
            (rollout.to_string(), say!(words, "told-agent-promoted", from = from, to = to, name = name))
        }
        Fact::AgentDemoted { rollout, from, to, why, .. } => {
            let (from, to, why) = (from.said(words), to.said(words), why.said(words));
            (rollout.to_string(), say!(words, "told-agent-demoted", from = from, to = to, why = why))
        }
        Fact::AgentPaused { agent, .. } => match agent {
            Some(agent) => (String::new(), say!(words, "told-agent-paused", agent = agent.as_str())),
            None => (String::new(), say!(words, "told-agents-paused")),
        },
        Fact::AgentResumed { agent } => match agent {
            Some(agent) => (String::new(), say!(words, "told-agent-resumed", agent = agent.as_str())),
            None => (String::new(), say!(words, "told-agents-resumed")),
        },
        Fact::StoreRestored { taken } => {
            (String::new(), say!(words, "told-store-restored", taken = names.time(*taken)))
        }
        _ => return None,
    };
    Some(Told { about, what })
}

fn text(hash: &BodyHash, names: &dyn Names) -> String {
    names.body(hash).unwrap_or_else(|| say!(names.words(), "told-redacted"))
}

/// What a card about agents' work says, and what to do.
pub(super) fn card(cause: &Cause, names: &dyn Names) -> Option<(String, Option<String>)> {
    let words = names.words();
    Some(match cause {
        Cause::NotPrepared { run, step, agent, why, .. } => {
            let (step, run) = (names.step(*run, step), names.run(*run));
            (
                say!(words, "card-not-prepared", run = run, step = step, agent = agent.as_str(), why = why.as_str()),
                Some(say!(words, "card-not-prepared-do")),
            )
        }
        Cause::Undecided { approval, run, step, until, .. } => {
            let (step, run, until) = (names.step(*run, step), names.run(*run), names.time(*until));
            let id = approval.to_string();
            (
                say!(words, "card-undecided", run = run, step = step, until = until, id = id.as_str()),
                Some(say!(words, "card-undecided-do", id = id.as_str())),
            )
        }
        Cause::NotActed { run, step, agent, answer, .. } => {
            let (step, run) = (names.step(*run, step), names.run(*run));
            let (agent, answer) = (agent.as_str(), answer.as_str());
            (
                say!(words, "card-not-acted", run = run, step = step, agent = agent, answer = answer),
                Some(say!(words, "card-not-acted-do")),
            )
        }
        Cause::ActUnknown { action, run, step, agent, answer } => {
            let (step, run) = (names.step(*run, step), names.run(*run));
            let (agent, answer) = (agent.as_str(), answer.as_str());
            (
                say!(words, "card-act-unknown", run = run, step = step, agent = agent, answer = answer),
                Some(say!(words, "card-act-unknown-do", id = action.to_string())),
            )
        }
        Cause::Demoted { rollout, agent, from, to, why } => {
            let (from, to, why) = (from.said(words), to.said(words), why.said(words));
            let rollout = rollout.as_str();
            (
                say!(words, "card-demoted", agent = agent.as_str(), rollout = rollout, from = from, to = to, why = why),
                Some(say!(words, "card-demoted-do", agent = agent.as_str())),
            )
        }
        _ => return None,
    })
}

/// Why a command about agents' work was refused.
pub(super) fn refusal(refusal: &Refusal, names: &dyn Names) -> Option<Said> {
    let words = names.words();
    let gone = |id: String| Said::new(say!(words, "refusal-no-such-work", id = id));
    Some(match refusal {
        Refusal::NoSuchPreparation { preparation } => gone(preparation.to_string()),
        Refusal::NoSuchApproval { approval } => {
            gone(approval.to_string()).help(say!(words, "refusal-no-such-approval-help"))
        }
        Refusal::NoSuchAction { action } => gone(action.to_string()),
        Refusal::NoSuchRollout { rollout } => gone(rollout.to_string()).help(say!(words, "refusal-no-such-agent-help")),
        Refusal::NoSuchAgent { agent } => gone(agent.to_string()).help(say!(words, "refusal-no-such-agent-help")),
        Refusal::AgentHasIt { step, work } => {
            let said =
                Said::new(say!(words, "refusal-agent-has-it", step = step.to_string(), stage = work.stage.said(words)));
            match work.approval.filter(|_| work.stage == Stage::Pending) {
                Some(id) => said.help(say!(words, "refusal-agent-has-it-help", id = id.to_string())),
                None => said,
            }
        }
        Refusal::ApprovalIsOver { approval, standing } => {
            let how = how_it_ended(standing, names);
            Said::new(say!(words, "refusal-approval-is-over", id = approval.to_string(), how = how))
        }
        Refusal::PayloadChanged { approval, .. } => Said::new(say!(
            words,
            "refusal-payload-changed",
            id = approval.to_string()
        ))
        .help(say!(words, "refusal-payload-changed-help", id = approval.to_string())),
        Refusal::OnlyReview { approval } => Said::new(say!(words, "refusal-only-review", id = approval.to_string()))
            .help(say!(words, "refusal-only-review-help", id = approval.to_string())),
        Refusal::NotInReview { approval } => Said::new(say!(words, "refusal-not-in-review", id = approval.to_string())),
        Refusal::FourEyes { why, .. } => {
            let what = match why {
                Barred::Asked => say!(words, "refusal-four-eyes-asked"),
                Barred::DidAStep => say!(words, "refusal-four-eyes-did"),
                Barred::Edited => say!(words, "refusal-four-eyes-edited"),
                Barred::Lender => say!(words, "refusal-four-eyes-lender"),
            };
            Said::new(what).help(say!(words, "refusal-four-eyes-help"))
        }
        Refusal::DoneByAgent { step } => Said::new(say!(words, "refusal-done-by-agent", step = step.to_string()))
            .help(say!(words, "refusal-done-by-agent-help")),
        Refusal::LentToOneself { role } => Said::new(say!(words, "refusal-lent-to-oneself", role = role.as_str())),
        Refusal::AlreadyVoted { at, .. } => Said::new(say!(words, "refusal-already-voted", at = names.time(*at))),
        Refusal::OverLimit { amount, limit, .. } => {
            let limit = words.number(limit);
            let what = match amount {
                Some(amount) => say!(words, "refusal-over-limit", amount = words.number(amount), limit = limit),
                None => say!(words, "refusal-over-limit-unknown", limit = limit),
            };
            Said::new(what).help(say!(words, "refusal-over-limit-help"))
        }
        Refusal::BadPayload { told } => Said::new(say!(words, "refusal-bad-payload", told = told.as_str())),
        Refusal::ActionIsNot { action, standing } => {
            let standing = standing.said(words);
            Said::new(say!(words, "refusal-action-is-not", id = action.to_string(), standing = standing))
        }
        Refusal::AgentPaused { agent } => Said::new(say!(words, "refusal-agent-paused", agent = agent.as_str()))
            .help(say!(words, "refusal-agent-paused-help", agent = agent.as_str())),
        Refusal::NoFurther { rollout, mode } => {
            Said::new(say!(words, "refusal-no-further", rollout = rollout.as_str(), mode = mode.said(words)))
        }
        Refusal::DossierChanged { rollout, dossier, seen } => {
            let news = super::dossier::news(dossier, seen.as_deref(), names).join("; ");
            Said::new(say!(words, "refusal-dossier-changed", rollout = rollout.as_str(), news = news)).help(say!(
                words,
                "refusal-dossier-changed-help",
                rollout = rollout.as_str()
            ))
        }
        Refusal::AllPaused => Said::new(say!(words, "refusal-all-paused")).help(say!(words, "refusal-all-paused-help")),
        Refusal::AlreadyJudged { action, judged } => {
            let (id, judgement) = (action.to_string(), judged.judgement.said(words));
            Said::new(say!(words, "refusal-already-judged", id = id, judgement = judgement, at = names.time(judged.at)))
        }
        Refusal::NotByItself { action } => Said::new(say!(words, "refusal-not-by-itself", id = action.to_string())),
        Refusal::GatesNotMet { rollout, told } => {
            let gates: Vec<String> = told.iter().map(|gate| gate.said(words)).collect();
            Said::new(say!(words, "refusal-gates", rollout = rollout.as_str(), gates = gates.join("; ")))
                .help(say!(words, "refusal-gates-help"))
        }
        _ => return None,
    })
}

/// Who decided, and when.
pub fn how_it_ended(standing: &ApprovalStanding, names: &dyn Names) -> String {
    let words = names.words();
    let (name, at) = match standing {
        ApprovalStanding::Approved { at, by: Decider::People(people) } => (list(people, names), at),
        ApprovalStanding::Approved { at, by: Decider::TimedOut } => (say!(words, "approval-nobody"), at),
        ApprovalStanding::Rejected { at, by, .. } | ApprovalStanding::PushedBack { at, by, .. } => {
            (names.person(by), at)
        }
        other => return other.said(words),
    };
    say!(words, "approval-ended", how = standing.said(words), name = name, at = names.time(*at))
}

impl Label for Mode {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Shadow => say!(words, "mode-shadow"),
            Self::Assist => say!(words, "mode-assist"),
            Self::Autonomous => say!(words, "mode-autonomous"),
        }
    }
}

impl Label for Judgement {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Same => say!(words, "judgement-same"),
            Self::Similar => say!(words, "judgement-similar"),
            Self::Different => say!(words, "judgement-different"),
        }
    }
}

impl Label for Superseded {
    fn said(&self, words: Words) -> String {
        match self {
            Self::RunOver => say!(words, "superseded-run-over"),
            Self::StepSkipped => say!(words, "superseded-skipped"),
            Self::Changed => say!(words, "superseded-changed"),
            Self::ByHand => say!(words, "superseded-by-hand"),
        }
    }
}

impl Label for Fall {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Person => say!(words, "fall-person"),
            Self::Failure => say!(words, "fall-failure"),
            Self::Agreement => say!(words, "fall-agreement"),
            Self::Tier => say!(words, "fall-tier"),
        }
    }
}

impl Label for Gate {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Runs { judged, least } => say!(words, "gate-runs", is = *judged, wanted = *least),
            Self::Days { days, least } => say!(words, "gate-days", is = *days, wanted = *least),
            Self::Agreement { lower, least } => {
                say!(words, "gate-agreement", is = u32::from(*lower), wanted = u32::from(*least))
            }
            Self::Failures { failures, most } => say!(words, "gate-failures", is = *failures, wanted = *most),
        }
    }
}

impl Label for Stage {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Preparing => say!(words, "work-preparing"),
            Self::Laid => say!(words, "work-laid"),
            Self::Pending => say!(words, "work-pending"),
            Self::Acting => say!(words, "work-acting"),
            Self::Unknown => say!(words, "work-unknown"),
            Self::ByHand => say!(words, "work-by-hand"),
            Self::Over => say!(words, "work-over"),
        }
    }
}

impl Label for WorkOutcome {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Done => say!(words, "work-done"),
            Self::Rejected => say!(words, "approval-rejected"),
            Self::Expired => say!(words, "approval-expired"),
            Self::Abandoned => say!(words, "action-abandoned"),
        }
    }
}

impl Label for ApprovalStanding {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Pending => say!(words, "approval-pending"),
            Self::Review => say!(words, "approval-review"),
            Self::Approved { .. } => say!(words, "approval-approved"),
            Self::Rejected { .. } => say!(words, "approval-rejected"),
            Self::PushedBack { .. } => say!(words, "approval-pushed-back"),
            Self::Expired { .. } => say!(words, "approval-expired"),
            Self::Superseded { why, .. } => say!(words, "approval-superseded", why = why.said(words)),
            Self::Reviewed { .. } => say!(words, "approval-reviewed"),
        }
    }
}

impl Label for ActionStanding {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Approved => say!(words, "action-approved"),
            Self::Held { .. } => say!(words, "action-held"),
            Self::Claimed { .. } | Self::Running { .. } => say!(words, "action-running"),
            Self::Succeeded { .. } => say!(words, "work-done"),
            Self::Failed { .. } => say!(words, "action-failed"),
            Self::Unknown { .. } => say!(words, "action-unknown"),
            Self::Abandoned { .. } => say!(words, "action-abandoned"),
        }
    }
}

/// What an agent did in a step, or what was decided about it.
pub fn acted(agent: &AgentId, approved_by: &[PersonId], names: &dyn Names) -> String {
    let words = names.words();
    if approved_by.is_empty() {
        return say!(words, "work-acted", agent = agent.as_str());
    }
    say!(words, "work-acted-approved", agent = agent.as_str(), names = list(approved_by, names))
}
