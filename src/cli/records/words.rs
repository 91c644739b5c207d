//! Words for a row: its cells as people read them, and gaps in a few words.

use crate::cli::floor::Floor;
use crate::domain::calendar::{Instant, OccurrenceNote};
use crate::domain::evidence::{Observed, Value};
use crate::domain::id::BodyHash;
use crate::domain::record::{Answered, Became, Gap, GapKind, InRange, Record, Span, Summary};
use crate::domain::run::CancelReason;
use crate::domain::run::RunFile;
use crate::domain::sop::Side;
use crate::domain::step::Stage;
use crate::words::{self, Label, Names};

/// A row as it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub due: String,
    pub what: String,
    pub reading: String,
    pub limit: String,
    /// `in`, `OUT, high`, or nothing to compare.
    pub range: String,
    pub action: String,
    pub next: String,
    pub done: String,
    pub who: String,
    pub remark: String,
    /// In place of a reading.
    pub gap: Option<String>,
}

/// With the SOP's title where several are shown.
pub fn row(record: &Record, floor: &Floor, with_title: bool) -> Row {
    let label = record.label.as_ref().and_then(|label| floor.body(label));
    let parts =
        [with_title.then(|| record.title.clone()), label, Some(record.text.clone()).filter(|text| !text.is_empty())];
    let begin = (record.stage == Some(Stage::Start)).then(|| "start".to_owned());
    let what = parts.into_iter().flatten().chain(begin).collect::<Vec<_>>().join(" · ");
    let row = Row {
        due: local(record.due, floor),
        what: if what.is_empty() { "the whole run".to_owned() } else { what },
        limit: limits(record),
        remark: files(&record.files, floor),
        who: record.person().map(|person| floor.person(person)).unwrap_or_default(),
        ..Row::default()
    };
    match &record.became {
        Became::Answered(answered) => answered_row(row, record, answered, floor),
        Became::Gap { why, count, until } => {
            let times = (*count > 1).then(|| format!("{count} times"));
            let until = until.map(|until| format!("up to {}", local(until, floor)));
            let said = [Some(gap(why, floor)), times, until];
            Row { gap: Some(said.into_iter().flatten().collect::<Vec<_>>().join(", ")), ..row }
        }
    }
}

fn answered_row(row: Row, record: &Record, answered: &Answered, floor: &Floor) -> Row {
    let captured = words::captured(&answered.value, record.unit.as_deref().unwrap_or_default(), floor);
    let reading = match &answered.value {
        Value::Tick => "done".to_owned(),
        Value::WithoutEvidence => "done, without evidence".to_owned(),
        _ => captured,
    };
    let mut range = match answered.severity() {
        Some(severity) => format!("OUT, {}", severity.label()),
        None if is_compared(record) => "in".to_owned(),
        None => String::new(),
    };
    if let Some(minutes) = answered.minutes_over() {
        let parts = [Some(range).filter(|range| !range.is_empty()), Some(format!("{minutes} min over time"))];
        range = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    }
    let next = answered.next.as_ref().map(|next| {
        let range = if next.is_in_range == InRange::Yes { "in" } else { "OUT" };
        let value = words::captured(&next.value, "", floor);
        format!("{value} {range}, {}", local(next.entered, floor))
    });
    let missing =
        || if answered.severity().is_some() && answered.void.is_none() { "none yet".to_owned() } else { String::new() };
    let mut remark: Vec<String> = observed(&answered.observed, floor).into_iter().collect();
    if let Some(minutes) = answered.span.and_then(Span::minutes) {
        remark.push(format!("after {minutes} min"));
    }
    remark.extend(Some(row.remark.clone()).filter(|files| !files.is_empty()));
    if let Some(void) = &answered.void {
        let (by, at) = (floor.person(&void.by), local(void.at, floor));
        remark.push(format!("undone {at} by {by}: {}", void.reason.label()));
    }
    Row {
        reading,
        range,
        action: action(answered, floor),
        next: next.unwrap_or_else(missing),
        done: local(answered.entered, floor),
        remark: remark.join("; "),
        ..row
    }
}

/// Whether there is anything that an answer is held against.
pub fn is_compared(record: &Record) -> bool {
    !record.limits.is_empty() || !record.bad.is_empty()
}

/// `file 3f2a91c8 (application/pdf, Sam Okoro)`.
fn files(files: &[RunFile], floor: &Floor) -> String {
    let told = files.iter().map(|file| {
        let hash = if file.file.sha256.is_empty() { "private" } else { file.file.sha256.get(..8).unwrap_or_default() };
        format!("file {hash} ({}, {})", file.file.media, floor.person(&file.by))
    });
    told.collect::<Vec<_>>().join("; ")
}

