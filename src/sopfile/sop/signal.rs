//! Triggers that wait for signals: one that comes, one that does not.

use crate::domain::id::SignalName;
use crate::domain::sop::{Wait, When};
use crate::sopfile::reader::{Node, Table};
use crate::sopfile::wait;

pub(crate) const NAMED: &str = "small letters, digits, `-`, and points between the words: `quote.sent`";
/// The first words of the journal's own facts.
const FACTS: [&str; 17] = [
    "store",
    "config",
    "list",
    "sop",
    "holidays",
    "engine",
    "clock",
    "occurrence",
    "recurrence",
    "run",
    "step",
    "note",
    "file",
    "inspection",
    "exception",
    "record",
    "watch",
];

/// `quote.sent`. A signal cannot be called like a fact.
pub(crate) fn name(node: &Node<'_, '_>) -> Option<SignalName> {
    let text = node.text()?;
    match fault(&text) {
        None => Some(SignalName(text)),
        Some(fault) => {
            node.tell(node.error("bad-signal", format!("{} {fault}", node.written())).help(NAMED));
            None
        }
    }
}

/// Why a text is not the name of a signal.
pub(crate) fn fault(text: &str) -> Option<&'static str> {
    let word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
    };
    if text.is_empty() || text.len() > 80 || !text.split('.').all(word) {
        return Some("is not the name of a signal");
    }
    let first = text.split('.').next().unwrap_or(text);
    (FACTS.contains(&first) && text.contains('.')).then_some("is called like a fact of the journal")
}

pub(super) fn names(node: Node<'_, '_>) -> Option<Vec<SignalName>> {
    let all: Vec<Option<SignalName>> = node.one_or_more().iter().map(name).collect();
    all.into_iter().collect()
}

/// `signal = "client.signed"`, with `delay`.
pub(super) fn signal(table: &Table<'_, '_>, kind: &Node<'_, '_>) -> Option<When> {
    let delay = table.get("delay").map(|node| wait::ahead(&node));
    let name = name(kind);
    if delay == Some(None) {
        return None;
    }
    let delay = delay.flatten().filter(|delay| *delay != Wait::Elapsed(0));
    Some(When::Signal { name: name?, delay })
}

/// `after`, `unless`, `within`.
pub(super) fn absence(table: &Table<'_, '_>, kind: &Node<'_, '_>) -> Option<When> {
    let after = name(kind);
    let unless = table.need("unless", "what is wanted after it: `unless = [\"quote.followed-up\"]`").and_then(names);
    let within =
        table.need("within", "how long it may take: `within = \"48h\"`, `\"2 working days\"`, `\"8 open hours\"`");
    let within = within.and_then(|node| {
        let wait = wait::ahead(&node)?;
        if matches!(wait, Wait::Elapsed(0) | Wait::Days(0) | Wait::WorkingDays(0) | Wait::OpenSeconds(0)) {
            node.tell(node.error("bad-value", format!("{} leaves no time", node.written())).help(wait::SPELT));
            return None;
        }
        Some(wait)
    });
    Some(When::Absence { after: after?, unless: unless?, within: within? })
}
