//! Why something is there: which line of which file, which schedule, which fact, and the arithmetic that made it due.
//! Pure: texts and lines are handed in, words are put to it where it is shown.

use super::action::{Action, ActionStanding};
use super::actor::Actor;
use super::approval::Approval;
use super::calendar::{Calendar, Instant, OccurrenceNote, Times};
use super::date_value::DateValue;
use super::exception::{Cause, Exception, Severity};
use super::id::{
    ActionId, AgentId, ApprovalId, CaseId, ExceptionId, ItemId, ListId, OccurrenceKey, PersonId, RoleId, RunId, SopId,
    VersionHash,
};
use super::repetition::LinkedFact;
use super::rollout::Paused;
use super::run::Run;
use super::signal::Signal;
use super::sop::{Anchor, At, Bound, DateSide, Side, Sop, Trigger, Wait, When, Window};
use super::step::StepKey;
use super::timer::{Subject, TimerKind};
use super::work::{Stage, Work};
use chrono::{NaiveDateTime, TimeDelta};
use rust_decimal::Decimal;
use std::sync::Arc;

/// Firings of one procedure that may open at one instant.
const MOST_AT_ONCE: usize = 1_000;

/// What is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Run {
        run: RunId,
        /// The line of it that is asked about.
        step: Option<StepKey>,
    },
    Exception(ExceptionId),
    /// What the plan says will come.
    Planned {
        sop: SopId,
        occurrence: OccurrenceKey,
        times: Times,
    },
    Sop(SopId),
    Person(PersonId),
    /// Nothing is there: what comes next of all.
    Next,
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    pub asked: Asked,
    /// The version that counts for it; none where no procedure speaks.
    pub version: Option<InForce>,
    pub sop: Option<Arc<Sop>>,
    pub exception: Option<Arc<Exception>>,
    pub reasons: Vec<Reason>,
}

/// A version, and whether it is the one in force now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    pub version: VersionHash,
    pub still: bool,
}

/// One reason, and the lines of files that say so.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    pub what: What,
    pub places: Vec<Place>,
}

