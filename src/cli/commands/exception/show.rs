//! `floorboard exception show ID`.

use super::{floor, id};
use crate::cli::args::{Eyes, Reading};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::ExceptionShape;
use crate::domain::id::ExceptionId;
use crate::domain::refusal::Refusal;
use crate::words::{Label, Names};
use clap::Args;
use std::path::Path;

/// Show one exception: what, why, what to do, and who did what about it
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard exception show E-3")]
pub struct Show {
    /// `E-5`
    #[arg(value_name = "ID", value_parser = id)]
    pub exception: ExceptionId,
    #[command(flatten)]
    pub eyes: Eyes,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &Show, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let Some(exception) = session.store.exception(args.exception)? else {
        return Err(session.refused(Refusal::NoSuchException { exception: args.exception }));
    };
    let floor = floor(&mut session, &args.eyes, std::slice::from_ref(&exception))?;
    let shape = ExceptionShape::of(&exception, &floor);
    if output.is_json() {
        return output.json(&shape);
    }
    output.line(&format!("{}  {}", shape.id, shape.what))?;
    let owner = exception.owner.as_ref().map(|owner| format!(", {} has it", floor.person(owner))).unwrap_or_default();
    let assigned = shape.assigned.as_deref().map(|to| format!(", assigned to {to}")).unwrap_or_default();
    let (status, since) = (exception.status.label(), floor.time(exception.raised));
    output.line(&format!("{}, {status} since {since}{owner}{assigned}", exception.severity.label()))?;
    for (name, text) in [("why", &shape.why), ("do", &shape.recommend), ("run", &shape.run), ("before", &shape.former)]
    {
        if let Some(text) = text {
            output.line(&format!("{name}: {text}"))?;
        }
    }
    for note in &exception.notes {
        let who = note.by.as_ref().map_or_else(|| "engine".to_owned(), |by| floor.person(by));
        let text = floor.body(&note.body).unwrap_or_else(|| "a note whose text was redacted".to_owned());
        output.line(&format!("note {} {who}: {text}", floor.time(note.at)))?;
    }
    if let Some(resolution) = &exception.resolution {
        let who = resolution.by.as_ref().map_or_else(|| "engine".to_owned(), |by| floor.person(by));
        let decision = resolution.decision.as_ref().and_then(|decision| floor.body(decision));
        let decision = decision.map(|decision| format!(": {decision}")).unwrap_or_default();
        output.line(&format!(
            "resolved {} {who}, {}{decision}",
            floor.time(resolution.at),
            resolution.cause.label()
        ))?;
    }
    Ok(())
}
