//! `floorboard sop import FILE`: a checklist somebody had, as a draft with its guesses marked.

use super::new::{place, taken};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::sopfile::draft::read_checklist;
use clap::Args;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Turn a Markdown or plain-text checklist into a draft SOP; what is guessed says so
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  floorboard sop import opening.md\n  \
    floorboard sop import opening.md --output sops/opening.toml")]
pub struct Import {
    /// The checklist; `-` reads standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Write it here; else it is printed
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// A byte more than any checklist may have.
const MOST: u64 = 1024 * 1024 + 1;

pub(super) fn run(site: Option<&Path>, args: &Import, output: &mut Output) -> Result<(), Failure> {
    let name = args.file.display().to_string();
    let unreadable = |cause: std::io::Error| {
        Failure::failed(format!("`{name}` cannot be read: {cause}"), "name a Markdown or text file")
    };
    let mut bytes = Vec::new();
    if name == "-" {
        std::io::stdin().lock().take(MOST).read_to_end(&mut bytes).map_err(unreadable)?;
    } else {
        std::fs::File::open(&args.file).map_err(unreadable)?.take(MOST).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    let stem = args.file.file_stem().map(|stem| stem.to_string_lossy().replace(['-', '_'], " ")).unwrap_or_default();
    let stem = if name == "-" { "Checklist".to_owned() } else { stem };
    let draft = read_checklist(&bytes, &stem).map_err(|cause| {
        Failure::failed(
            format!("`{name}` cannot be imported: {cause}"),
            "a checklist has its steps line by line: `- [ ] Lights on`",
        )
    })?;
    let text = draft.text(&taken(site));
    let guesses = text.lines().filter(|line| line.contains("# guess:")).count() as u64;
    match &args.output {
        None => output.rendered(&crate::harmless::lines(&text))?,
        Some(path) => {
            place(path, &text)?;
            output.line(&format!("{} is written", path.display()))?;
        }
    }
    output.talk(&format!(
        "{} to look at: search for `# guess:`",
        crate::words::count(guesses, "guess").replace("guesss", "guesses")
    ));
    Ok(())
}
