//! `[cancel]`: the signals of its case after which nobody waits for it any more.

use super::signal;
use crate::domain::id::SignalName;
use crate::sopfile::reader::{Keys, Table};

pub(super) const KEYS: Keys = Keys { of: "`[cancel]`", known: &["signal"], later: &[] };
const HELP: &str = "for example `cancel = { signal = \"booking.cancelled\" }`";

/// `cancel = { signal = "invoice.paid" }`, or several.
pub(super) fn cancel(root: &Table<'_, '_>) -> Vec<SignalName> {
    let Some(table) = root.get("cancel").and_then(|node| node.table("a table: [cancel]")) else { return Vec::new() };
    table.only(KEYS);
    table.need("signal", HELP).and_then(signal::names).unwrap_or_default()
}
