//! What the store said to an act: said on the bottom line, and followed by what it asks for.

use super::super::effect::{Effect, Submitted, Wish};
use super::super::event::Outcome;
use super::super::model::{Model, Now, Tone};
use super::super::popup::{Ask, Choice, Pick, Popup, Then};
use super::super::{phrase, words};
use crate::domain::command::{Command, Given};
use crate::domain::evidence::Value;
use crate::domain::fact::Fact;
use crate::domain::id::RunId;
use crate::domain::refusal::{Implausible, Refusal};
use crate::domain::sop::Capture;
use crate::domain::step::StepKey;
use crate::words::say;

pub(super) fn answered(model: &mut Model, submitted: &Submitted, outcome: Outcome, now: Now) -> Vec<Effect> {
    let at = model.pending.iter().position(|pending| pending.submitted.number == submitted.number);
    let asked = at.and_then(|at| model.pending.remove(at).asked).map(|asked| *asked);
    match outcome {
        Outcome::Accepted { entries } => {
            let facts: Vec<Fact> = entries.into_iter().map(|entry| entry.fact).collect();
            super::approval::leave(model, submitted, &facts);
            accepted(model, &facts, now);
        }
        Outcome::Refused(refusal) => {
            if let Some(apart) = super::approval::refused_apart(model, submitted, &refusal, now) {
                model.again.push_back(apart);
                return Vec::new();
            }
            model.tell(phrase::refused(model, &submitted.wish, &refusal, now), Tone::Refused, now);
            if matches!(refusal, Refusal::NoSuchPerson { .. }) {
                model.person = None;
            }
            typed_again(model, submitted, asked, now);
            model.again.extend(meant(model, submitted, &refusal, now));
        }
        Outcome::NotSaved { why } => {
            model.tell(say!(model.words, "line-not-saved", why = why.said(model.words)), Tone::NotSaved, now);
            typed_again(model, submitted, asked, now);
        }
    }
    Vec::new()
}

fn accepted(model: &mut Model, facts: &[Fact], now: Now) {
    if model.told.as_ref().is_some_and(|told| told.tone == Tone::NotSaved) {
        model.told = None;
    }
    let said = super::approval::done(model, facts);
    if let Some(said) = said.or_else(|| facts.iter().find_map(|fact| words::done(model.words, fact))) {
        model.tell(said, Tone::Plain, now);
    }
    for fact in facts {
        match fact {
            // What was computed is nobody's answer.
            Fact::StepDone { run, step, .. } if is_computed(model, *run, step) => {}
            Fact::StepDone { run, step, .. }
            | Fact::StepSkipped { run, step, .. }
            | Fact::StepStarted { run, step, .. } => {
                model.last_answer = Some((*run, step.clone()));
            }
            Fact::StepUndone { run, step, .. } => {
                model.last_answer = None;
                super::run::at_line(model, *run, step, now);
            }
            Fact::StepOutOfRange { run, step, .. } | Fact::StepBadChoice { run, step, .. }
                if super::popup::over_run(model, *run) && model.popup.is_none() =>
            {
                if let Some(found) = model.run(*run).cloned() {
                    super::run::correct(model, &found, step, now);
                }
            }
            Fact::RunOpened { run, nominal: None, event: None, .. }
                if model.popup.is_none() && model.run(*run).is_some() =>
            {
                // From where it was started, back to there.
                super::views::into_run(model, *run, now);
                let wanted = model.wanted.take();
                let of = model.run(*run).map(|run| run.sop.clone());
                if let Some((_, step)) = wanted.filter(|(sop, _)| Some(sop) == of.as_ref()) {
                    super::run::at_line(model, *run, &step, now);
                }
            }
            _ => {}
        }
    }
    if let Some(Fact::RunDone { run, .. }) = facts.iter().find(|fact| matches!(fact, Fact::RunDone { .. })) {
        let title = model.run(*run).map(|run| model.title(run)).unwrap_or_default();
        model.tell(say!(model.words, "done-run", title = title), Tone::Plain, now);
    }
    let worked = |fact: &Fact| {
        matches!(
            fact,
            Fact::StepDone { .. }
                | Fact::StepStarted { .. }
                | Fact::StepSkipped { .. }
                | Fact::StepCorrected { .. }
                | Fact::RunSkipped { .. }
        )
    };
    if facts.iter().any(worked) {
        super::run::leave_if_over(model, now);
        super::run::go_on(model, now);
        super::run::asks_for_words(model, now);
    }
}

fn is_computed(model: &Model, run: RunId, step: &StepKey) -> bool {
    let run = model.run(run);
    let step = run.and_then(|run| model.sop_of(run)).and_then(|sop| sop.step(&step.step));
    step.is_some_and(|step| matches!(step.capture, Capture::Computed { .. }))
}

/// "Did you mean −18?": the first key takes it, the second types anew.
fn meant(model: &Model, submitted: &Submitted, refusal: &Refusal, now: Now) -> Option<Popup> {
    let Refusal::Implausible(told) = refusal else { return None };
    let Implausible { unit, suggestion: Some(suggestion), .. } = &**told else { return None };
    let Wish::Command(command) = &submitted.wish else { return None };
    let mut command = command.clone();
    let Command::AnswerStep { run, step, answer: Given::Value(Value::Number { value }), .. } = command.as_mut() else {
        return None;
    };
    *value = *suggestion;
    let title = phrase::line_text(model, model.run(*run)?, step, now);
    let text = format!("{} {unit}", model.words.number(suggestion)).trim().to_owned();
    let take = Choice { text, note: String::new(), then: Then::Wish(Box::new(Wish::Command(command))) };
    let again = say!(model.words, "hands-type-again");
    let again = Choice { text: again, note: String::new(), then: Then::TypeAgain };
    let about = model.told.iter().map(|told| told.text.clone()).collect();
    Some(Popup::Pick(Pick { about, ..Pick::new(title, vec![take, again], "") }))
}

/// Nothing that somebody typed is lost: it stands in its field again, or waits until another is out of the way.
fn typed_again(model: &mut Model, submitted: &Submitted, asked: Option<Popup>, now: Now) {
    let told = model.told.iter().map(|told| told.text.clone());
    let again = match asked {
        Some(Popup::Ask(ask)) => {
            let about = told.chain([say!(model.words, "again-prompt")]).collect();
            Popup::Ask(Ask { title: say!(model.words, "again-title"), about, ..ask })
        }
        Some(Popup::Pick(pick)) => Popup::Pick(Pick { about: told.collect(), ..pick }),
        _ => {
            if let Wish::Command(command) = &submitted.wish
                && let Command::AnswerStep { run, step, answer, .. } = command.as_ref()
            {
                match answer {
                    Given::Value(value) => super::run::reading_again(model, *run, step, value, now),
                    Given::Timed { value, .. } => {
                        super::run::reading_again(model, *run, step, &Value::Number { value: *value }, now);
                    }
                    Given::Text(_) => {}
                }
            }
            return;
        }
    };
    model.again.push_back(again);
}
