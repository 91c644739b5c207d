//! The checklist of a run as it stands: decide, the board and the command line all read this one.

use super::board::{Line, Sheet, Standing};
use super::calendar::Instant;
use super::condition::{DATA, Seen, Truth};
use super::evidence::Value;
use super::exception::Severity;
use super::formula::ComputeFault;
use super::id::StepId;
use super::list::{Item, List};
use super::placeholder::fill;
use super::plausible::Within;
use super::run::{Progress, Run};
use super::sop::{Bound, Capture, Required, Side, Sop, Step};
use super::step::{Answer, Band, Flaw, Outcome, StepKey};
use super::work::WorkOutcome;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// Every line in the order of the file, items in the order of their list as it is on the run's business date.
pub fn checklist(sheet: &Sheet<'_>, now: Instant) -> Vec<Line> {
    let answers = standing_answers(sheet);
    let asked = asked_steps(sheet, &answers);
    let basis = |step: &Step, item| basis(sheet, &answers, &asked, step, item);
    let open = |id: &StepId| {
        let Some(step) = sheet.sop.step(id).filter(|step| asked.contains(&step.id)) else { return Vec::new() };
        let mut keys = keys(sheet, Some(step));
        keys.retain(|(key, item)| !answers.contains_key(key) && basis(step, *item) != Basis::None);
        keys.into_iter().map(|(key, _)| key).collect::<Vec<_>>()
    };
    let mut lines = Vec::new();
    for (index, step) in sheet.sop.steps.iter().enumerate() {
        let times = sheet.run.step_times.get(&step.id).copied().unwrap_or_default();
        let waits: Vec<StepKey> = step.needs.iter().flat_map(open).collect();
        for (key, item) in keys(sheet, Some(step)) {
            let basis = basis(step, item);
            let standing = if !asked.contains(&step.id) || basis == Basis::None {
                Standing::Hidden
            } else if let Basis::Open(needs) = basis {
                Standing::Waits { needs }
            } else if answers.contains_key(&key) {
                Standing::Answered
            } else if !waits.is_empty() {
                Standing::Waits { needs: waits.clone() }
            } else if let Some(opens) = times.opens.filter(|opens| now < *opens) {
                Standing::NotYet { opens }
            } else if let Some(wait) = &step.wait_for {
                let due = sheet.run.waiting(&step.id).map(|wait| wait.due);
                Standing::Awaits { signal: wait.signal.clone(), due }
            } else if let Some(work) = sheet.run.work(&step.id).filter(|work| work.is_taken()) {
                Standing::Agent { work: work.clone() }
            } else {
                Standing::Open
            };
            let awaited = sheet.run.waiting(&step.id).map(|wait| wait.due);
            lines.push(Line {
                step: index,
                text: filled(&step.text, item),
                how: step.how.as_deref().map(|how| filled(how, item)),
                standing,
                bounds: step.all_limits().map(|limit| bound(&limit.bound, item)).collect(),
                plausible: within(&step.capture, item),
                due: sheet
                    .run
                    .running()
                    .find(|timing| timing.step == key)
                    .map(|timing| timing.ends)
                    .or(awaited)
                    .or(times.due),
                key,
            });
        }
    }
    lines
}

/// A line of an empty sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct BlankLine {
    pub key: StepKey,
    /// Index of its step in the SOP.
    pub step: usize,
    pub text: String,
    pub how: Option<String>,
    pub bounds: Vec<Option<Decimal>>,
}

/// Every line a SOP may ask for on a date, before any run: conditions are open, lists are as they are that day.
pub fn blank(sop: &Sop, lists: &BTreeMap<super::id::ListId, Arc<List>>, date: NaiveDate) -> Vec<BlankLine> {
    let mut lines = Vec::new();
    for (index, step) in sop.steps.iter().enumerate() {
        let items: Vec<Option<&Item>> = match &step.each {
            None => vec![None],
            Some(list) => lists.get(list).into_iter().flat_map(|list| list.on(date)).map(Some).collect(),
        };
        lines.extend(items.into_iter().map(|item| BlankLine {
            key: item.map_or_else(|| StepKey::plain(&step.id), |item| StepKey::of(&step.id, &item.id)),
            step: index,
            text: filled(&step.text, item),
            how: step.how.as_deref().map(|how| filled(how, item)),
            bounds: step.limits.iter().map(|limit| bound(&limit.bound, item)).collect(),
        }));
    }
    lines
}

