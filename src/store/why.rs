//! Why something is there: its rows, the texts that were in force for it, and their lines. One short read.

use super::fault::Fallible;
use super::rows::{actions, approvals, exceptions, floor, lists, runs, signals, sops, timers, versions, watches};
use super::{Store, StoreError, journal, parsed};
use crate::domain::calendar::Instant;
use crate::domain::event_key;
use crate::domain::exception::{Cause, Exception};
use crate::domain::id::{ItemId, ListId, PersonId, SopId, VersionHash};
use crate::domain::run::Run;
use crate::domain::sop::Sop;
use crate::domain::step::StepKey;
use crate::domain::timer::Subject;
use crate::domain::why::{self, Asked, Beside, Event, InForce, Lines, Place, Reason, What, Why};
use crate::sopfile::lines::{TextLines, row};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::sync::Arc;

/// As many of the engine's next steps are told.
const MOST_NEXT: usize = 12;
const CONFIG: &str = "config/floorboard.toml";

impl Store {
    /// Why something is there; none where it is not. A SOP's file is called after its id: who knows better says so.
    pub fn why(&mut self, asked: &Asked) -> Result<Option<Why>, StoreError> {
        let now = self.options.clock.now();
        self.read_at_once(|connection| answer(connection, asked, now))
    }
}

fn answer(connection: &Connection, asked: &Asked, now: Instant) -> Fallible<Option<Why>> {
    let mut why = Why { asked: asked.clone(), version: None, sop: None, exception: None, reasons: Vec::new() };
    match asked {
        Asked::Run { run, step } => {
            let Some(run) = runs::get(connection, *run)? else { return Ok(None) };
            let Some(known) = Known::of_run(connection, &run)? else { return Ok(Some(why)) };
            let event = event_of(connection, &run, &known.sop)?;
            why.reasons = known.beside(|beside| why::run(&run, step.as_ref(), event.as_ref(), beside));
            let agents = agents(connection, &run, step.as_ref(), &known)?;
            why.reasons.splice(0..0, agents);
            recorded(connection, &Subject::Run(run.id), "run.opened", &mut why)?;
            known.name(&mut why);
        }
        Asked::Exception(id) => {
            let Some(exception) = exceptions::get(connection, *id)? else { return Ok(None) };
            of_exception(connection, exception, &mut why)?;
        }
        Asked::Planned { sop, occurrence, times } => {
            let Some(known) = Known::in_force(connection, sop)? else { return Ok(None) };
            why.reasons = known.beside(|beside| why::planned(occurrence, times, beside));
            known.name(&mut why);
        }
        Asked::Sop(sop) => {
            let Some(known) = Known::in_force(connection, sop)? else { return Ok(None) };
            let next = |trigger| known.calendar.first_firing(&known.sop, trigger, now);
            why.reasons = known.beside(|beside| why::sop(beside.sop, beside.lines, next));
            known.name(&mut why);
        }
        Asked::Person(person) => why.reasons = of_person(connection, person)?.into_iter().collect(),
        Asked::Next => {
            let next = timers::due(connection, Instant::MAX_UTC, MOST_NEXT)?.into_iter();
            for timer in next {
                let watch = match &timer.subject {
                    Subject::Watch(id) => watches::get(connection, *id)?,
                    _ => None,
                };
                let of = watch.map(|watch| (watch.sop, watch.case));
                let what = What::Next { at: timer.due_at, kind: timer.kind, subject: timer.subject, of };
                why.reasons.push(Reason::plain(what));
            }
        }
    }
    Ok(Some(why))
}

fn of_exception(connection: &Connection, exception: Exception, why: &mut Why) -> Fallible<()> {
    let run = exception.run.map(|run| runs::get(connection, run)).transpose()?.flatten();
    let known = match &run {
        Some(run) => Known::of_run(connection, run)?,
        None => None,
    };
    let raised = raised(connection, &exception)?;
    why.reasons = match (&raised, run.as_ref().zip(known.as_ref())) {
        (Some((event, of)), _) => of.beside(|beside| why::exception(&exception, None, Some((event, beside)))),
        (None, Some((run, known))) => known.beside(|beside| why::exception(&exception, Some((run, beside)), None)),
        (None, None) => why::exception(&exception, None, None),
    };
    if let Cause::BadFile { file, line, .. } = &exception.cause {
        let place = Place { file: file.clone(), line: *line, text: String::new() };
        why.reasons.insert(0, Reason { what: What::File, places: vec![place] });
    }
    if let Cause::ReviewDue { sop } = &exception.cause
        && let Some(known) = Known::in_force(connection, sop)?
    {
        let place = known.lines().at("review");
        why.reasons.insert(0, Reason { what: What::File, places: place.into_iter().collect() });
        known.name(why);
    }
    recorded(connection, &Subject::Exception(exception.id), "exception.raised", why)?;
    if let Some(known) = raised.map(|(_, known)| known).or(known) {
        known.name(why);
    }
    why.exception = Some(Arc::new(exception));
    Ok(())
}

/// What agents have under way in a run, or in the line that is asked about.
fn agents(connection: &Connection, run: &Run, step: Option<&StepKey>, known: &Known) -> Fallible<Vec<Reason>> {
    let paused = floor::get(connection)?.paused;
    let mut reasons = Vec::new();
    for work in run.works.iter().filter(|work| step.is_none_or(|key| key.step == work.step)) {
        let approval = work.approval.map(|id| approvals::get(connection, id)).transpose()?.flatten();
        let action = work.action.map(|id| actions::get(connection, id)).transpose()?.flatten();
        reasons.extend(known.beside(|beside| why::agent(work, approval.as_ref(), action.as_ref(), &paused, beside)));
    }
    Ok(reasons)
}

