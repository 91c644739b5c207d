//! Words put to the domain's data, for the screen and the command line alike. Pure; what is filled in is not yet harmless.

mod card;
mod catalogue;
pub mod change;
mod date;
pub mod dossier;
mod label;
pub mod procedure;
mod refusal;
mod told;
mod why;
pub mod work;

pub(crate) use card::not_computed;
pub use card::{Card, card};
pub(crate) use catalogue::say;
pub use catalogue::{Language, Words};
pub use label::Label;
pub use refusal::{refusal, required};
pub use told::{Told, actor, captured, escalated, observed, signal_said, told};
pub use why::{WhyLine, why, why_reasons};

use crate::domain::calendar::Instant;
use crate::domain::exception::Exception;
use crate::domain::id::{BodyHash, ExceptionId, PersonId, RunId, SopId};
use crate::domain::step::StepKey;

/// What stands behind an id: names and local clocks, as whoever shows them knows.
pub trait Names {
    /// The name a person goes by.
    fn person(&self, id: &PersonId) -> String;
    /// The local clock: `14:02` today, else with its date.
    fn time(&self, at: Instant) -> String;
    /// What a run is of: its SOP's title, with its label.
    fn run(&self, id: RunId) -> String;
    /// What a step says, for its item.
    fn step(&self, run: RunId, key: &StepKey) -> String;
    /// What a limit asks to be done, and the unit its step is read in.
    fn limit(&self, run: RunId, key: &StepKey, limit: usize) -> (Option<String>, String);
    /// Why the run's SOP is there.
    fn why(&self, run: RunId) -> Option<String>;
    /// A text; none where it was redacted.
    fn body(&self, hash: &BodyHash) -> Option<String>;
    /// A card, where it is known.
    fn exception(&self, id: ExceptionId) -> Option<&Exception> {
        let _ = id;
        None
    }
    /// A procedure's title.
    fn sop(&self, id: &SopId) -> String {
        id.to_string()
    }
    /// Whether what was answered there is not for whoever looks.
    fn hides(&self, run: RunId, key: &StepKey) -> bool {
        let _ = (run, key);
        false
    }
    /// The language it is told in.
    fn words(&self) -> Words {
        Words::default()
    }
}

/// What happened, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub what: String,
    pub help: Option<String>,
}

impl Said {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), help: None }
    }
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// "1 task", "2 tasks".
pub fn count(number: u64, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names without a site.
    pub(super) struct Plain;

    impl Names for Plain {
        fn person(&self, id: &PersonId) -> String {
            let (first, rest) = id.as_str().split_at(1);
            first.to_uppercase() + rest
        }
        fn time(&self, at: Instant) -> String {
            at.format("%H:%M").to_string()
        }
        fn run(&self, id: RunId) -> String {
            id.to_string()
        }
        fn step(&self, _run: RunId, key: &StepKey) -> String {
            key.to_string()
        }
        fn limit(&self, _run: RunId, _key: &StepKey, _limit: usize) -> (Option<String>, String) {
            (Some("Shut the door".to_owned()), "°C".to_owned())
        }
        fn why(&self, _run: RunId) -> Option<String> {
            None
        }
        fn body(&self, _hash: &BodyHash) -> Option<String> {
            None
        }
    }

    #[test]
    fn plurals_agree() {
        assert_eq!(
            (count(1, "run"), count(0, "run"), count(2, "run")),
            ("1 run".into(), "0 runs".into(), "2 runs".into())
        );
    }
}
