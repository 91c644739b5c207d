//! A program of the site's own: started without a shell, fed, read, and waited for as long as its time allows.
//!
//! An environment of its own, a process group of its own. When it is over, or its time is, everything that is left of
//! its group is killed, and everything that left the group and still carries its mark in the environment. What it prints
//! beyond a bound is read and thrown away, or ends it, so that it never blocks on us nor we on it. Whoever holds its
//! pipes open after its end is not waited for.
//!
//! Not reached: what it started under another user or with another environment, and what it asked others to start, as
//! `at` and `systemd-run` do. And where this process itself is killed, a program of its own runs on.

use crate::clock;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open, pidfd_send_signal};
use std::io::{Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

/// After it is over, for what is still in the pipes.
const REST: Duration = Duration::from_millis(200);
/// What a program and all it starts carry in their environment, to be known by.
const MARK: &str = "FLOORBOARD_PROGRAM";
/// As often it is looked for those that left its group.
const ROUNDS: u32 = 50;
/// Of our own environment.
const KEPT: [&str; 7] = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "USER", "LOGNAME"];

/// What is to be run.
pub(crate) struct Run<'a> {
    /// The site's directory: it works there, and a name with a `/` is looked for there.
    pub root: &'a Path,
    pub argv: &'a [String],
    /// Beside `FLOORBOARD_SITE` and the few that every program has.
    pub env: Vec<(String, String)>,
    pub input: &'a [u8],
    pub timeout: Duration,
    /// As many bytes are kept of what it prints, of each kind.
    pub keep: usize,
    pub beyond: Beyond,
}

/// What becomes of a program that prints more than is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beyond {
    /// It goes on, and the rest is thrown away.
    Dropped,
    /// It is stopped, where that is its output and not its errors.
    Stopped,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Ended {
    pub how: How,
    pub out: Printed,
    pub err: Printed,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// It never ran, and will not by trying again.
    NoSuch(String),
    /// It never ran this time: the machine is short of something.
    NotNow(String),
    Exit(i32),
    Signal(i32),
    /// Stopped when its time was over.
    TimedOut,
    /// Stopped for printing too much.
    Flooded,
    /// It ran, and how it ended is not known.
    Lost(String),
}

/// What it printed, as far as it is kept.
#[derive(Debug, Default)]
pub(crate) struct Printed {
    pub bytes: Vec<u8>,
    /// Whether there was more.
    pub more: More,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum More {
    #[default]
    No,
    Yes,
}

impl Ended {
    fn never(how: How) -> Self {
        Self { how, out: Printed::default(), err: Printed::default() }
    }

