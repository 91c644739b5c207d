//! The write-ahead log is kept short: begun again from its start as soon as it is long enough.
//!
//! SQLite's own checkpoint never finds a moment without a writer where sixteen write, so the log grows, and an append that
//! makes a file longer costs several times one that does not. Here whoever finds the log long takes the write lock for
//! it, once, and waits only shortly for readers.

use super::Room;
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

/// Pages after which the log is begun again.
const LONG: usize = 1_000;
/// Pages until the next try, where readers or another process were in the way.
const AGAIN: usize = 500;
/// So many times as long while a file is taken in.
const MUCH: usize = 4;
/// How long everybody may be kept waiting for it.
const PATIENCE: Duration = Duration::from_millis(50);

/// How long the busy handler waits; changed for a moment while the log is begun again.
#[derive(Clone, Debug)]
pub(super) struct Patience(Arc<AtomicU64>);

impl Patience {
    pub(super) fn new(length: Duration) -> Self {
        Self(Arc::new(AtomicU64::new(micros(length))))
    }
    pub(super) fn get(&self) -> Duration {
        Duration::from_micros(self.0.load(Ordering::Relaxed))
    }
    fn swap(&self, length: Duration) -> Duration {
        Duration::from_micros(self.0.swap(micros(length), Ordering::Relaxed))
    }
}

fn micros(length: Duration) -> u64 {
    u64::try_from(length.as_micros()).unwrap_or(u64::MAX)
}

/// The log as one connection's commits see it.
#[derive(Debug)]
pub(super) struct Log {
    pages: Arc<AtomicUsize>,
    patience: Patience,
    /// Pages after which it is begun again.
    long: usize,
    next: usize,
}

impl Log {
    /// Takes the place of SQLite's own automatic checkpoint on this connection.
    pub(super) fn of(connection: &mut Connection, patience: Patience) -> rusqlite::Result<Self> {
        let pages = Arc::new(AtomicUsize::new(0));
        let seen = pages.clone();
        connection.wal_hook(Some(move |_log: &mut rusqlite::hooks::Wal, pages: i32| {
            seen.store(usize::try_from(pages).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        }))?;
        Ok(Self { pages, patience, long: LONG, next: LONG })
    }

    /// While much is written all over the store, pages that change again and again are carried over less often.
    pub(super) fn grow(&mut self, room: Room) {
        self.long = if room == Room::Much { LONG * MUCH } else { LONG };
        self.next = self.next.min(self.long);
    }

    /// After a commit, which stands whatever becomes of this.
    pub(super) fn keep_short(&mut self, connection: &Connection) {
        let pages = self.pages.load(Ordering::Relaxed);
        if pages < self.long {
            self.next = self.long;
        }
        if pages < self.next {
            return;
        }
        let patience = self.patience.swap(PATIENCE);
        // Where another process is at it this answers at once.
        let busy = connection.query_row("PRAGMA wal_checkpoint(RESTART)", [], |row| row.get::<_, i64>(0));
        self.patience.swap(patience);
        self.next = if matches!(busy, Ok(0)) { self.long } else { pages + AGAIN };
    }
}
