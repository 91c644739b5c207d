//! Questions on a terminal, one line each. Without a terminal nobody is asked: the guess is taken, or the flag is named.

use super::failure::Failure;
use super::interrupt::Interrupt;
use super::output::Output;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io::{self, BufRead, IsTerminal, Read};
use std::time::Duration;

/// A line longer than this was not typed.
const LONGEST: u64 = 10_000;
/// So often something that cannot be is asked again.
const TRIES: usize = 5;
/// How often Ctrl-C is looked for while nobody types.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// Whether there is somebody to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    Terminal,
    Nobody,
}

impl Asking {
    /// A terminal on both sides.
    pub fn here() -> Self {
        if io::stdin().is_terminal() && io::stderr().is_terminal() { Self::Terminal } else { Self::Nobody }
    }
}

/// Asks until the answer can be read; Enter takes the guess. `read` says in words what is wrong with an answer.
pub fn ask<T>(
    output: &mut Output,
    question: &str,
    guess: &str,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<T, Failure> {
    for _ in 0..TRIES {
        output.question(question, guess);
        let line = line()?;
        let typed = if line.trim().is_empty() { guess } else { line.trim() };
        match read(typed) {
            Ok(answer) => return Ok(answer),
            Err(why) => output.talk(&format!("  {why}")),
        }
    }
    Err(Failure::failed(format!("`{question}` has no answer that can be used"), "`--help` names the flag for it"))
}

/// What somebody typed to a question, or that they want no more of it: Ctrl-C, or the end of what they type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    Line(String),
    Ended,
}

/// One line, where Ctrl-C is heard and does not end the program.
pub fn typed(output: &mut Output, question: &str, guess: &str, interrupt: &Interrupt) -> Result<Typed, Failure> {
    output.question(question, guess);
    let stdin = io::stdin();
    // A terminal hands over whole lines: what is there to read is one, and nothing of the next stays behind.
    let patience = Timespec::try_from(LOOK_AGAIN).ok();
    while !interrupt.is_asked() {
        match poll(&mut [PollFd::new(&stdin, PollFlags::IN)], patience.as_ref()) {
            Ok(0) | Err(Errno::INTR) => {}
            _ => {
                let mut line = String::new();
                let read = stdin.lock().take(LONGEST).read_line(&mut line);
                return match read {
                    Ok(0) => Ok(Typed::Ended),
                    Ok(_) => Ok(Typed::Line(line.trim().to_owned())),
                    Err(cause) => Err(unreadable(&cause)),
                };
            }
        }
    }
    Ok(Typed::Ended)
}

fn unreadable(cause: &io::Error) -> Failure {
    Failure::failed(format!("the answer cannot be read: {cause}"), "type it as UTF-8 text")
}

/// The next line that somebody types.
fn line() -> Result<String, Failure> {
    let mut line = String::new();
    let read = io::stdin().lock().take(LONGEST).read_line(&mut line);
    match read {
        Ok(0) => Err(Failure::failed(
            "the questions ended early: nothing was made",
            "answer them, or give flags: see `--help`",
        )),
        Ok(_) => Ok(line),
        Err(cause) => Err(unreadable(&cause)),
    }
}
