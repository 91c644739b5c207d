//! Why a command was refused, in floor language.

use super::{Label, Names, Said};
use crate::domain::refusal::{Implausible, Refusal};
use crate::domain::run::RunState;
use crate::domain::step::StepKey;

/// Puts words to a refusal.
pub fn refusal(refusal: &Refusal, names: &dyn Names) -> Said {
    match refusal {
        Refusal::NoSuchSop { sop, similar } => {
            similar_or(&format!("there is no SOP `{sop}`"), similar.as_deref(), "`floorboard sop list` names them")
        }
        Refusal::NoSuchRun { run } => {
            Said::new(format!("there is no run `{run}`")).help("`floorboard run list` names those that are open")
        }
        Refusal::NoSuchStep { run, step, similar } => similar_or(
            &format!("`{run}` has no step `{step}`"),
            similar.as_deref(),
            &format!("`floorboard run show {run}` names its steps"),
        ),
        Refusal::NoSuchException { exception } => Said::new(format!("there is no exception `{exception}`"))
            .help("`floorboard exception list` names those that are open"),
        Refusal::NoSuchPerson { person, similar } => similar_or(
            &format!("there is nobody called `{person}` here"),
            similar.as_deref(),
            "the people of the site are in `config/floorboard.toml`",
        ),
        Refusal::NoSuchRole { role, similar } => similar_or(
            &format!("there is no role `{role}`"),
            similar.as_deref(),
            "the roles of the site are in `config/floorboard.toml`",
        ),
        Refusal::AlreadyDone { step, by, at } => {
            Said::new(format!("`{step}` is already done, at {} by {}", names.time(*at), names.person(by)))
        }
        Refusal::AlreadySkipped { step, by, at } => {
            Said::new(format!("`{step}` is already skipped, at {} by {}", names.time(*at), names.person(by)))
        }
        Refusal::RunIsOver { run, state, at } => over(*run, state, at.map(|at| names.time(at))),
        Refusal::RunNotOver { run } => {
            Said::new(format!("`{run}` is not done")).help("only work that is done can be reopened")
        }
        Refusal::NotOpenYet { step, opens } => Said::new(format!("`{step}` opens at {}", names.time(*opens))),
        Refusal::NeedsFirst { step, needs } => Said::new(format!("{} first, then `{step}`", listed(needs))),
        Refusal::NotAsked { step } => {
            Said::new(format!("`{step}` is not asked: its condition does not hold")).help("answer the steps before it")
        }
        Refusal::NotManual { sop } => Said::new(format!("`{sop}` cannot be started by hand"))
            .help("give it a trigger `{ manual = true }` in its file"),
        Refusal::MissingAnswer { asked } => {
            Said::new(format!("`{asked}` is asked before it can start")).help(format!("add `--ask {asked}=…`"))
        }
        Refusal::WrongEvidence { step, wants } => Said::new(format!("`{step}` wants {wants}")),
        Refusal::Implausible(told) => {
            let said = Said::new(implausible(told));
            match told.suggestion {
                Some(meant) => said.help(format!("did you mean {meant}?")),
                None => said.help("look at the instrument again"),
            }
        }
        Refusal::ObservedOutside { step, from, to } => Said::new(format!(
            "`{step}` of this run was seen between {} and {}, or not at all",
            names.time(*from),
            names.time(*to)
        ))
        .help("say when with `--observed-at`; what is on paper has `--from paper`"),
        Refusal::ProofRequired { step } => Said::new(format!("`{step}` cannot be done without its proof"))
            .help("give the evidence, or skip it with a reason"),
        Refusal::NothingToUndo { step } => Said::new(format!("there is nothing to undo at `{step}`")),
        Refusal::NothingToCorrect { step } => Said::new(format!("`{step}` is not out of range")),
        Refusal::UndoTooLate { step, by, until } => Said::new(format!(
            "`{step}` could be undone by {} until {}, and by nobody else",
            names.person(by),
            names.time(*until)
        ))
        .help("ask a manager to reopen the run"),
        Refusal::WrongRole { role } => Said::new(format!("only a person who is `{role}` may do this"))
            .help("roles are given in `config/floorboard.toml`"),
        Refusal::WhoAreYou => {
            Said::new("nobody is named who does it").help("add `--by PERSON`, or set `FLOORBOARD_BY`")
        }
        Refusal::ReasonNeeded => Said::new("a reason is needed").help("say why in a few words"),
        Refusal::TooLong { limit } => Said::new(format!("that is longer than {limit} characters")),
        Refusal::ExceptionIsResolved { exception, at } => {
            Said::new(format!("`{exception}` was resolved at {}", names.time(*at)))
        }
        Refusal::AlreadyTaken { exception, by } => {
            Said::new(format!("{} is already on `{exception}`", names.person(by)))
        }
        Refusal::RequestReused { request } => {
            Said::new(format!("the request id `{request}` was used for another command"))
                .help("use a new id for every new command")
        }
        Refusal::ClockHeld => Said::new("time is not trusted, and nothing fires")
            .help("set the machine's clock, or a manager confirms it with `floorboard clock confirm`"),
        Refusal::StaleEpoch { ours, current } => {
            Said::new(format!("another engine took over (epoch {current}, ours was {ours})"))
        }
    }
}

