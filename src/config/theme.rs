//! What each kind of text looks like, as `themes/*.toml` say: the built-in ones, and what a site changes of them.

use crate::diagnostic::Diagnostic;
use crate::sopfile::reader::{Keys, Node, Reader, Table};
use std::collections::BTreeMap;

/// What is compiled in.
pub const BUILT_IN: [(&str, &str); 5] = [
    (DEFAULT, include_str!("../../config/themes/default.toml")),
    ("dark", include_str!("../../config/themes/dark.toml")),
    ("light", include_str!("../../config/themes/light.toml")),
    ("high-contrast", include_str!("../../config/themes/high-contrast.toml")),
    ("mono", include_str!("../../config/themes/mono.toml")),
];
/// The theme of a board that was told of none.
pub const DEFAULT: &str = "default";

named! {
    /// What a piece of text is, not what it looks like. A contract: add, never edit.
    Role {
        Plain = "plain",
        Strong = "strong",
        Muted = "muted",
        /// New about what is the same as ever otherwise.
        Changed = "changed",
        /// High, or nothing was saved.
        Alert = "alert",
        /// A high exception nobody has taken: the one thing that blinks.
        Untaken = "untaken",
        /// Across the top.
        Banner = "banner",
        Overdue = "overdue",
        /// Medium and low exceptions, out of range.
        Warn = "warn",
        DueSoon = "due-soon",
        /// All as it should be, where that is said aloud.
        Well = "well",
        Border = "border",
        FocusBorder = "focus-border",
        Selected = "selected",
        Key = "key",
    }
}

/// A colour as it is written; what a terminal cannot show is brought down to what it can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// The terminal's own.
    Own,
    /// One of the sixteen that every terminal has.
    Basic(u8),
    Indexed(u8),
    Exact(u8, u8, u8),
}

named! {
    /// How letters are set, beside their colour.
    Setting {
        Bold = "bold",
        Dim = "dim",
        Italic = "italic",
        Underlined = "underlined",
        Blink = "blink",
        Reversed = "reversed",
    }
}

/// What one role looks like. Of several colours the first counts that the terminal can show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    pub fg: Vec<Paint>,
    pub bg: Vec<Paint>,
    pub settings: Vec<Setting>,
}

/// Every role's look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scheme(BTreeMap<Role, Look>);

const FILE: Keys = Keys { of: "a theme", known: &["base", "palette", "role"], later: &[] };
const LOOK: Keys = Keys { of: "a role", known: &["fg", "bg", "modifiers"], later: &[] };
const BASIC: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "grey",
    "dark-grey",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "white",
];
/// The same colours by other names.
const ALSO: [(&str, u8); 4] = [("gray", 7), ("dark-gray", 8), ("bright-black", 8), ("bright-white", 15)];

impl Scheme {
    /// A built-in theme; none of that name is `None`.
    pub fn built_in(name: &str) -> Option<Self> {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        let (scheme, mistakes) = Self::read("theme", text, &|_| None, Self(BTreeMap::new()));
        debug_assert!(mistakes.is_empty(), "{name}: {mistakes:?}");
        Some(scheme)
    }

    /// A site's theme over the built-in one of its name, or over its `base`. What is mistaken is told and left out; of
    /// a text that is no TOML nothing is read.
    pub fn of_site(file: &str, name: &str, text: &str) -> (Option<Self>, Vec<Diagnostic>) {
        let over = Self::built_in(name).or_else(|| Self::built_in(DEFAULT));
        let (scheme, mistakes) = Self::read(file, text, &Self::built_in, over.unwrap_or(Self(BTreeMap::new())));
        let readable = mistakes.iter().all(|mistake| mistake.kind != "syntax");
        (readable.then_some(scheme), mistakes)
    }

    pub fn look(&self, role: Role) -> Option<&Look> {
        self.0.get(&role)
    }

