//! `floorboard sop list`: the files, and what of them is in force.

use crate::cli::args::Reading;
use crate::cli::commands::plan::files;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{self, Session};
use crate::domain::sop::Sop;
use crate::domain::state::{SopState, SopStatus};
use crate::sopfile::check::check;
use clap::Args;
use serde::Serialize;
use std::path::Path;

/// List the SOPs of the site, and which are in force
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard sop list
  floorboard sop list --json")]
pub struct List {
    #[command(flatten)]
    pub reading: Reading,
}

/// One SOP, as a line of JSON.
#[derive(Debug, Serialize)]
struct SopShape {
    id: String,
    title: Option<String>,
    /// `in-force`, `changed`, `new`, `rejected` or `retired`.
    state: &'static str,
    file: Option<String>,
    area: Option<String>,
    owner: Option<String>,
    tags: Vec<String>,
    manual: bool,
    steps: usize,
    /// The hash of the text in force.
    version: Option<String>,
}

pub(super) fn run(site: Option<&Path>, args: &List, output: &mut Output) -> Result<(), Failure> {
    let dir = session::site_dir(site)?;
    let checked = check(&files(&dir)?);
    let mut in_force = if dir.store().exists() { Session::reading(site)?.store.sops()? } else { Vec::new() };
    let mut shapes = Vec::new();
    for accepted in &checked.sops {
        let known = take(&mut in_force, accepted.value.id.as_str());
        let state = match &known {
            Some(known) if known.status == SopStatus::InForce && known.hash == accepted.hash => "in-force",
            Some(known) if known.status == SopStatus::InForce => "changed",
            _ => "new",
        };
        let version = known.filter(|known| known.status == SopStatus::InForce).map(|known| known.hash.to_string());
        shapes.push(SopShape::of(&accepted.value, state, Some(accepted.file.clone()), version));
    }
    for rejected in checked.rejected.iter().filter(|rejected| rejected.file.starts_with("sops/")) {
        let known = rejected.id.as_deref().and_then(|id| take(&mut in_force, id));
        let version = known.as_ref().map(|known| known.hash.to_string());
        let id = rejected.id.clone().unwrap_or_default();
        shapes.push(match known.and_then(|known| known.sop) {
            Some(sop) => SopShape::of(&sop, "rejected", Some(rejected.file.clone()), version),
            None => SopShape { id, file: Some(rejected.file.clone()), version, ..SopShape::bare("rejected") },
        });
    }
    for known in in_force {
        let version = Some(known.hash.to_string());
        let state = if known.status == SopStatus::Retired { "retired" } else { "in-force" };
        shapes.push(match known.sop {
            Some(sop) => SopShape::of(&sop, state, None, version),
            None => SopShape { id: known.id.to_string(), version, ..SopShape::bare(state) },
        });
    }
    shapes.sort_by(|a, b| a.id.cmp(&b.id));
    if output.is_json() {
        return shapes.iter().try_for_each(|shape| output.json(shape));
    }
    let rows = shapes.into_iter().map(|shape| {
        let title = shape.title.unwrap_or_default();
        let state = shape.state.replace('-', " ");
        let by_hand = if shape.manual { "yes" } else { "" };
        vec![shape.id, title, state, shape.area.unwrap_or_default(), by_hand.to_owned(), shape.file.unwrap_or_default()]
    });
    output.table(&["SOP", "TITLE", "STATE", "AREA", "BY HAND", "FILE"], rows.collect())?;
    if !checked.rejected.is_empty() {
        output.talk("`floorboard sop check` says what is wrong with what is rejected");
    }
    let _ = args;
    Ok(())
}

fn take(from: &mut Vec<SopState>, id: &str) -> Option<SopState> {
    let at = from.iter().position(|sop| sop.id.as_str() == id)?;
    Some(from.swap_remove(at))
}

impl SopShape {
    fn bare(state: &'static str) -> Self {
        Self {
            id: String::new(),
            title: None,
            state,
            file: None,
            area: None,
            owner: None,
            tags: Vec::new(),
            manual: false,
            steps: 0,
            version: None,
        }
    }

    fn of(sop: &Sop, state: &'static str, file: Option<String>, version: Option<String>) -> Self {
        Self {
            id: sop.id.to_string(),
            title: Some(sop.title.clone()),
            file,
            area: sop.area.as_ref().map(ToString::to_string),
            owner: sop.owner.as_ref().map(ToString::to_string),
            tags: sop.tags.clone(),
            manual: sop.is_manual(),
            steps: sop.steps.len(),
            version,
            ..Self::bare(state)
        }
    }
}
