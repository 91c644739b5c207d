//! `limits`: bands of a reading that is not right; on each side first the mild, then the worse.

use super::placeholder;
use crate::domain::exception::Severity;
use crate::domain::sop::{Bound, Limit, Side};
use crate::sopfile::reader::{Keys, Node, Spelling};
use crate::sopfile::wait;

pub(super) const KEYS: Keys =
    Keys { of: "a limit", known: &["above", "below", "severity", "must", "recheck"], later: &[] };
const HELP: &str = "for example { above = 8.0, severity = \"high\", must = \"Move the food\" }";

pub(super) fn limits(node: &Node<'_, '_>, over_a_list: bool) -> Vec<Limit> {
    let nodes = node.items("a list of limits");
    let read: Vec<Option<Limit>> = nodes.iter().map(|node| limit(node, over_a_list)).collect();
    let whole = read.iter().all(Option::is_some);
    let limits: Vec<Limit> = read.into_iter().flatten().collect();
    if !whole {
        return limits;
    }
    for (at, limit) in limits.iter().enumerate() {
        if let Some(told) = fault(&limits[..at], limit) {
            nodes[at].tell(
                nodes[at].error("limits-order", told).help(
                    "on each side the mild limit comes first, then the worse: above 5.0 low, then above 8.0 high",
                ),
            );
        }
    }
    if let Some((at, told)) = crossed(&limits) {
        nodes[at].tell(nodes[at].error("limits-order", told).help("what lies between `below` and `above` is right"));
    }
    limits
}

/// What is wrong with a limit after those before it, as far as the file alone says.
fn fault(before: &[Limit], limit: &Limit) -> Option<String> {
    let milder = before.iter().rev().find(|other| other.side == limit.side)?;
    let word = side(limit.side);
    if milder.severity >= limit.severity {
        return Some(format!("this limit is no worse than the one `{word}` before it"));
    }
    match (&milder.bound, &limit.bound) {
        (Bound::Value(mild), Bound::Value(worse)) if !beyond(limit.side, *worse, *mild) => {
            Some(format!("{word} {worse} lies no further out than {word} {mild}, which is milder"))
        }
        (Bound::Column(mild), Bound::Column(worse)) if mild == worse => {
            Some(format!("both limits are at `item.{mild}`"))
        }
        _ => None,
    }
}

/// The mildest limits of both sides, where nothing can lie between them.
fn crossed(limits: &[Limit]) -> Option<(usize, String)> {
    let first = |side| limits.iter().position(|limit| limit.side == side);
    let (above, below) = (first(Side::Above)?, first(Side::Below)?);
    match (&limits[above].bound, &limits[below].bound) {
        (Bound::Value(most), Bound::Value(least)) if least > most => {
            Some((above.max(below), format!("no reading is right: it is below {least} or above {most}")))
        }
        _ => None,
    }
}

/// Whether one bound lies further out than another.
pub(crate) fn beyond(side: Side, bound: rust_decimal::Decimal, than: rust_decimal::Decimal) -> bool {
    match side {
        Side::Above => bound > than,
        Side::Below => bound < than,
    }
}

pub(crate) fn side(side: Side) -> &'static str {
    match side {
        Side::Above => "above",
        Side::Below => "below",
    }
}

fn limit(node: &Node<'_, '_>, over_a_list: bool) -> Option<Limit> {
    let table = node.table("a limit")?;
    table.only(KEYS);
    let words = [("low", Severity::Low), ("medium", Severity::Medium), ("high", Severity::High)];
    let severity = table.need("severity", HELP).and_then(|node| node.one_of("a severity", &words));
    let must = table.get("must").map(|node| placeholder::bare_said(&node));
    let (side, bound) = match (table.get("above"), table.get("below")) {
        (Some(node), None) => (Side::Above, bound(&node, over_a_list)),
        (None, Some(node)) => (Side::Below, bound(&node, over_a_list)),
        (Some(_), Some(node)) => {
            let told = node.reader.error("conflict", node.key_span, "`above` and `below` are two limits");
            node.reader.tell(told.help("write each in its own braces"));
            return None;
        }
        // A misspelt one was told of already.
        (None, None) if table.has_other_than(KEYS) => return None,
        (None, None) => {
            node.tell(node.error("missing-key", "a limit needs `above` or `below`").help(HELP));
            return None;
        }
    };
    let recheck = table.get("recheck").map(|node| recheck(&node));
    if must == Some(None) || recheck == Some(None) {
        return None;
    }
    Some(Limit { side, bound: bound?, severity: severity?, must: must.flatten(), recheck: recheck.flatten() })
}

/// How long after a reading that is not right a new one is wanted: from a minute to a week.
fn recheck(node: &Node<'_, '_>) -> Option<u32> {
    let text = node.any_text()?;
    let seconds = wait::elapsed(text.trim()).filter(|seconds| (60..=7 * 86_400).contains(seconds));
    if seconds.is_none() {
        let told = node.error("bad-value", format!("{} is not a time from a minute to a week", node.written()));
        node.tell(told.help("when to look again: `recheck = \"30m\"`"));
    }
    seconds.and_then(|seconds| u32::try_from(seconds).ok())
}

/// A decimal, or `item.COLUMN`.
pub(super) fn bound(node: &Node<'_, '_>, over_a_list: bool) -> Option<Bound> {
    let Some(text) = node.as_str() else { return node.decimal().map(Bound::Value) };
    let Some(column) = text.strip_prefix("item.").filter(|column| Spelling::Snake.fault(column).is_none()) else {
        let told = node.error("bad-value", format!("{} is not a limit", node.written()));
        node.tell(told.help("a number without quotes, or a column of the list: \"item.max\""));
        return None;
    };
    if !over_a_list {
        let told = node.error("conflict", format!("`item.{column}` needs a list"));
        node.tell(told.help("a step runs over a list with `each = \"fridges\"`"));
        return None;
    }
    Some(Bound::Column(column.to_owned()))
}
