//! The one record of a run as JSON: what brought it about, and of every step what was laid out, recommended, decided, done.

use super::action::ActionShape;
use super::approval::ApprovalShape;
use super::run::AnswerShape;
use super::word;
use crate::cli::floor::Floor;
use crate::domain::action::Effect;
use crate::domain::approval::{Approval, Decider};
use crate::domain::calendar::Instant;
use crate::domain::fact::{Entry, Fact};
use crate::domain::id::{ApprovalId, BodyHash, PersonId, SiteId};
use crate::domain::preparation::{Preparation, PreparationStanding};
use crate::domain::run::Run;
use crate::domain::why::{What, Why};
use crate::store::RunWork;
use crate::words::{self, Names};
use serde::Serialize;

/// What opened a run.
#[derive(Debug, Serialize)]
pub struct TriggerShape {
    /// As `run why` names it: `schedule`, `by-hand`, `signal`, …
    pub reason: &'static str,
    pub text: String,
    pub at: Option<Instant>,
    /// The signal that fired it.
    pub signal: Option<String>,
}

/// One step, from what was laid out to what came of it.
#[derive(Debug, Serialize)]
pub struct StepRecordShape {
    pub step: String,
    pub text: String,
    /// Who works in it; none: people alone.
    pub agent: Option<String>,
    pub preparations: Vec<PreparationShape>,
    pub approvals: Vec<DecidedApprovalShape>,
    pub actions: Vec<ActionShape>,
    /// None: not answered.
    pub outcome: Option<AnswerShape>,
}

