//! A run as JSON: a line of `run list`, and the whole of `run show`.

use super::word;
use super::work::{StepRecordShape, TriggerShape};
use crate::cli::floor::Floor;
use crate::domain::board::{Line, Standing};
use crate::domain::calendar::Instant;
use crate::domain::evidence::Value;
use crate::domain::plausible::Within;
use crate::domain::run::{CancelReason, Progress, Run, RunState, Timeliness};
use crate::domain::sop::{Bad, Capture, Required, Step};
use crate::domain::step::{Answer, Band, Correction, Outcome, Overran, Stage, StepKey, Timing};
use crate::words::Names;
use serde::Serialize;

/// One run.
#[derive(Debug, Serialize)]
pub struct RunShape {
    pub id: String,
    pub sop: String,
    pub title: String,
    pub label: Option<String>,
    pub case: Option<String>,
    pub business_date: chrono::NaiveDate,
    pub state: &'static str,
    /// Why it was skipped, missed or cancelled.
    pub reason: Option<String>,
    pub scheduled: Instant,
    pub opens: Instant,
    pub due: Instant,
    pub closes: Instant,
    pub started: Option<Instant>,
    pub ended: Option<Instant>,
    pub overdue: bool,
    pub timeliness: Option<Timeliness>,
    pub progress: Progress,
    pub area: Option<String>,
    pub role: Option<String>,
    pub started_by: Option<String>,
    pub reopened: u32,
    pub occurrence: String,
    /// The hash of the SOP's text that it is pinned to.
    pub version: String,
}

/// One run with its checklist.
#[derive(Debug, Serialize)]
pub struct RunDetailShape {
    #[serde(flatten)]
    pub run: RunShape,
    pub why: Option<String>,
    pub steps: Vec<StepShape>,
    pub notes: Vec<NoteShape>,
    /// Answers that were undone, or hidden with one that was.
    pub void: Vec<VoidShape>,
    /// What opened it.
    pub trigger: Option<TriggerShape>,
    /// Of every step: laid out, recommended, decided, done, and what came of it.
    pub record: Vec<StepRecordShape>,
}

/// One line of a checklist.
#[derive(Debug, Serialize)]
pub struct StepShape {
    /// `STEP`, or `STEP/ITEM`.
    pub step: String,
    pub text: String,
    pub how: Option<String>,
    pub standing: &'static str,
    /// Steps that come first, where it waits.
    pub needs: Vec<String>,
    pub opens: Option<Instant>,
    pub due: Option<Instant>,
    pub required: bool,
    pub capture: CaptureShape,
    pub limits: Vec<LimitShape>,
    pub answer: Option<AnswerShape>,
    /// The start of a timed step.
    pub timing: Option<TimingShape>,
}

/// A timed step that was begun.
#[derive(Debug, Serialize)]
pub struct TimingShape {
    /// When it began.
    pub started: Instant,
    /// None where it is not for whoever asks.
    pub value: Option<rust_decimal::Decimal>,
    pub entered: Instant,
    pub by: String,
    pub observed_from: Option<String>,
    /// In time until here.
    pub ends: Instant,
    /// That no end came in time was told.
    pub overran: bool,
    pub out_of_range: Option<OutOfRangeShape>,
}

#[derive(Debug, Default, Serialize)]
pub struct CaptureShape {
    pub kind: &'static str,
    pub unit: Option<String>,
    pub prompt: Option<String>,
    pub options: Option<Vec<String>>,
    /// What can be read at all, for this line.
    pub plausible: Option<Within>,
    /// The options that are not as they should be.
    pub bad: Option<Vec<BadShape>>,
    /// What a person who is named has to be.
    pub role: Option<String>,
    /// What a computed number is computed from.
    pub formula: Option<String>,
    /// Seconds between a timed start and its end.
    pub within: Option<u32>,
}

#[derive(Debug, Serialize)]
pub struct BadShape {
    pub option: String,
    pub severity: String,
    pub must: Option<String>,
}

/// Something was chosen that is not as it should be.
#[derive(Debug, Serialize)]
pub struct BadChoiceShape {
    pub options: Vec<String>,
    pub severity: String,
    pub corrected: Option<CorrectedShape>,
}

