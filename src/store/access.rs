//! Who can write the store: whoever can, can forge a record.

use super::file_system::directory_of;
use std::collections::BTreeSet;
use std::fmt;
use std::fs::Metadata;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

/// Accounts that can write the file, or put another in its place. Root always can.
#[derive(Debug, Default)]
pub(super) struct Writers {
    accounts: BTreeSet<String>,
    groups: BTreeSet<String>,
    pub(super) everybody: bool,
}

/// `sam`, and the group `bar`.
impl fmt::Display for Writers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted =
            |names: &BTreeSet<String>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        write!(f, "{}", quoted(&self.accounts))?;
        if !self.groups.is_empty() {
            write!(f, ", and the group {}", quoted(&self.groups))?;
        }
        if self.everybody {
            write!(f, ", and everybody else")?;
        }
        Ok(())
    }
}

pub(super) fn writers(path: &Path) -> std::io::Result<Writers> {
    let (users, groups) = (names("/etc/passwd"), names("/etc/group"));
    let mut writers = Writers { accounts: BTreeSet::from(["root".to_owned()]), ..Writers::default() };
    let mut add = |metadata: &Metadata, sticky: bool| {
        let mode = metadata.permissions().mode();
        if mode & 0o200 != 0 {
            writers.accounts.insert(name_of(&users, metadata.uid()));
        }
        // Under the sticky bit nobody moves another's file away.
        if mode & 0o020 != 0 && !sticky {
            writers.groups.insert(name_of(&groups, metadata.gid()));
        }
        writers.everybody |= mode & 0o002 != 0 && !sticky;
    };
    add(&std::fs::metadata(path)?, false);
    let directory = std::fs::metadata(directory_of(path))?;
    add(&directory, directory.permissions().mode() & 0o1000 != 0);
    Ok(writers)
}

/// Bytes that this account may still write there.
pub(super) fn room(path: &Path) -> std::io::Result<u64> {
    let stat = rustix::fs::statvfs(directory_of(path))?;
    Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
}

/// `name:x:id:…` of the system's own tables.
fn names(table: &str) -> Vec<(u32, String)> {
    let text = std::fs::read_to_string(table).unwrap_or_default();
    let line = |line: &str| {
        let mut fields = line.split(':');
        let name = fields.next()?.to_owned();
        Some((fields.nth(1)?.parse().ok()?, name))
    };
    text.lines().filter_map(line).collect()
}

fn name_of(names: &[(u32, String)], id: u32) -> String {
    names.iter().find(|(known, _)| *known == id).map_or_else(|| id.to_string(), |(_, name)| name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_everybody_can_write_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("floorboard.db");
        std::fs::write(&path, "").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert!(!writers(&path).unwrap().everybody);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o606)).unwrap();
        let found = writers(&path).unwrap();
        assert!(found.everybody);
        assert!(found.to_string().ends_with("and everybody else"), "{found}");
    }

    #[test]
    fn a_directory_that_everybody_can_write_lets_them_put_another_file_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("floorboard.db");
        std::fs::write(&path, "").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
        assert!(writers(&path).unwrap().everybody);
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o1777)).unwrap();
        assert!(!writers(&path).unwrap().everybody);
    }
}
