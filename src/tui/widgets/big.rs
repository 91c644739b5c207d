//! Letters to be read from across the room: three by five dots each, drawn with blocks, or with `#` in ASCII.

use super::text::Pen;
use crate::tui::theme::Role;

/// Dots of a letter, and the gap after it.
const WIDE: usize = 4;
const HIGH: usize = 5;

/// How large a dot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// One column and half a row; one row in ASCII.
    Small,
    /// So many times two columns and one row.
    Times(u16),
}

/// Rows of dots, top to bottom; the leftmost of three is the highest bit.
const LETTERS: [(char, [u8; HIGH]); 50] = [
    (' ', [0, 0, 0, 0, 0]),
    ('0', [7, 5, 5, 5, 7]),
    ('1', [2, 6, 2, 2, 7]),
    ('2', [7, 1, 7, 4, 7]),
    ('3', [7, 1, 3, 1, 7]),
    ('4', [5, 5, 7, 1, 1]),
    ('5', [7, 4, 7, 1, 7]),
    ('6', [7, 4, 7, 5, 7]),
    ('7', [7, 1, 1, 2, 2]),
    ('8', [7, 5, 7, 5, 7]),
    ('9', [7, 5, 7, 1, 7]),
    ('A', [2, 5, 7, 5, 5]),
    ('B', [6, 5, 6, 5, 6]),
    ('C', [3, 4, 4, 4, 3]),
    ('D', [6, 5, 5, 5, 6]),
    ('E', [7, 4, 6, 4, 7]),
    ('F', [7, 4, 6, 4, 4]),
    ('G', [3, 4, 5, 5, 3]),
    ('H', [5, 5, 7, 5, 5]),
    ('I', [7, 2, 2, 2, 7]),
    ('J', [1, 1, 1, 5, 2]),
    ('K', [5, 5, 6, 5, 5]),
    ('L', [4, 4, 4, 4, 7]),
    ('M', [5, 7, 5, 5, 5]),
    ('N', [6, 5, 5, 5, 5]),
    ('O', [2, 5, 5, 5, 2]),
    ('P', [6, 5, 6, 4, 4]),
    ('Q', [2, 5, 5, 6, 3]),
    ('R', [6, 5, 6, 5, 5]),
    ('S', [3, 4, 2, 1, 6]),
    ('T', [7, 2, 2, 2, 2]),
    ('U', [5, 5, 5, 5, 7]),
    ('V', [5, 5, 5, 5, 2]),
    ('W', [5, 5, 5, 7, 5]),
    ('X', [5, 5, 2, 5, 5]),
    ('Y', [5, 5, 2, 2, 2]),
    ('Z', [7, 1, 2, 4, 7]),
    (':', [0, 2, 0, 2, 0]),
    ('.', [0, 0, 0, 0, 2]),
    (',', [0, 0, 0, 2, 4]),
    ('-', [0, 0, 7, 0, 0]),
    ('+', [0, 2, 7, 2, 0]),
    ('/', [1, 1, 2, 4, 4]),
    ('%', [5, 1, 2, 4, 5]),
    ('(', [1, 2, 2, 2, 1]),
    (')', [4, 2, 2, 2, 4]),
    ('\'', [2, 2, 0, 0, 0]),
    ('°', [7, 5, 7, 0, 0]),
    ('!', [2, 2, 2, 0, 2]),
    ('?', [6, 1, 2, 0, 2]),
];

/// Whether a text can be drawn: other scripts are shown as they are.
pub(crate) fn can(text: &str) -> bool {
    text.chars().all(|c| letter(c).is_some())
}

fn letter(c: char) -> Option<[u8; HIGH]> {
    // Signs that are shown by others like them.
    let c = match c {
        '−' | '–' | '—' | '·' => '-',
        '’' => '\'',
        ';' => ',',
        c => c,
    };
    let upper = c.to_uppercase().next().filter(|_| c.to_uppercase().count() == 1)?;
    LETTERS.iter().find(|(known, _)| *known == upper).map(|(_, dots)| *dots)
}

/// Columns of a text.
pub(crate) fn width(text: &str, size: Size) -> u16 {
    let dots = (text.chars().count() * WIDE).saturating_sub(1);
    let dots = u16::try_from(dots).unwrap_or(u16::MAX);
    match size {
        Size::Small => dots,
        Size::Times(times) => dots.saturating_mul(2 * times),
    }
}

/// Rows of any text.
pub(crate) fn height(size: Size, ascii: bool) -> u16 {
    match size {
        Size::Small if ascii => HIGH as u16,
        Size::Small => HIGH.div_ceil(2) as u16,
        Size::Times(times) => HIGH as u16 * times,
    }
}

/// Draws one line from column `x` of row `y`; what has no room is left out.
pub(crate) fn draw(pen: &mut Pen<'_>, x: u16, y: u16, text: &str, size: Size, role: Role) {
    let ascii = pen.theme.is_ascii();
    let letters: Vec<[u8; HIGH]> = text.chars().filter_map(letter).collect();
    let dot = |column: usize, row: usize| {
        let bit = column % WIDE;
        row < HIGH && bit < 3 && letters.get(column / WIDE).is_some_and(|dots| dots[row] >> (2 - bit) & 1 == 1)
    };
    let columns = (letters.len() * WIDE).saturating_sub(1);
    let full = if ascii { "#" } else { "█" };
    for line in 0..height(size, ascii) {
        let at = usize::from(line);
        let drawn: String = match size {
            Size::Small if ascii => (0..columns).map(|column| if dot(column, at) { "#" } else { " " }).collect(),
            Size::Small => (0..columns)
                .map(|column| match (dot(column, 2 * at), dot(column, 2 * at + 1)) {
                    (true, true) => "█",
                    (true, false) => "▀",
                    (false, true) => "▄",
                    (false, false) => " ",
                })
                .collect(),
            Size::Times(times) => {
                let part = |column| if dot(column, at / usize::from(times)) { full } else { " " };
                (0..columns).map(|column| part(column).repeat(2 * usize::from(times))).collect()
            }
        };
        if line + y < pen.area.height {
            let room = width(text, size);
            if x + room <= pen.area.width {
                pen.row(y + line).text(x, room, &drawn, role);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::options::{Colour, Signs};
    use crate::tui::theme::Theme;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    fn drawn(text: &str, size: Size, signs: Signs) -> Vec<String> {
        let area = Rect::new(0, 0, width(text, size), height(size, signs == Signs::Ascii));
        let mut buffer = Buffer::empty(area);
        draw(&mut Pen::new(&mut buffer, area, Theme::new(Colour::Mono, signs)), 0, 0, text, size, Role::Plain);
        let row = |y| (0..area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
        (0..area.height).map(row).collect()
    }

    #[test]
    fn letters_are_drawn_with_blocks_or_with_ascii() {
        assert_eq!(drawn("1:7", Size::Small, Signs::Unicode), ["▄█   ▄  ▀▀█", " █   ▄   ▄▀", "▀▀▀      ▀ "]);
        assert_eq!(drawn("-1", Size::Small, Signs::Ascii), ["     # ", "    ## ", "###  # ", "     # ", "    ###"]);
        assert_eq!(drawn("1", Size::Times(1), Signs::Unicode)[1], "████  ");
    }

    #[test]
    fn other_scripts_are_not_drawn_at_all() {
        assert!(can("Walk-in fridge 9.1 °C, above 8.0"));
        assert!(!can("冷蔵庫") && !can("Żurek"));
    }
}
