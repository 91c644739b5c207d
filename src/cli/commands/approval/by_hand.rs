//! `floorboard approval by-hand ID`.

use super::named::Shown;
use super::{decide, id, tell_of};
use crate::cli::args::Writing;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::domain::approval::Verdict;
use crate::domain::id::ApprovalId;
use clap::Args;
use std::path::Path;

/// A person does the step: what was prepared is laid aside
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard approval by-hand A-31 --by maria")]
pub struct ByHand {
    /// `A-31`
    #[arg(value_name = "ID", value_parser = id)]
    pub approval: ApprovalId,
    /// Only if it is still what was shown: the start of its hash
    #[arg(long, value_name = "HASH")]
    pub hash: Option<Shown>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &ByHand, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let accepted = decide(&mut session, &args.writing, args.approval, args.hash.as_ref(), Verdict::ByHand)?;
    tell_of(&mut session, output, &accepted, args.approval)
}
