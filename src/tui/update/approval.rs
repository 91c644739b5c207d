//! An approval that is asked: saying yes, no, or "like this"; sending it back; doing it by hand; several at once.

use super::super::area::Area;
use super::super::effect::{Effect, Submitted, Wish};
use super::super::field::Field;
use super::super::model::{ApprovalView, Drawn, Model, Now, Panel, Pressed, SEEN_AFTER, Tone, View};
use super::super::popup::{After, Ask, AskFor, Choice, EditAsk, Pick, Popup, Then};
use super::super::{panes, phrase};
use crate::config::keymap::Act;
use crate::domain::approval::{Approval, ApprovalStanding, Judgement, Verdict};
use crate::domain::command::Command;
use crate::domain::evidence::Body;
use crate::domain::fact::Fact;
use crate::domain::id::ApprovalId;
use crate::domain::payload;
use crate::domain::refusal::Refusal;
use crate::words::{Label, say};
use crossterm::event::{KeyCode, KeyEvent};
use std::sync::Arc;

/// As many are approved at once, at most.
const MOST: usize = 30;

pub(super) fn act(model: &mut Model, act: Act, now: Now) -> Vec<Effect> {
    let View::Approval(view) = &model.view else { return Vec::new() };
    let id = view.id;
    match act {
        Act::Back => super::views::back(model),
        // A key held down opened this, and nothing more: it neither goes on nor decides.
        Act::Open | Act::Approve | Act::ByHand | Act::Same | Act::Similar | Act::Different
            if model.pressed == Pressed::Held => {}
        Act::Open => match model.approval(id).map(|approval| approval.run) {
            Some(run) if model.run(run).is_some() => super::views::into_run(model, run, now),
            Some(run) => return super::views::show_run(model, run, now),
            None => {}
        },
        Act::Up | Act::Down | Act::PageUp | Act::PageDown | Act::First | Act::Last => scroll(model, id, act, now),
        Act::NextPanel => beside(model, id, 1),
        Act::PreviousPanel => beside(model, id, -1),
        Act::Who => super::who::ask(model, None),
        Act::Wrong => super::wrong(model),
        Act::ApproveShown => shown(model, id, now),
        Act::Approve => return decide(model, Verdict::Approve, now),
        Act::ByHand => return decide(model, Verdict::ByHand, now),
        Act::Edit => edit(model, now),
        Act::PushBack | Act::Reject => ask(model, act, now),
        Act::Same => return judge(model, id, Judgement::Same, now),
        Act::Similar => return judge(model, id, Judgement::Similar, now),
        Act::Different => return judge(model, id, Judgement::Different, now),
        _ => {}
    }
    Vec::new()
}

/// Whether a key does something now: what waits is decided, what is only looked at is compared.
pub(crate) fn is_of_use(model: &Model, act: Act) -> bool {
    let Some(approval) = model.approval_view().and_then(|view| model.approval(view.id)) else { return true };
    match act {
        Act::Approve | Act::Edit | Act::PushBack | Act::Reject | Act::ByHand => approval.is_pending(),
        Act::Same | Act::Similar | Act::Different => approval.standing == ApprovalStanding::Review,
        Act::ApproveShown => model.shown_like(approval).len() > 1,
        Act::NextPanel => model.approvals().len() > 1,
        _ => true,
    }
}

/// Whether several of the kind that is selected were on the screen and can be approved together.
pub(crate) fn has_shown_several(model: &Model) -> bool {
    let of = match &model.view {
        View::Approval(view) => model.approval(view.id),
        View::Board if model.focus == Panel::Approvals => {
            super::board::at(model, Panel::Approvals).and_then(|at| model.approvals().get(at).copied())
        }
        _ => None,
    };
    of.is_some_and(|of| model.shown_like(of).len() > 1)
}

/// Shows one; Esc comes back to what was shown before.
pub(super) fn show(model: &mut Model, id: ApprovalId) {
    if model.is_asked(id) {
        model.approval_at = Some(id);
    }
    super::views::over(model, View::Approval(ApprovalView::new(id)));
}

fn scroll(model: &mut Model, id: ApprovalId, act: Act, now: Now) {
    let (last, page) = (panes::approval::last_scroll(model, id, now), panes::approval::page(model));
    let View::Approval(view) = &mut model.view else { return };
    let at = view.scroll.min(last);
    view.scroll = match act {
        Act::Up => at.saturating_sub(1),
        Act::Down => (at + 1).min(last),
        Act::PageUp => at.saturating_sub(page),
        Act::PageDown => (at + page).min(last),
        Act::First => 0,
        _ => last,
    };
}

