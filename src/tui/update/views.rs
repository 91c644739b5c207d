//! From one view to another, and what all lists of a view have in common.

use super::super::aside::Question;
use super::super::effect::Effect;
use super::super::model::{
    AgentsView, DayItem, DayView, JournalView, Model, Now, Panel, PeopleView, SopRow, SopsView, Subject, Tone, View,
};
use super::super::popup::After;
use crate::config::keymap::{Act, Place};
use crate::domain::approval::Approval;
use crate::domain::id::{CaseId, ExceptionId, RunId};
use crate::words::say;
use chrono::NaiveDate;

/// Where the keys of a view are looked up.
pub(crate) fn place(view: &View) -> Place {
    match view {
        View::Board => Place::Board,
        View::Run(_) => Place::Run,
        View::Card(_) => Place::Card,
        View::Approval(_) => Place::Approval,
        View::Day(_) => Place::Day,
        View::Journal(_) => Place::Journal,
        View::Sops(_) => Place::Sops,
        View::People(_) => Place::People,
        View::Agents(_) => Place::Agents,
        View::Wallboard => Place::Wallboard,
    }
}

/// What a view is called; popups have no name.
pub(crate) fn named(model: &Model, place: Place) -> Option<String> {
    let words = model.words;
    Some(match place {
        Place::Board => say!(words, "view-board"),
        Place::Run => say!(words, "view-run"),
        Place::Card => say!(words, "view-card"),
        Place::Approval => say!(words, "view-approval"),
        Place::Day => say!(words, "view-day"),
        Place::Journal => say!(words, "view-journal"),
        Place::Sops => say!(words, "view-sops"),
        Place::People => say!(words, "view-people"),
        Place::Agents => say!(words, "view-agents"),
        Place::Wallboard => say!(words, "view-wallboard"),
        _ => return None,
    })
}

/// Shows another view, where the act says so; what `/` asked for stays behind.
pub(super) fn switch(model: &mut Model, act: Act, now: Now) -> bool {
    let to = match act {
        Act::ViewBoard => View::Board,
        Act::ViewRun => {
            if !matches!(model.view, View::Run(_)) {
                to_run(model, now);
            }
            return true;
        }
        Act::ViewDay => View::Day(DayView::default()),
        Act::ViewJournal => {
            if !matches!(model.view, View::Journal(_)) {
                let (subject, date) = subject(model, now);
                to_journal(model, subject, date);
            }
            return true;
        }
        Act::ViewCase => {
            match case(model, now) {
                Some(case) => to_case(model, case),
                None => model.tell(say!(model.words, "view-no-case"), Tone::Plain, now),
            }
            return true;
        }
        Act::ViewSops => View::Sops(SopsView::default()),
        Act::ViewPeople => View::People(PeopleView::default()),
        Act::ViewAgents => View::Agents(AgentsView::default()),
        Act::ViewWallboard => View::Wallboard,
        _ => return false,
    };
    if place(&to) != place(&model.view) {
        super::find::clear(model);
        model.back.clear();
        model.view = to;
    }
    true
}

/// Shows what was recorded of something; Esc comes back to what was shown before.
pub(super) fn to_journal(model: &mut Model, subject: Subject, date: Option<NaiveDate>) {
    model.find.clear();
    over(model, View::Journal(JournalView { subject, date, selected: None, details: None }));
}

/// Shows everything known about a case; Esc comes back.
pub(super) fn to_case(model: &mut Model, case: CaseId) {
    let subject = Subject::Case(case);
    if !matches!(&model.view, View::Journal(view) if view.subject == subject) {
        to_journal(model, subject, None);
    }
}

/// The case of what is selected.
fn case(model: &Model, now: Now) -> Option<CaseId> {
    let of_run = |run: RunId| model.run(run)?.case.clone();
    let of_card = |id: ExceptionId| {
        let card = model.exception(id)?;
        card.case.clone().or_else(|| of_run(card.run?))
    };
    match &model.view {
        View::Board => {
            let at = super::board::at(model, model.focus)?;
            match model.focus {
                Panel::Due => model.due().get(at)?.case.clone(),
                Panel::Exceptions => of_card(model.exceptions().get(at)?.id),
                Panel::Approvals => of_approval(model, model.approvals().get(at)?),
            }
        }
        View::Run(view) => of_run(view.run),
        View::Card(id) => of_card(*id),
        View::Approval(view) => of_approval(model, model.approval(view.id)?),
        View::Day(_) => match super::day::selected(model, now)? {
            DayItem::Run(run) => of_run(run),
            DayItem::Planned(_) => None,
        },
        View::Journal(view) => super::super::panes::journal::selected(model, view, now)?.case.clone(),
        _ => None,
    }
}

fn of_approval(model: &Model, approval: &Approval) -> Option<CaseId> {
    approval.case.clone().or_else(|| model.run(approval.run)?.case.clone())
}

/// Shows a card; Esc comes back to what was shown before.
pub(super) fn to_card(model: &mut Model, id: ExceptionId) {
    model.card_scroll = 0;
    model.card_over = (!model.is_listed(id)).then_some(id);
    over(model, View::Card(id));
}

/// Shows a view over the one that is shown.
pub(super) fn over(model: &mut Model, view: View) {
    let before = std::mem::replace(&mut model.view, view);
    if before != View::Board {
        model.back.push(before);
    }
}

