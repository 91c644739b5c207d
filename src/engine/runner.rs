//! The engine's thread: stands for election, then waits in one poll for time, files, the store and the end.

use super::clockwork::{Engine, Settings};
use super::error::EngineError;
use super::event::Event;
use super::files::FilesWatch;
use super::heartbeat::Heartbeat;
use super::leader::Leader;
use super::sources::{self, Reader};
use super::tray::Tray;
use crate::agents::outbox::{self, Outbox};
use crate::agents::worker::{self, Worker};
use crate::clock::{self, Clock};
use crate::config::site_dir::SiteDir;
use crate::domain::site::Sends;
use crate::store::{OpenOptions, Store};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::AsFd;
use rustix::io::Errno;
use std::collections::BTreeSet;
use std::io::{PipeReader, PipeWriter};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant as Monotonic};
use tokio::sync::oneshot;

/// Files are read so long after the last thing that happened to one.
const READ_AFTER: Duration = Duration::from_millis(200);
/// A test clock moves without telling anybody.
const TEST_SLEEP: Duration = Duration::from_millis(50);
const LOOK_AT_DISK: Duration = Duration::from_mins(1);
/// After trouble that may pass.
const TRY_AGAIN: Duration = Duration::from_secs(2);

/// What an engine needs.
pub struct Deps {
    pub site: SiteDir,
    /// The engine opens a store of its own.
    pub open: OpenOptions,
    pub clock: Arc<dyn Clock>,
    pub standby: Standby,
    pub sending: Sending,
    /// Told of everything that happens, from the engine's thread.
    pub told: Box<dyn Fn(&Event) + Send>,
}

/// What to do while another engine runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standby {
    Wait,
    GiveUp,
}

/// Whether this engine also tells people outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    Always,
    /// Where the site's file says so of its boards.
    AsConfigured,
}

/// Why the engine ended.
#[derive(Debug)]
pub enum Ended {
    Stopped,
    Failed(EngineError),
}

/// A running engine, or one that waits to be elected. Dropping it stops it.
pub struct Running {
    state: Arc<Mutex<State>>,
    /// Closing it ends the thread's wait.
    wake: Option<PipeWriter>,
    thread: Option<JoinHandle<()>>,
    ended: Option<oneshot::Receiver<Ended>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    stopping: bool,
    leading: bool,
    /// The last tick that succeeded.
    ticked: Option<Monotonic>,
}

impl Running {
    pub fn start(deps: Deps) -> Result<Self, EngineError> {
        let (wait, wake) = std::io::pipe().map_err(|cause| EngineError::io(deps.site.root(), cause))?;
        let (send, ended) = oneshot::channel();
        let state = Arc::new(Mutex::new(State::default()));
        let root = deps.site.root().to_owned();
        let shared = Arc::clone(&state);
        let work = move || {
            crate::drill::panic_if_asked("engine");
            let result = stand(&deps, &shared, &wait);
            // Nobody may wait for it any more.
            let _ = send.send(result.map_or_else(Ended::Failed, |()| Ended::Stopped));
        };
        let thread = std::thread::Builder::new()
            .name("engine".to_owned())
            .spawn(work)
            .map_err(|cause| EngineError::io(&root, cause))?;
        Ok(Self { state, wake: Some(wake), thread: Some(thread), ended: Some(ended) })
    }

    /// Whether this process is the engine now.
    pub fn is_leading(&self) -> bool {
        lock(&self.state).leading
    }

    /// When it last came by; none while it waits to be elected.
    pub fn last_tick(&self) -> Option<Monotonic> {
        lock(&self.state).ticked
    }

    /// Until it ends by itself. Never where that was told already.
    pub async fn ended(&mut self) -> Ended {
        match &mut self.ended {
            Some(ended) => {
                let result = ended.await;
                self.ended = None;
                result.unwrap_or(Ended::Failed(EngineError::Bug("the engine's thread ended by itself".to_owned())))
            }
            None => std::future::pending().await,
        }
    }

    /// Lets go of the lock: when this returns, another process can have it.
    pub fn stop(mut self) {
        self.halt();
    }

