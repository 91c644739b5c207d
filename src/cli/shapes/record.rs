//! A row of the records as JSON, and what they come to.

use super::run::captured;
use super::word;
use crate::cli::floor::Floor;
use crate::cli::records::words;
use crate::domain::calendar::Instant;
use crate::domain::evidence::Value;
use crate::domain::record::{Answered, Became, Gap, InRange, Record, Summary};
use crate::domain::run::RunFile;
use crate::words::{Label, Names};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;

/// One row: `kind` is `answer`, `undone` or `gap`.
#[derive(Debug, Serialize)]
pub struct RecordShape {
    pub kind: &'static str,
    pub sop: String,
    pub title: String,
    pub run: Option<String>,
    pub label: Option<String>,
    pub business_date: NaiveDate,
    pub due: Instant,
    /// None: the whole run or occurrence.
    pub step: Option<String>,
    pub item: Option<String>,
    pub text: String,
    pub value: Option<serde_json::Value>,
    pub unit: Option<String>,
    pub limits: Vec<RecordLimitShape>,
    /// Options that are not as they should be.
    pub bad: Vec<String>,
    /// Of a timed step: `start` or `end`.
    pub stage: Option<String>,
    /// None where there is nothing to compare.
    pub in_range: Option<bool>,
    pub out_of_range: Option<BrokenShape>,
    pub bad_choice: Option<BadlyChosenShape>,
    /// Of a timed step, from its start on.
    pub timing: Option<SpanShape>,
    pub corrected: Option<ActionShape>,
    pub next: Option<NextShape>,
    pub entered: Option<Instant>,
    pub by: Option<String>,
    pub observed_at: Option<Instant>,
    pub observed_from: Option<String>,
    /// What was answered is not for whoever asks.
    pub private: bool,
    pub files: Vec<RecordFileShape>,
    pub undone: Option<UndoneShape>,
    pub gap: Option<GapShape>,
}

/// What was chosen that is not as it should be.
#[derive(Debug, Serialize)]
pub struct BadlyChosenShape {
    pub options: Vec<String>,
    pub severity: String,
    /// What the option asks to be done.
    pub must: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct SpanShape {
    pub started: Instant,
    /// In time until here.
    pub ends: Instant,
    pub ended: Option<Instant>,
    /// The end came too late; none before it came.
    pub over: Option<bool>,
}

/// Attached to the step or the run, and no answer.
#[derive(Debug, Serialize)]
pub struct RecordFileShape {
    /// None: not for whoever asks.
    pub sha256: Option<String>,
    pub bytes: u64,
    pub media: String,
    pub at: Instant,
    pub by: String,
}

#[derive(Debug, Serialize)]
pub struct RecordLimitShape {
    pub side: String,
    pub bound: rust_decimal::Decimal,
    pub severity: String,
}

#[derive(Debug, Serialize)]
pub struct BrokenShape {
    pub side: String,
    pub bound: rust_decimal::Decimal,
    pub severity: String,
    /// What the limit asks to be done.
    pub must: Option<String>,
}

/// What was done about it.
#[derive(Debug, Serialize)]
pub struct ActionShape {
    pub at: Instant,
    pub by: String,
    /// None: as the limit says.
    pub action: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct NextShape {
    pub run: String,
    pub at: Instant,
    pub value: Option<serde_json::Value>,
    pub in_range: bool,
}

#[derive(Debug, Serialize)]
pub struct UndoneShape {
    pub at: Instant,
    pub by: String,
    pub reason: String,
}

#[derive(Debug, Serialize)]
pub struct GapShape {
    pub why: String,
    /// The same for people, with its circumstances.
    pub message: String,
    pub note: Option<String>,
    pub count: u32,
    pub until: Option<Instant>,
}

/// The last line of an export.
#[derive(Debug, Serialize)]
pub struct SummaryShape {
    pub kind: &'static str,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub answers: u32,
    pub readings: u32,
    pub out_of_range: u32,
    pub corrected: u32,
    pub over_time: u32,
    pub undone: u32,
    pub gaps: u32,
    pub gaps_by_reason: BTreeMap<String, u32>,
    /// The journal's head when the rows were read.
    pub journal_seq: u64,
    pub journal_hash: String,
}

impl RecordShape {
    pub fn of(record: &Record, floor: &Floor) -> Self {
        let limits = record.limits.iter().map(|limit| RecordLimitShape {
            side: limit.side.label(),
            bound: limit.bound,
            severity: word(&limit.severity),
        });
        let bare = Self {
            kind: "gap",
            sop: record.sop.to_string(),
            title: record.title.clone(),
            run: record.run.map(|run| run.to_string()),
            label: record.label.as_ref().and_then(|label| floor.body(label)),
            business_date: record.business_date,
            due: record.due,
            step: record.step.as_ref().map(|key| key.step.to_string()),
            item: record.step.as_ref().and_then(|key| key.item.as_ref()).map(ToString::to_string),
            text: record.text.clone(),
            value: None,
            unit: record.unit.clone(),
            limits: limits.collect(),
            bad: record.bad.clone(),
            stage: record.stage.map(|stage| word(&stage)),
            in_range: None,
            out_of_range: None,
            bad_choice: None,
            timing: None,
            corrected: None,
            next: None,
            entered: None,
            by: record.person().map(|person| floor.person_id(person)),
            observed_at: None,
            observed_from: None,
            private: false,
            files: record.files.iter().map(|file| RecordFileShape::of(file, floor)).collect(),
            undone: None,
            gap: None,
        };
        match &record.became {
            Became::Answered(answered) => bare.answered(answered, floor),
            Became::Gap { why, count, until } => {
                let entered = if let Gap::StepSkipped { at, .. } = why { Some(*at) } else { None };
                let note = words::gap_note(why).and_then(|note| floor.body(note));
                let gap = GapShape {
                    why: words::gap_word(why.kind()),
                    message: words::gap(why, floor),
                    note,
                    count: *count,
                    until: *until,
                };
                Self { entered, gap: Some(gap), ..bare }
            }
        }
    }

