//! What a simulation comes to: in all, and by SOP.

use super::Stage;
use super::line::Line;
use super::past::Past;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::domain::calendar::Instant;
use crate::domain::id::SopId;
use crate::engine::Simulation;
use crate::words;
use serde::Serialize;
use std::collections::BTreeMap;

/// Counts while it goes.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Tally {
    pub(super) signals: u64,
    /// What people did, and had its place.
    pub(super) acts: u64,
    pub(super) left_out: u64,
    /// What agents laid out and did, as it is on record.
    pub(super) agents: u64,
    #[serde(flatten)]
    pub(super) all: Counts,
    #[serde(skip)]
    pub(super) sops: BTreeMap<Option<SopId>, Counts>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Counts {
    pub(super) runs: Runs,
    pub(super) exceptions: Exceptions,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Runs {
    pub(super) opened: u64,
    pub(super) done: u64,
    pub(super) late: u64,
    pub(super) missed: u64,
    pub(super) skipped: u64,
    pub(super) cancelled: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Exceptions {
    pub(super) raised: u64,
    pub(super) recurred: u64,
    pub(super) resolved: u64,
}

/// One SOP's.
#[derive(Serialize)]
pub(super) struct OfSop<'a> {
    pub(super) sop: Option<&'a SopId>,
    #[serde(flatten)]
    pub(super) counts: Counts,
}

#[derive(Serialize)]
struct Summary<'a> {
    kind: &'static str,
    from: Instant,
    to: Instant,
    #[serde(flatten)]
    tally: &'a Tally,
    /// Steps that wait for what an agent did not lay out.
    waiting: u64,
    sops: Vec<OfSop<'a>>,
}

impl Tally {
    pub(super) fn count(&mut self, line: &Line) {
        self.all.count(&line.kind);
        self.sops.entry(line.sop.clone()).or_default().count(&line.kind);
    }
}

impl Counts {
    fn count(&mut self, kind: &str) {
        let counted = match kind {
            "run.opened" => &mut self.runs.opened,
            "run.done" => &mut self.runs.done,
            "run.late" => &mut self.runs.late,
            "run.missed" => &mut self.runs.missed,
            "run.skipped" => &mut self.runs.skipped,
            "run.cancelled" => &mut self.runs.cancelled,
            "exception.raised" => &mut self.exceptions.raised,
            "exception.recurred" => &mut self.exceptions.recurred,
            "exception.resolved" => &mut self.exceptions.resolved,
            _ => return,
        };
        *counted += 1;
    }

    /// As columns, under [`HEAD`].
    pub(super) fn cells(&self) -> Vec<String> {
        let Self { runs, exceptions } = self;
        let counts = [
            runs.opened,
            runs.done,
            runs.late,
            runs.missed,
            runs.skipped,
            runs.cancelled,
            exceptions.raised,
            exceptions.recurred,
            exceptions.resolved,
        ];
        counts.iter().map(|count| if *count == 0 { "·".to_owned() } else { count.to_string() }).collect()
    }
}

pub(super) const HEAD: [&str; 9] =
    ["RUNS", "DONE", "LATE", "MISSED", "SKIPPED", "CANCELLED", "EXCEPTIONS", "AGAIN", "RESOLVED"];

pub(super) fn tell(
    stage: &Stage,
    simulation: &mut Simulation,
    past: &Past,
    output: &mut Output,
) -> Result<(), Failure> {
    let tally = &past.tally;
    let waiting = simulation.store().preparations_waiting(u32::MAX)?.len() as u64;
    if output.is_json() {
        let sops = tally.sops.iter().map(|(sop, counts)| OfSop { sop: sop.as_ref(), counts: *counts }).collect();
        return output.json(&Summary { kind: "summary", from: stage.from, to: stage.to, tally, waiting, sops });
    }
    output.line("")?;
    let head: Vec<&str> = ["SOP"].into_iter().chain(HEAD).collect();
    let row = |(sop, counts): (&Option<SopId>, &Counts)| {
        let name = sop.as_ref().map_or_else(|| "(no SOP)".to_owned(), ToString::to_string);
        [name].into_iter().chain(counts.cells()).collect()
    };
    let mut rows: Vec<Vec<String>> = tally.sops.iter().map(row).collect();
    rows.push(["all".to_owned()].into_iter().chain(tally.all.cells()).collect());
    output.table(&head, rows)?;
    output.line(&in_words(stage, tally))?;
    of_agents(tally, waiting).map_or(Ok(()), |said| output.line(&said))
}

/// Agents do not run in a simulation, and that is said where any would have.
fn of_agents(tally: &Tally, waiting: u64) -> Option<String> {
    if tally.agents == 0 && waiting == 0 {
        return None;
    }
    let said = "Agents do not run here, and their steps begin where the files say";
    let played = words::count(tally.agents, "thing");
    let waits = match waiting {
        0 => String::new(),
        1 => "; 1 step waits for what its agent would lay out".to_owned(),
        count => format!("; {count} steps wait for what their agents would lay out"),
    };
    Some(format!("{said}; what they laid out and did comes from the record ({played}){waits}"))
}

/// "3 months to 21 Nov: 83 acts of people had their place, 4 had none"
pub(super) fn in_words(stage: &Stage, tally: &Tally) -> String {
    let acts = words::count(tally.acts, "act");
    let left_out = match tally.left_out {
        0 => String::new(),
        count => format!("; {} left out, for what it was about does not come to be", words::count(count, "act")),
    };
    format!("{} to {}: {acts} of people played again{left_out}", stage.shown(stage.from), stage.shown(stage.to))
}
