//! An exception's card: taking it, putting it off, giving it to somebody, resolving it, checking it, opening it again.

use super::super::effect::Effect;
use super::super::field::Field;
use super::super::model::{Model, Now, Subject, Tone, View};
use super::super::popup::{Ask, AskFor, Choice, Pick, Popup, Then};
use super::super::{panes, phrase};
use crate::config::keymap::Act;
use crate::domain::action::Known;
use crate::domain::board::{Line, Standing};
use crate::domain::calendar::Instant;
use crate::domain::command::Command;
use crate::domain::exception::{Assignee, Cause, Exception, ResolutionCause};
use crate::domain::id::{ActionId, ExceptionId, SopId};
use crate::domain::run::Run;
use crate::domain::step::StepKey;
use crate::words::{Label, say};
use chrono::{Days, TimeDelta};
use std::collections::BTreeMap;

pub(super) fn act(model: &mut Model, act: Act, now: Now) -> Vec<Effect> {
    let View::Card(id) = model.view else { return Vec::new() };
    match act {
        Act::Back => super::views::back(model),
        // Which runs an outage cost, each with what became of it.
        Act::Open if model.exception(id).is_some_and(|card| matches!(card.cause, Cause::EngineDown { .. })) => {
            super::views::to_journal(model, Subject::Exception(id), None);
        }
        Act::Open => match model.exception(id).and_then(|exception| exception.run) {
            Some(run) if model.run(run).is_some() => super::views::into_run(model, run, now),
            Some(run) => return super::views::show_run(model, run, now),
            None => model.tell(say!(model.words, "card-no-run"), Tone::Plain, now),
        },
        Act::Up => model.card_scroll = model.card_scroll.saturating_sub(1),
        Act::Down => model.card_scroll = (model.card_scroll + 1).min(panes::card::last_scroll(model, id, now)),
        Act::Start => return read_again(model, id, now),
        Act::Who => super::who::ask(model, None),
        Act::Wrong => super::wrong(model),
        act => return settle(model, id, act, now),
    }
    Vec::new()
}

/// Whether a key does something now: what is settled is checked or opened again, what is open is not.
pub(crate) fn is_of_use(model: &Model, act: Act) -> bool {
    let View::Card(id) = model.view else { return true };
    let Some(card) = model.exception(id) else { return true };
    match act {
        Act::Take | Act::Shelve | Act::Resolve | Act::Assign => card.is_open(),
        Act::Verify | Act::Reopen => !card.is_open(),
        Act::Start => asked_again(card).is_some(),
        _ => true,
    }
}

/// The line that is to be read again, of which procedure.
fn asked_again(card: &Exception) -> Option<(SopId, StepKey)> {
    let Cause::OutOfRange { step, .. } = &card.cause else { return None };
    card.recheck.filter(|_| card.is_open())?;
    Some((card.sop.clone()?, step.clone()))
}

/// To where the new reading is typed: an open run in which that line is still asked, else a run started for it.
fn read_again(model: &mut Model, id: ExceptionId, now: Now) -> Vec<Effect> {
    let Some((sop, step)) = model.exception(id).and_then(|card| asked_again(card)) else {
        model.tell(say!(model.words, "card-not-asked-again"), Tone::Plain, now);
        return Vec::new();
    };
    let snapshot = model.snapshot.clone();
    let asked = |run: &&std::sync::Arc<Run>| {
        let is_open = |line: &Line| line.key == step && line.standing == Standing::Open;
        run.sop == sop && run.is_open() && model.lines(run, now.wall).iter().any(is_open)
    };
    if let Some(run) = snapshot.iter().flat_map(|snapshot| &snapshot.runs).find(asked).map(|run| run.id) {
        super::views::into_run(model, run, now);
        super::run::at_line(model, run, &step, now);
        return Vec::new();
    }
    let in_force = snapshot.as_ref().and_then(|snapshot| snapshot.sops.get(&sop));
    if in_force.is_some_and(|sop| sop.is_manual()) {
        model.wanted = Some((sop.clone(), step));
        return super::board::start_sop(model, sop, BTreeMap::new(), now);
    }
    let next = snapshot.iter().flat_map(|snapshot| &snapshot.upcoming).filter(|next| next.sop == sop);
    let said = match next.map(|next| next.times.opens).min() {
        Some(opens) => say!(model.words, "card-again-from", opens = phrase::time(model, opens, now)),
        None => say!(model.words, "card-again-nowhere"),
    };
    model.tell(said, Tone::Plain, now);
    Vec::new()
}

/// What is done with a card, wherever it is selected.
pub(super) fn settle(model: &mut Model, id: ExceptionId, act: Act, now: Now) -> Vec<Effect> {
    match act {
        Act::Take => {
            let take = Command::AcknowledgeException { exception: id, note: None };
            return super::wish(model, super::command(take), now);
        }
        Act::Assign => assign(model, id),
        Act::Resolve => resolve(model, id, now),
        Act::Shelve => shelve(model, id, now),
        Act::Verify => ask(model, id, Asking::Verify, now),
        Act::Reopen => ask(model, id, Asking::Reopen, now),
        _ => {}
    }
    Vec::new()
}

fn about(model: &Model, id: ExceptionId, now: Now) -> Vec<String> {
    phrase::card(model, id, now).map(|card| card.what).into_iter().collect()
}

