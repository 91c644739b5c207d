//! Whether what was given is the evidence that a step asks for.

use super::rights::{holds, known};
use crate::domain::board::Line;
use crate::domain::calendar::Instant;
use crate::domain::command::Given;
use crate::domain::evidence::{Body, Observed, Value};
use crate::domain::id::PersonId;
use crate::domain::refusal::{Implausible, Refusal};
use crate::domain::run::Run;
use crate::domain::sop::{Capture, Proof, Step};
use crate::domain::state::State;
use crate::domain::step::StepKey;
use chrono::TimeDelta;

/// The longest text a person may leave, in characters.
pub(super) const LONGEST: usize = 4_000;

/// Something was said, and not too much.
pub(super) fn said(body: &Body) -> Result<(), Refusal> {
    if body.text.trim().is_empty() {
        return Err(Refusal::ReasonNeeded);
    }
    short(body)
}

pub(super) fn short(body: &Body) -> Result<(), Refusal> {
    if body.text.chars().nth(LONGEST).is_some() { Err(Refusal::TooLong { limit: LONGEST }) } else { Ok(()) }
}

/// A diagnostic for the journal: it may quote a whole file.
pub(super) fn clipped(text: &str) -> String {
    text.chars().take(1_000).collect()
}

/// The value as it goes into the fact. A step that needs no proof takes a tick for any capture.
pub(super) fn value(
    state: &State,
    step: &Step,
    key: &StepKey,
    given: &Given,
    person: &PersonId,
) -> Result<Value, Refusal> {
    let wrong = || Refusal::WrongEvidence { step: key.clone(), wants: wanted(&step.capture) };
    let value = match given {
        Given::Text(body) => {
            said(body).map_err(|refusal| if refusal == Refusal::ReasonNeeded { wrong() } else { refusal })?;
            return if matches!(step.capture, Capture::Text { .. }) {
                Ok(Value::Text { body: body.hash() })
            } else {
                Err(wrong())
            };
        }
        Given::Timed { value, .. } if step.capture.timed().is_some() => return Ok(Value::Number { value: *value }),
        Given::Timed { .. } => return Err(wrong()),
        Given::Value(value) => value,
    };
    if let (Capture::Person { role }, Value::Person { person }) = (&step.capture, value) {
        known(state, person)?;
        return if holds(state, person, role) { Ok(value.clone()) } else { Err(wrong()) };
    }
    let fits = match (&step.capture, value) {
        (Capture::Tick, Value::Tick)
        | (Capture::Number { .. } | Capture::Timed(_), Value::Number { .. })
        | (Capture::Count { .. }, Value::Count { .. }) => true,
        (Capture::Choice { options, .. }, Value::Choice { option }) => options.contains(option),
        (Capture::Choices { options, .. }, Value::Choices { options: chosen }) => {
            let twice = chosen.iter().enumerate().any(|(at, option)| chosen[..at].contains(option));
            !twice && chosen.iter().all(|option| options.contains(option))
        }
        (Capture::File, Value::File { sha256, .. }) => is_sha256(sha256),
        (Capture::Signature, Value::Signature { person: signed }) => signed == person,
        (Capture::Tick, Value::WithoutEvidence) => false,
        (_, Value::Tick) => step.proof == Proof::None,
        (_, Value::WithoutEvidence) if step.proof == Proof::Required => {
            return Err(Refusal::ProofRequired { step: key.clone() });
        }
        (_, Value::WithoutEvidence) => true,
        _ => false,
    };
    if fits { Ok(value.clone()) } else { Err(wrong()) }
}

pub(super) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// What is entered later was seen while it was time for it: a day before the run opened at the earliest. Nothing is
/// seen before it happens.
pub(super) fn observed(observed: &Observed, run: &Run, key: &StepKey, now: Instant) -> Result<(), Refusal> {
    let earliest = run.times.opens - TimeDelta::days(1);
    if observed.at.is_some_and(|at| at < earliest) {
        return Err(Refusal::ObservedOutside { step: key.clone(), from: earliest, to: now });
    }
    if observed.at.is_some_and(|at| at > now) {
        return Err(Refusal::WrongEvidence { step: key.clone(), wants: "a time that is not ahead".to_owned() });
    }
    if observed.from.as_ref().is_some_and(|from| from.chars().nth(100).is_some()) {
        return Err(Refusal::TooLong { limit: 100 });
    }
    Ok(())
}

/// A number outside what can be read is refused, with what was likely meant.
pub(super) fn plausible(step: &Step, line: &Line, value: &Value) -> Result<(), Refusal> {
    let (Some(within), Value::Number { value }) = (line.plausible, value) else { return Ok(()) };
    if within.holds(*value) {
        return Ok(());
    }
    let unit = step.capture.unit().to_owned();
    let (step, suggestion) = (line.key.clone(), within.meant(*value));
    let (least, most) = (within.least, within.most);
    Err(Refusal::Implausible(Box::new(Implausible { step, value: *value, unit, least, most, suggestion })))
}

fn wanted(capture: &Capture) -> String {
    match capture {
        Capture::Tick => "a tick".to_owned(),
        Capture::Number { unit, .. } if unit.is_empty() => "a number".to_owned(),
        Capture::Number { unit, .. } => format!("a number in {unit}"),
        Capture::Text { .. } => "some words".to_owned(),
        Capture::Choice { options, .. } => format!("one of {}", options.join(", ")),
        Capture::Choices { options, .. } => format!("some of {}", options.join(", ")),
        Capture::Person { role } => format!("somebody who is `{role}`"),
        Capture::Timed(timed) if timed.unit.is_empty() => "a number at the start, and one at the end".to_owned(),
        Capture::Timed(timed) => format!("a number in {} at the start, and one at the end", timed.unit),
        Capture::Computed { .. } => "nothing: it is computed".to_owned(),
        Capture::Count { of } if of.is_empty() => "a whole number".to_owned(),
        Capture::Count { of } => format!("a whole number of {of}"),
        Capture::File => "a photo or file".to_owned(),
        Capture::Signature => "your own signature".to_owned(),
    }
}
