//! The only opener of SQLite: its handler, its pragmas, its refusals, in the order that DESIGN 6 fixes.

use super::Room;
use super::error::StoreError;
use super::fault::{Fallible, Fault};
use super::file_system::{Identity, directory_of, network};
use super::log::{Log, Patience};
use super::options::Access;
use super::schema::{APPLICATION_ID, VERSION};
use crate::clock::monotonic;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::{Duration, Instant};

/// Older ones lose writes when two processes reset the WAL at once.
const NEEDED: (i32, &str) = (3_051_003, "3.51.3");

/// What a store may hold in memory where a great deal is written at once. Rows of signals lie all over their tables: with
/// less, each of 250,000 is read and written back several times.
const ROOM_KIB: i64 = 65_536;
/// What SQLite holds where nobody says otherwise.
const USUAL_KIB: i64 = 2_000;
/// What a scratch store does: it waits for no disk.
const SCRATCH_KIB: i64 = 16_384;

/// A connection, ready for use, and which file it has.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) connection: Connection,
    pub(super) identity: Option<Identity>,
    /// What came of the access that was asked for.
    pub(super) access: Access,
    /// The version of a store that a newer Floorboard has changed.
    pub(super) newer: Option<u32>,
    pub(super) log: Log,
}

/// Opens a store that is there.
pub(super) fn open(path: &Path, access: Access, patience: Duration) -> Result<Opened, StoreError> {
    refuse_old(rusqlite::version_number())?;
    refuse_network(path)?;
    let identity = Identity::at(path);
    if identity.is_none() {
        return Err(StoreError::Missing { path: path.to_owned() });
    }
    if path.is_dir() {
        return Err(StoreError::NotAStore { path: path.to_owned() });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = connect(path, flags).map_err(|cause| StoreError::sqlite(path, cause))?;
    let patience = Patience::new(patience);
    let newer = prepare(&mut connection, access, &patience, &|| Identity::at(path) == identity)
        .map_err(|fault| fault.at(path))?;
    let log = Log::of(&mut connection, patience).map_err(|cause| StoreError::sqlite(path, cause))?;
    let access = if newer.is_some() { Access::Read } else { access };
    Ok(Opened { connection, identity, access, newer, log })
}

/// A file to be filled: for the making of a store, and for copies of one.
pub(super) fn open_blank(path: &Path, patience: Duration) -> Result<Connection, StoreError> {
    refuse_old(rusqlite::version_number())?;
    refuse_network(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = connect(path, flags).map_err(|cause| StoreError::sqlite(path, cause))?;
    configure(&mut connection, &Patience::new(patience)).map_err(|fault| fault.at(path))?;
    Ok(connection)
}

/// A store that only this process sees.
pub(super) fn open_memory() -> Fallible<Connection> {
    let mut connection = connect_memory()?;
    configure(&mut connection, &Patience::new(Duration::ZERO))?;
    Ok(connection)
}

/// The same in a file that has lost its name before anything is in it: memory stays flat, and nothing is left behind.
/// It is thrown away where anything fails, so it keeps nothing to go back to and syncs nothing.
pub(super) fn open_scratch() -> Fallible<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = connect(Path::new(""), flags)?;
    set_busy_handler(&mut connection, &Patience::new(Duration::ZERO))?;
    connection.pragma_update_and_check(None, "journal_mode", "OFF", |_row| Ok(()))?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "cache_size", -SCRATCH_KIB)?;
    rules(&connection)?;
    Ok(connection)
}

