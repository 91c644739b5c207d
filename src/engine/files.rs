//! Watches what admins write, and the store's write-ahead log, by inotify: no thread of its own, no wake-up at rest.

use super::error::EngineError;
use crate::config::site_dir::SiteDir;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::inotify::{self, CreateFlags, ReadFlags, WatchFlags};
use rustix::io::Errno;
use std::collections::{BTreeMap, BTreeSet};
use std::mem::MaybeUninit;
use std::path::PathBuf;

/// What is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Root,
    Config,
    Sops,
    Lists,
    /// Files of signals to take in.
    Signals,
    /// The store's `-wal`: others' commits.
    Log,
}

const DIRECTORIES: [Place; 4] = [Place::Config, Place::Sops, Place::Lists, Place::Signals];

/// What happened since it was asked last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Something in `config/`, `sops/` or `lists/`: read them again.
    pub files: bool,
    /// Something in `signals/`.
    pub signals: bool,
    /// Something was written to the store.
    pub store: bool,
}

/// The watch. Its descriptor is ready to be read when something happened.
#[derive(Debug)]
pub struct FilesWatch {
    site: SiteDir,
    inotify: OwnedFd,
    places: BTreeMap<Place, i32>,
    /// Written to, and not closed since: not to be believed yet.
    writing: BTreeSet<String>,
}

impl FilesWatch {
    /// Watches what there is; what comes later is watched when it comes.
    pub fn new(site: &SiteDir) -> Result<Self, EngineError> {
        let inotify = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)
            .map_err(|cause| EngineError::io(site.root(), cause))?;
        let mut watch = Self { site: site.clone(), inotify, places: BTreeMap::new(), writing: BTreeSet::new() };
        let root = WatchFlags::CREATE | WatchFlags::MOVED_TO | WatchFlags::MOVED_FROM | WatchFlags::DELETE;
        let number = inotify::add_watch(&watch.inotify, site.root(), root | WatchFlags::ONLYDIR)
            .map_err(|cause| EngineError::io(site.root(), cause))?;
        watch.places.insert(Place::Root, number);
        watch.find_directories();
        watch.find_log();
        Ok(watch)
    }

    /// Files that somebody is still writing, as `sops/opening.toml`.
    pub fn writing(&self) -> &BTreeSet<String> {
        &self.writing
    }

    /// Takes everything that waits. Never blocks.
    pub fn drain(&mut self) -> Seen {
        let mut seen = Seen::default();
        let mut moved = false;
        for (number, flags, name) in self.events() {
            if flags.contains(ReadFlags::QUEUE_OVERFLOW) {
                seen = Seen { files: true, signals: true, store: true };
                self.writing.clear();
                moved = true;
                continue;
            }
            let Some(place) = self.places.iter().find(|(_, known)| **known == number).map(|(place, _)| *place) else {
                continue;
            };
            let gone = flags.intersects(ReadFlags::IGNORED | ReadFlags::DELETE_SELF | ReadFlags::MOVE_SELF);
            match place {
                Place::Root => {
                    let known = |place: &Place| self.path(*place).file_name().is_some_and(|it| *it == *name);
                    moved |= DIRECTORIES.iter().chain([&Place::Log]).any(known);
                }
                Place::Log => {
                    seen.store = true;
                    moved |= gone;
                }
                Place::Config | Place::Sops | Place::Lists => {
                    moved |= gone;
                    seen.files |= gone | self.happened(place, flags, &name);
                }
                Place::Signals => {
                    moved |= gone;
                    seen.signals |= gone | self.happened(place, flags, &name);
                }
            }
        }
        if moved {
            // Made, replaced or gone: what is in it now may have been written before the watch was there.
            let found = self.find_directories();
            seen.files |= found;
            seen.signals |= found;
            self.find_log();
        }
        seen
    }

    /// Something in a directory. Whether the files are to be read again.
    fn happened(&mut self, place: Place, flags: ReadFlags, name: &str) -> bool {
        if name.is_empty() || name.starts_with('.') {
            return false;
        }
        let file = format!("{}/{name}", directory_name(place));
        if flags.contains(ReadFlags::MODIFY) {
            self.writing.insert(file);
            return false;
        }
        self.writing.remove(&file);
        true
    }

    fn events(&self) -> Vec<(i32, ReadFlags, String)> {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut reader = inotify::Reader::new(&self.inotify, &mut buffer);
        let mut events = Vec::new();
        loop {
            match reader.next() {
                Ok(event) => {
                    let name = event.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                    events.push((event.wd(), event.events(), name));
                }
                Err(Errno::INTR) => {}
                Err(_nothing_more) => return events,
            }
        }
    }

    /// Watches the directories that stand there now. True where one came, went or is another.
    fn find_directories(&mut self) -> bool {
        let flags = WatchFlags::CLOSE_WRITE
            | WatchFlags::MODIFY
            | WatchFlags::MOVED_TO
            | WatchFlags::MOVED_FROM
            | WatchFlags::DELETE
            | WatchFlags::DELETE_SELF
            | WatchFlags::MOVE_SELF
            | WatchFlags::ONLYDIR;
        let mut changed = false;
        for place in DIRECTORIES {
            changed |= self.find(place, flags);
        }
        changed
    }

    fn find_log(&mut self) {
        self.find(Place::Log, WatchFlags::MODIFY | WatchFlags::DELETE_SELF);
    }

    fn find(&mut self, place: Place, flags: WatchFlags) -> bool {
        let found = inotify::add_watch(&self.inotify, self.path(place), flags).ok();
        let before = self.places.get(&place).copied();
        if before == found {
            return false;
        }
        if let Some(number) = before {
            // One that is gone with its directory says so; that is fine.
            let _ = inotify::remove_watch(&self.inotify, number);
            self.places.remove(&place);
            let prefix = format!("{}/", directory_name(place));
            self.writing.retain(|file| !file.starts_with(&prefix));
        }
        if let Some(number) = found {
            self.places.insert(place, number);
        }
        true
    }

    fn path(&self, place: Place) -> PathBuf {
        match place {
            Place::Root => self.site.root().to_owned(),
            Place::Config => self.site.root().join("config"),
            Place::Sops => self.site.sops(),
            Place::Lists => self.site.lists(),
            Place::Signals => self.site.signals(),
            Place::Log => {
                let mut path = self.site.store().into_os_string();
                path.push("-wal");
                path.into()
            }
        }
    }
}

