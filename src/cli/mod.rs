//! The command line: arguments in, output and an exit code out. Each subcommand is a file of [`commands`].

pub mod args;
pub mod commands;
pub mod evidence;
pub mod failure;
pub mod floor;
pub mod log_file;
pub mod moment;
pub mod output;
pub mod progress;
pub mod reading;
pub mod session;
pub mod shapes;

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

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
