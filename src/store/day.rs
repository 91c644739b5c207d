//! One business day: its runs, what the plan still has of it, and who did what. Bounded, and read at once.

use super::fault::Fallible;
use super::rows::{bodies, floor, instant, runs, sops};
use super::snapshot::{plan_day, start_of};
use super::verify::Head;
use super::{Store, StoreError, journal, parsed};
use crate::domain::actor::Actor;
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::day::{Band, Day, DayIs, DayRun, Did, Planned};
use crate::domain::id::{PersonId, SopId, VersionHash};
use crate::domain::run::{Run, Timeliness};
use crate::domain::site::Site;
use crate::domain::sop::{Privacy, Sop};
use crate::domain::state::SopStatus;
use crate::time::SiteCalendar;
use chrono::NaiveDate;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Runs of a day that are read; what is beyond is counted.
const MOST_RUNS: u32 = 2_000;

impl Store {
    /// A business date as it went and as the plan has it; none is today.
    pub fn day(&mut self, date: Option<NaiveDate>) -> Result<Day, StoreError> {
        let now = self.options.clock.now();
        self.read_at_once(|connection| day(connection, now, date))
    }
}

fn day(connection: &Connection, now: Instant, date: Option<NaiveDate>) -> Fallible<Day> {
    let Head { seq, .. } = journal::head(connection)?;
    let config = floor::get(connection)?.config;
    let site = match &config {
        Some(hash) => parsed::site(connection, hash)?,
        None => None,
    };
    let calendar = parsed::calendar(config.as_ref().zip(site.as_deref()))?;
    let today = calendar.business_date(now);
    let date = date.unwrap_or(today);
    let (from, until) = (start_of(&calendar, date), calendar.end_of_day(date));
    let is = match date.cmp(&today) {
        std::cmp::Ordering::Less => DayIs::Past,
        std::cmp::Ordering::Equal => DayIs::Today,
        std::cmp::Ordering::Greater => DayIs::Ahead,
    };

    let found = found(connection, date, is, from, until)?;
    let count = runs::count_on(connection, date)?;
    let left_out = count.saturating_sub(found.iter().filter(|run| run.business_date == date).count() as u64);
    let labels: BTreeSet<_> = found.iter().filter_map(|run| run.label.clone()).collect();
    let labels = bodies::texts(connection, labels)?;
    let mut versions: BTreeMap<VersionHash, Arc<Sop>> = BTreeMap::new();
    for run in &found {
        if !versions.contains_key(&run.pinned.sop)
            && let Some(sop) = parsed::sop(connection, &run.pinned.sop)?
        {
            versions.insert(run.pinned.sop.clone(), sop);
        }
    }
    let mut people = who_did_what(connection, date)?;
    for run in found.iter().filter(|run| run.timeliness() == Some(Timeliness::Late)) {
        let last = run.answers.iter().rev().find(|(_, answer)| answer.void.is_none());
        if let Some(did) = last.and_then(|(_, answer)| people.get_mut(&answer.by))
            && run.ended.is_some_and(|ended| from <= ended && ended < until)
        {
            did.late += 1;
        }
    }
    // A day is for everybody: what somebody wrote of something private is left out.
    let is_open = |run: &Run| versions.get(&run.pinned.sop).is_some_and(|sop| sop.privacy == Privacy::Open);
    let label = |run: &Run| run.label.as_ref().filter(|_| is_open(run)).and_then(|label| labels.get(label).cloned());
    let mut of_day: Vec<DayRun> = found.iter().map(|run| DayRun::of(run, label(run))).collect();
    of_day.sort_by_key(|run| (run.at(), run.id));
    let planned = match is {
        DayIs::Past => Vec::new(),
        DayIs::Today | DayIs::Ahead => planned(connection, &calendar, date, now, &mut versions)?,
    };
    Ok(Day {
        date,
        is,
        from,
        until,
        shifts: site.as_deref().map(|site| bands(&calendar, site, date)).unwrap_or_default(),
        runs: of_day,
        left_out,
        planned,
        sops: versions,
        people,
        journal_seq: seq,
    })
}

