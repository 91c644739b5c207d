//! What the engine tells of itself: one line each in a log.

use crate::domain::calendar::Instant;
use chrono::{SecondsFormat, TimeDelta};
use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Another engine runs; this one waits for its lock.
    Waiting {
        pid: Option<u32>,
    },
    TookOver {
        epoch: u64,
    },
    Activated {
        file: String,
    },
    Retired {
        what: String,
    },
    Rejected {
        file: String,
        line: u32,
        message: String,
    },
    Accepted {
        file: String,
    },
    /// So many timers were applied, and left so many facts; `late` is how long after the first of them was due.
    Applied {
        timers: usize,
        facts: usize,
        late: TimeDelta,
    },
    Outage {
        from: Instant,
        to: Instant,
    },
    ClockHeld {
        wall: Instant,
    },
    ClockRight {
        wall: Instant,
    },
    ClockStepped {
        before: Instant,
        after: Instant,
    },
    /// A file of `signals/`.
    TookIn {
        file: String,
        received: u64,
        known: u64,
        bad: u64,
    },
    /// Signals of a file whose taker died are looked at.
    GaveUp,
    /// Something went wrong that may pass: tried again.
    Trouble {
        what: String,
    },
    LetGo,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |instant: &Instant| instant.to_rfc3339_opts(SecondsFormat::Secs, true);
        match self {
            Self::Waiting { pid: Some(pid) } => write!(f, "another engine runs (process {pid}): waiting for it to end"),
            Self::Waiting { pid: None } => f.write_str("another engine runs: waiting for it to end"),
            Self::TookOver { epoch } => write!(f, "this is the engine now, epoch {epoch}"),
            Self::Activated { file } => write!(f, "`{file}` is in force"),
            Self::Retired { what } => write!(f, "`{what}` is retired"),
            Self::Rejected { file, line, message } => write!(f, "`{file}`, line {line}, cannot be used: {message}"),
            Self::Accepted { file } => write!(f, "`{file}` is right again"),
            Self::Applied { timers, facts, late } => {
                let plural = |count: &usize| if *count == 1 { "" } else { "s" };
                write!(f, "{timers} timer{} applied, {facts} fact{}", plural(timers), plural(facts))?;
                if *late >= TimeDelta::seconds(1) { write!(f, ", {} s late", late.num_seconds()) } else { Ok(()) }
            }
            Self::Outage { from, to } => write!(f, "nobody evaluated time from {} to {}", at(from), at(to)),
            Self::ClockHeld { wall } => write!(f, "the clock says {}, which cannot be: nothing fires", at(wall)),
            Self::ClockRight { wall } => write!(f, "the clock is trusted again: {}", at(wall)),
            Self::ClockStepped { before, after } => write!(f, "the clock went from {} to {}", at(before), at(after)),
            Self::TookIn { file, received, known, bad } => {
                let plural = |count: u64| if count == 1 { "" } else { "s" };
                let (of, rows) = (plural(*received), plural(*bad));
                write!(f, "`{file}`: {received} signal{of} received, {known} known already, {bad} bad row{rows}")
            }
            Self::GaveUp => f.write_str("signals of a file that nobody took to its end are looked at"),
            Self::Trouble { what } => write!(f, "trouble: {what}"),
            Self::LetGo => f.write_str("this is the engine no longer"),
        }
    }
}
