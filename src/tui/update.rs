//! Event in, model changed, effects out. Pure: time is an argument.

mod agents;
mod answered;
mod approval;
mod bell;
mod board;
mod card;
mod commands;
mod day;
mod find;
mod journal;
mod mouse;
mod news;
mod people;
mod popup;
mod reading;
mod run;
mod sops;
mod views;
mod who;
mod why;

use super::effect::{Effect, Wish};
use super::event::Event;
use super::model::{HELD_KEY, Model, Now, Panel, Pressed, SAVING_SHOWN_AFTER, Tone, View};
use super::options::{First, Manners};
use super::popup::{After, Ask, AskFor, Popup};
use crate::clock::{Pace, PaceState};
use crate::config::keymap::{Act, Place, normal};
use crate::domain::command::Command;
use crate::domain::evidence::Observed;
use crate::domain::exception::Cause;
use crate::domain::quiet::Pace as Flood;
use crate::domain::sought::Sought;
use crate::words::say;
pub(crate) use approval::{Said, has_shown_several, is_of_use as is_of_use_on_approval};
pub(crate) use bell::rings_again;
pub(crate) use card::is_of_use as is_of_use_on_card;
pub(crate) use commands::candidates as commands;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
pub(crate) use find::hidden;
pub(crate) use sops::is_of_use;
use std::time::Duration;
pub(crate) use views::{named as view_named, place as place_of};
pub(crate) use who::candidates;

/// How long a plain word about an act stays.
const TOLD_FOR: Duration = Duration::from_secs(6);

pub(crate) fn update(model: &mut Model, event: Event, now: Now) -> Vec<Effect> {
    let (was, fresh) = (asks_behind(model), matches!(event, Event::Snapshot(_)));
    let mut effects = heard(model, event, now);
    if asks_behind(model) && (fresh || !was) {
        effects.push(Effect::LookBehind);
    }
    model.speak();
    model.flood = is_flood(model, now);
    if model.popup.is_none() {
        model.popup = model.again.pop_front();
    }
    effects.extend(reading::wanted(model, now));
    model.cover();
    model.take_note();
    let sought = model.sought();
    if model.asked.as_ref().map_or_else(|| sought != Sought::default(), |asked| *asked != sought) {
        model.asked = Some(sought.clone());
        effects.push(Effect::Seek(Box::new(sought)));
    }
    effects
}

/// Whether what is shown speaks of the site's files.
fn asks_behind(model: &Model) -> bool {
    match &model.view {
        View::Sops(_) => true,
        View::Card(id) => model.exception(*id).is_some_and(|it| matches!(it.cause, Cause::BadFile { .. })),
        _ => false,
    }
}

fn heard(model: &mut Model, event: Event, now: Now) -> Vec<Effect> {
    match event {
        Event::Key { key, at } => pressed(model, key, Now { since_start: at, ..now }),
        Event::Mouse { pointed, area, at } => {
            let now = Now { since_start: at, ..now };
            who::seen(model, now);
            model.told = model.told.take().filter(|told| told.tone == Tone::NotSaved);
            model.pressed = Pressed::Anew;
            mouse::pointed(model, pointed, area, now)
        }
        Event::Paste(text) => {
            who::seen(model, now);
            popup::paste(model, &text, now);
            Vec::new()
        }
        Event::Snapshot(snapshot) => {
            news::tell(model, &snapshot, now);
            model.take_snapshot(snapshot);
            model.dress_again(now);
            let rings = bell::rings(model, now);
            board::hold_on(model, now);
            if rings { vec![Effect::Ring] } else { Vec::new() }
        }
        Event::Stale { why } => {
            if model.stale.is_none() {
                model.stale = Some((now.wall, why));
            }
            Vec::new()
        }
        Event::Answered { submitted, outcome } => answered::answered(model, &submitted, outcome, now),
        Event::Health(health) => {
            model.engine = Some(health);
            Vec::new()
        }
        Event::Looks(looks) => {
            model.take_looks(*looks, now);
            Vec::new()
        }
        Event::Read(reply) => {
            reading::came(model, *reply, now);
            Vec::new()
        }
        Event::Behind(behind) => {
            model.behind = Some(behind);
            Vec::new()
        }
        Event::Inbox(files) => {
            popup::inbox(model, files);
            Vec::new()
        }
        // The shell's own.
        Event::Resized
        | Event::HungUp
        | Event::Told(_)
        | Event::Stop
        | Event::Continued
        | Event::Panicked
        | Event::NoStore(_) => Vec::new(),
    }
}

