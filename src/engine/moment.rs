//! The engine for one command's moment, where nobody holds the lock.

use super::clockwork::{Engine, Settings};
use super::error::EngineError;
use super::event::Event;
use super::leader::Leader;
use crate::clock::Clock;
use crate::config::site_dir::SiteDir;
use crate::store::Store;
use std::sync::Arc;

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Moment {
    /// Another process is the engine.
    Elsewhere,
    /// The files are in force and what was due is applied.
    Done(Vec<Event>),
}

/// Takes the lock, puts the files in force, applies what is due, lets go.
pub fn for_a_moment(site: &SiteDir, store: &mut Store, clock: &Arc<dyn Clock>) -> Result<Moment, EngineError> {
    let Some(leader) = Leader::try_elect(site)? else { return Ok(Moment::Elsewhere) };
    let mut engine = Engine::take_over(site.clone(), leader, store, Arc::clone(clock), Settings::default())?;
    let mut events = Vec::new();
    loop {
        let tick = engine.tick()?;
        events.extend(tick.events);
        if tick.next.is_none_or(|next| next > clock.now()) {
            break;
        }
    }
    engine.let_go()?;
    Ok(Moment::Done(events))
}
