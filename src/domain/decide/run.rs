//! A run as a whole: opened, noted, skipped, reopened, cancelled.

use super::intent::{Intent, Outcome};
use super::requires;
use super::rights::{may_do, may_manage, person};
use super::{Context, escalation, evidence};
use crate::domain::board::{Line, Sheet};
use crate::domain::calendar::{Instant, Times};
use crate::domain::checklist::{checklist, progress};
use crate::domain::evidence::{Attachment, Body};
use crate::domain::fact::Fact;
use crate::domain::id::{CaseId, ListId, OccurrenceKey, RunId, StepId, VersionHash};
use crate::domain::list::List;
use crate::domain::refusal::Refusal;
use crate::domain::run::{CancelReason, Event, Late, Pinned, Progress, Run, RunState, StepTimes};
use crate::domain::sop::Sop;
use crate::domain::state::State;
use crate::domain::step::{SkipReason, StepKey};
use chrono::{NaiveDate, NaiveDateTime};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A run with the versions it is pinned to.
pub(super) struct Desk<'a> {
    pub(super) run: &'a Run,
    pub(super) sop: &'a Sop,
    pub(super) lists: BTreeMap<ListId, Arc<List>>,
}

impl<'a> Desk<'a> {
    pub(super) fn of(state: &'a State, id: RunId) -> Result<Self, Refusal> {
        let run = state.runs.get(&id).ok_or(Refusal::NoSuchRun { run: id })?;
        let sop = state.sop_of(run).ok_or_else(|| Refusal::NoSuchSop { sop: run.sop.0.clone(), similar: None })?;
        Ok(Self { run, sop, lists: state.lists_of(run) })
    }
    pub(super) fn lines(&self, run: &Run, now: Instant) -> Vec<Line> {
        checklist(&Sheet { run, sop: self.sop, lists: &self.lists, person: None }, now)
    }
    pub(super) fn progress(&self, run: &Run, now: Instant) -> Progress {
        progress(self.sop, &self.lines(run, now))
    }
}

/// What a run needs to open.
pub(super) struct Opening<'a> {
    pub(super) id: RunId,
    pub(super) hash: &'a VersionHash,
    pub(super) sop: &'a Sop,
    pub(super) occurrence: OccurrenceKey,
    pub(super) business_date: NaiveDate,
    /// None: no schedule's.
    pub(super) nominal: Option<NaiveDateTime>,
    pub(super) times: Times,
    pub(super) label: Option<&'a Body>,
    pub(super) case: Option<CaseId>,
    pub(super) asked: BTreeMap<String, Body>,
    pub(super) cursor: Option<Instant>,
    pub(super) late_by: Option<u32>,
    pub(super) event: Option<Event>,
}

