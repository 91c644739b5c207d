//! Who is at the keyboard: asked at the first act, forgotten when the keys are left alone.

use super::super::effect::Effect;
use super::super::field::Field;
use super::super::model::{AtKeyboard, Model, Now, View};
use super::super::popup::{After, Popup, Who};
use crate::domain::id::PersonId;
use crate::domain::site::Person;

/// A key was pressed: whoever was here too long ago is not here any more.
pub(super) fn seen(model: &mut Model, now: Now) {
    if super::lapses_at(model).is_some_and(|at| at <= now.since_start) {
        model.person = None;
        model.speak();
    }
    if let Some(at) = &mut model.person {
        at.last_key = now.since_start;
    }
}

pub(super) fn ask(model: &mut Model, then: Option<After>) {
    model.popup = Some(Popup::Who(Who { typed: Field::default(), at: 0, then, behind: None }));
}

/// Those who can be meant: initials first, then names.
pub(crate) fn candidates<'a>(model: &'a Model, typed: &str) -> Vec<&'a Person> {
    let typed = typed.trim().to_lowercase();
    let active = model.site().into_iter().flat_map(|site| &site.people).filter(|person| person.active);
    let (mut initials, mut names): (Vec<_>, Vec<_>) = (Vec::new(), Vec::new());
    for person in active {
        if person.initials.to_lowercase().starts_with(&typed) {
            initials.push(person);
        } else if person.name.to_lowercase().split(' ').any(|part| part.starts_with(&typed)) {
            names.push(person);
        }
    }
    initials.append(&mut names);
    initials
}

/// Another character: a number, or one that leaves a single person whose initials it completes, chooses at once.
pub(super) fn typed(model: &mut Model, c: char, now: Now) -> Vec<Effect> {
    let Some(Popup::Who(who)) = &mut model.popup else { return Vec::new() };
    if let Some(number) = c.to_digit(10)
        && who.typed.is_empty()
    {
        let chosen = (number as usize)
            .checked_sub(1)
            .and_then(|at| candidates(model, "").get(at).map(|person| person.id.clone()));
        return chosen.map_or_else(Vec::new, |person| choose(model, person, now));
    }
    who.typed.insert(c.encode_utf8(&mut [0; 4]));
    who.at = 0;
    let typed = who.typed.text().to_lowercase();
    let matching: Vec<(PersonId, String)> =
        candidates(model, &typed).iter().map(|person| (person.id.clone(), person.initials.to_lowercase())).collect();
    match matching.as_slice() {
        [(person, initials)] if *initials == typed => choose(model, person.clone(), now),
        _ => Vec::new(),
    }
}

/// They are here; the act that asked goes on.
pub(super) fn choose(model: &mut Model, person: PersonId, now: Now) -> Vec<Effect> {
    let Some(Popup::Who(who)) = model.popup.take() else { return Vec::new() };
    model.person = Some(AtKeyboard { person: person.clone(), last_key: now.since_start });
    model.speak();
    // What one saw is not what the next one sees.
    if let Some(seen) = &mut model.seen
        && *seen.by.get_or_insert_with(|| person.clone()) != person
    {
        model.seen = None;
    }
    match who.then {
        Some(After::Wish(wish)) => {
            let effects = super::submit(model, *wish, person, now);
            if let Some(Effect::Submit(submitted)) = effects.first() {
                super::keep_asked(model, submitted.number, who.behind);
            }
            effects
        }
        Some(After::Wishes(wishes)) => super::approval::all(model, wishes, now),
        Some(After::Manage(manage, run)) => {
            super::run::manage(model, manage, run, now);
            Vec::new()
        }
        Some(After::Mine) => {
            super::board::mine(model, now);
            Vec::new()
        }
        Some(After::Unlock) => {
            model.view = View::Board;
            Vec::new()
        }
        None => Vec::new(),
    }
}
