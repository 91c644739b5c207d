//! `config/keymap.toml`.

use super::shapes::text;
use super::{document, list_of, of, one_or_more, table};
use crate::config::keymap::{Act, Place};
use serde_json::{Value, json};

pub(super) fn schema() -> Value {
    let root = table(
        "A site's own keys, over the built-in ones.",
        &[],
        vec![("key", "One line of the keymap, as `[[key]]`.", list_of(&of("key")))],
    );
    document("Keys of Floorboard", "keymap", vec![("keymap", root), ("key", key())])
}

fn key() -> Value {
    let names = |all: Vec<&str>| json!({ "enum": all });
    let acts = Act::ALL.iter().map(|(name, _)| *name).collect();
    let places = names(Place::ALL.iter().map(|(name, _)| *name).collect());
    let keys = vec![
        ("on", "The key or keys: `q`, `enter`, `ctrl-c`, `shift-tab`.", one_or_more(&text())),
        ("do", "What it does.", names(acts)),
        ("when", "Where it counts.", one_or_more(&places)),
        ("desc", "What help says of it.", json!({ "type": "string" })),
        ("hint", "Whether the bottom line names it.", json!({ "type": "boolean" })),
    ];
    table("A key and what it does.", &["on", "do", "when"], keys)
}
