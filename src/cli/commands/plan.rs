//! `floorboard plan`: what will fire, from the files alone.

use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::{moment, session};
use crate::config::site_dir::SiteDir;
use crate::domain::calendar::Calendar;
use crate::domain::sop::Sop;
use crate::sopfile::check::{Checked, check};
use crate::sopfile::files::SiteFiles;
use crate::time::SiteCalendar;
use crate::time::plan::{PlanLine, plan};
use crate::time::zone::Zone;
use crate::words;
use clap::Args;
use std::path::Path;

/// Say what will fire, and what will not and why. The store is not touched.
#[derive(Debug, Args)]
pub struct Plan {
    /// From here on: a business date, a local time, or RFC 3339
    #[arg(long, value_name = "T")]
    pub from: String,
    /// Up to here, this instant left out
    #[arg(long, value_name = "T")]
    pub to: String,
    /// Only this SOP
    #[arg(long, value_name = "ID")]
    pub sop: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}

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
    let instant = |typed: &str| moment::instant(typed, Some(&calendar as &dyn Calendar), zone.as_ref(), now);
    let (from, to) = (instant(&args.from)?, instant(&args.to)?);
    if from >= to {
        return Err(Failure::usage(
            format!("`--from {}` is not before `--to {}`", args.from, args.to),
            "the plan is of what lies between them",
        ));
    }
    let sops = chosen(&checked, args.sop.as_deref())?;
    if !checked.rejected.is_empty() {
        let files = words::count(checked.rejected.len() as u64, "file");
        output.talk(&format!("{files} cannot be used and are not in this plan; `floorboard sop check` says why"));
    }
    if output.is_json() {
        return plan(sops, &calendar, from, to).try_for_each(|line| output.json(&line));
    }
    // In pages: a plan of centuries is not held in memory.
    let mut lines = plan(sops, &calendar, from, to).peekable();
    if lines.peek().is_none() {
        output.talk("nothing fires in that time");
    }
    let mut head: &[&str] = &["WHEN", "SOP", "DUE", "CLOSES", "NOTE"];
    while lines.peek().is_some() {
        let page = lines.by_ref().take(PAGE).map(|line| row(&line, zone.as_ref())).collect();
        output.table(head, page)?;
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

fn chosen<'a>(checked: &'a Checked, id: Option<&str>) -> Result<Vec<&'a Sop>, Failure> {
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

fn row(line: &PlanLine, zone: Option<&Zone>) -> Vec<String> {
    let clock = |at: Option<crate::domain::calendar::Instant>| {
        at.zip(zone).map(|(at, zone)| zone.local(at).format("%a %H:%M").to_string()).unwrap_or_default()
    };
    let when = line.local.get(..16).unwrap_or(&line.local).replace('T', " ");
    vec![when, line.sop.to_string(), clock(line.due), clock(line.closes), line.note.clone().unwrap_or_default()]
}
