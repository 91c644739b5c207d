//! Files as evidence: copied into `evidence/` under the hash of what is in them, before the fact that names it.
//!
//! Written under another name, made durable, then renamed: what bears a hash is whole. What it is copied from stays where
//! it is: `inbox/` may be a folder that a phone keeps in step, and one photo may prove two things.

use crate::domain::evidence::hex;
use rustix::fs::OFlags;
use sha2::{Digest, Sha256};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

/// What a photo of a shelf stays well below.
pub const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// As many as are worth a look.
const NEWEST: usize = 30;
const PAGE: usize = 64 * 1024;

/// A copy that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub sha256: String,
    pub bytes: u64,
    /// `image/jpeg`, by its first bytes, else by its name.
    pub media: &'static str,
}

/// Whether a name may stand for a file elsewhere: one that a person typed may, what lies in `inbox/` may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    Followed,
    Refused,
}

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    #[error("it cannot be read: {0}")]
    Unreadable(io::Error),
    #[error("it is not a file")]
    NotAFile,
    #[error("it is empty, and proves nothing")]
    Empty,
    #[error("it has more than {} MiB", MOST_BYTES / 1024 / 1024)]
    TooLarge,
    #[error("it is still being written")]
    Changing,
    /// `evidence/`, not the file.
    #[error("{0}")]
    Unwritable(io::Error),
}

/// A file that waits in `inbox/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub name: String,
    pub bytes: u64,
    pub modified: SystemTime,
    pub media: &'static str,
    pub evidence: Known,
}

/// Whether the same content is evidence already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    Already,
    NotYet,
}

/// Keeps a copy.
pub fn keep(evidence: &Path, path: &Path, links: Links) -> Result<Kept, NotKept> {
    let (mut from, before) = open(path, links).map_err(NotKept::Unreadable)?;
    if !before.is_file() {
        return Err(NotKept::NotAFile);
    }
    if before.len() > MOST_BYTES {
        return Err(NotKept::TooLarge);
    }
    fs::create_dir_all(evidence).map_err(NotKept::Unwritable)?;
    let mut to = Part::in_folder(evidence).map_err(NotKept::Unwritable)?;
    let (mut digest, mut bytes, mut page, mut media) = (Sha256::new(), 0_u64, vec![0; PAGE], None);
    loop {
        let read = from.read(&mut page).map_err(NotKept::Unreadable)?;
        if read == 0 {
            break;
        }
        media.get_or_insert_with(|| media_of(&page[..read], path));
        digest.update(&page[..read]);
        bytes += read as u64;
        if bytes > MOST_BYTES {
            return Err(NotKept::TooLarge);
        }
        to.file.write_all(&page[..read]).map_err(NotKept::Unwritable)?;
    }
    let Some(media) = media else { return Err(NotKept::Empty) };
    let after = from.metadata().map_err(NotKept::Unreadable)?;
    if after.len() != bytes || before.len() != bytes || after.modified().ok() != before.modified().ok() {
        return Err(NotKept::Changing);
    }
    let sha256 = hex(&digest.finalize());
    let named = evidence.join(&sha256);
    if !named.exists() {
        to.file.sync_all().map_err(NotKept::Unwritable)?;
        fs::rename(&to.path, &named).map_err(NotKept::Unwritable)?;
    }
    // Also where another process named it just now: the fact comes after the name is durable.
    File::open(evidence).and_then(|folder| folder.sync_all()).map_err(NotKept::Unwritable)?;
    Ok(Kept { sha256, bytes, media })
}

/// The newest files of `inbox/`: no folders, links, devices, hidden or empty files.
pub fn waiting(inbox: &Path, evidence: &Path) -> Vec<Waiting> {
    let Ok(entries) = fs::read_dir(inbox) else { return Vec::new() };
    let mut files: Vec<(SystemTime, String, u64)> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            // Of the entry itself: a link is no file.
            let meta = entry.metadata().ok().filter(|meta| meta.is_file() && meta.len() > 0)?;
            let name = entry.file_name().into_string().ok().filter(|name| !name.starts_with('.'))?;
            Some((meta.modified().ok()?, name, meta.len()))
        })
        .collect();
    files.sort_by(|a, b| b.cmp(a));
    files.truncate(NEWEST);
    let kept = sizes(evidence);
    files
        .into_iter()
        .map(|(modified, name, bytes)| {
            let path = inbox.join(&name);
            // A file is hashed only where one of its size is kept.
            let known = kept.contains(&bytes) && sha256(&path).is_ok_and(|hash| evidence.join(hash).exists());
            let evidence = if known { Known::Already } else { Known::NotYet };
            Waiting { media: media_at(&path), name, bytes, modified, evidence }
        })
        .collect()
}

fn sizes(evidence: &Path) -> std::collections::BTreeSet<u64> {
    let entries = fs::read_dir(evidence).into_iter().flatten().filter_map(Result::ok);
    entries.filter_map(|entry| entry.metadata().ok()).map(|meta| meta.len()).collect()
}

/// Never waits, whatever it is that is opened: a pipe nobody writes to, for one.
fn open(path: &Path, links: Links) -> io::Result<(File, Metadata)> {
    let mut flags = OFlags::NONBLOCK;
    if links == Links::Refused {
        flags |= OFlags::NOFOLLOW;
    }
    let file = OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)?;
    let meta = file.metadata()?;
    Ok((file, meta))
}

