//! Keys to acts, as `keymap.toml` says: the built-in one, and what a site changes of it.

use super::theme::{in_order, near};
use crate::diagnostic::Diagnostic;
use crate::sopfile::reader::{Keys, Node, Reader};
use crokey::KeyCombination;
use std::ops::Range;
use std::sync::OnceLock;

/// What is compiled in.
pub const DEFAULT: &str = include_str!("../../config/keymap.toml");

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
        /// Which file, which fact, what arithmetic.
        Why = "why",
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
        /// Puts an exception off.
        Shelve = "shelve",
        /// A second person looked at what was resolved.
        Verify = "verify",
        /// Those that were put off or are hidden, too.
        Hidden = "hidden",
        /// Only some of the exceptions.
        Narrow = "narrow",
        /// When and from what the next answers were seen.
        Seen = "seen",
        /// A file that is no answer.
        Attach = "attach",
        Reopen = "reopen",
        Cancel = "cancel",
        Mark = "mark",
        Commands = "commands",
        /// The one before, the one after, in time.
        Earlier = "earlier",
        Later = "later",
        PreviousDay = "previous-day",
        NextDay = "next-day",
        Today = "today",
        /// The selected person is at the keyboard.
        SignIn = "sign-in",
        ViewBoard = "view-board",
        ViewRun = "view-run",
        ViewDay = "view-day",
        ViewJournal = "view-journal",
        /// Everything known about the case of what is selected.
        ViewCase = "view-case",
        ViewSops = "view-sops",
        ViewPeople = "view-people",
        ViewWallboard = "view-wallboard",
        Approve = "approve",
        /// The payload is changed first.
        Edit = "edit",
        /// It is prepared again, with what is said.
        PushBack = "push-back",
        Reject = "reject",
        /// A person does the step.
        ByHand = "by-hand",
        /// How near what an agent would have done is to what was done.
        Same = "same",
        Similar = "similar",
        Different = "different",
        /// All of one kind whose payload was on the screen.
        ApproveShown = "approve-shown",
        /// What was typed in several lines is what is wanted.
        Save = "save",
        /// What an agent prepared for the selected line.
        Approval = "approval",
        ViewAgents = "view-agents",
        /// An agent stands still, or goes on; all of them do.
        Pause = "pause",
        PauseAll = "pause-all",
        /// In a demo only: time stands still, or goes on.
        DemoPause = "demo-pause",
        DemoFaster = "demo-faster",
        DemoSlower = "demo-slower",
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
        /// A decision that is asked.
        Approval = "approval",
        Agents = "agents",
        /// Several lines are typed.
        Text = "text",
        /// While `/` is typed.
        Find = "find",
        /// The list of all acts.
        Commands = "commands",
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

const FILE: Keys = Keys { of: "the keymap", known: &["key"], later: &[] };
const KEY: Keys = Keys { of: "a key", known: &["on", "do", "when", "desc", "hint"], later: &[] };

/// One key of a file's `on`, and where it stands there.
type Pressed = (KeyCombination, Range<usize>);

/// A binding as a file has it.
struct Entry {
    places: Vec<Place>,
    keys: Vec<Pressed>,
    act: Act,
    /// None: as the act is called.
    desc: Option<String>,
    hint: Hint,
}

impl Keymap {
    /// The built-in keys.
    pub fn built_in() -> Self {
        static READ: OnceLock<Keymap> = OnceLock::new();
        READ.get_or_init(Self::read_built_in).clone()
    }

    fn read_built_in() -> Self {
        let mut keymap = Self::default();
        let reader = Reader::new("keymap.toml", DEFAULT);
        for entry in entries(&reader).unwrap_or_default() {
            keymap.add(&entry, Author::BuiltIn, &reader);
        }
        let mistakes = reader.told();
        debug_assert!(mistakes.is_empty(), "{mistakes:?}");
        keymap
    }

    /// The built-in keys with a site's own over them, and every mistake in those. A mistaken key is left out and the
    /// others count; of a text that is no TOML nothing can be read.
    pub fn with_site(file: &str, text: &str) -> (Option<Self>, Vec<Diagnostic>) {
        // A copy that nobody changed.
        if text == DEFAULT {
            return (Some(Self::built_in()), Vec::new());
        }
        let reader = Reader::new(file, text);
        let keymap = entries(&reader).map(|own| Self::built_in().over(&own, &reader));
        (keymap, in_order(reader))
    }

