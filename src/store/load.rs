//! The part of the floor that a command concerns, read inside its transaction.

use super::fault::{Fallible, Fault};
use super::lookup::works;
use super::parsed;
use super::rows::floor::Floor;
use super::rows::{
    actions, approvals, exceptions, floor, lists, notices, preparations, rollouts, runs, sops, sources, watches,
};
use crate::domain::action::Warrant;
use crate::domain::command::Command;
use crate::domain::id::{ActionId, ApprovalId, ExceptionId, NoticeId, PreparationId, RolloutId, RunId, SopId, WatchId};
use crate::domain::notice::About;
use crate::domain::state::{Active, SopStatus, State};
use crate::domain::timer::Subject;
use rusqlite::Connection;

/// Of so many cards from before the first config people are told when it comes.
const EARLIER: u32 = 100;

/// What every command needs: the site and the lists in force, and the numbers given so far.
pub(super) fn base(connection: &Connection) -> Fallible<(State, Floor)> {
    let floor = floor::get(connection)?;
    let mut state = State {
        last_run: floor.last_run,
        last_exception: floor.last_exception,
        last_watch: floor.last_watch,
        unjudged: floor.unjudged,
        last_notice: floor.last_notice,
        last_preparation: floor.last_preparation,
        last_approval: floor.last_approval,
        last_action: floor.last_action,
        paused: floor.paused.clone(),
        delegations: floor.delegations.clone(),
        epoch: floor.epoch,
        clock_held: floor.clock_held,
        down: floor.down,
        holidays_end: floor.holidays_end,
        sources: sources::all(connection)?,
        ..State::default()
    };
    if let Some(hash) = &floor.config {
        let value = parsed::site(connection, hash)?
            .ok_or_else(|| Fault::Config("this version of Floorboard cannot read it".to_owned()))?;
        state.versions.sites.insert(hash.clone(), value.clone());
        state.site = Some(Active { hash: hash.clone(), value });
    }
    for (id, hash) in lists::all(connection)? {
        if let Some(value) = parsed::list(connection, &id, &hash)? {
            state.versions.lists.insert(hash.clone(), value.clone());
            state.lists.insert(id, Active { hash, value });
        }
    }
    Ok((state, floor))
}

