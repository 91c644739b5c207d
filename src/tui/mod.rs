//! The board: events to messages, a pure update, effects; panes, popups and widgets.
//!
//! Terminal, signals and store speak through one channel of `event::Event`s. What waits there is drained, then the
//! screen is drawn once, and only where something changed. Only [`runner`] holds a store.

mod area;
mod aside;
mod dress;
mod effect;
mod event;
mod field;
mod files;
mod input;
pub mod inspect;
mod model;
pub mod options;
mod panes;
mod phrase;
mod popup;
mod popups;
pub mod runner;
mod seen;
mod signals;
mod terminal;
#[cfg(test)]
mod tests;
mod theme;
mod update;
mod view;
mod wardrobe;
mod widgets;
mod words;

pub use files::{BrokenFile, CheckFiles, FilesChecked};
pub use options::{Can, Colour, First, Manners, Mouse, Options, Signs};
pub use runner::{AskHealth, NoStore, OpenStore};

use crate::clock::{Clock, PacedClock, monotonic};
use crate::config::site_dir::SiteDir;
use crate::words::Words;
use effect::Effect;
use event::{Event, Outcome};
use model::{Model, Now, SAVING_SHOWN_AFTER};
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::time::{Duration, Instant};

/// Everything the board is given. `cli` puts store, engine and board together.
pub struct TuiDeps {
    pub site: SiteDir,
    pub clock: Arc<dyn Clock>,
    pub options: Options,
    pub open: OpenStore,
    pub health: AskHealth,
    /// Reads and checks the site's files, for the view of procedures.
    pub check: CheckFiles,
    /// Lets go of the engine before Ctrl-Z stops this process.
    pub stand_down: Box<dyn Fn()>,
    /// Stands for election: after the first frame, and after Ctrl-Z.
    pub stand: Box<dyn Fn()>,
    /// Stamped on every fact, where this terminal has a name.
    pub terminal: Option<String>,
    /// One line for whoever has to find out afterwards; never what people typed.
    pub log: fn(&str),
    /// A demo's time, which the keyboard paces.
    pub pace: Option<Arc<PacedClock>>,
}

/// Why the board ended; the terminal is restored in every case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Quit,
    /// The terminal is gone.
    HungUp,
    /// A signal said so: its number.
    Told(i32),
    /// A thread panicked, and said so on standard error.
    Panicked,
}

#[derive(Debug, thiserror::Error)]
pub enum TuiError {
    #[error("this is not a terminal: the board needs one")]
    NotATerminal,
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
    #[error("{}", .0.0)]
    NoStore(NoStore),
}

/// As many as may wait before a sender does.
const CHANNEL: usize = 1024;
/// How long an act on its way is waited for: longer than a writer waits for its turn.
const PATIENCE: Duration = Duration::from_secs(12);
/// The same where the terminal is gone: that ends within a second.
const HUNG_UP_PATIENCE: Duration = Duration::from_millis(700);
/// The longest rest: the wall clock may be set meanwhile.
const LONGEST_REST: Duration = Duration::from_secs(10);
/// The same where a test moves the clock by hand.
const TEST_REST: Duration = Duration::from_millis(100);
/// How old the plan of the rest of the day may be.
const PLAN_KEPT: chrono::TimeDelta = chrono::TimeDelta::minutes(10);

