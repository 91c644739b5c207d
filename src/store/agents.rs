//! Agents at a glance, and the dossier of each of their steps, as the view and the command line ask.

use super::fault::Fallible;
use super::rows::{actions, approvals, floor, preparations, rollouts, sops, sources};
use super::{Store, StoreError, parsed};
use crate::domain::agent::Agent;
use crate::domain::calendar::Instant;
use crate::domain::dossier::Dossier;
use crate::domain::id::{AgentId, RolloutId, VersionHash};
use crate::domain::overview::{AgentOverview, AgentsOverview, Stands, StepOverview, Watched, WorkCounts};
use crate::domain::preparation::{Preparation, PreparationStanding};
use crate::domain::rollout::{Rollout, rollout_id};
use crate::domain::site::Site;
use crate::domain::sop::{AgentWork, Sop};
use crate::domain::source::Standing;
use crate::domain::state::SopStatus;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Of an agent's preparations, so many are looked through for the last that came to an end.
const NEWEST: u32 = 20;

impl Store {
    /// Every agent of the site in force: what it watches, found and laid out, what became of it, and where its steps stand.
    pub fn agents_overview(&mut self) -> Result<AgentsOverview, StoreError> {
        let now = self.options.clock.now();
        self.read_at_once(|connection| {
            let floor = floor::get(connection)?;
            let site = floor.config.as_ref().map(|hash| parsed::site(connection, hash)).transpose()?.flatten();
            let Some(site) = site else { return Ok(AgentsOverview::default()) };
            let steps = steps(connection, now)?;
            let agents = site.agents.iter().map(|agent| {
                let steps = steps.iter().filter(|(of, _)| *of == agent.id).map(|(_, step)| step.clone()).collect();
                overview(connection, &site, agent, floor.paused.holds(&agent.id), steps)
            });
            Ok(AgentsOverview { all_paused: floor.paused.all, agents: agents.collect::<Fallible<_>>()? })
        })
    }

    /// What the system writes about a step before somebody promotes it; none where its SOP is not in force, or no agent
    /// acts in it any more.
    pub fn dossier(&mut self, id: &RolloutId) -> Result<Option<Dossier>, StoreError> {
        let now = self.options.clock.now();
        self.read_at_once(|connection| dossier(connection, id, now))
    }
}

pub(super) fn dossier(connection: &Connection, id: &RolloutId, now: Instant) -> Fallible<Option<Dossier>> {
    let Some(rollout) = rollouts::get(connection, id)? else { return Ok(None) };
    let Some(row) = sops::get(connection, &rollout.sop)? else { return Ok(None) };
    if row.status != SopStatus::InForce {
        return Ok(None);
    }
    let sop = parsed::sop(connection, &row.hash)?;
    let work = sop.as_deref().and_then(|sop| work_of(sop, &rollout));
    Ok(work.map(|work| Dossier::of(&rollout, work, &row.hash, now)))
}

/// What the rollout's agent still does in its step.
fn work_of<'s>(sop: &'s Sop, rollout: &Rollout) -> Option<&'s AgentWork> {
    let work = sop.step(&rollout.step)?.work.as_deref()?;
    (work.act.is_some() && work.agent == rollout.agent).then_some(work)
}

/// Steps of SOPs in force that agents work in, and whose they are.
fn steps(connection: &Connection, now: Instant) -> Fallible<Vec<(AgentId, StepOverview)>> {
    let rollouts: BTreeMap<RolloutId, Rollout> =
        rollouts::all(connection)?.into_iter().map(|rollout| (rollout.id.clone(), rollout)).collect();
    let mut found = Vec::new();
    for (sop, hash) in in_force(connection)? {
        for step in &sop.steps {
            let Some(work) = step.work.as_deref() else { continue };
            let rollout = rollouts.get(&rollout_id(&sop.id, &step.id)).filter(|rollout| rollout.agent == work.agent);
            let stands = rollout.filter(|_| work.act.is_some()).map(|rollout| stands(rollout, work, &hash, now));
            let overview = StepOverview {
                sop: sop.id.clone(),
                title: sop.title.clone(),
                step: step.id.clone(),
                text: step.text.clone(),
                tier: work.tier,
                stands,
            };
            found.push((work.agent.clone(), overview));
        }
    }
    Ok(found)
}

