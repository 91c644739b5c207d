//! Why the store cannot do what was asked: what happened, where, and how to mend it.

use std::path::{Path, PathBuf};

/// A refusal is an answer, not one of these.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the disk is full: nothing was recorded in `{}`", .path.display())]
    Full { path: PathBuf },
    #[error("the store `{}` is busy: nothing was recorded", .path.display())]
    Busy { path: PathBuf },
    #[error("the store `{}` cannot be written to: {why}", .path.display())]
    ReadOnly { path: PathBuf, why: &'static str },
    #[error("`{}` is not a Floorboard store", .path.display())]
    NotAStore { path: PathBuf },
    #[error("there is no store at `{}`", .path.display())]
    Missing { path: PathBuf },
    /// The board reads on; nothing more is written.
    #[error("Floorboard was updated; restart this board")]
    Newer { path: PathBuf, found: u32, ours: u32 },
    #[error("the store `{}` was made by an earlier Floorboard", .path.display())]
    Older { path: PathBuf },
    #[error("SQLite {found} is too old: Floorboard needs {needed} or newer")]
    OldSqlite { found: String, needed: &'static str },
    #[error("`{}` is on a network file system ({kind}), where locks cannot be trusted", .path.display())]
    NetworkFileSystem { path: PathBuf, kind: &'static str },
    #[error("the store `{}` is damaged: {what}", .path.display())]
    Damaged { path: PathBuf, what: String },
    /// The file at the path is another one than was opened.
    #[error("the store `{}` was replaced: reopening", .path.display())]
    Replaced { path: PathBuf },
    #[error("`{}`: {cause}", .path.display())]
    Io { path: PathBuf, cause: std::io::Error },
    #[error("the store `{}` gave an error: {cause}", .path.display())]
    Sqlite { path: PathBuf, cause: rusqlite::Error },
    /// A zone that the active config names is not known to this build.
    #[error("the active configuration cannot be used: {0}")]
    Config(String),
    /// Our own mistake.
    #[error("{0}")]
    Bug(String),
}

impl StoreError {
    /// Trying again later may help: exit code 75.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Full { .. } | Self::Busy { .. } | Self::Replaced { .. })
    }

    /// Our own mistake: exit code 70.
    pub fn is_bug(&self) -> bool {
        matches!(self, Self::Bug(_))
    }

    /// How to mend it.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Full { .. } => "make room on the disk, then do it again".to_owned(),
            Self::Busy { .. } => "try again; `floorboard doctor` says who holds it".to_owned(),
            Self::ReadOnly { path, .. } => {
                format!("let this account write `{}` and the directory it is in", path.display())
            }
            Self::NotAStore { path } => {
                format!("move `{}` away, and a new store is made; or put a backup in its place", path.display())
            }
            Self::Missing { .. } => "`floorboard` makes one when it opens the board".to_owned(),
            Self::Older { .. } => {
                "open the board, or run `floorboard engine --once`, under the account that owns it".to_owned()
            }
            Self::Newer { .. } => "quit and start `floorboard` again".to_owned(),
            Self::OldSqlite { .. } => "build with the bundled SQLite".to_owned(),
            Self::NetworkFileSystem { .. } => "keep the site on a local disk, and reach it with `ssh`".to_owned(),
            Self::Damaged { .. } => {
                "stop all boards, and run `floorboard doctor`; put a backup in its place".to_owned()
            }
            Self::Replaced { .. } | Self::Io { .. } | Self::Sqlite { .. } | Self::Config(_) | Self::Bug(_) => {
                return None;
            }
        })
    }

    /// The same, of another file: what a draft was made from.
    #[must_use]
    pub(super) fn of(mut self, file: &Path) -> Self {
        match &mut self {
            Self::Full { path }
            | Self::Busy { path }
            | Self::ReadOnly { path, .. }
            | Self::NotAStore { path }
            | Self::Missing { path }
            | Self::Newer { path, .. }
            | Self::Older { path }
            | Self::NetworkFileSystem { path, .. }
            | Self::Damaged { path, .. }
            | Self::Replaced { path }
            | Self::Io { path, .. }
            | Self::Sqlite { path, .. } => file.clone_into(path),
            Self::OldSqlite { .. } | Self::Config(_) | Self::Bug(_) => {}
        }
        self
    }

    /// What SQLite said, in our words.
    pub(super) fn sqlite(path: &Path, cause: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let path = path.to_owned();
        match cause.sqlite_error().map(|error| (error.code, error.extended_code)) {
            // A write cut short by a quota or a file size limit comes as an I/O error.
            Some((ErrorCode::DiskFull, _) | (ErrorCode::SystemIoFailure, rusqlite::ffi::SQLITE_IOERR_WRITE)) => {
                Self::Full { path }
            }
            Some((ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed, _)) => {
                Self::Busy { path }
            }
            Some((ErrorCode::ReadOnly, rusqlite::ffi::SQLITE_READONLY_DBMOVED)) => Self::Replaced { path },
            Some((ErrorCode::ReadOnly, rusqlite::ffi::SQLITE_READONLY_DIRECTORY)) => {
                Self::ReadOnly { path, why: "its directory is read-only" }
            }
            Some((ErrorCode::ReadOnly, _)) => Self::ReadOnly { path, why: "the file is read-only" },
            Some((ErrorCode::NotADatabase, _)) => Self::NotAStore { path },
            Some((ErrorCode::DatabaseCorrupt, _)) => Self::Damaged { path, what: cause.to_string() },
            Some((ErrorCode::CannotOpen | ErrorCode::PermissionDenied, _)) => {
                Self::ReadOnly { path, why: "this account may not open it" }
            }
            _ => Self::Sqlite { path, cause },
        }
    }

    pub(super) fn io(path: &Path, cause: std::io::Error) -> Self {
        let path = path.to_owned();
        match cause.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded | std::io::ErrorKind::FileTooLarge => {
                Self::Full { path }
            }
            std::io::ErrorKind::PermissionDenied => Self::ReadOnly { path, why: "this account may not write there" },
            std::io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path, why: "the file system is read-only" },
            _ => Self::Io { path, cause },
        }
    }
}
