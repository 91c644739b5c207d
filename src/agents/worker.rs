//! The worker: has agents prepare what waits, and does what may be done, a few at a time, on threads of their own beside
//! the engine.
//!
//! Everything that is begun is a fact before, and its outcome is one after. An action is taken (`action.claimed`), then
//! begun (`action.running`), then handed to the outside: who dies before the second leaves something that did not happen,
//! who dies after it leaves something that nobody knows about. What is done is what the journal's hash says, to the byte.

use super::act::{self, Try};
use super::context::{self, Task};
use super::prepare::{self, Asked, Fault};
use crate::clock::{self, Clock};
use crate::config::site_dir::SiteDir;
use crate::domain::action::{Act, Action, ActionStanding, Effect};
use crate::domain::actor::Actor;
use crate::domain::agent::Agent;
use crate::domain::command::Command;
use crate::domain::evidence::Body;
use crate::domain::fact::Fact;
use crate::domain::id::{ActionId, AgentId, PreparationId, SignalId};
use crate::domain::notice::{Came, Report};
use crate::domain::preparation::{Advice, Preparation, PreparationReport, Prepared};
use crate::domain::signal::{Judged, Signal};
use crate::domain::site::Site;
use crate::drill;
use crate::store::{Answer, Envelope, OpenOptions, Store, StoreError};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

/// As many are under way at once.
const TOGETHER: usize = 4;
/// As many are looked at in one go.
const MOST: u32 = 100;
/// After trouble with the store.
const TRY_AGAIN: Duration = Duration::from_secs(5);
/// A test clock moves without telling anybody.
const TEST_WAIT: Duration = Duration::from_millis(50);
/// What is under way gets so long when the engine ends; what came of it is worth as much patience.
const ENDING: Duration = Duration::from_secs(5);

/// What a worker needs.
pub struct Deps {
    pub site: SiteDir,
    /// It opens a store of its own.
    pub open: OpenOptions,
    pub clock: Arc<dyn Clock>,
    /// Of the engine that it belongs to.
    pub epoch: u64,
}

/// A running worker. Dropping it ends it.
pub struct Worker {
    tell: Sender<News>,
    ended: Receiver<()>,
}

enum News {
    /// There may be something to do.
    Look,
    Done(Outcome),
    End,
}

/// What came of a job.
enum Outcome {
    Prepared(PreparationId, Box<PreparationReport>),
    Acted(ActionId, Report),
}

impl Worker {
    pub fn start(deps: Deps) -> std::io::Result<Self> {
        let (tell, told) = mpsc::channel();
        let (say, ended) = mpsc::sync_channel(1);
        let jobs = tell.clone();
        let work = move || {
            attend(&deps, &jobs, &told);
            // Nobody may wait for it any more.
            let _ = say.send(());
        };
        std::thread::Builder::new().name("agents".to_owned()).spawn(work)?;
        Ok(Self { tell, ended })
    }

    /// There may be something to do. False where it ended, and another is to be started.
    pub fn poke(&self) -> bool {
        self.tell.send(News::Look).is_ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.tell.send(News::End);
        // What takes longer is left to itself: the next engine says what is known of it.
        let _ = self.ended.recv_timeout(ENDING);
    }
}

