//! Preparations, approvals and actions, as whoever runs agents and whoever decides asks.

use super::fault::Fallible;
use super::rows::{actions, approvals, floor, preparations, rollouts, signals};
use super::{Store, StoreError};
use crate::domain::action::Action;
use crate::domain::approval::{Approval, Delegation};
use crate::domain::id::{ActionId, AgentId, ApprovalId, CaseId, PreparationId, RolloutId, RunId, SopId, StepId};
use crate::domain::preparation::Preparation;
use crate::domain::rollout::{Paused, Rollout};
use crate::domain::signal::Signal;
use rusqlite::Connection;

/// All that agents did, and are to do, in a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunWork {
    pub preparations: Vec<Preparation>,
    pub approvals: Vec<Approval>,
    pub actions: Vec<Action>,
}

impl Store {
    pub fn preparation(&mut self, id: PreparationId) -> Result<Option<Preparation>, StoreError> {
        self.read(|connection| preparations::get(connection, id))
    }

    pub fn approval(&mut self, id: ApprovalId) -> Result<Option<Approval>, StoreError> {
        self.read(|connection| approvals::get(connection, id))
    }

    pub fn action(&mut self, id: ActionId) -> Result<Option<Action>, StoreError> {
        self.read(|connection| actions::get(connection, id))
    }

    pub fn rollout(&mut self, id: &RolloutId) -> Result<Option<Rollout>, StoreError> {
        self.read(|connection| rollouts::get(connection, id))
    }

    pub fn rollouts(&mut self) -> Result<Vec<Rollout>, StoreError> {
        self.read(rollouts::all)
    }

    pub fn work_of(&mut self, run: RunId) -> Result<RunWork, StoreError> {
        self.read(|connection| {
            Ok(RunWork {
                preparations: preparations::of_run(connection, run)?,
                approvals: approvals::of_run(connection, run)?,
                actions: actions::of_run(connection, run)?,
            })
        })
    }

    /// Of an agent, the newest first, at most so many of each.
    pub fn work_of_agent(&mut self, agent: &AgentId, most: u32) -> Result<RunWork, StoreError> {
        self.read(|connection| {
            Ok(RunWork {
                preparations: preparations::of_agent(connection, agent, most)?,
                approvals: approvals::of_agent(connection, agent, most)?,
                actions: actions::of_agent(connection, agent, most)?,
            })
        })
    }

    /// Those that wait for a decision, the soonest first; then those that wait for a look.
    pub fn open_approvals(&mut self, most: u32) -> Result<Vec<Approval>, StoreError> {
        self.read(|connection| approvals::open(connection, most))
    }

    /// All, the newest first; 0 is as many as are given at once.
    pub fn approvals(&mut self, most: u32) -> Result<Vec<Approval>, StoreError> {
        self.read(|connection| approvals::all(connection, most))
    }

    /// How many wait for a decision, and for a look.
    pub fn approval_counts(&mut self) -> Result<(u64, u64), StoreError> {
        self.read(|connection| Ok(approvals::counts(connection)?))
    }

    /// Of a step, the newest first.
    pub fn of_kind(&mut self, sop: &SopId, step: &StepId, most: u32) -> Result<Vec<Approval>, StoreError> {
        let all = ApprovalId(i64::MAX as u64);
        self.read(|connection| approvals::of_kind(connection, sop, step, all, most))
    }

    /// Of a step and a case, the newest first.
    pub fn of_kind_and_case(
        &mut self,
        sop: &SopId,
        step: &StepId,
        case: &CaseId,
        most: u32,
    ) -> Result<Vec<Approval>, StoreError> {
        self.read(|connection| approvals::of_case(connection, (sop, step), case, most))
    }

    /// Of a case, in their order: the newest of them.
    pub fn signals_of(&mut self, case: &CaseId, most: u32) -> Result<Vec<Signal>, StoreError> {
        self.read(|connection| signals::of_case(connection, case, most))
    }

    /// The last ones of its kind, the newest first.
    pub fn like(&mut self, approval: &Approval, most: u32) -> Result<Vec<Approval>, StoreError> {
        self.read(|connection| approvals::of_kind(connection, &approval.sop, &approval.step, approval.id, most))
    }

    pub fn actions(&mut self, most: u32) -> Result<Vec<Action>, StoreError> {
        self.read(|connection| actions::all(connection, most))
    }

    /// Not over, or nobody knows.
    pub fn open_actions(&mut self) -> Result<Vec<Action>, StoreError> {
        self.read(actions::open)
    }

    /// Preparations that may be taken now, in order.
    pub fn preparations_waiting(&mut self, most: u32) -> Result<Vec<Preparation>, StoreError> {
        self.read(|connection| preparations::waiting(connection, most))
    }

    /// Actions that may be taken now, in order.
    pub fn actions_approved(&mut self, most: u32) -> Result<Vec<Action>, StoreError> {
        self.read(|connection| actions::approved(connection, most))
    }

    /// Whether agents have anything to do now, or something under way.
    pub fn has_work(&mut self) -> Result<bool, StoreError> {
        self.read(|connection| {
            Ok(!preparations::waiting(connection, 1)?.is_empty()
                || !actions::approved(connection, 1)?.is_empty()
                || under_way(connection)?)
        })
    }

    /// Whether something was taken and is not over.
    pub fn has_work_under_way(&mut self) -> Result<bool, StoreError> {
        self.read(under_way)
    }

    pub fn paused(&mut self) -> Result<Paused, StoreError> {
        self.read(|connection| Ok(floor::get(connection)?.paused))
    }

    /// Rights that are lent, or will be.
    pub fn delegations(&mut self) -> Result<Vec<Delegation>, StoreError> {
        self.read(|connection| Ok(floor::get(connection)?.delegations))
    }
}

fn under_way(connection: &Connection) -> Fallible<bool> {
    Ok(!preparations::claimed(connection)?.is_empty() || !actions::under_way(connection)?.is_empty())
}