fn resolve(model: &mut Model, id: ExceptionId, now: Now) {
    if let Some(action) = model.exception(id).and_then(|card| unknown(card)) {
        known(model, id, action, now);
        return;
    }
    let option = |cause: &ResolutionCause| Choice {
        text: cause.said(model.words),
        note: String::new(),
        then: Then::Resolve { exception: id, cause: *cause },
    };
    let options = ResolutionCause::ALL.iter().map(option).collect();
    let about = about(model, id, now);
    model.popup = Some(Popup::Pick(Pick { about, ..Pick::new(say!(model.words, "resolve-title"), options, "") }));
}

/// The action of which nobody knows whether it happened.
fn unknown(card: &Exception) -> Option<ActionId> {
    match &card.cause {
        Cause::ActUnknown { action, .. } if card.is_open() => Some(*action),
        _ => None,
    }
}

/// What a manager says of it; the card goes with that.
fn known(model: &mut Model, id: ExceptionId, action: ActionId, now: Now) {
    let words = model.words;
    let option = |(text, known): (String, Known)| Choice {
        text,
        note: String::new(),
        then: Then::Wish(Box::new(Command::SettleAction { action, known, reason: None }.into())),
    };
    let options = [
        (say!(words, "known-was-done"), Known::WasDone),
        (say!(words, "known-run-again"), Known::RunAgain),
        (say!(words, "known-abandon"), Known::Abandon),
    ];
    let about = about(model, id, now);
    let options = options.into_iter().map(option).collect();
    model.popup = Some(Popup::Pick(Pick { about, ..Pick::new(say!(words, "known-title"), options, "") }));
}

/// Until when, from a short list; then why.
fn shelve(model: &mut Model, id: ExceptionId, now: Now) {
    let option = |(text, until): (String, Instant)| Choice {
        text,
        note: phrase::time(model, until, now),
        then: Then::Shelve { exception: id, until },
    };
    let options = ends(model, now).into_iter().map(option).collect();
    let about = about(model, id, now);
    model.popup = Some(Popup::Pick(Pick { about, ..Pick::new(say!(model.words, "shelve-title"), options, "") }));
}

/// What people put things off to.
fn ends(model: &Model, now: Now) -> Vec<(String, Instant)> {
    let words = model.words;
    let after = |length: TimeDelta| (say!(words, "shelve-for", length = words.duration(length)), now.wall + length);
    let mut ends: Vec<(String, Instant)> =
        [TimeDelta::minutes(30), TimeDelta::hours(1), TimeDelta::hours(4)].map(after).into();
    if let Some((name, _, until)) = model.shift(now) {
        ends.push((say!(words, "shelve-shift", name = name), until));
    }
    if let Some(calendar) = model.calendar() {
        let today = calendar.business_date(now.wall);
        ends.push((say!(words, "shelve-tomorrow"), calendar.end_of_day(today)));
        if let Some(week) = today.checked_add_days(Days::new(6)) {
            ends.push((say!(words, "shelve-week"), calendar.end_of_day(week)));
        }
    }
    ends.retain(|(_, until)| *until > now.wall);
    ends
}

/// What else is said in one line.
#[derive(Clone, Copy)]
enum Asking {
    Verify,
    Reopen,
}

fn ask(model: &mut Model, exception: ExceptionId, asking: Asking, now: Now) {
    let words = model.words;
    let (title, prompt, to, blank) = match asking {
        Asking::Verify => {
            let blank = Some(say!(words, "verify-blank"));
            (say!(words, "verify-title"), say!(words, "verify-prompt"), AskFor::Verify(exception), blank)
        }
        Asking::Reopen => {
            (say!(words, "open-again-title"), say!(words, "open-again-prompt"), AskFor::OpenAgain(exception), None)
        }
    };
    let about = about(model, exception, now);
    model.popup = Some(Popup::Ask(Ask { title, about, prompt, field: Field::default(), to, blank }));
}

/// Why it is put off.
pub(super) fn shelve_why(model: &mut Model, exception: ExceptionId, until: Instant, now: Now) {
    let words = model.words;
    let about = about(model, exception, now).into_iter();
    let end = say!(words, "shelve-until", until = phrase::time(model, until, now));
    model.popup = Some(Popup::Ask(Ask {
        title: say!(words, "shelve-title"),
        about: about.chain([end]).collect(),
        prompt: say!(words, "shelve-prompt"),
        field: Field::default(),
        to: AskFor::Shelve { exception, until },
        blank: None,
    }));
}

fn assign(model: &mut Model, exception: ExceptionId) {
    let Some(site) = model.site() else { return };
    let person = |person: &crate::domain::site::Person| Choice {
        text: person.name.clone(),
        note: person.roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        then: Then::Assign { exception, to: Assignee::Person(person.id.clone()) },
    };
    let role = |role: &crate::domain::id::RoleId| Choice {
        text: say!(model.words, "holder-any", role = role.as_str()),
        note: String::new(),
        then: Then::Assign { exception, to: Assignee::Role(role.clone()) },
    };
    let people = site.people.iter().filter(|person| person.active);
    let options = site.roles.iter().map(role).chain(people.map(person)).collect();
    model.popup = Some(Popup::Pick(Pick::new(say!(model.words, "assign-title"), options, "")));
}
