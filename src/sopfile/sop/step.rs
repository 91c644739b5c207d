//! A step: what to do, how it is proved, when it is asked.

use super::capture::Captured;
use super::{capture, compute, limit, needs, placeholder, short, wait_for, work};
use crate::domain::condition::Condition;
use crate::domain::id::{ListId, RoleId, StepId};
use crate::domain::sop::{Capture, Privacy, Proof, Required, Step, Wait};
use crate::sopfile::reader::{Keys, Node, Spelling, Table};
use crate::sopfile::reserved::is_reserved;
use crate::sopfile::{condition, language, wait};
use std::collections::BTreeSet;

pub(super) const KEYS: Keys = Keys {
    of: "a step",
    known: &[
        "id", "do", "how", "each", "capture", "limits", "needs", "when", "opens", "due", "proof", "role", "required",
        "private", "compute", "wait-for", "agent", "prepare", "act", "tier", "mode", "approve", "on-fail", "promote",
    ],
    later: &["second", "for", "for-each", "recheck", "cancel", "raise", "escalate"],
};

/// What is often written beside `capture` and stands inside it.
const INSIDE: [&str; 5] = ["plausible", "bad", "timed", "number", "choice"];

/// `[[step]]`, all of them.
pub(super) fn steps(node: &Node<'_, '_>) -> Option<Vec<Step>> {
    let nodes = match node.as_items() {
        Some(nodes) => nodes,
        None if node.as_table().is_some() => {
            let told = node.reader.error("wrong-type", node.key_span.clone(), "one `[step]` has to be a list of steps");
            node.tell(told.help("write `[[step]]`, with two brackets"));
            return None;
        }
        None => {
            node.wrong_type("tables: `[[step]]`");
            return None;
        }
    };
    if nodes.is_empty() {
        node.tell(node.error("missing-key", "`step` is an empty list: there is nothing to do"));
        return None;
    }
    let tables: Vec<Table<'_, '_>> = nodes.iter().filter_map(|node| node.table("a table")).collect();
    let ids = ids(&tables);
    let steps: Vec<Step> = tables.iter().zip(ids).map(|(table, id)| step(table, id)).collect();
    needs::check(&tables, &steps);
    compute::check(&tables, &steps);
    condition::check_whens(&tables, &steps);
    Some(steps)
}

/// A tick, for anybody.
pub(super) fn plain(id: StepId, text: String) -> Step {
    Step {
        id,
        text,
        how: None,
        capture: Capture::Tick,
        limits: Vec::new(),
        each: None,
        needs: Vec::new(),
        when: None,
        wait_for: None,
        role: None,
        required: Required::Yes,
        proof: Proof::None,
        opens: None,
        due: None,
        privacy: Privacy::Open,
        work: None,
    }
}

/// The ids as written, or made from what is to be done.
fn ids(tables: &[Table<'_, '_>]) -> Vec<Option<StepId>> {
    let mut taken = BTreeSet::new();
    let mut ids: Vec<Option<StepId>> = Vec::new();
    for table in tables {
        let id = table.get("id").and_then(|node| {
            let id = node.id(Spelling::Snake)?;
            if is_reserved(&id) {
                let told = node.error("bad-id", format!("`{id}` is a word of conditions and cannot be an id"));
                node.tell(told.help(format!("for example `{id}_step`")));
                return None;
            }
            if !taken.insert(id.clone()) {
                let told = node.error("duplicate-id", format!("the step `{id}` is there twice"));
                node.tell(told.help("each step of a SOP has its own id"));
                return None;
            }
            Some(StepId(id))
        });
        ids.push(id);
    }
    // Those without one come after, so that they never take a written one.
    for (table, id) in tables.iter().zip(&mut ids).filter(|(table, _)| !table.has("id")) {
        if let Some(text) = table.get("do").as_ref().and_then(language::first_text) {
            let made = short::derived(text, &taken);
            taken.insert(made.clone());
            *id = Some(StepId(made));
        }
    }
    ids
}

