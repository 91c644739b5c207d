//! Sources: read when their time comes, beside the engine, each on a thread of its own; what they tell goes into the store.
//!
//! A read holds no transaction. What it brought, and that it was read, are one: few new records in one transaction, many
//! as a file is taken in, held until they are whole.

use super::error::EngineError;
use super::intake::{AHEAD, Intake, Salts, Turn};
use crate::agents::source::fetch;
use crate::clock::{self, Clock};
use crate::config::site_dir::SiteDir;
use crate::domain::actor::Actor;
use crate::domain::calendar::Instant;
use crate::domain::command::Command;
use crate::domain::id::{SignalId, SourceId};
use crate::domain::signal::{Judged, Signal};
use crate::domain::site::Site;
use crate::domain::source::{Came, Source};
use crate::signalfile::{Row, Times, record};
use crate::store::{Answer, Envelope, OpenOptions, Store, StoreError};
use crate::time::zone::Zone;
use rustix::event::{Timespec, poll};
use serde_json::Value;
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

/// So many new signals go in with one transaction.
const FEW: usize = 300;
/// Signals looked up at once.
const PAGE: usize = 500;
/// After trouble with the store.
const TRY_AGAIN: Duration = Duration::from_secs(5);
/// A test clock moves without telling anybody.
const TEST_WAIT: Duration = Duration::from_millis(50);
/// While another file is taken in.
const LOOK_AGAIN: Duration = Duration::from_millis(200);
const TURN_WAIT: Duration = Duration::from_mins(1);
/// Of a store that is busy.
const RECORDING: Duration = Duration::from_secs(5);

/// What a reader needs.
pub struct Deps {
    pub site: SiteDir,
    /// It opens a store of its own.
    pub open: OpenOptions,
    pub clock: Arc<dyn Clock>,
    /// Of the engine that it belongs to.
    pub epoch: u64,
}

/// What is looked at when a record is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// In the order of their own time.
    pub new: Vec<Signal>,
    pub known: u32,
    pub bad: u32,
    pub changed: u32,
    /// What is wrong with the first that is bad or changed.
    pub flaw: Option<String>,
}

impl Told {
    fn found(&self) -> u32 {
        self.new.len() as u32 + self.known + self.bad + self.changed
    }
}

/// What came of one read.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    pub began: Instant,
    pub came: Came,
    /// What was new.
    pub new: Vec<Signal>,
}

enum Message {
    /// There may be something to read.
    Woken,
    Came(SourceId, Instant, Result<Vec<Value>, String>),
    End,
}

/// A running reader. Dropping it ends it; reads under way are left to themselves.
pub struct Reader {
    tell: Sender<Message>,
}

impl Reader {
    pub fn start(deps: Deps) -> std::io::Result<Self> {
        let (tell, told) = mpsc::channel();
        let workers = tell.clone();
        std::thread::Builder::new().name("sources".to_owned()).spawn(move || attend(&deps, &workers, &told))?;
        Ok(Self { tell })
    }

    /// Something changed: other sources may be in force.
    pub fn poke(&self) {
        // One that ended has nothing to look at.
        let _ = self.tell.send(Message::Woken);
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ = self.tell.send(Message::End);
    }
}

fn attend(deps: &Deps, workers: &Sender<Message>, told: &Receiver<Message>) {
    let mut store: Option<Store> = None;
    let mut under_way: BTreeSet<SourceId> = BTreeSet::new();
    loop {
        let rest = match begin_due(deps, &mut store, &mut under_way, workers) {
            Ok(rest) => rest,
            Err(_trouble) => {
                // The engine meets the same, and tells of it.
                store = None;
                TRY_AGAIN
            }
        };
        let rest = if deps.clock.is_test() { rest.min(TEST_WAIT) } else { rest };
        match told.recv_timeout(rest) {
            Ok(Message::Woken) | Err(RecvTimeoutError::Timeout) => {}
            Ok(Message::End) | Err(RecvTimeoutError::Disconnected) => return,
            Ok(Message::Came(id, began, fetched)) => {
                under_way.remove(&id);
                if let Some(open) = &mut store
                    && take_in(&deps.site, open, &deps.clock, &id, began, fetched, Some(deps.epoch)).is_err()
                {
                    // It is read again at its next time; until then nobody believes that it was.
                    store = None;
                }
            }
        }
    }
}

