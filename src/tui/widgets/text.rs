//! The only place that writes to the buffer: text is made harmless here, and cut by what it measures on the screen.

use crate::harmless;
use crate::tui::model::Panel;
use crate::tui::panes::Chosen;
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::borrow::Cow;
use std::cell::RefCell;
use unicode_segmentation::UnicodeSegmentation;

/// More characters than any line shows; what lies behind is not looked at.
const ENOUGH: usize = 4_000;

/// Writes inside one area, never beside it.
pub(crate) struct Pen<'a> {
    buffer: &'a mut Buffer,
    pub area: Rect,
    pub theme: Theme,
    /// Laid over every style: a selected row.
    over: Style,
    /// Where rows are told that can be pointed at, where anybody asks.
    touches: Option<&'a Touches>,
    layer: Layer,
}

/// The rows of one drawing that can be pointed at.
pub(crate) type Touches = RefCell<Vec<Touch>>;

/// A row that can be pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Touch {
    pub area: Rect,
    /// Its place in its list, from 0.
    pub number: usize,
    pub layer: Layer,
    pub chosen: Chosen,
}

/// What a row belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layer {
    View,
    Panel(Panel),
    Popup,
}

impl<'a> Pen<'a> {
    pub(crate) fn new(buffer: &'a mut Buffer, area: Rect, theme: Theme) -> Self {
        let area = area.intersection(buffer.area);
        Self { buffer, area, theme, over: Style::new(), touches: None, layer: Layer::View }
    }

    /// The same, and rows are told.
    pub(crate) fn telling(mut self, touches: &'a Touches) -> Self {
        self.touches = Some(touches);
        self
    }

    /// What is drawn from here on belongs to this.
    pub(crate) fn of(mut self, layer: Layer) -> Self {
        self.layer = layer;
        self
    }

    /// The same pen for a panel of the board.
    pub(crate) fn panel(&mut self, panel: Panel, area: Rect) -> Pen<'_> {
        self.inside(area).of(Layer::Panel(panel))
    }

    /// This row is the so-manieth of its list.
    pub(crate) fn numbered(self, number: usize) -> Self {
        if let Some(touches) = self.touches {
            touches.borrow_mut().push(Touch { area: self.area, number, layer: self.layer, chosen: Chosen::No });
        }
        self
    }

    /// The same pen for a part of the area.
    pub(crate) fn inside(&mut self, area: Rect) -> Pen<'_> {
        let area = area.intersection(self.area);
        let (theme, over, touches, layer) = (self.theme, self.over, self.touches, self.layer);
        Pen { buffer: self.buffer, area, theme, over, touches, layer }
    }

    /// Line `y` of the area as an area.
    pub(crate) fn row(&mut self, y: u16) -> Pen<'_> {
        let row = Rect { y: self.area.y.saturating_add(y), height: 1, ..self.area };
        self.inside(row)
    }

    /// A row as the selected one: filled, and every text on it in its look.
    pub(crate) fn selected(mut self) -> Self {
        self.over = self.theme.selected();
        if let Some(touches) = self.touches
            && let Some(last) = touches.borrow_mut().last_mut().filter(|last| last.area == self.area)
        {
            last.chosen = Chosen::Yes;
        }
        self.fill(" ", Role::Plain);
        self
    }

    /// Writes at column `x` of the first line, at most `room` wide; says how wide it came out.
    pub(crate) fn text(&mut self, x: u16, room: u16, text: &str, role: Role) -> u16 {
        let room = room.min(self.area.width.saturating_sub(x));
        if room == 0 || self.area.height == 0 {
            return 0;
        }
        let shown = cut(text, usize::from(room), self.theme);
        // Nothing of what was there before shows through, bold borders under a title among it.
        let style = self.theme.style(role).patch(self.over);
        let under = Rect { x: self.area.x + x, width: (columns(&shown) as u16).min(room), height: 1, ..self.area };
        self.buffer.set_style(under, Style::reset());
        let (end, _) = self.buffer.set_stringn(self.area.x + x, self.area.y, shown.as_ref(), usize::from(room), style);
        end - (self.area.x + x)
    }

    /// Writes at the right edge; says where it begins.
    pub(crate) fn right(&mut self, room: u16, text: &str, role: Role) -> u16 {
        let text = cut(text, usize::from(room.min(self.area.width)), self.theme).into_owned();
        let start = self.area.width.saturating_sub(columns(&text) as u16);
        self.text(start, room, &text, role);
        start
    }

    /// A letter of two columns that this area cuts in half at its left goes.
    pub(crate) fn cut_off(&mut self) {
        let Some(left) = self.area.x.checked_sub(1) else { return };
        for y in self.area.top()..self.area.bottom() {
            if let Some(cell) = self.buffer.cell_mut((left, y))
                && cell.symbol().cell_width() > 1
            {
                cell.set_symbol(" ");
            }
        }
    }

    pub(crate) fn fill(&mut self, sign: &str, role: Role) {
        let style = self.theme.style(role).patch(self.over);
        for position in self.area.positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.reset();
                cell.set_symbol(sign).set_style(style);
            }
        }
    }
}

