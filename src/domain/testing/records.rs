//! What a test's floor answers where the state is not asked.

use crate::domain::calendar::Instant;
use crate::domain::condition::same_value;
use crate::domain::exception::Exception;
use crate::domain::fact::Fact;
use crate::domain::id::{
    BodyHash, CaseId, OccurrenceKey, PersonId, RolloutId, SignalId, SignalName, SopId, VersionHash,
};
use crate::domain::lookup::{LoadedRun, Lookup, Works};
use crate::domain::repetition::{Tally, Unused};
use crate::domain::rollout::Rollout;
use crate::domain::run::{Run, RunState};
use crate::domain::signal::{Judged, Place, Signal};
use crate::domain::sop::Sop;
use crate::domain::state::{SopState, SopStatus, State};
use crate::domain::timer::Subject;
use crate::domain::watch::Watch;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything as it was before the command.
#[derive(Default)]
pub(in crate::domain) struct Records {
    pub(in crate::domain) state: State,
    pub(in crate::domain) taken: BTreeSet<OccurrenceKey>,
    pub(in crate::domain) signals: Vec<(Signal, Judged)>,
    /// Who sent signals in.
    pub(in crate::domain) senders: BTreeMap<SignalId, PersonId>,
    pub(in crate::domain) texts: BTreeMap<BodyHash, String>,
}

/// What a fact makes of the signals that are known.
pub(in crate::domain) fn keep(signals: &mut Vec<(Signal, Judged)>, fact: &Fact) {
    match fact {
        Fact::SignalReceived { signal, name, case, at, data, judged } => {
            let signal =
                Signal { id: signal.clone(), name: name.clone(), case: case.clone(), at: *at, data: data.clone() };
            signals.push((signal, *judged));
        }
        Fact::SignalsWhole { .. } => {
            for (_, judged) in signals.iter_mut().filter(|(_, judged)| *judged == Judged::WhenWhole) {
                *judged = Judged::InTurn;
            }
        }
        Fact::SignalsJudged { until, .. } => {
            for (signal, judged) in signals.iter_mut() {
                if *judged == Judged::InTurn && signal.place() <= *until {
                    *judged = Judged::AtOnce;
                }
            }
        }
        _ => {}
    }
}

impl Records {
    /// Those of whole files, at or before a place.
    fn until<'r>(&'r self, until: &'r Place) -> impl Iterator<Item = &'r Signal> {
        let whole = self.signals.iter().filter(|(_, judged)| *judged != Judged::WhenWhole);
        whole.map(|(signal, _)| signal).filter(move |signal| signal.place() <= *until)
    }
    fn waiting(&self, held: bool) -> Vec<Signal> {
        let waits = |judged: Judged| judged == Judged::InTurn || (held && judged == Judged::WhenWhole);
        let mut all: Vec<Signal> =
            self.signals.iter().filter(|(_, judged)| waits(*judged)).map(|(signal, _)| signal.clone()).collect();
        all.sort_by_key(Signal::place);
        all
    }
}

