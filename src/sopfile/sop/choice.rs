//! What there is to choose from, and which of it is not as it should be.

use super::range;
use crate::domain::exception::Severity;
use crate::domain::sop::Bad;
use crate::sopfile::reader::{Keys, Node, Table, listed};
use crate::sopfile::suggest::nearest;

pub(super) const BAD: Keys = Keys { of: "a bad option", known: &["option", "severity", "must"], later: &[] };
const HELP: &str = "for example bad = [\"fault\"], or bad = [{ option = \"fault\", severity = \"high\" }]";

/// The options in the order of the file, and those that raise an exception.
pub(super) fn options(table: &Table<'_, '_>, node: &Node<'_, '_>) -> Option<(Vec<String>, Vec<Bad>)> {
    let nodes = node.items("a list of texts: [\"fine\", \"fault\"]");
    let mut options: Vec<String> = Vec::new();
    for node in &nodes {
        match node.text() {
            Some(option) if options.contains(&option) => {
                node.tell(node.error("duplicate", format!("the choice `{option}` is there twice")));
            }
            Some(option) => options.push(option),
            None => {}
        }
    }
    if node.as_items().is_some() && nodes.len() < 2 {
        node.tell(node.error("empty", format!("`{}` needs two or more to choose from", node.key)));
    }
    let bad = if let Some(node) = table.get("bad") {
        bad(table, &node, &options)
    } else {
        table.without(&["severity", "must"], "choices of which none is bad");
        Vec::new()
    };
    (nodes.len() >= 2 && options.len() == nodes.len()).then_some((options, bad))
}

/// Texts, or tables with a severity and an action of their own; beside `bad` stand those of all the others.
fn bad(table: &Table<'_, '_>, node: &Node<'_, '_>, options: &[String]) -> Vec<Bad> {
    let (severity, must) = range::answer_to(table, Severity::Medium);
    let nodes = node.items("a list of the options that are not right: [\"fault\"]");
    if node.as_items().is_some_and(|items| items.is_empty()) {
        node.tell(node.error("empty", "`bad` is an empty list").help(HELP));
    }
    let mut found: Vec<Bad> = Vec::new();
    for node in &nodes {
        let read = match node.as_table() {
            Some(own) => {
                own.only(BAD);
                let option = own.need("option", HELP);
                let (severity, own_must) = range::answer_to(&own, severity);
                let bad = option.as_ref().and_then(Node::text);
                bad.map(|option| (option, severity, own_must.or_else(|| must.clone())))
            }
            None => node.text().map(|option| (option, severity, must.clone())),
        };
        let Some((option, severity, must)) = read else { continue };
        if !options.contains(&option) {
            let told = node.error("unknown-choice", format!("`{option}` is none of the choices"));
            node.tell(match nearest(&option, options.iter().map(String::as_str)) {
                Some(near) => told.label(format!("did you mean `{near}`?")),
                None => told.help(format!("there are: {}", listed(options))),
            });
        } else if found.iter().any(|bad| bad.option == option) {
            node.tell(node.error("duplicate", format!("`{option}` is there twice")).help("take one of them out"));
        } else {
            found.push(Bad { option, severity, must });
        }
    }
    if found.len() == options.len() && options.len() >= 2 {
        let told = node.error("conflict", "every choice is bad: nothing is right");
        node.tell(told.help("leave out what is as it should be"));
    }
    found
}