/// Required lines that are asked now, and how many of them are answered or skipped.
pub fn progress(sop: &Sop, lines: &[Line]) -> Progress {
    let required = |line: &&Line| {
        line.standing != Standing::Hidden && sop.steps.get(line.step).is_some_and(|step| step.required == Required::Yes)
    };
    let of = lines.iter().filter(required).count();
    let done = lines.iter().filter(required).filter(|line| line.standing == Standing::Answered).count();
    Progress { done: done as u32, of: of as u32 }
}

/// The worst band that a reading falls in; strict, and of two equally bad the later one.
pub fn band(step: &Step, bounds: &[Option<Decimal>], value: Decimal) -> Option<Band> {
    worst(step, bounds, 0..step.limits.len(), value)
}

/// The same of a timed step's start.
pub fn start_band(step: &Step, bounds: &[Option<Decimal>], value: Decimal) -> Option<Band> {
    worst(step, bounds, step.limits.len()..bounds.len(), value)
}

/// What was chosen that is not as it should be.
pub fn flaw(step: &Step, value: &Value) -> Option<Flaw> {
    let chosen = match value {
        Value::Choice { option } => std::slice::from_ref(option),
        Value::Choices { options } => options,
        _ => return None,
    };
    let bad = || step.capture.bad().iter().enumerate().filter(|(_, bad)| chosen.contains(&bad.option));
    let (number, worst) = bad().max_by_key(|(_, bad)| bad.severity)?;
    let options = bad().map(|(_, bad)| bad.option.clone()).collect();
    Some(Flaw { limit: step.limits.len() + number, options, severity: worst.severity })
}

fn worst(step: &Step, bounds: &[Option<Decimal>], of: Range<usize>, value: Decimal) -> Option<Band> {
    let within = step.all_limits().zip(bounds).enumerate().filter(|(index, _)| of.contains(index));
    let broken = within.filter_map(|(index, (limit, bound))| {
        let bound = (*bound)?;
        let out = match limit.side {
            Side::Above => value > bound,
            Side::Below => value < bound,
        };
        out.then_some(Band { limit: index, side: limit.side, bound, severity: limit.severity })
    });
    broken.max_by_key(|band| band.severity)
}

/// A reading as a number, where it is one.
pub fn reading(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number { value } => Some(*value),
        Value::Count { value } => Some(Decimal::from(*value)),
        _ => None,
    }
}

/// What a step computes from, as it stands.
#[derive(PartialEq)]
enum Basis {
    /// All there is; or a step that computes nothing.
    Known,
    Open(Vec<StepKey>),
    /// Something of it is not asked, or was left out: there is nothing to compute from.
    None,
}

fn basis(
    sheet: &Sheet<'_>,
    answers: &Answers<'_>,
    asked: &BTreeSet<&StepId>,
    step: &Step,
    item: Option<&Item>,
) -> Basis {
    let mut open = Vec::new();
    for (named, key) in computed_from(sheet.sop, step, item) {
        let own = if let Capture::Computed { .. } = named.capture {
            basis(sheet, answers, asked, named, item)
        } else {
            Basis::Known
        };
        let answer = answers.get(&key).map(|answer| &answer.outcome);
        let is_number = |value: &Value| reading(value).is_some() || *value == Value::Private;
        match (own, answer) {
            (Basis::None, _) => return Basis::None,
            _ if !asked.contains(&named.id) => return Basis::None,
            (Basis::Known, Some(Outcome::Done { value })) if is_number(value) => {}
            (Basis::Known, Some(_)) => return Basis::None,
            _ => open.push(key),
        }
    }
    if open.is_empty() { Basis::Known } else { Basis::Open(open) }
}

