//! Files as they lie on the disk: which are read, and what becomes of those that cannot be.

use floorboard::config::site_dir::SiteDir;
use floorboard::sopfile::check::check;
use floorboard::sopfile::files::{Content, SiteFiles};
use std::fs;

fn names(files: &SiteFiles) -> Vec<&str> {
    files.files.iter().map(|file| file.name.as_str()).collect()
}

#[test]
fn only_an_admins_own_files_are_read_in_order_of_name() {
    let dir = tempfile::tempdir().unwrap();
    for file in ["config/floorboard.toml", "config/keymap.toml", "sops/b.toml", "sops/a.toml", "sops/.a.toml.swp"] {
        fs::create_dir_all(dir.path().join(file).parent().unwrap()).unwrap();
        fs::write(dir.path().join(file), "").unwrap();
    }
    for file in ["sops/.hidden.toml", "sops/a.toml~", "sops/notes.md", "lists/x.csv", "lists/x.txt"] {
        fs::create_dir_all(dir.path().join(file).parent().unwrap()).unwrap();
        fs::write(dir.path().join(file), "").unwrap();
    }
    fs::create_dir(dir.path().join("sops/old.toml")).unwrap();
    let files = SiteFiles::read(&SiteDir::named(dir.path())).unwrap();
    assert_eq!(names(&files), ["config/floorboard.toml", "lists/x.csv", "sops/a.toml", "sops/b.toml"]);
}

#[test]
fn a_site_without_its_directories_has_no_files() {
    let dir = tempfile::tempdir().unwrap();
    let files = SiteFiles::read(&SiteDir::named(dir.path())).unwrap();
    assert!(files.files.is_empty());
    assert_eq!(check(&files).diagnostics[0].kind, "missing-file");
}

#[test]
fn what_is_no_file_is_told_of_and_never_waited_for() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("sops")).unwrap();
    // A dangling link, and a device without an end.
    std::os::unix::fs::symlink("/nowhere/at/all", dir.path().join("sops/gone.toml")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", dir.path().join("sops/zero.toml")).unwrap();
    let files = SiteFiles::read(&SiteDir::named(dir.path())).unwrap();
    assert!(files.files.iter().all(|file| matches!(file.content, Content::Unreadable(_))));
    let checked = check(&files);
    assert_eq!(checked.rejected.len(), 2);
    assert!(checked.rejected.iter().all(|it| it.first.kind == "unreadable"));
}

#[test]
fn no_more_is_read_than_any_file_may_have() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("sops")).unwrap();
    let file = fs::File::create(dir.path().join("sops/big.toml")).unwrap();
    file.set_len(1 << 32).unwrap();
    let files = SiteFiles::read(&SiteDir::named(dir.path())).unwrap();
    assert_eq!(check(&files).rejected[0].first.kind, "too-big");
}
