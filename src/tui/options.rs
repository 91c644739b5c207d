//! How a board looks and what it shows first: flags and the environment, never the site's rules.

use crate::domain::id::AreaId;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub colour: Colour,
    pub signs: Signs,
    /// `board --area kitchen`: what is shown until somebody asks for more.
    pub area: Option<AreaId>,
}

/// Colours that read on both dark and light grounds, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    #[default]
    Full,
    /// Sixteen.
    Ansi,
    Mono,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signs {
    #[default]
    Unicode,
    Ascii,
}

impl Options {
    /// NO_COLOR, TERM and the locale.
    pub fn from_environment() -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_else(|| "dumb".to_owned());
        let full = term.contains("256") || term.contains("direct") || set("COLORTERM").is_some();
        let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG")).unwrap_or_default();
        let locale = locale.to_ascii_lowercase().replace('-', "");
        Self {
            colour: match (term == "dumb" || set("NO_COLOR").is_some(), full) {
                (true, _) => Colour::Mono,
                (false, true) => Colour::Full,
                (false, false) => Colour::Ansi,
            },
            signs: if locale.contains("utf8") { Signs::Unicode } else { Signs::Ascii },
            area: None,
        }
    }
}