/// The steps, and of the same list the items, that a step is computed from. A name that is not there, which the check
/// of its file rules out, is left out.
pub fn computed_from<'a>(sop: &'a Sop, step: &Step, item: Option<&Item>) -> Vec<(&'a Step, StepKey)> {
    let Capture::Computed { value, .. } = &step.capture else { return Vec::new() };
    let named = |name: String| {
        // Only what comes before: so that no file can make a circle.
        let named = sop.steps.iter().take_while(|other| other.id != step.id).find(|other| other.id.as_str() == name)?;
        let key = match (&named.each, item) {
            (Some(_), Some(item)) => StepKey::of(&named.id, &item.id),
            _ => StepKey::plain(&named.id),
        };
        Some((named, key))
    };
    value.names().into_iter().filter_map(named).collect()
}

/// What a line computes to, with all that it names answered.
pub fn computed(run: &Run, sop: &Sop, step: &Step, key: &StepKey) -> Option<Result<Decimal, ComputeFault>> {
    let Capture::Computed { value, .. } = &step.capture else { return None };
    let see = |name: &str| {
        let named = sop.steps.iter().find(|step| step.id.as_str() == name)?;
        let item = key.item.as_ref().filter(|_| named.each.is_some());
        let of = StepKey { step: named.id.clone(), item: item.cloned() };
        match &run.answer(&of)?.outcome {
            Outcome::Done { value } => reading(value),
            Outcome::Skipped { .. } => None,
        }
    };
    Some(value.compute(see))
}

type Answers<'a> = BTreeMap<&'a StepKey, &'a Answer>;

fn standing_answers<'a>(sheet: &Sheet<'a>) -> Answers<'a> {
    sheet.run.answers.iter().filter(|(_, answer)| answer.void.is_none()).map(|(key, answer)| (key, answer)).collect()
}

/// The steps whose condition holds, or met a skipped answer; a step without one is always asked.
fn asked_steps<'a>(sheet: &Sheet<'a>, answers: &Answers<'_>) -> BTreeSet<&'a StepId> {
    let holds = |step: &&Step| {
        step.when
            .as_ref()
            .is_none_or(|when| matches!(when.truth(|id| seen(sheet, answers, id)), Truth::True | Truth::Skipped))
    };
    sheet.sop.steps.iter().filter(holds).map(|step| &step.id).collect()
}

fn keys<'a>(sheet: &Sheet<'a>, step: Option<&Step>) -> Vec<(StepKey, Option<&'a Item>)> {
    match step {
        None => Vec::new(),
        Some(Step { id, each: None, .. }) => vec![(StepKey::plain(id), None)],
        Some(Step { id, each: Some(list), .. }) => {
            let items = sheet.lists.get(list).into_iter().flat_map(|list| list.on(sheet.run.business_date));
            items.map(|item| (StepKey::of(id, &item.id), Some(item))).collect()
        }
    }
}

/// What a condition sees of a step.
fn seen(sheet: &Sheet<'_>, answers: &Answers<'_>, id: &StepId) -> Seen {
    let Some(step) = sheet.sop.step(id) else {
        // What no signal said is in no field, and then the step is asked.
        let told =
            sheet.run.event.iter().flat_map(|event| &event.data).map(|(name, told)| (name.clone(), told.clone()));
        return if id.as_str() == DATA { Seen::Fields(told.collect()) } else { Seen::Open };
    };
    if step.each.is_none() {
        return match answers.get(&StepKey::plain(id)).map(|answer| &answer.outcome) {
            None if lost(sheet, answers, step) => Seen::Skipped,
            None => Seen::Open,
            Some(Outcome::Skipped { .. }) => Seen::Skipped,
            // What an agent would have done, and a person did.
            Some(Outcome::Done { value: Value::Tick }) if acts(step) => Seen::Text(BY_HAND.to_owned()),
            Some(Outcome::Done { value }) => plain(value),
        };
    }
    let of_items: Vec<Option<&Answer>> =
        keys(sheet, Some(step)).iter().map(|(key, _)| answers.get(key).copied()).collect();
    Seen::Each(members(&of_items))
}

