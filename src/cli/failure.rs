//! Why a command did not do what it was asked, and the exit code that says so.

use crate::domain::refusal::Refusal;
use std::io;

/// What a script reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Done = 0,
    /// Refused or failed.
    Failed = 1,
    /// Bad command line.
    Usage = 2,
    /// Our bug.
    Bug = 70,
    /// Try again: the disk is full, the store is busy.
    Again = 75,
}

/// The ways not to succeed.
#[derive(Debug)]
pub enum Failure {
    /// The floor's rules say no; nothing was written. Boxed: it is rare and large.
    Refused(Box<Refused>),
    Usage(Told),
    Failed(Told),
    Again(Told),
    /// A part of ours panicked, and the rest went on to tell.
    Bug(Told),
    /// Everything is said already; only the exit code is left.
    Reported,
    /// Whoever read our output went away: not a failure of ours.
    ReaderGone,
}

/// What happened and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub message: String,
    pub help: Option<String>,
}

/// A refusal with the words put to it.
#[derive(Debug)]
pub struct Refused {
    pub refusal: Refusal,
    pub told: Told,
}

impl Told {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl Failure {
    pub fn failed(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Failed(Told::new(message).help(help))
    }
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage(Told::new(message).help(help))
    }
    pub fn exit(&self) -> Exit {
        match self {
            Self::Refused(_) | Self::Failed(_) | Self::Reported => Exit::Failed,
            Self::Usage(_) => Exit::Usage,
            Self::Again(_) => Exit::Again,
            Self::Bug(_) => Exit::Bug,
            Self::ReaderGone => Exit::Done,
        }
    }
}

/// From writing our output.
impl From<io::Error> for Failure {
    fn from(cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::BrokenPipe => Self::ReaderGone,
            io::ErrorKind::StorageFull => Self::Again(
                Told::new("the output cannot be written: the disk is full").help("make room, then try again"),
            ),
            _ => Self::Failed(Told::new(format!("the output cannot be written: {cause}"))),
        }
    }
}
