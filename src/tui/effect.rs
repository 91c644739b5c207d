//! What the shell must do for the board: the only way out of a pure update.

use crate::clock::Pace;
use crate::domain::command::Command;
use crate::domain::evidence::Observed;
use crate::domain::id::{PersonId, RunId};
use crate::domain::sought::Sought;
use crate::domain::step::StepKey;

/// In the order they are to be done.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    Submit(Submitted),
    /// Read a new snapshot.
    Refresh,
    /// Read a snapshot that holds other open runs.
    Seek(Box<Sought>),
    /// Read what a view shows beside the snapshot.
    Read(super::aside::Question),
    /// Look what lies behind the procedures: files, versions, how the last runs went.
    LookBehind,
    /// Look what waits in `inbox/`.
    ListInbox,
    /// Draw every cell again.
    Redraw,
    /// Once, for a new high exception (twice in short order) or for work that fell due.
    Ring,
    Suspend,
    /// A demo's time: paused or not, faster, slower.
    Pace(Pace),
    Quit,
}

/// One act on its way, and who does it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Submitted {
    pub number: u64,
    pub by: PersonId,
    pub wish: Wish,
    /// When and from what it was seen, where it is an answer.
    pub observed: Observed,
}

/// What somebody wants done, before it is known who they are.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Wish {
    /// Bodies in it get their salt from the runner.
    Command(Box<Command>),
    /// A signature is the signer's, whoever that turns out to be.
    Sign { run: RunId, step: StepKey },
    /// A file of `inbox/`, to be copied into `evidence/`.
    Attach { run: RunId, step: StepKey, file: String },
    /// A file of `inbox/` that is no answer.
    AttachBeside { run: RunId, step: Option<StepKey>, file: String },
}

impl Wish {
    /// The step it answers, skips or takes back.
    pub(crate) fn step(&self) -> Option<(RunId, &StepKey)> {
        match self {
            Self::Sign { run, step } | Self::Attach { run, step, .. } => Some((*run, step)),
            Self::AttachBeside { .. } => None,
            Self::Command(command) => match command.as_ref() {
                Command::AnswerStep { run, step, .. }
                | Command::CorrectStep { run, step, .. }
                | Command::SkipSteps { run, step, .. }
                | Command::UndoStep { run, step, .. } => Some((*run, step)),
                _ => None,
            },
        }
    }
}

impl From<Command> for Wish {
    fn from(command: Command) -> Self {
        Self::Command(Box::new(command))
    }
}
