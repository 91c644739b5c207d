//! Whatever people, time and admins do in whatever order: the rows are what the journal says, byte by byte.

use super::support::{Place, at, engine, kim, sam};
use super::venue::{self, FRIDGES, LINES, LIST, OPENING, SITE, open_for_business};
use floorboard::clock::Clock;
use floorboard::domain::command::{Command, Given, Rest};
use floorboard::domain::evidence::{Body, Observed, Value};
use floorboard::domain::exception::{Assignee, ResolutionCause, Severity};
use floorboard::domain::id::{ExceptionId, RequestId, RoleId, RunId, SopId};
use floorboard::domain::step::{SkipReason, StepKey, UndoReason};
use floorboard::store::{OpenOptions, Store, StoreError};
use proptest::prelude::*;
use std::sync::Arc;
use std::time::Duration;

const POWER_CUT: &str = r#"
id = "power-cut"
title = "Power cut"
trigger = { manual = true }
[raise]
severity = "high"
what = "The power is out"
inhibits = ["fridges", "opening"]
"#;

const RUNGS: &str = r#"
[[escalate]]
after = "20m"
to = "manager"
[[escalate]]
after = "1h"
to = "owner"
severity = "high"
"#;

/// What may happen; ids are few, so that they collide.
#[derive(Clone, Copy, Debug)]
enum Act {
    Wait { minutes: u64 },
    Tick { limit: usize },
    Start { sop: u8 },
    Answer { run: u64, step: u8, value: i64 },
    Skip { run: u64, step: u8, rest: bool },
    SkipRun { run: u64 },
    Undo { run: u64, step: u8 },
    Correct { run: u64 },
    Note { run: u64 },
    Reopen { run: u64 },
    Cancel { run: u64 },
    Raise { run: Option<u64> },
    Take { exception: u64 },
    Assign { exception: u64 },
    Resolve { exception: u64 },
    Later { exception: u64, minutes: i64 },
    Check { exception: u64 },
    Again { exception: u64 },
    Edit { sop: u8, minutes: u8 },
    Retire { sop: u8 },
    Zone { athens: bool },
    List { more: bool },
    Reject { good: bool },
    Outage,
    Hold,
    Reset,
}

fn act() -> impl Strategy<Value = Act> {
    let run = || 1..6_u64;
    let step = || 0..6_u8;
    let exception = || 1..5_u64;
    prop_oneof![
        2 => (1..4_u64).prop_map(|minutes| Act::Wait { minutes }),
        2 => (1..400_u64).prop_map(|minutes| Act::Wait { minutes }),
        4 => (1..4_usize).prop_map(|limit| Act::Tick { limit }),
        3 => (0..5_u8).prop_map(|sop| Act::Start { sop }),
        14 => (run(), step(), 0..12_i64).prop_map(|(run, step, value)| Act::Answer { run, step, value }),
        2 => (run(), step(), any::<bool>()).prop_map(|(run, step, rest)| Act::Skip { run, step, rest }),
        1 => run().prop_map(|run| Act::SkipRun { run }),
        6 => (run(), step()).prop_map(|(run, step)| Act::Undo { run, step }),
        2 => run().prop_map(|run| Act::Correct { run }),
        1 => run().prop_map(|run| Act::Note { run }),
        4 => run().prop_map(|run| Act::Reopen { run }),
        1 => run().prop_map(|run| Act::Cancel { run }),
        1 => proptest::option::of(run()).prop_map(|run| Act::Raise { run }),
        1 => exception().prop_map(|exception| Act::Take { exception }),
        1 => exception().prop_map(|exception| Act::Assign { exception }),
        2 => exception().prop_map(|exception| Act::Resolve { exception }),
        1 => (exception(), 0..500_i64).prop_map(|(exception, minutes)| Act::Later { exception, minutes }),
        1 => exception().prop_map(|exception| Act::Check { exception }),
        1 => exception().prop_map(|exception| Act::Again { exception }),
        1 => (0..3_u8, 0..60_u8).prop_map(|(sop, minutes)| Act::Edit { sop, minutes }),
        1 => (0..3_u8).prop_map(|sop| Act::Retire { sop }),
        1 => any::<bool>().prop_map(|athens| Act::Zone { athens }),
        1 => any::<bool>().prop_map(|more| Act::List { more }),
        1 => any::<bool>().prop_map(|good| Act::Reject { good }),
        1 => Just(Act::Outage),
        1 => Just(Act::Hold),
        1 => Just(Act::Reset),
    ]
}

