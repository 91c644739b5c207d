//! The one record of a run, told in order: what brought it about, and of every step what was laid out, recommended,
//! decided by whom, done, and what came of it.

use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::payload;
use crate::cli::session::Session;
use crate::cli::shapes::{
    ActionShape, DecidedApprovalShape, DecisionShape, PreparationShape, RunFacts, StepRecordShape,
};
use crate::domain::calendar::Instant;
use crate::domain::id::PersonId;
use crate::domain::run::Run;
use crate::domain::step::{Outcome, StepKey};
use crate::domain::timer::Subject;
use crate::store::EntryFilter;
use crate::words::{self, Names};

/// What agents did in a run, and every decision about it.
pub(super) fn facts(session: &mut Session, run: &Run) -> Result<RunFacts, Failure> {
    let work = session.store.work_of(run.id)?;
    let mut decisions = Vec::new();
    for approval in &work.approvals {
        let mut filter = EntryFilter { subject: Some(Subject::Approval(approval.id)), ..EntryFilter::default() };
        loop {
            let page = session.store.entries(&filter)?;
            let Some(last) = page.last() else { break };
            filter.after = last.seq;
            decisions.extend(page.into_iter().map(|entry| (approval.id, entry)));
        }
    }
    Ok(RunFacts { work, decisions })
}

/// One line of a story, and when it was.
struct Told {
    at: Instant,
    what: String,
    /// Below it.
    more: Vec<String>,
}

impl Told {
    fn new(at: Instant, what: impl Into<String>) -> Self {
        Self { at, what: what.into(), more: Vec::new() }
    }
}

/// Step by step, each in order of time.
pub(super) fn lines(run: &Run, records: &[StepRecordShape], floor: &Floor) -> Vec<String> {
    records.iter().flat_map(|record| of_step(run, record, floor)).collect()
}

fn of_step(run: &Run, record: &StepRecordShape, floor: &Floor) -> Vec<String> {
    let mut told: Vec<Told> = Vec::new();
    for preparation in &record.preparations {
        told.extend(prepared(preparation));
    }
    for approval in &record.approvals {
        told.push(asked(approval, floor));
        told.extend(approval.decisions.iter().map(|decision| decided(decision, &approval.approval.id, floor)));
    }
    for action in &record.actions {
        told.extend(acted(action));
    }
    told.sort_by_key(|told| told.at);
    let mut lines = vec![format!("{}: {}", record.step, record.text)];
    for Told { at, what, more } in told {
        lines.push(format!("  {}  {what}", floor.time(at)));
        lines.extend(more.into_iter().map(|line| format!("         {line}")));
    }
    lines.push(outcome(run, record, floor));
    lines
}

/// What the agent laid out, and what it says of it; or why it could not.
fn prepared(preparation: &PreparationShape) -> Vec<Told> {
    let PreparationShape { id, agent, mode, iteration, .. } = preparation;
    let draft = if *iteration > 1 { format!(", draft {iteration}") } else { String::new() };
    let mut told =
        vec![Told::new(preparation.requested, format!("{agent} is asked to prepare it: {id} ({mode}){draft}"))];
    let Some(at) = preparation.at else { return told };
    if let Some(why) = &preparation.why {
        let output = preparation.output.iter().flat_map(|output| output.lines()).take(5);
        let more = output.map(|line| format!("│ {line}")).collect();
        told.push(Told { more, ..Told::new(at, format!("{id} could not be prepared: {why}")) });
        return told;
    }
    let sure = preparation.confidence.map(|confidence| format!(", confidence {confidence}")).unwrap_or_default();
    let advice = match (preparation.advice.as_deref(), &preparation.recommendation) {
        (Some("approve"), _) => "recommends to approve".to_owned(),
        (Some("reject"), _) => "recommends to reject".to_owned(),
        (_, Some(said)) => format!("says: {said}"),
        (_, None) => "recommends nothing".to_owned(),
    };
    let reasons = preparation.reasons.iter().map(|reason| format!("reason: {reason}"));
    let evidence = preparation.evidence.iter().map(|evidence| format!("evidence: {evidence}"));
    let answer = preparation.answer.iter().map(|answer| format!("would answer: {answer}"));
    let more = reasons.chain(evidence).chain(answer).collect();
    told.push(Told { more, ..Told::new(at, format!("{id} is laid out; {agent} {advice}{sure}")) });
    told
}

