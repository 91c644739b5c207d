//! `floorboard exception ack ID`: "I'm on it".

use super::{id, tell_of};
use crate::cli::args::Writing;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::command::Command;
use crate::domain::id::ExceptionId;
use clap::Args;
use std::path::Path;

/// Take it: "I'm on it"
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard exception ack E-3 --by maria")]
pub struct Ack {
    /// `E-5`
    #[arg(value_name = "ID", value_parser = id)]
    pub exception: ExceptionId,
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Ack, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let note = args.note.as_deref().map(body).transpose()?;
    let command = Command::AcknowledgeException { exception: args.exception, note };
    let accepted = session.submit(&args.writing, &command)?;
    tell_of(&mut session, output, &accepted, "taken")
}
