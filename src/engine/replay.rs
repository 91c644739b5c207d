//! What people did, from a site's journal, as commands for a simulated floor.
//!
//! Runs are found again by their occurrence, exceptions by their group: numbers are given anew. What has no counterpart
//! there has no place: another schedule opened no such run, another limit raised no such card.
//!
//! Agents do nothing here: what they laid out and did is as the journal has it, in the same step of the same run. A step
//! stands where the simulated floor's rules put it, and a promotion is of the dossier that the simulated floor writes.

use super::error::EngineError;
use crate::domain::actor::Actor;
use crate::domain::approval::{Delegation, Superseded, Verdict};
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::command::{Command, Given, Rest};
use crate::domain::evidence::{Body, Value};
use crate::domain::exception::{Cause, ResolutionCause};
use crate::domain::fact::{Entry, Fact};
use crate::domain::id::{ActionId, ApprovalId, BodyHash, ExceptionId, OccurrenceKey, PreparationId, RunId};
use crate::domain::notice::{Came, Report};
use crate::domain::preparation::PreparationReport;
use crate::domain::run::CancelReason;
use crate::domain::sop::{Capture, Sop};
use crate::domain::step::{Stage, StepKey};
use crate::domain::timer::Subject;
use crate::store::{Answer, Batch, Envelope, Store, StoreError};
use chrono::NaiveDate;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Runs of the journal whose names are kept at hand.
const AT_HAND: usize = 512;

/// The acts of people in a stretch of a journal, a business date at a time.
pub struct Replay {
    site: Store,
    from: Instant,
    to: Instant,
    /// The date that is read next, and the last.
    date: NaiveDate,
    last: NaiveDate,
    waiting: VecDeque<Entry>,
    runs: BTreeMap<RunId, Known>,
    /// The run of the journal that the last act started by hand.
    starting: Option<RunId>,
    /// Whose the last act was.
    whose: Whose,
    /// Those started by hand, and which they are on the simulated floor: their keys may be random.
    started: BTreeMap<RunId, RunId>,
}

/// Whose an act was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    People,
    /// What came of an agent's work.
    Agents,
    /// On the way there.
    OnTheWay,
}

/// A run of the journal.
#[derive(Clone)]
struct Known {
    occurrence: OccurrenceKey,
    sop: Option<Arc<Sop>>,
}

impl Replay {
    pub fn new(site: Store, calendar: &dyn Calendar, (from, to): (Instant, Instant)) -> Self {
        let (date, last) = (calendar.business_date(from), calendar.business_date(to));
        // Another config may have had another start of the day.
        let (date, last) = (date.pred_opt().unwrap_or(date), last.succ_opt().unwrap_or(last));
        Self {
            site,
            from,
            to,
            date,
            last,
            waiting: VecDeque::new(),
            runs: BTreeMap::new(),
            starting: None,
            whose: Whose::People,
            started: BTreeMap::new(),
        }
    }

    /// When the next act was.
    pub fn next_at(&mut self) -> Result<Option<Instant>, EngineError> {
        while self.waiting.is_empty() && self.date <= self.last {
            let mut entries = self.site.acts(self.date)?;
            entries.retain(|entry| self.from <= entry.at && entry.at < self.to && is_an_act(entry));
            // A clock that was set back keeps the order of the journal, not of its times; a simulation needs these.
            entries.sort_by_key(|entry| (entry.at, entry.seq));
            self.waiting.extend(entries);
            let Some(next) = self.date.succ_opt() else { break };
            self.date = next;
        }
        Ok(self.waiting.front().map(|entry| entry.at))
    }

    /// That act, as the simulated floor stands; none where it has no place there.
    pub fn act(&mut self, floor: &Batch<'_>) -> Result<Option<(Envelope, Command)>, EngineError> {
        let Some(entry) = self.waiting.pop_front() else { return Ok(None) };
        self.whose = whose(&entry.fact);
        let rest = self.skipped_with(&entry);
        self.voted_with(&entry);
        let command = self.command(&entry, rest, floor)?;
        let envelope =
            Envelope { terminal: entry.terminal, request: entry.request, ..Envelope::new(entry.actor, &entry.via.0) };
        Ok(command.map(|command| (envelope, command)))
    }

    /// Whose the last act was.
    pub fn whose(&self) -> Whose {
        self.whose
    }

