//! When the files are read, and which of them may not be believed yet.

use super::activation::{Activation, Steps};
use super::error::EngineError;
use crate::clock::{Clock, SystemClock};
use crate::config::site_dir::SiteDir;
use crate::sopfile::files::SiteFiles;
use crate::store::Store;
use chrono::DateTime;
use std::collections::BTreeSet;
use std::time::Duration;

/// Also without a notice: behind a symbolic link, or where a notice was lost.
const ANYWAY: Duration = Duration::from_mins(1);

/// Where the engine lays out what admins wrote.
#[derive(Debug)]
pub struct Desk {
    site: SiteDir,
    /// A file younger than this may still be written.
    settle: Duration,
    activation: Activation,
    writing: BTreeSet<String>,
    /// On the boot clock. None: at once.
    next: Option<Duration>,
    /// Until a file that was written a moment ago is old enough.
    settles: Option<Duration>,
}

impl Desk {
    pub fn new(site: SiteDir, settle: Duration) -> Self {
        Self { site, settle, activation: Activation::default(), writing: BTreeSet::new(), next: None, settles: None }
    }

    /// Something happened to the files.
    pub fn look_again(&mut self, writing: &BTreeSet<String>) {
        self.writing.clone_from(writing);
        self.next = None;
    }

    /// Not everything could be done: again, a little later.
    pub fn forget(&mut self, boot: Duration) {
        self.activation.forget();
        self.next = Some(self.machine(boot) + Duration::from_secs(5));
    }

    pub fn is_due(&self, boot: Duration) -> bool {
        let boot = self.machine(boot);
        self.next.is_none_or(|next| next <= boot)
    }

    /// Files are written in the machine's time: a test clock that stands must not keep them from settling.
    fn machine(&self, boot: Duration) -> Duration {
        if self.settle.is_zero() { boot } else { SystemClock.boot() }
    }

    /// How long from now.
    pub fn looks_in(&self, boot: Duration) -> Duration {
        let boot = self.machine(boot);
        self.next.map_or(Duration::ZERO, |next| next.saturating_sub(boot))
    }

    /// Where the last look left something out that was written a moment ago: how long until it may be believed.
    pub fn settles_in(&self) -> Option<Duration> {
        self.settles
    }

    /// Reads the files and says what to do about them.
    pub fn look(&mut self, store: &mut Store, boot: Duration) -> Result<Steps, EngineError> {
        let boot = self.machine(boot);
        let files = SiteFiles::read(&self.site).map_err(|cause| EngineError::io(self.site.root(), cause))?;
        let mut unsettled = self.writing.clone();
        let young = self.young(&files);
        self.settles = young.as_ref().map(|(_, again)| *again);
        unsettled.extend(young.into_iter().flat_map(|(names, _)| names));
        let steps = self.activation.look(store, files, &unsettled, boot, self.gone_for())?;
        let next = [self.settles, steps.again].into_iter().flatten().min().unwrap_or(ANYWAY).min(ANYWAY);
        self.next = Some(boot + next);
        Ok(steps)
    }

    /// Whatever has no file now has had none for at least so long: taking one away touches its directory.
    fn gone_for(&self) -> Duration {
        // A clock that is not the machine's says nothing about its files.
        if self.settle.is_zero() {
            return Duration::ZERO;
        }
        let age = |path| {
            let touched = std::fs::metadata(path).ok()?.modified().ok()?;
            (SystemClock.now() - DateTime::from(touched)).to_std().ok()
        };
        age(self.site.sops()).unwrap_or_default()
    }

    /// Files that were written to a moment ago, and when the youngest of them is old enough.
    fn young(&self, files: &SiteFiles) -> Option<(BTreeSet<String>, Duration)> {
        // What the file system stamps is the machine's time, whatever clock the site runs by.
        let now = SystemClock.now();
        let left = |name: &str| {
            let modified = std::fs::metadata(self.site.root().join(name)).ok()?.modified().ok()?;
            let age = (now - DateTime::from(modified)).to_std().ok()?;
            self.settle.checked_sub(age).filter(|left| !left.is_zero())
        };
        let young: Vec<(String, Duration)> =
            files.files.iter().filter_map(|file| Some((file.name.clone(), left(&file.name)?))).collect();
        let again = young.iter().map(|(_, left)| *left).max()?;
        Some((young.into_iter().map(|(name, _)| name).collect(), again))
    }
}
