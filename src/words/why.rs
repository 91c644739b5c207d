//! Why something is there, in plain words: a line for each reason, and the lines of files that say so.

use super::procedure::{moment_words, trigger_words, wait_words};
use super::{Label, Names, Words, actor, card, say};
use crate::domain::calendar::OccurrenceNote;
use crate::domain::date_value::DateValue;
use crate::domain::id::{CaseId, SopId};
use crate::domain::sop::{Anchor, DateSide, Moment, Wait};
use crate::domain::timer::{Subject, TimerKind};
use crate::domain::why::{Asked, Place, Plus, Reason, TimeOf, What, Why};
use crate::domain::work::Stage;
use chrono::TimeDelta;

/// One reason, told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyLine {
    /// At the left.
    pub name: String,
    pub says: String,
    pub places: Vec<Place>,
}

/// Puts words to an answer, line by line.
pub fn why(why: &Why, names: &dyn Names) -> Vec<WhyLine> {
    let mut lines = Vec::new();
    if let Some(exception) = &why.exception {
        lines.push(plain(say!(names.words(), "why-what"), card(exception, names).what));
    }
    lines.extend(why_reasons(why, names));
    if lines.is_empty() {
        let nothing = match why.asked {
            Asked::Next => say!(names.words(), "why-nothing-next"),
            _ => say!(names.words(), "why-nothing-known"),
        };
        lines.push(plain(String::new(), nothing));
    }
    if let Some(version) = &why.version {
        let short = version.version.as_str().get(..8).unwrap_or(version.version.as_str());
        let says = if version.still {
            say!(names.words(), "why-version-now", hash = short)
        } else {
            say!(names.words(), "why-version-then", hash = short)
        };
        lines.push(plain(say!(names.words(), "why-version"), says));
    }
    lines
}

/// The reasons alone, in their order.
pub fn why_reasons(why: &Why, names: &dyn Names) -> Vec<WhyLine> {
    why.reasons.iter().map(|reason| line(reason, why, names)).collect()
}

fn plain(name: String, says: String) -> WhyLine {
    WhyLine { name, says, places: Vec::new() }
}