/// Columns of a text as it will be shown.
pub(crate) fn width(text: &str) -> u16 {
    let head = text.char_indices().nth(ENOUGH).map_or(text, |(at, _)| &text[..at]);
    columns(&harmless::line(head)).min(usize::from(u16::MAX)) as u16
}

/// What its graphemes take on the screen, each by itself: a text as a whole may count less (an Arabic lam-alef is one
/// column to Unicode, and two cells to a terminal).
fn columns(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.graphemes(true).map(|grapheme| usize::from(grapheme.cell_width())).sum()
    }
}

/// Made harmless, and no wider than `room`, with a sign where something was cut away.
fn cut(text: &str, room: usize, theme: Theme) -> Cow<'_, str> {
    let head = text.char_indices().nth(ENOUGH).map_or(text, |(at, _)| &text[..at]);
    let harmless = harmless::line(head);
    let plain = if theme.is_ascii() { Cow::Owned(ascii(&harmless)) } else { harmless };
    if head.len() == text.len() && columns(&plain) <= room {
        return plain;
    }
    let more = theme.signs.more;
    let mut used = 0;
    let mut end = 0;
    for (at, grapheme) in plain.grapheme_indices(true) {
        let wide = usize::from(grapheme.cell_width());
        if used + wide + columns(more) > room {
            break;
        }
        used += wide;
        end = at + grapheme.len();
    }
    Cow::Owned(format!("{}{more}", &plain[..end]))
}

/// Our own signs for a terminal that has none of them; what others wrote becomes `?`.
fn ascii(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            ' '..='~' => c,
            '·' | '–' | '—' | '−' => '-',
            '…' => '~',
            '›' => '>',
            '’' => '\'',
            '°' => 'o',
            '£' => 'L',
            _ => LETTERS.iter().find(|(letters, _)| letters.contains(c)).map_or('?', |(_, plain)| *plain),
        })
        .collect()
}

/// Letters with what stands above or through them, and what is left without.
const LETTERS: [(&str, char); 30] = [
    ("ąàáâãäåā", 'a'),
    ("ĄÀÁÂÃÄÅĀ", 'A'),
    ("ćçčĉ", 'c'),
    ("ĆÇČĈ", 'C'),
    ("ďđ", 'd'),
    ("ĎĐ", 'D'),
    ("ęèéêëěėē", 'e'),
    ("ĘÈÉÊËĚĖĒ", 'E'),
    ("ğģ", 'g'),
    ("ĞĢ", 'G'),
    ("ìíîïīįı", 'i'),
    ("ÌÍÎÏĪĮİ", 'I'),
    ("łľļ", 'l'),
    ("ŁĽĻ", 'L'),
    ("ńñňņ", 'n'),
    ("ŃÑŇŅ", 'N'),
    ("óòôõöøőō", 'o'),
    ("ÓÒÔÕÖØŐŌ", 'O'),
    ("řŕ", 'r'),
    ("ŘŔ", 'R'),
    ("śšşșß", 's'),
    ("ŚŠŞȘ", 'S'),
    ("ťțţ", 't'),
    ("ŤȚŢ", 'T'),
    ("ùúûüůűūų", 'u'),
    ("ÙÚÛÜŮŰŪŲ", 'U'),
    ("ýÿ", 'y'),
    ("ÝŸ", 'Y'),
    ("źżž", 'z'),
    ("ŹŻŽ", 'Z'),
];

