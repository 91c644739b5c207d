//! `floorboard run show RUN`.

use super::{named, story};
use crate::cli::args::{Eyes, Reading};
use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::shapes::{AnswerShape, CaptureShape, RunDetailShape, StepRecordShape, StepShape, TriggerShape};
use crate::domain::evidence::Value;
use crate::domain::fact::Entry;
use crate::domain::id::PersonId;
use crate::domain::run::Run;
use crate::domain::step::{Outcome, StepKey};
use crate::domain::why::Asked;
use crate::words::{self, Label, Names};
use clap::Args;
use std::path::Path;

/// Show one run: its checklist, who did what when, notes
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard run show R-12
  floorboard run show opening-checks --json")]
pub struct Show {
    /// `R-12`, or the id of a SOP with one open run
    pub run: String,
    #[command(flatten)]
    pub eyes: Eyes,
    #[command(flatten)]
    pub reading: Reading,
}

pub(super) fn run(site: Option<&Path>, args: &Show, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::reading(site)?;
    let run = named(&mut session, &args.run)?;
    let facts = story::facts(&mut session, &run)?;
    let entries: Vec<Entry> = facts.decisions.iter().map(|(_, entry)| entry.clone()).collect();
    let floor = session.floor()?.seen_by(args.eyes.by.as_deref());
    let floor = floor.of_entries(&mut session.store, &entries)?;
    let floor = floor.with(&mut session.store, std::slice::from_ref(&run), &[])?;
    let floor = floor.with_work(&mut session.store, &facts.work)?;
    let why = session.store.why(&Asked::Run { run: run.id, step: None })?;
    let shape = RunDetailShape {
        trigger: why.and_then(|why| TriggerShape::of(&why, &floor)),
        record: StepRecordShape::all(&run, &facts, &session.store.info()?.site, &floor),
        ..RunDetailShape::of(&run, &floor)
    };
    if output.is_json() {
        return output.json(&shape);
    }
    output.line(&format!("{}  {}  ({}, {})", run.id, floor.run(run.id), run.sop, run.business_date))?;
    let state = run.timeliness().map_or_else(|| run.state.label(), |late| format!("done {}", late.label()));
    let overdue = if shape.run.overdue { ", overdue" } else { "" };
    output.line(&format!(
        "{state}{overdue}, {} of {} done; due by {}, closes {}",
        run.progress.done,
        run.progress.of,
        floor.time(run.times.due),
        floor.time(run.times.closes)
    ))?;
    if let Some(why) = &shape.why {
        output.line(why)?;
    }
    let waits = session.store.waits(std::slice::from_ref(&run))?;
    if let Some(requires) = waits.get(&run.id) {
        output.line(&format!("waits for {}", words::required(requires, &floor)))?;
    }
    let rows =
        shape.steps.iter().filter(|step| step.standing != "hidden").map(|step| row(&run, step, &floor)).collect();
    output.table(&["", "STEP", "WHAT", "ANSWER", "WHO"], rows)?;
    for note in &shape.notes {
        let text = note.text.as_deref().unwrap_or("a note whose text was redacted");
        output.line(&format!("note {} {}: {text}", floor.time(note.at), floor.person(&PersonId::new(&*note.by))))?;
    }
    if shape.record.iter().any(|record| !record.preparations.is_empty()) {
        output.line("")?;
        output.line("the record")?;
        if let Some(trigger) = &shape.trigger {
            output.line(&format!("began: {}", trigger.text))?;
        }
        for line in story::lines(&run, &shape.record, &floor) {
            output.line(&line)?;
        }
    }
    Ok(())
}

fn row(run: &Run, step: &StepShape, floor: &Floor) -> Vec<String> {
    let sign = match (step.standing, step.answer.as_ref()) {
        (_, Some(answer)) if answer.out_of_range.is_some() || answer.bad_choice.is_some() => "!",
        (_, Some(answer)) if answer.outcome == "done" => "x",
        (_, Some(_)) => "-",
        (_, None) if step.timing.is_some() => ">",
        ("waits" | "awaits" | "not-yet" | "agent", None) => "…",
        _ => " ",
    };
    let answer = match &step.answer {
        Some(answer) => by_agent(run, step, floor).unwrap_or_else(|| answered(answer, &step.capture, floor)),
        None if step.timing.is_some() => step.timing.as_ref().map_or_else(String::new, |timing| {
            let unit = step.capture.unit.as_deref().unwrap_or_default();
            let value = timing.value.map_or_else(|| "private".to_owned(), |value| value.to_string());
            let begun = format!("{value} {unit}");
            format!("{}, end by {}", begun.trim_end(), floor.time(timing.ends))
        }),
        None if step.standing == "waits" && step.capture.kind == "computed" => {
            format!("computed from {}", step.needs.join(", "))
        }
        None if step.standing == "awaits" => {
            let by = step.due.map(|due| format!(" by {}", floor.time(due))).unwrap_or_default();
            format!("waits for {}{by}", step.needs.join(", "))
        }
        None if step.standing == "agent" => agent(run, step, floor),
        None if step.standing == "waits" => format!("after {}", step.needs.join(", ")),
        None => step.opens.map(|opens| format!("opens {}", floor.time(opens))).unwrap_or_default(),
    };
    let by = |at, by: &str| format!("{} {}", floor.time(at), floor.person(&PersonId::new(by)));
    let who = match (&step.answer, &step.timing) {
        (Some(answer), _) => Some(by(answer.entered, &answer.by)),
        (None, timing) => timing.as_ref().map(|timing| by(timing.entered, &timing.by)),
    };
    vec![format!("[{sign}]"), step.step.clone(), step.text.clone(), answer, who.unwrap_or_default()]
}

/// What an agent has of it, and who is to decide.
fn agent(run: &Run, step: &StepShape, floor: &Floor) -> String {
    let Ok(key) = step.step.parse::<StepKey>();
    let work = run.work(&key.step);
    let stage = work.map(|work| work.stage.said(floor.words())).unwrap_or_default();
    match work.and_then(|work| work.approval) {
        Some(approval) => format!("{stage}, {approval}"),
        None => stage,
    }
}

/// What an agent did, or what was decided about it.
fn by_agent(run: &Run, step: &StepShape, floor: &Floor) -> Option<String> {
    let Ok(key) = step.step.parse::<StepKey>();
    match &run.answer(&key)?.outcome {
        Outcome::Done { value: value @ (Value::Acted { .. } | Value::Decided { .. }) } => {
            Some(words::captured(value, "", floor))
        }
        _ => None,
    }
}

fn answered(answer: &AnswerShape, capture: &CaptureShape, floor: &Floor) -> String {
    if let Some(reason) = &answer.reason {
        return format!("skipped, {reason}");
    }
    let value = match &answer.value {
        None if answer.private => "private".to_owned(),
        None if capture.kind == "computed" => "cannot be computed".to_owned(),
        None => "done".to_owned(),
        Some(serde_json::Value::String(hash)) if capture.kind == "file" => {
            format!("file {}", hash.get(..8).unwrap_or(hash))
        }
        Some(serde_json::Value::String(person)) if capture.kind == "person" => floor.person(&PersonId::new(&**person)),
        Some(serde_json::Value::String(person)) if capture.kind == "signature" => {
            format!("signed by {}", floor.person(&PersonId::new(&**person)))
        }
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(serde_json::Value::Array(options)) => {
            options.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join(", ")
        }
        Some(other) => other.to_string(),
    };
    let unit = capture.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
    let out = answer.out_of_range.as_ref().map(|out| format!(", {} {}", out.side, out.bound));
    format!("{value}{unit}{}", out.unwrap_or_default())
}
