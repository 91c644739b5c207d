//! What will fire between two instants, and what will not (T11). Pure: `floorboard plan` prints it.

use super::SiteCalendar;
use super::candidate::{Candidate, Name};
use super::timeline::Timeline;
use crate::domain::calendar::{Calendar, Instant, Occurrence, OccurrenceNote};
use crate::domain::id::{OccurrenceKey, SopId};
use crate::domain::sop::Sop;
use chrono::{NaiveDate, NaiveDateTime, SecondsFormat, TimeDelta};
use serde::{Serialize, Serializer};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Local times can lag this far behind the order of instants: more than any zone ever skipped or repeated.
const LAG: TimeDelta = TimeDelta::hours(49);

/// One line of a plan. What does not happen has no instants, its nominal local time, and a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanLine {
    pub sop: SopId,
    pub occurrence: OccurrenceKey,
    pub business_date: NaiveDate,
    #[serde(serialize_with = "seconds")]
    pub scheduled: Option<Instant>,
    /// Local clock with its offset, RFC 3339.
    pub local: String,
    #[serde(serialize_with = "seconds")]
    pub opens: Option<Instant>,
    #[serde(serialize_with = "seconds")]
    pub due: Option<Instant>,
    #[serde(serialize_with = "seconds")]
    pub closes: Option<Instant>,
    pub note: Option<String>,
}

/// Everything with `from <= scheduled < to`, by nominal local time, then SOP. Lazy.
pub fn plan<'a>(
    sops: impl IntoIterator<Item = &'a Sop>,
    calendar: &'a SiteCalendar,
    from: Instant,
    to: Instant,
) -> impl Iterator<Item = PlanLine> + 'a {
    let mut sops: Vec<_> = sops.into_iter().collect();
    sops.sort_by(|a, b| a.id.cmp(&b.id));
    let after = from - TimeDelta::nanoseconds(1);
    let mut plan = Plan { calendar, to, lines: Vec::new(), next: BinaryHeap::new(), ready: BinaryHeap::new() };
    for sop in sops {
        plan.lines.push(Line { sop: &sop.id, timeline: Timeline::new(&calendar.days, sop, after), first: None });
        plan.pull(plan.lines.len() - 1);
    }
    plan
}

/// Takes the SOPs' lines in order of instants, and holds back what a later one may still come before by the clock.
struct Plan<'a> {
    calendar: &'a SiteCalendar,
    to: Instant,
    lines: Vec<Line<'a>>,
    /// The instant of each line's first.
    next: BinaryHeap<Reverse<(Instant, usize)>>,
    ready: BinaryHeap<Reverse<Ready>>,
}

struct Line<'a> {
    sop: &'a SopId,
    timeline: Timeline<'a>,
    first: Option<Candidate>,
}

/// Ordered by nominal local time, then SOP.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Ready {
    nominal: NaiveDateTime,
    line: usize,
    at: Instant,
    key: OccurrenceKey,
    plan: Unordered,
}

/// What takes no part in the order: its key does.
struct Unordered(PlanLine);

impl PartialEq for Unordered {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl Eq for Unordered {}
impl PartialOrd for Unordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Unordered {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

impl Plan<'_> {
    fn pull(&mut self, line: usize) {
        let first = self.lines[line].timeline.next_candidate().filter(|candidate| candidate.at < self.to);
        if let Some(candidate) = &first {
            self.next.push(Reverse((candidate.at, line)));
        }
        self.lines[line].first = first;
    }

    fn take(&mut self, index: usize) {
        let line = &mut self.lines[index];
        if let Some(candidate) = line.first.take() {
            let occurrence = line.timeline.occurrence(&candidate);
            let plan = self.calendar.line(line.sop, &candidate, occurrence);
            self.ready.push(Reverse(Ready {
                // A date that no calendar has is over at midnight, and belongs before it.
                nominal: candidate.nominal
                    - TimeDelta::nanoseconds(i64::from(matches!(candidate.name, Name::Written { .. }))),
                line: index,
                at: candidate.at,
                key: plan.occurrence.clone(),
                plan: Unordered(plan),
            }));
        }
        self.pull(index);
    }
}

impl Iterator for Plan<'_> {
    type Item = PlanLine;
    fn next(&mut self) -> Option<PlanLine> {
        loop {
            let coming = self.next.peek().map(|next| next.0);
            if let Some(ready) = self.ready.peek() {
                let nominal = ready.0.nominal;
                if coming.is_none_or(|(at, _)| nominal < self.calendar.days.zone.civil(at) - LAG) {
                    return self.ready.pop().map(|ready| ready.0.plan.0);
                }
            }
            let (_, line) = coming?;
            self.next.pop();
            self.take(line);
        }
    }
}

impl SiteCalendar {
    fn line(&self, sop: &SopId, candidate: &Candidate, occurrence: Occurrence) -> PlanLine {
        let clock = self.local(candidate.at);
        let times = occurrence.times;
        let local = match (&times, &candidate.name) {
            (Some(_), _) => clock.to_rfc3339_opts(SecondsFormat::Secs, false),
            // Written as it stands in no calendar: the 31st of April.
            (None, Name::Written { date, time }) => {
                let date = date.split('~').next().unwrap_or(date);
                let time = if time.parse::<chrono::NaiveTime>().is_ok() {
                    time.clone()
                } else {
                    self.days.site.day_starts.to_string()
                };
                format!("{date}T{time}{}", clock.offset())
            }
            (None, _) => format!("{:?}{}", candidate.nominal, clock.offset()),
        };
        PlanLine {
            sop: sop.clone(),
            occurrence: occurrence.key,
            business_date: occurrence.business_date,
            scheduled: times.map(|times| times.scheduled),
            local,
            opens: times.map(|times| times.opens),
            due: times.map(|times| times.due),
            closes: times.map(|times| times.closes),
            note: occurrence.note.map(|note| describe(&note, &candidate.nominal)),
        }
    }
}

/// A note in a few words.
fn describe(note: &OccurrenceNote, nominal: &NaiveDateTime) -> String {
    match note {
        OccurrenceNote::ClosedDay => "closed day".to_owned(),
        OccurrenceNote::OutOfSeason => "out of season".to_owned(),
        OccurrenceNote::NoSuchDate => "no such date".to_owned(),
        OccurrenceNote::NoOpeningHours => "no opening hours".to_owned(),
        OccurrenceNote::ClockSkips => format!("the clock skips {}", nominal.format("%H:%M")),
        OccurrenceNote::MovedFrom { date } => format!("moved from {date}, a closed day"),
        OccurrenceNote::ConditionFalse => "its condition does not hold".to_owned(),
        OccurrenceNote::WindowPassed => "its time was over".to_owned(),
        OccurrenceNote::AlreadySettled => "settled before".to_owned(),
        OccurrenceNote::SameInstant { key } => format!("the same instant as {key}"),
    }
}

/// UTC with `Z`, whole seconds.
#[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
fn seconds<S: Serializer>(at: &Option<Instant>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => serializer.collect_str(&at.to_rfc3339_opts(SecondsFormat::Secs, true)),
        None => serializer.serialize_none(),
    }
}
