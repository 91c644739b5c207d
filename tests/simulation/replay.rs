//! A simulation of what happened, by the SOPs that were in force, comes to what happened.

use super::floor::Floor;
use super::random::Random;
use chrono::TimeDelta;
use floorboard::domain::calendar::Instant;
use floorboard::domain::command::{Command, Given, Rest};
use floorboard::domain::evidence::{Body, Observed, Value};
use floorboard::domain::exception::{ResolutionCause, Severity};
use floorboard::domain::fact::{Entry, Fact};
use floorboard::domain::id::StepId;
use floorboard::domain::step::{SkipReason, StepKey, UndoReason};
use floorboard::engine::{EngineError, Reached, Replay, Script, Simulation, Turn};
use floorboard::sopfile::files::SiteFiles;
use floorboard::store::{Answer, Batch, Envelope, OpenOptions, RunFilter, Store, StoreError, Which};
use floorboard::time::SiteCalendar;
use std::collections::BTreeMap;

const FILES: [(&str, &str); 4] = [
    (
        "sops/fridges.toml",
        r#"id = "fridges"
title = "Fridges"
[trigger]
every = "day"
at = ["08:00", "14:00", "20:00"]
[[step]]
id = "bar"
do = "Bar fridge"
capture = { number = "°C" }
limits = [{ above = 8.0, severity = "high", must = "Move the food" }]
[[step]]
id = "seal"
do = "Seal"
"#,
    ),
    (
        "sops/opening.toml",
        "id = \"opening\"\ntitle = \"Opening\"\ntrigger = { every = \"day\", at = \"opening - 30m\" }\nsteps = [\"Lights\", \"Till\"]\n",
    ),
    (
        "sops/sweep.toml",
        "id = \"sweep\"\ntitle = \"Sweep\"\ntrigger = { recur = { after = \"done\", wait = \"1 day\", at = \"09:00\" } }\nsteps = [\"Floor\"]\n",
    ),
    (
        "sops/delivery.toml",
        "id = \"delivery\"\ntitle = \"Delivery\"\ntrigger = { manual = true }\nask = [{ id = \"from\", text = \"From whom?\" }]\nlabel = \"{from}\"\nsteps = [\"Count\"]\n",
    ),
];

/// Hears everything.
pub(super) struct Heard {
    pub(super) replay: Replay,
    pub(super) entries: Vec<Entry>,
    pub(super) refused: usize,
}

#[derive(Debug)]
pub(super) struct Told(#[expect(dead_code, reason = "shown where a test fails")] String);

impl From<StoreError> for Told {
    fn from(cause: StoreError) -> Self {
        Self(cause.to_string())
    }
}
impl From<EngineError> for Told {
    fn from(cause: EngineError) -> Self {
        Self(cause.to_string())
    }
}

impl Script for Heard {
    type Error = Told;
    fn next_at(&mut self) -> Result<Option<(Instant, Turn)>, Told> {
        Ok(self.replay.next_at()?.map(|at| (at, Turn::AfterTimers)))
    }
    fn act(&mut self, floor: &Batch<'_>) -> Result<Option<(Envelope, Command)>, Told> {
        Ok(self.replay.act(floor)?)
    }
    fn answered(&mut self, answer: &Answer) {
        self.replay.answered(answer);
        self.refused += usize::from(answer.refusal().is_some());
    }
    fn told(&mut self, entry: &Entry, _floor: &Batch<'_>) -> Result<(), Told> {
        self.entries.push(entry.clone());
        Ok(())
    }
}

/// Some act of Sam's, whatever there is to do.
fn act(floor: &mut Floor, random: &mut Random) {
    let body = |text: &str| Body::new(getrandom_salt(), text);
    let open = floor.store().runs(&RunFilter { which: Which::Open, ..RunFilter::default() }).unwrap();
    let run = open.get(random.below(open.len().max(1) as u64) as usize).cloned();
    let over = floor.store().runs(&RunFilter { which: Which::Over, limit: 1, ..RunFilter::default() }).unwrap();
    let card = floor.open_cards().first().map(|card| card.id);
    let command = match (random.below(9), run, card) {
        (0, _, _) => {
            Command::StartRun { sop: "delivery".into(), asked: BTreeMap::from([("from".into(), body("Bakery"))]) }
        }
        (1, _, _) => {
            Command::RaiseException { what: body("Wet floor"), severity: Severity::Medium, run: None, step: None }
        }
        (2, _, Some(exception)) => Command::AcknowledgeException { exception, note: Some(body("On my way")) },
        (3, _, Some(exception)) => {
            Command::ResolveException { exception, cause: ResolutionCause::Fixed, decision: Some(body("New seal")) }
        }
        (4, _, _) if !over.is_empty() => Command::ReopenRun { run: over[0].id, reason: body("Not done well") },
        (_, Some(run), _) => {
            let step = ["bar", "seal", "step_1", "lights", "till", "floor", "count"][random.below(7) as usize];
            let step = StepKey::plain(&StepId::from(step));
            let value = match step.step.as_str() {
                "bar" => Value::Number { value: rust_decimal::Decimal::from(random.below(12)) },
                _ => Value::Tick,
            };
            match random.below(6) {
                0 => Command::SkipSteps {
                    run: run.id,
                    step,
                    rest: Rest::SkipToo,
                    reason: SkipReason::NoTime,
                    note: None,
                },
                1 => Command::UndoStep { run: run.id, step, reason: UndoReason::WrongValue },
                _ => Command::AnswerStep {
                    run: run.id,
                    step,
                    answer: Given::Value(value),
                    observed: Observed::default(),
                },
            }
        }
        _ => return,
    };
    // What is refused is not on record, and that is fine.
    floor.sam(&command);
}

fn getrandom_salt() -> [u8; 16] {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).unwrap();
    salt
}

