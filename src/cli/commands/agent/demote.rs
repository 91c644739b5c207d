//! `floorboard agent demote SOP/STEP REASON`.

use crate::cli::args::Writing;
use crate::cli::commands::tell;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::command::Command;
use crate::domain::fact::Fact;
use crate::domain::id::RolloutId;
use crate::words::Label;
use clap::Args;
use std::path::Path;

/// Take a step back by one level, with why
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard agent demote complaint/reply \"It promised a refund\" --by maria")]
pub struct Demote {
    /// `SOP/STEP`
    #[arg(value_name = "SOP/STEP")]
    pub rollout: String,
    /// Why
    pub reason: String,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Demote, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let command = Command::DemoteAgent { rollout: RolloutId::new(&*args.rollout), reason: body(&args.reason)? };
    let accepted = session.submit(&args.writing, &command)?;
    let to = accepted.entries.iter().find_map(|entry| match &entry.fact {
        Fact::AgentDemoted { to, .. } => Some(to.label()),
        _ => None,
    });
    tell(output, &accepted, &format!("{}: {} from now on", args.rollout, to.unwrap_or_default()))
}
