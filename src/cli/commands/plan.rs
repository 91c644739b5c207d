//! `floorboard plan`: what will fire, from the files alone; as a table, or as a week's load by hour.

mod load;

use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::{moment, session};
use crate::config::site_dir::SiteDir;
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::id::SopId;
use crate::domain::sop::Sop;
use crate::sopfile::check::{Checked, check};
use crate::sopfile::files::SiteFiles;
use crate::time::SiteCalendar;
use crate::time::plan::{PlanLine, plan};
use crate::time::zone::Zone;
use crate::words;
use chrono::{NaiveDate, TimeDelta};
use clap::Args;
use std::collections::BTreeMap;
use std::path::Path;

/// Say what will fire, and what will not and why. The store is not touched
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    floorboard plan                                   the next seven days\n  \
    floorboard plan --day 2026-12-24                  one day\n  \
    floorboard plan --from 2026-12-01 --to 2027-01-01 --sop closing-checks\n  \
    floorboard plan --load                            how it falls on the hours, and where it is too much")]
pub struct Plan {
    /// From here on: a business date, a local time, or RFC 3339; default the start of today
    #[arg(long, value_name = "T")]
    pub from: Option<String>,
    /// Up to here, this instant left out; default seven days later
    #[arg(long, value_name = "T")]
    pub to: Option<String>,
    /// One business date
    #[arg(long, value_name = "DATE", conflicts_with_all = ["from", "to"])]
    pub day: Option<String>,
    /// Only this SOP
    #[arg(long, value_name = "ID")]
    pub sop: Option<String>,
    /// Days by hours: how many runs are due, and where that is more than the people on shift can do
    #[arg(long)]
    pub load: bool,
    #[command(flatten)]
    pub reading: Reading,
}

/// Days shown where no end is named.
const WEEK: i64 = 7;
/// The most a chart shows: a year and a day.
const LONGEST_LOAD: i64 = 367;
/// Lines whose columns are set together.
const PAGE: usize = 500;

pub(super) fn run(site: Option<&Path>, args: &Plan, output: &mut Output) -> Result<(), Failure> {
    let dir = session::site_dir(site)?;
    let checked = check(&files(&dir)?);
    let Some(config) = &checked.site else {
        return Err(Failure::failed(
            "`config/floorboard.toml` cannot be used, so the site's zone is not known",
            "`floorboard sop check` shows every problem at once",
        ));
    };
    let calendar = SiteCalendar::new(&config.value)
        .map_err(|unknown| Failure::failed(unknown.to_string(), "write an IANA name, such as `Europe/London`"))?;
    let zone = Zone::new(&config.value.zone).ok();
    let now = session::clock()?.now();
    let (from, to) = period(args, &calendar, zone.as_ref(), now)?;
    let sops = chosen(&checked, args.sop.as_deref())?;
    if !checked.rejected.is_empty() {
        let files = words::count(checked.rejected.len() as u64, "file");
        output.talk(&format!("{files} cannot be used and are not in this plan; `floorboard sop check` says why"));
    }
    if args.load {
        return load::show(&calendar, &sops, (from, to), output);
    }
    if output.is_json() {
        return plan(sops, &calendar, from, to).try_for_each(|line| output.json(&line));
    }
    table(&sops, &calendar, zone.as_ref(), (from, to), output)
}

/// What lies between the two.
fn period(
    args: &Plan,
    calendar: &SiteCalendar,
    zone: Option<&Zone>,
    now: Instant,
) -> Result<(Instant, Instant), Failure> {
    let instant = |typed: &str| moment::instant(typed, Some(calendar as &dyn Calendar), zone, now);
    let start = |date: NaiveDate| date.pred_opt().map_or(now, |before| calendar.end_of_day(before));
    let later = |from: Instant, days: i64| start(calendar.business_date(from) + TimeDelta::days(days));
    if let Some(day) = &args.day {
        let from = instant(&moment::date(day)?.to_string())?;
        return Ok((from, later(from, 1)));
    }
    let from = match &args.from {
        Some(typed) => instant(typed)?,
        None => start(calendar.business_date(now)),
    };
    let to = match &args.to {
        Some(typed) => instant(typed)?,
        None => later(from, WEEK),
    };
    if from >= to {
        let shown = |typed: &Option<String>, at: Instant| typed.clone().unwrap_or_else(|| at.to_rfc3339());
        return Err(Failure::usage(
            format!("`--from {}` is not before `--to {}`", shown(&args.from, from), shown(&args.to, to)),
            "the plan is of what lies between them",
        ));
    }
    Ok((from, to))
}

