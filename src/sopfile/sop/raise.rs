//! `[raise]`: the exception that a firing raises.

use super::placeholder::{check, column};
use crate::diagnostic::Diagnostic;
use crate::domain::exception::Severity;
use crate::domain::id::{AreaId, SopId};
use crate::domain::sop::{DateOf, ForEach, GroupBy, RaiseRule, Trigger, When};
use crate::sopfile::reader::{Keys, Node, Spelling, Table};
use crate::sopfile::wait;
use std::collections::BTreeSet;

pub(super) const KEYS: Keys = Keys {
    of: "`[raise]`",
    known: &["severity", "what", "why", "recommend", "respond-within", "group-by", "inhibits"],
    later: &[],
};
const SEVERITIES: [(&str, Severity); 3] =
    [("low", Severity::Low), ("medium", Severity::Medium), ("high", Severity::High)];
const GROUPS: [(&str, GroupBy); 4] =
    [("sop", GroupBy::Sop), ("case", GroupBy::Case), ("item", GroupBy::Item), ("area", GroupBy::Area)];
const HELP: &str = "`{case}`, `{case.FIELD}` of its newest signals, `{data.FIELD}` of the signal and `{item.COLUMN}` of the row are filled in; where it repeats, `{count}`, `{sop}`, `{step}`, `{person}` and `{mark}` too";

pub(super) fn raise(root: &Table<'_, '_>, area: Option<&AreaId>, triggers: &[Trigger]) -> Option<RaiseRule> {
    let table = root.get("raise")?.table("a table: [raise]")?;
    table.only(KEYS);
    let severity = table
        .need("severity", "`severity = \"medium\"`: low, medium or high")
        .and_then(|node| node.one_of("a severity", &SEVERITIES));
    let what = table.need("what", "what the card says: `what = \"{case} had no follow-up in 48 hours\"`");
    let what = what.and_then(|node| text(&node));
    for (key, help) in [
        ("why", "why it matters, for whoever reads the card: `why = \"A warm lead goes cold in two days.\"`"),
        ("recommend", "what to do about it: `recommend = \"Call today.\"`"),
        ("respond-within", "how soon somebody is to have it: `respond-within = \"4h\"`"),
    ] {
        if !table.has(key) {
            let told = Diagnostic::warning("raise-incomplete", format!("the card has no `{key}`"));
            table.reader.tell(told.at(table.reader.file, table.reader.text, table.span.clone()).help(help));
        }
    }
    let optional = |key| table.get(key).and_then(|node| text(&node));
    let group_by = table.get("group-by").map(|node| groups(&node, area));
    Some(RaiseRule {
        severity: severity?,
        what: what?,
        why: optional("why"),
        recommend: optional("recommend"),
        respond_within: table.get("respond-within").and_then(|node| wait::ahead(&node)),
        group_by: group_by.unwrap_or_else(|| by_default(triggers)),
        inhibits: inhibits(&table),
    })
}

/// The SOP and the case; where it goes over a list, the row too.
fn by_default(triggers: &[Trigger]) -> BTreeSet<GroupBy> {
    let rows = |trigger: &Trigger| {
        matches!(trigger.when, When::Date { of: DateOf::List(_), .. })
            || matches!(trigger.for_each, Some(ForEach::List(_)))
    };
    let item = triggers.iter().any(rows).then_some(GroupBy::Item);
    [GroupBy::Sop, GroupBy::Case].into_iter().chain(item).collect()
}

fn text(node: &Node<'_, '_>) -> Option<String> {
    let text = node.text()?;
    let open = |name: &str| {
        column(name).is_some()
            || ["data.", "case."]
                .iter()
                .any(|of| name.strip_prefix(of).is_some_and(|field| Spelling::Snake.fault(field).is_none()))
    };
    check(node, &text, &["case", "count", "mark", "person", "sop", "step"], open, HELP);
    Some(text)
}

fn groups(node: &Node<'_, '_>, area: Option<&AreaId>) -> BTreeSet<GroupBy> {
    let mut groups = BTreeSet::new();
    for node in node.items("a list: [\"sop\", \"case\"]") {
        let Some(group) = node.one_of("what cards are told apart by", &GROUPS) else { continue };
        if group == GroupBy::Area && area.is_none() {
            node.tell(node.error("conflict", "the SOP has no area").help("give it one: `area = \"kitchen\"`"));
        }
        if !groups.insert(group) {
            node.tell(node.error("duplicate", format!("{} is there twice", node.written())));
        }
    }
    groups
}

fn inhibits(table: &Table<'_, '_>) -> BTreeSet<SopId> {
    let nodes = table.get("inhibits").map(|node| node.items("a list of SOPs: [\"fridge-temperatures\"]"));
    nodes.unwrap_or_default().iter().filter_map(|node| node.id(Spelling::Kebab)).map(SopId).collect()
}