/// Computed from something that was left out.
fn lost(sheet: &Sheet<'_>, answers: &Answers<'_>, step: &Step) -> bool {
    computed_from(sheet.sop, step, None).into_iter().any(|(named, key)| match answers.get(&key) {
        Some(Answer { outcome: Outcome::Done { value }, .. }) => reading(value).is_none() && *value != Value::Private,
        Some(_) => true,
        None => lost(sheet, answers, named),
    })
}

/// As conditions name what a person did in an agent's place.
pub const BY_HAND: &str = "by-hand";

fn acts(step: &Step) -> bool {
    step.work.as_ref().is_some_and(|work| work.act.is_some())
}

fn plain(value: &Value) -> Seen {
    match value {
        Value::Person { person } => Seen::Text(person.0.clone()),
        Value::Choice { option } => Seen::Text(option.clone()),
        Value::Choices { options } => Seen::List(options.clone()),
        Value::Tick | Value::Text { .. } | Value::File { .. } | Value::Signature { .. } | Value::Signal { .. } => {
            Seen::Bool(true)
        }
        Value::Number { .. } | Value::Count { .. } => {
            reading(value).and_then(|value| value.to_f64()).map_or(Seen::Skipped, Seen::Number)
        }
        Value::Acted { .. } => Seen::Text(WorkOutcome::Done.word().to_owned()),
        Value::Decided { outcome, .. } => Seen::Text(outcome.word().to_owned()),
        // Done, but there is nothing to weigh: whatever hangs on it is asked.
        Value::WithoutEvidence | Value::Private | Value::NotComputed { .. } => Seen::Skipped,
    }
}

/// `any_*` and `all_in` are known as soon as one item decides them; the rest once every item is answered.
fn members(answers: &[Option<&Answer>]) -> Vec<(&'static str, Seen)> {
    let open = answers.iter().any(Option::is_none);
    let done: Vec<(&Answer, &Value)> = answers
        .iter()
        .flatten()
        .filter_map(|answer| match &answer.outcome {
            Outcome::Done { value } => Some((*answer, value)),
            Outcome::Skipped { .. } => None,
        })
        .collect();
    let skipped = !open && done.len() < answers.len();
    let unless = |decided: bool, value: bool| match (decided, open, skipped) {
        (true, ..) | (false, false, false) => Seen::Bool(value),
        (false, true, _) => Seen::Open,
        (false, false, true) => Seen::Skipped,
    };
    let any = |severity: Severity| {
        let some = done.iter().any(|(answer, _)| answer.severity() == Some(severity));
        unless(some, some)
    };
    let all_in = done.iter().all(|(answer, _)| answer.severity().is_none());
    let whole = |seen: Option<Seen>| if open { Seen::Open } else { seen.unwrap_or(Seen::Skipped) };
    let readings = || done.iter().filter_map(|(_, value)| reading(value)).filter_map(|value| value.to_f64());
    vec![
        ("any_low", any(Severity::Low)),
        ("any_medium", any(Severity::Medium)),
        ("any_high", any(Severity::High)),
        ("all_in", unless(!all_in, all_in)),
        ("count", whole(Some(Seen::Number(done.len() as f64)))),
        ("min", whole(readings().reduce(f64::min).map(Seen::Number))),
        ("max", whole(readings().reduce(f64::max).map(Seen::Number))),
    ]
}

fn bound(bound: &Bound, item: Option<&Item>) -> Option<Decimal> {
    match bound {
        Bound::Value(value) => Some(*value),
        Bound::Column(column) => item?.fields.get(column)?.trim().parse().ok(),
    }
}

/// What can be read for an item; a side whose cell is empty is open.
fn within(capture: &Capture, item: Option<&Item>) -> Option<Within> {
    let plausible = capture.plausible()?;
    Some(Within { least: bound(&plausible.least, item), most: bound(&plausible.most, item) })
}

/// `{item.COLUMN}` becomes the item's cell; any other placeholder stays as written.
fn filled(text: &str, item: Option<&Item>) -> String {
    let cell = |name: &str| item?.fields.get(name.strip_prefix("item.")?).cloned();
    fill(text, cell)
}
