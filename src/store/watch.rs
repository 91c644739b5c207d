//! Seeing others' changes: inotify on `-wal` wakes, `data_version` tells, a poll backs both up.

/// What a watcher is told. Carries no data: read a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Somebody committed.
    Changed,
    /// Another file stands at the path: reopen.
    Replaced,
    /// A newer Floorboard has changed the store: read-only from here.
    Newer,
}

/// Runs until it is dropped.
#[derive(Debug)]
pub struct Watch {}
