//! One subcommand a file; here is which is which.

pub mod action;
pub mod agent;
pub mod approval;
pub mod backup;
pub mod board;
pub mod case;
pub mod clock;
pub mod completions;
pub mod delegation;
pub mod demo;
pub mod digest;
pub mod doctor;
pub mod engine;
pub mod exception;
pub mod export;
pub mod import;
pub mod init;
pub mod inspect;
pub mod journal;
pub mod log;
pub mod man;
pub mod notify;
pub mod plan;
pub mod print;
pub mod restore;
pub mod run;
pub mod schema;
pub mod signal;
pub mod simulate;
pub mod sop;
pub mod source;
pub mod status;
pub mod watch;
mod why;

use super::args::{Cli, Command};
use super::failure::Failure;
use super::output::Output;
use super::session::Accepted;
use super::shapes::AcceptedShape;
use crate::store::Repeated;

pub(super) fn run(cli: Cli, output: &mut Output) -> Result<(), Failure> {
    let site = cli.site.as_deref();
    match cli.command {
        None => board::run(site, &cli.board, output),
        Some(Command::Board(args)) => board::run(site, &args.flags, output),
        Some(Command::Engine(args)) => engine::run(site, &args, output),
        Some(Command::Sop(args)) => sop::run(site, args, output),
        Some(Command::Notify(args)) => notify::run(site, args, output),
        Some(Command::Plan(args)) => plan::run(site, &args, output),
        Some(Command::Simulate(args)) => simulate::run(site, &args, output),
        Some(Command::Status(args)) => status::run(site, &args, output),
        Some(Command::Run(args)) => run::run(site, args, output),
        Some(Command::Approval(args)) => approval::run(site, args, output),
        Some(Command::Action(args)) => action::run(site, args, output),
        Some(Command::Agent(args)) => agent::run(site, args, output),
        Some(Command::Delegation(args)) => delegation::run(site, args, output),
        Some(Command::Restore(args)) => restore::run(site, &args, output),
        Some(Command::Exception(args)) => exception::run(site, args, output),
        Some(Command::Signal(args)) => signal::run(site, &args, output),
        Some(Command::Import(args)) => import::run(site, &args, output),
        Some(Command::Case(args)) => case::run(site, args, output),
        Some(Command::Watch(args)) => watch::run(site, args, output),
        Some(Command::Source(args)) => source::run(site, args, output),
        Some(Command::Digest(args)) => digest::run(site, &args, output),
        Some(Command::Log(args)) => log::run(site, &args, output),
        Some(Command::Export(args)) => export::run(site, &args, output),
        Some(Command::Inspect(args)) => inspect::run(site, &args, output),
        Some(Command::Print(args)) => print::run(site, &args, output),
        Some(Command::Journal(args)) => journal::run(site, args, output),
        Some(Command::Backup(args)) => backup::run(site, &args, output),
        Some(Command::Schema(args)) => schema::run(site, &args, output),
        Some(Command::Demo(args)) => demo::run(&args, output),
        Some(Command::Init(args)) => init::run(&args, output),
        Some(Command::Doctor(args)) => doctor::run(site, &args, output),
        Some(Command::Clock(args)) => clock::run(site, args, output),
        Some(Command::Completions(args)) => completions::run(&args, output),
        Some(Command::Man(args)) => man::run(&args, output),
    }
}

/// Tells what an accepted command did: one line, or its facts as JSON.
fn tell(output: &mut Output, accepted: &Accepted, what: &str) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(&AcceptedShape::of(accepted));
    }
    match accepted.repeated {
        Repeated::No => output.line(what),
        Repeated::Yes => output.line(&format!("{what} (recorded before, under the same request id)")),
    }
}
