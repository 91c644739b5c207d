//! `floorboard`: the board. Here store, engine and screen are put together.

use crate::cli::failure::{Failure, Told};
use crate::cli::log_file;
use crate::cli::output::Output;
use crate::cli::session::{self, name_of};
use crate::config::site_dir::SiteDir;
use crate::diagnostic::{Level, Style, render};
use crate::domain::id::AreaId;
use crate::engine::standing::{Seat, may_stand};
use crate::engine::{self, Deps, Sending, Standby};
use crate::sopfile::check::{Rejected, check};
use crate::sopfile::files::SiteFiles;
use crate::store::{Access, OpenOptions, Store};
use crate::tui::{self, Can, Colour, Ended, First, Manners, Mouse, Options, Signs, TuiDeps, TuiError};
use crate::tui::{BrokenFile, CheckFiles, FilesChecked};
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
  floorboard board --read-only          look, and change nothing
  floorboard --wallboard --kiosk        a screen on the wall that nobody can leave")]
pub struct Board {
    #[command(flatten)]
    pub flags: Flags,
}

// No words of its own: `floorboard` and `floorboard board` take these alike, and each has its own to say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(next_help_heading = "The board")]
pub struct Flags {
    /// Show this area's work first
    #[arg(long, value_name = "AREA")]
    pub area: Option<String>,
    /// Show, and change nothing
    #[arg(long)]
    pub read_only: bool,
    /// Look: default, dark, light, high-contrast, mono, or one of config/themes [env: FLOORBOARD_THEME]
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Letters and signs of ASCII only
    #[arg(long)]
    pub ascii: bool,
    /// A clock and counts for the wall, until somebody says who they are
    #[arg(long)]
    pub wallboard: bool,
    /// No quit, no Ctrl-C, no Ctrl-Z
    #[arg(long)]
    pub kiosk: bool,
    /// Take clicks and the wheel (the terminal's own selecting then needs Shift)
    #[arg(long)]
    pub mouse: bool,
}

impl Flags {
    /// What is flagged, over what the environment says.
    fn options(&self) -> Options {
        let environment = Options::from_environment();
        // Whoever asks for a theme by flag wants to see it, NO_COLOR or not.
        let colour = match (&self.theme, environment.colour) {
            (Some(_), Colour::Mono) if environment.can == Can::Draw => Colour::Full,
            (_, colour) => colour,
        };
        Options {
            colour,
            signs: if self.ascii { Signs::Ascii } else { environment.signs },
            theme: self.theme.clone().or(environment.theme),
            area: self.area.as_deref().map(AreaId::new),
            first: if self.wallboard { First::Wallboard } else { First::Board },
            manners: if self.kiosk { Manners::Kiosk } else { Manners::Free },
            mouse: self.mouse.then_some(Mouse::On),
            can: environment.can,
        }
    }
}

/// The engine in this process, while it stands.
type Standing = Rc<RefCell<Option<engine::Running>>>;

pub(super) fn run(site: Option<&Path>, args: &Flags, output: &mut Output) -> Result<(), Failure> {
    let options = args.options();
    if options.can == Can::PrintLines {
        output.talk("note: this terminal (TERM=dumb) can only print lines, so here is how the floor stands; `floorboard run` does the rest");
        return super::status::run(site, &super::status::Status::default(), output);
    }
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
                let sending = Sending::AsConfigured;
                // Without an engine the board still shows, and says that nothing will fire.
                *running.borrow_mut() =
                    engine::Running::start(Deps { site, open, clock, standby: Standby::Wait, sending, told }).ok();
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
    let check = check_files(&dir);
    let deps = TuiDeps {
        site: dir,
        clock,
        options,
        open: Box::new(move || Store::open(&store, open.clone())),
        check,
        health: Box::new(move || engine::health(&asked)),
        stand_down: Box::new(stand_down.clone()),
        stand: Box::new(stand),
        terminal: None,
        log: log_file::line,
        pace: None,
    };
    let ended = tui::run(deps);
    stand_down();
    log_file::line(&match &ended {
        Ok(ended) => format!("board ends: {ended:?}"),
        Err(cause) => format!("board ends: {cause}"),
    });
    over(ended)
}

/// How a board ended, for whoever started it.
pub(super) fn over(ended: Result<Ended, TuiError>) -> Result<(), Failure> {
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

/// Reads and checks a site's files whenever the board asks.
pub(crate) fn check_files(dir: &SiteDir) -> CheckFiles {
    let dir = dir.clone();
    Box::new(move || {
        let Ok(files) = SiteFiles::read(&dir) else { return FilesChecked::default() };
        let checked = check(&files);
        let of = checked.sops.iter().map(|sop| (sop.value.id.clone(), sop.file.clone())).collect();
        let told = |file: &str| {
            let mistakes = checked.diagnostics.iter().filter(|it| it.level == Level::Error);
            let of_it = mistakes.filter(|it| it.place.as_ref().is_some_and(|place| place.file == file));
            let text = files.text(file);
            of_it.map(|it| render(it, text.as_deref(), Style::Plain)).collect::<Vec<_>>().join("\n\n")
        };
        let broken = |it: &Rejected| BrokenFile { file: it.file.clone(), told: told(&it.file) };
        FilesChecked { of, broken: checked.rejected.iter().map(broken).collect() }
    })
}