fn body(text: &str) -> Body {
    Body::new([7; 16], text)
}

fn key(step: u8) -> StepKey {
    ["lights_and_heating", "toilets", "flush", "unit/f1", "unit/f2", "engineer"][usize::from(step) % 6].parse().unwrap()
}

fn sop_id(sop: u8) -> SopId {
    SopId::new(["opening", "fridges", "lines", "nothing", "power-cut"][usize::from(sop) % 5])
}

/// Commands of one act; waiting and the engine's ticks are done on the spot.
fn act_out(store: &mut Store, place: &Place, act: Act, n: usize) -> Result<(), StoreError> {
    let reason = || body("because");
    let command = match act {
        Act::Wait { minutes } => {
            place.clock.advance(Duration::from_mins(minutes));
            return Ok(());
        }
        Act::Tick { limit } => {
            let epoch = store.epoch()?;
            return store.apply_due(place.clock.now(), limit, epoch).map(|_applied| ());
        }
        Act::Start { sop } => Command::StartRun { sop: sop_id(sop), asked: std::collections::BTreeMap::new() },
        Act::Answer { run, step, value } => {
            let answer = match key(step).to_string().as_str() {
                "unit/f1" | "unit/f2" => {
                    Given::Value(Value::Number { value: rust_decimal::Decimal::new(value * 10, 1) })
                }
                "engineer" => Given::Text(reason()),
                _ => Given::Value(Value::Tick),
            };
            Command::AnswerStep { run: RunId(run), step: key(step), answer, observed: Observed::default() }
        }
        Act::Skip { run, step, rest } => {
            let rest = if rest { Rest::SkipToo } else { Rest::Keep };
            Command::SkipSteps { run: RunId(run), step: key(step), rest, reason: SkipReason::NoTime, note: None }
        }
        Act::SkipRun { run } => {
            Command::SkipRun { run: RunId(run), reason: SkipReason::NotNeeded, note: Some(reason()) }
        }
        Act::Undo { run, step } => Command::UndoStep { run: RunId(run), step: key(step), reason: UndoReason::Mistake },
        Act::Correct { run } => Command::CorrectStep { run: RunId(run), step: key(3), action: Some(reason()) },
        Act::Note { run } => Command::AddNote { run: RunId(run), step: None, text: reason() },
        Act::Reopen { run } => Command::ReopenRun { run: RunId(run), reason: reason() },
        Act::Cancel { run } => Command::CancelRun { run: RunId(run), reason: reason() },
        Act::Raise { run } => {
            Command::RaiseException { what: reason(), severity: Severity::Medium, run: run.map(RunId), step: None }
        }
        Act::Take { exception } => {
            Command::AcknowledgeException { exception: ExceptionId(exception), note: Some(reason()) }
        }
        Act::Assign { exception } => {
            let to = Assignee::Role(RoleId::new("manager"));
            Command::AssignException { exception: ExceptionId(exception), to }
        }
        Act::Resolve { exception } => Command::ResolveException {
            exception: ExceptionId(exception),
            cause: ResolutionCause::Fixed,
            decision: Some(reason()),
        },
        Act::Later { exception, minutes } => Command::ShelveException {
            exception: ExceptionId(exception),
            until: place.clock.now() + chrono::TimeDelta::minutes(minutes),
            reason: reason(),
        },
        Act::Check { exception } => {
            Command::VerifyException { exception: ExceptionId(exception), note: Some(reason()) }
        }
        Act::Again { exception } => Command::ReopenException { exception: ExceptionId(exception), reason: reason() },
        Act::Edit { sop: 0, minutes } => venue::sop(&OPENING.replace("30m", &format!("{}m", minutes + 1))),
        Act::Edit { sop: 1, minutes } => venue::sop(&FRIDGES.replace("14:00", &format!("15:{minutes:02}"))),
        Act::Edit { minutes, .. } => venue::sop(&LINES.replace("2h", &format!("{}m", minutes + 1))),
        Act::Retire { sop } => Command::RetireSop { sop: sop_id(sop) },
        Act::Zone { athens: true } => venue::config(&SITE.replace("Europe/London", "Europe/Athens")),
        Act::Zone { athens: false } => venue::config(SITE),
        Act::List { more: true } => venue::list(&format!("{LIST}f3,Ice well,5.0\n")),
        Act::List { more: false } => venue::list(LIST),
        Act::Reject { good: true } => Command::AcceptFile { file: "sops/x.toml".to_owned() },
        Act::Reject { good: false } => Command::RejectFile {
            file: "sops/x.toml".to_owned(),
            line: 3,
            column: 1,
            message: format!("mistake {n}"),
            help: None,
        },
        Act::Outage => {
            let to = place.clock.now();
            Command::RecordOutage { from: to - chrono::TimeDelta::hours(1), to }
        }
        Act::Hold => {
            let wall = place.clock.now();
            Command::HoldClock { wall, last: wall }
        }
        Act::Reset => Command::ResetClock { reason: reason() },
    };
    // An undo is for who answered: mostly the same person, who may also reopen and cancel.
    let who = if n.is_multiple_of(5) { sam() } else { kim() };
    let who = match &command {
        Command::ActivateSop { .. } | Command::ActivateConfig { .. } | Command::RecordOutage { .. } => engine(),
        _ => who.request(Some(RequestId(format!("q-{}", n % 40)))),
    };
    store.submit(&who, &command).map(|_answer| ())
}

