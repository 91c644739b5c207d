//! `floorboard run attach RUN PATH`.

use super::{named, tell_of};
use crate::cli::args::Writing;
use crate::cli::evidence;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::domain::command::Command;
use crate::domain::evidence::Attachment;
use crate::domain::step::StepKey;
use crate::store::evidence::Kept;
use clap::Args;
use std::path::{Path, PathBuf};

/// Attach a file to a run, or to one of its steps: the photo of a sheet, a delivery note
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard run attach R-12 sheet.jpg --by sam")]
pub struct Attach {
    /// `R-12`, or the id of a SOP with one open run
    pub run: String,
    /// A copy of it is kept
    pub path: PathBuf,
    #[arg(long, value_name = "STEP[/ITEM]")]
    pub step: Option<String>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Attach, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let run = named(&mut session, &args.run)?;
    let step = args.step.as_deref().map(|step| {
        let Ok(key) = step.parse::<StepKey>();
        key
    });
    let Kept { sha256, bytes, media } = evidence::kept(&session.dir, &args.path)?;
    let file = Attachment { sha256, bytes, media: media.to_owned() };
    let command = Command::AttachFile { run: run.id, step, file };
    let accepted = session.submit(&args.writing, &command)?;
    tell_of(&mut session, output, &accepted, run.id, |_| "file attached".to_owned())
}
