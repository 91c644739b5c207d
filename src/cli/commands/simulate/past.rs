//! What a simulated floor lives through, and what is heard of it.

use super::line::Line;
use super::signals::Signals;
use super::summary::Tally;
use crate::cli::failure::Failure;
use crate::domain::actor::Actor;
use crate::domain::calendar::Instant;
use crate::domain::command::Command;
use crate::domain::fact::Entry;
use crate::domain::signal::Judged;
use crate::engine::{Replay, Script, Turn, Whose};
use crate::store::{Answer, Batch, Envelope};

/// Signals and the acts of people, and the lines that a simulation came to.
pub(super) struct Past {
    signals: Signals,
    replay: Option<Replay>,
    /// Which of the two the last act was.
    last: Source,
    lines: Vec<Line>,
    pub(super) tally: Tally,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Signals,
    People,
}

impl Past {
    pub(super) fn new(signals: Signals, replay: Option<Replay>) -> Self {
        Self { signals, replay, last: Source::Signals, lines: Vec::new(), tally: Tally::default() }
    }
    pub(super) fn take_lines(&mut self) -> Vec<Line> {
        std::mem::take(&mut self.lines)
    }

    /// Whichever comes first; at one instant signals do.
    fn next(&mut self) -> Result<Option<(Instant, Source)>, Failure> {
        let signal = self.signals.next_at()?.map(|at| (at, Source::Signals));
        let act = self.replay.as_mut().map(Replay::next_at).transpose()?.flatten().map(|at| (at, Source::People));
        Ok(signal.into_iter().chain(act).min())
    }

    fn whose(&self) -> Option<Whose> {
        self.replay.as_ref().filter(|_| self.last == Source::People).map(Replay::whose)
    }

    /// Not worth a count: what an agent's work came to is.
    fn is_on_the_way(&self) -> bool {
        self.whose() == Some(Whose::OnTheWay)
    }

    fn signal(&mut self) -> Result<Option<(Envelope, Command)>, Failure> {
        let Some((signal, bodies)) = self.signals.take()? else { return Ok(None) };
        let envelope = Envelope::new(Actor::Script("simulate".to_owned()), "simulate");
        Ok(Some((envelope, Command::ReceiveSignal { signal, bodies, judged: Judged::AtOnce })))
    }
}

impl Script for Past {
    type Error = Failure;

    fn next_at(&mut self) -> Result<Option<(Instant, Turn)>, Failure> {
        let turn = |source| match source {
            Source::Signals => Turn::BeforeTimers,
            Source::People => Turn::AfterTimers,
        };
        Ok(self.next()?.map(|(at, source)| (at, turn(source))))
    }

    fn act(&mut self, floor: &Batch<'_>) -> Result<Option<(Envelope, Command)>, Failure> {
        let Some((_, source)) = self.next()? else { return Ok(None) };
        self.last = source;
        let act = match (source, &mut self.replay) {
            (Source::People, Some(replay)) => replay.act(floor)?,
            _ => self.signal()?,
        };
        if act.is_none() && !self.is_on_the_way() {
            self.tally.left_out += 1;
        }
        Ok(act)
    }

    fn answered(&mut self, answer: &Answer) {
        match (self.last, answer) {
            _ if self.is_on_the_way() => {}
            (_, Answer::Refused(_)) => self.tally.left_out += 1,
            (Source::Signals, Answer::Accepted { .. }) => self.tally.signals += 1,
            (Source::People, Answer::Accepted { .. }) if self.whose() == Some(Whose::Agents) => self.tally.agents += 1,
            (Source::People, Answer::Accepted { .. }) => self.tally.acts += 1,
        }
        if let (Source::People, Some(replay)) = (self.last, &mut self.replay) {
            replay.answered(answer);
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
