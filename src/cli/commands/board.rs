//! `floorboard`: the board. Here store, engine and screen are put together.

use crate::cli::failure::Failure;
use crate::cli::output::Output;
use clap::Args;
use std::path::Path;

/// Open the board; what `floorboard` alone does too.
#[derive(Debug, Default, Args)]
pub struct Board {
    /// Show this area's work first
    #[arg(long, value_name = "AREA")]
    pub area: Option<String>,
    /// Show, and change nothing
    #[arg(long)]
    pub read_only: bool,
}

pub(super) fn run(site: Option<&Path>, args: &Board, output: &mut Output) -> Result<(), Failure> {
    let (_, _, _) = (site, args, output);
    Err(Failure::failed("this build has no board yet", "`floorboard --help` lists what there is"))
}