    /// The first line it printed, of its errors where it printed nothing else.
    pub(crate) fn said(&self) -> String {
        let first = |printed: &Printed| {
            let text = String::from_utf8_lossy(&printed.bytes);
            text.lines().find(|line| !line.trim().is_empty()).map(str::to_owned)
        };
        let said = first(&self.out).or_else(|| first(&self.err)).unwrap_or_default();
        crate::harmless::line(&said).into_owned()
    }
}

/// Runs it to its end, or to the end of its time.
pub(crate) fn run(run: &Run) -> Ended {
    let Some((name, arguments)) = run.argv.split_first() else {
        return Ended::never(How::NoSuch("no program is named".to_owned()));
    };
    let root = std::path::absolute(run.root).unwrap_or_else(|_relative| run.root.to_owned());
    let path = if name.contains('/') { root.join(name) } else { name.into() };
    let environment = KEPT.iter().filter_map(|name| Some((*name, std::env::var(name).ok()?)));
    let mark = match mark() {
        Ok(mark) => mark,
        Err(cause) => return Ended::never(How::NotNow(format!("no random numbers: {cause}"))),
    };
    let mut command = Command::new(&path);
    command
        .args(arguments)
        .env_clear()
        .envs(environment)
        .env("FLOORBOARD_SITE", &root)
        .envs(run.env.iter().map(|(name, value)| (name, value)))
        .env(MARK, &mark)
        .current_dir(&root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    match command.spawn() {
        Ok(mut child) => {
            let out = child.stdout.take().map(|pipe| Stream::new(pipe.into(), run.keep));
            let err = child.stderr.take().map(|pipe| Stream::new(pipe.into(), run.keep));
            match (out, err) {
                (Some(out), Some(err)) => Running { child, out, err, beyond: run.beyond, mark }.attend(run),
                _ => Ended::never(How::Lost("it has no output".to_owned())),
            }
        }
        Err(cause) => {
            let told = format!("`{}` cannot be run: {cause}", path.display());
            let short = [Errno::AGAIN, Errno::NOMEM, Errno::MFILE, Errno::NFILE, Errno::TXTBSY];
            let now = cause.raw_os_error().is_some_and(|code| short.iter().any(|short| short.raw_os_error() == code));
            Ended::never(if now { How::NotNow(told) } else { How::NoSuch(told) })
        }
    }
}

/// One of the pipes it prints to.
struct Stream {
    pipe: Option<std::fs::File>,
    keep: usize,
    printed: Printed,
}

impl Stream {
    fn new(pipe: OwnedFd, keep: usize) -> Self {
        Self { pipe: Some(pipe.into()), keep, printed: Printed::default() }
    }

    /// What is there now. At most so much at a time: one that prints for ever does not hold us here.
    fn read(&mut self) -> std::io::Result<()> {
        let mut buffer = [0; 16 << 10];
        for _ in 0..16 {
            let Some(pipe) = &mut self.pipe else { return Ok(()) };
            match pipe.read(&mut buffer) {
                Ok(0) => self.pipe = None,
                Ok(read) => {
                    let room = self.keep.saturating_sub(self.printed.bytes.len()).min(read);
                    self.printed.bytes.extend_from_slice(&buffer[..room]);
                    if room < read {
                        self.printed.more = More::Yes;
                    }
                }
                Err(cause) if cause.kind() == std::io::ErrorKind::WouldBlock => return Ok(()),
                Err(cause) if cause.kind() == std::io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(cause),
            }
        }
        Ok(())
    }
}

struct Running {
    child: Child,
    out: Stream,
    err: Stream,
    beyond: Beyond,
    mark: String,
}

/// Why it is not waited for any more.
enum Done {
    Over,
    Late,
    Flooded,
}

impl Running {
    fn attend(mut self, run: &Run) -> Ended {
        let told = self.wait(run.input, clock::monotonic() + run.timeout);
        // Before it is reaped: until then nothing else can have its number.
        self.kill_group();
        self.kill_strays();
        let status = self.child.wait();
        let how = match told {
            Ok(Done::Over) => match status.as_ref().map(|status| (status.code(), status.signal())) {
                Ok((Some(code), _)) => How::Exit(code),
                Ok((None, signal)) => How::Signal(signal.unwrap_or_default()),
                Err(cause) => How::Lost(format!("how it ended is not known: {cause}")),
            },
            Ok(Done::Late) => How::TimedOut,
            Ok(Done::Flooded) => How::Flooded,
            Err(cause) => How::Lost(format!("it could not be watched: {cause}")),
        };
        Ended { how, out: self.out.printed, err: self.err.printed }
    }

    fn kill_group(&self) {
        if let Some(pid) = Pid::from_raw(self.child.id() as i32) {
            // Nobody may be left in it.
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }

    /// Those that left the group. One may start another while we look, so it is looked again.
    fn kill_strays(&self) {
        let marked = format!("{MARK}={}", self.mark);
        let own = self.child.id() as i32;
        for _ in 0..ROUNDS {
            let found = strays(marked.as_bytes(), own);
            if found.is_empty() {
                return;
            }
            for stray in found {
                // It may be gone by now; by its handle nobody else is meant.
                let _ = pidfd_send_signal(stray, Signal::KILL);
            }
        }
    }

    /// Until it ends, its time does, or it prints too much. Feeds it and reads it meanwhile.
    fn wait(&mut self, mut input: &[u8], end: Instant) -> std::io::Result<Done> {
        let pid = Pid::from_raw(self.child.id() as i32).ok_or(Errno::SRCH)?;
        let over = pidfd_open(pid, PidfdFlags::empty())?;
        let mut stdin = self.child.stdin.take();
        if let Some(stdin) = &stdin {
            unblocked(stdin)?;
        }
        for pipe in [&self.out.pipe, &self.err.pipe].into_iter().flatten() {
            unblocked(pipe)?;
        }
        loop {
            let (is_over, may_write) = self.poll(&over, stdin.as_ref(), end)?;
            if may_write {
                stdin = fed(stdin, &mut input);
            }
            self.read()?;
            if is_over {
                self.read_rest()?;
            }
            if self.beyond == Beyond::Stopped && self.out.printed.more == More::Yes {
                return Ok(Done::Flooded);
            }
            if is_over {
                return Ok(Done::Over);
            }
            if clock::monotonic() >= end {
                return Ok(Done::Late);
            }
        }
    }

    /// Waits for something to do: whether it is over, and whether it takes more of what it is fed.
    fn poll(&self, over: &OwnedFd, stdin: Option<&ChildStdin>, end: Instant) -> std::io::Result<(bool, bool)> {
        let left = end.saturating_duration_since(clock::monotonic());
        let mut fds = vec![PollFd::new(over, PollFlags::IN)];
        fds.extend([&self.out.pipe, &self.err.pipe].into_iter().flatten().map(|pipe| PollFd::new(pipe, PollFlags::IN)));
        fds.extend(stdin.map(|stdin| PollFd::new(stdin, PollFlags::OUT)));
        match poll(&mut fds, Timespec::try_from(left).ok().as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(cause) => return Err(cause.into()),
        }
        let may_write = stdin.is_some() && fds.last().is_some_and(|fd| !fd.revents().is_empty());
        Ok((!fds[0].revents().is_empty(), may_write))
    }

    fn read(&mut self) -> std::io::Result<()> {
        self.out.read()?;
        self.err.read()
    }

    /// What it printed last may still be in the pipes, which somebody it left behind may hold open.
    fn read_rest(&mut self) -> std::io::Result<()> {
        let end = clock::monotonic() + REST;
        loop {
            self.read()?;
            let left = end.saturating_duration_since(clock::monotonic());
            let full = self.out.printed.more == More::Yes;
            let mut fds: Vec<PollFd> = [&self.out.pipe, &self.err.pipe]
                .into_iter()
                .flatten()
                .map(|pipe| PollFd::new(pipe, PollFlags::IN))
                .collect();
            if fds.is_empty() || full || left.is_zero() {
                return Ok(());
            }
            if matches!(poll(&mut fds, Timespec::try_from(left).ok().as_ref()), Ok(0) | Err(_)) {
                return Ok(());
            }
        }
    }
}

/// Processes that live, are not the first one, and carry the mark.
fn strays(mark: &[u8], first: i32) -> Vec<OwnedFd> {
    let all = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = all.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    let carries = |number: i32| {
        let environment = std::fs::read(format!("/proc/{number}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|word| word == mark)
    };
    numbers
        .filter(|number| *number != first && carries(*number))
        .filter_map(|number| {
            let handle = pidfd_open(Pid::from_raw(number)?, PidfdFlags::empty()).ok()?;
            // The number may have become somebody else's before it was taken hold of.
            carries(number).then_some(handle)
        })
        .collect()
}

fn mark() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(crate::domain::evidence::hex(&bytes))
}

/// Writes as much as fits; none once all is written, or it does not read.
fn fed(stdin: Option<ChildStdin>, input: &mut &[u8]) -> Option<ChildStdin> {
    let mut stdin = stdin?;
    loop {
        if input.is_empty() {
            return None;
        }
        match stdin.write(input) {
            Ok(written) => *input = &input[written..],
            Err(cause) if cause.kind() == std::io::ErrorKind::WouldBlock => return Some(stdin),
            Err(cause) if cause.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_closed) => return None,
        }
    }
}

fn unblocked(fd: impl AsFd) -> std::io::Result<()> {
    let flags = fcntl_getfl(fd.as_fd())?;
    Ok(fcntl_setfl(fd.as_fd(), flags | OFlags::NONBLOCK)?)
}
