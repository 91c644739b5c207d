//! `[[escalate]]`: who is told, and when, where nobody comes. Of a SOP, and of the site for what no SOP speaks for.

use super::reader::{Keys, Node, Spelling, Table};
use super::wait;
use crate::domain::escalation::Escalate;
use crate::domain::exception::Severity;
use crate::domain::id::RoleId;
use crate::domain::sop::Wait;

pub(super) const KEYS: Keys = Keys { of: "a rung of `escalate`", known: &["after", "to", "severity"], later: &[] };
pub(super) const SEVERITIES: [(&str, Severity); 3] =
    [("low", Severity::Low), ("medium", Severity::Medium), ("high", Severity::High)];
/// A ladder has no more rungs than a place has people to tell.
const MOST: usize = 9;
const HELP: &str = "for example `after = \"15m\"`, `to = \"manager\"`";

/// Which lengths may stand in `after`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lengths {
    Any,
    /// Where no area says whose opening hours count.
    Elapsed,
}

/// The rungs in the order of the file, which is the order of time.
pub(super) fn escalate(parent: &Table<'_, '_>, lengths: Lengths) -> Vec<Escalate> {
    let Some(node) = parent.get("escalate") else { return Vec::new() };
    let nodes = node.items("tables: `[[escalate]]`");
    if nodes.len() > MOST {
        node.tell(node.error("out-of-bounds", format!("{} rungs are more than {MOST}", nodes.len())));
    }
    let mut rungs: Vec<Escalate> = Vec::new();
    for node in &nodes {
        let Some(rung) = rung(node, lengths) else { continue };
        if let (Some(Wait::Elapsed(before)), Wait::Elapsed(after)) = (rungs.last().map(|rung| rung.after), rung.after)
            && after <= before
        {
            let told = node.error("wrong-order", "this rung comes no later than the one before it");
            node.tell(told.help("the first to be told comes first: 15m to the manager, then 45m to the owner"));
        }
        rungs.push(rung);
    }
    rungs
}

fn rung(node: &Node<'_, '_>, lengths: Lengths) -> Option<Escalate> {
    let table = node.table("a table: `[[escalate]]`")?;
    table.only(KEYS);
    let after = table.need("after", HELP).and_then(|node| {
        let wait = wait::ahead(&node)?;
        if lengths == Lengths::Elapsed && !matches!(wait, Wait::Elapsed(_)) {
            let told = node.error("bad-value", format!("{} counts nobody's days here", node.written()));
            node.tell(told.help("elapsed time only: \"15m\", \"2h\""));
            return None;
        }
        Some(wait)
    });
    let to = table.need("to", HELP).and_then(|node| node.id(Spelling::Kebab));
    let severity = table.get("severity").map(|node| node.one_of("a severity", &SEVERITIES));
    if severity == Some(None) {
        return None;
    }
    Some(Escalate { after: after?, to: RoleId(to?), severity: severity.flatten() })
}
