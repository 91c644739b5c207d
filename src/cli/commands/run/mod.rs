//! `floorboard run …`: the work itself.

mod attach;
mod cancel;
mod correct;
mod list;
mod note;
mod reopen;
mod show;
mod skip;
mod start;
mod story;
mod tick;
mod undo;
mod why;

use super::tell;
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::output::Output;
use crate::cli::session::{Accepted, Session};
use crate::domain::fact::Fact;
use crate::domain::id::{RunId, SopId};
use crate::domain::refusal::Refusal;
use crate::domain::run::Run;
use crate::store::{RunFilter, Which};
use crate::words::{self, Label, Names};
use clap::{Args, Subcommand};
use std::path::Path;

/// Runs: list and show them, start, tick off, skip, undo, reopen.
#[derive(Debug, Args)]
pub struct Runs {
    #[command(subcommand)]
    pub act: Act,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    List(list::List),
    Show(show::Show),
    Why(why::WhyRun),
    Start(start::Start),
    Tick(tick::Tick),
    Correct(correct::Correct),
    Skip(skip::Skip),
    Note(note::Note),
    Attach(attach::Attach),
    Undo(undo::Undo),
    Reopen(reopen::Reopen),
    Cancel(cancel::Cancel),
}

impl Runs {
    pub fn format(&self) -> crate::cli::output::Format {
        match &self.act {
            Act::List(list::List { reading, .. })
            | Act::Show(show::Show { reading, .. })
            | Act::Why(why::WhyRun { reading, .. }) => reading.format(),
            Act::Start(start::Start { writing, .. })
            | Act::Tick(tick::Tick { writing, .. })
            | Act::Correct(correct::Correct { writing, .. })
            | Act::Skip(skip::Skip { writing, .. })
            | Act::Note(note::Note { writing, .. })
            | Act::Attach(attach::Attach { writing, .. })
            | Act::Undo(undo::Undo { writing, .. })
            | Act::Reopen(reopen::Reopen { writing, .. })
            | Act::Cancel(cancel::Cancel { writing, .. }) => writing.format(),
        }
    }
}

pub(super) fn run(site: Option<&Path>, args: Runs, output: &mut Output) -> Result<(), Failure> {
    match args.act {
        Act::List(args) => list::run(site, &args, output),
        Act::Show(args) => show::run(site, &args, output),
        Act::Why(args) => why::run(site, &args, output),
        Act::Start(args) => start::run(site, &args, output),
        Act::Tick(args) => tick::run(site, &args, output),
        Act::Correct(args) => correct::run(site, &args, output),
        Act::Skip(args) => skip::run(site, &args, output),
        Act::Note(args) => note::run(site, &args, output),
        Act::Attach(args) => attach::run(site, &args, output),
        Act::Undo(args) => undo::run(site, &args, output),
        Act::Reopen(args) => reopen::run(site, &args, output),
        Act::Cancel(args) => cancel::run(site, &args, output),
    }
}

/// The run that somebody names: `R-12`, `12`, or the id of a SOP with one open run.
fn named(session: &mut Session, name: &str) -> Result<Run, Failure> {
    if let Ok(id) = name.parse::<RunId>() {
        return match session.store.run(id)? {
            Some(run) => Ok(run),
            None => Err(session.refused(Refusal::NoSuchRun { run: id })),
        };
    }
    let filter = RunFilter { which: Which::Open, sop: Some(SopId::new(name)), ..RunFilter::default() };
    let mut open = session.store.runs(&filter)?;
    match (open.pop(), open.as_slice()) {
        (Some(run), []) => Ok(run),
        (Some(last), earlier) => {
            let ids: Vec<String> = earlier.iter().chain([&last]).map(|run| format!("`{}`", run.id)).collect();
            Err(Failure::failed(format!("`{name}` has several open runs"), format!("name one of {}", ids.join(", "))))
        }
        (None, _) => Err(Failure::failed(
            format!("`{name}` has no open run"),
            "`floorboard run list` names those that are open; one is written `R-12`",
        )),
    }
}

/// What else happened by it: a reading out of range, an exception, the run's end.
fn consequences(output: &mut Output, accepted: &Accepted, floor: &Floor) {
    for (at, entry) in accepted.entries.iter().enumerate() {
        let told = match entry.fact {
            Fact::StepOutOfRange { .. }
            | Fact::StepBadChoice { .. }
            | Fact::ExceptionRaised { .. }
            | Fact::ExceptionRecurred { .. } => true,
            // What was answered has been said; what else is answered was computed from it.
            Fact::StepDone { .. } => at > 0,
            _ => false,
        };
        if told {
            output.talk(&words::told(&entry.fact, floor).sentence());
        }
    }
}

/// `R-12 Opening checks: Toilets done (3 of 5)`.
fn tell_of(
    session: &mut Session,
    output: &mut Output,
    accepted: &Accepted,
    id: RunId,
    what: impl FnOnce(&Floor) -> String,
) -> Result<(), Failure> {
    let run = session.store.run(id)?;
    let floor = session.floor()?.seen_by(Some(accepted.person.as_str()));
    let floor = floor.of_entries(&mut session.store, &accepted.entries)?;
    let progress = run.map(|run| match run.progress.of {
        0 => format!(" ({})", run.state.label()),
        of => format!(" ({} of {of}, {})", run.progress.done, run.state.label()),
    });
    let text = format!("{id} {}: {}{}", floor.run(id), what(&floor), progress.unwrap_or_default());
    tell(output, accepted, &text)?;
    if !output.is_json() {
        consequences(output, accepted, &floor);
    }
    Ok(())
}
