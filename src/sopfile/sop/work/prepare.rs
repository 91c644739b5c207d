//! `prepare`: a program, a template, or a prompt.

use super::act::program;
use crate::domain::preparation::{Prepare, PrepareBy};
use crate::sopfile::outside::{file_inside, seconds};
use crate::sopfile::reader::{Keys, Node, Spelling, Table, listed};

pub(in crate::sopfile::sop) const KEYS: Keys =
    Keys { of: "`prepare`", known: &["exec", "template", "chat", "model", "timeout"], later: &[] };
const KINDS: [&str; 3] = ["exec", "template", "chat"];
const HELP: &str = "for example `prepare = { template = \"apology\" }`, `{ exec = [\"agents/draft-reply\"] }`";
/// Programs are quick; who answers prompts takes its time.
const SECONDS: u32 = 30;
const SECONDS_OF_CHAT: u32 = 60;

pub(super) fn prepare(node: &Node<'_, '_>) -> Option<Prepare> {
    let table = node.table("a table: { exec = [\"agents/draft-reply\"], timeout = \"30s\" }")?;
    table.only(KEYS);
    let kind = only_one(&table, KEYS, &KINDS, HELP)?;
    let timeout = table.get("timeout").and_then(|node| seconds(&node));
    if kind.key != "chat" {
        table.without(&["model"], &format!("`{}`", kind.key));
    }
    let (by, most) = match kind.key.as_str() {
        "exec" => (PrepareBy::Exec { argv: argv(&kind)? }, SECONDS),
        "template" => {
            table.without(&["timeout"], "`template`");
            (PrepareBy::Template { name: template(&kind)? }, SECONDS)
        }
        _ => {
            let model = table.get("model").and_then(|node| node.text());
            (PrepareBy::Chat { prompt: prompt(&kind)?, model }, SECONDS_OF_CHAT)
        }
    };
    Some(Prepare { by, timeout_seconds: timeout.unwrap_or(most) })
}

/// A program with words that stand as they are: what it needs it reads.
fn argv(node: &Node<'_, '_>) -> Option<Vec<String>> {
    let argv = program(node)?;
    if argv.iter().any(|word| word.contains(['{', '}'])) {
        let told = node.error("bad-placeholder", "what prepares has no placeholders in its words");
        node.tell(told.help("it reads everything as JSON on its standard input"));
        return None;
    }
    Some(argv)
}

/// `apology`, which is `templates/apology.md`.
pub(super) fn template(node: &Node<'_, '_>) -> Option<String> {
    let text = node.text()?;
    let bare = text.strip_prefix("templates/").unwrap_or(&text);
    let bare = bare.strip_suffix(".md").unwrap_or(bare);
    if bare != text {
        let told = node.error("bad-value", format!("{} is a file; a template is called by its name", node.written()));
        node.tell(told.label(format!("did you mean `{bare}`?")));
        return None;
    }
    node.id(Spelling::Kebab)
}

/// A file of the site's.
fn prompt(node: &Node<'_, '_>) -> Option<String> {
    let file = file_inside(node)?;
    if file.contains(['{', '}']) {
        let told = node.error("bad-placeholder", "the name of a prompt's file has no placeholders");
        node.tell(told.help("placeholders stand in the file: `{{ step.do }}`"));
        return None;
    }
    Some(file)
}

/// The one of some keys that is there; none, or several, are told.
pub(super) fn only_one<'r, 't>(table: &Table<'r, 't>, keys: Keys, kinds: &[&str], help: &str) -> Option<Node<'r, 't>> {
    let mut there = kinds.iter().filter_map(|kind| table.get(kind));
    let Some(first) = there.next() else {
        // A slip of the key has been told of.
        if !table.has_other_than(keys) {
            table
                .reader
                .tell(table.error("missing-key", format!("one of these is wanted: {}", listed(kinds))).help(help));
        }
        return None;
    };
    let mut alone = true;
    for other in there {
        let told = format!("`{}` and `{}` are both there", first.key, other.key);
        table.reader.tell(table.reader.error("conflict", other.key_span, told).help("take one of them out"));
        alone = false;
    }
    alone.then_some(first)
}
