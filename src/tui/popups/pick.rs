//! A short list: a letter or digit chooses, arrows and Enter too.

use crate::tui::popup::Pick;
use crate::tui::theme::Role;
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Pen, popup, width};
use crate::tui::words;
use crate::words::{Words, say};

pub(crate) fn draw(pick: &Pick, spoken: Words, pen: &mut Pen<'_>) -> usize {
    let longest = pick.options.iter().map(|option| width(&option.text) + width(&option.note) + 8).max().unwrap_or(0);
    // What is long to read is given room.
    let about = pick.about.iter().map(|about| width(about)).max().filter(|_| pick.about.len() > 3).unwrap_or(0);
    let wide = longest.max(about).clamp(44, 72);
    let room = wide.min(pen.area.width.saturating_sub(4));
    let mut about: Vec<String> = pick.about.iter().flat_map(|about| wrapped(about, room, 3)).collect();
    if pick.options.is_empty() {
        let loading = pick.loading.then(|| say!(spoken, "panel-loading"));
        about.extend(wrapped(loading.as_ref().unwrap_or(&pick.empty), room, 3));
    }
    let gap = usize::from(!about.is_empty() && !pick.options.is_empty());
    let high = about.len() + gap + pick.options.len();
    let mut pen = popup(pen, &pick.title, wide, high.min(usize::from(u16::MAX)) as u16);
    let height = usize::from(pen.area.height);
    // Where it is low, the list stays.
    let head = if about.len() + gap + pick.options.len().min(4) > height { 0 } else { about.len() + gap };
    if head > 0 || pick.options.is_empty() {
        for (y, line) in about.iter().take(height).enumerate() {
            pen.row(y as u16).text(0, u16::MAX, line, Role::Muted);
        }
    }
    let rows = height.saturating_sub(head).min(pick.options.len());
    let from = (pick.at + 1).saturating_sub(rows.max(1));
    let signs = pen.theme.signs;
    for (y, (number, option)) in pick.options.iter().enumerate().skip(from).take(rows).enumerate() {
        let row = pen.row((head + y) as u16).numbered(number);
        let mut row = if number == pick.at { row.selected() } else { row };
        let key = words::SHORTCUTS.chars().nth(number).map(String::from).unwrap_or_default();
        row.text(1, 1, &key, Role::Key);
        let mut x = 3;
        if let Some(marked) = &pick.marked {
            let sign = if marked.contains(&number) { signs.done } else { signs.later };
            x += row.text(x, 1, sign, Role::Key) + 1;
        }
        let edge = row.area.width.saturating_sub(1);
        // The text has half of it at least, the note what is left.
        let text_needs = x.saturating_add(width(&option.text)).saturating_add(2).min(edge / 2);
        let note_at = edge.saturating_sub(width(&option.note)).max(text_needs);
        let text_end = if option.note.is_empty() { edge } else { note_at.saturating_sub(1) };
        row.text(x, text_end.saturating_sub(x), &option.text, Role::Plain);
        row.text(note_at, edge.saturating_sub(note_at), &option.note, Role::Muted);
    }
    rows.max(1)
}
