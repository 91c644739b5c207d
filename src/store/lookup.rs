//! What decide asks of the rows, inside the transaction that it decides in.

use super::fault::{Fallible, Fault};
use super::rows::{
    actions, approvals, bodies, counted, exceptions, listens, occurrences, preparations, rollouts, runs, sighted,
    signals, sops, sources, timers, told, watches,
};
use super::{journal, parsed};
use crate::domain::action::Warrant;
use crate::domain::actor::Actor;
use crate::domain::approval::{ApprovalStanding, Decider};
use crate::domain::calendar::Instant;
use crate::domain::exception::Exception;
use crate::domain::id::{
    ActionId, BodyHash, CaseId, ExceptionId, OccurrenceKey, PersonId, RolloutId, SignalId, SignalName, SopId, SourceId,
    VersionHash,
};
use crate::domain::lookup::{LoadedRun, Lookup, Works};
use crate::domain::repetition::{Tally, Unused};
use crate::domain::rollout::Rollout;
use crate::domain::run::Run;
use crate::domain::signal::{Place, Signal};
use crate::domain::sop::Sop;
use crate::domain::source::Reads;
use crate::domain::state::SopState;
use crate::domain::timer::TimerKind;
use crate::domain::watch::Watch;
use rusqlite::Connection;
use std::cell::RefCell;
use std::sync::Arc;

/// The rows of one transaction. The first fault is kept: whoever decides cannot answer with one.
pub(super) struct Rows<'c> {
    connection: &'c Connection,
    fault: RefCell<Option<Fault>>,
}

impl<'c> Rows<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self { connection, fault: RefCell::new(None) }
    }

    pub(super) fn into_fault(self) -> Option<Fault> {
        self.fault.into_inner()
    }

    fn or<T>(&self, answer: Fallible<T>, otherwise: T) -> T {
        answer.unwrap_or_else(|fault| {
            self.fault.borrow_mut().get_or_insert(fault);
            otherwise
        })
    }
}

/// A run with all that deciding on it asks for.
fn loaded(connection: &Connection, run: Run) -> Fallible<LoadedRun> {
    let sop = parsed::sop(connection, &run.pinned.sop)?;
    let mut lists = Vec::new();
    for (list, hash) in &run.pinned.lists {
        lists.extend(parsed::list(connection, list, hash)?.map(|list| (hash.clone(), list)));
    }
    let works = works(connection, &run)?;
    Ok(LoadedRun { run, sop, lists, works })
}

/// What agents laid out for the steps of a run, what is asked about it and done.
pub(super) fn works(connection: &Connection, run: &Run) -> Fallible<Works> {
    let mut works = Works::default();
    for work in &run.works {
        works.preparations.extend(preparations::get(connection, work.preparation)?);
        works.approvals.extend(work.approval.map(|id| approvals::get(connection, id)).transpose()?.flatten());
        works.actions.extend(work.action.map(|id| actions::get(connection, id)).transpose()?.flatten());
    }
    Ok(works)
}

/// Signals that agents sent because of signals that agents sent are followed so far.
const DEEPEST: usize = 8;

/// By the name they gave: a person at a keyboard may be a script's name, too.
fn by_name(actor: &Actor) -> Option<PersonId> {
    match actor {
        Actor::Person(id) => Some(id.clone()),
        Actor::Script(name) => Some(PersonId::new(name)),
        Actor::Agent(_) | Actor::Engine => None,
    }
}

/// Who is behind a signal.
fn askers(connection: &Connection, signal: &SignalId, depth: usize, found: &mut Vec<PersonId>) -> Fallible<()> {
    let sender = journal::sender_of(connection, signal)?;
    found.extend(sender.as_ref().and_then(by_name));
    let Some(Actor::Agent(agent)) = sender.filter(|_| depth < DEEPEST) else { return Ok(()) };
    // Its id is the key of what the agent did.
    let number = signal.as_str().rsplit_once("-X-").and_then(|(_, number)| number.parse().ok());
    let action = number.map(|number| actions::get(connection, ActionId(number))).transpose()?.flatten();
    let Some(action) = action.filter(|action| action.agent.as_str() == agent) else { return Ok(()) };
    if let Warrant::Approval { approval, .. } = &action.warrant
        && let Some(approval) = approvals::get(connection, *approval)?
        && let ApprovalStanding::Approved { by: Decider::People(people), .. } = approval.standing
    {
        found.extend(people);
    }
    if let Some(run) = runs::get(connection, action.run)? {
        found.extend(run.started_by);
        found.extend(run.reopened_by);
        if let Some(first) = run.event.and_then(|event| event.signal) {
            askers(connection, &first, depth + 1, found)?;
        }
    }
    Ok(())
}