impl Lookup for Records {
    fn fired(&self, key: &OccurrenceKey) -> bool {
        self.taken.contains(key)
    }
    fn exception_of_group(&self, _: &str) -> Option<Exception> {
        None
    }
    fn last_done(&self, sop: &SopId) -> Option<Instant> {
        let done = self.state.runs.values().filter(|run| run.sop == *sop && run.state == RunState::Done);
        done.filter_map(|run| run.ended).max()
    }
    fn listeners(&self, what: &str) -> Vec<SopState> {
        let hears = |row: &&SopState| row.sop.as_ref().is_some_and(|sop| sop.listens().contains(what));
        self.state.sops.values().filter(|row| row.status == SopStatus::InForce).filter(hears).cloned().collect()
    }
    fn signal(&self, id: &SignalId) -> Option<Signal> {
        self.signals.iter().find(|(signal, _)| signal.id == *id).map(|(signal, _)| signal.clone())
    }
    fn first_signal(
        &self,
        names: &[SignalName],
        case: Option<&CaseId>,
        after: &Place,
        until: Instant,
    ) -> Option<Signal> {
        let of = |signal: &&Signal| names.contains(&signal.name) && signal.case.as_ref() == case;
        let inside = |signal: &&Signal| signal.place() > *after && signal.at <= until;
        self.signals
            .iter()
            .map(|(signal, _)| signal)
            .filter(of)
            .filter(inside)
            .min_by_key(|signal| signal.place())
            .cloned()
    }
    fn last_signal(&self, name: &SignalName, case: Option<&CaseId>, until: &Place) -> Option<Signal> {
        let of = |signal: &&Signal| signal.name == *name && (case.is_none() || signal.case.as_ref() == case);
        self.until(until).filter(of).max_by_key(|signal| signal.place()).cloned()
    }
    fn ended_runs_of(&self, sop: &SopId, most: u32) -> Vec<Run> {
        let over = self.state.runs.values().rev().filter(|run| run.sop == *sop && !run.is_open());
        over.take(most as usize).cloned().collect()
    }
    fn ended_since(&self, since: Instant, most: u32) -> Vec<Run> {
        let over = self.state.runs.values().rev().filter(|run| run.ended.is_some_and(|ended| ended >= since));
        over.take(most as usize).cloned().collect()
    }
    fn cases(&self, kind: &str, until: &Place) -> Vec<CaseId> {
        let of = |case: &CaseId| case.as_str().split_once(':').is_some_and(|(other, _)| other == kind);
        let cases: BTreeSet<CaseId> =
            self.until(until).filter_map(|signal| signal.case.clone()).filter(|case| of(case)).collect();
        cases.into_iter().collect()
    }
    fn field_of(&self, case: &CaseId, field: &str, until: &Place) -> Option<serde_json::Value> {
        let of = |signal: &&Signal| signal.case.as_ref() == Some(case) && signal.data.contains_key(field);
        let newest = self.until(until).filter(of).max_by_key(|signal| signal.place())?;
        newest.data.get(field).cloned()
    }
    fn seen(&self, name: &SignalName, field: &str, value: &serde_json::Value, until: &Place) -> bool {
        self.until(until)
            .any(|signal| signal.name == *name && signal.data.get(field).is_some_and(|told| same_value(told, value)))
    }
    fn unjudged(&self, most: usize) -> Vec<Signal> {
        self.waiting(false).into_iter().take(most).collect()
    }
    fn holds_signals(&self) -> bool {
        self.signals.iter().any(|(_, judged)| *judged == Judged::WhenWhole)
    }
    fn first_unjudged(&self) -> Option<Instant> {
        self.waiting(true).first().map(|signal| signal.at)
    }
    fn next_due(&self) -> Option<Instant> {
        let watches = self.state.watches.keys().map(|id| Subject::Watch(*id));
        let runs = self.state.runs.keys().map(|id| Subject::Run(*id));
        watches.chain(runs).flat_map(|subject| self.state.timers(&subject)).map(|timer| timer.due_at).min()
    }
    fn first_judged(&self, names: &[SignalName], case: Option<&CaseId>, after: &Place) -> Option<Signal> {
        let judged = self.signals.iter().filter(|(_, judged)| *judged == Judged::AtOnce).map(|(signal, _)| signal);
        let of = |signal: &&Signal| names.contains(&signal.name) && signal.case.as_ref() == case;
        judged.filter(of).filter(|signal| signal.place() > *after).min_by_key(|signal| signal.place()).cloned()
    }
    fn signal_before(&self, name: &SignalName, case: Option<&CaseId>, before: &Place) -> Option<Signal> {
        let judged = self.signals.iter().filter(|(_, judged)| *judged == Judged::AtOnce).map(|(signal, _)| signal);
        let of = |signal: &&Signal| signal.name == *name && signal.case.as_ref() == case;
        judged.filter(of).filter(|signal| signal.place() < *before).max_by_key(|signal| signal.place()).cloned()
    }
    fn waiting_runs(&self, case: &CaseId, signal: &SignalName) -> Vec<LoadedRun> {
        let of = |run: &&Run| {
            run.is_open() && run.case.as_ref() == Some(case) && run.waits.iter().any(|wait| wait.signal == *signal)
        };
        let loaded = |run: &Run| LoadedRun { run: run.clone(), sop: None, lists: Vec::new(), works: Works::default() };
        self.state.runs.values().filter(of).map(loaded).collect()
    }
    fn open_runs(&self, sop: &SopId, case: Option<&CaseId>) -> Vec<LoadedRun> {
        let of = |run: &&Run| run.is_open() && run.sop == *sop && run.case.as_ref() == case;
        let loaded = |run: &Run| LoadedRun { run: run.clone(), sop: None, lists: Vec::new(), works: Works::default() };
        self.state.runs.values().filter(of).map(loaded).collect()
    }
    fn open_exceptions(&self, sop: &SopId, case: Option<&CaseId>) -> Vec<Exception> {
        let of = |card: &&Exception| card.is_open() && card.sop.as_ref() == Some(sop) && card.case.as_ref() == case;
        self.state.exceptions.values().filter(of).cloned().collect()
    }
    fn open_watches(&self, sop: &SopId, case: Option<&CaseId>) -> Vec<Watch> {
        let of = |watch: &&Watch| watch.is_open() && watch.sop == *sop && watch.case.as_ref() == case;
        self.state.watches.values().filter(of).cloned().collect()
    }
    fn unanswered(&self, sop: &SopId, case: Option<&CaseId>) -> Vec<Watch> {
        let of = |watch: &&Watch| watch.is_unanswered() && watch.sop == *sop && watch.case.as_ref() == case;
        self.state.watches.values().filter(of).cloned().collect()
    }
    fn version(&self, hash: &VersionHash) -> Option<Arc<Sop>> {
        self.state.versions.sops.get(hash).cloned()
    }
    fn watched(&self, sop: &SopId) -> Vec<(VersionHash, usize)> {
        let open = self.state.watches.values().filter(|watch| watch.is_open() && watch.sop == *sop);
        open.map(|watch| (watch.version.clone(), watch.trigger)).collect::<BTreeSet<_>>().into_iter().collect()
    }
    fn watches_of(&self, sop: &SopId, version: &VersionHash, trigger: usize, most: usize) -> Vec<Watch> {
        let of = |watch: &&Watch| watch.is_open() && watch.sop == *sop;
        let open = self.state.watches.values().filter(of);
        open.filter(|watch| watch.version == *version && watch.trigger == trigger).take(most).cloned().collect()
    }
    fn rollout(&self, id: &RolloutId) -> Option<Rollout> {
        self.state.rollouts.get(id).cloned()
    }
    fn rollouts_of(&self, sop: &SopId) -> Vec<Rollout> {
        self.state.rollouts.values().filter(|rollout| rollout.sop == *sop).cloned().collect()
    }
    fn sender(&self, signal: &SignalId) -> Option<PersonId> {
        self.senders.get(signal).cloned()
    }
    fn text(&self, hash: &BodyHash) -> Option<String> {
        self.texts.get(hash).cloned()
    }
    fn unused(&self, tally: &Tally) -> Vec<Unused> {
        self.state.unused.get(tally).cloned().unwrap_or_default()
    }
}
