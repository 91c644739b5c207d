//! The part of the floor that a command concerns, loaded, decided on, and saved again.

use super::action::{Action, ActionStanding};
use super::approval::{Approval, Delegation};
use super::calendar::{Instant, Occurrence};
use super::exception::{Asked, Exception, Status};
use super::id::{
    ActionId, ApprovalId, ExceptionId, ListId, NoticeId, OccurrenceKey, PreparationId, RolloutId, RunId, SignalId,
    SopId, SourceId, VersionHash, WatchId,
};
use super::list::List;
use super::lookup::{LoadedRun, Works};
use super::notice::{Notice, Standing};
use super::preparation::{Preparation, PreparationStanding};
use super::repetition::{Tally, Unused};
use super::rollout::{Paused, Rollout};
use super::run::{Late, Run, RunState};
use super::signal::Signal;
use super::site::Site;
use super::sop::Sop;
use super::source::SourceState;
use super::step::{Overran, Timing};
use super::timer::{Subject, Timer, TimerKind};
use super::watch::Watch;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A partial world: holds at least what the command concerns. `apply` marks what it touched.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The active version of the site's file.
    pub site: Option<Active<Site>>,
    /// Active lists.
    pub lists: BTreeMap<ListId, Active<List>>,
    /// SOPs in force, and retired ones that were loaded.
    pub sops: BTreeMap<SopId, SopState>,
    pub runs: BTreeMap<RunId, Run>,
    pub exceptions: BTreeMap<ExceptionId, Exception>,
    /// Facts that were counted and are not used up, of the tallies that were loaded.
    pub unused: BTreeMap<Tally, Vec<Unused>>,
    /// Watches that were loaded.
    pub watches: BTreeMap<WatchId, Watch>,
    /// Signals that came in with this command, and those whose dates it took.
    pub signals: BTreeMap<SignalId, Signal>,
    pub notices: BTreeMap<NoticeId, Notice>,
    pub preparations: BTreeMap<PreparationId, Preparation>,
    pub approvals: BTreeMap<ApprovalId, Approval>,
    pub actions: BTreeMap<ActionId, Action>,
    /// Of SOPs that were loaded.
    pub rollouts: BTreeMap<RolloutId, Rollout>,
    pub paused: Paused,
    /// Those that may still count.
    pub delegations: Vec<Delegation>,
    /// Every source that a fact told of.
    pub sources: BTreeMap<SourceId, SourceState>,
    pub feeds: Feeds,
    /// Parsed versions that loaded runs are pinned to.
    pub versions: Versions,
    /// Highest ids given so far.
    pub last_run: u64,
    pub last_exception: u64,
    pub last_watch: u64,
    pub last_notice: u64,
    pub last_preparation: u64,
    pub last_approval: u64,
    pub last_action: u64,
    pub epoch: u64,
    /// Time is not trusted: nothing fires.
    pub clock_held: Option<Instant>,
    /// The last stretch that nobody evaluated.
    pub down: Option<Outage>,
    /// When the last of the holidays is over; none once that was told.
    pub holidays_end: Option<Instant>,
    /// The own time of the first signal that waits its turn.
    pub unjudged: Option<Instant>,
    /// Keys that fired with this command.
    pub settled: BTreeSet<OccurrenceKey>,
    pub touched: BTreeSet<Subject>,
}

/// Whether what sources tell is known only once they were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Feeds {
    #[default]
    Read,
    /// A simulated floor is given all that there is to know.
    Given,
}

/// From when to when no engine ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outage {
    pub from: Instant,
    pub to: Instant,
}

/// What is in force, and the hash of its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Active<T> {
    pub hash: VersionHash,
    pub value: Arc<T>,
}

