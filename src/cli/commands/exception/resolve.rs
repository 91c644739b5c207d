//! `floorboard exception resolve ID --cause CAUSE`.

use super::{id, tell_of};
use crate::cli::args::{Writing, word_of};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::command::Command;
use crate::domain::exception::ResolutionCause;
use crate::domain::id::ExceptionId;
use crate::words::Label;
use clap::Args;
use std::path::Path;

/// Close it, with why it came to be and what was decided
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard exception resolve E-3 --cause equipment --decision \"New door seal is ordered\" --by maria")]
pub struct Resolve {
    /// `E-5`
    #[arg(value_name = "ID", value_parser = id)]
    pub exception: ExceptionId,
    /// fixed, equipment, forgotten, stock, false-alarm or other
    #[arg(long, value_name = "CAUSE", value_parser = choosable)]
    pub cause: ResolutionCause,
    /// What was decided; `other` needs it
    #[arg(long, value_name = "TEXT")]
    pub decision: Option<String>,
    #[command(flatten)]
    pub writing: Writing,
}

/// `data-corrected` and `cleared` are for the domain to say.
fn choosable(typed: &str) -> Result<ResolutionCause, String> {
    let cause = word_of::<ResolutionCause>(typed)?;
    if ResolutionCause::ALL.contains(&cause) { Ok(cause) } else { Err("not for a person to choose".to_owned()) }
}

pub(super) fn run(site: Option<&Path>, args: &Resolve, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let decision = args.decision.as_deref().map(body).transpose()?;
    let command = Command::ResolveException { exception: args.exception, cause: args.cause, decision };
    let accepted = session.submit(&args.writing, &command)?;
    tell_of(&mut session, output, &accepted, &format!("resolved, {}", args.cause.label()))
}
