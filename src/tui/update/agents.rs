//! The agents: moving among them and their steps, stopping one or all, and what lets a step go further.

use super::super::aside::Question;
use super::super::effect::Effect;
use super::super::field::Field;
use super::super::model::{Model, Now, Tone, View};
use super::super::panes::agents::{self, AgentRow};
use super::super::phrase;
use super::super::popup::{Ask, AskFor, Choice, Pick, Popup, Then};
use super::views;
use crate::config::keymap::Act;
use crate::domain::approval::Approval;
use crate::domain::command::Command;
use crate::domain::dossier::Dossier;
use crate::domain::evidence::Body;
use crate::domain::id::{AgentId, RolloutId};
use crate::words::{Label, say};

pub(super) fn act(model: &mut Model, act: Act, digit: Option<usize>, now: Now) -> Vec<Effect> {
    let rows = agents::rows(model);
    let at = selected(model);
    if let Some(to) = views::moved(model, &rows, at.as_ref(), act) {
        select(model, to);
        return Vec::new();
    }
    match act {
        Act::Row => {
            if let Some(row) = digit.and_then(|digit| rows.get(digit.checked_sub(1)?).cloned()) {
                select(model, row);
                return open(model, now);
            }
        }
        Act::Open => return open(model, now),
        Act::Pause => return pause(model, now),
        Act::PauseAll => pause_all(model),
        act => views::common(model, act),
    }
    Vec::new()
}

/// The first, where none was chosen or whatever was is gone.
pub(super) fn selected(model: &Model) -> Option<AgentRow> {
    let View::Agents(view) = &model.view else { return None };
    let rows = agents::rows(model);
    view.selected.clone().filter(|row| rows.contains(row)).or_else(|| rows.into_iter().next())
}

fn select(model: &mut Model, to: AgentRow) {
    if let View::Agents(view) = &mut model.view {
        view.selected = Some(to);
    }
}

/// Of an agent, what it asked last; of a step, what the system says of it.
fn open(model: &mut Model, now: Now) -> Vec<Effect> {
    let Some(row) = selected(model) else { return Vec::new() };
    select(model, row.clone());
    match &row {
        AgentRow::Agent(id) => vec![Effect::Read(Question::LastOf(id.clone()))],
        AgentRow::Step(..) => {
            if let Some((rollout, _)) = agents::stands(model, &row) {
                return vec![Effect::Read(Question::Dossier(rollout))];
            }
            model.tell(say!(model.words, "agents-human-led"), Tone::Plain, now);
            Vec::new()
        }
    }
}

/// One stands still, or goes on.
fn pause(model: &mut Model, now: Now) -> Vec<Effect> {
    let Some(AgentRow::Agent(id) | AgentRow::Step(id, ..)) = selected(model) else { return Vec::new() };
    let paused = agents::found(model, &AgentRow::Agent(id.clone())).is_some_and(|(agent, _)| agent.paused);
    let command = if paused {
        Command::ResumeAgent { agent: Some(id) }
    } else {
        Command::PauseAgent { agent: Some(id), reason: None }
    };
    super::wish(model, command.into(), now)
}

/// All of them: asked once more.
pub(super) fn pause_all(model: &mut Model) {
    let words = model.words;
    let paused = model.snapshot.as_ref().is_some_and(|snapshot| snapshot.paused.all);
    let (title, text, command) = if paused {
        (say!(words, "resume-all-title"), say!(words, "resume-all"), Command::ResumeAgent { agent: None })
    } else {
        (say!(words, "pause-all-title"), say!(words, "pause-all"), Command::PauseAgent { agent: None, reason: None })
    };
    let about = vec![if paused { say!(words, "resume-all-about") } else { say!(words, "pause-all-about") }];
    let choice = Choice { text, note: String::new(), then: Then::Wish(Box::new(command.into())) };
    model.popup = Some(Popup::Pick(Pick { about, ..Pick::new(title, vec![choice], "") }));
}

/// What the system says of a step has come: shown, and from there it goes further, or back.
pub(super) fn dossier(model: &mut Model, rollout: &RolloutId, dossier: Option<&Dossier>, now: Now) {
    if !matches!(model.view, View::Agents(_)) || model.popup.is_some() {
        return;
    }
    let words = model.words;
    let Some(dossier) = dossier else {
        model.tell(say!(words, "agents-human-led"), Tone::Plain, now);
        return;
    };
    let about = crate::words::dossier::lines(dossier, &phrase::Phrases { model, now });
    let mut options = Vec::new();
    if let Some(to) = dossier.to {
        let command = Command::PromoteAgent { rollout: rollout.clone(), dossier: Body::new([0; 16], dossier.text()) };
        options.push(Choice {
            text: say!(words, "promote-to", mode = to.said(words)),
            note: if dossier.missing().is_empty() { String::new() } else { say!(words, "promote-not-yet") },
            then: Then::Wish(Box::new(command.into())),
        });
    }
    if let Some(to) = dossier.mode.lower() {
        options.push(Choice {
            text: say!(words, "demote-to", mode = to.said(words)),
            note: String::new(),
            then: Then::Demote(rollout.clone()),
        });
    }
    let title = say!(words, "dossier-title");
    model.popup = Some(Popup::Pick(Pick { about, ..Pick::new(title, options, "") }));
}

/// Why it goes back: one line.
pub(super) fn demote_why(model: &mut Model, rollout: RolloutId) {
    let words = model.words;
    model.popup = Some(Popup::Ask(Ask {
        title: say!(words, "demote-title"),
        about: vec![rollout.to_string()],
        prompt: say!(words, "demote-prompt"),
        field: Field::default(),
        to: AskFor::Demote(rollout),
        blank: None,
    }));
}

/// What an agent asked last has come: each opens its card.
pub(super) fn last_of(model: &mut Model, agent: &AgentId, approvals: &[Approval], now: Now) {
    if !matches!(model.view, View::Agents(_)) || model.popup.is_some() {
        return;
    }
    let words = model.words;
    let choice = |approval: &Approval| Choice {
        text: format!("{} {}", approval.id, model.sop_title(None, &approval.sop)),
        note: format!("{} {}", phrase::time(model, approval.requested, now), approval.standing.said(words)),
        then: Then::OpenApproval(approval.id),
    };
    let options = approvals.iter().map(choice).collect();
    let title = say!(words, "agents-last", agent = model.agent_name(agent));
    model.popup = Some(Popup::Pick(Pick::new(title, options, say!(words, "agents-nothing-asked"))));
}
