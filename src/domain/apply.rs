//! From a fact to the state: total, and free of clocks, calendars and SOP texts.

mod exception;
mod notice;
mod rollout;
mod run;
mod source;
mod watch;
mod work;

pub(super) use run::apply_to_run;

use super::calendar::Instant;
use super::fact::{Fact, Recorded};
use super::id::SopId;
use super::notice::About;
use super::repetition::{LinkedFact, Unused, tallies};
use super::signal::{Judged, Signal};
use super::source::SourceState;
use super::state::{Active, Outage, SopState, SopStatus, State};
use super::timer::Subject;

/// Applies one fact. Activation facts carry texts; whoever parses them puts the value into `state.versions` first.
pub fn apply(state: &mut State, recorded: &Recorded) {
    state.touched.insert(recorded.subject.clone());
    match &recorded.fact {
        Fact::SignalReceived { signal: id, name, case, at, data, judged } => {
            let signal = Signal { id: id.clone(), name: name.clone(), case: case.clone(), at: *at, data: data.clone() };
            state.signals.insert(id.clone(), signal);
            if *judged == Judged::InTurn {
                state.unjudged = Some(state.unjudged.map_or(*at, |first| first.min(*at)));
                state.touched.insert(Subject::Site);
            }
        }
        Fact::SignalsWhole { first, .. } => state.unjudged = *first,
        Fact::SignalsJudged { next, .. } => state.unjudged = *next,
        Fact::WatchOpened { watch: id, .. } => {
            if let Some(watch) = watch::opened(&recorded.fact) {
                state.last_watch = state.last_watch.max(id.0);
                state.watches.insert(*id, watch);
            }
        }
        Fact::RepetitionCounted { tally, fact, until } => {
            for (other, unused) in &mut state.unused {
                if (&other.sop, &other.of) == (&tally.sop, &tally.of) {
                    unused.retain(|one| one.let_go() > fact.at);
                }
            }
            // One that was not loaded is nobody's to look at.
            if let Some(unused) = state.unused.get_mut(tally) {
                unused.push(Unused { fact: fact.clone(), until: *until });
            }
        }
        Fact::RepetitionFired { tally, facts } => {
            if let Some(unused) = state.unused.get_mut(tally) {
                unused.retain(|one| !facts.contains(&one.fact));
            }
        }
        Fact::SopWatchesEnding { sop, at } => {
            if let Some(sop) = state.sops.get_mut(sop) {
                sop.ending = Some(*at);
            }
        }
        Fact::SopWatchesEnded { sop } => {
            if let Some(sop) = state.sops.get_mut(sop) {
                sop.ending = None;
            }
        }
        Fact::WatchMet { watch, .. }
        | Fact::WatchMoved { watch, .. }
        | Fact::WatchFired { watch }
        | Fact::WatchAnsweredLate { watch, .. }
        | Fact::WatchResumed { watch, .. }
        | Fact::WatchWithdrawn { watch, .. } => {
            if let Some(watch) = state.watches.get_mut(watch) {
                watch::apply_to_watch(watch, &recorded.fact);
            }
        }
        Fact::StoreCreated { .. }
        | Fact::RecordMarked { .. }
        | Fact::InspectionOpened { .. }
        | Fact::NoticeTested { .. }
        | Fact::DigestMailed { .. }
        | Fact::EngineSilent { .. }
        | Fact::DiskNearlyFull { .. }
        | Fact::StoreRestored { .. }
        | Fact::DiskHasRoom { .. } => {}
        Fact::PreparationRequested { .. }
        | Fact::PreparationDue { .. }
        | Fact::ActionDue { .. }
        | Fact::PreparationClaimed { .. }
        | Fact::PreparationReady { .. }
        | Fact::PreparationFailed { .. }
        | Fact::PreparationDropped { .. }
        | Fact::ApprovalRequested { .. }
        | Fact::ApprovalVoted { .. }
        | Fact::ApprovalApproved { .. }
        | Fact::ApprovalRejected { .. }
        | Fact::ApprovalPushedBack { .. }
        | Fact::ApprovalEdited { .. }
        | Fact::ApprovalRenewed { .. }
        | Fact::ApprovalExpired { .. }
        | Fact::ApprovalEscalated { .. }
        | Fact::ApprovalOverdue { .. }
        | Fact::ApprovalSuperseded { .. }
        | Fact::ApprovalJudged { .. }
        | Fact::ActionApproved { .. }
        | Fact::ActionClaimed { .. }
        | Fact::ActionRunning { .. }
        | Fact::ActionSucceeded { .. }
        | Fact::ActionFailed { .. }
        | Fact::ActionReleased { .. }
        | Fact::ActionUnknown { .. }
        | Fact::ActionSettled { .. }
        | Fact::ActionJudged { .. }
        | Fact::ActionAbandoned { .. } => work::apply_to_work(state, recorded),
        Fact::DelegationGiven { .. } | Fact::DelegationEnded { .. } => {
            work::apply_to_delegations(&mut state.delegations, recorded);
        }
        Fact::AgentStarted { .. }
        | Fact::AgentJudged { .. }
        | Fact::AgentFailed { .. }
        | Fact::AgentPromoted { .. }
        | Fact::AgentDemoted { .. }
        | Fact::AgentPaused { .. }
        | Fact::AgentResumed { .. } => rollout::apply_to_rollouts(state, recorded),
        Fact::WatchHeld { watch, source } => {
            if let Some(watch) = state.watches.get_mut(watch) {
                watch::apply_to_watch(watch, &recorded.fact);
            }
            // Its row is what says that something waits for it.
            state.sources.entry(source.clone()).or_insert_with(|| SourceState::new(source.clone()));
            state.touched.insert(Subject::Source(source.clone()));
        }
        Fact::SourceRead { source, .. }
        | Fact::SourceFailed { source, .. }
        | Fact::SourceStale { source, .. }
        | Fact::SourceFresh { source, .. }
        | Fact::SourceFlawed { source, .. }
        | Fact::SourceSound { source }
        | Fact::SourceGone { source, .. }
        | Fact::SourceResumed { source, .. } => {
            let row = state.sources.entry(source.clone()).or_insert_with(|| SourceState::new(source.clone()));
            source::apply_to_source(row, recorded);
        }
        Fact::ClockStepped { after, .. } => source::not_read_after(state, *after),
        Fact::ConfigActivated { hash, cursors, holidays_end, .. } => {
            state.holidays_end = *holidays_end;
            if let Some(site) = state.versions.sites.get(hash) {
                state.site = Some(Active { hash: hash.clone(), value: site.clone() });
            }
            if let Some(to) = cursors {
                move_cursors(state, |cursor| cursor.max(*to));
            }
        }
        Fact::ListActivated { list, hash, .. } => {
            if let Some(value) = state.versions.lists.get(hash) {
                state.lists.insert(list.clone(), Active { hash: hash.clone(), value: value.clone() });
            }
        }
        Fact::ListRetired { list } => {
            state.lists.remove(list);
        }
        Fact::HolidaysRanOut { .. } => state.holidays_end = None,
        Fact::SopReviewDue { sop, .. } => {
            if let Some(sop) = state.sops.get_mut(sop) {
                sop.review = None;
            }
        }
        Fact::SopReviewed { sop, review, .. } => {
            if let Some(sop) = state.sops.get_mut(sop) {
                sop.review = *review;
            }
            state.touched.insert(Subject::Sop(sop.clone()));
        }
        Fact::SopActivated { sop: id, hash, cursor, review, .. } => {
            let sop = state.versions.sops.get(hash).cloned();
            let former = state.sops.get(id);
            let next = SopState {
                id: id.clone(),
                hash: hash.clone(),
                sop,
                status: SopStatus::InForce,
                cursor: former.map_or(*cursor, |former| former.cursor.max(*cursor)),
                recurrence: former.and_then(|former| former.recurrence.clone()),
                review: *review,
                ending: former.and_then(|former| former.ending),
            };
            let counts = next.sop.as_deref().map(tallies).unwrap_or_default();
            state.unused.retain(|tally, _| tally.sop != *id || counts.contains(&tally.of));
            state.sops.insert(id.clone(), next);
        }
        Fact::SopRetired { sop } => {
            state.unused.retain(|tally, _| tally.sop != *sop);
            if let Some(sop) = state.sops.get_mut(sop) {
                sop.status = SopStatus::Retired;
                sop.recurrence = None;
            }
        }
        Fact::EngineTookOver { epoch, .. } => state.epoch = state.epoch.max(*epoch),
        Fact::EngineWasDown { from, to } => state.down = Some(Outage { from: *from, to: *to }),
        Fact::ClockHeld { wall, .. } => state.clock_held = Some(*wall),
        Fact::ClockReleased { .. } => state.clock_held = None,
        Fact::ClockReset { to, .. } => {
            state.clock_held = None;
            move_cursors(state, |cursor| cursor.min(*to));
            source::not_read_after(state, *to);
        }
        Fact::OccurrenceNotFired { sop, occurrence, cursor, .. }
        | Fact::OccurrenceFired { sop, occurrence, cursor, .. } => {
            forward(state, sop, Some(*cursor));
            if let Some(sop) = state.sops.get_mut(sop) {
                sop.recurrence.take_if(|next| next.key == *occurrence);
            }
        }
        Fact::OccurrencesMissed { sop, cursor, .. } => forward(state, sop, Some(*cursor)),
        Fact::RecurrencePlanned { sop: id, occurrence } => {
            if let Some(sop) = state.sops.get_mut(id) {
                sop.recurrence = Some(occurrence.clone());
                state.touched.insert(Subject::Sop(id.clone()));
            }
        }
        Fact::RecurrenceWithdrawn { sop: id } => {
            if let Some(sop) = state.sops.get_mut(id) {
                sop.recurrence = None;
                state.touched.insert(Subject::Sop(id.clone()));
            }
        }
        Fact::RunOpened { run: id, sop, occurrence, cursor, .. } => {
            state.settled.insert(occurrence.clone());
            if let Some(run) = run::opened(recorded) {
                state.last_run = state.last_run.max(id.0);
                state.runs.insert(*id, run);
                state.touched.insert(Subject::Run(*id));
            }
            forward(state, sop, *cursor);
            if let Some(sop) = state.sops.get_mut(sop) {
                sop.recurrence.take_if(|next| next.key == *occurrence);
            }
        }
        Fact::RunStarted { run, .. }
        | Fact::StepDone { run, .. }
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
        | Fact::RunCancelled { run, .. } => {
            if let Fact::StepUndone { run, step, voids, .. } = &recorded.fact {
                let undone = |fact: &LinkedFact| {
                    fact.run == Some(*run) && fact.step.as_ref().is_some_and(|it| it == step || voids.contains(it))
                };
                state.unused.values_mut().for_each(|unused| unused.retain(|one| !undone(&one.fact)));
            }
            if let Some(run) = state.runs.get_mut(run) {
                state.touched.insert(Subject::Run(run.id));
                apply_to_run(run, recorded);
            }
        }
        Fact::ExceptionRaised { exception: id, occurrence, .. } => {
            state.settled.extend(occurrence.clone());
            if let Some(exception) = exception::raised(recorded) {
                state.last_exception = state.last_exception.max(id.0);
                state.exceptions.insert(*id, exception);
                state.touched.insert(Subject::Exception(*id));
            }
        }
        Fact::ExceptionRecurred { exception, occurrence, .. } => {
            state.settled.extend(occurrence.clone());
            if let Some(exception) = state.exceptions.get_mut(exception) {
                exception::apply_to_exception(exception, recorded);
            }
        }
        Fact::NoticeRequested { about, .. } => {
            notice::requested(state, recorded);
            if let About::Exception(id) = about
                && let Some(exception) = state.exceptions.get_mut(id)
            {
                exception::apply_to_exception(exception, recorded);
            }
        }
        Fact::NoticeReady { notice, .. }
        | Fact::NoticeTried { notice, .. }
        | Fact::NoticeSent { notice, .. }
        | Fact::NoticeRefused { notice, .. }
        | Fact::NoticeUnknown { notice, .. }
        | Fact::NoticeDropped { notice, .. } => {
            state.touched.insert(Subject::Notice(*notice));
            if let Some(notice) = state.notices.get_mut(notice) {
                notice::apply_to_notice(notice, recorded);
            }
        }
        Fact::ExceptionCountedDown { exception, .. }
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
        | Fact::ExceptionResolved { exception, .. } => {
            if let Some(exception) = state.exceptions.get_mut(exception) {
                state.touched.insert(Subject::Exception(exception.id));
                exception::apply_to_exception(exception, recorded);
            }
        }
    }
}

/// A cursor moves only forward, but for `clock.reset`.
fn forward(state: &mut State, id: &SopId, cursor: Option<Instant>) {
    if let (Some(sop), Some(to)) = (state.sops.get_mut(id), cursor) {
        sop.cursor = sop.cursor.max(to);
        state.touched.insert(Subject::Sop(id.clone()));
    }
}

fn move_cursors(state: &mut State, to: impl Fn(Instant) -> Instant) {
    for sop in state.sops.values_mut() {
        sop.cursor = to(sop.cursor);
        state.touched.insert(Subject::Sop(sop.id.clone()));
    }
}
