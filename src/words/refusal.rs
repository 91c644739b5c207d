//! Why a command was refused, in floor language.

use super::{Label, Names, Said, Words, say};
use crate::domain::refusal::{Implausible, Refusal};
use crate::domain::run::RunState;
use crate::domain::sop::{RequiredWithin, Requirement};
use crate::domain::step::StepKey;

/// Puts words to a refusal.
pub fn refusal(refusal: &Refusal, names: &dyn Names) -> Said {
    let words = names.words();
    let said = |text: String| Said::new(text);
    match refusal {
        Refusal::NoSuchPreparation { .. }
        | Refusal::NoSuchApproval { .. }
        | Refusal::NoSuchAction { .. }
        | Refusal::NoSuchRollout { .. }
        | Refusal::NoSuchAgent { .. }
        | Refusal::AgentHasIt { .. }
        | Refusal::ApprovalIsOver { .. }
        | Refusal::PayloadChanged { .. }
        | Refusal::OnlyReview { .. }
        | Refusal::NotInReview { .. }
        | Refusal::FourEyes { .. }
        | Refusal::AlreadyVoted { .. }
        | Refusal::DoneByAgent { .. }
        | Refusal::LentToOneself { .. }
        | Refusal::OverLimit { .. }
        | Refusal::BadPayload { .. }
        | Refusal::ActionIsNot { .. }
        | Refusal::AgentPaused { .. }
        | Refusal::NoFurther { .. }
        | Refusal::DossierChanged { .. }
        | Refusal::AllPaused
        | Refusal::AlreadyJudged { .. }
        | Refusal::NotByItself { .. }
        | Refusal::GatesNotMet { .. } => {
            super::work::refusal(refusal, names).unwrap_or_else(|| said(format!("{refusal:?}")))
        }
        Refusal::SignalReused { signal } => said(say!(words, "refusal-signal-reused", signal = signal.as_str()))
            .help(say!(words, "refusal-signal-reused-help")),
        Refusal::NoSuchSop { sop, similar } => {
            let what = say!(words, "refusal-no-such-sop", sop = sop.as_str());
            similar_or(words, what, similar.as_deref(), || say!(words, "refusal-no-such-sop-help"))
        }
        Refusal::NoSuchRun { run } => said(say!(words, "refusal-no-such-run", run = run.to_string()))
            .help(say!(words, "refusal-no-such-run-help")),
        Refusal::NoSuchStep { run, step, similar } => {
            let what = say!(words, "refusal-no-such-step", run = run.to_string(), step = step.to_string());
            let help = || say!(words, "refusal-no-such-step-help", run = run.to_string());
            similar_or(words, what, similar.as_deref(), help)
        }
        Refusal::NoSuchException { exception } => {
            said(say!(words, "refusal-no-such-exception", exception = exception.to_string()))
                .help(say!(words, "refusal-no-such-exception-help"))
        }
        Refusal::NoSuchPerson { person, similar } => {
            let what = say!(words, "refusal-no-such-person", person = person.as_str());
            similar_or(words, what, similar.as_deref(), || say!(words, "refusal-no-such-person-help"))
        }
        Refusal::NoSuchRole { role, similar } => {
            let what = say!(words, "refusal-no-such-role", role = role.as_str());
            similar_or(words, what, similar.as_deref(), || say!(words, "refusal-no-such-role-help"))
        }
        Refusal::AlreadyDone { step, by, at } => {
            let (step, at, name) = (step.to_string(), names.time(*at), names.person(by));
            said(say!(words, "refusal-already-done", step = step, at = at, name = name))
        }
        Refusal::AlreadySkipped { step, by, at } => {
            let (step, at, name) = (step.to_string(), names.time(*at), names.person(by));
            said(say!(words, "refusal-already-skipped", step = step, at = at, name = name))
        }
        Refusal::AlreadyStarted { step, by, at } => {
            let (step, at, name) = (step.to_string(), names.time(*at), names.person(by));
            said(say!(words, "refusal-already-started", step = step, at = at, name = name))
                .help(say!(words, "refusal-already-started-help"))
        }
        Refusal::NotStarted { step } => said(say!(words, "refusal-not-started", step = step.to_string()))
            .help(say!(words, "refusal-not-started-help")),
        Refusal::IsComputed { step, from } => {
            said(say!(words, "refusal-is-computed", step = step.to_string(), from = listed(from)))
                .help(say!(words, "refusal-is-computed-help"))
        }
        Refusal::RunIsOver { run, state, at } => over(words, *run, state, at.map(|at| names.time(at))),
        Refusal::RunNotOver { run } => said(say!(words, "refusal-run-not-over", run = run.to_string()))
            .help(say!(words, "refusal-run-not-over-help")),
        Refusal::NotOpenYet { step, opens } => {
            said(say!(words, "refusal-not-open-yet", step = step.to_string(), at = names.time(*opens)))
        }
        Refusal::Awaits { step, signal } => {
            said(say!(words, "waits-refusal", step = step.to_string(), signal = signal.as_str()))
                .help(say!(words, "waits-refusal-help"))
        }
        Refusal::CameBySignal { signal, .. } => said(say!(words, "waits-no-undo", signal = signal.as_str())),
        Refusal::NeedsFirst { step, needs } => {
            said(say!(words, "refusal-needs-first", step = step.to_string(), needs = listed(needs)))
        }
        Refusal::RequiresFirst { requires, .. } => {
            said(say!(words, "refused-requires-first", what = required(requires, names)))
                .help(say!(words, "refused-requires-first-help"))
        }
        Refusal::NotAsked { step } => {
            said(say!(words, "refusal-not-asked", step = step.to_string())).help(say!(words, "refusal-not-asked-help"))
        }
        Refusal::NotManual { sop } => {
            said(say!(words, "refusal-not-manual", sop = sop.to_string())).help(say!(words, "refusal-not-manual-help"))
        }
        Refusal::MissingAnswer { asked } => said(say!(words, "refusal-missing-answer", asked = asked.as_str()))
            .help(say!(words, "refusal-missing-answer-help", asked = asked.as_str())),
        Refusal::WrongEvidence { step, wants } => {
            said(say!(words, "refusal-wrong-evidence", step = step.to_string(), wants = wants.as_str()))
        }
        Refusal::Implausible(told) => {
            let said = Said::new(implausible(words, told));
            match told.suggestion {
                Some(meant) => said.help(say!(words, "refusal-implausible-meant", meant = words.number(&meant))),
                None => said.help(say!(words, "refusal-implausible-help")),
            }
        }
        Refusal::ObservedOutside { step, from, to } => {
            let (step, from, to) = (step.to_string(), names.time(*from), names.time(*to));
            said(say!(words, "refusal-observed-outside", step = step, from = from, to = to))
                .help(say!(words, "refusal-observed-outside-help"))
        }
        Refusal::ProofRequired { step } => said(say!(words, "refusal-proof-required", step = step.to_string()))
            .help(say!(words, "refusal-proof-required-help")),
        Refusal::NothingToUndo { step } => said(say!(words, "refusal-nothing-to-undo", step = step.to_string())),
        Refusal::NothingToCorrect { step } => said(say!(words, "refusal-nothing-to-correct", step = step.to_string())),
        Refusal::UndoTooLate { step, by, until } => {
            let (step, name, until) = (step.to_string(), names.person(by), names.time(*until));
            said(say!(words, "refusal-undo-too-late", step = step, name = name, until = until))
                .help(say!(words, "refusal-undo-too-late-help"))
        }
        Refusal::WrongRole { role } => {
            said(say!(words, "refusal-wrong-role", role = role.as_str())).help(say!(words, "refusal-wrong-role-help"))
        }
        Refusal::WhoAreYou => said(say!(words, "refusal-who-are-you")).help(say!(words, "refusal-who-are-you-help")),
        Refusal::ReasonNeeded => {
            said(say!(words, "refusal-reason-needed")).help(say!(words, "refusal-reason-needed-help"))
        }
        Refusal::TooLong { limit } => said(say!(words, "refusal-too-long", limit = *limit)),
        Refusal::ExceptionIsResolved { exception, at } => {
            let (exception, at) = (exception.to_string(), names.time(*at));
            said(say!(words, "refusal-exception-is-resolved", exception = exception, at = at))
        }
        Refusal::AlreadyTaken { exception, by } => {
            let (exception, name) = (exception.to_string(), names.person(by));
            said(say!(words, "refusal-already-taken", exception = exception, name = name))
        }
        Refusal::NotResolved { exception } => {
            said(say!(words, "refusal-not-resolved", exception = exception.to_string()))
        }
        Refusal::ResolvedByYou { exception } => {
            said(say!(words, "refusal-resolved-by-you", exception = exception.to_string()))
                .help(say!(words, "refusal-resolved-by-you-help"))
        }
        Refusal::AlreadyVerified { exception, by, at } => {
            let (exception, name, at) = (exception.to_string(), names.person(by), names.time(*at));
            said(say!(words, "refusal-already-verified", exception = exception, name = name, at = at))
        }
        Refusal::NewerCard { exception, newer } => {
            let (exception, newer) = (exception.to_string(), newer.to_string());
            said(say!(words, "refusal-newer-card", exception = exception, newer = newer.as_str())).help(say!(
                words,
                "refusal-newer-card-help",
                newer = newer.as_str()
            ))
        }
        Refusal::NotAhead { until } => said(say!(words, "refusal-not-ahead", until = names.time(*until)))
            .help(say!(words, "refusal-not-ahead-help")),
        Refusal::TooFar { until, latest } => {
            let (until, latest) = (names.time(*until), names.time(*latest));
            said(say!(words, "refusal-too-far", until = until)).help(say!(
                words,
                "refusal-too-far-help",
                latest = latest
            ))
        }
        Refusal::RequestReused { request } => {
            said(say!(words, "refusal-request-reused", request = request.to_string()))
                .help(say!(words, "refusal-request-reused-help"))
        }
        Refusal::ClockHeld => said(say!(words, "refusal-clock-held")).help(say!(words, "refusal-clock-held-help")),
        Refusal::StaleEpoch { ours, current } => {
            said(say!(words, "refusal-stale-epoch", ours = ours.to_string(), current = current.to_string()))
        }
    }
}

