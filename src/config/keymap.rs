//! Keys to acts, as `keymap.toml` says: the built-in one, and what a site changes of it.

use crate::diagnostic::Diagnostic;
use crokey::KeyCombination;
use serde::Deserialize;
use toml::Spanned;

/// What is compiled in.
pub const DEFAULT: &str = include_str!("../../config/keymap.toml");

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),* }
        impl $name {
            pub const ALL: &[(&'static str, Self)] = &[$(($text, Self::$variant)),*];
            fn named(text: &str) -> Option<Self> {
                Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, value)| *value)
            }
        }
    };
}

named! {
    /// What a key may do: the vocabulary of `do`. A contract: add, never edit.
    Act {
        Help = "help",
        Quit = "quit",
        Suspend = "suspend",
        Redraw = "redraw",
        Up = "up",
        Down = "down",
        First = "first",
        Last = "last",
        PageUp = "page-up",
        PageDown = "page-down",
        Open = "open",
        Back = "back",
        NextPanel = "next-panel",
        PreviousPanel = "previous-panel",
        /// The row whose number is on the key.
        Row = "row",
        Start = "start",
        Mine = "mine",
        Ended = "ended",
        Find = "find",
        Who = "who",
        Wrong = "wrong",
        Tick = "tick",
        Answer = "answer",
        Erase = "erase",
        Skip = "skip",
        Undo = "undo",
        Correct = "correct",
        Note = "note",
        NextOpen = "next-open",
        Take = "take",
        Assign = "assign",
        Resolve = "resolve",
        Mark = "mark",
        ViewBoard = "view-board",
        ViewRun = "view-run",
        ViewDay = "view-day",
        ViewJournal = "view-journal",
        ViewSops = "view-sops",
        ViewPeople = "view-people",
        ViewWallboard = "view-wallboard",
    }
}

named! {
    /// Where a key counts: the vocabulary of `when`.
    Place {
        Board = "board",
        Run = "run",
        Card = "card",
        List = "list",
        Field = "field",
        Who = "who",
        Help = "help",
        Day = "day",
        Journal = "journal",
        Sops = "sops",
        People = "people",
        Wallboard = "wallboard",
    }
}

/// One line of the keymap, in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    pub place: Place,
    pub keys: Vec<KeyCombination>,
    pub act: Act,
    /// As its file has it; the board says a built-in one in its own words.
    pub desc: String,
    pub by: Author,
    pub hint: Hint,
}

/// Whose words its description is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    BuiltIn,
    Site,
}

/// Whether the bottom line names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    Shown,
    HelpOnly,
}

