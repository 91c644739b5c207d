//! Whatever is asked, in whatever order: what must always hold. Tiny pools, so that things collide.

use crate::domain::board::{Sheet, Standing};
use crate::domain::checklist::checklist;
use crate::domain::command::{Command, Given, Rest};
use crate::domain::condition::Condition;
use crate::domain::escalation::Escalate;
use crate::domain::evidence::{Observed, Value};
use crate::domain::exception::{Assignee, Cause, ResolutionCause, Severity, Status};
use crate::domain::fact::Fact;
use crate::domain::formula::Formula;
use crate::domain::id::{ExceptionId, OccurrenceKey, RunId};
use crate::domain::run::{Run, RunState};
use crate::domain::site::Site;
use crate::domain::sop::{
    Bad, Bound, Capture, GroupBy, Limit, Plausible, RaiseRule, Required, Side, Sop, Step, Timed, Wait, When,
};
use crate::domain::state::State;
use crate::domain::step::{SkipReason, StepKey, UndoReason};
use crate::domain::testing::{Floor, at, body, daily, number, rows, site, sop, step, triggered};
use chrono::TimeDelta;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Readings over the fridges, a step that hangs on them, an optional one; and a recurring SOP, and one by hand.
fn pack() -> Vec<Sop> {
    let limits = vec![Limit {
        side: Side::Above,
        bound: Bound::Value(8.into()),
        severity: Severity::High,
        must: None,
        recheck: None,
    }];
    let capture = Capture::Number { unit: "°C".into(), plausible: None };
    let unit = Step { each: Some("fridges".into()), capture, limits, ..step("unit") };
    let call = Step { when: Some(Condition("unit.any_high".into())), needs: vec!["unit".into()], ..step("call") };
    let more = Step { required: Required::No, ..step("more") };
    let again = Step { when: Some(Condition("call".into())), ..step("again") };
    let wait = Wait::Elapsed(5400);
    let choice = Capture::Choice {
        options: vec!["fine".into(), "fault".into()],
        bad: vec![Bad { option: "fault".into(), severity: Severity::Low, must: None }],
    };
    let state = Step { capture: choice, ..step("state") };
    let plausible = Some(Plausible { least: Bound::Value(0.into()), most: Bound::Value(50.into()) });
    let count = Step { capture: Capture::Number { unit: "£".into(), plausible }, ..step("count") };
    let formula =
        |text: &str| Capture::Computed { unit: "£".into(), value: Formula { text: text.into(), places: None } };
    let above = Limit {
        side: Side::Above,
        bound: Bound::Value(4.into()),
        severity: Severity::Medium,
        must: None,
        recheck: None,
    };
    let sum = Step { capture: formula("100 / (count - 4)"), limits: vec![above], ..step("sum") };
    let less = Step { capture: formula("sum - cool"), required: Required::No, ..step("less") };
    let low =
        Limit { side: Side::Below, bound: Bound::Value(8.into()), severity: Severity::Low, must: None, recheck: None };
    let timed = Timed {
        unit: "°C".into(),
        plausible: None,
        start: vec![low],
        within: 40 * 60,
        remind: vec![10 * 60, 20 * 60],
        severity: Severity::High,
        must: None,
    };
    let cool = Step { capture: Capture::Timed(Box::new(timed)), ..step("cool") };
    let named = Capture::Person { role: "staff".into() };
    let who = Step { capture: named, when: Some(Condition("sum > 0.0 || state == 'fault'".into())), ..step("who") };
    vec![
        daily("fridge", &["08:00", "10:00"], vec![unit, call, again, more]),
        triggered(sop("recur", vec![step("one")]), When::Recur { wait, at: None, starts: None }),
        daily("more", &["08:30"], vec![state, count, cool, sum, less, who]),
        triggered(sop("hand", vec![step("one"), Step { needs: vec!["one".into()], ..step("two") }]), When::Manual),
    ]
}

fn open_floor() -> Floor {
    let mut floor = Floor::new();
    for sop in pack() {
        floor.activate(&sop);
    }
    floor
}

