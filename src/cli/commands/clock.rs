//! `floorboard clock confirm`: a manager says that the wall clock is right.

use super::tell;
use crate::cli::args::Writing;
use crate::cli::failure::Failure;
use crate::cli::output::{Format, Output};
use crate::cli::session::{Session, body};
use crate::domain::command::Command;
use clap::{Args, Subcommand};
use std::path::Path;

/// Say that the machine's clock is right, where the engine does not trust it.
#[derive(Debug, Args)]
pub struct Clock {
    #[command(subcommand)]
    pub act: Act,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    Confirm(Confirm),
}

/// Confirm the time as it is now; only a manager may. Schedules go on from here, nothing fires twice.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard clock confirm --by maria --reason \"battery changed\"")]
pub struct Confirm {
    /// What was wrong with it, in a few words
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub writing: Writing,
}

impl Clock {
    pub fn format(&self) -> Format {
        let Act::Confirm(args) = &self.act;
        args.writing.format()
    }
}

pub(super) fn run(site: Option<&Path>, args: Clock, output: &mut Output) -> Result<(), Failure> {
    let Act::Confirm(args) = args.act;
    let mut session = Session::writing(site)?;
    let command = Command::ResetClock { reason: body(&args.reason)? };
    let accepted = session.submit(&args.writing, &command)?;
    tell(
        output,
        &accepted,
        &format!("the time is {}, and is trusted again", session.now().format("%Y-%m-%d %H:%M:%SZ")),
    )
}
