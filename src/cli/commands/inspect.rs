//! `floorboard inspect`: records on the screen for an inspector, for a while, with no way to anything else.

use super::export::{Which, heading, today};
use crate::cli::args::Writing;
use crate::cli::failure::{Failure, Told};
use crate::cli::output::Output;
use crate::cli::period::Period;
use crate::cli::records::words::{self, Row};
use crate::cli::records::{Records, gather};
use crate::cli::session::Session;
use crate::domain::command::Command;
use crate::domain::fact::InspectedNames;
use crate::domain::record::{Record, summary};
use crate::tui::inspect::{InspectDeps, Inspected, InspectedRow, InspectedSheet, RowLook, inspect};
use crate::tui::{Ended, Options, TuiError};
use clap::Args;
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Show records to an inspector: read-only, for a while, and nothing else of the site
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard inspect --for 30m --last \"3 months\" --mask-names --by maria
  floorboard inspect --for 1h --sop fridge-temperatures --from 2026-09-01 --by maria
The journal says who opened it, until when, and what could be seen. A code that only the opener
is shown closes it; when the time is over the records are gone from the screen by themselves.")]
pub struct Inspect {
    /// For how long: `30m`, `1h`; at most eight hours
    #[arg(long = "for", value_name = "LENGTH", default_value = "30m", value_parser = minutes)]
    pub length: u32,
    #[command(flatten)]
    pub period: Period,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub writing: Writing,
}

/// Days where none are named.
const DAYS: u64 = 92;
const LONGEST: u32 = 8 * 60;

fn minutes(typed: &str) -> Result<u32, String> {
    let told = || "write `30m` or `1h`, at most `8h`".to_owned();
    let typed = typed.trim();
    let (digits, unit) = typed.split_at(typed.find(|c: char| !c.is_ascii_digit()).unwrap_or(typed.len()));
    let count: u32 = digits.parse().map_err(|_not_a_number| told())?;
    let minutes = match unit.trim() {
        "m" | "min" | "minutes" | "minute" => Some(count),
        "h" | "hour" | "hours" => count.checked_mul(60),
        _ => None,
    };
    minutes.filter(|minutes| (1..=LONGEST).contains(minutes)).ok_or_else(told)
}

pub(super) fn run(site: Option<&Path>, args: &Inspect, output: &mut Output) -> Result<(), Failure> {
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        return Err(Failure::failed(
            "this is not a terminal: the view needs one",
            "`floorboard export --output FILE` makes a page to hand over",
        ));
    }
    let mut session = Session::writing(site)?;
    let period = args.period.dates(today(&mut session)?, DAYS)?;
    // What is private is covered, whoever opens: the inspector is nobody it is shown to.
    let records = gather(&mut session, &args.which.ask(), period, output)?;
    let heading = heading(&mut session, &records)?;
    let command = Command::OpenInspection {
        minutes: args.length,
        names: if args.which.mask_names { InspectedNames::Masked } else { InspectedNames::Shown },
        from: period.0,
        to: period.1,
        sops: args.which.sop.iter().map(|id| id.as_str().into()).collect(),
        items: records.items.iter().cloned().collect(),
    };
    session.submit(&args.writing, &command)?;
    let mut lines = heading.lines;
    lines.extend(heading.warnings);
    let records = Inspected { site: heading.site, lines, sheets: sheets(&records) };
    let (site, clock) = (session.dir.clone(), Arc::clone(&session.clock));
    // From here on nothing of the store is at hand.
    drop(session);
    let deps = InspectDeps {
        site,
        clock,
        options: Options::from_environment(),
        records,
        length: Duration::from_secs(u64::from(args.length) * 60),
        code: code()?,
    };
    match inspect(deps) {
        Ok(Ended::Quit | Ended::HungUp | Ended::Told(_)) => Ok(()),
        Ok(Ended::Panicked) => Err(Failure::Bug(Told::new("Floorboard met a bug of its own"))),
        Err(TuiError::NoStore(no_store)) => Err(no_store.0.into()),
        Err(cause) => Err(Failure::failed(cause.to_string(), "start it in another terminal")),
    }
}

/// Four digits, even as likely.
fn code() -> Result<String, Failure> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|cause| {
        Failure::failed(format!("the system gives no random numbers: {cause}"), "start the machine again")
    })?;
    Ok(format!("{:04}", u64::from_le_bytes(bytes) % 10_000))
}

/// One a procedure; where items are asked for, one an item.
fn sheets(records: &Records) -> Vec<InspectedSheet> {
    let mut groups: BTreeMap<(String, String), Vec<&Record>> = BTreeMap::new();
    for row in &records.rows {
        let item = row.step.as_ref().and_then(|key| key.item.as_ref()).filter(|_| !records.items.is_empty());
        let key = (row.sop.to_string(), item.map(ToString::to_string).unwrap_or_default());
        groups.entry(key).or_default().push(row);
    }
    groups
        .into_values()
        .map(|rows| {
            let last = rows.last();
            let title =
                last.map_or_else(String::new, |row| match row.step.as_ref().and_then(|key| key.item.as_ref()) {
                    Some(_) if !records.items.is_empty() => format!("{}: {}", row.title, row.text),
                    _ => row.title.clone(),
                });
            InspectedSheet {
                title,
                summary: words::summary(&summary(rows.iter().copied())),
                rows: rows.into_iter().map(|row| shown(row, words::row(row, &records.floor, false))).collect(),
            }
        })
        .collect()
}

fn shown(record: &Record, row: Row) -> InspectedRow {
    let look = match (&row.gap, record.is_undone()) {
        (Some(_), _) => RowLook::Gap,
        (None, true) => RowLook::Undone,
        (None, false) if row.range.starts_with("OUT") => RowLook::Out,
        (None, false) => RowLook::Plain,
    };
    let Row { due, what, reading, limit, range, action, next, done, who, remark, gap } = row;
    let named = |name: &str, text: String| (!text.is_empty()).then(|| format!("{name}{text}"));
    let (result, parts) = match gap {
        Some(gap) => (format!("– {gap}"), vec![named("", remark), named("", who)]),
        None => (
            [reading, range].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("  "),
            vec![
                named("out if ", limit),
                named("action: ", action),
                named("next: ", next),
                named("", remark),
                named("", [who, done].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")),
            ],
        ),
    };
    let more = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
    InspectedRow { when: due, what, result, more, look }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_minutes_or_hours_and_not_too_long() {
        assert_eq!((minutes("30m"), minutes("1h"), minutes("8 hours")), (Ok(30), Ok(60), Ok(480)));
        for bad in ["", "0m", "9h", "30", "m", "-1h", "99999999999h", "1d"] {
            assert!(minutes(bad).is_err(), "{bad}");
        }
    }
}
