//! What goes wrong inside, before it is known which file it concerns.

use super::error::StoreError;
use std::path::Path;

#[derive(Debug)]
pub(super) enum Fault {
    Sqlite(rusqlite::Error),
    Io(std::io::Error),
    /// A row that this build cannot read.
    Damaged(String),
    /// `user_version` is above ours.
    Newer(u32),
    Config(String),
    Bug(String),
}

pub(super) type Fallible<T> = Result<T, Fault>;

impl From<rusqlite::Error> for Fault {
    fn from(cause: rusqlite::Error) -> Self {
        Self::Sqlite(cause)
    }
}

impl From<std::io::Error> for Fault {
    fn from(cause: std::io::Error) -> Self {
        Self::Io(cause)
    }
}

impl Fault {
    pub(super) fn at(self, path: &Path) -> StoreError {
        match self {
            Self::Sqlite(cause) => StoreError::sqlite(path, cause),
            Self::Io(cause) => StoreError::io(path, cause),
            Self::Damaged(what) => StoreError::Damaged { path: path.to_owned(), what },
            Self::Newer(found) => StoreError::Newer { path: path.to_owned(), found, ours: super::schema::VERSION },
            Self::Config(what) => StoreError::Config(what),
            Self::Bug(what) => StoreError::Bug(what),
        }
    }
}