#[derive(Debug, Serialize)]
pub struct PreparationShape {
    pub id: String,
    pub iteration: u32,
    pub agent: String,
    pub mode: String,
    pub requested: Instant,
    /// `held`, `waiting`, `claimed`, `ready`, `failed`, `dropped`.
    pub standing: String,
    /// When it was ready, or failed.
    pub at: Option<Instant>,
    /// Why it failed, and what was printed.
    pub why: Option<String>,
    pub output: Option<String>,
    pub advice: Option<String>,
    pub recommendation: Option<String>,
    pub confidence: Option<rust_decimal::Decimal>,
    pub reasons: Vec<String>,
    pub evidence: Vec<String>,
    /// What it would have answered, where the step captures something.
    pub answer: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct DecidedApprovalShape {
    #[serde(flatten)]
    pub approval: ApprovalShape,
    pub payload: Option<Effect>,
    pub decisions: Vec<DecisionShape>,
}

/// One fact about an approval that somebody, or time, brought about.
#[derive(Debug, Serialize)]
pub struct DecisionShape {
    pub seq: u64,
    pub at: Instant,
    /// `approval.voted`, `approval.approved`, …
    pub kind: String,
    /// Empty: nobody, the time was over.
    pub by: Vec<String>,
    /// Whose right it was, where it was lent.
    pub instead_of: Option<String>,
    /// `chosen`: at the keyboard, and nothing more; `policy`: the SOP says so. Of what approved it.
    pub known_by: Option<String>,
    /// How they came in, and at which terminal.
    pub via: String,
    pub terminal: Option<String>,
    /// Which payload it was about; of an edit, the new one.
    pub iteration: Option<u32>,
    pub hash: Option<String>,
    /// A reason, feedback or note; of what was superseded, why.
    pub text: Option<String>,
}

/// All that the record of a run is made of.
#[derive(Debug, Default)]
pub struct RunFacts {
    pub work: RunWork,
    /// Of its approvals, in order.
    pub decisions: Vec<(ApprovalId, Entry)>,
}

impl TriggerShape {
    /// The first of the reasons that say what opened it.
    pub fn of(why: &Why, floor: &Floor) -> Option<Self> {
        const OPENED: [&str; 7] = ["schedule", "recurrence", "by-hand", "signal", "occurrence", "dated", "counted"];
        let told = words::why_reasons(why, floor);
        let (reason, told) = why.reasons.iter().zip(told).find(|(reason, _)| OPENED.contains(&reason.what.name()))?;
        let (at, signal) = match &reason.what {
            What::Signal { signal, .. } => {
                (signal.as_ref().map(|it| it.at), signal.as_ref().map(|it| it.id.to_string()))
            }
            What::ByHand { at, .. } => (*at, None),
            What::Dated { comes_to, .. } => (Some(*comes_to), None),
            _ => (None, None),
        };
        Some(Self { reason: reason.what.name(), text: told.says, at, signal })
    }
}

impl StepRecordShape {
    /// Every line of the checklist that is not hidden, or that an agent worked in.
    pub fn all(run: &Run, facts: &RunFacts, site: &SiteId, floor: &Floor) -> Vec<Self> {
        let sight = floor.sight(run);
        let lines = floor.lines(sight);
        let steps = lines.iter().map(|line| {
            let step = &line.key.step;
            let plain = line.key.item.is_none();
            let preparations = facts.work.preparations.iter().filter(|it| plain && it.step == *step);
            let approvals = facts.work.approvals.iter().filter(|it| plain && it.step == *step);
            let actions = facts.work.actions.iter().filter(|it| plain && it.step == *step);
            let work = floor.sop_of(run).and_then(|sop| sop.step(step)?.work.as_deref());
            let shape = Self {
                step: line.key.to_string(),
                text: line.text.clone(),
                agent: work.map(|work| work.agent.to_string()),
                preparations: preparations.map(|it| PreparationShape::of(it, floor)).collect(),
                approvals: approvals.map(|it| DecidedApprovalShape::of(it, facts, floor)).collect(),
                actions: actions.map(|it| ActionShape::of(it, site, floor)).collect(),
                outcome: sight.answer(&line.key).map(|answer| AnswerShape::of(answer, floor)),
            };
            (shape, line.standing == crate::domain::board::Standing::Hidden)
        });
        let kept = |(shape, hidden): &(Self, bool)| !hidden || !shape.preparations.is_empty();
        steps.filter(kept).map(|(shape, _)| shape).collect()
    }
}

impl PreparationShape {
    fn of(preparation: &Preparation, floor: &Floor) -> Self {
        let laid = preparation.laid();
        let said = laid.and_then(|laid| floor.prepared(&laid.prepared)).unwrap_or_default();
        let (at, why, output) = match &preparation.standing {
            PreparationStanding::Ready { at, .. } => (Some(*at), None, None),
            PreparationStanding::Failed { at, why, output } => {
                (Some(*at), Some(why.clone()), output.as_ref().and_then(|output| floor.body(output)))
            }
            _ => (None, None, None),
        };
        let whole = serde_json::to_value(&preparation.standing).unwrap_or_default();
        Self {
            id: preparation.id.to_string(),
            iteration: preparation.iteration,
            agent: preparation.agent.to_string(),
            mode: word(&preparation.mode),
            requested: preparation.requested,
            standing: whole["standing"].as_str().unwrap_or_default().to_owned(),
            at,
            why,
            output,
            advice: laid.map(|laid| word(&laid.advice)),
            recommendation: Some(said.recommendation).filter(|text| !text.is_empty()),
            confidence: laid.and_then(|laid| laid.confidence),
            reasons: said.reasons,
            evidence: said.evidence,
            answer: said.answer,
        }
    }
}

impl DecidedApprovalShape {
    fn of(approval: &Approval, facts: &RunFacts, floor: &Floor) -> Self {
        let decisions = facts.decisions.iter().filter(|(of, _)| *of == approval.id);
        Self {
            payload: floor.payload(&approval.draft.payload),
            decisions: decisions.filter_map(|(_, entry)| DecisionShape::of(entry, floor)).collect(),
            approval: ApprovalShape::of(approval, floor),
        }
    }
}

impl DecisionShape {
    fn of(entry: &Entry, floor: &Floor) -> Option<Self> {
        let bare = Self {
            seq: entry.seq,
            at: entry.at,
            kind: entry.fact.kind(),
            by: Vec::new(),
            instead_of: None,
            known_by: None,
            via: entry.via.0.clone(),
            terminal: entry.terminal.clone(),
            iteration: None,
            hash: None,
            text: None,
        };
        let by = |by: &PersonId| vec![by.to_string()];
        let named = |iteration: &u32, payload: &BodyHash| (Some(*iteration), Some(payload.to_string()));
        Some(match &entry.fact {
            Fact::ApprovalVoted { iteration, payload, vote, .. } => {
                let (iteration, hash) = named(iteration, payload);
                let instead_of = vote.instead_of.as_ref().map(ToString::to_string);
                Self { by: by(&vote.by), instead_of, iteration, hash, ..bare }
            }
            Fact::ApprovalApproved { iteration, payload, by, known_by, .. } => {
                let (iteration, hash) = named(iteration, payload);
                let by = match by {
                    Decider::People(people) => people.iter().map(ToString::to_string).collect(),
                    Decider::TimedOut => Vec::new(),
                };
                Self { by, known_by: Some(word(known_by)), iteration, hash, ..bare }
            }
            Fact::ApprovalRejected { iteration, payload, by: who, reason: text, .. }
            | Fact::ApprovalPushedBack { iteration, payload, by: who, feedback: text, .. } => {
                let (iteration, hash) = named(iteration, payload);
                Self { by: by(who), iteration, hash, text: floor.body(text), ..bare }
            }
            Fact::ApprovalEdited { iteration, payload, by: who, .. } => {
                let (iteration, hash) = named(iteration, payload);
                Self { by: by(who), iteration, hash, ..bare }
            }
            Fact::ApprovalExpired { iteration, payload, .. } => {
                let (iteration, hash) = named(iteration, payload);
                Self { iteration, hash, ..bare }
            }
            Fact::ApprovalOverdue { .. } => bare,
            Fact::ApprovalSuperseded { why, .. } => {
                let by = entry.actor.person().map(by).unwrap_or_default();
                Self { by, text: Some(word(why)), ..bare }
            }
            Fact::ApprovalJudged { judgement, by: who, note, .. } => {
                let note = note.as_ref().and_then(|note| floor.body(note));
                let said = word(judgement);
                let text = Some(note.map_or_else(|| said.clone(), |note| format!("{said}: {note}")));
                Self { by: who.as_ref().map(by).unwrap_or_default(), text, ..bare }
            }
            _ => return None,
        })
    }
}
