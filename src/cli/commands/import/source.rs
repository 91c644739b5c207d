//! Where the rows come from: a file, or what comes in; kept, where it has to be read twice.

use crate::cli::failure::Failure;
use crate::config::site_dir::SiteDir;
use crate::signalfile::Mapping;
use crate::signalfile::mapping::parse_mapping;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

const PAGE: usize = 1 << 16;

pub(super) enum Source {
    File(File),
    Stdin,
}

pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

impl Source {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        if is_stdin(path) {
            return Ok(Self::Stdin);
        }
        let unreadable = |cause: io::Error| {
            Failure::failed(
                format!("`{}` cannot be read: {cause}", path.display()),
                "name a file with one signal a line",
            )
        };
        let file = File::open(path).map_err(unreadable)?;
        if file.metadata().map_err(unreadable)?.is_dir() {
            return Err(unreadable(io::ErrorKind::IsADirectory.into()));
        }
        Ok(Self::File(file))
    }

    /// Bytes; none where nobody knows.
    pub(super) fn size(&self) -> Option<u64> {
        match self {
            Self::File(file) => file.metadata().ok().filter(std::fs::Metadata::is_file).map(|meta| meta.len()),
            Self::Stdin => None,
        }
    }

    /// From the start.
    pub(super) fn reader(&self) -> Result<Box<dyn BufRead + '_>, Failure> {
        Ok(match self {
            Self::File(file) => {
                let mut file = file;
                if self.size().is_some() {
                    file.rewind()?;
                }
                Box::new(BufReader::with_capacity(PAGE, file))
            }
            Self::Stdin => Box::new(BufReader::with_capacity(PAGE, io::stdin().lock())),
        })
    }

    /// What can be read but once is copied beside the store, into a file without a name.
    pub(super) fn keep(&mut self, site: &SiteDir) -> Result<(), Failure> {
        if self.size().is_some() {
            return Ok(());
        }
        let path = site.root().join(format!(".import-{}", std::process::id()));
        let unwritable =
            |cause: io::Error| Failure::failed(format!("`{}` cannot be written: {cause}", path.display()), "make room");
        let mut copy =
            OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path).map_err(unwritable)?;
        std::fs::remove_file(&path).map_err(unwritable)?;
        io::copy(&mut self.reader()?, &mut copy).map_err(unwritable)?;
        *self = Self::File(copy);
        Ok(())
    }
}

/// A mapping file.
pub(super) fn mapping(path: &Path) -> Result<Mapping, Failure> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|cause| Failure::failed(format!("`{shown}` cannot be read: {cause}"), "name a file with `[map]`"))?;
    let parsed = parse_mapping(&shown, &text);
    parsed.value.clone().ok_or_else(|| {
        let first = parsed.errors().next().map(|told| told.message.clone()).unwrap_or_default();
        Failure::failed(format!("`{shown}` cannot be used: {first}"), "for example `[map]` with `at = \"Time\"`")
    })
}
