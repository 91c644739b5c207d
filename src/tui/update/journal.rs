//! What was recorded: moving along it, reading on, everything about one entry.

use super::super::effect::Effect;
use super::super::model::{JournalView, Model, Now, Tone, View};
use super::super::panes;
use super::views;
use crate::config::keymap::Act;
use crate::domain::timer::Subject;
use crate::words::say;

pub(super) fn act(model: &mut Model, act: Act, digit: Option<usize>, now: Now) -> Vec<Effect> {
    let View::Journal(view) = &model.view else { return Vec::new() };
    let numbers = panes::journal::rows(model, view, now);
    match (act, view.details) {
        (Act::Back, Some(_)) => change(model, |view| view.details = None),
        (Act::PageDown, Some(scroll)) => change(model, |view| view.details = Some(scroll + 5)),
        (Act::PageUp, Some(scroll)) => change(model, |view| view.details = Some(scroll.saturating_sub(5))),
        (Act::Open, Some(_)) => return open(model, now),
        (Act::Open, None) if !numbers.is_empty() => change(model, |view| view.details = Some(0)),
        (Act::Row, _) => {
            if let Some(number) = digit.and_then(|digit| numbers.get(digit.checked_sub(1)?).copied()) {
                change(model, |view| (view.selected, view.details) = (Some(number), Some(0)));
            }
        }
        (act, _) if moved(model, act, &numbers) => {}
        (act, _) => views::common(model, act),
    }
    Vec::new()
}

fn change(model: &mut Model, change: impl FnOnce(&mut JournalView)) {
    if let View::Journal(view) = &mut model.view {
        change(view);
    }
}

/// Up from the first one reads what was before; the last one is always the newest.
fn moved(model: &mut Model, act: Act, numbers: &[u64]) -> bool {
    let View::Journal(view) = &model.view else { return false };
    let last = numbers.len().saturating_sub(1);
    let at = view.selected.and_then(|number| numbers.iter().position(|known| *known == number)).unwrap_or(last);
    let to = match act {
        Act::Up => at.checked_sub(1),
        Act::PageUp => at.checked_sub(model.page).or(if at > 0 { Some(0) } else { None }),
        Act::First if at > 0 => Some(0),
        Act::First => None,
        Act::Down => Some((at + 1).min(last)),
        Act::PageDown => Some((at + model.page).min(last)),
        Act::Last => Some(last),
        _ => return false,
    };
    let older = to.is_none_or(|to| to == 0) && at <= model.page.max(1);
    if older && let Some(journal) = &mut model.aside.journal {
        journal.wants_older = true;
    }
    if let Some(to) = to {
        let number = numbers.get(to).copied().filter(|_| to < last);
        change(model, |view| view.selected = number);
    }
    true
}

/// The run, or the card while it is open.
fn open(model: &mut Model, now: Now) -> Vec<Effect> {
    let View::Journal(view) = &model.view else { return Vec::new() };
    let entry = panes::journal::selected(model, view, now);
    match entry.map(|entry| entry.subject.clone()) {
        Some(Subject::Run(run)) => views::show_run(model, run, now),
        Some(Subject::Exception(id)) if model.exception(id).is_some() => {
            views::to_card(model, id);
            Vec::new()
        }
        _ => {
            let said = say!(model.words, "journal-nothing-to-open");
            model.tell(said, Tone::Plain, now);
            Vec::new()
        }
    }
}