/// The next one that waits, or the one before, in the order of the panel.
fn beside(model: &mut Model, id: ApprovalId, by: isize) {
    let ids: Vec<ApprovalId> = model.approvals().iter().map(|approval| approval.id).collect();
    let Some(last) = ids.len().checked_sub(1) else { return };
    let at = ids.iter().position(|of| *of == id);
    let to = match at {
        Some(at) if by > 0 => {
            if at == last {
                0
            } else {
                at + 1
            }
        }
        Some(at) => at.checked_sub(1).unwrap_or(last),
        None => 0,
    };
    model.approval_at = Some(ids[to]);
    model.view = View::Approval(ApprovalView::new(ids[to]));
}

/// What a decision made now would be about; says why there can be none.
fn about(model: &mut Model, now: Now) -> Option<(Arc<Approval>, Drawn)> {
    let view = model.approval_view()?;
    let just_changed = view.changed.is_some_and(|at| now.since_start < at + SEEN_AFTER);
    let approval = Arc::clone(model.approval(view.id)?);
    let id = approval.id.to_string();
    let said = if approval.standing == ApprovalStanding::Review {
        say!(model.words, "decide-only-look")
    } else if !approval.is_pending() {
        let how = crate::words::work::how_it_ended(&approval.standing, &phrase::Phrases { model, now });
        say!(model.words, "decide-is-over", id = id, how = how)
    } else if just_changed {
        say!(model.words, "decide-changed", id = id)
    } else {
        match view.drawn.clone() {
            Some(drawn) => return Some((approval, drawn)),
            None => say!(model.words, "decide-not-shown"),
        }
    };
    model.tell(said, Tone::Refused, now);
    None
}

fn command(approval: ApprovalId, drawn: &Drawn, verdict: Verdict) -> Command {
    Command::DecideApproval { approval, iteration: drawn.iteration, payload: drawn.payload.clone(), verdict }
}

fn decide(model: &mut Model, verdict: Verdict, now: Now) -> Vec<Effect> {
    let Some((approval, drawn)) = about(model, now) else { return Vec::new() };
    if is_on_its_way(model, approval.id) {
        return Vec::new();
    }
    super::wish(model, command(approval.id, &drawn, verdict).into(), now)
}

/// A decision about it was sent and not yet answered.
fn is_on_its_way(model: &Model, id: ApprovalId) -> bool {
    model.pending.iter().any(|pending| decided(&pending.submitted) == Some(id))
}

/// Which approval an act decides, or judges.
fn decided(submitted: &Submitted) -> Option<ApprovalId> {
    let Wish::Command(command) = &submitted.wish else { return None };
    match command.as_ref() {
        Command::DecideApproval { approval, .. } | Command::JudgeApproval { approval, .. } => Some(*approval),
        _ => None,
    }
}

fn judge(model: &mut Model, id: ApprovalId, judgement: Judgement, now: Now) -> Vec<Effect> {
    let in_review = model.approval(id).is_some_and(|approval| approval.standing == ApprovalStanding::Review);
    if !in_review || is_on_its_way(model, id) {
        return Vec::new();
    }
    super::wish(model, Command::JudgeApproval { approval: id, judgement, note: None }.into(), now)
}

/// Why it is sent back, or rejected: one line.
fn ask(model: &mut Model, act: Act, now: Now) {
    let Some((approval, drawn)) = about(model, now) else { return };
    let words = model.words;
    let (title, prompt, verdict) = match act {
        Act::PushBack => (say!(words, "push-back-title"), say!(words, "push-back-prompt"), Said::PushedBack),
        _ => (say!(words, "reject-title"), say!(words, "reject-prompt"), Said::Rejected),
    };
    let about = vec![format!("{} {}", approval.id, phrase::approvals::asked(model, &approval))];
    let to = AskFor::Decide { approval: approval.id, drawn, said: verdict };
    model.popup = Some(Popup::Ask(Ask { title, about, prompt, field: Field::default(), to, blank: None }));
}

/// What is decided with a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    PushedBack,
    Rejected,
}

/// The sentence is there.
pub(super) fn said(approval: ApprovalId, drawn: &Drawn, said: Said, text: Body) -> Command {
    let verdict = match said {
        Said::PushedBack => Verdict::PushBack(text),
        Said::Rejected => Verdict::Reject(text),
    };
    command(approval, drawn, verdict)
}

// ---- writing it anew ----------------------------------------------------------------------------