    fn over(mut self, own: &[Entry], reader: &Reader<'_>) -> Self {
        let mut site = Self::default();
        for entry in own {
            site.add(entry, Author::Site, reader);
        }
        // Copied from the built-in file, it is no word of the site's own.
        for own in &mut site.bindings {
            let as_built_in = |of: &Binding| (of.place, of.act, &of.desc) == (own.place, own.act, &own.desc);
            if self.bindings.iter().any(as_built_in) {
                own.by = Author::BuiltIn;
            }
        }
        let replaced =
            |built_in: &Binding| site.bindings.iter().any(|own| (own.place, own.act) == (built_in.place, built_in.act));
        self.bindings.retain(|built_in| !replaced(built_in));
        // A key that the site gives to something else is the site's.
        for own in &site.bindings {
            for built_in in self.bindings.iter_mut().filter(|built_in| built_in.place == own.place) {
                let before = built_in.keys.len();
                built_in.keys.retain(|key| !own.keys.contains(key));
                if before > 0 && built_in.keys.is_empty() {
                    let entry = own_entry(reader, own, built_in);
                    reader.tell(entry);
                }
            }
        }
        self.bindings.retain(|built_in| !built_in.keys.is_empty());
        self.bindings.extend(site.bindings);
        self
    }

    /// Where a key is taken in one of the places already, the first one has it, and that is told.
    fn add(&mut self, entry: &Entry, author: Author, reader: &Reader<'_>) {
        for place in &entry.places {
            let mut keys = Vec::new();
            for (key, span) in &entry.keys {
                if let Some(first) = self.at(*place, *key).filter(|first| *first != entry.act) {
                    let message = format!("`{}` does two things in `{}`", shown(*key), place.name());
                    let told = reader.error("key-clash", span.clone(), message);
                    reader.tell(told.label(format!("it is `{}` already", first.name())));
                } else if let Some(why) = place.keeps(*key) {
                    let message = format!("`{}` cannot be `{}` in `{}`", shown(*key), entry.act.name(), place.name());
                    reader.tell(reader.error("key-kept", span.clone(), message).label(why));
                } else {
                    keys.push(*key);
                }
            }
            if !keys.is_empty() {
                let Entry { act, hint, .. } = *entry;
                let by = if entry.desc.is_some() { author } else { Author::BuiltIn };
                let desc = entry.desc.clone().unwrap_or_else(|| act.name().to_owned());
                self.bindings.push(Binding { place: *place, keys, act, desc, by, hint });
            }
        }
    }

    /// What a key does in a place.
    pub fn at(&self, place: Place, key: KeyCombination) -> Option<Act> {
        self.of(place).find(|binding| binding.keys.contains(&key)).map(|binding| binding.act)
    }

    /// Everything that can be done in a place, in the order of the file.
    pub fn of(&self, place: Place) -> impl Iterator<Item = &Binding> {
        self.bindings.iter().filter(move |binding| binding.place == place)
    }

    pub fn has(&self, place: Place, act: Act) -> bool {
        self.of(place).any(|binding| binding.act == act)
    }

    pub fn binding(&self, place: Place, act: Act) -> Option<&Binding> {
        self.of(place).find(|binding| binding.act == act)
    }

    /// The first key for an act, as it is shown.
    pub fn key_for(&self, place: Place, act: Act) -> Option<String> {
        self.of(place).find(|binding| binding.act == act)?.keys.first().map(|key| shown(*key))
    }
}

impl Place {
    /// Why a key does what it does here, whatever a file says.
    fn keeps(self, key: KeyCombination) -> Option<&'static str> {
        use crossterm::event::{KeyCode, KeyModifiers};
        let crokey::OneToThree::One(KeyCode::Char(c)) = key.codes else { return None };
        let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        match self {
            Self::Run if plain && (c.is_ascii_digit() || ".,-".contains(c)) => Some("here it goes to the reading"),
            Self::Field | Self::Text | Self::Who | Self::Find | Self::Commands if plain => {
                Some("here it is typed as text")
            }
            _ => None,
        }
    }
}

