//! `floorboard notify …`: who is told outside the board, what was sent, and whether it arrives.

mod list;
mod test;

pub(super) use test::found;

use crate::cli::failure::Failure;
use crate::cli::output::{Format, Output};
use clap::{Args, Subcommand};
use std::path::Path;

/// Notices to people who are at no board: what was sent and whether it was taken; try whether one arrives.
#[derive(Debug, Args)]
pub struct Notify {
    #[command(subcommand)]
    pub act: Act,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    List(list::List),
    Test(test::Test),
}

impl Notify {
    pub fn format(&self) -> Format {
        match &self.act {
            Act::List(args) => args.reading.format(),
            Act::Test(args) => args.writing.format(),
        }
    }
}

pub(super) fn run(site: Option<&Path>, args: Notify, output: &mut Output) -> Result<(), Failure> {
    match args.act {
        Act::List(args) => list::run(site, &args, output),
        Act::Test(args) => test::run(site, &args, output),
    }
}