fn line(reason: &Reason, why: &Why, names: &dyn Names) -> WhyLine {
    let words = names.words();
    let trigger = |at: usize| {
        let trigger = why.sop.as_ref().and_then(|sop| sop.triggers.get(at));
        trigger.map(|trigger| trigger_words(trigger, words)).unwrap_or_default()
    };
    let (name, says) = match &reason.what {
        What::Schedule { trigger: at, nominal, note } => {
            let mut says = trigger(*at);
            if let Some(nominal) = nominal {
                let at = format!("{} {}", words.weekday_and_day(nominal.date()), nominal.format("%H:%M"));
                says = say!(words, "why-schedule-came", schedule = says, at = at);
            }
            let moved = note.as_ref().and_then(|note| moved(note, words));
            (say!(words, "why-schedule"), moved.map_or_else(|| says.clone(), |moved| format!("{says}; {moved}")))
        }
        What::Recurrence { trigger: at } => (say!(words, "why-schedule"), trigger(*at)),
        What::ByHand { by, at } => {
            let by = by.as_ref().map(|by| names.person(by)).unwrap_or_default();
            let at = at.map(|at| names.time(at)).unwrap_or_default();
            (say!(words, "why-schedule"), say!(words, "why-by-hand", name = by, at = at))
        }
        What::Occurrence { key } => (say!(words, "why-schedule"), say!(words, "why-occurrence", key = key.as_str())),
        What::Sum { time, from, plus, comes_to } => {
            let (from_at, to) = (names.time(*from), names.time(*comes_to));
            (time_of(*time, words), sum(&from_at, plus, &to, words))
        }
        What::Reopened { count } => (String::new(), say!(words, "why-reopened", count = *count)),
        What::Step { step } => {
            let run = if let Asked::Run { run, .. } = why.asked { Some(run) } else { None };
            let said = run.map_or_else(|| step.to_string(), |run| names.step(run, step));
            (say!(words, "why-step"), said)
        }
        What::Recorded { seq, kind, at, actor: by } => {
            let (at, by) = (names.time(*at), actor(by, names));
            (
                say!(words, "why-recorded"),
                say!(words, "why-recorded-as", fact = kind.as_str(), seq = *seq, at = at, name = by),
            )
        }
        What::Limit { run, step, .. } if names.hides(*run, step) => (say!(words, "why-limit"), say!(words, "private")),
        What::Limit { run, step, value, side, bound, severity } => {
            let unit = names.limit(*run, step, 0).1;
            let value = format!("{} {unit}", words.number(value));
            let (side, bound) = (side.said(words), words.number(bound));
            let severity = severity.said(words);
            let says = say!(words, "why-over", value = value.trim(), side = side, bound = bound, severity = severity);
            (say!(words, "why-limit"), says)
        }
        What::BadOption { run, step, options } => {
            let options = if names.hides(*run, step) { say!(words, "private") } else { options.join(", ") };
            (say!(words, "why-limit"), say!(words, "why-bad", options = options))
        }
        What::NotDone { done, of, closed, .. } => {
            let at = names.time(*closed);
            (say!(words, "why-limit"), say!(words, "why-not-done", at = at, done = *done, of = *of))
        }
        What::Group { group, count, last } => {
            let last = names.time(*last);
            (say!(words, "why-count"), say!(words, "why-grouped", count = *count, group = group.as_str(), last = last))
        }
        What::Trigger { trigger: at, next } => {
            let next = next.map(|next| names.time(next));
            let says = match next {
                Some(next) => say!(words, "why-comes-next", schedule = trigger(*at), next = next),
                None => trigger(*at),
            };
            (say!(words, "why-schedule"), says)
        }
        What::Agent { .. } => (say!(words, "why-agent"), agent(&reason.what, why, names)),
        What::Person { person } => (say!(words, "why-person"), names.person(person)),
        What::File => (say!(words, "why-file"), String::new()),
        What::Next { at, kind, subject, of } => (names.time(*at), next(*kind, subject, of.as_ref(), names)),
        What::Signal { trigger: at, signal: None } => (say!(words, "why-trigger"), trigger(*at)),
        What::Signal { trigger: at, signal: Some(signal) } => {
            let case = signal.case.as_ref().map(|case| format!(" {case}")).unwrap_or_default();
            let came = format!("{}{case}", signal.name);
            let (schedule, at, id) = (trigger(*at), names.time(signal.at), signal.id.as_str());
            (
                say!(words, "why-trigger"),
                say!(words, "why-signal-came", schedule = schedule, signal = came, at = at, id = id),
            )
        }
        What::Fired { at, .. } => (say!(words, "why-fired"), names.time(*at)),
        What::Dated { field, value, side, by, comes_to } => {
            let date = match value {
                DateValue::Day(day) => words.date(*day),
                DateValue::Moment(at) => names.time(*at),
            };
            let (length, to) = (wait_words(*by, words), names.time(*comes_to));
            let sum = match side {
                DateSide::Before => say!(words, "why-sum-before", from = date, length = length, to = to),
                DateSide::After => say!(words, "why-sum", from = date, length = length, to = to),
            };
            (say!(words, "why-dated"), say!(words, "why-dated-sum", field = field.as_str(), sum = sum))
        }
        What::Counted { kind, count, first, last, within } => {
            let (first, last, length) = (names.time(*first), names.time(*last), wait_words(*within, words));
            let kind = kind.as_str();
            let says = say!(
                words,
                "why-counted-sum",
                kind = kind,
                count = *count,
                first = first,
                last = last,
                length = length
            );
            (say!(words, "why-counted"), says)
        }
        What::Raise { severity } => (say!(words, "why-raise"), severity.said(words)),
    };
    WhyLine { name, says, places: reason.places.clone() }
}

/// Who has a step, and what is waited for.
fn agent(what: &What, why: &Why, names: &dyn Names) -> String {
    let words = names.words();
    let What::Agent { step, agent, stage, decides, action, paused } = what else { return String::new() };
    let run = if let Asked::Run { run, .. } = why.asked { Some(run) } else { None };
    let step = run.map_or_else(|| step.to_string(), |run| names.step(run, step));
    let (step, agent) = (step.as_str(), agent.as_str());
    let says = match (decides, action) {
        (Some((id, role, until)), _) => {
            let (id, role, until) = (id.to_string(), role.as_str(), names.time(*until));
            say!(words, "why-agent-pending", id = id, role = role, step = step, until = until)
        }
        (None, Some((id, _))) if *stage == Stage::Unknown => {
            say!(words, "why-agent-unknown", id = id.to_string(), step = step)
        }
        (None, Some((id, standing))) => {
            let (id, standing) = (id.to_string(), standing.said(words));
            say!(words, "why-agent-acting", agent = agent, step = step, id = id, standing = standing)
        }
        (None, None) => say!(words, "why-agent-stage", agent = agent, step = step, stage = stage.said(words)),
    };
    if *paused { say!(words, "why-agent-still", says = says, agent = agent) } else { says }
}

fn time_of(time: TimeOf, words: Words) -> String {
    match time {
        TimeOf::Scheduled => say!(words, "why-scheduled"),
        TimeOf::Opens => say!(words, "why-opens"),
        TimeOf::Due | TimeOf::StepDue => say!(words, "why-due"),
        TimeOf::Closes => say!(words, "why-closes"),
        TimeOf::StepEnd => say!(words, "why-step-end"),
        TimeOf::WaitedFor => say!(words, "why-waited"),
        TimeOf::RespondBy => say!(words, "why-respond-by"),
    }
}

