//! Looks by role: the terminal's own ground and grey, colour only for what is abnormal, and a sign with every colour.

use super::options::{Colour, Signs};
use ratatui::style::{Color, Modifier, Style};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Theme {
    colour: Colour,
    pub signs: &'static SignSet,
}

/// What a piece of text is, not what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Plain,
    Strong,
    Muted,
    /// High, or nothing was saved.
    Alert,
    /// A high exception nobody has taken: the one thing that blinks.
    Untaken,
    /// Across the top.
    Banner,
    Overdue,
    /// Medium and low exceptions, out of range.
    Warn,
    DueSoon,
    Border,
    FocusBorder,
    Selected,
    Key,
}

#[derive(Debug)]
pub(crate) struct SignSet {
    pub high: &'static str,
    pub open: &'static str,
    pub low: &'static str,
    pub later: &'static str,
    pub done: &'static str,
    pub skipped: &'static str,
    pub selected: &'static str,
    pub dot: &'static str,
    pub more: &'static str,
    pub caret: &'static str,
    pub down: &'static str,
    /// ┌ ┐ └ ┘ ─ │
    pub border: [&'static str; 6],
}

const UNICODE: SignSet = SignSet {
    high: "▲",
    open: "●",
    low: "◆",
    later: "○",
    done: "✓",
    skipped: "–",
    selected: "›",
    dot: "·",
    more: "…",
    caret: "▏",
    down: "↓",
    border: ["┌", "┐", "└", "┘", "─", "│"],
};

const ASCII: SignSet = SignSet {
    high: "!",
    open: "*",
    low: "+",
    later: "o",
    done: "x",
    skipped: "-",
    selected: ">",
    dot: "-",
    more: "~",
    caret: "_",
    down: "v",
    border: ["+", "+", "+", "+", "-", "|"],
};

impl Theme {
    pub(crate) fn new(colour: Colour, signs: Signs) -> Self {
        Self { colour, signs: if signs == Signs::Ascii { &ASCII } else { &UNICODE } }
    }

    pub(crate) fn is_ascii(&self) -> bool {
        self.signs.high == ASCII.high
    }

    /// Chosen to read on a black and on a white ground alike.
    pub(crate) fn style(&self, role: Role) -> Style {
        let (red, orange, grey) = match self.colour {
            Colour::Full => (Color::Indexed(160), Color::Indexed(166), Color::Indexed(244)),
            Colour::Ansi => (Color::Red, Color::Magenta, Color::DarkGray),
            Colour::Mono => (Color::Reset, Color::Reset, Color::Reset),
        };
        let style = Style::new();
        match role {
            Role::Plain => style,
            Role::Strong | Role::DueSoon | Role::FocusBorder | Role::Key => style.add_modifier(Modifier::BOLD),
            Role::Muted | Role::Border => style.fg(grey),
            Role::Alert => style.fg(red).add_modifier(Modifier::BOLD),
            Role::Untaken => style.fg(red).add_modifier(Modifier::BOLD | Modifier::SLOW_BLINK),
            Role::Banner => style.fg(red).add_modifier(Modifier::BOLD | Modifier::REVERSED),
            Role::Overdue => style.fg(red),
            Role::Warn => style.fg(orange),
            // Its own colours: patches in a bar are not quiet.
            Role::Selected => style.fg(Color::Reset).add_modifier(Modifier::REVERSED),
        }
    }
}
