//! Versions of SOPs by what an admin calls them: an id, a file, or a version's hash.

use crate::cli::commands::plan::files;
use crate::cli::failure::Failure;
use crate::cli::session::{self, Session};
use crate::config::site_dir::SiteDir;
use crate::diagnostic::{Style, render};
use crate::domain::calendar::Instant;
use crate::domain::id::{SopId, VersionHash};
use crate::domain::site::Site;
use crate::domain::sop::Sop;
use crate::domain::state::SopStatus;
use crate::sopfile::check::{Checked, check, version_hash};
use crate::sopfile::parse_sop;
use crate::sopfile::text::{MAX_TOML_BYTES, decode};
use crate::time::SiteCalendar;
use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;

/// The site's files, and its store where there is one.
pub(super) struct Versions {
    checked: Checked,
    session: Option<RefCell<Session>>,
    now: Instant,
}

/// One version of a SOP.
#[derive(Clone, Debug)]
pub(super) struct Version {
    pub(super) sop: Arc<Sop>,
    pub(super) hash: VersionHash,
    pub(super) file: Option<String>,
    /// `in-force`, `changed`, `new` or `past`.
    pub(super) state: &'static str,
}

impl Version {
    pub(super) fn told(&self) -> &'static str {
        match self.state {
            "in-force" => "in force",
            "changed" => "changed in the file, not in force yet",
            "new" => "not in force yet",
            _ => "no longer in force",
        }
    }
}

impl Versions {
    pub(super) fn read(site: Option<&Path>) -> Result<Self, Failure> {
        let dir: SiteDir = session::site_dir(site)?;
        let checked = check(&files(&dir)?);
        let session = if dir.store().exists() { Some(RefCell::new(Session::reading(site)?)) } else { None };
        let now = match &session {
            Some(session) => session.borrow().now(),
            None => session::clock()?.now(),
        };
        Ok(Self { checked, session, now })
    }

    pub(super) fn now(&self) -> Instant {
        self.now
    }

    /// Of the site's file as it is, else of what is in force.
    pub(super) fn calendar(&self) -> Option<SiteCalendar> {
        let in_force = || -> Option<Arc<Site>> { self.session.as_ref()?.borrow_mut().store.active_site().ok()? };
        let site = self.checked.site.as_ref().map(|site| Arc::clone(&site.value)).or_else(in_force)?;
        SiteCalendar::new(&site).ok()
    }

    /// The version in force of an id.
    pub(super) fn in_force(&self, id: &SopId) -> Result<Option<Version>, Failure> {
        let Some(session) = &self.session else { return Ok(None) };
        let Some(state) = session.borrow_mut().store.sop(id)? else { return Ok(None) };
        let Some(sop) = state.sop else { return Ok(None) };
        let file = self.checked.sops.iter().find(|it| it.value.id == *id).map(|it| it.file.clone());
        let state_word = if state.status == SopStatus::InForce { "in-force" } else { "past" };
        Ok(Some(Version { sop, hash: state.hash, file, state: state_word }))
    }

    /// What an admin names: the file of an id as it stands, a file by its path, a version by its hash.
    pub(super) fn find(&self, named: &str) -> Result<Version, Failure> {
        if let Some(accepted) = self.checked.sops.iter().find(|it| it.value.id.as_str() == named) {
            let in_force = self.in_force(&accepted.value.id)?;
            let state = match &in_force {
                Some(version) if version.state == "in-force" && version.hash == accepted.hash => "in-force",
                Some(version) if version.state == "in-force" => "changed",
                _ => "new",
            };
            let (sop, hash) = (Arc::clone(&accepted.value), accepted.hash.clone());
            return Ok(Version { sop, hash, file: Some(accepted.file.clone()), state });
        }
        if Path::new(named).is_file() {
            return self.file(Path::new(named));
        }
        if named.len() >= 6 && named.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return self.version(named);
        }
        if let Some(version) = self.in_force(&SopId::new(named))? {
            return Ok(version);
        }
        if let Some(rejected) = self.checked.rejected.iter().find(|it| it.id.as_deref() == Some(named)) {
            return Err(Failure::failed(
                format!("`{named}` cannot be used: {}", rejected.first.message),
                format!("`floorboard sop check {}` shows every problem", rejected.file),
            ));
        }
        let ids = self.checked.sops.iter().map(|it| it.value.id.as_str());
        let near = ids.max_by(|a, b| strsim::jaro_winkler(a, named).total_cmp(&strsim::jaro_winkler(b, named)));
        let help = match near.filter(|near| strsim::jaro_winkler(near, named) > 0.8) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`floorboard sop list` names them; a file or the hash of a version will do too".to_owned(),
        };
        Err(Failure::failed(format!("there is no SOP, no file and no version `{named}`"), help))
    }

    fn file(&self, path: &Path) -> Result<Version, Failure> {
        let name = path.display().to_string();
        let unreadable = |cause: std::io::Error| {
            Failure::failed(format!("`{name}` cannot be read: {cause}"), "name a file that this account can read")
        };
        let bytes = std::fs::read(path).map_err(unreadable)?;
        let told = |diagnostic: &crate::diagnostic::Diagnostic, text: Option<&str>| {
            let shown = render(diagnostic, text, Style::Plain);
            Failure::failed(
                format!("`{name}` cannot be used\n{shown}"),
                "`floorboard sop check FILE` shows every problem",
            )
        };
        let text = decode(&name, &bytes, MAX_TOML_BYTES).map_err(|diagnostic| told(&diagnostic, None))?;
        let parsed = parse_sop(&name, text);
        let first = parsed.errors().next().cloned();
        let Some(sop) = parsed.value else {
            let first = first.unwrap_or_else(|| crate::diagnostic::Diagnostic::error("unreadable", "it is no SOP"));
            return Err(told(&first, Some(text)));
        };
        let hash = version_hash(text);
        let in_force = self.in_force(&sop.id)?.filter(|version| version.state == "in-force");
        let state = match in_force {
            Some(version) if version.hash == hash => "in-force",
            Some(_) => "changed",
            None => "new",
        };
        Ok(Version { sop: Arc::new(sop), hash, file: Some(name), state })
    }

    /// By the beginning of its hash.
    fn version(&self, start: &str) -> Result<Version, Failure> {
        let none = || {
            let help = "`floorboard journal --json` names them: `sop.activated`";
            Failure::failed(format!("no version in the store begins with `{start}`"), help)
        };
        let session = self.session.as_ref().ok_or_else(none)?;
        let mut session = session.borrow_mut();
        let mut found = session.store.version_hashes(start)?;
        found.sort();
        let hash = match &found[..] {
            [] => return Err(none()),
            [one] => one.clone(),
            _ => {
                let help = "give more of the hash";
                return Err(Failure::failed(format!("{} versions begin with `{start}`", found.len()), help));
            }
        };
        let sop = session.store.sop_version(&hash)?.ok_or_else(none)?;
        let current = session.store.sop(&sop.id)?;
        let now = current.is_some_and(|current| current.status == SopStatus::InForce && current.hash == hash);
        Ok(Version { sop, hash, file: None, state: if now { "in-force" } else { "past" } })
    }
}
