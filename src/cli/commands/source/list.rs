//! `floorboard source list`.

use super::{shape, standing};
use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::words::Names;
use clap::Args;
use std::path::Path;

/// List sources: when each was read last, what that found, and how it stands
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard source list
  floorboard source list --json")]
pub struct List {
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &List, output: &mut Output) -> Result<(), Failure> {
    let _ = args;
    let mut session = Session::reading(site)?;
    let sources = session.site()?.map(|site| site.sources.clone()).unwrap_or_default();
    let mut shapes = Vec::new();
    for source in &sources {
        shapes.push(shape(&mut session, source)?);
    }
    if output.is_json() {
        return shapes.iter().try_for_each(|shape| output.json(shape));
    }
    if shapes.is_empty() {
        output.talk("no sources: `[[source]]` of config/floorboard.toml names what is read");
        return Ok(());
    }
    let floor = session.floor()?;
    let rows = shapes.iter().map(|shape| {
        vec![
            shape.id.clone(),
            shape.kind.to_owned(),
            super::every(shape.every),
            shape.read.map(|at| floor.time(at)).unwrap_or_default(),
            shape.read.map(|_| shape.found.to_string()).unwrap_or_default(),
            standing(shape, &floor),
            shape.agent.clone().unwrap_or_default(),
        ]
    });
    output.table(&["SOURCE", "WHAT", "EVERY", "READ", "FOUND", "STANDS", "AGENT"], rows.collect())
}
