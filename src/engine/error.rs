//! Why the engine cannot go on.

use crate::store::StoreError;
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("`{}`: {cause}", .path.display())]
    Io { path: PathBuf, cause: std::io::Error },
    /// Another process evaluates time; this one writes nothing more.
    #[error("another engine took over (epoch {current}, ours was {ours})")]
    Deposed { ours: u64, current: u64 },
    /// Somebody removed or replaced the file that the lock is on.
    #[error("`{}` was removed or replaced while this engine held its lock", .path.display())]
    LockLost { path: PathBuf },
    #[error("another engine runs this site{}", .pid.map_or_else(String::new, |pid| format!(" (process {pid})")))]
    Held { pid: Option<u32> },
    /// Our own mistake.
    #[error("{0}")]
    Bug(String),
}

impl EngineError {
    pub(crate) fn io(path: &Path, cause: impl Into<std::io::Error>) -> Self {
        Self::Io { path: path.to_owned(), cause: cause.into() }
    }

    /// The engine may stand again: nothing is wrong with the store.
    pub fn is_lost_election(&self) -> bool {
        matches!(self, Self::Deposed { .. } | Self::LockLost { .. } | Self::Held { .. })
    }

    /// Another file stands where the store was: open that one.
    pub fn is_replaced_store(&self) -> bool {
        matches!(self, Self::Store(StoreError::Replaced { .. }))
    }

    /// May pass by itself; until then nothing is lost.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Store(cause) => cause.is_temporary() && !self.is_replaced_store(),
            Self::Io { .. } => true,
            _ => false,
        }
    }

    /// How to mend it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Store(cause) => cause.help(),
            Self::Io { path, .. } => Some(format!("let this account read and write `{}`", path.display())),
            Self::Held { .. } => Some("stop the other one first, or let this one wait for it".to_owned()),
            Self::LockLost { .. } => Some("leave `engine.lock` where it is; start the engine again".to_owned()),
            Self::Deposed { .. } | Self::Bug(_) => None,
        }
    }
}
