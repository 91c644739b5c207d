//! `floorboard engine`: the clockwork without a board.

use crate::agents::{outbox, worker};
use crate::cli::failure::{Failure, Told};
use crate::cli::log_file;
use crate::cli::output::Output;
use crate::cli::session::{self, name_of};
use crate::engine::{self, Deps, EngineError, Moment, Sending, Standby};
use crate::store::{OpenOptions, Store};
use crate::words;
use clap::Args;
use std::path::Path;
use std::sync::Arc;

/// Run the clockwork without a board, until it is told to end.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard engine                     until it is told to end; under systemd, Type=notify
  floorboard engine --once              for cron, every few minutes")]
pub struct Engine {
    /// Put the files in force, take in what lies in signals/, apply what is due, and end
    #[arg(long)]
    pub once: bool,
}

pub(super) fn run(site: Option<&Path>, args: &Engine, output: &mut Output) -> Result<(), Failure> {
    let (dir, clock) = (session::site_dir(site)?, session::clock()?);
    let open = OpenOptions::create(Arc::clone(&clock), name_of(&dir));
    let mut store = Store::open(&dir.store(), open.clone())?;
    if args.once {
        return match engine::once(&dir, &mut store, &clock)? {
            Moment::Elsewhere => {
                output.talk("another engine runs this site: there is nothing to do");
                Ok(())
            }
            Moment::Done(events) => {
                for event in &events {
                    output.talk(&event.to_string());
                }
                if engine::sources::read_due(&dir, &mut store, &clock)? > 0
                    && let Moment::Done(events) = engine::once(&dir, &mut store, &clock)?
                {
                    for event in &events {
                        output.talk(&event.to_string());
                    }
                }
                drop(store);
                let worked_open = open.clone();
                let sent = outbox::send_all(&dir, open, &clock)?;
                if sent > 0 {
                    output.talk(&format!(
                        "{} tried; `floorboard notify list` says how it went",
                        words::count(sent as u64, "message")
                    ));
                }
                let worked = worker::work_all(&dir, worked_open, &clock)?;
                if worked > 0 {
                    output.talk(&format!("{} for agents done", words::count(worked as u64, "thing")));
                }
                Ok(())
            }
        };
    }
    drop(store);
    output.talk(&format!("the engine of `{}`; Ctrl-C ends it", dir.root().display()));
    log_file::begin(&dir, "engine");
    let told = Box::new(|event: &engine::Event| {
        crate::cli::output::log(&event.to_string());
        log_file::line(&event.to_string());
    });
    let deps = Deps { site: dir, open, clock, standby: Standby::Wait, sending: Sending::Always, told };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|cause| {
        Failure::failed(
            format!("the engine cannot start: {cause}"),
            "see how many files and threads this account may have",
        )
    })?;
    let ended = runtime.block_on(engine::headless::run(deps));
    log_file::line(&match &ended {
        Ok(()) => "engine ends".to_owned(),
        Err(cause) => format!("engine ends: {cause}"),
    });
    Ok(ended?)
}

impl From<EngineError> for Failure {
    fn from(cause: EngineError) -> Self {
        let told = Told { message: cause.to_string(), help: cause.help() };
        match cause {
            EngineError::Store(cause) => Self::from(cause),
            // A bug of ours ends as any other does: exit code 70.
            EngineError::Bug(what) => panic!("{what}"),
            _ => Self::Failed(told),
        }
    }
}
