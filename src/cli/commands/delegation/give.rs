//! `floorboard delegation give ROLE --to PERSON --until T --reason TEXT`.

use crate::cli::args::Writing;
use crate::cli::commands::tell;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::command::Command;
use crate::domain::id::{PersonId, RoleId};
use crate::words::Names;
use clap::Args;
use std::path::Path;

/// Lend somebody your right to decide as a role, until a time, with a reason; what you may not decide they may not either
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard delegation give manager --to sam --until 2026-11-28 --reason \"On leave\" --by maria
  floorboard delegation give supervisor --to lee --from 18:00 --until +8h --reason \"Wedding upstairs\" --by ann")]
pub struct Give {
    /// Whose right it is
    #[arg(value_name = "ROLE")]
    pub role: String,
    /// Who may decide then
    #[arg(long, value_name = "PERSON")]
    pub to: String,
    /// From then on; now, where nothing is said
    #[arg(long, value_name = "T")]
    pub from: Option<String>,
    /// Until then: a date, a time, or a while such as `+4h`
    #[arg(long, value_name = "T")]
    pub until: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Give, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let from = args.from.as_deref().map(|typed| session.ahead(typed)).transpose()?;
    let until = session.ahead(&args.until)?;
    let (role, to) = (RoleId::new(&*args.role), PersonId::new(&*args.to));
    let command =
        Command::GiveDelegation { role: role.clone(), to: to.clone(), from, until, reason: body(&args.reason)? };
    let accepted = session.submit(&args.writing, &command)?;
    let floor = session.floor()?;
    let from = from.map(|from| format!("from {} ", floor.time(from))).unwrap_or_default();
    tell(output, &accepted, &format!("{} may decide as {role} {from}until {}", floor.person(&to), floor.time(until)))
}
