//! How a store is opened, and how its rows are asked for.

use crate::clock::Clock;
use crate::domain::board::EngineHealth;
use crate::domain::calendar::Instant;
use crate::domain::exception::{Severity, Status};
use crate::domain::id::{CaseId, ExceptionId, PersonId, RunId, SopId};
use crate::domain::sought::Sought;
use crate::domain::timer::Timer;
use chrono::NaiveDate;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

#[derive(Clone)]
pub struct OpenOptions {
    pub clock: Arc<dyn Clock>,
    pub absent: Absent,
    pub access: Access,
    /// How long a writer waits for its turn.
    pub patience: Duration,
}

/// What to do where there is no store yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absent {
    Fail,
    /// Makes one, for the site of this name.
    Create {
        name: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Write,
    /// Also what a store from a newer Floorboard, or one without write permission, is opened with.
    Read,
}

impl OpenOptions {
    /// Writes, and makes the store where there is none.
    pub fn create(clock: Arc<dyn Clock>, name: impl Into<String>) -> Self {
        Self { absent: Absent::Create { name: name.into() }, ..Self::write(clock) }
    }
    pub fn write(clock: Arc<dyn Clock>) -> Self {
        Self { clock, absent: Absent::Fail, access: Access::Write, patience: Duration::from_secs(10) }
    }
    pub fn read(clock: Arc<dyn Clock>) -> Self {
        Self { access: Access::Read, ..Self::write(clock) }
    }
}

impl fmt::Debug for OpenOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenOptions")
            .field("absent", &self.absent)
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}

/// How much of each panel is read, and what the engine's keeper says.
#[derive(Clone, Debug)]
pub struct SnapshotOptions {
    /// Which open runs come first, and how many.
    pub sought: Sought,
    pub ended: u32,
    pub exceptions: u32,
    /// Of what waits for a decision, and of what waits for a look.
    pub approvals: u32,
    pub upcoming: usize,
    pub engine: EngineHealth,
}

impl SnapshotOptions {
    pub fn new(engine: EngineHealth) -> Self {
        Self { sought: Sought::default(), ended: 100, exceptions: 100, approvals: 40, upcoming: 100, engine }
    }
}

/// Whether what is open is asked for, or what is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    #[default]
    All,
    Open,
    Over,
}

/// Which runs; an empty filter is every run, newest first.
#[derive(Clone, Debug, Default)]
pub struct RunFilter {
    /// Open ones only (by due time), or ended ones only (newest first).
    pub which: Which,
    pub sop: Option<SopId>,
    pub case: Option<CaseId>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Only those opened before this one: to page by, where all are asked for.
    pub before: Option<RunId>,
    /// 0: at most 1,000.
    pub limit: u32,
}

/// Which exceptions; an empty filter is every one, newest first.
#[derive(Clone, Debug, Default)]
pub struct ExceptionFilter {
    /// Open ones only (the worst first, then the oldest), or resolved ones only.
    pub which: Which,
    pub sop: Option<SopId>,
    pub owner: Option<PersonId>,
    pub severity: Option<Severity>,
    pub case: Option<CaseId>,
    pub status: Option<Status>,
    /// Under this one, which explains them.
    pub parent: Option<ExceptionId>,
    pub checks: Checks,
    /// 0: at most 1,000.
    pub limit: u32,
}

/// Whether a second person is to look at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Checks {
    #[default]
    Any,
    Asked,
}

/// How many exceptions stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExceptionCounts {
    pub open: u64,
    pub acknowledged: u64,
    pub shelved: u64,
    pub suppressed: u64,
    /// Resolved, and a second person is to look.
    pub to_check: u64,
}

/// Which lines of the journal, in order of seq.
#[derive(Clone, Debug, Default)]
pub struct EntryFilter {
    pub after: u64,
    pub subject: Option<crate::domain::timer::Subject>,
    /// A business date.
    pub date: Option<NaiveDate>,
    /// 0: at most 1,000.
    pub limit: u32,
}

/// Fixed when the store was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreInfo {
    pub site: crate::domain::id::SiteId,
    pub name: String,
    pub created: Instant,
    /// A test clock has touched it.
    pub is_test: bool,
    pub access: Access,
}

/// How time stands in the store.
#[derive(Clone, Debug, PartialEq)]
pub struct Hour {
    pub epoch: u64,
    /// The wall time at which time stopped being trusted.
    pub clock_held: Option<Instant>,
    /// The first timer of all.
    pub next: Option<Timer>,
}