/// Runs the board until it ends. Blocks; the threads it starts end with it.
pub fn run(deps: TuiDeps) -> Result<Ended, TuiError> {
    if !io::stdout().is_terminal() {
        return Err(TuiError::NotATerminal);
    }
    let began = monotonic();
    let (events, received) = sync_channel(CHANNEL);
    let (jobs, waiting) = channel();
    signals::spawn(events.clone())?;
    terminal::restore_on_panic(events.clone());
    let wardrobe = wardrobe::Wardrobe::open(&deps.site);
    let mut model = Model::new(&deps.options, wardrobe.looks.clone());
    model.tell_mistakes(Now { wall: deps.clock.now(), since_start: Duration::ZERO });
    // NO_COLOR was read once, with the flags over it; it is not read again below.
    crossterm::style::force_color_output(deps.options.colour != Colour::Mono);
    let mut screen = terminal::Screen::enter()?;
    let input = input::spawn(events.clone(), wardrobe, began)?;
    let TuiDeps { site, clock, open, health, check, stand_down, stand, terminal, log, pace, options: _ } = deps;
    model.pace = pace.as_ref().map(|clock| clock.pace());
    let mut board = Board { received, jobs: jobs.clone(), clock: Arc::clone(&clock), began, log, pace };
    let draw = |screen: &mut terminal::Screen, model: &mut Model, now| {
        let (mut page, mut size) = (model.page, model.size);
        let drawn = screen.draw(|area, buffer| {
            size = (area.width, area.height);
            page = view::render(model, now, area, buffer);
        });
        (model.page, model.size) = (page, size);
        drawn
    };
    draw(&mut screen, &mut model, board.now())?;
    runner::Runner { open, health, check, site, clock, terminal, events, sought: std::cell::RefCell::default() }
        .spawn(waiting, jobs)?;
    stand();
    let ended = board.run(&mut model, &mut |step, model, now| {
        match step {
            Step::Draw => {
                screen.mouse(model.mouse())?;
                draw(&mut screen, model, now)?;
            }
            Step::Redraw => {
                screen.blank()?;
                crate::drill::panic_if_asked("board");
            }
            Step::Retake => screen.retake()?,
            Step::Ring => screen.ring()?,
            Step::Suspend => {
                stand_down();
                screen.suspend()?;
                stand();
            }
        }
        Ok(())
    });
    drop(input);
    drop(screen);
    ended
}

/// What only the shell can do.
#[derive(Clone, Copy)]
enum Step {
    Draw,
    Redraw,
    /// This job was stopped from outside, and goes on.
    Retake,
    Ring,
    Suspend,
}

type Shell<'a> = &'a mut dyn FnMut(Step, &mut Model, Now) -> io::Result<()>;

struct Board {
    received: Receiver<Event>,
    jobs: Sender<Effect>,
    clock: Arc<dyn Clock>,
    began: Instant,
    log: fn(&str),
    pace: Option<Arc<PacedClock>>,
}

impl Board {
    fn now(&self) -> Now {
        Now { wall: self.clock.now(), since_start: monotonic().duration_since(self.began) }
    }

