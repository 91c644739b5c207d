//! Who may be at the keyboard, and which roles there are.

use super::ways;
use crate::diagnostic::Diagnostic;
use crate::domain::id::{PersonId, RoleId, ShiftId};
use crate::domain::site::{Person, Shift};
use crate::sopfile::language;
use crate::sopfile::reader::{Keys, Node, Spelling, Table};
use crate::sopfile::suggest::nearest;
use std::collections::BTreeSet;

pub(super) const KEYS: Keys = Keys {
    of: "a person",
    known: &["id", "name", "initials", "roles", "shifts", "active", "language", "notify"],
    later: &["pin", "keys", "ssh-keys"],
};

pub(super) fn people(root: &Table<'_, '_>, shifts: &[Shift]) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for node in root.get("person").map(|node| node.items("tables: `[[person]]`")).unwrap_or_default() {
        let Some(table) = node.table("a table") else { continue };
        table.only(KEYS);
        let person = person(&table, shifts, &people);
        people.push(person);
    }
    people
}

fn person(table: &Table<'_, '_>, shifts: &[Shift], before: &[Person]) -> Person {
    let help = "for example `id = \"sam\"`, `name = \"Sam Okoro\"`, `roles = [\"staff\"]`";
    let id = table.need("id", help).and_then(|node| {
        let id = node.id(Spelling::Kebab)?;
        if before.iter().any(|person| person.id.as_str() == id) {
            node.tell(node.error("duplicate-id", format!("the person `{id}` is there twice")));
        }
        Some(id)
    });
    let name = table.need("name", help).and_then(|node| node.text()).unwrap_or_default();
    let initials = table.get("initials").map_or_else(|| Some(initials_of(&name)), |node| initials(&node, before));
    let active = table.get("active").and_then(|node| node.bool()).unwrap_or(true);
    let mut roles: Vec<RoleId> = Vec::new();
    for (_, word) in table.need("roles", help).map(|node| words(&node)).unwrap_or_default() {
        let role = RoleId(word);
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let mut on: BTreeSet<ShiftId> = BTreeSet::new();
    for (node, word) in table.get("shifts").map(|node| words(&node)).unwrap_or_default() {
        if !shifts.iter().any(|shift| shift.id.as_str() == word) {
            unknown(&node, "shift", &word, shifts.iter().map(|shift| shift.id.as_str()));
        }
        on.insert(ShiftId(word));
    }
    Person {
        id: PersonId(id.unwrap_or_default()),
        name,
        initials: initials.unwrap_or_default(),
        roles,
        shifts: on,
        active,
        language: table.get("language").and_then(|node| language::language(&node)),
        notify: table.get("notify").and_then(|node| ways::ways(&node)),
    }
}

fn words<'r, 't>(node: &Node<'r, 't>) -> Vec<(Node<'r, 't>, String)> {
    let nodes = node.items("a list: [\"staff\"]");
    nodes.into_iter().filter_map(|node| node.id(Spelling::Kebab).map(|word| (node, word))).collect()
}

/// One to three letters that nobody else has: they are typed to say who is at the keyboard.
fn initials(node: &Node<'_, '_>, before: &[Person]) -> Option<String> {
    let text = node.text()?;
    if text.chars().count() > 3 || !text.chars().all(char::is_alphanumeric) {
        let told = node.error("bad-value", format!("{} are not initials", node.written()));
        node.tell(told.help("one to three letters or digits: `initials = \"SO\"`"));
        return None;
    }
    let same = |person: &&Person| person.active && person.initials.to_lowercase() == text.to_lowercase();
    if let Some(other) = before.iter().find(same) {
        let told = node.error("duplicate", format!("`{}` has the initials `{text}` too", other.name));
        node.tell(told.help("initials tell people apart at the keyboard: give one of them another letter"));
    }
    Some(text)
}

fn initials_of(name: &str) -> String {
    name.split_whitespace().filter_map(|word| word.chars().next()).take(3).flat_map(char::to_uppercase).collect()
}

/// Roles that people hold are declared, where any are; and each has somebody.
pub(super) fn check_roles(
    root: &Table<'_, '_>,
    declared: Option<&BTreeSet<RoleId>>,
    people: &[Person],
    node: Option<&Node<'_, '_>>,
) {
    let Some(declared) = declared else { return };
    let persons = root.get("person").and_then(|node| node.as_items()).unwrap_or_default();
    let roles = persons.iter().filter_map(|node| node.as_table()?.get("roles")?.as_items()).flatten();
    for node in roles {
        let Some(role) = node.as_str().map(RoleId::from).filter(|role| !declared.contains(role)) else { continue };
        unknown(&node, "role", role.as_str(), declared.iter().map(RoleId::as_str));
    }
    let held: BTreeSet<&RoleId> = people.iter().filter(|person| person.active).flat_map(|it| &it.roles).collect();
    for node in node.and_then(Node::as_items).unwrap_or_default() {
        let Some(role) = node.as_str().map(RoleId::from).filter(|role| !held.contains(role)) else { continue };
        let told = Diagnostic::warning("role-not-held", format!("nobody active holds the role `{role}`")).at(
            node.reader.file,
            node.reader.text,
            node.span(),
        );
        node.tell(told.help("give it to somebody: `roles = […]` of a `[[person]]`"));
    }
}

pub(super) fn unknown<'w>(node: &Node<'_, '_>, what: &str, word: &str, known: impl Iterator<Item = &'w str> + Clone) {
    let kind = if what == "role" { "unknown-role" } else { "unknown-shift" };
    let told = node.error(kind, format!("no {what} is called `{word}`"));
    node.tell(match nearest(word, known.clone()) {
        Some(near) => told.label(format!("did you mean `{near}`?")),
        None => told.help(format!("there are: {}", known.map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "))),
    });
}
