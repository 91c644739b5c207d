//! `floorboard exception assign ID --to PERSON`.

use super::{id, tell_of};
use crate::cli::args::Writing;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::assignee;
use crate::domain::command::Command;
use crate::domain::exception::Assignee;
use crate::domain::id::{ExceptionId, PersonId, RoleId};
use clap::Args;
use std::path::Path;

/// Give it to a person or a role
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard exception assign E-3 --to role:manager --by maria")]
pub struct Assign {
    /// `E-5`
    #[arg(value_name = "ID", value_parser = id)]
    pub exception: ExceptionId,
    /// `sam`, or `role:manager`
    #[arg(long, value_name = "PERSON|role:ROLE")]
    pub to: String,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Assign, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let to = match args.to.split_once(':') {
        Some(("role", role)) => Assignee::Role(RoleId::new(role)),
        Some(("person", id)) => Assignee::Person(PersonId::new(id)),
        _ => Assignee::Person(PersonId::new(&*args.to)),
    };
    let told = format!("assigned to {}", assignee(&to));
    let command = Command::AssignException { exception: args.exception, to };
    let accepted = session.submit(&args.writing, &command)?;
    tell_of(&mut session, output, &accepted, &told)
}
