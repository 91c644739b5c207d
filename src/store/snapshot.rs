//! What the panels read, of one moment: bounded rows, and counts by index.

use super::fault::Fallible;
use super::options::SnapshotOptions;
use super::rows::{approvals, bodies, exceptions, floor, lists, runs, sops};
use super::verify::Head;
use super::{Store, StoreError, alarms, journal, parsed, read, references};
use crate::domain::board::{ApprovalCounts, CardCounts, Snapshot, Upcoming};
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::decide::still_required;
use crate::domain::id::{RunId, SopId, VersionHash};
use crate::domain::privacy::Viewer;
use crate::domain::run::Run;
use crate::domain::site::Site;
use crate::domain::sop::{Requirement, Sop};
use crate::domain::sought::{Found, ROOM, Sought};
use crate::domain::state::{SopStatus, Versions};
use crate::time::SiteCalendar;
use chrono::NaiveDate;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The list that names what readings are taken with.
const INSTRUMENTS: &str = "instruments";

/// The plan of one business day, kept until the day, the site or a SOP changes.
#[derive(Debug)]
pub(super) struct DayPlan {
    config: Option<VersionHash>,
    versions: Vec<(SopId, VersionHash)>,
    date: NaiveDate,
    /// By opening time.
    upcoming: Vec<Upcoming>,
}

impl Store {
    /// Everything the board shows at this moment.
    pub fn snapshot(&mut self, options: &SnapshotOptions) -> Result<Snapshot, StoreError> {
        let now = self.options.clock.now();
        let mut day_plan = self.day_plan.take();
        let snapshot = self.read_at_once(|connection| take(connection, now, options, &mut day_plan));
        self.day_plan = day_plan;
        snapshot
    }
}

fn take(
    connection: &Connection,
    now: Instant,
    options: &SnapshotOptions,
    day_plan: &mut Option<DayPlan>,
) -> Fallible<Snapshot> {
    let Head { seq, .. } = journal::head(connection)?;
    let floor = floor::get(connection)?;
    let (site_hash, paused) = (floor.config, floor.paused);
    let site = match &site_hash {
        Some(hash) => parsed::site(connection, hash)?,
        None => None,
    };
    let calendar = parsed::calendar(site_hash.as_ref().zip(site.as_deref()))?;
    let today = calendar.business_date(now);

    let mut in_force: BTreeMap<SopId, Arc<Sop>> = BTreeMap::new();
    let mut hashes = Vec::new();
    for sop in sops::all(connection)?.into_iter().filter(|sop| sop.status == SopStatus::InForce) {
        if let Some(parsed) = parsed::sop(connection, &sop.hash)? {
            in_force.insert(sop.id.clone(), parsed);
            hashes.push((sop.id, sop.hash));
        }
    }
    let sought = &options.sought;
    let (open_runs, overdue_runs) = runs::count(connection, now)?;
    let first = if sought.is_narrow() { ROOM } else { sought.room };
    let mut open = runs::open(connection, first)?;
    let found = if open_runs > u64::from(first) && sought.is_narrow() {
        Some(seek(connection, now, sought, site.as_deref(), &mut open)?)
    } else {
        None
    };
    let ended = runs::ended(connection, start_of(&calendar, today), options.ended)?;
    let exceptions = exceptions::shown(connection, options.exceptions)?;
    let counted = exceptions::counts(connection)?;
    let card_counts = CardCounts {
        open: counted.open + counted.acknowledged,
        taken: counted.acknowledged,
        later: counted.shelved,
        hidden: counted.suppressed,
        to_check: counted.to_check,
    };
    let (waiting, to_review) = approvals::counts(connection)?;
    let approvals = if waiting + to_review > 0 && options.approvals > 0 {
        approvals::open(connection, options.approvals)?
    } else {
        Vec::new()
    };
    let shown = |id: RunId| open.iter().chain(&ended).any(|run| run.id == id);
    let on_cards = exceptions.iter().flat_map(crate::domain::exception::Exception::runs);
    let decided_about = approvals.iter().map(|approval| approval.run);
    let asked: BTreeSet<RunId> = on_cards.chain(decided_about).filter(|id| !shown(*id)).collect();
    let asked = asked.into_iter().chain(sought.keep.filter(|id| !shown(*id))).collect::<BTreeSet<_>>();
    let referred: Vec<Run> =
        asked.into_iter().filter_map(|id| runs::get(connection, id).transpose()).collect::<Fallible<_>>()?;
    let versions = read::versions_of(connection, open.iter().chain(&ended).chain(&referred))?;
    let instruments = instruments(connection, today)?;

    let waits = waits(connection, &calendar, now, &open, &versions)?;

    let mut texts = BTreeSet::new();
    for run in open.iter().chain(&ended).chain(&referred) {
        references::of_run(run, &mut texts);
    }
    for exception in &exceptions {
        references::of_exception(exception, &mut texts);
    }
    for approval in &approvals {
        references::of_approval(approval, &mut texts);
    }
    let bodies = bodies::texts(connection, texts)?;

    let stale = !day_plan
        .as_ref()
        .is_some_and(|plan| plan.config == site_hash && plan.date == today && plan.versions == hashes);
    if stale {
        let upcoming = plan_day(&calendar, &in_force, today);
        *day_plan = Some(DayPlan { config: site_hash.clone(), versions: hashes, date: today, upcoming });
    }
    let upcoming = day_plan.iter().flat_map(|plan| &plan.upcoming);
    let upcoming = upcoming.filter(|next| next.times.opens > now).take(options.upcoming).cloned().collect();

    Ok(Snapshot {
        taken: now,
        site,
        site_hash,
        runs: open.into_iter().map(Arc::new).collect(),
        open_runs,
        overdue_runs,
        found,
        ended: ended.into_iter().map(Arc::new).collect(),
        referred: referred.into_iter().map(Arc::new).collect(),
        instruments,
        upcoming,
        exceptions: exceptions.into_iter().map(Arc::new).collect(),
        open_exceptions: card_counts.open,
        card_counts,
        approvals: approvals.into_iter().map(Arc::new).collect(),
        approval_counts: ApprovalCounts { waiting, to_review },
        paused,
        alarms: alarms::load(connection, now)?,
        sops: in_force,
        versions,
        bodies,
        engine: options.engine.clone(),
        shift: calendar.shift_at(now),
        waits,
        recent_starts: runs::started_by_hand(connection)?,
        journal_seq: seq,
    })
}

