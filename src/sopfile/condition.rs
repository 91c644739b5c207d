//! `when`: whether what a condition names is there. What it means is the domain's.

mod choice;
pub(crate) mod wheres;

use super::reader::{Node, Table, listed};
use super::suggest::nearest;
use crate::domain::condition::{Condition, DATA, MEMBERS};
use crate::domain::sop::{Capture, Sop, Step};
use std::ops::Range;

/// Checks the conditions of all steps of a SOP.
pub(crate) fn check_whens(tables: &[Table<'_, '_>], steps: &[Step]) {
    for (table, step) in tables.iter().zip(steps) {
        if let (Some(node), Some(condition)) = (table.get("when"), &step.when) {
            check(&node, condition, step, steps);
        }
    }
}

/// `data.FIELD` in a `when`: something has to bring a signal's data.
pub(crate) fn check_data(root: &Table<'_, '_>, sop: &Sop) {
    if sop.data_in_whens().is_empty() || sop.triggers.iter().any(|trigger| wheres::has_data(&trigger.when)) {
        return;
    }
    let nodes = root.get("step").and_then(|node| node.as_items()).unwrap_or_default();
    for table in nodes.iter().filter_map(Node::as_table) {
        let whens = table.get("when").filter(|node| {
            node.text().is_some_and(|text| Condition::check(&text).is_ok_and(|named| !named.data().is_empty()))
        });
        if let Some(node) = whens {
            let told = node.error("unknown-name", "`data` is what a signal says, and no signal starts this");
            node.tell(told.help("start it by one: `[[trigger]]` with `signal = \"request.received\"`"));
        }
    }
}

fn check(node: &Node<'_, '_>, condition: &Condition, step: &Step, steps: &[Step]) {
    let references = match Condition::check(&condition.0) {
        Ok(references) => references,
        Err(error) => {
            // cel goes on to list every token it could have taken.
            let told = error.to_string();
            let told = told.split(" expecting {").next().unwrap_or_default().replace("Syntax error: ", "");
            let span = inside(node, &condition.0, error.span.clone());
            let told = node.reader.error("bad-condition", span, told);
            node.tell(told.help(
                "for example `unit.any_high`, `count > 3.0`, `state == \"fault\"`, `data.text.contains('refund')`",
            ));
            return;
        }
    };
    if references.0.is_empty() {
        let told = node.error("bad-condition", "this condition names no step, so it never changes");
        node.tell(told.help("name an earlier step by its id: `when = \"unit.any_high\"`"));
    }
    for reference in &references.0 {
        let span = inside(node, &condition.0, reference.span.clone());
        let name = reference.step.as_str();
        let Some(named) = steps.iter().find(|other| other.id == reference.step) else {
            if name == DATA {
                if reference.member.is_none() {
                    let told = node.reader.error("unknown-property", span, "`data` wants a field");
                    node.tell(told.help("for example `data.text.contains('refund')`"));
                }
                continue;
            }
            let told = node.reader.error("unknown-step", span, format!("no step is called `{name}`"));
            let known = steps.iter().filter(|other| other.id != step.id).map(|other| other.id.as_str());
            node.tell(match nearest(name, known) {
                Some(near) => told.label(format!("did you mean `{near}`?")),
                None => told.help("a condition names steps of this SOP by their id"),
            });
            continue;
        };
        if named.id == step.id {
            let told = node.reader.error("unknown-step", span, format!("`{name}` cannot depend on its own answer"));
            node.tell(told.help("a condition looks at earlier steps"));
            continue;
        }
        let order = |id| steps.iter().position(|step| &step.id == id);
        if order(&named.id) > order(&step.id) {
            let told = format!("`{name}` comes after this step");
            let told = node.reader.error("unknown-step", span.clone(), told);
            node.tell(told.help("a condition looks at earlier steps: put that one first"));
        }
        if let Some((choice, at)) = choice::unknown(&condition.0, reference, named) {
            let Some((called, answers)) = choice::answers(named) else { continue };
            let told = format!("`{choice}` is none of the {called} of `{name}`");
            let told = node.reader.error("unknown-choice", inside(node, &condition.0, at), told);
            node.tell(match nearest(choice, answers.iter().copied()) {
                Some(near) => told.label(format!("did you mean `{near}`?")),
                None => told.help(format!("there are: {}", listed(&answers))),
            });
        }
        if choice::taken_for_yes(&condition.0, reference, named) {
            let told = format!("`{name}` is how it ended, and neither true nor false");
            let told = node.reader.error("bad-condition", span.clone(), told);
            node.tell(told.help(format!("compare it: `{name} == \"done\"`, `{name} in [\"done\", \"by-hand\"]`")));
        }
        if let Some((told, help)) = member_fault(named, reference.member.as_deref()) {
            node.tell(node.reader.error("unknown-property", span, told).help(help));
        }
    }
}

/// What is wrong with what a condition asks of a step.
fn member_fault(named: &Step, member: Option<&str>) -> Option<(String, String)> {
    let name = &named.id;
    let all = MEMBERS.map(|member| format!("`{member}`")).join(", ");
    match (named.each.is_some(), member) {
        (true, None) => Some((
            format!("`{name}` runs over a list: it has no answer of its own"),
            format!("ask one of: {all}; for example `{name}.any_high`"),
        )),
        (true, Some(member)) if !MEMBERS.contains(&member) => {
            let near = nearest(member, MEMBERS).map_or(String::new(), |near| format!("did you mean `{near}`? "));
            Some((format!("`{name}` has no `{member}`"), format!("{near}there are: {all}")))
        }
        (true, Some(member)) => {
            let limits = member.starts_with("any_") || member == "all_in";
            let wants = if matches!(member, "min" | "max") && !named.capture.is_numeric() {
                "captures no number"
            } else if limits && named.limits.is_empty() && named.capture.bad().is_empty() {
                "has no limits"
            } else {
                return None;
            };
            Some((
                format!("`{name}` {wants}, so `{member}` means nothing"),
                "give that step what is asked of it".to_owned(),
            ))
        }
        (false, Some(member)) => Some((
            format!("`{name}` has no `{member}`: it does not run over a list"),
            match named.capture {
                Capture::Number { .. } | Capture::Count { .. } => format!("compare it: `{name} > 8.0`"),
                Capture::Choice { .. } => format!("compare it: `{name} == \"fault\"`"),
                _ => format!("use `{name}`"),
            },
        )),
        (false, None) => None,
    }
}

/// A span of the condition as bytes of the file, where the file has it letter by letter.
pub(crate) fn inside(node: &Node<'_, '_>, condition: &str, span: Range<usize>) -> Range<usize> {
    let whole = node.span();
    let source = node.reader.text.get(whole.clone()).unwrap_or_default();
    match source.find(condition) {
        Some(at) if !condition.is_empty() => {
            let start = whole.start + at + span.start.min(condition.len());
            start..(whole.start + at + span.end.clamp(span.start, condition.len())).max(start)
        }
        _ => whole,
    }
}