/// Begins every read whose time has come; how long to rest then.
fn begin_due(
    deps: &Deps,
    store: &mut Option<Store>,
    under_way: &mut BTreeSet<SourceId>,
    workers: &Sender<Message>,
) -> Result<Duration, StoreError> {
    const LONGEST: Duration = Duration::from_mins(1);
    if store.is_none() {
        *store = Some(Store::open(&deps.site.store(), deps.open.clone())?);
    }
    let Some(store) = store else { return Ok(LONGEST) };
    let Some(site) = store.active_site()?.filter(|_| under_way.len() < 100) else { return Ok(LONGEST) };
    if store.clock_held()?.is_some() || store.epoch()? != deps.epoch {
        return Ok(TRY_AGAIN);
    }
    let mut rest = LONGEST;
    for source in &site.sources {
        let Some(reads) = store.reads(&source.id)?.filter(|_| !under_way.contains(&source.id)) else { continue };
        let now = deps.clock.now();
        if reads.next > now {
            rest = rest.min((reads.next - now).to_std().unwrap_or_default().max(Duration::from_millis(10)));
            continue;
        }
        let (dir, site, source, tell) = (deps.site.clone(), Arc::clone(&site), source.clone(), workers.clone());
        let (id, read) = (source.id.clone(), reads.read);
        let work = move || {
            let fetched = fetch(&dir, &site, &source, read);
            // Nobody may wait for it any more.
            let _ = tell.send(Message::Came(source.id, now, fetched));
        };
        if std::thread::Builder::new().name("source".to_owned()).spawn(work).is_ok() {
            under_way.insert(id);
        } else {
            rest = rest.min(TRY_AGAIN);
        }
    }
    Ok(rest)
}

/// Reads all whose time has come, for an engine of one moment; all at once, and waits for them. How many it read.
pub fn read_due(dir: &SiteDir, store: &mut Store, clock: &Arc<dyn Clock>) -> Result<usize, EngineError> {
    let Some(site) = store.active_site()?.filter(|site| !site.sources.is_empty()) else { return Ok(0) };
    if store.clock_held()?.is_some() {
        return Ok(0);
    }
    let epoch = store.epoch()?;
    let mut due = Vec::new();
    for source in &site.sources {
        let now = clock.now();
        due.extend(store.reads(&source.id)?.filter(|reads| reads.next <= now).map(|reads| (source, now, reads.read)));
    }
    let fetched: Vec<_> = std::thread::scope(|scope| {
        let begun: Vec<_> = due
            .iter()
            .map(|(source, began, read)| {
                let site = &site;
                (*source, *began, scope.spawn(move || fetch(dir, site, source, *read)))
            })
            .collect();
        let lost = |_panic| Err("the reader broke down".to_owned());
        begun.into_iter().map(|(source, began, thread)| (source, began, thread.join().unwrap_or_else(lost))).collect()
    });
    let count = fetched.len();
    for (source, began, fetched) in fetched {
        take_in(dir, store, clock, &source.id, began, fetched, Some(epoch))?;
    }
    Ok(count)
}

/// Reads one now, whatever its time.
pub fn read_now(dir: &SiteDir, store: &mut Store, clock: &Arc<dyn Clock>, id: &SourceId) -> Result<Done, EngineError> {
    let gone = || EngineError::Bug(format!("there is no source `{id}` in force"));
    let site = store.active_site()?.ok_or_else(gone)?;
    let source = site.sources.iter().find(|source| source.id == *id).ok_or_else(gone)?;
    let read = store.reads(id)?.and_then(|reads| reads.read);
    let began = clock.now();
    let fetched = fetch(dir, &site, source, read);
    take_in(dir, store, clock, id, began, fetched, None)
}

/// What one would tell now; nothing is kept.
pub fn look(
    dir: &SiteDir,
    store: &mut Store,
    clock: &Arc<dyn Clock>,
    site: &Site,
    source: &Source,
) -> Result<Result<Told, String>, EngineError> {
    let read = store.reads(&source.id)?.and_then(|reads| reads.read);
    let began = clock.now();
    Ok(match fetch(dir, site, source, read) {
        Ok(records) => Ok(told(store, site, source, &records, began)?),
        Err(why) => Err(why),
    })
}

