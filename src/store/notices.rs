//! Notices, as whoever sends them and whoever looks for them asks.

use super::rows::notices;
use super::{Store, StoreError};
use crate::domain::calendar::Instant;
use crate::domain::exception::Assignee;
use crate::domain::id::NoticeId;
use crate::domain::notice::{Notice, Way};

impl Store {
    pub fn notice(&mut self, id: NoticeId) -> Result<Option<Notice>, StoreError> {
        self.read(|connection| notices::get(connection, id))
    }

    /// Those that may be sent now, in order, at most `most`.
    pub fn notices_ready(&mut self, most: u32) -> Result<Vec<Notice>, StoreError> {
        self.read(|connection| notices::ready(connection, most))
    }

    /// Whether there are any, or some whose try is not over: one look into an index.
    pub fn has_notices(&mut self) -> Result<bool, StoreError> {
        self.read(notices::any_waiting)
    }

    /// Those whose try was begun and is not over.
    pub fn notices_sending(&mut self) -> Result<Vec<Notice>, StoreError> {
        self.read(notices::sending)
    }

    /// When a way was used last.
    pub fn last_notice_to(&mut self, to: &Assignee, way: Way) -> Result<Option<Instant>, StoreError> {
        self.read(|connection| notices::last_tried(connection, to, way))
    }

    /// Asked for from an instant on, the newest first; 0 is as many as are given at once.
    pub fn notices_since(&mut self, from: Instant, limit: u32) -> Result<Vec<Notice>, StoreError> {
        self.read(|connection| notices::since(connection, from, limit))
    }
}
