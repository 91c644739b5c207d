//! `[exceptions]`: how long things may take with exceptions, and who is told where no SOP says.

use crate::domain::id::RoleId;
use crate::domain::site::{BySeverity, ExceptionSettings};
use crate::sopfile::escalate::{Lengths, escalate};
use crate::sopfile::reader::{Keys, Node, Table};
use crate::sopfile::suggest::nearest;
use crate::sopfile::wait;
use std::collections::BTreeSet;

pub(super) const KEYS: Keys =
    Keys { of: "`[exceptions]`", known: &["respond-within", "taken-for", "longest-shelf", "escalate"], later: &[] };
pub(super) const BY_SEVERITY: Keys = Keys { of: "times by severity", known: &["low", "medium", "high"], later: &[] };

pub(super) fn exceptions(root: &Table<'_, '_>) -> ExceptionSettings {
    let mut settings = ExceptionSettings::default();
    let Some(table) = root.get("exceptions").and_then(|node| node.table("a table")) else { return settings };
    table.only(KEYS);
    for (key, times) in [("respond-within", &mut settings.respond_within), ("taken-for", &mut settings.taken_for)] {
        if let Some(node) = table.get(key) {
            by_severity(&node, times);
        }
    }
    if let Some(node) = table.get("longest-shelf") {
        match node.any_text().map(wait::read) {
            Some(Some(crate::domain::sop::Wait::Days(days))) if days <= 366 => settings.longest_shelf = days,
            _ => node.tell(
                node.error("bad-value", format!("{} is not a number of days up to a year", node.written()))
                    .help("for example `longest-shelf = \"14 days\"`"),
            ),
        }
    }
    settings.escalate = escalate(&table, Lengths::Elapsed);
    settings
}

/// Who is told has to be somebody: a role that the site has.
pub(super) fn check_roles(root: &Table<'_, '_>, roles: &BTreeSet<RoleId>) {
    let Some(table) = root.get("exceptions").and_then(|node| node.table("a table")) else { return };
    let rungs = table.get("escalate").and_then(|node| node.as_items()).unwrap_or_default();
    for node in rungs.iter().filter_map(|rung| rung.table("a table")?.get("to")) {
        let Some(role) = node.as_str().filter(|role| !roles.iter().any(|known| known.as_str() == *role)) else {
            continue;
        };
        let told = node.error("unknown-role", format!("no role is called `{role}`"));
        node.tell(match nearest(role, roles.iter().map(RoleId::as_str)) {
            Some(near) => told.label(format!("did you mean `{near}`?")),
            None => told.help("roles are those of `[site]`, and those that people hold"),
        });
    }
}

/// One time for all, or `{ high = "15m" }`, the others as they were.
fn by_severity(node: &Node<'_, '_>, times: &mut BySeverity) {
    if node.as_str().is_some() {
        if let Some(seconds) = seconds(node) {
            *times = BySeverity { low: seconds, medium: seconds, high: seconds };
        }
        return;
    }
    let Some(table) = node.table("a time, or times by severity: { high = \"15m\", medium = \"2h\" }") else { return };
    table.only(BY_SEVERITY);
    for (key, time) in [("low", &mut times.low), ("medium", &mut times.medium), ("high", &mut times.high)] {
        if let Some(read) = table.get(key).and_then(|node| seconds(&node)) {
            *time = read;
        }
    }
}

fn seconds(node: &Node<'_, '_>) -> Option<u32> {
    let seconds = wait::elapsed(node.any_text()?.trim()).filter(|seconds| (60..=30 * 86_400).contains(seconds));
    if seconds.is_none() {
        let told = node.error("bad-value", format!("{} is not a time from a minute to 30 days", node.written()));
        node.tell(told.help("for example \"15m\", \"4h\", \"1d\""));
    }
    seconds.and_then(|seconds| u32::try_from(seconds).ok())
}
