//! What an agent laid out for a line of a run, and how far it is with it.

use crate::domain::board::Line;
use crate::domain::preparation::{PreparationStanding, Prepared};
use crate::domain::run::Run;
use crate::domain::work::Stage;
use crate::tui::model::{Model, Now};
use crate::tui::theme::Role;
use crate::words::{Label, say};

/// How far the agent is, then its material: recommendation, reasons, evidence, draft. Nothing where no agent works.
pub(crate) fn laid_out(model: &Model, run: &Run, line: &Line, now: Now) -> Vec<(String, Role)> {
    let Some(work) = run.work(&line.key.step).filter(|_| line.key.item.is_none()) else { return Vec::new() };
    let words = model.words;
    let agent = model
        .sop_of(run)
        .and_then(|sop| sop.step(&line.key.step)?.work.as_deref())
        .map(|work| model.agent_name(&work.agent))
        .unwrap_or_default();
    let mut lines = vec![stage(model, work.stage, &agent, work.approval.map(|id| id.to_string()))];
    let beside = model.aside.beside().find_map(|beside| beside.preparations.get(&work.preparation));
    match beside.map(|preparation| &preparation.standing) {
        Some(PreparationStanding::Ready { laid, .. }) => match model.prepared(&laid.prepared) {
            Some(prepared) => lines.extend(material(model, &prepared)),
            None => lines.push((say!(words, "decide-private"), Role::Muted)),
        },
        Some(PreparationStanding::Failed { why, .. }) => {
            lines.push((say!(words, "run-not-prepared", why = why.as_str()), Role::Warn));
        }
        _ => {}
    }
    lines.extend(action(model, run, work.action, now));
    lines
}

/// What is going on, and who is to do something about it.
fn stage(model: &Model, stage: Stage, agent: &str, approval: Option<String>) -> (String, Role) {
    use crate::config::keymap::{Act, Place};
    let words = model.words;
    let key = |act| model.keymap.key_for(Place::Run, act).unwrap_or_default();
    let said = format!("{agent}: {}", stage.said(words));
    match (stage, approval) {
        (Stage::Pending, Some(id)) => {
            (say!(words, "run-decide", said = said, id = id, key = key(Act::Answer)), Role::Strong)
        }
        (Stage::Unknown, _) => (say!(words, "run-unknown", said = said), Role::Warn),
        (Stage::Laid | Stage::ByHand, Some(id)) => {
            (say!(words, "run-would-be", said = said, id = id, key = key(Act::Approval)), Role::Plain)
        }
        _ => (said, Role::Plain),
    }
}

/// What it recommends, why, from what, and what it wrote.
fn material(model: &Model, prepared: &Prepared) -> Vec<(String, Role)> {
    let words = model.words;
    let named = |name: String, text: &str| (format!("{name}: {text}"), Role::Plain);
    let mut lines = Vec::new();
    if !prepared.recommendation.trim().is_empty() {
        lines.push(named(say!(words, "decide-recommended"), &prepared.recommendation));
    }
    lines.extend(prepared.answer.iter().map(|answer| named(say!(words, "run-would-answer"), answer)));
    lines.extend(prepared.reasons.iter().map(|reason| named(say!(words, "decide-reasons"), reason)));
    lines.extend(prepared.evidence.iter().map(|evidence| named(say!(words, "card-evidence"), evidence)));
    for (field, value) in &prepared.draft {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut name = Some(field.as_str());
        // Of a text each line by itself.
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            lines.push(match name.take() {
                Some(name) => named(name.to_owned(), line),
                None => (line.to_owned(), Role::Plain),
            });
        }
    }
    lines
}

/// The last try, where anything was tried.
fn action(model: &Model, run: &Run, id: Option<crate::domain::id::ActionId>, now: Now) -> Option<(String, Role)> {
    let read = model.aside.work.as_ref().filter(|read| read.run == run.id)?;
    let action = read.actions.iter().find(|action| Some(action.id) == id)?;
    let last = action.attempts.iter().rev().find_map(|attempt| attempt.outcome.as_ref());
    let answer = last.map(|it| format!(": {} {}", super::time(model, it.at, now), it.answer)).unwrap_or_default();
    Some((format!("{} {}{answer}", action.id, action.standing.said(model.words)), Role::Muted))
}
