//! `floorboard run start SOP`.

use super::tell_of;
use crate::cli::args::Writing;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::command::Command;
use crate::domain::fact::Fact;
use crate::domain::id::SopId;
use clap::Args;
use std::collections::BTreeMap;
use std::path::Path;

/// Start a run of a SOP that is at hand
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard run start accident-book --by sam --ask place=\"Cellar steps\"")]
pub struct Start {
    /// The SOP's id
    pub sop: String,
    /// What it asks before it starts
    #[arg(long, value_name = "NAME=TEXT")]
    pub ask: Vec<String>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Start, output: &mut Output) -> Result<(), Failure> {
    let mut asked = BTreeMap::new();
    for answer in &args.ask {
        let (name, text) = answer.split_once('=').ok_or_else(|| {
            Failure::usage(format!("`--ask {answer}` has no `=`"), "write it as `--ask food=\"Beef stew\"`")
        })?;
        asked.insert(name.to_owned(), body(text)?);
    }
    let mut session = Session::writing(site)?;
    let command = Command::StartRun { sop: SopId::new(&*args.sop), asked };
    let accepted = session.submit(&args.writing, &command)?;
    let opened = accepted.entries.iter().find_map(|entry| match &entry.fact {
        Fact::RunOpened { run, .. } => Some(*run),
        _ => None,
    });
    match opened {
        Some(id) => tell_of(&mut session, output, &accepted, id, |_| "started".to_owned()),
        None => super::tell(output, &accepted, "started"),
    }
}
