//! Questions on a terminal, one line each. Without a terminal nobody is asked: the guess is taken, or the flag is named.

use super::failure::Failure;
use super::output::Output;
use std::io::{self, BufRead, IsTerminal, Read};

/// A line longer than this was not typed.
const LONGEST: u64 = 10_000;
/// So often something that cannot be is asked again.
const TRIES: usize = 5;

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
        Err(cause) => Err(Failure::failed(format!("the answer cannot be read: {cause}"), "type it as UTF-8 text")),
    }
}
