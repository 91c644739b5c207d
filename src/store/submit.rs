//! One command, one transaction: what time has done to it first, then the decision, its facts, its rows.
//!
//! Timers that had passed are facts whatever becomes of the command, so they are kept where it is refused: otherwise
//! its refusal ("that run is over") would speak of a state that is not in the journal. Of the refused command itself
//! nothing is kept, not even its request id.

use super::connection::{moved, user_version};
use super::envelope::{Answer, Envelope, Repeated};
use super::fault::{Fallible, Fault};
use super::file_system::Identity;
use super::fingerprint::fingerprint;
use super::journal::{self, Line};
use super::lookup::Rows;
use super::rows::floor::Floor;
use super::rows::requests::{self, Request};
use super::rows::{signals, timers, watches};
use super::schema::VERSION;
use super::verify::Head;
use super::{Access, Store, StoreError, load, parsed, save};
use crate::domain::actor::{Actor, Via};
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::command::Command;
use crate::domain::decide::{Context, Decision, execute};
use crate::domain::fact::Entry;
use crate::domain::id::{RequestId, SiteId};
use crate::domain::refusal::Refusal;
use crate::domain::signal::{Judged, Signal};
use crate::domain::state::State;
use crate::domain::timer::{Subject, Timer, TimerKind};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::collections::BTreeSet;

/// Beyond this many days after the last fact the wall clock is not believed (T7).
const BELIEVED_DAYS: i64 = 14;

impl Store {
    /// Decides and records one command, in one transaction, after every passed timer of what it touches.
    /// Nothing is acknowledged before the commit has returned.
    pub fn submit(&mut self, envelope: &Envelope, command: &Command) -> Result<Answer, StoreError> {
        self.writable()?;
        let seed = seed().map_err(|fault| fault.at(&self.path))?;
        let site = self.site.clone();
        let clock = self.options.clock.clone();
        self.write(|transaction| {
            let mut work = Work::begin(transaction, &site, envelope.via.clone(), clock.now(), seed)?;
            work.answer(envelope, command, Clockwise::Judged)
        })
    }

    /// Runs `work` in one write transaction; any error, and any panic, leaves the store as it was.
    pub(super) fn write<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Fallible<T>) -> Result<T, StoreError> {
        let done = (|| {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            // While we waited for our turn it may have been replaced: what is written to a file without a name is lost.
            if self.identity.is_some() && Identity::at(&self.path) != self.identity {
                return Err(moved().into());
            }
            let version = user_version(&transaction)?;
            if version > VERSION {
                return Err(Fault::Newer(version));
            }
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        })();
        if let (Ok(_), Some(log)) = (&done, &mut self.log) {
            log.keep_short(&self.connection);
        }
        done.map_err(|fault: Fault| {
            if let Fault::Newer(found) = fault {
                self.newer = Some(found);
                self.access = Access::Read;
            }
            fault.at(&self.path)
        })
    }

    /// Why nothing may be written, if so.
    pub(super) fn writable(&self) -> Result<(), StoreError> {
        if let Some(found) = self.newer {
            return Err(Fault::Newer(found).at(&self.path));
        }
        if self.access == Access::Read {
            return Err(StoreError::ReadOnly { path: self.path.clone(), why: "it was opened for reading" });
        }
        // What is written to a file that has lost its name is lost.
        if self.identity.is_some() && Identity::at(&self.path) != self.identity {
            return Err(StoreError::Replaced { path: self.path.clone() });
        }
        Ok(())
    }
}

pub(super) fn seed() -> Fallible<[u8; 32]> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|cause| Fault::Bug(format!("no randomness: {cause}")))?;
    Ok(seed)
}

/// The same request again: the same answer, or a refusal where it asks for something else.
fn first_answer(connection: &Connection, id: &RequestId, earlier: &Request, command: &[u8; 32]) -> Fallible<Answer> {
    if earlier.command != *command {
        return Ok(Answer::Refused(Refusal::RequestReused { request: id.clone() }));
    }
    let entries = journal::between(connection, earlier.first, earlier.last)?;
    Ok(Answer::Accepted { entries, repeated: Repeated::Yes })
}

/// Whether the wall clock is looked at before a command's fact is recorded at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clockwise {
    Judged,
    /// A virtual clock leaps from one event to the next, and is right.
    Given,
}

