//! Rows of a SOP in order: its runs', and those of occurrences that never became a run.

use super::row::{Rows, readings, text_of, wanted_keys};
use super::{Became, Gap, Question, Record, Source};
use crate::domain::calendar::{Calendar, Instant, Occurrence, OccurrenceNote};
use crate::domain::exception::MissReason;
use crate::domain::fact::Fact;
use crate::domain::id::{OccurrenceKey, VersionHash};
use crate::domain::sop::{Sop, Step};
use crate::domain::state::SopStatus;
use crate::domain::step::StepKey;
use chrono::{NaiveDate, TimeDelta};
use std::collections::{BTreeMap, BTreeSet};

/// Occurrences looked at in one stretch: fifteen minutes apart for half a year.
const MOST: usize = 20_000;

/// Every row, by the time it was due.
pub fn assemble(source: &Source<'_>, question: &Question, calendar: &dyn Calendar) -> Vec<Record> {
    let readings = readings(source.runs);
    let mut rows = Vec::new();
    for run in source.runs.iter().filter(|run| question.from <= run.business_date && run.business_date <= question.to) {
        let sop = source.versions.sops.get(&run.pinned.sop).map_or(source.sop, |sop| sop);
        rows.extend(Rows { question, source, run, sop, readings: &readings }.all());
    }
    rows.extend(Unfired::new(source, question, calendar).rows());
    if let Some(person) = &question.person {
        rows.retain(|row| row.person() == Some(person));
    }
    rows.sort_by_key(|row| (row.due, row.run));
    merged(rows)
}

/// What the plan had and no run stands for.
struct Unfired<'a> {
    source: &'a Source<'a>,
    question: &'a Question,
    calendar: &'a dyn Calendar,
    start: Instant,
    end: Instant,
    /// Occurrences that a run or a fact stands for.
    settled: BTreeSet<&'a OccurrenceKey>,
}

impl<'a> Unfired<'a> {
    fn new(source: &'a Source<'a>, question: &'a Question, calendar: &'a dyn Calendar) -> Self {
        let before = question.from.pred_opt().unwrap_or(question.from);
        let not_fired = source.facts.iter().filter_map(|(_, fact)| match fact {
            Fact::OccurrenceNotFired { occurrence, .. } | Fact::OccurrenceFired { occurrence, .. } => Some(occurrence),
            _ => None,
        });
        let settled = source.runs.iter().map(|run| &run.occurrence).chain(not_fired).collect();
        let (start, end) = (calendar.end_of_day(before), calendar.end_of_day(question.to));
        Self { source, question, calendar, start, end, settled }
    }

    fn rows(&self) -> Vec<Record> {
        let mut rows = self.facts();
        for (from, to, version) in self.out_of_force() {
            let missing = self.planned(version, from, to.min(self.question.now));
            if let (Some(first), Some(last)) = (missing.first(), missing.last()) {
                let due = |it: &Occurrence| it.times.map_or(it.position, |times| times.due);
                let until = (missing.len() > 1).then(|| due(last));
                rows.extend(self.each(first.business_date, due(first), &Gap::NotInForce, missing.len() as u32, until));
            }
        }
        if self.source.status == SopStatus::InForce {
            let now = self.question.now;
            let coming = self.source.recurrence.filter(|next| self.start <= next.position && next.position < self.end);
            let unsettled = self.planned(self.source.sop, self.source.cursor, self.end);
            for occurrence in unsettled.iter().chain(coming) {
                let why = if occurrence.position <= now { Gap::NotOpened } else { Gap::NotYet };
                let due = occurrence.times.map_or(occurrence.position, |times| times.due);
                rows.extend(self.each(occurrence.business_date, due, &why, 1, None));
            }
        }
        rows
    }

    fn facts(&self) -> Vec<Record> {
        let mut rows = Vec::new();
        for (_, fact) in self.source.facts {
            match fact {
                // Another run stands for these, or nothing was to be done.
                Fact::OccurrenceNotFired {
                    note:
                        OccurrenceNote::AlreadySettled
                        | OccurrenceNote::SameInstant { .. }
                        | OccurrenceNote::ConditionFalse
                        | OccurrenceNote::WindowPassed,
                    ..
                } => {}
                Fact::OccurrenceNotFired { business_date, note, cursor, .. }
                    if self.question.from <= *business_date && *business_date <= self.question.to =>
                {
                    rows.extend(self.each(*business_date, *cursor, &Gap::NotFired { note: note.clone() }, 1, None));
                }
                Fact::OccurrencesMissed { from, to, count, reason, .. } if *from < self.end && self.start <= *to => {
                    rows.extend(self.missed_many(*from, *to, *count, *reason));
                }
                _ => {}
            }
        }
        rows
    }

