//! What may be typed: the command line's words, with help that stands on its own.

use super::commands::{
    action, agent, approval, backup, board, case, clock, completions, delegation, demo, digest, doctor, engine,
    exception, export, import, init, inspect, journal, log, man, notify, plan, print, restore, run, schema, signal,
    simulate, sop, source, status, watch,
};
use super::output::Format;
use clap::{Args, CommandFactory, Parser, Subcommand};
use serde::de::DeserializeOwned;
use serde::de::value::{Error, StrDeserializer};
use std::path::PathBuf;

/// The terminal board that shift floors leave open: procedures that act, with proof.
#[derive(Debug, Parser)]
#[command(name = "floorboard", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "Examples:
  floorboard                            the board of the site here
  floorboard run list                   what is due
  floorboard run tick opening-checks lights --by sam
  floorboard log                        what happened today
Every command tells more with --help; `floorboard man` is the manual.")]
pub struct Cli {
    /// The site's directory; else the first one from here upwards with `config/floorboard.toml`
    #[arg(long, global = true, value_name = "DIR", env = "FLOORBOARD_SITE", hide_env_values = true)]
    pub site: Option<PathBuf>,
    #[command(flatten)]
    pub board: board::Flags,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Board(board::Board),
    Engine(engine::Engine),
    Status(status::Status),
    Run(run::Runs),
    Exception(exception::Exceptions),
    Approval(approval::Approvals),
    Action(action::Actions),
    Agent(agent::Agents),
    Delegation(delegation::Delegations),
    Signal(signal::Signals),
    Import(import::Import),
    Case(case::Cases),
    Watch(watch::Watches),
    Source(source::Sources),
    Notify(notify::Notify),
    Digest(digest::PrintDigest),
    Log(log::Log),
    Export(export::Export),
    Inspect(inspect::Inspect),
    Print(print::Print),
    Sop(sop::Sops),
    Plan(plan::Plan),
    Simulate(simulate::Simulate),
    Journal(journal::Journal),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Doctor(doctor::Doctor),
    Clock(clock::Clock),
    Completions(completions::Completions),
    Man(man::Manual),
    Init(init::Init),
    Demo(demo::Demo),
    Schema(schema::PrintSchema),
}

impl Cli {
    /// The board's flags before another command: they would mean nothing there.
    pub fn misplaced(&self) -> Option<clap::Error> {
        let misplaced = self.command.is_some() && self.board != board::Flags::default();
        let told = "the board's own options stand alone or after `board`: `floorboard --wallboard`";
        misplaced.then(|| Self::command().error(clap::error::ErrorKind::ArgumentConflict, told))
    }

    pub fn format(&self) -> Format {
        match &self.command {
            None | Some(Command::Board(_) | Command::Engine(_) | Command::Completions(_) | Command::Man(_)) => {
                Format::Text
            }
            Some(Command::Status(args)) => args.reading.format(),
            Some(Command::Run(args)) => args.format(),
            Some(Command::Exception(args)) => args.format(),
            Some(Command::Approval(args)) => args.format(),
            Some(Command::Action(args)) => args.format(),
            Some(Command::Agent(args)) => args.format(),
            Some(Command::Delegation(args)) => args.format(),
            Some(Command::Restore(args)) => args.writing.format(),
            Some(Command::Signal(args)) => args.format(),
            Some(Command::Import(args)) => args.format(),
            Some(Command::Notify(args)) => args.format(),
            Some(Command::Case(args)) => args.format(),
            Some(Command::Watch(args)) => args.format(),
            Some(Command::Source(args)) => args.format(),
            Some(Command::Digest(args)) => args.reading.format(),
            Some(Command::Log(args)) => args.reading.format(),
            Some(Command::Export(args)) => args.reading.format(),
            Some(Command::Inspect(args)) => args.writing.format(),
            Some(Command::Sop(args)) => args.format(),
            Some(Command::Plan(args)) => args.reading.format(),
            Some(Command::Simulate(args)) => args.reading.format(),
            Some(Command::Journal(args)) => args.format(),
            Some(Command::Backup(args)) => args.reading.format(),
            Some(Command::Doctor(args)) => args.reading.format(),
            Some(Command::Clock(args)) => args.format(),
            Some(Command::Init(args)) => args.format(),
            Some(Command::Schema(_) | Command::Print(_) | Command::Demo(_)) => Format::Text,
        }
    }
}

/// Of every command that only reads.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Reading {
    /// JSON, one object a line, for scripts
    #[arg(long)]
    pub json: bool,
}

/// Of commands that read what people answered.
#[derive(Clone, Debug, Default, Args)]
pub struct Eyes {
    /// Who looks: what is private is shown to who answered it, the procedure's owner role and managers
    #[arg(long = "by", value_name = "PERSON", env = "FLOORBOARD_BY", hide_env_values = true)]
    pub by: Option<String>,
}

/// Of every command that writes.
#[derive(Clone, Debug, Args)]
pub struct Writing {
    /// Who does it: the id of a person in `config/floorboard.toml`
    #[arg(long, value_name = "PERSON", env = "FLOORBOARD_BY", hide_env_values = true)]
    pub by: Option<String>,
    /// Makes it safe to send twice: the second time gives the first answer
    #[arg(long, value_name = "ID")]
    pub request_id: Option<String>,
    /// JSON, one object a line, for scripts
    #[arg(long)]
    pub json: bool,
}

impl Reading {
    pub fn format(self) -> Format {
        format(self.json)
    }
}

impl Writing {
    pub fn format(&self) -> Format {
        format(self.json)
    }
}

fn format(json: bool) -> Format {
    if json { Format::Json } else { Format::Text }
}

/// Reads a kebab-case word into one of the domain's short lists.
pub fn word_of<T: DeserializeOwned>(typed: &str) -> Result<T, String> {
    T::deserialize(StrDeserializer::<Error>::new(typed)).map_err(|cause| cause.to_string())
}
