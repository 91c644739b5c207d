//! Puts a new site where there was none: the whole of it, or nothing.

use super::sample::write_file;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why a directory did not become a site.
#[derive(Debug, thiserror::Error)]
pub enum NoNewSite {
    #[error("`{}` is a site already", .0.display())]
    SiteThere(PathBuf),
    #[error("`{}` is not empty", .0.display())]
    NotEmpty(PathBuf),
    #[error("`{}` is a file, not a directory", .0.display())]
    NotADirectory(PathBuf),
    #[error("`{}` cannot be made: {cause}", .path.display())]
    Io { path: PathBuf, cause: io::Error },
}

impl NoNewSite {
    pub fn help(&self) -> &'static str {
        match self {
            Self::SiteThere(_) => "open it with `floorboard --site DIR`, or name a new directory",
            Self::NotEmpty(_) => "name a directory that is new or empty",
            Self::NotADirectory(_) => "name another place",
            Self::Io { cause, .. }
                if matches!(cause.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) =>
            {
                "make room on the disk, then do it again"
            }
            Self::Io { .. } => "name a place where this account may write",
        }
    }
}

/// The parts of a site that are there from the start.
const PARTS: [&str; 4] = ["sops", "lists", "inbox", "signals"];
/// Comes last: it is what makes a directory a site.
const CONFIG: &str = "config";

/// Every part: those of every site, those of these files, and the config at the end.
fn parts(files: &[(String, Vec<u8>)]) -> Vec<&str> {
    let mut parts = PARTS.to_vec();
    for part in files.iter().filter_map(|(name, _)| Some(name.split_once('/')?.0)) {
        if part != CONFIG && !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts.push(CONFIG);
    parts
}

/// Whether a site can be made there.
pub fn may_be_made(root: &Path) -> Result<(), NoNewSite> {
    match fs::metadata(root) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(cause) => return Err(NoNewSite::Io { path: root.to_owned(), cause }),
        Ok(there) if !there.is_dir() => return Err(NoNewSite::NotADirectory(root.to_owned())),
        Ok(_) => {}
    }
    if root.join("config/floorboard.toml").exists() || root.join("floorboard.db").exists() {
        return Err(NoNewSite::SiteThere(root.to_owned()));
    }
    let io = |cause| NoNewSite::Io { path: root.to_owned(), cause };
    match fs::read_dir(root).map_err(io)?.next() {
        None => Ok(()),
        Some(_) => Err(NoNewSite::NotEmpty(root.to_owned())),
    }
}

/// Makes a site of these files. Whatever fails on the way, what was there before is there again.
pub fn make(root: &Path, files: &[(String, Vec<u8>)]) -> Result<(), NoNewSite> {
    may_be_made(root)?;
    let io = |cause| NoNewSite::Io { path: root.to_owned(), cause };
    let new = !root.exists();
    // Beside its place, so that a rename brings it there at once.
    let name = format!(".floorboard-new-{}", std::process::id());
    let beside = match root.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => {
            if new {
                fs::create_dir_all(parent).map_err(io)?;
            }
            parent.join(&name)
        }
        None => PathBuf::from(&name),
    };
    let build = if new { beside } else { root.join(&name) };
    fs::create_dir(&build).map_err(io)?;
    let built = fill(&build, files)
        .and_then(|()| if new { fs::rename(&build, root) } else { move_in(&build, root, &parts(files)) });
    if built.is_err() {
        // What is left over is ours alone, and the failure itself is told.
        let _ = fs::remove_dir_all(&build);
    }
    built.map_err(io)
}

fn fill(build: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    for part in parts(files) {
        fs::create_dir(build.join(part))?;
    }
    files.iter().try_for_each(|(name, bytes)| write_file(build, name, bytes))
}

/// Into an empty directory that somebody may stand in: part by part.
fn move_in(build: &Path, root: &Path, parts: &[&str]) -> io::Result<()> {
    for (at, part) in parts.iter().enumerate() {
        if let Err(cause) = fs::rename(build.join(part), root.join(part)) {
            for done in &parts[..at] {
                let _ = fs::remove_dir_all(root.join(done));
            }
            return Err(cause);
        }
    }
    fs::remove_dir(build)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<(String, Vec<u8>)> {
        vec![("config/floorboard.toml".to_owned(), b"[site]".to_vec()), ("sops/a.toml".to_owned(), b"a".to_vec())]
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_site_is_made_where_nothing_is_and_where_a_directory_is_empty() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("a/b");
        make(&deep, &files()).unwrap();
        assert_eq!(names(&deep), ["config", "inbox", "lists", "signals", "sops"]);
        assert_eq!(names(&dir.path().join("a")), ["b"]);
        let empty = dir.path().join("empty");
        fs::create_dir(&empty).unwrap();
        make(&empty, &files()).unwrap();
        assert_eq!(names(&empty), ["config", "inbox", "lists", "signals", "sops"]);
    }

    #[test]
    fn a_full_disk_and_another_account_each_get_their_own_help() {
        let help = |kind: io::ErrorKind| NoNewSite::Io { path: PathBuf::from("anchor"), cause: kind.into() }.help();
        assert!(help(io::ErrorKind::StorageFull).contains("make room"));
        assert!(help(io::ErrorKind::PermissionDenied).contains("this account"));
    }

    #[test]
    fn nothing_that_is_there_is_touched() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("site");
        make(&site, &files()).unwrap();
        assert!(matches!(make(&site, &files()), Err(NoNewSite::SiteThere(_))));
        let full = dir.path().join("full");
        fs::create_dir(&full).unwrap();
        fs::write(full.join("letter.txt"), "dear").unwrap();
        assert!(matches!(make(&full, &files()), Err(NoNewSite::NotEmpty(_))));
        assert!(matches!(make(&full.join("letter.txt"), &files()), Err(NoNewSite::NotADirectory(_))));
        assert_eq!(names(&full), ["letter.txt"]);
    }

    #[test]
    fn a_failure_on_the_way_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let bad = vec![("sops".to_owned(), b"a file where a directory stands".to_vec())];
        assert!(matches!(make(&dir.path().join("x"), &bad), Err(NoNewSite::Io { .. })));
        assert_eq!(names(dir.path()), Vec::<String>::new());
        let empty = dir.path().join("empty");
        fs::create_dir(&empty).unwrap();
        assert!(make(&empty, &bad).is_err());
        assert_eq!(names(&empty), Vec::<String>::new());
    }
}
