//! `floorboard log`: what happened, by business date.

use crate::cli::args::{Eyes, Reading};
use crate::cli::failure::Failure;
use crate::cli::moment;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::EntryShape;
use crate::domain::actor::Actor;
use crate::domain::fact::Entry;
use crate::domain::id::{PersonId, SopId};
use crate::domain::timer::Subject;
use crate::store::EntryFilter;
use crate::words;
use chrono::NaiveDate;
use clap::Args;
use std::path::Path;

/// Say what happened: today, or on other business dates
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard log
  floorboard log --day 2026-11-20 --person sam")]
pub struct Log {
    /// One business date
    #[arg(long, value_name = "DATE", conflicts_with_all = ["from", "to"])]
    pub day: Option<String>,
    /// From this business date on
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// Up to and including this business date; default today
    #[arg(long, value_name = "DATE", requires = "from")]
    pub to: Option<String>,
    /// Only this SOP and its runs
    #[arg(long, value_name = "ID")]
    pub sop: Option<String>,
    /// Only what this person did
    #[arg(long, value_name = "PERSON")]
    pub person: Option<String>,
    #[command(flatten)]
    pub eyes: Eyes,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &Log, output: &mut Output) -> Result<(), Failure> {
    let date = |typed: &Option<String>| typed.as_deref().map(moment::date).transpose();
    let (day, from, to) = (date(&args.day)?, date(&args.from)?, date(&args.to)?);
    let mut session = Session::reading(site)?;
    let names = session.floor()?;
    let today =
        names.calendar().map_or_else(|| session.now().date_naive(), |calendar| calendar.business_date(session.now()));
    let first = day.or(from).unwrap_or(today);
    let last = day.or(to).unwrap_or(today.max(first));
    if last < first {
        return Err(Failure::usage(format!("`--from {first}` is after `--to {last}`"), "write the earlier date first"));
    }
    let sop = args.sop.as_deref().map(SopId::new);
    let person = args.person.as_deref().map(|id| Actor::Person(PersonId::new(id)));
    let mut none = true;
    for date in first.iter_days().take_while(|date| *date <= last) {
        let entries = on(&mut session, date)?;
        let floor = session.floor()?.seen_by(args.eyes.by.as_deref()).of_entries(&mut session.store, &entries)?;
        let chosen = entries.iter().filter(|entry| {
            person.as_ref().is_none_or(|person| *person == entry.actor)
                && sop.as_ref().is_none_or(|sop| floor.sop_of_subject(&entry.subject) == Some(sop))
        });
        let chosen: Vec<&Entry> = chosen.collect();
        none &= chosen.is_empty();
        if output.is_json() {
            chosen.iter().try_for_each(|entry| output.json(&EntryShape::seen(entry, &floor)))?;
            continue;
        }
        if chosen.is_empty() {
            continue;
        }
        output.line(&date.format("%A %-d %B %Y").to_string())?;
        let rows = chosen.iter().map(|entry| {
            let who = words::actor(&entry.actor, &floor);
            vec![floor.clock(entry.at), subject(&entry.subject), who, words::told(&entry.fact, &floor).sentence()]
        });
        output.table(&["AT", "ABOUT", "WHO", "WHAT"], rows.collect())?;
    }
    if none && !output.is_json() {
        output.talk("nothing happened");
    }
    Ok(())
}

/// Every line of one business date.
fn on(session: &mut Session, date: NaiveDate) -> Result<Vec<Entry>, Failure> {
    let mut all = Vec::new();
    let mut filter = EntryFilter { date: Some(date), ..EntryFilter::default() };
    loop {
        let page = session.store.entries(&filter)?;
        let Some(last) = page.last() else { return Ok(all) };
        filter.after = last.seq;
        all.extend(page);
    }
}

fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Run(id) => id.to_string(),
        Subject::Exception(id) => id.to_string(),
        Subject::Sop(id) => id.to_string(),
        Subject::List(id) => id.to_string(),
        Subject::Site => "site".to_owned(),
    }
}
