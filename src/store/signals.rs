//! Signals as they were received.

use super::rows::signals;
use super::{Store, StoreError};
use crate::domain::id::SignalId;
use crate::domain::signal::Signal;

impl Store {
    pub fn signal(&mut self, id: &SignalId) -> Result<Option<Signal>, StoreError> {
        self.read(|connection| signals::get(connection, id))
    }
}
