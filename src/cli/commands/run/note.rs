//! `floorboard run note RUN TEXT`.

use super::{named, tell_of};
use crate::cli::args::Writing;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::command::Command;
use crate::domain::step::StepKey;
use clap::Args;
use std::path::Path;

/// Add a note to a run, or to one of its steps
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard run note R-12 \"Door seal is worn\" --by sam")]
pub struct Note {
    /// `R-12`, or the id of a SOP with one open run
    pub run: String,
    pub text: String,
    #[arg(long, value_name = "STEP[/ITEM]")]
    pub step: Option<String>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Note, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let run = named(&mut session, &args.run)?;
    let step = args.step.as_deref().map(|step| {
        let Ok(key) = step.parse::<StepKey>();
        key
    });
    let command = Command::AddNote { run: run.id, step, text: body(&args.text)? };
    let accepted = session.submit(&args.writing, &command)?;
    tell_of(&mut session, output, &accepted, run.id, |_| "note added".to_owned())
}
