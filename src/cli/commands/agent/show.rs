//! `floorboard agent show AGENT`.

use super::{hash, short};
use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::AgentDetailShape;
use crate::domain::dossier::Dossier;
use crate::domain::id::AgentId;
use crate::domain::overview::AgentOverview;
use crate::domain::refusal::Refusal;
use crate::words::{Label, Names, dossier};
use clap::Args;
use std::path::Path;

/// Show one agent: its job, what it may use, what it did, and the dossier of each of its steps
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard agent show service-recovery
  floorboard agent show service-recovery --json")]
pub struct Show {
    /// Its id in `config/floorboard.toml`
    #[arg(value_name = "AGENT")]
    pub agent: String,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &Show, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let overview = session.store.agents_overview()?;
    let Some(agent) = overview.agents.iter().find(|it| it.agent.id.as_str() == args.agent) else {
        return Err(session.refused(Refusal::NoSuchAgent { agent: AgentId::new(&*args.agent) }));
    };
    let mut dossiers = Vec::new();
    for stands in agent.steps.iter().filter_map(|step| step.stands.as_ref()) {
        dossiers.extend(session.store.dossier(&stands.rollout)?);
    }
    let floor = session.floor()?;
    if output.is_json() {
        let with_hash = |it: &Dossier| (it.clone(), hash(it));
        let dossiers = dossiers.iter().map(with_hash).collect();
        return output.json(&AgentDetailShape::of(agent, overview.all_paused, dossiers));
    }
    for line in lines(agent, &floor) {
        output.line(&line)?;
    }
    for of in &dossiers {
        output.line("")?;
        for line in dossier::lines(of, &floor) {
            output.line(&line)?;
        }
        output.line(&format!("dossier {}", hash(of)))?;
        if of.to.is_some() && of.missing().is_empty() {
            output.talk(&format!("to promote: floorboard agent promote {} --dossier {}", of.rollout, short(&hash(of))));
        }
    }
    Ok(())
}

fn lines(overview: &AgentOverview, floor: &Floor) -> Vec<String> {
    let agent = &overview.agent;
    let still = if overview.paused { ", STANDS STILL" } else { "" };
    let mut lines = vec![format!("{}  {}{still}", agent.id, agent.name), agent.job.clone()];
    let list = |name: &str, all: &mut dyn Iterator<Item = String>| {
        let all: Vec<String> = all.collect();
        (!all.is_empty()).then(|| format!("{name}: {}", all.join(", ")))
    };
    lines.extend(list("serves", &mut agent.serves.iter().map(ToString::to_string)));
    lines.extend(list("may run", &mut agent.may.programs.iter().cloned()));
    lines.extend(list("may ask", &mut agent.may.hosts.iter().cloned()));
    lines.extend(list("may mail", &mut agent.may.mail.iter().cloned()));
    for watched in &overview.watched {
        let read = watched.read.map_or_else(|| "never read".to_owned(), |at| format!("read {}", floor.time(at)));
        let stale = watched.stale.map(|at| format!(", NOT TO BE RELIED ON since {}", floor.time(at)));
        lines.push(format!("watches {}: {read}, {} there{}", watched.source, watched.found, stale.unwrap_or_default()));
    }
    let looked = overview.looked.map_or_else(|| "never looked".to_owned(), |at| format!("looked {}", floor.time(at)));
    let of = &overview.counts;
    lines.push(format!(
        "{looked}; found {}, prepared {}, could not prepare {}, preparing {}",
        of.found, of.prepared, of.not_prepared, of.preparing
    ));
    lines.push(format!(
        "approved {}, changed {}, pushed back {}, rejected {}, expired {}, looked at {}; waiting {}, to look at {}",
        of.approved, of.changed, of.pushed_back, of.rejected, of.expired, of.reviewed, of.pending, of.to_review
    ));
    lines.push(format!("acted {}, failed {}, unknown {}, about to {}", of.acted, of.failed, of.unknown, of.acting));
    let laid_out = overview.steps.iter().filter(|step| step.stands.is_none());
    lines.extend(laid_out.map(|step| format!("{}/{}: {}: {}", step.sop, step.step, step.text, step.tier.label())));
    lines
}