/// The same with everything that time does to cards: rungs, new readings, and a power cut that hides the fridges.
fn watched_floor() -> Floor {
    let rung =
        |minutes: i64, to: &str, severity| Escalate { after: Wait::Elapsed(minutes * 60), to: to.into(), severity };
    let mut floor = Floor::new();
    for mut sop in pack() {
        if sop.id.as_str() != "hand" {
            sop.escalate = vec![rung(10, "manager", None), rung(25, "staff", Some(Severity::High))];
            sop.cost.failure = 5;
        }
        for limit in sop.steps.iter_mut().flat_map(|step| &mut step.limits) {
            limit.recheck = Some(1800);
        }
        floor.activate(&sop);
    }
    let raise = RaiseRule {
        severity: Severity::Medium,
        what: "Power cut".to_owned(),
        why: None,
        recommend: None,
        respond_within: Some(Wait::Elapsed(3600)),
        group_by: [GroupBy::Sop].into(),
        inhibits: ["fridge".into(), "more".into()].into(),
    };
    floor.activate(&triggered(Sop { raise: Some(raise), ..sop("cut", Vec::new()) }, When::Manual));
    floor
}

/// What somebody does; which run is told by its place among those that are there, newest first.
#[derive(Clone, Debug)]
enum Act {
    Answer(usize, StepKey, Value),
    Skip(usize, StepKey, Rest),
    Undo(usize, StepKey),
    Correct(usize, StepKey),
    SkipRun(usize),
    Reopen(usize),
    Cancel(usize),
    Note(usize),
    Start,
    Report,
    Take(u64),
    Assign(u64),
    Resolve(u64),
    Later(u64, i64),
    Check(u64),
    Again(u64),
    Cut,
    Edit,
    Retire,
    Hold,
    Release,
    Reset,
    Outage,
    Zone,
}

fn act() -> impl Strategy<Value = Act> {
    let key = || {
        prop::sample::select(vec![
            "unit/a", "unit/b", "call", "again", "more", "one", "two", "gone", "state", "count", "sum", "cool", "cool",
            "who",
        ])
        .prop_map(|key| key.parse::<StepKey>().unwrap())
    };
    let value = || {
        prop_oneof![
            4 => Just(number("9")),
            4 => Just(number("4.0")),
            4 => Just(Value::Tick),
            1 => Just(number("99")),
            2 => Just(Value::Choice { option: "fault".into() }),
            1 => Just(Value::Choice { option: "fine".into() }),
            1 => Just(Value::Person { person: "sam".into() }),
        ]
    };
    prop_oneof![
        10 => (0..3_usize, key(), value()).prop_map(|(run, key, value)| Act::Answer(run, key, value)),
        3 => (0..3_usize, key(), prop::bool::ANY)
            .prop_map(|(run, key, rest)| Act::Skip(run, key, if rest { Rest::SkipToo } else { Rest::Keep })),
        4 => (0..3_usize, key()).prop_map(|(run, key)| Act::Undo(run, key)),
        1 => (0..3_usize, key()).prop_map(|(run, key)| Act::Correct(run, key)),
        1 => (0..3_usize).prop_map(Act::SkipRun),
        2 => (0..3_usize).prop_map(Act::Reopen),
        1 => (0..3_usize).prop_map(Act::Cancel),
        1 => (0..3_usize).prop_map(Act::Note),
        2 => Just(Act::Start),
        1 => Just(Act::Report),
        1 => (1..4_u64).prop_map(Act::Take),
        1 => (1..4_u64).prop_map(Act::Assign),
        2 => (1..4_u64).prop_map(Act::Resolve),
        1 => (1..4_u64, -1..90_i64).prop_map(|(id, minutes)| Act::Later(id, minutes)),
        1 => (1..4_u64).prop_map(Act::Check),
        1 => (1..4_u64).prop_map(Act::Again),
        1 => Just(Act::Cut),
        1 => Just(Act::Edit),
        1 => Just(Act::Retire),
        1 => Just(Act::Hold),
        3 => Just(Act::Release),
        2 => Just(Act::Reset),
        1 => Just(Act::Outage),
        1 => Just(Act::Zone),
    ]
}

