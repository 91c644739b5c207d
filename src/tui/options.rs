//! How a board looks and behaves, and what it shows first: flags and the environment, never the site's rules.

use crate::domain::id::AreaId;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub colour: Colour,
    pub signs: Signs,
    /// By flag or environment; none: the site's, else the default one.
    pub theme: Option<String>,
    /// `board --area kitchen`: what is shown until somebody asks for more.
    pub area: Option<AreaId>,
    pub first: First,
    pub manners: Manners,
    /// None: as the site says.
    pub mouse: Option<Mouse>,
    /// Whether the terminal can move its cursor at all.
    pub can: Can,
}

/// How many colours the terminal can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// Any.
    True,
    /// 256.
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

/// What is shown at the start, and again when whoever was there has gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum First {
    #[default]
    Board,
    Wallboard,
}

/// Whether the keys can end or stop the board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manners {
    #[default]
    Free,
    /// No quit, no Ctrl-C, no Ctrl-Z.
    Kiosk,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mouse {
    #[default]
    Off,
    On,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Can {
    #[default]
    Draw,
    /// `TERM=dumb`: lines only.
    PrintLines,
}

impl Options {
    /// NO_COLOR, TERM, COLORTERM, the locale, and a theme by `$FLOORBOARD_THEME`.
    pub fn from_environment() -> Self {
        Self::of(&|name| std::env::var(name).ok())
    }

    fn of(environment: &dyn Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| environment(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_else(|| "dumb".to_owned());
        let exact = set("COLORTERM").is_some_and(|value| matches!(value.as_str(), "truecolor" | "24bit"));
        let many = term.contains("256") || set("COLORTERM").is_some();
        let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG")).unwrap_or_default();
        let locale = locale.to_ascii_lowercase().replace('-', "");
        // The Linux console has eight colours and some hundred signs, whatever else is said.
        let console = term == "linux" || term.starts_with("vt");
        Self {
            colour: if term == "dumb" || set("NO_COLOR").is_some() {
                Colour::Mono
            } else if console {
                Colour::Ansi
            } else if exact || term.contains("direct") {
                Colour::True
            } else if many {
                Colour::Full
            } else {
                Colour::Ansi
            },
            signs: if locale.contains("utf8") && !term.starts_with("vt") { Signs::Unicode } else { Signs::Ascii },
            theme: set("FLOORBOARD_THEME"),
            can: if term == "dumb" { Can::PrintLines } else { Can::Draw },
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(environment: &[(&str, &str)]) -> Options {
        Options::of(&|name| environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn colours_and_signs_are_what_the_terminal_has() {
        let utf8 = ("LANG", "en_GB.UTF-8");
        let all = of(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), utf8]);
        assert_eq!((all.colour, all.signs, all.can), (Colour::True, Signs::Unicode, Can::Draw));
        assert_eq!(of(&[("TERM", "screen-256color"), utf8]).colour, Colour::Full);
        assert_eq!(of(&[("TERM", "xterm"), utf8]).colour, Colour::Ansi);
        let console = of(&[("TERM", "linux"), ("COLORTERM", "truecolor"), utf8]);
        assert_eq!((console.colour, console.signs), (Colour::Ansi, Signs::Unicode));
        assert_eq!(of(&[("TERM", "xterm"), ("NO_COLOR", "1"), utf8]).colour, Colour::Mono);
        assert_eq!(of(&[("TERM", "xterm"), ("NO_COLOR", ""), utf8]).colour, Colour::Ansi, "empty is not set");
        assert_eq!(of(&[("TERM", "xterm"), ("LANG", "C")]).signs, Signs::Ascii);
        assert_eq!(of(&[("TERM", "xterm"), ("LC_ALL", "C"), utf8]).signs, Signs::Ascii, "LC_ALL overrules");
        assert_eq!(of(&[("TERM", "dumb"), utf8]).can, Can::PrintLines);
        assert_eq!(of(&[]).can, Can::PrintLines);
        assert_eq!(of(&[("FLOORBOARD_THEME", "dark")]).theme.as_deref(), Some("dark"));
    }
}
