//! Approvals put into words: what is asked, who recommends what, until when, who may say yes.

use super::{body_text, person, time};
use crate::domain::action::Effect;
use crate::domain::approval::{Approval, ApprovalStanding, FormerOutcome, FourEyes, OnTimeout};
use crate::domain::payload::Part;
use crate::domain::preparation::Advice;
use crate::tui::model::{Model, Now};
use crate::tui::words::by;
use crate::words::{Words, say};

/// `Refund: table 12, 42.00`; the amount where its label does not say it.
pub(crate) fn asked(model: &Model, approval: &Approval) -> String {
    let run = model.run(approval.run);
    let title = run.map_or_else(|| model.sop_title(None, &approval.sop), |run| model.title(run));
    let label = run.and_then(|run| run.label.as_ref()).and_then(|label| model.body(label));
    let case = approval.case.as_ref().filter(|_| label.is_none()).map(|case| format!(": {case}"));
    let whole = format!("{title}{}", case.unwrap_or_default());
    // A label has it as its file writes it, whatever the language.
    match approval.draft.amount.filter(|amount| !whole.contains(&amount.to_string())) {
        Some(amount) => format!("{whole}, {}", model.words.number(&amount)),
        None => whole,
    }
}

/// Until when somebody decides; how late it is, where nobody did.
pub(crate) fn until(model: &Model, approval: &Approval, now: Now) -> String {
    if approval.standing == ApprovalStanding::Review {
        return say!(model.words, "decide-to-look");
    }
    let until = approval.asked.until;
    if until < now.wall {
        return super::away(model.words, until, now);
    }
    say!(model.words, "decide-until", until = time(model, until, now))
}

/// `service-recovery recommends: approve`.
pub(crate) fn recommends(model: &Model, approval: &Approval) -> String {
    let agent = model.agent_name(&approval.agent);
    if approval.standing == ApprovalStanding::Review {
        return say!(model.words, "decide-would", agent = agent);
    }
    match advice(model, approval) {
        Some(what) => say!(model.words, "decide-recommends", agent = agent, what = what),
        None => say!(model.words, "decide-no-advice", agent = agent),
    }
}

/// What the agent recommends: a word, or its own sentence.
pub(crate) fn advice(model: &Model, approval: &Approval) -> Option<String> {
    match approval.draft.advice {
        Advice::Approve => Some(say!(model.words, "advice-approve")),
        Advice::Reject => Some(say!(model.words, "advice-reject")),
        Advice::Look => {
            let said = model.prepared(&approval.draft.prepared)?.recommendation;
            (!said.trim().is_empty()).then_some(said)
        }
    }
}

/// `1 of 2 said yes`, where more than one is wanted.
pub(crate) fn votes(model: &Model, approval: &Approval) -> Option<String> {
    let (count, of) = (approval.votes.len(), approval.asked.votes);
    (of > 1 && approval.is_pending()).then(|| say!(model.words, "decide-votes", count = count, of = of))
}

/// What happens to the outside, in a sentence.
pub(crate) fn happens(words: Words, effect: &Effect) -> String {
    match effect {
        Effect::Mail { to, .. } => say!(words, "happens-mail", count = to.len()),
        Effect::Http { method, .. } => say!(words, "happens-http", method = method.as_str()),
        Effect::Exec { .. } => say!(words, "happens-exec"),
        Effect::Signal { .. } => say!(words, "happens-signal"),
    }
}

/// What a part of a payload is called.
pub(crate) fn part(words: Words, part: &Part) -> String {
    match part {
        Part::To => say!(words, "part-to"),
        Part::Subject => say!(words, "part-subject"),
        Part::Text => say!(words, "part-text"),
        Part::Method => say!(words, "part-method"),
        Part::Address => say!(words, "part-address"),
        Part::Header(name) | Part::Data(name) => name.clone(),
        Part::Body => say!(words, "part-body"),
        Part::Program => say!(words, "part-program"),
        Part::Argument(at) => say!(words, "part-argument", at = *at),
        Part::Input => say!(words, "part-input"),
        Part::Signal => say!(words, "part-signal"),
        Part::Case => say!(words, "part-case"),
    }
}

