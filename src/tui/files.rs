//! What lies behind the procedures: their files and versions, when they come next, how the last ones went.

use crate::domain::calendar::Instant;
use crate::domain::id::{SopId, VersionHash};
use std::collections::BTreeMap;

/// A file that cannot be used, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenFile {
    pub file: String,
    /// Every mistake, with its line and caret.
    pub told: String,
}

/// The site's files as they lie there now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilesChecked {
    pub of: BTreeMap<SopId, String>,
    /// In order of name.
    pub broken: Vec<BrokenFile>,
}

/// Reads and checks the site's files.
pub type CheckFiles = Box<dyn Fn() -> FilesChecked + Send>;

/// What is known of one procedure beside its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SopFacts {
    pub hash: VersionHash,
    pub since: Option<Instant>,
    pub next: Option<Instant>,
    pub recent: Recent,
}

/// How the last runs ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recent {
    pub done: u32,
    pub late: u32,
    pub missed: u32,
    pub skipped: u32,
}

/// Everything that the view of procedures asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Behind {
    pub sops: BTreeMap<SopId, SopFacts>,
    pub files: FilesChecked,
}
