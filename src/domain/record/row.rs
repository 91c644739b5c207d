//! The rows of one run: its answers, and what nobody answered.

use super::{Answered, Became, Gap, InRange, NextReading, Question, Record, RecordLimit, Source, Span};
use crate::domain::board::{Line, Sheet, Standing};
use crate::domain::calendar::Instant;
use crate::domain::checklist::{checklist, reading};
use crate::domain::evidence::Value;
use crate::domain::id::{ItemId, ListId, RunId};
use crate::domain::list::List;
use crate::domain::run::{Run, RunFile, RunState};
use crate::domain::sop::{Limit, Required, Sop, Step};
use crate::domain::step::{Answer, Outcome, Stage, StepKey, Timing};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Readings by step and item, in order of entry; starts of what is timed for themselves.
pub(super) type Readings<'a> = BTreeMap<(&'a StepKey, Which), Vec<(Instant, RunId, Value, InRange)>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Which {
    Answer,
    Start,
}

/// Every reading and choice that stands.
pub(super) fn readings(runs: &[Run]) -> Readings<'_> {
    let mut all = Readings::new();
    for run in runs {
        for (key, answer) in run.answers.iter().filter(|(_, answer)| answer.void.is_none()) {
            let Outcome::Done { value } = &answer.outcome else { continue };
            let in_range = if answer.severity().is_some() { InRange::No } else { InRange::Yes };
            if reading(value).is_some() || matches!(value, Value::Choice { .. } | Value::Choices { .. }) {
                let row = (answer.entered, run.id, value.clone(), in_range);
                all.entry((key, Which::Answer)).or_default().push(row);
            }
        }
        for timing in run.timings.iter().filter(|timing| timing.void.is_none()) {
            let in_range = if timing.band.is_some() { InRange::No } else { InRange::Yes };
            if let Some(value) = timing.value {
                let row = (timing.entered, run.id, Value::Number { value }, in_range);
                all.entry((&timing.step, Which::Start)).or_default().push(row);
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
        let answered = run.answers.iter().any(|(_, answer)| answer.void.is_none())
            || run.timings.iter().any(|timing| timing.void.is_none());
        if !question.is_narrow() && !answered && !matches!(run.state, RunState::Done | RunState::InProgress) {
            // What was undone stays on record, though nobody answered in the end.
            let mut rows: Vec<Record> = lines.iter().flat_map(|line| self.evidence(Some(line), &line.key)).collect();
            rows.retain(|row| matches!(row.became, Became::Answered(_)));
            rows.push(self.record(None, None, Became::Gap { why: self.gap(None, None), count: 1, until: None }));
            return rows;
        }
        let mut rows = Vec::new();
        for line in lines.iter().filter(|line| question.wants(&line.key)) {
            let before = rows.len();
            rows.extend(self.evidence(Some(line), &line.key));
            // A start is no answer yet.
            let stands = rows[before..].iter().any(|row| !row.is_undone() && row.stage != Some(Stage::Start));
            if !stands && !matches!(line.standing, Standing::Hidden) {
                let why = self.gap(self.sop.steps.get(line.step), Some(&line.key));
                rows.push(self.record(Some(line), Some(&line.key), Became::Gap { why, count: 1, until: None }));
            }
        }
        // Answers of lines that are gone: the build that reads them knows a version less.
        for key in run.answers.iter().map(|(key, _)| key).chain(run.timings.iter().map(|timing| &timing.step)) {
            let is_new = !rows.iter().any(|row| row.step.as_ref() == Some(key));
            if is_new && question.wants(key) && !lines.iter().any(|line| line.key == *key) {
                rows.extend(self.evidence(None, key));
            }
        }
        rows.extend(self.not_there(&lines));
        self.hand_out_files(&mut rows);
        rows
    }

    /// Starts and answers of one line, in order of entry.
    fn evidence(&self, line: Option<&Line>, key: &StepKey) -> Vec<Record> {
        let of_key = self.run.answers.iter().filter(|(of, _)| of == key);
        let answers =
            of_key.map(|(_, answer)| (answer.entered, self.record(line, Some(key), self.became(line, key, answer))));
        let begun = self.run.timings.iter().filter(|timing| timing.step == *key);
        let mut rows: Vec<_> = begun.map(|timing| (timing.entered, self.start(line, timing))).chain(answers).collect();
        rows.sort_by_key(|(entered, _)| *entered);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn start(&self, line: Option<&Line>, timing: &Timing) -> Record {
        let key = &timing.step;
        let step = self.sop.step(&key.step);
        let stands = timing.band.is_some() && timing.void.is_none();
        let became = Became::Answered(Box::new(Answered {
            value: timing.value.map_or(Value::Private, |value| Value::Number { value }),
            entered: timing.entered,
            by: timing.by.clone(),
            observed: timing.observed.clone(),
            band: timing.band.clone(),
            flaw: None,
            must: timing.band.as_ref().and_then(|band| step?.must(band.limit)).map(str::to_owned),
            corrected: timing.corrected.clone(),
            next: stands.then(|| self.next(key, Which::Start, timing.entered)).flatten(),
            span: Some(Span { started: timing.started(), ends: timing.ends, ended: None }),
            void: timing.void.clone(),
        }));
        let limits = line.zip(step).map_or_else(Vec::new, |(line, step)| {
            let of_end = step.limits.len();
            limits(step.all_limits().skip(of_end), line.bounds.get(of_end..).unwrap_or_default())
        });
        let own = self.run.step_times.get(&key.step).and_then(|times| times.due);
        let due = own.unwrap_or(self.run.times.due);
        Record { stage: Some(Stage::Start), limits, due, ..self.record(line, Some(key), became) }
    }

    /// After a reading out of range.
    fn next(&self, key: &StepKey, which: Which, after: Instant) -> Option<NextReading> {
        let (entered, run, value, is_in_range) =
            self.readings.get(&(key, which))?.iter().find(|(entered, ..)| *entered > after)?;
        Some(NextReading { run: *run, entered: *entered, value: value.clone(), is_in_range: *is_in_range })
    }

    /// What was timed when this was its end.
    fn span(&self, key: &StepKey, answer: &Answer) -> Option<Span> {
        let begun = self.run.timings.iter().rev().find(|it| it.step == *key && it.entered <= answer.entered)?;
        Some(Span { started: begun.started(), ends: begun.ends, ended: Some(answer.at()) })
    }

    /// A step's files go with its rows, those of the run with what is copied from paper; else with the first row.
    fn hand_out_files(&self, rows: &mut [Record]) {
        let of_run: Vec<RunFile> = self.run.files.iter().filter(|file| file.step.is_none()).cloned().collect();
        let mut is_given = of_run.is_empty();
        for row in rows.iter_mut() {
            if let Became::Answered(answered) = &row.became
                && answered.observed.is_paper()
            {
                row.files.extend(of_run.iter().cloned());
                is_given = true;
            }
        }
        if let Some(row) = rows.first_mut().filter(|_| !is_given) {
            row.files.extend(of_run);
        }
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
        // What a bad option asks for would tell which was chosen.
        let is_told = answer.flaw.is_none() || value != Value::Private;
        let must = answer.limit().filter(|_| is_told).and_then(|limit| step?.must(limit)).map(str::to_owned);
        let stands = answer.severity().is_some() && answer.void.is_none();
        let next = stands.then(|| self.next(key, Which::Answer, answer.entered)).flatten();
        Became::Answered(Box::new(Answered {
            value,
            entered: answer.entered,
            by: answer.by.clone(),
            observed: answer.observed.clone(),
            band: answer.band.clone(),
            flaw: answer.flaw.clone(),
            must,
            corrected: answer.corrected.clone(),
            next,
            span: self.span(key, answer),
            void: answer.void.clone(),
        }))
    }

    /// Why a line, or the whole run, has no answer.
    fn gap(&self, step: Option<&Step>, key: Option<&StepKey>) -> Gap {
        let now = self.question.now;
        let overran = self.run.running().any(|timing| Some(&timing.step) == key && now > timing.ends);
        let optional = step.is_some_and(|step| step.required == Required::No);
        match &self.run.state {
            RunState::Skipped { reason, note, by } => {
                Gap::RunSkipped { reason: *reason, note: note.clone(), by: by.clone() }
            }
            RunState::Cancelled { reason } => Gap::Cancelled { reason: reason.clone() },
            RunState::Done => Gap::LeftOut,
            RunState::Missed { .. } if optional => Gap::LeftOut,
            RunState::Missed { reason } => Gap::Missed { reason: *reason },
            RunState::Due | RunState::InProgress if overran => Gap::Overdue,
            RunState::Due | RunState::InProgress if self.run.is_overdue(now) && !optional => Gap::Overdue,
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
        let limits = line.zip(step).map_or_else(Vec::new, |(line, step)| limits(&step.limits, &line.bounds));
        // An end is due when its time is over, also once it is there.
        let ended = match &became {
            Became::Answered(answered) => answered.span.map(|span| span.ends),
            Became::Gap { .. } => None,
        };
        let timed = step.and_then(|step| step.capture.timed());
        let files = match key {
            None => run.files.clone(),
            Some(_) => run.files.iter().filter(|file| file.step.as_ref() == key).cloned().collect(),
        };
        Record {
            sop: run.sop.clone(),
            title: self.sop.title.clone(),
            run: Some(run.id),
            label: run.label.clone(),
            business_date: run.business_date,
            due: ended.or(line.and_then(|line| line.due)).unwrap_or(run.times.due),
            step: key.cloned(),
            text: line.map(|line| line.text.clone()).or_else(|| Some(text_of(self.source, key?))).unwrap_or_default(),
            stage: timed.map(|_| Stage::End),
            unit: step.map(|step| step.capture.unit().to_owned()).filter(|unit| !unit.is_empty()),
            limits,
            bad: step.map(|step| step.capture.bad().iter().map(|bad| bad.option.clone()).collect()).unwrap_or_default(),
            files,
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

fn limits<'a>(limits: impl IntoIterator<Item = &'a Limit>, bounds: &[Option<Decimal>]) -> Vec<RecordLimit> {
    let bounded = limits.into_iter().zip(bounds);
    bounded
        .filter_map(|(limit, bound)| Some(RecordLimit { side: limit.side, bound: (*bound)?, severity: limit.severity }))
        .collect()
}
