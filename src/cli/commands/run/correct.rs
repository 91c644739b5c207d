//! `floorboard run correct RUN STEP`: what was done about a reading out of range.

use super::{named, tell_of};
use crate::cli::args::Writing;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::command::Command;
use crate::domain::step::StepKey;
use crate::words::Names;
use clap::Args;
use std::path::Path;

/// Say what was done about a reading out of range
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard run correct R-12 unit/fridge-2 \"Moved the food\" --by sam")]
pub struct Correct {
    /// `R-12`, or the id of a SOP with one open run
    pub run: String,
    #[arg(value_name = "STEP[/ITEM]")]
    pub step: String,
    /// What was done; left out: as the limit says
    pub action: Option<String>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Correct, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let run = named(&mut session, &args.run)?;
    let Ok(step) = args.step.parse::<StepKey>();
    let action = args.action.as_deref().map(body).transpose()?;
    let command = Command::CorrectStep { run: run.id, step: step.clone(), action };
    let accepted = session.submit(&args.writing, &command)?;
    tell_of(&mut session, output, &accepted, run.id, |floor| format!("{} corrected", floor.step(run.id, &step)))
}
