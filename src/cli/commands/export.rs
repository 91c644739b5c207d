//! `floorboard export`: the records, for an inspector or a spreadsheet.

use crate::cli::args::{Eyes, Reading};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::page::Heading;
use crate::cli::period::Period;
use crate::cli::records::{Ask, Records, gather, show, summary_line, words};
use crate::cli::session::Session;
use crate::cli::sink::{Form, SinkArgs};
use chrono::NaiveDate;
use clap::Args;
use std::path::Path;

/// Say what was asked and what became of it: readings, limits, actions, and every gap with its reason
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard export --item \"Fridge 2\" --last \"3 months\"
  floorboard export --item walk-in --last \"3 months\" --output fridge.html      to print
  floorboard export --sop cash-up --from 2026-10-01 --to 2026-12-31 --output cash.csv
  floorboard export --day 2026-11-21 --json
`floorboard log` tells every fact; `floorboard journal export` is the journal itself.")]
pub struct Export {
    #[command(flatten)]
    pub period: Period,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub sink: SinkArgs,
    #[command(flatten)]
    pub eyes: Eyes,
    #[command(flatten)]
    pub reading: Reading,
}

/// Which rows.
#[derive(Clone, Debug, Default, Args)]
pub struct Which {
    /// Only this SOP; may be given several times
    #[arg(long, value_name = "ID")]
    pub sop: Vec<String>,
    /// Only this step, by its id; may be given several times
    #[arg(long, value_name = "STEP")]
    pub step: Vec<String>,
    /// Only this item of a list, by id or name; may be given several times
    #[arg(long, value_name = "ITEM")]
    pub item: Vec<String>,
    /// Only what this person did or left out
    #[arg(long, value_name = "PERSON")]
    pub person: Option<String>,
    /// Nobody's name: people are `Person A` and so on, the same person always the same letter
    #[arg(long)]
    pub mask_names: bool,
}

impl Which {
    pub fn ask(&self) -> Ask {
        Ask {
            sops: self.sop.clone(),
            steps: self.step.clone(),
            items: self.item.clone(),
            person: self.person.clone(),
            mask_names: self.mask_names,
            viewer: None,
        }
    }
}

/// Days where none are named.
const DAYS: u64 = 7;

pub(super) fn run(site: Option<&Path>, args: &Export, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let period = args.period.dates(today(&mut session)?, DAYS)?;
    let form = args.sink.form(output);
    let mut sink = args.sink.open()?;
    let ask = Ask { viewer: args.eyes.by.clone(), ..args.which.ask() };
    let records = gather(&mut session, &ask, period, output)?;
    let heading = heading(&mut session, &records)?;
    show(&records, form, heading, &mut sink, output)?;
    output.over();
    if let Some(file) = sink.finish()? {
        output.talk(&format!("`{}` holds {}", file.display(), crate::words::count(records.rows.len() as u64, "row")));
    }
    if form == Form::Csv || args.sink.output.is_some() {
        output.talk(&summary_line(&records));
    }
    Ok(())
}

/// The business date of now.
pub(super) fn today(session: &mut Session) -> Result<NaiveDate, Failure> {
    let (floor, now) = (session.floor()?, session.now());
    Ok(floor.calendar().map_or_else(|| now.date_naive(), |calendar| calendar.business_date(now)))
}

/// What stands at the top of a printed page of records.
pub(super) fn heading(session: &mut Session, records: &Records) -> Result<Heading, Failure> {
    let info = session.store.info()?;
    let site = records.floor.site().map_or(info.name, |site| site.name.clone());
    let (from, to) = records.period;
    let title =
        if records.about.is_empty() { "Records".to_owned() } else { format!("Records: {}", records.about.join(", ")) };
    let made = words::local(session.now(), &records.floor);
    let zone = records.floor.zone().map_or("UTC", |zone| zone.name());
    let lines = vec![
        format!("{} to {}, business dates; times are local ({zone}), with their offset", long(from), long(to)),
        format!("Made {made} by Floorboard {}", env!("CARGO_PKG_VERSION")),
        format!(
            "Journal head {}: `floorboard journal verify --anchor` proves that nothing before it was changed",
            records.head
        ),
    ];
    let mut warnings = Vec::new();
    if info.is_test {
        warnings.push("A test clock has touched this store: these are no records.".to_owned());
    }
    if records.is_masked {
        warnings.push("Names are masked; in texts, where they are known.".to_owned());
    }
    Ok(Heading { site, title, lines, warnings })
}

fn long(date: NaiveDate) -> String {
    date.format("%A %-d %B %Y").to_string()
}