/// Time alone: who is at the keyboard lapses, plain words go, "saving…" comes. Says whether the screen changes.
pub(crate) fn passed(model: &mut Model, now: Now) -> bool {
    let lapsed = lapses_at(model).is_some_and(|at| at <= now.since_start);
    if lapsed {
        model.person = None;
        model.speak();
        if model.options.first == First::Wallboard {
            views::lock(model);
        }
    }
    let gone = told_until(model).is_some_and(|until| until <= now.since_start);
    if gone {
        model.told = None;
    }
    let saving = model.pending.iter().any(|pending| pending.since + SAVING_SHOWN_AFTER <= now.since_start);
    model.cover();
    let was = model.flood;
    model.flood = is_flood(model, now);
    lapsed || gone || saving || was != model.flood
}

fn is_flood(model: &Model, now: Now) -> bool {
    model.snapshot.as_ref().is_some_and(|snapshot| snapshot.alarms.pace(now.wall) == Flood::Flood)
}

/// When who is at the keyboard lapses.
pub(crate) fn lapses_at(model: &Model) -> Option<Duration> {
    let seconds = model.site().map_or(60, |site| site.board.lapse_seconds);
    model.person.as_ref().map(|at| at.last_key + Duration::from_secs(u64::from(seconds)))
}

/// When the bottom line's word goes by itself.
pub(crate) fn told_until(model: &Model) -> Option<Duration> {
    model.told.as_ref().filter(|told| told.tone == Tone::Plain).map(|told| told.at + TOLD_FOR)
}

/// What the keys go to.
pub(crate) fn place(model: &Model) -> Place {
    match (&model.popup, &model.view) {
        (Some(Popup::Pick(_)), _) => Place::List,
        (Some(Popup::Ask(_)), _) => Place::Field,
        (Some(Popup::Edit(_)), _) => Place::Text,
        (Some(Popup::Who(_) | Popup::Seen(_)), _) => Place::Who,
        (Some(Popup::Help { .. } | Popup::Why(_)), _) => Place::Help,
        (Some(Popup::Commands(_)), _) => Place::Commands,
        (None, _) if model.finding.is_some() => Place::Find,
        (None, view) => views::place(view),
    }
}

fn pressed(model: &mut Model, key: KeyEvent, now: Now) -> Vec<Effect> {
    who::seen(model, now);
    // A key held down repeats; a person does not. Another key in between, and it is no key held down.
    let last = model.last_key.replace((key.code, now.since_start));
    let held = last.is_some_and(|(code, at)| code == key.code && now.since_start.saturating_sub(at) < HELD_KEY);
    model.pressed = if held { Pressed::Held } else { Pressed::Anew };
    // Said and seen: the next key shows what the keys do again.
    if model.told.as_ref().is_some_and(|told| told.tone != Tone::NotSaved) {
        model.told = None;
    }
    let place = place(model);
    let act = model.keymap.at(place, normal(key));
    if place == Place::Wallboard && !matches!(act, Some(Act::Quit | Act::Suspend | Act::Redraw)) {
        return views::unlock(model);
    }
    match (place, act) {
        (_, Some(act @ (Act::Quit | Act::Suspend | Act::Redraw | Act::Help | Act::Commands))) => {
            self::act(model, place, act, None, now)
        }
        (Place::Find, act) => find::key(model, act, key, now),
        (Place::List | Place::Field | Place::Text | Place::Who | Place::Help | Place::Commands, act) => {
            popup::key(model, act, key, now)
        }
        (place, Some(act)) => self::act(model, place, act, digit(key), now),
        (Place::Run, None) => run::typed(model, typed(key), now),
        (_, None) => Vec::new(),
    }
}

/// A demo's time; elsewhere these keys do nothing.
fn pace(model: &mut Model, act: Act) -> Vec<Effect> {
    let Some(pace) = &mut model.pace else { return Vec::new() };
    let at = Pace::SPEEDS.iter().position(|speed| *speed >= pace.speed).unwrap_or(Pace::SPEEDS.len() - 1);
    match act {
        Act::DemoFaster => pace.speed = Pace::SPEEDS[(at + 1).min(Pace::SPEEDS.len() - 1)],
        Act::DemoSlower => pace.speed = Pace::SPEEDS[at.saturating_sub(1)],
        _ => {
            pace.state = match pace.state {
                PaceState::Running => PaceState::Paused,
                PaceState::Paused => PaceState::Running,
            }
        }
    }
    vec![Effect::Pace(*pace)]
}

