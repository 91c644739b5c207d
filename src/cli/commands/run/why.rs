//! `floorboard run why RUN`.

use super::named;
use crate::cli::args::{Eyes, Reading};
use crate::cli::commands::why;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::domain::refusal::Refusal;
use crate::domain::step::StepKey;
use crate::domain::why::Asked;
use crate::words::Names;
use clap::Args;
use std::path::Path;

/// Say why a run is there: which file and line, which schedule, what made it due
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard run why R-12
  floorboard run why fridge-temperatures --step unit/walk-in
  floorboard run why R-12 --json")]
pub struct WhyRun {
    /// `R-12`, or the id of a SOP with one open run
    pub run: String,
    /// One line of its checklist: `unit/walk-in`
    #[arg(long, value_name = "STEP")]
    pub step: Option<String>,
    #[command(flatten)]
    pub eyes: Eyes,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &WhyRun, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let run = named(&mut session, &args.run)?;
    let step: Option<StepKey> = args.step.as_ref().map(|step| match step.parse() {
        Ok(step) => step,
        Err(never) => match never {},
    });
    let Some(why) = why::answer(&mut session, &Asked::Run { run: run.id, step })? else {
        return Err(session.refused(Refusal::NoSuchRun { run: run.id }));
    };
    let floor =
        session.floor()?.seen_by(args.eyes.by.as_deref()).with(&mut session.store, std::slice::from_ref(&run), &[])?;
    why::tell(&run.id.to_string(), &floor.run(run.id), &why, &floor, output)
}