/// What a command is about: these are loaded, and their passed timers come first.
pub(super) fn subjects(connection: &Connection, command: &Command) -> Fallible<Vec<Subject>> {
    Ok(match command {
        Command::StartRun { sop, .. } | Command::RetireSop { sop } | Command::ReviewSop { sop, .. } => {
            vec![Subject::Sop(sop.clone())]
        }
        Command::AnswerStep { run, .. }
        | Command::CorrectStep { run, .. }
        | Command::SkipSteps { run, .. }
        | Command::UndoStep { run, .. }
        | Command::AddNote { run, .. }
        | Command::AttachFile { run, .. }
        | Command::SkipRun { run, .. }
        | Command::ReopenRun { run, .. }
        | Command::CancelRun { run, .. } => vec![Subject::Run(*run)],
        Command::RaiseException { run, .. } => run.map(Subject::Run).into_iter().collect(),
        Command::AcknowledgeException { exception, .. }
        | Command::ShelveException { exception, .. }
        | Command::VerifyException { exception, .. }
        | Command::ReopenException { exception, .. }
        | Command::AssignException { exception, .. }
        | Command::ResolveException { exception, .. } => vec![Subject::Exception(*exception)],
        Command::ClaimNotices { notices } | Command::RecordNotices { notices, .. } => {
            notices.iter().map(|id| Subject::Notice(*id)).collect()
        }
        Command::DecideApproval { approval, .. } | Command::JudgeApproval { approval, .. } => {
            vec![Subject::Approval(*approval)]
        }
        Command::ClaimPreparation { preparation } | Command::RecordPreparation { preparation, .. } => {
            vec![Subject::Preparation(*preparation)]
        }
        Command::ClaimAction { action }
        | Command::StartAction { action }
        | Command::RecordAction { action, .. }
        | Command::JudgeAction { action, .. }
        | Command::SettleAction { action, .. } => vec![Subject::Action(*action)],
        Command::PromoteAgent { rollout, .. } | Command::DemoteAgent { rollout, .. } => {
            vec![Subject::Rollout(rollout.clone())]
        }
        Command::RecoverWork => {
            let claimed = preparations::claimed(connection)?.into_iter().map(|it| Subject::Preparation(it.id));
            let under_way = actions::under_way(connection)?.into_iter().map(|it| Subject::Action(it.id));
            claimed.chain(under_way).collect()
        }
        Command::RecordRestore { .. } => {
            actions::open(connection)?.into_iter().map(|it| Subject::Action(it.id)).collect()
        }
        Command::ApplyTimer(timer) => vec![timer.subject.clone()],
        Command::RecordRead { source, .. } => vec![Subject::Source(source.clone())],
        // An edit may cancel what nobody began.
        Command::ActivateSop { sop, .. } => {
            let open = runs::open_of(connection, &sop.id)?.into_iter().map(|run| Subject::Run(run.id));
            std::iter::once(Subject::Sop(sop.id.clone())).chain(open).collect()
        }
        // The first tells of what nobody could be told of before.
        Command::ActivateConfig { .. } if floor::get(connection)?.config.is_none() => {
            exceptions::open(connection, EARLIER)?.into_iter().map(|it| Subject::Exception(it.id)).collect()
        }
        // A new zone, and a clock set right, move every cursor.
        Command::ActivateConfig { .. } | Command::ResetClock { .. } => {
            sops::all(connection)?.into_iter().map(|sop| Subject::Sop(sop.id)).collect()
        }
        Command::ActivateList { .. }
        | Command::ReceiveSignal { .. }
        | Command::SignalsAreWhole
        | Command::GiveUpSignals
        | Command::OpenInspection { .. }
        | Command::RecordNoticeTest { .. }
        | Command::RecordDigest { .. }
        | Command::GiveDelegation { .. }
        | Command::EndDelegation { .. }
        | Command::PauseAgent { .. }
        | Command::ResumeAgent { .. }
        | Command::RetireList { .. }
        | Command::RejectFile { .. }
        | Command::AcceptFile { .. }
        | Command::TakeOver { .. }
        | Command::RecordOutage { .. }
        | Command::HoldClock { .. }
        | Command::ReleaseClock { .. }
        | Command::RecordDisk { .. }
        | Command::RecordSilence { .. }
        | Command::RecordClockStep { .. } => Vec::new(),
    })
}

/// Puts a subject into the state, with all that deciding on it asks for; what is there already stays as it is.
pub(super) fn add(connection: &Connection, state: &mut State, subject: &Subject) -> Fallible<()> {
    match subject {
        Subject::Run(id) => add_run(connection, state, *id),
        Subject::Sop(id) => add_sop(connection, state, id),
        Subject::Exception(id) => add_exception(connection, state, *id),
        Subject::Watch(id) => add_watch(connection, state, *id),
        Subject::Notice(id) => add_notice(connection, state, *id),
        Subject::Preparation(id) => add_preparation(connection, state, *id),
        Subject::Approval(id) => add_approval(connection, state, *id),
        Subject::Action(id) => add_action(connection, state, *id),
        Subject::Rollout(id) => add_rollout(connection, state, id),
        // Sources are always there: they are few.
        Subject::List(_) | Subject::Signal(_) | Subject::Source(_) | Subject::Site | Subject::Agent(_) => Ok(()),
    }
}

fn add_sop(connection: &Connection, state: &mut State, id: &SopId) -> Fallible<()> {
    if state.sops.contains_key(id) {
        return Ok(());
    }
    let Some(mut sop) = sops::get(connection, id)? else { return Ok(()) };
    sop.sop = parsed::sop(connection, &sop.hash)?;
    if let Some(parsed) = &sop.sop {
        state.versions.sops.insert(sop.hash.clone(), parsed.clone());
    }
    state.sops.insert(id.clone(), sop);
    Ok(())
}

