//! `floorboard run tick RUN STEP[/ITEM] [VALUE]`.

use super::{named, tell_of};
use crate::cli::args::Writing;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::{evidence, reading};
use crate::domain::command::{Command, Given};
use crate::domain::evidence::{Observed, Value};
use crate::domain::fact::Fact;
use crate::domain::refusal::Refusal;
use crate::domain::run::Run;
use crate::domain::step::{Stage, StepKey};
use crate::words::Names;
use clap::Args;
use std::path::{Path, PathBuf};

/// Answer a step, with its evidence
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  floorboard run tick R-12 lights --by sam
  floorboard run tick fridge-temperatures unit/fridge-2 3.8 --by sam")]
pub struct Tick {
    /// `R-12`, or the id of a SOP with one open run
    pub run: String,
    /// The step; of a list, one item: `unit/walk-in`
    #[arg(value_name = "STEP[/ITEM]")]
    pub step: String,
    /// What was read, counted, chosen or said; nothing for a tick
    #[arg(allow_negative_numbers = true)]
    pub value: Option<String>,
    /// The value is a timed step's start; without this or --end it is whichever comes next
    #[arg(long, requires = "value", conflicts_with = "end")]
    pub start: bool,
    /// The value is a timed step's end
    #[arg(long, requires = "value")]
    pub end: bool,
    /// A photo or another file as evidence; a copy is kept
    #[arg(long, value_name = "PATH", conflicts_with = "value")]
    pub file: Option<PathBuf>,
    /// Done, and the proof that is wanted left out
    #[arg(long, conflicts_with_all = ["value", "file"])]
    pub without_evidence: bool,
    /// When it was seen, if not just now: `08:05`, or a date and time
    #[arg(long, value_name = "T")]
    pub observed_at: Option<String>,
    /// What it was taken from: `paper`, or an instrument
    #[arg(long, value_name = "INSTRUMENT")]
    pub from: Option<String>,
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) fn run(site: Option<&Path>, args: &Tick, output: &mut Output) -> Result<(), Failure> {
    let mut session = Session::writing(site)?;
    let run = named(&mut session, &args.run)?;
    let Ok(step) = args.step.parse::<StepKey>();
    let answer = answer(&mut session, &run, &step, args)?;
    let at = args.observed_at.as_deref().map(|typed| session.instant(typed)).transpose()?;
    let observed = Observed { at, from: args.from.clone() };
    let command = Command::AnswerStep { run: run.id, step: step.clone(), answer, observed };
    let accepted = session.submit(&args.writing, &command)?;
    let begun = accepted.entries.iter().find_map(|entry| match &entry.fact {
        Fact::StepStarted { ends, .. } => Some(*ends),
        _ => None,
    });
    tell_of(&mut session, output, &accepted, run.id, |floor| {
        let step = floor.step(run.id, &step);
        begun.map_or_else(|| format!("{step} done"), |ends| format!("{step} begun, its end by {}", floor.time(ends)))
    })
}

/// Reads what was given as the step's capture wants it. A step that is not there is for the domain to refuse.
fn answer(session: &mut Session, run: &Run, step: &StepKey, args: &Tick) -> Result<Given, Failure> {
    let person = session.person(&args.writing)?;
    if args.without_evidence {
        return Ok(Given::Value(Value::WithoutEvidence));
    }
    if let Some(path) = &args.file {
        return Ok(Given::Value(evidence::keep(&session.dir, path)?));
    }
    let versions = session.store.versions_of(std::slice::from_ref(run))?;
    let found = versions.sops.get(&run.pinned.sop).and_then(|sop| sop.step(&step.step));
    if let (Some(typed), true) = (&args.value, found.is_some_and(|step| step.wait_for.is_some())) {
        // Why it is done without the signal that it waits for.
        return Ok(Given::Text(crate::cli::session::body(typed)?));
    }
    match found.map(|step| &step.capture) {
        Some(capture) => {
            let given = reading::given(capture, args.value.as_deref(), &person)?;
            let stage = if args.start { Some(Stage::Start) } else { args.end.then_some(Stage::End) };
            match (stage, given) {
                (None, given) => Ok(given),
                (Some(stage), Given::Value(Value::Number { value })) if capture.timed().is_some() => {
                    Ok(Given::Timed { stage, value })
                }
                (Some(_), _) => Err(Failure::usage("this step is not timed", "leave `--start` and `--end` out")),
            }
        }
        None => Err(session.refused(Refusal::NoSuchStep { run: run.id, step: step.clone(), similar: None })),
    }
}
