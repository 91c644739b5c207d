//! The rows of one run: its answers, and what nobody answered.

use super::{Answered, Became, Gap, InRange, NextReading, Question, Record, RecordLimit, Source};
use crate::domain::board::{Line, Sheet, Standing};
use crate::domain::calendar::Instant;
use crate::domain::checklist::{checklist, reading};
use crate::domain::id::{ItemId, ListId, RunId};
use crate::domain::list::List;
use crate::domain::run::{Run, RunState};
use crate::domain::sop::{Capture, Required, Sop, Step};
use crate::domain::step::{Answer, Outcome, StepKey};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Readings by step and item, in order of entry.
pub(super) type Readings<'a> = BTreeMap<&'a StepKey, Vec<(Instant, RunId, Decimal, InRange)>>;

/// Every reading that stands.
pub(super) fn readings(runs: &[Run]) -> Readings<'_> {
    let mut all = Readings::new();
    for run in runs {
        for (key, answer) in run.answers.iter().filter(|(_, answer)| answer.void.is_none()) {
            let Outcome::Done { value } = &answer.outcome else { continue };
            let in_range = if answer.band.is_some() { InRange::No } else { InRange::Yes };
            if let Some(value) = reading(value) {
                all.entry(key).or_default().push((answer.entered, run.id, value, in_range));
            }
        }
    }
    for readings in all.values_mut() {
        readings.sort_by_key(|(entered, run, ..)| (*entered, *run));
    }
    all
}

/// One run with the version it is pinned to; the newest, where this build cannot read that one.
pub(super) struct Rows<'a> {
    pub(super) question: &'a Question,
    pub(super) source: &'a Source<'a>,
    pub(super) run: &'a Run,
    pub(super) sop: &'a Sop,
    pub(super) readings: &'a Readings<'a>,
}

impl Rows<'_> {
    /// In the order of the checklist, each line's undone answers before the one that stands.
    pub(super) fn all(&self) -> Vec<Record> {
        let (run, question) = (self.run, self.question);
        let lists: BTreeMap<ListId, Arc<List>> = (run.pinned.lists.iter())
            .filter_map(|(id, hash)| Some((id.clone(), Arc::clone(self.source.versions.lists.get(hash)?))))
            .collect();
        let lines = checklist(&Sheet { run, sop: self.sop, lists: &lists, person: None }, question.now);
        let answered = run.answers.iter().any(|(_, answer)| answer.void.is_none());
        if !question.is_narrow() && !answered && !matches!(run.state, RunState::Done | RunState::InProgress) {
            return vec![self.record(None, None, Became::Gap { why: self.gap(None), count: 1, until: None })];
        }
        let mut rows = Vec::new();
        for line in lines.iter().filter(|line| question.wants(&line.key)) {
            let before = rows.len();
            rows.extend(self.answers(Some(line), &line.key));
            let stands = rows[before..].iter().any(|row| !row.is_undone());
            if !stands && !matches!(line.standing, Standing::Hidden) {
                let why = self.gap(self.sop.steps.get(line.step));
                rows.push(self.record(Some(line), Some(&line.key), Became::Gap { why, count: 1, until: None }));
            }
        }
        // Answers of lines that are gone: the build that reads them knows a version less.
        for (key, _) in &run.answers {
            let is_new = !rows.iter().any(|row| row.step.as_ref() == Some(key));
            if is_new && question.wants(key) && !lines.iter().any(|line| line.key == *key) {
                rows.extend(self.answers(None, key));
            }
        }
        rows.extend(self.not_there(&lines));
        rows
    }

    fn answers(&self, line: Option<&Line>, key: &StepKey) -> Vec<Record> {
        let of_key = self.run.answers.iter().filter(|(of, _)| of == key);
        of_key.map(|(_, answer)| self.record(line, Some(key), self.became(line, key, answer))).collect()
    }

    fn became(&self, line: Option<&Line>, key: &StepKey, answer: &Answer) -> Became {
        let value = match &answer.outcome {
            Outcome::Done { value } => value.clone(),
            Outcome::Skipped { reason, note } => {
                let why =
                    Gap::StepSkipped { reason: *reason, note: note.clone(), by: answer.by.clone(), at: answer.entered };
                return Became::Gap { why, count: u32::from(answer.void.is_none()), until: None };
            }
        };
        let step = line.and_then(|line| self.sop.steps.get(line.step));
        let must = answer.band.as_ref().and_then(|band| step?.limits.get(band.limit)?.must.clone());
        let stands = answer.band.is_some() && answer.void.is_none();
        let next = self.readings.get(key).filter(|_| stands).and_then(|all| {
            let (entered, run, value, is_in_range) = *all.iter().find(|(entered, ..)| *entered > answer.entered)?;
            Some(NextReading { run, entered, value, is_in_range })
        });
        Became::Answered(Box::new(Answered {
            value,
            entered: answer.entered,
            by: answer.by.clone(),
            observed: answer.observed.clone(),
            band: answer.band.clone(),
            must,
            corrected: answer.corrected.clone(),
            next,
            void: answer.void.clone(),
        }))
    }

    /// Why a line, or the whole run, has no answer.
    fn gap(&self, step: Option<&Step>) -> Gap {
        let optional = step.is_some_and(|step| step.required == Required::No);
        match &self.run.state {
            RunState::Skipped { reason, note, by } => {
                Gap::RunSkipped { reason: *reason, note: note.clone(), by: by.clone() }
            }
            RunState::Cancelled { reason } => Gap::Cancelled { reason: reason.clone() },
            RunState::Done => Gap::LeftOut,
            RunState::Missed { .. } if optional => Gap::LeftOut,
            RunState::Missed { reason } => Gap::Missed { reason: *reason },
            RunState::Due | RunState::InProgress if self.run.is_overdue(self.question.now) && !optional => Gap::Overdue,
            RunState::Due | RunState::InProgress => Gap::NotYet,
        }
    }

    /// Items that were asked for, and had no line in this run.
    fn not_there(&self, lines: &[Line]) -> Vec<Record> {
        let mut rows = Vec::new();
        for key in wanted_keys(self.source, self.question) {
            let asked = self.sop.step(&key.step).is_some_and(|step| step.each.is_some() == key.item.is_some());
            let is_there =
                lines.iter().any(|line| line.key == key) || self.run.answers.iter().any(|(of, _)| *of == key);
            if !is_there {
                let why = if asked { Gap::NotOnList } else { Gap::NotAsked };
                rows.push(self.record(None, Some(&key), Became::Gap { why, count: 1, until: None }));
            }
        }
        rows
    }

    fn record(&self, line: Option<&Line>, key: Option<&StepKey>, became: Became) -> Record {
        let run = self.run;
        let step = key.and_then(|key| self.sop.step(&key.step));
        let limits = line.zip(step).map_or_else(Vec::new, |(line, step)| limits(step, &line.bounds));
        Record {
            sop: run.sop.clone(),
            title: self.sop.title.clone(),
            run: Some(run.id),
            label: run.label.clone(),
            business_date: run.business_date,
            due: line.and_then(|line| line.due).unwrap_or(run.times.due),
            step: key.cloned(),
            text: line.map(|line| line.text.clone()).or_else(|| Some(text_of(self.source, key?))).unwrap_or_default(),
            unit: step.and_then(|step| unit(&step.capture)),
            limits,
            became,
        }
    }
}

