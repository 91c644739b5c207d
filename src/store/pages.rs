//! Pages of the journal about one thing, with the rows its lines name. Each page is one short read.

use super::fault::Fallible;
use super::journal::{COLUMNS, entry, head};
use super::rows::{actions, approvals, bodies, exceptions, preparations, runs, sops};
use super::verify::Head;
use super::{Store, StoreError, parsed, read, references};
use crate::domain::actor::Actor;
use crate::domain::calendar::Instant;
use crate::domain::exception::{Cause, MissReason};
use crate::domain::fact::{Entry, Fact};
use crate::domain::id::{ExceptionId, RunId, SopId};
use crate::domain::journal::{About, Beside, MissedRuns, Page, PageAsked, PageFrom};
use crate::domain::run::RunState;
use crate::domain::timer::Subject;
use chrono::TimeDelta;
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Numbers that one page looks through where no index says who did what.
const STRETCH: u64 = 50_000;
/// Runs that an outage names.
const MOST_MISSED: u32 = 1_000;

impl Store {
    /// A page of the journal about one thing.
    pub fn page(&mut self, asked: &PageAsked) -> Result<Page, StoreError> {
        self.read_at_once(|connection| page(connection, asked))
    }

    /// A run with everything it names; none where there is no such run.
    pub fn beside_run(&mut self, id: RunId) -> Result<Option<Beside>, StoreError> {
        self.read_at_once(|connection| beside_run(connection, id))
    }

    /// What was missed while no engine ran, by procedure; for any other card, nothing.
    pub fn missed_in_outage(&mut self, id: ExceptionId) -> Result<Vec<MissedRuns>, StoreError> {
        self.read_at_once(|connection| missed(connection, id))
    }
}

fn page(connection: &Connection, asked: &PageAsked) -> Fallible<Page> {
    let Head { seq: last, .. } = head(connection)?;
    let (low, high) = match asked.from {
        PageFrom::End => (1, last),
        PageFrom::Before(before) => (1, before.saturating_sub(1).min(last)),
        PageFrom::After(after) => (after + 1, last),
    };
    let forwards = matches!(asked.from, PageFrom::After(_));
    // By a person alone there is no index: a stretch at a time.
    let low = match (&asked.about, asked.date) {
        (About::Person(_), None) if !forwards => low.max(high.saturating_sub(STRETCH)),
        _ => low,
    };
    let mut values: Vec<Value> = vec![(low as i64).into(), (high as i64).into()];
    let wanted = wanted(connection, &asked.about, &mut values)?;
    let on = match asked.date {
        Some(date) => {
            values.push(date.to_string().into());
            format!("AND business_date = ?{}", values.len())
        }
        None => String::new(),
    };
    values.push(i64::from(asked.most).into());
    let (order, most) = (if forwards { "ASC" } else { "DESC" }, values.len());
    let by = match (&asked.about, asked.date) {
        (About::Run(_) | About::Sop(_) | About::Exception(_), _) => "INDEXED BY journal_subject",
        (About::Case(_), _) => "INDEXED BY journal_case",
        (About::Floor | About::Person(_), Some(_)) => "INDEXED BY journal_date",
        (About::Floor | About::Person(_), None) => "NOT INDEXED",
    };
    // The numbers first, from an index alone; then as many lines as were asked for.
    let sql = format!(
        "SELECT {COLUMNS} FROM journal WHERE seq IN (SELECT seq FROM journal {by} WHERE seq BETWEEN ?1 AND ?2 \
         AND {wanted} {on} ORDER BY seq {order} LIMIT ?{most}) ORDER BY seq"
    );
    let mut entries = Vec::new();
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    let full = entries.len() >= asked.most as usize;
    let first = entries.first().map_or(low, |entry| entry.seq);
    let newest = entries.last().map_or(high, |entry| entry.seq);
    let beside = beside(connection, &entries)?;
    for entry in &mut entries {
        without_text(&mut entry.fact);
    }
    Ok(Page {
        reaches_back_to: if full && !forwards { first } else { low },
        reaches_to: if full && forwards { newest } else { high },
        asked: asked.clone(),
        entries,
        beside,
    })
}

