//! Looks by role, as far as this terminal can show them, and the signs that go with every colour.

use super::options::{Colour, Signs};
use crate::config::looks::Looks;
pub(crate) use crate::config::theme::Role;
use crate::config::theme::{Look, Paint, Scheme, Setting};
use ratatui::style::{Color, Modifier, Style};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Theme {
    /// By role, in the order of `Role::ALL`.
    styles: [Style; Role::ALL.len()],
    pub signs: &'static SignSet,
}

#[derive(Debug)]
pub(crate) struct SignSet {
    pub high: &'static str,
    pub open: &'static str,
    pub low: &'static str,
    pub later: &'static str,
    pub done: &'static str,
    /// Done early, done late.
    pub early: &'static str,
    pub late: &'static str,
    pub missed: &'static str,
    pub cancelled: &'static str,
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
    early: "◄",
    late: "►",
    missed: "✗",
    cancelled: "×",
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
    early: "<",
    late: ">",
    missed: "X",
    cancelled: "/",
    skipped: "-",
    selected: ">",
    dot: "-",
    more: "~",
    caret: "_",
    down: "v",
    border: ["+", "+", "+", "+", "-", "|"],
};

impl Theme {
    /// The default theme.
    pub(crate) fn new(colour: Colour, signs: Signs) -> Self {
        Self::of(&Looks::built_in().scheme(None).0, colour, signs)
    }

    /// A scheme as this terminal can show it.
    pub(crate) fn of(scheme: &Scheme, colour: Colour, signs: Signs) -> Self {
        let plain = scheme.look(Role::Plain).map_or_else(Style::new, |look| styled(look, colour));
        let style = |role: Role| match scheme.look(role) {
            Some(look) if role != Role::Plain => plain.patch(styled(look, colour)),
            _ => plain,
        };
        let signs = if signs == Signs::Ascii { &ASCII } else { &UNICODE };
        Self { styles: std::array::from_fn(|at| style(Role::ALL[at].1)), signs }
    }

    pub(crate) fn is_ascii(&self) -> bool {
        self.signs.high == ASCII.high
    }

    pub(crate) fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// Laid over a row: its own colours, for patches in a bar are not quiet.
    pub(crate) fn selected(&self) -> Style {
        let style = self.style(Role::Selected);
        style.fg(style.fg.unwrap_or(Color::Reset))
    }

    /// Whether the whole screen has a ground that is not the terminal's own.
    pub(crate) fn has_ground(&self) -> bool {
        self.style(Role::Plain).bg.is_some_and(|ground| ground != Color::Reset)
    }
}

fn styled(look: &Look, colour: Colour) -> Style {
    let modifier = |setting: &Setting| match setting {
        Setting::Bold => Modifier::BOLD,
        Setting::Dim => Modifier::DIM,
        Setting::Italic => Modifier::ITALIC,
        Setting::Underlined => Modifier::UNDERLINED,
        Setting::Blink => Modifier::SLOW_BLINK,
        Setting::Reversed => Modifier::REVERSED,
    };
    let mut style = Style::new().add_modifier(look.settings.iter().map(modifier).collect());
    style.fg = shown(&look.fg, colour);
    style.bg = shown(&look.bg, colour);
    // Without colour, a ground of its own is shown the other way round.
    if colour == Colour::Mono && !look.bg.is_empty() && !look.fg.is_empty() && look.settings.contains(&Setting::Bold) {
        style = style.add_modifier(Modifier::REVERSED);
    }
    style
}

/// The first of them that can be shown as it is; else the first, brought down.
fn shown(paints: &[Paint], colour: Colour) -> Option<Color> {
    let can = |paint: &&Paint| match paint {
        Paint::Exact(..) => colour == Colour::True,
        Paint::Indexed(_) => matches!(colour, Colour::True | Colour::Full),
        Paint::Own | Paint::Basic(_) => true,
    };
    if colour == Colour::Mono {
        return None;
    }
    let paint = paints.iter().find(can).or(paints.first())?;
    Some(match (*paint, colour) {
        (Paint::Own, _) => Color::Reset,
        (Paint::Basic(number), _) => basic(number),
        (Paint::Indexed(number), Colour::Ansi) => basic(nearest(exact(number), 16)),
        (Paint::Indexed(number), _) => Color::Indexed(number),
        (Paint::Exact(red, green, blue), Colour::True) => Color::Rgb(red, green, blue),
        (Paint::Exact(red, green, blue), Colour::Ansi) => basic(nearest((red, green, blue), 16)),
        (Paint::Exact(red, green, blue), _) => Color::Indexed(nearest((red, green, blue), 256)),
    })
}

fn basic(number: u8) -> Color {
    [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ][usize::from(number % 16)]
}

