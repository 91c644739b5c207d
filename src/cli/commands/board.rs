//! `floorboard`: the board. Here store, engine and screen are put together.

use crate::cli::failure::{Failure, Told};
use crate::cli::log_file;
use crate::cli::session::{self, name_of};
use crate::domain::id::AreaId;
use crate::engine::standing::{Seat, may_stand};
use crate::engine::{self, Deps, Standby};
use crate::store::{Access, OpenOptions, Store};
use crate::tui::{self, Ended, Options, TuiDeps, TuiError};
use clap::Args;
use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

/// Open the board; what `floorboard` alone does too.
#[derive(Debug, Default, Args)]
#[command(after_help = "Examples:
  floorboard                            the board of the site here
  floorboard --site ~/anchor board --area kitchen
  floorboard board --read-only          look, and change nothing")]
pub struct Board {
    /// Show this area's work first
    #[arg(long, value_name = "AREA")]
    pub area: Option<String>,
    /// Show, and change nothing
    #[arg(long)]
    pub read_only: bool,
}

/// The engine in this process, while it stands.
type Standing = Rc<RefCell<Option<engine::Running>>>;

pub(super) fn run(site: Option<&Path>, args: &Board) -> Result<(), Failure> {
    let (dir, clock) = (session::site_dir(site)?, session::clock()?);
    let (access, open) = if args.read_only {
        (Access::Read, OpenOptions::read(Arc::clone(&clock)))
    } else {
        (Access::Write, OpenOptions::create(Arc::clone(&clock), name_of(&dir)))
    };
    let ssh = std::env::var("SSH_CONNECTION").ok();
    let seat = may_stand(&dir, ssh.as_deref(), access)?;
    log_file::begin(&dir, "board");
    let running: Standing = Rc::new(RefCell::new(None));
    let stand = {
        let (running, dir, clock, open) = (Rc::clone(&running), dir.clone(), Arc::clone(&clock), open.clone());
        move || {
            if seat == Seat::Candidate {
                let told = Box::new(|event: &engine::Event| log_file::line(&event.to_string()));
                let (site, open, clock) = (dir.clone(), open.clone(), Arc::clone(&clock));
                // Without an engine the board still shows, and says that nothing will fire.
                *running.borrow_mut() =
                    engine::Running::start(Deps { site, open, clock, standby: Standby::Wait, told }).ok();
            }
        }
    };
    let stand_down = {
        let running = Rc::clone(&running);
        move || {
            if let Some(engine) = running.borrow_mut().take() {
                engine.stop();
            }
        }
    };
    let (store, asked) = (dir.store(), dir.clone());
    let deps = TuiDeps {
        site: dir,
        clock,
        options: Options { area: args.area.as_deref().map(AreaId::new), ..Options::from_environment() },
        open: Box::new(move || Store::open(&store, open.clone())),
        health: Box::new(move || engine::health(&asked)),
        stand_down: Box::new(stand_down.clone()),
        stand: Box::new(stand),
        terminal: None,
        log: log_file::line,
    };
    let ended = tui::run(deps);
    stand_down();
    log_file::line(&match &ended {
        Ok(ended) => format!("board ends: {ended:?}"),
        Err(cause) => format!("board ends: {cause}"),
    });
    match ended {
        Ok(Ended::Quit | Ended::HungUp | Ended::Told(_)) => Ok(()),
        Ok(Ended::Panicked) => {
            let told = Told::new("Floorboard met a bug of its own");
            Err(Failure::Bug(told.help("what was acknowledged is safe; `floorboard doctor` checks it")))
        }
        Err(TuiError::NoStore(no_store)) => Err(no_store.0.into()),
        Err(cause @ TuiError::NotATerminal) => {
            Err(Failure::failed(cause.to_string(), "`floorboard status` shows the same without one"))
        }
        Err(cause @ TuiError::Terminal(_)) => Err(Failure::failed(cause.to_string(), "start it in another terminal")),
    }
}
