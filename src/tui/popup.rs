//! What lies over the view and takes the keys: lists to choose from, lines to type, who is there, help.

use super::area::Area;
use super::effect::Wish;
use super::field::Field;
use super::model::{Drawn, Narrow};
use crate::domain::action::Effect;
use crate::domain::calendar::Instant;
use crate::domain::exception::{Assignee, ResolutionCause};
use crate::domain::id::{ApprovalId, ExceptionId, RolloutId, RunId, SopId};
use crate::domain::payload::Part;
use crate::domain::step::{SkipReason, StepKey, UndoReason};
use crate::domain::why::Asked;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Popup {
    Pick(Pick),
    Ask(Ask),
    /// A payload that is written anew.
    Edit(Box<EditAsk>),
    Who(Who),
    Seen(SeenAsk),
    Help {
        scroll: usize,
    },
    Why(WhyAsked),
    Commands(Commands),
}

/// Why something is there, from this line of the answer on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WhyAsked {
    pub asked: Asked,
    /// What it is called.
    pub of: String,
    pub scroll: usize,
}

/// What is looked for among all acts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Commands {
    pub typed: Field,
    pub at: usize,
}

/// One of a short list, or several.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pick {
    pub title: String,
    /// Said above the list.
    pub about: Vec<String>,
    pub options: Vec<Choice>,
    pub at: usize,
    /// Which are marked, where several may be.
    pub marked: Option<BTreeSet<usize>>,
    /// Said where there is nothing to choose.
    pub empty: String,
    /// What the options stand for is still being looked up.
    pub loading: bool,
    pub marks_for: Option<(RunId, StepKey)>,
    /// The files are no answers: of the run as a whole, or of a step.
    pub files_for: Option<(RunId, Option<StepKey>)>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Choice {
    pub text: String,
    /// Muted, at the right.
    pub note: String,
    pub then: Then,
}

/// What choosing leads to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Then {
    Wish(Box<Wish>),
    OpenRun(RunId),
    /// The reading is typed anew.
    TypeAgain,
    Start(SopId),
    /// How much is asked next, where it is not yet known.
    Skip {
        run: RunId,
        step: StepKey,
        reason: SkipReason,
        scope: Option<Scope>,
    },
    Undo {
        run: RunId,
        step: StepKey,
        reason: UndoReason,
    },
    Assign {
        exception: ExceptionId,
        to: Assignee,
    },
    Resolve {
        exception: ExceptionId,
        cause: ResolutionCause,
    },
    /// Why is asked next.
    Shelve {
        exception: ExceptionId,
        until: Instant,
    },
    Narrow(Narrow),
    OpenCard(ExceptionId),
    OpenApproval(ApprovalId),
    /// Why is asked next.
    Demote(RolloutId),
}

/// How much is skipped for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    This,
    /// This, and every line still open.
    Rest,
    /// The run as a whole: nothing of it was begun.
    Run,
}

/// One line to type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ask {
    pub title: String,
    pub about: Vec<String>,
    pub prompt: String,
    pub field: Field,
    pub to: AskFor,
    /// Whether Enter on nothing is an answer, and what it says then.
    pub blank: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum AskFor {
    Text {
        run: RunId,
        step: StepKey,
    },
    Correction {
        run: RunId,
        step: StepKey,
    },
    SkipNote {
        run: RunId,
        step: StepKey,
        scope: Scope,
        reason: SkipReason,
    },
    Note {
        run: RunId,
        step: Option<StepKey>,
    },
    Wrong {
        run: Option<RunId>,
        step: Option<StepKey>,
    },
    Decision {
        exception: ExceptionId,
        cause: ResolutionCause,
    },
    /// One of the things asked at the start, after those answered.
    Started {
        sop: SopId,
        answers: BTreeMap<String, String>,
        ask: String,
    },
    Reopen(RunId),
    Cancel(RunId),
    Shelve {
        exception: ExceptionId,
        until: Instant,
    },
    Verify(ExceptionId),
    OpenAgain(ExceptionId),
    Demote(RolloutId),
    /// Why a payload is sent back, or rejected.
    Decide {
        approval: ApprovalId,
        drawn: Drawn,
        said: super::update::Said,
    },
}

/// A payload's parts, as they are being written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EditAsk {
    pub approval: ApprovalId,
    /// What it is made of.
    pub drawn: Drawn,
    pub effect: Effect,
    pub parts: Vec<(Part, Area)>,
    /// The part that is typed in.
    pub at: usize,
    /// Why it cannot be like this.
    pub told: Option<String>,
}

impl EditAsk {
    /// Whether the part that is typed in has one line alone.
    pub(crate) fn is_one_line(&self) -> bool {
        matches!(self.parts.get(self.at), Some((Part::To | Part::Subject, _)))
    }
}

/// What goes on once it is known who is there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum After {
    Wish(Box<Wish>),
    /// Several, each by itself.
    Wishes(Vec<Wish>),
    /// Their own work is shown.
    Mine,
    /// The wallboard gives way to the board.
    Unlock,
    /// A manager says why, once it is known that they are one.
    Manage(Manage, RunId),
}

/// What only a manager does with a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manage {
    Reopen,
    Cancel,
}

/// When the next answers were seen, and from what: a time, and a name or its beginning.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SeenAsk {
    pub run: RunId,
    pub typed: Field,
    pub at: usize,
    /// Why what was typed cannot be.
    pub told: Option<String>,
}

/// Who is at the keyboard: initials, a number, or part of a name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Who {
    pub typed: Field,
    pub at: usize,
    /// What asked, done once it is known.
    pub then: Option<After>,
    /// What was typed before: it comes back where nobody says who they are.
    pub behind: Option<Box<Popup>>,
}

impl Pick {
    pub(crate) fn new(title: impl Into<String>, options: Vec<Choice>, empty: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            about: Vec::new(),
            options,
            at: 0,
            marked: None,
            empty: empty.into(),
            loading: false,
            marks_for: None,
            files_for: None,
        }
    }
}