    /// Where only a part of them lies in the period, as many as the newest schedule has there.
    fn missed_many(&self, from: Instant, to: Instant, count: u32, reason: MissReason) -> Vec<Record> {
        let whole = self.start <= from && to < self.end;
        let (from, to) = (from.max(self.start), to.min(self.end - TimeDelta::microseconds(1)));
        let count = if whole {
            count
        } else {
            self.planned(self.source.sop, from - TimeDelta::microseconds(1), to).len() as u32
        };
        let date = self.calendar.business_date(from);
        if count == 0 { Vec::new() } else { self.each(date, from, &Gap::Missed { reason }, count, Some(to)) }
    }

    /// Stretches of the period in which the SOP was not in force, each with the version that says what it would have asked.
    fn out_of_force(&self) -> Vec<(Instant, Instant, &'a Sop)> {
        let parsed = |hash: &VersionHash| self.source.versions.sops.get(hash).map_or(self.source.sop, |sop| &**sop);
        let mut stretches = Vec::new();
        // None: in force.
        let mut since = Some(self.start - TimeDelta::microseconds(1));
        let mut version = None;
        for (at, fact) in self.source.facts {
            match fact {
                Fact::SopActivated { hash, .. } => {
                    if let Some(from) = since.take() {
                        stretches.push((from, *at, version.unwrap_or_else(|| parsed(hash))));
                    }
                    version = Some(parsed(hash));
                }
                Fact::SopRetired { .. } => since = Some(*at),
                _ => {}
            }
        }
        if let (Some(from), Some(version)) = (since, version) {
            stretches.push((from, self.end, version));
        }
        stretches
    }

    /// What a version fires after `from` up to `to`, inside the period, that nothing stands for.
    fn planned(&self, sop: &Sop, from: Instant, to: Instant) -> Vec<Occurrence> {
        let from = from.max(self.start - TimeDelta::microseconds(1));
        let to = to.min(self.end - TimeDelta::microseconds(1));
        if from >= to {
            return Vec::new();
        }
        let mut found = self.calendar.occurrences(sop, from, to, MOST);
        found.retain(|it| it.times.is_some() && !self.settled.contains(&it.key));
        found
    }

    /// One row, or one for each step and item that is asked for.
    fn each(&self, date: NaiveDate, due: Instant, why: &Gap, count: u32, until: Option<Instant>) -> Vec<Record> {
        let record = |step: Option<StepKey>, text: String| Record {
            sop: self.source.sop.id.clone(),
            title: self.source.sop.title.clone(),
            run: None,
            label: None,
            business_date: date,
            due,
            step,
            text,
            stage: None,
            unit: None,
            limits: Vec::new(),
            bad: Vec::new(),
            files: Vec::new(),
            became: Became::Gap { why: why.clone(), count, until },
        };
        if !self.question.is_narrow() {
            return vec![record(None, String::new())];
        }
        if self.question.items.is_empty() {
            // A step over a list is one row for all its items.
            let named = self.source.sop.steps.iter().filter(|step| self.question.steps.contains(&step.id));
            let text = |step: &Step| step.each.as_ref().map_or_else(|| step.text.clone(), ToString::to_string);
            return named.map(|step| record(Some(StepKey::plain(&step.id)), text(step))).collect();
        }
        let keys = wanted_keys(self.source, self.question).into_iter();
        keys.map(|key| record(Some(key.clone()), text_of(self.source, &key))).collect()
    }
}

impl Record {
    /// Who answered, or left it out.
    pub fn person(&self) -> Option<&crate::domain::id::PersonId> {
        match &self.became {
            Became::Answered(answered) => Some(&answered.by),
            Became::Gap { why: Gap::StepSkipped { by, .. } | Gap::RunSkipped { by, .. }, .. } => Some(by),
            Became::Gap { .. } => None,
        }
    }

    /// Evidence, or a skip, that was undone.
    pub fn is_undone(&self) -> bool {
        match &self.became {
            Became::Answered(answered) => answered.void.is_some(),
            Became::Gap { count, .. } => *count == 0,
        }
    }
}

/// What an item's absence leaves is one row for as long as it lasts; skips that were undone are no gaps.
fn merged(rows: Vec<Record>) -> Vec<Record> {
    let mut out: Vec<Record> = Vec::with_capacity(rows.len());
    let mut last: BTreeMap<StepKey, usize> = BTreeMap::new();
    for row in rows {
        if matches!(row.became, Became::Gap { count: 0, .. }) {
            continue;
        }
        let (key, due) = (row.step.clone(), row.due);
        if let Some(known) = key.as_ref().and_then(|key| last.get(key)).and_then(|at| out.get_mut(*at))
            && let (Became::Gap { why, count, until }, Became::Gap { why: again, count: more, .. }) =
                (&mut known.became, &row.became)
            && matches!(why, Gap::NotOnList | Gap::NotAsked)
            && why == again
        {
            *count += more;
            *until = Some(due);
            known.run = None;
            continue;
        }
        if let Some(key) = key {
            last.insert(key, out.len());
        }
        out.push(row);
    }
    out
}
