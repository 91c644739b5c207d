//! `floorboard simulate`: what would have happened, by the real decisions on a virtual clock, over what did.

mod against;
mod files;
mod line;
mod past;
mod signals;
mod summary;
mod table;

use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::interrupt::Interrupt;
use crate::cli::output::Output;
use crate::cli::{moment, session};
use crate::config::site_dir::SiteDir;
use crate::domain::calendar::{Calendar, Instant};
use crate::engine::{Reached, Replay, Simulation};
use crate::sopfile::check::check;
use crate::sopfile::files::SiteFiles;
use crate::store::{OpenOptions, Store};
use crate::time::SiteCalendar;
use crate::time::zone::Zone;
use crate::words;
use chrono::{Months, NaiveDate};
use clap::Args;
use past::Past;
use signals::{FileSignals, Index, Signals, SiteSignals};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use table::Table;

/// Say what would have happened: the site's history, lived through by other SOPs. Nothing of the site is touched
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard simulate                                    the last three months, with the SOPs in force
  floorboard simulate --from 2026-10-01 --to 2026-11-01 --sops sops-new
  floorboard simulate --against sops-new                 what would have differed
  floorboard simulate --signals tickets.jsonl --json     what a file of signals would have come to")]
pub struct Simulate {
    /// From here on: a business date, a local time, or RFC 3339; default three months back,
    /// or where a file of signals begins
    #[arg(long, value_name = "T")]
    pub from: Option<String>,
    /// Up to here, this instant left out; default now, or the end of the file's last day
    #[arg(long, value_name = "T")]
    pub to: Option<String>,
    /// SOP files in place of those in force
    #[arg(long, value_name = "DIR")]
    pub sops: Option<PathBuf>,
    /// These signals in place of the site's: JSON Lines as `floorboard import` takes them
    #[arg(long, value_name = "FILE")]
    pub signals: Option<PathBuf>,
    /// SOP files to compare with: only what differs is told
    #[arg(long, value_name = "DIR")]
    pub against: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

/// Months looked back on where nothing is said.
const QUARTER: u32 = 3;

/// Where and when.
pub(super) struct Stage {
    dir: SiteDir,
    /// The site's store; none where it has none.
    store: Option<Store>,
    calendar: Arc<SiteCalendar>,
    zone: Option<Zone>,
    name: String,
    /// A file in place of the site's signals.
    signals: Option<Arc<Index>>,
    from: Instant,
    to: Instant,
}

pub(super) fn run(site: Option<&Path>, args: &Simulate, output: &mut Output) -> Result<(), Failure> {
    let interrupt = Interrupt::listen()?;
    let mut stage = Stage::set(site, args, output)?;
    let ours = stage.files(args.sops.as_deref(), output)?;
    match &args.against {
        None => alone(&stage, &ours, &interrupt, output),
        Some(other) => {
            let theirs = stage.files(Some(other), output)?;
            against::run(&stage, [&ours, &theirs], &interrupt, output)
        }
    }
}

impl Stage {
    fn set(site: Option<&Path>, args: &Simulate, output: &mut Output) -> Result<Self, Failure> {
        let dir = session::site_dir(site)?;
        let checked = check(&super::plan::files(&dir)?);
        let Some(config) = &checked.site else {
            return Err(Failure::failed(
                "`config/floorboard.toml` cannot be used, so the site's zone is not known",
                "`floorboard sop check` shows every problem at once",
            ));
        };
        let calendar = SiteCalendar::new(&config.value)
            .map_err(|unknown| Failure::failed(unknown.to_string(), "write an IANA name, such as `Europe/London`"))?;
        let clock = session::clock()?;
        let now = clock.now();
        let zone = Zone::new(&config.value.zone).ok();
        let store = if dir.store().is_file() { Some(open(&dir)?) } else { None };
        let signals = args.signals.as_deref().map(|path| Index::of(path, zone.as_ref(), output)).transpose()?;
        let span = signals.as_ref().and_then(Index::span);
        let (from, to) = period(args, &calendar, zone.as_ref(), span, now)?;
        let (name, signals) = (config.value.name.clone(), signals.map(Arc::new));
        Ok(Self { dir, store, calendar: Arc::new(calendar), zone, name, signals, from, to })
    }

