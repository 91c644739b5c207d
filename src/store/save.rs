//! What a decision left: lines in the journal, and the rows that follow from them.

use super::fault::Fallible;
use super::journal::{self, Line};
use super::load::{self, is_in_force};
use super::parsed;
use super::rows::floor::Floor;
use super::rows::{
    actions, approvals, bodies, counted, exceptions, floor, listens, lists, notices, occurrences, preparations,
    rollouts, runs, sighted, signals, sops, sources, timers, versions, watches,
};
use super::verify::Head;
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::decide::Decision;
use crate::domain::fact::{Entry, Fact, Recorded};
use crate::domain::sop::Sop;
use crate::domain::state::{Feeds, State};
use crate::domain::timer::Subject;
use rusqlite::Connection;

/// Writes facts, bodies, and every row that was touched; `before` is the floor as it is stored.
pub(super) fn record(
    connection: &Connection,
    head: &mut Head,
    line: &Line<'_>,
    decision: Decision,
    state: &mut State,
    before: &mut Floor,
) -> Fallible<Vec<Entry>> {
    for body in &decision.bodies {
        bodies::save(connection, body)?;
    }
    let mut entries = Vec::with_capacity(decision.facts.len());
    for recorded in decision.facts {
        beside(connection, &recorded)?;
        entries.push(journal::append(connection, head, line, recorded)?);
    }
    rows(connection, state, before)?;
    let new_config = entries.iter().any(|entry| matches!(entry.fact, Fact::ConfigActivated { .. }));
    plan(connection, state, new_config)?;
    plan_sources(connection, state, entries.iter().rev().find(|_| new_config).map(|entry| entry.at))?;
    state.touched.clear();
    state.settled.clear();
    state.signals.clear();
    state.unused.clear();
    Ok(entries)
}

/// Rows that follow from a fact alone.
pub(super) fn beside(connection: &Connection, recorded: &Recorded) -> Fallible<()> {
    occurrences::settle(connection, &recorded.fact)?;
    versions::keep(connection, &recorded.fact)?;
    signals::settle(connection, &recorded.fact)?;
    sighted::settle(connection, &recorded.fact)?;
    counted::settle(connection, &recorded.fact)?;
    Ok(())
}

/// The derived rows of what was touched.
pub(super) fn rows(connection: &Connection, state: &State, before: &mut Floor) -> Fallible<()> {
    for subject in &state.touched {
        match subject {
            Subject::Run(id) => {
                if let Some(run) = state.runs.get(id) {
                    runs::save(connection, run)?;
                }
            }
            Subject::Exception(id) => {
                if let Some(exception) = state.exceptions.get(id) {
                    exceptions::save(connection, exception)?;
                }
            }
            Subject::Notice(id) => {
                if let Some(notice) = state.notices.get(id) {
                    notices::save(connection, notice)?;
                }
            }
            Subject::Preparation(id) => {
                if let Some(preparation) = state.preparations.get(id) {
                    preparations::save(connection, preparation)?;
                }
            }
            Subject::Approval(id) => {
                if let Some(approval) = state.approvals.get(id) {
                    approvals::save(connection, approval)?;
                }
            }
            Subject::Action(id) => {
                if let Some(action) = state.actions.get(id) {
                    actions::save(connection, action)?;
                }
            }
            Subject::Rollout(id) => {
                if let Some(rollout) = state.rollouts.get(id) {
                    rollouts::save(connection, rollout)?;
                }
            }
            Subject::Sop(id) => {
                if let Some(sop) = state.sops.get(id) {
                    sops::save(connection, sop)?;
                    let in_force = sop.sop.as_deref().filter(|_| is_in_force(state, id));
                    listens::save(connection, id, &in_force.map(Sop::listens).unwrap_or_default())?;
                    sighted::seek(connection, id, in_force)?;
                }
            }
            Subject::Source(id) => {
                if let Some(source) = state.sources.get(id) {
                    sources::save(connection, source)?;
                }
            }
            Subject::List(id) => lists::save(connection, id, state.lists.get(id).map(|list| &list.hash))?,
            Subject::Watch(id) => {
                if let Some(watch) = state.watches.get(id) {
                    watches::save(connection, watch)?;
                }
            }
            // A signal is what its fact says.
            Subject::Signal(_) | Subject::Site | Subject::Agent(_) => {}
        }
        if !matches!(subject, Subject::Signal(_)) {
            timers::save(connection, subject, &state.timers(subject))?;
        }
    }
    let floor = Floor::of(state);
    if *before != floor {
        floor::save(connection, &floor)?;
        *before = floor;
    }
    Ok(())
}

/// When sources that were touched are stale; `listed`: a new config may name others since then.
fn plan_sources(connection: &Connection, state: &State, listed: Option<Instant>) -> Fallible<()> {
    let Some(site) = state.site.as_ref().map(|site| &*site.value).filter(|_| state.feeds == Feeds::Read) else {
        return Ok(());
    };
    if let Some(at) = listed {
        return sources::listed(connection, site, at);
    }
    for subject in &state.touched {
        if let Subject::Source(id) = subject {
            sources::plan(connection, site, id)?;
        }
    }
    Ok(())
}

/// The plan's next occurrence of every SOP that was touched; of all, where the calendar itself changed.
fn plan(connection: &Connection, state: &mut State, new_config: bool) -> Fallible<()> {
    let touched = |subject: &Subject| matches!(subject, Subject::Sop(_));
    if !new_config && !state.touched.iter().any(touched) {
        return Ok(());
    }
    let calendar = parsed::calendar(state.site.as_ref().map(|site| (&site.hash, &*site.value)))?;
    if new_config {
        load::all_sops(connection, state)?;
    }
    for (id, sop) in &state.sops {
        let subject = Subject::Sop(id.clone());
        if new_config || state.touched.contains(&subject) {
            let parsed = sop.sop.as_ref().filter(|_| is_in_force(state, id));
            let next = parsed.and_then(|parsed| calendar.next_position(parsed, sop.cursor));
            timers::plan(connection, &subject, next)?;
        }
    }
    Ok(())
}
