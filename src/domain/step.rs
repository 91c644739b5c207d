//! One step of a run: open, answered or skipped; and what became of earlier answers.

use super::calendar::Instant;
use super::evidence::{Observed, Value};
use super::exception::Severity;
use super::id::{BodyHash, ItemId, PersonId, StepId};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A step, for one item where it runs over a list. Written `unit` or `unit/fridge-2`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepKey {
    pub step: StepId,
    pub item: Option<ItemId>,
}

impl StepKey {
    pub fn plain(step: &StepId) -> Self {
        Self { step: step.clone(), item: None }
    }
    pub fn of(step: &StepId, item: &ItemId) -> Self {
        Self { step: step.clone(), item: Some(item.clone()) }
    }
}

impl fmt::Display for StepKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.item {
            Some(item) => write!(f, "{}/{item}", self.step),
            None => write!(f, "{}", self.step),
        }
    }
}

impl FromStr for StepKey {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.split_once('/') {
            Some((step, item)) => Self { step: step.into(), item: Some(item.into()) },
            None => Self { step: text.into(), item: None },
        })
    }
}

impl Serialize for StepKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for StepKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(text.parse().unwrap_or_else(|never: std::convert::Infallible| match never {}))
    }
}

/// An answer or a skip as it stands in a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub entered: Instant,
    pub by: PersonId,
    pub outcome: Outcome,
    #[serde(default)]
    pub observed: Observed,
    /// The band the reading fell in, where it was out of range.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub band: Option<Band>,
    /// What was chosen that is not as it should be.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub flaw: Option<Flaw>,
    /// What was done about it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub corrected: Option<Correction>,
    /// Undone, or hidden because what it depended on was undone.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub void: Option<Void>,
}

impl Answer {
    /// How bad it is, where it is not as it should be.
    pub fn severity(&self) -> Option<Severity> {
        self.band.as_ref().map(|band| band.severity).or(self.flaw.as_ref().map(|flaw| flaw.severity))
    }
    /// Not right, and nobody has said yet what was done about it.
    pub fn wants_correction(&self) -> bool {
        self.severity().is_some() && self.corrected.is_none()
    }
    /// The number of the limit or bad option that it met, as the step counts them.
    pub fn limit(&self) -> Option<usize> {
        self.band.as_ref().map(|band| band.limit).or(self.flaw.as_ref().map(|flaw| flaw.limit))
    }
    /// When it was seen.
    pub fn at(&self) -> Instant {
        self.observed.at.unwrap_or(self.entered)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    Done { value: Value },
    Skipped { reason: SkipReason, note: Option<BodyHash> },
}

/// The limit that a reading broke: index into the step's limits, its bound as it stood, and how bad.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    pub limit: usize,
    pub side: super::sop::Side,
    pub bound: rust_decimal::Decimal,
    pub severity: Severity,
}

/// What was chosen that is not as it should be: the number of the worst as the step counts its limits and bad options,
/// all of them in the order of the file, and how bad.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flaw {
    pub limit: usize,
    pub options: Vec<String>,
    pub severity: Severity,
}

/// Which reading of a timed step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Start,
    End,
}

/// A timed step that was begun: its start, and when its end is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    pub step: StepKey,
    pub entered: Instant,
    pub by: PersonId,
    /// What was read; none only where it is not for the eyes of who looks.
    pub value: Option<rust_decimal::Decimal>,
    #[serde(default)]
    pub observed: Observed,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub band: Option<Band>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub corrected: Option<Correction>,
    /// In time until here.
    pub ends: Instant,
    /// When somebody is reminded, in order.
    pub remind: Vec<Instant>,
    /// How many of those were told.
    pub reminded: usize,
    /// That no end came in time was told.
    pub overran: Overran,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub void: Option<Void>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Overran {
    No,
    Told,
}

impl Timing {
    /// When it began.
    pub fn started(&self) -> Instant {
        self.observed.at.unwrap_or(self.entered)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    pub at: Instant,
    pub by: PersonId,
    /// None: done as the limit says.
    pub action: Option<BodyHash>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Void {
    pub at: Instant,
    pub by: PersonId,
    pub reason: UndoReason,
}

/// Why work is left out. A note may say more; for `Other` it must.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    NotNeeded,
    OutOfUse,
    NoAccess,
    NoTime,
    NoEquipment,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UndoReason {
    Mistake,
    WrongItem,
    WrongValue,
    NotDoneYet,
    /// An earlier answer it depended on was undone.
    DependsOnUndone,
}

impl SkipReason {
    pub const ALL: [Self; 6] =
        [Self::NotNeeded, Self::OutOfUse, Self::NoAccess, Self::NoTime, Self::NoEquipment, Self::Other];
}

impl UndoReason {
    /// Those a person may choose.
    pub const ALL: [Self; 4] = [Self::Mistake, Self::WrongItem, Self::WrongValue, Self::NotDoneYet];
}