/// The condition for lines about it; its values go behind those there are.
fn wanted(connection: &Connection, about: &About, values: &mut Vec<Value>) -> Fallible<String> {
    let mut next = |value: Value| {
        values.push(value);
        format!("?{}", values.len())
    };
    Ok(match about {
        About::Floor => "true".to_owned(),
        About::Person(person) => {
            let actor = next(Actor::Person(person.clone()).to_string().into());
            format!("actor = {actor}")
        }
        About::Case(case) => {
            let case = next(case.as_str().to_owned().into());
            // What names no case is not in that index.
            format!("case_id = {case} AND case_id IS NOT NULL")
        }
        About::Run(run) => {
            let (subject, id) = (next(Subject::Run(*run).to_string().into()), next((run.0 as i64).into()));
            format!(
                "subject IN (SELECT {subject} UNION ALL SELECT 'exception:' || id FROM exceptions WHERE run = {id})"
            )
        }
        About::Sop(sop) => {
            let (subject, id) =
                (next(Subject::Sop(sop.clone()).to_string().into()), next(sop.as_str().to_owned().into()));
            format!(
                "subject IN (SELECT {subject} UNION ALL SELECT 'run:' || id FROM runs WHERE sop = {id} \
                 UNION ALL SELECT 'exception:' || id FROM exceptions WHERE sop = {id})"
            )
        }
        About::Exception(id) => {
            let exception = exceptions::get(connection, *id)?;
            let mut subjects = vec![next(Subject::Exception(*id).to_string().into())];
            let runs = exception.as_ref().and_then(|exception| exception.run).into_iter();
            for run in runs.chain(missed_runs(connection, *id)?.into_iter().map(|(run, _, _)| run)) {
                subjects.push(next(Subject::Run(run).to_string().into()));
            }
            format!("subject IN ({})", subjects.join(", "))
        }
    })
}

/// The rows that these lines name.
fn beside(connection: &Connection, entries: &[Entry]) -> Fallible<Beside> {
    let mut beside = Beside::default();
    let mut hashes = BTreeSet::new();
    let (mut run_ids, mut sop_ids): (BTreeSet<RunId>, BTreeSet<SopId>) = (BTreeSet::new(), BTreeSet::new());
    for entry in entries {
        references::of_fact(&entry.fact, &mut hashes);
        match &entry.subject {
            Subject::Run(id) => drop(run_ids.insert(*id)),
            Subject::Sop(id) => drop(sop_ids.insert(id.clone())),
            Subject::Exception(id) if !beside.exceptions.contains_key(id) => {
                if let Some(exception) = exceptions::get(connection, *id)? {
                    references::of_exception(&exception, &mut hashes);
                    run_ids.extend(exception.runs());
                    beside.exceptions.insert(*id, Arc::new(exception));
                }
            }
            Subject::Preparation(id) => run_ids.extend(preparations::get(connection, *id)?.map(|it| it.run)),
            Subject::Approval(id) => run_ids.extend(approvals::get(connection, *id)?.map(|it| it.run)),
            Subject::Action(id) => run_ids.extend(actions::get(connection, *id)?.map(|it| it.run)),
            Subject::Exception(_)
            | Subject::Rollout(_)
            | Subject::Agent(_)
            | Subject::Notice(_)
            | Subject::List(_)
            | Subject::Signal(_)
            | Subject::Source(_)
            | Subject::Site
            | Subject::Watch(_) => {}
        }
    }
    for id in run_ids {
        if let Some(run) = runs::get(connection, id)? {
            hashes.extend(run.label.clone());
            beside.runs.insert(id, Arc::new(run));
        }
    }
    beside.versions = read::versions_of(connection, beside.runs.values().map(Arc::as_ref))?;
    for id in sop_ids {
        let hash = sops::get(connection, &id)?.map(|sop| sop.hash);
        if let Some(sop) = hash.map(|hash| parsed::sop(connection, &hash)).transpose()?.flatten() {
            beside.sops.insert(id, sop);
        }
    }
    beside.bodies = bodies::texts(connection, hashes)?;
    Ok(beside)
}

