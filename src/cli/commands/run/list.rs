//! `floorboard run list`.

use crate::cli::args::{Eyes, Reading};
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::moment;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::RunShape;
use crate::domain::id::{CaseId, SopId};
use crate::domain::run::Run;
use crate::store::{RunFilter, Which};
use crate::words::{Label, Names};
use clap::Args;
use std::path::Path;

/// List runs: those that are open, by due time, or with `--all` those that ended too
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard run list
  floorboard run list --all --sop fridge-temperatures --from 2026-11-01
  floorboard run list --case quote:Q-1042")]
pub struct List {
    /// Also those that ended, newest first
    #[arg(long)]
    pub all: bool,
    /// Only of this SOP
    #[arg(long, value_name = "ID")]
    pub sop: Option<String>,
    /// Only of this case, such as quote:Q-1042
    #[arg(long, value_name = "KIND:ID")]
    pub case: Option<String>,
    /// From this business date on; reads ended ones too
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// Up to and including this business date; reads ended ones too
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub limit: u32,
    #[command(flatten)]
    pub eyes: Eyes,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &List, output: &mut Output) -> Result<(), Failure> {
    let date = |typed: &Option<String>| typed.as_deref().map(moment::date).transpose();
    let (from, to) = (date(&args.from)?, date(&args.to)?);
    let mut session = Session::reading(site)?;
    let which = if args.all || from.is_some() || to.is_some() { Which::All } else { Which::Open };
    let filter = RunFilter {
        which,
        sop: args.sop.as_deref().map(SopId::new),
        case: args.case.as_deref().map(CaseId::new),
        from,
        to,
        before: None,
        limit: args.limit,
    };
    let runs = session.store.runs(&filter)?;
    let floor = session.floor()?.seen_by(args.eyes.by.as_deref()).with(&mut session.store, &runs, &[])?;
    if output.is_json() {
        return runs.iter().try_for_each(|run| output.json(&RunShape::of(run, &floor)));
    }
    if runs.is_empty() {
        output.talk("no runs");
        return Ok(());
    }
    let rows = runs.iter().map(|run| row(run, &floor)).collect();
    output.table(&["RUN", "DUE BY", "WHAT", "DONE", "STATE", "AREA"], rows)
}

fn row(run: &Run, floor: &Floor) -> Vec<String> {
    let late = if run.is_overdue(floor.now()) { "overdue".to_owned() } else { run.state.label() };
    let state = run.timeliness().map_or(late, |timeliness| format!("done {}", timeliness.label()));
    vec![
        run.id.to_string(),
        floor.time(run.times.due),
        floor.run(run.id),
        format!("{}/{}", run.progress.done, run.progress.of),
        state,
        run.area.as_ref().map(ToString::to_string).unwrap_or_default(),
    ]
}
