//! `on-fail` and `promote`: what a failure leads to, and what an agent has to show.

use crate::domain::action::{OnFail, Retry, Then};
use crate::domain::agent::Gates;
use crate::sopfile::reader::{Keys, Node};
use crate::sopfile::wait;

pub(in crate::sopfile::sop) const ON_FAIL: Keys =
    Keys { of: "`on-fail`", known: &["retry", "times", "wait", "then"], later: &[] };
pub(in crate::sopfile::sop) const PROMOTE: Keys =
    Keys { of: "`promote`", known: &["min-runs", "min-days", "min-agreement", "max-failures"], later: &[] };
const RETRIES: [(&str, Retry); 2] = [("safe", Retry::Safe), ("never", Retry::Never)];
const THENS: [(&str, Then); 2] = [("escalate", Then::Escalate), ("skip", Then::Skip)];
/// What does not work twenty times does not work.
const MOST_TIMES: i64 = 20;

pub(super) fn on_fail(node: &Node<'_, '_>) -> Option<OnFail> {
    let table = node.table("a table: { retry = \"safe\", times = 1, wait = \"24h\" }")?;
    table.only(ON_FAIL);
    let times = table.get("times").and_then(|node| node.whole(0, MOST_TIMES)).unwrap_or_default();
    if !table.has("times") {
        table.without(&["wait"], "no `times`");
    }
    Some(OnFail {
        retry: table.get("retry").and_then(|node| node.one_of("a kind of retry", &RETRIES)).unwrap_or_default(),
        times: times as u32,
        wait: table.get("wait").and_then(|node| wait::some(&node)),
        then: table.get("then").and_then(|node| node.one_of("what comes after", &THENS)).unwrap_or_default(),
    })
}

pub(super) fn promote(node: &Node<'_, '_>) -> Option<Gates> {
    let table = node.table("a table: { min-runs = 20, min-days = 14, min-agreement = 80, max-failures = 0 }")?;
    table.only(PROMOTE);
    let given = Gates::default();
    let number = |key: &str, most: i64, default: u32| {
        table.get(key).and_then(|node| node.whole(0, most)).map_or(default, |number| number as u32)
    };
    let percent = number("min-agreement", 100, u32::from(given.min_agreement));
    Some(Gates {
        min_runs: number("min-runs", 10_000, given.min_runs),
        min_days: number("min-days", 3_660, given.min_days),
        min_agreement: percent as u8,
        max_failures: number("max-failures", 1_000, given.max_failures),
    })
}
