//! `floorboard.log` in the site: what a board or an engine did, one line each, for whoever has to find out afterwards.
//!
//! Starts and ends, what the engine tells, what could not be saved, and our own bugs; nothing that people typed. At a
//! mebibyte it becomes `floorboard.log.1`, and a new one begins. A log that cannot be written stops nobody.

use crate::clock::{Clock, SystemClock};
use crate::config::site_dir::SiteDir;
use crate::harmless;
use chrono::SecondsFormat;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

/// From here a new file begins.
const FULL: u64 = 1 << 20;

#[derive(Debug)]
pub struct LogFile {
    path: PathBuf,
    file: Mutex<Option<File>>,
}

/// Where this process logs, once it has a site to log in.
static OURS: OnceLock<LogFile> = OnceLock::new();

/// Begins this process's log; `what` it is: "board", "engine".
pub fn begin(site: &SiteDir, what: &str) {
    let log = OURS.get_or_init(|| LogFile::at(&site.log()));
    log.line(&format!("{what} begins, version {}", env!("CARGO_PKG_VERSION")));
}

/// One line, where this process has a log.
pub fn line(text: &str) {
    if let Some(log) = OURS.get() {
        log.line(text);
    }
}

impl LogFile {
    fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), file: Mutex::new(open(path)) }
    }

    fn line(&self, text: &str) {
        let at = SystemClock.now().to_rfc3339_opts(SecondsFormat::Millis, true);
        let line = format!("{at} {} {}\n", std::process::id(), harmless::line(text));
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |file: &File| file.metadata().is_ok_and(|meta| meta.len() + line.len() as u64 > FULL);
        if file.as_ref().is_some_and(full) {
            // Another process may have moved it away already: then it is not to be moved again.
            if path_is_full(&self.path) {
                let _ = std::fs::rename(&self.path, self.path.with_extension("log.1"));
            }
            *file = open(&self.path);
        }
        if let Some(file) = file.as_mut() {
            // One write a line: lines of several processes do not mix.
            let _ = file.write_all(line.as_bytes());
        }
    }
}

fn path_is_full(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|meta| meta.len() + 1024 > FULL)
}

/// Readable by those the store is readable by: its owner, and the group where the directory's bits hand that on.
fn open(path: &Path) -> Option<File> {
    OpenOptions::new().create(true).append(true).mode(0o640).open(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_whatever_it_holds() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("floorboard.log");
        let log = LogFile::at(&path);
        log.line("trouble:\n\u{1b}[31mred");
        log.line("the end");
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(!text.contains('\u{1b}') && text.ends_with("the end\n"), "{text}");
        assert!(text.starts_with("20") && text.contains(&format!("Z {} trouble:", std::process::id())), "{text}");
    }

    #[test]
    fn a_full_log_makes_room_and_keeps_the_one_before() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("floorboard.log");
        let (one, two) = (LogFile::at(&path), LogFile::at(&path));
        let long = "x".repeat(1000);
        for _ in 0..600 {
            one.line(&long);
            two.line(&long);
        }
        one.line("after");
        let length = |path: &Path| std::fs::metadata(path).unwrap().len();
        assert!(length(&path) < FULL && length(&dir.path().join("floorboard.log.1")) <= FULL);
        assert!(std::fs::read_to_string(&path).unwrap().ends_with("after\n"));
    }

    #[test]
    fn a_place_that_cannot_be_written_stops_nobody() {
        LogFile::at(Path::new("/proc/floorboard.log")).line("nobody reads this");
    }
}
