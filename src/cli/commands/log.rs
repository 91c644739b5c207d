//! `floorboard log`: what happened, by business date.

use super::export::today;
use crate::cli::args::{Eyes, Reading};
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::output::{Output, columns, json_line};
use crate::cli::page::{Heading, line, page};
use crate::cli::period::Period;
use crate::cli::records::{find_items, refuse_unknown, words as record_words};
use crate::cli::session::Session;
use crate::cli::shapes::EntryShape;
use crate::cli::sink::{Cell, Form, SinkArgs, csv_lines};
use crate::domain::actor::Actor;
use crate::domain::fact::Entry;
use crate::domain::id::{ItemId, PersonId, SopId};
use crate::domain::step::StepKey;
use crate::domain::timer::Subject;
use crate::store::EntryFilter;
use crate::words;
use chrono::NaiveDate;
use clap::Args;
use maud::{Markup, html};
use std::collections::BTreeSet;
use std::path::Path;

/// Say what happened: today, or on other business dates
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard log
  floorboard log --day 2026-11-20 --person sam
  floorboard log --last \"4 weeks\" --item \"Fridge 2\" --output fridge.csv
  floorboard log --last \"7 days\" --output week.html        to print
`floorboard export` tells what became of each thing that was asked, with every gap.")]
pub struct Log {
    #[command(flatten)]
    pub period: Period,
    /// Only this SOP and its runs
    #[arg(long, value_name = "ID")]
    pub sop: Option<String>,
    /// Only this step, by its id
    #[arg(long, value_name = "STEP")]
    pub step: Option<String>,
    /// Only this item of a list, by id or name; may be given several times
    #[arg(long, value_name = "ITEM")]
    pub item: Vec<String>,
    /// Only what this person did
    #[arg(long, value_name = "PERSON")]
    pub person: Option<String>,
    #[command(flatten)]
    pub sink: SinkArgs,
    #[command(flatten)]
    pub eyes: Eyes,
    #[command(flatten)]
    pub reading: Reading,
}

/// What is wanted of a day.
struct Wanted {
    sop: Option<SopId>,
    step: Option<String>,
    items: BTreeSet<ItemId>,
    person: Option<Actor>,
}

impl Wanted {
    fn has(&self, entry: &Entry, floor: &Floor) -> bool {
        self.person.as_ref().is_none_or(|person| *person == entry.actor)
            && self.sop.as_ref().is_none_or(|sop| floor.sop_of_subject(&entry.subject).as_ref() == Some(sop))
            && self.is_of_step(entry, floor)
    }

    fn is_of_step(&self, entry: &Entry, floor: &Floor) -> bool {
        if self.step.is_none() && self.items.is_empty() {
            return true;
        }
        let data = EntryShape::of(entry).data;
        // A fact of a step names it; that of an exception in its cause.
        let named = [&data["step"], &data["cause"]["step"]].into_iter().find_map(serde_json::Value::as_str);
        let of_agents = floor.step_of_subject(&entry.subject).map(StepKey::plain);
        let key: Option<StepKey> = of_agents.or_else(|| named.and_then(|named| named.parse().ok()));
        key.is_some_and(|key| {
            self.step.as_ref().is_none_or(|step| key.step.as_str() == step)
                && (self.items.is_empty() || key.item.is_some_and(|item| self.items.contains(&item)))
        })
    }
}

