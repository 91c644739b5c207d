//! The engine for one command's moment, where nobody holds the lock.

use super::clockwork::{Engine, Settings};
use super::desk::Desk;
use super::error::EngineError;
use super::event::Event;
use super::heartbeat::Pulse;
use super::leader::Leader;
use super::tray::Tray;
use crate::clock::Clock;
use crate::config::site_dir::SiteDir;
use crate::domain::clock_guard::{ClockGuard, Verdict};
use crate::store::Store;
use rustix::event::{Timespec, poll};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// Times that it waits for a file that somebody writes just now.
const PATIENCE: u32 = 5;

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Moment {
    /// Another process is the engine.
    Elsewhere,
    /// The files are in force and what was due is applied.
    Done(Vec<Event>),
}

/// Takes the lock, puts the files in force, applies what is due, lets go. Writes nothing where there is nothing to do.
pub fn for_a_moment(site: &SiteDir, store: &mut Store, clock: &Arc<dyn Clock>) -> Result<Moment, EngineError> {
    for_a_moment_with(site, store, clock, Settings::default())
}

/// The same for a whole round: takes in what lies in `signals/` too.
pub fn once(site: &SiteDir, store: &mut Store, clock: &Arc<dyn Clock>) -> Result<Moment, EngineError> {
    let Moment::Done(mut events) = for_a_moment(site, store, clock)? else { return Ok(Moment::Elsewhere) };
    let mut tray = Tray::new(site.clone());
    if !tray.has_ready() {
        return Ok(Moment::Done(events));
    }
    // Whoever was quicker takes them in.
    let Some(leader) = Leader::try_elect(site)? else { return Ok(Moment::Done(events)) };
    let mut engine = Engine::take_over(site.clone(), leader, store, Arc::clone(clock), Settings::default())?;
    let epoch = engine.epoch();
    while tray.step(engine.store(), epoch, &BTreeSet::new(), &mut events)?.is_zero() {}
    loop {
        let tick = engine.tick()?;
        events.extend(tick.events);
        if !tick.sleep.is_zero() {
            break;
        }
    }
    engine.let_go()?;
    Ok(Moment::Done(events))
}

/// The same as a moment, telling after each step; for what may take long.
pub fn for_a_moment_told(
    site: &SiteDir,
    store: &mut Store,
    clock: &Arc<dyn Clock>,
    told: &mut dyn FnMut(&mut Store) -> Result<Going, EngineError>,
) -> Result<Moment, EngineError> {
    come_by(site, store, clock, Settings::default(), told)
}

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Going {
    On,
    Stop,
}

/// The same where the clock is virtual.
pub fn for_a_moment_with(
    site: &SiteDir,
    store: &mut Store,
    clock: &Arc<dyn Clock>,
    settings: Settings,
) -> Result<Moment, EngineError> {
    come_by(site, store, clock, settings, &mut |_| Ok(Going::On))
}

fn come_by(
    site: &SiteDir,
    store: &mut Store,
    clock: &Arc<dyn Clock>,
    settings: Settings,
    told: &mut dyn FnMut(&mut Store) -> Result<Going, EngineError>,
) -> Result<Moment, EngineError> {
    let Some(leader) = Leader::try_elect(site)? else { return Ok(Moment::Elsewhere) };
    let mut desk = Desk::new(site.clone(), settings.settle);
    if let Some(wall) = nothing_to_do(store, clock, &mut desk)? {
        leader.beat(store.epoch()?, wall, Pulse::LetGo)?;
        return Ok(Moment::Done(Vec::new()));
    }
    let mut engine = Engine::take_over(site.clone(), leader, store, Arc::clone(clock), settings)?;
    let mut events = Vec::new();
    let mut waited = 0;
    loop {
        let tick = engine.tick()?;
        events.extend(tick.events);
        if told(engine.store())? == Going::Stop {
            break;
        }
        if tick.sleep.is_zero() {
            continue;
        }
        let Some(settles) = engine.settles_in().filter(|_| waited < PATIENCE) else { break };
        waited += 1;
        wait(settles);
    }
    engine.let_go()?;
    Ok(Moment::Done(events))
}

/// The time up to which everything is evaluated, where nothing is due and the files are in force as they are.
fn nothing_to_do(
    store: &mut Store,
    clock: &Arc<dyn Clock>,
    desk: &mut Desk,
) -> Result<Option<crate::domain::calendar::Instant>, EngineError> {
    let now = clock.now();
    let trusted = store.clock_held()?.is_none()
        && ClockGuard::since(store.last_fact_at()?).judge(now, clock.boot()) == Verdict::Right;
    if !trusted || store.next_timer()?.is_some_and(|timer| timer.due_at <= now) {
        return Ok(None);
    }
    let idle = desk.look(store, clock.boot())?.commands.is_empty() && desk.settles_in().is_none();
    Ok(idle.then_some(now))
}

fn wait(time: Duration) {
    let timeout = Timespec::try_from(time).ok();
    // Nothing is waited for but time itself; a signal ends it early, and that is fine.
    let _ = poll(&mut [], timeout.as_ref().or(Some(&Timespec { tv_sec: 0, tv_nsec: 0 })));
}