/// `19:15 + 45m = 20:00`.
fn sum(from: &str, plus: &Plus, to: &str, words: Words) -> String {
    match plus {
        Plus::Written(Wait::Elapsed(0)) => say!(words, "why-sum-same", to = to),
        Plus::Written(wait @ Wait::Elapsed(..0)) => {
            say!(words, "why-sum-before", from = from, length = wait_words(*wait, words), to = to)
        }
        Plus::Written(wait) => say!(words, "why-sum", from = from, length = wait_words(*wait, words), to = to),
        Plus::ByDefault(length) if *length == TimeDelta::zero() => say!(words, "why-sum-same", to = to),
        Plus::ByDefault(length) => {
            say!(words, "why-sum-default", from = from, length = words.duration(*length), to = to)
        }
        Plus::Anchor(anchor, seconds) => {
            let moment = moment_words(&Moment { anchor: anchor.clone(), offset_seconds: *seconds }, words);
            let anchor: Anchor = anchor.clone();
            let anchor = moment_words(&Moment { anchor, offset_seconds: 0 }, words);
            if *seconds == 0 {
                say!(words, "why-sum-anchor", anchor = anchor, to = to)
            } else {
                say!(words, "why-sum-from-anchor", anchor = anchor, from = from, moment = moment, to = to)
            }
        }
    }
}

fn moved(note: &OccurrenceNote, words: Words) -> Option<String> {
    match note {
        OccurrenceNote::ClockSkips => Some(say!(words, "told-clock-skips")),
        OccurrenceNote::MovedFrom { date } => Some(say!(words, "told-moved-from", date = date.to_string())),
        _ => None,
    }
}

/// What the engine does then, and of what.
fn next(kind: TimerKind, subject: &Subject, of: Option<&(SopId, Option<CaseId>)>, names: &dyn Names) -> String {
    let words = names.words();
    let what = match subject {
        Subject::Run(run) => names.run(*run),
        Subject::Sop(sop) => names.sop(sop),
        Subject::Exception(id) => {
            names.exception(*id).map_or_else(|| id.to_string(), |exception| card(exception, names).what)
        }
        Subject::Site => say!(words, "why-next-site"),
        Subject::Watch(_) => of.map_or_else(
            || subject.to_string(),
            |(sop, case)| {
                let case = case.as_ref().map(|case| format!(", {case}")).unwrap_or_default();
                format!("{}{case}", names.sop(sop))
            },
        ),
        Subject::Approval(id) => id.to_string(),
        Subject::Preparation(id) => id.to_string(),
        Subject::Action(id) => id.to_string(),
        Subject::List(_) | Subject::Notice(_) | Subject::Signal(_) | Subject::Rollout(_) | Subject::Agent(_) => {
            subject.to_string()
        }
        Subject::Source(id) => id.to_string(),
    };
    match kind {
        TimerKind::Next | TimerKind::Recur => say!(words, "why-next-opens", what = what),
        TimerKind::Due => say!(words, "why-next-due", what = what),
        TimerKind::Closes => say!(words, "why-next-closes", what = what),
        TimerKind::Withdraw => say!(words, "why-next-withdraw", what = what),
        TimerKind::Signals => say!(words, "why-next-signals"),
        TimerKind::Sources => say!(words, "source-next-stale", source = what),
        TimerKind::Resume => say!(words, "source-next-resume", source = what),
        TimerKind::Breach if of.is_some() => say!(words, "why-next-watch", what = what),
        TimerKind::Breach => say!(words, "why-next-breach", what = what),
        TimerKind::Remind => say!(words, "why-next-remind", what = what),
        TimerKind::Rung => say!(words, "why-next-rung", what = what),
        TimerKind::AckEnds => say!(words, "why-next-taken-ends", what = what),
        TimerKind::ShelfEnds => say!(words, "why-next-later-ends", what = what),
        TimerKind::Recheck => say!(words, "why-next-recheck", what = what),
        TimerKind::Review => say!(words, "why-next-review", what = what),
        TimerKind::Holidays => say!(words, "why-next-holidays"),
        TimerKind::Notice => say!(words, "why-next-notice"),
        TimerKind::Delegation => say!(words, "why-next-delegation"),
        TimerKind::ApprovalEnds => say!(words, "why-next-approval", what = what),
        TimerKind::Preparation => say!(words, "why-next-preparation", what = what),
        TimerKind::Retry => say!(words, "why-next-retry", what = what),
    }
}
