//! `floorboard case list`.

use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::CaseShape;
use crate::words::{Names, count};
use clap::Args;
use std::path::Path;

/// List cases, those that something happened to last first
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard case list
  floorboard case list --kind quote --limit 20")]
pub struct List {
    /// Only of this kind: `quote`
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &List, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let kind = args.kind.as_deref().map(|kind| kind.trim_end_matches(':'));
    let cases = session.store.cases(kind, args.limit)?;
    if output.is_json() {
        return cases.iter().try_for_each(|case| output.json(&CaseShape::of(case)));
    }
    if cases.is_empty() {
        output.talk("there are no cases: a signal names one with `--case KIND:ID`");
        return Ok(());
    }
    let floor = session.floor()?;
    let rows = cases.iter().map(|case| {
        let last = case.last.map(|at| floor.time(at)).unwrap_or_default();
        let mut open: Vec<String> = case.exceptions.iter().map(ToString::to_string).collect();
        open.extend(case.runs.iter().map(ToString::to_string));
        open.extend(case.watches.iter().map(ToString::to_string));
        vec![case.id.to_string(), count(case.signals, "signal"), last, open.join(" ")]
    });
    let rows = rows.collect();
    output.table(&["CASE", "KNOWN", "LAST", "OPEN"], rows)
}
