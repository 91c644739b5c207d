//! Reads what an admin wrote from a site's directory. What it means is for `sopfile` to say.

use super::site_dir::SiteDir;
use crate::domain::id::SopId;
use crate::sopfile::files::{Content, SiteFiles, SourceFile};
use crate::sopfile::sop::id_of;
use crate::sopfile::text::MAX_LIST_BYTES;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

impl SiteFiles {
    /// `config/floorboard.toml`, `config/*.ics`, `sops/*.toml`, `lists/*.csv`, in order of name. Fails only where a directory that is
    /// there cannot be listed; a file that cannot be read is among them, and says so.
    pub fn read(site: &SiteDir) -> io::Result<Self> {
        let config = site.config().exists().then(|| source("config/floorboard.toml".to_owned(), &site.config()));
        let mut files = Vec::from_iter(config);
        let beside = site.config().parent().map(Path::to_owned).unwrap_or_default();
        files.extend(directory(&beside, "config", "ics")?);
        files.extend(directory(&site.sops(), "sops", "toml")?);
        files.extend(directory(&site.lists(), "lists", "csv")?);
        Ok(Self::new(files))
    }

    /// The SOP files of any directory, as if they lay in `sops/`. Fails where it is not there.
    pub fn sops_of(path: &Path) -> io::Result<Vec<SourceFile>> {
        fs::metadata(path)?;
        directory(path, "sops", "toml")
    }
}

/// The file that a procedure is written in as they lie there now: `sops/fridges.toml` as a rule, and whichever says its
/// id where it is called otherwise.
pub fn sop_file(site: &SiteDir, id: &SopId) -> Option<String> {
    let says = |file: &SourceFile| match &file.content {
        Content::Bytes(bytes) => id_of(&String::from_utf8_lossy(bytes)).as_deref() == Some(id.as_str()),
        Content::Unreadable(_) => false,
    };
    let usual = source(format!("sops/{id}.toml"), &site.sops().join(format!("{id}.toml")));
    if says(&usual) {
        return Some(usual.name);
    }
    directory(&site.sops(), "sops", "toml").ok()?.into_iter().find(says).map(|file| file.name)
}

/// The files of a directory with an extension, hidden ones left out: editors keep their own there.
fn directory(path: &Path, name: &str, extension: &str) -> io::Result<Vec<SourceFile>> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        let file = entry.file_name().to_string_lossy().into_owned();
        let wanted = Path::new(&file).extension().is_some_and(|it| it == extension) && !file.starts_with('.');
        if wanted && !entry.path().is_dir() {
            files.push(source(format!("{name}/{file}"), &entry.path()));
        }
    }
    Ok(files)
}

/// One file, at most a byte more than any may have, so that too much is seen and no more is read.
fn source(name: String, path: &Path) -> SourceFile {
    let read = || -> io::Result<Vec<u8>> {
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        let mut bytes = Vec::new();
        fs::File::open(path)?.take(MAX_LIST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let content =
        read().map_or_else(|error| Content::Unreadable(error.to_string()), |bytes| Content::Bytes(bytes.into()));
    SourceFile { name, content }
}