/// A SOP's row: the version in force, and how far its schedule is settled.
#[derive(Clone, Debug, PartialEq)]
pub struct SopState {
    pub id: SopId,
    pub hash: VersionHash,
    /// None for a version that was loaded without its text.
    pub sop: Option<Arc<Sop>>,
    pub status: SopStatus,
    pub cursor: Instant,
    /// The recurrence that is fixed to come next.
    pub recurrence: Option<Occurrence>,
    /// When somebody is to read it again; none once that was told.
    pub review: Option<Instant>,
    /// Since when watches of it that nobody waits for are withdrawn bit by bit.
    pub ending: Option<Instant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SopStatus {
    InForce,
    Retired,
}

/// Parsed texts by hash.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    pub sops: BTreeMap<VersionHash, Arc<Sop>>,
    pub sites: BTreeMap<VersionHash, Arc<Site>>,
    pub lists: BTreeMap<VersionHash, Arc<List>>,
}

impl State {
    /// Lets go of rows that were loaded: the next command loads its own. What is in force stays, and so do numbers.
    pub fn forget(&mut self) {
        self.sops.clear();
        self.runs.clear();
        self.exceptions.clear();
        self.watches.clear();
        self.signals.clear();
        self.preparations.clear();
        self.approvals.clear();
        self.actions.clear();
        self.rollouts.clear();
        self.unused.clear();
        self.settled.clear();
        self.touched.clear();
    }
    /// Takes in a run that was looked up; what is there already stays as it is.
    pub(super) fn take_in(&mut self, loaded: LoadedRun) {
        let LoadedRun { run, sop, lists, works } = loaded;
        if let Some(sop) = sop {
            self.versions.sops.entry(run.pinned.sop.clone()).or_insert(sop);
        }
        for (hash, list) in lists {
            self.versions.lists.entry(hash).or_insert(list);
        }
        self.take_works(works);
        self.runs.entry(run.id).or_insert(run);
    }
    /// What is there already stays as it is.
    pub fn take_works(&mut self, works: Works) {
        for preparation in works.preparations {
            self.preparations.entry(preparation.id).or_insert(preparation);
        }
        for approval in works.approvals {
            self.approvals.entry(approval.id).or_insert(approval);
        }
        for action in works.actions {
            self.actions.entry(action.id).or_insert(action);
        }
    }
    /// The SOP version a run is pinned to.
    pub fn sop_of(&self, run: &Run) -> Option<&Arc<Sop>> {
        self.versions.sops.get(&run.pinned.sop)
    }
    /// The list rows a run is pinned to.
    pub fn list_of(&self, run: &Run, list: &ListId) -> Option<&Arc<List>> {
        self.versions.lists.get(run.pinned.lists.get(list)?)
    }
    /// Every list a run is pinned to, as a checklist needs them.
    pub fn lists_of(&self, run: &Run) -> BTreeMap<ListId, Arc<List>> {
        let list = |(id, hash)| Some((ListId::clone(id), Arc::clone(self.versions.lists.get(hash)?)));
        run.pinned.lists.iter().filter_map(list).collect()
    }
    /// Derived timers of a subject, as it stands: what the store keeps for it. The plan's `Next` is not among them.
    pub fn timers(&self, subject: &Subject) -> Vec<Timer> {
        let timer = |due_at, kind| Timer { due_at, kind, subject: subject.clone() };
        match subject {
            Subject::Run(id) => self.runs.get(id).map_or_else(Vec::new, |run| of_run(run, timer)),
            Subject::Sop(id) => {
                let row = self.sops.get(id).filter(|sop| sop.status == SopStatus::InForce);
                let recur =
                    row.and_then(|row| row.recurrence.as_ref()).map(|next| timer(next.position, TimerKind::Recur));
                let review = row.and_then(|row| row.review).map(|at| timer(at, TimerKind::Review));
                let ending = self.sops.get(id).and_then(|row| row.ending).map(|at| timer(at, TimerKind::Withdraw));
                recur.into_iter().chain(review).chain(ending).collect()
            }
            Subject::Site => {
                let holidays = self.holidays_end.map(|at| timer(at, TimerKind::Holidays));
                let lent = self.delegations.iter().map(|lent| lent.until).min();
                let lent = lent.map(|at| timer(at, TimerKind::Delegation));
                self.unjudged.map(|at| timer(at, TimerKind::Signals)).into_iter().chain(holidays).chain(lent).collect()
            }
            Subject::Watch(id) => {
                let open = self.watches.get(id).filter(|watch| watch.is_open() && watch.held.is_none());
                open.map(|watch| timer(watch.due, TimerKind::Breach)).into_iter().collect()
            }
            Subject::Source(id) => {
                let resume = self.sources.get(id).and_then(|source| source.resume);
                resume.map(|at| timer(at, TimerKind::Resume)).into_iter().collect()
            }
            Subject::Exception(id) => self.exceptions.get(id).map_or_else(Vec::new, |card| of_exception(card, timer)),
            Subject::Notice(id) => match self.notices.get(id).map(|notice| &notice.standing) {
                Some(Standing::Held { until }) => vec![timer(*until, TimerKind::Notice)],
                _ => Vec::new(),
            },
            Subject::Approval(id) => {
                let Some(asked) = self.approvals.get(id).filter(|it| it.is_pending()) else { return Vec::new() };
                let ends = (asked.overdue == Late::No).then(|| timer(asked.asked.until, TimerKind::ApprovalEnds));
                let rung = asked.rungs.first().map(|rung| timer(rung.at, TimerKind::Rung));
                ends.into_iter().chain(rung).collect()
            }
            Subject::Preparation(id) => match self.preparations.get(id).map(|preparation| &preparation.standing) {
                Some(PreparationStanding::Held { until }) => vec![timer(*until, TimerKind::Preparation)],
                _ => Vec::new(),
            },
            Subject::Action(id) => match self.actions.get(id).map(|action| &action.standing) {
                Some(ActionStanding::Held { until }) => vec![timer(*until, TimerKind::Retry)],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }
}

/// Of an open run when it is late and when it closes; and of timed steps, also where the rest of the run is done. Two
/// at one instant are one timer.
fn of_run(run: &Run, timer: impl Fn(Instant, TimerKind) -> Timer) -> Vec<Timer> {
    let mut timers = BTreeSet::new();
    if run.is_open() {
        timers.extend((run.late == Late::No).then(|| timer(run.times.due, TimerKind::Due)));
        timers.insert(timer(run.times.closes, TimerKind::Closes));
        timers.extend(run.next_step_due().map(|at| timer(at, TimerKind::Due)));
        let waits = run.still_waiting().filter(|wait| wait.late == Late::No);
        timers.extend(waits.map(|wait| timer(wait.due, TimerKind::Breach)));
        timers.extend(run.rungs.first().map(|rung| timer(rung.at, TimerKind::Rung)));
    }
    if run.is_open() || run.state == RunState::Done {
        for timing in run.running() {
            timers.extend(timing.remind.get(timing.reminded).map(|at| timer(*at, TimerKind::Remind)));
            timers.extend((timing.overran == Overran::No).then(|| timer(overrun(timing), TimerKind::Breach)));
        }
    }
    timers.into_iter().collect()
}

/// Of an exception: its next rung while nobody has it, the end of what was said of it, and a new reading. A hidden one's
/// clocks stand still.
fn of_exception(card: &Exception, timer: impl Fn(Instant, TimerKind) -> Timer) -> Vec<Timer> {
    let ends = match card.status {
        Status::Open => card.rungs.first().map(|rung| timer(rung.at, TimerKind::Rung)),
        Status::Acknowledged => card.until.map(|at| timer(at, TimerKind::AckEnds)),
        Status::Shelved => card.until.map(|at| timer(at, TimerKind::ShelfEnds)),
        Status::Suppressed | Status::Resolved | Status::Verified => None,
    };
    let counts = card.is_open() && card.status != Status::Suppressed;
    let recheck = card.recheck.filter(|recheck| counts && recheck.asked == Asked::NotYet);
    ends.into_iter().chain(recheck.map(|recheck| timer(recheck.at, TimerKind::Recheck))).collect()
}

/// The first instant at which an end comes too late.
pub(super) fn overrun(timing: &Timing) -> Instant {
    timing.ends + TimeDelta::microseconds(1)
}
