//! From a command to facts: routes to the nouns, applies what it yields, follows what follows.
//!
//! What the store has to load for a command: the run it names, with its pinned versions; the exception it names; the
//! SOP it names, with the active site and lists; for `ActivateSop` the SOP's open runs too; for `ActivateConfig` and
//! `ResetClock` every SOP. Exceptions of a group are asked for through the context.

mod action;
mod activation;
mod agent;
mod answer;
mod approval;
mod cancel;
mod clock;
mod compare;
mod compute;
mod condition;
mod consequence;
mod date;
mod deciders;
mod delay;
mod delegation;
mod escalation;
mod evidence;
mod exception;
mod fire;
mod firing;
mod for_each;
mod health;
mod inspection;
mod intent;
mod mark;
mod notices;
mod repetition;
mod requires;
mod review;
mod rights;
mod run;
mod signal;
mod similar;
mod source;
mod start;
mod step_due;
mod suppression;
mod timing;
mod undo;
mod waiting;
mod watch;
mod work;

use super::actor::Actor;
use super::apply::apply;
use super::calendar::{Calendar, Instant};
use super::command::Command;
use super::evidence::Body;
use super::exception::{Cause, Severity};
use super::fact::{Fact, Recorded};
use super::id::RequestId;
use super::lookup::Lookup;
use super::refusal::Refusal;
use super::signal::{Signal, Whole};
use super::state::State;
use super::watch::Watch;
use intent::{Intent, Outcome, Raise};
pub(crate) use requires::missing as still_required;

/// Facts that follow from facts, at most.
const DEEPEST: usize = 8;

/// What decide is told of the world outside the state.
pub struct Context<'a> {
    pub now: Instant,
    pub actor: &'a Actor,
    pub request: Option<&'a RequestId>,
    /// Of the active site.
    pub calendar: &'a dyn Calendar,
    /// The records that the state does not hold.
    pub look: &'a dyn Lookup,
    /// Fresh randomness of this command, from which salts are derived.
    pub seed: [u8; 32],
}

/// What an accepted command leaves: facts in order, already applied to the state, and the bodies they refer to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    pub facts: Vec<Recorded>,
    pub bodies: Vec<Body>,
}

/// Decides, applies, and follows the consequences at most eight deep. On a refusal the state is what it was.
/// Accepted without a fact: there was nothing left to do.
pub fn execute(state: &mut State, command: &Command, context: &Context<'_>) -> Result<Decision, Refusal> {
    put_versions(state, command);
    let outcome = decide(state, command, context)?;
    let mut decision = Decision { facts: Vec::new(), bodies: outcome.bodies };
    for intent in outcome.intents {
        record(state, context, intent, 0, &mut decision);
    }
    Ok(decision)
}

