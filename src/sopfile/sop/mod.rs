//! A SOP file: what it says of the whole procedure; triggers and steps are read beside.

mod cancel;
mod capture;
mod choice;
mod compute;
mod date;
pub(crate) mod limit;
mod moment;
mod needs;
pub(crate) mod placeholder;
mod raise;
mod range;
mod repeats;
mod requires;
mod rhythm;
mod short;
pub(crate) mod signal;
mod step;
mod timed;
mod translations;
mod trigger;
mod wait_for;
mod work;

use super::Parsed;
use super::escalate::{Lengths, escalate};
use super::language;
use super::reader::{Keys, Node, Reader, Spelling, Table};
use super::spans::Spans;
use crate::diagnostic::Diagnostic;
use crate::domain::id::{AreaId, RoleId, SopId};
use crate::domain::sop::{Ask, Cost, Sop};

const KEYS: Keys = Keys {
    of: "a SOP",
    known: &[
        "id", "title", "why", "owner", "role", "area", "tags", "cost", "label", "case", "ask", "trigger", "step",
        "steps", "requires", "private", "review", "raise", "escalate", "cancel",
    ],
    later: &["season", "tokens", "agent"],
};
const COST: Keys = Keys { of: "`cost`", known: &["failure", "judgement"], later: &[] };
const ASK: Keys = Keys { of: "a question of `ask`", known: &["id", "text"], later: &[] };

/// Reads one SOP. `file` is how the user knows it: `sops/opening.toml`.
pub fn parse_sop(file: &str, text: &str) -> Parsed<Sop> {
    let rough = parse_rough(file, text);
    Parsed::new(rough.sop, rough.diagnostics)
}