/// When it was seen and from what, with the date: a record is read on another day.
fn observed(observed: &Observed, floor: &Floor) -> Option<String> {
    let from = observed.from.as_deref().map(|from| format!("from {}", floor.text(from)));
    let seen = observed.at.map(|at| format!("seen {}", local(at, floor)));
    let parts: Vec<String> = seen.into_iter().chain(from).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What was to be done, and what was.
fn action(answered: &Answered, floor: &Floor) -> String {
    if answered.severity().is_none() || answered.void.is_some() {
        return String::new();
    }
    let must = answered.must.as_deref().unwrap_or_default();
    match &answered.corrected {
        Some(correction) => {
            let by = floor.person(&correction.by);
            let how = match &correction.action {
                Some(action) => floor.body(action).unwrap_or_else(|| "(text redacted)".to_owned()),
                None if must.is_empty() => "done".to_owned(),
                None => format!("done: {must}"),
            };
            format!("{how} ({by}, {})", local(correction.at, floor))
        }
        None if must.is_empty() => "nothing recorded".to_owned(),
        None => format!("nothing recorded; to do: {must}"),
    }
}

/// The local clock with its offset.
pub fn local(at: Instant, floor: &Floor) -> String {
    match floor.zone() {
        Some(zone) => zone.local(at).format("%Y-%m-%d %H:%M %:z").to_string(),
        None => at.format("%Y-%m-%d %H:%M +00:00").to_string(),
    }
}

/// `above 5.0/8.0, below 0.0`: what is out of range.
fn limits(record: &Record) -> String {
    let of = |side: Side| {
        let bounds: Vec<String> =
            record.limits.iter().filter(|limit| limit.side == side).map(|limit| limit.bound.to_string()).collect();
        (!bounds.is_empty()).then(|| format!("{} {}", side.label(), bounds.join("/")))
    };
    let bad = (!record.bad.is_empty()).then(|| record.bad.join(", "));
    [of(Side::Above), of(Side::Below), bad].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Why there is nothing.
pub fn gap(why: &Gap, floor: &Floor) -> String {
    let noted = |said: String| match gap_note(why).map(|note| floor.body(note)) {
        Some(Some(note)) => format!("{said}: {note}"),
        Some(None) => format!("{said}: (text redacted)"),
        None => said,
    };
    match why {
        Gap::Cancelled { reason: CancelReason::Manager { .. } } => noted("cancelled".to_owned()),
        Gap::Cancelled { reason: CancelReason::Signal { name, .. } } => format!("cancelled: {name}"),
        Gap::RunSkipped { reason, .. } => noted(format!("skipped, all of it, {}", reason.label())),
        Gap::StepSkipped { reason, .. } => noted(format!("skipped, {}", reason.label())),
        Gap::NotFired { note } => match note {
            OccurrenceNote::ClosedDay => "closed that day".to_owned(),
            OccurrenceNote::NoOpeningHours => "no opening hours that day".to_owned(),
            _ => "no such date or time".to_owned(),
        },
        _ => gap_label(why.kind()),
    }
}

/// The text that goes with it.
pub fn gap_note(why: &Gap) -> Option<&BodyHash> {
    match why {
        Gap::StepSkipped { note, .. } | Gap::RunSkipped { note, .. } => note.as_ref(),
        Gap::Cancelled { reason: CancelReason::Manager { reason, .. } } => Some(reason),
        _ => None,
    }
}

/// As it is counted.
fn gap_label(kind: GapKind) -> String {
    match kind {
        GapKind::Missed => "missed, not done in time",
        GapKind::EngineDown => "missed, no engine was running",
        GapKind::NotOpened => "not opened, no engine runs",
        GapKind::Overdue => "open and overdue",
        GapKind::Skipped(reason) => return format!("skipped, {}", reason.label()),
        GapKind::ClosedDay => "closed that day",
        GapKind::NoSuchTime => "no such time that day",
        GapKind::Cancelled => "cancelled",
        GapKind::Superseded => "superseded by an edit",
        GapKind::NotInForce => "the procedure was not in force",
        GapKind::NotOnList => "not on the list",
        GapKind::NotAsked => "not asked for at that time",
        GapKind::LeftOut => "left out, as it may be",
        GapKind::NotYet => "not yet",
    }
    .to_owned()
}

/// The word in JSON and CSV.
pub fn gap_word(kind: GapKind) -> String {
    match kind {
        GapKind::Missed => "missed",
        GapKind::EngineDown => "engine-down",
        GapKind::NotOpened => "not-opened",
        GapKind::Overdue => "overdue",
        GapKind::Skipped(reason) => return format!("skipped-{}", crate::cli::shapes::word(&reason)),
        GapKind::ClosedDay => "closed-day",
        GapKind::NoSuchTime => "no-such-time",
        GapKind::Cancelled => "cancelled",
        GapKind::Superseded => "superseded",
        GapKind::NotInForce => "not-in-force",
        GapKind::NotOnList => "not-on-list",
        GapKind::NotAsked => "not-asked",
        GapKind::LeftOut => "left-out",
        GapKind::NotYet => "not-yet",
    }
    .to_owned()
}

/// Values that name a person, where names are masked.
pub fn masked_value(value: &Value, floor: &Floor) -> Option<serde_json::Value> {
    match value {
        Value::Signature { person } | Value::Person { person } => Some(floor.person_id(person).into()),
        _ => None,
    }
}

/// "92 readings, 3 out of range, 2 of them corrected; 5 gaps: 3 missed, not done in time; 2 closed that day".
pub fn summary(summary: &Summary) -> String {
    let others = summary.answers - summary.readings;
    let mut parts = Vec::new();
    if summary.readings > 0 || others == 0 {
        parts.push(words::count(summary.readings.into(), "reading"));
    }
    if summary.readings > 0 || others == 0 || summary.out_of_range > 0 {
        parts.push(format!("{} out of range", summary.out_of_range));
    }
    if summary.out_of_range > 0 {
        parts.push(format!("{} of them corrected", summary.corrected));
    }
    if summary.over_time > 0 {
        parts.push(format!("{} over time", summary.over_time));
    }
    if others > 0 {
        parts.push(words::count(others.into(), if summary.readings > 0 { "other answer" } else { "answer" }));
    }
    if summary.undone > 0 {
        parts.push(format!("{} undone", summary.undone));
    }
    let gaps = words::count(summary.gap_count().into(), "gap");
    let reasons: Vec<String> =
        summary.gaps.iter().map(|(kind, count)| format!("{count} {}", gap_label(*kind))).collect();
    let said = format!("{}; {gaps}", parts.join(", "));
    if reasons.is_empty() { said } else { format!("{said}: {}", reasons.join("; ")) }
}
