//! Marks of made-up records: what a record looks like that nobody can have made by looking.
//!
//! A mark asks for a look; it proves nothing. So each is drawn narrowly: what is copied from paper, computed, or merely
//! ticked does not count, and a round that is entered at the pace of quick hands is none. A mark is told once, when
//! the answer comes that completes it.

use super::calendar::Instant;
use super::evidence::{Observed, Value};
use super::id::PersonId;
use super::repetition::LinkedFact;
use super::run::{Run, RunState};
use super::sop::{Capture, Sop};
use super::step::{Answer, Outcome, StepKey};
use chrono::TimeDelta;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Readings in one burst, and how long they take at most: a reading is two keys and Enter at the least, and quick hands
/// on a numpad need half a second for that, without ever looking at a fridge.
const BURST: usize = 6;
const BURST_WITHIN: TimeDelta = TimeDelta::seconds(2);
/// As many times the same reading, to the last digit.
const SAME: usize = 6;
/// Earlier readings that say whether it usually varies: at least so many, of which every third is another.
const BEFORE: usize = 12;
/// Things read, written or chosen that make a round, and how fast each is at most: nobody walks to a fridge in a second.
const ROUND: usize = 6;
const ROUND_PACE: TimeDelta = TimeDelta::seconds(1);
/// Runs that are entered in one go, how long that takes at most, how late each of them is, and how far apart they were
/// meant to be. A round that was kept on paper says so.
const FILLED: usize = 4;
const FILLED_WITHIN: TimeDelta = TimeDelta::minutes(15);
const FILLED_LATE: TimeDelta = TimeDelta::hours(1);
const FILLED_SPREAD: TimeDelta = TimeDelta::hours(3);

/// Runs that are looked back at for the same reading.
pub const LOOK_BACK: u32 = (SAME + BEFORE) as u32;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Readings come faster than hands can type.
    Burst,
    /// The same reading again and again, where readings vary.
    SameValue,
    /// Begun and done within seconds.
    WholeRound,
    /// A day's work, entered in one go long after it was due.
    BackFilled,
}

/// What was found: whose, and the answers or runs that show it, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    pub mark: Mark,
    pub person: PersonId,
    pub facts: Vec<LinkedFact>,
}

impl Mark {
    pub const ALL: [Self; 4] = [Self::Burst, Self::SameValue, Self::WholeRound, Self::BackFilled];

    /// What `repeats` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Burst => "record.burst",
            Self::SameValue => "record.same-value",
            Self::WholeRound => "record.whole-round",
            Self::BackFilled => "record.back-filled",
        }
    }
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.name() == name)
    }
}

/// The first instant that runs entered together with one may have ended at.
pub fn filled_since(now: Instant) -> Instant {
    now - FILLED_WITHIN
}

/// What the newest answer of a run completes: readings in a burst. The answer before it completed none.
pub fn burst(run: &Run, sop: &Sop, newest: &StepKey) -> Option<Marked> {
    let by = &run.answer(newest)?.by;
    let mut read: Vec<(&StepKey, &Answer)> = given(run, sop).filter(|(_, answer)| answer.by == *by).collect();
    read.retain(|(_, answer)| number(answer).is_some());
    if read.last().is_none_or(|(key, _)| *key != newest) {
        return None;
    }
    let fast = |until: usize| {
        let first = until.checked_sub(BURST)?;
        let burst = &read[first..until];
        let taken = burst.last()?.1.entered - burst.first()?.1.entered;
        (taken <= BURST_WITHIN).then_some(burst)
    };
    let found = fast(read.len())?;
    if fast(read.len() - 1).is_some() {
        return None;
    }
    Some(marked(Mark::Burst, by, run, found))
}

/// What the newest answer of a run completes: the same reading once more. `earlier`: ended runs of the SOP, newest first.
pub fn same_value(run: &Run, sop: &Sop, newest: &StepKey, earlier: &[Run]) -> Option<Marked> {
    if !matches!(sop.step(&newest.step)?.capture, Capture::Number { .. }) {
        return None;
    }
    let mut read: Vec<(&Run, &Answer, Decimal)> = Vec::new();
    for run in std::iter::once(run).chain(earlier) {
        let answer = run.answer(newest).filter(|answer| !answer.observed.is_paper());
        read.extend(answer.and_then(|answer| Some((run, answer, number(answer)?))));
    }
    let (_, first, value) = *read.first()?;
    // To the last digit: 4.0 and 4.00 are two hands.
    let same = read.iter().take_while(|(_, _, other)| (*other, other.scale()) == (value, value.scale())).count();
    let before = &read[same.min(read.len())..];
    if same != SAME || before.len() < BEFORE {
        return None;
    }
    let others: BTreeSet<Decimal> = before.iter().map(|(_, _, value)| *value).collect();
    if others.len() * 3 < before.len() {
        return None;
    }
    let facts = read[..same].iter().rev().map(|(run, answer, _)| linked(run, newest, answer)).collect();
    Some(Marked { mark: Mark::SameValue, person: first.by.clone(), facts })
}

