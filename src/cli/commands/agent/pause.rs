//! `floorboard agent pause AGENT|--all`.

use crate::cli::args::Writing;
use crate::cli::commands::tell;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::command::Command;
use crate::domain::id::AgentId;
use clap::Args;
use std::path::Path;

/// Let an agent, or all, stand still at once: nothing is prepared and nothing acts until it is resumed
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard agent pause service-recovery --reason \"It answers the wrong guests\" --by sam
  floorboard agent pause --all --by sam")]
pub struct Pause {
    /// Its id in `config/floorboard.toml`
    #[arg(value_name = "AGENT", required_unless_present = "all")]
    pub agent: Option<String>,
    /// All of them
    #[arg(long, conflicts_with = "agent")]
    pub all: bool,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Pause, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let agent = args.agent.as_deref().map(AgentId::new);
    let reason = args.reason.as_deref().map(body).transpose()?;
    let accepted = session.submit(&args.writing, &Command::PauseAgent { agent, reason })?;
    let what = match (&args.agent, accepted.entries.is_empty()) {
        (Some(agent), false) => format!("{agent} stands still"),
        (Some(agent), true) => format!("{agent} stood still already"),
        (None, false) => "all agents stand still".to_owned(),
        (None, true) => "all agents stood still already".to_owned(),
    };
    tell(output, &accepted, &what)
}
