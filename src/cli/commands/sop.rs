//! `floorboard sop …`: the procedures, as their files are and as they are in force.

mod check;
mod diff;
mod draft;
mod import;
mod list;
mod new;
mod review;
mod show;
mod versions;

pub(super) use check::holidays_ran_out;

use crate::cli::failure::Failure;
use crate::cli::output::{Format, Output};
use clap::{Args, Subcommand};
use std::path::Path;

/// SOPs: check the files, list what is in force.
#[derive(Debug, Args)]
pub struct Sops {
    #[command(subcommand)]
    pub act: Act,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    Check(check::Check),
    List(list::List),
    Review(review::Review),
    Show(show::Show),
    Diff(diff::Diff),
    New(new::New),
    Import(import::Import),
    Draft(draft::Draft),
}

impl Sops {
    pub fn format(&self) -> Format {
        match &self.act {
            Act::Check(check::Check { reading, .. }) | Act::List(list::List { reading }) => reading.format(),
            Act::Review(review::Review { writing, .. }) => writing.format(),
            Act::Show(args) => args.reading.format(),
            Act::Diff(args) => args.reading.format(),
            Act::New(_) | Act::Import(_) | Act::Draft(_) => Format::Text,
        }
    }
}

pub(super) fn run(site: Option<&Path>, args: Sops, output: &mut Output) -> Result<(), Failure> {
    match args.act {
        Act::Check(args) => check::run(site, &args, output),
        Act::Review(args) => review::run(site, &args, output),
        Act::List(args) => list::run(site, &args, output),
        Act::Show(args) => show::run(site, &args, output),
        Act::Diff(args) => diff::run(site, &args, output),
        Act::New(args) => new::run(site, &args, output),
        Act::Import(args) => import::run(site, &args, output),
        Act::Draft(args) => draft::run(site, &args, output),
    }
}