/// A line of a file that an admin wrote.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    pub file: String,
    /// From 1.
    pub line: u32,
    /// The line as it stands there.
    pub text: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A schedule of its procedure came to this local time.
    Schedule {
        trigger: usize,
        nominal: Option<NaiveDateTime>,
        note: Option<OccurrenceNote>,
    },
    /// A while after the run before ended.
    Recurrence {
        trigger: usize,
    },
    ByHand {
        by: Option<PersonId>,
        at: Option<Instant>,
    },
    /// What came from outside, and a trigger listens for.
    Signal {
        trigger: usize,
        signal: Option<Box<Signal>>,
    },
    /// A trigger that is no schedule fired for this instant.
    Fired {
        trigger: usize,
        at: Instant,
    },
    /// A date that a signal brought, and how far from it: `2026-12-31 − 30 days`.
    Dated {
        field: String,
        value: DateValue,
        side: DateSide,
        by: Wait,
        comes_to: Instant,
    },
    /// So many of one kind in one window.
    Counted {
        kind: String,
        count: u32,
        first: Instant,
        last: Instant,
        within: Wait,
    },
    /// As `[raise]` says.
    Raise {
        severity: Severity,
    },
    /// What opened it, by its key: nothing in the file says it any more.
    Occurrence {
        key: OccurrenceKey,
    },
    /// `19:15 + 45m = 20:00`.
    Sum {
        time: TimeOf,
        from: Instant,
        plus: Plus,
        comes_to: Instant,
    },
    /// Its times are new ones.
    Reopened {
        count: u32,
    },
    /// The line of a checklist that is asked about.
    Step {
        step: StepKey,
    },
    /// What was recorded, and by whom.
    Recorded {
        seq: u64,
        kind: String,
        at: Instant,
        actor: Actor,
    },
    /// `9.1 is above 8.0`.
    Limit {
        run: RunId,
        step: StepKey,
        value: Decimal,
        side: Side,
        bound: Decimal,
        severity: Severity,
    },
    /// What was chosen is marked as bad.
    BadOption {
        run: RunId,
        step: StepKey,
        options: Vec<String>,
    },
    /// It stood open when it closed.
    NotDone {
        run: RunId,
        done: u32,
        of: u32,
        closed: Instant,
    },
    /// A recurrence while it is open counts on this card.
    Group {
        group: String,
        count: u32,
        last: Instant,
    },
    /// Where a schedule of a procedure stands, and when it comes next.
    Trigger {
        trigger: usize,
        next: Option<Instant>,
    },
    /// An agent has a step of it, or somebody is to decide about what one prepared.
    Agent {
        step: StepKey,
        agent: AgentId,
        stage: Stage,
        /// Who is to decide, and until when.
        decides: Option<(ApprovalId, RoleId, Instant)>,
        action: Option<(ActionId, ActionStanding)>,
        /// Somebody told it to stand still.
        paused: bool,
    },
    Person {
        person: PersonId,
    },
    /// A file alone says it.
    File,
    /// The engine comes by then; of a watch, whose procedure's, and the case.
    Next {
        at: Instant,
        kind: TimerKind,
        subject: Subject,
        of: Option<(SopId, Option<CaseId>)>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeOf {
    Scheduled,
    Opens,
    Due,
    Closes,
    /// Of one step.
    StepDue,
    /// A timed step's end.
    StepEnd,
    /// Until when a signal was waited for, or an answer to one put off.
    WaitedFor,
    /// Until when somebody is to have it.
    RespondBy,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plus {
    Written(Wait),
    /// Nothing is written: the rule for that.
    ByDefault(TimeDelta),
    /// From an opening, a closing, a shift.
    Anchor(Anchor, i32),
}

/// Where things stand in the files, by the path of their key: `trigger[0].due`.
pub trait Lines {
    /// Exactly this key.
    fn sop(&self, path: &str) -> Option<Place>;
    /// A row of a list.
    fn row(&self, list: &ListId, item: &ItemId) -> Option<Place>;
}

/// A trigger that is no schedule, and what it fired for.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub trigger: usize,
    /// The signal that fired it, or that was not answered.
    pub signal: Option<Signal>,
    /// Where it is known.
    pub due: Option<Instant>,
    /// What it counted, of a repetition, in order.
    pub counted: Vec<LinkedFact>,
}

/// What stands beside a run.
pub struct Beside<'a> {
    pub sop: &'a Sop,
    /// Of the site version that the run is pinned to.
    pub calendar: &'a dyn Calendar,
    pub lines: &'a dyn Lines,
}

impl Why {
    /// The procedure's file is called otherwise.
    pub fn call_file(&mut self, name: &str) {
        let Some(usual) = self.sop.as_ref().map(|sop| format!("sops/{}.toml", sop.id)) else { return };
        let places = self.reasons.iter_mut().flat_map(|reason| &mut reason.places);
        places.filter(|place| place.file == usual).for_each(|place| name.clone_into(&mut place.file));
    }
}

impl What {
    /// What a script knows it by. A contract: add, never edit.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Schedule { .. } | Self::Trigger { .. } => "schedule",
            Self::Recurrence { .. } => "recurrence",
            Self::ByHand { .. } => "by-hand",
            Self::Occurrence { .. } => "occurrence",
            Self::Signal { .. } => "signal",
            Self::Fired { .. } => "fired",
            Self::Dated { .. } => "dated",
            Self::Counted { .. } => "counted",
            Self::Raise { .. } => "raise",
            Self::Sum { time, .. } => match time {
                TimeOf::Scheduled => "scheduled",
                TimeOf::Opens => "opens",
                TimeOf::Due => "due",
                TimeOf::Closes => "closes",
                TimeOf::StepDue => "step-due",
                TimeOf::StepEnd => "step-end",
                TimeOf::WaitedFor => "waited-for",
                TimeOf::RespondBy => "respond-by",
            },
            Self::Reopened { .. } => "reopened",
            Self::Step { .. } => "step",
            Self::Recorded { .. } => "recorded",
            Self::Limit { .. } => "limit",
            Self::BadOption { .. } => "bad-option",
            Self::NotDone { .. } => "not-done",
            Self::Group { .. } => "count",
            Self::Agent { .. } => "agent",
            Self::Person { .. } => "person",
            Self::File => "file",
            Self::Next { .. } => "next",
        }
    }
}