/// Pure: nothing is applied yet.
fn decide(state: &State, command: &Command, context: &Context<'_>) -> Result<Outcome, Refusal> {
    match command {
        Command::StartRun { sop, asked } => start::start(state, context, sop, asked),
        Command::AnswerStep { run, step, answer, observed } => {
            answer::answer(state, context, *run, step, answer, observed)
        }
        Command::CorrectStep { run, step, action } => answer::correct(state, context, *run, step, action.as_ref()),
        Command::SkipSteps { run, step, rest, reason, note } => {
            answer::skip(state, context, *run, step, *rest, *reason, note.as_ref())
        }
        Command::UndoStep { run, step, reason } => undo::undo(state, context, *run, step, *reason),
        Command::AddNote { run, step, text } => run::note(state, context, *run, step.as_ref(), text),
        Command::AttachFile { run, step, file } => run::attach(state, context, *run, step.as_ref(), file),
        Command::SkipRun { run, reason, note } => run::skip(state, context, *run, *reason, note.as_ref()),
        Command::ReopenRun { run, reason } => run::reopen(state, context, *run, reason),
        Command::CancelRun { run, reason } => run::cancel(state, context, *run, reason),
        Command::RaiseException { what, severity, run, step } => {
            exception::report(state, what, *severity, *run, step.as_ref())
        }
        Command::AcknowledgeException { exception, note } => {
            exception::acknowledge(state, context, *exception, note.as_ref())
        }
        Command::ShelveException { exception, until, reason } => {
            exception::shelve(state, context, *exception, *until, reason)
        }
        Command::VerifyException { exception, note } => exception::verify(state, context, *exception, note.as_ref()),
        Command::ReopenException { exception, reason } => exception::reopen(state, context, *exception, reason),
        Command::AssignException { exception, to } => exception::assign(state, context, *exception, to),
        Command::ResolveException { exception, cause, decision } => {
            exception::resolve(state, context, *exception, *cause, decision.as_ref())
        }
        Command::ReviewSop { sop, note } => review::review(state, context, sop, note.as_ref()),
        Command::OpenInspection { minutes, names, from, to, sops, items } => {
            let seen = inspection::Seen { names: *names, from: *from, to: *to, sops, items };
            inspection::open(state, context, *minutes, &seen)
        }
        Command::ResetClock { reason } => clock::reset(state, context, reason),
        Command::HoldClock { wall, last } => Ok(clock::hold(state, *wall, *last)),
        Command::ReleaseClock { wall } => Ok(clock::release(state, *wall)),
        Command::RecordDisk { free, total } => Ok(health::disk(state, context, *free, *total)),
        Command::RecordSilence { since } => Ok(health::silence(state, context, *since)),
        Command::RecordClockStep { before, after } => Ok(clock::step(*before, *after)),
        Command::RecordOutage { from, to } => Ok(clock::outage(state, *from, *to)),
        Command::ReceiveSignal { signal, bodies, judged } => signal::receive(state, context, signal, bodies, *judged),
        Command::SignalsAreWhole => Ok(signal::whole(context, Whole::Read)),
        Command::GiveUpSignals => Ok(signal::whole(context, Whole::GivenUp)),
        Command::ClaimNotices { notices } => Ok(notices::claim(state, notices)),
        Command::RecordNotices { notices, report } => Ok(notices::report(state, context, notices, report)),
        Command::RecordNoticeTest { to, way, report } => notices::tested(state, to, *way, report),
        Command::DecideApproval { approval, iteration, payload, verdict } => {
            approval::decide(state, context, *approval, *iteration, payload, verdict)
        }
        Command::JudgeApproval { approval, judgement, note } => {
            approval::judge(state, context, *approval, *judgement, note.as_ref())
        }
        Command::JudgeAction { action, judgement, note } => {
            action::judge(state, context, *action, *judgement, note.as_ref())
        }
        Command::GiveDelegation { role, to, from, until, reason } => {
            delegation::lend(state, context, role, to, *from, *until, reason)
        }
        Command::EndDelegation { role, to } => delegation::end(state, context, role, to),
        Command::SettleAction { action, known, reason } => {
            action::settle(state, context, *action, *known, reason.as_ref())
        }
        Command::PromoteAgent { rollout, dossier } => agent::promote(state, context, rollout, dossier),
        Command::DemoteAgent { rollout, reason } => agent::demote(state, context, rollout, reason),
        Command::PauseAgent { agent, reason } => agent::pause(state, context, agent.as_ref(), reason.as_ref()),
        Command::ResumeAgent { agent } => agent::resume(state, context, agent.as_ref()),
        Command::RecordDigest { to, from, until, report } => notices::digest(state, to, (*from, *until), report),
        Command::RecoverWork => Ok(work::recover(state, context)),
        Command::RecordRestore { taken } => Ok(work::restored(state, *taken)),
        Command::ClaimPreparation { preparation } => work::claim(state, context, *preparation),
        Command::RecordPreparation { preparation, report } => work::report(state, *preparation, report),
        Command::ClaimAction { action } => action::claim(state, context, *action),
        Command::StartAction { action } => action::start(state, context, *action),
        Command::RecordAction { action, report } => action::report(state, context, *action, report),
        Command::RecordRead { source, began, came } => Ok(source::read(state, context, source, *began, came)),
        Command::ApplyTimer(timer) => firing::apply_timer(state, context, timer),
        Command::ActivateSop { hash, text, sop } => activation::sop(state, context, hash, text, sop),
        Command::ActivateConfig { hash, text, site } => activation::config(state, context, hash, text, site),
        Command::ActivateList { hash, text, list } => Ok(activation::list(state, hash, text, list)),
        Command::RetireSop { sop } => activation::retire_sop(state, sop),
        Command::RetireList { list } => Ok(activation::retire_list(state, list)),
        Command::RejectFile { file, line, column, message, help } => Ok(Outcome::raise(Raise {
            severity: Severity::Medium,
            group: exception::file_group(file),
            cause: Cause::BadFile {
                file: file.clone(),
                line: *line,
                column: *column,
                message: evidence::clipped(message),
                help: help.as_deref().map(evidence::clipped),
            },
            ..Raise::default()
        })),
        Command::AcceptFile { file } => Ok(exception::accept_file(file)),
        Command::TakeOver { epoch, pid, boot } => activation::take_over(state, *epoch, *pid, boot),
    }
}

