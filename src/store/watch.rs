//! Seeing others' changes: inotify on `-wal` wakes, `data_version` tells, a poll backs both up.
//!
//! The event comes before the commit can be seen, so the question is asked at once and again for up to 20 ms. A watch
//! alone misses one in some hundred; the poll finds those, and whether another file stands at the path.

use super::connection::{self, Opened, user_version};
use super::creation::beside;
use super::error::StoreError;
use super::file_system::{Identity, Stamp};
use super::options::Access;
use super::schema::VERSION;
use super::{Store, fault::Fallible};
use rusqlite::Connection;
use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::fs::inotify;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::Duration;

const POLL: Duration = Duration::from_millis(500);
/// Asked again after each of these: 20 ms in all.
const AGAIN: [u64; 6] = [1, 1, 2, 4, 5, 7];

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

/// A thread that watches until this is dropped.
#[derive(Debug)]
pub struct Watch {
    stop: std::sync::Arc<OwnedFd>,
    thread: Option<JoinHandle<()>>,
}

impl Store {
    /// Tells of commits, others' and this store's own, from a thread of its own, until the watch is dropped.
    pub fn watch(&self, notify: Box<dyn Fn(Notice) + Send>) -> Result<Watch, StoreError> {
        let io = |cause: rustix::io::Errno| StoreError::io(&self.path, cause.into());
        let stop = std::sync::Arc::new(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK).map_err(io)?);
        let mut watcher = Watcher::open(&self.path, self.options.patience, stop.clone(), notify)?;
        let thread = std::thread::Builder::new()
            .name("store-watch".to_owned())
            .spawn(move || watcher.run())
            .map_err(|cause| StoreError::io(&self.path, cause))?;
        Ok(Watch { stop, thread: Some(thread) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // A counter that is full wakes just as well.
        let _ = rustix::io::write(&*self.stop, &1_u64.to_ne_bytes());
        if let Some(thread) = self.thread.take() {
            // Its panic was told already; there is nothing to hand on.
            let _ = thread.join();
        }
    }
}

struct Watcher {
    path: PathBuf,
    patience: Duration,
    stop: std::sync::Arc<OwnedFd>,
    notify: Box<dyn Fn(Notice) + Send>,
    events: OwnedFd,
    /// Whether `-wal` is watched; it may not be there yet.
    watching: bool,
    store: Opened,
    version: i64,
    /// Of the log, as it was at the last turn, and whether it was another then than before.
    log: (Option<Stamp>, Fresh),
    told_newer: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fresh {
    Yes,
    No,
}

impl Watcher {
    fn open(
        path: &Path,
        patience: Duration,
        stop: std::sync::Arc<OwnedFd>,
        notify: Box<dyn Fn(Notice) + Send>,
    ) -> Result<Self, StoreError> {
        let store = connection::open(path, Access::Read, patience)?;
        // The first read makes the log, which can be watched from then on.
        let version = data_version(&store.connection).map_err(|fault| fault.at(path))?;
        let events = inotify::init(inotify::CreateFlags::CLOEXEC | inotify::CreateFlags::NONBLOCK)
            .map_err(|cause| StoreError::io(path, cause.into()))?;
        let path = path.to_owned();
        let mut watcher = Self {
            path,
            patience,
            stop,
            notify,
            events,
            watching: false,
            store,
            version,
            log: (None, Fresh::Yes),
            told_newer: false,
        };
        watcher.watch_log();
        Ok(watcher)
    }

    fn run(&mut self) {
        loop {
            let Some(woken) = self.wait(POLL) else { return };
            let seen = (woken || self.log_moved()) && self.look();
            if woken && !seen {
                // Not to be seen yet, or a checkpoint.
                for pause in AGAIN {
                    if self.sleep(Duration::from_millis(pause)).is_none() {
                        return;
                    }
                    if self.look() {
                        break;
                    }
                }
            }
            if !woken {
                self.look_at_path();
            }
        }
    }

    /// Whether the log was written since the last turn, or just before it: asking that costs a tenth of asking SQLite.
    /// Every commit writes to the log.
    fn log_moved(&mut self) -> bool {
        let stamp = Stamp::at(&beside(&self.path, "-wal"));
        let (before, was) = self.log;
        let fresh = if stamp.is_none() || stamp != before { Fresh::Yes } else { Fresh::No };
        self.log = (stamp, fresh);
        fresh == Fresh::Yes || was == Fresh::Yes
    }

    /// Waits for the log to be written, at most so long; none: stop.
    fn wait(&mut self, most: Duration) -> Option<bool> {
        let mut both = [PollFd::new(&self.events, PollFlags::IN), PollFd::new(&*self.stop, PollFlags::IN)];
        // A signal counts as a wake-up: the next turn looks again.
        let _ = poll(&mut both, Some(&timespec(most)));
        let (written, stopped) = (!both[0].revents().is_empty(), !both[1].revents().is_empty());
        if stopped {
            return None;
        }
        if written {
            self.drain();
        }
        Some(written)
    }

    /// Waits for nothing but the end; none: stop.
    fn sleep(&self, most: Duration) -> Option<()> {
        let mut end = [PollFd::new(&*self.stop, PollFlags::IN)];
        let _ = poll(&mut end, Some(&timespec(most)));
        end[0].revents().is_empty().then_some(())
    }

    fn drain(&mut self) {
        let mut buffer = [MaybeUninit::<u8>::uninit(); 1024];
        let mut reader = inotify::Reader::new(&self.events, &mut buffer);
        let mut lost = false;
        while let Ok(event) = reader.next() {
            lost |= event.events().intersects(inotify::ReadFlags::DELETE_SELF | inotify::ReadFlags::IGNORED);
        }
        if lost {
            self.watching = false;
            self.watch_log();
        }
    }

    fn watch_log(&mut self) {
        let flags = inotify::WatchFlags::MODIFY | inotify::WatchFlags::DELETE_SELF;
        self.watching = inotify::add_watch(&self.events, beside(&self.path, "-wal"), flags).is_ok();
    }

    /// Asks whether somebody committed, and tells.
    fn look(&mut self) -> bool {
        // A store that cannot be read just now is asked again at the next turn.
        let Ok(version) = data_version(&self.store.connection) else {
            self.log = (None, Fresh::Yes);
            return false;
        };
        if version == self.version {
            return false;
        }
        self.version = version;
        let newer = user_version(&self.store.connection).is_ok_and(|version| version > VERSION);
        if newer && !self.told_newer {
            self.told_newer = true;
            (self.notify)(Notice::Newer);
        } else {
            (self.notify)(Notice::Changed);
        }
        true
    }

    /// Whether the same file still stands there, and its log is watched.
    fn look_at_path(&mut self) {
        if !self.watching {
            self.watch_log();
        }
        let now = Identity::at(&self.path);
        if now.is_none() || now == self.store.identity {
            return;
        }
        // Half put in place, it cannot be opened yet: the next turn tries again.
        let Ok(store) = connection::open(&self.path, Access::Read, self.patience) else { return };
        let Ok(version) = data_version(&store.connection) else { return };
        self.version = version;
        self.store = store;
        self.watch_log();
        (self.notify)(Notice::Replaced);
    }
}

fn data_version(connection: &Connection) -> Fallible<i64> {
    Ok(connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
}

fn timespec(length: Duration) -> Timespec {
    Timespec { tv_sec: length.as_secs() as i64, tv_nsec: i64::from(length.subsec_nanos()) }
}