    /// A floor at the start, with these files in force, and the history that it will live through.
    fn begin(&self, files: &SiteFiles) -> Result<(Simulation, Past), Failure> {
        let mut simulation = Simulation::at(self.from, &self.name)?;
        let period = (self.from, self.to);
        let site = || self.store.as_ref().map(|_| open(&self.dir)).transpose();
        let replay = site()?.map(|store| Replay::new(store, &*self.calendar, period));
        let signals = match (&self.signals, site()?) {
            (Some(index), _) => Signals::File(FileSignals::between(index, period)?),
            (None, Some(store)) => Signals::Site(Box::new(SiteSignals::between(store, period))),
            (None, None) => Signals::Nothing,
        };
        let mut past = Past::new(signals, replay);
        simulation.put_in_force(files, &mut past)?;
        Ok((simulation, past))
    }

    fn progress(&self, now: Instant, output: &mut Output) {
        let seconds = |to: Instant| (to - self.from).num_seconds().unsigned_abs();
        output.progress("simulating", seconds(now), seconds(self.to));
    }
}

fn open(dir: &SiteDir) -> Result<Store, Failure> {
    Ok(Store::open(&dir.store(), OpenOptions::read(session::clock()?))?)
}

fn period(
    args: &Simulate,
    calendar: &SiteCalendar,
    zone: Option<&Zone>,
    span: Option<(Instant, Instant)>,
    now: Instant,
) -> Result<(Instant, Instant), Failure> {
    let instant = |typed: &String| moment::instant(typed, Some(calendar as &dyn Calendar), zone, now);
    let start = |date: NaiveDate| date.pred_opt().map(|before| calendar.end_of_day(before));
    let last = span.map(|(_, last)| calendar.end_of_day(calendar.business_date(last)));
    let to = args.to.as_ref().map(instant).transpose()?.or(last).unwrap_or(now);
    let from = args.from.as_ref().map(instant).transpose()?.unwrap_or_else(|| {
        let date = match span {
            Some((first, _)) => Some(calendar.business_date(first)),
            None => calendar.business_date(to).checked_sub_months(Months::new(QUARTER)),
        };
        date.and_then(start).unwrap_or(to)
    });
    if from >= to {
        return Err(Failure::usage(
            format!("`--from {}` is not before `--to {}`", from.to_rfc3339(), to.to_rfc3339()),
            "what lies between them is simulated",
        ));
    }
    Ok((from, to))
}

/// One set of SOPs.
fn alone(stage: &Stage, files: &SiteFiles, interrupt: &Interrupt, output: &mut Output) -> Result<(), Failure> {
    let (mut simulation, mut past) = stage.begin(files)?;
    let mut table = Table::new(stage);
    loop {
        let reached = simulation.go_on(stage.to, &mut past)?;
        let lines = past.take_lines();
        if output.is_json() {
            lines.iter().try_for_each(|line| output.json(line))?;
        } else {
            table.show(&lines, simulation.store(), output)?;
        }
        if reached == Reached::End {
            break;
        }
        stage.progress(simulation.now(), output);
        if interrupt.is_asked() {
            table.finish(output)?;
            return Err(stopped(simulation.now()));
        }
    }
    output.over();
    table.finish(output)?;
    summary::tell(stage, &mut simulation, &past, output)
}

fn stopped(at: Instant) -> Failure {
    let at = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    Failure::failed(format!("stopped at {at}"), "what stands above is whole up to there")
}

/// "3 files cannot be used …"
fn tell_rejected(files: &SiteFiles, what: &str, output: &mut Output) {
    let checked = check(files);
    if !checked.rejected.is_empty() {
        let count = words::count(checked.rejected.len() as u64, "file");
        let names: Vec<&str> = checked.rejected.iter().map(|rejected| rejected.file.as_str()).collect();
        let are = if names.len() == 1 { "is" } else { "are" };
        output.talk(&format!("{count} of {what} cannot be used and {are} left out: {}", names.join(", ")));
    }
}
