//! A verified copy of a live store: SQLite's backup API into a temporary file, synced, checked, renamed.

use super::creation::{beside, blank, remove};
use super::fault::{Fallible, Fault};
use super::file_system::{directory_of, sync_directory};
use super::verify::{Head, verify};
use super::{Progress, Store, StoreError, connection};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::path::Path;

/// Pages a step: short enough that writers hardly wait.
const PAGES: i32 = 2_000;

impl Store {
    /// A verified copy of the live store; fails where `to` exists. Copying is the first half of the way, checking the other.
    /// Yields the head of the copy's journal.
    pub fn backup(&mut self, to: &Path, progress: Progress<'_>) -> Result<Head, StoreError> {
        if to.exists() {
            let cause = std::io::Error::new(std::io::ErrorKind::AlreadyExists, "there is a file of that name already");
            return Err(StoreError::Io { path: to.to_owned(), cause });
        }
        let draft = beside(to, &format!(".part-{}", std::process::id()));
        let made = self.make(&draft, progress);
        for leftover in [beside(&draft, "-wal"), beside(&draft, "-shm"), beside(&draft, "-journal")] {
            // Empty by now; the copy stands without them.
            let _ = remove(&leftover);
        }
        let renamed = made.and_then(|head| {
            let io = |cause| StoreError::io(to, cause);
            // Unlike a rename, a link never takes the place of a file that came meanwhile.
            std::fs::hard_link(&draft, to).or_else(|_no_links| std::fs::rename(&draft, to)).map_err(io)?;
            sync_directory(directory_of(to)).map_err(io)?;
            Ok(head)
        });
        let _ = remove(&draft);
        renamed
    }

    fn make(&self, draft: &Path, progress: Progress<'_>) -> Result<Head, StoreError> {
        let io = |cause| StoreError::io(draft, cause);
        remove(draft).map_err(io)?;
        blank(draft, 0o600)?;
        let mut target = connection::open_blank(draft, self.options.patience)?;
        let checked = (|| {
            copy(&self.connection, &mut target, &mut |done, of| progress(done, of * 2))?;
            let sound: String = target.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            if sound != "ok" {
                return Err(Fault::Damaged(format!("the copy does not pass SQLite's check: {sound}")));
            }
            let verified = verify(&target, None, &mut |done, of| progress(of + done, of * 2))?;
            match verified.broken.first() {
                Some(broken) => Err(Fault::Damaged(format!("line {} of the journal: {}", broken.seq, broken.what))),
                None => Ok(verified.head),
            }
        })();
        let head = checked.map_err(|fault: Fault| fault.at(draft))?;
        // Closing writes the log back into the file.
        target.close().map_err(|(_, cause)| StoreError::sqlite(draft, cause))?;
        std::fs::File::open(draft).and_then(|file| file.sync_all()).map_err(io)?;
        Ok(head)
    }
}

/// Copies page by page, of one moment: without the read transaction SQLite begins again whenever another process writes.
pub(super) fn copy(from: &Connection, to: &mut Connection, progress: Progress<'_>) -> Fallible<()> {
    let moment = from.unchecked_transaction()?;
    moment.query_row("SELECT count(*) FROM meta", [], |_row| Ok(()))?;
    let backup = Backup::new(&moment, to)?;
    loop {
        let result = backup.step(PAGES)?;
        let done = backup.progress();
        progress((done.pagecount - done.remaining) as u64, done.pagecount as u64);
        match result {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            // The busy handler has waited already.
            _ => {
                return Err(rusqlite::Error::SqliteFailure(
                    rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY),
                    None,
                )
                .into());
            }
        }
    }
}
