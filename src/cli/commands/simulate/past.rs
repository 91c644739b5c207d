//! What a simulated floor lives through, and what is heard of it.

use super::line::Line;
use super::summary::Tally;
use crate::cli::failure::Failure;
use crate::domain::calendar::Instant;
use crate::domain::command::Command;
use crate::domain::fact::Entry;
use crate::engine::{Replay, Script};
use crate::store::{Answer, Batch, Envelope};

/// The acts of people, and the lines that a simulation came to.
pub(super) struct Past {
    replay: Option<Replay>,
    lines: Vec<Line>,
    pub(super) tally: Tally,
}

impl Past {
    pub(super) fn new(replay: Option<Replay>) -> Self {
        Self { replay, lines: Vec::new(), tally: Tally::default() }
    }
    pub(super) fn take_lines(&mut self) -> Vec<Line> {
        std::mem::take(&mut self.lines)
    }
}

impl Script for Past {
    type Error = Failure;

    fn next_at(&mut self) -> Result<Option<Instant>, Failure> {
        Ok(self.replay.as_mut().map(Replay::next_at).transpose()?.flatten())
    }

    fn act(&mut self, floor: &Batch<'_>) -> Result<Option<(Envelope, Command)>, Failure> {
        let Some(replay) = &mut self.replay else { return Ok(None) };
        let act = replay.act(floor)?;
        if act.is_none() {
            self.tally.left_out += 1;
        }
        Ok(act)
    }

    fn answered(&mut self, answer: &Answer) {
        if let Some(replay) = &mut self.replay {
            replay.answered(answer);
        }
        match answer {
            Answer::Accepted { .. } => self.tally.acts += 1,
            Answer::Refused(_) => self.tally.left_out += 1,
        }
    }

    fn told(&mut self, entry: &Entry, floor: &Batch<'_>) -> Result<(), Failure> {
        if let Some(line) = Line::of(entry, floor)? {
            self.tally.count(&line);
            self.lines.push(line);
        }
        Ok(())
    }
}
