//! Short words for the domain's lists of reasons and states.

use crate::domain::exception::{MissReason, ResolutionCause, Severity, Status};
use crate::domain::run::{CancelReason, RunState, Timeliness};
use crate::domain::sop::Side;
use crate::domain::step::{SkipReason, UndoReason};

/// A word or two, as a person would say it.
pub trait Label {
    fn label(&self) -> &'static str;
}

impl Label for SkipReason {
    fn label(&self) -> &'static str {
        match self {
            Self::NotNeeded => "not needed",
            Self::OutOfUse => "out of use",
            Self::NoAccess => "no access",
            Self::NoTime => "no time",
            Self::NoEquipment => "no equipment",
            Self::Other => "other",
        }
    }
}

impl Label for UndoReason {
    fn label(&self) -> &'static str {
        match self {
            Self::Mistake => "a mistake",
            Self::WrongItem => "the wrong item",
            Self::WrongValue => "the wrong value",
            Self::NotDoneYet => "not done yet",
            Self::DependsOnUndone => "what it depended on was undone",
        }
    }
}

impl Label for ResolutionCause {
    fn label(&self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Equipment => "equipment",
            Self::Forgotten => "forgotten",
            Self::Stock => "stock",
            Self::FalseAlarm => "false alarm",
            Self::Other => "other",
            Self::DataCorrected => "the evidence was corrected",
            Self::Cleared => "went away by itself",
        }
    }
}

impl Label for Severity {
    fn label(&self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

impl Label for Status {
    fn label(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Acknowledged => "taken",
            Self::Resolved => "resolved",
        }
    }
}

impl Label for MissReason {
    fn label(&self) -> &'static str {
        match self {
            Self::NotDone => "not done",
            Self::EngineDown => "no engine was running",
        }
    }
}

impl Label for RunState {
    fn label(&self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::InProgress => "in progress",
            Self::Done => "done",
            Self::Skipped { .. } => "skipped",
            Self::Missed { .. } => "missed",
            Self::Cancelled { reason: CancelReason::Superseded } => "superseded",
            Self::Cancelled { .. } => "cancelled",
        }
    }
}

impl Label for Timeliness {
    fn label(&self) -> &'static str {
        match self {
            Self::Early => "early",
            Self::OnTime => "on time",
            Self::Late => "late",
        }
    }
}

impl Label for Side {
    fn label(&self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::Below => "below",
        }
    }
}
