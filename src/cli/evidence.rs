//! Evidence that is a file: what the store says of keeping it, as an answer on the command line.

use super::failure::{Failure, Told};
use crate::config::site_dir::SiteDir;
use crate::domain::evidence::Value;
use crate::store::evidence::{self, Kept, Links, NotKept};
use std::io;
use std::path::Path;

/// Keeps a copy of a file and gives what the journal says of it.
pub fn keep(dir: &SiteDir, path: &Path) -> Result<Value, Failure> {
    let Kept { sha256, bytes, media } = kept(dir, path)?;
    Ok(Value::File { sha256, bytes, media: media.to_owned() })
}

pub fn kept(dir: &SiteDir, path: &Path) -> Result<Kept, Failure> {
    let shown = path.display();
    evidence::keep(&dir.evidence(), path, Links::Followed).map_err(|not_kept| match not_kept {
        NotKept::Unreadable(cause) => {
            Failure::failed(format!("`{shown}` cannot be read: {cause}"), "name a file that is there")
        }
        NotKept::NotAFile => Failure::failed(format!("`{shown}` is not a file"), "name one photo or document"),
        NotKept::Empty => Failure::failed(format!("`{shown}` is empty, and proves nothing"), "attach the file itself"),
        NotKept::TooLarge => Failure::failed(
            format!("`{shown}` has more than {} MiB", evidence::MOST_BYTES / 1024 / 1024),
            "attach a smaller copy of it",
        ),
        NotKept::Changing => {
            Failure::failed(format!("`{shown}` is still being written"), "attach it again when it is whole")
        }
        NotKept::Unwritable(cause) => cannot_keep(dir, &cause),
    })
}

fn cannot_keep(dir: &SiteDir, cause: &io::Error) -> Failure {
    let told = Told::new(format!("nothing was recorded: `{}` cannot be written: {cause}", dir.evidence().display()));
    match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Failure::Again(told.help("make room on the disk, then do it again"))
        }
        _ => Failure::Failed(told.help("let this account write there")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

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
        assert_eq!(fs::read_dir(dir.evidence()).into_iter().flatten().count(), 0);
    }
}
