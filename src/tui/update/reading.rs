//! What the view shows and nobody has read yet is asked of the store, once for each snapshot.

use super::super::aside::{PAGE, Question, Reply};
use super::super::effect::Effect;
use super::super::model::{Model, Now, View};
use super::super::popup::Popup;
use crate::domain::exception::Cause;
use crate::domain::journal::{PageAsked, PageFrom};

/// After every event.
pub(super) fn wanted(model: &mut Model, now: Now) -> Vec<Effect> {
    let Some(seq) = model.snapshot.as_ref().map(|snapshot| snapshot.journal_seq) else { return Vec::new() };
    if !matches!(model.view, View::Journal(_)) && !model.back.iter().any(|view| matches!(view, View::Journal(_))) {
        model.aside.journal = None;
    }
    let Some(question) = question(model, seq, now) else { return Vec::new() };
    let asked = Some((question.clone(), seq));
    if model.aside.asked == asked {
        return Vec::new();
    }
    model.aside.asked = asked;
    vec![Effect::Read(question)]
}

fn question(model: &Model, seq: u64, now: Now) -> Option<Question> {
    if let Some(Popup::Why(why)) = &model.popup {
        let known = model.aside.why.as_ref().is_some_and(|(of, at, _)| *of == why.asked && *at >= seq);
        if !known {
            return Some(Question::Why(why.asked.clone()));
        }
    }
    let today = model.calendar().map(|calendar| calendar.business_date(now.wall));
    let day = |date| {
        let known = model.aside.day.as_ref();
        let fresh = known.is_some_and(|day| Some(day.date) == date && day.journal_seq >= seq);
        (!fresh).then_some(Question::Day(date))
    };
    match &model.view {
        View::Day(view) => day(view.date.or(today)),
        View::People(_) => day(today),
        View::Journal(view) => {
            let page =
                |from| Question::Page(PageAsked { about: view.subject.clone(), date: view.date, from, most: PAGE });
            let known = model.aside.journal.as_ref().filter(|journal| journal.is_of(&view.subject, view.date));
            let Some(journal) = known else { return Some(page(PageFrom::End)) };
            if journal.reaches_to < seq {
                return Some(page(PageFrom::After(journal.reaches_to)));
            }
            let older = journal.wants_older && journal.has_older();
            older.then(|| page(PageFrom::Before(journal.reaches_back_to)))
        }
        View::Card(id) => {
            let outage = model.exception(*id).is_some_and(|card| matches!(card.cause, Cause::EngineDown { .. }));
            let known = model.aside.missed.as_ref().is_some_and(|(of, at, _)| of == id && *at >= seq);
            if outage && !known {
                return Some(Question::Missed(*id));
            }
            let known = model.aside.card.as_ref().is_some_and(|card| card.id == *id && card.at >= seq);
            (!known).then_some(Question::Card(*id))
        }
        View::Approval(view) => {
            let known = model.aside.approval.as_ref().is_some_and(|read| read.id == view.id && read.at >= seq);
            (!known).then_some(Question::Approval(view.id))
        }
        View::Run(view) => {
            let has_work = model.run(view.run).is_some_and(|run| !run.works.is_empty());
            let known = model.aside.work.as_ref().is_some_and(|read| read.run == view.run && read.at >= seq);
            (has_work && !known).then_some(Question::Work(view.run))
        }
        View::Agents(_) => {
            let known = model.aside.agents.as_ref().is_some_and(|(at, _)| *at >= seq);
            (!known).then_some(Question::Agents)
        }
        View::Board | View::Sops(_) | View::Wallboard => None,
    }
}

/// What was read has come.
pub(super) fn came(model: &mut Model, reply: Reply, now: Now) {
    match &reply {
        Reply::Dossier(rollout, dossier) => super::agents::dossier(model, rollout, dossier.as_deref(), now),
        Reply::LastOf(agent, approvals) => super::agents::last_of(model, agent, approvals, now),
        _ => {}
    }
    let run = match &reply {
        Reply::Run(found) => Some(found.as_ref().map(|(run, _)| *run)),
        _ => None,
    };
    model.aside.take(reply);
    model.look_aside();
    // Answered: it may be asked again. What failed is not, until something is recorded.
    model.aside.asked = None;
    match run {
        Some(Some(run)) => super::views::into_run(model, run, now),
        Some(None) => model.tell(crate::words::say!(model.words, "view-no-run"), super::Tone::Plain, now),
        None => {}
    }
}
