//! `floorboard approval judge ID JUDGEMENT`.

use super::{id, tell_of};
use crate::cli::args::{Writing, word_of};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::approval::Judgement;
use crate::domain::command::Command;
use crate::domain::id::ApprovalId;
use clap::Args;
use std::path::Path;

/// Say how near what an agent would have done is to what was done
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard approval judge A-31 same --by maria
  floorboard approval judge A-31 different --note \"Far too stiff\" --by maria")]
pub struct Judge {
    /// `A-31`
    #[arg(value_name = "ID", value_parser = id)]
    pub approval: ApprovalId,
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
    let command = Command::JudgeApproval { approval: args.approval, judgement: args.judgement, note };
    let accepted = session.submit(&args.writing, &command)?;
    tell_of(&mut session, output, &accepted, args.approval)
}