fn beside_run(connection: &Connection, id: RunId) -> Fallible<Option<Beside>> {
    let Some(run) = runs::get(connection, id)? else { return Ok(None) };
    let mut beside = Beside { versions: read::versions_of(connection, [&run])?, ..Beside::default() };
    let mut hashes = BTreeSet::new();
    references::of_run(&run, &mut hashes);
    beside.bodies = bodies::texts(connection, hashes)?;
    beside.runs.insert(id, Arc::new(run));
    Ok(Some(beside))
}

/// A whole file's text is nothing that a line of a list shows.
fn without_text(fact: &mut Fact) {
    if let Fact::ConfigActivated { text, .. } | Fact::ListActivated { text, .. } | Fact::SopActivated { text, .. } =
        fact
    {
        text.clear();
    }
}

/// Runs that an outage's card counts: id, procedure, when it was due.
fn missed_runs(connection: &Connection, id: ExceptionId) -> Fallible<Vec<(RunId, SopId, Instant)>> {
    let Some((from, to)) = outage(connection, id)? else { return Ok(Vec::new()) };
    // A missed run ended when it closed, whenever that was found out.
    let instant = TimeDelta::microseconds(1);
    let ended = runs::ended_between(connection, from + instant, to + instant, MOST_MISSED)?;
    let missed = ended.into_iter().filter(|run| run.state == RunState::Missed { reason: MissReason::EngineDown });
    Ok(missed.map(|run| (run.id, run.sop, run.times.due)).collect())
}

fn outage(connection: &Connection, id: ExceptionId) -> Fallible<Option<(Instant, Instant)>> {
    Ok(exceptions::get(connection, id)?.and_then(|exception| match exception.cause {
        Cause::EngineDown { from, to, .. } => Some((from, to)),
        _ => None,
    }))
}

/// Where more than a hundred of a procedure went by, one line of the journal stands for them; it was written in the same
/// breath as the card, or as one of its recurrences.
fn many_missed(connection: &Connection, id: ExceptionId) -> Fallible<Vec<MissedRuns>> {
    let Some((from, to)) = outage(connection, id)? else { return Ok(Vec::new()) };
    let sql = format!(
        "SELECT {COLUMNS} FROM journal WHERE subject IN (SELECT 'sop:' || id FROM sops) \
         AND kind = 'occurrence.missed-many' AND at IN (SELECT at FROM journal WHERE subject = ?1) ORDER BY seq LIMIT ?2"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![Subject::Exception(id).to_string(), MOST_MISSED])?;
    let mut missed = Vec::new();
    while let Some(row) = rows.next()? {
        if let Fact::OccurrencesMissed { sop, from: first, to: last, count, .. } = entry(row)?.fact
            && from < last
            && first <= to
        {
            missed.push(MissedRuns { sop, due: Vec::new(), count: u64::from(count) });
        }
    }
    Ok(missed)
}

fn missed(connection: &Connection, id: ExceptionId) -> Fallible<Vec<MissedRuns>> {
    let mut by_sop: BTreeMap<SopId, Vec<Instant>> = BTreeMap::new();
    for (_, sop, due) in missed_runs(connection, id)? {
        by_sop.entry(sop).or_default().push(due);
    }
    let mut missed: Vec<MissedRuns> = Vec::new();
    for (sop, mut due) in by_sop {
        due.sort();
        missed.push(MissedRuns { count: due.len() as u64, sop, due });
    }
    missed.extend(many_missed(connection, id)?);
    missed.sort_by(|a, b| (a.due.first(), &a.sop).cmp(&(b.due.first(), &b.sop)));
    Ok(missed)
}
