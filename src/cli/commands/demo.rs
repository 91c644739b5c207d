//! `floorboard demo`: the board of a throw-away site, with time that runs faster.

use crate::cli::commands::board;
use crate::cli::demo::{Demo as Floor, Place, open_options};
use crate::cli::failure::{Failure, Told};
use crate::cli::output::Output;
use crate::cli::session;
use crate::clock::{Clock, Pace, PaceState};
use crate::domain::board::{EngineHealth, Whose};
use crate::store::Store;
use crate::tui::{self, Can, Options, TuiDeps};
use clap::Args;
use std::cell::Cell;
use std::io::IsTerminal;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;

/// Try it: a made-up venue with half a day behind it, where a minute takes a second
///
/// People tick off what falls due by themselves; act as one of them where you like. `p` pauses, `<` and `>` pace it.
/// It needs no site, and leaves nothing behind.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard demo
  floorboard demo --speed 10")]
pub struct Demo {
    /// How many times as fast as real time goes
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub speed: u32,
    /// Another day of other chances; the same number gives the same day
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

pub(super) fn run(args: &Demo, output: &mut Output) -> Result<(), Failure> {
    let options = Options::from_environment();
    if !std::io::stdout().is_terminal() || options.can == Can::PrintLines {
        return Err(Failure::failed("the demo needs a terminal to draw on", "start it in one"));
    }
    output.talk("making a day that has not been…");
    let place = Place::make().map_err(|cause| {
        Failure::failed(format!("no directory for the demo: {cause}"), "set `TMPDIR` to a place that can be written to")
    })?;
    let floor = Floor::make(&place, session::clock()?.now(), args.speed, args.seed)?;
    let (site, clock) = (floor.site.clone(), Arc::clone(&floor.clock));
    clock.set_pace(Pace { state: PaceState::Running, ..clock.pace() });
    let (stop, until) = channel();
    let alive = Arc::new(AtomicBool::new(true));
    let beats = Arc::clone(&alive);
    let work = move || {
        crate::drill::panic_if_asked("demo");
        let ended = floor.run(&until);
        beats.store(false, Ordering::SeqCst);
        ended
    };
    let staff = std::thread::Builder::new().name("demo".to_owned()).spawn(work)?;
    // Ctrl-Z stops the whole process, and its time with it.
    let kept: Rc<Cell<Option<Pace>>> = Rc::default();
    let stand_down = {
        let (clock, kept) = (Arc::clone(&clock), Rc::clone(&kept));
        move || {
            let pace = clock.pace();
            kept.set(Some(pace));
            clock.set_pace(Pace { state: PaceState::Paused, ..pace });
        }
    };
    let stand = {
        let clock = Arc::clone(&clock);
        move || {
            if let Some(pace) = kept.take() {
                clock.set_pace(pace);
            }
        }
    };
    let (store, open, check) = (site.store(), open_options(&site, &clock), board::check_files(&site));
    let deps = TuiDeps {
        site,
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        options,
        check,
        open: Box::new(move || Store::open(&store, open.clone())),
        health: Box::new(move || {
            if alive.load(Ordering::SeqCst) {
                EngineHealth::Alive { us: Whose::Ours }
            } else {
                EngineHealth::Silent { since: None }
            }
        }),
        stand_down: Box::new(stand_down),
        stand: Box::new(stand),
        terminal: None,
        log: |_| {},
        pace: Some(clock),
    };
    let ended = tui::run(deps);
    drop(stop);
    let worked = staff.join().map_err(|_panic| Failure::Bug(Told::new("the demo's staff met a bug of ours")))?;
    drop(place);
    board::over(ended)?;
    worked
}
