//! What the panels read: rows of one immutable snapshot of the store.

use super::approval::Approval;
use super::calendar::{Instant, Times};
use super::exception::Exception;
use super::id::{OccurrenceKey, PersonId, ShiftId, SopId, VersionHash};
use super::list::List;
use super::run::Run;
use super::site::Site;
use super::sop::Sop;
use super::state::Versions;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything the board shows at one moment. Cheap to clone: behind an `Arc`.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub taken: Instant,
    /// None: no config was ever activated.
    pub site: Option<Arc<Site>>,
    pub site_hash: Option<VersionHash>,
    /// Open runs by due time, at most `Limits::runs`; `open_runs` counts all.
    pub runs: Vec<Arc<Run>>,
    pub open_runs: u64,
    pub overdue_runs: u64,
    /// Where not all open runs are here: how many there are of those that were sought. The first of them are above too.
    pub found: Option<super::sought::Found>,
    /// Runs that ended on this business date, newest first (for undo and "who did what").
    pub ended: Vec<Arc<Run>>,
    /// Other runs that the exceptions below are about.
    pub referred: Vec<Arc<Run>>,
    /// The names of `lists/instruments.csv`, where the site has one.
    pub instruments: Vec<String>,
    /// The rest of the business day by the plan.
    pub upcoming: Vec<Upcoming>,
    /// Exceptions that ask people, in the board's order; then those that wait for a second person, that were put off,
    /// and that are hidden. At most so many of each; `card_counts` counts all.
    pub exceptions: Vec<Arc<Exception>>,
    /// Those that ask people: open or taken.
    pub open_exceptions: u64,
    pub card_counts: CardCounts,
    /// What waits for a decision, the soonest first; then what waits for a look. At most so many of each;
    /// `approval_counts` counts all.
    pub approvals: Vec<Arc<Approval>>,
    pub approval_counts: ApprovalCounts,
    /// Agents that are told to stand still.
    pub paused: super::rollout::Paused,
    /// How much people were asked to look lately.
    pub alarms: super::quiet::Load,
    /// SOPs in force.
    pub sops: BTreeMap<SopId, Arc<Sop>>,
    /// Versions that the runs above are pinned to.
    pub versions: Versions,
    /// Texts that the rows above refer to; a redacted one is absent.
    pub bodies: BTreeMap<super::id::BodyHash, String>,
    pub engine: EngineHealth,
    pub shift: Option<(ShiftId, Instant)>,
    /// Open runs that wait for another SOP, and for which.
    pub waits: BTreeMap<super::id::RunId, Vec<super::sop::Requirement>>,
    /// How often each SOP was started by hand lately, most recent first.
    pub recent_starts: Vec<SopId>,
    pub journal_seq: u64,
}

/// How many cards there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardCounts {
    /// Open or taken.
    pub open: u64,
    /// Of those: somebody is on it.
    pub taken: u64,
    /// Put off.
    pub later: u64,
    /// By the card that explains it.
    pub hidden: u64,
    /// Resolved, and a second person is to look at it.
    pub to_check: u64,
}

/// How many approvals ask people for something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ApprovalCounts {
    /// For a decision.
    pub waiting: u64,
    /// For a look: nothing acts.
    pub to_review: u64,
}

/// What the plan says will come.
#[derive(Clone, Debug, PartialEq)]
pub struct Upcoming {
    pub sop: SopId,
    pub occurrence: OccurrenceKey,
    pub times: Times,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineHealth {
    /// Somebody evaluates time; `us`: this process.
    Alive { us: Whose },
    /// None for 15 s or more: nothing will fire.
    Silent { since: Option<Instant> },
    /// Time is not trusted.
    ClockHeld { wall: Instant },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Ours,
    Another,
}

/// One line of a run's checklist, in the order it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub key: super::step::StepKey,
    /// Index of its step in the SOP.
    pub step: usize,
    /// `do` and `how` with placeholders filled.
    pub text: String,
    pub how: Option<String>,
    pub standing: Standing,
    /// Its limits with this item's bounds, by index; none where the item's column is empty.
    pub bounds: Vec<Option<rust_decimal::Decimal>>,
    /// What can be a reading here, where the step says.
    pub plausible: Option<super::plausible::Within>,
    /// Its own due time, where it has one.
    pub due: Option<Instant>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    Open,
    /// Earlier steps come first.
    Waits {
        needs: Vec<super::step::StepKey>,
    },
    /// A signal of the run's case answers it.
    Awaits {
        signal: super::id::SignalName,
        /// Once that was fixed.
        due: Option<Instant>,
    },
    /// An agent has it, or somebody decides about it elsewhere.
    Agent {
        work: super::work::Work,
    },
    /// Its time has not come.
    NotYet {
        opens: Instant,
    },
    /// The answer stands in the run.
    Answered,
    /// Its condition does not hold, or not yet: not shown.
    Hidden,
}

/// What a checklist needs: a run with the versions it is pinned to.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    pub run: &'a Run,
    pub sop: &'a Sop,
    pub lists: &'a BTreeMap<super::id::ListId, Arc<List>>,
    pub person: Option<&'a PersonId>,
}
