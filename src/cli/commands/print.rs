//! `floorboard print`: blank sheets for when there is no power, and a poster for the wall. From the files alone.

mod sheet;
mod wall;

use super::plan::{chosen, files};
use crate::cli::failure::Failure;
use crate::cli::moment;
use crate::cli::output::Output;
use crate::cli::page::{Heading, page};
use crate::cli::session;
use crate::cli::sink::SinkArgs;
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::id::ListId;
use crate::domain::list::List;
use crate::domain::sop::Sop;
use crate::sopfile::check::check;
use crate::time::SiteCalendar;
use crate::time::plan::{PlanLine, plan};
use crate::words;
use chrono::{Days, NaiveDate};
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Make sheets to print for when there is no power: a page of HTML, to stdout or into a file
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag, and clap keeps them apart")]
#[command(after_help = "Examples:
  floorboard print --output today.html              what is due today
  floorboard print --date 2026-12-24 --output eve.html
  floorboard print --blank --output drawer.html     every procedure without dates, for the drawer
  floorboard print --sop fridge-temperatures --blank --output fridges.html
  floorboard print --wall --output wall.html        what is done when, for the wall
Afterwards type in what is on the sheets, as seen earlier and from paper.")]
pub struct Print {
    /// Only this SOP; may be given several times
    #[arg(long, value_name = "ID")]
    pub sop: Vec<String>,
    /// Of this business date; default today
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// Of the seven days from then on
    #[arg(long, conflicts_with = "blank")]
    pub week: bool,
    /// Without dates and times, to fill in
    #[arg(long, conflicts_with = "date")]
    pub blank: bool,
    /// A poster: every procedure with its times
    #[arg(long, conflicts_with_all = ["blank", "week"])]
    pub wall: bool,
    /// Into this file, which is there whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Put the new file in the place of one that is there
    #[arg(long, requires = "output")]
    pub replace: bool,
}

/// What a sheet is made from.
struct Files<'a> {
    calendar: &'a SiteCalendar,
    sops: Vec<&'a Sop>,
    lists: BTreeMap<ListId, Arc<List>>,
}

impl Files<'_> {
    fn start(&self, date: NaiveDate) -> Instant {
        self.calendar.end_of_day(date.pred_opt().unwrap_or(date))
    }

    /// What fires on the dates, in order.
    fn plan(&self, from: NaiveDate, days: u64) -> Vec<PlanLine> {
        let to = self.start(from + Days::new(days));
        let lines = plan(self.sops.iter().copied(), self.calendar, self.start(from), to);
        lines.filter(|line| line.scheduled.is_some()).collect()
    }

    fn clock(&self, at: Option<Instant>) -> String {
        at.map(|at| self.calendar.local(at).format("%H:%M").to_string()).unwrap_or_default()
    }
}

pub(super) fn run(site: Option<&Path>, args: &Print, output: &mut Output) -> Result<(), Failure> {
    let dir = session::site_dir(site)?;
    let mut checked = check(&files(&dir)?);
    // On paper it is the site's language that is read.
    if let Some(language) = checked.site.as_ref().and_then(|site| site.value.language) {
        for sop in &mut checked.sops {
            sop.value = sop.value.read_in(&[language]);
        }
    }
    let Some(config) = &checked.site else {
        return Err(Failure::failed(
            "`config/floorboard.toml` cannot be used, so the site's zone is not known",
            "`floorboard sop check` shows every problem at once",
        ));
    };
    let calendar = SiteCalendar::new(&config.value)
        .map_err(|unknown| Failure::failed(unknown.to_string(), "write an IANA name, such as `Europe/London`"))?;
    let now = session::clock()?.now();
    let date = match &args.date {
        Some(typed) => moment::date(typed)?,
        None => calendar.business_date(now),
    };
    let mut sops = Vec::new();
    if args.sop.is_empty() {
        sops = chosen(&checked, None)?;
    }
    for id in &args.sop {
        sops.extend(chosen(&checked, Some(id))?);
    }
    let lists = checked.lists.iter().map(|list| (list.value.id.clone(), Arc::clone(&list.value))).collect();
    let files = Files { calendar: &calendar, sops, lists };
    let mut sink = SinkArgs { format: None, output: args.output.clone(), replace: args.replace }.open()?;
    if !checked.rejected.is_empty() {
        let rejected = words::count(checked.rejected.len() as u64, "file");
        output.talk(&format!("{rejected} cannot be used and are not printed; `floorboard sop check` says why"));
    }
    let made = calendar.local(now).format("%Y-%m-%d %H:%M %:z").to_string();
    let mut heading = Heading {
        site: config.value.name.clone(),
        lines: vec![format!("Printed {made} by Floorboard {}", env!("CARGO_PKG_VERSION"))],
        ..Heading::default()
    };
    let text = if args.wall {
        heading.title = String::from("What is done when");
        page(&heading, "wall", &wall::poster(&files, &config.value, date))
    } else {
        heading.lines.push(
            "After a power cut: fill in by hand, with the time and your initials; then type it in as seen earlier, from paper."
                .to_owned(),
        );
        let (title, sheets) = if args.blank {
            ("Blank sheets".to_owned(), sheet::blank(&files, date))
        } else if args.week {
            (format!("Sheets of the week from {}", long(date)), sheet::of_days(&files, date, 7, args.sop.is_empty()))
        } else {
            (format!("Sheets of {}", long(date)), sheet::of_days(&files, date, 1, args.sop.is_empty()))
        };
        heading.title = title;
        page(&heading, "sheets", &sheets)
    };
    sink.write(output, &text)?;
    if let Some(file) = sink.finish()? {
        output.talk(&format!("`{}` is ready to be printed", file.display()));
    }
    Ok(())
}

fn long(date: NaiveDate) -> String {
    date.format("%A %-d %B %Y").to_string()
}
