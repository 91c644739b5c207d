//! Files of signals in any order, in any pieces, more than once: what comes of them is the same.

use crate::simulation::floor::Floor;
use floorboard::domain::actor::Actor;
use floorboard::domain::calendar::Instant;
use floorboard::domain::id::SignalId;
use floorboard::domain::signal::{Data, Personal, Signal};
use floorboard::engine::intake::{Intake, Turn};
use floorboard::signalfile::Row;
use floorboard::store::ExceptionFilter;
use proptest::prelude::*;
use std::collections::VecDeque;

const QUOTE: &str = r#"
id      = "quote"
title   = "Quote without an answer"
trigger = { after = "quote.sent", unless = ["quote.answered"], within = "2h" }
[raise]
severity = "medium"
what     = "{case} had no answer"
"#;
const NOISE: &str = r#"
id      = "noise"
title   = "Answered again and again"
trigger = { signal = "quote.answered" }
steps   = ["Look at it"]
"#;
const START: &str = "2026-11-21T20:00:00Z";

/// One of a few: what it says hangs on its number alone.
fn signal(number: u8, times: &[u8]) -> Signal {
    let hour = times[usize::from(number) % times.len()];
    let at: Instant = "2026-11-21T06:00:00Z".parse().unwrap();
    Signal {
        id: SignalId::new(format!("s{number}")),
        name: if number.is_multiple_of(2) { "quote.sent" } else { "quote.answered" }.into(),
        case: Some(format!("quote:Q-{}", number % 3).as_str().into()),
        at: at + chrono::TimeDelta::minutes(i64::from(hour) * 30),
        data: Data::new(),
    }
}

/// Takes files in, one after the other, and lets the clockwork look at them.
fn came_of(files: &[Vec<Signal>]) -> Vec<String> {
    let mut floor = Floor::new(START, &[("sops/quote.toml", QUOTE), ("sops/noise.toml", NOISE)]);
    floor.start();
    floor.tick();
    let site = floor.site().clone();
    let turn = Turn::try_take(&site).unwrap().unwrap();
    let mut intake = Intake::new(Actor::Script("x".to_owned()), "cli", Personal::default()).unwrap();
    for file in files {
        let mut rows: VecDeque<Row> =
            file.iter().zip(1..).map(|(signal, line)| Row { line, signal: signal.clone() }).collect();
        while !rows.is_empty() {
            assert_eq!(intake.take(floor.store(), &mut rows).unwrap(), []);
        }
    }
    intake.whole(floor.store()).unwrap();
    drop(turn);
    let now = floor.now();
    while floor.store().unjudged(now).unwrap() > 0 {
        floor.tick();
    }
    assert!(floor.store().rebuild_check(&mut |_, _| {}).unwrap().agrees());
    let cards = floor.store().exceptions(&ExceptionFilter::default()).unwrap();
    let runs = floor.store().runs(&floorboard::store::RunFilter::default()).unwrap();
    let cards = cards.iter().map(|card| format!("{:?} {}", card.case, card.count));
    let mut came_of: Vec<String> = cards.chain(runs.iter().map(|run| run.occurrence.to_string())).collect();
    came_of.sort();
    came_of
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn order_pieces_and_repetition_change_nothing(
        numbers in proptest::collection::vec(0_u8..14, 1..24),
        times in proptest::collection::vec(0_u8..24, 14),
        cut in 0_usize..24,
    ) {
        let all: Vec<Signal> = numbers.iter().map(|number| signal(*number, &times)).collect();
        let mut sorted = all.clone();
        sorted.sort_by_key(Signal::place);
        sorted.dedup();
        let (first, second) = all.split_at(cut.min(all.len()));
        let pieces = [first.to_vec(), second.to_vec(), first.to_vec()];
        prop_assert_eq!(came_of(&pieces), came_of(&[sorted]));
    }
}
