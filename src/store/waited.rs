//! What is waited for, for those who ask.

use super::rows::{signals, watches};
use super::{Store, StoreError};
use crate::domain::id::{CaseId, SopId};
use crate::domain::watch::Watch;
use std::collections::BTreeSet;

/// Which open watches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WatchFilter {
    pub sop: Option<SopId>,
    pub case: Option<CaseId>,
    pub most: u32,
}

impl Store {
    /// Open watches, what is due first.
    pub fn open_watches(&mut self, filter: &WatchFilter) -> Result<Vec<Watch>, StoreError> {
        self.read(|connection| watches::open(connection, filter.sop.as_ref(), filter.case.as_ref(), filter.most))
    }
    pub fn count_open_watches(&mut self) -> Result<u64, StoreError> {
        self.read(|connection| Ok(watches::count_open(connection)?))
    }
    /// What signals were called so far.
    pub fn signal_names(&mut self) -> Result<BTreeSet<String>, StoreError> {
        self.read(|connection| Ok(signals::names(connection)?))
    }
}
