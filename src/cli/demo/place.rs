//! A directory that is gone when the demo is.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

const NAME: &str = "floorboard-demo-";
/// So often it is tried, a moment apart.
const PATIENCE: u32 = 100;
const A_MOMENT: Duration = Duration::from_millis(10);

/// A fresh directory of this process, removed when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    path: PathBuf,
}

impl Place {
    pub(crate) fn make() -> io::Result<Self> {
        use std::os::unix::fs::DirBuilderExt;
        let around = std::env::temp_dir();
        sweep(&around);
        let mut random = [0_u8; 6];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        let name = format!("{NAME}{}-{}", std::process::id(), crate::domain::evidence::hex(&random));
        let path = around.join(name);
        std::fs::DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self { path })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // The board's threads may still be closing the store, which leaves files behind what was just removed.
        for _ in 0..PATIENCE {
            match std::fs::remove_dir_all(&self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => std::thread::park_timeout(A_MOMENT),
                _ if !self.path.exists() => return,
                _ => {}
            }
        }
        // What cannot be removed now is swept by the next demo.
    }
}

/// Removes what demos left that were killed: theirs is the process id in the name.
fn sweep(around: &Path) {
    for entry in std::fs::read_dir(around).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix(NAME)?.split('-').next()?.parse::<u32>().ok());
        if pid.is_some_and(|pid| !Path::new(&format!("/proc/{pid}")).exists()) {
            // Another account's stays: it is not ours to remove.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