/// What a read that began then brought, into the store.
fn take_in(
    dir: &SiteDir,
    store: &mut Store,
    clock: &Arc<dyn Clock>,
    id: &SourceId,
    began: Instant,
    fetched: Result<Vec<Value>, String>,
    epoch: Option<u64>,
) -> Result<Done, EngineError> {
    let site = store.active_site()?;
    let source = site.as_ref().and_then(|site| site.sources.iter().find(|source| source.id == *id));
    let Some((site, source)) = site.as_ref().zip(source) else {
        // It went while it was read.
        return Ok(Done { began, came: Came::Failed { why: "it is no source any more".to_owned() }, new: Vec::new() });
    };
    let actor =
        source.agent.as_ref().map_or_else(|| Actor::Script(id.0.clone()), |agent| Actor::Agent(agent.0.clone()));
    let envelope = Envelope { epoch, ..Envelope::new(actor.clone(), "source") };
    let mut taken = match fetched {
        Ok(records) => told(store, site, source, &records, began)?,
        Err(why) => return record_it(store, clock, &envelope, id, began, Came::Failed { why }, Vec::new(), &[]),
    };
    if taken.bad > 0 && taken.bad == taken.found() {
        let first = taken.flaw.unwrap_or_default();
        let why = format!("none of {} can be taken: {first}", crate::words::count(taken.bad.into(), "record"));
        return record_it(store, clock, &envelope, id, began, Came::Failed { why }, Vec::new(), &[]);
    }
    let came = Came::Read {
        found: taken.found(),
        new: taken.new.len() as u32,
        bad: taken.bad,
        changed: taken.changed,
        flaw: taken.flaw.take(),
    };
    let new = std::mem::take(&mut taken.new);
    if new.len() <= FEW {
        let mut salts = Salts::fresh()?;
        let receive = |signal: &Signal| {
            let mut signal = signal.clone();
            let bodies = signal.put_aside(&site.personal, || salts.next());
            Command::ReceiveSignal { signal, bodies, judged: Judged::InTurn }
        };
        let commands: Vec<Command> = new.iter().map(receive).collect();
        return record_it(store, clock, &envelope, id, began, came, new, &commands);
    }
    let end = clock::monotonic() + TURN_WAIT;
    let _turn = loop {
        if let Some(turn) = Turn::try_take(dir)? {
            break turn;
        }
        if clock::monotonic() >= end {
            let why = "a file of signals is being taken in, and this comes after it".to_owned();
            return record_it(store, clock, &envelope, id, began, Came::Failed { why }, Vec::new(), &[]);
        }
        let timeout = Timespec::try_from(LOOK_AGAIN).ok();
        // Nothing is waited for but time itself.
        let _ = poll(&mut [], timeout.as_ref());
    };
    let mut intake = Intake::new(actor, "source", site.personal.clone())?;
    let mut rows: VecDeque<Row> = VecDeque::with_capacity(AHEAD);
    for chunk in new.chunks(AHEAD) {
        rows.extend(chunk.iter().map(|signal| Row { line: 0, signal: signal.clone() }));
        while !rows.is_empty() {
            intake.take(store, &mut rows)?;
        }
    }
    record_it(store, clock, &envelope, id, began, came, new, &[Command::SignalsAreWhole])
}

/// How it went is worth some patience.
#[expect(clippy::too_many_arguments, reason = "all of one read")]
fn record_it(
    store: &mut Store,
    clock: &Arc<dyn Clock>,
    envelope: &Envelope,
    id: &SourceId,
    began: Instant,
    came: Came,
    new: Vec<Signal>,
    commands: &[Command],
) -> Result<Done, EngineError> {
    let end = clock::monotonic() + RECORDING;
    // A clock that was set back while it was read: it knows no more than there is time.
    let began = began.min(clock.now());
    loop {
        match store.record_read(envelope, id, began, &came, commands) {
            Err(cause) if cause.is_temporary() && clock::monotonic() < end => {}
            Ok(Answer::Refused(crate::domain::refusal::Refusal::StaleEpoch { ours, current })) => {
                return Err(EngineError::Deposed { ours, current });
            }
            done => {
                done?;
                return Ok(Done { began, came, new });
            }
        }
    }
}

/// Records as signals: those that are new, in the order of their time.
fn told(
    store: &mut Store,
    site: &Site,
    source: &Source,
    records: &[Value],
    began: Instant,
) -> Result<Told, EngineError> {
    let times = Times { zone: Zone::new(&site.zone).ok(), form: source.map.time_form.clone() };
    let mut first: Option<String> = None;
    let mut signals: Vec<Signal> = Vec::with_capacity(records.len());
    let (mut bad, mut changed, mut known_count) = (0, 0, 0);
    for found in records {
        match record::signal(source, found, &times, began) {
            Ok(signal) => signals.push(signal),
            Err(flaw) => {
                bad += 1;
                first.get_or_insert(flaw.what);
            }
        }
    }
    signals.sort_by_cached_key(Signal::place);
    let mut new: Vec<Signal> = Vec::new();
    let mut seen: std::collections::BTreeMap<SignalId, usize> = std::collections::BTreeMap::new();
    for page in signals.chunks(PAGE) {
        let ids: Vec<SignalId> = page.iter().map(|signal| signal.id.clone()).collect();
        let known = store.known_signals(&ids)?;
        for signal in page {
            let mut signal = signal.clone();
            let same = if let Some(before) = known.get(&signal.id) {
                if source.map.at.is_none() {
                    // When it was read first.
                    signal.at = before.at;
                }
                *before == signal || store.takes(&signal)?
            } else if let Some(at) = seen.get(&signal.id) {
                new[*at] == signal
            } else {
                seen.insert(signal.id.clone(), new.len());
                new.push(signal);
                continue;
            };
            if same {
                known_count += 1;
            } else {
                changed += 1;
                first.get_or_insert_with(|| format!("`{}` came before, and with another content", signal.id));
            }
        }
    }
    Ok(Told { new, known: known_count, bad, changed, flaw: first })
}
