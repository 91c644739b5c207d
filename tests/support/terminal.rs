//! The real binary in a pseudo-terminal, its screen in memory. Tests wait for what a person would see, never for time.

use super::site::{Site, binary};
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use std::io::{Read, Write};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// Longer than any healthy machine needs; a test that runs into it has failed.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    screen: Arc<(Mutex<Seen>, Condvar)>,
    /// As it was set up before the program came.
    before: Option<Termios>,
}

struct Seen {
    parser: vt100::Parser,
    /// Everything that came, for what no screen keeps.
    raw: Vec<u8>,
    ended: bool,
    /// The reader is to let go of the terminal with the next bytes.
    hanging_up: bool,
}

impl Terminal {
    pub(crate) fn start(site: &Site, arguments: &[&str], columns: u16, rows: u16) -> Self {
        Self::start_with(site, arguments, columns, rows, &[])
    }

    /// The same, with more in its environment.
    pub(crate) fn start_with(
        site: &Site,
        arguments: &[&str],
        columns: u16,
        rows: u16,
        environment: &[(&str, &str)],
    ) -> Self {
        let pair =
            native_pty_system().openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(binary());
        command.args(arguments);
        command.env_clear();
        for (name, value) in site.environment() {
            command.env(name, value);
        }
        for (name, value) in environment {
            command.env(name, value);
        }
        command.cwd(site.path());
        let before = settings(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let seen = Seen {
            parser: vt100::Parser::new(cells(rows), cells(columns), 0),
            raw: Vec::new(),
            ended: false,
            hanging_up: false,
        };
        let screen = Arc::new((Mutex::new(seen), Condvar::new()));
        let shared = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            loop {
                let read = reader.read(&mut buffer).unwrap_or(0);
                let mut seen = shared.0.lock().unwrap();
                seen.parser.process(&buffer[..read]);
                seen.raw.extend_from_slice(&buffer[..read]);
                seen.ended = read == 0;
                shared.1.notify_all();
                if read == 0 || seen.hanging_up {
                    return;
                }
            }
        });
        Self { child, master: Some(pair.master), writer: Some(writer), screen, before }
    }

    /// Waits until the screen is as wanted, and gives it back.
    pub(crate) fn wait(&self, what: &str, mut wanted: impl FnMut(&str) -> bool) -> String {
        let (seen, changed) = &*self.screen;
        let seen = seen.lock().unwrap();
        let (seen, timeout) =
            changed.wait_timeout_while(seen, PATIENCE, |seen| !wanted(&seen.parser.screen().contents())).unwrap();
        let contents = seen.parser.screen().contents();
        assert!(!timeout.timed_out(), "waited for {what}, and saw:\n{contents}");
        contents
    }

    pub(crate) fn wait_for(&self, text: &str) -> String {
        self.wait(&format!("`{text}`"), |screen| screen.contains(text))
    }

    pub(crate) fn wait_until_gone(&self, text: &str) -> String {
        self.wait(&format!("`{text}` to go"), |screen| !screen.contains(text))
    }

    /// Presses a key until a text goes: again after a while, as a person does, for at once it would be a key held down.
    pub(crate) fn press_until_gone(&mut self, key: &str, text: &str) {
        for _ in 0..30 {
            self.press(key);
            let (seen, changed) = &*self.screen;
            let there = |seen: &mut Seen| seen.parser.screen().contents().contains(text);
            let waited = changed.wait_timeout_while(seen.lock().unwrap(), Duration::from_secs(1), there).unwrap();
            if !waited.1.timed_out() {
                return;
            }
        }
        panic!("`{text}` does not go:\n{}", self.screen());
    }

    /// The same, until a text comes.
    pub(crate) fn press_until_there(&mut self, key: &str, text: &str) {
        for _ in 0..30 {
            self.press(key);
            let (seen, changed) = &*self.screen;
            let missing = |seen: &mut Seen| !seen.parser.screen().contents().contains(text);
            let waited = changed.wait_timeout_while(seen.lock().unwrap(), Duration::from_secs(1), missing).unwrap();
            if !waited.1.timed_out() {
                return;
            }
        }
        panic!("`{text}` does not come:\n{}", self.screen());
    }

    pub(crate) fn screen(&self) -> String {
        self.screen.0.lock().unwrap().parser.screen().contents()
    }

    /// Every byte that the program sent so far.
    pub(crate) fn sent(&self) -> Vec<u8> {
        self.screen.0.lock().unwrap().raw.clone()
    }

    /// Types bytes as they are; `\r` is Enter, `\x1b` Escape, `\t` Tab.
    pub(crate) fn press(&mut self, keys: &str) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        self.screen.0.lock().unwrap().parser.screen_mut().set_size(cells(rows), cells(columns));
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.master.as_ref().unwrap().resize(size).unwrap();
    }

    /// Whether it is set up as it was before the program came: what `stty -a` compares.
    pub(crate) fn is_set_up_as_before(&self) -> bool {
        let (Some(before), Some(master)) = (&self.before, &self.master) else { return true };
        let now = settings(&**master).expect("it was readable before");
        let modes = |of: &Termios| (of.input_modes, of.output_modes, of.control_modes, of.local_modes);
        modes(before) == modes(&now)
    }

    /// Sets it up as a shell does for itself, when a job of its own was stopped.
    pub(crate) fn set_up_as_before(&self) {
        let master = self.master.as_deref().unwrap();
        tcsetattr(line(master).unwrap(), OptionalActions::Now, self.before.as_ref().unwrap()).unwrap();
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// kill -9, and its end.
    pub(crate) fn kill(&mut self) {
        let pid = rustix::process::Pid::from_raw(self.pid().cast_signed()).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_raw(self.pid().cast_signed()).unwrap();
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// The other end of the terminal goes away, amid the answer to a key: so the reader wakes and lets go too.
    pub(crate) fn hang_up(&mut self, key: &str) {
        self.screen.0.lock().unwrap().hanging_up = true;
        self.press(key);
        self.writer = None;
        self.master = None;
    }

    /// Waits until the program has stopped itself.
    pub(crate) fn stopped(&self) {
        use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
        let pid = Pid::from_raw(self.pid().cast_signed()).unwrap();
        waitid(WaitId::Pid(pid), WaitIdOptions::STOPPED).unwrap();
    }

    /// Nobody reads what it writes while it is drawn again and again, until it can write no more; then the signal.
    /// Waits for its end.
    pub(crate) fn unread(&mut self, signal: rustix::process::Signal) -> ExitStatus {
        let (seen, _) = &*self.screen;
        let held = seen.lock().unwrap();
        let pid = rustix::process::Pid::from_raw(self.pid().cast_signed()).unwrap();
        // Of the thread that draws alone; a write that was interrupted is tried again, and has written nothing.
        let written = || {
            let io = std::fs::read_to_string(format!("/proc/{0}/task/{0}/io", pid.as_raw_pid())).unwrap();
            io.lines().find(|line| line.starts_with("wchar")).map(str::to_owned)
        };
        let mut rests = 0;
        for columns in (60..200).cycle() {
            let before = written();
            let size = PtySize { rows: 50, cols: columns, pixel_width: 0, pixel_height: 0 };
            self.master.as_ref().unwrap().resize(size).unwrap();
            std::thread::park_timeout(std::time::Duration::from_millis(5));
            rests = if written() == before { rests + 1 } else { 0 };
            if rests == 100 {
                break;
            }
        }
        rustix::process::kill_process(pid, signal).unwrap();
        let ended = self.child.wait().unwrap();
        drop(held);
        ended
    }

    /// Waits for the program to end by itself.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        if self.master.is_some() {
            let (seen, changed) = &*self.screen;
            let (seen, timeout) =
                changed.wait_timeout_while(seen.lock().unwrap(), PATIENCE, |seen| !seen.ended).unwrap();
            assert!(!timeout.timed_out(), "still running:\n{}", seen.parser.screen().contents());
        }
        self.child.wait().unwrap()
    }
}

fn line(master: &dyn MasterPty) -> Option<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    let no_controlling_terminal = rustix::fs::OFlags::NOCTTY.bits().cast_signed();
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).custom_flags(no_controlling_terminal).open(master.tty_name()?).ok()
}

fn settings(master: &dyn MasterPty) -> Option<Termios> {
    tcgetattr(line(master)?).ok()
}

fn cells(count: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(count).unwrap()
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
