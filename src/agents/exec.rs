//! A program of the site's own, told by JSON on its standard input and a few words in its environment.
//!
//! No shell, an environment of its own, a process group of its own. It is waited for as long as its time allows; then,
//! and when it is over, everything that is left of its group is killed. What it prints is read and thrown away beyond a
//! bound, so that it never blocks on us nor we on it.

use super::message::Message;
use crate::clock;
use crate::domain::notice::{Came, Report};
use crate::domain::site::Exec;
use crate::harmless;
use crate::words::Label;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open};
use std::io::{PipeReader, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// As much of what it prints is kept.
const KEPT: usize = 4 << 10;
/// After it is over, for what is still in the pipe.
const REST: Duration = Duration::from_millis(200);
/// "Try again later", as sendmail has it.
const TEMPFAIL: i32 = 75;

pub fn run(root: &Path, program: &Exec, message: &Message) -> Report {
    let words = message.severity.label();
    let first = message.notices.first().map(|item| item.notice.clone()).unwrap_or_default();
    let kept = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "USER", "LOGNAME"];
    let own = [
        ("FLOORBOARD_SITE", root.to_string_lossy().into_owned()),
        ("FLOORBOARD_TO", message.to.clone()),
        ("FLOORBOARD_SEVERITY", words),
        ("FLOORBOARD_SUBJECT", message.subject.clone()),
        ("FLOORBOARD_NOTICE", first),
    ];
    let environment = kept.iter().filter_map(|name| Some((*name, std::env::var(name).ok()?)));
    let Some((name, arguments)) = program.argv.split_first() else {
        return Report::new(Came::Refused, "no program is named");
    };
    let name = if name.contains('/') { root.join(name) } else { name.into() };
    let (output, both) = match std::io::pipe().and_then(|(read, write)| Ok((read, (write.try_clone()?, write)))) {
        Ok(pipe) => pipe,
        Err(cause) => return Report::new(Came::Delayed, format!("no pipe: {cause}")),
    };
    let mut command = Command::new(&name);
    command
        .args(arguments)
        .env_clear()
        .envs(environment)
        .envs(own)
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(both.0)
        .stderr(both.1)
        .process_group(0);
    let child = match command.spawn() {
        Ok(child) => child,
        Err(cause) => return Report::new(Came::Refused, format!("`{}` cannot be run: {cause}", name.display())),
    };
    // Our ends of the pipe that it writes to: without this the end of it would never be seen.
    drop(command);
    let json = serde_json::to_string(message).unwrap_or_default() + "\n";
    Running { child, output, said: Vec::new() }
        .attend(json.as_bytes(), Duration::from_secs(program.timeout_seconds.into()))
}

struct Running {
    child: Child,
    output: PipeReader,
    said: Vec<u8>,
}

impl Running {
    fn attend(mut self, input: &[u8], patience: Duration) -> Report {
        let told = self.wait(input, clock::monotonic() + patience);
        // Before it is reaped: until then nothing else can have its number.
        self.kill_group();
        let status = self.child.wait();
        match told {
            Ok(true) => match status {
                Ok(status) => self.ended(status),
                Err(cause) => Report::new(Came::Unknown, format!("how it ended is not known: {cause}")),
            },
            Ok(false) => {
                let said = self.said();
                Report::new(Came::Delayed, format!("stopped after {} seconds {said}", patience.as_secs()))
            }
            Err(cause) => Report::new(Came::Unknown, format!("it could not be watched: {cause}")),
        }
    }

    fn ended(&self, status: ExitStatus) -> Report {
        let said = self.said();
        match (status.code(), status.signal()) {
            (Some(0), _) => Report::new(Came::Accepted, format!("exit 0 {said}")),
            (Some(TEMPFAIL), _) => Report::new(Came::Delayed, format!("exit {TEMPFAIL} {said}")),
            (Some(code), _) => Report::new(Came::Refused, format!("exit {code} {said}")),
            (None, signal) => {
                Report::new(Came::Delayed, format!("ended by signal {} {said}", signal.unwrap_or_default()))
            }
        }
    }

    /// The first line it printed.
    fn said(&self) -> String {
        let said = String::from_utf8_lossy(&self.said);
        let first = said.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        harmless::line(first).into_owned()
    }

    fn kill_group(&self) {
        if let Some(pid) = Pid::from_raw(self.child.id() as i32) {
            // Nobody may be left in it.
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }

    /// Until it ends: true; or its time does: false. Feeds it and reads it meanwhile.
    fn wait(&mut self, mut input: &[u8], end: Instant) -> std::io::Result<bool> {
        let pid = Pid::from_raw(self.child.id() as i32).ok_or(Errno::SRCH)?;
        let over = pidfd_open(pid, PidfdFlags::empty())?;
        let mut stdin = self.child.stdin.take();
        if let Some(stdin) = &stdin {
            unblocked(stdin)?;
        }
        unblocked(&self.output)?;
        let mut reading = true;
        loop {
            let left = end.saturating_duration_since(clock::monotonic());
            let (is_over, may_write) = {
                let mut fds = vec![PollFd::new(&over, PollFlags::IN)];
                if reading {
                    fds.push(PollFd::new(&self.output, PollFlags::IN));
                }
                if let Some(stdin) = &stdin {
                    fds.push(PollFd::new(stdin, PollFlags::OUT));
                }
                match poll(&mut fds, Timespec::try_from(left).ok().as_ref()) {
                    Ok(_) | Err(Errno::INTR) => {}
                    Err(cause) => return Err(cause.into()),
                }
                let may_write = stdin.is_some() && fds.last().is_some_and(|fd| !fd.revents().is_empty());
                (!fds[0].revents().is_empty(), may_write)
            };
            if may_write {
                stdin = fed(stdin, &mut input);
            }
            reading = reading && self.read()?;
            if is_over {
                self.read_rest()?;
                return Ok(true);
            }
            if clock::monotonic() >= end {
                return Ok(false);
            }
        }
    }

    /// What is there now; false at its end. At most so much at a time: one that prints for ever does not hold us here.
    fn read(&mut self) -> std::io::Result<bool> {
        let mut buffer = [0; 16 << 10];
        for _ in 0..16 {
            match self.output.read(&mut buffer) {
                Ok(0) => return Ok(false),
                Ok(read) => {
                    let room = KEPT.saturating_sub(self.said.len()).min(read);
                    self.said.extend_from_slice(&buffer[..room]);
                }
                Err(cause) if cause.kind() == std::io::ErrorKind::WouldBlock => return Ok(true),
                Err(cause) if cause.kind() == std::io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(cause),
            }
        }
        Ok(true)
    }

    /// What it printed last may still be in the pipe, which somebody it left behind may hold open.
    fn read_rest(&mut self) -> std::io::Result<()> {
        let end = clock::monotonic() + REST;
        while self.said.len() < KEPT && self.read()? {
            let left = end.saturating_duration_since(clock::monotonic());
            let mut fds = [PollFd::new(&self.output, PollFlags::IN)];
            if left.is_zero() || matches!(poll(&mut fds, Timespec::try_from(left).ok().as_ref()), Ok(0) | Err(_)) {
                break;
            }
        }
        Ok(())
    }
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