/// What a step cannot read, and what it can.
fn implausible(words: Words, told: &Implausible) -> String {
    let value = format!("{} {}", words.number(&told.value), told.unit).trim().to_owned();
    let step = told.step.to_string();
    match (told.least, told.most) {
        (Some(least), Some(most)) => {
            let (least, most) = (words.number(&least), words.number(&most));
            say!(words, "refusal-implausible-between", step = step, value = value, least = least, most = most)
        }
        (Some(least), None) => {
            say!(words, "refusal-implausible-below", step = step, value = value, least = words.number(&least))
        }
        (None, Some(most)) => {
            say!(words, "refusal-implausible-above", step = step, value = value, most = words.number(&most))
        }
        (None, None) => say!(words, "refusal-implausible", step = step, value = value),
    }
}

/// Which procedures, and by when: "Bowie-Dick today".
pub fn required(requires: &[Requirement], names: &dyn Names) -> String {
    let one = |required: &Requirement| {
        let sop = names.sop(&required.sop);
        match required.within {
            RequiredWithin::Today => say!(names.words(), "waits-today", sop = sop),
            RequiredWithin::ThisWeek => say!(names.words(), "waits-this-week", sop = sop),
        }
    };
    requires.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn similar_or(words: Words, what: String, similar: Option<&str>, else_help: impl FnOnce() -> String) -> Said {
    match similar {
        Some(similar) => Said::new(what).help(say!(words, "refusal-did-you-mean", similar = similar)),
        None => Said::new(what).help(else_help()),
    }
}

fn over(words: Words, run: crate::domain::id::RunId, state: &RunState, at: Option<String>) -> Said {
    let (run, said) = (run.to_string(), state.said(words));
    let said = Said::new(match at {
        Some(at) => say!(words, "refusal-run-is-over-since", run = run, state = said, at = at),
        None => say!(words, "refusal-run-is-over", run = run, state = said),
    });
    match state {
        RunState::Done => said.help(say!(words, "refusal-run-is-over-help")),
        RunState::Missed { .. } => said.help(say!(words, "refusal-run-is-missed-help")),
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
