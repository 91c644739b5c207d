//! One approval with what stands around it: the last ones of its kind, its run, what was done; and a run's own.

use super::rows::{actions, approvals, bodies, preparations, runs};
use super::{Store, StoreError, read, references};
use crate::domain::approval::{Approval, ApprovalStanding};
use crate::domain::id::{ApprovalId, RunId};
use crate::domain::journal::{ApprovalRead, Beside, WorkRead};
use crate::domain::preparation::Preparation;
use std::collections::BTreeSet;
use std::sync::Arc;

/// As many of its kind are compared.
const LIKE: usize = 3;
/// Among so many of the last.
const LOOKED_AT: u32 = 20;

impl Store {
    /// An approval, open or over; none where there is no such approval.
    pub fn approval_card(&mut self, id: ApprovalId) -> Result<Option<ApprovalRead>, StoreError> {
        self.read_at_once(|connection| {
            let Some(approval) = approvals::get(connection, id)? else { return Ok(None) };
            let mut like = approvals::of_kind(connection, &approval.sop, &approval.step, id, LOOKED_AT)?;
            like.retain(is_of_use);
            like.truncate(LIKE);
            let action = actions::of_run(connection, approval.run)?.into_iter().rev().find(|it| it.is_of(id));
            let ids = like.iter().map(|one| one.id).collect();
            let mut hashes = BTreeSet::new();
            let all: Vec<Approval> = like.into_iter().chain([approval]).collect();
            for one in &all {
                references::of_approval(one, &mut hashes);
            }
            // Each is read by the version of its own run, which says whether it is private.
            let mut runs_of = Vec::new();
            for run in all.iter().map(|one| one.run).collect::<BTreeSet<_>>() {
                runs_of.extend(runs::get(connection, run)?);
            }
            let versions = read::versions_of(connection, &runs_of)?;
            for run in &runs_of {
                references::of_run(run, &mut hashes);
            }
            let beside = Beside {
                runs: runs_of.into_iter().map(|run| (run.id, Arc::new(run))).collect(),
                approvals: all.into_iter().map(|one| (one.id, Arc::new(one))).collect(),
                versions,
                bodies: bodies::texts(connection, hashes)?,
                ..Beside::default()
            };
            Ok(Some(ApprovalRead { id, like: ids, action, beside }))
        })
    }
}

impl Store {
    /// All that agents laid out, asked and did in a run; none where there is no such run.
    pub fn run_work(&mut self, id: RunId) -> Result<Option<WorkRead>, StoreError> {
        self.read_at_once(|connection| {
            let Some(run) = runs::get(connection, id)? else { return Ok(None) };
            let preparations = preparations::of_run(connection, id)?;
            let approvals = approvals::of_run(connection, id)?;
            let mut hashes = BTreeSet::new();
            references::of_run(&run, &mut hashes);
            hashes.extend(preparations.iter().flat_map(Preparation::texts));
            hashes.extend(approvals.iter().flat_map(Approval::texts));
            let beside = Beside {
                versions: read::versions_of(connection, [&run])?,
                runs: [(id, Arc::new(run))].into(),
                preparations: preparations.into_iter().map(|one| (one.id, Arc::new(one))).collect(),
                approvals: approvals.into_iter().map(|one| (one.id, Arc::new(one))).collect(),
                bodies: bodies::texts(connection, hashes)?,
                ..Beside::default()
            };
            Ok(Some(WorkRead { run: id, actions: actions::of_run(connection, id)?, beside }))
        })
    }
}

/// Somebody stood up for it, or looked at it.
fn is_of_use(approval: &Approval) -> bool {
    matches!(approval.standing, ApprovalStanding::Approved { .. } | ApprovalStanding::Reviewed { .. })
}