/// What cannot be read is told, and stands here as something harmless, so that the rest is checked all the same.
fn step(table: &Table<'_, '_>, id: Option<StepId>) -> Step {
    let inside: Vec<&str> = INSIDE.into_iter().filter(|key| table.has(key)).collect();
    for node in inside.iter().filter_map(|key| table.get(key)) {
        let told = format!("`{}` belongs in `capture`", node.key);
        let told = table.reader.error("conflict", node.key_span, told);
        table.reader.tell(told.help("for example `capture = { number = \"°C\", plausible = [-30, 40] }`"));
    }
    table.only_but(KEYS, &inside);
    let each = table.get("each").map(|node| node.id(Spelling::Kebab).map(ListId));
    let text = table.need("do", "what to do: `do = \"Probe the fridge\"`");
    let text = text.and_then(|node| text_of(&node, each.is_some()));
    let how = table.get("how").and_then(|node| text_of(&node, each.is_some()));
    let computes = table.get("compute");
    if computes.is_some() {
        table.without(&compute::WITHOUT, "`compute`");
    }
    let captured = match (&computes, table.get("capture")) {
        (Some(node), _) => compute::compute(node).map(|(capture, limits)| Captured { capture, limits }),
        (None, Some(node)) => capture::capture(&node, each.is_some()),
        (None, None) => Some(Captured { capture: Capture::Tick, limits: Vec::new() }),
    };
    let (captured, own) = captured.map_or((None, Vec::new()), |it| (Some(it.capture), it.limits));
    let limits = table.get("limits").map_or(own.clone(), |node| {
        if !own.is_empty() {
            let told = "`limits` and `min` or `max` say the same thing twice";
            let told = table.reader.error("conflict", node.key_span.clone(), told);
            table.reader.tell(told.help("write all of them in `limits`, or take `limits` out"));
        }
        if captured.as_ref().is_some_and(|capture| !capture.is_numeric()) {
            let told = "`limits` needs a number or a count to compare";
            let told = table.reader.error("conflict", node.key_span.clone(), told);
            table.reader.tell(told.help("for example `capture = { number = \"°C\" }`"));
        }
        limit::limits(&node, each.is_some())
    });
    let proof = proof(table, captured.as_ref());
    let required = table.get("required").map_or(Some(true), |node| node.bool());
    let role = table.get("role").map(|node| node.id(Spelling::Kebab).map(RoleId));
    let (opens, due) = times(table);
    Step {
        id: id.unwrap_or_else(|| "".into()),
        text: text.unwrap_or_default(),
        how,
        capture: captured.unwrap_or(Capture::Number { unit: String::new(), plausible: None }),
        limits,
        each: each.flatten(),
        needs: table.get("needs").map(|node| named(&node)).unwrap_or_default(),
        when: table.get("when").and_then(|node| node.text()).map(Condition),
        wait_for: wait_for::wait_for(table),
        role: role.flatten(),
        required: if required == Some(false) { Required::No } else { Required::Yes },
        proof: proof.unwrap_or(Proof::None),
        opens,
        due,
        privacy: super::requires::privacy(table),
        work: work::work(table),
    }
}

/// `do` or `how`; over a list, `{item.COLUMN}` stands for the row's.
pub(super) fn text_of(node: &Node<'_, '_>, over_a_list: bool) -> Option<String> {
    language::first(node, |node| filled(node, over_a_list))
}

fn filled(node: &Node<'_, '_>, over_a_list: bool) -> Option<String> {
    let text = node.text()?;
    let column = |name: &str| over_a_list && placeholder::column(name).is_some();
    let help = if over_a_list {
        "here stands a column of the list: `{item.name}`"
    } else {
        "only a step that runs over a list has placeholders: `each = \"fridges\"` and `{item.name}`"
    };
    placeholder::check(node, &text, &[], column, help);
    Some(text)
}

fn proof(table: &Table<'_, '_>, capture: Option<&Capture>) -> Option<Proof> {
    let bare = matches!(capture, Some(Capture::Tick | Capture::Computed { .. }));
    let default = if bare { Proof::None } else { Proof::Required };
    let Some(node) = table.get("proof") else { return Some(default) };
    let words = [("wanted", Proof::Wanted), ("required", Proof::Required), ("none", Proof::None)];
    let proof = node.one_of("a kind of proof", &words)?;
    if capture == Some(&Capture::Tick) && proof != Proof::None {
        let told = node.error("conflict", "a tick has nothing else to prove it");
        node.tell(told.help("say what is captured: `capture = \"file\"`, or take `proof` out"));
    }
    Some(proof)
}

fn times(table: &Table<'_, '_>) -> (Option<Wait>, Option<Wait>) {
    let opens = table.get("opens").and_then(|node| wait::ahead(&node));
    let due = table.get("due").and_then(|node| {
        let due = wait::ahead(&node)?;
        if let (Some(Wait::Elapsed(opens)), Wait::Elapsed(due)) = (opens, due)
            && due < opens
        {
            node.tell(node.error("wrong-order", format!("{} is before the step opens", node.written())));
        }
        Some(due)
    });
    (opens, due)
}

fn named(node: &Node<'_, '_>) -> Vec<StepId> {
    let nodes = node.items("a list of step ids: [\"unit\"]");
    nodes.iter().filter_map(|node| node.any_text().map(StepId::from)).collect()
}
