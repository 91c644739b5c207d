//! The site's agents: what each is there for, what it found and laid out, what people made of it; under each the steps
//! it works in, and how far it may go in them.

use super::{Chosen, Look, say, scrolled};
use crate::domain::agent::Mode;
use crate::domain::id::{AgentId, RolloutId, SopId, StepId};
use crate::domain::overview::{AgentOverview, AgentsOverview, Stands, StepOverview, Watched, WorkCounts};
use crate::tui::model::{AgentsView, Model, Now};
use crate::tui::phrase;
use crate::tui::theme::Role;
use crate::tui::widgets::text::wrapped;
use crate::tui::widgets::{Frame, Pen, width};
use crate::words::{Label, say};
use ratatui::layout::Rect;
use std::sync::Arc;

/// One row: an agent, or a step that it works in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AgentRow {
    Agent(AgentId),
    Step(AgentId, SopId, StepId),
}

pub(crate) fn overview(model: &Model) -> Option<&Arc<AgentsOverview>> {
    model.aside.agents.as_ref().map(|(_, overview)| overview)
}

/// What the selection moves over, in the order shown.
pub(crate) fn rows(model: &Model) -> Vec<AgentRow> {
    let agents = overview(model).into_iter().flat_map(|overview| &overview.agents);
    let rows = agents.flat_map(|agent| {
        let id = &agent.agent.id;
        let step = |step: &StepOverview| AgentRow::Step(id.clone(), step.sop.clone(), step.step.clone());
        let found = model.finds(&sought(agent));
        let rows = found.then(|| std::iter::once(AgentRow::Agent(id.clone())).chain(agent.steps.iter().map(step)));
        rows.into_iter().flatten().collect::<Vec<_>>()
    });
    rows.collect()
}

fn sought(agent: &AgentOverview) -> String {
    let steps: Vec<&str> = agent.steps.iter().map(|step| step.title.as_str()).collect();
    format!("{} {} {} {}", agent.agent.id, agent.agent.name, agent.agent.job, steps.join(" "))
}

/// The agent of a row, and the step where it is one.
pub(crate) fn found<'m>(model: &'m Model, row: &AgentRow) -> Option<(&'m AgentOverview, Option<&'m StepOverview>)> {
    let (AgentRow::Agent(id) | AgentRow::Step(id, ..)) = row;
    let agent = overview(model)?.agents.iter().find(|agent| agent.agent.id == *id)?;
    let step = match row {
        AgentRow::Agent(_) => None,
        AgentRow::Step(_, sop, step) => agent.steps.iter().find(|it| (&it.sop, &it.step) == (sop, step)),
    };
    Some((agent, step))
}

pub(crate) fn draw(model: &Model, view: &AgentsView, now: Now, look: &Look, pen: &mut Pen<'_>) -> usize {
    let words = model.words;
    let stopped = overview(model).is_some_and(|overview| overview.all_paused);
    let (note, note_role) = match look {
        Look::Old { since } => (say!(words, "panel-old", since = phrase::time(model, *since, now)), Role::Alert),
        _ if stopped => (say!(words, "agents-all-paused"), Role::Warn),
        _ => (String::new(), Role::Muted),
    };
    let title = say!(words, "view-agents");
    let inside = Frame { title: &title, note: &note, note_role, focused: model.popup.is_none() }.draw(pen);
    let mut pen = pen.inside(inside);
    let rows = rows(model);
    if rows.is_empty() {
        say(&mut pen, &nothing(model, look));
        return 1;
    }
    let at = view.selected.as_ref().and_then(|selected| rows.iter().position(|row| row == selected)).unwrap_or(0);
    let about = about(model, &rows[at], pen.area.width.saturating_sub(4), now);
    // The list comes first; what is said about one has half of it, or what the list leaves.
    let height = usize::from(pen.area.height);
    let below =
        if height < 8 { 0 } else { (about.len() + 1).min((height / 2).max(height.saturating_sub(rows.len() + 1))) };
    let shown = (height - below).min(rows.len()).max(1);
    let from = scrolled(at, shown);
    for (y, (number, row)) in rows.iter().enumerate().skip(from).take(shown).enumerate() {
        let mut line = Chosen::at(number, at).row(pen.row(y as u16).numbered(number));
        match found(model, row) {
            Some((_, Some(step))) => draw_step(model, step, now, &mut line),
            Some((agent, None)) => draw_agent(model, agent, now, &mut line),
            None => {}
        }
    }
    if below > 0 {
        let area = pen.area;
        let y = area.y + (shown + 1).min(height - below) as u16;
        let mut below = pen.inside(Rect { y, height: below as u16, ..area });
        let rule = model.theme.signs.border[4].repeat(usize::from(area.width));
        below.row(0).text(0, u16::MAX, &rule, Role::Border);
        let room = usize::from(below.area.height).saturating_sub(1);
        for (y, (text, role)) in about.iter().take(room).enumerate() {
            let goes_on = y + 1 == room && about.len() > room;
            let text = if goes_on { format!("{text}{}", model.theme.signs.more) } else { text.clone() };
            below.row(1 + y as u16).text(2, area.width.saturating_sub(3), &text, *role);
        }
    }
    shown
}

