//! The keys of the place that help was asked in, from the live keymap.

use crate::config::keymap::{Hint, shown};
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::{Pen, popup, width};
use crate::tui::{phrase, update, words};
use crate::words::say;

/// Between two columns.
const GAP: u16 = 4;

pub(crate) fn draw(model: &Model, scroll: usize, pen: &mut Pen<'_>) {
    let place = update::place_of(&model.view);
    let mut lines: Vec<(String, String)> = Vec::new();
    for mistake in &model.mistakes {
        lines.extend(mistake.shown.lines().map(|line| (String::new(), line.to_owned())));
        lines.push((String::new(), String::new()));
    }
    // What the bottom line names comes first here too.
    let (first, rest): (Vec<_>, Vec<_>) = model.keymap.of(place).partition(|binding| binding.hint == Hint::Shown);
    for binding in first.into_iter().chain(rest) {
        let keys: Vec<String> = match binding.keys.as_slice() {
            keys if keys.len() == 9 => vec![words::ROWS.to_owned()],
            keys => keys.iter().map(|key| shown(*key)).collect(),
        };
        lines.push((keys.join(" "), phrase::key(model.words, binding)));
    }
    let keys = lines.iter().map(|(keys, _)| width(keys)).max().unwrap_or(0);
    let wide = lines.iter().map(|(_, desc)| width(desc)).max().unwrap_or(0) + keys + 2;
    // Two columns, where one is too long for the screen and there is room.
    let long = lines.len() + 2 > usize::from(pen.area.height);
    let beside = long && model.mistakes.is_empty() && wide * 2 + GAP + 4 <= pen.area.width;
    let (across, high) =
        if beside { (wide * 2 + GAP, lines.len().div_ceil(2)) } else { (wide.clamp(40, 100), lines.len()) };
    let mut pen = popup(pen, &say!(model.words, "help-title"), across, high as u16);
    let height = usize::from(pen.area.height);
    if beside && high <= height {
        for (number, (key, desc)) in lines.iter().enumerate() {
            let from = if number < high { 0 } else { wide + GAP };
            let mut row = pen.row((number % high) as u16);
            row.text(from, keys, key, Role::Key);
            row.text(from + keys + 2, wide - keys - 2, desc, Role::Plain);
        }
        return;
    }
    let scroll = scroll.min(lines.len().saturating_sub(height));
    for (y, (key, desc)) in lines.iter().skip(scroll).take(height).enumerate() {
        let mut row = pen.row(y as u16);
        row.text(0, keys, key, Role::Key);
        let x = if key.is_empty() { 0 } else { keys + 2 };
        row.text(x, u16::MAX, desc, Role::Plain);
    }
    if scroll + height < lines.len() && height > 0 {
        let mut last = pen.row(height as u16 - 1);
        let sign = last.theme.signs.down;
        last.right(1, sign, Role::Key);
    }
}
