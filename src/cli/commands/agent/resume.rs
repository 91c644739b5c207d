//! `floorboard agent resume AGENT|--all`.

use crate::cli::args::Writing;
use crate::cli::commands::tell;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::domain::command::Command;
use crate::domain::id::AgentId;
use clap::Args;
use std::path::Path;

/// Let an agent, or all, go on
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard agent resume service-recovery --by maria
  floorboard agent resume --all --by maria")]
pub struct Resume {
    /// Its id in `config/floorboard.toml`
    #[arg(value_name = "AGENT", required_unless_present = "all")]
    pub agent: Option<String>,
    /// All of them
    #[arg(long, conflicts_with = "agent")]
    pub all: bool,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Resume, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let agent = args.agent.as_deref().map(AgentId::new);
    let accepted = session.submit(&args.writing, &Command::ResumeAgent { agent })?;
    let what = match (&args.agent, accepted.entries.is_empty()) {
        (Some(agent), false) => format!("{agent} goes on"),
        (Some(agent), true) => format!("{agent} did not stand still"),
        (None, false) => "all agents go on".to_owned(),
        (None, true) => "no agent stood still".to_owned(),
    };
    tell(output, &accepted, &what)
}