impl Opening<'_> {
    /// `run.opened`, and the run that it will be. One without any line (an empty list) is done as it opens: there is
    /// nothing that anybody could do.
    pub(super) fn open(self, state: &State, context: &Context<'_>) -> (Vec<Intent>, Run) {
        let listed = self.sop.steps.iter().filter_map(|step| step.each.as_ref());
        let lists: BTreeMap<ListId, &crate::domain::state::Active<List>> =
            listed.filter_map(|id| Some((id.clone(), state.lists.get(id)?))).collect();
        let pinned = Pinned {
            sop: self.hash.clone(),
            config: state.site.as_ref().map_or_else(|| VersionHash::new(""), |site| site.hash.clone()),
            lists: lists.iter().map(|(id, active)| (id.clone(), active.hash.clone())).collect(),
        };
        let by_hand = self.nominal.is_none() && self.event.is_none();
        let started = if by_hand { context.now } else { self.times.opens };
        let mut run = Run {
            id: self.id,
            sop: self.sop.id.clone(),
            pinned,
            occurrence: self.occurrence,
            business_date: self.business_date,
            nominal: self.nominal,
            times: self.times,
            started: None,
            ended: None,
            state: RunState::Due,
            area: self.sop.area.clone(),
            role: self.sop.role.clone(),
            started_by: None,
            label: self.label.map(Body::hash),
            case: self.case,
            asked: self.asked.iter().map(|(id, body)| (id.clone(), body.hash())).collect(),
            progress: Progress::default(),
            answers: Vec::new(),
            notes: Vec::new(),
            files: Vec::new(),
            timings: Vec::new(),
            step_times: step_times(self.sop, context, started),
            late: Late::No,
            reopened: 0,
            reopened_by: None,
            rungs: escalation::of_run(self.sop, context, self.times.due),
            escalated: Vec::new(),
            event: self.event,
            waits: Vec::new(),
            steps_told: None,
            works: Vec::new(),
        };
        let rows = lists.into_iter().map(|(id, active)| (id, active.value.clone())).collect();
        let lines = Desk { run: &run, sop: self.sop, lists: rows }.lines(&run, context.now);
        run.progress = progress(self.sop, &lines);
        let fact = Fact::RunOpened {
            run: run.id,
            sop: run.sop.clone(),
            pinned: run.pinned.clone(),
            occurrence: run.occurrence.clone(),
            business_date: run.business_date,
            nominal: run.nominal,
            times: run.times,
            area: run.area.clone(),
            role: run.role.clone(),
            label: run.label.clone(),
            asked: run.asked.clone(),
            progress: run.progress,
            step_times: run.step_times.clone(),
            cursor: self.cursor,
            late_by: self.late_by,
            rungs: run.rungs.clone(),
            event: run.event.clone(),
        };
        let mut intents = vec![Intent::OfCase(Box::new(fact), run.case.clone())];
        if lines.is_empty() {
            run.state = RunState::Done;
            intents.push(Intent::fact(Fact::RunDone { run: run.id, ended: Some(started) }));
        }
        (intents, run)
    }
}

/// The windows of steps that have their own, counted from an instant.
pub(super) fn step_times(sop: &Sop, context: &Context<'_>, from: Instant) -> BTreeMap<StepId, StepTimes> {
    let own = sop.steps.iter().filter(|step| step.opens.is_some() || step.due.is_some());
    own.map(|step| {
        let at = |wait: Option<_>| wait.map(|wait| context.calendar.after(sop, from, wait));
        (step.id.clone(), StepTimes { opens: at(step.opens), due: at(step.due) })
    })
    .collect()
}

/// The run that a person may remark on, at the step they name.
fn remarked<'a>(
    state: &'a State,
    context: &Context<'_>,
    id: RunId,
    step: Option<&StepKey>,
) -> Result<Desk<'a>, Refusal> {
    person(state, context)?;
    let desk = Desk::of(state, id)?;
    if let Some(key) = step {
        super::answer::line(&desk, desk.run, key, context.now)?;
    }
    takes_remarks(desk.run, context.now)?;
    Ok(desk)
}

/// A note may be left on what is over, too; it changes nothing but the record.
pub(super) fn note(
    state: &State,
    context: &Context<'_>,
    id: RunId,
    step: Option<&StepKey>,
    text: &Body,
) -> Result<Outcome, Refusal> {
    remarked(state, context, id, step)?;
    evidence::said(text)?;
    let mut outcome = Outcome::default();
    let body = outcome.body(text);
    outcome.push(Fact::NoteAdded { run: id, step: step.cloned(), body });
    Ok(outcome)
}

