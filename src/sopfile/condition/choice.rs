//! A choice that a condition compares with has to be one of those there are: a slip would hide its step for ever.

use crate::domain::condition::Reference;
use crate::domain::sop::{Capture, Step};
use std::ops::Range;

/// The text that a step's answer is compared with in `condition`, where it is none of its choices.
pub(super) fn unknown<'c>(condition: &'c str, reference: &Reference, named: &Step) -> Option<(&'c str, Range<usize>)> {
    let (Capture::Choice { options, .. } | Capture::Choices { options, .. }) = &named.capture else { return None };
    let (before, after) = (condition.get(..reference.span.start)?, condition.get(reference.span.end..)?);
    let (text, span) = match named.capture {
        Capture::Choice { .. } => compared(after, reference.span.end)?,
        _ => asked_in(before)?,
    };
    options.iter().all(|option| option != text).then_some((text, span))
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
