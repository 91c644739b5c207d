//! The checkout's own procedures, worked through step by step.

use super::floor::Floor;
use floorboard::config::site_dir::SiteDir;
use floorboard::domain::actor::Actor;
use floorboard::domain::board::{Line, Sheet, Standing};
use floorboard::domain::calendar::Calendar;
use floorboard::domain::checklist::checklist;
use floorboard::domain::command::{Command, Given};
use floorboard::domain::evidence::{Body, Observed, Value};
use floorboard::domain::id::{PersonId, RoleId, RunId, SopId};
use floorboard::domain::run::{Run, RunState};
use floorboard::domain::sop::{Bad, Capture, Limit, Side, Sop, Step};
use floorboard::sopfile::check::check;
use floorboard::sopfile::files::SiteFiles;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::sync::Arc;

fn open_floor() -> Floor {
    let files = SiteFiles::read(&SiteDir::named(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let checked = check(&files);
    // A Monday, before anything of the day.
    let mut floor = Floor::new("2026-11-23T05:30:00Z".parse().unwrap(), checked.site.unwrap().value);
    for list in checked.lists {
        floor.ok(&Command::ActivateList { hash: list.hash, text: String::new(), list: list.value });
    }
    for sop in checked.sops {
        floor.ok(&Command::ActivateSop { hash: sop.hash, text: String::new(), sop: sop.value });
    }
    floor
}

fn manager(floor: &Floor) -> PersonId {
    let people = &floor.state.site.as_ref().unwrap().value.people;
    people.iter().find(|person| person.roles.contains(&"manager".into())).expect("somebody is a manager").id.clone()
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Readings {
    Good,
    Bad,
}

/// A number inside every band, or outside the first.
fn reading(step: &Step, line: &Line, readings: Readings) -> Decimal {
    within(step.limits.iter().zip(&line.bounds), readings)
}

fn within<'a>(limits: impl Iterator<Item = (&'a Limit, &'a Option<Decimal>)>, readings: Readings) -> Decimal {
    let bounds: Vec<(Side, Decimal)> = limits.filter_map(|(limit, bound)| Some((limit.side, (*bound)?))).collect();
    let bounds = || bounds.iter().copied();
    let above = bounds().filter(|(side, _)| *side == Side::Above).map(|(_, bound)| bound);
    let below = bounds().filter(|(side, _)| *side == Side::Below).map(|(_, bound)| bound);
    match readings {
        Readings::Good => above.min().or(below.max()).unwrap_or_default(),
        Readings::Bad => {
            let (above, below): (Vec<_>, Vec<_>) = (above.collect(), below.collect());
            let worse = above.iter().max().map(|bound| bound + Decimal::TEN);
            worse.or(below.iter().min().map(|bound| bound - Decimal::TEN)).unwrap_or_default()
        }
    }
}

/// The first option that is right, or the first that is not.
fn chosen(options: &[String], bad: &[Bad], readings: Readings) -> String {
    let is_bad = |option: &&String| bad.iter().any(|bad| bad.option == **option);
    let wanted = options.iter().find(|option| is_bad(option) == (readings == Readings::Bad));
    wanted.or(options.first()).unwrap().clone()
}

fn holder(floor: &Floor, role: &RoleId) -> PersonId {
    let people = &floor.state.site.as_ref().unwrap().value.people;
    people.iter().find(|person| person.roles.contains(role)).expect("somebody holds it").id.clone()
}

fn given(floor: &Floor, run: &Run, line: &Line, by: &PersonId, readings: Readings) -> Given {
    let step = &floor.state.sop_of(run).unwrap().steps[line.step];
    Given::Value(match &step.capture {
        Capture::Tick => Value::Tick,
        Capture::Timed(timed) if run.timing(&line.key).is_none() => {
            let bounds = &line.bounds[step.limits.len()..];
            Value::Number { value: within(timed.start.iter().zip(bounds), readings) }
        }
        Capture::Number { .. } | Capture::Timed(_) => Value::Number { value: reading(step, line, readings) },
        Capture::Text { .. } => return Given::Text(Body::new([1; 16], "said")),
        Capture::Choice { options, bad } => Value::Choice { option: chosen(options, bad, readings) },
        Capture::Choices { options, bad } => Value::Choices { options: vec![chosen(options, bad, readings)] },
        Capture::Count { .. } => Value::Count { value: reading(step, line, readings).to_u64().unwrap_or(0) },
        Capture::File => Value::File { sha256: "a".repeat(64), bytes: 9, media: "image/jpeg".into() },
        Capture::Signature => Value::Signature { person: by.clone() },
        Capture::Person { role } => Value::Person { person: holder(floor, role) },
        Capture::Computed { .. } => panic!("`{}` is answered by itself", step.id),
    })
}

fn next_line(floor: &Floor, run: &Run, sop: &Sop) -> Option<Line> {
    let lists = floor.state.lists_of(run);
    let lines = checklist(&Sheet { run, sop, lists: &lists, person: None }, floor.now);
    lines.into_iter().find(|line| line.standing == Standing::Open || matches!(line.standing, Standing::NotYet { .. }))
}

/// Answers whatever is asked, in order, until nothing is; steps that open later are waited for.
fn work_through(floor: &mut Floor, id: RunId, readings: Readings) -> RunState {
    let person = manager(floor);
    let sop: Arc<Sop> = floor.state.sop_of(&floor.state.runs[&id]).unwrap().clone();
    for _ in 0..200 {
        let run = floor.state.runs[&id].clone();
        let Some(line) = next_line(floor, &run, &sop).filter(|_| run.is_open()) else { return run.state };
        if let Standing::NotYet { opens } = line.standing {
            floor.now = opens;
        }
        floor.actor = Actor::Person(person.clone());
        let answer = given(floor, &run, &line, &person, readings);
        let (step, observed) = (line.key, Observed::default());
        floor.ok(&Command::AnswerStep { run: id, step, answer, observed });
    }
    panic!("{} never ends", sop.id);
}

/// An open run of a procedure: started by hand, or at its next opening.
fn open_run(floor: &mut Floor, id: &SopId) -> RunId {
    let sop = floor.state.sops[id].sop.clone().unwrap();
    if sop.is_manual() {
        floor.actor = Actor::Person(manager(floor));
        let asked = sop.ask.iter().map(|ask| (ask.id.clone(), Body::new([2; 16], "Chilli 7"))).collect();
        floor.ok(&Command::StartRun { sop: id.clone(), asked });
        return RunId(floor.state.last_run);
    }
    for _ in 0..400 {
        if let Some(run) = floor.state.runs.values().find(|run| run.sop == *id && run.is_open()) {
            return run.id;
        }
        let row = &floor.state.sops[id];
        let planned = row.recurrence.as_ref().map(|occurrence| occurrence.position);
        let next = floor.calendar.next_position(&sop, row.cursor).into_iter().chain(planned).min();
        floor.tick(next.expect("it comes again"));
    }
    panic!("nothing comes of {id}")
}

#[test]
fn every_procedure_can_be_worked_through_to_its_end() {
    for readings in [Readings::Good, Readings::Bad] {
        let sops = open_floor().state.sops;
        // What only raises has nothing to work through.
        // What only a signal or a date starts needs a store: the samples do that.
        let starts = |sop: &Sop| sop.triggers.iter().any(|trigger| !trigger.when.is_event());
        // Where an agent works, preparations and decisions come between.
        let works = |sop: &Sop| sop.steps.iter().any(|step| step.work.is_some());
        let steps =
            |id: &&SopId| sops[*id].sop.as_ref().is_some_and(|sop| !sop.steps.is_empty() && starts(sop) && !works(sop));
        let ids: Vec<SopId> = sops.keys().filter(steps).cloned().collect();
        for id in ids {
            let mut floor = open_floor();
            floor.state.sops.retain(|known, _| *known == id);
            let run = open_run(&mut floor, &id);
            floor.state.exceptions.clear();
            assert_eq!(work_through(&mut floor, run, readings), RunState::Done, "{id}");
            let limited = floor
                .state
                .sop_of(&floor.state.runs[&run])
                .unwrap()
                .steps
                .iter()
                .any(|step| step.all_limits().next().is_some() || !step.capture.bad().is_empty());
            let out_of_range = !floor.state.exceptions.is_empty();
            assert_eq!(out_of_range, limited && readings == Readings::Bad, "{id} {:?}", floor.state.exceptions);
        }
    }
}
