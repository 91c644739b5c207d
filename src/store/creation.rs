//! The making of a store: under a temporary name, behind a lock file, then renamed. Sixteen at once make one.

use super::connection::open_blank;
use super::error::StoreError;
use super::file_system::{directory_of, is_there, mode_beforehand, sync_directory};
use super::journal::{self, Line};
use super::options::OpenOptions;
use super::schema::migrate;
use super::{fault::Fallible, rows};
use crate::domain::actor::{Actor, Via};
use crate::domain::evidence::hex;
use crate::domain::fact::{Fact, Recorded};
use crate::domain::id::SiteId;
use crate::domain::timer::Subject;
use rusqlite::{Connection, TransactionBehavior};
use std::ffi::OsString;
use std::fs::{File, OpenOptions as FileOptions, Permissions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

const OWNER_ONLY: u32 = 0o600;

/// Makes the store where there is none; whoever comes second finds it made.
pub(super) fn create(path: &Path, name: &str, options: &OpenOptions) -> Result<(), StoreError> {
    let at = |cause| StoreError::io(path, cause);
    if is_there(path).map_err(at)? {
        return Ok(());
    }
    let lock_path = beside(path, ".making");
    let lock =
        FileOptions::new().write(true).create(true).truncate(false).mode(OWNER_ONLY).open(&lock_path).map_err(at)?;
    lock.lock().map_err(at)?;
    if is_there(path).map_err(at)? {
        return Ok(());
    }
    let draft = beside(path, ".new");
    for leftover in [draft.clone(), beside(&draft, "-wal"), beside(&draft, "-shm"), beside(&draft, "-journal")] {
        remove(&leftover).map_err(at)?;
    }
    let mode = mode_beforehand(path).unwrap_or(OWNER_ONLY);
    let made = make(&draft, mode, name, options).and_then(|()| {
        std::fs::rename(&draft, path).map_err(at)?;
        sync_directory(directory_of(path)).map_err(at)
    });
    // A waiter holds the same, now nameless, lock and finds the store there. After a failure the file stays for them.
    match made {
        Ok(()) => remove(&lock_path).map_err(at),
        Err(cause) => {
            // The draft is of no use; what matters is why it failed.
            let _ = remove(&draft);
            Err(cause)
        }
    }
}

fn make(draft: &Path, mode: u32, name: &str, options: &OpenOptions) -> Result<(), StoreError> {
    let at = |cause| StoreError::io(draft, cause);
    blank(draft, mode)?;
    let mut connection = open_blank(draft, options.patience)?;
    fill(&mut connection, name, options).map_err(|fault| fault.at(draft))?;
    // Closing writes the log back into the file.
    connection.close().map_err(|(_, cause)| StoreError::sqlite(draft, cause))?;
    File::open(draft).and_then(|file| file.sync_all()).map_err(at)
}

/// The tables, the store's own id, and the journal's first line.
pub(super) fn fill(connection: &mut Connection, name: &str, options: &OpenOptions) -> Fallible<()> {
    migrate(connection)?;
    let mut id = [0; 8];
    getrandom::fill(&mut id).map_err(|cause| super::fault::Fault::Bug(format!("no randomness: {cause}")))?;
    let site = SiteId(hex(&id));
    let now = options.clock.now();
    let is_test = options.clock.is_test();
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    rows::meta::set(&transaction, rows::meta::SITE, site.as_str())?;
    rows::meta::set(&transaction, rows::meta::NAME, name)?;
    rows::meta::set(&transaction, rows::meta::CREATED, &now.timestamp_micros().to_string())?;
    if is_test {
        rows::meta::set(&transaction, rows::meta::TEST, "1")?;
    }
    rows::floor::save(&transaction, &rows::floor::Floor::default())?;
    let recorded = Recorded {
        at: now,
        business_date: now.date_naive(),
        actor: Actor::Engine,
        subject: Subject::Site,
        case: None,
        fact: Fact::StoreCreated { name: name.to_owned(), test: is_test },
    };
    let via = Via("store".to_owned());
    let mut head = journal::head(&transaction)?;
    journal::append(
        &transaction,
        &mut head,
        &Line { site: &site, via: &via, terminal: None, request: None },
        recorded,
    )?;
    transaction.commit()?;
    Ok(())
}

/// An empty file of this mode, which SQLite fills; its log files take the mode over.
pub(super) fn blank(path: &Path, mode: u32) -> Result<(), StoreError> {
    let at = |cause| StoreError::io(path, cause);
    let file = FileOptions::new().write(true).create_new(true).mode(mode).open(path).map_err(at)?;
    // The umask is not asked: the mode was laid down.
    file.set_permissions(Permissions::from_mode(mode)).map_err(at)
}

/// The same name with something at its end.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

pub(super) fn remove(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}
