//! `floorboard agent promote SOP/STEP --dossier HASH`.

use super::{dossier, hash, short};
use crate::cli::args::Writing;
use crate::cli::ask::Asking;
use crate::cli::commands::approval::yes;
use crate::cli::commands::tell;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::{Session, body};
use crate::domain::command::Command;
use crate::domain::id::RolloutId;
use crate::words::{self, Label, Names};
use clap::Args;
use std::path::Path;

/// Let a step go one level further, on what its dossier says; every gate of its SOP has to be met
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard agent promote complaint/reply --dossier 91be04c7aa15 --by maria
  floorboard agent promote complaint/reply --by maria      at a terminal: shows the dossier, and asks
`floorboard agent show AGENT` prints the dossier and its hash. A promotion is bound to what was shown.")]
pub struct Promote {
    /// `SOP/STEP`
    #[arg(value_name = "SOP/STEP")]
    pub rollout: String,
    /// The first 8 letters or more of the dossier's hash, as `show` printed it
    #[arg(long, value_name = "HASH")]
    pub dossier: Option<String>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Promote, output: &mut Output) -> Result<(), Failure> {
    let at_terminal = Asking::here() == Asking::Terminal && !output.is_json();
    if args.dossier.is_none() && !at_terminal {
        return Err(Failure::usage(
            format!("the dossier of `{}` has to be seen first", args.rollout),
            "`floorboard agent show AGENT` prints it with its hash: say `--dossier` with the start of it",
        ));
    }
    if args.dossier.as_ref().is_some_and(|typed| typed.len() < 8) {
        return Err(Failure::usage(
            "the start of a hash is 8 letters or more",
            "copy it from `floorboard agent show AGENT`",
        ));
    }
    let mut session = Session::writing(site)?;
    let rollout = RolloutId::new(&*args.rollout);
    let of = dossier(&mut session, &rollout)?;
    let whole = hash(&of);
    match &args.dossier {
        Some(typed) if !whole.starts_with(&typed.to_ascii_lowercase()) => {
            return Err(Failure::failed(
                format!("the dossier of `{rollout}` is not what was shown any more"),
                format!("`floorboard agent show {}` prints it as it is now: {}", of.agent, short(&whole)),
            ));
        }
        Some(_) => {}
        None => {
            let floor = session.floor()?;
            for line in words::dossier::lines(&of, &floor) {
                output.line(&line)?;
            }
            output.flush()?;
            let to = of.to.map(|to| format!(" to {}", to.label())).unwrap_or_default();
            if !yes(output, &format!("promote {rollout}{to}: yes or no?"))? {
                output.talk(&format!("{rollout} stays where it stands"));
                return Ok(());
            }
        }
    }
    let command = Command::PromoteAgent { rollout: rollout.clone(), dossier: body(&of.text())? };
    let accepted = session.submit(&args.writing, &command)?;
    let by = session.floor()?.person(&accepted.person);
    let to = of.to.map(|to| to.label()).unwrap_or_default();
    tell(output, &accepted, &format!("{rollout}: {to} from now on, by {by}"))
}
