//! What changes from one version of a SOP to the next, in words.

use super::procedure::{Part, Procedure, StepParts};
use super::{Words, say};
use chrono::NaiveDate;

/// How many firings come, go, move, and keep their time in another window; and the last date of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub new: usize,
    pub gone: usize,
    pub moved: usize,
    pub window: usize,
    pub until: Option<NaiveDate>,
}

/// `3 firings new, 1 gone until Sat 28 Nov`.
pub fn counted(counts: Counts, words: Words) -> String {
    let mut said = Vec::new();
    if counts.new > 0 {
        said.push(say!(words, "sop-change-count-new", count = counts.new));
    }
    if counts.gone > 0 {
        said.push(say!(words, "sop-change-count-gone", count = counts.gone));
    }
    if counts.moved > 0 {
        said.push(say!(words, "sop-change-count-moved", count = counts.moved));
    }
    if counts.window > 0 {
        said.push(say!(words, "sop-change-count-window", count = counts.window));
    }
    match counts.until {
        Some(until) if !said.is_empty() => {
            say!(words, "sop-change-until", counts = said.join(", "), day = words.weekday_and_day(until))
        }
        _ => say!(words, "sop-change-no-firings"),
    }
}

/// Every difference, a sentence each; empty where the two read the same.
pub fn changes(old: &Procedure, new: &Procedure, words: Words) -> Vec<String> {
    let title = |procedure: &Procedure| Part { label: say!(words, "sop-part-title"), says: procedure.title.clone() };
    let with_title = |procedure: &Procedure| [vec![title(procedure)], procedure.parts.clone()].concat();
    let mut told = parts(&with_title(old), &with_title(new), words);
    let gone = old.triggers.iter().filter(|trigger| !new.triggers.contains(trigger));
    told.extend(gone.map(|trigger| say!(words, "sop-change-trigger-gone", trigger = trigger)));
    let added = new.triggers.iter().filter(|trigger| !old.triggers.contains(trigger));
    told.extend(added.map(|trigger| say!(words, "sop-change-trigger-added", trigger = trigger)));
    told.extend(steps(old, new, words));
    told
}

fn steps(old: &Procedure, new: &Procedure, words: Words) -> Vec<String> {
    let mut told = Vec::new();
    let find = |of: &'_ Procedure, id: &str| of.steps.iter().position(|step| step.id == id);
    for step in old.steps.iter().filter(|step| find(new, &step.id).is_none()) {
        told.push(say!(words, "sop-change-step-gone", step = named(step)));
    }
    let mut order = Vec::new();
    for step in &new.steps {
        let Some(at) = find(old, &step.id) else {
            told.push(say!(words, "sop-change-step-added", step = named(step)));
            continue;
        };
        order.push(at);
        let text = |step: &StepParts| Part { label: say!(words, "sop-part-do"), says: step.title.clone() };
        let with_text = |step: &StepParts| [vec![text(step)], step.parts.clone()].concat();
        for change in parts(&with_text(&old.steps[at]), &with_text(step), words) {
            told.push(say!(words, "sop-change-step", step = format!("`{}`", step.id), change = change));
        }
    }
    if !order.is_sorted() {
        told.push(say!(words, "sop-change-step-moved"));
    }
    told
}

fn named(step: &StepParts) -> String {
    format!("`{}`: {}", step.id, step.title)
}

/// Parts of one label are paired in order; what is left over was added, or is gone.
fn parts(old: &[Part], new: &[Part], words: Words) -> Vec<String> {
    let mut labels: Vec<&str> = Vec::new();
    for part in old.iter().chain(new) {
        if !labels.contains(&part.label.as_str()) {
            labels.push(&part.label);
        }
    }
    let mut told = Vec::new();
    for label in labels {
        let of = |parts: &[Part], others: &[Part]| -> Vec<String> {
            let own = parts.iter().filter(|part| part.label == label && !others.contains(part));
            own.map(|part| part.says.clone()).collect()
        };
        let (before, now) = (of(old, new), of(new, old));
        for at in 0..before.len().max(now.len()) {
            told.extend(match (before.get(at), now.get(at)) {
                (Some(before), Some(now)) => {
                    Some(say!(words, "sop-change-part", part = label, now = now, before = before))
                }
                (None, Some(now)) => Some(say!(words, "sop-change-part-added", part = label, now = now)),
                (Some(before), None) => Some(say!(words, "sop-change-part-gone", part = label, before = before)),
                (None, None) => None,
            });
        }
    }
    told
}
