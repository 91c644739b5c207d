//! `repeats`, `times`, `within`, `per`: the same happens again and again.

use super::signal;
use crate::domain::id::SignalName;
use crate::domain::mark::Mark;
use crate::domain::sop::{Per, Repeated, Wait, When};
use crate::sopfile::reader::{Node, Table, listed};
use crate::sopfile::suggest::nearest;
use crate::sopfile::wait;

/// The journal's own kinds that may be counted, and by what.
const KINDS: [(&str, &[Per]); 7] = [
    ("step.done-without-evidence", &[Per::Sop, Per::Step, Per::Item, Per::Person, Per::Case]),
    ("step.out-of-range", &[Per::Sop, Per::Step, Per::Item, Per::Person, Per::Case]),
    ("step.skipped", &[Per::Sop, Per::Step, Per::Item, Per::Person, Per::Case]),
    ("run.late", &[Per::Sop, Per::Case]),
    ("run.missed", &[Per::Sop, Per::Case]),
    ("run.skipped", &[Per::Sop, Per::Person, Per::Case]),
    ("exception.raised", &[Per::Sop, Per::Case]),
];
const OF_SIGNALS: &[Per] = &[Per::Sop, Per::Case];
const PER: [(&str, Per); 5] =
    [("sop", Per::Sop), ("step", Per::Step), ("item", Per::Item), ("person", Per::Person), ("case", Per::Case)];
const MOST_TIMES: i64 = 100;

/// How long a mark of a made-up record counts: it is complete when it is told.
const MARKED: Wait = Wait::Days(1);

pub(super) fn repeats(table: &Table<'_, '_>, kind: &Node<'_, '_>) -> Option<When> {
    let what = what(kind);
    if let Some(Repeated::Fact(mark)) = &what
        && Mark::named(mark).is_some()
    {
        table.without(&["times", "within", "per"], "a mark of a made-up record");
        return Some(When::Repeats { what: what?, times: 1, within: MARKED, per: Per::Person });
    }
    let times = table.need("times", "how often: `times = 3`").and_then(|node| node.whole(2, MOST_TIMES));
    let within = table.need("within", "in how long a time: `within = \"7 days\"`").and_then(|node| {
        let wait = wait::ahead(&node)?;
        if wait == Wait::Elapsed(0) {
            node.tell(node.error("bad-value", format!("{} leaves no time", node.written())).help(wait::SPELT));
            return None;
        }
        Some(wait)
    });
    let per = match table.get("per") {
        None => Some(Per::Sop),
        Some(node) => node.one_of("what is counted together", &PER).filter(|per| fits(&node, what.as_ref(), *per)),
    };
    Some(When::Repeats { what: what?, times: u32::try_from(times?).ok()?, within: within?, per: per? })
}

/// A kind of the journal's own, or the name of a signal.
fn what(node: &Node<'_, '_>) -> Option<Repeated> {
    let text = node.text()?;
    if KINDS.iter().any(|(kind, _)| *kind == text) || Mark::named(&text).is_some() {
        return Some(Repeated::Fact(text));
    }
    let Some(fault) = signal::fault(&text) else { return Some(Repeated::Signal(SignalName(text))) };
    let kinds: Vec<&str> = KINDS.iter().map(|(kind, _)| *kind).chain(Mark::ALL.map(Mark::name)).collect();
    let told = node.error("bad-value", format!("{} {fault} that can be counted", node.written()));
    node.tell(match nearest(&text, kinds.iter().copied()) {
        Some(near) => told.label(format!("did you mean `{near}`?")),
        None => told.help(format!("one of {}, or the name of a signal", listed(&kinds))),
    });
    None
}

/// A run that is late has no step, and a signal no person.
fn fits(node: &Node<'_, '_>, what: Option<&Repeated>, per: Per) -> bool {
    let Some(what) = what else { return true };
    let may = match what {
        Repeated::Fact(kind) => KINDS.iter().find(|(known, _)| known == kind).map_or(OF_SIGNALS, |(_, per)| *per),
        Repeated::Signal(_) => OF_SIGNALS,
    };
    if may.contains(&per) {
        return true;
    }
    let words: Vec<String> =
        PER.iter().filter(|(_, per)| may.contains(per)).map(|(word, _)| format!("`{word}`")).collect();
    let told = node.error("conflict", format!("`{}` has no {}", what.listened(), node.as_str().unwrap_or_default()));
    node.tell(told.help(format!("it can be counted per {}", words.join(", "))));
    false
}