#[derive(Debug, Serialize)]
pub struct LimitShape {
    pub side: String,
    pub bound: Option<rust_decimal::Decimal>,
    pub severity: String,
    pub must: Option<String>,
    /// Of a timed step: which reading.
    pub stage: Option<Stage>,
}

/// An answer or a skip.
#[derive(Debug, Serialize)]
pub struct AnswerShape {
    pub outcome: &'static str,
    /// What was captured: a reading as written, a text, an option, a hash.
    pub value: Option<serde_json::Value>,
    /// Why it was skipped.
    pub reason: Option<String>,
    pub note: Option<String>,
    pub entered: Instant,
    pub by: String,
    pub observed_at: Option<Instant>,
    pub observed_from: Option<String>,
    pub out_of_range: Option<OutOfRangeShape>,
    pub bad_choice: Option<BadChoiceShape>,
    /// What was answered is not for whoever asks: name them with `--by`.
    pub private: bool,
}

#[derive(Debug, Serialize)]
pub struct OutOfRangeShape {
    pub side: String,
    pub bound: rust_decimal::Decimal,
    pub severity: String,
    pub corrected: Option<CorrectedShape>,
}

#[derive(Debug, Serialize)]
pub struct CorrectedShape {
    pub at: Instant,
    pub by: String,
    /// None: as the limit says.
    pub action: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct NoteShape {
    pub at: Instant,
    pub by: String,
    pub step: Option<String>,
    pub text: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct VoidShape {
    pub step: String,
    pub at: Instant,
    pub by: String,
    pub reason: String,
    pub answer: AnswerShape,
}

impl RunShape {
    pub fn of(run: &Run, floor: &Floor) -> Self {
        Self {
            id: run.id.to_string(),
            sop: run.sop.to_string(),
            title: floor.sop_of(run).map_or_else(|| run.sop.to_string(), |sop| sop.title.clone()),
            label: run.label.as_ref().and_then(|label| floor.body(label)),
            case: run.case.as_ref().map(ToString::to_string),
            business_date: run.business_date,
            state: state(&run.state),
            reason: reason(&run.state, floor),
            scheduled: run.times.scheduled,
            opens: run.times.opens,
            due: run.times.due,
            closes: run.times.closes,
            started: run.started,
            ended: run.ended,
            overdue: run.is_overdue(floor.now()),
            timeliness: run.timeliness(),
            progress: run.progress,
            area: run.area.as_ref().map(ToString::to_string),
            role: run.role.as_ref().map(ToString::to_string),
            started_by: run.started_by.as_ref().map(ToString::to_string),
            reopened: run.reopened,
            occurrence: run.occurrence.to_string(),
            version: run.pinned.sop.to_string(),
        }
    }
}

impl RunDetailShape {
    pub fn of(run: &Run, floor: &Floor) -> Self {
        let run = floor.sight(run);
        let sop = floor.sop_of(run);
        let lines = floor.lines(run);
        let steps = lines.iter().filter_map(|line| {
            let step = sop?.steps.get(line.step)?;
            let timing = run.timing(&line.key).map(|timing| TimingShape::of(timing, floor));
            Some(StepShape { timing, ..StepShape::of(line, step, run.answer(&line.key), floor) })
        });
        let notes = run.notes.iter().map(|note| NoteShape {
            at: note.at,
            by: note.by.to_string(),
            step: note.step.as_ref().map(ToString::to_string),
            text: floor.body(&note.body),
        });
        let void = run.answers.iter().filter_map(|(key, answer)| VoidShape::of(key, answer, floor));
        let begun = run.timings.iter().filter_map(|timing| VoidShape::of_timing(timing, floor));
        Self {
            run: RunShape::of(run, floor),
            why: sop.and_then(|sop| sop.why.clone()),
            steps: steps.collect(),
            notes: notes.collect(),
            void: void.chain(begun).collect(),
            trigger: None,
            record: Vec::new(),
        }
    }
}

impl StepShape {
    fn of(line: &Line, step: &Step, answer: Option<&Answer>, floor: &Floor) -> Self {
        let (standing, needs, opens) = match &line.standing {
            Standing::Open => ("open", Vec::new(), None),
            Standing::Waits { needs } => ("waits", needs.iter().map(ToString::to_string).collect(), None),
            Standing::Awaits { signal, .. } => ("awaits", vec![signal.to_string()], None),
            Standing::Agent { work } => ("agent", work.approval.iter().map(ToString::to_string).collect(), None),
            Standing::NotYet { opens } => ("not-yet", Vec::new(), Some(*opens)),
            Standing::Answered => ("answered", Vec::new(), None),
            Standing::Hidden => ("hidden", Vec::new(), None),
        };
        let stage = |number| match step.capture.timed() {
            None => None,
            Some(_) if number < step.limits.len() => Some(Stage::End),
            Some(_) => Some(Stage::Start),
        };
        let limits = step.all_limits().zip(&line.bounds).enumerate().map(|(number, (limit, bound))| LimitShape {
            stage: stage(number),
            side: crate::words::Label::label(&limit.side),
            bound: *bound,
            severity: word(&limit.severity),
            must: limit.must.clone(),
        });
        Self {
            step: line.key.to_string(),
            text: line.text.clone(),
            how: line.how.clone(),
            standing,
            needs,
            opens,
            due: line.due,
            required: step.required == Required::Yes,
            capture: CaptureShape { plausible: line.plausible, ..CaptureShape::of(&step.capture) },
            limits: limits.collect(),
            answer: answer.map(|answer| AnswerShape::of(answer, floor)),
            timing: None,
        }
    }
}

impl TimingShape {
    fn of(timing: &Timing, floor: &Floor) -> Self {
        Self {
            started: timing.started(),
            value: timing.value,
            entered: timing.entered,
            by: timing.by.to_string(),
            observed_from: timing.observed.from.clone(),
            ends: timing.ends,
            overran: timing.overran == Overran::Told,
            out_of_range: timing.band.as_ref().map(|band| out_of_range(band, timing.corrected.as_ref(), floor)),
        }
    }
}

fn out_of_range(band: &Band, corrected: Option<&Correction>, floor: &Floor) -> OutOfRangeShape {
    OutOfRangeShape {
        side: crate::words::Label::label(&band.side),
        bound: band.bound,
        severity: word(&band.severity),
        corrected: corrected.map(|correction| self::corrected(correction, floor)),
    }
}

fn corrected(correction: &Correction, floor: &Floor) -> CorrectedShape {
    CorrectedShape {
        at: correction.at,
        by: correction.by.to_string(),
        action: correction.action.as_ref().and_then(|action| floor.body(action)),
    }
}

impl CaptureShape {
    fn of(capture: &Capture) -> Self {
        let plain = |kind| Self { kind, ..Self::default() };
        let unit = |kind, unit: &str| Self { unit: Some(unit.to_owned()), ..plain(kind) };
        match capture {
            Capture::Tick => plain("tick"),
            Capture::Number { unit: of, .. } => unit("number", of),
            Capture::Text { prompt } => Self { prompt: Some(prompt.clone()), ..plain("text") },
            Capture::Choice { options, bad } => {
                Self { options: Some(options.clone()), bad: bad_options(bad), ..plain("choice") }
            }
            Capture::Choices { options, bad } => {
                Self { options: Some(options.clone()), bad: bad_options(bad), ..plain("choices") }
            }
            Capture::Person { role } => Self { role: Some(role.to_string()), ..plain("person") },
            Capture::Timed(timed) => Self { within: Some(timed.within), ..unit("timed", &timed.unit) },
            Capture::Computed { unit: of, value } => Self { formula: Some(value.text.clone()), ..unit("computed", of) },
            Capture::Count { of } => unit("count", of),
            Capture::File => plain("file"),
            Capture::Signature => plain("signature"),
        }
    }
}

impl AnswerShape {
    pub(super) fn of(answer: &Answer, floor: &Floor) -> Self {
        let (outcome, value, reason, note) = match &answer.outcome {
            Outcome::Done { value } => ("done", captured(value, floor), None, None),
            Outcome::Skipped { reason, note } => {
                ("skipped", None, Some(word(reason)), note.as_ref().and_then(|note| floor.body(note)))
            }
        };
        let out_of_range = answer.band.as_ref().map(|band| self::out_of_range(band, answer.corrected.as_ref(), floor));
        let bad_choice = answer.flaw.as_ref().map(|flaw| BadChoiceShape {
            options: flaw.options.clone(),
            severity: word(&flaw.severity),
            corrected: answer.corrected.as_ref().map(|correction| corrected(correction, floor)),
        });
        Self {
            outcome,
            value,
            reason,
            note,
            entered: answer.entered,
            by: answer.by.to_string(),
            observed_at: answer.observed.at,
            observed_from: answer.observed.from.clone(),
            out_of_range,
            bad_choice,
            private: matches!(answer.outcome, Outcome::Done { value: Value::Private }),
        }
    }
}

impl VoidShape {
    fn of(key: &StepKey, answer: &Answer, floor: &Floor) -> Option<Self> {
        let void = answer.void.as_ref()?;
        Some(Self {
            step: key.to_string(),
            at: void.at,
            by: void.by.to_string(),
            reason: word(&void.reason),
            answer: AnswerShape::of(answer, floor),
        })
    }

    fn of_timing(timing: &Timing, floor: &Floor) -> Option<Self> {
        let void = timing.void.as_ref()?;
        let answer = AnswerShape {
            outcome: "started",
            value: timing.value.map(|value| value.to_string().into()),
            reason: None,
            note: None,
            entered: timing.entered,
            by: timing.by.to_string(),
            observed_at: timing.observed.at,
            observed_from: timing.observed.from.clone(),
            out_of_range: timing.band.as_ref().map(|band| out_of_range(band, timing.corrected.as_ref(), floor)),
            bad_choice: None,
            private: timing.value.is_none(),
        };
        Some(Self {
            step: timing.step.to_string(),
            at: void.at,
            by: void.by.to_string(),
            reason: word(&void.reason),
            answer,
        })
    }
}

/// None where nothing is bad.
fn bad_options(bad: &[Bad]) -> Option<Vec<BadShape>> {
    let shape =
        |bad: &Bad| BadShape { option: bad.option.clone(), severity: word(&bad.severity), must: bad.must.clone() };
    (!bad.is_empty()).then(|| bad.iter().map(shape).collect())
}

/// A tick and a signature say nothing but that they are there.
pub(super) fn captured(value: &Value, floor: &Floor) -> Option<serde_json::Value> {
    Some(match value {
        Value::Tick | Value::WithoutEvidence | Value::Private | Value::NotComputed { .. } => return None,
        Value::Signal { signal, .. } => signal.to_string().into(),
        Value::Acted { action, .. } => action.to_string().into(),
        Value::Decided { outcome, .. } => outcome.word().into(),
        Value::Number { value } => value.to_string().into(),
        Value::Text { body } => floor.body(body)?.into(),
        Value::Choice { option } => option.clone().into(),
        Value::Choices { options } => options.clone().into(),
        Value::Count { value } => (*value).into(),
        Value::File { sha256, .. } => sha256.clone().into(),
        Value::Signature { person } | Value::Person { person } => person.to_string().into(),
    })
}

fn state(state: &RunState) -> &'static str {
    match state {
        RunState::Due => "due",
        RunState::InProgress => "in-progress",
        RunState::Done => "done",
        RunState::Skipped { .. } => "skipped",
        RunState::Missed { .. } => "missed",
        RunState::Cancelled { .. } => "cancelled",
    }
}

fn reason(state: &RunState, floor: &Floor) -> Option<String> {
    match state {
        RunState::Skipped { reason, .. } => Some(word(reason)),
        RunState::Missed { reason } => Some(word(reason)),
        RunState::Cancelled { reason: CancelReason::Superseded } => Some("superseded".to_owned()),
        RunState::Cancelled { reason: CancelReason::Signal { signal, name } } => Some(format!("{name} ({signal})")),
        RunState::Cancelled { reason: CancelReason::Manager { reason, .. } } => floor.body(reason),
        _ => None,
    }
}
