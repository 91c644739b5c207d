//! `floorboard watch list`.

use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::WatchShape;
use crate::domain::id::{CaseId, SopId};
use crate::store::WatchFilter;
use crate::words::Names;
use clap::Args;
use std::path::Path;

/// List what is waited for, what is due first
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard watch list
  floorboard watch list --sop ageing-quote --limit 20
  floorboard watch list --case quote:Q-1042 --json")]
pub struct List {
    /// Only by this procedure
    #[arg(long, value_name = "SOP")]
    pub sop: Option<String>,
    /// Only of this case: `quote:Q-1042`
    #[arg(long, value_name = "KIND:ID")]
    pub case: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &List, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let filter =
        WatchFilter { sop: args.sop.clone().map(SopId), case: args.case.clone().map(CaseId), most: args.limit };
    let watches = session.store.open_watches(&filter)?;
    if output.is_json() {
        return watches.iter().try_for_each(|watch| output.json(&WatchShape::of(watch)));
    }
    if watches.is_empty() {
        output.talk("nothing is waited for");
        return Ok(());
    }
    let floor = session.floor()?;
    let rows = watches.iter().map(|watch| {
        let of = watch.case.as_ref().map(ToString::to_string).or(watch.item.as_ref().map(ToString::to_string));
        let since = floor.time(watch.opened);
        // Its time is up, and what a source tells decides.
        let held = watch.held.as_ref().map(|source| format!(" (until {source} is read)")).unwrap_or_default();
        let due = format!("{}{held}", floor.time(watch.due));
        vec![watch.id.to_string(), due, watch.sop.to_string(), of.unwrap_or_default(), since]
    });
    let rows = rows.collect();
    output.table(&["WATCH", "DUE BY", "PROCEDURE", "ABOUT", "SINCE"], rows)?;
    let open = session.store.count_open_watches()?;
    if open > watches.len() as u64 && args.sop.is_none() && args.case.is_none() {
        output.talk(&format!("{} of {open} are shown: --limit shows more", watches.len()));
    }
    Ok(())
}
