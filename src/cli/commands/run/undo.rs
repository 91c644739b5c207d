//! `floorboard run undo RUN STEP`.

use super::{named, tell_of};
use crate::cli::args::{Writing, word_of};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::domain::command::Command;
use crate::domain::step::{StepKey, UndoReason};
use crate::words::Names;
use clap::Args;
use std::path::Path;

/// Undo an answer; once the run is done, only by the same person, within five minutes
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard run undo R-12 lights --by sam --reason wrong-item")]
pub struct Undo {
    /// `R-12`, or the id of a SOP with one open run
    pub run: String,
    #[arg(value_name = "STEP[/ITEM]")]
    pub step: String,
    /// mistake, wrong-item, wrong-value or not-done-yet
    #[arg(long, value_name = "REASON", default_value = "mistake", value_parser = choosable)]
    pub reason: UndoReason,
    #[command(flatten)]
    pub writing: Writing,
}

/// `depends-on-undone` is for the domain to say.
fn choosable(typed: &str) -> Result<UndoReason, String> {
    let reason = word_of::<UndoReason>(typed)?;
    if UndoReason::ALL.contains(&reason) { Ok(reason) } else { Err("not for a person to choose".to_owned()) }
}

pub(super) fn run(site: Option<&Path>, args: &Undo, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let run = named(&mut session, &args.run)?;
    let Ok(step) = args.step.parse::<StepKey>();
    let command = Command::UndoStep { run: run.id, step: step.clone(), reason: args.reason };
    let accepted = session.submit(&args.writing, &command)?;
    tell_of(&mut session, output, &accepted, run.id, |floor| format!("{} undone", floor.step(run.id, &step)))
}