    /// What became of the last act.
    pub fn answered(&mut self, answer: &Answer) {
        let Some(theirs) = self.starting.take() else { return };
        let opened = answer.entries().iter().find_map(|entry| match entry.fact {
            Fact::RunOpened { run, .. } => Some(run),
            _ => None,
        });
        self.started.extend(opened.map(|ours| (theirs, ours)));
    }

    /// One word for all that is left makes a fact a step.
    fn skipped_with(&mut self, entry: &Entry) -> Rest {
        let mut rest = Rest::Keep;
        if matches!(entry.fact, Fact::StepSkipped { .. }) {
            while self.waiting.front().is_some_and(|next| {
                matches!(next.fact, Fact::StepSkipped { .. })
                    && (next.at, &next.subject, &next.request) == (entry.at, &entry.subject, &entry.request)
            }) {
                self.waiting.pop_front();
                rest = Rest::SkipToo;
            }
        }
        rest
    }

    /// Whoever edits a payload and may decide about it has decided by that.
    fn voted_with(&mut self, entry: &Entry) {
        if matches!(entry.fact, Fact::ApprovalEdited { .. })
            && self.waiting.front().is_some_and(|next| {
                matches!(next.fact, Fact::ApprovalVoted { .. })
                    && (next.at, &next.subject, &next.request) == (entry.at, &entry.subject, &entry.request)
            })
        {
            self.waiting.pop_front();
        }
    }

    fn command(&mut self, entry: &Entry, rest: Rest, floor: &Batch<'_>) -> Result<Option<Command>, EngineError> {
        Ok(match &entry.fact {
            Fact::RunOpened { run, sop, asked, .. } => {
                self.starting = Some(*run);
                let asked = asked.iter().map(|(id, hash)| Ok((id.clone(), self.body(hash)?)));
                Some(Command::StartRun { sop: sop.clone(), asked: asked.collect::<Result<_, StoreError>>()? })
            }
            Fact::ExceptionRaised { cause: Cause::Reported { run, step, what }, severity, .. } => {
                let what = self.body(what)?;
                let run = run.map(|run| self.run(run, floor)).transpose()?.flatten();
                let step = step.clone().filter(|_| run.is_some());
                Some(Command::RaiseException { what, severity: *severity, run, step })
            }
            Fact::ExceptionAcknowledged { exception, note, .. } => {
                let note = self.body_of(note.as_ref())?;
                let exception = self.exception(*exception, floor)?;
                exception.map(|exception| Command::AcknowledgeException { exception, note })
            }
            Fact::ExceptionAssigned { exception, to } => {
                let exception = self.exception(*exception, floor)?;
                exception.map(|exception| Command::AssignException { exception, to: to.clone() })
            }
            Fact::ExceptionShelved { exception, until, reason } => {
                let reason = self.body(reason)?;
                let exception = self.exception(*exception, floor)?;
                exception.map(|exception| Command::ShelveException { exception, until: *until, reason })
            }
            Fact::ExceptionVerified { exception, note } => {
                let note = self.body_of(note.as_ref())?;
                let exception = self.exception(*exception, floor)?;
                exception.map(|exception| Command::VerifyException { exception, note })
            }
            Fact::ExceptionReopened { exception, reason, .. } => {
                let reason = self.body(reason)?;
                let exception = self.exception(*exception, floor)?;
                exception.map(|exception| Command::ReopenException { exception, reason })
            }
            Fact::ExceptionResolved { exception, cause, decision, .. } => {
                let decision = self.body_of(decision.as_ref())?;
                let exception = self.exception(*exception, floor)?;
                exception.map(|exception| Command::ResolveException { exception, cause: *cause, decision })
            }
            Fact::SopReviewed { sop, note, .. } => {
                Some(Command::ReviewSop { sop: sop.clone(), note: self.body_of(note.as_ref())? })
            }
            Fact::DelegationGiven { delegation } => {
                let Delegation { role, to, from, until, reason, .. } = delegation.clone();
                Some(Command::GiveDelegation { role, to, from: Some(from), until, reason: self.body(&reason)? })
            }
            Fact::DelegationEnded { role, to, .. } => {
                Some(Command::EndDelegation { role: role.clone(), to: to.clone() })
            }
            Fact::AgentPromoted { rollout, .. } => {
                let dossier = floor.dossier(rollout)?;
                dossier.map(|dossier| Command::PromoteAgent {
                    rollout: rollout.clone(),
                    dossier: Body::new([0; 16], dossier.text()),
                })
            }
            Fact::AgentDemoted { rollout, reason: Some(reason), .. } => {
                Some(Command::DemoteAgent { rollout: rollout.clone(), reason: self.body(reason)? })
            }
            Fact::AgentPaused { agent, reason } => {
                Some(Command::PauseAgent { agent: agent.clone(), reason: self.body_of(reason.as_ref())? })
            }
            Fact::AgentResumed { agent } => Some(Command::ResumeAgent { agent: agent.clone() }),
            _ if matches!(entry.subject, Subject::Preparation(_) | Subject::Approval(_) | Subject::Action(_)) => {
                self.of_work(entry, floor)?
            }
            fact => match run_of(fact) {
                Some(id) => match self.run(id, floor)? {
                    Some(run) => self.at_a_run(fact, id, run, rest)?,
                    None => None,
                },
                None => None,
            },
        })
    }