/// The steps and items that are asked for by name, as the newest version and every list version known have them.
pub(super) fn wanted_keys(source: &Source<'_>, question: &Question) -> Vec<StepKey> {
    if !question.is_narrow() {
        return Vec::new();
    }
    let known = |list: &ListId, item: &ItemId| {
        let mut lists = source.versions.lists.values().chain(source.lists.get(list));
        lists.any(|known| known.id == *list && known.item(item).is_some())
    };
    let mut keys = Vec::new();
    for step in &source.sop.steps {
        match &step.each {
            None => keys.push(StepKey::plain(&step.id)),
            Some(list) => {
                let items = question.items.iter().filter(|item| known(list, item));
                keys.extend(items.map(|item| StepKey::of(&step.id, item)));
            }
        }
    }
    keys.retain(|key| question.wants(key));
    keys
}

/// What a step would say for its item, by the newest version and list.
pub(super) fn text_of(source: &Source<'_>, key: &StepKey) -> String {
    let item = key.item.as_ref().and_then(|item| {
        let list = source.sop.step(&key.step)?.each.as_ref()?;
        source.lists.get(list)?.item(item).map(|item| item.name.clone())
    });
    item.or_else(|| key.item.is_none().then(|| source.sop.step(&key.step).map(|step| step.text.clone()))?)
        .unwrap_or_else(|| key.to_string())
}

fn limits(step: &Step, bounds: &[Option<Decimal>]) -> Vec<RecordLimit> {
    let bounded = step.limits.iter().zip(bounds);
    bounded
        .filter_map(|(limit, bound)| Some(RecordLimit { side: limit.side, bound: (*bound)?, severity: limit.severity }))
        .collect()
}

fn unit(capture: &Capture) -> Option<String> {
    match capture {
        Capture::Number { unit, .. } | Capture::Count { of: unit, .. } => Some(unit.clone()),
        _ => None,
    }
}
