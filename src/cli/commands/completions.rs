//! `floorboard completions`: what a shell needs to complete the command line.

use crate::cli::args::Cli;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print completions for a shell.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard completions bash > ~/.local/share/bash-completion/completions/floorboard
  floorboard completions fish > ~/.config/fish/completions/floorboard.fish
  floorboard completions zsh > ~/.zfunc/_floorboard      (with ~/.zfunc in $fpath)")]
pub struct Completions {
    pub shell: Shell,
}

pub(super) fn run(args: &Completions, output: &mut Output) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "floorboard", &mut text);
    output.rendered(&String::from_utf8_lossy(&text))
}
