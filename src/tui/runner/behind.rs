//! What the view of procedures asks the store and the files for.

use super::Runner;
use crate::domain::calendar::Instant;
use crate::domain::id::SopId;
use crate::domain::run::{Late, RunState};
use crate::domain::sop::Sop;
use crate::domain::state::SopStatus;
use crate::store::{RunFilter, Store, StoreError, Which};
use crate::time::SiteCalendar;
use crate::time::plan::plan;
use crate::tui::files::{Behind, Recent, SopFacts};
use chrono::TimeDelta;
use std::collections::BTreeMap;

/// As many procedures are asked about; a floor has some dozens.
const MOST: usize = 500;
/// As many of the last runs are counted.
const RUNS: u32 = 14;
/// As far ahead the next firing is looked for.
const AHEAD: TimeDelta = TimeDelta::days(400);

impl Runner {
    pub(in crate::tui) fn behind(&self, store: &mut Store) -> Behind {
        // Where the store cannot be read, the snapshot says so; the files still can.
        let sops = self.facts(store).unwrap_or_default();
        Behind { sops, files: (self.check)() }
    }

    fn facts(&self, store: &mut Store) -> Result<BTreeMap<SopId, SopFacts>, StoreError> {
        let calendar = store.active_site()?.and_then(|site| SiteCalendar::new(&site).ok());
        let now = self.clock.now();
        let mut facts = BTreeMap::new();
        let in_force = store.sops()?.into_iter().filter(|sop| sop.status == SopStatus::InForce);
        for state in in_force.take(MOST) {
            let next = state.sop.as_deref().zip(calendar.as_ref()).and_then(|(sop, calendar)| next(sop, calendar, now));
            let recurs = state.recurrence.as_ref().and_then(|it| it.times).map(|times| times.scheduled);
            let next = next.into_iter().chain(recurs.filter(|at| *at >= now)).min();
            let filter =
                RunFilter { which: Which::Over, sop: Some(state.id.clone()), limit: RUNS, ..RunFilter::default() };
            let mut recent = Recent::default();
            for run in store.runs(&filter)? {
                match run.state {
                    RunState::Done if run.late == Late::No => recent.done += 1,
                    RunState::Done => recent.late += 1,
                    RunState::Missed { .. } => recent.missed += 1,
                    RunState::Skipped { .. } => recent.skipped += 1,
                    _ => {}
                }
            }
            let since = store.activated(&state.id)?;
            facts.insert(state.id, SopFacts { hash: state.hash, since, next, recent });
        }
        Ok(facts)
    }
}

fn next(sop: &Sop, calendar: &SiteCalendar, now: Instant) -> Option<Instant> {
    plan([sop], calendar, now, now + AHEAD).find_map(|line| line.scheduled)
}
