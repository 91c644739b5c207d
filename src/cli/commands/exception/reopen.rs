//! `floorboard exception reopen ID --reason TEXT`: it was not resolved after all.

use super::{id, tell_of};
use crate::cli::args::Writing;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::command::Command;
use crate::domain::id::ExceptionId;
use clap::Args;
use std::path::Path;

/// Open it again, with a reason
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard exception reopen E-3 --reason \"9 °C again an hour later\" --by sam")]
pub struct Reopen {
    /// `E-5`
    #[arg(value_name = "ID", value_parser = id)]
    pub exception: ExceptionId,
    /// Why, in a few words
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Reopen, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let command = Command::ReopenException { exception: args.exception, reason: body(&args.reason)? };
    let accepted = session.submit(&args.writing, &command)?;
    tell_of(&mut session, output, &accepted, "open again")
}
