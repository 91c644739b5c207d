//! How far something long has come: one line on a terminal, from the second second on, rewritten in place, gone at the end.

use std::time::{Duration, Instant};

/// What is over before this is not told.
const QUIET: Duration = Duration::from_secs(1);
/// Between two looks of the line.
const PACE: Duration = Duration::from_millis(100);

/// One stretch of work. Says what to write; writing is for whoever owns the terminal.
#[derive(Debug)]
pub struct Progress {
    what: String,
    began: Instant,
    shown: Option<Instant>,
    last: String,
}

impl Progress {
    pub fn new(what: &str, now: Instant) -> Self {
        Self { what: what.to_owned(), began: now, shown: None, last: String::new() }
    }

    pub fn is_of(&self, what: &str) -> bool {
        self.what == what
    }

    /// The line as it reads now, where it has to be written again. Without `of` nobody knows how much there is.
    pub fn line(&mut self, done: u64, of: Option<u64>, now: Instant) -> Option<String> {
        if now.duration_since(self.began) < QUIET || self.shown.is_some_and(|at| now.duration_since(at) < PACE) {
            return None;
        }
        let line = match of {
            Some(of) if of > 0 => format!("{} {} %", self.what, done.min(of).saturating_mul(100) / of),
            _ => format!("{} {done}", self.what),
        };
        if line == self.last {
            return None;
        }
        self.shown = Some(now);
        self.last.clone_from(&line);
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::monotonic;

    #[test]
    fn the_first_second_is_quiet_and_the_line_changes_at_a_pace_to_read() {
        let began = monotonic();
        let at = |millis| began + Duration::from_millis(millis);
        let mut progress = Progress::new("checking", began);
        assert_eq!(progress.line(1, Some(4), at(999)), None);
        assert_eq!(progress.line(1, Some(4), at(1_000)).as_deref(), Some("checking 25 %"));
        assert_eq!(progress.line(2, Some(4), at(1_050)), None, "too soon");
        assert_eq!(progress.line(1, Some(4), at(1_200)), None, "nothing new");
        assert_eq!(progress.line(2, Some(4), at(1_200)).as_deref(), Some("checking 50 %"));
        assert_eq!(progress.line(9, Some(4), at(1_400)).as_deref(), Some("checking 100 %"));
        assert_eq!(progress.line(7_000, None, at(1_600)).as_deref(), Some("checking 7000"));
    }
}
