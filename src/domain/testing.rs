//! For tests: a floor in memory, with the engine's part played by `tick`.

mod calendar;
mod records;
mod things;

pub(super) use calendar::Utc0;
pub(super) use records::Records;
use things::fridges;
pub(super) use things::{daily, site, sop, step, triggered};

use super::actor::Actor;
use super::apply::apply;
use super::calendar::{Calendar as _, Instant, OccurrenceNote};
use super::command::{Command, Given};
use super::decide::{Context, execute};
use super::evidence::{Body, Observed, Value};
use super::fact::{Fact, Recorded};
use super::id::{OccurrenceKey, RequestId, RunId, VersionHash};
use super::refusal::Refusal;
use super::run::Run;
use super::signal::{Judged, Signal};
use super::sop::Sop;
use super::state::{SopStatus, State};
use super::step::{SkipReason, StepKey, UndoReason};
use super::timer::{Subject, Timer, TimerKind};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Saturday 21 November 2026 at `HH:MM` (or `HH:MM:SS`); `+1 08:00` is the day after.
pub(super) fn at(text: &str) -> Instant {
    let (days, time) = match text.strip_prefix('+').and_then(|rest| rest.split_once(' ')) {
        Some((days, time)) => (days.parse().unwrap(), time),
        None => (0, text),
    };
    let time = NaiveTime::parse_from_str(time, "%H:%M:%S").or_else(|_| NaiveTime::parse_from_str(time, "%H:%M"));
    (NaiveDate::from_ymd_opt(2026, 11, 21).unwrap() + TimeDelta::days(days)).and_time(time.unwrap()).and_utc()
}

/// A floor and everything that was told of it.
pub(super) struct Floor {
    pub(super) state: State,
    pub(super) journal: Vec<Recorded>,
    pub(super) bodies: Vec<Body>,
    pub(super) now: Instant,
    pub(super) actor: Actor,
    commands: u64,
    taken: BTreeSet<OccurrenceKey>,
    /// Everything that came in, and whether it was judged.
    signals: Vec<(Signal, Judged)>,
}

