//! `floorboard exception raise TEXT`: something is wrong.

use super::tell_of;
use crate::cli::args::{Writing, word_of};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::command::Command;
use crate::domain::exception::Severity;
use crate::domain::id::RunId;
use crate::domain::step::StepKey;
use clap::Args;
use std::path::Path;

/// Say that something is wrong
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard exception raise \"Wet floor by the back door\" --severity low --by sam")]
pub struct Raise {
    /// What is wrong, in one line
    pub what: String,
    /// low, medium or high
    #[arg(long, value_name = "SEVERITY", default_value = "medium", value_parser = word_of::<Severity>)]
    pub severity: Severity,
    /// The run it was seen in: `R-12`
    #[arg(long, value_name = "RUN", value_parser = run_id)]
    pub run: Option<RunId>,
    /// The step of that run
    #[arg(long, value_name = "STEP[/ITEM]", requires = "run")]
    pub step: Option<String>,
    #[command(flatten)]
    pub writing: Writing,
}

fn run_id(typed: &str) -> Result<RunId, String> {
    typed.parse().map_err(|_not_a_number| "a run is written `R-12`".to_owned())
}

pub(super) fn run(site: Option<&Path>, args: &Raise, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let step = args.step.as_deref().map(|step| {
        let Ok(key) = step.parse::<StepKey>();
        key
    });
    let command = Command::RaiseException { what: body(&args.what)?, severity: args.severity, run: args.run, step };
    let accepted = session.submit(&args.writing, &command)?;
    tell_of(&mut session, output, &accepted, "raised")
}
