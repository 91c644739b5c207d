//! `floorboard exception list`.

use super::floor;
use crate::cli::args::{Eyes, Reading};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::ExceptionShape;
use crate::domain::id::{PersonId, SopId};
use crate::store::{ExceptionFilter, Which};
use crate::words::{self, Label, Names};
use clap::Args;
use std::path::Path;

/// List exceptions: those that are open, the worst first, or with `--all` resolved ones too
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard exception list
  floorboard exception list --json")]
pub struct List {
    /// Also resolved ones, newest first
    #[arg(long)]
    pub all: bool,
    /// Only of this SOP
    #[arg(long, value_name = "ID")]
    pub sop: Option<String>,
    /// Only those that this person has
    #[arg(long, value_name = "PERSON")]
    pub owner: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub limit: u32,
    #[command(flatten)]
    pub eyes: Eyes,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &List, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let filter = ExceptionFilter {
        which: if args.all { Which::All } else { Which::Open },
        sop: args.sop.as_deref().map(SopId::new),
        owner: args.owner.as_deref().map(PersonId::new),
        limit: args.limit,
    };
    let exceptions = session.store.exceptions(&filter)?;
    let floor = floor(&mut session, &args.eyes, &exceptions)?;
    if output.is_json() {
        return exceptions.iter().try_for_each(|exception| output.json(&ExceptionShape::of(exception, &floor)));
    }
    if exceptions.is_empty() {
        output.talk("no exceptions");
        return Ok(());
    }
    let rows = exceptions.iter().map(|exception| {
        vec![
            exception.id.to_string(),
            exception.severity.label(),
            floor.time(exception.raised),
            words::card(exception, &floor).what,
            exception.status.label(),
            exception.owner.as_ref().map(|owner| floor.person(owner)).unwrap_or_default(),
        ]
    });
    output.table(&["ID", "HOW BAD", "SINCE", "WHAT", "STATE", "WHO"], rows.collect())
}
