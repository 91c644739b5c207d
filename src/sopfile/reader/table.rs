//! A table of the tree: which keys it may have, and what becomes of others.

use super::{Node, Reader};
use crate::diagnostic::Diagnostic;
use crate::sopfile::suggest::nearest;
use std::ops::Range;
use toml::de::DeTable;

pub(crate) struct Table<'r, 't> {
    pub(crate) reader: &'r Reader<'t>,
    pub(crate) table: &'r DeTable<'t>,
    pub(crate) path: String,
    pub(crate) span: Range<usize>,
}

/// The keys of one kind of table.
#[derive(Clone, Copy)]
pub(crate) struct Keys {
    /// How the table is called: `a step`.
    pub(crate) of: &'static str,
    pub(crate) known: &'static [&'static str],
    /// Part of the language, but not of this release.
    pub(crate) later: &'static [&'static str],
}

impl<'r, 't> Table<'r, 't> {
    pub(crate) fn new(reader: &'r Reader<'t>, table: &'r DeTable<'t>, path: String, span: Range<usize>) -> Self {
        Self { reader, table, path, span }
    }

    pub(crate) fn get(&self, key: &str) -> Option<Node<'r, 't>> {
        let (name, value) = self.table.get_key_value(key)?;
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Some(Node { reader: self.reader, value, key: name.get_ref().to_string(), key_span: name.span(), path })
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Every entry, in the order of the text.
    pub(crate) fn entries(&self) -> Vec<Node<'r, 't>> {
        let mut entries: Vec<_> = self.table.keys().filter_map(|key| self.get(key.get_ref())).collect();
        entries.sort_by_key(|node| node.key_span.start);
        entries
    }

    /// A key that has to be there.
    pub(crate) fn need(&self, key: &str, help: &str) -> Option<Node<'r, 't>> {
        let node = self.get(key);
        if node.is_none() {
            self.reader.tell(self.error("missing-key", format!("`{key}` is missing")).help(help));
        }
        node
    }

    /// An error about the table as a whole.
    pub(crate) fn error(&self, kind: &'static str, message: impl Into<String>) -> Diagnostic {
        self.reader.error(kind, self.span.clone(), message)
    }

    /// Refuses what the table may not have.
    pub(crate) fn only(&self, keys: Keys) {
        self.only_but(keys, &[]);
    }

    /// Whether it has a key that nobody knows, which may be a misspelt one.
    pub(crate) fn has_other_than(&self, keys: Keys) -> bool {
        let known = |key: &str| keys.known.contains(&key) || keys.later.contains(&key);
        self.table.iter().any(|(name, _)| !known(name.get_ref()))
    }

    /// The same where some of it has been told of already.
    pub(crate) fn only_but(&self, keys: Keys, told_of: &[&str]) {
        for (name, _) in self.table {
            let key: &str = name.get_ref();
            if keys.known.contains(&key) || told_of.contains(&key) {
                continue;
            }
            let base = key.split_once('.').map_or(key, |(base, _)| base);
            let told = if base != key && keys.known.contains(&base) {
                self.reader
                    .error("unknown-key", name.span(), format!("`{key}` is one key in quotes"))
                    .help(format!("one text for each language is written `{base} = {{ en = \"…\", pl = \"…\" }}`"))
            } else if keys.later.contains(&key) {
                self.reader
                    .error("not-available-yet", name.span(), format!("`{key}` is not available yet"))
                    .help("take it out for now; a later release has it")
            } else {
                let told =
                    self.reader.error("unknown-key", name.span(), format!("`{key}` is not a key of {}", keys.of));
                match nearest(key, keys.known.iter().copied()) {
                    Some(near) => told.label(format!("did you mean `{near}`?")),
                    None => told.help(format!("there are: {}", listed(keys.known))),
                }
            };
            self.reader.tell(told);
        }
    }

    /// Tells of keys that have no meaning beside another.
    pub(crate) fn without(&self, keys: &[&str], beside: &str) {
        for node in keys.iter().filter_map(|key| self.get(key)) {
            let told = format!("`{}` has no meaning beside {beside}", node.key);
            self.reader.tell(self.reader.error("conflict", node.key_span.clone(), told).help("take it out"));
        }
    }
}

/// "`a`, `b`, `c`".
pub(crate) fn listed<W: std::fmt::Display>(words: &[W]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