fn attend(deps: &Deps, jobs: &Sender<News>, told: &Receiver<News>) {
    let mut desk: Option<Desk> = None;
    loop {
        let rest = match look(deps, jobs, &mut desk) {
            Ok(()) => deps.clock.is_test().then_some(TEST_WAIT),
            Err(_trouble) => {
                // The engine meets the same, and tells of it.
                desk = None;
                Some(TRY_AGAIN)
            }
        };
        let news = match rest {
            None => told.recv().map_err(|_gone| RecvTimeoutError::Disconnected),
            Some(rest) => told.recv_timeout(rest),
        };
        match news {
            Ok(News::Look) | Err(RecvTimeoutError::Timeout) => {}
            Ok(News::Done(outcome)) => {
                if let Some(desk) = &mut desk {
                    // What cannot be recorded now is what a dead one would have left.
                    if desk.record(outcome).is_err() {
                        return;
                    }
                }
            }
            Ok(News::End) => return finish(desk, told),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// The engine ends: what is nearly done is waited for.
fn finish(desk: Option<Desk>, told: &Receiver<News>) {
    let Some(mut desk) = desk else { return };
    let end = clock::monotonic() + ENDING;
    while !desk.busy.is_empty() {
        match told.recv_timeout(end.saturating_duration_since(clock::monotonic())) {
            Ok(News::Done(outcome)) => {
                if desk.record(outcome).is_err() {
                    return;
                }
            }
            Ok(News::Look | News::End) => {}
            Err(_late) => return,
        }
    }
}

/// Begins what may be begun.
fn look(deps: &Deps, jobs: &Sender<News>, desk: &mut Option<Desk>) -> Result<(), StoreError> {
    if desk.is_none() {
        let store = Store::open(&deps.site.store(), deps.open.clone())?;
        let mut fresh = Desk {
            site: deps.site.clone(),
            clock: Arc::clone(&deps.clock),
            store,
            epoch: deps.epoch,
            busy: BTreeSet::new(),
        };
        fresh.recover()?;
        *desk = Some(fresh);
    }
    let Some(desk) = desk else { return Ok(()) };
    while desk.busy.len() < TOGETHER {
        let Some(job) = desk.next()? else { return Ok(()) };
        let (tell, id) = (jobs.clone(), job.id());
        let work = move || {
            let outcome = job.outcome();
            // Nobody may wait for it any more.
            let _ = tell.send(News::Done(outcome));
        };
        desk.busy.insert(id);
        if std::thread::Builder::new().name("agent".to_owned()).spawn(work).is_err() {
            // It stays taken: whoever comes next recovers it.
            desk.busy.remove(&id);
            return Ok(());
        }
    }
    Ok(())
}

/// Has agents do all that may be done now, for an engine of one moment; how much that was.
pub fn work_all(site: &SiteDir, open: OpenOptions, clock: &Arc<dyn Clock>) -> Result<usize, StoreError> {
    let mut store = Store::open(&site.store(), open)?;
    let epoch = store.epoch()?;
    let (site, clock) = (site.clone(), Arc::clone(clock));
    let mut desk = Desk { site, clock, store, epoch, busy: BTreeSet::new() };
    desk.recover()?;
    let mut done = 0;
    while let Some(job) = desk.next()? {
        desk.busy.insert(job.id());
        desk.record(job.outcome())?;
        done += 1;
    }
    Ok(done)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum JobId {
    Preparation(PreparationId),
    Action(ActionId),
}

/// What is handed to the outside, with all that it needs.
enum Job {
    Prepare {
        site: SiteDir,
        active: Arc<Site>,
        agent: Agent,
        preparation: PreparationId,
        task: Box<Task>,
    },
    Act {
        site: SiteDir,
        active: Arc<Site>,
        agent: Agent,
        act: Box<Act>,
        effect: Effect,
        action: ActionId,
        attempt: Try,
    },
    /// Settled without going out.
    Told {
        outcome: Outcome,
    },
}

/// All that an action needs.
struct Ready {
    active: Arc<Site>,
    agent: Agent,
    act: Act,
    effect: Effect,
}

struct Desk {
    site: SiteDir,
    clock: Arc<dyn Clock>,
    store: Store,
    epoch: u64,
    busy: BTreeSet<JobId>,
}

impl Desk {
    /// What a dead one left.
    fn recover(&mut self) -> Result<(), StoreError> {
        if self.store.has_work_under_way()? {
            self.submit(&Command::RecoverWork)?;
        }
        Ok(())
    }

    /// What is begun next: actions first, for people wait for them.
    fn next(&mut self) -> Result<Option<Job>, StoreError> {
        if self.store.clock_held()?.is_some() {
            return Ok(None);
        }
        let paused = self.store.paused()?;
        if paused.all {
            return Ok(None);
        }
        for action in self.store.actions_approved(MOST)? {
            if !paused.holds(&action.agent)
                && let Some(job) = self.begin(&action)?
            {
                return Ok(Some(job));
            }
        }
        for preparation in self.store.preparations_waiting(MOST)? {
            if !paused.holds(&preparation.agent)
                && let Some(job) = self.take(&preparation)?
            {
                return Ok(Some(job));
            }
        }
        Ok(None)
    }

    /// Takes a preparation; none where nobody wants it any more, or another engine took over.
    fn take(&mut self, preparation: &Preparation) -> Result<Option<Job>, StoreError> {
        let id = preparation.id;
        if !self.did(&Command::ClaimPreparation { preparation: id }, |fact| {
            matches!(fact, Fact::PreparationClaimed { .. })
        })? {
            return Ok(None);
        }
        drill::die_if_asked("prepare-claimed");
        let preparation = self.store.preparation(id)?.unwrap_or_else(|| preparation.clone());
        let now = self.clock.now();
        let failed = |why: String| Job::Told {
            outcome: Outcome::Prepared(id, Box::new(PreparationReport::Failed { why, output: None })),
        };
        let Some(active) = self.store.active_site()? else { return Ok(Some(failed("no site is in force".to_owned()))) };
        let Some(agent) = agent(&active, &preparation.agent) else {
            return Ok(Some(failed(unknown(&preparation.agent))));
        };
        Ok(Some(match context::task(&mut self.store, &active, &preparation, now)? {
            Some(task) => {
                let (site, task) = (self.site.clone(), Box::new(task));
                Job::Prepare { site, active, agent, preparation: id, task }
            }
            None => failed("its run is not there any more".to_owned()),
        }))
    }

    /// Takes an action and begins it; what is handed over then is what the journal says, to the byte.
    fn begin(&mut self, action: &Action) -> Result<Option<Job>, StoreError> {
        let id = action.id;
        drill::die_if_asked("act-approved");
        if !self.did(&Command::ClaimAction { action: id }, |fact| matches!(fact, Fact::ActionClaimed { .. }))? {
            return Ok(None);
        }
        drill::die_if_asked("act-claimed");
        let ready = self.ready(action)?;
        if !self.did(&Command::StartAction { action: id }, |fact| matches!(fact, Fact::ActionRunning { .. }))? {
            return Ok(None);
        }
        drill::die_if_asked("act-running");
        let Ready { active, agent, act, effect } = match ready {
            Ok(ready) => ready,
            Err(why) => return Ok(Some(told(id, Came::Refused, why))),
        };
        let attempt = match self.store.action(id)?.map(|action| (action.standing.clone(), action.attempts.len())) {
            Some((ActionStanding::Running { .. }, attempts)) => attempts as u32,
            _ => return Ok(None),
        };
        let key = action.key(&self.store.info()?.site);
        if let Effect::Signal { .. } = effect {
            let report = self.signal(&agent, &active, &effect, &key)?;
            return Ok(Some(Job::Told { outcome: Outcome::Acted(id, report) }));
        }
        let (site, attempt) = (self.site.clone(), Try { key, attempt });
        Ok(Some(Job::Act { site, active, agent, act: Box::new(act), effect, action: id, attempt }))
    }

    /// All that an action needs; or why it cannot be done at all.
    fn ready(&mut self, action: &Action) -> Result<Result<Ready, String>, StoreError> {
        let Some(active) = self.store.active_site()? else { return Ok(Err("no site is in force".to_owned())) };
        let Some(agent) = agent(&active, &action.agent) else { return Ok(Err(unknown(&action.agent))) };
        let sop = self.store.sop_version(&action.version)?;
        let act = sop.as_ref().and_then(|sop| sop.step(&action.step)?.work.as_ref()?.act.clone());
        let Some(act) = act else { return Ok(Err("its step does nothing any more".to_owned())) };
        let Some(body) = self.store.salted(&action.payload)? else {
            return Ok(Err("what was to be done was redacted".to_owned()));
        };
        if body.hash() != action.payload {
            return Ok(Err("what was to be done is not what was approved: its text was changed".to_owned()));
        }
        Ok(match Effect::read(&body.text) {
            Ok(effect) => Ok(Ready { active, agent, act, effect }),
            Err(why) => Err(format!("what was to be done cannot be read: {why}")),
        })
    }

    /// A signal never comes twice: its id is the action's key.
    fn signal(&mut self, agent: &Agent, site: &Site, effect: &Effect, key: &str) -> Result<Report, StoreError> {
        let Effect::Signal { name, case, data } = effect else {
            return Ok(Report::new(Came::Refused, "this is no signal"));
        };
        let mut signal = Signal {
            id: SignalId::new(key),
            name: name.clone(),
            case: case.clone(),
            at: self.clock.now(),
            data: data.clone().into_iter().collect(),
        };
        let bodies = signal.put_aside(&site.personal, salt);
        let envelope =
            Envelope { epoch: Some(self.epoch), ..Envelope::new(Actor::Agent(agent.id.to_string()), "engine") };
        let id = signal.id.clone();
        // It came before, with the time it had then.
        if self.store.signal(&id)?.is_some() {
            return Ok(Report::new(Came::Accepted, format!("signal {id} was there")));
        }
        let command = Command::ReceiveSignal { signal, bodies, judged: Judged::AtOnce };
        Ok(match self.store.submit(&envelope, &command)? {
            Answer::Accepted { .. } => Report::new(Came::Accepted, format!("signal {id}")),
            Answer::Refused(refusal) => Report::new(Came::Refused, format!("{refusal:?}")),
        })
    }

    /// What came of a job. Without it nobody would know: it is worth some patience.
    fn record(&mut self, outcome: Outcome) -> Result<(), StoreError> {
        let (id, command) = match outcome {
            Outcome::Prepared(preparation, report) => {
                (JobId::Preparation(preparation), Command::RecordPreparation { preparation, report: *report })
            }
            Outcome::Acted(action, report) => (JobId::Action(action), Command::RecordAction { action, report }),
        };
        if let JobId::Action(_) = id {
            drill::die_if_asked("act-done");
        }
        let end = clock::monotonic() + ENDING;
        loop {
            match self.submit(&command) {
                Err(cause) if cause.is_temporary() && clock::monotonic() < end => {}
                done => {
                    self.busy.remove(&id);
                    if let JobId::Action(_) = id {
                        drill::die_if_asked("act-recorded");
                    }
                    return done.map(|_| ());
                }
            }
        }
    }

    /// Whether a command was accepted with such a fact.
    fn did(&mut self, command: &Command, wanted: impl Fn(&Fact) -> bool) -> Result<bool, StoreError> {
        let answer = self.submit(command)?;
        Ok(answer.entries().iter().any(|entry| wanted(&entry.fact)))
    }

    fn submit(&mut self, command: &Command) -> Result<Answer, StoreError> {
        self.store.submit(&Envelope::engine(self.epoch), command)
    }
}

impl Job {
    fn id(&self) -> JobId {
        match self {
            Self::Prepare { preparation, .. } => JobId::Preparation(*preparation),
            Self::Act { action, .. } => JobId::Action(*action),
            Self::Told { outcome: Outcome::Prepared(id, _) } => JobId::Preparation(*id),
            Self::Told { outcome: Outcome::Acted(id, _) } => JobId::Action(*id),
        }
    }

    /// What came of it, whatever happened.
    fn outcome(self) -> Outcome {
        let id = self.id();
        catch_unwind(AssertUnwindSafe(|| self.work())).unwrap_or_else(|_bug| lost(id))
    }

    fn work(self) -> Outcome {
        drill::panic_if_asked("agent");
        match self {
            Self::Prepare { site, active, agent, preparation, task } => {
                let report = lay_out(&site, &active, &agent, &task).unwrap_or_else(|fault| PreparationReport::Failed {
                    why: fault.told,
                    output: (!fault.output.is_empty()).then(|| Body::new(salt(), fault.output)),
                });
                Outcome::Prepared(preparation, Box::new(report))
            }
            Self::Act { site, active, agent, act, effect, action, attempt } => {
                let report = act::act(&site, &active, &agent, &act, &effect, &attempt);
                drill::die_if_asked("act-answered");
                Outcome::Acted(action, report)
            }
            Self::Told { outcome } => outcome,
        }
    }
}

/// What a step's agent prepares, and the payload that comes of it.
fn lay_out(dir: &SiteDir, site: &Site, agent: &Agent, task: &Task) -> Result<PreparationReport, Fault> {
    let Some(work) = task.step().work.as_deref() else {
        return Err(Fault::new("no agent works in this step any more"));
    };
    let prepared = match &work.prepare {
        Some(prepare) => prepare::prepare(&Asked { dir, site, agent, prepare, context: &task.context })?,
        None => Prepared::default(),
    };
    let effect =
        work.act.as_ref().map(|act| act::render(dir, site, agent, act, &task.context, &prepared)).transpose()?;
    let amount = work.approve.amount.as_ref().map(|from| act::amount(from, &task.context, &prepared)).transpose()?;
    let advice = if work.prepare.is_some() { Advice::of(&prepared.recommendation) } else { Advice::Look };
    let text = serde_json::to_string(&prepared).unwrap_or_default();
    Ok(PreparationReport::Ready {
        payload: effect.map(|effect| Body::new(salt(), effect.text())),
        amount,
        confidence: prepared.confidence,
        advice,
        prepared: Body::new(salt(), text),
    })
}

fn agent(site: &Site, id: &AgentId) -> Option<Agent> {
    site.agents.iter().find(|agent| agent.id == *id).cloned()
}

fn unknown(agent: &AgentId) -> String {
    format!("`{agent}` is no agent of config/floorboard.toml")
}

fn told(action: ActionId, came: Came, why: String) -> Job {
    Job::Told { outcome: Outcome::Acted(action, Report::new(came, why)) }
}

/// A bug of ours ended it: of a draft there is none, of an action nobody knows.
fn lost(id: JobId) -> Outcome {
    let why = "a fault of Floorboard's own ended it; its log says more".to_owned();
    match id {
        JobId::Preparation(id) => Outcome::Prepared(id, Box::new(PreparationReport::Failed { why, output: None })),
        JobId::Action(id) => Outcome::Acted(id, Report::new(Came::Unknown, why)),
    }
}

fn salt() -> [u8; 16] {
    let mut salt = [0; 16];
    // Without randomness nothing of the store could be written either.
    let _ = getrandom::fill(&mut salt);
    salt
}
