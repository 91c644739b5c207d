//! `floorboard action settle ID was-done|run-again|abandon`.

use super::id;
use crate::cli::args::{Writing, word_of};
use crate::cli::commands::tell;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::action::Known;
use crate::domain::command::Command;
use crate::domain::id::ActionId;
use clap::Args;
use std::path::Path;

/// Say of an action that nobody knows about how it went
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard action settle X-12 was-done --reason \"The guest has the mail\" --by maria
  floorboard action settle X-12 run-again --by maria       it is done once more
  floorboard action settle X-12 abandon --by maria         it is not done, and the step is over")]
pub struct Settle {
    /// `X-12`
    #[arg(value_name = "ID", value_parser = id)]
    pub action: ActionId,
    /// was-done, run-again or abandon
    #[arg(value_name = "WHAT", value_parser = word_of::<Known>)]
    pub known: Known,
    /// How you know, or why not
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Settle, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let reason = args.reason.as_deref().map(body).transpose()?;
    let command = Command::SettleAction { action: args.action, known: args.known, reason };
    let accepted = session.submit(&args.writing, &command)?;
    let what = match args.known {
        Known::WasDone => "it was done",
        Known::RunAgain => "it is done once more",
        Known::Abandon => "it is given up",
    };
    tell(output, &accepted, &format!("{}: {what}", args.action))
}