/// Goes through every open run by what stands in its head, and adds the rows of the first that are what was sought.
fn seek(
    connection: &Connection,
    now: Instant,
    sought: &Sought,
    site: Option<&Site>,
    open: &mut Vec<Run>,
) -> Fallible<Found> {
    let heads = runs::open_heads(connection)?;
    let labels = heads.iter().filter_map(|head| head.label.clone()).collect();
    let labels = if sought.text.is_empty() { BTreeMap::new() } else { bodies::texts(connection, labels)? };
    let viewer = Viewer { site, person: sought.person.as_ref() };
    let mut sops: BTreeMap<&VersionHash, Option<Arc<Sop>>> = BTreeMap::new();
    let mut found = Found { sought: sought.clone(), open: 0, overdue: 0 };
    let known: BTreeSet<RunId> = open.iter().map(|run| run.id).collect();
    for head in &heads {
        if !sops.contains_key(&head.version) {
            sops.insert(
                &head.version,
                parsed::sop(connection, &head.version)?.map(|sop| sop.read_in(&sought.languages)),
            );
        }
        let sop = sops.get(&head.version).and_then(Option::as_ref);
        let is_denied = sop.is_some_and(|sop| viewer.is_denied(sop, None, head.started_by.as_ref()));
        let label = head.label.as_ref().filter(|_| !is_denied).and_then(|label| labels.get(label));
        let title = sop.map_or_else(|| head.sop.as_str(), |sop| sop.title.as_str());
        let whole = label.map(|label| format!("{title}: {label}"));
        if sought.takes(head.role.as_ref(), head.area.as_ref(), whole.as_deref().unwrap_or(title)) {
            found.open += 1;
            found.overdue += u64::from(head.due < now);
            if found.open <= u64::from(sought.room) && !known.contains(&head.id) {
                open.extend(runs::get(connection, head.id)?);
            }
        }
    }
    Ok(found)
}

/// What open runs still wait for.
pub(super) fn waits<'r>(
    connection: &Connection,
    calendar: &SiteCalendar,
    now: Instant,
    open: impl IntoIterator<Item = &'r Run>,
    versions: &Versions,
) -> Fallible<BTreeMap<RunId, Vec<Requirement>>> {
    let mut done: BTreeMap<SopId, Option<Instant>> = BTreeMap::new();
    let mut waits = BTreeMap::new();
    for run in open.into_iter().filter(|run| run.is_open()) {
        let Some(sop) = versions.sops.get(&run.pinned.sop).filter(|sop| !sop.requires.is_empty()) else { continue };
        for required in &sop.requires {
            if !done.contains_key(&required.sop) {
                done.insert(required.sop.clone(), runs::last_done(connection, &required.sop)?);
            }
        }
        let missing = still_required(sop, calendar, now, &|sop| done.get(sop).copied().flatten());
        if !missing.is_empty() {
            waits.insert(run.id, missing);
        }
    }
    Ok(waits)
}

/// What readings are taken with: the rows of the list of that name, by name where they have one.
fn instruments(connection: &Connection, today: NaiveDate) -> Fallible<Vec<String>> {
    let found = lists::all(connection)?.into_iter().find(|(id, _)| id.as_str() == INSTRUMENTS);
    let Some((id, hash)) = found else { return Ok(Vec::new()) };
    let list = parsed::list(connection, &id, &hash)?;
    Ok(list.iter().flat_map(|list| list.on(today)).map(|item| item.name.clone()).collect())
}

/// Where a business date begins: the end of the one before.
pub(super) fn start_of(calendar: &SiteCalendar, date: NaiveDate) -> Instant {
    date.pred_opt().map_or(Instant::MIN_UTC, |before| calendar.end_of_day(before))
}

/// Occurrences of one business day that fire, by opening time. At most 200 of a SOP are shown.
pub(super) fn plan_day(
    calendar: &SiteCalendar,
    in_force: &BTreeMap<SopId, Arc<Sop>>,
    date: NaiveDate,
) -> Vec<Upcoming> {
    let (from, until) = (start_of(calendar, date), calendar.end_of_day(date));
    let mut upcoming: Vec<Upcoming> = Vec::new();
    for (id, sop) in in_force {
        let before = from - chrono::TimeDelta::microseconds(1);
        upcoming.extend(calendar.occurrences(sop, before, until, 200).into_iter().filter_map(|occurrence| {
            let times = occurrence.times.filter(|times| times.opens < until)?;
            Some(Upcoming { sop: id.clone(), occurrence: occurrence.key, times })
        }));
    }
    upcoming.sort_by(|a, b| (a.times.opens, &a.sop).cmp(&(b.times.opens, &b.sop)));
    upcoming
}
