//! `floorboard approval approve A-31 --hash HASH`, or several at once.

use super::named::{Named, Shown, payload, unseen};
use super::{Sight, get, tell_of};
use crate::cli::args::{Eyes, Writing};
use crate::cli::ask::{Asking, ask};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::domain::approval::{Approval, Verdict};
use crate::domain::command::Command;
use crate::domain::id::BodyHash;
use clap::Args;
use std::path::Path;

/// Let it happen: exactly what `show` printed, named by its hash; several are answered one by one
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard approval approve A-31 --hash 3fa9c1d20b7e --by maria
  floorboard approval approve A-31:3fa9c1d20b7e A-32:91be04c7aa15 --by maria
  floorboard approval approve A-31 --by maria              at a terminal: shows it, and asks
Nothing is approved unseen: a payload that changed since it was shown is refused. Exit 1 if any was refused.")]
pub struct Approve {
    /// `A-31`, or with the start of its hash: `A-31:3fa9c1d20b7e`
    #[arg(value_name = "ID[:HASH]", required = true)]
    pub approvals: Vec<Named>,
    /// The first 8 letters or more of the hash that `show` printed
    #[arg(long, value_name = "HASH")]
    pub hash: Option<Shown>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Approve, output: &mut Output) -> Result<(), Failure> {
    let asking = Asking::here();
    let wanted = wanted(args)?;
    let blind = |named: &&Named| named.shown.is_none() && (asking == Asking::Nobody || output.is_json());
    if let Some(named) = wanted.iter().find(blind) {
        return Err(unseen(named.id));
    }
    let mut session = Session::writing(site)?;
    if let [named] = wanted.as_slice() {
        return one(&mut session, args, named, None, output);
    }
    let mut refused = None;
    for named in &wanted {
        let request = args.writing.request_id.as_ref().map(|id| format!("{id}/{}", named.id));
        match one(&mut session, args, named, request, output) {
            Ok(()) => {}
            Err(failure @ (Failure::Refused(_) | Failure::Failed(_))) => {
                output.fail(&told_of(failure, named));
                refused = Some(Failure::Reported);
            }
            Err(other) => return Err(other),
        }
    }
    refused.map_or(Ok(()), Err)
}

/// Each approval with its hash.
fn wanted(args: &Approve) -> Result<Vec<Named>, Failure> {
    let mut wanted = args.approvals.clone();
    if let Some(hash) = &args.hash {
        match wanted.as_mut_slice() {
            [named] if named.shown.is_none() => named.shown = Some(hash.clone()),
            [named] if named.shown.as_ref() == Some(hash) => {}
            _ => {
                let help = "write each with its own: `A-31:3fa9c1d20b7e A-32:91be04c7aa15`";
                return Err(Failure::usage("`--hash` is of one approval", help));
            }
        }
    }
    Ok(wanted)
}

/// Among several, a line on stderr says which it is about.
fn told_of(failure: Failure, named: &Named) -> Failure {
    let mut failure = failure;
    let message = match &mut failure {
        Failure::Refused(refused) => &mut refused.told.message,
        Failure::Failed(told) => &mut told.message,
        _ => return failure,
    };
    let id = named.id.to_string();
    if !message.contains(&id) {
        *message = format!("{id}: {message}");
    }
    failure
}

fn one(
    session: &mut Session,
    args: &Approve,
    named: &Named,
    request: Option<String>,
    output: &mut Output,
) -> Result<(), Failure> {
    let approval = get(session, named.id)?;
    let writing = Writing { request_id: request.or_else(|| args.writing.request_id.clone()), ..args.writing.clone() };
    let (iteration, payload) = match &named.shown {
        Some(shown) => payload(session, &approval, shown)?,
        None => match asked(session, &writing, approval, output)? {
            Some(seen) => seen,
            None => return Ok(()),
        },
    };
    let command = Command::DecideApproval { approval: named.id, iteration, payload, verdict: Verdict::Approve };
    let accepted = session.submit(&writing, &command)?;
    tell_of(session, output, &accepted, named.id)
}

/// Shows it and asks; none: no.
fn asked(
    session: &mut Session,
    writing: &Writing,
    approval: Approval,
    output: &mut Output,
) -> Result<Option<(u32, BodyHash)>, Failure> {
    session.person(writing)?;
    let seen = (approval.draft.iteration, approval.draft.payload.clone());
    let id = approval.id;
    let is_pending = approval.is_pending();
    let sight = Sight::of(session, &Eyes { by: writing.by.clone() }, approval)?;
    for line in sight.lines() {
        output.line(&line)?;
    }
    output.flush()?;
    // What is over is for the rules to refuse, with who decided and when.
    if !is_pending || yes(output, &format!("approve {id}: yes or no?"))? {
        return Ok(Some(seen));
    }
    output.talk(&format!("{id} waits on"));
    Ok(None)
}

/// Enter is no.
pub(in crate::cli::commands) fn yes(output: &mut Output, question: &str) -> Result<bool, Failure> {
    ask(output, question, "no", |typed| match typed.to_lowercase().as_str() {
        "y" | "yes" => Ok(true),
        "n" | "no" => Ok(false),
        _ => Err("yes or no".to_owned()),
    })
}
