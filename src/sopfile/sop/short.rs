//! The short form: `steps = ["Lights and heating", "Toilets"]`, each a required tick, its id made from its text.

use super::step::{plain, text_of};
use crate::domain::id::StepId;
use crate::domain::sop::Step;
use crate::sopfile::reader::{Node, Spelling, Table};
use crate::sopfile::reserved::is_reserved;
use std::collections::BTreeSet;

pub(super) fn steps(node: &Node<'_, '_>) -> Option<Vec<Step>> {
    let nodes = node.items("a list of texts: [\"Lights and heating\", \"Toilets\"]");
    if nodes.is_empty() && node.as_items().is_some() {
        node.tell(node.error("missing-key", "`steps` is an empty list: there is nothing to do"));
        return None;
    }
    let mut taken = BTreeSet::new();
    let mut steps = Vec::new();
    for node in &nodes {
        let is_step = |table: &Table<'_, '_>| table.table.is_empty() || table.has("do") || table.has("id");
        if node.as_table().is_some_and(|table| is_step(&table)) {
            let told = node.error("wrong-type", "a step of the short form is a text");
            node.tell(told.help("write all steps as `[[step]]` to say more of one"));
        } else if let Some(text) = text_of(node, false) {
            let id = derived(&text, &taken);
            taken.insert(id.clone());
            steps.push(plain(StepId(id), text));
        }
    }
    (steps.len() == nodes.len()).then_some(steps)
}

/// An id from a text: `Lights and heating` is `lights_and_heating`; unique, and no word of cel.
pub(super) fn derived(text: &str, taken: &BTreeSet<String>) -> String {
    let has_letter = text.bytes().any(|byte| byte.is_ascii_alphabetic());
    let base = if has_letter { Spelling::Snake.mended(text) } else { "step".to_owned() };
    let base = if is_reserved(&base) { format!("step_{base}") } else { base };
    let numbered = (2..).map(|number| format!("{base}_{number}"));
    std::iter::once(base.clone()).chain(numbered).find(|id| !taken.contains(id)).unwrap_or(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_the_text_and_never_meet() {
        let mut taken = BTreeSet::new();
        for (text, id) in [
            ("Lights and heating", "lights_and_heating"),
            ("Lights & heating!", "lights_heating"),
            ("Lights and heating", "lights_and_heating_2"),
            ("In", "step_in"),
            ("2 fridges", "fridges"),
            ("日本", "step"),
            ("日本", "step_2"),
        ] {
            let made = derived(text, &taken);
            assert_eq!(made, id);
            taken.insert(made);
        }
    }
}
