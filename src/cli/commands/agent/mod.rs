//! `floorboard agent …`: who prepares and acts, and how far each may go.

mod demote;
mod list;
mod pause;
mod promote;
mod resume;
mod show;

use crate::cli::failure::Failure;
use crate::cli::output::{Format, Output};
use crate::cli::session::Session;
use crate::domain::dossier::Dossier;
use crate::domain::evidence::hex;
use crate::domain::id::RolloutId;
use crate::domain::refusal::Refusal;
use clap::{Args, Subcommand};
use sha2::{Digest, Sha256};
use std::path::Path;

/// Agents: list and show them, promote and demote their steps, let them stand still and go on
#[derive(Debug, Args)]
pub struct Agents {
    #[command(subcommand)]
    pub act: Act,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    List(list::List),
    Show(show::Show),
    Promote(promote::Promote),
    Demote(demote::Demote),
    Pause(pause::Pause),
    Resume(resume::Resume),
}

impl Agents {
    pub fn format(&self) -> Format {
        match &self.act {
            Act::List(list::List { reading, .. }) | Act::Show(show::Show { reading, .. }) => reading.format(),
            Act::Promote(promote::Promote { writing, .. })
            | Act::Demote(demote::Demote { writing, .. })
            | Act::Pause(pause::Pause { writing, .. })
            | Act::Resume(resume::Resume { writing, .. }) => writing.format(),
        }
    }
}

pub(super) fn run(site: Option<&Path>, args: Agents, output: &mut Output) -> Result<(), Failure> {
    match args.act {
        Act::List(args) => list::run(site, &args, output),
        Act::Show(args) => show::run(site, &args, output),
        Act::Promote(args) => promote::run(site, &args, output),
        Act::Demote(args) => demote::run(site, &args, output),
        Act::Pause(args) => pause::run(site, &args, output),
        Act::Resume(args) => resume::run(site, &args, output),
    }
}

/// What the system writes of a step; refused where there is no such step.
fn dossier(session: &mut Session, rollout: &RolloutId) -> Result<Dossier, Failure> {
    match session.store.dossier(rollout)? {
        Some(dossier) => Ok(dossier),
        None => Err(session.refused(Refusal::NoSuchRollout { rollout: rollout.clone() })),
    }
}

/// What `show` prints of a dossier, and `promote` is told.
fn hash(dossier: &Dossier) -> String {
    hex(&Sha256::digest(dossier.text().as_bytes()))
}

/// Of a hash so much is shown to be copied.
fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}
