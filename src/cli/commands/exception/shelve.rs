//! `floorboard exception shelve ID --until T --reason TEXT`: "later".

use super::{id, tell_of};
use crate::cli::args::Writing;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::command::Command;
use crate::domain::id::ExceptionId;
use crate::words::Names;
use clap::Args;
use std::path::Path;

/// Put it off until a time, with a reason; then it is open again by itself
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard exception shelve E-3 --until 18:00 --reason \"The engineer comes at five\" --by maria
  floorboard exception shelve E-3 --until +3d --reason \"Parts are ordered\" --by maria")]
pub struct Shelve {
    /// `E-5`
    #[arg(value_name = "ID", value_parser = id)]
    pub exception: ExceptionId,
    /// Until when: `18:00`, `2026-11-25 08:00`, or from now on: `+2h`, `+3d`
    #[arg(long, value_name = "T")]
    pub until: String,
    /// Why, in a few words
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Shelve, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let until = session.ahead(&args.until)?;
    let told = session.floor()?.time(until);
    let command = Command::ShelveException { exception: args.exception, until, reason: body(&args.reason)? };
    let accepted = session.submit(&args.writing, &command)?;
    tell_of(&mut session, output, &accepted, &format!("put off until {told}"))
}