/// By day: when it is due, what it is, its window; and what does not happen, with why.
fn table(
    sops: &[&Sop],
    calendar: &SiteCalendar,
    zone: Option<&Zone>,
    (from, to): (Instant, Instant),
    output: &mut Output,
) -> Result<(), Failure> {
    // In pages: a plan of centuries is not held in memory.
    let mut lines = plan(sops.iter().copied(), calendar, from, to).peekable();
    if lines.peek().is_none() {
        output.talk("nothing fires in that time");
    }
    let titles: BTreeMap<&SopId, &str> = sops.iter().map(|sop| (&sop.id, sop.title.as_str())).collect();
    let mut head: &[&str] = &["DAY", "DUE BY", "SOP", "TITLE", "FROM", "CLOSES", "NOTE"];
    let mut day = None;
    while lines.peek().is_some() {
        let page: Vec<_> = lines.by_ref().take(PAGE).collect();
        let rows = page.iter().map(|line| {
            let fresh = day.replace(line.business_date) != Some(line.business_date);
            let title = titles.get(&line.sop).copied().unwrap_or_default();
            row(
                line,
                if fresh { line.business_date.format("%a %-d %b %Y").to_string() } else { String::new() },
                title,
                zone,
            )
        });
        output.table(head, rows.collect())?;
        head = &[];
    }
    Ok(())
}

/// The site's files as they are now.
pub(super) fn files(dir: &SiteDir) -> Result<SiteFiles, Failure> {
    SiteFiles::read(dir).map_err(|cause| {
        let root = dir.root().display();
        Failure::failed(
            format!("the files of `{root}` cannot be listed: {cause}"),
            "let this account read its directories",
        )
    })
}

pub(super) fn chosen<'a>(checked: &'a Checked, id: Option<&str>) -> Result<Vec<&'a Sop>, Failure> {
    let all: Vec<&Sop> = checked.sops.iter().map(|sop| &*sop.value).collect();
    let Some(id) = id else { return Ok(all) };
    if let Some(sop) = all.iter().find(|sop| sop.id.as_str() == id) {
        return Ok(vec![sop]);
    }
    if let Some(rejected) = checked.rejected.iter().find(|rejected| rejected.id.as_deref() == Some(id)) {
        return Err(Failure::failed(
            format!("`{id}` cannot be used: {}", rejected.first.message),
            format!("`floorboard sop check {}` shows every problem", rejected.file),
        ));
    }
    let near = all
        .iter()
        .map(|sop| sop.id.as_str())
        .max_by(|a, b| strsim::jaro_winkler(a, id).total_cmp(&strsim::jaro_winkler(b, id)));
    let help = match near.filter(|near| strsim::jaro_winkler(near, id) > 0.8) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`floorboard sop list` names them".to_owned(),
    };
    Err(Failure::failed(format!("there is no SOP `{id}`"), help))
}

/// What does not happen has dashes for its times, and its own time before the reason.
fn row(line: &PlanLine, day: String, title: &str, zone: Option<&Zone>) -> Vec<String> {
    let clock = |at: Option<Instant>| {
        let Some((at, zone)) = at.zip(zone) else { return "–".to_owned() };
        let local = zone.local(at);
        // Before the business day's morning is still that night.
        let form =
            if local.date_naive() <= line.business_date + TimeDelta::days(1) { "%H:%M" } else { "%a %-d %b %H:%M" };
        local.format(form).to_string()
    };
    let note = match (&line.note, line.scheduled) {
        (Some(note), None) => format!("{} does not happen: {note}", line.local.get(11..16).unwrap_or_default()),
        (note, _) => note.clone().unwrap_or_default(),
    };
    vec![day, clock(line.due), line.sop.to_string(), title.to_owned(), clock(line.opens), clock(line.closes), note]
}
