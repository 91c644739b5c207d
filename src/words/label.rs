//! Short words for the domain's lists of reasons and states.

use super::{Words, say};
use crate::domain::exception::{MissReason, ResolutionCause, Severity, Status};
use crate::domain::mark::Mark;
use crate::domain::notice::{Occasion, Unwanted, Way};
use crate::domain::run::{CancelReason, RunState, Timeliness};
use crate::domain::sop::Side;
use crate::domain::step::{SkipReason, UndoReason};

/// A word or two, as a person would say it.
pub trait Label {
    fn said(&self, words: Words) -> String;

    /// In English, for the command line.
    fn label(&self) -> String {
        self.said(Words::default())
    }
}

impl Label for SkipReason {
    fn said(&self, words: Words) -> String {
        match self {
            Self::NotNeeded => say!(words, "skip-reason-not-needed"),
            Self::OutOfUse => say!(words, "skip-reason-out-of-use"),
            Self::NoAccess => say!(words, "skip-reason-no-access"),
            Self::NoTime => say!(words, "skip-reason-no-time"),
            Self::NoEquipment => say!(words, "skip-reason-no-equipment"),
            Self::Other => say!(words, "skip-reason-other"),
        }
    }
}

impl Label for UndoReason {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Mistake => say!(words, "undo-reason-mistake"),
            Self::WrongItem => say!(words, "undo-reason-wrong-item"),
            Self::WrongValue => say!(words, "undo-reason-wrong-value"),
            Self::NotDoneYet => say!(words, "undo-reason-not-done-yet"),
            Self::DependsOnUndone => say!(words, "undo-reason-depends"),
        }
    }
}

impl Label for ResolutionCause {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Fixed => say!(words, "cause-fixed"),
            Self::Equipment => say!(words, "cause-equipment"),
            Self::Forgotten => say!(words, "cause-forgotten"),
            Self::Stock => say!(words, "cause-stock"),
            Self::FalseAlarm => say!(words, "cause-false-alarm"),
            Self::Other => say!(words, "cause-other"),
            Self::DataCorrected => say!(words, "cause-data-corrected"),
            Self::Cleared => say!(words, "cause-cleared"),
        }
    }
}

impl Label for Way {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Mail => say!(words, "way-mail"),
            Self::Exec => say!(words, "way-exec"),
            Self::Post => say!(words, "way-post"),
        }
    }
}

impl Label for Occasion {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Raised => say!(words, "occasion-raised"),
            Self::Worse => say!(words, "occasion-worse"),
            Self::Again => say!(words, "occasion-again"),
            Self::Lapsed => say!(words, "occasion-lapsed"),
            Self::Escalated { rung } => say!(words, "occasion-escalated", rung = *rung),
        }
    }
}

impl Label for Unwanted {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Taken => say!(words, "unwanted-taken"),
            Self::Over => say!(words, "unwanted-over"),
            Self::Hidden => say!(words, "unwanted-hidden"),
            Self::Later => say!(words, "unwanted-later"),
            Self::NoWay => say!(words, "unwanted-no-way"),
        }
    }
}

impl Label for Mark {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Burst => say!(words, "mark-burst"),
            Self::SameValue => say!(words, "mark-same-value"),
            Self::WholeRound => say!(words, "mark-whole-round"),
            Self::BackFilled => say!(words, "mark-back-filled"),
        }
    }
}

impl Label for Severity {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Low => say!(words, "severity-low"),
            Self::Medium => say!(words, "severity-medium"),
            Self::High => say!(words, "severity-high"),
        }
    }
}

impl Label for Status {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Open => say!(words, "status-open"),
            Self::Acknowledged => say!(words, "status-taken"),
            Self::Shelved => say!(words, "status-shelved"),
            Self::Suppressed => say!(words, "status-suppressed"),
            Self::Resolved => say!(words, "status-resolved"),
            Self::Verified => say!(words, "status-verified"),
        }
    }
}

impl Label for MissReason {
    fn said(&self, words: Words) -> String {
        match self {
            Self::NotDone => say!(words, "miss-not-done"),
            Self::EngineDown => say!(words, "miss-engine-down"),
        }
    }
}

impl Label for RunState {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Due => say!(words, "state-due"),
            Self::InProgress => say!(words, "state-in-progress"),
            Self::Done => say!(words, "state-done"),
            Self::Skipped { .. } => say!(words, "state-skipped"),
            Self::Missed { .. } => say!(words, "state-missed"),
            Self::Cancelled { reason: CancelReason::Superseded } => say!(words, "state-superseded"),
            Self::Cancelled { .. } => say!(words, "state-cancelled"),
        }
    }
}

impl Label for Timeliness {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Early => say!(words, "timeliness-early"),
            Self::OnTime => say!(words, "timeliness-on-time"),
            Self::Late => say!(words, "timeliness-late"),
        }
    }
}

impl Label for Side {
    fn said(&self, words: Words) -> String {
        match self {
            Self::Above => say!(words, "side-above"),
            Self::Below => say!(words, "side-below"),
        }
    }
}