/// What fired, in the version that it fired in.
fn raised(connection: &Connection, exception: &Exception) -> Fallible<Option<(Event, Known)>> {
    let Cause::Raised { sop, version, trigger, signal, due, evidence, .. } = &exception.cause else { return Ok(None) };
    let signal = signal.as_ref().map(|id| signals::get(connection, id)).transpose()?.flatten();
    let event = Event { trigger: *trigger, signal, due: Some(*due), counted: evidence.clone() };
    let still = sops::get(connection, sop)?.is_some_and(|row| row.hash == *version);
    let config = floor::get(connection)?.config;
    let known = Known::read(connection, version, still, config.as_ref(), &lists::all(connection)?)?;
    Ok(known.map(|known| (event, known)))
}

/// What opened a run, where that was a signal, or one that did not come: by its key.
fn event_of(connection: &Connection, run: &Run, sop: &Sop) -> Fallible<Option<Event>> {
    let Some(id) = event_key::signal_of(&run.occurrence) else { return Ok(None) };
    let Some(signal) = signals::get(connection, &id)? else { return Ok(None) };
    let trigger = event_key::trigger_of(&run.occurrence, sop, &signal.id);
    Ok(trigger.map(|trigger| Event { trigger, signal: Some(signal), due: None, counted: Vec::new() }))
}

/// The fact that brought it about, before everything else.
fn recorded(connection: &Connection, subject: &Subject, kind: &str, why: &mut Why) -> Fallible<()> {
    let Some(entry) = journal::first_of(connection, subject, kind)? else { return Ok(()) };
    let what = What::Recorded { seq: entry.seq, kind: kind.to_owned(), at: entry.at, actor: entry.actor };
    why.reasons.insert(0, Reason::plain(what));
    Ok(())
}

fn of_person(connection: &Connection, person: &PersonId) -> Fallible<Option<Reason>> {
    let Some(hash) = floor::get(connection)?.config else { return Ok(None) };
    let Some(text) = versions::config(connection, &hash)? else { return Ok(None) };
    let place = TextLines::of(CONFIG, &text).person(person);
    Ok(place.map(|place| Reason { what: What::Person { person: person.clone() }, places: vec![place] }))
}

/// A version of a procedure with its text, and what was in force beside it.
struct Known {
    hash: VersionHash,
    still: bool,
    sop: Arc<Sop>,
    text: String,
    lists: BTreeMap<ListId, String>,
    calendar: Arc<crate::time::SiteCalendar>,
}

impl Known {
    /// What a run is pinned to.
    fn of_run(connection: &Connection, run: &Run) -> Fallible<Option<Self>> {
        let pinned = &run.pinned;
        let still = sops::get(connection, &run.sop)?.is_some_and(|sop| sop.hash == pinned.sop);
        Self::read(connection, &pinned.sop, still, Some(&pinned.config), &pinned.lists)
    }

    fn in_force(connection: &Connection, sop: &SopId) -> Fallible<Option<Self>> {
        let Some(row) = sops::get(connection, sop)? else { return Ok(None) };
        let config = floor::get(connection)?.config;
        Self::read(connection, &row.hash, true, config.as_ref(), &lists::all(connection)?)
    }

    fn read(
        connection: &Connection,
        hash: &VersionHash,
        still: bool,
        config: Option<&VersionHash>,
        of: &BTreeMap<ListId, VersionHash>,
    ) -> Fallible<Option<Self>> {
        let (Some(sop), Some(text)) = (parsed::sop(connection, hash)?, versions::sop(connection, hash)?) else {
            return Ok(None);
        };
        let site = config.map(|hash| parsed::site(connection, hash)).transpose()?.flatten();
        let calendar = parsed::calendar(config.zip(site.as_deref()))?;
        let mut lists = BTreeMap::new();
        let used = |id: &&ListId| sop.steps.iter().any(|step| step.each.as_ref() == Some(*id));
        for id in of.keys().filter(used) {
            if let Some(text) = versions::list(connection, id, &of[id])? {
                lists.insert(id.clone(), text);
            }
        }
        Ok(Some(Self { hash: hash.clone(), still, sop, text, lists, calendar }))
    }

    fn lines(&self) -> TextLines<'_> {
        TextLines::of(format!("sops/{}.toml", self.sop.id), &self.text)
    }

    fn beside<T>(&self, told: impl FnOnce(&Beside<'_>) -> T) -> T {
        let lines = KnownLines { sop: self.lines(), lists: &self.lists };
        told(&Beside { sop: &self.sop, calendar: self.calendar.as_ref(), lines: &lines })
    }

    fn name(self, why: &mut Why) {
        why.version = Some(InForce { version: self.hash, still: self.still });
        why.sop = Some(self.sop);
    }
}

struct KnownLines<'a> {
    sop: TextLines<'a>,
    lists: &'a BTreeMap<ListId, String>,
}

impl Lines for KnownLines<'_> {
    fn sop(&self, path: &str) -> Option<Place> {
        self.sop.at(path)
    }
    fn row(&self, list: &ListId, item: &ItemId) -> Option<Place> {
        row(&format!("lists/{list}.csv"), self.lists.get(list)?, item)
    }
}
