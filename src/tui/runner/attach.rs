//! Files as evidence: copied from `inbox/` into `evidence/`, named by what is in them.

use super::evidence_path;
use crate::config::site_dir::SiteDir;
use crate::domain::calendar::Instant;
use crate::domain::evidence::{Value, hex};
use crate::tui::event::InboxFile;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

/// As many as a popup can show.
const NEWEST: usize = 30;

/// What waits in `inbox/`, the newest first.
pub(super) fn newest(site: &SiteDir, now: Instant) -> Vec<InboxFile> {
    let Ok(entries) = fs::read_dir(site.inbox()) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let meta = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some((meta.modified().ok()?, entry.file_name().into_string().ok()?, meta.len()))
        })
        .collect();
    files.sort_by(|a, b| b.cmp(a));
    let age = |at: std::time::SystemTime| (now - Instant::from(at)).num_minutes().max(0).unsigned_abs();
    files.into_iter().take(NEWEST).map(|(at, name, bytes)| InboxFile { name, bytes, minutes: age(at) }).collect()
}

/// Copies, then names: a file under its hash is always whole. The inbox keeps its own.
pub(super) fn copy(site: &SiteDir, name: &str) -> io::Result<Value> {
    let mut from = File::open(site.inbox().join(name))?;
    fs::create_dir_all(site.evidence())?;
    let mut to = Temporary::beside(&site.evidence(), name)?;
    let (mut digest, mut bytes, mut page) = (Sha256::new(), 0_u64, vec![0; 64 * 1024]);
    loop {
        let read = from.read(&mut page)?;
        if read == 0 {
            break;
        }
        digest.update(&page[..read]);
        bytes += read as u64;
        to.file.write_all(&page[..read])?;
    }
    let sha256 = hex(&digest.finalize());
    to.file.sync_all()?;
    fs::rename(&to.path, evidence_path(site, &sha256))?;
    Ok(Value::File { sha256, bytes, media: media(name).to_owned() })
}

/// Removed again where it was not renamed.
struct Temporary {
    file: File,
    path: std::path::PathBuf,
}

impl Temporary {
    fn beside(dir: &Path, name: &str) -> io::Result<Self> {
        let path = dir.join(format!(".{}-{}.part", std::process::id(), hex(&Sha256::digest(name.as_bytes())[..8])));
        Ok(Self { file: File::create(&path)?, path })
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

fn media(name: &str) -> &'static str {
    let extension = Path::new(name).extension().map(|extension| extension.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("png") => "image/png",
        Some("heic") => "image/heic",
        Some("pdf") => "application/pdf",
        Some("txt") => "text/plain",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_evidence_under_its_hash_and_stays_in_the_inbox() {
        let dir = tempfile::tempdir().unwrap();
        let site = SiteDir::named(dir.path());
        fs::create_dir_all(site.inbox()).unwrap();
        fs::write(site.inbox().join("shelf.JPG"), b"photo").unwrap();
        let Value::File { sha256, bytes, media } = copy(&site, "shelf.JPG").unwrap() else { panic!("no file") };
        assert_eq!((bytes, media.as_str()), (5, "image/jpeg"));
        assert_eq!(fs::read(evidence_path(&site, &sha256)).unwrap(), b"photo");
        assert_eq!(fs::read_dir(site.evidence()).unwrap().count(), 1, "nothing half-written is left");
        assert!(site.inbox().join("shelf.JPG").exists());
        assert_eq!(newest(&site, chrono::DateTime::<chrono::Utc>::MAX_UTC).len(), 1);
    }

    #[test]
    fn no_inbox_is_an_empty_one() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(newest(&SiteDir::named(dir.path()), chrono::DateTime::<chrono::Utc>::MIN_UTC), []);
    }
}