/// What a step cannot read, and what it can.
fn implausible(told: &Implausible) -> String {
    let value = format!("{} {}", told.value, told.unit);
    let can = match (told.least, told.most) {
        (Some(least), Some(most)) => format!(", only from {least} to {most}"),
        (Some(least), None) => format!(", only from {least} up"),
        (None, Some(most)) => format!(", only up to {most}"),
        (None, None) => String::new(),
    };
    format!("`{}` cannot be {}{can}", told.step, value.trim())
}

fn similar_or(what: &str, similar: Option<&str>, else_help: &str) -> Said {
    match similar {
        Some(similar) => Said::new(what).help(format!("did you mean `{similar}`?")),
        None => Said::new(what).help(else_help),
    }
}

fn over(run: crate::domain::id::RunId, state: &RunState, at: Option<String>) -> Said {
    let when = at.map(|at| format!(" since {at}")).unwrap_or_default();
    let said = Said::new(format!("`{run}` is {}{when}", state.label()));
    match state {
        RunState::Done => said.help("a manager may reopen it"),
        RunState::Missed { .. } => said.help("what was written on paper can be added: `--from paper --observed-at T`"),
        _ => said,
    }
}

fn listed(steps: &[StepKey]) -> String {
    steps.iter().map(|step| format!("`{step}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::Plain;
    use super::*;
    use crate::domain::id::{PersonId, RunId, StepId};

    #[test]
    fn a_refusal_says_who_and_when() {
        let at = "2026-11-21T14:02:00Z".parse().unwrap();
        let step = StepKey::plain(&StepId::new("lights"));
        let said = refusal(&Refusal::AlreadyDone { step, by: PersonId::new("sam"), at }, &Plain);
        assert_eq!(said.what, "`lights` is already done, at 14:02 by Sam");
    }

    #[test]
    fn a_likely_name_is_offered_before_general_help() {
        let refused = Refusal::NoSuchSop { sop: "openning".into(), similar: Some("opening".into()) };
        assert_eq!(refusal(&refused, &Plain).help.unwrap(), "did you mean `opening`?");
    }

    #[test]
    fn what_cannot_be_read_says_what_can_and_what_was_meant() {
        let number = |text: &str| text.parse().ok();
        let refused = |suggestion| {
            Refusal::Implausible(Box::new(Implausible {
                step: "unit/chest".parse().unwrap(),
                value: 18.into(),
                unit: "°C".into(),
                least: number("-30"),
                most: number("5"),
                suggestion,
            }))
        };
        let said = refusal(&refused(number("-18")), &Plain);
        assert_eq!(said.what, "`unit/chest` cannot be 18 °C, only from -30 to 5");
        assert_eq!(said.help.unwrap(), "did you mean -18?");
        assert_eq!(refusal(&refused(None), &Plain).help.unwrap(), "look at the instrument again");
    }

    #[test]
    fn what_is_over_says_how_it_ended() {
        let refused = Refusal::RunIsOver {
            run: RunId(3),
            state: RunState::Missed { reason: crate::domain::exception::MissReason::NotDone },
            at: None,
        };
        assert_eq!(refusal(&refused, &Plain).what, "`R-3` is missed");
    }
}
