//! `:`: every act of the keymap by what it says, the nearest first; chosen, it is done where the person is.

use super::super::effect::Effect;
use super::super::model::{Model, Now, Tone};
use super::super::options::Manners;
use super::super::phrase;
use super::super::popup::{Commands, Popup};
use super::views;
use crate::config::keymap::{Act, Hint, Place};
use crate::domain::id::CaseId;
use crate::words::{Words, say};
use crossterm::event::KeyEvent;

/// An act that may be looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub act: Act,
    pub desc: String,
    /// Where it is possible here: its key, if it has one.
    pub key: Option<String>,
    /// Why not here.
    pub why_not: Option<String>,
    /// The case that was typed.
    pub case: Option<CaseId>,
}

/// Acts that mean nothing without the key they are on, or only in a popup.
const NOT_LISTED: [Act; 4] = [Act::Row, Act::Commands, Act::Mark, Act::Erase];

const MOVES: [Act; 6] = [Act::Up, Act::Down, Act::PageUp, Act::PageDown, Act::First, Act::Last];

pub(super) fn open(model: &mut Model) {
    model.popup = Some(Popup::Commands(Commands::default()));
}

pub(super) fn key(model: &mut Model, act: Option<Act>, key: KeyEvent, now: Now) -> Vec<Effect> {
    let Some(Popup::Commands(commands)) = &model.popup else { return Vec::new() };
    let found = candidates(model, commands.typed.text());
    let last = found.len().saturating_sub(1);
    let (at, page) = (commands.at.min(last), model.page);
    let to = match act {
        Some(Act::Open) => return found.into_iter().nth(at).map_or_else(Vec::new, |found| choose(model, found, now)),
        Some(Act::Up) => at.saturating_sub(1),
        Some(Act::Down) => (at + 1).min(last),
        Some(Act::PageUp) => at.saturating_sub(page),
        Some(Act::PageDown) => (at + page).min(last),
        _ => 0,
    };
    if let Some(Popup::Commands(commands)) = &mut model.popup {
        commands.at = to;
        if act.is_none() {
            super::popup::edit(&mut commands.typed, key);
        }
    }
    Vec::new()
}

fn choose(model: &mut Model, found: Found, now: Now) -> Vec<Effect> {
    if let Some(why) = found.why_not {
        model.tell(why, Tone::Refused, now);
        return Vec::new();
    }
    model.popup = None;
    if let Some(case) = found.case {
        views::to_case(model, case);
        return Vec::new();
    }
    let place = views::place(&model.view);
    super::act(model, place, found.act, None, now)
}

/// Every act whose words match what is typed, those possible here first, then the nearest.
pub(crate) fn candidates(model: &Model, typed: &str) -> Vec<Found> {
    let here = views::place(&model.view);
    let mut scored: Vec<((bool, i64), Found)> = Vec::new();
    for (name, act) in Act::ALL.iter().filter(|(_, act)| !NOT_LISTED.contains(act)) {
        let places: Vec<Place> =
            Place::ALL.iter().map(|(_, place)| *place).filter(|place| model.keymap.has(*place, *act)).collect();
        let Some(first) = places.first() else { continue };
        let at = if places.contains(&here) { here } else { *first };
        let Some(binding) = model.keymap.binding(at, *act) else { continue };
        let desc = phrase::key(model.words, binding);
        let Some(score) = nearness(typed, &desc).max(nearness(typed, name)) else { continue };
        // Before anything is typed: what the bottom line names, the views, the rest, and last what only moves.
        let score = match (typed.trim().is_empty(), binding.hint) {
            (false, _) => score,
            (true, Hint::Shown) => 3,
            (true, Hint::HelpOnly) if name.starts_with("view-") => 2,
            (true, Hint::HelpOnly) => i64::from(!MOVES.contains(act)),
        };
        let why_not = why_not(model, here, &places, *act);
        let key = model.keymap.key_for(at, *act);
        scored.push(((why_not.is_some(), -score), Found { act: *act, desc, key, why_not, case: None }));
    }
    // Stable: of equals, the order of the vocabulary.
    scored.sort_by_key(|(order, _)| *order);
    let case = case(model.words, typed).into_iter();
    case.chain(scored.into_iter().map(|(_, found)| found)).collect()
}

/// `quote:Q-1042`, or `case quote:Q-1042`: a case is shown by its name.
fn case(words: Words, typed: &str) -> Option<Found> {
    let word = say!(words, "commands-case");
    let typed = typed.trim();
    let own = typed.strip_prefix(word.as_str()).map(str::trim_start).filter(|rest| rest.len() < typed.len());
    let named = own.or_else(|| typed.strip_prefix("case ")).unwrap_or(typed).trim();
    let (kind, id) = named.split_once(':')?;
    if kind.is_empty() || id.is_empty() || named.chars().any(char::is_whitespace) {
        return None;
    }
    let desc = say!(words, "commands-case-of", case = named);
    Some(Found { act: Act::ViewCase, desc, key: None, why_not: None, case: Some(CaseId::new(named)) })
}

fn why_not(model: &Model, here: Place, places: &[Place], act: Act) -> Option<String> {
    if model.options.manners == Manners::Kiosk && matches!(act, Act::Quit | Act::Suspend) {
        return Some(say!(model.words, "kiosk-stays"));
    }
    if places.contains(&here) {
        return None;
    }
    let names: Vec<String> = places.iter().filter_map(|place| views::named(model, *place)).collect();
    Some(say!(model.words, "commands-elsewhere", places = names.join(", ")))
}

/// How near what is typed is to a text: its letters in order, better together and at the beginnings of words. None
/// where a letter is missing. A crate for this would be larger than the list of acts is long.
fn nearness(typed: &str, text: &str) -> Option<i64> {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let (mut at, mut score, mut last) = (0, 0, None);
    for wanted in typed.to_lowercase().chars().filter(|c| !c.is_whitespace()) {
        let begins = |at: usize| at == 0 || !text[at - 1].is_alphanumeric();
        let next = last.map_or(0, |last: usize| last + 1);
        let found = if last.is_some() && text.get(next) == Some(&wanted) {
            next
        } else {
            let left = || (at..text.len()).filter(|at| text[*at] == wanted);
            left().find(|at| begins(*at)).or_else(|| left().next())?
        };
        score += 1;
        score += if last.is_some() && found == next { 6 } else { 0 };
        score += if begins(found) { 4 } else { 0 };
        (at, last) = (found + 1, Some(found));
    }
    // Of equals, the shorter is nearer.
    Some(score * 100 - text.len() as i64)
}

#[cfg(test)]
mod tests {
    use super::nearness;

    #[test]
    fn letters_in_order_match_and_whole_words_are_nearest() {
        assert_eq!(nearness("xyz", "something is wrong"), None);
        assert_eq!(nearness("gw", "wrong"), None, "the order counts");
        assert!(nearness("siw", "something is wrong").is_some());
        assert!(nearness("peo", "people") > nearness("peo", "page down once"));
        assert!(nearness("day", "the day") > nearness("day", "draw the screen again, yes"));
        assert!(nearness("ŻU", "żurek").is_some(), "capitals are small letters");
        assert!(nearness("", "anything").is_some());
    }
}
