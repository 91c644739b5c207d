//! An approval as text: everything that a decision needs, the payload to the byte.

use crate::cli::floor::Floor;
use crate::cli::payload::{self, Change};
use crate::cli::shapes::{Around, different};
use crate::domain::action::{OnFail, Retry};
use crate::domain::approval::{Approval, ApprovalStanding, FormerOutcome, FourEyes, OnTimeout};
use crate::domain::difference::{Compared, Is};
use crate::domain::id::{BodyHash, PersonId};
use crate::domain::preparation::Advice;
use crate::domain::step::StepKey;
use crate::words::work::how_it_ended;
use crate::words::{self, Label, Names};

/// So much of a hash is enough to name a payload, and is what is shown to be copied.
pub(super) const SHORT: usize = 12;

/// The start of a payload's hash.
pub(super) fn short(hash: &BodyHash) -> &str {
    hash.as_str().get(..SHORT).unwrap_or(hash.as_str())
}

/// The whole card, line by line; nothing in it is harmless yet.
pub(super) fn lines(approval: &Approval, around: &Around<'_>, floor: &Floor) -> Vec<String> {
    let key = StepKey::plain(&approval.step);
    let case = approval.case.as_ref().map(|case| format!(", {case}")).unwrap_or_default();
    let mut lines = vec![
        format!("{}  {}", approval.id, floor.step(approval.run, &key)),
        format!("{} {}{case}", approval.run, floor.run(approval.run)),
        standing(approval, floor),
        String::new(),
    ];
    lines.extend(happens(approval, floor));
    lines.push(String::new());
    lines.extend(said(approval, floor));
    lines.extend(risk(approval, floor));
    lines.extend(rights(approval, around, floor));
    lines.extend(history(approval, floor));
    lines.extend(like(approval, around, floor));
    if let Some(action) = around.action {
        lines.push(format!("came of it: {} {}", action.id, action.standing.label()));
    }
    lines
}

fn standing(approval: &Approval, floor: &Floor) -> String {
    let asked = &approval.asked;
    match &approval.standing {
        ApprovalStanding::Pending => {
            let late = if approval.overdue == crate::domain::run::Late::No { "" } else { ": nobody decided in time" };
            format!("waits for {}, until {}{late}", asked.role, floor.time(asked.until))
        }
        ApprovalStanding::Review => {
            "to be looked at: nothing acts, a person does the step; how near is it to what was done?".to_owned()
        }
        ApprovalStanding::Rejected { reason, .. } => {
            format!("{}: {}", how_it_ended(&approval.standing, floor), text(reason, floor))
        }
        ApprovalStanding::PushedBack { feedback, .. } => {
            format!("{}: {}", how_it_ended(&approval.standing, floor), text(feedback, floor))
        }
        over => how_it_ended(over, floor),
    }
}

fn text(hash: &BodyHash, floor: &Floor) -> String {
    floor.body(hash).unwrap_or_else(|| "a text that was redacted".to_owned())
}

/// What will happen, and the hash that a decision names.
fn happens(approval: &Approval, floor: &Floor) -> Vec<String> {
    let draft = &approval.draft;
    let tense = match approval.standing {
        ApprovalStanding::Pending => "what will happen",
        ApprovalStanding::Approved { .. } => "what was approved",
        _ => "what would have happened",
    };
    let mut lines = match floor.payload(&draft.payload) {
        Some(effect) => {
            let own = payload::lines(&effect).into_iter().map(|line| format!("  {line}"));
            std::iter::once(format!("{tense}: {}", payload::kind(&effect))).chain(own).collect()
        }
        None if floor.may_see(approval.run, &approval.step, Some(&approval.asked.role)) => {
            vec![format!("{tense}: its text was redacted")]
        }
        None => vec![format!("{tense} is not for everybody: say who looks with `--by`")],
    };
    let version = approval.version.as_str().get(..8).unwrap_or(approval.version.as_str());
    lines.push(format!("hash {}, draft {}, by {} as of {version}", draft.payload, draft.iteration, approval.sop));
    lines
}

