//! `capture`: what proves a step.

use super::{choice, limit, placeholder, timed};
use crate::domain::id::RoleId;
use crate::domain::sop::{Bound, Capture, Limit, Plausible};
use crate::sopfile::reader::{Keys, Node, Spelling};

pub(super) const KEYS: Keys = Keys {
    of: "`capture`",
    known: &["number", "text", "choice", "choices", "count", "person", "timed", "plausible", "bad", "severity", "must"],
    later: &[],
};
const KINDS: [&str; 7] = ["number", "text", "choice", "choices", "count", "person", "timed"];
const WORDS: [(&str, &str); 7] = [
    ("number", "say in what it is read: `capture = { number = \"°C\" }`"),
    ("text", "say what is asked: `capture = { text = \"Who did you speak to?\" }`"),
    ("choice", "say between what: `capture = { choice = [\"fine\", \"fault\"] }`"),
    ("choices", "say between what: `capture = { choices = [\"gloves\", \"apron\"] }`"),
    ("count", "say what is counted: `capture = { count = \"glasses\" }`"),
    ("person", "say what role they hold: `capture = { person = \"supervisor\" }`"),
    ("timed", timed::HELP),
];

/// A capture, and the limits that it brings to its step.
pub(super) struct Captured {
    pub(super) capture: Capture,
    pub(super) limits: Vec<Limit>,
}

pub(super) fn capture(node: &Node<'_, '_>, over_a_list: bool) -> Option<Captured> {
    let plain = |capture| Captured { capture, limits: Vec::new() };
    match node.as_table() {
        None => word(node).map(plain),
        Some(table) => {
            let bare: Vec<&str> = ["tick", "file", "signature"].into_iter().filter(|word| table.has(word)).collect();
            for word in &bare {
                let told = node.error("bad-value", format!("`{word}` stands by itself"));
                node.tell(told.help(format!("write `capture = \"{word}\"`")));
            }
            table.only_but(KEYS, &bare);
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
            let (of, key) = (format!("`{}`", kind.key), kind.key.as_str());
            if key != "number" {
                table.without(&["plausible"], &of);
            }
            if !matches!(key, "choice" | "choices") {
                table.without(&["bad", "severity", "must"], &of);
            }
            match key {
                "number" => {
                    let plausible = table.get("plausible").map(|node| plausible(&node, over_a_list));
                    let unit = kind.any_text()?.trim().to_owned();
                    Some(Capture::Number { unit, plausible: plausible.flatten() })
                }
                "text" => placeholder::bare_said(kind).map(|prompt| Capture::Text { prompt }),
                "choice" => choice::options(&table, kind).map(|(options, bad)| Capture::Choice { options, bad }),
                "choices" => choice::options(&table, kind).map(|(options, bad)| Capture::Choices { options, bad }),
                "person" => kind.id(Spelling::Kebab).map(|role| Capture::Person { role: RoleId(role) }),
                "timed" => {
                    let (timed, limits) = timed::timed(kind, over_a_list)?;
                    return Some(Captured { capture: Capture::Timed(Box::new(timed)), limits });
                }
                _ => placeholder::bare(kind).map(|of| Capture::Count { of }),
            }
            .map(plain)
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
            } else {
                node.not_one_of(
                    text,
                    "a kind of capture",
                    &["tick", "number", "text", "choice", "choices", "count", "person", "timed", "file", "signature"],
                );
            }
            None
        }
    }
}

/// What can be read at all: two bounds, the lower first.
pub(super) fn plausible(node: &Node<'_, '_>, over_a_list: bool) -> Option<Plausible> {
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