fn edit(model: &mut Model, now: Now) {
    let Some((approval, drawn)) = about(model, now) else { return };
    let Some(effect) = model.payload(&approval) else { return };
    let parts = payload::parts(&effect).into_iter().filter(|(part, _)| payload::may_be_edited(part));
    let parts: Vec<_> = parts.map(|(part, text)| (part, Area::new(text))).collect();
    if parts.is_empty() {
        model.tell(say!(model.words, "edit-nothing"), Tone::Refused, now);
        return;
    }
    // What is said, before to whom.
    let is_text = |part: &payload::Part| matches!(part, payload::Part::Text | payload::Part::Body);
    let at = parts.iter().position(|(part, _)| is_text(part)).unwrap_or(0);
    model.popup = Some(Popup::Edit(Box::new(EditAsk { approval: approval.id, drawn, effect, parts, at, told: None })));
}

/// A key in the text.
pub(super) fn edit_key(model: &mut Model, act: Option<Act>, key: KeyEvent, now: Now) -> Vec<Effect> {
    let page = model.page;
    let Some(Popup::Edit(edit)) = &mut model.popup else { return Vec::new() };
    edit.told = None;
    let count = edit.parts.len();
    match act {
        Some(Act::Save) => return save(model, now),
        Some(Act::NextPanel) => edit.at = (edit.at + 1) % count,
        Some(Act::PreviousPanel) => edit.at = (edit.at + count - 1) % count,
        Some(_) => {}
        None => {
            let one_line = edit.is_one_line();
            let Some((_, area)) = edit.parts.get_mut(edit.at) else { return Vec::new() };
            match key.code {
                KeyCode::Enter if one_line => edit.at = (edit.at + 1) % count,
                KeyCode::Enter => area.insert("\n"),
                KeyCode::Backspace => area.backspace(),
                KeyCode::Delete => area.delete(),
                KeyCode::Left => area.left(),
                KeyCode::Right => area.right(),
                KeyCode::Up => area.up(),
                KeyCode::Down => area.down(),
                KeyCode::PageUp => (0..page).for_each(|_| area.up()),
                KeyCode::PageDown => (0..page).for_each(|_| area.down()),
                KeyCode::Home => area.home(),
                KeyCode::End => area.end(),
                _ => {
                    if let Some(c) = super::typed(key) {
                        area.insert(c.encode_utf8(&mut [0; 4]));
                    }
                }
            }
        }
    }
    Vec::new()
}

/// What was written is what is wanted: approved like that, where who wrote it may approve.
fn save(model: &mut Model, now: Now) -> Vec<Effect> {
    let Some(Popup::Edit(edit)) = &mut model.popup else { return Vec::new() };
    let mut effect = Ok(edit.effect.clone());
    for (part, area) in &edit.parts {
        effect = effect.and_then(|effect| payload::with(&effect, part, area.text()));
    }
    let told = match effect {
        Ok(effect) if effect == edit.effect => say!(model.words, "edit-same"),
        Ok(effect) => {
            let verdict = Verdict::Edit(Body::new([0; 16], effect.text()));
            let command = command(edit.approval, &edit.drawn, verdict);
            let asked = model.popup.take();
            let effects = super::wish(model, command.into(), now);
            return asked.map_or(Vec::new(), |asked| super::popup::remembered(model, asked, effects));
        }
        Err(payload::NotJson { field, .. }) => say!(model.words, "edit-not-json", field = field),
    };
    edit.told = Some(told);
    Vec::new()
}

// ---- several at once ----------------------------------------------------------------------------

/// All of one kind that were on the screen as they are now: named with what is new about each, then approved with one
/// key.
pub(super) fn shown(model: &mut Model, of: ApprovalId, now: Now) {
    let Some(of) = model.approval(of).cloned() else { return };
    let choice = |approval: &&Arc<Approval>| Choice {
        text: format!("{} {}", approval.id, phrase::approvals::asked(model, approval)),
        note: model.difference(approval).map(phrase::approvals::in_short).unwrap_or_default(),
        then: Then::Wish(Box::new(command(approval.id, &Drawn::of(approval), Verdict::Approve).into())),
    };
    let options: Vec<Choice> = model.shown_like(&of).iter().take(MOST).map(choice).collect();
    if options.is_empty() {
        model.tell(say!(model.words, "batch-none"), Tone::Refused, now);
        return;
    }
    let title = say!(model.words, "batch-title", count = options.len());
    let about = vec![say!(model.words, "batch-about", step = model.approval_step(&of, now))];
    let marked = Some((0..options.len()).collect());
    model.popup = Some(Popup::Pick(Pick { about, marked, ..Pick::new(title, options, "") }));
}

