//! `timed`: a reading at the start, one at the end, and how long it may take.

use super::{capture, range};
use crate::domain::exception::Severity;
use crate::domain::sop::{Limit, Timed};
use crate::sopfile::reader::{Keys, Node, Table};
use crate::sopfile::wait;

pub(super) const KEYS: Keys = Keys {
    of: "`timed`",
    known: &["start", "end", "within", "remind", "unit", "plausible", "severity", "must"],
    later: &[],
};
pub(super) const READING: Keys =
    Keys { of: "a reading of `timed`", known: &["min", "max", "severity", "must"], later: &[] };
pub(super) const HELP: &str = "for example { timed = { start = { min = 63.0 }, end = { max = 8.0 }, within = \"90m\", remind = [\"45m\", \"80m\"] } }";
const MOST: i64 = 7 * 86_400;

/// The capture, and the limits of its end, which are the step's.
pub(super) fn timed(node: &Node<'_, '_>, over_a_list: bool) -> Option<(Timed, Vec<Limit>)> {
    let table = node.table(&format!("a table: {HELP}"))?;
    table.only(KEYS);
    let within = table.need("within", HELP).and_then(|node| length(&node));
    let remind = table.get("remind").map_or(Some(Vec::new()), |node| remind(&node, within));
    let unit = table.get("unit").map_or(Some(String::new()), |node| node.any_text().map(|unit| unit.trim().to_owned()));
    let plausible = table.get("plausible").and_then(|node| capture::plausible(&node, over_a_list));
    let (severity, must) = range::answer_to(&table, Severity::High);
    let (start, end) = (reading(&table, "start"), reading(&table, "end"));
    let timed = Timed { unit: unit?, plausible, start, within: within?, remind: remind?, severity, must };
    Some((timed, end))
}

fn reading(table: &Table<'_, '_>, key: &str) -> Vec<Limit> {
    let Some(table) = table.get(key).and_then(|node| node.table("a table: { min = 63.0 }")) else { return Vec::new() };
    table.only(READING);
    range::limits(&table, Severity::High)
}

/// Seconds of elapsed time.
fn length(node: &Node<'_, '_>) -> Option<u32> {
    let seconds = wait::elapsed(node.any_text()?.trim());
    let fits = seconds.filter(|seconds| (1..=MOST).contains(seconds));
    if fits.is_none() {
        let told = node.error("bad-value", format!("{} is not a length of time up to 7 days", node.written()));
        node.tell(told.help("for example \"90m\", \"2h\", \"1h30m\""));
    }
    fits.map(|seconds| seconds as u32)
}

/// In order, each before the end.
fn remind(node: &Node<'_, '_>, within: Option<u32>) -> Option<Vec<u32>> {
    let nodes = node.items("a list of times from the start: [\"45m\", \"80m\"]");
    let mut reminders: Vec<u32> = Vec::new();
    for node in &nodes {
        let seconds = length(node)?;
        if within.is_some_and(|within| seconds >= within) {
            let told = node.error("wrong-order", format!("{} is not before the end is wanted", node.written()));
            node.tell(told.help("it counts from the start: a reminder comes before `within` has passed"));
        } else if reminders.last().is_some_and(|last| seconds <= *last) {
            let told = node.error("wrong-order", format!("{} does not come after the one before it", node.written()));
            node.tell(told.help("write them in order: [\"45m\", \"80m\"]"));
        }
        reminders.push(seconds);
    }
    node.as_items().map(|_| reminders)
}
