//! The demo: the sample site in a throw-away directory, with a day behind it that the real engine and simulated staff
//! made on a virtual clock, and time that runs faster than it does.

mod answers;
mod luck;
mod outside;
mod place;
mod staff;
mod standins;

pub(crate) use place::Place;

use super::failure::Failure;
use super::session::name_of;
use crate::agents::worker::work_all;
use crate::clock::{Clock, PacedClock};
use crate::config::sample;
use crate::config::site_dir::SiteDir;
use crate::domain::calendar::{Calendar, Instant};
use crate::engine::{Engine, Leader, Settings};
use crate::sopfile::check::check;
use crate::store::{OpenOptions, Store};
use crate::time::SiteCalendar;
use chrono::{NaiveTime, TimeDelta};
use luck::Luck;
use staff::Staff;
use standins::StandIns;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// The day starts with the engine; people and board come in here.
const OPENS: NaiveTime = NaiveTime::from_hms_opt(16, 30, 0).expect("a time of day");
/// How often the engine and the staff look, in the machine's time.
const EVERY: Duration = Duration::from_millis(100);
/// The same on the demo's clock, while the day behind is made.
const STEP: Duration = Duration::from_mins(1);

/// Pause, faster, slower.
const KEYS: &str = include_str!("demo/keys.toml");

/// A demo whose day is made, ready to run.
pub(crate) struct Demo {
    pub(crate) site: SiteDir,
    pub(crate) clock: Arc<PacedClock>,
    engine: Engine<Store>,
    staff: Staff,
    /// What agents write to; ended with it.
    _stand_ins: StandIns,
}

/// How a demo's store is opened: by the engine here, and by the board.
pub(crate) fn open_options(site: &SiteDir, clock: &Arc<PacedClock>) -> OpenOptions {
    OpenOptions::create(Arc::clone(clock) as Arc<dyn Clock>, name_of(site))
}

impl Demo {
    /// Writes the site, and lives through its day up to the afternoon.
    pub(crate) fn make(place: &Place, today: Instant, speed: u32, seed: u64) -> Result<Self, Failure> {
        let site = SiteDir::named(place.path());
        let stand_ins = StandIns::start(place.path()).map_err(unwritten)?;
        let (dawn, afternoon) = hours_of(today)?;
        let weekday = afternoon.format("%a").to_string().to_lowercase();
        for (name, bytes) in sample::FILES {
            let mut fitted = stand_ins.fitted(name, bytes);
            // The week in figures comes on the day that somebody looks.
            if *name == "sops/weekly-report.toml" {
                fitted = String::from_utf8_lossy(&fitted).replace("\"mon\"", &format!("\"{weekday}\"")).into_bytes();
            }
            sample::write_file(place.path(), name, &fitted).map_err(unwritten)?;
        }
        sample::write_file(place.path(), "config/keymap.toml", KEYS.as_bytes()).map_err(unwritten)?;
        let clock = PacedClock::at(dawn, speed);
        let store = Store::open(&site.store(), open_options(&site, &clock))?;
        let leader = Leader::wait(&site)?;
        let settings = Settings { settle: Duration::ZERO };
        let own = Arc::clone(&clock) as Arc<dyn Clock>;
        let engine = Engine::take_over(site.clone(), leader, store, own, settings)?;
        let mut demo =
            Self { site, clock, engine, staff: Staff::new(Luck::of(seed), afternoon), _stand_ins: stand_ins };
        while demo.clock.now() < afternoon {
            demo.come_by()?;
            demo.clock.advance(STEP);
        }
        demo.come_by()?;
        Ok(demo)
    }

    /// Engine and staff at work, until the other end hangs up.
    pub(crate) fn run(mut self, until: &Receiver<()>) -> Result<(), Failure> {
        while matches!(until.recv_timeout(EVERY), Err(RecvTimeoutError::Timeout)) {
            self.come_by()?;
        }
        Ok(())
    }

    fn come_by(&mut self) -> Result<(), Failure> {
        self.engine.was_awake();
        self.engine.tick()?;
        // Agents work as they do beside any engine, a moment at a time.
        if self.engine.store().has_work()? {
            let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
            work_all(&self.site, open_options(&self.site, &self.clock), &clock)?;
        }
        let now = self.clock.now();
        self.staff.work(self.engine.store(), now)?;
        Ok(())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
fn unwritten(cause: std::io::Error) -> Failure {
    Failure::failed(format!("the demo cannot be written: {cause}"), "is there room in the temporary directory?")
}

/// The start of today's business day in the sample's zone, and the moment at which people come in.
fn hours_of(now: Instant) -> Result<(Instant, Instant), Failure> {
    let broken = || Failure::Bug(super::failure::Told::new("the compiled-in sample cannot be used"));
    let site = check(&sample::site_files()).site.ok_or_else(broken)?;
    let calendar = SiteCalendar::new(&site.value).map_err(|_unknown| broken())?;
    let today = calendar.business_date(now);
    let dawn = calendar.end_of_day(today.pred_opt().unwrap_or(today));
    let since = OPENS - site.value.day_starts;
    Ok((dawn, dawn + since.max(TimeDelta::hours(1))))
}

#[cfg(test)]
mod tests;
