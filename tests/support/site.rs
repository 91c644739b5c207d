//! A throw-away site directory, and the real binary run in it with a clean environment and a clock that stands.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub(crate) struct Site {
    dir: tempfile::TempDir,
}

impl Site {
    /// A copy of the sample site that the project ships.
    pub(crate) fn sample() -> Self {
        let site = Self::empty();
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        for part in ["config", "sops", "lists", "templates", "prompts", "agents", "reports"] {
            std::fs::create_dir_all(site.path().join(part)).unwrap();
            for file in std::fs::read_dir(project.join(part)).unwrap() {
                let file = file.unwrap();
                if file.file_type().unwrap().is_file() {
                    std::fs::copy(file.path(), site.path().join(part).join(file.file_name())).unwrap();
                }
            }
        }
        site
    }

    /// A directory with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn clock(&self) -> PathBuf {
        self.path().join("clock")
    }

    /// Sets the clock that every process of this site reads, all at once.
    pub(crate) fn set_clock(&self, instant: &str) {
        let fresh = self.path().join("clock.new");
        std::fs::write(&fresh, instant).unwrap();
        std::fs::rename(fresh, self.clock()).unwrap();
    }

    /// What a process of this site finds in its environment, and nothing else.
    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        let mut all = vec![
            ("PATH".to_owned(), std::env::var("PATH").unwrap_or_default()),
            ("FLOORBOARD_SITE".to_owned(), self.path().display().to_string()),
            ("TERM".to_owned(), "xterm-256color".to_owned()),
            ("LANG".to_owned(), "C.UTF-8".to_owned()),
            ("TZ".to_owned(), "UTC".to_owned()),
        ];
        if self.clock().exists() {
            all.push(("FLOORBOARD_TEST_CLOCK".to_owned(), format!("@{}", self.clock().display())));
        }
        all
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.args(arguments).env_clear().envs(self.environment()).current_dir(self.path());
        command
    }

    /// Runs the binary to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs the binary, which has to succeed, and gives back its standard output.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(
            output.status.success(),
            "floorboard {arguments:?} ended with {}\n{}{}",
            output.status,
            shown(&output.stdout),
            shown(&output.stderr)
        );
        shown(&output.stdout)
    }

    /// The same, read as one JSON value a line.
    pub(crate) fn json(&self, arguments: &[&str]) -> Vec<serde_json::Value> {
        self.ok(arguments).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

pub(crate) fn binary() -> &'static str {
    env!("CARGO_BIN_EXE_floorboard")
}
