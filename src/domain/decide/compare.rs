//! What an agent would have answered beside what a person captured: told by itself, where the two can be compared.
//!
//! Options and people are the same or different; of several options, similar where half of all that either named was
//! named by both. Numbers and counts are the same where they are equal, similar within 5 % of what the person captured.
//! A tick says yes. What acts, and is only ticked off by a person, is not compared: a tick does not say how it was done.

use crate::domain::approval::Judgement;
use crate::domain::evidence::Value;
use crate::domain::preparation::Prepared;
use crate::domain::site::Site;
use crate::domain::sop::{Capture, Privacy, Sop, Step};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

const YES: [&str; 5] = ["yes", "true", "done", "ok", "tick"];
const NO: [&str; 4] = ["no", "false", "not done", "skip"];

/// The answer that a draft comes to in a step, as it is kept: none where there is nothing to compare.
pub(super) fn answer(site: Option<&Site>, sop: &Sop, step: &Step, prepared: &str) -> Option<String> {
    // What only some may read does not stand in the journal twice.
    if step.privacy == Privacy::Private || sop.privacy == Privacy::Private {
        return None;
    }
    let prepared: Prepared = serde_json::from_str(prepared).ok()?;
    let said = prepared.answer?;
    let said = said.trim();
    let acts = step.work.as_ref().is_some_and(|work| work.act.is_some());
    let option = |said: &str, options: &[String]| options.iter().find(|option| same(option, said)).cloned();
    match &step.capture {
        Capture::Tick if acts => None,
        Capture::Tick => {
            let is = |words: &[&str]| words.iter().any(|word| same(word, said));
            if is(&YES) { Some("yes".to_owned()) } else { is(&NO).then(|| "no".to_owned()) }
        }
        Capture::Number { .. } => number(said).map(|number| number.to_string()),
        Capture::Count { .. } => said.parse::<u64>().ok().map(|count| count.to_string()),
        Capture::Choice { options, .. } => option(said, options),
        // An option may have a comma of its own.
        Capture::Choices { options, .. } => ['\n', ';', ','].into_iter().find_map(|between| {
            let named: Option<Vec<String>> = said.split(between).map(|one| option(one.trim(), options)).collect();
            named.map(|named| named.join("\n"))
        }),
        Capture::Person { .. } => {
            let people = site?.people.iter().filter(|person| person.active);
            let mut named = people.filter(|person| same(person.id.as_str(), said) || same(&person.name, said));
            // Of two of the same name it is not known who is meant.
            let first = named.next()?;
            named.next().is_none().then(|| first.id.to_string())
        }
        _ => None,
    }
}

/// How near the kept answer is to what a person captured.
pub(super) fn judge(answer: &str, value: &Value) -> Option<Judgement> {
    let same_or_not = |is: bool| Some(if is { Judgement::Same } else { Judgement::Different });
    match value {
        Value::Tick => same_or_not(answer == "yes"),
        Value::Choice { option } => same_or_not(option == answer),
        Value::Person { person } => same_or_not(person.as_str() == answer),
        Value::Choices { options } => {
            let (ours, theirs): (BTreeSet<&str>, BTreeSet<&str>) =
                (answer.split('\n').collect(), options.iter().map(String::as_str).collect());
            let (both, either) = (ours.intersection(&theirs).count(), ours.union(&theirs).count());
            Some(match () {
                () if both == either => Judgement::Same,
                () if both * 2 >= either => Judgement::Similar,
                () => Judgement::Different,
            })
        }
        Value::Number { value } => Some(near(number(answer)?, *value)),
        Value::Count { value } => Some(near(number(answer)?, Decimal::from(*value))),
        _ => None,
    }
}

fn near(ours: Decimal, theirs: Decimal) -> Judgement {
    let within = Decimal::new(5, 2);
    let (off, most) = (ours.checked_sub(theirs), theirs.abs().checked_mul(within));
    match off.zip(most) {
        _ if ours == theirs => Judgement::Same,
        Some((off, most)) if off.abs() <= most => Judgement::Similar,
        _ => Judgement::Different,
    }
}

fn number(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text).ok()
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
