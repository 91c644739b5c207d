//! `floorboard sop show ID`: a SOP in plain words, with its next ten firings.

use super::versions::Versions;
use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::domain::calendar::Calendar;
use crate::time::SiteCalendar;
use crate::time::plan::{PlanLine, plan};
use crate::words::procedure::{Line, procedure};
use crate::words::{Words, say};
use chrono::TimeDelta;
use clap::Args;
use serde::Serialize;
use std::path::Path;

/// Show a SOP in plain words, and when it comes next
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  floorboard sop show fridge-temperatures\n  floorboard sop show drafts/new.toml")]
pub struct Show {
    /// Its id, a file, or the hash of a version that was in force
    #[arg(value_name = "ID")]
    pub sop: String,
    #[command(flatten)]
    pub reading: Reading,
}

/// So many firings are told.
const NEXT: usize = 10;
/// So far ahead they are looked for: a year's own come once in four.
const AHEAD: TimeDelta = TimeDelta::days(5 * 366);

#[derive(Debug, Serialize)]
struct ShowShape {
    id: String,
    title: String,
    version: String,
    file: Option<String>,
    /// `in-force`, `changed`, `new` or `past`.
    state: &'static str,
    lines: Vec<String>,
    next: Vec<PlanLine>,
}

pub(super) fn run(site: Option<&Path>, args: &Show, output: &mut Output) -> Result<(), Failure> {
    let versions = Versions::read(site)?;
    let version = versions.find(&args.sop)?;
    let words = Words::default();
    let said = procedure(&version.sop, words);
    let calendar = versions.calendar();
    let now = versions.now();
    let next: Vec<PlanLine> = calendar.iter().flat_map(|calendar| upcoming(&version.sop, calendar, now)).collect();
    if output.is_json() {
        return output.json(&ShowShape {
            id: version.sop.id.to_string(),
            title: said.title.clone(),
            version: version.hash.to_string(),
            file: version.file.clone(),
            state: version.state,
            lines: said.lines(words).iter().map(indented).collect(),
            next,
        });
    }
    output.line(&said.title)?;
    let file = version.file.as_deref().unwrap_or("no file");
    let short = version.hash.as_str().get(..8).unwrap_or_default().to_owned();
    output.line(&format!("{}, {file}, version {short}: {}", version.sop.id, version.told()))?;
    output.line("")?;
    for line in said.lines(words) {
        output.line(&indented(&line))?;
    }
    output.line(&say!(words, "sop-next"))?;
    if next.is_empty() {
        let scheduled = version.sop.triggers.iter().any(|trigger| trigger.when != crate::domain::sop::When::Manual);
        let nothing = if scheduled { say!(words, "sop-next-last") } else { say!(words, "sop-next-nothing") };
        return output.line(&format!("  {nothing}"));
    }
    for line in &next {
        let at = line.scheduled.zip(calendar.as_ref()).map(|(at, calendar)| calendar.local(at));
        let when = at.map(|at| format!("{} {}", words.weekday_and_day(at.date_naive()), at.format("%H:%M")));
        output.line(&format!("  {}", when.unwrap_or_else(|| line.local.clone())))?;
    }
    Ok(())
}

fn upcoming<'a>(
    sop: &'a crate::domain::sop::Sop,
    calendar: &'a SiteCalendar,
    now: crate::domain::calendar::Instant,
) -> impl Iterator<Item = PlanLine> + 'a {
    plan([sop], calendar, now, now + AHEAD).filter(|line| line.scheduled.is_some()).take(NEXT)
}

fn indented(line: &Line) -> String {
    format!("{}{}", "  ".repeat(usize::from(line.depth)), line.text)
}