/// What the agent says of it, and why the procedure is there.
fn said(approval: &Approval, floor: &Floor) -> Vec<String> {
    let draft = &approval.draft;
    let prepared = floor.prepared(&draft.prepared).unwrap_or_default();
    let agent = floor.site().and_then(|site| site.agents.iter().find(|agent| agent.id == approval.agent));
    let name = agent.map_or_else(|| approval.agent.to_string(), |agent| agent.name.clone());
    let sure = draft.confidence.map(|confidence| format!(", confidence {confidence}")).unwrap_or_default();
    let advice = match (draft.advice, prepared.recommendation.as_str()) {
        (Advice::Approve, _) => "recommends to approve".to_owned(),
        (Advice::Reject, _) => "recommends to reject".to_owned(),
        (Advice::Look, "") => "recommends nothing".to_owned(),
        (Advice::Look, other) => format!("says: {other}"),
    };
    let mut lines = vec![format!("{name} {advice}{sure}")];
    lines.extend(floor.why(approval.run).map(|why| format!("why: {why}")));
    lines.extend(prepared.reasons.iter().map(|reason| format!("reason: {reason}")));
    lines.extend(prepared.evidence.iter().map(|evidence| format!("evidence: {evidence}")));
    lines
}

/// What it costs if it goes wrong, and what happens then.
fn risk(approval: &Approval, floor: &Floor) -> Option<String> {
    let run = floor.run_of(approval.run)?;
    let sop = floor.sop_of(run)?;
    let work = sop.step(&approval.step)?.work.as_deref()?;
    let amount = approval.draft.amount.map(|amount| format!("amount {amount}; ")).unwrap_or_default();
    Some(format!("risk: {amount}a failure costs {} of 5; {}", sop.cost.failure, fails(work.on_fail)))
}

fn fails(on_fail: OnFail) -> String {
    match (on_fail.retry, on_fail.times) {
        (Retry::Never, 0) => "it is tried once".to_owned(),
        (Retry::Never, times) => {
            format!("what certainly did not happen is tried again, {} more", words::count(u64::from(times), "time"))
        }
        (Retry::Safe, times) => format!("trying again is safe, {} more", words::count(u64::from(times), "time")),
    }
}

/// Who may decide, who did so far, and what happens if nobody does.
fn rights(approval: &Approval, around: &Around<'_>, floor: &Floor) -> Vec<String> {
    let asked = &approval.asked;
    let people = crate::cli::shapes::deciders(approval, around.delegations, floor);
    let mut lines = vec![format!("may decide: {} ({})", asked.role, names(&people, floor))];
    if !asked.limits.is_empty() {
        let limits: Vec<String> = asked.limits.iter().map(|(role, limit)| format!("{role} up to {limit}")).collect();
        lines.push(format!("limits: {}", limits.join(", ")));
    }
    if asked.four_eyes == FourEyes::Yes {
        let asked_by = if asked.by.is_empty() { String::new() } else { format!(" ({})", names(&asked.by, floor)) };
        lines.push(format!("four eyes: not who asked for it{asked_by}, did a step before it, or edited it"));
    }
    if !asked.not.is_empty() {
        let steps: Vec<String> = asked.not.iter().map(|step| format!("`{step}`")).collect();
        lines.push(format!("nor who did {}", steps.join(", ")));
    }
    if asked.votes > 1 || !approval.votes.is_empty() {
        let votes: Vec<String> = approval.votes.iter().map(|vote| vote_of(vote, floor)).collect();
        let votes = if votes.is_empty() { String::new() } else { format!(": {}", votes.join(", ")) };
        lines.push(format!("approved by {} of {}{votes}", approval.votes.len(), asked.votes));
    }
    if approval.is_pending() {
        let until = floor.time(asked.until);
        lines.push(match asked.on_timeout {
            OnTimeout::Escalate => format!("if nobody decides until {until}: it waits on, and a card says so"),
            OnTimeout::Expire => format!("if nobody decides until {until}: it is not done"),
            OnTimeout::Approve => format!("if nobody decides until {until}: it is done, as the procedure says"),
        });
    }
    lines
}

fn vote_of(vote: &crate::domain::approval::Vote, floor: &Floor) -> String {
    let lent = vote.instead_of.as_ref().map(|of| format!(" for {}", floor.person(of))).unwrap_or_default();
    format!("{}{lent} {}", floor.person(&vote.by), floor.time(vote.at))
}