    fn answered(self, answered: &Answered, floor: &Floor) -> Self {
        let is_reading = crate::domain::checklist::reading(&answered.value).is_some();
        let is_choice = matches!(answered.value, Value::Choice { .. } | Value::Choices { .. });
        let is_compared = is_reading && !self.limits.is_empty() || is_choice && !self.bad.is_empty();
        Self {
            kind: if answered.void.is_some() { "undone" } else { "answer" },
            value: words::masked_value(&answered.value, floor).or_else(|| captured(&answered.value, floor)),
            in_range: (is_compared || answered.severity().is_some()).then_some(answered.severity().is_none()),
            out_of_range: answered.band.as_ref().map(|band| BrokenShape {
                side: band.side.label(),
                bound: band.bound,
                severity: word(&band.severity),
                must: answered.must.clone(),
            }),
            bad_choice: answered.flaw.as_ref().map(|flaw| BadlyChosenShape {
                options: flaw.options.clone(),
                severity: word(&flaw.severity),
                must: answered.must.clone(),
            }),
            timing: answered.span.map(|span| SpanShape {
                started: span.started,
                ends: span.ends,
                ended: span.ended,
                over: span.ended.map(|_| span.minutes_over().is_some()),
            }),
            corrected: answered.corrected.as_ref().map(|correction| ActionShape {
                at: correction.at,
                by: floor.person_id(&correction.by),
                action: correction.action.as_ref().and_then(|action| floor.body(action)),
            }),
            next: answered.next.as_ref().map(|next| NextShape {
                run: next.run.to_string(),
                at: next.entered,
                value: captured(&next.value, floor),
                in_range: next.is_in_range == InRange::Yes,
            }),
            entered: Some(answered.entered),
            observed_at: answered.observed.at,
            observed_from: answered.observed.from.as_deref().map(|from| floor.text(from)),
            private: answered.value == Value::Private,
            undone: answered.void.as_ref().map(|void| UndoneShape {
                at: void.at,
                by: floor.person_id(&void.by),
                reason: word(&void.reason),
            }),
            ..self
        }
    }
}

impl RecordFileShape {
    fn of(file: &RunFile, floor: &Floor) -> Self {
        Self {
            sha256: Some(file.file.sha256.clone()).filter(|hash| !hash.is_empty()),
            bytes: file.file.bytes,
            media: file.file.media.clone(),
            at: file.at,
            by: floor.person_id(&file.by),
        }
    }
}

impl SummaryShape {
    pub fn of(summary: &Summary, (from, to): (NaiveDate, NaiveDate), head: &crate::store::Head) -> Self {
        Self {
            kind: "summary",
            from,
            to,
            answers: summary.answers,
            readings: summary.readings,
            out_of_range: summary.out_of_range,
            corrected: summary.corrected,
            over_time: summary.over_time,
            undone: summary.undone,
            gaps: summary.gap_count(),
            gaps_by_reason: summary.gaps.iter().map(|(kind, count)| (words::gap_word(*kind), *count)).collect(),
            journal_seq: head.seq,
            journal_hash: crate::domain::evidence::hex(&head.hash),
        }
    }
}
