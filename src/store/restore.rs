//! A store put back from a copy. What stands at the path is at every moment one whole store: the former one, or the
//! restored one in which nobody acts on what may have happened since.

use super::connection::open;
use super::creation::{beside, blank, remove};
use super::fault::{Fallible, Fault};
use super::file_system::{directory_of, is_there, sync_directory};
use super::parsed;
use super::rows::{floor, meta};
use super::verify::{Head, verify};
use super::{Access, Answer, Envelope, OpenOptions, Progress, Store, StoreError};
use crate::domain::calendar::Instant;
use crate::domain::command::Command;
use crate::domain::fact::Entry;
use crate::domain::site::Site;
use crate::drill::die_if_asked;
use rusqlite::Connection;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long others are waited for that have the store open.
const PATIENCE: Duration = Duration::from_secs(2);
/// Bytes copied at once.
const BLOCK: usize = 1 << 20;

/// What came of it.
#[derive(Debug)]
pub struct Restored {
    /// The end of the copy's journal.
    pub head: Head,
    /// When the last fact of the copy was recorded.
    pub taken: Instant,
    /// Where the former store is now; none: there was none.
    pub kept: Option<PathBuf>,
    /// What was recorded of it, in the restored store.
    pub entries: Vec<Entry>,
}

/// Why it was not done, where the store is not to blame.
#[derive(Debug, thiserror::Error)]
pub enum NotRestored {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Somebody has the store open.
    #[error("somebody has the store open: a board, an engine or another command")]
    InUse,
    #[error("the copy is of another site")]
    OtherSite,
    #[error("the copy is the store itself")]
    Itself,
    #[error("the copy cannot be trusted: line {seq} of its journal: {what}")]
    Broken { seq: u64, what: String },
    #[error("the copy was made by a newer Floorboard")]
    Newer,
    #[error("the copy refused: {0}")]
    Refused(String),
}

/// Puts a copy in the place of the store. The former store is kept beside it; evidence is not touched. To be called by
/// whoever holds the engine's lock.
pub fn restore(
    from: &Path,
    to: &Path,
    options: &OpenOptions,
    envelope: &Envelope,
    progress: Progress<'_>,
) -> Result<Restored, NotRestored> {
    if same_file(from, to) {
        return Err(NotRestored::Itself);
    }
    let draft = beside(to, ".restoring");
    clear(&draft).map_err(|cause| StoreError::io(&draft, cause))?;
    let done = laid_out(from, to, &draft, options, envelope, progress).and_then(|mut restored| {
        restored.kept = put_in_place(&draft, to, options)?;
        Ok(restored)
    });
    // Where it went well nothing is left of it.
    let _ = clear(&draft);
    done
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

fn logs(path: &Path) -> [PathBuf; 3] {
    [beside(path, "-wal"), beside(path, "-shm"), beside(path, "-journal")]
}

fn clear(draft: &Path) -> std::io::Result<()> {
    remove(draft)?;
    logs(draft).iter().try_for_each(|log| remove(log))
}

/// The whole restored store under another name, checked, and saying that it is a copy.
fn laid_out(
    from: &Path,
    to: &Path,
    draft: &Path,
    options: &OpenOptions,
    envelope: &Envelope,
    progress: Progress<'_>,
) -> Result<Restored, NotRestored> {
    copy(from, to, draft, &mut |done, of| progress(done, of * 2))?;
    die_if_asked("restore-copied");
    let head = checked(from, draft, &mut |done, of| progress(of + done, of * 2))?;
    if let Some(present) = site_of(to)
        && site_of(draft).is_some_and(|copied| copied != present)
    {
        return Err(NotRestored::OtherSite);
    }
    let mut store = Store::open(draft, OpenOptions::write(options.clock.clone()))?;
    store.can_write()?;
    if let Some(person) = envelope.actor.person()
        && let Some(site) = store.site_in_force()?
        && site.person(person).is_none()
    {
        return Err(NotRestored::Refused(format!("it knows no active person `{person}`")));
    }
    let taken = store.last_fact_at()?.unwrap_or_else(|| options.clock.now());
    let entries = match store.submit(envelope, &Command::RecordRestore { taken })? {
        Answer::Accepted { entries, .. } => entries,
        Answer::Refused(refusal) => return Err(NotRestored::Refused(format!("{refusal:?}"))),
    };
    // Closing writes the log back into the file.
    drop(store);
    die_if_asked("restore-recorded");
    let io = |cause| StoreError::io(draft, cause);
    if is_there(&beside(draft, "-wal")).map_err(io)? {
        return Err(StoreError::Busy { path: draft.to_owned() }.into());
    }
    File::open(draft).and_then(|file| file.sync_all()).map_err(io)?;
    Ok(Restored { head, taken, kept: None, entries })
}

impl Store {
    fn site_in_force(&self) -> Result<Option<Arc<Site>>, StoreError> {
        self.read(|connection| {
            let hash = floor::get(connection)?.config;
            Ok(hash.map(|hash| parsed::site(connection, &hash)).transpose()?.flatten())
        })
    }
}

/// Byte by byte, from wherever it lies: it may be on a medium that cannot be written to.
fn copy(from: &Path, to: &Path, draft: &Path, progress: Progress<'_>) -> Result<(), StoreError> {
    let mode = std::fs::metadata(to).map_or(0o600, |there| there.permissions().mode() & 0o660);
    for (source, target) in [(from.to_owned(), draft.to_owned()), (beside(from, "-wal"), beside(draft, "-wal"))] {
        let at = |cause| StoreError::io(&source, cause);
        if source != from && !is_there(&source).map_err(at)? {
            continue;
        }
        let mut read = match File::open(&source) {
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
                return Err(StoreError::Missing { path: source });
            }
            opened => opened.map_err(at)?,
        };
        let of = read.metadata().map_err(at)?.len();
        blank(&target, mode)?;
        let mut write =
            std::fs::OpenOptions::new().write(true).open(&target).map_err(|cause| StoreError::io(&target, cause))?;
        let mut block = vec![0; BLOCK];
        let mut done = 0;
        loop {
            let length = read.read(&mut block).map_err(at)?;
            if length == 0 {
                break;
            }
            std::io::Write::write_all(&mut write, &block[..length]).map_err(|cause| StoreError::io(&target, cause))?;
            done += length as u64;
            progress(done.min(of), of);
        }
    }
    Ok(())
}

