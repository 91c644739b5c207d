//! The command line: arguments in, output and an exit code out. Each subcommand is a file of [`commands`].

pub mod args;
pub mod ask;
pub mod commands;
mod demo;
pub mod evidence;
pub mod failure;
pub mod floor;
pub mod interrupt;
pub mod log_file;
pub mod mask;
pub mod moment;
pub mod output;
pub mod page;
pub mod payload;
pub mod period;
pub mod progress;
pub mod reading;
pub mod records;
pub mod session;
pub mod shapes;
pub mod since;
pub mod sink;

use args::Cli;
use clap::Parser;
use failure::Exit;
use output::Output;
use std::ffi::OsString;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

/// The whole program.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "nowhere known".to_owned(), ToString::to_string);
        let what = panic.payload_as_str().unwrap_or("no message");
        output::bug(what, &place);
        log_file::line(&format!("a bug of ours: {what} ({place})"));
    }));
    ExitCode::from(guarded(|| run(args)) as u8)
}

fn run(args: impl IntoIterator<Item = OsString>) -> Exit {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(told) => return output::command_line(&told),
    };
    if let Some(told) = cli.misplaced() {
        return output::command_line(&told);
    }
    let mut output = Output::new(cli.format());
    match commands::run(cli, &mut output).and_then(|()| output.flush()) {
        Ok(()) => Exit::Done,
        Err(failure) => output.fail(&failure),
    }
}

/// A panic is our bug, and says so with an exit code of its own.
fn guarded(work: impl FnOnce() -> Exit) -> Exit {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or(Exit::Bug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_exit_70() {
        assert_eq!(guarded(|| panic!("the floor gave way")), Exit::Bug);
        assert_eq!(guarded(|| Exit::Again) as u8, 75);
    }

    /// Words as a shell splits them, up to its own signs and the remark beside it.
    fn words(line: &str) -> Vec<String> {
        let line = line.split("   ").next().expect("a split has a first part");
        let (mut words, mut quoted) = (vec![String::new()], false);
        for letter in line.chars() {
            match letter {
                '"' | '\'' => quoted = !quoted,
                '>' | '|' if !quoted => break,
                ' ' if !quoted => words.push(String::new()),
                _ => words.last_mut().expect("begins with one").push(letter),
            }
        }
        words.retain(|word| !word.is_empty());
        words
    }

    /// Every command that does something, by its whole name, with what its help ends in.
    fn endings(command: &clap::Command, name: &str, found: &mut Vec<(String, String)>) {
        let own: Vec<_> = command.get_subcommands().filter(|own| !own.is_hide_set()).collect();
        if own.is_empty() || command.get_name() == "floorboard" {
            found.push((name.to_owned(), command.get_after_help().map(ToString::to_string).unwrap_or_default()));
        }
        for own in own {
            endings(own, &format!("{name} {}", own.get_name()), found);
        }
    }

    #[test]
    fn every_command_has_examples_and_they_are_well_typed() {
        use clap::CommandFactory;
        let mut found = Vec::new();
        endings(&Cli::command(), "floorboard", &mut found);
        let mut mistakes = Vec::new();
        for (name, ending) in found {
            let examples: Vec<&str> =
                ending.lines().map(str::trim).filter(|line| line.starts_with("floorboard")).collect();
            if !examples.iter().any(|line| line.starts_with(&name)) {
                mistakes.push(format!("`{name}` has no example of its own"));
            }
            for line in examples {
                if let Err(cause) = Cli::try_parse_from(words(line)) {
                    mistakes.push(format!("`{line}`: {cause}"));
                }
            }
        }
        assert!(mistakes.is_empty(), "\n{}", mistakes.join("\n"));
    }

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
