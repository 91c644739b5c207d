//! Election: whoever holds the kernel's lock on `engine.lock` evaluates time. The kernel frees it when its holder dies.

use super::error::EngineError;
use super::heartbeat::{Heartbeat, Pulse};
use crate::clock::{self, Clock, SystemClock};
use crate::config::site_dir::SiteDir;
use crate::domain::calendar::Instant;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The one process that holds the lock. Dropping it lets go.
#[derive(Debug)]
pub struct Leader {
    path: PathBuf,
    file: File,
    boot_id: String,
    /// What the one before said last.
    before: Option<Heartbeat>,
}

impl Leader {
    /// Takes the lock where nobody holds it.
    pub fn try_elect(site: &SiteDir) -> Result<Option<Self>, EngineError> {
        let path = site.engine_lock();
        loop {
            let file = open(site, &path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(cause)) if cause.kind() == ErrorKind::Interrupted => continue,
                Err(TryLockError::Error(cause)) => return Err(EngineError::io(&path, cause)),
            }
            if is_at(&file, &path) {
                return Self::elected(path, file).map(Some);
            }
        }
    }

    /// Waits in the kernel until nobody holds it: costs nothing, and ends the moment the holder dies.
    pub fn wait(site: &SiteDir) -> Result<Self, EngineError> {
        let path = site.engine_lock();
        loop {
            let file = open(site, &path)?;
            match file.lock() {
                Ok(()) => {}
                Err(cause) if cause.kind() == ErrorKind::Interrupted => continue,
                Err(cause) => return Err(EngineError::io(&path, cause)),
            }
            // While we waited the file may have been replaced: then others lock another one.
            if is_at(&file, &path) {
                return Self::elected(path, file);
            }
        }
    }

    fn elected(path: PathBuf, file: File) -> Result<Self, EngineError> {
        let before = Heartbeat::read_from(&file).map_err(|cause| EngineError::io(&path, cause))?;
        Ok(Self { path, file, boot_id: clock::boot_id(), before })
    }

    /// The last heartbeat of the leader before this one.
    pub fn before(&self) -> Option<&Heartbeat> {
        self.before.as_ref()
    }

    /// Tells that this process is there, and that everything up to `wall` is evaluated.
    pub fn beat(&self, epoch: u64, wall: Instant, pulse: Pulse) -> Result<(), EngineError> {
        self.beat_at(epoch, wall, pulse, SystemClock.boot())
    }

    fn beat_at(&self, epoch: u64, wall: Instant, pulse: Pulse, boot: Duration) -> Result<(), EngineError> {
        if !is_at(&self.file, &self.path) {
            return Err(EngineError::LockLost { path: self.path.clone() });
        }
        let heartbeat = Heartbeat { epoch, pid: std::process::id(), boot_id: self.boot_id.clone(), boot, wall, pulse };
        heartbeat.write(&self.file).map_err(|cause| EngineError::io(&self.path, cause))
    }
}

/// Whether the file is still the one that stands at the path.
pub(super) fn is_at(file: &File, path: &Path) -> bool {
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(held), Ok(found)) => (held.dev(), held.ino()) == (found.dev(), found.ino()),
        _ => false,
    }
}

/// The lock file is for whom the store is for.
pub(super) fn open(site: &SiteDir, path: &Path) -> Result<File, EngineError> {
    let mode = std::fs::metadata(site.store()).map_or(0o600, |meta| meta.permissions().mode() & 0o660);
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(mode)
        .open(path)
        .map_err(|cause| EngineError::io(path, cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> (tempfile::TempDir, SiteDir) {
        let dir = tempfile::tempdir().unwrap();
        let site = SiteDir::named(dir.path());
        (dir, site)
    }

    fn noon() -> Instant {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn only_one_is_elected_until_it_lets_go() {
        let (_dir, site) = site();
        let first = Leader::try_elect(&site).unwrap().expect("nobody else stands");
        assert!(Leader::try_elect(&site).unwrap().is_none());
        drop(first);
        assert!(Leader::try_elect(&site).unwrap().is_some());
    }

    #[test]
    fn who_waits_is_elected_when_the_leader_lets_go() {
        let (_dir, site) = site();
        let first = Leader::try_elect(&site).unwrap().unwrap();
        first.beat(4, noon(), Pulse::Beating).unwrap();
        let waiting = std::thread::spawn({
            let site = site.clone();
            move || Leader::wait(&site).unwrap()
        });
        drop(first);
        let second = waiting.join().unwrap();
        assert_eq!(second.before().map(|beat| (beat.epoch, beat.wall)), Some((4, noon())));
        assert!(Leader::try_elect(&site).unwrap().is_none());
    }

    #[test]
    fn a_lock_file_that_is_removed_deposes_its_holder() {
        let (_dir, site) = site();
        let first = Leader::try_elect(&site).unwrap().unwrap();
        std::fs::remove_file(site.engine_lock()).unwrap();
        assert!(matches!(first.beat(1, noon(), Pulse::Beating), Err(EngineError::LockLost { .. })));
        assert!(Leader::try_elect(&site).unwrap().is_some(), "the new file is free");
    }

    #[test]
    fn the_lock_file_is_for_its_owner_alone() {
        let (_dir, site) = site();
        let _leader = Leader::try_elect(&site).unwrap().unwrap();
        assert_eq!(std::fs::metadata(site.engine_lock()).unwrap().permissions().mode() & 0o077, 0);
    }

    #[test]
    fn a_directory_that_cannot_be_written_says_which_file() {
        let site = SiteDir::named("/no/such/directory");
        assert!(Leader::try_elect(&site).unwrap_err().to_string().contains("/no/such/directory/engine.lock"));
    }
}
