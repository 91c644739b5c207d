//! `floorboard watch …`: what procedures wait for.

mod list;

use crate::cli::failure::Failure;
use crate::cli::output::{Format, Output};
use clap::{Args, Subcommand};
use std::path::Path;

/// Watches: what procedures wait for, and until when
#[derive(Debug, Args)]
pub struct Watches {
    #[command(subcommand)]
    pub act: Act,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    List(list::List),
}

impl Watches {
    pub fn format(&self) -> Format {
        match &self.act {
            Act::List(args) => args.reading.format(),
        }
    }
}

pub(super) fn run(site: Option<&Path>, args: Watches, output: &mut Output) -> Result<(), Failure> {
    match args.act {
        Act::List(args) => list::run(site, &args, output),
    }
}
