//! How a board's keys and colours stand: the built-in ones under what the site's files say, and every mistake in those.

use super::keymap::Keymap;
use super::theme::{BUILT_IN, DEFAULT, Scheme, near};
use crate::diagnostic::{Diagnostic, Style, render};
use std::collections::BTreeMap;

/// Where a site's keys are.
pub const KEYMAP: &str = "config/keymap.toml";
/// Where its themes are, one a file.
pub const THEMES: &str = "config/themes";

#[derive(Clone, Debug, PartialEq)]
pub struct Looks {
    pub keymap: Keymap,
    /// The site's own, over the built-in ones of the same name.
    schemes: BTreeMap<String, Scheme>,
    pub mistakes: Vec<Mistake>,
}

/// A mistake in one of the files, and its caret text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub told: Diagnostic,
    pub shown: String,
}

/// The texts of a site's own files, as they are written to the user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookFiles {
    pub keymap: Option<String>,
    /// By theme name.
    pub themes: BTreeMap<String, String>,
}

impl Looks {
    pub fn built_in() -> Self {
        Self { keymap: Keymap::built_in(), schemes: BTreeMap::new(), mistakes: Vec::new() }
    }

    /// What the files come to. Of a file that cannot be read at all, what counted before goes on.
    pub fn read(files: &LookFiles, before: &Self) -> Self {
        let mut looks = Self::built_in();
        if let Some(text) = &files.keymap {
            let (keymap, told) = Keymap::with_site(KEYMAP, text);
            looks.keymap = keymap.unwrap_or_else(|| before.keymap.clone());
            looks.tell(told, text);
        }
        // A copy that nobody changed is the built-in one, which is read once it is worn.
        let is_copy = |(name, text): &(&String, &String)| BUILT_IN.contains(&(name.as_str(), text.as_str()));
        for (name, text) in files.themes.iter().filter(|theme| !is_copy(theme)) {
            let (scheme, told) = Scheme::of_site(&format!("{THEMES}/{name}.toml"), name, text);
            if let Some(scheme) = scheme.or_else(|| before.schemes.get(name).cloned()) {
                looks.schemes.insert(name.clone(), scheme);
            }
            looks.tell(told, text);
        }
        looks
    }

    fn tell(&mut self, told: Vec<Diagnostic>, text: &str) {
        let shown = |told: Diagnostic| Mistake { shown: render(&told, Some(text), Style::Plain), told };
        self.mistakes.extend(told.into_iter().map(shown));
    }

    /// The theme of this name; the default one, and what to say, where there is none.
    pub fn scheme(&self, name: Option<&str>) -> (Scheme, Option<Mistake>) {
        let of = |name: &str| self.schemes.get(name).cloned().or_else(|| Scheme::built_in(name));
        let name = name.unwrap_or(DEFAULT);
        if let Some(scheme) = of(name) {
            return (scheme, None);
        }
        let mut known: Vec<&str> = self.schemes.keys().map(String::as_str).collect();
        known.extend(BUILT_IN.iter().map(|(name, _)| *name));
        let told = near(Diagnostic::error("unknown-theme", format!("there is no theme `{name}`")), name, &known);
        let mistake = Mistake { shown: render(&told, None, Style::Plain), told };
        (of(DEFAULT).unwrap_or_default(), Some(mistake))
    }
}

impl Mistake {
    /// In one line: where, what, and what was meant.
    pub fn line(&self) -> String {
        let place = self.told.place.as_ref().map(|place| format!("{}:{}: ", place.file, place.line));
        let meant = self.told.label.as_ref().or(self.told.help.as_ref()).map(|mend| format!("; {mend}"));
        format!("{}{}{}", place.unwrap_or_default(), self.told.message, meant.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_broken_in_the_middle_of_an_edit_leaves_what_counted_before() {
        let files = |keymap: &str, theme: &str| LookFiles {
            keymap: Some(keymap.to_owned()),
            themes: BTreeMap::from([("ours".to_owned(), theme.to_owned())]),
        };
        let good = files("[[key]]\non = 'f12'\ndo = 'start'\nwhen = 'board'", "[role]\nwarn = 'blue'");
        let before = Looks::read(&good, &Looks::built_in());
        assert_eq!(before.mistakes, []);
        let after = Looks::read(&files("[[key]]\non = '", "[role]\nwarn ="), &before);
        assert_eq!((&after.keymap, &after.schemes), (&before.keymap, &before.schemes));
        assert!(after.mistakes[0].shown.contains("--> config/keymap.toml:2:"), "{}", after.mistakes[0].shown);
        assert!(after.mistakes.iter().any(|it| it.line().starts_with("config/themes/ours.toml:2: ")));
    }

    #[test]
    fn a_theme_that_is_not_there_is_told_and_the_default_counts() {
        let looks = Looks::built_in();
        let (scheme, mistake) = looks.scheme(Some("drak"));
        assert_eq!(scheme, looks.scheme(None).0);
        assert_eq!(mistake.unwrap().line(), "there is no theme `drak`; did you mean `dark`?");
    }
}
