//! `floorboard exception list`.

use super::floor;
use crate::cli::args::{Eyes, Reading, word_of};
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::ExceptionShape;
use crate::domain::exception::{Exception, Severity, Status};
use crate::domain::id::{CaseId, ExceptionId, PersonId, SopId};
use crate::store::{Checks, ExceptionCounts, ExceptionFilter, Which};
use crate::words::{self, Label, Names};
use clap::Args;
use std::path::Path;

/// List exceptions: those that are open, the worst and most urgent first, then what is put off or hidden; or with `--all` resolved ones too
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard exception list
  floorboard exception list --owner maria --severity high
  floorboard exception list --case quote:Q-1042 --all
  floorboard exception list --status suppressed
  floorboard exception list --json")]
pub struct List {
    /// Also resolved ones, newest first
    #[arg(long)]
    pub all: bool,
    /// Only of this SOP
    #[arg(long, value_name = "ID")]
    pub sop: Option<String>,
    /// Only those that this person has
    #[arg(long, value_name = "PERSON")]
    pub owner: Option<String>,
    /// low, medium or high
    #[arg(long, value_name = "SEVERITY", value_parser = word_of::<Severity>)]
    pub severity: Option<Severity>,
    /// Only about this case: `quote:Q-1042`
    #[arg(long, value_name = "KIND:ID")]
    pub case: Option<String>,
    /// Only in this state: open, acknowledged, shelved, suppressed, resolved, verified
    #[arg(long, value_name = "STATE", value_parser = word_of::<Status>)]
    pub status: Option<Status>,
    /// Only those under this one, which explains them
    #[arg(long, value_name = "ID", value_parser = super::id)]
    pub parent: Option<ExceptionId>,
    /// Only resolved ones that a second person is to look at
    #[arg(long, conflicts_with_all = ["all", "status"])]
    pub to_check: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub limit: u32,
    #[command(flatten)]
    pub eyes: Eyes,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &List, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let filter = ExceptionFilter {
        which: which(args),
        sop: args.sop.as_deref().map(SopId::new),
        owner: args.owner.as_deref().map(PersonId::new),
        severity: args.severity,
        case: args.case.as_deref().map(CaseId::new),
        status: args.status,
        parent: args.parent,
        checks: if args.to_check { Checks::Asked } else { Checks::Any },
        limit: args.limit,
    };
    let exceptions = session.store.exceptions(&filter)?;
    let floor = floor(&mut session, &args.eyes, &exceptions)?;
    if output.is_json() {
        return exceptions.iter().try_for_each(|exception| output.json(&ExceptionShape::of(exception, &floor)));
    }
    let counts = session.store.exception_counts()?;
    if exceptions.is_empty() {
        output.talk("no exceptions");
        talk_of(&counts, output);
        return Ok(());
    }
    let rows = exceptions.iter().map(|exception| {
        vec![
            exception.id.to_string(),
            exception.severity.label(),
            floor.time(exception.raised),
            left(exception, &floor),
            words::card(exception, &floor).what,
            state(exception, &floor),
            exception.owner.as_ref().map(|owner| floor.person(owner)).unwrap_or_default(),
        ]
    });
    output.table(&["ID", "HOW BAD", "SINCE", "BY", "WHAT", "STATE", "WHO"], rows.collect())?;
    talk_of(&counts, output);
    Ok(())
}

fn which(args: &List) -> Which {
    let over = matches!(args.status, Some(Status::Resolved | Status::Verified));
    match (args.all, args.to_check || over) {
        (true, _) => Which::All,
        (false, true) => Which::Over,
        (false, false) => Which::Open,
    }
}

/// Until when somebody is to take it, or until when what was said of it holds.
fn left(exception: &Exception, floor: &Floor) -> String {
    let at = match exception.status {
        Status::Open => exception.respond_by,
        Status::Acknowledged | Status::Shelved => exception.until,
        Status::Suppressed | Status::Resolved | Status::Verified => None,
    };
    at.map(|at| floor.time(at)).unwrap_or_default()
}

fn state(exception: &Exception, floor: &Floor) -> String {
    let label = exception.status.label();
    match exception.parent.filter(|_| exception.status == Status::Suppressed) {
        Some(parent) => format!("{label} by {parent}"),
        None if exception.lapsed.is_some() => {
            format!("{label}, ran out {}", floor.time(exception.lapsed.unwrap_or(exception.last)))
        }
        None if exception.awaits_check() => format!("{label}, to be checked"),
        None => label,
    }
}

/// What is out of sight is counted.
fn talk_of(counts: &ExceptionCounts, output: &mut Output) {
    let told = [(counts.shelved, "put off"), (counts.suppressed, "hidden"), (counts.to_check, "to be checked")];
    let told: Vec<String> =
        told.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if !told.is_empty() {
        output.talk(&format!("of all: {} open, {}", counts.open, told.join(", ")));
    }
}
