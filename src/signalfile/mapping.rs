//! Which column of a table is what: `id=Receipt`, `case=quote:{Number}`, `data.value=Total`.

use super::field::Flaw;
use crate::diagnostic::Diagnostic;
use crate::sopfile::Parsed;
use crate::sopfile::reader::{Keys, Node, Reader, Table};
use std::collections::BTreeMap;

/// What a mapping file may hold.
const KEYS: Keys = Keys { of: "a mapping of signals", known: &["map", "set", "separator", "time-form"], later: &[] };
const FIELDS: Keys = Keys { of: "`[map]`", known: &["id", "at", "name", "case", "data"], later: &[] };

/// How a table is read. Without a word the columns are called `id`, `at`, `name` and `case`, and the others are data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    parts: BTreeMap<Part, Source>,
    /// Fields of `data`; empty: every column that is nothing else.
    data: BTreeMap<String, Source>,
    /// None: found out from the first line.
    pub separator: Option<char>,
    /// How its times are written: `%d/%m/%Y %H:%M`.
    pub time_form: Option<String>,
}

/// A part of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Id,
    At,
    Name,
    Case,
}

impl Part {
    pub(super) const ALL: [(Self, &'static str); 4] =
        [(Self::Id, "id"), (Self::At, "at"), (Self::Name, "name"), (Self::Case, "case")];
}

/// Where a part comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Column(String),
    /// Texts and columns in turn: `quote:{Number}`.
    Joined(Vec<Piece>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Column(String),
}

impl Source {
    /// A column's name, or a text with `{COLUMN}` in it.
    fn read(text: &str) -> Result<Self, Flaw> {
        if !text.contains('{') {
            return Ok(Self::Column(text.trim().to_owned()));
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (column, behind) =
                after.split_once('}').ok_or_else(|| Flaw::new(format!("`{text}` opens a `{{` that nothing closes")))?;
            pieces.extend((!before.is_empty()).then(|| Piece::Text(before.to_owned())));
            pieces.push(Piece::Column(column.trim().to_owned()));
            rest = behind;
        }
        pieces.extend((!rest.is_empty()).then(|| Piece::Text(rest.to_owned())));
        Ok(Self::Joined(pieces))
    }
}

impl Mapping {
    pub(super) fn part(&self, part: Part) -> Option<&Source> {
        self.parts.get(&part)
    }
    pub(super) fn data(&self) -> &BTreeMap<String, Source> {
        &self.data
    }

    /// `id=COLUMN`, `data.value=COLUMN`, `case=quote:{COLUMN}`.
    pub fn map(&mut self, typed: &str) -> Result<(), Flaw> {
        let help = "for example `--map at=Time`, `--map case=quote:{Number}`, `--map data.value=Total`";
        let (field, column) = typed
            .split_once('=')
            .filter(|(_, column)| !column.trim().is_empty())
            .ok_or_else(|| Flaw::new(format!("`{typed}` is not a field and a column")).help(help))?;
        self.put(field.trim(), Source::read(column)?)
            .ok_or_else(|| Flaw::new(format!("`{field}` is not `id`, `at`, `name`, `case` or `data.…`")).help(help))
    }

    /// `name=quote.sent`: the same for every row.
    pub fn set(&mut self, typed: &str) -> Result<(), Flaw> {
        let help = "for example `--set name=quote.sent`";
        let (field, text) = typed
            .split_once('=')
            .ok_or_else(|| Flaw::new(format!("`{typed}` is not a field and a text")).help(help))?;
        self.put(field.trim(), fixed(text))
            .ok_or_else(|| Flaw::new(format!("`{field}` is not `id`, `at`, `name`, `case` or `data.…`")).help(help))
    }

    fn put(&mut self, field: &str, source: Source) -> Option<()> {
        if let Some(key) = field.strip_prefix("data.").filter(|key| !key.is_empty()) {
            self.data.insert(key.to_owned(), source);
            return Some(());
        }
        let (part, _) = Part::ALL.into_iter().find(|(_, name)| *name == field)?;
        self.parts.insert(part, source);
        Some(())
    }
}

/// Reads a mapping file: `[map]`, `[set]`, `separator`, `time-form`.
pub fn parse_mapping(file: &str, text: &str) -> Parsed<Mapping> {
    let reader = Reader::new(file, text);
    let mapping = reader.tree().map(|tree| read(&reader.root(&tree)));
    Parsed::new(mapping, reader.told())
}

fn read(root: &Table<'_, '_>) -> Mapping {
    root.only(KEYS);
    let mut mapping = Mapping::default();
    for (key, is) in [("map", Is::Column), ("set", Is::Text)] {
        let Some(table) = root.get(key).and_then(|node| node.table("a table")) else { continue };
        table.only(FIELDS);
        for node in table.entries() {
            if node.key == "data" {
                let fields = node.table("a table: `[map.data]`");
                for node in fields.iter().flat_map(Table::entries) {
                    put(&mut mapping, &format!("data.{}", node.key), &node, is);
                }
            } else {
                put(&mut mapping, &node.key.clone(), &node, is);
            }
        }
    }
    if let Some(node) = root.get("separator")
        && let Some(text) = node.any_text()
    {
        match separator(text) {
            Some(separator) => mapping.separator = Some(separator),
            None => node.tell(
                node.error("bad-value", format!("{} is not a separator", node.written()))
                    .help("one of `,`, `;`, `|` and \"tab\""),
            ),
        }
    }
    mapping.time_form = root.get("time-form").and_then(|node| node.text());
    mapping
}

/// What stands behind a field.
#[derive(Clone, Copy)]
enum Is {
    Column,
    Text,
}

fn fixed(text: &str) -> Source {
    Source::Joined(vec![Piece::Text(text.to_owned())])
}

fn put(mapping: &mut Mapping, field: &str, node: &Node<'_, '_>, is: Is) {
    let Some(text) = node.text() else { return };
    let source = match is {
        Is::Column => Source::read(&text),
        Is::Text => Ok(fixed(&text)),
    };
    match source {
        // What it may be called is told by the table.
        Ok(source) => drop(mapping.put(field, source)),
        Err(flaw) => {
            let told: Diagnostic = node.error("bad-value", flaw.what);
            node.tell(told);
        }
    }
}

/// `,`, `;`, `|`, or `tab`.
pub fn separator(text: &str) -> Option<char> {
    match text {
        "," | ";" | "|" => text.chars().next(),
        "tab" | "\t" | "\\t" => Some('\t'),
        _ => None,
    }
}
