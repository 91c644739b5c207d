//! One subcommand a file; here is which is which.

use super::args::Cli;
use super::failure::Failure;
use super::output::Output;

pub(super) fn run(cli: Cli, output: &mut Output) -> Result<(), Failure> {
    let (_, _) = (cli, output);
    Err(Failure::failed("this build has no board yet", "`floorboard --help` lists what there is"))
}
