//! What a decision wants written, before it is a fact: ids and groups are settled when its turn comes.

use super::date::Dates;
use super::escalation::{self, Response};
use super::fire::Firing;
use super::{Context, agent, repetition, suppression, watch, work};
use crate::domain::calendar::Instant;
use crate::domain::evidence::Body;
use crate::domain::exception::{Cause, Check, Counted, Exception, ResolutionCause, Severity, Status};
use crate::domain::fact::{Fact, Recorded};
use crate::domain::id::{AreaId, BodyHash, CaseId, ExceptionId, ListId, OccurrenceKey, RunId, SopId, SourceId, StepId};
use crate::domain::repetition::Tally;
use crate::domain::signal::Signal;
use crate::domain::state::State;
use crate::domain::step::StepKey;
use crate::domain::timer::Subject;
use crate::domain::watch::Watch;
use rust_decimal::Decimal;

/// As many readings as a card knows one by one.
const MOST_COUNTED: usize = 12;

/// What a decide yields.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Outcome {
    pub(super) intents: Vec<Intent>,
    pub(super) bodies: Vec<Body>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Intent {
    Fact(Box<Fact>),
    /// A fact of a case that is not in the state yet.
    OfCase(Box<Fact>, Option<CaseId>),
    /// A card, or one more on the open card of its group.
    Raise(Box<Raise>),
    /// A trigger fires.
    Fire(Box<Firing>),
    /// Something is waited for.
    Watch(Box<watch::Opening>),
    /// A fact is counted.
    Count(Box<repetition::Counting>),
    /// Nobody waits any more for some of what a SOP waited for.
    Withdraw(SopId),
    /// An agent is to lay something out.
    Prepare(Box<work::Asking>),
    /// Something is told of the rollout of a run's step.
    OfRollout {
        run: RunId,
        step: StepId,
        told: agent::Told,
    },
    /// A watch waits no more for a source.
    Resume(Box<Watch>, SourceId),
    /// Dates of a list, or of a SOP, are looked at again.
    Dates(Box<Dates>),
    /// Intents, and the texts that they refer to.
    WithBodies(Vec<Body>, Vec<Intent>),
    /// Signals that wait their turn, in order: those up to an instant, and at least one.
    Judge {
        waiting: Vec<Signal>,
        until: Instant,
    },
    /// What a card was about went away: resolves it where it is open and about nothing else.
    Clear {
        group: String,
        about: About,
        cause: ResolutionCause,
    },
    /// A fact of a card that may not be in the state yet: the newest of its group.
    OfExceptionOf {
        group: String,
        fact: Box<Fact>,
    },
    /// A reading that is as it should be: an answer to the card that asked for one.
    Recheck {
        group: String,
        run: RunId,
        step: StepKey,
        value: Decimal,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Raise {
    pub(super) severity: Severity,
    pub(super) group: String,
    pub(super) cause: Cause,
    pub(super) sop: Option<SopId>,
    pub(super) run: Option<RunId>,
    pub(super) area: Option<AreaId>,
    pub(super) case: Option<CaseId>,
    /// The firing that it is, where no run is.
    pub(super) occurrence: Option<OccurrenceKey>,
    pub(super) respond_by: Option<Instant>,
}

impl Default for Raise {
    /// A low one about nothing, to be filled in.
    fn default() -> Self {
        Self {
            severity: Severity::Low,
            group: String::new(),
            cause: Cause::Loop { fact: String::new() },
            sop: None,
            run: None,
            area: None,
            case: None,
            occurrence: None,
            respond_by: None,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum About {
    /// One reading: a card that counts other readings too counts one less.
    Reading(RunId, StepKey),
    Everything,
}

impl Outcome {
    pub(super) fn fact(fact: Fact) -> Self {
        let mut outcome = Self::default();
        outcome.push(fact);
        outcome
    }
    pub(super) fn raise(raise: Raise) -> Self {
        Self { intents: vec![Intent::Raise(Box::new(raise))], bodies: Vec::new() }
    }
    pub(super) fn push(&mut self, fact: Fact) {
        self.intents.push(Intent::Fact(Box::new(fact)));
    }
    pub(super) fn body(&mut self, body: &Body) -> BodyHash {
        self.bodies.push(body.clone());
        body.hash()
    }
    pub(super) fn body_of(&mut self, body: Option<&Body>) -> Option<BodyHash> {
        body.map(|body| self.body(body))
    }
}

impl Intent {
    pub(super) fn fact(fact: Fact) -> Self {
        Self::Fact(Box::new(fact))
    }

    /// The fact it comes to now; none where there is nothing to tell.
    pub(super) fn settle(self, state: &mut State, context: &Context<'_>) -> Option<Recorded> {
        let (fact, case) = match self {
            Self::Fact(fact) => {
                let case = case_of(&fact, state);
                (*fact, case)
            }
            Self::OfCase(fact, case) => (*fact, case),
            Self::Raise(raise) => {
                let fact = settle_raise(*raise, state, context)?;
                let case = case_of(&fact, state);
                (fact, case)
            }
            Self::Clear { group, about, cause } => {
                let fact = settle_clear(&group, &about, cause, state, context)?;
                let case = case_of(&fact, state);
                (fact, case)
            }
            // Expanded before: they are no facts.
            Self::Fire(_)
            | Self::Watch(_)
            | Self::Count(_)
            | Self::Dates(_)
            | Self::Prepare(_)
            | Self::OfRollout { .. }
            | Self::Withdraw(_)
            | Self::Resume(..)
            | Self::WithBodies(..)
            | Self::Judge { .. } => {
                return None;
            }
            Self::OfExceptionOf { group, fact } => {
                newest(state, context, &group)?;
                let case = case_of(&fact, state);
                (*fact, case)
            }
            Self::Recheck { group, run, step, value } => {
                let card = newest(state, context, &group).filter(|card| card.is_open() && card.recheck.is_some())?;
                let fact = Fact::ExceptionRechecked { exception: card.id, run, step, value };
                let case = case_of(&fact, state);
                (fact, case)
            }
        };
        // What says that the wall clock lies is not told at the lie: the next start compares with the last fact.
        let at = if let Fact::ClockHeld { last, .. } = &fact { *last } else { context.now };
        Some(Recorded {
            at,
            business_date: context.calendar.business_date(at),
            actor: context.actor.clone(),
            subject: subject_of(&fact),
            case,
            fact,
        })
    }
}

/// The newest card of a group.
pub(super) fn newest_known(state: &State, context: &Context<'_>, group: &str) -> Option<Exception> {
    let loaded = state.exceptions.values().filter(|card| card.group == group).max_by_key(|card| card.id);
    loaded.cloned().or_else(|| context.look.exception_of_group(group))
}

/// The same, put into the state where it was not loaded.
pub(super) fn newest<'s>(state: &'s mut State, context: &Context<'_>, group: &str) -> Option<&'s Exception> {
    let card = newest_known(state, context, group)?;
    Some(state.exceptions.entry(card.id).or_insert(card))
}

fn settle_raise(raise: Raise, state: &mut State, context: &Context<'_>) -> Option<Fact> {
    let next = ExceptionId(state.last_exception + 1);
    let former = newest(state, context, &raise.group).cloned();
    let Raise { severity, group, cause, sop, run, area, case, occurrence, respond_by } = raise;
    let recheck = recheck(state, context, &cause);
    Some(match former {
        Some(open) if open.is_open() => {
            let open = &open;
            // The same mistake in the same file is no news.
            if matches!(cause, Cause::BadFile { .. }) && open.cause == cause {
                return None;
            }
            let readings = counted(open, severity, &cause);
            let cause = merged(&open.cause, cause);
            // What is hidden goes on standing still; a high reading is brought to light by itself.
            let quiet = matches!(open.status, Status::Open | Status::Suppressed);
            let worse = severity > open.severity && !quiet;
            let Response { by: respond_by, rungs } =
                if worse { escalation::again(state, context, open, severity) } else { Response::default() };
            Fact::ExceptionRecurred {
                exception: open.id,
                severity,
                cause,
                readings,
                occurrence,
                respond_by,
                rungs,
                recheck,
            }
        }
        former => {
            let former = former.map(|card| card.id);
            let inhibits = suppression::inhibits(state, &cause);
            let parent = suppression::parent_of(state, context, sop.as_ref());
            let of_run = run.and_then(|run| state.runs.get(&run)).and_then(|run| state.sop_of(run));
            let in_force = || state.sops.get(sop.as_ref()?)?.sop.as_ref();
            let version = of_run.or_else(in_force).map(|sop| &**sop);
            let Response { by: respond_by, rungs } =
                escalation::of_exception(state, context, version, severity, &cause, respond_by);
            Fact::ExceptionRaised {
                exception: next,
                severity,
                cause,
                group,
                sop,
                run,
                area,
                former,
                case,
                occurrence,
                respond_by,
                rungs,
                recheck,
                inhibits,
                parent,
            }
        }
    })
}

/// When a new reading is wanted, as the limit says.
fn recheck(state: &State, context: &Context<'_>, cause: &Cause) -> Option<Instant> {
    let Cause::OutOfRange { run, step, limit, .. } = cause else { return None };
    let sop = state.sop_of(state.runs.get(run)?)?;
    let seconds = sop.step(&step.step)?.all_limits().nth(*limit)?.recheck?;
    Some(context.now + chrono::TimeDelta::seconds(i64::from(seconds)))
}

/// A card that sums up keeps its sum.
fn merged(before: &Cause, cause: Cause) -> Cause {
    match (before, cause) {
        (Cause::EngineDown { missed: before, .. }, Cause::EngineDown { from, to, missed }) => {
            Cause::EngineDown { from, to, missed: before + missed }
        }
        (Cause::StepSkipped { run: same, steps: before, .. }, Cause::StepSkipped { run, steps, reason })
            if *same == run =>
        {
            let mut all = before.clone();
            all.extend(steps.into_iter().filter(|step| !before.contains(step)));
            Cause::StepSkipped { run, steps: all, reason }
        }
        (_, cause) => cause,
    }
}

fn settle_clear(
    group: &str,
    about: &About,
    cause: ResolutionCause,
    state: &mut State,
    context: &Context<'_>,
) -> Option<Fact> {
    let card = newest(state, context, group).filter(|card| card.is_open())?;
    let resolved = Fact::ExceptionResolved { exception: card.id, cause, decision: None, check: Check::NotAsked };
    let About::Reading(run, step) = about else { return Some(resolved) };
    let mine = |cause: &Cause| reading_of(cause) == Some((run, step));
    if card.count == 1 {
        return mine(&card.cause).then_some(resolved);
    }
    let at = card.readings.iter().rposition(|counted| mine(&counted.cause))?;
    let mut readings = card.readings.clone();
    readings.remove(at);
    let newest = readings.last()?.clone();
    // Of those that are no longer known one by one the worst is not known either.
    let all = card.count as usize == readings.len() + 1;
    let severity = if all { readings.iter().map(|counted| counted.severity).max()? } else { card.severity };
    Some(Fact::ExceptionCountedDown { exception: card.id, severity, cause: newest.cause, readings })
}

/// The answer that a card is about, where it is not as it should be.
fn reading_of(cause: &Cause) -> Option<(&RunId, &StepKey)> {
    match cause {
        Cause::OutOfRange { run, step, .. }
        | Cause::BadChoice { run, step, .. }
        | Cause::NotComputed { run, step, .. } => Some((run, step)),
        _ => None,
    }
}

/// The readings a card counts with one more; known only from the first one on, and the newest of them.
fn counted(open: &Exception, severity: Severity, cause: &Cause) -> Vec<Counted> {
    if reading_of(cause).is_none() {
        return Vec::new();
    }
    let mut readings = open.readings.clone();
    if open.count == 1 {
        readings.push(Counted { severity: open.severity, cause: open.cause.clone() });
    }
    readings.push(Counted { severity, cause: cause.clone() });
    let over = readings.len().saturating_sub(MOST_COUNTED);
    readings.split_off(over)
}

/// The case that a fact is about: its own, or that of its subject as it stands.
fn case_of(fact: &Fact, state: &State) -> Option<CaseId> {
    match fact {
        Fact::SignalReceived { case, .. } | Fact::WatchOpened { case, .. } | Fact::ExceptionRaised { case, .. } => {
            return case.clone();
        }
        _ => {}
    }
    let of_run = |run: &RunId| state.runs.get(run)?.case.clone();
    match fact {
        Fact::PreparationRequested { run, .. }
        | Fact::ApprovalRequested { run, .. }
        | Fact::ActionApproved { run, .. } => return of_run(run),
        _ => {}
    }
    match subject_of(fact) {
        Subject::Preparation(id) => of_run(&state.preparations.get(&id)?.run),
        Subject::Approval(id) => state.approvals.get(&id)?.case.clone(),
        Subject::Action(id) => state.actions.get(&id)?.case.clone(),
        Subject::Run(run) => state.runs.get(&run)?.case.clone(),
        Subject::Exception(exception) => state.exceptions.get(&exception)?.case.clone(),
        Subject::Watch(watch) => state.watches.get(&watch)?.case.clone(),
        _ => None,
    }
}

/// What a fact is about.
fn subject_of(fact: &Fact) -> Subject {
    let list = |id: &ListId| Subject::List(id.clone());
    let sop = |id: &SopId| Subject::Sop(id.clone());
    match fact {
        Fact::StoreCreated { .. }
        | Fact::InspectionOpened { .. }
        | Fact::NoticeTested { .. }
        | Fact::DigestMailed { .. }
        | Fact::ConfigActivated { .. }
        | Fact::EngineTookOver { .. }
        | Fact::EngineWasDown { .. }
        | Fact::ClockHeld { .. }
        | Fact::ClockReleased { .. }
        | Fact::ClockStepped { .. }
        | Fact::ClockReset { .. }
        | Fact::SignalsWhole { .. }
        | Fact::SignalsJudged { .. }
        | Fact::EngineSilent { .. }
        | Fact::DiskNearlyFull { .. }
        | Fact::DiskHasRoom { .. }
        | Fact::StoreRestored { .. }
        | Fact::DelegationGiven { .. }
        | Fact::DelegationEnded { .. }
        | Fact::AgentPaused { agent: None, .. }
        | Fact::AgentResumed { agent: None }
        | Fact::HolidaysRanOut { .. } => Subject::Site,
        Fact::AgentPaused { agent: Some(agent), .. } | Fact::AgentResumed { agent: Some(agent) } => {
            Subject::Agent(agent.clone())
        }
        Fact::AgentStarted { rollout, .. }
        | Fact::AgentJudged { rollout, .. }
        | Fact::AgentFailed { rollout, .. }
        | Fact::AgentPromoted { rollout, .. }
        | Fact::AgentDemoted { rollout, .. } => Subject::Rollout(rollout.clone()),
        Fact::PreparationRequested { preparation, .. }
        | Fact::PreparationDue { preparation }
        | Fact::PreparationClaimed { preparation, .. }
        | Fact::PreparationReady { preparation, .. }
        | Fact::PreparationFailed { preparation, .. }
        | Fact::PreparationDropped { preparation, .. } => Subject::Preparation(*preparation),
        Fact::ApprovalRequested { approval, .. }
        | Fact::ApprovalVoted { approval, .. }
        | Fact::ApprovalApproved { approval, .. }
        | Fact::ApprovalRejected { approval, .. }
        | Fact::ApprovalPushedBack { approval, .. }
        | Fact::ApprovalEdited { approval, .. }
        | Fact::ApprovalRenewed { approval, .. }
        | Fact::ApprovalExpired { approval, .. }
        | Fact::ApprovalEscalated { approval, .. }
        | Fact::ApprovalOverdue { approval, .. }
        | Fact::ApprovalSuperseded { approval, .. }
        | Fact::ApprovalJudged { approval, .. } => Subject::Approval(*approval),
        Fact::ActionApproved { action, .. }
        | Fact::ActionClaimed { action, .. }
        | Fact::ActionRunning { action, .. }
        | Fact::ActionSucceeded { action, .. }
        | Fact::ActionFailed { action, .. }
        | Fact::ActionDue { action }
        | Fact::ActionReleased { action, .. }
        | Fact::ActionUnknown { action, .. }
        | Fact::ActionSettled { action, .. }
        | Fact::ActionJudged { action, .. }
        | Fact::ActionAbandoned { action, .. } => Subject::Action(*action),
        Fact::SignalReceived { signal, .. } => Subject::Signal(signal.clone()),
        Fact::WatchOpened { watch, .. }
        | Fact::WatchMet { watch, .. }
        | Fact::WatchAnsweredLate { watch, .. }
        | Fact::WatchMoved { watch, .. }
        | Fact::WatchFired { watch }
        | Fact::WatchHeld { watch, .. }
        | Fact::WatchResumed { watch, .. }
        | Fact::WatchWithdrawn { watch, .. } => Subject::Watch(*watch),
        Fact::SourceRead { source, .. }
        | Fact::SourceFailed { source, .. }
        | Fact::SourceStale { source, .. }
        | Fact::SourceFresh { source, .. }
        | Fact::SourceFlawed { source, .. }
        | Fact::SourceSound { source }
        | Fact::SourceGone { source, .. }
        | Fact::SourceResumed { source, .. } => Subject::Source(source.clone()),
        Fact::ListActivated { list: id, .. } | Fact::ListRetired { list: id } => list(id),
        Fact::SopActivated { sop: id, .. }
        | Fact::SopRetired { sop: id }
        | Fact::SopWatchesEnding { sop: id, .. }
        | Fact::SopWatchesEnded { sop: id }
        | Fact::RepetitionCounted { tally: Tally { sop: id, .. }, .. }
        | Fact::RepetitionFired { tally: Tally { sop: id, .. }, .. }
        | Fact::SopReviewDue { sop: id, .. }
        | Fact::SopReviewed { sop: id, .. }
        | Fact::OccurrenceNotFired { sop: id, .. }
        | Fact::OccurrenceFired { sop: id, .. }
        | Fact::OccurrencesMissed { sop: id, .. }
        | Fact::RecurrencePlanned { sop: id, .. }
        | Fact::RecurrenceWithdrawn { sop: id } => sop(id),
        Fact::RunOpened { run, .. }
        | Fact::RunStarted { run, .. }
        | Fact::StepDone { run, .. }
        | Fact::RecordMarked { run, .. }
        | Fact::StepDoneWithoutEvidence { run, .. }
        | Fact::StepStarted { run, .. }
        | Fact::StepReminded { run, .. }
        | Fact::StepOverran { run, .. }
        | Fact::StepWaits { run, .. }
        | Fact::StepNotCome { run, .. }
        | Fact::StepLate { run, .. }
        | Fact::StepBadChoice { run, .. }
        | Fact::StepNotComputed { run, .. }
        | Fact::StepOutOfRange { run, .. }
        | Fact::StepCorrected { run, .. }
        | Fact::StepSkipped { run, .. }
        | Fact::StepUndone { run, .. }
        | Fact::NoteAdded { run, .. }
        | Fact::FileAttached { run, .. }
        | Fact::RunLate { run, .. }
        | Fact::RunEscalated { run, .. }
        | Fact::RunDone { run, .. }
        | Fact::RunSkipped { run, .. }
        | Fact::RunMissed { run, .. }
        | Fact::RunReopened { run, .. }
        | Fact::RunCancelled { run, .. } => Subject::Run(*run),
        Fact::NoticeRequested { about, .. }
        | Fact::NoticeReady { about, .. }
        | Fact::NoticeTried { about, .. }
        | Fact::NoticeSent { about, .. }
        | Fact::NoticeRefused { about, .. }
        | Fact::NoticeUnknown { about, .. }
        | Fact::NoticeDropped { about, .. } => match about {
            crate::domain::notice::About::Exception(id) => Subject::Exception(*id),
            crate::domain::notice::About::Run(id) => Subject::Run(*id),
            crate::domain::notice::About::Approval(id) => Subject::Approval(*id),
        },
        Fact::ExceptionRaised { exception, .. }
        | Fact::ExceptionRecurred { exception, .. }
        | Fact::ExceptionCountedDown { exception, .. }
        | Fact::ExceptionAcknowledged { exception, .. }
        | Fact::ExceptionAssigned { exception, .. }
        | Fact::ExceptionLapsed { exception, .. }
        | Fact::ExceptionShelved { exception, .. }
        | Fact::ExceptionUnshelved { exception, .. }
        | Fact::ExceptionSignalCameLate { exception, .. }
        | Fact::ExceptionSuppressed { exception, .. }
        | Fact::ExceptionListedUnder { exception, .. }
        | Fact::ExceptionReleased { exception, .. }
        | Fact::ExceptionEscalated { exception, .. }
        | Fact::ExceptionRecheckDue { exception }
        | Fact::ExceptionRechecked { exception, .. }
        | Fact::ExceptionVerified { exception, .. }
        | Fact::ExceptionReopened { exception, .. }
        | Fact::ExceptionResolved { exception, .. } => Subject::Exception(*exception),
    }
}
