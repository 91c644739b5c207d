//! Leaving a line out: why, and how much.

use super::{Selected, can_answer, selected};
use crate::domain::board::Standing;
use crate::domain::id::RunId;
use crate::domain::step::{SkipReason, StepKey};
use crate::tui::effect::Effect;
use crate::tui::field::Field;
use crate::tui::model::{Model, Now};
use crate::tui::popup::{Ask, AskFor, Choice, Pick, Popup, Scope, Then};
use crate::words::{Label, say};

/// Why it is left out, from a short list.
pub(super) fn skip(model: &mut Model, selected: &Selected, now: Now) {
    if selected.line().standing == Standing::Answered || !selected.run.is_open() {
        let _said = can_answer(model, selected, now);
        return;
    }
    let (run, step) = (selected.run.id, selected.key());
    let options = SkipReason::ALL
        .iter()
        .map(|reason| Choice {
            text: reason.said(model.words),
            note: String::new(),
            then: Then::Skip { run, step: step.clone(), reason: *reason, scope: None },
        })
        .collect();
    let about = vec![selected.line().text.clone()];
    model.popup = Some(Popup::Pick(Pick { about, ..Pick::new(say!(model.words, "skip-title"), options, "") }));
}

/// How much: asked only where there is more than one line to skip.
pub(in crate::tui::update) fn skip_scope(
    model: &mut Model,
    run: RunId,
    step: StepKey,
    reason: SkipReason,
    now: Now,
) -> Vec<Effect> {
    let Some(selected) = selected(model, now).filter(|selected| selected.run.id == run) else { return Vec::new() };
    let open = selected.lines.iter().filter(|line| line.standing != Standing::Answered).count();
    if open < 2 {
        return skipped(model, run, step, reason, Scope::This, now);
    }
    let text = selected.lines.iter().find(|line| line.key == step).map(|line| line.text.clone()).unwrap_or_default();
    let mut scopes = vec![
        (say!(model.words, "skip-this", what = text), Scope::This),
        (say!(model.words, "skip-rest", open = open), Scope::Rest),
    ];
    if selected.run.answers.is_empty() {
        scopes.push((say!(model.words, "skip-run"), Scope::Run));
    }
    let options = scopes
        .into_iter()
        .map(|(text, scope)| Choice {
            text,
            note: String::new(),
            then: Then::Skip { run, step: step.clone(), reason, scope: Some(scope) },
        })
        .collect();
    let about = vec![say!(model.words, "skip-because", reason = reason.said(model.words))];
    model.popup = Some(Popup::Pick(Pick { about, ..Pick::new(say!(model.words, "skip-scope-title"), options, "") }));
    Vec::new()
}

/// Another reason needs a word of what it is.
pub(in crate::tui::update) fn skipped(
    model: &mut Model,
    run: RunId,
    step: StepKey,
    reason: SkipReason,
    scope: Scope,
    now: Now,
) -> Vec<Effect> {
    if reason == SkipReason::Other {
        model.popup = Some(Popup::Ask(Ask {
            title: say!(model.words, "skip-title"),
            about: Vec::new(),
            prompt: say!(model.words, "skip-prompt"),
            field: Field::default(),
            to: AskFor::SkipNote { run, step, scope, reason },
            blank: None,
        }));
        return Vec::new();
    }
    super::super::popup::skip(model, run, step, reason, scope, None, now)
}