    fn halt(&mut self) {
        let leading = {
            let mut state = lock(&self.state);
            state.stopping = true;
            state.leading
        };
        self.wake = None;
        // One that waits in the kernel for the lock is left to it: elected too late, it lets go at once.
        if let Some(thread) = self.thread.take().filter(|_| leading) {
            // A panic there was told where it happened.
            let _ = thread.join();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.halt();
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Election after election, until it is stopped or something is wrong that will not pass.
fn stand(deps: &Deps, state: &Mutex<State>, wait: &PipeReader) -> Result<(), EngineError> {
    loop {
        let Some(leader) = elect(deps)? else { return Err(held(&deps.site)) };
        {
            let mut state = lock(state);
            if state.stopping {
                return Ok(());
            }
            state.leading = true;
        }
        let outcome = lead(deps, leader, state, wait);
        lock(state).leading = false;
        (deps.told)(&Event::LetGo);
        match outcome {
            Ok(()) => return Ok(()),
            Err(error) if error.is_lost_election() || error.is_replaced_store() => {
                (deps.told)(&Event::Trouble { what: error.to_string() });
            }
            Err(error) => return Err(error),
        }
    }
}

fn elect(deps: &Deps) -> Result<Option<Leader>, EngineError> {
    if let Some(leader) = Leader::try_elect(&deps.site)? {
        return Ok(Some(leader));
    }
    if deps.standby == Standby::GiveUp {
        return Ok(None);
    }
    (deps.told)(&Event::Waiting { pid: pid(&deps.site) });
    Leader::wait(&deps.site).map(Some)
}

fn held(site: &SiteDir) -> EngineError {
    EngineError::Held { pid: pid(site) }
}

fn pid(site: &SiteDir) -> Option<u32> {
    Heartbeat::read(site).ok().flatten().map(|beat| beat.pid)
}

/// Leads until it is stopped.
fn lead(deps: &Deps, leader: Leader, state: &Mutex<State>, wait: &PipeReader) -> Result<(), EngineError> {
    let mut watch = FilesWatch::new(&deps.site)?;
    let mut tray = Tray::new(deps.site.clone());
    let store = Store::open(&deps.site.store(), deps.open.clone())?;
    let mut engine = Engine::take_over(deps.site.clone(), leader, store, Arc::clone(&deps.clock), Settings::default())?;
    engine.end_silence()?;
    let mut outbox: Option<Outbox> = None;
    let mut worker: Option<Worker> = None;
    let mut reader: Option<Reader> = None;
    let mut looked: Option<Monotonic> = None;
    let mut read_at: Option<Monotonic> = None;
    loop {
        let sleep = match engine.tick() {
            Ok(tick) => {
                tick.events.iter().for_each(|event| (deps.told)(event));
                lock(state).ticked = Some(clock::monotonic());
                send(deps, &mut engine, &mut outbox);
                have_done(deps, &mut engine, &mut worker);
                if reader.is_none() || !tick.events.is_empty() {
                    read(deps, &mut engine, &mut reader);
                }
                look_at_disk(deps, &mut engine, &mut looked)?;
                tick.sleep.min(take_in(deps, &mut engine, &mut tray, watch.writing())?)
            }
            Err(error) if error.may_pass() => {
                (deps.told)(&Event::Trouble { what: error.to_string() });
                TRY_AGAIN
            }
            Err(error) => return Err(error),
        };
        // What our own transactions did to the log is no news.
        let seen = watch.drain();
        if seen.files {
            read_at.get_or_insert_with(|| clock::monotonic() + READ_AFTER);
        }
        if seen.signals {
            tray.look_again();
        }
        let read_in = read_at.map(|at| at.saturating_duration_since(clock::monotonic()));
        let mut sleep = read_in.map_or(sleep, |read_in| read_in.min(sleep));
        if deps.clock.is_test() {
            sleep = sleep.min(TEST_SLEEP);
        }
        if !rest(sleep, &watch, wait) {
            engine.let_go()?;
            return Ok(());
        }
        if deps.clock.is_test() {
            // It leaps when a test says so, and nobody was away.
            engine.was_awake();
        }
        let seen = watch.drain();
        if seen.files {
            read_at.get_or_insert_with(|| clock::monotonic() + READ_AFTER);
        }
        if seen.signals {
            tray.look_again();
        }
        if read_at.take_if(|at| *at <= clock::monotonic()).is_some() {
            engine.files_changed(watch.writing());
        }
    }
}

/// A little of what lies in `signals/`: time goes on in between. How soon to come by again.
fn take_in(
    deps: &Deps,
    engine: &mut Engine,
    tray: &mut Tray,
    writing: &BTreeSet<String>,
) -> Result<Duration, EngineError> {
    let epoch = engine.epoch();
    let mut events = Vec::new();
    let again = match tray.step(engine.store(), epoch, writing, &mut events) {
        Err(error) if error.may_pass() => {
            events.push(Event::Trouble { what: error.to_string() });
            TRY_AGAIN
        }
        step => step?,
    };
    for event in &events {
        (deps.told)(event);
    }
    Ok(again)
}

/// Once a minute. A file system that does not say is not asked again at once.
fn look_at_disk(deps: &Deps, engine: &mut Engine, looked: &mut Option<Monotonic>) -> Result<(), EngineError> {
    let now = clock::monotonic();
    if looked.is_some_and(|then| now.saturating_duration_since(then) < LOOK_AT_DISK) {
        return Ok(());
    }
    *looked = Some(now);
    let Ok(found) = rustix::fs::statvfs(deps.site.root()) else { return Ok(()) };
    match engine.look_at_disk(found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize) {
        Err(error) if error.may_pass() => {
            (deps.told)(&Event::Trouble { what: error.to_string() });
            Ok(())
        }
        told => told,
    }
}

/// Whether this engine reaches outside.
fn may_reach_out(deps: &Deps, store: &mut Store) -> bool {
    deps.sending == Sending::Always
        || store.active_site().ok().flatten().is_some_and(|site| site.board.sends == Sends::Yes)
}

/// Wakes whoever sends, where there is something to send and this engine may.
fn send(deps: &Deps, engine: &mut Engine, outbox: &mut Option<Outbox>) {
    let epoch = engine.epoch();
    let store = engine.store();
    // What cannot be read now is looked for again at the next tick.
    if !store.has_notices().unwrap_or(false) || !may_reach_out(deps, store) {
        return;
    }
    if outbox.is_none() {
        let (site, open, clock) = (deps.site.clone(), deps.open.clone(), Arc::clone(&deps.clock));
        match Outbox::start(outbox::Deps { site, open, clock, epoch }) {
            Ok(started) => *outbox = Some(started),
            Err(cause) => (deps.told)(&Event::Trouble { what: format!("nobody outside can be told: {cause}") }),
        }
    }
    outbox.as_ref().inspect(|outbox| outbox.poke());
}

/// Wakes whoever has agents work, where there is work and this engine may.
fn have_done(deps: &Deps, engine: &mut Engine, worker: &mut Option<Worker>) {
    let epoch = engine.epoch();
    let store = engine.store();
    if !store.has_work().unwrap_or(false) || !may_reach_out(deps, store) {
        return;
    }
    if worker.is_none() {
        let (site, open, clock) = (deps.site.clone(), deps.open.clone(), Arc::clone(&deps.clock));
        match Worker::start(worker::Deps { site, open, clock, epoch }) {
            Ok(started) => *worker = Some(started),
            Err(cause) => (deps.told)(&Event::Trouble { what: format!("agents cannot work: {cause}") }),
        }
    }
    // One that met trouble it could not mend is started anew at the next tick, and owns up to what was left.
    worker.take_if(|worker| !worker.poke());
}

/// Reads sources, where there are some and this engine may; one that reads looks again which there are.
fn read(deps: &Deps, engine: &mut Engine, reader: &mut Option<Reader>) {
    let epoch = engine.epoch();
    // What cannot be read now is looked for again at the next tick.
    let site = engine.store().active_site().ok().flatten();
    if site.is_none_or(|site| site.sources.is_empty()) || !may_reach_out(deps, engine.store()) {
        *reader = None;
        return;
    }
    if let Some(reader) = reader {
        reader.poke();
        return;
    }
    let (site, open, clock) = (deps.site.clone(), deps.open.clone(), Arc::clone(&deps.clock));
    match Reader::start(sources::Deps { site, open, clock, epoch }) {
        Ok(started) => *reader = Some(started),
        Err(cause) => (deps.told)(&Event::Trouble { what: format!("no source can be read: {cause}") }),
    }
}

/// Sleeps until then, or until something happens. False when it is the end.
fn rest(sleep: Duration, watch: &FilesWatch, wait: &PipeReader) -> bool {
    let timeout = Timespec::try_from(sleep).ok();
    let watch = watch.as_fd();
    let mut fds = [PollFd::new(&watch, PollFlags::IN), PollFd::new(wait, PollFlags::IN)];
    match poll(&mut fds, timeout.as_ref()) {
        Ok(_) | Err(Errno::INTR) => fds[1].revents().is_empty(),
        Err(_broken) => false,
    }
}