/// The runs in an order that does not depend on when they were opened.
fn run_at(state: &State, place: usize) -> RunId {
    let mut runs: Vec<(_, &OccurrenceKey, RunId)> =
        state.runs.values().map(|run| (run.times.opens, &run.occurrence, run.id)).collect();
    runs.sort();
    runs.iter().rev().nth(place).map_or(RunId(99), |(.., id)| *id)
}

fn perform(floor: &mut Floor, act: &Act) -> bool {
    let run = |place: &usize| run_at(&floor.state, *place);
    let (key_of, reason) = (StepKey::clone, SkipReason::NoTime);
    let command = match act {
        Act::Answer(place, key, value) => {
            let answer = Given::Value(value.clone());
            Command::AnswerStep { run: run(place), step: key_of(key), answer, observed: Observed::default() }
        }
        Act::Skip(place, key, rest) => {
            Command::SkipSteps { run: run(place), step: key_of(key), rest: *rest, reason, note: None }
        }
        Act::Undo(place, key) => Command::UndoStep { run: run(place), step: key_of(key), reason: UndoReason::Mistake },
        Act::Correct(place, key) => Command::CorrectStep { run: run(place), step: key_of(key), action: None },
        Act::SkipRun(place) => Command::SkipRun { run: run(place), reason, note: None },
        Act::Reopen(place) => Command::ReopenRun { run: run(place), reason: body("again") },
        Act::Cancel(place) => Command::CancelRun { run: run(place), reason: body("no") },
        Act::Note(place) => Command::AddNote { run: run(place), step: None, text: body("note") },
        Act::Start => Command::StartRun { sop: "hand".into(), asked: std::collections::BTreeMap::new() },
        Act::Report => Command::RaiseException { what: body("leak"), severity: Severity::Low, run: None, step: None },
        Act::Take(id) => Command::AcknowledgeException { exception: ExceptionId(*id), note: None },
        Act::Assign(id) => Command::AssignException { exception: ExceptionId(*id), to: Assignee::Person("sam".into()) },
        Act::Resolve(id) => {
            Command::ResolveException { exception: ExceptionId(*id), cause: ResolutionCause::Fixed, decision: None }
        }
        Act::Later(id, minutes) => Command::ShelveException {
            exception: ExceptionId(*id),
            until: floor.now + TimeDelta::minutes(*minutes),
            reason: body("parts"),
        },
        Act::Check(id) => Command::VerifyException { exception: ExceptionId(*id), note: None },
        Act::Again(id) => Command::ReopenException { exception: ExceptionId(*id), reason: body("still") },
        Act::Cut => Command::StartRun { sop: "cut".into(), asked: std::collections::BTreeMap::new() },
        Act::Edit => {
            let extra = format!("e{}", floor.journal.len());
            let mut edited = pack().remove(0);
            edited.steps.push(Step { required: Required::No, ..step(&extra) });
            return floor.try_activate(&edited).is_ok();
        }
        Act::Hold => Command::HoldClock { wall: floor.now, last: floor.now - TimeDelta::hours(1) },
        Act::Release => Command::ReleaseClock { wall: floor.now },
        Act::Reset => {
            floor.now -= TimeDelta::hours(3);
            Command::ResetClock { reason: body("the wall is right") }
        }
        Act::Outage => Command::RecordOutage { from: floor.now - TimeDelta::hours(1), to: floor.now },
        Act::Zone => {
            let text = format!("Etc/GMT+{}", floor.journal.len() % 12);
            let moved = std::sync::Arc::new(Site { zone: text.clone(), ..site() });
            Command::ActivateConfig { hash: text.as_str().into(), text, site: moved }
        }
        Act::Retire => Command::RetireSop { sop: "recur".into() },
    };
    floor.run(&command).is_ok()
}

