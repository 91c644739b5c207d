//! `needs`: names other steps of the SOP, and never in a circle.

use crate::domain::id::StepId;
use crate::domain::sop::Step;
use crate::sopfile::reader::Table;
use crate::sopfile::suggest::nearest;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(tables: &[Table<'_, '_>], steps: &[Step]) {
    let known: BTreeSet<&str> = steps.iter().map(|step| step.id.as_str()).collect();
    let circles = in_circles(steps);
    for (table, step) in tables.iter().zip(steps) {
        let Some(items) = table.get("needs").and_then(|node| node.as_items()) else { continue };
        let mut seen = BTreeSet::new();
        for node in items {
            let Some(name) = node.as_str() else { continue };
            if name == step.id.as_str() {
                node.tell(node.error("needs-circle", format!("`{name}` needs itself")).help("take it out"));
            } else if !known.contains(name) {
                let told = node.error("unknown-step", format!("no step is called `{name}`"));
                node.tell(match nearest(name, known.iter().copied()) {
                    Some(near) => told.label(format!("did you mean `{near}`?")),
                    None => told.help("`needs` names steps of this SOP by their id"),
                });
            } else if !seen.insert(name) {
                node.tell(node.error("duplicate", format!("`{name}` is there twice")).help("take one of them out"));
            } else if circles.contains(&step.id) && circles.contains(&StepId::from(name)) {
                let told = node.error("needs-circle", format!("`{}` and `{name}` wait for each other", step.id));
                node.tell(told.help("none of them could ever be done: take one `needs` out"));
            }
        }
    }
}

/// Steps that wait for each other: what is left when first all that can be done, then all that nobody waits for, is
/// taken away, again and again.
fn in_circles(steps: &[Step]) -> BTreeSet<StepId> {
    let mut needs: BTreeMap<&StepId, BTreeSet<&StepId>> = BTreeMap::new();
    let ids: BTreeSet<&StepId> = steps.iter().map(|step| &step.id).collect();
    for step in steps {
        let others = step.needs.iter().filter(|id| *id != &step.id && ids.contains(id));
        needs.entry(&step.id).or_default().extend(others);
    }
    let left = stripped(&needs);
    let mut turned: BTreeMap<&StepId, BTreeSet<&StepId>> = left.iter().map(|id| (*id, BTreeSet::new())).collect();
    for (id, others) in needs.iter().filter(|(id, _)| left.contains(*id)) {
        for other in others {
            if let Some(waiting) = turned.get_mut(other) {
                waiting.insert(id);
            }
        }
    }
    stripped(&turned).into_iter().cloned().collect()
}

/// What stays when everything without an arrow to something that stays is taken away.
fn stripped<'s>(arrows: &BTreeMap<&'s StepId, BTreeSet<&'s StepId>>) -> BTreeSet<&'s StepId> {
    let mut open: BTreeMap<&StepId, usize> = arrows.iter().map(|(id, to)| (*id, to.len())).collect();
    let mut back: BTreeMap<&StepId, Vec<&StepId>> = BTreeMap::new();
    for (id, to) in arrows {
        for other in to {
            back.entry(other).or_default().push(id);
        }
    }
    let mut free: Vec<&StepId> = open.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
    while let Some(id) = free.pop() {
        open.remove(id);
        for waiting in back.get(id).into_iter().flatten() {
            if let Some(count) = open.get_mut(waiting) {
                *count -= 1;
                if *count == 0 {
                    free.push(waiting);
                }
            }
        }
    }
    open.into_keys().map(|id| arrows.get_key_value(id).map_or(id, |(id, _)| *id)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::parse_sop;

    fn circles(needs: &[(&str, &str)]) -> Vec<String> {
        let steps = needs.iter().map(|(id, needs)| {
            let needs: Vec<String> = needs.split_whitespace().map(|need| format!("\"{need}\"")).collect();
            format!("[[step]]\nid = \"{id}\"\ndo = \"X\"\nneeds = [{}]\n", needs.join(", "))
        });
        let text = format!("id = \"x\"\ntitle = \"X\"\ntrigger = {{ manual = true }}\n{}", steps.collect::<String>());
        parse_sop("f", &text).diagnostics.into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn a_chain_and_a_diamond_are_no_circle() {
        assert!(circles(&[("a", ""), ("b", "a"), ("c", "a"), ("d", "b c")]).is_empty());
    }

    #[test]
    fn only_those_in_the_circle_are_told_of() {
        let told = circles(&[("a", ""), ("b", "a d"), ("c", "b"), ("d", "c"), ("e", "d")]);
        assert_eq!(
            told,
            ["`b` and `d` wait for each other", "`c` and `b` wait for each other", "`d` and `c` wait for each other"]
        );
    }

    #[test]
    fn everything_that_needs_everything_is_told_of_in_time() {
        let names: Vec<String> = (0..400).map(|number| format!("s{number}")).collect();
        let all = names.join(" ");
        let steps: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), all.as_str())).collect();
        assert!(!circles(&steps).is_empty());
    }
}
