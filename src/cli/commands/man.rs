//! `floorboard man`: the manual, made from the same words as `--help`.

use crate::cli::args::Cli;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use clap::{Args, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use std::path::PathBuf;

/// Print the manual page, or write a page for every command.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard man | man -l -
  floorboard man --output ~/.local/share/man/man1      then: man floorboard-run-tick")]
pub struct Manual {
    /// Write one page a command into this directory, made where it is not there
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

/// What `--help` has no place for.
const FILES: [(&str, &str); 8] = [
    ("config/floorboard.toml", "the site: zone, opening hours, areas, shifts, people; a directory with it is a site"),
    ("config/keymap.toml", "keys of the site's own"),
    ("sops/*.toml", "one procedure a file"),
    ("lists/*.csv", "fridges, outlets, contracts: what steps run over"),
    ("floorboard.db", "the store, with the journal"),
    ("evidence/", "photos and files, by the hash of their content; inbox/: those that wait"),
    ("engine.lock", "who evaluates time just now"),
    ("floorboard.log", "what boards and engines did"),
];
const ENVIRONMENT: [(&str, &str); 3] = [
    ("FLOORBOARD_SITE", "the site's directory, where --site does not name one"),
    ("FLOORBOARD_BY", "who does it, where --by does not name one"),
    ("NO_COLOR", "no colour, whatever the terminal can do"),
];
const EXIT: [(&str, &str); 5] = [
    ("0", "done"),
    ("1", "refused or failed"),
    ("2", "the command line is wrong"),
    ("70", "a bug of Floorboard's own"),
    ("75", "try again: the disk is full, or the store is busy"),
];

pub(super) fn run(args: &Manual, output: &mut Output) -> Result<(), Failure> {
    let Some(folder) = &args.output else {
        return output.rendered(&String::from_utf8_lossy(&page(Cli::command())?));
    };
    let failed = |cause: std::io::Error| {
        let told = format!("`{}` cannot be written: {cause}", folder.display());
        Failure::failed(told, "name a directory that you may write to")
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(Cli::command(), folder).map_err(failed)?;
    // The page of them all says more.
    std::fs::write(folder.join("floorboard.1"), page(Cli::command())?).map_err(failed)?;
    output.talk(&format!("a page for every command is in `{}`", folder.display()));
    Ok(())
}

fn page(command: clap::Command) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    Man::new(command).render(&mut text)?;
    let mut rest = Roff::new();
    for (title, lines) in [("FILES", FILES.as_slice()), ("ENVIRONMENT", &ENVIRONMENT), ("EXIT STATUS", &EXIT)] {
        rest.control("SH", [title]);
        for (name, what) in lines {
            rest.control("TP", []).text([bold(*name)]).text([roman(*what)]);
        }
    }
    rest.to_writer(&mut text)?;
    Ok(text)
}