    /// `id` is the journal's number of the run, `run` the simulated floor's.
    fn at_a_run(&mut self, fact: &Fact, id: RunId, run: RunId, rest: Rest) -> Result<Option<Command>, EngineError> {
        Ok(Some(match fact.clone() {
            Fact::StepDone { step, value, observed, .. } => {
                let capture = self.capture(id, &step)?;
                if matches!(capture, Some(Capture::Computed { .. })) {
                    // It follows from the others.
                    return Ok(None);
                }
                let answer = match (value, capture) {
                    (Value::Text { body }, _) => Given::Text(self.body(&body)?),
                    (Value::Number { value }, Some(Capture::Timed(_))) => Given::Timed { stage: Stage::End, value },
                    (value, _) => Given::Value(value),
                };
                Command::AnswerStep { run, step, answer, observed }
            }
            Fact::StepStarted { step, value, observed, .. } => {
                let answer = Given::Timed { stage: Stage::Start, value };
                Command::AnswerStep { run, step, answer, observed }
            }
            Fact::StepCorrected { step, action, .. } => {
                Command::CorrectStep { run, step, action: self.body_of(action.as_ref())? }
            }
            Fact::StepSkipped { step, reason, note, .. } => {
                Command::SkipSteps { run, step, rest, reason, note: self.body_of(note.as_ref())? }
            }
            Fact::StepUndone { step, reason, .. } => Command::UndoStep { run, step, reason },
            Fact::NoteAdded { step, body, .. } => Command::AddNote { run, step, text: self.body(&body)? },
            Fact::FileAttached { step, file, .. } => Command::AttachFile { run, step, file },
            Fact::RunSkipped { reason, note, .. } => {
                Command::SkipRun { run, reason, note: self.body_of(note.as_ref())? }
            }
            Fact::RunReopened { reason, .. } => Command::ReopenRun { run, reason: self.body(&reason)? },
            Fact::RunCancelled { cancel: CancelReason::Manager { reason, .. }, .. } => {
                Command::CancelRun { run, reason: self.body(&reason)? }
            }
            _ => return Ok(None),
        }))
    }

    /// Of an agent's work: its counterpart is what the same step of the same run has there.
    fn of_work(&mut self, entry: &Entry, floor: &Batch<'_>) -> Result<Option<Command>, EngineError> {
        let place = match &entry.subject {
            Subject::Preparation(id) => self.site.preparation(*id)?.map(|it| (it.run, it.step)),
            Subject::Approval(id) => self.site.approval(*id)?.map(|it| (it.run, it.step)),
            Subject::Action(id) => self.site.action(*id)?.map(|it| (it.run, it.step)),
            _ => None,
        };
        let Some((run, step)) = place else { return Ok(None) };
        let Some(run) = self.run(run, floor)? else { return Ok(None) };
        let Some(work) = floor.run(run)?.and_then(|run| run.work(&step).cloned()) else { return Ok(None) };
        Ok(match (&entry.subject, work.approval, work.action) {
            (Subject::Preparation(_), _, _) => self.of_preparation(&entry.fact, work.preparation)?,
            (Subject::Approval(_), Some(approval), _) => self.of_approval(&entry.fact, approval)?,
            (Subject::Action(_), _, Some(action)) => self.of_action(&entry.fact, action)?,
            _ => None,
        })
    }

    fn of_preparation(&mut self, fact: &Fact, preparation: PreparationId) -> Result<Option<Command>, EngineError> {
        let report = match fact {
            Fact::PreparationClaimed { .. } => return Ok(Some(Command::ClaimPreparation { preparation })),
            Fact::PreparationReady { laid, .. } => PreparationReport::Ready {
                prepared: self.body(&laid.prepared)?,
                payload: self.body_of(laid.payload.as_ref())?,
                amount: laid.amount,
                confidence: laid.confidence,
                advice: laid.advice,
            },
            Fact::PreparationFailed { why, output, .. } => {
                PreparationReport::Failed { why: why.clone(), output: self.body_of(output.as_ref())? }
            }
            _ => return Ok(None),
        };
        Ok(Some(Command::RecordPreparation { preparation, report }))
    }

