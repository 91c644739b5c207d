//! What decide may ask of records that the state does not hold.
//!
//! Answers are as of before the command. What decide goes on to change, it puts into the state; where the state holds a
//! thing, the state is right. Who keeps no records of a kind leaves its question out: nothing is known.

use super::action::Action;
use super::approval::Approval;
use super::calendar::Instant;
use super::exception::Exception;
use super::id::{
    BodyHash, CaseId, ExceptionId, OccurrenceKey, PersonId, RolloutId, SignalId, SignalName, SopId, SourceId,
    VersionHash,
};
use super::list::List;
use super::preparation::Preparation;
use super::repetition::{Tally, Unused};
use super::rollout::Rollout;
use super::run::Run;
use super::signal::{Place, Signal};
use super::sop::Sop;
use super::source::Reads;
use super::state::SopState;
use super::watch::Watch;
use std::sync::Arc;

/// A run with the versions that it is pinned to.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedRun {
    pub run: Run,
    pub sop: Option<Arc<Sop>>,
    pub lists: Vec<(VersionHash, Arc<List>)>,
    pub works: Works,
}

/// How far agents are in the steps of a run: what ends with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Works {
    pub preparations: Vec<Preparation>,
    pub approvals: Vec<Approval>,
    pub actions: Vec<Action>,
}