/// What happened to runs and cards, without what is of one floor alone.
fn told(entries: &[Entry]) -> Vec<String> {
    let about = |entry: &&Entry| {
        let kind = entry.fact.kind();
        !kind.starts_with("engine.") && !kind.starts_with("store.") && !kind.ends_with(".activated")
    };
    let line = |entry: &Entry| {
        let mut fact = serde_json::to_value(&entry.fact).unwrap();
        // Salted, or random where no request names it.
        for random in ["label", "occurrence"] {
            if matches!(entry.fact, Fact::RunOpened { nominal: None, .. }) {
                fact["data"][random].take();
            }
        }
        format!("{} {} {} {fact}", entry.at, entry.actor, entry.subject)
    };
    entries.iter().filter(about).map(line).collect()
}

#[test]
fn what_happened_happens_again() {
    let seed = Random::seed();
    let mut random = Random::new(seed);
    for round in 0..4 {
        let start = ["2026-03-26T03:00:00Z", "2026-10-22T03:00:00Z"][round % 2];
        let (from, to): (Instant, Instant) =
            (start.parse().unwrap(), start.parse::<Instant>().unwrap() + TimeDelta::days(6));
        let mut floor = Floor::on_disk(start, &FILES);
        floor.start();
        floor.tick();
        let mut acts = 0;
        while floor.now() < to {
            floor.run_to((floor.now() + TimeDelta::seconds(random.below(9_000) as i64 + 1)).min(to));
            if floor.now() < to {
                act(&mut floor, &mut random);
                acts += 1;
            }
        }
        assert!(acts > 50);
        // The last instant is left out.
        let happened: Vec<Entry> = floor.entries().into_iter().filter(|entry| entry.at < to).collect();
        assert!(happened.iter().any(|entry| matches!(entry.fact, Fact::ExceptionResolved { .. })));

        let site = floor.site().clone();
        let calendar = SiteCalendar::new(&floor.store().active_site().unwrap().unwrap()).unwrap();
        let options = OpenOptions::read(floor.clock.clone());
        let replay = Replay::new(Store::open(&site.store(), options).unwrap(), &calendar, (from, to));
        let mut heard = Heard { replay, entries: Vec::new(), refused: 0 };
        let mut simulation = Simulation::at(from, "The Anchor").unwrap();
        simulation.put_in_force(&SiteFiles::read(&site).unwrap(), &mut heard).unwrap();
        while simulation.go_on(to, &mut heard).unwrap() != Reached::End {}

        assert_eq!(heard.refused, 0, "seed {seed}, round {round}");
        let (again, happened) = (told(&heard.entries), told(&happened));
        for (again, happened) in again.iter().zip(&happened) {
            assert_eq!(again, happened, "seed {seed}, round {round}");
        }
        assert_eq!(again.len(), happened.len(), "seed {seed}, round {round}");
    }
}
