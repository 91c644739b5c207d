//! Two sets of SOPs over the same history, a day at a time: only what differs is told.

use super::line::Line;
use super::summary::{Counts, HEAD, Tally, in_words};
use super::table::Table;
use super::{Past, Stage, stopped};
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::interrupt::Interrupt;
use crate::cli::output::Output;
use crate::domain::calendar::Instant;
use crate::domain::exception::Exception;
use crate::domain::id::SopId;
use crate::engine::{Reached, Simulation};
use crate::sopfile::files::SiteFiles;
use chrono::TimeDelta;
use serde::Serialize;
use std::collections::BTreeSet;

/// Which of the two alone has a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Only {
    /// The SOPs in force, or those of `--sops`.
    Before,
    /// Those of `--against`.
    After,
}

#[derive(Serialize)]
struct Differing<'a> {
    only: Only,
    #[serde(flatten)]
    line: &'a Line,
}

#[derive(Serialize)]
struct Summary<'a> {
    kind: &'static str,
    from: Instant,
    to: Instant,
    /// Lines that both have.
    same: u64,
    before: &'a Tally,
    after: &'a Tally,
    sops: Vec<OfSop<'a>>,
}

/// Only those that differ.
#[derive(Serialize)]
struct OfSop<'a> {
    sop: Option<&'a SopId>,
    before: Counts,
    after: Counts,
}

/// One of the two floors.
struct Floored {
    simulation: Simulation,
    past: Past,
}

impl Floored {
    fn begin(stage: &Stage, files: &SiteFiles) -> Result<Self, Failure> {
        let (simulation, past) = stage.begin(files)?;
        Ok(Self { simulation, past })
    }

    /// Everything up to `to`.
    fn until(&mut self, to: Instant, interrupt: &Interrupt) -> Result<Vec<Line>, Failure> {
        while self.simulation.go_on(to, &mut self.past)? != Reached::End {
            if interrupt.is_asked() {
                return Err(stopped(self.simulation.now()));
            }
        }
        Ok(self.past.take_lines())
    }
}

pub(super) fn run(
    stage: &Stage,
    [before, after]: [&SiteFiles; 2],
    interrupt: &Interrupt,
    output: &mut Output,
) -> Result<(), Failure> {
    let mut before = Floored::begin(stage, before)?;
    let mut after = Floored::begin(stage, after)?;
    let mut table = Table::new(stage).led_by("ONLY");
    let (mut at, mut same) = (stage.from, 0);
    while at < stage.to {
        at = (at + TimeDelta::days(1)).min(stage.to);
        let lines = [before.until(at, interrupt)?, after.until(at, interrupt)?];
        let (differing, alike) = differences(lines);
        same += alike;
        if output.is_json() {
            differing.iter().try_for_each(|(only, line)| output.json(&Differing { only: *only, line }))?;
        } else {
            show(&differing, &mut table, [&mut before, &mut after], output)?;
        }
        stage.progress(at, output);
        if interrupt.is_asked() {
            table.finish(output)?;
            return Err(stopped(at));
        }
    }
    output.over();
    table.finish(output)?;
    tell(stage, same, [&before.past.tally, &after.past.tally], output)
}

/// What only one has, in order of time; and how many both have.
fn differences([before, after]: [Vec<Line>; 2]) -> (Vec<(Only, Line)>, u64) {
    let mut after: Vec<Option<Line>> = after.into_iter().map(Some).collect();
    let (mut found, mut same, mut start) = (Vec::new(), 0, 0);
    for line in before {
        // Both are in order of time: the same line can only be among those of its instant.
        while after.get(start).is_some_and(|other| other.as_ref().is_none_or(|other| other.at < line.at)) {
            found.extend(after[start].take().map(|other| (Only::After, other)));
            start += 1;
        }
        let alike = after[start..]
            .iter_mut()
            .take_while(|other| other.as_ref().is_none_or(|other| other.at <= line.at))
            .find(|other| other.as_ref().is_some_and(|other| other.same_as(&line)));
        match alike {
            Some(other) => {
                *other = None;
                same += 1;
            }
            None => found.push((Only::Before, line)),
        }
    }
    found.extend(after.into_iter().flatten().map(|other| (Only::After, other)));
    found.sort_by_key(|(_, line)| line.at);
    (found, same)
}

fn show(
    differing: &[(Only, Line)],
    table: &mut Table,
    [before, after]: [&mut Floored; 2],
    output: &mut Output,
) -> Result<(), Failure> {
    let Some((_, first)) = differing.first() else { return Ok(()) };
    let floor = |of: &mut Floored, which: Only| -> Result<Floor, Failure> {
        let cards = differing.iter().filter(|(only, _)| *only == which);
        let cards: Vec<Exception> = cards.filter_map(|(_, line)| line.card.as_deref().cloned()).collect();
        let store = of.simulation.store();
        Ok(Floor::of(store.active_site()?, first.at).with(store, &[], &cards)?)
    };
    let (of_before, of_after) = (floor(before, Only::Before)?, floor(after, Only::After)?);
    let rows = differing.iter().map(|(only, line)| {
        let (name, floor) = match only {
            Only::Before => ("before", &of_before),
            Only::After => ("after", &of_after),
        };
        [name.to_owned()].into_iter().chain(table.row(line, floor)).collect()
    });
    let rows = rows.collect();
    table.rows(rows, output)
}

fn tell(stage: &Stage, same: u64, [before, after]: [&Tally; 2], output: &mut Output) -> Result<(), Failure> {
    let ids: BTreeSet<&Option<SopId>> = before.sops.keys().chain(after.sops.keys()).collect();
    let counts = |tally: &Tally, id: &Option<SopId>| tally.sops.get(id).copied().unwrap_or_default();
    let sops = ids.into_iter().map(|id| (id, counts(before, id), counts(after, id)));
    let sops: Vec<_> = sops.filter(|(_, before, after)| before != after).collect();
    if output.is_json() {
        let sops = sops.iter().map(|(id, before, after)| OfSop { sop: id.as_ref(), before: *before, after: *after });
        let (from, to, sops) = (stage.from, stage.to, sops.collect());
        return output.json(&Summary { kind: "summary", from, to, same, before, after, sops });
    }
    if before.all == after.all && sops.is_empty() {
        output.line("nothing differs in what they come to")?;
    } else {
        output.line("")?;
        let head: Vec<&str> = ["SOP", ""].into_iter().chain(HEAD).collect();
        let mut rows = Vec::new();
        let mut pair = |name: String, before: &Counts, after: &Counts| {
            let row = |name: String, side: &str, counts: &Counts| {
                [name, side.to_owned()].into_iter().chain(counts.cells()).collect::<Vec<_>>()
            };
            rows.push(row(name, "before", before));
            rows.push(row(String::new(), "after", after));
        };
        for (id, before, after) in &sops {
            pair(id.as_ref().map_or_else(|| "(no SOP)".to_owned(), ToString::to_string), before, after);
        }
        pair("all".to_owned(), &before.all, &after.all);
        output.table(&head, rows)?;
    }
    output.line(&in_words(stage, before))
}
