//! `floorboard exception show ID`.

use super::{floor, id};
use crate::cli::args::{Eyes, Reading};
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::ExceptionShape;
use crate::domain::exception::{Asked, Cause, Check, Exception, Status};
use crate::domain::id::ExceptionId;
use crate::domain::refusal::Refusal;
use crate::store::ExceptionFilter;
use crate::words::{self, Label, Names};
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
    if let Cause::NotPrepared { run, step, output: Some(printed), .. } = &exception.cause
        && !floor.hides(*run, step)
    {
        let printed = floor.body(printed).unwrap_or_else(|| "something that was redacted".to_owned());
        output.line("printed:")?;
        for line in printed.lines() {
            output.line(&format!("  │ {line}"))?;
        }
    }
    for line in life(&exception, &floor) {
        output.line(&line)?;
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
        if let Check::Done { at, by, note } = &resolution.check {
            let note =
                note.as_ref().and_then(|note| floor.body(note)).map(|note| format!(": {note}")).unwrap_or_default();
            output.line(&format!("checked {} {}{note}", floor.time(*at), floor.person(by)))?;
        }
    }
    if exception.awaits_check() {
        output.line("a second person is to look at it")?;
    }
    if !exception.inhibits.is_empty() {
        let filter = ExceptionFilter { parent: Some(exception.id), ..ExceptionFilter::default() };
        for under in session.store.exceptions(&filter)? {
            let under_floor = super::floor(&mut session, &args.eyes, std::slice::from_ref(&under))?;
            let (what, status) = (words::card(&under, &under_floor).what, under.status.label());
            output.line(&format!("under it: {} {what}, {status}", under.id))?;
        }
    }
    Ok(())
}

/// What was said of it and when that ends, who was told, and the readings since.
fn life(exception: &Exception, floor: &Floor) -> Vec<String> {
    let mut lines = Vec::new();
    match (exception.status, exception.until, exception.respond_by) {
        (Status::Acknowledged, Some(until), _) => lines.push(format!("holds until {}", floor.time(until))),
        (Status::Open, _, Some(by)) => lines.push(format!("somebody is to take it by {}", floor.time(by))),
        _ => {}
    }
    if let Some(at) = exception.lapsed {
        lines.push(format!("what its taker said ran out {}", floor.time(at)));
    }
    if let Some(shelf) = &exception.shelf {
        let who = shelf.by.as_ref().map_or_else(String::new, |by| floor.person(by));
        let reason = floor.body(&shelf.reason).unwrap_or_else(|| "a reason that was redacted".to_owned());
        lines.push(format!("put off {} {who} until {}: {reason}", floor.time(shelf.at), floor.time(shelf.until)));
    }
    if let Some(parent) = exception.parent {
        let how = if exception.status == Status::Suppressed { "hidden by" } else { "under" };
        lines.push(format!("{how} {parent}"));
    }
    for told in &exception.escalated {
        lines.push(format!("{} {}", floor.time(told.at), words::escalated(&told.reached, floor)));
    }
    if let Some(recheck) = exception.recheck {
        let asked =
            if recheck.asked == Asked::Now { "a new reading is wanted since" } else { "a new reading is wanted" };
        lines.push(format!("{asked} {}", floor.time(recheck.at)));
    }
    for read in exception.rechecked.iter().filter(|read| !floor.hides(read.run, &read.step)) {
        let unit = floor.limit(read.run, &read.step, 0).1;
        lines.push(format!("{} {}: {} {unit}, as it should be", floor.time(read.at), read.run, read.value));
    }
    lines
}