/// Each that is marked, by whoever is there.
pub(super) fn all(model: &mut Model, wishes: Vec<Wish>, now: Now) -> Vec<Effect> {
    let Some(by) = model.person.as_ref().map(|at| at.person.clone()) else {
        super::who::ask(model, Some(After::Wishes(wishes)));
        return Vec::new();
    };
    wishes.into_iter().flat_map(|wish| super::submit(model, wish, by.clone(), now)).collect()
}

// ---- what came of it ----------------------------------------------------------------------------

/// What was done, in a word.
pub(super) fn done(model: &Model, facts: &[Fact]) -> Option<String> {
    let words = model.words;
    let find = |wanted: &dyn Fn(&Fact) -> bool| facts.iter().any(wanted);
    let edited = find(&|fact| matches!(fact, Fact::ApprovalEdited { .. }));
    if let Some(Fact::ApprovalApproved { approval, .. }) =
        facts.iter().find(|fact| matches!(fact, Fact::ApprovalApproved { .. }))
    {
        let id = approval.to_string();
        return Some(if edited {
            say!(words, "done-approved-edited", id = id)
        } else {
            say!(words, "done-approved", id = id)
        });
    }
    facts.iter().find_map(|fact| {
        Some(match fact {
            Fact::ApprovalEdited { approval, .. } => say!(words, "done-edited", id = approval.to_string()),
            Fact::ApprovalVoted { approval, .. } if !edited => say!(words, "done-voted", id = approval.to_string()),
            Fact::ApprovalRejected { approval, .. } => say!(words, "done-rejected", id = approval.to_string()),
            Fact::ApprovalPushedBack { approval, .. } => say!(words, "done-pushed-back", id = approval.to_string()),
            Fact::ApprovalSuperseded { approval, .. } => say!(words, "done-by-hand", id = approval.to_string()),
            Fact::ApprovalJudged { approval, judgement, .. } => {
                say!(words, "done-judged", id = approval.to_string(), how = judgement.said(words))
            }
            _ => return None,
        })
    })
}

/// Decided here: back to where it was opened from.
pub(super) fn leave(model: &mut Model, submitted: &Submitted, facts: &[Fact]) {
    let Some(id) = decided(submitted) else { return };
    let here = model.approval_view().is_some_and(|view| view.id == id);
    let edited = facts.iter().any(|fact| matches!(fact, Fact::ApprovalEdited { .. }));
    // Whoever changed it and may not approve it sees it as it is now.
    if here && !(edited && model.is_asked(id)) {
        super::views::back(model);
    }
}

/// One of several that was not done is told by itself; what is on the screen is told on the bottom line.
pub(super) fn refused_apart(model: &Model, submitted: &Submitted, refusal: &Refusal, now: Now) -> Option<Popup> {
    let id = decided(submitted)?;
    if model.approval_view().is_some_and(|view| view.id == id) || !matches!(model.view, View::Board | View::Approval(_))
    {
        return None;
    }
    let words = model.words;
    let said = phrase::refused(model, &submitted.wish, refusal, now);
    let title = say!(words, "batch-refused", id = id.to_string());
    Some(Popup::Pick(Pick { about: vec![said], ..Pick::new(title, Vec::new(), say!(words, "batch-go-on")) }))
}

/// After a snapshot: it became another one while it was looked at, or somebody else was quicker.
pub(super) fn hold_on(model: &mut Model, now: Now) {
    model.forget_decided();
    let Some(view) = model.approval_view().cloned() else { return };
    let (id, words) = (view.id.to_string(), model.words);
    if !model.is_asked(view.id) {
        let was_asked = view.drawn.is_some() && !is_on_its_way(model, view.id);
        let known = model.aside.approval.as_ref().is_some_and(|read| read.id == view.id);
        let still = model.approval(view.id).is_some_and(|approval| approval.is_open());
        if was_asked && (still || !known) {
            model.tell(say!(words, "decide-somebody-did", id = id), Tone::News, now);
        }
        return;
    }
    let Some(drawn) = view.drawn else { return };
    let is_new = model.approval(view.id).is_some_and(|approval| Drawn::of(approval) != drawn);
    if is_new {
        if let View::Approval(view) = &mut model.view {
            view.changed = Some(now.since_start);
            view.scroll = 0;
        }
        if !is_on_its_way(model, view.id) {
            model.tell(say!(words, "decide-changed", id = id), Tone::News, now);
        }
    }
}
