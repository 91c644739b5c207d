//! `floorboard exception why ID`.

use super::{floor, id};
use crate::cli::args::{Eyes, Reading};
use crate::cli::commands::why;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::domain::id::ExceptionId;
use crate::domain::refusal::Refusal;
use crate::domain::why::Asked;
use clap::Args;
use std::path::Path;

/// Say why an exception is there: which fact, which limit or trigger, which file and line
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard exception why E-3
  floorboard exception why E-3 --json")]
pub struct WhyException {
    /// `E-5`
    #[arg(value_name = "ID", value_parser = id)]
    pub exception: ExceptionId,
    #[command(flatten)]
    pub eyes: Eyes,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &WhyException, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let Some(why) = why::answer(&mut session, &Asked::Exception(args.exception))? else {
        return Err(session.refused(Refusal::NoSuchException { exception: args.exception }));
    };
    let known: Vec<_> = why.exception.as_deref().into_iter().cloned().collect();
    let floor = floor(&mut session, &args.eyes, &known)?;
    why::tell(&args.exception.to_string(), "", &why, &floor, output)
}
