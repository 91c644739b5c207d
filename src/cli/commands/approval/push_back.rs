//! `floorboard approval push-back ID FEEDBACK`.

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

/// Send it back with what is to be different: it is prepared again
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard approval push-back A-31 \"Say sorry first, and offer the table on Friday\" --by maria")]
pub struct PushBack {
    /// `A-31`
    #[arg(value_name = "ID", value_parser = id)]
    pub approval: ApprovalId,
    /// What is to be different
    pub feedback: String,
    /// Only if it is still what was shown: the start of its hash
    #[arg(long, value_name = "HASH")]
    pub hash: Option<Shown>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &PushBack, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let verdict = Verdict::PushBack(body(&args.feedback)?);
    let accepted = decide(&mut session, &args.writing, args.approval, args.hash.as_ref(), verdict)?;
    tell_of(&mut session, output, &accepted, args.approval)
}
