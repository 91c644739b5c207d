//! `floorboard run cancel RUN --reason TEXT`.

use super::{named, tell_of};
use crate::cli::args::Writing;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::command::Command;
use clap::Args;
use std::path::Path;

/// Cancel an open run; a manager may, with a reason
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard run cancel R-12 --by maria --reason \"Closed for the funeral\"")]
pub struct Cancel {
    /// `R-12`, or the id of a SOP with one open run
    pub run: String,
    /// Why, in a few words
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Cancel, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let run = named(&mut session, &args.run)?;
    let command = Command::CancelRun { run: run.id, reason: body(&args.reason)? };
    let accepted = session.submit(&args.writing, &command)?;
    tell_of(&mut session, output, &accepted, run.id, |_| "cancelled".to_owned())
}