/// A file that is no answer: the photo of the sheet that a missed run was written on.
pub(super) fn attach(
    state: &State,
    context: &Context<'_>,
    id: RunId,
    step: Option<&StepKey>,
    file: &Attachment,
) -> Result<Outcome, Refusal> {
    let desk = remarked(state, context, id, step)?;
    if !evidence::is_sha256(&file.sha256) {
        let step = step.cloned().unwrap_or_else(|| StepKey { step: "".into(), item: None });
        return Err(Refusal::WrongEvidence { step, wants: "a photo or file".to_owned() });
    }
    if desk.run.files.iter().any(|known| known.step.as_ref() == step && known.file.sha256 == file.sha256) {
        // The same file on the same line says nothing new.
        return Ok(Outcome::default());
    }
    Ok(Outcome::fact(Fact::FileAttached { run: id, step: step.cloned(), file: file.clone() }))
}

fn takes_remarks(run: &Run, now: Instant) -> Result<(), Refusal> {
    let over = matches!(run.state, RunState::Cancelled { .. } | RunState::Skipped { .. })
        || (run.state == RunState::Done && now >= run.times.closes);
    if over { Err(is_over(run)) } else { Ok(()) }
}

pub(super) fn skip(
    state: &State,
    context: &Context<'_>,
    id: RunId,
    reason: SkipReason,
    note: Option<&Body>,
) -> Result<Outcome, Refusal> {
    let person = person(state, context)?;
    let desk = Desk::of(state, id)?;
    still_open(desk.run)?;
    may_do(state, person, desk.sop.role.as_ref())?;
    requires::may_skip(state, context, person, desk.sop)?;
    let mut outcome = Outcome::default();
    let note = skip_note(&mut outcome, reason, note)?;
    outcome.push(Fact::RunSkipped { run: id, reason, note });
    Ok(outcome)
}

/// For another reason than those of the list, a note has to say which.
pub(super) fn skip_note(
    outcome: &mut Outcome,
    reason: SkipReason,
    note: Option<&Body>,
) -> Result<Option<crate::domain::id::BodyHash>, Refusal> {
    match note {
        Some(note) => evidence::said(note)?,
        None if reason == SkipReason::Other => return Err(Refusal::ReasonNeeded),
        None => {}
    }
    Ok(outcome.body_of(note))
}

/// Due is as long after now as it was after `scheduled`; closes with the next business day.
pub(super) fn reopen(state: &State, context: &Context<'_>, id: RunId, reason: &Body) -> Result<Outcome, Refusal> {
    let person = person(state, context)?;
    let desk = Desk::of(state, id)?;
    may_manage(state, person, Some(desk.sop))?;
    match desk.run.state {
        RunState::Done => {}
        RunState::Due | RunState::InProgress => return Err(Refusal::RunNotOver { run: id }),
        _ => return Err(is_over(desk.run)),
    }
    evidence::said(reason)?;
    let times = desk.run.times;
    let today = context.calendar.business_date(context.now);
    let closes = context.calendar.end_of_day(today.succ_opt().unwrap_or(today));
    let due = (context.now + (times.due - times.scheduled)).min(closes);
    let mut outcome = Outcome::default();
    let reason = outcome.body(reason);
    let rungs = escalation::of_run(desk.sop, context, due);
    outcome.push(Fact::RunReopened { run: id, reason, due, closes, rungs });
    Ok(outcome)
}

pub(super) fn cancel(state: &State, context: &Context<'_>, id: RunId, reason: &Body) -> Result<Outcome, Refusal> {
    let person = person(state, context)?;
    let desk = Desk::of(state, id)?;
    may_manage(state, person, Some(desk.sop))?;
    still_open(desk.run)?;
    evidence::said(reason)?;
    let mut outcome = Outcome::default();
    let reason = outcome.body(reason);
    let cancel = CancelReason::Manager { by: person.clone(), reason };
    outcome.push(Fact::RunCancelled { run: id, cancel });
    Ok(outcome)
}

pub(super) fn still_open(run: &Run) -> Result<(), Refusal> {
    if run.is_open() { Ok(()) } else { Err(is_over(run)) }
}

pub(super) fn is_over(run: &Run) -> Refusal {
    Refusal::RunIsOver { run: run.id, state: run.state.clone(), at: run.ended }
}