/// Who decides, how many of them, and who of them may not.
pub(crate) fn who(model: &Model, approval: &Approval, now: Now) -> Vec<String> {
    let (words, asked) = (model.words, &approval.asked);
    let mut lines = vec![if asked.votes > 1 {
        say!(words, "decide-who-votes", role = asked.role.as_str(), votes = asked.votes, count = approval.votes.len())
    } else {
        say!(words, "decide-who", role = asked.role.as_str())
    }];
    for vote in &approval.votes {
        let name = match &vote.instead_of {
            Some(of) => say!(words, "decide-instead-of", name = person(model, &vote.by), of = person(model, of)),
            None => person(model, &vote.by),
        };
        lines.push(say!(words, "decide-voted", by = by(&time(model, vote.at, now), &name)));
    }
    if asked.four_eyes == FourEyes::Yes {
        lines.push(say!(words, "sop-decides-four-eyes"));
    }
    if !asked.not.is_empty() {
        let run = model.run(approval.run);
        let step = |id: &crate::domain::id::StepId| {
            let key = crate::domain::step::StepKey::plain(id);
            run.map_or_else(|| id.to_string(), |run| super::line_text(model, run, &key, now))
        };
        let steps: Vec<String> = asked.not.iter().map(step).collect();
        lines.push(say!(words, "sop-decides-not", steps = steps.join(", ")));
    }
    for (role, limit) in &asked.limits {
        lines.push(say!(words, "sop-decides-limit", role = role.as_str(), amount = words.number(limit)));
    }
    lines
}

/// What happens if nobody decides.
pub(crate) fn silent(model: &Model, approval: &Approval, now: Now) -> String {
    let words = model.words;
    let what = match approval.asked.on_timeout {
        OnTimeout::Escalate => say!(words, "sop-silent-escalate"),
        OnTimeout::Expire => say!(words, "sop-silent-expire"),
        OnTimeout::Approve => say!(words, "sop-silent-approve"),
    };
    let until = approval.asked.until;
    let at = time(model, until, now);
    if until < now.wall {
        say!(words, "decide-silent-over", at = at, away = super::away(words, until, now), what = what)
    } else {
        say!(words, "decide-silent", at = at, away = super::away(words, until, now), what = what)
    }
}

/// What was said to earlier payloads, the oldest first.
pub(crate) fn former(model: &Model, approval: &Approval, now: Now) -> Vec<String> {
    let words = model.words;
    let line = |former: &crate::domain::approval::Former| {
        let number = former.draft.iteration;
        match &former.outcome {
            FormerOutcome::Edited { at, by: who } => {
                let by = by(&time(model, *at, now), &person(model, who));
                say!(words, "decide-edited", number = number, by = by)
            }
            FormerOutcome::PushedBack { at, by: who, feedback } => {
                let by = by(&time(model, *at, now), &person(model, who));
                say!(words, "decide-pushed-back", number = number, by = by, said = body_text(model, feedback))
            }
        }
    };
    approval.former.iter().map(line).collect()
}

/// What is different about it, in a line: which parts, against which.
pub(crate) fn difference(model: &Model, found: &crate::tui::model::Difference) -> String {
    let words = model.words;
    if found.against.is_empty() {
        return say!(words, "differs-first");
    }
    let against: Vec<String> = found.against.iter().map(ToString::to_string).collect();
    let against = against.join(", ");
    let parts: Vec<String> = found.parts.iter().filter(|it| it.is_new()).map(|it| part(words, &it.part)).collect();
    if parts.is_empty() {
        return say!(words, "differs-nothing", against = against);
    }
    say!(words, "differs-in", parts = parts.join(", "), against = against)
}

/// The new words of a payload, in short: what tells it from the others in a list.
pub(crate) fn in_short(found: &crate::tui::model::Difference) -> String {
    use crate::domain::difference::Is;
    let new = |piece: &&crate::domain::difference::Piece| piece.is == Is::New && !piece.text.trim().is_empty();
    let pieces = found.parts.iter().flat_map(|it| it.pieces.iter().filter(new)).map(|piece| piece.text.trim());
    pieces.collect::<Vec<_>>().join(" / ")
}
