//! `[signals]`: which of their fields are about a person.

use crate::domain::signal::Personal;
use crate::sopfile::reader::{Keys, Table};
use crate::sopfile::sop::signal;

pub(super) const KEYS: Keys = Keys { of: "`[signals]`", known: &["personal"], later: &[] };

pub(super) fn personal(root: &Table<'_, '_>) -> Personal {
    let mut personal = Personal::default();
    let Some(table) = root.get("signals").and_then(|node| node.table("a table")) else { return personal };
    table.only(KEYS);
    let Some(node) = table.get("personal") else { return personal };
    for node in node.items("a list of fields: [\"email\", \"mail.received:sender\"]") {
        let Some(text) = node.text() else { continue };
        let (name, field) = text.split_once(':').map_or((None, text.as_str()), |(name, field)| (Some(name), field));
        let fault = name.and_then(signal::fault);
        if field.trim().is_empty() || fault.is_some() {
            let told = node.error("bad-value", format!("{} is not a field of signals", node.written()));
            node.tell(told.help("`email` of any signal, or `mail.received:sender` of one"));
        } else {
            personal.0.insert(text);
        }
    }
    personal
}