impl AsFd for FilesWatch {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.inotify.as_fd()
    }
}

fn directory_name(place: Place) -> &'static str {
    match place {
        Place::Config => "config",
        Place::Sops => "sops",
        Place::Lists => "lists",
        Place::Signals => "signals",
        Place::Root | Place::Log => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::io::Write;

    const NOTHING: Seen = Seen { files: false, signals: false, store: false };
    const FILES: Seen = Seen { files: true, ..NOTHING };
    /// A directory came or went.
    const DIRECTORY: Seen = Seen { files: true, signals: true, store: false };

    fn site() -> (tempfile::TempDir, SiteDir) {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("config")).unwrap();
        let site = SiteDir::named(dir.path());
        (dir, site)
    }

    #[test]
    fn a_file_counts_when_it_is_closed_not_while_it_is_written() {
        let (_dir, site) = site();
        fs::create_dir(site.sops()).unwrap();
        let mut watch = FilesWatch::new(&site).unwrap();
        assert_eq!(watch.drain(), NOTHING);
        let mut file = fs::File::create(site.sops().join("opening.toml")).unwrap();
        file.write_all(b"id = \"op").unwrap();
        assert_eq!(watch.drain(), NOTHING);
        assert!(watch.writing().contains("sops/opening.toml"));
        file.write_all(b"ening\"").unwrap();
        drop(file);
        assert_eq!(watch.drain(), FILES);
        assert!(watch.writing().is_empty());
        assert_eq!(watch.drain(), NOTHING);
    }

    #[test]
    fn reading_a_file_and_an_editors_hidden_one_are_nothing() {
        let (_dir, site) = site();
        fs::create_dir(site.sops()).unwrap();
        fs::write(site.sops().join("a.toml"), "x").unwrap();
        let mut watch = FilesWatch::new(&site).unwrap();
        fs::read(site.sops().join("a.toml")).unwrap();
        fs::write(site.sops().join(".a.toml.swp"), "x").unwrap();
        assert_eq!(watch.drain(), NOTHING);
    }

    #[test]
    fn moved_and_removed_files_count() {
        let (_dir, site) = site();
        fs::create_dir(site.sops()).unwrap();
        let (a, b) = (site.sops().join("a.toml"), site.sops().join("b.toml"));
        fs::write(&a, "x").unwrap();
        let mut watch = FilesWatch::new(&site).unwrap();
        fs::rename(&a, &b).unwrap();
        assert_eq!(watch.drain(), FILES);
        fs::remove_file(&b).unwrap();
        assert_eq!(watch.drain(), FILES);
    }

    #[test]
    fn a_directory_that_comes_later_is_watched_when_it_comes() {
        let (_dir, site) = site();
        let mut watch = FilesWatch::new(&site).unwrap();
        fs::create_dir(site.sops()).unwrap();
        fs::write(site.sops().join("a.toml"), "x").unwrap();
        assert_eq!(watch.drain(), DIRECTORY, "what was written before the watch was there counts");
        fs::write(site.sops().join("b.toml"), "x").unwrap();
        assert_eq!(watch.drain(), FILES);
    }

    #[test]
    fn a_directory_that_is_replaced_is_watched_anew_and_the_old_one_no_more() {
        let (dir, site) = site();
        fs::create_dir(site.sops()).unwrap();
        let mut watch = FilesWatch::new(&site).unwrap();
        let old = dir.path().join("old");
        fs::rename(site.sops(), &old).unwrap();
        fs::create_dir(site.sops()).unwrap();
        assert_eq!(watch.drain(), DIRECTORY);
        watch.drain();
        fs::write(old.join("a.toml"), "x").unwrap();
        assert_eq!(watch.drain(), NOTHING);
        fs::write(site.sops().join("a.toml"), "x").unwrap();
        assert_eq!(watch.drain(), FILES);
    }

    #[test]
    fn a_directory_that_goes_and_comes_back_is_still_watched() {
        let (_dir, site) = site();
        fs::create_dir(site.sops()).unwrap();
        let mut watch = FilesWatch::new(&site).unwrap();
        fs::remove_dir(site.sops()).unwrap();
        assert_eq!(watch.drain(), DIRECTORY);
        fs::create_dir(site.sops()).unwrap();
        assert_eq!(watch.drain(), DIRECTORY);
        fs::write(site.sops().join("a.toml"), "x").unwrap();
        assert_eq!(watch.drain(), FILES);
    }

    #[test]
    fn the_stores_log_is_seen_when_it_comes_and_when_it_is_written() {
        let (dir, site) = site();
        let mut watch = FilesWatch::new(&site).unwrap();
        let log = dir.path().join("floorboard.db-wal");
        let mut file = fs::File::create(&log).unwrap();
        watch.drain();
        file.write_all(b"frame").unwrap();
        assert_eq!(watch.drain(), Seen { store: true, ..NOTHING });
        assert_eq!(watch.drain(), NOTHING);
    }

    #[test]
    fn a_file_of_signals_counts_when_it_is_whole() {
        let (_dir, site) = site();
        fs::create_dir(site.signals()).unwrap();
        let mut watch = FilesWatch::new(&site).unwrap();
        let mut file = fs::File::create(site.signals().join("till.csv")).unwrap();
        file.write_all(b"id,at").unwrap();
        assert_eq!(watch.drain(), NOTHING);
        assert!(watch.writing().contains("signals/till.csv"));
        drop(file);
        assert_eq!(watch.drain(), Seen { signals: true, ..NOTHING });
    }

    #[test]
    fn other_files_of_the_site_are_nothing() {
        let (dir, site) = site();
        let mut watch = FilesWatch::new(&site).unwrap();
        fs::write(dir.path().join("floorboard.db-journal"), "x").unwrap();
        fs::write(dir.path().join("engine.lock"), "x").unwrap();
        assert_eq!(watch.drain(), NOTHING);
    }
}
