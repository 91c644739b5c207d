//! Signals as they were received.

use super::fault::Fault;
use super::rows::{bodies, signals};
use super::{Store, StoreError, connection, journal};
use crate::domain::calendar::Instant;
use crate::domain::id::{BodyHash, SignalId};
use crate::domain::signal::{Signal, body_of, same};
use std::collections::BTreeMap;

/// How much of the store a connection keeps at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    Usual,
    Much,
}

impl Store {
    pub fn signal(&mut self, id: &SignalId) -> Result<Option<Signal>, StoreError> {
        self.read(|connection| signals::get(connection, id))
    }

    /// While a file is taken in, more of the store is kept at hand: its rows go to places all over it.
    pub fn take_room(&mut self, room: Room) -> Result<(), StoreError> {
        if let Some(log) = &mut self.log {
            log.grow(room);
        }
        connection::make_room(&self.connection, room).map_err(|cause| StoreError::sqlite(&self.path, cause))
    }

    /// Whether one is new, or the same as was received.
    pub fn takes(&mut self, signal: &Signal) -> Result<bool, StoreError> {
        self.read(|connection| {
            let Some(before) = signals::get(connection, &signal.id)? else { return Ok(true) };
            let text = |hash: &str| {
                let hash = BodyHash::new(hash);
                Ok::<_, Fault>(bodies::texts(connection, [hash.clone()].into())?.remove(&hash))
            };
            let mut texts = BTreeMap::new();
            for hash in before.data.values().filter_map(body_of) {
                texts.insert(hash.to_owned(), text(hash)?);
            }
            Ok(same(&before, signal, &|hash| texts.get(hash).cloned().flatten(), &|_| None))
        })
    }

    /// How many signals are still to be judged, of those whose file is whole and whose time has come.
    pub fn unjudged(&mut self, now: Instant) -> Result<u64, StoreError> {
        self.read(|connection| Ok(signals::waiting_until(connection, now)?))
    }

    /// When the last signals of a file that is not whole were received; none where every file is.
    pub fn held_since(&mut self) -> Result<Option<Instant>, StoreError> {
        self.read(|connection| {
            let Some(held) = signals::held(connection)? else { return Ok(None) };
            journal::received(connection, &held)
        })
    }
}
