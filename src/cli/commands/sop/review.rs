//! `floorboard sop review ID`.

use crate::cli::args::Writing;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::cli::shapes::AcceptedShape;
use crate::domain::command::Command;
use crate::domain::fact::Fact;
use crate::domain::id::SopId;
use crate::words::Names;
use clap::Args;
use std::path::Path;

/// Say that a SOP was read again and stands; its owner role or a manager
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard sop review fridge-temperatures --by mia
  floorboard sop review fridge-temperatures --note 'limits compared with the new guidance' --by mia")]
pub struct Review {
    #[arg(value_name = "SOP")]
    pub sop: String,
    /// What was looked at, in a few words
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Review, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let note = args.note.as_deref().map(body).transpose()?;
    let sop = SopId::new(args.sop.as_str());
    let accepted = session.submit(&args.writing, &Command::ReviewSop { sop: sop.clone(), note })?;
    let next = accepted.entries.iter().find_map(|entry| match &entry.fact {
        Fact::SopReviewed { review, .. } => *review,
        _ => None,
    });
    if output.is_json() {
        return output.json(&AcceptedShape::of(&accepted));
    }
    let floor = session.floor()?;
    let next = next.map(|at| format!(", next {}", floor.time(at))).unwrap_or_default();
    output.talk(&format!("`{sop}` was read again{next}"));
    Ok(())
}