    fn of_approval(&mut self, fact: &Fact, approval: ApprovalId) -> Result<Option<Command>, EngineError> {
        let (iteration, payload, verdict) = match fact {
            Fact::ApprovalVoted { iteration, payload, .. } => (*iteration, payload, Verdict::Approve),
            Fact::ApprovalRejected { iteration, payload, reason, .. } => {
                (*iteration, payload, Verdict::Reject(self.body(reason)?))
            }
            Fact::ApprovalPushedBack { iteration, payload, feedback, .. } => {
                (*iteration, payload, Verdict::PushBack(self.body(feedback)?))
            }
            Fact::ApprovalEdited { iteration, payload, was, .. } => {
                (iteration - 1, was, Verdict::Edit(self.body(payload)?))
            }
            Fact::ApprovalJudged { judgement, by: Some(_), note, .. } => {
                let (judgement, note) = (*judgement, self.body_of(note.as_ref())?);
                return Ok(Some(Command::JudgeApproval { approval, judgement, note }));
            }
            Fact::ApprovalSuperseded { approval: theirs, .. } => {
                // Nothing was decided about it after that.
                let Some(theirs) = self.site.approval(*theirs)? else { return Ok(None) };
                let (iteration, payload) = (theirs.draft.iteration, theirs.draft.payload);
                let verdict = Verdict::ByHand;
                return Ok(Some(Command::DecideApproval { approval, iteration, payload, verdict }));
            }
            _ => return Ok(None),
        };
        Ok(Some(Command::DecideApproval { approval, iteration, payload: payload.clone(), verdict }))
    }

    fn of_action(&mut self, fact: &Fact, action: ActionId) -> Result<Option<Command>, EngineError> {
        let report = match fact {
            Fact::ActionClaimed { .. } => return Ok(Some(Command::ClaimAction { action })),
            Fact::ActionRunning { .. } => return Ok(Some(Command::StartAction { action })),
            Fact::ActionSucceeded { answer, .. } => Report::new(Came::Accepted, answer),
            Fact::ActionFailed { came, answer, .. } => Report::new(*came, answer),
            Fact::ActionUnknown { answer, .. } => Report::new(Came::Unknown, answer),
            Fact::ActionSettled { known, reason, .. } => {
                let (known, reason) = (*known, self.body_of(reason.as_ref())?);
                return Ok(Some(Command::SettleAction { action, known, reason }));
            }
            Fact::ActionJudged { judgement, note, .. } => {
                let (judgement, note) = (*judgement, self.body_of(note.as_ref())?);
                return Ok(Some(Command::JudgeAction { action, judgement, note }));
            }
            _ => return Ok(None),
        };
        Ok(Some(Command::RecordAction { action, report }))
    }

    /// The simulated run of the same occurrence.
    fn run(&mut self, id: RunId, floor: &Batch<'_>) -> Result<Option<RunId>, EngineError> {
        if let Some(run) = self.started.get(&id) {
            return Ok(Some(*run));
        }
        let Some(known) = self.known(id)? else { return Ok(None) };
        Ok(floor.run_of(&known.occurrence)?)
    }

    fn capture(&mut self, id: RunId, key: &StepKey) -> Result<Option<Capture>, EngineError> {
        let sop = self.known(id)?.and_then(|known| known.sop);
        Ok(sop.and_then(|sop| Some(sop.step(&key.step)?.capture.clone())))
    }

    fn known(&mut self, id: RunId) -> Result<Option<Known>, EngineError> {
        if let Some(known) = self.runs.get(&id) {
            return Ok(Some(known.clone()));
        }
        let Some(run) = self.site.run(id)? else { return Ok(None) };
        let known = Known { occurrence: run.occurrence, sop: self.site.sop_version(&run.pinned.sop)? };
        if self.runs.len() >= AT_HAND {
            // The oldest are done with first.
            self.runs.pop_first();
        }
        self.runs.insert(id, known.clone());
        Ok(Some(known))
    }