/// The chain from its first line to its last, and SQLite's own check.
fn checked(from: &Path, draft: &Path, progress: Progress<'_>) -> Result<Head, NotRestored> {
    let told = |cause: StoreError| cause.of(from);
    let opened = open(draft, Access::Read, PATIENCE).map_err(told)?;
    if opened.newer.is_some() {
        return Err(NotRestored::Newer);
    }
    let found = (|| {
        let sound: String = opened.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if sound != "ok" {
            return Err(Fault::Damaged(format!("it does not pass SQLite's check: {sound}")));
        }
        verify(&opened.connection, None, progress)
    })();
    let verified = found.map_err(|fault: Fault| fault.at(from))?;
    match verified.broken.first() {
        Some(broken) => Err(NotRestored::Broken { seq: broken.seq, what: broken.what.clone() }),
        None => Ok(verified.head),
    }
}

/// Whose store it is; none where there is none, or it does not say.
fn site_of(path: &Path) -> Option<String> {
    let opened = open(path, Access::Read, PATIENCE).ok()?;
    meta::get(&opened.connection, meta::SITE).ok().flatten()
}

/// The former store under another name, the restored one under its: by one rename.
fn put_in_place(draft: &Path, to: &Path, options: &OpenOptions) -> Result<Option<PathBuf>, NotRestored> {
    let io = |cause| StoreError::io(to, cause);
    if !is_there(to).map_err(io)? {
        std::fs::rename(draft, to).map_err(io)?;
        sync_directory(directory_of(to)).map_err(io)?;
        return Ok(None);
    }
    let kept = name_to_keep(to, options.clock.now());
    // Held until the new one stands there: who comes meanwhile waits, and then sees that it was replaced.
    let held = match open(to, Access::Write, PATIENCE) {
        Ok(opened) => Some(alone(opened.connection).map_err(|fault| in_use(fault, to))?),
        Err(StoreError::Damaged { .. } | StoreError::NotAStore { .. } | StoreError::Sqlite { .. }) => None,
        Err(StoreError::Busy { .. }) => return Err(NotRestored::InUse),
        Err(other) => return Err(other.into()),
    };
    // Of one that cannot be opened its log goes with it; of one that can there is none left.
    for (log, ending) in logs(to).iter().zip(["-wal", "-shm", "-journal"]).filter(|(log, _)| log.exists()) {
        std::fs::rename(log, beside(&kept, ending)).map_err(io)?;
    }
    std::fs::hard_link(to, &kept).map_err(io)?;
    die_if_asked("restore-kept");
    std::fs::rename(draft, to).map_err(io)?;
    sync_directory(directory_of(to)).map_err(io)?;
    drop(held);
    Ok(Some(kept))
}

/// With nobody else, and with all of it in one file.
fn alone(connection: Connection) -> Fallible<Connection> {
    connection.pragma_update_and_check(None, "journal_mode", "DELETE", |_row| Ok(()))?;
    connection.execute_batch("BEGIN EXCLUSIVE")?;
    // Somebody may have come in between, and begun a log again.
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    if mode == "delete" { Ok(connection) } else { Err(busy()) }
}

fn busy() -> Fault {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY), None).into()
}

fn in_use(fault: Fault, to: &Path) -> NotRestored {
    match fault.at(to) {
        StoreError::Busy { .. } => NotRestored::InUse,
        other => other.into(),
    }
}

/// `floorboard.db.kept-20261121T140200Z`; never one that is there.
fn name_to_keep(to: &Path, now: Instant) -> PathBuf {
    let first = beside(to, &format!(".kept-{}", now.format("%Y%m%dT%H%M%SZ")));
    let mut name = first.clone();
    for number in 2..1_000 {
        if !name.exists() {
            break;
        }
        name = beside(&first, &format!("-{number}"));
    }
    name
}
