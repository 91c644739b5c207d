//! `floorboard case …`: everything known about a case.

mod list;
mod show;

use crate::cli::failure::Failure;
use crate::cli::output::{Format, Output};
use clap::{Args, Subcommand};
use std::path::Path;

/// Cases: what is known about each, in order
#[derive(Debug, Args)]
pub struct Cases {
    #[command(subcommand)]
    pub act: Act,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    List(list::List),
    Show(show::Show),
}

impl Cases {
    pub fn format(&self) -> Format {
        match &self.act {
            Act::List(args) => args.reading.format(),
            Act::Show(args) => args.reading.format(),
        }
    }
}

pub(super) fn run(site: Option<&Path>, args: Cases, output: &mut Output) -> Result<(), Failure> {
    match args.act {
        Act::List(args) => list::run(site, &args, output),
        Act::Show(args) => show::run(site, &args, output),
    }
}
