//! Why something is there: each reason with what says so, file and line.

use crate::domain::why::Asked;
use crate::tui::model::{Model, Now};
use crate::tui::phrase::Phrases;
use crate::tui::popup::WhyAsked;
use crate::tui::theme::Role;
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Pen, popup, width};
use crate::words::{self, say};

const WIDE: u16 = 96;
/// Columns of the names at the left, at most.
const MOST_NAMES: u16 = 16;
/// Lines that one reason takes, at most.
const MOST_LINES: usize = 6;

/// A line of the box: its name where it has one, where it starts, what it says.
struct Row {
    name: String,
    from: u16,
    text: String,
    role: Role,
}

pub(crate) fn draw(model: &Model, why: &WhyAsked, now: Now, pen: &mut Pen<'_>) {
    let title = title(model, why);
    let rows = rows(model, why, now, inner(pen.area.width));
    let wide = rows.iter().map(|row| row.from + width(&row.text)).max().unwrap_or(0).max(width(&title) + 2);
    let high = rows.len().clamp(1, usize::from(u16::MAX) - 2) as u16;
    let mut pen = popup(pen, &title, wide.clamp(40, WIDE), high);
    let height = usize::from(pen.area.height);
    let scroll = why.scroll.min(rows.len().saturating_sub(height));
    for (y, row) in rows.iter().skip(scroll).take(height).enumerate() {
        let mut line = pen.row(y as u16);
        line.text(0, MOST_NAMES, &row.name, Role::Muted);
        line.text(row.from, u16::MAX, &row.text, row.role);
    }
    if scroll + height < rows.len() && height > 0 {
        let mut last = pen.row(height as u16 - 1);
        let sign = last.theme.signs.down;
        last.right(1, sign, Role::Key);
    }
}

/// The lines that one page has, and the last line to start from.
pub(crate) fn room(model: &Model, why: &WhyAsked, now: Now) -> (usize, usize) {
    let (columns, lines) = model.size;
    // A header and a bottom line at least, and the border.
    let height = usize::from(lines.saturating_sub(4)).max(1);
    let rows = rows(model, why, now, inner(columns)).len();
    (height, rows.saturating_sub(height))
}

/// What a box on a screen so wide has for its text.
fn inner(columns: u16) -> u16 {
    columns.saturating_sub(4).min(WIDE)
}

fn title(model: &Model, why: &WhyAsked) -> String {
    match why.asked {
        Asked::Next => say!(model.words, "why-title-next"),
        _ if why.of.is_empty() => say!(model.words, "why-title"),
        _ => say!(model.words, "why-title-of", what = why.of.as_str()),
    }
}

fn rows(model: &Model, why: &WhyAsked, now: Now, room: u16) -> Vec<Row> {
    let plain = |text: String| Row { name: String::new(), from: 0, text, role: Role::Plain };
    let known = model.aside.why.as_ref().filter(|(of, ..)| *of == why.asked);
    let answer = match known {
        None => return vec![plain(say!(model.words, "panel-loading"))],
        Some((.., None)) => return vec![plain(say!(model.words, "why-nothing-known"))],
        Some((.., Some(answer))) => answer,
    };
    let lines = words::why(answer, &Phrases { model, now });
    let names = lines.iter().map(|line| width(&line.name)).max().unwrap_or(0).min(MOST_NAMES);
    let from = if names == 0 { 0 } else { names + 2 };
    let mut rows = Vec::new();
    for line in lines {
        let mut name = Some(line.name);
        let mut said = wrapped(&line.says, room.saturating_sub(from), MOST_LINES);
        if said.is_empty() {
            said.push(String::new());
        }
        for text in said {
            rows.push(Row { name: name.take().unwrap_or_default(), from, text, role: Role::Plain });
        }
        for place in line.places {
            let whole = format!("{}:{}  {}", place.file, place.line, place.text);
            for text in wrapped(&whole, room.saturating_sub(from), 2) {
                rows.push(Row { name: String::new(), from, text, role: Role::Muted });
            }
        }
    }
    rows
}
