//! `min` and `max`: what is expected of a computed number, or of a timed step's reading. Each becomes a limit.

use super::placeholder;
use crate::domain::exception::Severity;
use crate::domain::sop::{Bound, Limit, Side};
use crate::sopfile::reader::{Node, Table};

/// How bad it is to lie outside, and what to do; `default` where the file does not say.
pub(super) fn answer_to(table: &Table<'_, '_>, default: Severity) -> (Severity, Option<String>) {
    (severity(table).unwrap_or(default), table.get("must").and_then(|node| placeholder::bare_said(&node)))
}

fn severity(table: &Table<'_, '_>) -> Option<Severity> {
    const WORDS: [(&str, Severity); 3] =
        [("low", Severity::Low), ("medium", Severity::Medium), ("high", Severity::High)];
    table.get("severity").and_then(|node| node.one_of("a severity", &WORDS))
}

/// The limits that `min` and `max` of a table stand for: both ends are right.
pub(super) fn limits(table: &Table<'_, '_>, default: Severity) -> Vec<Limit> {
    let (min, max) = (table.get("min"), table.get("max"));
    let (low, high) = (min.as_ref().and_then(Node::decimal), max.as_ref().and_then(Node::decimal));
    if let (Some(node), Some(low), Some(high)) = (&max, low, high)
        && low > high
    {
        let told = node.error("wrong-order", format!("nothing lies between `min` {low} and `max` {high}"));
        node.tell(told.help("`min` is the least that is right, `max` the most"));
    }
    let (severity, must) = answer_to(table, default);
    let limit = |side, bound| Limit { side, bound: Bound::Value(bound), severity, must: must.clone(), recheck: None };
    low.map(|low| limit(Side::Below, low)).into_iter().chain(high.map(|high| limit(Side::Above, high))).collect()
}