pub(super) fn run(site: Option<&Path>, args: &Log, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let (first, last) = args.period.dates(today(&mut session)?, 1)?;
    let form = args.sink.form(output);
    refuse_unknown(&mut session, args.sop.as_deref(), args.step.as_deref(), args.person.as_deref())?;
    let wanted = Wanted {
        sop: args.sop.as_deref().map(SopId::new),
        step: args.step.clone(),
        items: find_items(&mut session, &args.item)?,
        person: args.person.as_deref().map(|id| Actor::Person(PersonId::new(id))),
    };
    let mut sink = args.sink.open()?;
    let head = session.store.head()?;
    let mut days: Vec<Markup> = Vec::new();
    let mut count = 0;
    if form == Form::Csv {
        sink.write(output, "at,business_date,seq,kind,about,who,what\r\n")?;
    }
    let of = (last - first).num_days().unsigned_abs() + 1;
    for (done, date) in first.iter_days().take_while(|date| *date <= last).enumerate() {
        if sink.is_file() || form == Form::Html {
            output.progress("reading", done as u64, of);
        }
        let entries = on(&mut session, date)?;
        let floor = session.floor()?.seen_by(args.eyes.by.as_deref()).of_entries(&mut session.store, &entries)?;
        let chosen: Vec<&Entry> = entries.iter().filter(|entry| wanted.has(entry, &floor)).collect();
        count += chosen.len() as u64;
        if chosen.is_empty() {
            continue;
        }
        match form {
            Form::Jsonl => {
                for entry in chosen {
                    let text = json_line(&EntryShape::seen(entry, &floor))?;
                    sink.write(output, &format!("{text}\n"))?;
                }
            }
            Form::Table => {
                let rows = chosen.iter().map(|entry| row(entry, &floor)).collect();
                let head = ["AT", "ABOUT", "WHO", "WHAT"];
                let text = if sink.is_file() { columns(&head, rows, None) } else { output.columns(&head, rows) };
                sink.write(output, &format!("{}\n{text}", long(date)))?;
            }
            Form::Csv => sink.write(output, &csv_lines(chosen.iter().map(|entry| csv_row(entry, &floor)))?)?,
            Form::Html => days.push(day(date, &chosen, &floor)),
        }
    }
    output.over();
    if form == Form::Html {
        let floor = session.floor()?;
        let info = session.store.info()?;
        let made = record_words::local(session.now(), &floor);
        let heading = Heading {
            site: floor.site().map_or(info.name, |site| site.name.clone()),
            title: "What happened".to_owned(),
            lines: vec![
                format!("{} to {}, business dates", long(first), long(last)),
                format!("Made {made} by Floorboard {}; journal head {head}", env!("CARGO_PKG_VERSION")),
            ],
            warnings: Vec::new(),
        };
        let text = page(
            &heading,
            "wide",
            &html! {
                @if days.is_empty() { p { "Nothing happened." } }
                @for day in &days { (day) }
            },
        );
        sink.write(output, &text)?;
    }
    if let Some(file) = sink.finish()? {
        output.talk(&format!("`{}` holds {}", file.display(), words::count(count, "fact")));
    } else if count == 0 && form == Form::Table {
        output.talk("nothing happened");
    }
    Ok(())
}

fn row(entry: &Entry, floor: &Floor) -> Vec<String> {
    let who = words::actor(&entry.actor, floor);
    vec![floor.clock(entry.at), subject(&entry.subject), who, words::told(&entry.fact, floor).sentence()]
}

fn csv_row(entry: &Entry, floor: &Floor) -> Vec<Cell> {
    vec![
        Cell::Ours(record_words::local(entry.at, floor)),
        Cell::Ours(entry.business_date.to_string()),
        Cell::Ours(entry.seq.to_string()),
        Cell::Ours(entry.fact.kind()),
        Cell::Text(subject(&entry.subject)),
        Cell::Text(words::actor(&entry.actor, floor)),
        Cell::Text(words::told(&entry.fact, floor).sentence()),
    ]
}

fn day(date: NaiveDate, entries: &[&Entry], floor: &Floor) -> Markup {
    html! {
        h2 { (long(date)) }
        table {
            thead { tr { th { "At" } th { "About" } th { "Who" } th { "What" } } }
            tbody {
                @for entry in entries {
                    @let cells = row(entry, floor);
                    tr { @for cell in &cells { td { (line(cell)) } } }
                }
            }
        }
    }
}

fn long(date: NaiveDate) -> String {
    date.format("%A %-d %B %Y").to_string()
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
        Subject::Notice(id) => id.to_string(),
        Subject::Sop(id) => id.to_string(),
        Subject::List(id) => id.to_string(),
        Subject::Watch(id) => id.to_string(),
        Subject::Signal(id) => id.to_string(),
        Subject::Preparation(id) => id.to_string(),
        Subject::Approval(id) => id.to_string(),
        Subject::Action(id) => id.to_string(),
        Subject::Rollout(id) => id.to_string(),
        Subject::Agent(id) => id.to_string(),
        Subject::Source(id) => id.to_string(),
        Subject::Site => "site".to_owned(),
    }
}
