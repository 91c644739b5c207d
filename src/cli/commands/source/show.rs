//! `floorboard source show`.

use super::{found, shape, standing};
use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::domain::source::{From, Source};
use crate::words::{self, Names};
use clap::Args;
use std::path::Path;

/// Show a source: where it is read, how its records become signals, and what waits for it
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard source show bookings
  floorboard source show bookings --json")]
pub struct Show {
    #[arg(value_name = "SOURCE")]
    pub source: String,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &Show, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let (_, source) = found(&mut session, &args.source)?;
    let shape = shape(&mut session, &source)?;
    if output.is_json() {
        return output.json(&shape);
    }
    let floor = session.floor()?;
    output.line(&format!("{} · {}", shape.id, standing(&shape, &floor)))?;
    let mut say = |what: &str, told: Option<String>| match told {
        Some(told) => output.line(&format!("{what:<12} {told}")),
        None => Ok(()),
    };
    say("from", Some(place(&source)))?;
    let (every, stale) = (super::every(shape.every), super::every(shape.stale_after));
    say("read", Some(format!("every {every}; stale after {stale}")))?;
    say("agent", shape.agent.clone())?;
    say("signals", Some(names(&source)))?;
    say("id", Some(source.map.id.clone()))?;
    say("case", source.map.case.clone())?;
    say("at", Some(source.map.at.clone().unwrap_or_else(|| "when it is read".to_owned())))?;
    say(
        "last read",
        shape.read.map(|at| format!("{}, {}", floor.time(at), words::count(shape.found.into(), "record"))),
    )?;
    say("last try", shape.tried.filter(|at| shape.read != Some(*at)).map(|at| floor.time(at)))?;
    say("failure", shape.failure.clone())?;
    say("next", shape.next.map(|at| floor.time(at)))?;
    let held = words::count(shape.held, "watch").replace("watchs", "watches");
    say("held", (shape.held > 0).then(|| format!("{held} until it is read")))
}

fn place(source: &Source) -> String {
    match &source.from {
        From::Exec(exec) => exec.argv.join(" "),
        From::Http { url, .. } => url.clone(),
        From::Imap(mailbox) => format!("{} of {} at {}:{}", mailbox.folder, mailbox.user, mailbox.host, mailbox.port),
    }
}

fn names(source: &Source) -> String {
    if source.emits.is_empty() {
        return source.map.name.clone();
    }
    source.emits.iter().map(crate::domain::id::SignalName::as_str).collect::<Vec<_>>().join(", ")
}
