//! An exception's card: taking it, giving it to somebody, resolving it.

use super::super::effect::Effect;
use super::super::model::{Model, Now, Subject, Tone, View};
use super::super::phrase;
use super::super::popup::{Choice, Pick, Popup, Then};
use crate::config::keymap::Act;
use crate::domain::command::Command;
use crate::domain::exception::{Assignee, Cause, ResolutionCause};
use crate::domain::id::ExceptionId;
use crate::words::{Label, say};

pub(super) fn act(model: &mut Model, act: Act, now: Now) -> Vec<Effect> {
    let View::Card(id) = model.view else { return Vec::new() };
    match act {
        Act::Back => super::views::back(model),
        // Which runs an outage cost, each with what became of it.
        Act::Open if model.exception(id).is_some_and(|card| matches!(card.cause, Cause::EngineDown { .. })) => {
            super::views::to_journal(model, Subject::Exception(id), None);
        }
        Act::Open => match model.exception(id).and_then(|exception| exception.run) {
            Some(run) if model.run(run).is_some() => super::board::open_run(model, run, now),
            _ => model.tell(say!(model.words, "card-no-run"), Tone::Plain, now),
        },
        Act::Take => {
            let take = Command::AcknowledgeException { exception: id, note: None };
            return super::wish(model, super::command(take), now);
        }
        Act::Assign => assign(model, id),
        Act::Resolve => {
            let about = phrase::card(model, id, now).map(|card| card.what).into_iter().collect();
            let options = ResolutionCause::ALL
                .iter()
                .map(|cause| Choice {
                    text: cause.said(model.words),
                    note: String::new(),
                    then: Then::Resolve { exception: id, cause: *cause },
                })
                .collect();
            model.popup =
                Some(Popup::Pick(Pick { about, ..Pick::new(say!(model.words, "resolve-title"), options, "") }));
        }
        Act::Who => super::who::ask(model, None),
        Act::Wrong => super::wrong(model),
        _ => {}
    }
    Vec::new()
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