/// Nothing yet, nobody, or nobody of that name.
fn nothing(model: &Model, look: &Look) -> Vec<(String, Role)> {
    let words = model.words;
    if *look == Look::Loading || overview(model).is_none() {
        return vec![(say!(words, "panel-loading"), Role::Muted)];
    }
    if overview(model).is_some_and(|overview| !overview.agents.is_empty()) {
        let key = model.keymap.key_for(crate::config::keymap::Place::Agents, crate::config::keymap::Act::Back);
        return vec![
            (say!(words, "panel-nothing-shown"), Role::Plain),
            (say!(words, "panel-everything-hint", key = key.unwrap_or_default()), Role::Muted),
        ];
    }
    vec![(say!(words, "agents-none"), Role::Plain), (say!(words, "agents-none-hint"), Role::Muted)]
}

/// `● Guest recovery      2 waiting · 12 approved · 1 changed · 1 rejected      looked 19:40`
fn draw_agent(model: &Model, agent: &AgentOverview, now: Now, row: &mut Pen<'_>) {
    let words = model.words;
    let signs = model.theme.signs;
    let (sign, role) = if agent.paused { (signs.later, Role::Warn) } else { (signs.open, Role::Strong) };
    row.text(1, 1, sign, role);
    let edge = row.area.width.saturating_sub(1);
    let right = if agent.paused {
        say!(words, "agents-paused")
    } else {
        agent.looked.map_or_else(
            || say!(words, "agents-never-looked"),
            |at| say!(words, "agents-looked", at = phrase::time(model, at, now)),
        )
    };
    let right_at = edge.saturating_sub(width(&right)).max(edge / 3);
    row.text(right_at, u16::MAX, &right, if agent.paused { Role::Warn } else { Role::Muted });
    let name = width(&agent.agent.name).min(right_at.saturating_sub(5));
    row.text(3, name, &agent.agent.name, role);
    let counts = counts(model, &agent.counts);
    let counts_at = (3 + name + 3).max(28.min(right_at));
    let room = right_at.saturating_sub(counts_at + 2);
    let dot = format!(" {} ", signs.dot);
    let mut parts: Vec<&str> = counts.iter().map(String::as_str).collect();
    while !parts.is_empty() && width(&parts.join(&dot)) > room {
        parts.pop();
    }
    row.text(counts_at, room, &parts.join(&dot), Role::Plain);
}

/// What people made of its work; what asks for something first, what there is none of left out.
fn counts(model: &Model, of: &WorkCounts) -> Vec<String> {
    let words = model.words;
    let mut said = Vec::new();
    let mut add = |count: u64, text: String| {
        if count > 0 {
            said.push(text);
        }
    };
    add(of.unknown, say!(words, "agents-unknown", count = of.unknown));
    add(of.pending, say!(words, "decide-count-waiting", count = of.pending));
    add(of.to_review, say!(words, "decide-count-review", count = of.to_review));
    add(of.approved, say!(words, "agents-approved", count = of.approved));
    add(of.changed, say!(words, "agents-changed", count = of.changed));
    add(of.rejected, say!(words, "agents-rejected", count = of.rejected));
    add(of.pushed_back, say!(words, "agents-pushed-back", count = of.pushed_back));
    add(of.reviewed, say!(words, "agents-reviewed", count = of.reviewed));
    add(of.failed + of.not_prepared, say!(words, "agents-failed", count = of.failed + of.not_prepared));
    said
}

/// `    Refund request: Answer the guest      assist since 3 Nov · 92 % agree, at least 78 %`
fn draw_step(model: &Model, step: &StepOverview, now: Now, row: &mut Pen<'_>) {
    let words = model.words;
    let edge = row.area.width.saturating_sub(1);
    let right = match &step.stands {
        Some(stands) => {
            let (mode, dot) = (stands.mode.said(words), model.theme.signs.dot);
            let full = format!("{} {dot} {}", since(model, stands, now), agreed(model, stands));
            let rate = stands.agreement.map(|found| say!(words, "agents-rate", rate = u32::from(found.rate)));
            let short = rate.map_or_else(|| mode.clone(), |rate| format!("{mode} {dot} {rate}"));
            [full, short].into_iter().find(|said| width(said) <= edge / 2).unwrap_or(mode)
        }
        None => step.tier.said(words),
    };
    let right_at = edge.saturating_sub(width(&right)).max(edge / 3);
    let role = if step.stands.as_ref().is_some_and(Stands::may_rise) { Role::Strong } else { Role::Muted };
    row.text(right_at, u16::MAX, &right, role);
    row.text(5, right_at.saturating_sub(6), &format!("{}: {}", step.title, step.text), Role::Plain);
}

