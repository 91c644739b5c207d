//! All files of a site together: what one says of another has to be there.

use super::files::SiteFiles;
use crate::diagnostic::{Diagnostic, Level};
use crate::domain::id::{ListId, VersionHash};
use crate::domain::list::List;
use crate::domain::site::Site;
use crate::domain::sop::Sop;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the files come to.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    pub site: Option<Accepted<Site>>,
    /// In order of file name.
    pub sops: Vec<Accepted<Sop>>,
    pub lists: Vec<Accepted<List>>,
    /// Files that cannot be used, each with its first error.
    pub rejected: Vec<Rejected>,
    /// Everything there is to say, in order of file and place.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file that can be used. `hash` is of `text` as it stands.
#[derive(Clone, Debug)]
pub struct Accepted<T> {
    pub file: String,
    pub hash: VersionHash,
    pub text: Arc<str>,
    pub value: Arc<T>,
}

/// A file that cannot.
#[derive(Clone, Debug)]
pub struct Rejected {
    pub file: String,
    /// The id that the file gives, as far as it can be read: its last good version stays in force.
    pub id: Option<String>,
    pub first: Diagnostic,
}

/// What is in force: stands in for a file of its kind that is rejected, so that its mistake stays its own.
#[derive(Clone, Debug, Default)]
pub struct InForce {
    pub site: Option<Arc<Site>>,
    pub lists: BTreeMap<ListId, Arc<List>>,
}

impl Checked {
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|it| it.level == Level::Error)
    }
}

/// Checks a site's files on their own.
pub fn check(files: &SiteFiles) -> Checked {
    check_beside(files, &InForce::default())
}

/// Checks them where last good versions stand behind what is broken: the engine's activation.
pub fn check_beside(files: &SiteFiles, in_force: &InForce) -> Checked {
    let _ = (files, in_force);
    Checked::default()
}
