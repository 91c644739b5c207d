//! What an exception's card says: what, why, and what to do.

use super::{Label, Names, count};
use crate::domain::exception::{Cause, Exception};

/// The words of one card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub what: String,
    pub why: Option<String>,
    /// The recommended action.
    pub recommend: Option<String>,
}

/// Puts words to an exception.
pub fn card(exception: &Exception, names: &dyn Names) -> Card {
    let (what, recommend) = match &exception.cause {
        Cause::OutOfRange { run, step, value, side, bound, limit } => {
            let (must, unit) = names.limit(*run, step, *limit);
            let unit = if unit.is_empty() { unit } else { format!(" {unit}") };
            (format!("{} {value}{unit}, {} {bound}", names.step(*run, step), side.label()), must)
        }
        Cause::StepSkipped { run, steps, reason } => {
            let left_out = match steps.as_slice() {
                [one] => names.step(*run, one),
                many => count(many.len() as u64, "step"),
            };
            (format!("{}: {left_out} skipped, {}", names.run(*run), reason.label()), None)
        }
        Cause::RunSkipped { run, reason } => (format!("{} skipped, {}", names.run(*run), reason.label()), None),
        Cause::RunMissed { run, done, of, reason } => (
            format!("{} missed, {done} of {of} done, {}", names.run(*run), reason.label()),
            Some("See whether it still has to be done; what was done on paper can be added to it".to_owned()),
        ),
        Cause::RunReopened { run, reason } => {
            let reason = names.body(reason).map(|reason| format!(": {reason}")).unwrap_or_default();
            (format!("{} reopened{reason}", names.run(*run)), Some("Do it again".to_owned()))
        }
        Cause::Reported { run, step, what } => {
            let text = names.body(what).unwrap_or_else(|| "a report whose text was redacted".to_owned());
            let at = match (run, step) {
                (Some(run), Some(step)) => format!(" ({}: {})", names.run(*run), names.step(*run, step)),
                (Some(run), None) => format!(" ({})", names.run(*run)),
                _ => String::new(),
            };
            (format!("{text}{at}"), None)
        }
        Cause::BadFile { file, line, column, message, help } => {
            let help = help.as_ref().map(|help| format!("{help}; ")).unwrap_or_default();
            (
                format!("{file}:{line}:{column}: {message}"),
                Some(format!("{help}`floorboard sop check` shows every problem at once")),
            )
        }
        Cause::EngineDown { from, to, missed } => (
            format!(
                "nothing fired from {} to {}: {} missed",
                names.time(*from),
                names.time(*to),
                count(u64::from(*missed), "run")
            ),
            Some("Leave a board open, or run `floorboard engine`".to_owned()),
        ),
        Cause::ClockStepped { before, after } => (
            format!("the clock stepped from {} to {}", names.time(*before), names.time(*after)),
            Some("Check the machine's date and time".to_owned()),
        ),
        Cause::Loop { fact } => (
            format!("`{fact}` caused itself again and again; it was stopped"),
            Some("See which SOP answers its own signal".to_owned()),
        ),
    };
    let counted = if exception.count > 1 { format!("{what} ({} times)", exception.count) } else { what };
    Card { what: counted, why: exception.run.and_then(|run| names.why(run)), recommend }
}