/// What xterm shows for a number.
fn exact(number: u8) -> (u8, u8, u8) {
    const BASIC: [(u8, u8, u8); 16] = [
        (0, 0, 0),
        (205, 0, 0),
        (0, 205, 0),
        (205, 205, 0),
        (0, 0, 238),
        (205, 0, 205),
        (0, 205, 205),
        (229, 229, 229),
        (127, 127, 127),
        (255, 0, 0),
        (0, 255, 0),
        (255, 255, 0),
        (92, 92, 255),
        (255, 0, 255),
        (0, 255, 255),
        (255, 255, 255),
    ];
    match number {
        0..=15 => BASIC[usize::from(number)],
        16..=231 => {
            let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
            let cube = number - 16;
            (level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        }
        _ => {
            let grey = 8 + 10 * (number - 232);
            (grey, grey, grey)
        }
    }
}

/// The nearest of the first so many numbers. Of 256 the first sixteen are left out: people change those.
fn nearest(wanted: (u8, u8, u8), of: u16) -> u8 {
    let from = if of == 256 { 16 } else { 0 };
    let far = |number: &u16| {
        let (red, green, blue) = exact(*number as u8);
        let by = |a: u8, b: u8, weight: u32| weight * u32::from(a.abs_diff(b)).pow(2);
        by(red, wanted.0, 3) + by(green, wanted.1, 4) + by(blue, wanted.2, 2)
    };
    (from..of).min_by_key(far).unwrap_or_default() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::theme::BUILT_IN;

    fn theme(name: &str, colour: Colour) -> Theme {
        Theme::of(&Scheme::built_in(name).unwrap(), colour, Signs::Unicode)
    }

    /// How much lighter one is than the other, as the accessibility rules count it: 1 to 21.
    fn contrast(one: (u8, u8, u8), other: (u8, u8, u8)) -> f64 {
        let light = |(red, green, blue): (u8, u8, u8)| {
            let part = |part: u8| {
                let part = f64::from(part) / 255.0;
                if part <= 0.03928 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
        };
        let (one, other) = (light(one), light(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn rgb(color: Option<Color>, own: (u8, u8, u8)) -> (u8, u8, u8) {
        match color {
            None | Some(Color::Reset) => own,
            Some(Color::Rgb(red, green, blue)) => (red, green, blue),
            Some(Color::Indexed(number)) => exact(number),
            Some(basic) => exact((0..16).find(|number| super::basic(*number) == basic).unwrap()),
        }
    }

    /// The least contrast of any text of a theme, on a terminal with this text and ground of its own.
    fn least(name: &str, colour: Colour, ink: (u8, u8, u8), ground: (u8, u8, u8)) -> (f64, &'static str) {
        let theme = theme(name, colour);
        let of = |(word, role): &(&'static str, Role)| {
            let style = theme.style(*role);
            (contrast(rgb(style.fg, ink), rgb(style.bg, ground)), *word)
        };
        // Lines are no text.
        let roles = Role::ALL.iter().filter(|(_, role)| *role != Role::Border);
        roles.map(of).min_by(|a, b| a.0.total_cmp(&b.0)).unwrap()
    }

    #[test]
    fn every_text_can_be_read_on_the_ground_its_theme_is_for() {
        const BLACK: (u8, u8, u8) = (0, 0, 0);
        const WHITE: (u8, u8, u8) = (255, 255, 255);
        for colour in [Colour::True, Colour::Full] {
            let checks = [
                ("high-contrast", BLACK, WHITE, 7.0),
                ("high-contrast", WHITE, BLACK, 7.0),
                ("dark", WHITE, BLACK, 4.5),
                ("dark", (220, 220, 220), (40, 42, 54), 4.5),
                ("light", BLACK, WHITE, 4.5),
                ("light", BLACK, (253, 246, 227), 4.5),
                ("default", WHITE, BLACK, 3.0),
                ("default", BLACK, WHITE, 3.0),
            ];
            for (name, ink, ground, wanted) in checks {
                let (found, role) = least(name, colour, ink, ground);
                assert!(found >= wanted, "{name} on {ground:?}: `{role}` has {found:.1}, and not {wanted}");
            }
        }
        let (found, role) = least("high-contrast", Colour::Ansi, WHITE, BLACK);
        assert!(found >= 4.5, "with sixteen colours: `{role}` has {found:.1}");
    }

    #[test]
    fn without_colour_nothing_has_one_and_the_worst_still_stands_out() {
        for (name, _) in BUILT_IN {
            let theme = theme(name, Colour::Mono);
            for (word, role) in Role::ALL {
                let style = theme.style(*role);
                assert_eq!((style.fg, style.bg), (None, None), "{name} {word}");
            }
            assert_ne!(theme.style(Role::Banner), theme.style(Role::Plain), "{name}");
            assert!(theme.style(Role::Selected).add_modifier.contains(Modifier::REVERSED), "{name}");
        }
    }

    #[test]
    fn only_what_nobody_has_taken_blinks() {
        for (name, _) in BUILT_IN {
            let theme = theme(name, Colour::True);
            for (word, role) in Role::ALL {
                let blinks = theme.style(*role).add_modifier.contains(Modifier::SLOW_BLINK);
                assert_eq!(blinks, *role == Role::Untaken, "{name} {word}");
            }
        }
    }

    #[test]
    fn a_colour_is_brought_down_to_what_the_terminal_can_show() {
        let red = [Paint::Exact(0xd7, 0, 0)];
        assert_eq!(shown(&red, Colour::True), Some(Color::Rgb(0xd7, 0, 0)));
        assert_eq!(shown(&red, Colour::Full), Some(Color::Indexed(160)));
        assert_eq!(shown(&red, Colour::Ansi), Some(Color::Red));
        assert_eq!(shown(&red, Colour::Mono), None);
        let listed = [Paint::Exact(1, 2, 3), Paint::Indexed(166), Paint::Basic(5)];
        assert_eq!(shown(&listed, Colour::Full), Some(Color::Indexed(166)));
        assert_eq!(shown(&listed, Colour::Ansi), Some(Color::Magenta));
        assert_eq!(shown(&[Paint::Own], Colour::Full), Some(Color::Reset));
    }

    #[test]
    fn the_roles_of_a_theme_are_counted_as_they_are_listed() {
        for (at, (_, role)) in Role::ALL.iter().enumerate() {
            assert_eq!(*role as usize, at);
        }
    }
}