/// A text in lines of at most `room` columns, broken at spaces where there are any; where it takes more lines than
/// `most`, the last ends in a sign.
pub(crate) fn wrapped(text: &str, room: u16, most: usize) -> Vec<String> {
    let room = usize::from(room).max(1);
    let mut lines: Vec<String> = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    let head = text.char_indices().nth(ENOUGH).map_or(text, |(at, _)| &text[..at]);
    let mut broken = |line: &mut String, used: &mut usize| {
        *used = 0;
        lines.push(std::mem::take(line).trim_end().to_owned());
        lines.len() > most
    };
    'text: for word in harmless::line(head).split_inclusive(' ') {
        if used + columns(word.trim_end()) > room && used > 0 && broken(&mut line, &mut used) {
            break;
        }
        for grapheme in word.graphemes(true) {
            let wide = usize::from(grapheme.cell_width());
            if used + wide > room && used > 0 && broken(&mut line, &mut used) {
                break 'text;
            }
            if used == 0 && grapheme == " " {
                continue;
            }
            line.push_str(grapheme);
            used += wide;
        }
    }
    if !line.trim_end().is_empty() {
        broken(&mut line, &mut used);
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while columns(last) + 1 > room && !last.is_empty() {
                let end = last.grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
                last.truncate(end);
            }
            last.push('…');
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::options::{Colour, Signs};

    fn theme(signs: Signs) -> Theme {
        Theme::new(Colour::Mono, signs)
    }

    #[test]
    fn a_long_text_ends_in_a_sign_and_never_goes_over() {
        assert_eq!(cut("Walk-in fridge", 8, theme(Signs::Unicode)), "Walk-in…");
        assert_eq!(cut("日本語の冷蔵庫", 6, theme(Signs::Unicode)), "日本…");
        assert_eq!(columns(&cut("x", 0, theme(Signs::Unicode))), 1, "the caller gives no room of 0");
        assert_eq!(cut("8 °C · …", 20, theme(Signs::Ascii)), "8 oC - ~");
    }

    #[test]
    fn hostile_text_does_not_reach_the_buffer() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 40, 1));
        let area = buffer.area;
        Pen::new(&mut buffer, area, theme(Signs::Unicode)).text(0, 40, "a\x1b[2Jb\u{202e}c\r\n", Role::Plain);
        let shown: String = buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect();
        assert!(shown.starts_with("a␛[2Jb<U+202E>c␍␊"), "{shown}");
    }

    #[test]
    fn a_text_wraps_at_words() {
        assert_eq!(wrapped("Probe between two packs", 10, 9), ["Probe", "between", "two packs"]);
        assert_eq!(wrapped("aaaaaa", 3, 2), ["aaa", "aaa"]);
        assert_eq!(wrapped("at 07:56 by Sam", 8, 9), ["at 07:56", "by Sam"]);
    }

    #[test]
    fn what_takes_more_lines_than_there_are_says_so() {
        assert_eq!(wrapped("Probe between two packs", 10, 2), ["Probe", "between…"]);
        assert_eq!(wrapped("aaaaaaaa", 3, 2), ["aaa", "aa…"]);
        assert_eq!(wrapped("日本語日本語", 4, 1), ["日…"], "cut between letters that are two columns wide");
        assert_eq!(wrapped("two lines", 5, 2), ["two", "lines"], "what fits needs no sign");
    }

    #[test]
    fn a_text_is_as_wide_as_its_cells() {
        // Lam-alef is one column to Unicode; a terminal gives each letter its cell.
        for (text, wide) in [("سلام", 4), ("น้ำแข็ง", 5), ("日本", 4), ("e\u{301}", 1), ("żółć", 4), ("🧊", 2)]
        {
            assert_eq!(width(text), wide, "{text}");
            let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
            let area = buffer.area;
            let used = Pen::new(&mut buffer, area, theme(Signs::Unicode)).text(0, 20, text, Role::Plain);
            assert_eq!(used, wide, "{text}");
        }
    }

    #[test]
    fn letters_stay_readable_where_only_ascii_is_drawn() {
        assert_eq!(cut("zażółć gęślą jaźń · £", 40, theme(Signs::Ascii)), "zazolc gesla jazn - L");
        assert_eq!(cut("日本", 40, theme(Signs::Ascii)), "??");
    }
}
