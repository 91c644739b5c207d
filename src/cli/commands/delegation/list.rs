//! `floorboard delegation list`.

use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::DelegationShape;
use crate::words::Names;
use clap::Args;
use std::collections::BTreeMap;
use std::path::Path;

/// List the rights that are lent, or will be
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard delegation list
  floorboard delegation list --json")]
pub struct List {
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &List, output: &mut Output) -> Result<(), Failure> {
    let _ = args;
    let mut session = Session::reading(site)?;
    let now = session.now();
    let lent: Vec<_> = session.store.delegations()?.into_iter().filter(|it| now < it.until).collect();
    let mut texts = BTreeMap::new();
    for delegation in &lent {
        texts.extend(session.store.body(&delegation.reason)?.map(|text| (delegation.reason.clone(), text)));
    }
    let floor = session.floor()?.with_bodies(texts);
    if output.is_json() {
        return lent.iter().try_for_each(|it| output.json(&DelegationShape::of(it, &floor)));
    }
    if lent.is_empty() {
        output.talk("nobody has lent a right to decide");
        return Ok(());
    }
    let rows = lent.iter().map(|it| {
        let from = if it.from <= now { "now".to_owned() } else { floor.time(it.from) };
        let reason = floor.body(&it.reason).unwrap_or_else(|| "a text that was redacted".to_owned());
        vec![it.role.to_string(), floor.person(&it.of), floor.person(&it.to), from, floor.time(it.until), reason]
    });
    output.table(&["ROLE", "OF", "TO", "FROM", "UNTIL", "WHY"], rows.collect())
}