/// Which key does what, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    key: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    on: Spanned<OneOrMany>,
    #[serde(rename = "do")]
    act: Spanned<String>,
    when: Spanned<OneOrMany>,
    desc: Option<String>,
    #[serde(default)]
    hint: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn as_slice(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

impl Keymap {
    /// The built-in keys.
    pub fn built_in() -> Self {
        let (keymap, mistakes) = Self::parse("keymap.toml", DEFAULT, Author::BuiltIn);
        debug_assert!(mistakes.is_empty(), "{mistakes:?}");
        keymap
    }

    /// The built-in keys with a site's own over them. Where that has a mistake it is told, and the built-in stand.
    pub fn with_site(file: &str, text: &str) -> (Self, Vec<Diagnostic>) {
        let (site, mut mistakes) = Self::parse(file, text, Author::Site);
        let mut keymap = Self::built_in();
        for own in &site.bindings {
            keymap.bindings.retain(|built_in| (built_in.place, built_in.act) != (own.place, own.act));
        }
        for own in site.bindings {
            for taken in keymap.bindings.iter().filter(|binding| binding.place == own.place) {
                if let Some(key) = taken.keys.iter().find(|key| own.keys.contains(key)) {
                    let message = format!(
                        "`{key}` is already `{}` in `{}`, and is now `{}` too",
                        taken.act.name(),
                        own.place.name(),
                        own.act.name()
                    );
                    mistakes.push(
                        Diagnostic::error("key-clash", message)
                            .at(file, text, 0..0)
                            .help(format!("give `{}` another key as well", taken.act.name())),
                    );
                }
            }
            keymap.bindings.push(own);
        }
        if mistakes.is_empty() { (keymap, mistakes) } else { (Self::built_in(), mistakes) }
    }

    /// Every binding of one file, and every mistake in it.
    fn parse(file: &str, text: &str, author: Author) -> (Self, Vec<Diagnostic>) {
        let parsed: File = match toml::from_str(text) {
            Ok(parsed) => parsed,
            Err(error) => {
                let mistake = Diagnostic::error("keymap", format!("the keys cannot be used: {}", error.message()))
                    .at(file, text, error.span().unwrap_or(0..0))
                    .help("a key is `on`, `do`, `when`, and perhaps `desc` and `hint`");
                return (Self::default(), vec![mistake]);
            }
        };
        let mut keymap = Self::default();
        let mut mistakes = Vec::new();
        for entry in parsed.key {
            let act = Act::named(entry.act.get_ref());
            if act.is_none() {
                mistakes.push(unknown(entry.act.get_ref(), "an act", Act::ALL.iter().map(|(name, _)| *name)).at(
                    file,
                    text,
                    entry.act.span(),
                ));
            }
            let mut keys = Vec::new();
            for name in entry.on.get_ref().as_slice() {
                match key(name) {
                    Some(key) => keys.push(key),
                    None => mistakes.push(
                        Diagnostic::error("unknown-key-name", format!("`{name}` is not a key"))
                            .at(file, text, entry.on.span())
                            .help("keys are written like `q`, `enter`, `esc`, `space`, `f1`, `ctrl-c`, `shift-tab`"),
                    ),
                }
            }
            for name in entry.when.get_ref().as_slice() {
                let Some(place) = Place::named(name) else {
                    mistakes.push(unknown(name, "a place", Place::ALL.iter().map(|(name, _)| *name)).at(
                        file,
                        text,
                        entry.when.span(),
                    ));
                    continue;
                };
                let taken = |key: &&KeyCombination| keymap.at(place, **key).is_some();
                if let Some(clash) = keys.iter().find(taken) {
                    let message = format!("`{clash}` does two things in `{name}`");
                    mistakes.push(Diagnostic::error("key-clash", message).at(file, text, entry.on.span()));
                }
                if let Some(act) = act {
                    let by = if entry.desc.is_some() { author } else { Author::BuiltIn };
                    let desc = entry.desc.clone().unwrap_or_else(|| act.name().to_owned());
                    let hint = if entry.hint { Hint::Shown } else { Hint::HelpOnly };
                    keymap.bindings.push(Binding { place, keys: keys.clone(), act, desc, by, hint });
                }
            }
        }
        (keymap, mistakes)
    }

    /// What a key does in a place.
    pub fn at(&self, place: Place, key: KeyCombination) -> Option<Act> {
        self.of(place).find(|binding| binding.keys.contains(&key)).map(|binding| binding.act)
    }

    /// Everything that can be done in a place, in the order of the file.
    pub fn of(&self, place: Place) -> impl Iterator<Item = &Binding> {
        self.bindings.iter().filter(move |binding| binding.place == place)
    }

    /// The first key for an act, as it is shown.
    pub fn key_for(&self, place: Place, act: Act) -> Option<String> {
        self.of(place).find(|binding| binding.act == act)?.keys.first().map(|key| shown(*key))
    }
}

impl Act {
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, act)| *act == self).map_or("", |(name, _)| name)
    }
}

impl Place {
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, place)| *place == self).map_or("", |(name, _)| name)
    }
}

/// Normal form: `G` and `shift-g` are one key, and a sign that needs shift is just the sign.
pub fn normal(key: impl Into<KeyCombination>) -> KeyCombination {
    use crossterm::event::{KeyCode, KeyModifiers};
    let mut key = key.into().normalized();
    if let crokey::OneToThree::One(KeyCode::Char(c)) = key.codes
        && !c.is_alphabetic()
    {
        key.modifiers.remove(KeyModifiers::SHIFT);
    }
    key
}