fn since(model: &Model, stands: &Stands, now: Now) -> String {
    let (mode, since) = (stands.mode.said(model.words), phrase::time(model, stands.since, now));
    say!(model.words, "agents-stands", mode = mode, since = since)
}

fn agreed(model: &Model, stands: &Stands) -> String {
    let words = model.words;
    match stands.agreement {
        Some(found) => {
            let (rate, lower) = (u32::from(found.rate), u32::from(found.lower));
            say!(words, "agents-agreement", rate = rate, lower = lower)
        }
        None => say!(words, "agents-not-judged"),
    }
}

/// Everything about the selected one.
fn about(model: &Model, row: &AgentRow, room: u16, now: Now) -> Vec<(String, Role)> {
    let mut about: Vec<(String, Role)> = Vec::new();
    let mut say = |text: &str, role| about.extend(wrapped(text, room, 3).into_iter().map(|line| (line, role)));
    match found(model, row) {
        Some((agent, None)) => {
            say(&agent.agent.job, Role::Plain);
            for line in of_agent(model, agent, now) {
                say(&line, Role::Muted);
            }
        }
        Some((_, Some(step))) => {
            say(&format!("{}: {}", step.title, step.text), Role::Plain);
            for (line, role) in of_step(model, step, now) {
                say(&line, role);
            }
        }
        None => {}
    }
    about
}

fn of_agent(model: &Model, agent: &AgentOverview, now: Now) -> Vec<String> {
    let words = model.words;
    let of = &agent.counts;
    let mut lines: Vec<String> = agent.watched.iter().map(|watched| watches(model, watched, now)).collect();
    lines.push(say!(words, "agents-work", found = of.found, prepared = of.prepared, failed = of.not_prepared));
    lines.push(say!(
        words,
        "agents-made-of-it",
        approved = of.approved,
        changed = of.changed,
        rejected = of.rejected,
        back = of.pushed_back,
        expired = of.expired
    ));
    lines.push(say!(words, "agents-acted", acted = of.acted, failed = of.failed, unknown = of.unknown));
    let may = &agent.agent.may;
    let all = may.programs.iter().chain(&may.hosts).chain(&may.mail).cloned().collect::<Vec<_>>();
    if !all.is_empty() {
        lines.push(say!(words, "agents-may", what = all.join(", ")));
    }
    lines
}

fn watches(model: &Model, watched: &Watched, now: Now) -> String {
    let words = model.words;
    let source = watched.source.as_str();
    match (watched.stale, watched.read) {
        (Some(since), _) => {
            say!(words, "agents-watches-stale", source = source, since = phrase::time(model, since, now))
        }
        (None, Some(at)) => {
            say!(words, "agents-watches", source = source, at = phrase::time(model, at, now), found = watched.found)
        }
        (None, None) => say!(words, "agents-watches-never", source = source),
    }
}

fn of_step(model: &Model, step: &StepOverview, now: Now) -> Vec<(String, Role)> {
    let words = model.words;
    let mut lines = vec![(say!(words, "agents-tier", tier = step.tier.said(words)), Role::Muted)];
    let Some(stands) = &step.stands else { return lines };
    lines.push((since(model, stands, now), Role::Muted));
    let tally = &stands.tally;
    lines.push((
        say!(
            words,
            "dossier-judged",
            count = tally.judged(),
            same = tally.same,
            similar = tally.similar,
            different = tally.different
        ),
        Role::Muted,
    ));
    lines.push((agreed(model, stands), Role::Muted));
    for gate in &stands.gates {
        let said = gate.said(words);
        lines.push(if gate.is_met() {
            (say!(words, "dossier-gate-met", gate = said), Role::Muted)
        } else {
            (say!(words, "dossier-gate-missing", gate = said), Role::Plain)
        });
    }
    if let Some(next) = stands.next.filter(|_| stands.may_rise()) {
        lines.push((say!(words, "agents-may-rise", mode = next.said(words)), Role::Strong));
    }
    lines
}

/// The rollout of a row, and how far it stands.
pub(crate) fn stands(model: &Model, row: &AgentRow) -> Option<(RolloutId, Mode)> {
    let (_, step) = found(model, row)?;
    step?.stands.as_ref().map(|stands| (stands.rollout.clone(), stands.mode))
}
