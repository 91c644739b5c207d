//! Evidence that is a file: copied into `evidence/` under the hash of its content, before the fact that cites it.

use super::failure::{Failure, Told};
use crate::config::site_dir::SiteDir;
use crate::domain::evidence::{Value, hex};
use sha2::{Digest, Sha256};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// What a photo of a shelf stays well below.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Keeps a copy of a file and gives what the journal says of it.
pub fn keep(dir: &SiteDir, path: &Path) -> Result<Value, Failure> {
    let shown = path.display();
    let failed =
        |cause: io::Error| Failure::failed(format!("`{shown}` cannot be read: {cause}"), "name a file that is there");
    let meta = fs::metadata(path).map_err(failed)?;
    if !meta.is_file() {
        return Err(Failure::failed(format!("`{shown}` is not a file"), "name one photo or document"));
    }
    if meta.len() == 0 {
        return Err(Failure::failed(format!("`{shown}` is empty, and proves nothing"), "attach the file itself"));
    }
    if meta.len() > MOST_BYTES {
        return Err(Failure::failed(
            format!("`{shown}` has more than {} MiB", MOST_BYTES / 1024 / 1024),
            "attach a smaller copy of it",
        ));
    }
    let bytes = fs::read(path).map_err(failed)?;
    let sha256 = hex(&Sha256::digest(&bytes));
    store(&dir.evidence(), &sha256, &bytes).map_err(|cause| cannot_keep(dir, &cause))?;
    Ok(Value::File { media: media(&bytes, path).to_owned(), bytes: bytes.len() as u64, sha256 })
}

/// Written under another name, made durable, then renamed: what bears the hash is whole.
fn store(evidence: &Path, sha256: &str, bytes: &[u8]) -> io::Result<()> {
    let kept = evidence.join(sha256);
    if kept.exists() {
        return Ok(());
    }
    fs::create_dir_all(evidence)?;
    let part = evidence.join(format!(".{sha256}.{}", std::process::id()));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&part, &kept));
    if written.is_err() {
        // The half of a copy is of no use; if it cannot be removed, it is still never read.
        let _ = fs::remove_file(&part);
        return written;
    }
    fs::File::open(evidence)?.sync_all()
}

fn cannot_keep(dir: &SiteDir, cause: &io::Error) -> Failure {
    let told = Told::new(format!("nothing was recorded: `{}` cannot be written: {cause}", dir.evidence().display()));
    match cause.kind() {
        io::ErrorKind::StorageFull => Failure::Again(told.help("make room on the disk, then do it again")),
        _ => Failure::Failed(told.help("let this account write there")),
    }
}

/// By its first bytes, then by its name.
fn media(bytes: &[u8], path: &Path) -> &'static str {
    let by_content = [
        (&b"\xff\xd8\xff"[..], "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF8", "image/gif"),
        (b"%PDF-", "application/pdf"),
    ];
    if let Some((_, media)) = by_content.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return media;
    }
    match path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("heic" | "heif") => "image/heic",
        Some("webp") => "image/webp",
        Some("csv") => "text/csv",
        Some("txt") => "text/plain",
        Some("mp4") => "video/mp4",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_once_under_the_hash_of_its_content() {
        let site = tempfile::tempdir().unwrap();
        let dir = SiteDir::named(site.path());
        let photo = site.path().join("shelf.bin");
        fs::write(&photo, b"\x89PNG\r\n\x1a\nrest").unwrap();
        let first = keep(&dir, &photo).unwrap();
        assert_eq!(keep(&dir, &photo).unwrap(), first);
        let Value::File { sha256, bytes, media } = first else { panic!("not a file") };
        assert_eq!((bytes, media.as_str()), (12, "image/png"));
        assert_eq!(fs::read(dir.evidence().join(&sha256)).unwrap(), fs::read(&photo).unwrap());
        assert_eq!(fs::read_dir(dir.evidence()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_no_file_is_refused_before_anything_is_kept() {
        let site = tempfile::tempdir().unwrap();
        let dir = SiteDir::named(site.path());
        assert!(matches!(keep(&dir, site.path()), Err(Failure::Failed(_))));
        assert!(matches!(keep(&dir, &site.path().join("none")), Err(Failure::Failed(_))));
        fs::write(site.path().join("empty.jpg"), "").unwrap();
        assert!(matches!(keep(&dir, &site.path().join("empty.jpg")), Err(Failure::Failed(_))));
        assert!(!dir.evidence().exists());
    }
}
