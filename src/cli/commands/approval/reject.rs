//! `floorboard approval reject ID REASON`.

use super::named::Shown;
use super::{decide, id, tell_of};
use crate::cli::args::Writing;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::approval::Verdict;
use crate::domain::id::ApprovalId;
use clap::Args;
use std::path::Path;

/// It is not done, with why
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard approval reject A-31 \"The guest was never here\" --by maria")]
pub struct Reject {
    /// `A-31`
    #[arg(value_name = "ID", value_parser = id)]
    pub approval: ApprovalId,
    /// Why not
    pub reason: String,
    /// Only if it is still what was shown: the start of its hash
    #[arg(long, value_name = "HASH")]
    pub hash: Option<Shown>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Reject, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let verdict = Verdict::Reject(body(&args.reason)?);
    let accepted = decide(&mut session, &args.writing, args.approval, args.hash.as_ref(), verdict)?;
    tell_of(&mut session, output, &accepted, args.approval)
}
