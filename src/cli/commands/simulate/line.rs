//! One line of a simulation: a fact about a run or an exception.

use crate::domain::calendar::Instant;
use crate::domain::exception::{Cause, Exception, Severity};
use crate::domain::fact::{Entry, Fact};
use crate::domain::id::{CaseId, OccurrenceKey, SignalId, SopId};
use crate::domain::run::Run;
use crate::domain::timer::Subject;
use crate::store::{Batch, StoreError};
use serde::Serialize;

/// What `--json` shows of a fact.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Line {
    pub(super) at: Instant,
    pub(super) kind: String,
    pub(super) sop: Option<SopId>,
    pub(super) case: Option<CaseId>,
    pub(super) due: Option<Instant>,
    pub(super) signal: Option<SignalId>,
    /// Of an exception: how often by now.
    pub(super) count: Option<u32>,
    pub(super) subject: String,
    pub(super) severity: Option<Severity>,
    /// Of a run.
    pub(super) occurrence: Option<OccurrenceKey>,
    /// The card as it stood, for its words.
    #[serde(skip)]
    pub(super) card: Option<Box<Exception>>,
}

impl Line {
    /// None: the fact is about neither, or about a step.
    pub(super) fn of(entry: &Entry, floor: &Batch<'_>) -> Result<Option<Self>, StoreError> {
        if is_of_a_step(&entry.fact) {
            return Ok(None);
        }
        Ok(match &entry.subject {
            Subject::Run(id) => floor.run(*id)?.map(|run| Self::of_run(entry, &run)),
            Subject::Exception(id) => match floor.exception(*id)? {
                Some(card) => {
                    let run = card.cause.run().or(card.run).map(|run| floor.run(run)).transpose()?.flatten();
                    Some(Self::of_card(entry, card, run.as_ref()))
                }
                None => None,
            },
            _ => None,
        })
    }

    fn of_run(entry: &Entry, run: &Run) -> Self {
        Self {
            sop: Some(run.sop.clone()),
            case: entry.case.clone().or_else(|| run.case.clone()),
            due: Some(run.times.due),
            signal: signal_of(&run.occurrence),
            occurrence: Some(run.occurrence.clone()),
            ..Self::bare(entry)
        }
    }

    fn of_card(entry: &Entry, card: Exception, run: Option<&Run>) -> Self {
        Self {
            sop: card.sop.clone(),
            case: entry.case.clone().or_else(|| card.case.clone()).or_else(|| run.and_then(|run| run.case.clone())),
            signal: match &card.cause {
                Cause::Raised { signal, .. } => signal.clone(),
                _ => run.and_then(|run| signal_of(&run.occurrence)),
            },
            due: due_of(&card.cause).or_else(|| run.map(|run| run.times.due)),
            count: Some(card.count),
            severity: Some(card.severity),
            // Its count stands beside it.
            card: Some(Box::new(Exception { count: 1, ..card })),
            ..Self::bare(entry)
        }
    }

    fn bare(entry: &Entry) -> Self {
        Self {
            at: entry.at,
            kind: entry.fact.kind(),
            sop: None,
            case: None,
            due: None,
            signal: None,
            count: None,
            subject: entry.subject.to_string(),
            severity: None,
            occurrence: None,
            card: None,
        }
    }

    /// What makes two lines the same happening on two floors: everything but the numbers that each floor gives.
    pub(super) fn same_as(&self, other: &Self) -> bool {
        let key = |line: &Self| {
            (line.at, line.kind.clone(), line.sop.clone(), line.case.clone(), line.due, line.signal.clone(), line.count)
        };
        key(self) == key(other) && self.severity == other.severity && self.occurrence == other.occurrence
    }
}

/// The signal that an occurrence is of.
fn signal_of(occurrence: &OccurrenceKey) -> Option<SignalId> {
    let (_, of) = occurrence.as_str().split_once('@')?;
    let (kind, id) = of.split_once(':')?;
    matches!(kind, "signal" | "absence").then(|| id.into())
}

/// When what a card is about should have been.
fn due_of(cause: &Cause) -> Option<Instant> {
    match cause {
        Cause::Overran { ends, .. } => Some(*ends),
        Cause::NotCome { due, .. } | Cause::StepLate { due, .. } | Cause::Raised { due, .. } => Some(*due),
        _ => None,
    }
}

/// Facts about a run that are no turn in its life.
fn is_of_a_step(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::StepDone { .. }
            | Fact::StepStarted { .. }
            | Fact::StepReminded { .. }
            | Fact::StepOverran { .. }
            | Fact::StepWaits { .. }
            | Fact::StepNotCome { .. }
            | Fact::StepLate { .. }
            | Fact::StepBadChoice { .. }
            | Fact::StepNotComputed { .. }
            | Fact::StepDoneWithoutEvidence { .. }
            | Fact::StepOutOfRange { .. }
            | Fact::StepCorrected { .. }
            | Fact::StepSkipped { .. }
            | Fact::StepUndone { .. }
            | Fact::NoteAdded { .. }
            | Fact::FileAttached { .. }
    )
}