impl Lookup for Rows<'_> {
    fn fired(&self, key: &OccurrenceKey) -> bool {
        self.or(occurrences::is_settled(self.connection, key).map_err(Fault::from), true)
    }

    fn exception_of_group(&self, group: &str) -> Option<Exception> {
        self.or(exceptions::newest_of(self.connection, group), None)
    }

    fn hiding(&self, sop: &SopId) -> Vec<Exception> {
        let mut found = self.or(exceptions::hiding(self.connection), Vec::new());
        found.retain(|card| card.inhibits.contains(sop));
        found
    }

    fn hidden_by(&self, parent: ExceptionId) -> Vec<Exception> {
        self.or(exceptions::hidden_by(self.connection, parent), Vec::new())
    }

    fn open_exceptions_of(&self, sops: &[SopId]) -> Vec<Exception> {
        sops.iter().flat_map(|sop| self.or(exceptions::open_of(self.connection, sop), Vec::new())).collect()
    }

    fn last_done(&self, sop: &SopId) -> Option<Instant> {
        self.or(runs::last_done(self.connection, sop).map_err(Fault::from), None)
    }

    fn listeners(&self, what: &str) -> Vec<SopState> {
        let found = || {
            let mut found = Vec::new();
            for id in listens::of(self.connection, what)? {
                if let Some(mut row) = sops::get(self.connection, &id)? {
                    row.sop = parsed::sop(self.connection, &row.hash)?;
                    found.push(row);
                }
            }
            Ok(found)
        };
        self.or(found(), Vec::new())
    }

    fn signal(&self, id: &SignalId) -> Option<Signal> {
        self.or(signals::get(self.connection, id), None)
    }

    fn first_signal(
        &self,
        names: &[SignalName],
        case: Option<&CaseId>,
        after: &Place,
        until: Instant,
    ) -> Option<Signal> {
        let mut first: Option<Signal> = None;
        for name in names {
            let found = self.or(signals::first_after(self.connection, name, case, after, until), None);
            first = first.into_iter().chain(found).min_by(|a, b| a.place().cmp(&b.place()));
        }
        first
    }

    fn last_signal(&self, name: &SignalName, case: Option<&CaseId>, until: &Place) -> Option<Signal> {
        self.or(told::last(self.connection, name, case, until), None)
    }

    fn ended_runs_of(&self, sop: &SopId, most: u32) -> Vec<Run> {
        self.or(runs::ended_of(self.connection, sop, most), Vec::new())
    }

    fn ended_since(&self, since: Instant, most: u32) -> Vec<Run> {
        self.or(runs::ended(self.connection, since, most), Vec::new())
    }

    fn cases(&self, kind: &str, until: &Place) -> Vec<CaseId> {
        self.or(told::cases(self.connection, kind, until), Vec::new())
    }

    fn field_of(&self, case: &CaseId, field: &str, until: &Place) -> Option<serde_json::Value> {
        self.or(told::field_of(self.connection, case, field, until), None)
    }

    fn seen(&self, name: &SignalName, field: &str, value: &serde_json::Value, until: &Place) -> bool {
        self.or(sighted::seen(self.connection, name, field, value, until), false)
    }

    fn sender(&self, signal: &SignalId) -> Option<PersonId> {
        let sender = journal::sender_of(self.connection, signal);
        self.or(sender, None).and_then(|actor| by_name(&actor))
    }

    fn askers(&self, signal: &SignalId) -> Vec<PersonId> {
        let mut found = Vec::new();
        let asked = askers(self.connection, signal, 0, &mut found);
        self.or(asked, ());
        found
    }

    fn rollout(&self, id: &RolloutId) -> Option<Rollout> {
        self.or(rollouts::get(self.connection, id), None)
    }

    fn rollouts_of(&self, sop: &SopId) -> Vec<Rollout> {
        let mut all = self.or(rollouts::all(self.connection), Vec::new());
        all.retain(|rollout| rollout.sop == *sop);
        all
    }

    fn unjudged(&self, most: usize) -> Vec<Signal> {
        self.or(signals::waiting(self.connection, most), Vec::new())
    }

    fn holds_signals(&self) -> bool {
        self.or(signals::held(self.connection).map_err(Fault::from), None).is_some()
    }

    fn text(&self, hash: &BodyHash) -> Option<String> {
        let texts = bodies::texts(self.connection, [hash.clone()].into()).map_err(Fault::from);
        self.or(texts, [].into()).remove(hash)
    }

    fn first_unjudged(&self) -> Option<Instant> {
        self.or(signals::first_unjudged(self.connection).map_err(Fault::from), None)
    }

    fn next_due(&self) -> Option<Instant> {
        let two = self.or(timers::due(self.connection, Instant::MAX_UTC, 2), Vec::new());
        two.into_iter().find(|timer| timer.kind != TimerKind::Signals).map(|timer| timer.due_at)
    }

    fn first_judged(&self, names: &[SignalName], case: Option<&CaseId>, after: &Place) -> Option<Signal> {
        let mut first: Option<Signal> = None;
        for name in names {
            let found = self.or(signals::first_judged(self.connection, name, case, after), None);
            first = first.into_iter().chain(found).min_by(|a, b| a.place().cmp(&b.place()));
        }
        first
    }

    fn signal_before(&self, name: &SignalName, case: Option<&CaseId>, before: &Place) -> Option<Signal> {
        self.or(signals::last_judged(self.connection, name, case, before), None)
    }

    fn waiting_runs(&self, case: &CaseId, signal: &SignalName) -> Vec<LoadedRun> {
        let runs = runs::waiting_for(self.connection, case, signal);
        self.or(runs.and_then(|runs| runs.into_iter().map(|run| loaded(self.connection, run)).collect()), Vec::new())
    }

    fn open_runs(&self, sop: &SopId, case: Option<&CaseId>) -> Vec<LoadedRun> {
        let runs = runs::open_of_case(self.connection, sop, case);
        self.or(runs.and_then(|runs| runs.into_iter().map(|run| loaded(self.connection, run)).collect()), Vec::new())
    }

    fn open_exceptions(&self, sop: &SopId, case: Option<&CaseId>) -> Vec<Exception> {
        self.or(exceptions::open_of_case(self.connection, sop, case), Vec::new())
    }

    fn open_watches(&self, sop: &SopId, case: Option<&CaseId>) -> Vec<Watch> {
        self.or(watches::open_of(self.connection, sop, case), Vec::new())
    }

    fn unanswered(&self, sop: &SopId, case: Option<&CaseId>) -> Vec<Watch> {
        self.or(watches::unanswered(self.connection, sop, case), Vec::new())
    }

    fn held(&self, source: &SourceId, most: usize) -> Vec<Watch> {
        self.or(watches::held(self.connection, source, most), Vec::new())
    }

    fn reads(&self, source: &SourceId) -> Option<Reads> {
        self.or(sources::reads(self.connection, source), None)
    }

    fn version(&self, hash: &VersionHash) -> Option<Arc<Sop>> {
        self.or(parsed::sop(self.connection, hash), None)
    }

    fn watched(&self, sop: &SopId) -> Vec<(VersionHash, usize)> {
        self.or(watches::triggers(self.connection, sop), Vec::new())
    }

    fn watches_of(&self, sop: &SopId, version: &VersionHash, trigger: usize, most: usize) -> Vec<Watch> {
        self.or(watches::of_trigger(self.connection, sop, version, trigger, most), Vec::new())
    }

    fn unused(&self, tally: &Tally) -> Vec<Unused> {
        self.or(counted::of(self.connection, tally), Vec::new())
    }
}
