//! Which files a simulated floor has: the site's config and lists, and the SOPs in force or those of a directory.

use super::{Stage, tell_rejected};
use crate::cli::commands::plan;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::domain::state::SopStatus;
use crate::sopfile::files::{Content, FileKind, SiteFiles, SourceFile};
use std::path::Path;

impl Stage {
    /// With the SOPs of a directory, or those in force; in a site that never ran, those that lie there.
    pub(super) fn files(&mut self, sops: Option<&Path>, output: &mut Output) -> Result<SiteFiles, Failure> {
        let site = plan::files(&self.dir)?;
        let others = site.files.iter().filter(|file| file.kind() != FileKind::Sop).cloned();
        let (files, what) = match sops {
            Some(path) => {
                let read = SiteFiles::sops_of(path).map_err(|cause| {
                    let shown = path.display();
                    Failure::failed(format!("`{shown}` cannot be listed: {cause}"), "name a directory of SOP files")
                })?;
                (SiteFiles::new(others.chain(read).collect()), path.display().to_string())
            }
            None => match self.in_force()? {
                Some(sops) => (SiteFiles::new(others.chain(sops).collect()), "those in force".to_owned()),
                None => (site, "the site".to_owned()),
            },
        };
        if files.of(FileKind::Sop).next().is_none() {
            return Err(Failure::failed(
                format!("{what} has no SOP files"),
                "name a directory that holds `*.toml`, or none at all for those in force",
            ));
        }
        tell_rejected(&files, &what, output);
        Ok(files)
    }

    /// None where nothing was ever put in force.
    fn in_force(&mut self) -> Result<Option<Vec<SourceFile>>, Failure> {
        let Some(store) = &mut self.store else { return Ok(None) };
        if store.active_config()?.is_none() {
            return Ok(None);
        }
        let mut files = Vec::new();
        for sop in store.sops()?.into_iter().filter(|sop| sop.status == SopStatus::InForce) {
            if let Some(text) = store.version_text(&sop.hash)? {
                let content = Content::Bytes(text.into_bytes().into());
                files.push(SourceFile { name: format!("sops/{}.toml", sop.id), content });
            }
        }
        Ok(Some(files))
    }
}