fn hold(floor: &Floor, before: &State, act: &Act) {
    for run in floor.state.runs.values() {
        let standing: Vec<&StepKey> =
            run.answers.iter().filter(|(_, answer)| answer.void.is_none()).map(|(key, _)| key).collect();
        let distinct: BTreeSet<&&StepKey> = standing.iter().collect();
        assert_eq!(distinct.len(), standing.len(), "two answers stand for one step");
        assert_eq!(run.is_open(), run.ended.is_none(), "{run:?}");
        let timed: Vec<&StepKey> = run.timings.iter().filter(|it| it.void.is_none()).map(|it| &it.step).collect();
        assert_eq!(timed.iter().collect::<BTreeSet<_>>().len(), timed.len(), "a step was begun twice");
        let lists = floor.state.lists_of(run);
        let sop = floor.state.sop_of(run).unwrap();
        for line in checklist(&Sheet { run, sop, lists: &lists, person: None }, floor.now) {
            let computes = matches!(sop.steps[line.step].capture, Capture::Computed { .. });
            let answered = run.answer(&line.key).is_some();
            assert!(!computes || line.standing != Standing::Open, "{} could have been computed", line.key);
            assert!(!computes || !answered || line.standing == Standing::Answered, "{} stands on nothing", line.key);
        }
        assert!(run.progress.done <= run.progress.of);
        assert!(run.state != RunState::Done || run.progress.done == run.progress.of, "{run:?}");
        assert!(!matches!(run.state, RunState::Missed { .. }) || run.progress.done < run.progress.of);
        if let Some(before) = before.runs.get(&run.id) {
            assert!(before.answers.len() <= run.answers.len(), "evidence went away");
            let last =
                matches!(before.state, RunState::Missed { .. } | RunState::Skipped { .. } | RunState::Cancelled { .. });
            assert!(!last || before.state == run.state, "{:?} became {:?}", before.state, run.state);
        }
    }
    for (id, row) in &floor.state.sops {
        let forward = before.sops.get(id).is_none_or(|before| before.cursor <= row.cursor);
        assert!(forward || matches!(act, Act::Reset), "a cursor moved back");
    }
    for (id, card) in &floor.state.exceptions {
        let resolved = before.exceptions.get(id).is_some_and(|card| !card.is_open());
        assert!(!resolved || !card.is_open() || matches!(act, Act::Again(_)), "only a person opens it again");
        assert_eq!(card.status == Status::Suppressed, card.hidden_since.is_some());
        assert_eq!(matches!(card.status, Status::Acknowledged | Status::Shelved), card.until.is_some());
        let of_parent = card.parent.and_then(|parent| floor.state.exceptions.get(&parent));
        assert!(
            card.status != Status::Suppressed || of_parent.is_some_and(crate::domain::exception::Exception::is_open)
        );
        let explained = floor.state.exceptions.values().any(|other| {
            let named = card.sop.as_ref().is_some_and(|sop| other.inhibits.contains(sop));
            named && other.is_open() && other.status != Status::Suppressed
        });
        let never = crate::domain::exception::Exception::is_never_hidden(&card.cause, card.severity);
        assert!(card.status != Status::Open || !explained || never, "{id} is shown beside what explains it");
        assert_eq!(card.is_open(), card.resolution.is_none());
    }
    let mut open: Vec<&str> =
        floor.state.exceptions.values().filter(|card| card.is_open()).map(|card| card.group.as_str()).collect();
    let all = open.len();
    open.sort_unstable();
    open.dedup();
    assert_eq!(open.len(), all, "one open card a group");
}

