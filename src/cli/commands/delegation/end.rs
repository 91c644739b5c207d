//! `floorboard delegation end ROLE --to PERSON`.

use crate::cli::args::Writing;
use crate::cli::commands::tell;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::domain::command::Command;
use crate::domain::id::{PersonId, RoleId};
use crate::words::Names;
use clap::Args;
use std::path::Path;

/// Take a lent right back
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard delegation end manager --to sam --by maria")]
pub struct End {
    /// Whose right it is
    #[arg(value_name = "ROLE")]
    pub role: String,
    /// Who has it
    #[arg(long, value_name = "PERSON")]
    pub to: String,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &End, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let (role, to) = (RoleId::new(&*args.role), PersonId::new(&*args.to));
    let accepted = session.submit(&args.writing, &Command::EndDelegation { role: role.clone(), to: to.clone() })?;
    let name = session.floor()?.person(&to);
    let what = if accepted.entries.is_empty() {
        format!("{name} has no right of {role} that is yours to take back")
    } else {
        format!("{name} no longer decides as {role}")
    };
    tell(output, &accepted, &what)
}
