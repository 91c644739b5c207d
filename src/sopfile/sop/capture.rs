//! `capture`: what proves a step.

use super::{limit, placeholder};
use crate::domain::sop::{Bound, Capture, Plausible};
use crate::sopfile::reader::{Keys, Node};

pub(super) const KEYS: Keys = Keys {
    of: "`capture`",
    known: &["number", "text", "choice", "choices", "count", "plausible"],
    later: &["bad", "timed", "person", "tick", "file", "signature"],
};
const KINDS: [&str; 5] = ["number", "text", "choice", "choices", "count"];
const WORDS: [(&str, &str); 5] = [
    ("number", "say in what it is read: `capture = { number = \"°C\" }`"),
    ("text", "say what is asked: `capture = { text = \"Who did you speak to?\" }`"),
    ("choice", "say between what: `capture = { choice = [\"fine\", \"fault\"] }`"),
    ("choices", "say between what: `capture = { choices = [\"gloves\", \"apron\"] }`"),
    ("count", "say what is counted: `capture = { count = \"glasses\" }`"),
];

pub(super) fn capture(node: &Node<'_, '_>, over_a_list: bool) -> Option<Capture> {
    match node.as_table() {
        None => word(node),
        Some(table) => {
            table.only(Keys { later: if table.has("tick") { &[] } else { KEYS.later }, ..KEYS });
            let kinds: Vec<Node<'_, '_>> = KINDS.iter().filter_map(|kind| table.get(kind)).collect();
            if let [first, second, ..] = &kinds[..] {
                let told = format!("`{}` and `{}` are two captures", first.key, second.key);
                let told = node.reader.error("conflict", second.key_span.clone(), told);
                node.tell(told.help("a step captures one thing; make a second step"));
                return None;
            }
            let Some(kind) = kinds.first() else {
                // What is unknown has been told of.
                if table.entries().iter().all(|node| KEYS.known.contains(&node.key.as_str())) {
                    node.tell(node.error("missing-key", "`capture` does not say what is captured").help(WORDS[0].1));
                }
                return None;
            };
            if kind.key != "number" {
                table.without(&["plausible"], &format!("`{}`", kind.key));
            }
            match kind.key.as_str() {
                "number" => {
                    let plausible = table.get("plausible").map(|node| plausible(&node, over_a_list));
                    let unit = kind.any_text()?.trim().to_owned();
                    Some(Capture::Number { unit, plausible: plausible.flatten() })
                }
                "text" => placeholder::bare_said(kind).map(|prompt| Capture::Text { prompt }),
                "choice" => options(kind).map(|options| Capture::Choice { options }),
                "choices" => options(kind).map(|options| Capture::Choices { options }),
                _ => placeholder::bare(kind).map(|of| Capture::Count { of }),
            }
        }
    }
}

fn word(node: &Node<'_, '_>) -> Option<Capture> {
    let Some(text) = node.as_str() else {
        node.wrong_type("a kind of capture: \"tick\", \"file\", \"signature\", or { number = \"°C\" }");
        return None;
    };
    match text {
        "tick" => Some(Capture::Tick),
        "file" => Some(Capture::File),
        "signature" => Some(Capture::Signature),
        _ => {
            if let Some((_, help)) = WORDS.iter().find(|(word, _)| *word == text) {
                node.tell(node.error("bad-value", format!("{} says too little", node.written())).help(*help));
            } else if matches!(text, "timed" | "person") {
                node.tell(node.error("not-available-yet", format!("`{text}` is not available yet")));
            } else {
                node.not_one_of(
                    text,
                    "a kind of capture",
                    &["tick", "number", "text", "choice", "choices", "count", "file", "signature"],
                );
            }
            None
        }
    }
}

/// What can be read at all: two bounds, the lower first.
fn plausible(node: &Node<'_, '_>, over_a_list: bool) -> Option<Plausible> {
    const WANTS: &str = "the least and the most that can be read: [-30, 40]";
    let nodes = node.items(WANTS);
    let [least, most] = &nodes[..] else {
        if node.as_items().is_some() {
            node.tell(node.error("bad-value", format!("`plausible` wants {WANTS}")));
        }
        return None;
    };
    let (least, most) = (limit::bound(least, over_a_list)?, limit::bound(most, over_a_list)?);
    if let (Bound::Value(low), Bound::Value(high)) = (&least, &most)
        && low >= high
    {
        let told = node.error("wrong-order", format!("nothing can be read between {low} and {high}"));
        node.tell(told.help("first the least, then the most: [-30, 40]"));
        return None;
    }
    Some(Plausible { least, most })
}

fn options(node: &Node<'_, '_>) -> Option<Vec<String>> {
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
    (nodes.len() >= 2 && options.len() == nodes.len()).then_some(options)
}