/// Memory, up to a measure, in place of reading again; and what SQLite holds by itself.
pub(super) fn make_room(connection: &Connection, room: Room) -> rusqlite::Result<()> {
    match room {
        Room::Much => connection.pragma_update(None, "cache_size", -ROOM_KIB),
        Room::Usual => {
            connection.pragma_update(None, "cache_size", -USUAL_KIB)?;
            connection.execute_batch("PRAGMA shrink_memory")
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place")]
fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(path, flags)
}

#[expect(clippy::disallowed_methods, reason = "this is the one place")]
fn connect_memory() -> rusqlite::Result<Connection> {
    Connection::open_in_memory()
}

fn refuse_old(found: i32) -> Result<(), StoreError> {
    if found < NEEDED.0 {
        return Err(StoreError::OldSqlite { found: rusqlite::version().to_owned(), needed: NEEDED.1 });
    }
    Ok(())
}

fn refuse_network(path: &Path) -> Result<(), StoreError> {
    let directory = directory_of(path);
    match network(directory) {
        Ok(None) => Ok(()),
        Ok(Some(kind)) => Err(StoreError::NetworkFileSystem { path: path.to_owned(), kind }),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            Err(StoreError::Missing { path: path.to_owned() })
        }
        Err(cause) => Err(StoreError::io(path, cause)),
    }
}

/// Makes sure that it is a store before anything is changed, then sets it up; yields a version above ours.
fn prepare(
    connection: &mut Connection,
    access: Access,
    patience: &Patience,
    stands: &dyn Fn() -> bool,
) -> Fallible<Option<u32>> {
    set_busy_handler(connection, patience)?;
    let (id, tables): (i64, i64) = connection.query_row(
        "SELECT (SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_schema)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    if id != APPLICATION_ID || tables == 0 {
        let not = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_NOTADB);
        return Err(rusqlite::Error::SqliteFailure(not, None).into());
    }
    // While we waited for our turn another file may have taken its place: its log would be begun beside the wrong one.
    if !stands() {
        return Err(moved().into());
    }
    let newer = Some(user_version(connection)?).filter(|version| *version > VERSION);
    configure(connection, patience)?;
    if access == Access::Read || newer.is_some() {
        connection.pragma_update(None, "query_only", true)?;
    }
    Ok(newer)
}

fn configure(connection: &mut Connection, patience: &Patience) -> Fallible<()> {
    set_busy_handler(connection, patience)?;
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" && mode != "memory" {
        return Err(Fault::Damaged(format!("its journal mode is `{mode}` and cannot be made `wal`")));
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "journal_size_limit", 8_388_608)?;
    rules(connection)
}

/// What holds for every store.
fn rules(connection: &Connection) -> Fallible<()> {
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "recursive_triggers", true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // Else the planner looks at what is bound, and a statement that is kept is compiled again for other values.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(())
}

/// The file that is open has lost its name.
pub(super) fn moved() -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY_DBMOVED), None)
}

/// The schema's version as it stands now; asked again inside every write transaction.
pub(super) fn user_version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.prepare_cached("SELECT user_version FROM pragma_user_version")?.query_row([], |row| row.get(0))
}

/// Not `busy_timeout`: its pauses grow to 100 ms, and under 16 writers some wait for ever. Short random pauses are fair.
fn set_busy_handler(connection: &mut Connection, patience: &Patience) -> rusqlite::Result<()> {
    let (mut random, patience) = (seed(), patience.clone());
    let mut began = monotonic();
    connection.busy_handler(Some(move |count: i32| {
        if count == 0 {
            began = monotonic();
        }
        wait_a_little(&mut random, began, patience.get())
    }))
}

#[expect(clippy::disallowed_methods, reason = "the busy handler is the one that may sleep")]
fn wait_a_little(random: &mut u64, began: Instant, patience: Duration) -> bool {
    if began.elapsed() >= patience {
        return false;
    }
    // xorshift: 0.2 to 2 ms.
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    std::thread::sleep(Duration::from_micros(200 + *random % 1_800));
    true
}

fn seed() -> u64 {
    let mut bytes = [0; 8];
    // Without randomness the process id still sets two writers apart.
    if getrandom::fill(&mut bytes).is_err() {
        bytes[..4].copy_from_slice(&std::process::id().to_le_bytes());
    }
    u64::from_le_bytes(bytes) | 1
}