impl Reason {
    pub fn plain(what: What) -> Self {
        Self { what, places: Vec::new() }
    }
    fn of(what: What, places: impl IntoIterator<Item = Place>) -> Self {
        let mut all: Vec<Place> = Vec::new();
        for place in places {
            if !all.contains(&place) {
                all.push(place);
            }
        }
        Self { what, places: all }
    }
}

/// Why a run is there and due when it is; and, where a line of it is asked about, where that line stands.
pub fn run(run: &Run, step: Option<&StepKey>, event: Option<&Event>, beside: &Beside<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if let Some(key) = step {
        reasons.extend(of_step(run, key, beside));
    }
    let opened = event.map_or_else(|| opened(run, beside), |event| fired(event, beside));
    let trigger = opened.iter().find_map(|reason| match reason.what {
        What::Schedule { trigger, .. } | What::Recurrence { trigger } | What::Signal { trigger, .. } => Some(trigger),
        What::ByHand { .. } => beside.sop.triggers.iter().position(|it| matches!(it.when, When::Manual)),
        _ => None,
    });
    reasons.extend(opened);
    reasons.extend(times(&run.times, trigger, run.reopened > 0, beside));
    if run.reopened > 0 {
        reasons.push(Reason::plain(What::Reopened { count: run.reopened }));
    }
    reasons
}

/// What an agent has under way in a step, and what it waits for; none where it has no part in it any more.
pub fn agent(
    work: &Work,
    approval: Option<&Approval>,
    action: Option<&Action>,
    paused: &Paused,
    beside: &Beside<'_>,
) -> Option<Reason> {
    let at = beside.sop.steps.iter().position(|step| step.id == work.step)?;
    let of = beside.sop.steps[at].work.as_deref()?;
    if matches!(work.stage, Stage::Over | Stage::ByHand) {
        return None;
    }
    let line = |name: &str| beside.lines.sop(&format!("step[{at}].{name}"));
    let decides = approval.filter(|approval| approval.is_pending());
    let places: Vec<Place> = match (decides, action) {
        (Some(_), _) => line("approve").or_else(|| line("agent")).into_iter().collect(),
        (None, Some(_)) => line("act").into_iter().collect(),
        (None, None) => line("prepare").or_else(|| line("agent")).into_iter().collect(),
    };
    let what = What::Agent {
        step: StepKey::plain(&work.step),
        agent: of.agent.clone(),
        stage: work.stage,
        decides: decides.map(|approval| (approval.id, approval.asked.role.clone(), approval.asked.until)),
        action: action.map(|action| (action.id, action.standing.clone())),
        paused: paused.holds(&of.agent),
    };
    Some(Reason::of(what, places))
}

/// Why the plan has it.
pub fn planned(occurrence: &OccurrenceKey, at: &Times, beside: &Beside<'_>) -> Vec<Reason> {
    let mut reasons = scheduled(occurrence, at, beside)
        .map_or_else(|| vec![Reason::plain(What::Occurrence { key: occurrence.clone() })], |(_, reasons)| reasons);
    let trigger = scheduled(occurrence, at, beside).map(|(trigger, _)| trigger);
    reasons.extend(times(at, trigger, false, beside));
    reasons
}

/// What a procedure waits for: each of its triggers, and when it comes next.
pub fn sop(sop: &Sop, lines: &dyn Lines, next: impl Fn(usize) -> Option<Instant>) -> Vec<Reason> {
    let trigger = |(at, trigger): (usize, &Trigger)| {
        Reason::of(What::Trigger { trigger: at, next: next(at) }, trigger_lines(at, trigger, lines))
    };
    sop.triggers.iter().enumerate().map(trigger).collect()
}

