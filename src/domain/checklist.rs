//! The checklist of a run as it stands: decide, the board and the command line all read this one.

use super::board::{Line, Sheet, Standing};
use super::calendar::Instant;
use super::condition::{Seen, Truth};
use super::evidence::Value;
use super::exception::Severity;
use super::id::StepId;
use super::list::{Item, List};
use super::plausible::Within;
use super::run::Progress;
use super::sop::{Bound, Capture, Required, Side, Sop, Step};
use super::step::{Answer, Band, Outcome, StepKey};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Every line in the order of the file, items in the order of their list as it is on the run's business date.
pub fn checklist(sheet: &Sheet<'_>, now: Instant) -> Vec<Line> {
    let answers = standing_answers(sheet);
    let asked = asked_steps(sheet, &answers);
    let open = |id: &StepId| {
        keys(sheet, sheet.sop.step(id))
            .into_iter()
            .map(|(key, _)| key)
            .filter(|key| asked.contains(&key.step) && !answers.contains_key(key))
            .collect::<Vec<_>>()
    };
    let mut lines = Vec::new();
    for (index, step) in sheet.sop.steps.iter().enumerate() {
        let times = sheet.run.step_times.get(&step.id).copied().unwrap_or_default();
        let waits: Vec<StepKey> = step.needs.iter().flat_map(open).collect();
        for (key, item) in keys(sheet, Some(step)) {
            let standing = if !asked.contains(&step.id) {
                Standing::Hidden
            } else if answers.contains_key(&key) {
                Standing::Answered
            } else if !waits.is_empty() {
                Standing::Waits { needs: waits.clone() }
            } else if let Some(opens) = times.opens.filter(|opens| now < *opens) {
                Standing::NotYet { opens }
            } else {
                Standing::Open
            };
            lines.push(Line {
                key,
                step: index,
                text: filled(&step.text, item),
                how: step.how.as_deref().map(|how| filled(how, item)),
                standing,
                bounds: step.limits.iter().map(|limit| bound(&limit.bound, item)).collect(),
                plausible: within(&step.capture, item),
                due: times.due,
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
    let broken = step.limits.iter().zip(bounds).enumerate().filter_map(|(index, (limit, bound))| {
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
    let Some(step) = sheet.sop.step(id) else { return Seen::Open };
    if step.each.is_none() {
        return match answers.get(&StepKey::plain(id)).map(|answer| &answer.outcome) {
            None => Seen::Open,
            Some(Outcome::Skipped { .. }) => Seen::Skipped,
            Some(Outcome::Done { value }) => plain(value),
        };
    }
    let of_items: Vec<Option<&Answer>> =
        keys(sheet, Some(step)).iter().map(|(key, _)| answers.get(key).copied()).collect();
    Seen::Each(members(&of_items))
}

fn plain(value: &Value) -> Seen {
    match value {
        Value::Choice { option } => Seen::Text(option.clone()),
        Value::Choices { options } => Seen::List(options.clone()),
        Value::Tick | Value::Text { .. } | Value::File { .. } | Value::Signature { .. } => Seen::Bool(true),
        Value::Number { .. } | Value::Count { .. } => {
            reading(value).and_then(|value| value.to_f64()).map_or(Seen::Skipped, Seen::Number)
        }
        // Done, but there is nothing to weigh: whatever hangs on it is asked.
        Value::WithoutEvidence | Value::Private => Seen::Skipped,
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
        let some = done.iter().any(|(answer, _)| answer.band.as_ref().is_some_and(|band| band.severity == severity));
        unless(some, some)
    };
    let all_in = done.iter().all(|(answer, _)| answer.band.is_none());
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
    let Capture::Number { plausible: Some(plausible), .. } = capture else { return None };
    Some(Within { least: bound(&plausible.least, item), most: bound(&plausible.most, item) })
}

/// `{item.COLUMN}` becomes the item's cell; any other placeholder stays as written.
fn filled(text: &str, item: Option<&Item>) -> String {
    let Some(item) = item else { return text.to_owned() };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{item.") {
        let (before, placeholder) = rest.split_at(start);
        out.push_str(before);
        let cell = placeholder.find('}').and_then(|end| Some((item.fields.get(&placeholder[6..end])?, end)));
        if let Some((cell, end)) = cell {
            out.push_str(cell);
            rest = &placeholder[end + 1..];
        } else {
            out.push_str("{item.");
            rest = &placeholder[6..];
        }
    }
    out + rest
}
