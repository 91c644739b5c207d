//! `floorboard delegation …`: a role's right to decide, lent for a while.

mod end;
mod give;
mod list;

use crate::cli::failure::Failure;
use crate::cli::output::{Format, Output};
use clap::{Args, Subcommand};
use std::path::Path;

/// Delegations: lend somebody the right of a role to decide, for a while
#[derive(Debug, Args)]
pub struct Delegations {
    #[command(subcommand)]
    pub act: Act,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    List(list::List),
    Give(give::Give),
    End(end::End),
}

impl Delegations {
    pub fn format(&self) -> Format {
        match &self.act {
            Act::List(list::List { reading, .. }) => reading.format(),
            Act::Give(give::Give { writing, .. }) | Act::End(end::End { writing, .. }) => writing.format(),
        }
    }
}

pub(super) fn run(site: Option<&Path>, args: Delegations, output: &mut Output) -> Result<(), Failure> {
    match args.act {
        Act::List(args) => list::run(site, &args, output),
        Act::Give(args) => give::run(site, &args, output),
        Act::End(args) => end::run(site, &args, output),
    }
}
