//! `floorboard approval show ID`.

use super::{Sight, card, get, id};
use crate::cli::args::{Eyes, Reading};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::ApprovalDetailShape;
use crate::domain::id::ApprovalId;
use clap::Args;
use std::path::Path;

/// Show one approval: what will happen to the letter, why, who may decide, what came before
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard approval show A-31
  floorboard approval show A-31 --json")]
pub struct Show {
    /// `A-31`
    #[arg(value_name = "ID", value_parser = id)]
    pub approval: ApprovalId,
    #[command(flatten)]
    pub eyes: Eyes,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &Show, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let approval = get(&mut session, args.approval)?;
    let sight = Sight::of(&mut session, &args.eyes, approval)?;
    if output.is_json() {
        return output.json(&ApprovalDetailShape::of(&sight.approval, &sight.around(), &sight.floor));
    }
    for line in sight.lines() {
        output.line(&line)?;
    }
    let approval = &sight.approval;
    if approval.is_pending() {
        let hash = card::short(&approval.draft.payload);
        output.talk(&format!("to approve: floorboard approval approve {} --hash {hash}", approval.id));
    } else if approval.is_open() {
        output.talk(&format!("to say: floorboard approval judge {} same|similar|different", approval.id));
    }
    Ok(())
}