impl Floor {
    /// 07:00; sam is staff, kit a chef, pat the manager; a list of two fridges, and one that comes next year.
    pub(super) fn new() -> Self {
        let mut floor = Self {
            state: State::default(),
            journal: Vec::new(),
            bodies: Vec::new(),
            now: at("07:00"),
            actor: Actor::Engine,
            commands: 0,
            taken: BTreeSet::new(),
            signals: Vec::new(),
        };
        floor.ok(&Command::ActivateConfig { hash: "site".into(), text: String::new(), site: Arc::new(site()) });
        let list = Arc::new(fridges());
        floor.ok(&Command::ActivateList { hash: "fridges".into(), text: String::new(), list });
        floor
    }
    pub(super) fn with(sop: &Sop) -> Self {
        let mut floor = Self::new();
        floor.activate(sop);
        floor
    }
    pub(super) fn activate(&mut self, sop: &Sop) -> Vec<String> {
        self.try_activate(sop).unwrap()
    }
    pub(super) fn try_activate(&mut self, sop: &Sop) -> Result<Vec<String>, Refusal> {
        self.actor = Actor::Engine;
        let text = serde_json::to_string(sop).unwrap();
        let hash = VersionHash(super::evidence::hex(text.as_bytes()));
        self.run(&Command::ActivateSop { hash, text, sop: Arc::new(sop.clone()) })
    }
    pub(super) fn by(&mut self, person: &str) -> &mut Self {
        self.actor = Actor::Person(person.into());
        self
    }
    /// Moves the clock and applies every timer that has passed, as the engine does.
    pub(super) fn tick(&mut self, text: &str) -> Vec<String> {
        self.tick_at(at(text))
    }
    pub(super) fn tick_at(&mut self, now: Instant) -> Vec<String> {
        self.now = now;
        let mut told = Vec::new();
        for _ in 0..5_000 {
            if self.state.clock_held.is_some() {
                return told;
            }
            let Some(timer) = self.due_timers().into_iter().min() else { return told };
            let actor = std::mem::replace(&mut self.actor, Actor::Engine);
            let facts = self.ok(&Command::ApplyTimer(timer.clone()));
            assert!(!facts.is_empty(), "{timer:?} was due and told nothing");
            told.extend(facts);
            self.actor = actor;
        }
        panic!("timers do not come to rest");
    }
    fn due_timers(&self) -> Vec<Timer> {
        let runs = self.state.runs.keys().map(|id| Subject::Run(*id));
        let watches = self.state.watches.keys().map(|id| Subject::Watch(*id));
        let sops = self.state.sops.keys().map(|id| Subject::Sop(id.clone()));
        let cards = self.state.exceptions.keys().map(|id| Subject::Exception(*id));
        let notices = self.state.notices.keys().map(|id| Subject::Notice(*id));
        let preparations = self.state.preparations.keys().map(|id| Subject::Preparation(*id));
        let approvals = self.state.approvals.keys().map(|id| Subject::Approval(*id));
        let actions = self.state.actions.keys().map(|id| Subject::Action(*id));
        let works = preparations.chain(approvals).chain(actions);
        let subjects = runs.chain(sops).chain([Subject::Site]).chain(watches).chain(cards).chain(notices).chain(works);
        let derived = subjects.flat_map(|subject| self.state.timers(&subject));
        let in_force = self.state.sops.values().filter(|row| row.status == SopStatus::InForce);
        let plan = in_force.filter_map(|row| {
            let due_at = Utc0.next_position(row.sop.as_deref()?, row.cursor)?;
            Some(Timer { due_at, kind: TimerKind::Next, subject: Subject::Sop(row.id.clone()) })
        });
        derived.chain(plan).filter(|timer| timer.due_at <= self.now).collect()
    }
    /// The kinds of the facts, or the refusal.
    pub(super) fn run(&mut self, command: &Command) -> Result<Vec<String>, Refusal> {
        self.commands += 1;
        let request = RequestId(format!("r{}", self.commands));
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.commands.to_be_bytes());
        let sent = self.journal.iter().filter_map(|recorded| match &recorded.fact {
            Fact::SignalReceived { signal, .. } => Some((signal.clone(), recorded.actor.person()?.clone())),
            _ => None,
        });
        let records = Records {
            state: self.state.clone(),
            taken: self.taken.clone(),
            signals: self.signals.clone(),
            senders: sent.collect(),
            texts: self.bodies.iter().map(|body| (body.hash(), body.text.clone())).collect(),
        };
        let context = Context {
            now: self.now,
            actor: &self.actor,
            request: Some(&request),
            calendar: &Utc0,
            look: &records,
            seed,
        };
        let mut state = self.state.clone();
        let decision = execute(&mut state, command, &context)?;
        state.settled.clear();
        state.signals.clear();
        self.state = state;
        for recorded in &decision.facts {
            records::keep(&mut self.signals, &recorded.fact);
            match &recorded.fact {
                Fact::ExceptionRaised { occurrence: Some(occurrence), .. }
                | Fact::ExceptionRecurred { occurrence: Some(occurrence), .. } => {
                    assert!(self.taken.insert(occurrence.clone()), "{occurrence} was taken twice");
                }
                Fact::RunOpened { occurrence, .. }
                | Fact::OccurrenceFired { occurrence, .. }
                | Fact::OccurrenceNotFired { occurrence, .. } => {
                    let fresh = self.taken.insert(occurrence.clone());
                    let note =
                        matches!(&recorded.fact, Fact::OccurrenceNotFired { note: OccurrenceNote::AlreadySettled, .. });
                    assert!(fresh || note, "{occurrence} was taken twice");
                }
                _ => {}
            }
        }
        self.journal.extend(decision.facts.iter().cloned());
        self.bodies.extend(decision.bodies);
        Ok(decision.facts.iter().map(|recorded| recorded.fact.kind()).collect())
    }
    pub(super) fn ok(&mut self, command: &Command) -> Vec<String> {
        self.run(command).unwrap_or_else(|refusal| panic!("{command:?} was refused: {refusal:?}"))
    }
    pub(super) fn refused(&mut self, command: &Command) -> Refusal {
        self.run(command).expect_err("was accepted")
    }

    // Commands on the newest run, in short
    pub(super) fn answer(&mut self, step: &str, value: Value) -> Result<Vec<String>, Refusal> {
        self.run(&answer(self.newest(), step, value))
    }
    pub(super) fn tick_off(&mut self, step: &str) -> Vec<String> {
        self.answer(step, Value::Tick).unwrap()
    }
    pub(super) fn read(&mut self, step: &str, value: &str) -> Vec<String> {
        self.answer(step, number(value)).unwrap()
    }
    pub(super) fn undo(&mut self, step: &str) -> Result<Vec<String>, Refusal> {
        let run = self.newest();
        self.run(&Command::UndoStep { run, step: step.parse().unwrap(), reason: UndoReason::Mistake })
    }
    pub(super) fn newest(&self) -> RunId {
        RunId(self.state.last_run)
    }
    pub(super) fn latest(&self) -> &Run {
        &self.state.runs[&self.newest()]
    }

    /// Everything that the facts alone come to, and that the live state must equal.
    pub(super) fn rebuilt(&self) -> State {
        let mut state = State { versions: self.state.versions.clone(), ..State::default() };
        self.journal.iter().for_each(|recorded| apply(&mut state, recorded));
        state
    }
}

/// The rows of a state as JSON, versions left out.
pub(super) fn rows(state: &State) -> serde_json::Value {
    let sops: Vec<_> = state
        .sops
        .values()
        .map(|row| {
            serde_json::json!([
                row.id,
                row.hash,
                row.status == SopStatus::InForce,
                row.cursor,
                row.recurrence,
                row.review
            ])
        })
        .collect();
    serde_json::json!({
        "watches": state.watches, "unjudged": state.unjudged, "notices": state.notices,
        "preparations": state.preparations, "approvals": state.approvals, "actions": state.actions,
        "rollouts": state.rollouts, "paused": state.paused, "delegations": state.delegations,
        "last_of_work": [state.last_preparation, state.last_approval, state.last_action],
        "runs": state.runs, "exceptions": state.exceptions, "sops": sops, "last": [state.last_run, state.last_exception, state.last_notice],
        "site": state.site.as_ref().map(|site| &site.hash), "held": state.clock_held, "down": state.down, "holidays": state.holidays_end,
        "lists": state.lists.values().map(|list| &list.hash).collect::<Vec<_>>(), "epoch": state.epoch,
    })
}

pub(super) fn answer(run: RunId, step: &str, value: Value) -> Command {
    let step: StepKey = step.parse().unwrap();
    Command::AnswerStep { run, step, answer: Given::Value(value), observed: Observed::default() }
}

pub(super) fn skip(run: RunId, step: &str, rest: super::command::Rest) -> Command {
    Command::SkipSteps { run, step: step.parse().unwrap(), rest, reason: SkipReason::NoTime, note: None }
}

pub(super) fn number(value: &str) -> Value {
    Value::Number { value: value.parse().unwrap() }
}

pub(super) fn body(text: &str) -> Body {
    Body::new([7; 16], text)
}