/// More by hand: `PROPTEST_CASES=2000`.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(48)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_rows_are_what_the_journal_says(acts in proptest::collection::vec(act(), 1..60)) {
        let place = Place::new();
        let options = OpenOptions::create(Arc::clone(&place.clock) as Arc<dyn Clock>, "The Anchor");
        let mut store = Store::in_memory(options).unwrap();
        open_for_business(&mut store);
        store.submit(&engine(), &venue::sop(POWER_CUT)).unwrap();
        store.submit(&engine(), &venue::sop(&format!("{FRIDGES}{RUNGS}"))).unwrap();
        for (n, act) in acts.into_iter().enumerate() {
            act_out(&mut store, &place, act, n).unwrap();
        }
        let rebuilt = store.rebuild_check(&mut |_, _| {}).unwrap();
        prop_assert!(rebuilt.agrees(), "{:#?}", rebuilt.differences);
        let verified = store.verify(None, &mut |_, _| {}).unwrap();
        prop_assert!(verified.holds(), "{:?}", verified.broken);
    }
}

#[test]
fn a_missing_row_and_one_too_many_are_told() {
    let place = Place::new();
    let mut store = place.open();
    open_for_business(&mut store);
    while store.apply_due(at("2026-11-21T12:00:00Z"), 100, 1).unwrap().timers > 0 {}
    let raw = place.raw();
    raw.execute_batch("DELETE FROM timers WHERE kind = 20; UPDATE sops SET cursor = cursor + 1 WHERE id = 'opening'")
        .unwrap();
    let rebuilt = store.rebuild_check(&mut |_, _| {}).unwrap();
    let tables: std::collections::BTreeSet<_> = rebuilt.differences.iter().map(|difference| difference.table).collect();
    assert_eq!(tables.into_iter().collect::<Vec<_>>(), ["sops", "timers"]);
}
