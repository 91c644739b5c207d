//! `why?`: what the selected thing is there for; where nothing is, what comes next.

use super::super::model::{DayItem, Model, Now, Panel, SopRow, View};
use super::super::panes::agents::AgentRow;
use super::super::popup::{Popup, WhyAsked};
use super::super::{panes, phrase, popups};
use super::{board, day, people};
use crate::config::keymap::Act;
use crate::domain::approval::Approval;
use crate::domain::exception::Cause;
use crate::domain::id::{ExceptionId, RunId, SopId};
use crate::domain::step::StepKey;
use crate::domain::timer::Subject;
use crate::domain::why::Asked;

pub(super) fn ask(model: &mut Model, now: Now) {
    let asked = asked(model, now);
    let of = called(model, &asked);
    model.popup = Some(Popup::Why(WhyAsked { asked, of, scroll: 0 }));
}

/// Up and down an answer that is longer than its box.
pub(super) fn scrolled(model: &mut Model, act: Option<Act>, now: Now) {
    let Some(Popup::Why(why)) = &model.popup else { return };
    let (page, last) = popups::why::room(model, why, now);
    let to = match act {
        Some(Act::Up) => why.scroll.saturating_sub(1),
        Some(Act::Down) => why.scroll + 1,
        Some(Act::PageUp) => why.scroll.saturating_sub(page),
        Some(Act::PageDown) => why.scroll + page,
        _ => return,
    };
    if let Some(Popup::Why(why)) = &mut model.popup {
        why.scroll = to.min(last);
    }
}

fn run(run: RunId) -> Asked {
    Asked::Run { run, step: None }
}

fn asked(model: &Model, now: Now) -> Asked {
    let found = match &model.view {
        View::Board => on_board(model),
        View::Run(view) => Some(Asked::Run { run: view.run, step: view.at.clone() }),
        View::Card(id) => Some(Asked::Exception(*id)),
        View::Approval(view) => model.approval(view.id).map(|approval| of_approval(approval)),
        View::Day(view) => match day::selected(model, now) {
            Some(DayItem::Run(id)) => Some(run(id)),
            Some(DayItem::Planned(key)) => {
                let day = panes::day::shown(model, view, now);
                let planned = day.and_then(|day| day.planned.iter().find(|planned| planned.occurrence == key));
                planned.map(|it| Asked::Planned { sop: it.sop.clone(), occurrence: key.clone(), times: it.times })
            }
            None => None,
        },
        View::Journal(view) => panes::journal::selected(model, view, now).and_then(|entry| subject(&entry.subject)),
        View::Sops(view) => {
            let row = view.selected.clone().or_else(|| panes::sops::rows(model).into_iter().next());
            row.and_then(|row| sop(model, row))
        }
        View::People(_) => people::selected(model, now).map(Asked::Person),
        // A step's procedure says what it may do there.
        View::Agents(_) => match super::agents::selected(model) {
            Some(AgentRow::Step(_, sop, _)) => Some(Asked::Sop(sop)),
            _ => None,
        },
        View::Wallboard => None,
    };
    found.unwrap_or(Asked::Next)
}

fn on_board(model: &Model) -> Option<Asked> {
    let at = board::at(model, model.focus)?;
    match model.focus {
        Panel::Due => model.due().get(at).map(|of| run(of.id)),
        Panel::Exceptions => model.exceptions().get(at).map(|exception| Asked::Exception(exception.id)),
        Panel::Approvals => model.approvals().get(at).map(|approval| of_approval(approval)),
    }
}

/// Of its step: why it is there at all.
fn of_approval(approval: &Approval) -> Asked {
    Asked::Run { run: approval.run, step: Some(StepKey::plain(&approval.step)) }
}

fn subject(subject: &Subject) -> Option<Asked> {
    match subject {
        Subject::Run(id) => Some(run(*id)),
        Subject::Exception(id) => Some(Asked::Exception(*id)),
        Subject::Sop(id) => Some(Asked::Sop(id.clone())),
        _ => None,
    }
}

/// A file that cannot be used is told by its card.
fn sop(model: &Model, row: SopRow) -> Option<Asked> {
    let id: SopId = match row {
        SopRow::Sop(id) => id,
        SopRow::Broken(name) => {
            let of = |cause: &Cause| matches!(cause, Cause::BadFile { file, .. } if *file == name);
            let found = model.snapshot.iter().flat_map(|snapshot| &snapshot.exceptions).find(|it| of(&it.cause));
            return found.map(|found| Asked::Exception(found.id));
        }
    };
    Some(Asked::Sop(id))
}

fn called(model: &Model, asked: &Asked) -> String {
    let card = |id: &ExceptionId| id.to_string();
    match asked {
        Asked::Run { run, .. } => match model.run(*run) {
            Some(found) => format!("{run} {}", model.title(found)),
            None => run.to_string(),
        },
        Asked::Exception(id) => card(id),
        Asked::Planned { sop, .. } | Asked::Sop(sop) => model.sop_title(None, sop),
        Asked::Person(person) => phrase::person(model, person),
        Asked::Next => String::new(),
    }
}