fn key(name: &str) -> Option<KeyCombination> {
    let one_sign = name.chars().count() == 1 && name.chars().any(char::is_uppercase);
    let name = if one_sign { format!("shift-{}", name.to_lowercase()) } else { name.to_owned() };
    crokey::parse(&name).ok().map(normal)
}

/// As help and hints show it: `Enter`, `Tab`, `q`.
pub fn shown(key: KeyCombination) -> String {
    use crossterm::event::{KeyCode, KeyModifiers};
    match (key.codes, key.modifiers) {
        (crokey::OneToThree::One(KeyCode::Char(c)), KeyModifiers::SHIFT) => c.to_uppercase().collect(),
        _ => crokey::KeyCombinationFormat::default().to_string(key),
    }
}

fn unknown<'a>(name: &str, kind: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let near = known
        .map(|known| (strsim::jaro_winkler(name, known), known))
        .filter(|(near, _)| *near > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let diagnostic = Diagnostic::error("unknown-name", format!("`{name}` is not {kind}"));
    match near {
        Some((_, near)) => diagnostic.label(format!("did you mean `{near}`?")),
        None => diagnostic.help("`?` on the board names every act and its key"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(name: &str) -> KeyCombination {
        key(name).unwrap()
    }

    #[test]
    fn the_built_in_keymap_has_no_mistake_and_names_what_it_does() {
        let (keymap, mistakes) = Keymap::parse("keymap.toml", DEFAULT, Author::BuiltIn);
        assert_eq!(mistakes, []);
        assert_eq!(keymap.at(Place::Board, press("n")), Some(Act::Start));
        assert_eq!(keymap.at(Place::Run, press("space")), Some(Act::Tick));
        assert_eq!(keymap.at(Place::Field, press("n")), None, "letters are text in a field");
        for (name, act) in Act::ALL {
            assert!(keymap.bindings.iter().any(|binding| binding.act == *act), "`{name}` has no key");
        }
    }

    #[test]
    fn no_key_of_a_reading_is_taken_in_a_run() {
        let keymap = Keymap::built_in();
        for sign in "0123456789.,-".chars() {
            assert_eq!(keymap.at(Place::Run, normal(crossterm::event::KeyCode::Char(sign))), None, "{sign}");
        }
    }

    #[test]
    fn a_sites_own_key_replaces_the_built_in_one() {
        let (keymap, mistakes) = Keymap::with_site("k.toml", "[[key]]\non = 'f12'\ndo = 'start'\nwhen = 'board'");
        assert_eq!(mistakes, []);
        assert_eq!(keymap.at(Place::Board, press("f12")), Some(Act::Start));
        assert_eq!(keymap.at(Place::Board, press("n")), None);
        assert_eq!(keymap.at(Place::Board, press("m")), Some(Act::Mine));
    }

    #[test]
    fn every_mistake_is_told_and_the_built_in_keys_survive() {
        let text =
            "[[key]]\non = 'nokey'\ndo = 'statr'\nwhen = 'bored'\n[[key]]\non = 'q'\ndo = 'start'\nwhen = 'board'";
        let (keymap, mistakes) = Keymap::with_site("k.toml", text);
        let kinds: Vec<_> = mistakes.iter().map(|mistake| mistake.kind).collect();
        assert_eq!(kinds, ["unknown-name", "unknown-key-name", "unknown-name", "key-clash"]);
        assert_eq!(mistakes[0].label.as_deref(), Some("did you mean `start`?"));
        assert_eq!(keymap, Keymap::built_in());
    }

    #[test]
    fn a_capital_is_shift_and_a_sign_is_a_sign() {
        use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
        let typed = KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT);
        assert_eq!(normal(typed), press("shift-g"));
        assert_eq!(normal(KeyEvent::new(KeyCode::Char('!'), KeyModifiers::SHIFT)), press("!"));
        assert_eq!(normal(KeyEvent::new(KeyCode::Char('G'), KeyModifiers::NONE)), press("shift-g"));
    }
}
