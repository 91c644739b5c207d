//! `floorboard exception verify ID`: a second person looked at it.

use super::{id, tell_of};
use crate::cli::args::Writing;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::command::Command;
use crate::domain::id::ExceptionId;
use clap::Args;
use std::path::Path;

/// Say that what was resolved is as was said: a second person, not who resolved it
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard exception list --to-check
  floorboard exception verify E-3 --note \"4.1 °C at noon\" --by sam")]
pub struct Verify {
    /// `E-5`
    #[arg(value_name = "ID", value_parser = id)]
    pub exception: ExceptionId,
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Verify, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let note = args.note.as_deref().map(body).transpose()?;
    let command = Command::VerifyException { exception: args.exception, note };
    let accepted = session.submit(&args.writing, &command)?;
    tell_of(&mut session, output, &accepted, "checked")
}
