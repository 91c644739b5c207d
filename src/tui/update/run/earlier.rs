//! What was seen earlier than it is entered, or from paper or an instrument: said once, it holds for the answers to come.

use super::Selected;
use crate::domain::evidence::Observed;
use crate::domain::run::RunState;
use crate::tui::effect::Effect;
use crate::tui::field::Field;
use crate::tui::model::{Model, Now, Tone};
use crate::tui::popup::{Pick, Popup, SeenAsk};
use crate::tui::seen::{self, Seen};
use crate::words::say;
use chrono::TimeDelta;

pub(super) fn ask(model: &mut Model, selected: &Selected) {
    let ask = SeenAsk { run: selected.run.id, typed: Field::default(), at: 0, told: None };
    model.popup = Some(Popup::Seen(ask));
}

/// Enter on it: nothing typed and nothing chosen is "as I enter it".
pub(in crate::tui::update) fn said(model: &mut Model, now: Now) {
    let Some(Popup::Seen(mut ask)) = model.popup.take() else { return };
    let Some(run) = model.run(ask.run).cloned() else { return };
    let typed = seen::read(ask.typed.text());
    let sources = seen::sources(model, &run, typed.from);
    let from = sources.get(ask.at.min(sources.len().saturating_sub(1))).cloned();
    let from = from.or_else(|| Some(typed.from.to_owned())).filter(|from| !from.is_empty());
    let at = typed.time.map(|time| model.calendar().and_then(|calendar| seen::instant(time, &run, calendar, now.wall)));
    let missed = matches!(run.state, RunState::Missed { .. });
    let (earliest, latest) =
        if missed { (run.times.opens, run.times.closes) } else { (run.times.opens - TimeDelta::days(1), now.wall) };
    let between = |model: &Model| {
        let (from, to) = (super::phrase::time(model, earliest, now), super::phrase::time(model, latest, now));
        say!(model.words, "hands-seen-between", from = from, to = to)
    };
    ask.told = match at {
        Some(None) => Some(say!(model.words, "hands-seen-unclear")),
        Some(Some(at)) if at < earliest || at > latest => Some(between(model)),
        None if missed => Some(between(model)),
        _ if from.as_ref().is_some_and(|from| from.chars().count() > 100) => {
            Some(say!(model.words, "hands-seen-unclear"))
        }
        _ => None,
    };
    if ask.told.is_some() {
        model.popup = Some(Popup::Seen(ask));
        return;
    }
    let observed = Observed { at: at.flatten(), from };
    if observed.is_empty() {
        model.seen = None;
        model.tell(say!(model.words, "hands-seen-now"), Tone::Plain, now);
    } else {
        let by = model.person.as_ref().map(|at| at.person.clone());
        model.seen = Some(Seen { run: run.id, observed, by });
    }
}

/// A file of the inbox, as no answer: of a missed run it is the sheet, else it belongs to the line.
pub(super) fn attach(model: &mut Model, selected: &Selected) -> Vec<Effect> {
    let missed = matches!(selected.run.state, RunState::Missed { .. });
    let title = if missed { model.title(&selected.run) } else { selected.line().text.clone() };
    let step = (!missed).then(|| selected.key());
    model.inbox = None;
    model.popup = Some(Popup::Pick(Pick {
        about: vec![say!(model.words, "inbox-about")],
        loading: true,
        files_for: Some((selected.run.id, step)),
        ..Pick::new(title, Vec::new(), say!(model.words, "inbox-empty"))
    }));
    vec![Effect::ListInbox]
}