fn names(people: &[PersonId], floor: &Floor) -> String {
    if people.is_empty() {
        return "nobody now".to_owned();
    }
    people.iter().map(|id| floor.person(id)).collect::<Vec<_>>().join(", ")
}

/// What was asked about before, what was said, and what changed by it.
fn history(approval: &Approval, floor: &Floor) -> Vec<String> {
    let mut lines = Vec::new();
    let next = approval.former.iter().skip(1).map(|former| &former.draft).chain([&approval.draft]);
    for (former, next) in approval.former.iter().zip(next) {
        let how = match &former.outcome {
            FormerOutcome::Edited { at, by } => format!("edited {} by {}", floor.time(*at), floor.person(by)),
            FormerOutcome::PushedBack { at, by, feedback } => {
                format!("pushed back {} by {}: {}", floor.time(*at), floor.person(by), text(feedback, floor))
            }
        };
        lines.push(format!("before: draft {}, {}, {how}", former.draft.iteration, short(&former.draft.payload)));
        let both = floor.payload(&former.draft.payload).zip(floor.payload(&next.payload));
        let changes = both.map(|(was, is)| payload::changes(&was, &is)).unwrap_or_default();
        lines.extend(changes.iter().flat_map(changed));
    }
    lines
}

/// A field as it was and as it is; of long texts only the lines that differ.
pub(super) fn changed(change: &Change) -> Vec<String> {
    let (was, is) = (change.was.as_deref().unwrap_or_default(), change.is.as_deref().unwrap_or_default());
    let of = |text: &str, other: &str, sign: &str| -> Vec<String> {
        let others: Vec<&str> = other.lines().collect();
        text.lines().filter(|line| !others.contains(line)).map(|line| format!("    {sign} {line}")).collect()
    };
    let mut lines = vec![format!("  {}", change.name)];
    lines.extend(of(was, is, "-"));
    lines.extend(of(is, was, "+"));
    if lines.len() == 1 {
        lines.push("    the same lines, in another order or number".to_owned());
    }
    lines
}

/// The last ones of its kind, and only what is different from all of them.
fn like(approval: &Approval, around: &Around<'_>, floor: &Floor) -> Vec<String> {
    let Some(newest) = around.like.first() else { return vec!["the first of its kind".to_owned()] };
    let mut lines = Vec::new();
    for like in around.like {
        let effect = floor.payload(&like.draft.payload);
        let gist = effect.map(|effect| format!(": {}", payload::gist(&effect))).unwrap_or_default();
        let how = match like.standing {
            ApprovalStanding::Pending | ApprovalStanding::Review => like.standing.label(),
            _ => how_it_ended(&like.standing, floor),
        };
        lines.push(format!("like it: {} {how}{gist}", like.id));
    }
    if floor.payload(&approval.draft.payload).is_none() || floor.payload(&newest.draft.payload).is_none() {
        return lines;
    }
    let different = different(approval, around.like, floor);
    if different.is_empty() {
        lines.push("nothing is different from them".to_owned());
    } else {
        lines.push("different from them, {+new+} and [-gone-]:".to_owned());
        lines.extend(different.iter().flat_map(marked));
    }
    lines
}

/// A part that differs: of its text the lines with something new in them, and what is gone.
fn marked(compared: &Compared) -> Vec<String> {
    let mut text = String::new();
    for piece in &compared.pieces {
        if piece.is == Is::Same {
            text.push_str(&piece.text);
            continue;
        }
        // A mark ends with its line.
        let lines: Vec<String> = piece.text.split('\n').map(mark).collect();
        text.push_str(&lines.join("\n"));
    }
    let new = text.lines().filter(|line| line.contains("{+")).map(str::to_owned);
    let gone = compared.gone.iter().flat_map(|gone| gone.lines()).map(|gone| format!("[-{gone}-]"));
    let own = new.chain(gone).map(|line| format!("    {line}"));
    std::iter::once(format!("  {}", payload::name(&compared.part))).chain(own).collect()
}

fn mark(new: &str) -> String {
    if new.trim().is_empty() { new.to_owned() } else { format!("{{+{new}+}}") }
}
