//! `approve`: who decides, by when, and what happens if nobody does.

use super::steps;
use crate::domain::approval::{ApproveRule, FourEyes, OnTimeout};
use crate::domain::id::RoleId;
use crate::sopfile::reader::{Keys, Node, Spelling, Table};
use crate::sopfile::wait;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use toml::de::DeValue;

pub(in crate::sopfile::sop) const KEYS: Keys = Keys {
    of: "`approve`",
    known: &["role", "four-eyes", "within", "on-timeout", "votes", "amount", "limits", "not"],
    later: &[],
};
const TIMEOUTS: [(&str, OnTimeout); 3] =
    [("escalate", OnTimeout::Escalate), ("expire", OnTimeout::Expire), ("approve", OnTimeout::Approve)];
/// More people than this are no floor's.
const MOST_VOTES: i64 = 9;

pub(super) fn approve(node: &Node<'_, '_>) -> Option<ApproveRule> {
    let table = node.table("a table: { role = \"manager\", within = \"4h\" }")?;
    table.only(KEYS);
    if !table.has("within") {
        table.without(&["on-timeout"], "no `within`");
    }
    if table.has("limits") && !table.has("amount") {
        let told = table.error("missing-key", "`limits` are of an `amount`, and none is given");
        table.reader.tell(told.help("say where it stands: `amount = \"{draft.amount}\"`"));
    }
    let limits = table.get("limits").map(|node| limits(&node)).unwrap_or_default();
    let four_eyes = table.get("four-eyes").and_then(|node| node.bool()).unwrap_or_default();
    let votes = table.get("votes").and_then(|node| node.whole(1, MOST_VOTES)).unwrap_or(1);
    Some(ApproveRule {
        role: table.get("role").and_then(|node| node.id(Spelling::Kebab)).map(RoleId),
        votes: votes as u32,
        four_eyes: if four_eyes { FourEyes::Yes } else { FourEyes::No },
        within: table.get("within").and_then(|node| wait::some(&node)),
        on_timeout: table
            .get("on-timeout")
            .and_then(|node| node.one_of("what happens if nobody decides", &TIMEOUTS))
            .unwrap_or_default(),
        amount: table.get("amount").and_then(|node| amount(&node)),
        limits,
        not: table.get("not").map(|node| steps(&node)).unwrap_or_default(),
    })
}

/// A placeholder, as a rule; what else stands there has to come to a number.
fn amount(node: &Node<'_, '_>) -> Option<String> {
    let text = node.text()?;
    if !text.contains('{') && Decimal::from_str_exact(&text).is_err() {
        let told = node.error("bad-value", format!("{} never comes to a number", node.written()));
        node.tell(told.help("say where it stands: `amount = \"{draft.amount}\"`"));
        return None;
    }
    Some(text)
}

/// The most that holders of each role decide.
fn limits(node: &Node<'_, '_>) -> BTreeMap<RoleId, Decimal> {
    let table: Option<Table<'_, '_>> = node.table("the most for each role: { supervisor = \"50\", manager = \"250\" }");
    let mut limits = BTreeMap::new();
    for node in table.iter().flat_map(Table::entries) {
        if let Some(fault) = Spelling::Kebab.fault(&node.key) {
            let told = format!("`{}` cannot be the name of a role: {fault}", node.key);
            node.tell(node.reader.error("bad-id", node.key_span.clone(), told));
            continue;
        }
        if let Some(most) = money(&node) {
            limits.insert(RoleId::from(node.key.as_str()), most);
        }
    }
    if table.is_some_and(|table| table.table.is_empty()) {
        node.tell(node.error("empty", "`limits` is empty").help("give one: { manager = \"250\" }, or take it out"));
    }
    limits
}

/// `250`, `"250.00"`; not less than nothing.
fn money(node: &Node<'_, '_>) -> Option<Decimal> {
    let value = match node.value.get_ref() {
        DeValue::String(text) => {
            let value = Decimal::from_str_exact(text.trim()).ok();
            if value.is_none() {
                let told = node.error("bad-value", format!("{} is not an amount", node.written()));
                node.tell(told.help("digits, with a point where there are parts: \"250.00\""));
            }
            value?
        }
        _ => node.decimal()?,
    };
    if value.is_sign_negative() && !value.is_zero() {
        node.tell(node.error("out-of-bounds", format!("{} is less than nothing", node.written())));
        return None;
    }
    Some(value)
}