fn add_run(connection: &Connection, state: &mut State, id: RunId) -> Fallible<()> {
    if state.runs.contains_key(&id) {
        return Ok(());
    }
    let Some(run) = runs::get(connection, id)? else { return Ok(()) };
    if let Some(sop) = parsed::sop(connection, &run.pinned.sop)? {
        state.versions.sops.insert(run.pinned.sop.clone(), sop);
    }
    if let Some(site) = parsed::site(connection, &run.pinned.config)? {
        state.versions.sites.insert(run.pinned.config.clone(), site);
    }
    for (list, hash) in &run.pinned.lists {
        if let Some(list) = parsed::list(connection, list, hash)? {
            state.versions.lists.insert(hash.clone(), list);
        }
    }
    add_sop(connection, state, &run.sop)?;
    for exception in exceptions::of_run(connection, id)? {
        add_exception(connection, state, exception.id)?;
    }
    state.take_works(works(connection, &run)?);
    state.runs.insert(id, run);
    Ok(())
}

/// With its run, whose step it is of.
fn add_preparation(connection: &Connection, state: &mut State, id: PreparationId) -> Fallible<()> {
    if let Some(preparation) = preparations::get(connection, id)? {
        add_run(connection, state, preparation.run)?;
        if let Some(approval) = preparation.approval {
            add_approval(connection, state, approval)?;
        }
        state.preparations.entry(id).or_insert(preparation);
    }
    Ok(())
}

fn add_approval(connection: &Connection, state: &mut State, id: ApprovalId) -> Fallible<()> {
    if let Some(approval) = approvals::get(connection, id)? {
        add_run(connection, state, approval.run)?;
        state.approvals.entry(id).or_insert(approval);
    }
    Ok(())
}

/// With what lets it act, and what it was laid out by.
fn add_action(connection: &Connection, state: &mut State, id: ActionId) -> Fallible<()> {
    if let Some(action) = actions::get(connection, id)? {
        add_preparation(connection, state, action.preparation)?;
        if let Warrant::Approval { approval, .. } = action.warrant {
            add_approval(connection, state, approval)?;
        }
        state.actions.entry(id).or_insert(action);
    }
    Ok(())
}

/// With its SOP, whose gates it has.
fn add_rollout(connection: &Connection, state: &mut State, id: &RolloutId) -> Fallible<()> {
    if let Some(rollout) = rollouts::get(connection, id)? {
        add_sop(connection, state, &rollout.sop)?;
        state.rollouts.entry(id.clone()).or_insert(rollout);
    }
    Ok(())
}

/// With its SOP, for which it fires.
fn add_watch(connection: &Connection, state: &mut State, id: WatchId) -> Fallible<()> {
    if state.watches.contains_key(&id) {
        return Ok(());
    }
    let Some(watch) = watches::get(connection, id)? else { return Ok(()) };
    add_sop(connection, state, &watch.sop)?;
    state.watches.insert(id, watch);
    Ok(())
}

/// With the newest of its group: decide asks for that only where the state holds none.
fn add_exception(connection: &Connection, state: &mut State, id: ExceptionId) -> Fallible<()> {
    if state.exceptions.contains_key(&id) {
        return Ok(());
    }
    let Some(exception) = exceptions::get(connection, id)? else { return Ok(()) };
    if let Some(sop) = &exception.sop {
        add_sop(connection, state, sop)?;
    }
    if let Some(newest) = exceptions::newest_of(connection, &exception.group)? {
        state.exceptions.entry(newest.id).or_insert(newest);
    }
    state.exceptions.entry(id).or_insert(exception);
    Ok(())
}

/// With what it is about, and whatever else was told of that.
fn add_notice(connection: &Connection, state: &mut State, id: NoticeId) -> Fallible<()> {
    if state.notices.contains_key(&id) {
        return Ok(());
    }
    let Some(notice) = notices::get(connection, id)? else { return Ok(()) };
    let about = notice.about;
    state.notices.insert(id, notice);
    for other in notices::about(connection, about)? {
        state.notices.entry(other.id).or_insert(other);
    }
    match about {
        About::Exception(exception) => add_exception(connection, state, exception),
        About::Run(run) => add_run(connection, state, run),
        About::Approval(approval) => add_approval(connection, state, approval),
    }
}

/// Everything that a fact changes, for those that build rows again.
pub(super) fn all_sops(connection: &Connection, state: &mut State) -> Fallible<()> {
    for sop in sops::all(connection)? {
        add_sop(connection, state, &sop.id)?;
    }
    Ok(())
}

/// Whether the plan has a next occurrence for it.
pub(super) fn is_in_force(state: &State, id: &SopId) -> bool {
    state.sops.get(id).is_some_and(|sop| sop.status == SopStatus::InForce)
}