fn record(state: &mut State, context: &Context<'_>, intent: Intent, depth: usize, decision: &mut Decision) {
    // What only its turn can settle: it becomes other intents, no deeper than itself.
    let expanded = match intent {
        Intent::Fire(firing) => fire::fire(state, context, &firing),
        Intent::Watch(opening) => watch::open(state, context, *opening),
        Intent::Count(counting) => repetition::count(state, context, *counting),
        Intent::Resume(watch, source) => {
            let fact = Fact::WatchResumed { watch: watch.id, source };
            state.watches.entry(watch.id).or_insert(*watch);
            vec![Intent::fact(fact)]
        }
        Intent::Withdraw(sop) => watch::withdraw(state, context, &sop),
        Intent::Prepare(asking) => work::request(state, context, &asking),
        Intent::OfRollout { run, step, told } => agent::of_rollout(state, context, run, &step, told),
        Intent::Dates(dates) => date::settle(state, context, &dates),
        Intent::WithBodies(bodies, intents) => {
            decision.bodies.extend(bodies);
            intents
        }
        Intent::Judge { waiting, until } => return judge_in_turn(state, context, &waiting, until, depth, decision),
        settled => return record_fact(state, context, settled, depth, decision),
    };
    for intent in expanded {
        record(state, context, intent, depth, decision);
    }
}

/// Signals that waited, in order, until something else that time does would come between them.
fn judge_in_turn(
    state: &mut State,
    context: &Context<'_>,
    waiting: &[Signal],
    mut until: Instant,
    depth: usize,
    decision: &mut Decision,
) {
    let mut judged = 0_usize;
    for signal in waiting.iter().take(signal::AT_ONCE).take_while(|signal| signal.at <= context.now) {
        if judged > 0 && signal.at > until {
            break;
        }
        let before = decision.facts.len();
        for intent in signal::judge(state, context, signal) {
            record(state, context, intent, depth, decision);
        }
        for recorded in &decision.facts[before..] {
            if let Fact::WatchOpened { watch, due, .. } | Fact::WatchMoved { watch, due, .. } = &recorded.fact
                && state.watches.get(watch).is_some_and(Watch::is_open)
            {
                until = until.min(*due);
            }
        }
        judged += 1;
    }
    let Some(last) = judged.checked_sub(1).and_then(|last| waiting.get(last)) else { return };
    let next = waiting.get(judged).map(|signal| signal.at);
    let fact = Fact::SignalsJudged { until: last.place(), next };
    record_fact(state, context, Intent::fact(fact), depth, decision);
}

fn record_fact(state: &mut State, context: &Context<'_>, intent: Intent, depth: usize, decision: &mut Decision) {
    let Some(recorded) = intent.settle(state, context) else { return };
    apply(state, &recorded);
    let mut follows = consequence::of(state, context, &recorded);
    follows.extend(health::of(&recorded.fact));
    follows.extend(suppression::of(state, context, &recorded.fact));
    let place = decision.facts.len();
    decision.facts.push(recorded);
    if depth == DEEPEST && !follows.is_empty() {
        let last = decision.facts.last().map(|recorded| recorded.fact.kind()).unwrap_or_default();
        let raise = Intent::Raise(Box::new(Raise {
            severity: Severity::Medium,
            group: format!("loop/{last}"),
            cause: Cause::Loop { fact: last },
            ..Raise::default()
        }));
        if let Some(recorded) = raise.settle(state, context) {
            apply(state, &recorded);
            decision.facts.push(recorded);
        }
        return;
    }
    for intent in follows {
        record(state, context, intent, depth + 1, decision);
    }
    // Last: what hides a card, or takes it, is known by then. Nothing follows from asking for a notice.
    for intent in notices::of(state, context, &decision.facts[place]) {
        if let Some(recorded) = intent.settle(state, context) {
            apply(state, &recorded);
            decision.facts.push(recorded);
        }
    }
}

/// Activation commands bring what they parsed; `apply` finds it among the versions.
fn put_versions(state: &mut State, command: &Command) {
    match command {
        Command::ActivateSop { hash, sop, .. } => {
            state.versions.sops.insert(hash.clone(), sop.clone());
        }
        Command::ActivateConfig { hash, site, .. } => {
            state.versions.sites.insert(hash.clone(), site.clone());
        }
        Command::ActivateList { hash, list, .. } => {
            state.versions.lists.insert(hash.clone(), list.clone());
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