    fn read(file: &str, text: &str, base: &dyn Fn(&str) -> Option<Self>, mut scheme: Self) -> (Self, Vec<Diagnostic>) {
        let reader = Reader::new(file, text);
        if let Some(tree) = reader.tree() {
            let root = reader.root(&tree);
            root.only(FILE);
            if let Some(node) = root.get("base")
                && let Some(name) = node.any_text()
            {
                match base(name) {
                    Some(over) => scheme = over,
                    None => node.not_one_of(name, "a built-in theme", &BUILT_IN.map(|(name, _)| name)),
                }
            }
            let palette = palette(&root);
            let roles = root.get("role").and_then(|node| node.table("a table: `[role]`"));
            for node in roles.iter().flat_map(Table::entries) {
                let Some(role) = Role::named(&node.key) else {
                    let words: Vec<&str> = Role::ALL.iter().map(|(name, _)| *name).collect();
                    unknown(&node, "a role", &words);
                    continue;
                };
                if let Some(look) = look(&node, &palette) {
                    scheme.0.insert(role, look);
                }
            }
        }
        (scheme, in_order(reader))
    }
}

type Palette = BTreeMap<String, Vec<Paint>>;

fn palette(root: &Table<'_, '_>) -> Palette {
    let table = root.get("palette").and_then(|node| node.table("a table: `[palette]`"));
    let entries = table.iter().flat_map(Table::entries);
    entries.map(|node| (node.key.clone(), paints(node, &Palette::new()).unwrap_or_default())).collect()
}

fn look(node: &Node<'_, '_>, palette: &Palette) -> Option<Look> {
    let again = || Node {
        reader: node.reader,
        value: node.value,
        key: node.key.clone(),
        key_span: node.key_span.clone(),
        path: node.path.clone(),
    };
    let Some(table) = node.as_table() else {
        return Some(Look { fg: paints(again(), palette)?, ..Look::default() });
    };
    table.only(LOOK);
    let colour = |key: &str| table.get(key).map_or(Some(Vec::new()), |node| paints(node, palette));
    let (fg, bg) = (colour("fg"), colour("bg"));
    let words = "a list: [\"bold\", \"reversed\"]";
    let settings = table.get("modifiers").map(|node| node.items(words)).unwrap_or_default();
    let settings = settings.iter().filter_map(|node| node.one_of("a modifier", Setting::ALL)).collect();
    Some(Look { fg: fg?, bg: bg?, settings })
}

/// Nothing, where one of them is no colour.
fn paints(node: Node<'_, '_>, palette: &Palette) -> Option<Vec<Paint>> {
    let mut paints = Vec::new();
    for node in node.one_or_more() {
        match node.as_str() {
            // Told where it is named.
            Some(name) if palette.get(name).is_some_and(Vec::is_empty) => return None,
            Some(name) if palette.contains_key(name) => paints.extend(&palette[name]),
            Some(name) => {
                let Some(paint) = paint(name) else {
                    tell_no_colour(&node, name, palette);
                    return None;
                };
                paints.push(paint);
            }
            None => paints.push(Paint::Indexed(u8::try_from(node.whole(0, 255)?).ok()?)),
        }
    }
    Some(paints)
}

fn tell_no_colour(node: &Node<'_, '_>, name: &str, palette: &Palette) {
    if name.starts_with('#') {
        let told = node.error("bad-value", format!("{} is not a colour", node.written()));
        node.tell(told.help("red, green and blue, two digits of 0-9 and a-f each: \"#d70000\""));
        return;
    }
    let known: Vec<&str> = palette.keys().map(String::as_str).chain(BASIC).chain(["default"]).collect();
    node.tell(near(node.error("unknown-name", format!("`{name}` is not a colour")), name, &known));
}

fn paint(name: &str) -> Option<Paint> {
    if let Some(hex) = name.strip_prefix('#') {
        let right = hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok();
        return right.then(|| Some(Paint::Exact(part(0)?, part(2)?, part(4)?))).flatten();
    }
    if name == "default" {
        return Some(Paint::Own);
    }
    let basic = BASIC.iter().position(|known| *known == name).map(|at| at as u8);
    basic.or_else(|| ALSO.iter().find(|(known, _)| *known == name).map(|(_, at)| *at)).map(Paint::Basic)
}

/// What was told, from the top of the file down.
pub(super) fn in_order(reader: Reader<'_>) -> Vec<Diagnostic> {
    let mut told = reader.told();
    told.sort_by_key(|it| it.place.as_ref().map_or(0, |place| place.span.start));
    told
}

