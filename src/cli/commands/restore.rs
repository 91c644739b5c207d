//! `floorboard restore BACKUP`: a copy in the place of the store.

use crate::cli::args::Writing;
use crate::cli::failure::{Failure, Told};
use crate::cli::output::Output;
use crate::cli::session::{self, Session};
use crate::domain::actor::Actor;
use crate::domain::evidence::hex;
use crate::domain::fact::Fact;
use crate::domain::id::RequestId;
use crate::engine::Leader;
use crate::engine::intake::Turn;
use crate::store::{self, Envelope, NotRestored, OpenOptions, Restored, Store, StoreError};
use crate::words;
use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Put a backup in the place of the store; the present one is kept beside it, and agents stand still until somebody has looked
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard restore ~/floorboard-backup.db --by maria
The copy's chain is checked first. Nobody else may have the site open. What agents had under way is unknown afterwards:
`floorboard action list --unknown` names it. Photos and files in `evidence/` stay as they are.")]
pub struct Restore {
    /// A file that `floorboard backup` made
    #[arg(value_name = "BACKUP")]
    pub file: PathBuf,
    #[command(flatten)]
    pub writing: Writing,
}

/// What was put in place, and what to look at.
#[derive(Debug, Serialize)]
struct RestoreShape {
    file: PathBuf,
    seq: u64,
    hash: String,
    /// The last fact of the copy.
    taken: crate::domain::calendar::Instant,
    /// Where the former store is; none: there was none.
    kept: Option<PathBuf>,
    /// Actions that nobody knows about now.
    unknown: Vec<String>,
}

pub(super) fn run(site: Option<&Path>, args: &Restore, output: &mut Output) -> Result<(), Failure> {
    let (dir, clock) = (session::site_dir(site)?, session::clock()?);
    let in_use = || {
        let help = "end every board, engine and command of this site, then do it again";
        Failure::failed("this site is in use: nothing was restored", help)
    };
    // Held to the end: no engine begins meanwhile, and nobody takes a file of signals in.
    let _leader = Leader::try_elect(&dir)?.ok_or_else(in_use)?;
    let _turn = Turn::try_take(&dir)?.ok_or_else(in_use)?;
    let person = person(args)?;
    let request = args.writing.request_id.as_deref().map(RequestId::new);
    let envelope = Envelope { terminal: session::terminal(), ..Envelope::new(person, session::via()).request(request) };
    let options = OpenOptions::write(Arc::clone(&clock));
    let restored = store::restore(&args.file, &dir.store(), &options, &envelope, &mut |done, of| {
        output.progress("restoring", done, of);
    });
    output.over();
    let restored = match restored {
        Ok(restored) => restored,
        Err(NotRestored::InUse) => return Err(in_use()),
        Err(other) => return Err(failure(other, &args.file)),
    };
    let store = Store::open(&dir.store(), OpenOptions::read(Arc::clone(&clock)))?;
    let mut session = Session { dir, clock, store };
    told(&mut session, &args.file, restored, output)
}

fn person(args: &Restore) -> Result<Actor, Failure> {
    match args.writing.by.as_deref().map(str::trim) {
        None | Some("") => Err(Failure::usage("who are you?", "say `--by PERSON`, or set `FLOORBOARD_BY`")),
        Some(id) => Ok(Actor::Person(id.into())),
    }
}

fn failure(cause: NotRestored, file: &Path) -> Failure {
    let help = match &cause {
        NotRestored::Store(_) => None,
        NotRestored::OtherSite => Some("move the present store away first, if that is really meant"),
        NotRestored::Newer => Some("update Floorboard, then do it again"),
        NotRestored::Itself => Some("name a file that `floorboard backup` made"),
        NotRestored::Broken { .. } => Some("take an older copy; the present store stays as it is"),
        NotRestored::Refused(_) | NotRestored::InUse => Some("nothing was changed"),
    };
    match cause {
        NotRestored::Store(StoreError::Missing { path }) if path == file => {
            Failure::failed(format!("there is no `{}`", file.display()), "name a file that `floorboard backup` made")
        }
        NotRestored::Store(StoreError::NotAStore { path }) if path == file => Failure::failed(
            format!("`{}` is no copy of a store", file.display()),
            "name a file that `floorboard backup` made",
        ),
        NotRestored::Store(cause) => cause.into(),
        other => Failure::Failed(Told {
            message: format!("`{}` was not restored: {other}", file.display()),
            help: help.map(str::to_owned),
        }),
    }
}

fn told(session: &mut Session, file: &Path, restored: Restored, output: &mut Output) -> Result<(), Failure> {
    let unknown = restored.entries.iter().filter_map(|entry| match &entry.fact {
        Fact::ActionUnknown { action, .. } => Some(action.to_string()),
        _ => None,
    });
    let shape = RestoreShape {
        file: file.to_owned(),
        seq: restored.head.seq,
        hash: hex(&restored.head.hash),
        taken: restored.taken,
        kept: restored.kept,
        unknown: unknown.collect(),
    };
    if output.is_json() {
        return output.json(&shape);
    }
    let floor = session.floor()?;
    let facts = words::count(shape.seq, "fact");
    output.line(&format!("the store is as it was {}: {facts}, verified", floor.moment(shape.taken)))?;
    if let Some(kept) = &shape.kept {
        output.line(&format!("the former one is kept: `{}`", kept.display()))?;
    }
    if !shape.unknown.is_empty() {
        let actions = words::count(shape.unknown.len() as u64, "action");
        output.line(&format!("nobody knows whether this happened: {actions}, {}", shape.unknown.join(", ")))?;
        let first = shape.unknown.first().map_or("X-1", String::as_str);
        output.talk(&format!("say of each: floorboard action settle {first} was-done|run-again|abandon"));
    }
    if floor.site().is_some_and(|site| !site.agents.is_empty()) {
        output.line("agents stand still")?;
        output.talk("when all is looked at: floorboard agent resume --all");
    }
    output.talk(
        "what happened since is not in it: `floorboard log` shows where it ends, and `floorboard doctor` checks it",
    );
    Ok(())
}