    /// The newest simulated card of the same group.
    fn exception(&mut self, id: ExceptionId, floor: &Batch<'_>) -> Result<Option<ExceptionId>, EngineError> {
        let Some(card) = self.site.exception(id)? else { return Ok(None) };
        // Some groups are of one run: `run:12/skipped`.
        let of_run = card.group.strip_prefix("run:").and_then(|rest| rest.split_once('/'));
        let group = match of_run.and_then(|(number, rest)| Some((number.parse().ok()?, rest))) {
            Some((number, rest)) => match self.run(RunId(number), floor)? {
                Some(run) => format!("run:{}/{rest}", run.0),
                None => return Ok(None),
            },
            None => card.group,
        };
        Ok(floor.newest_card(&group)?.map(|card| card.id))
    }

    /// A text with its own salt, so that its hash stays; one that was redacted is empty.
    fn body(&mut self, hash: &BodyHash) -> Result<Body, StoreError> {
        Ok(self.site.salted(hash)?.unwrap_or_else(|| Body::new([0; 16], "(removed)")))
    }

    fn body_of(&mut self, hash: Option<&BodyHash>) -> Result<Option<Body>, StoreError> {
        hash.map(|hash| self.body(hash)).transpose()
    }
}

/// Whose a fact of the engine's is.
fn whose(fact: &Fact) -> Whose {
    match fact {
        Fact::PreparationClaimed { .. } | Fact::ActionClaimed { .. } | Fact::ActionRunning { .. } => Whose::OnTheWay,
        Fact::PreparationReady { .. }
        | Fact::PreparationFailed { .. }
        | Fact::ActionSucceeded { .. }
        | Fact::ActionFailed { .. }
        | Fact::ActionUnknown { .. } => Whose::Agents,
        _ => Whose::People,
    }
}

/// Whether a fact is what somebody did, and not what followed from it.
fn is_an_act(entry: &Entry) -> bool {
    if entry.actor == Actor::Engine {
        return whose(&entry.fact) != Whose::People;
    }
    match &entry.fact {
        // A signal that a person sent opens runs in their name, too.
        Fact::RunOpened { nominal, occurrence, .. } => nominal.is_none() && occurrence.as_str().contains("@manual:"),
        Fact::ExceptionRaised { cause, .. } => matches!(cause, Cause::Reported { .. }),
        Fact::ExceptionResolved { cause, .. } => ResolutionCause::ALL.contains(cause),
        Fact::RunCancelled { cancel, .. } => matches!(cancel, CancelReason::Manager { .. }),
        Fact::AgentDemoted { by, .. } | Fact::ApprovalJudged { by, .. } => by.is_some(),
        Fact::ApprovalSuperseded { why, .. } => *why == Superseded::ByHand,
        // It follows from a signal, or from what was decided about an agent's work.
        Fact::StepDone { value: Value::Signal { .. } | Value::Acted { .. } | Value::Decided { .. }, .. } => false,
        Fact::ApprovalVoted { .. }
        | Fact::ApprovalRejected { .. }
        | Fact::ApprovalPushedBack { .. }
        | Fact::ApprovalEdited { .. }
        | Fact::ActionSettled { .. }
        | Fact::ActionJudged { .. }
        | Fact::DelegationGiven { .. }
        | Fact::DelegationEnded { .. }
        | Fact::AgentPromoted { .. }
        | Fact::AgentPaused { .. }
        | Fact::AgentResumed { .. }
        | Fact::StepDone { .. }
        | Fact::StepStarted { .. }
        | Fact::StepCorrected { .. }
        | Fact::StepSkipped { .. }
        | Fact::StepUndone { .. }
        | Fact::NoteAdded { .. }
        | Fact::FileAttached { .. }
        | Fact::RunSkipped { .. }
        | Fact::RunReopened { .. }
        | Fact::ExceptionAcknowledged { .. }
        | Fact::ExceptionShelved { .. }
        | Fact::ExceptionVerified { .. }
        | Fact::ExceptionReopened { .. }
        | Fact::ExceptionAssigned { .. }
        | Fact::SopReviewed { .. } => true,
        _ => false,
    }
}

fn run_of(fact: &Fact) -> Option<RunId> {
    match fact {
        Fact::StepDone { run, .. }
        | Fact::StepStarted { run, .. }
        | Fact::StepCorrected { run, .. }
        | Fact::StepSkipped { run, .. }
        | Fact::StepUndone { run, .. }
        | Fact::NoteAdded { run, .. }
        | Fact::FileAttached { run, .. }
        | Fact::RunSkipped { run, .. }
        | Fact::RunReopened { run, .. }
        | Fact::RunCancelled { run, .. } => Some(*run),
        _ => None,
    }
}
