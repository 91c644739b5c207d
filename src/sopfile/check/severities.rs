//! How the severities of a whole pack lie: where most of them are high, none is.
//!
//! Control rooms hold 80 % low, 15 % medium and 5 % high to be right (EEMUA 191, ANSI/ISA-18.2). A pack of limits for
//! food and fire has more high ones for good reason, so only one that is turned upside down is told of.

use super::Accepted;
use crate::diagnostic::Diagnostic;
use crate::domain::exception::Severity;
use crate::domain::sop::{Capture, Sop};

/// Fewer say nothing about a pack.
const LEAST: usize = 10;

pub(super) fn top_heavy(sops: &[Accepted<Sop>]) -> Option<Diagnostic> {
    let all: Vec<Severity> = sops.iter().flat_map(|sop| of(&sop.value)).collect();
    let high = all.iter().filter(|severity| **severity == Severity::High).count();
    if all.len() < LEAST || high * 2 <= all.len() {
        return None;
    }
    let count = all.len();
    let told = Diagnostic::warning("top-heavy", format!("{high} of the {count} severities in these SOPs are high"));
    Some(told.help(
        "keep high for what has to be done at once; near 80 % low, 15 % medium and 5 % high is what people can follow",
    ))
}

/// Every severity that a SOP's file gives: of its limits, bad options, missing ends, and of what it raises.
fn of(sop: &Sop) -> Vec<Severity> {
    let limits = sop.steps.iter().flat_map(|step| step.limits.iter().map(|limit| limit.severity));
    let answers = sop.steps.iter().flat_map(|step| match &step.capture {
        Capture::Choice { bad, .. } | Capture::Choices { bad, .. } => bad.iter().map(|bad| bad.severity).collect(),
        capture => capture.timed().map(|timed| timed.severity).into_iter().collect::<Vec<_>>(),
    });
    limits.chain(answers).chain(sop.raise.as_ref().map(|raise| raise.severity)).collect()
}
