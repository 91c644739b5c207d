//! `floorboard sop diff OLD [NEW]`: what changes from one version to another, in words and in firings.

use super::versions::{Version, Versions};
use crate::cli::args::Reading;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::domain::calendar::{Calendar, Instant};
use crate::time::SiteCalendar;
use crate::time::changes::{Changes, changes};
use crate::words::procedure::procedure;
use crate::words::{Words, change, say};
use chrono::TimeDelta;
use clap::Args;
use serde::Serialize;
use std::path::Path;

/// Say what changes from one version of a SOP to another, and in the next seven days
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  floorboard sop diff fridge-temperatures\n  \
    floorboard sop diff fridge-temperatures drafts/fridges.toml\n  floorboard sop diff 3fa9c1d2 fridge-temperatures")]
pub struct Diff {
    /// An id, a file, or the hash of a version; alone, what is in force against the file
    #[arg(value_name = "OLD")]
    pub old: String,
    #[arg(value_name = "NEW")]
    pub new: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
}

/// How far firings are compared.
const AHEAD: TimeDelta = TimeDelta::days(7);

#[derive(Debug, Serialize)]
struct DiffShape {
    old: String,
    new: String,
    changes: Vec<String>,
    firings: FiringsShape,
}

/// Scheduled instants of the next seven days.
#[derive(Debug, Default, Serialize)]
struct FiringsShape {
    new: Vec<Instant>,
    gone: Vec<Instant>,
    moved: Vec<(Instant, Instant)>,
    window: Vec<Instant>,
}

pub(super) fn run(site: Option<&Path>, args: &Diff, output: &mut Output) -> Result<(), Failure> {
    let versions = Versions::read(site)?;
    let (old, new) = pair(&versions, args)?;
    let words = Words::default();
    let told = change::changes(&procedure(&old.sop, words), &procedure(&new.sop, words), words);
    let calendar = versions.calendar();
    let (from, to) = (versions.now(), versions.now() + AHEAD);
    let firings = calendar.as_ref().map(|calendar| changes(Some(&old.sop), Some(&new.sop), calendar, from, to));
    if output.is_json() {
        return output.json(&DiffShape {
            old: old.hash.to_string(),
            new: new.hash.to_string(),
            changes: told,
            firings: firings.map(|firings| FiringsShape::of(&firings)).unwrap_or_default(),
        });
    }
    output.line(&say!(words, "sop-did-title"))?;
    if told.is_empty() {
        output.line(&format!("  {}", say!(words, "sop-change-nothing")))?;
    }
    for line in told {
        output.line(&format!("  {line}"))?;
    }
    output.line(&say!(words, "sop-change-days"))?;
    let (Some(firings), Some(calendar)) = (firings, calendar) else {
        output.talk("the site's file cannot be used: the firings of the two are not compared");
        return Ok(());
    };
    if firings.is_empty() {
        return output.line(&format!("  {}", say!(words, "sop-change-same")));
    }
    for line in firing_lines(&firings, &calendar, words) {
        output.line(&format!("  {line}"))?;
    }
    Ok(())
}

/// An id alone, or against a file: what is in force of it comes first.
fn pair(versions: &Versions, args: &Diff) -> Result<(Version, Version), Failure> {
    let first = versions.find(&args.old)?;
    let by_id = first.sop.id.as_str() == args.old;
    let in_force = if by_id { versions.in_force(&first.sop.id)? } else { None };
    match &args.new {
        Some(new) => Ok((in_force.unwrap_or(first), versions.find(new)?)),
        None if by_id => match in_force {
            Some(old) => Ok((old, first)),
            None => Err(Failure::failed(
                format!("`{}` was never in force: there is nothing to compare it with", args.old),
                "name two files, or two versions",
            )),
        },
        None => {
            let in_force = versions.in_force(&first.sop.id)?;
            let old = in_force.ok_or_else(|| {
                Failure::failed(format!("`{}` is not in force", first.sop.id), "name what to compare it with")
            })?;
            Ok((old, first))
        }
    }
}

fn firing_lines(changes: &Changes, calendar: &SiteCalendar, words: Words) -> Vec<String> {
    let when = |at: Instant| {
        let local = calendar.local(at);
        format!("{} {}", words.weekday_and_day(local.date_naive()), local.format("%H:%M"))
    };
    let mut lines: Vec<(Instant, String)> = Vec::new();
    let all = changes.new.iter();
    lines.extend(all.map(|it| (it.scheduled, say!(words, "sop-change-firing-new", when = when(it.scheduled)))));
    let all = changes.gone.iter();
    lines.extend(all.map(|it| (it.scheduled, say!(words, "sop-change-firing-gone", when = when(it.scheduled)))));
    let all = changes.window.iter();
    lines.extend(all.map(|it| (it.scheduled, say!(words, "sop-change-firing-window", when = when(it.scheduled)))));
    for (from, to) in &changes.moved {
        let said = say!(words, "sop-change-firing-moved", from = when(from.scheduled), to = when(to.scheduled));
        lines.push((from.scheduled.min(to.scheduled), said));
    }
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

impl FiringsShape {
    fn of(changes: &Changes) -> Self {
        Self {
            new: changes.new.iter().map(|it| it.scheduled).collect(),
            gone: changes.gone.iter().map(|it| it.scheduled).collect(),
            moved: changes.moved.iter().map(|(from, to)| (from.scheduled, to.scheduled)).collect(),
            window: changes.window.iter().map(|it| it.scheduled).collect(),
        }
    }
}