fn in_force(connection: &Connection) -> Fallible<Vec<(Arc<Sop>, VersionHash)>> {
    let mut found = Vec::new();
    for row in sops::all(connection)?.into_iter().filter(|row| row.status == SopStatus::InForce) {
        found.extend(parsed::sop(connection, &row.hash)?.map(|sop| (sop, row.hash)));
    }
    Ok(found)
}

fn stands(rollout: &Rollout, work: &AgentWork, version: &VersionHash, now: Instant) -> Stands {
    let dossier = Dossier::of(rollout, work, version, now);
    Stands {
        rollout: dossier.rollout,
        mode: dossier.mode,
        since: dossier.since,
        tally: dossier.tally,
        agreement: dossier.agreement,
        asked: work.gates,
        gates: dossier.gates,
        next: dossier.to,
    }
}

fn overview(
    connection: &Connection,
    site: &Site,
    agent: &Agent,
    paused: bool,
    steps: Vec<StepOverview>,
) -> Fallible<AgentOverview> {
    let watched = watched(connection, site, &agent.id)?;
    let ended = preparations::of_agent(connection, &agent.id, NEWEST)?.iter().find_map(ended);
    let looked = watched.iter().filter_map(|source| source.read).chain(ended).max();
    let counts = counts(connection, &agent.id)?;
    Ok(AgentOverview { agent: agent.clone(), paused, watched, looked, counts, steps })
}

fn watched(connection: &Connection, site: &Site, agent: &AgentId) -> Fallible<Vec<Watched>> {
    let of = site.sources.iter().filter(|source| source.agent.as_ref() == Some(agent));
    of.map(|source| {
        let reads = sources::reads(connection, &source.id)?;
        let stale = match sources::get(connection, &source.id)?.map(|row| row.standing) {
            Some(Standing::Stale { since }) => Some(since),
            _ => None,
        };
        let (read, found) = reads.map_or((None, 0), |reads| (reads.read, reads.found));
        Ok(Watched { source: source.id.clone(), read, found, stale })
    })
    .collect()
}

/// When somebody came to an end with it.
fn ended(preparation: &Preparation) -> Option<Instant> {
    match preparation.standing {
        PreparationStanding::Ready { at, .. } | PreparationStanding::Failed { at, .. } => Some(at),
        _ => None,
    }
}

fn counts(connection: &Connection, agent: &AgentId) -> Fallible<WorkCounts> {
    let prepared = preparations::counts_of(connection, agent)?;
    let decided = approvals::counts_of(connection, agent)?;
    let acted = actions::counts_of(connection, agent)?;
    let sum = |of: &BTreeMap<String, u64>, words: &[&str]| words.iter().filter_map(|word| of.get(*word)).sum();
    Ok(WorkCounts {
        found: prepared.values().sum(),
        prepared: sum(&prepared, &["ready"]),
        not_prepared: sum(&prepared, &["failed"]),
        preparing: sum(&prepared, &["held", "waiting", "claimed"]),
        approved: sum(&decided, &["approved"]),
        changed: sum(&decided, &["changed"]),
        pushed_back: sum(&decided, &["pushed-back"]),
        rejected: sum(&decided, &["rejected"]),
        expired: sum(&decided, &["expired"]),
        reviewed: sum(&decided, &["reviewed"]),
        pending: sum(&decided, &["pending"]),
        to_review: sum(&decided, &["review"]),
        acted: sum(&acted, &["succeeded"]),
        failed: sum(&acted, &["failed"]),
        unknown: sum(&acted, &["unknown"]),
        acting: sum(&acted, &["approved", "held", "claimed", "running"]),
    })
}