/// A SOP as far as it could be read, to be checked beside other files, whatever else is wrong with it.
#[derive(Default)]
pub(crate) struct Rough {
    /// None where the text has no tree.
    pub(crate) sop: Option<Sop>,
    pub(crate) spans: Spans,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

pub(crate) fn parse_rough(file: &str, text: &str) -> Rough {
    let reader = Reader::new(file, text);
    let (mut sop, mut spans) = (None, Spans::default());
    if let Some(tree) = reader.tree() {
        spans = Reader::spans(&tree);
        sop = Some(read(&reader.root(&tree)));
    }
    Rough { sop, spans, diagnostics: reader.told() }
}

/// The id in a text that may be broken otherwise.
pub(crate) fn id_of(text: &str) -> Option<String> {
    let line = text.lines().take(200).find_map(|line| line.trim_start().strip_prefix("id"))?;
    let value = line.trim_start().strip_prefix('=')?.trim_start();
    let value = value.strip_prefix(['"', '\''])?;
    let id = &value[..value.find(['"', '\''])?];
    Spelling::Kebab.fault(id).is_none().then(|| id.to_owned())
}

/// What cannot be read is told, which takes the value away, and left out.
fn read(root: &Table<'_, '_>) -> Sop {
    root.only(KEYS);
    let id = root.need("id", "the first line of a SOP is its id: `id = \"opening\"`");
    let id = id.and_then(|node| node.id(Spelling::Kebab));
    let title = root
        .need("title", "what the board shows: `title = \"Opening checks\"`")
        .and_then(|node| placeholder::bare_said(&node));
    let ask = root.get("ask").map_or(Some(Vec::new()), |node| asks(&node));
    let triggers = trigger::triggers(root);
    let steps = match (root.get("step"), root.get("steps")) {
        (Some(_), Some(short)) => {
            let told = root.reader.error("conflict", short.key_span, "`steps` and `[[step]]` are both there");
            root.reader.tell(told.help("write all steps one way"));
            None
        }
        (None, Some(short)) => short::steps(&short),
        (Some(steps), None) => step::steps(&steps),
        // The card is all there is.
        (None, None) if root.has("raise") => Some(Vec::new()),
        (None, None) => {
            root.need("steps", "what is to be done: `steps = [\"Lights and heating\", \"Toilets\"]`, or `[[step]]`");
            None
        }
    };
    let manual = triggers.as_ref().is_none_or(|all| all.iter().any(|it| it.when == crate::domain::sop::When::Manual));
    if let Some(node) = root.get("ask").filter(|_| !manual) {
        let told = root.reader.error("conflict", node.key_span, "`ask` has nobody to answer it");
        root.reader
            .tell(told.help("questions are asked where somebody starts it: add `[[trigger]]` with `manual = true`"));
    }
    let events = triggers
        .as_deref()
        .unwrap_or_default()
        .iter()
        .any(|trigger| trigger.when.is_event() || trigger.for_each.is_some());
    let template = |key| root.get(key).and_then(|node| template(&node, ask.as_deref().unwrap_or_default(), events));
    let steps = steps.unwrap_or_default();
    let awaits = steps.iter().position(|step| step.wait_for.is_some()).filter(|_| !events && !root.has("case"));
    if let Some(node) = awaits.and_then(|_| root.get("step")) {
        let told = root.reader.error(
            "missing-key",
            node.key_span,
            "a step waits for a signal of a case, and its runs have none",
        );
        root.reader.tell(told.help(
            "say which: `ask = [{ id = \"number\", text = \"Which booking?\" }]` and `case = \"booking:{number}\"`",
        ));
    }
    let area = name(root, "area").map(AreaId);
    let requires = requires::requires(root, id.as_deref());
    let sop = Sop {
        translations: translations::translations(root, &steps),
        id: SopId::new(id.unwrap_or_default()),
        title: title.unwrap_or_default(),
        why: root.get("why").and_then(|node| language::first(&node, plain)),
        owner: name(root, "owner").map(RoleId),
        role: name(root, "role").map(RoleId),
        raise: raise::raise(root, area.as_ref(), triggers.as_deref().unwrap_or_default()),
        cancel: cancel::cancel(root),
        area,
        tags: root.get("tags").map(|node| tags(&node)).unwrap_or_default(),
        cost: root.get("cost").and_then(|node| cost(&node)).unwrap_or(Cost { failure: 2, judgement: 2 }),
        label: template("label"),
        case: template("case"),
        ask: ask.unwrap_or_default(),
        triggers: triggers.unwrap_or_default(),
        steps,
        requires,
        privacy: requires::privacy(root),
        review: root.get("review").and_then(|node| requires::review(&node)),
        escalate: escalate(root, Lengths::Any),
    };
    work::check(root, &sop);
    super::condition::check_data(root, &sop);
    sop
}

fn plain(node: &Node<'_, '_>) -> Option<String> {
    node.text()
}

/// The name of a role, an area, a list.
fn name(table: &Table<'_, '_>, key: &str) -> Option<String> {
    table.get(key).and_then(|node| node.id(Spelling::Kebab))
}

fn tags(node: &Node<'_, '_>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for node in node.items("a list of tags: [\"food-safety\"]") {
        match node.id(Spelling::Kebab) {
            Some(tag) if tags.contains(&tag) => {
                node.tell(node.error("duplicate", format!("the tag `{tag}` is there twice")));
            }
            Some(tag) => tags.push(tag),
            None => {}
        }
    }
    tags
}

fn cost(node: &Node<'_, '_>) -> Option<Cost> {
    let table = node.table("a table: { failure = 2, judgement = 2 }")?;
    table.only(COST);
    let part = |key| table.get(key).map_or(Some(2), |node| node.whole(1, 5));
    let (failure, judgement) = (part("failure"), part("judgement"));
    Some(Cost { failure: failure? as u8, judgement: judgement? as u8 })
}

fn asks(node: &Node<'_, '_>) -> Option<Vec<Ask>> {
    let mut asks: Vec<Ask> = Vec::new();
    let mut sound = true;
    for node in node.items("a list: [{ id = \"food\", text = \"Which food?\" }]") {
        let ask = node.table("a table: { id = \"food\", text = \"Which food?\" }").and_then(|table| {
            table.only(ASK);
            let help = "for example { id = \"food\", text = \"Which food?\" }";
            let id = table.need("id", help).and_then(|node| {
                let id = node.id(Spelling::Snake)?;
                if asks.iter().any(|ask| ask.id == id) {
                    node.tell(node.error("duplicate-id", format!("the question `{id}` is there twice")));
                    return None;
                }
                Some(id)
            });
            let text = table.need("text", help).and_then(|node| placeholder::bare_said(&node));
            Some(Ask { id: id?, text: text? })
        });
        sound &= ask.is_some();
        asks.extend(ask);
    }
    sound.then_some(asks)
}

/// A text whose placeholders are the answers to `ask`, and what an event brings.
fn template(node: &Node<'_, '_>, asks: &[Ask], events: bool) -> Option<String> {
    let text = node.text()?;
    let mut known: Vec<&str> = asks.iter().map(|ask| ask.id.as_str()).collect();
    if events && node.key == "label" {
        known.push("case");
    }
    let brought = |name: &str| {
        let field = name.strip_prefix("data.").or_else(|| name.strip_prefix("item."));
        events && field.is_some_and(|field| Spelling::Snake.fault(field).is_none())
    };
    let help = "ask for it: `ask = [{ id = \"food\", text = \"Which food?\" }]`";
    placeholder::check(node, &text, &known, brought, help);
    if node.key == "case" {
        case(node, &text);
    }
    Some(text)
}

/// A case is `KIND:ID`; ids are reference numbers, for they stay in the journal for ever.
fn case(node: &Node<'_, '_>, text: &str) {
    let kind = text.split_once(':').map(|(kind, _)| kind);
    if kind.is_none_or(|kind| Spelling::Kebab.fault(kind).is_some()) {
        let told = node.error("bad-value", format!("{} is not a case", node.written()));
        node.tell(told.help("a case is a kind and an id: `case = \"batch:{food}\"`"));
    } else if text.contains('@') || text.contains(char::is_whitespace) {
        let told = crate::diagnostic::Diagnostic::warning(
            "personal-case",
            "a case id with `@` or a space reads like a person's data",
        )
        .at(node.reader.file, node.reader.text, node.span());
        node.tell(told.help("case ids stay in the journal for ever: use a reference number"));
    }
}

/// Every kind of table of a SOP file, by its name in the schema, with the keys that the parser knows in it.
#[cfg(test)]
pub(in crate::sopfile) const TABLES: [(&str, Keys); 24] = [
    ("sop", KEYS),
    ("cost", COST),
    ("ask", ASK),
    ("trigger", trigger::KEYS),
    ("recur", trigger::RECUR),
    ("range", moment::RANGE),
    ("raise", raise::KEYS),
    ("cancel", cancel::KEYS),
    ("step", step::KEYS),
    ("wait-for", wait_for::KEYS),
    ("capture", capture::KEYS),
    ("limit", limit::KEYS),
    ("bad", choice::BAD),
    ("compute", compute::KEYS),
    ("timed", timed::KEYS),
    ("reading", timed::READING),
    ("escalate", super::escalate::KEYS),
    ("prepare", work::prepare::KEYS),
    ("act", work::act::KEYS),
    ("act-mail", work::act::MAIL),
    ("act-http", work::act::HTTP),
    ("approve", work::approve::KEYS),
    ("on-fail", work::limits::ON_FAIL),
    ("promote", work::limits::PROMOTE),
];
