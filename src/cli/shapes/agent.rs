//! An agent, and a right that is lent, as JSON.

use super::word;
use crate::cli::floor::Floor;
use crate::domain::approval::Delegation;
use crate::domain::calendar::Instant;
use crate::domain::dossier::Dossier;
use crate::domain::overview::{AgentOverview, StepOverview, Watched, WorkCounts};
use crate::domain::rollout::{Agreement, Gate};
use crate::words::Names;
use serde::Serialize;

/// A line of `agent list`.
#[derive(Debug, Serialize)]
pub struct AgentShape {
    pub id: String,
    pub name: String,
    pub job: String,
    /// It stands still, by a word about it or about all.
    pub paused: bool,
    /// All stand still.
    pub all_paused: bool,
    pub serves: Vec<String>,
    pub programs: Vec<String>,
    pub hosts: Vec<String>,
    pub mail: Vec<String>,
    pub watches: Vec<WatchedShape>,
    pub looked: Option<Instant>,
    pub counts: CountsShape,
    pub steps: Vec<AgentStepShape>,
}

/// The whole of `agent show`.
#[derive(Debug, Serialize)]
pub struct AgentDetailShape {
    #[serde(flatten)]
    pub agent: AgentShape,
    pub dossiers: Vec<DossierShape>,
}

/// What a promotion is bound to.
#[derive(Debug, Serialize)]
pub struct DossierShape {
    pub hash: String,
    #[serde(flatten)]
    pub dossier: Dossier,
}

#[derive(Debug, Serialize)]
pub struct WatchedShape {
    pub source: String,
    pub read: Option<Instant>,
    pub found: u32,
    pub stale: Option<Instant>,
}

#[derive(Debug, Serialize)]
pub struct CountsShape {
    pub found: u64,
    pub prepared: u64,
    pub not_prepared: u64,
    pub preparing: u64,
    pub approved: u64,
    pub changed: u64,
    pub pushed_back: u64,
    pub rejected: u64,
    pub expired: u64,
    pub reviewed: u64,
    pub pending: u64,
    pub to_review: u64,
    pub acted: u64,
    pub failed: u64,
    pub unknown: u64,
    pub acting: u64,
}

/// A step that it works in; of one that lays material out only, `rollout` and what follows it are null.
#[derive(Debug, Serialize)]
pub struct AgentStepShape {
    pub sop: String,
    pub title: String,
    pub step: String,
    pub text: String,
    pub tier: String,
    pub rollout: Option<String>,
    pub mode: Option<String>,
    pub since: Option<Instant>,
    /// Where a promotion would put it.
    pub next: Option<String>,
    pub judged: Option<u32>,
    pub agreement: Option<AgreementShape>,
    pub gates: Vec<GateShape>,
}

/// Percent.
#[derive(Debug, Serialize)]
pub struct AgreementShape {
    pub rate: u8,
    pub lower: u8,
}

#[derive(Debug, Serialize)]
pub struct GateShape {
    #[serde(flatten)]
    pub gate: Gate,
    pub met: bool,
}

/// A right that is lent.
#[derive(Debug, Serialize)]
pub struct DelegationShape {
    pub role: String,
    pub of: String,
    pub to: String,
    pub from: Instant,
    pub until: Instant,
    pub reason: Option<String>,
}

impl AgentShape {
    pub fn of(overview: &AgentOverview, all_paused: bool) -> Self {
        let agent = &overview.agent;
        Self {
            id: agent.id.to_string(),
            name: agent.name.clone(),
            job: agent.job.clone(),
            paused: overview.paused,
            all_paused,
            serves: agent.serves.iter().map(ToString::to_string).collect(),
            programs: agent.may.programs.iter().cloned().collect(),
            hosts: agent.may.hosts.iter().cloned().collect(),
            mail: agent.may.mail.iter().cloned().collect(),
            watches: overview.watched.iter().map(WatchedShape::of).collect(),
            looked: overview.looked,
            counts: CountsShape::of(&overview.counts),
            steps: overview.steps.iter().map(AgentStepShape::of).collect(),
        }
    }
}

impl AgentDetailShape {
    pub fn of(overview: &AgentOverview, all_paused: bool, dossiers: Vec<(Dossier, String)>) -> Self {
        let dossiers = dossiers.into_iter().map(|(dossier, hash)| DossierShape { hash, dossier });
        Self { agent: AgentShape::of(overview, all_paused), dossiers: dossiers.collect() }
    }
}

impl WatchedShape {
    fn of(watched: &Watched) -> Self {
        let (source, read, found, stale) = (watched.source.to_string(), watched.read, watched.found, watched.stale);
        Self { source, read, found, stale }
    }
}

impl CountsShape {
    fn of(counts: &WorkCounts) -> Self {
        Self {
            found: counts.found,
            prepared: counts.prepared,
            not_prepared: counts.not_prepared,
            preparing: counts.preparing,
            approved: counts.approved,
            changed: counts.changed,
            pushed_back: counts.pushed_back,
            rejected: counts.rejected,
            expired: counts.expired,
            reviewed: counts.reviewed,
            pending: counts.pending,
            to_review: counts.to_review,
            acted: counts.acted,
            failed: counts.failed,
            unknown: counts.unknown,
            acting: counts.acting,
        }
    }
}

impl AgentStepShape {
    fn of(step: &StepOverview) -> Self {
        let stands = step.stands.as_ref();
        let gate = |gate: &Gate| GateShape { gate: *gate, met: gate.is_met() };
        let agreement = |it: Agreement| AgreementShape { rate: it.rate, lower: it.lower };
        Self {
            sop: step.sop.to_string(),
            title: step.title.clone(),
            step: step.step.to_string(),
            text: step.text.clone(),
            tier: word(&step.tier),
            rollout: stands.map(|stands| stands.rollout.to_string()),
            mode: stands.map(|stands| word(&stands.mode)),
            since: stands.map(|stands| stands.since),
            next: stands.and_then(|stands| stands.next).as_ref().map(word),
            judged: stands.map(|stands| stands.tally.judged()),
            agreement: stands.and_then(|stands| stands.agreement).map(agreement),
            gates: stands.map(|stands| stands.gates.iter().map(gate).collect()).unwrap_or_default(),
        }
    }
}

impl DelegationShape {
    pub fn of(delegation: &Delegation, floor: &Floor) -> Self {
        Self {
            role: delegation.role.to_string(),
            of: delegation.of.to_string(),
            to: delegation.to.to_string(),
            from: delegation.from,
            until: delegation.until,
            reason: floor.body(&delegation.reason),
        }
    }
}
