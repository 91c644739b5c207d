//! `floorboard source …`: what is read outside, how it stands, and reading it now.

mod list;
mod read;
mod show;

use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::output::{Format, Output};
use crate::cli::session::Session;
use crate::cli::shapes::SourceShape;
use crate::domain::id::SourceId;
use crate::domain::site::Site;
use crate::domain::source::{Source, Standing};
use crate::words::Names;
use clap::{Args, Subcommand};
use std::path::Path;
use std::sync::Arc;

/// Sources: what is read every so often, how it stands, and what it tells now
#[derive(Debug, Args)]
pub struct Sources {
    #[command(subcommand)]
    pub act: Act,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    List(list::List),
    Show(show::Show),
    Read(read::Read),
}

impl Sources {
    pub fn format(&self) -> Format {
        match &self.act {
            Act::List(args) => args.reading.format(),
            Act::Show(args) => args.reading.format(),
            Act::Read(args) => args.reading.format(),
        }
    }
}

pub(super) fn run(site: Option<&Path>, args: Sources, output: &mut Output) -> Result<(), Failure> {
    match args.act {
        Act::List(args) => list::run(site, &args, output),
        Act::Show(args) => show::run(site, &args, output),
        Act::Read(args) => read::run(site, &args, output),
    }
}

/// One in force, by its id.
fn found(session: &mut Session, id: &str) -> Result<(Arc<Site>, Source), Failure> {
    let site = session
        .site()?
        .ok_or_else(|| Failure::failed("no site is in force yet".to_owned(), "`floorboard doctor` says why"))?;
    if let Some(source) = site.sources.iter().find(|source| source.id.as_str() == id) {
        return Ok((Arc::clone(&site), source.clone()));
    }
    let known: Vec<String> = site.sources.iter().map(|source| format!("`{}`", source.id)).collect();
    let help = match known.as_slice() {
        [] => "`[[source]]` of config/floorboard.toml names what is read".to_owned(),
        known => format!("there are {}", known.join(", ")),
    };
    Err(Failure::failed(format!("there is no source `{id}`"), help))
}

fn shape(session: &mut Session, source: &Source) -> Result<SourceShape, Failure> {
    let state = session.store.sources()?.remove(&source.id);
    let reads = session.store.reads(&source.id)?;
    let held = session.store.count_held(&source.id)?;
    Ok(SourceShape::of(source, state.as_ref(), reads.as_ref(), held))
}

/// `fresh`, `failing since 14:02`.
fn standing(shape: &SourceShape, floor: &Floor) -> String {
    match &shape.standing {
        Standing::Unread | Standing::Gone => match &shape.failure {
            Some(_) => "failing".to_owned(),
            None => "not read yet".to_owned(),
        },
        Standing::Fresh => "fresh".to_owned(),
        Standing::Failing { since } => format!("failing since {}", floor.time(*since)),
        Standing::Stale { since } => format!("STALE since {}", floor.time(*since)),
    }
}

/// As a file writes it: `5m`, `90s`.
fn every(seconds: u32) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "m")];
    let whole = units.into_iter().find(|(unit, _)| seconds.is_multiple_of(*unit) && seconds > 0);
    whole.map_or_else(|| format!("{seconds}s"), |(unit, word)| format!("{}{word}", seconds / unit))
}

fn source_id(source: &Source) -> SourceId {
    source.id.clone()
}
