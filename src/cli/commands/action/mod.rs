//! `floorboard action …`: what was done to the outside, and what nobody knows about.

mod judge;
mod list;
mod settle;
mod show;

use crate::cli::failure::Failure;
use crate::cli::output::{Format, Output};
use crate::domain::id::ActionId;
use clap::{Args, Subcommand};
use std::path::Path;

/// Actions: list and show what agents did, settle what nobody knows about
#[derive(Debug, Args)]
pub struct Actions {
    #[command(subcommand)]
    pub act: Act,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    List(list::List),
    Show(show::Show),
    Settle(settle::Settle),
    Judge(judge::Judge),
}

impl Actions {
    pub fn format(&self) -> Format {
        match &self.act {
            Act::List(list::List { reading, .. }) | Act::Show(show::Show { reading, .. }) => reading.format(),
            Act::Settle(settle::Settle { writing, .. }) | Act::Judge(judge::Judge { writing, .. }) => writing.format(),
        }
    }
}

pub(super) fn run(site: Option<&Path>, args: Actions, output: &mut Output) -> Result<(), Failure> {
    match args.act {
        Act::List(args) => list::run(site, &args, output),
        Act::Show(args) => show::run(site, &args, output),
        Act::Settle(args) => settle::run(site, &args, output),
        Act::Judge(args) => judge::run(site, &args, output),
    }
}

/// Reads `X-12` or `12`.
fn id(typed: &str) -> Result<ActionId, String> {
    typed.parse().map_err(|_not_a_number| "an action is written `X-12`".to_owned())
}
