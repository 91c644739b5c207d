//! A choice that a condition compares with has to be one of those there are: a slip would hide its step for ever. So has
//! the outcome of a step that acts.

use crate::domain::checklist::BY_HAND;
use crate::domain::condition::Reference;
use crate::domain::sop::{Capture, Step};
use crate::domain::work::WorkOutcome;
use std::ops::Range;

/// How a step that acts can end, as conditions name it.
pub(super) const OUTCOMES: [&str; 5] = [
    WorkOutcome::Done.word(),
    BY_HAND,
    WorkOutcome::Rejected.word(),
    WorkOutcome::Expired.word(),
    WorkOutcome::Abandoned.word(),
];

/// The texts that a step's answer can be, and how they are called; none where it can be any.
pub(super) fn answers(named: &Step) -> Option<(&'static str, Vec<&str>)> {
    if acts(named) {
        return Some(("outcomes", OUTCOMES.to_vec()));
    }
    match &named.capture {
        Capture::Choice { options, .. } | Capture::Choices { options, .. } => {
            Some(("choices", options.iter().map(String::as_str).collect()))
        }
        _ => None,
    }
}

/// The text that a step's answer is compared with in `condition`, where it is none of its choices.
pub(super) fn unknown<'c>(condition: &'c str, reference: &Reference, named: &Step) -> Option<(&'c str, Range<usize>)> {
    let (_, answers) = answers(named)?;
    let (before, after) = (condition.get(..reference.span.start)?, condition.get(reference.span.end..)?);
    let compared = match named.capture {
        Capture::Choices { .. } => asked_in(before).into_iter().collect(),
        _ => match compared(after, reference.span.end) {
            Some(found) => vec![found],
            None if acts(named) => one_of(after, reference.span.end),
            // Files of earlier releases were not held to it.
            None => Vec::new(),
        },
    };
    compared.into_iter().find(|(text, _)| !answers.contains(text))
}

/// Whether a condition takes how a step ended for a yes or no.
pub(super) fn taken_for_yes(condition: &str, reference: &Reference, named: &Step) -> bool {
    let around = condition.get(..reference.span.start).zip(condition.get(reference.span.end..));
    let Some((before, after)) = around.filter(|_| acts(named)) else { return false };
    let (before, after) = (before.trim_end(), after.trim_start());
    let ends = after.is_empty() || ["&&", "||", ")", "?"].iter().any(|sign| after.starts_with(sign));
    let begins = before.is_empty() || ["&&", "||", "(", "!"].iter().any(|sign| before.ends_with(sign));
    ends && begins
}

fn acts(named: &Step) -> bool {
    named.work.as_ref().is_some_and(|work| work.act.is_some())
}

/// `in ["done", "by-hand"]` behind a name.
fn one_of(after: &str, offset: usize) -> Vec<(&str, Range<usize>)> {
    let list = after.trim_start().strip_prefix("in").map(str::trim_start).and_then(|rest| rest.strip_prefix('['));
    let Some(list) = list.and_then(|list| list.split(']').next()) else { return Vec::new() };
    let start = |part: &str| offset + (part.as_ptr() as usize - after.as_ptr() as usize);
    let parts = list.split(',').map(str::trim).filter_map(|part| {
        let quote = part.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let text = part.strip_prefix(quote)?.strip_suffix(quote)?;
        (!text.contains(['\\', quote])).then(|| (text, start(part)..start(part) + part.len()))
    });
    parts.collect()
}

/// `== "fault"` behind a name.
fn compared(after: &str, offset: usize) -> Option<(&str, Range<usize>)> {
    let sign = after.trim_start();
    let rest = sign.strip_prefix("==").or_else(|| sign.strip_prefix("!="))?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let text = &rest[1..];
    let text = &text[..text.find(quote)?];
    let start = offset + after.len() - rest.len();
    (!text.contains('\\')).then_some((text, start..start + text.len() + 2))
}

/// `"gloves" in` before a name.
fn asked_in(before: &str) -> Option<(&str, Range<usize>)> {
    let rest = before.trim_end().strip_suffix("in")?.trim_end();
    let quote = rest.chars().last().filter(|c| matches!(c, '"' | '\''))?;
    let inside = &rest[..rest.len() - 1];
    let start = inside.rfind(quote)?;
    let text = &inside[start + 1..];
    (!text.contains('\\')).then_some((text, start..rest.len()))
}