/// One transaction's work: the state as it goes, and where the journal ends.
pub(super) struct Work<'a> {
    connection: &'a Connection,
    site: &'a SiteId,
    pub(super) via: Via,
    pub(super) now: Instant,
    seed: [u8; 32],
    decisions: u64,
    head: Head,
    floor: Floor,
    pub(super) state: State,
    /// What the command is about.
    subjects: Vec<Subject>,
    /// Facts of timers that had passed before the command.
    pub(super) passed: Vec<Entry>,
}

impl<'a> Work<'a> {
    pub(super) fn begin(
        connection: &'a Connection,
        site: &'a SiteId,
        via: Via,
        now: Instant,
        seed: [u8; 32],
    ) -> Fallible<Self> {
        let (state, floor) = load::base(connection)?;
        let head = journal::head(connection)?;
        Ok(Self {
            connection,
            site,
            via,
            now,
            seed,
            decisions: 0,
            head,
            floor,
            state,
            subjects: Vec::new(),
            passed: Vec::new(),
        })
    }

    /// One command: the answer it had before, or what time has done to it and then the decision.
    pub(super) fn answer(&mut self, envelope: &Envelope, command: &Command, clock: Clockwise) -> Fallible<Answer> {
        if let Some(ours) = envelope.epoch.filter(|ours| *ours != self.state.epoch) {
            return Ok(Answer::Refused(Refusal::StaleEpoch { ours, current: self.state.epoch }));
        }
        let asked = envelope.request.as_ref().map(|request| (request, fingerprint(&envelope.actor, command)));
        if let Some((request, command_hash)) = &asked
            && let Some(earlier) = requests::get(self.connection, request)?
        {
            return first_answer(self.connection, request, &earlier, command_hash);
        }
        self.load(command)?;
        if envelope.actor != Actor::Engine && clock == Clockwise::Judged {
            self.hold_a_leaping_clock()?;
        }
        self.pass_time()?;
        if let Command::ReceiveSignal { signal, judged: Judged::AtOnce, .. } = command {
            self.pass_watches(signal)?;
        }
        self.decide(envelope, command, asked)
    }

    /// Lets go of what the last command was about; the site, the numbers given and what is parsed stay.
    pub(super) fn forget(&mut self) {
        self.state.forget();
        self.subjects.clear();
        self.passed.clear();
    }

    fn load(&mut self, command: &Command) -> Fallible<()> {
        self.subjects = load::subjects(self.connection, command)?;
        for subject in &self.subjects {
            load::add(self.connection, &mut self.state, subject)?;
        }
        if let Command::ActivateSop { hash, text, .. }
        | Command::ActivateConfig { hash, text, .. }
        | Command::ActivateList { hash, text, .. } = command
        {
            check_hash(hash, text)?;
            parsed::remember(command);
        }
        Ok(())
    }

    /// Applies, in timer order, every timer of the command's subjects that has passed: the outcome does not depend on
    /// when the engine came by.
    fn pass_time(&mut self) -> Fallible<()> {
        if self.state.clock_held.is_some() {
            return Ok(());
        }
        let mut tried = BTreeSet::new();
        while let Some(timer) = self.first_passed(&tried)? {
            tried.insert(timer.clone());
            let entries = self.apply_timer(timer)?;
            self.passed.extend(entries);
        }
        Ok(())
    }

    /// Watches of a signal's case that were due before its own time are over, whenever the engine comes by; those due
    /// later it may still meet.
    fn pass_watches(&mut self, signal: &Signal) -> Fallible<()> {
        if self.state.clock_held.is_some() || signals::get(self.connection, &signal.id)?.is_some() {
            return Ok(());
        }
        let before = signal.at.min(self.now + chrono::TimeDelta::microseconds(1));
        let mut aside = Vec::new();
        while let Some((id, due_at)) = watches::first_due(self.connection, signal.case.as_ref(), before, &aside)? {
            aside.push(id);
            let entries = self.apply_timer(Timer { due_at, kind: TimerKind::Breach, subject: Subject::Watch(id) })?;
            self.passed.extend(entries);
        }
        Ok(())
    }

    /// A wall clock that leapt is held (T7) before the command's own fact makes the leap look like time that passed.
    /// The engine judges for itself, by the boot clock too.
    fn hold_a_leaping_clock(&mut self) -> Fallible<()> {
        let Some(last) = journal::last_at(self.connection)? else { return Ok(()) };
        if self.state.clock_held.is_none() && self.now - last > chrono::TimeDelta::days(BELIEVED_DAYS) {
            self.by_itself(&Command::HoldClock { wall: self.now, last })?;
        }
        Ok(())
    }