/// A run that is done: begun and done within seconds.
pub fn whole_round(run: &Run, sop: &Sop) -> Option<Marked> {
    let done: Vec<(&StepKey, &Answer)> = given(run, sop).filter(|(_, answer)| is_captured(answer)).collect();
    let (first, last) = (done.first()?.1, done.last()?.1);
    let pace = ROUND_PACE * i32::try_from(done.len() - 1).ok()?;
    let alone = done.iter().all(|(_, answer)| answer.by == first.by);
    if done.len() < ROUND || !alone || last.entered - first.entered > pace {
        return None;
    }
    Some(marked(Mark::WholeRound, &first.by, run, &done))
}

/// A run that is done, with others that ended shortly before: a day's work entered in one go.
pub fn back_filled(run: &Run, others: &[Run]) -> Option<Marked> {
    let (_, by) = span(run)?;
    let together = |other: &&Run| {
        let late = |began: Instant| other.nominal.is_some() && began - other.times.due >= FILLED_LATE;
        other.id != run.id && span(other).is_some_and(|(began, person)| person == by && late(began))
    };
    let since = filled_since(run.ended?);
    let mut all: Vec<&Run> = others.iter().filter(together).chain([run]).collect();
    all.retain(|run| span(run).is_some_and(|(began, _)| began >= since));
    all.sort_by_key(|run| (run.times.scheduled, run.id));
    let (first, last) = (all.first()?, all.last()?);
    let late = run.nominal.is_some() && span(run)?.0 - run.times.due >= FILLED_LATE;
    // Told once, by the run that completes it.
    if all.len() != FILLED || !late || last.times.scheduled - first.times.scheduled < FILLED_SPREAD {
        return None;
    }
    let facts = all.iter().filter_map(|run| Some(of_run(run, run.ended?))).collect();
    Some(Marked { mark: Mark::BackFilled, person: by.clone(), facts })
}

/// When a run that is done was begun, and by whom; none where several did it, or it was copied from paper.
fn span(run: &Run) -> Option<(Instant, &PersonId)> {
    if run.state != RunState::Done {
        return None;
    }
    let mut stood = run.answers.iter().map(|(_, answer)| answer).filter(|answer| answer.void.is_none());
    let first = stood.next()?;
    let own = |answer: &Answer| answer.by == first.by && answer.observed.is_empty();
    (own(first) && stood.all(own)).then_some((first.entered, &first.by))
}

/// Answers that stand and that somebody gave here, in order.
fn given<'r>(run: &'r Run, sop: &'r Sop) -> impl Iterator<Item = (&'r StepKey, &'r Answer)> {
    let computed =
        |key: &StepKey| sop.step(&key.step).is_none_or(|step| matches!(step.capture, Capture::Computed { .. }));
    let stood = run.answers.iter().filter(|(_, answer)| answer.void.is_none() && here(&answer.observed));
    stood.filter(move |(key, _)| !computed(key)).map(|(key, answer)| (key, answer))
}

/// Not copied from paper, and not read off an instrument that sends its readings.
fn here(observed: &Observed) -> bool {
    observed.is_empty()
}

fn number(answer: &Answer) -> Option<Decimal> {
    match &answer.outcome {
        Outcome::Done { value: Value::Number { value } } => Some(*value),
        _ => None,
    }
}

/// Something that had to be looked at; a tick is a habit.
fn is_captured(answer: &Answer) -> bool {
    matches!(
        &answer.outcome,
        Outcome::Done {
            value: Value::Number { .. }
                | Value::Text { .. }
                | Value::Choice { .. }
                | Value::Choices { .. }
                | Value::Count { .. }
        }
    )
}

fn marked(mark: Mark, person: &PersonId, run: &Run, answers: &[(&StepKey, &Answer)]) -> Marked {
    let facts = answers.iter().map(|(key, answer)| linked(run, key, answer)).collect();
    Marked { mark, person: person.clone(), facts }
}

fn linked(run: &Run, key: &StepKey, answer: &Answer) -> LinkedFact {
    LinkedFact { step: Some(key.clone()), kind: "step.done".to_owned(), ..of_run(run, answer.entered) }
}

fn of_run(run: &Run, at: Instant) -> LinkedFact {
    LinkedFact { kind: "run.done".to_owned(), at, run: Some(run.id), step: None, exception: None, signal: None }
}
