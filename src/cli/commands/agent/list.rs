//! `floorboard agent list`.

use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::AgentShape;
use crate::domain::overview::{AgentOverview, StepOverview};
use crate::words::{Label, Names};
use clap::Args;
use std::path::Path;

/// List agents: when each last looked, what it prepared, what people made of it, and where its steps stand
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard agent list
  floorboard agent list --json")]
pub struct List {
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &List, output: &mut Output) -> Result<(), Failure> {
    let _ = args;
    let mut session = Session::reading(site)?;
    let overview = session.store.agents_overview()?;
    let floor = session.floor()?;
    if output.is_json() {
        return overview.agents.iter().try_for_each(|agent| output.json(&AgentShape::of(agent, overview.all_paused)));
    }
    if overview.agents.is_empty() {
        output.talk("no agents: `config/floorboard.toml` names them, as `[[agent]]`");
        return Ok(());
    }
    let rows = overview.agents.iter().map(|agent| row(agent, &floor)).collect();
    output
        .table(&["AGENT", "LOOKED", "FOUND", "PREPARED", "APPROVED", "CHANGED", "REJECTED", "WAITS", "STANDS"], rows)?;
    if overview.all_paused {
        output.talk("all agents stand still: `floorboard agent resume --all`");
    }
    Ok(())
}

fn row(overview: &AgentOverview, floor: &Floor) -> Vec<String> {
    let counts = &overview.counts;
    let steps: Vec<String> = overview.steps.iter().map(stands).collect();
    let paused = if overview.paused { "STANDS STILL; " } else { "" };
    vec![
        overview.agent.id.to_string(),
        overview.looked.map(|at| floor.time(at)).unwrap_or_default(),
        counts.found.to_string(),
        counts.prepared.to_string(),
        counts.approved.to_string(),
        counts.changed.to_string(),
        counts.rejected.to_string(),
        (counts.pending + counts.to_review).to_string(),
        format!("{paused}{}", steps.join(", ")),
    ]
}

/// `complaint/reply assist 87 %`.
fn stands(step: &StepOverview) -> String {
    let Some(stands) = &step.stands else { return format!("{}/{} lays out", step.sop, step.step) };
    let agreement = stands.agreement.map(|agreement| format!(" {} %", agreement.rate)).unwrap_or_default();
    format!("{} {}{agreement}", stands.rollout, stands.mode.label())
}