fn sha256(path: &Path) -> io::Result<String> {
    let (mut file, meta) = open(path, Links::Refused)?;
    if !meta.is_file() || meta.len() > MOST_BYTES {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let (mut digest, mut page) = (Sha256::new(), vec![0; PAGE]);
    loop {
        let read = file.read(&mut page)?;
        if read == 0 {
            return Ok(hex(&digest.finalize()));
        }
        digest.update(&page[..read]);
    }
}

fn media_at(path: &Path) -> &'static str {
    let mut first = [0; 16];
    let read = open(path, Links::Refused).and_then(|(mut file, _)| file.read(&mut first)).unwrap_or(0);
    media_of(&first[..read], path)
}

/// By its first bytes, then by its name.
fn media_of(bytes: &[u8], path: &Path) -> &'static str {
    let by_content = [
        (&b"\xff\xd8\xff"[..], "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF8", "image/gif"),
        (b"%PDF-", "application/pdf"),
    ];
    if let Some((_, media)) = by_content.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return media;
    }
    match (bytes.get(4..8), bytes.get(8..12)) {
        (Some(b"ftyp"), Some(b"heic" | b"heix" | b"mif1" | b"msf1")) => return "image/heic",
        (Some(b"ftyp"), Some(_)) => return "video/mp4",
        (_, Some(b"WEBP")) if bytes.starts_with(b"RIFF") => return "image/webp",
        _ => {}
    }
    match path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("heic" | "heif") => "image/heic",
        Some("csv") => "text/csv",
        Some("txt") => "text/plain",
        _ => "application/octet-stream",
    }
}

/// Removed again where it was not renamed.
struct Part {
    file: File,
    path: PathBuf,
}

impl Part {
    fn in_folder(folder: &Path) -> io::Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!(".{}-{number}.part", std::process::id()));
        // Left by a process of the same number that was killed.
        let _ = fs::remove_file(&path);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        Ok(Self { file, path })
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Place {
        dir: tempfile::TempDir,
    }

    impl Place {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            fs::create_dir(dir.path().join("inbox")).unwrap();
            Self { dir }
        }
        fn inbox(&self) -> PathBuf {
            self.dir.path().join("inbox")
        }
        fn evidence(&self) -> PathBuf {
            self.dir.path().join("evidence")
        }
        fn keep(&self, name: &str) -> Result<Kept, NotKept> {
            keep(&self.evidence(), &self.inbox().join(name), Links::Refused)
        }
        fn waiting(&self) -> Vec<Waiting> {
            waiting(&self.inbox(), &self.evidence())
        }
    }

    #[test]
    fn a_copy_is_kept_once_and_the_inbox_keeps_its_own() {
        let place = Place::new();
        fs::write(place.inbox().join("shelf.bin"), b"\xff\xd8\xffphoto").unwrap();
        assert_eq!(place.waiting()[0].evidence, Known::NotYet);
        let kept = place.keep("shelf.bin").unwrap();
        assert_eq!((kept.bytes, kept.media), (8, "image/jpeg"), "by what is in it, not by its name");
        assert_eq!(place.keep("shelf.bin").unwrap(), kept);
        assert_eq!(fs::read(place.evidence().join(&kept.sha256)).unwrap(), b"\xff\xd8\xffphoto");
        assert_eq!(fs::read_dir(place.evidence()).unwrap().count(), 1, "nothing half-written is left");
        let waiting = place.waiting();
        assert_eq!((waiting[0].evidence, waiting[0].media), (Known::Already, "image/jpeg"));
    }

    #[test]
    fn what_is_no_file_is_neither_shown_nor_kept() {
        let place = Place::new();
        fs::write(place.dir.path().join("secret"), b"elsewhere").unwrap();
        std::os::unix::fs::symlink(place.dir.path().join("secret"), place.inbox().join("link.jpg")).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, place.inbox().join("pipe.jpg"), rustix::fs::Mode::RUSR).unwrap();
        fs::create_dir(place.inbox().join("folder.jpg")).unwrap();
        fs::write(place.inbox().join("empty.jpg"), b"").unwrap();
        assert_eq!(place.waiting(), []);
        assert!(matches!(place.keep("link.jpg"), Err(NotKept::Unreadable(_))));
        assert!(matches!(place.keep("pipe.jpg"), Err(NotKept::NotAFile)));
        assert!(matches!(place.keep("folder.jpg"), Err(NotKept::NotAFile)));
        assert!(matches!(place.keep("empty.jpg"), Err(NotKept::Empty)));
        assert!(matches!(place.keep("gone.jpg"), Err(NotKept::Unreadable(_))));
        let large = File::create(place.inbox().join("large.mp4")).unwrap();
        large.set_len(MOST_BYTES + 1).unwrap();
        assert!(matches!(place.keep("large.mp4"), Err(NotKept::TooLarge)));
        assert_eq!(fs::read_dir(place.evidence()).into_iter().flatten().count(), 0);
    }

    #[test]
    fn the_newest_come_first() {
        let place = Place::new();
        for (name, age) in [("old.txt", 300), ("new.txt", 5), ("middle.txt", 60)] {
            let file = File::create(place.inbox().join(name)).unwrap();
            (&file).write_all(b"x").unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(10_000 - age)).unwrap();
        }
        let names: Vec<String> = place.waiting().into_iter().map(|file| file.name).collect();
        assert_eq!(names, ["new.txt", "middle.txt", "old.txt"]);
    }
}
