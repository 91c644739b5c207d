//! A site's directory: how it is found, and where things lie in it.

use std::path::{Path, PathBuf};

/// A directory that holds `config/floorboard.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteDir {
    root: PathBuf,
}

/// No directory on the way up holds `config/floorboard.toml`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no site here: neither `{}` nor any directory above it has `config/floorboard.toml`", .from.display())]
pub struct NoSite {
    pub from: PathBuf,
}

impl SiteDir {
    /// A directory that somebody named.
    pub fn named(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// `named` (a flag or the environment), else the first directory from `working` upwards that is a site.
    pub fn find(named: Option<&Path>, working: &Path) -> Result<Self, NoSite> {
        let root = match named {
            Some(root) => root,
            None => working
                .ancestors()
                .find(|dir| dir.join("config/floorboard.toml").is_file())
                .ok_or_else(|| NoSite { from: working.to_owned() })?,
        };
        Ok(Self::named(root))
    }

    pub fn root(&self) -> &Path {
        &self.root
    }
    pub fn config(&self) -> PathBuf {
        self.root.join("config/floorboard.toml")
    }
    pub fn sops(&self) -> PathBuf {
        self.root.join("sops")
    }
    pub fn lists(&self) -> PathBuf {
        self.root.join("lists")
    }
    pub fn inbox(&self) -> PathBuf {
        self.root.join("inbox")
    }
    pub fn evidence(&self) -> PathBuf {
        self.root.join("evidence")
    }
    pub fn store(&self) -> PathBuf {
        self.root.join("floorboard.db")
    }
    /// What boards and engines did.
    pub fn log(&self) -> PathBuf {
        self.root.join("floorboard.log")
    }
    /// Whoever takes a file of signals in holds its lock.
    pub fn import_lock(&self) -> PathBuf {
        self.root.join("import.lock")
    }
    /// Files of signals that are to be taken in.
    pub fn signals(&self) -> PathBuf {
        self.root.join("signals")
    }
    pub fn engine_lock(&self) -> PathBuf {
        self.root.join("engine.lock")
    }
}