/// What the floor came to, whoever came by when: no ids, and no instants of telling.
fn outcome(floor: &Floor) -> (Vec<String>, Vec<String>) {
    let key = |id: &RunId| floor.state.runs[id].occurrence.clone();
    let tell = |run: &Run| {
        let answers: Vec<_> =
            run.answers.iter().map(|(key, a)| (key.to_string(), a.entered, a.void.is_some())).collect();
        let timed: Vec<_> = (run.timings.iter())
            .map(|it| (it.step.to_string(), it.entered, it.ends, it.overran, it.reminded, it.void.is_some()))
            .collect();
        let (occurrence, state, times) = (&run.occurrence, &run.state, &run.times);
        format!("{occurrence} {state:?} {times:?} {:?} {:?} {answers:?} {timed:?}", run.late, run.ended)
    };
    let mut runs: Vec<String> = floor.state.runs.values().map(tell).collect();
    let group = |group: &str, cause: &Cause| match cause {
        Cause::StepSkipped { run, .. } | Cause::RunReopened { run, .. } | Cause::Overran { run, .. } => {
            format!("{} of {}", group.len(), key(run))
        }
        Cause::Reported { .. } => "reported".to_owned(),
        _ => group.to_owned(),
    };
    let mut cards: Vec<String> = (floor.state.exceptions.values())
        .map(|card| format!("{} {:?} {:?} {}", group(&card.group, &card.cause), card.severity, card.status, card.count))
        .collect();
    runs.sort();
    cards.sort();
    (runs, cards)
}

const PEOPLE: [&str; 2] = ["sam", "pat"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn the_facts_alone_come_to_the_live_state(acts in prop::collection::vec((0..40_i64, 0..2_usize, act()), 1..40)) {
        let (mut floor, start) = (watched_floor(), at("07:50"));
        for (minutes, person, act) in &acts {
            floor.tick_at(floor.now.max(start) + TimeDelta::minutes(*minutes));
            let before = floor.state.clone();
            floor.by(PEOPLE[*person]);
            let facts = floor.journal.len();
            if !perform(&mut floor, act) {
                prop_assert_eq!(facts, floor.journal.len(), "a refusal writes nothing");
                prop_assert_eq!(rows(&before), rows(&floor.state));
            }
            hold(&floor, &before, act);
        }
        prop_assert_eq!(rows(&floor.rebuilt()), rows(&floor.state));
        for recorded in &floor.journal {
            let text = serde_json::to_string(&recorded.fact).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Fact>(&text).unwrap(), &recorded.fact);
        }
    }

    #[test]
    fn when_the_engine_comes_by_changes_nothing(
        acts in prop::collection::vec((1..40_i64, 0..2_usize, act()), 1..25),
        visits in prop::collection::vec(0..1200_i64, 0..30),
    ) {
        // Cards have no order that is the same for both: acts that name one are left out.
        // So are those of the engine, which come when it comes.
        let named = |act: &Act| {
            matches!(act, Act::Later(..) | Act::Check(_) | Act::Again(_) | Act::Cut)
                || matches!(act, Act::Take(_) | Act::Assign(_) | Act::Resolve(_) | Act::Edit | Act::Hold | Act::Release)
                || matches!(act, Act::Reset | Act::Outage | Act::Zone)
        };
        let acts: Vec<_> = acts.into_iter().filter(|(.., act)| !named(act)).collect();
        let play = |visits: &BTreeSet<i64>| {
            let mut floor = open_floor();
            let (start, mut minute) = (at("07:50"), 0);
            for (minutes, person, act) in &acts {
                for visit in visits.range(minute..minute + minutes) {
                    floor.tick_at(start + TimeDelta::minutes(*visit));
                }
                minute += minutes;
                floor.tick_at(start + TimeDelta::minutes(minute));
                floor.by(PEOPLE[*person]);
                perform(&mut floor, act);
            }
            for visit in visits.range(minute..) {
                floor.tick_at(start + TimeDelta::minutes(*visit));
            }
            floor.tick_at(start + TimeDelta::minutes(1200.max(minute)));
            outcome(&floor)
        };
        let every_minute: BTreeSet<i64> = (0..1200).collect();
        let now_and_then: BTreeSet<i64> = visits.into_iter().collect();
        prop_assert_eq!(play(&every_minute), play(&now_and_then));
    }
}