/// Runs of the date; those that ended on it; and, today, those of earlier dates that are still open.
fn found(connection: &Connection, date: NaiveDate, is: DayIs, from: Instant, until: Instant) -> Fallible<Vec<Run>> {
    let mut found = runs::on(connection, date, MOST_RUNS)?;
    // What was missed as the day before ended is of that day.
    let after = from + chrono::TimeDelta::microseconds(1);
    let mut others = runs::ended_between(connection, after, until, MOST_RUNS)?;
    if is == DayIs::Today {
        others.extend(runs::open(connection, MOST_RUNS)?);
    }
    others.retain(|run| run.business_date != date && run.times.opens < until);
    let mut seen = BTreeSet::new();
    others.retain(|run| seen.insert(run.id));
    found.extend(others);
    Ok(found)
}

fn planned(
    connection: &Connection,
    calendar: &SiteCalendar,
    date: NaiveDate,
    now: Instant,
    versions: &mut BTreeMap<VersionHash, Arc<Sop>>,
) -> Fallible<Vec<Planned>> {
    let mut in_force: BTreeMap<SopId, Arc<Sop>> = BTreeMap::new();
    let mut hashes: BTreeMap<SopId, VersionHash> = BTreeMap::new();
    for sop in sops::all(connection)?.into_iter().filter(|sop| sop.status == SopStatus::InForce) {
        if let Some(parsed) = parsed::sop(connection, &sop.hash)? {
            in_force.insert(sop.id.clone(), parsed);
            hashes.insert(sop.id, sop.hash);
        }
    }
    let mut planned = Vec::new();
    for next in plan_day(calendar, &in_force, date).into_iter().filter(|next| next.times.opens > now) {
        let (Some(sop), Some(version)) = (in_force.get(&next.sop), hashes.get(&next.sop)) else { continue };
        versions.entry(version.clone()).or_insert_with(|| Arc::clone(sop));
        let (occurrence, times) = (next.occurrence, next.times);
        planned.push(Planned { sop: next.sop, version: version.clone(), occurrence, times });
    }
    planned.sort_by(|a, b| (a.times.due, &a.sop).cmp(&(b.times.due, &b.sop)));
    Ok(planned)
}

fn bands(calendar: &SiteCalendar, site: &Site, date: NaiveDate) -> Vec<Band> {
    let shift = |shift: &crate::domain::site::Shift| {
        let (from, until) = calendar.shift_on(&shift.id, date)?;
        Some(Band { shift: shift.id.clone(), name: shift.name.clone(), from, until })
    };
    let mut bands: Vec<Band> = site.shifts.iter().filter_map(shift).collect();
    bands.sort_by_key(|band| (band.from, band.until));
    bands
}

/// Counted by the journal's index of dates.
fn who_did_what(connection: &Connection, date: NaiveDate) -> Fallible<BTreeMap<PersonId, Did>> {
    let mut people: BTreeMap<PersonId, Did> = BTreeMap::new();
    let mut statement = connection.prepare_cached(
        "SELECT actor, kind, count(*), max(at) FROM journal WHERE business_date = ?1 GROUP BY actor, kind",
    )?;
    let mut rows = statement.query([date.to_string()])?;
    while let Some(row) = rows.next()? {
        let actor: String = row.get(0)?;
        let Ok(Actor::Person(person)) = actor.parse() else { continue };
        let (kind, count, last): (String, i64, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let (count, did) = (count.unsigned_abs(), people.entry(person).or_default());
        match kind.as_str() {
            "step.done" => did.steps += count,
            "run.done" => did.runs += count,
            "exception.acknowledged" => did.taken += count,
            _ => {}
        }
        did.last = did.last.max(Some(instant(last)));
    }
    Ok(people)
}