    /// Something that the store does in the engine's name; where the domain refuses, all stays as it was.
    fn by_itself(&mut self, command: &Command) -> Fallible<Vec<Entry>> {
        match self.execute(&Actor::Engine, None, command)? {
            Ok(decision) => {
                if let Command::ApplyTimer(Timer { kind: TimerKind::Next | TimerKind::Sources, subject, .. }) = command
                {
                    // The plan moves on even where the decision found nothing to do.
                    self.state.touched.insert(subject.clone());
                }
                let line = Line { site: self.site, via: &self.via, terminal: None, request: None };
                save::record(self.connection, &mut self.head, &line, decision, &mut self.state, &mut self.floor)
            }
            Err(_refusal) => Ok(Vec::new()),
        }
    }

    fn first_passed(&self, tried: &BTreeSet<Timer>) -> Fallible<Option<Timer>> {
        let mut first: Option<Timer> = None;
        for subject in &self.subjects {
            let mut passed = timers::passed(self.connection, subject, self.now)?;
            // An undo may withdraw the recurrence that its run had fixed, unless that has come.
            if let Subject::Run(id) = subject
                && let Some(run) = self.state.runs.get(id)
            {
                let sop = timers::passed(self.connection, &Subject::Sop(run.sop.clone()), self.now)?;
                passed.extend(sop.into_iter().filter(|timer| timer.kind == TimerKind::Recur));
            }
            first = passed.into_iter().filter(|timer| !tried.contains(timer)).chain(first).min();
        }
        Ok(first)
    }

    /// One timer, decided and recorded; one that the domain refuses stays for later.
    pub(super) fn apply_timer(&mut self, timer: Timer) -> Fallible<Vec<Entry>> {
        load::add(self.connection, &mut self.state, &timer.subject)?;
        self.by_itself(&Command::ApplyTimer(timer))
    }

    /// `asked`: the request that it came by, and the command's hash.
    fn decide(
        &mut self,
        envelope: &Envelope,
        command: &Command,
        asked: Option<(&RequestId, [u8; 32])>,
    ) -> Fallible<Answer> {
        let decision = match self.execute(&envelope.actor, envelope.request.as_ref(), command)? {
            Ok(decision) => decision,
            Err(refusal) => return Ok(Answer::Refused(refusal)),
        };
        let line = Line {
            site: self.site,
            via: &envelope.via,
            terminal: envelope.terminal.as_deref(),
            request: envelope.request.as_ref(),
        };
        let first = self.head.seq + 1;
        let entries = save::record(self.connection, &mut self.head, &line, decision, &mut self.state, &mut self.floor)?;
        if let Some((request, command)) = asked {
            let last = self.head.seq;
            requests::save(self.connection, request, &Request { command, first, last })?;
        }
        Ok(Answer::Accepted { entries, repeated: Repeated::No })
    }

    fn execute(
        &mut self,
        actor: &Actor,
        request: Option<&RequestId>,
        command: &Command,
    ) -> Fallible<Result<Decision, Refusal>> {
        let active = self.state.site.as_ref().map(|site| (&site.hash, &*site.value));
        let calendar = parsed::calendar(match command {
            // The first counts from itself on.
            Command::ActivateConfig { hash, site, .. } if active.is_none() => Some((hash, &**site)),
            _ => active,
        })?;
        let look = Rows::new(self.connection);
        // Each decision of a transaction has salts of its own.
        let mut seed = self.seed;
        for (byte, count) in seed.iter_mut().zip(self.decisions.to_le_bytes()) {
            *byte ^= count;
        }
        self.decisions += 1;
        let context =
            Context { now: self.now, actor, request, calendar: &*calendar as &dyn Calendar, look: &look, seed };
        let decided = execute(&mut self.state, command, &context);
        match look.into_fault() {
            Some(fault) => Err(fault),
            None => Ok(decided),
        }
    }
}

fn check_hash(hash: &crate::domain::id::VersionHash, text: &str) -> Fallible<()> {
    if *hash != parsed::hash_of(text) {
        return Err(Fault::Bug(format!("`{hash}` is not the hash of the text that is activated")));
    }
    Ok(())
}
