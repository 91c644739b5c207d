//! `capture`: what proves a step.

use super::placeholder;
use crate::domain::sop::Capture;
use crate::sopfile::reader::{Keys, Node};

const KEYS: Keys = Keys {
    of: "`capture`",
    known: &["number", "text", "choice", "choices", "count"],
    later: &["plausible", "bad", "timed", "person", "tick", "file", "signature"],
};
const WORDS: [(&str, &str); 5] = [
    ("number", "say in what it is read: `capture = { number = \"°C\" }`"),
    ("text", "say what is asked: `capture = { text = \"Who did you speak to?\" }`"),
    ("choice", "say between what: `capture = { choice = [\"fine\", \"fault\"] }`"),
    ("choices", "say between what: `capture = { choices = [\"gloves\", \"apron\"] }`"),
    ("count", "say what is counted: `capture = { count = \"glasses\" }`"),
];

pub(super) fn capture(node: &Node<'_, '_>) -> Option<Capture> {
    match node.as_table() {
        None => word(node),
        Some(table) => {
            table.only(Keys { later: if table.has("tick") { &[] } else { KEYS.later }, ..KEYS });
            let kinds: Vec<Node<'_, '_>> = KEYS.known.iter().filter_map(|kind| table.get(kind)).collect();
            if let [first, second, ..] = &kinds[..] {
                let told = format!("`{}` and `{}` are two captures", first.key, second.key);
                let told = node.reader.error("conflict", second.key_span.clone(), told);
                node.tell(told.help("a step captures one thing; make a second step"));
                return None;
            }
            let Some(kind) = kinds.first() else {
                if table.table.is_empty() {
                    node.tell(node.error("missing-key", "`capture` is empty").help(WORDS[0].1));
                }
                return None;
            };
            match kind.key.as_str() {
                "number" => kind.any_text().map(|unit| Capture::Number { unit: unit.trim().to_owned() }),
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
