//! The files of keys and themes: read, and watched by inotify, without a thread or a wake-up of its own.

use crate::config::looks::{KEYMAP, LookFiles, Looks, THEMES};
use crate::config::site_dir::SiteDir;
use rustix::fs::inotify::{self, CreateFlags, Reader, WatchFlags};
use std::collections::BTreeMap;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::PathBuf;

/// More themes than anybody has.
const MOST_THEMES: usize = 100;
/// A longer file is neither.
const LONGEST: u64 = 256 * 1024;

pub(crate) struct Wardrobe {
    root: PathBuf,
    files: LookFiles,
    pub(crate) looks: Looks,
    inotify: Option<OwnedFd>,
}

impl Wardrobe {
    pub(crate) fn open(site: &SiteDir) -> Self {
        let root = site.root().to_owned();
        let inotify = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).ok();
        let mut wardrobe = Self { root, files: LookFiles::default(), looks: Looks::built_in(), inotify };
        wardrobe.watch_again();
        wardrobe.read();
        wardrobe
    }

    /// Ready to be read when something in `config/` changed; none where that cannot be watched.
    pub(crate) fn watch(&self) -> Option<BorrowedFd<'_>> {
        self.inotify.as_ref().map(AsFd::as_fd)
    }

    /// The looks, where what changed was theirs.
    pub(crate) fn changed(&mut self) -> Option<Looks> {
        if let Some(inotify) = &self.inotify {
            let mut buffer = [MaybeUninit::uninit(); 4096];
            let mut reader = Reader::new(inotify, &mut buffer);
            while reader.next().is_ok() {}
        }
        // The folder of themes may have come or gone.
        self.watch_again();
        self.read().then(|| self.looks.clone())
    }

    fn watch_again(&self) {
        let Some(inotify) = &self.inotify else { return };
        let flags = WatchFlags::CLOSE_WRITE
            | WatchFlags::MOVED_TO
            | WatchFlags::MOVED_FROM
            | WatchFlags::DELETE
            | WatchFlags::CREATE
            | WatchFlags::ONLYDIR;
        for folder in ["config", THEMES] {
            // What is not there is not watched; its coming is seen in the folder above.
            let _ = inotify::add_watch(inotify, self.root.join(folder), flags);
        }
    }

    /// Whether what counts is another than before.
    fn read(&mut self) -> bool {
        let files = self.texts();
        if files == self.files {
            return false;
        }
        let looks = Looks::read(&files, &self.looks);
        self.files = files;
        let changed = looks != self.looks;
        self.looks = looks;
        changed
    }

    fn texts(&self) -> LookFiles {
        let themes = std::fs::read_dir(self.root.join(THEMES)).into_iter().flatten().flatten();
        let theme = |entry: std::fs::DirEntry| {
            let name = entry.file_name().into_string().ok()?;
            let name = name.strip_suffix(".toml").filter(|name| !name.starts_with('.'))?.to_owned();
            Some((name, Self::text(entry.path())?))
        };
        LookFiles {
            keymap: Self::text(self.root.join(KEYMAP)),
            themes: themes.filter_map(theme).take(MOST_THEMES).collect::<BTreeMap<_, _>>(),
        }
    }

    /// A file that is there and no pipe or giant; what is no UTF-8 in it is shown as such, and told as a mistake.
    fn text(path: PathBuf) -> Option<String> {
        std::fs::metadata(&path).ok().filter(|known| known.is_file() && known.len() <= LONGEST)?;
        Some(String::from_utf8_lossy(&std::fs::read(path).ok()?).into_owned())
    }
}
