//! `floorboard case show KIND:ID`.

use crate::cli::args::{Eyes, Reading};
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::CaseLineShape;
use crate::domain::calendar::Instant;
use crate::domain::fact::{Entry, Fact};
use crate::domain::id::{BodyHash, CaseId};
use crate::domain::journal::{About, PageAsked, PageFrom};
use crate::domain::signal::{Data, body_of, written};
use crate::words::{self, Names, count};
use clap::Args;
use std::path::Path;

/// Lines in one read.
const PAGE: u32 = 1_000;

/// Show everything known about a case, in order: signals by their own time
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard case show quote:Q-1042
  floorboard case show quote:Q-1042 --json")]
pub struct Show {
    /// `KIND:ID`
    #[arg(value_name = "CASE")]
    pub case: String,
    #[command(flatten)]
    pub eyes: Eyes,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &Show, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let id = CaseId::new(args.case.trim());
    let Some(case) = session.store.case(&id)? else {
        return Err(Failure::failed(
            format!("nothing is known about `{id}`"),
            "`floorboard case list` shows the cases that there are",
        ));
    };
    let entries = entries(&mut session, &id)?;
    let floor = session.floor()?.seen_by(args.eyes.by.as_deref()).of_entries(&mut session.store, &entries)?;
    if output.is_json() {
        return entries.iter().try_for_each(|entry| {
            let fields = fields(entry).map(|data| texts(data, &floor));
            output.json(&CaseLineShape::of(entry, when(entry), told(entry, &id, &floor), fields, &floor))
        });
    }
    let open = case.exceptions.len() + case.runs.len() + case.watches.len();
    output.line(&format!("{id}: {}, {open} open", count(case.signals, "signal")))?;
    let rows = entries
        .iter()
        .map(|entry| vec![floor.moment(when(entry)), words::actor(&entry.actor, &floor), told(entry, &id, &floor)])
        .collect();
    output.table(&["WHEN", "WHO", "WHAT"], rows)
}

/// All of them, signals where they belong by their own time.
fn entries(session: &mut Session, case: &CaseId) -> Result<Vec<Entry>, Failure> {
    let mut all: Vec<Entry> = Vec::new();
    let mut after = 0;
    loop {
        let asked =
            PageAsked { about: About::Case(case.clone()), date: None, from: PageFrom::After(after), most: PAGE };
        let page = session.store.page(&asked)?;
        let last = page.entries.len() < PAGE as usize;
        after = page.entries.last().map_or(after, |entry| entry.seq);
        all.extend(page.entries);
        if last {
            break;
        }
    }
    all.sort_by_key(|entry| (when(entry), entry.seq));
    Ok(all)
}

/// When it happened, as far as anybody knows.
fn when(entry: &Entry) -> Instant {
    entry.effective.unwrap_or(entry.at)
}

fn fields(entry: &Entry) -> Option<&Data> {
    if let Fact::SignalReceived { data, .. } = &entry.fact { Some(data) } else { None }
}

/// A personal field as its text; null where that was redacted.
fn texts(data: &Data, floor: &Floor) -> Data {
    let text = |value: &serde_json::Value| match body_of(value) {
        Some(hash) => floor.body(&BodyHash::new(hash)).into(),
        None => value.clone(),
    };
    data.iter().map(|(key, value)| (key.clone(), text(value))).collect()
}

/// A signal with what it says; of everything else what the log says.
fn told(entry: &Entry, case: &CaseId, floor: &Floor) -> String {
    let Fact::SignalReceived { name, data, .. } = &entry.fact else {
        let told = words::told(&entry.fact, floor);
        return if told.about == case.as_str() { told.what } else { told.sentence() };
    };
    let said = data.iter().map(|(key, value)| {
        let text = match body_of(value) {
            Some(hash) => floor.body(&BodyHash::new(hash)).unwrap_or_else(|| "(text redacted)".to_owned()),
            None => written(value),
        };
        format!("{key} {text}")
    });
    let said: Vec<String> = said.collect();
    let late = entry.at - when(entry);
    let late = if late.num_minutes() >= 60 { format!(" (received {})", floor.moment(entry.at)) } else { String::new() };
    let said = if said.is_empty() { String::new() } else { format!(": {}", said.join(", ")) };
    format!("`{name}`{said}{late}")
}