/// Does what a view can do; `digit` is the one on the key, where the act is of a row.
fn act(model: &mut Model, place: Place, act: Act, digit: Option<usize>, now: Now) -> Vec<Effect> {
    match act {
        Act::Quit | Act::Suspend if model.options.manners == Manners::Kiosk => {
            model.tell(say!(model.words, "kiosk-stays"), Tone::Refused, now);
            return Vec::new();
        }
        Act::Quit => return vec![Effect::Quit],
        Act::Suspend => return vec![Effect::Suspend],
        Act::Redraw => return vec![Effect::Redraw],
        Act::Help => {
            model.popup = Some(Popup::Help { scroll: 0 });
            return Vec::new();
        }
        Act::Commands => {
            commands::open(model);
            return Vec::new();
        }
        Act::Why => {
            why::ask(model, now);
            return Vec::new();
        }
        Act::DemoPause | Act::DemoFaster | Act::DemoSlower => return pace(model, act),
        act if views::switch(model, act, now) => return Vec::new(),
        _ => {}
    }
    match place {
        Place::Board => board::act(model, act, digit, now),
        Place::Run => run::act(model, act, now),
        Place::Card => card::act(model, act, now),
        Place::Approval => approval::act(model, act, now),
        Place::Day => day::act(model, act, digit, now),
        Place::Journal => journal::act(model, act, digit, now),
        Place::Sops => sops::act(model, act, digit, now),
        Place::People => people::act(model, act, digit, now),
        Place::Agents => agents::act(model, act, digit, now),
        _ => Vec::new(),
    }
}

/// A character that was typed as text.
fn typed(key: KeyEvent) -> Option<char> {
    match key.code {
        KeyCode::Char(c) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => Some(c),
        _ => None,
    }
}

fn digit(key: KeyEvent) -> Option<usize> {
    typed(key)?.to_digit(10).map(|digit| digit as usize)
}

/// Does what somebody wants, or first asks who they are.
fn wish(model: &mut Model, wish: Wish, now: Now) -> Vec<Effect> {
    if let Some(by) = model.person.as_ref().map(|at| at.person.clone()) {
        return submit(model, wish, by, now);
    }
    who::ask(model, Some(After::Wish(Box::new(wish))));
    Vec::new()
}

fn submit(model: &mut Model, wish: Wish, by: crate::domain::id::PersonId, now: Now) -> Vec<Effect> {
    if let Some((run, step)) = wish.step()
        && model.is_pending(run, step)
    {
        return Vec::new();
    }
    let (observed, wish) = seen(model, wish);
    let submitted = super::effect::Submitted { number: model.next_number, by, wish, observed };
    model.next_number += 1;
    model.pending.push(super::model::Pending { submitted: submitted.clone(), since: now.since_start, asked: None });
    run::move_on(model, &submitted.wish, now);
    vec![Effect::Submit(submitted)]
}

/// When and from what an answer was seen, where that was said.
fn seen(model: &Model, wish: Wish) -> (Observed, Wish) {
    let observed = wish.step().map(|(run, _)| model.observed(run)).unwrap_or_default();
    let wish = match wish {
        Wish::Command(command) => Wish::Command(Box::new(match *command {
            Command::AnswerStep { run, step, answer, .. } => {
                Command::AnswerStep { run, step, answer, observed: observed.clone() }
            }
            other => other,
        })),
        other => other,
    };
    (observed, wish)
}

/// What an act on its way was typed in, to be shown again where it is not recorded.
fn keep_asked(model: &mut Model, number: u64, asked: Option<Box<Popup>>) {
    if let Some(pending) = model.pending.iter_mut().find(|pending| pending.submitted.number == number) {
        pending.asked = asked;
    }
}

/// Something is wrong: one line, about the step or run that is open.
fn wrong(model: &mut Model) {
    let (run, step) = match &model.view {
        View::Run(view) => (Some(view.run), view.at.clone()),
        _ => (None, None),
    };
    let about = run
        .and_then(|id| model.run(id))
        .map(|run| say!(model.words, "wrong-about", what = model.title(run)))
        .into_iter()
        .collect();
    model.popup = Some(Popup::Ask(Ask {
        title: say!(model.words, "wrong-title"),
        about,
        prompt: say!(model.words, "wrong-prompt"),
        field: super::field::Field::default(),
        to: AskFor::Wrong { run, step },
        blank: None,
    }));
}

/// The selected row of a panel.
pub(crate) fn board_at(model: &Model, panel: Panel) -> usize {
    board::at(model, panel).unwrap_or(0)
}

fn next_panel(panel: Panel) -> Panel {
    match panel {
        Panel::Due => Panel::Exceptions,
        Panel::Exceptions => Panel::Approvals,
        Panel::Approvals => Panel::Due,
    }
}

fn command(command: Command) -> Wish {
    Wish::from(command)
}