    fn run(&mut self, model: &mut Model, shell: Shell<'_>) -> Result<Ended, TuiError> {
        let mut minute = minute(self.now());
        let mut leaving: Option<Leaving> = None;
        loop {
            let mut changed = false;
            let mut next = match self.received.recv_timeout(self.rest(model, leaving.as_ref())) {
                Ok(event) => Some(event),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return Ok(Ended::HungUp),
            };
            // Drain what waits, then draw once.
            let mut drained = 0;
            while let Some(event) = next.take() {
                let now = self.now();
                changed |= !matches!(&event, Event::Health(health) if Some(health) == model.engine.as_ref());
                self.put_down(model, &event);
                let effects = match event {
                    Event::HungUp => {
                        leaving = Some(Leaving::new(Ended::HungUp, now, HUNG_UP_PATIENCE));
                        Vec::new()
                    }
                    Event::Told(signal) => {
                        leaving = Some(Leaving::new(Ended::Told(signal), now, PATIENCE));
                        Vec::new()
                    }
                    Event::Panicked => return Ok(Ended::Panicked),
                    Event::NoStore(no_store) => return Err(TuiError::NoStore(no_store)),
                    Event::Stop => vec![Effect::Suspend],
                    Event::Continued => {
                        on_terminal(shell(Step::Retake, model, now))?;
                        Vec::new()
                    }
                    event => update::update(model, event, now),
                };
                for effect in effects {
                    match effect {
                        // Asked twice, it does not wait.
                        Effect::Quit if leaving.is_some() => return Ok(Ended::Quit),
                        Effect::Quit => leaving = Some(Leaving::new(Ended::Quit, now, PATIENCE)),
                        Effect::Ring => on_terminal(shell(Step::Ring, model, now))?,
                        Effect::Redraw => on_terminal(shell(Step::Redraw, model, now))?,
                        Effect::Pace(pace) => {
                            if let Some(clock) = &self.pace {
                                clock.set_pace(pace);
                            }
                        }
                        Effect::Suspend => on_terminal(shell(Step::Suspend, model, now))?,
                        job => {
                            // The runner is gone only where it said why.
                            let _ = self.jobs.send(job);
                        }
                    }
                }
                drained += 1;
                next = if drained < CHANNEL { self.received.try_recv().ok() } else { None };
            }
            if terminal::has_panicked() {
                return Ok(Ended::Panicked);
            }
            let now = self.now();
            // What was typed is recorded before the board goes.
            if let Some(leaving) = &leaving
                && (model.pending.is_empty() || now.since_start >= leaving.until)
            {
                return Ok(leaving.ended);
            }
            if self::minute(now) != minute {
                minute = self::minute(now);
                changed = true;
                // The plan of a day that goes by changes unasked.
                let taken = model.snapshot.as_ref().map(|snapshot| snapshot.taken);
                if taken.is_some_and(|taken| now.wall - taken > PLAN_KEPT) {
                    let _ = self.jobs.send(Effect::Refresh);
                }
            }
            changed |= update::passed(model, now);
            if update::rings_again(model, now) {
                on_terminal(shell(Step::Ring, model, now))?;
                changed = true;
            }
            if changed {
                let drawn = shell(Step::Draw, model, now);
                if drawn.is_err() && leaving.is_none() {
                    leaving = Some(Leaving::new(Ended::HungUp, now, HUNG_UP_PATIENCE));
                }
            }
        }
    }

    /// Into the log, once: what could not be read or saved.
    fn put_down(&self, model: &Model, event: &Event) {
        match event {
            Event::Stale { why } if model.stale.is_none() => {
                (self.log)(&format!("the store cannot be read: {}", why.said(Words::default())));
            }
            Event::Answered { outcome: Outcome::NotSaved { why }, .. } => {
                (self.log)(&format!("not saved: {}", why.said(Words::default())));
            }
            _ => {}
        }
    }

    /// Until the minute turns, or something that was shown has to change.
    fn rest(&self, model: &Model, leaving: Option<&Leaving>) -> Duration {
        let now = self.now();
        let longest = if self.clock.is_test() { TEST_REST } else { LONGEST_REST };
        let past = now.wall.timestamp_millis().rem_euclid(60_000).unsigned_abs();
        let to_minute = Duration::from_millis(60_000 - past);
        let saving = model
            .pending
            .iter()
            .map(|pending| (pending.since + SAVING_SHOWN_AFTER).saturating_sub(now.since_start))
            .filter(|left| !left.is_zero());
        let lapse = update::lapses_at(model).map(|at| at.saturating_sub(now.since_start));
        let leaving = leaving.map(|leaving| leaving.until.saturating_sub(now.since_start));
        let ring = model.second_ring.map(|at| at.saturating_sub(now.since_start));
        let told = update::told_until(model).map(|at| at.saturating_sub(now.since_start));
        saving
            .chain(lapse)
            .chain(told)
            .chain(ring)
            .chain(leaving)
            .chain([to_minute, longest])
            .min()
            .unwrap_or(longest)
            .max(Duration::from_millis(1))
    }
}

/// The board is to end, once what is on its way has arrived.
struct Leaving {
    ended: Ended,
    until: Duration,
}

impl Leaving {
    fn new(ended: Ended, now: Now, patience: Duration) -> Self {
        Self { ended, until: now.since_start + patience }
    }
}

fn minute(now: Now) -> i64 {
    now.wall.timestamp().div_euclid(60)
}

/// A terminal that cannot be written to is one that hung up.
fn on_terminal(done: io::Result<()>) -> Result<(), TuiError> {
    done.map_err(TuiError::Terminal)
}
