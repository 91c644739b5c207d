//! `floorboard action judge ID JUDGEMENT`.

use super::id;
use crate::cli::args::{Writing, word_of};
use crate::cli::commands::tell;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::approval::Judgement;
use crate::domain::command::Command;
use crate::domain::id::ActionId;
use crate::words::Label;
use clap::Args;
use std::path::Path;

/// Say how near what an agent did by itself is to what you would have done
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard action judge X-12 same --by maria
  floorboard action judge X-12 different --note \"No voucher for this\" --by maria")]
pub struct Judge {
    /// `X-12`
    #[arg(value_name = "ID", value_parser = id)]
    pub action: ActionId,
    /// same, similar or different
    #[arg(value_name = "JUDGEMENT", value_parser = word_of::<Judgement>)]
    pub judgement: Judgement,
    /// What was different
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Judge, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let note = args.note.as_deref().map(body).transpose()?;
    let command = Command::JudgeAction { action: args.action, judgement: args.judgement, note };
    let accepted = session.submit(&args.writing, &command)?;
    tell(output, &accepted, &format!("{}: {}", args.action, args.judgement.label()))
}
