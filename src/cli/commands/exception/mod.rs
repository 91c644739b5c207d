//! `floorboard exception …`: what is outside the expected pattern.

mod ack;
mod assign;
mod list;
mod raise;
mod reopen;
mod resolve;
mod shelve;
mod show;
mod stats;
mod verify;
mod why;

use super::tell;
use crate::cli::args::Eyes;
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::output::{Format, Output};
use crate::cli::session::{Accepted, Session};
use crate::domain::exception::Exception;
use crate::domain::id::ExceptionId;
use crate::domain::timer::Subject;
use crate::words;
use clap::{Args, Subcommand};
use std::path::Path;

/// Exceptions: list and show them, raise one, take it, put it off, assign, resolve and check it.
#[derive(Debug, Args)]
pub struct Exceptions {
    #[command(subcommand)]
    pub act: Act,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    List(list::List),
    Show(show::Show),
    Stats(stats::Stats),
    Why(why::WhyException),
    Raise(raise::Raise),
    Ack(ack::Ack),
    Assign(assign::Assign),
    Shelve(shelve::Shelve),
    Resolve(resolve::Resolve),
    Verify(verify::Verify),
    Reopen(reopen::Reopen),
}

impl Exceptions {
    pub fn format(&self) -> Format {
        match &self.act {
            Act::List(list::List { reading, .. })
            | Act::Show(show::Show { reading, .. })
            | Act::Stats(stats::Stats { reading, .. })
            | Act::Why(why::WhyException { reading, .. }) => reading.format(),
            Act::Raise(raise::Raise { writing, .. })
            | Act::Ack(ack::Ack { writing, .. })
            | Act::Assign(assign::Assign { writing, .. })
            | Act::Shelve(shelve::Shelve { writing, .. })
            | Act::Verify(verify::Verify { writing, .. })
            | Act::Reopen(reopen::Reopen { writing, .. })
            | Act::Resolve(resolve::Resolve { writing, .. }) => writing.format(),
        }
    }
}

pub(super) fn run(site: Option<&Path>, args: Exceptions, output: &mut Output) -> Result<(), Failure> {
    match args.act {
        Act::List(args) => list::run(site, &args, output),
        Act::Show(args) => show::run(site, &args, output),
        Act::Stats(args) => stats::run(site, &args, output),
        Act::Why(args) => why::run(site, &args, output),
        Act::Raise(args) => raise::run(site, &args, output),
        Act::Ack(args) => ack::run(site, &args, output),
        Act::Assign(args) => assign::run(site, &args, output),
        Act::Shelve(args) => shelve::run(site, &args, output),
        Act::Resolve(args) => resolve::run(site, &args, output),
        Act::Verify(args) => verify::run(site, &args, output),
        Act::Reopen(args) => reopen::run(site, &args, output),
    }
}

/// Reads `E-5` or `5`.
fn id(typed: &str) -> Result<ExceptionId, String> {
    typed.parse().map_err(|_not_a_number| "an exception is written `E-5`".to_owned())
}

fn floor(session: &mut Session, eyes: &Eyes, exceptions: &[Exception]) -> Result<Floor, Failure> {
    Ok(session.floor()?.seen_by(eyes.by.as_deref()).with(&mut session.store, &[], exceptions)?)
}

/// `E-5 Walk-in fridge 9.1 °C, above 8.0: taken`.
fn tell_of(session: &mut Session, output: &mut Output, accepted: &Accepted, what: &str) -> Result<(), Failure> {
    let id = accepted.entries.iter().find_map(|entry| match entry.subject {
        Subject::Exception(id) => Some(id),
        _ => None,
    });
    let card = match id {
        Some(id) => session.store.exception(id)?,
        None => None,
    };
    let Some(exception) = card else { return tell(output, accepted, what) };
    let eyes = Eyes { by: Some(accepted.person.to_string()) };
    let floor = floor(session, &eyes, std::slice::from_ref(&exception))?;
    tell(output, accepted, &format!("{} {}: {what}", exception.id, words::card(&exception, &floor).what))
}
