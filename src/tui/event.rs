//! What reaches the board from outside: keys, signals, the store's answers.

use super::effect::Submitted;
use crate::domain::board::{EngineHealth, Snapshot};
use crate::domain::fact::Entry;
use crate::domain::refusal::Refusal;
use crate::words::{Words, say};
use crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use std::sync::Arc;
use std::time::Duration;

/// Everything goes through one bounded channel.
#[derive(Debug)]
pub(crate) enum Event {
    /// `at`: when it was read, since the board started; a held key is told by it.
    Key {
        key: KeyEvent,
        at: Duration,
    },
    Paste(String),
    /// Where the mouse is taken; `area` is the terminal's at that moment.
    Mouse {
        pointed: Pointed,
        area: Rect,
        at: Duration,
    },
    Resized,
    /// The terminal is gone.
    HungUp,
    /// TERM, INT or HUP.
    Told(i32),
    /// TSTP from outside.
    Stop,
    /// CONT: the screen may hold anything.
    Continued,
    /// A thread panicked; the hook has restored the terminal.
    Panicked,
    Snapshot(Arc<Snapshot>),
    /// The store cannot be read: what the panels show is old.
    Stale {
        why: Trouble,
    },
    /// Sent once, where no store can be opened at all.
    NoStore(super::runner::NoStore),
    Answered {
        submitted: Submitted,
        outcome: Outcome,
    },
    Health(EngineHealth),
    /// What a view had asked for.
    Read(Box<super::aside::Reply>),
    Inbox(Vec<InboxFile>),
    /// What the view of procedures asked for.
    Behind(Arc<super::files::Behind>),
    /// The files of keys and themes were changed.
    Looks(Box<crate::config::looks::Looks>),
}

/// What a mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pointed {
    /// Column and row, from 0.
    Click {
        column: u16,
        row: u16,
    },
    WheelUp,
    WheelDown,
}

/// What became of one command.
#[derive(Debug)]
pub(crate) enum Outcome {
    Accepted {
        entries: Vec<Entry>,
    },
    Refused(Refusal),
    /// Nothing was recorded.
    NotSaved {
        why: Trouble,
    },
}

/// Why something did not go through: told in the words of whoever reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    Updated,
    NoRandom,
    DiskFull,
    /// As the store or the system says it.
    Told(String),
}

impl Trouble {
    pub(crate) fn said(&self, words: Words) -> String {
        match self {
            Self::Updated => say!(words, "trouble-updated"),
            Self::NoRandom => say!(words, "trouble-no-random"),
            Self::DiskFull => say!(words, "trouble-disk-full"),
            Self::Told(text) => text.clone(),
        }
    }
}

impl From<String> for Trouble {
    fn from(text: String) -> Self {
        Self::Told(text)
    }
}

/// A file that waits in `inbox/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InboxFile {
    pub name: String,
    pub bytes: u64,
    /// Minutes since it was written.
    pub minutes: u64,
    pub media: String,
    /// The same content is evidence already.
    pub is_evidence: bool,
}