/// Tells of a key that is none of those there are.
fn unknown(node: &Node<'_, '_>, what: &str, words: &[&str]) {
    let told = node.reader.error("unknown-name", node.key_span.clone(), format!("`{}` is not {what}", node.key));
    node.tell(near(told, &node.key, words));
}

/// With what was meant, else with what there is.
pub(super) fn near(told: Diagnostic, written: &str, words: &[&str]) -> Diagnostic {
    match crate::sopfile::nearest(written, words.iter().copied()) {
        Some(near) => told.label(format!("did you mean `{near}`?")),
        None => told.help(format!("there are: {}", crate::sopfile::reader::listed(words))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_theme_has_every_role() {
        for (name, text) in BUILT_IN {
            let (scheme, mistakes) = Scheme::read(name, text, &|_| None, Scheme(BTreeMap::new()));
            assert_eq!(mistakes, [], "{name}");
            for (role, value) in Role::ALL {
                assert!(scheme.look(*value).is_some(), "{name} leaves out {role}");
            }
        }
    }

    #[test]
    fn a_site_changes_one_role_and_keeps_the_others() {
        let (scheme, mistakes) = Scheme::of_site("t.toml", "dark", "[role]\noverdue = '#102030'");
        assert_eq!(mistakes, []);
        let scheme = scheme.unwrap();
        assert_eq!(scheme.look(Role::Overdue).unwrap().fg, [Paint::Exact(16, 32, 48)]);
        assert_eq!(scheme.look(Role::Warn), Scheme::built_in("dark").unwrap().look(Role::Warn));
    }

    #[test]
    fn a_new_theme_begins_with_its_base() {
        let (scheme, mistakes) = Scheme::of_site("t.toml", "ours", "base = 'high-contrast'\n[role]\nwell = 12");
        assert_eq!(mistakes, []);
        let scheme = scheme.unwrap();
        assert_eq!(scheme.look(Role::Well).unwrap().fg, [Paint::Indexed(12)]);
        assert_eq!(scheme.look(Role::Plain), Scheme::built_in("high-contrast").unwrap().look(Role::Plain));
    }

    #[test]
    fn every_mistake_is_told_with_its_place_and_the_rest_counts() {
        let text = "base = 'darc'\ncolour = 1\n[palette]\nours = 'bleu'\n[role]\noverdu = 'red'\nwarn = '#12345'\n\
                    alert = { fg = 'yelow', modifiers = ['blod'] }\nmuted = 256\nwell = 'blue'\nborder = true\n";
        let (scheme, mistakes) = Scheme::of_site("t.toml", "dark", text);
        let told: Vec<_> = mistakes
            .iter()
            .map(|it| (it.place.as_ref().unwrap().line, it.kind, it.label.clone().unwrap_or_default()))
            .collect();
        let meant = |word: &str| format!("did you mean `{word}`?");
        assert_eq!(told[0], (1, "bad-value", meant("dark")));
        assert_eq!(told[1], (2, "unknown-key", String::new()));
        assert_eq!(told[2], (4, "unknown-name", meant("blue")));
        assert_eq!(told[3], (6, "unknown-name", meant("overdue")));
        assert_eq!(told[4].0, 7);
        assert_eq!(told[5], (8, "unknown-name", meant("yellow")));
        assert_eq!(told[6], (8, "bad-value", meant("bold")));
        assert_eq!(told[7].0, 9);
        assert_eq!(told[8].0, 11);
        assert_eq!(told.len(), 9);
        let (scheme, dark) = (scheme.unwrap(), Scheme::built_in("dark").unwrap());
        assert_eq!(scheme.look(Role::Well).unwrap().fg, [Paint::Basic(4)]);
        for role in [Role::Overdue, Role::Warn, Role::Alert, Role::Muted, Role::Border] {
            assert_eq!(scheme.look(role), dark.look(role));
        }
    }

    #[test]
    fn what_is_no_toml_is_told_and_not_used() {
        let (scheme, mistakes) = Scheme::of_site("t.toml", "dark", "[role\nwarn = 'red'");
        assert_eq!(scheme, None);
        assert!(mistakes.iter().all(|mistake| mistake.kind == "syntax") && !mistakes.is_empty());
    }
}
