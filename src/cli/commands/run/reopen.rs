//! `floorboard run reopen RUN --reason TEXT`.

use super::{named, tell_of};
use crate::cli::args::Writing;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::command::Command;
use clap::Args;
use std::path::Path;

/// Reopen a run that is done; a manager may, with a reason. It raises an exception
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard run reopen R-12 --by maria --reason \"Fridge 2 was not read\"")]
pub struct Reopen {
    /// `R-12`
    pub run: String,
    /// Why, in a few words
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Reopen, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let run = named(&mut session, &args.run)?;
    let command = Command::ReopenRun { run: run.id, reason: body(&args.reason)? };
    let accepted = session.submit(&args.writing, &command)?;
    tell_of(&mut session, output, &accepted, run.id, |_| "reopened".to_owned())
}