fn asked(of: &DecidedApprovalShape, floor: &Floor) -> Told {
    let approval = &of.approval;
    let gist = of.payload.as_ref().map(|effect| format!(": {}", payload::gist(effect))).unwrap_or_default();
    // The first thing that was asked; what it was then is in its decisions.
    let what = if approval.mode == "shadow" {
        format!("{} is to be looked at, nothing acts{gist}", approval.id)
    } else {
        format!("{} asks {}, until {}{gist}", approval.id, approval.role, floor.time(approval.until))
    };
    Told::new(approval.requested, what)
}

fn decided(decision: &DecisionShape, id: &str, floor: &Floor) -> Told {
    let people: Vec<String> = decision.by.iter().map(|by| floor.person(&PersonId::new(&**by))).collect();
    let who = if people.is_empty() { "nobody".to_owned() } else { people.join(", ") };
    let text = decision.text.as_deref().map(|text| format!(": {text}")).unwrap_or_default();
    let payload = decision.hash.as_deref().and_then(|hash| hash.get(..12)).unwrap_or_default();
    let lent = decision.instead_of.as_ref().map(|of| format!(" for {}", floor.person(&PersonId::new(&**of))));
    let how = how(decision);
    let what = match decision.kind.as_str() {
        "approval.voted" => format!("{who}{} says yes to {payload}{how}", lent.unwrap_or_default()),
        "approval.approved" if people.is_empty() => {
            format!("{id} approved by nobody: the time was over, as the procedure says")
        }
        "approval.approved" => format!("{id} approved by {who}, {}", known_by(decision)),
        "approval.rejected" => format!("{id} rejected by {who}{how}{text}"),
        "approval.pushed-back" => format!("{id} pushed back by {who}{how}{text}"),
        "approval.edited" => format!("{who} changed it to {payload}{how}"),
        "approval.expired" => format!("{id} expired: nobody decided"),
        "approval.overdue" => format!("{id}: nobody decided in time, it waits on"),
        "approval.judged" => format!("{id} judged by {who}{how}{text}"),
        _ => format!("{id} superseded{text}"),
    };
    Told::new(decision.at, what)
}

/// ` (ssh, pts/3)`.
fn how(decision: &DecisionShape) -> String {
    let terminal = decision.terminal.as_deref().map(|terminal| format!(", {terminal}")).unwrap_or_default();
    format!(" ({}{terminal})", decision.via)
}

fn known_by(decision: &DecisionShape) -> String {
    let known = match decision.known_by.as_deref() {
        Some("chosen") => "chosen at the keyboard",
        Some(other) => other,
        None => "nobody knows how that is known",
    };
    format!("{known}{}", how(decision))
}

fn acted(action: &ActionShape) -> Vec<Told> {
    let by = action.approval.as_ref().map_or_else(|| "by itself".to_owned(), |approval| format!("by {approval}"));
    let mut told = vec![Told::new(action.asked, format!("{} may do it, {by}", action.id))];
    for attempt in &action.tries {
        let (number, id) = (attempt.number, &action.id);
        told.push(match (attempt.ended, attempt.began) {
            (Some(at), _) => {
                let came = attempt.came.as_deref().unwrap_or_default();
                Told::new(at, format!("{id} try {number}, {came}: {}", attempt.answer.as_deref().unwrap_or_default()))
            }
            (None, Some(at)) => Told::new(at, format!("{id} try {number} begun")),
            (None, None) => Told::new(attempt.claimed, format!("{id} try {number} taken up")),
        });
    }
    told
}

/// How the step ended, in a line.
fn outcome(run: &Run, record: &StepRecordShape, floor: &Floor) -> String {
    let Ok(key) = record.step.parse::<StepKey>();
    let sight = floor.sight(run);
    let Some(answer) = sight.answer(&key) else {
        let asked = record.approvals.iter().any(|it| it.approval.standing == "pending");
        return if asked { "  open: somebody is to decide" } else { "  open" }.to_owned();
    };
    let said = match &answer.outcome {
        Outcome::Done { value } => {
            let step = floor.sop_of(run).and_then(|sop| sop.step(&key.step));
            let unit = step.map(|step| step.capture.unit().to_owned()).unwrap_or_default();
            let said = words::captured(value, &unit, floor);
            if said.is_empty() { "done".to_owned() } else { said }
        }
        Outcome::Skipped { reason, note } => {
            let note = note.as_ref().and_then(|note| floor.body(note)).map(|note| format!(": {note}"));
            format!("skipped, {}{}", words::Label::label(reason), note.unwrap_or_default())
        }
    };
    let by = if record.actions.is_empty() && record.approvals.is_empty() {
        format!(", {}", floor.person(&answer.by))
    } else {
        String::new()
    };
    format!("  {}  → {said}{by}", floor.time(answer.entered))
}
