//! `floorboard backup FILE`: a verified copy of the live store.

use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::domain::evidence::hex;
use crate::words;
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Make a verified copy of the live store; boards may stay open.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard backup ~/floorboard-backup.db")]
pub struct Backup {
    /// Where to; it must not exist yet
    pub file: PathBuf,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &Backup, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    if args.file.exists() {
        let message = format!("`{}` is there already", args.file.display());
        return Err(Failure::failed(message, "name a file that does not exist yet"));
    }
    let into = args.file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !into.is_dir() {
        return Err(Failure::failed(
            format!("`{}` cannot be made: `{}` is not a directory", args.file.display(), into.display()),
            "name a file in a directory that is there",
        ));
    }
    let head = session.store.backup(&args.file, &mut |done, of| output.progress("copying", done, of))?;
    if output.is_json() {
        return output.json(&json!({ "file": args.file, "seq": head.seq, "hash": hex(&head.hash) }));
    }
    output.line(&format!("`{}` holds {}, verified", args.file.display(), words::count(head.seq, "fact")))?;
    output.line(&format!("head {head}"))?;
    if session.dir.evidence().is_dir() {
        output.talk(&format!("photos and files are beside it: copy `{}` too", session.dir.evidence().display()));
    }
    Ok(())
}