pub trait Lookup {
    /// Whether an occurrence with this key has fired, or was settled otherwise.
    fn fired(&self, key: &OccurrenceKey) -> bool;
    /// The newest exception of a group, open or resolved.
    fn exception_of_group(&self, group: &str) -> Option<Exception>;
    /// Open exceptions that hide those of a SOP.
    fn hiding(&self, _sop: &SopId) -> Vec<Exception> {
        Vec::new()
    }
    /// Exceptions hidden by one.
    fn hidden_by(&self, _parent: ExceptionId) -> Vec<Exception> {
        Vec::new()
    }
    /// Exceptions of some SOPs that are open, and that nobody has.
    fn open_exceptions_of(&self, _sops: &[SopId]) -> Vec<Exception> {
        Vec::new()
    }
    /// When a run of this SOP was done last.
    fn last_done(&self, sop: &SopId) -> Option<Instant>;
    /// SOPs in force, with their parsed versions, of which a trigger listens for this (see [`Sop::listens`]).
    ///
    /// [`Sop::listens`]: super::sop::Sop::listens
    fn listeners(&self, _what: &str) -> Vec<SopState> {
        Vec::new()
    }
    /// A signal by its id.
    fn signal(&self, _id: &SignalId) -> Option<Signal> {
        None
    }
    /// The first signal of one of these names, of this case, whose place is after one and whose time is at most another.
    fn first_signal(
        &self,
        _names: &[SignalName],
        _case: Option<&CaseId>,
        _after: &Place,
        _until: Instant,
    ) -> Option<Signal> {
        None
    }
    /// Signals that wait their turn, in order.
    fn unjudged(&self, _most: usize) -> Vec<Signal> {
        Vec::new()
    }
    /// Whether there are signals of files that are not whole.
    fn holds_signals(&self) -> bool {
        false
    }
    /// A text beside the journal; none where it was redacted.
    fn text(&self, _hash: &BodyHash) -> Option<String> {
        None
    }
    /// The own time of the first signal that waits, those of files that were not whole until now among them.
    fn first_unjudged(&self) -> Option<Instant> {
        None
    }
    /// The first timer of all that judges no signals.
    fn next_due(&self) -> Option<Instant> {
        None
    }
    /// The first signal of one of these names, of this case, that triggers have looked at, and whose place is after one.
    fn first_judged(&self, _names: &[SignalName], _case: Option<&CaseId>, _after: &Place) -> Option<Signal> {
        None
    }
    /// The newest signal of this name and case before a place that triggers have looked at.
    fn signal_before(&self, _name: &SignalName, _case: Option<&CaseId>, _before: &Place) -> Option<Signal> {
        None
    }
    /// Open runs of a case of which a step waits, or waited, for this signal.
    fn waiting_runs(&self, _case: &CaseId, _signal: &SignalName) -> Vec<LoadedRun> {
        Vec::new()
    }
    /// Open runs of a SOP and case.
    fn open_runs(&self, _sop: &SopId, _case: Option<&CaseId>) -> Vec<LoadedRun> {
        Vec::new()
    }
    /// Open exceptions of a SOP and case.
    fn open_exceptions(&self, _sop: &SopId, _case: Option<&CaseId>) -> Vec<Exception> {
        Vec::new()
    }
    /// The newest signal of this name at or before a place: of a case, or where there is none of any.
    fn last_signal(&self, _name: &SignalName, _case: Option<&CaseId>, _until: &Place) -> Option<Signal> {
        None
    }
    /// Runs of a SOP that are over, the newest first.
    fn ended_runs_of(&self, _sop: &SopId, _most: u32) -> Vec<Run> {
        Vec::new()
    }
    /// Runs that ended at or after an instant, the newest first.
    fn ended_since(&self, _since: Instant, _most: u32) -> Vec<Run> {
        Vec::new()
    }
    /// Every case of a kind that a signal told of at or before a place, in order.
    fn cases(&self, _kind: &str, _until: &Place) -> Vec<CaseId> {
        Vec::new()
    }
    /// The value that the newest signal of a case with this field gave it, at or before a place.
    fn field_of(&self, _case: &CaseId, _field: &str, _until: &Place) -> Option<serde_json::Value> {
        None
    }
    /// Whether a signal of this name, of any case, had this value in a field, at or before a place.
    fn seen(&self, _name: &SignalName, _field: &str, _value: &serde_json::Value, _until: &Place) -> bool {
        false
    }
    /// Open watches of a SOP and case.
    fn open_watches(&self, _sop: &SopId, _case: Option<&CaseId>) -> Vec<Watch> {
        Vec::new()
    }
    /// Watches of a SOP and case that were breached, and that nothing answered since.
    fn unanswered(&self, _sop: &SopId, _case: Option<&CaseId>) -> Vec<Watch> {
        Vec::new()
    }
    /// Watches whose time is up and that wait for a source, those due first first.
    fn held(&self, _source: &SourceId, _most: usize) -> Vec<Watch> {
        Vec::new()
    }
    /// What is known of a source's reads.
    fn reads(&self, _source: &SourceId) -> Option<Reads> {
        None
    }
    /// A version of a SOP that was in force once.
    fn version(&self, _hash: &VersionHash) -> Option<Arc<Sop>> {
        None
    }
    /// The triggers that open watches of a SOP are of.
    fn watched(&self, _sop: &SopId) -> Vec<(VersionHash, usize)> {
        Vec::new()
    }
    /// Open watches of one of those, in order.
    fn watches_of(&self, _sop: &SopId, _version: &VersionHash, _trigger: usize, _most: usize) -> Vec<Watch> {
        Vec::new()
    }
    /// Who sent a signal in, by the name they gave.
    fn sender(&self, _signal: &SignalId) -> Option<PersonId> {
        None
    }
    /// Who is behind a signal: who sent it in; of one that an agent sent, who let it, and whoever asked for the run that
    /// it was sent in.
    fn askers(&self, signal: &SignalId) -> Vec<PersonId> {
        self.sender(signal).into_iter().collect()
    }
    /// Where a step that an agent works in stands.
    fn rollout(&self, _id: &RolloutId) -> Option<Rollout> {
        None
    }
    /// Every step of a SOP that agents work in, or did once.
    fn rollouts_of(&self, _sop: &SopId) -> Vec<Rollout> {
        Vec::new()
    }
    /// Facts that were counted in a tally and are not used up.
    fn unused(&self, _tally: &Tally) -> Vec<Unused> {
        Vec::new()
    }
}
