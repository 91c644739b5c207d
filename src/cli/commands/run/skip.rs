//! `floorboard run skip RUN [STEP]`: one step, the rest too, or the whole run.

use super::{named, tell_of};
use crate::cli::args::{Writing, word_of};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::command::{Command, Rest};
use crate::domain::step::{SkipReason, StepKey};
use crate::words::{Label, Names};
use clap::Args;
use std::path::Path;

/// Skip a step, or without one the whole run; always with a reason
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard run skip R-12 lights --by sam --reason not-needed")]
pub struct Skip {
    /// `R-12`, or the id of a SOP with one open run
    pub run: String,
    #[arg(value_name = "STEP[/ITEM]")]
    pub step: Option<String>,
    /// Also every step that is still open, for the same reason
    #[arg(long, requires = "step")]
    pub rest: bool,
    /// not-needed, out-of-use, no-access, no-time, no-equipment or other
    #[arg(long, value_name = "REASON", value_parser = word_of::<SkipReason>)]
    pub reason: SkipReason,
    /// More about it; `other` needs one
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Skip, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let run = named(&mut session, &args.run)?;
    let note = args.note.as_deref().map(body).transpose()?;
    let (reason, rest) = (args.reason, if args.rest { Rest::SkipToo } else { Rest::Keep });
    let step = args.step.as_deref().map(|step| {
        let Ok(key) = step.parse::<StepKey>();
        key
    });
    let command = match step.clone() {
        Some(step) => Command::SkipSteps { run: run.id, step, rest, reason, note },
        None => Command::SkipRun { run: run.id, reason, note },
    };
    let accepted = session.submit(&args.writing, &command)?;
    tell_of(&mut session, output, &accepted, run.id, |floor| match (step, args.rest) {
        (Some(step), false) => format!("{} skipped, {}", floor.step(run.id, &step), reason.label()),
        (Some(_), true) => format!("the rest skipped, {}", reason.label()),
        (None, _) => format!("skipped, {}", reason.label()),
    })
}