/// To the view that was shown before; to the board where there was none.
pub(super) fn back(model: &mut Model) {
    model.view = model.back.pop().unwrap_or(View::Board);
}

/// To the board, and nothing to go back to.
pub(super) fn home(model: &mut Model) {
    model.back.clear();
    model.view = View::Board;
}

/// Shows a run: at once where the snapshot has it whole, else as soon as it was read.
pub(super) fn show_run(model: &mut Model, run: RunId, now: Now) -> Vec<Effect> {
    let mut snapshot = model.snapshot.iter().flat_map(|snapshot| snapshot.runs.iter().chain(&snapshot.ended));
    if snapshot.any(|known| known.id == run) {
        into_run(model, run, now);
        return Vec::new();
    }
    vec![Effect::Read(Question::Run(run))]
}

/// Into a run that was read, from wherever its person is by now.
pub(super) fn into_run(model: &mut Model, run: RunId, now: Now) {
    if model.run_view().is_some_and(|view| view.run == run) {
        return;
    }
    let before = model.view.clone();
    super::board::open_run(model, run, now);
    if before != View::Board {
        model.back.push(before);
    }
}

/// The run that is selected where the person is.
fn to_run(model: &mut Model, now: Now) {
    let run = match &model.view {
        View::Card(id) => model.exception(*id).and_then(|exception| exception.run),
        View::Approval(view) => model.approval(view.id).map(|approval| approval.run),
        View::Day(_) => match super::day::selected(model, now) {
            Some(DayItem::Run(run)) => Some(run),
            _ => None,
        },
        _ => super::board::at(model, Panel::Due).and_then(|at| model.due().get(at).map(|run| run.id)),
    };
    match run.filter(|run| model.run(*run).is_some()) {
        Some(run) => super::board::open_run(model, run, now),
        None => model.tell(say!(model.words, "card-no-run"), Tone::Plain, now),
    }
}

/// What is selected is what a journal is asked of; of a person, today's.
fn subject(model: &Model, now: Now) -> (Subject, Option<NaiveDate>) {
    let today = model.calendar().map(|calendar| calendar.business_date(now.wall));
    let subject = match &model.view {
        View::Board if model.focus == Panel::Due => super::board::at(model, Panel::Due)
            .and_then(|at| model.due().get(at).map(|run| Subject::Run(run.id)))
            .unwrap_or(Subject::Floor),
        View::Board if model.focus == Panel::Exceptions => super::board::at(model, Panel::Exceptions)
            .and_then(|at| model.exceptions().get(at).map(|exception| Subject::Exception(exception.id)))
            .unwrap_or(Subject::Floor),
        View::Board if model.focus == Panel::Approvals => super::board::at(model, Panel::Approvals)
            .and_then(|at| model.approvals().get(at).map(|approval| Subject::Run(approval.run)))
            .unwrap_or(Subject::Floor),
        View::Run(view) => Subject::Run(view.run),
        View::Card(id) => Subject::Exception(*id),
        View::Approval(view) => match model.approval(view.id) {
            Some(approval) => Subject::Run(approval.run),
            None => Subject::Floor,
        },
        View::Day(view) => match super::day::selected(model, now) {
            Some(DayItem::Run(run)) => Subject::Run(run),
            _ => return (Subject::Floor, view.date.or(today)),
        },
        View::Sops(SopsView { selected: Some(SopRow::Sop(sop)), .. }) => Subject::Sop(sop.clone()),
        View::People(_) => match super::people::selected(model, now) {
            Some(person) => return (Subject::Person(person), today),
            None => Subject::Floor,
        },
        View::Journal(JournalView { subject, .. }) => subject.clone(),
        _ => Subject::Floor,
    };
    (subject, None)
}

/// Moving the selection of a view's list: `ids` in the order they are shown. Says what is selected then; nothing where
/// the act is another, or the list empty.
pub(super) fn moved<Id: Clone + PartialEq>(
    model: &mut Model,
    ids: &[Id],
    selected: Option<&Id>,
    act: Act,
) -> Option<Id> {
    let last = ids.len().saturating_sub(1);
    let at = selected.and_then(|selected| ids.iter().position(|id| id == selected)).unwrap_or(0);
    let to = match act {
        Act::Up => at.saturating_sub(1),
        Act::Down => (at + 1).min(last),
        Act::PageUp => at.saturating_sub(model.page),
        Act::PageDown => (at + model.page).min(last),
        Act::First => 0,
        Act::Last => last,
        _ => return None,
    };
    ids.get(to).cloned()
}

/// What every view does alike.
pub(super) fn common(model: &mut Model, act: Act) {
    match act {
        Act::Back if !model.find.is_empty() => super::find::clear(model),
        Act::Find => super::find::begin(model),
        Act::Back => back(model),
        Act::Who => super::who::ask(model, None),
        Act::Wrong => super::wrong(model),
        _ => {}
    }
}

/// The wallboard gives way to whoever says who they are; where nobody is known, to anybody.
pub(super) fn unlock(model: &mut Model) -> Vec<Effect> {
    if model.site().is_some_and(|site| site.people.iter().all(|person| !person.active)) {
        model.view = View::Board;
    } else {
        super::who::ask(model, Some(After::Unlock));
    }
    Vec::new()
}

/// Back to the wallboard, where that is what is shown to nobody; what lay over it goes.
pub(super) fn lock(model: &mut Model) {
    super::find::clear(model);
    model.popup = None;
    model.view = View::Wallboard;
}