/// A built-in act that a site's binding leaves without a key.
fn own_entry(reader: &Reader<'_>, own: &Binding, built_in: &Binding) -> Diagnostic {
    let keys: Vec<String> = own.keys.iter().map(|key| format!("`{}`", shown(*key))).collect();
    let message = format!(
        "`{}` has no key left in `{}`: {} is `{}` now",
        built_in.act.name(),
        own.place.name(),
        keys.join(", "),
        own.act.name()
    );
    let at = reader.text.find(own.act.name()).map_or(0..0, |at| at..at + own.act.name().len());
    Diagnostic::warning("key-clash", message)
        .at(reader.file, reader.text, at)
        .help(format!("give `{}` another key as well", built_in.act.name()))
}

/// Every binding that can be used; nothing where the text is no TOML.
fn entries(reader: &Reader<'_>) -> Option<Vec<Entry>> {
    let tree = reader.tree()?;
    let root = reader.root(&tree);
    root.only(FILE);
    let nodes = root.get("key").map(|node| node.items("tables: `[[key]]`")).unwrap_or_default();
    Some(nodes.iter().filter_map(entry).collect())
}

fn entry(node: &Node<'_, '_>) -> Option<Entry> {
    let table = node.table("a table: `[[key]]`")?;
    table.only(KEY);
    let help = "a key is `on`, `do`, `when`, and perhaps `desc` and `hint`";
    let act = table.need("do", help).and_then(|node| {
        let name = node.any_text()?;
        let act = Act::named(name);
        if act.is_none() {
            let words: Vec<&str> = Act::ALL.iter().map(|(name, _)| *name).collect();
            node.tell(near(node.error("unknown-name", format!("`{name}` is not an act")), name, &words));
        }
        act
    });
    let (mut keys, mut places) = (Vec::new(), Vec::new());
    for node in table.need("on", help).map(Node::one_or_more).unwrap_or_default() {
        let Some(name) = node.any_text() else { continue };
        match key(name) {
            Some(key) => keys.push((key, node.span())),
            None => node.tell(
                node.error("unknown-key-name", format!("`{name}` is not a key"))
                    .help("keys are written like `q`, `enter`, `esc`, `space`, `f1`, `ctrl-c`, `shift-tab`"),
            ),
        }
    }
    for node in table.need("when", help).map(Node::one_or_more).unwrap_or_default() {
        let Some(name) = node.any_text() else { continue };
        if let Some(place) = Place::named(name) {
            places.push(place);
        } else {
            let words: Vec<&str> = Place::ALL.iter().map(|(name, _)| *name).collect();
            node.tell(near(node.error("unknown-name", format!("`{name}` is not a place")), name, &words));
        }
    }
    let desc = table.get("desc").and_then(|node| node.text());
    let hint = table.get("hint").and_then(|node| node.bool()).unwrap_or_default();
    let act = act?;
    Some(Entry { places, keys, act, desc, hint: if hint { Hint::Shown } else { Hint::HelpOnly } })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn press(name: &str) -> KeyCombination {
        key(name).unwrap()
    }

    #[test]
    fn the_built_in_keymap_has_no_mistake_and_names_what_it_does() {
        let keymap = Keymap::built_in();
        assert_eq!(keymap.at(Place::Board, press("n")), Some(Act::Start));
        assert_eq!(keymap.at(Place::Run, press("space")), Some(Act::Tick));
        assert_eq!(keymap.at(Place::Field, press("n")), None, "letters are text in a field");
        let demo = [Act::DemoPause, Act::DemoFaster, Act::DemoSlower];
        for (name, act) in Act::ALL.iter().filter(|(_, act)| !demo.contains(act)) {
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

    fn site(text: &str) -> (Keymap, Vec<Diagnostic>) {
        let (keymap, mistakes) = Keymap::with_site("k.toml", text);
        (keymap.unwrap(), mistakes)
    }

    #[test]
    fn a_sites_own_key_replaces_the_built_in_one() {
        let (keymap, mistakes) = site("[[key]]\non = 'f12'\ndo = 'start'\nwhen = 'board'");
        assert_eq!(mistakes, []);
        assert_eq!(keymap.at(Place::Board, press("f12")), Some(Act::Start));
        assert_eq!(keymap.at(Place::Board, press("n")), None);
        assert_eq!(keymap.at(Place::Board, press("m")), Some(Act::Mine));
    }

    #[test]
    fn a_key_the_site_uses_is_the_sites_whatever_it_was() {
        let (keymap, mistakes) = site("[[key]]\non = 'f3'\ndo = 'start'\nwhen = 'board'");
        assert_eq!(mistakes, [], "the day has a letter as well");
        assert_eq!(keymap.at(Place::Board, press("f3")), Some(Act::Start));
        assert_eq!(keymap.at(Place::Board, press("D")), Some(Act::ViewDay));
        assert_eq!(keymap.at(Place::Run, press("f3")), Some(Act::ViewDay));
        let (keymap, mistakes) = site("[[key]]\non = 'm'\ndo = 'start'\nwhen = 'board'");
        assert_eq!(keymap.at(Place::Board, press("m")), Some(Act::Start));
        assert_eq!(mistakes[0].message, "`mine` has no key left in `board`: `m` is `start` now");
        assert_eq!(mistakes[0].place.as_ref().unwrap().line, 3);
    }

    #[test]
    fn every_mistake_is_told_with_its_place_and_the_good_keys_count() {
        let text = "[[key]]\non = ['nokey', 'f12']\ndo = 'statr'\nwhen = 'bored'\n\
                    [[key]]\non = ['f11', 'ctrl-x']\ndo = 'start'\nwhen = ['board', 'runn']\n\
                    [[key]]\non = 'f11'\ndo = 'mine'\nwhen = 'board'\nwhy = 1\n\
                    [[key]]\non = ['5', 'f10']\ndo = 'tick'\nwhen = 'run'\n\
                    [[key]]\non = 7\nwhen = 'run'\n";
        let (keymap, mistakes) = site(text);
        let told: Vec<_> =
            mistakes.iter().map(|it| (it.place.as_ref().unwrap().line, it.kind, it.label.as_deref())).collect();
        assert_eq!(
            told,
            [
                (2, "unknown-key-name", None),
                (3, "unknown-name", Some("did you mean `start`?")),
                (4, "unknown-name", Some("did you mean `board`?")),
                (8, "unknown-name", Some("did you mean `run`?")),
                (10, "key-clash", Some("it is `start` already")),
                (13, "unknown-key", Some("did you mean `when`?")),
                (15, "key-kept", Some("here it goes to the reading")),
                (18, "missing-key", None),
                (19, "wrong-type", Some("this is a number")),
            ]
        );
        assert_eq!(keymap.at(Place::Board, press("f11")), Some(Act::Start));
        assert_eq!(keymap.at(Place::Board, press("ctrl-x")), Some(Act::Start));
        assert_eq!(keymap.at(Place::Board, press("m")), Some(Act::Mine), "its own new key was mistaken");
        assert_eq!(keymap.at(Place::Run, press("f10")), Some(Act::Tick));
        assert_eq!(keymap.at(Place::Run, press("5")), None);
    }

    #[test]
    fn a_text_that_is_no_toml_changes_nothing() {
        let (keymap, mistakes) = Keymap::with_site("k.toml", "[[key]\non = 'q'");
        assert_eq!(keymap, None);
        assert_eq!(mistakes[0].kind, "syntax");
    }

    #[test]
    fn a_copied_description_is_not_the_sites_own_word() {
        let (keymap, mistakes) = Keymap::with_site("config/keymap.toml", DEFAULT);
        assert_eq!(mistakes, []);
        assert!(keymap.unwrap().bindings.iter().all(|binding| binding.by == Author::BuiltIn));
        let own = "[[key]]\non = 'n'\ndo = 'start'\nwhen = 'board'\ndesc = 'anfangen'";
        let keymap = Keymap::with_site("k.toml", own).0.unwrap();
        let start = keymap.of(Place::Board).find(|binding| binding.act == Act::Start).unwrap();
        assert_eq!((start.by, start.desc.as_str()), (Author::Site, "anfangen"));
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
