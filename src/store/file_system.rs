//! What the file system below says: network mounts, modes, which file stands at a path.

use std::fs::Metadata;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

/// Magic numbers of `statfs` where locks of other machines cannot be seen, or not be trusted.
const NETWORK: [(i64, &str); 10] = [
    (0x6969, "nfs"),
    (0x517b, "smb"),
    (0xff53_4d42, "cifs"),
    (0xfe53_4d42, "smb2"),
    (0x0102_1997, "9p"),
    (0x5346_414f, "afs"),
    (0x00c3_6400, "ceph"),
    (0x7375_7245, "coda"),
    (0x0bd0_0bd0, "lustre"),
    (0x4750_4653, "gpfs"),
];
const FUSE: i64 = 0x6573_5546;
/// FUSE says nothing of what is behind it; the mount table does.
const NETWORK_FUSE: [&str; 9] =
    ["sshfs", "s3fs", "rclone", "davfs", "glusterfs", "curlftpfs", "gcsfuse", "juicefs", "cephfs"];

/// The kind of network file system that a path is on.
pub(super) fn network(directory: &Path) -> std::io::Result<Option<&'static str>> {
    let magic = rustix::fs::statfs(directory)?.f_type & 0xffff_ffff;
    if magic == FUSE {
        let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        return Ok(fuse_kind(&mounts, &directory.canonicalize()?));
    }
    Ok(NETWORK.iter().find(|(network, _)| *network == magic).map(|(_, name)| *name))
}

/// The network file system behind the FUSE mount that holds `path`: of all mount points above it, the longest, the last.
fn fuse_kind(mountinfo: &str, path: &Path) -> Option<&'static str> {
    let mut best: (usize, Option<&'static str>) = (0, None);
    for line in mountinfo.lines() {
        let Some((before, after)) = line.split_once(" - ") else { continue };
        let (Some(point), Some(kind)) = (before.split(' ').nth(4), after.split(' ').next()) else { continue };
        let point = point.replace("\\040", " ");
        if path.starts_with(&point) && point.len() >= best.0 {
            let network = kind.strip_prefix("fuse.").and_then(|kind| NETWORK_FUSE.iter().find(|name| **name == kind));
            best = (point.len(), network.copied());
        }
    }
    best.1
}

/// Which file it is, whatever its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    fn of(metadata: &Metadata) -> Self {
        Self { device: metadata.dev(), inode: metadata.ino() }
    }
    /// Of the file that stands at a path; never opens it, for closing it again would drop SQLite's locks.
    pub(super) fn at(path: &Path) -> Option<Self> {
        std::fs::metadata(path).ok().as_ref().map(Self::of)
    }
}

/// What a file's writes leave on it. Two writes within one tick of the kernel's clock may leave the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    identity: Identity,
    length: u64,
    written: (i64, i64),
}

impl Stamp {
    pub(super) fn at(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        let written = (metadata.mtime(), metadata.mtime_nsec());
        Some(Self { identity: Identity::of(&metadata), length: metadata.len(), written })
    }
}

/// A file that somebody laid down empty beforehand, for its mode: where a group shares.
pub(super) fn mode_beforehand(path: &Path) -> Option<u32> {
    std::fs::metadata(path)
        .ok()
        .filter(|metadata| metadata.len() == 0)
        .map(|metadata| metadata.permissions().mode() & 0o660)
}

/// Whether a store stands there; an empty file is none yet.
pub(super) fn is_there(path: &Path) -> std::io::Result<bool> {
    match std::fs::metadata(path) {
        Ok(metadata) => Ok(metadata.is_dir() || metadata.len() > 0),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(cause) => Err(cause),
    }
}

/// A rename is only lasting once its directory is on the disk.
pub(super) fn sync_directory(directory: &Path) -> std::io::Result<()> {
    std::fs::File::open(directory)?.sync_all()
}

/// The directory that holds a file named like this.
pub(super) fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n\
        40 22 0:40 / /mnt/far rw shared:1 - fuse.sshfs sam@far:/ rw\n\
        41 40 0:41 / /mnt/far/near rw - fuse.gocryptfs x rw\n";

    #[test]
    fn the_innermost_mount_says_whether_fuse_is_a_network() {
        assert_eq!(fuse_kind(MOUNTS, Path::new("/mnt/far/site")), Some("sshfs"));
        assert_eq!(fuse_kind(MOUNTS, Path::new("/mnt/far/near/site")), None);
        assert_eq!(fuse_kind(MOUNTS, Path::new("/mnt/farther")), None);
    }

    #[test]
    fn a_local_directory_is_no_network() {
        assert_eq!(network(Path::new("/")).unwrap(), None);
    }
}
