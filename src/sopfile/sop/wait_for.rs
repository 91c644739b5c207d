//! `wait-for`: the signal that answers a step, and how long it may take.

use super::signal;
use crate::domain::sop::WaitFor;
use crate::sopfile::reader::{Keys, Table};
use crate::sopfile::wait;

pub(super) const KEYS: Keys = Keys { of: "`wait-for`", known: &["signal", "within"], later: &[] };
/// What a step that a signal answers has no use for.
const WITHOUT: [&str; 7] = ["capture", "compute", "each", "limits", "proof", "opens", "due"];
const HELP: &str = "for example `wait-for = { signal = \"intake.returned\", within = \"5 working days\" }`";

pub(super) fn wait_for(table: &Table<'_, '_>) -> Option<WaitFor> {
    let node = table.get("wait-for")?;
    table.without(&WITHOUT, "`wait-for`");
    let inside = node.table("a table: { signal = \"intake.returned\", within = \"5 working days\" }")?;
    inside.only(KEYS);
    let signal = inside.need("signal", HELP).and_then(|node| signal::name(&node));
    let within = inside.need("within", HELP).and_then(|node| wait::some(&node));
    Some(WaitFor { signal: signal?, within: within? })
}
