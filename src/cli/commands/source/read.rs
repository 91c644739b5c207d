//! `floorboard source read`.

use super::{found, source_id};
use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::ReadShape;
use crate::domain::signal::Signal;
use crate::domain::source::Came;
use crate::engine::{for_a_moment, sources};
use crate::words::{self, Names};
use clap::Args;
use std::path::Path;

/// Signals that are shown one by one.
const SHOWN: usize = 20;

/// Read a source now, take in what is new, and say what it told
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard source read bookings --dry-run
  floorboard source read bookings
  floorboard source read bookings --json")]
pub struct Read {
    #[arg(value_name = "SOURCE")]
    pub source: String,
    /// Only say what it would tell: nothing is kept
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &Read, output: &mut Output) -> Result<(), Failure> {
    if args.dry_run {
        let mut session = Session::reading(site)?;
        let (site, source) = found(&mut session, &args.source)?;
        let (dir, clock) = (session.dir.clone(), session.clock.clone());
        let began = session.now();
        let (came, new) = match sources::look(&dir, &mut session.store, &clock, &site, &source)? {
            Ok(told) => {
                let found = told.new.len() as u32 + told.known + told.bad + told.changed;
                let new = told.new.len() as u32;
                (Came::Read { found, new, bad: told.bad, changed: told.changed, flaw: told.flaw }, told.new)
            }
            Err(why) => (Came::Failed { why }, Vec::new()),
        };
        let done = sources::Done { began, came, new };
        return tell(&mut session, &args.source, &done, "would be taken in", output);
    }
    let mut session = Session::writing(site)?;
    let (_, source) = found(&mut session, &args.source)?;
    let (dir, clock) = (session.dir.clone(), session.clock.clone());
    let done = sources::read_now(&dir, &mut session.store, &clock, &source_id(&source))?;
    // Where no engine runs, what it told is judged here.
    for_a_moment(&dir, &mut session.store, &clock)?;
    tell(&mut session, &args.source, &done, "taken in", output)
}

fn tell(
    session: &mut Session,
    id: &str,
    done: &sources::Done,
    become_of: &str,
    output: &mut Output,
) -> Result<(), Failure> {
    let shape = ReadShape::of(id, done);
    let failed = matches!(done.came, Came::Failed { .. });
    if output.is_json() {
        output.json(&shape)?;
    } else {
        match &done.came {
            Came::Failed { why } => {
                return Err(Failure::failed(
                    format!("`{id}` cannot be read: {why}"),
                    format!("`floorboard source show {id}` says where it is read"),
                ));
            }
            Came::Read { found, new, bad, changed, flaw } => {
                let mut parts = vec![words::count((*found).into(), "record"), format!("{new} new")];
                parts.extend((*bad > 0).then(|| format!("{bad} that cannot be taken")));
                parts.extend((*changed > 0).then(|| format!("{changed} with another content than before")));
                let what = if *new > 0 { format!("; new ones are {become_of}") } else { String::new() };
                output.line(&format!("{id}: {}{what}", parts.join(", ")))?;
                if let Some(flaw) = flaw {
                    output.talk(&format!("the first that cannot be taken: {flaw}"));
                }
            }
        }
        let floor = session.floor()?;
        let row = |signal: &Signal| {
            let case = signal.case.as_ref().map(ToString::to_string).unwrap_or_default();
            vec![floor.time(signal.at), signal.name.to_string(), case, signal.id.to_string()]
        };
        if !done.new.is_empty() {
            let rows = done.new.iter().take(SHOWN).map(row).collect();
            output.table(&["AT", "SIGNAL", "CASE", "ID"], rows)?;
        }
        if done.new.len() > SHOWN {
            output.talk(&format!("{SHOWN} of {} are shown: --json shows all", done.new.len()));
        }
    }
    if failed { Err(Failure::Reported) } else { Ok(()) }
}