/// Why a card is there. `run`: what it is about, with what stands beside it.
/// `event`: what fired, with the version of the procedure that it fired in.
pub fn exception(
    exception: &Exception,
    about: Option<(&Run, &Beside<'_>)>,
    event: Option<(&Event, &Beside<'_>)>,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    reasons.extend(cause(exception, about));
    if let Some((event, beside)) = event {
        reasons.extend(fired(event, beside));
        let line = |key: &str| beside.lines.sop(&format!("raise.{key}"));
        let says = line("severity").or_else(|| line("what"));
        reasons.push(Reason::of(What::Raise { severity: exception.severity }, says));
        let wait = beside.sop.raise.as_ref().and_then(|raise| raise.respond_within);
        if let Some((wait, by)) = wait.zip(exception.respond_by) {
            let plus = Plus::Written(wait);
            let what = What::Sum { time: TimeOf::RespondBy, from: exception.raised, plus, comes_to: by };
            reasons.push(Reason::of(what, line("respond-within")));
        }
    }
    if exception.count > 1 {
        let (group, count, last) = (exception.group.clone(), exception.count, exception.last);
        reasons.push(Reason::plain(What::Group { group, count, last }));
    }
    // What fired opened the run too: it is told already.
    if let Some((of, beside)) = about.filter(|_| event.is_none()) {
        reasons.extend(run(of, None, None, beside));
    }
    reasons
}

fn cause(exception: &Exception, about: Option<(&Run, &Beside<'_>)>) -> Option<Reason> {
    let step_lines = |key: &StepKey, limit: usize, beside: &Beside<'_>| -> Vec<Place> {
        let Some(at) = beside.sop.steps.iter().position(|step| step.id == key.step) else { return Vec::new() };
        let step = &beside.sop.steps[at];
        let line = beside.lines.sop(&format!("step[{at}].limits[{limit}]")).filter(|_| limit < step.limits.len());
        let line = line.or_else(|| beside.lines.sop(&format!("step[{at}].capture")));
        let column = step.all_limits().nth(limit).is_some_and(|limit| matches!(limit.bound, Bound::Column(_)));
        let row = step.each.as_ref().zip(key.item.as_ref()).filter(|_| column);
        line.into_iter().chain(row.and_then(|(list, item)| beside.lines.row(list, item))).collect()
    };
    Some(match &exception.cause {
        Cause::OutOfRange { run, step, value, side, bound, limit } => {
            let (run, step, value, side, bound) = (*run, step.clone(), *value, *side, *bound);
            let places = about.map(|(_, beside)| step_lines(&step, *limit, beside)).unwrap_or_default();
            Reason::of(What::Limit { run, step, value, side, bound, severity: exception.severity }, places)
        }
        Cause::BadChoice { run, step, options, limit } => {
            let places = about.map(|(_, beside)| step_lines(step, *limit, beside)).unwrap_or_default();
            Reason::of(What::BadOption { run: *run, step: step.clone(), options: options.clone() }, places)
        }
        Cause::Overran { step, started, ends, limit, .. } => {
            let places = about.map(|(_, beside)| step_lines(step, *limit, beside)).unwrap_or_default();
            let plus = Plus::Written(Wait::Elapsed((*ends - *started).num_seconds()));
            Reason::of(What::Sum { time: TimeOf::StepEnd, from: *started, plus, comes_to: *ends }, places)
        }
        Cause::RunMissed { run, done, of, .. } => {
            let closed = about.map_or(exception.raised, |(run, _)| run.times.closes);
            Reason::plain(What::NotDone { run: *run, done: *done, of: *of, closed })
        }
        _ => return None,
    })
}

/// Where a line of a checklist stands, and its own time.
fn of_step(run: &Run, key: &StepKey, beside: &Beside<'_>) -> Vec<Reason> {
    let Some(at) = beside.sop.steps.iter().position(|step| step.id == key.step) else { return Vec::new() };
    let step = &beside.sop.steps[at];
    let line = |name: &str| beside.lines.sop(&format!("step[{at}].{name}"));
    let first = line("do").or_else(|| line("id")).or_else(|| beside.lines.sop(&format!("steps[{at}]")));
    let row = step.each.as_ref().zip(key.item.as_ref()).and_then(|(list, item)| beside.lines.row(list, item));
    let asked = [line("each"), row, line("when"), line("needs")];
    let limits = (0..step.limits.len()).filter_map(|limit| line(&format!("limits[{limit}]")));
    let places = first.into_iter().chain(asked.into_iter().flatten()).chain(limits);
    let mut reasons = vec![Reason::of(What::Step { step: key.clone() }, places)];
    let own = run.step_times.get(&step.id).and_then(|times| times.due).zip(step.due);
    if let Some((due, wait)) = own {
        let from = run.started.unwrap_or(run.times.opens);
        let sum = What::Sum { time: TimeOf::StepDue, from, plus: Plus::Written(wait), comes_to: due };
        reasons.push(Reason::of(sum, line("due")));
    }
    reasons
}

/// What opened a run.
fn opened(run: &Run, beside: &Beside<'_>) -> Vec<Reason> {
    if let Some(by) = &run.started_by {
        let manual = beside.sop.triggers.iter().enumerate().find(|(_, trigger)| matches!(trigger.when, When::Manual));
        let places = manual.map(|(at, trigger)| trigger_lines(at, trigger, beside.lines)).unwrap_or_default();
        // A run by hand opens as it is started.
        return vec![Reason::of(What::ByHand { by: Some(by.clone()), at: Some(run.times.opens) }, places)];
    }
    if let Some((_, reasons)) = scheduled(&run.occurrence, &run.times, beside) {
        return reasons;
    }
    let recurs = beside.sop.triggers.iter().enumerate().find(|(_, trigger)| matches!(trigger.when, When::Recur { .. }));
    if let Some((at, trigger)) = recurs.filter(|_| run.nominal.is_some()) {
        return vec![Reason::of(What::Recurrence { trigger: at }, trigger_lines(at, trigger, beside.lines))];
    }
    vec![Reason::plain(What::Occurrence { key: run.occurrence.clone() })]
}

/// What came, and what was waited for after it.
fn fired(event: &Event, beside: &Beside<'_>) -> Vec<Reason> {
    let trigger = event.trigger;
    let Some(of) = beside.sop.triggers.get(trigger) else { return Vec::new() };
    let places = trigger_lines(trigger, of, beside.lines);
    let signal = event.signal.clone().map(Box::new);
    let mut reasons = vec![Reason::of(What::Signal { trigger, signal }, places)];
    let (wait, key) = match &of.when {
        When::Absence { within, .. } => (Some(*within), "within"),
        When::Signal { delay, .. } => (*delay, "delay"),
        _ => (None, ""),
    };
    let from = event.signal.as_ref().map(|signal| signal.at);
    let from = from.filter(|_| wait.is_some());
    match (from.zip(wait), event.due) {
        (Some((from, wait)), due) => {
            let comes_to = due.unwrap_or_else(|| beside.calendar.after(beside.sop, from, wait));
            let what = What::Sum { time: TimeOf::WaitedFor, from, plus: Plus::Written(wait), comes_to };
            reasons.push(Reason::of(what, beside.lines.sop(&format!("trigger[{trigger}].{key}"))));
        }
        (None, Some(at)) if wait.is_none() => {
            let line = |key: &str| beside.lines.sop(&format!("trigger[{trigger}].{key}"));
            reasons.push(match (dated(of, event, at, beside), counted(of, event)) {
                (Some(what), _) => Reason::of(what, line("by").or_else(|| line("after"))),
                (None, Some(what)) => Reason::of(what, line("within")),
                (None, None) => Reason::plain(What::Fired { trigger, at }),
            });
        }
        _ => {}
    }
    reasons
}

/// The date in its signal, and the distance from it that comes to that instant.
fn dated(trigger: &Trigger, event: &Event, due: Instant, beside: &Beside<'_>) -> Option<What> {
    let When::Date { field, side, by, at, .. } = &trigger.when else { return None };
    let written = event.signal.as_ref()?.data.get(field)?.as_str()?.to_owned();
    let value = DateValue::read(&written, beside.calendar)?;
    let by = by.iter().find(|by| value.due(beside.calendar, *side, **by, *at) == due)?;
    Some(What::Dated { field: field.clone(), value, side: *side, by: *by, comes_to: due })
}

/// What was counted, and between when.
fn counted(trigger: &Trigger, event: &Event) -> Option<What> {
    let When::Repeats { what, within, .. } = &trigger.when else { return None };
    let (first, last) = event.counted.first().zip(event.counted.last())?;
    let count = u32::try_from(event.counted.len()).unwrap_or(u32::MAX);
    Some(What::Counted { kind: what.listened().to_owned(), count, first: first.at, last: last.at, within: *within })
}

/// The trigger that an occurrence is of, as the calendar computes it again.
fn scheduled(key: &OccurrenceKey, times: &Times, beside: &Beside<'_>) -> Option<(usize, Vec<Reason>)> {
    let before = times.opens - TimeDelta::microseconds(1);
    let found = beside.calendar.occurrences(beside.sop, before, times.opens, MOST_AT_ONCE);
    let found = found.into_iter().find(|occurrence| occurrence.key == *key)?;
    let trigger = beside.sop.triggers.get(found.trigger)?;
    let places = trigger_lines(found.trigger, trigger, beside.lines);
    let what = What::Schedule { trigger: found.trigger, nominal: Some(found.nominal), note: found.note };
    let mut reasons = vec![Reason::of(what, places)];
    if let Some((anchor, offset)) = anchored(trigger) {
        let from = times.scheduled - TimeDelta::seconds(i64::from(offset));
        let plus = Plus::Anchor(anchor, offset);
        reasons.push(Reason::plain(What::Sum { time: TimeOf::Scheduled, from, plus, comes_to: times.scheduled }));
    }
    Some((found.trigger, reasons))
}

/// The one anchor that a schedule counts from; none where it names several times.
fn anchored(trigger: &Trigger) -> Option<(Anchor, i32)> {
    match &trigger.when {
        When::Calendar { at, .. } => match at.as_slice() {
            [At::Moment(moment)] if !matches!(moment.anchor, Anchor::Clock(_)) => {
                Some((moment.anchor.clone(), moment.offset_seconds))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Opens, due and closes, each with its sum.
fn times(times: &Times, trigger: Option<usize>, reopened: bool, beside: &Beside<'_>) -> Vec<Reason> {
    let none = Window::default();
    let window = trigger.and_then(|at| beside.sop.triggers.get(at)).map_or(&none, |trigger| &trigger.window);
    let line = |name: &str| trigger.and_then(|at| beside.lines.sop(&format!("trigger[{at}].{name}")));
    let from = times.scheduled;
    let sum = |time, written: Option<Wait>, name: &str, comes_to: Instant| {
        let plus = written.map_or(Plus::ByDefault(comes_to - from), Plus::Written);
        let place = written.and_then(|_| line(name));
        Reason::of(What::Sum { time, from, plus, comes_to }, place)
    };
    let mut reasons = Vec::new();
    if times.opens != times.scheduled {
        reasons.push(sum(TimeOf::Opens, window.opens, "opens", times.opens));
    }
    // A reopened run's times count from its reopening.
    if !reopened {
        reasons.push(sum(TimeOf::Due, window.due, "due", times.due));
        reasons.push(sum(TimeOf::Closes, window.closes, "closes", times.closes));
    }
    reasons
}

/// The lines that say when a trigger fires.
fn trigger_lines(at: usize, trigger: &Trigger, lines: &dyn Lines) -> Vec<Place> {
    let keys: &[&str] = match &trigger.when {
        When::Calendar { .. } | When::Elapsed { .. } => &["every", "on", "at", "starts"],
        When::Cron { .. } => &["cron"],
        When::Recur { .. } => &["recur"],
        When::Manual => &["manual"],
        When::Signal { .. } => &["signal", "where", "delay"],
        When::Absence { .. } => &["after", "unless", "within", "where"],
        When::Date { .. } => &["before", "each", "date", "by", "after", "at", "unless", "where"],
        When::Repeats { .. } => &["repeats", "times", "within", "per", "where"],
    };
    let mut places: Vec<Place> = Vec::new();
    for place in keys.iter().filter_map(|key| lines.sop(&format!("trigger[{at}].{key}"))) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}
