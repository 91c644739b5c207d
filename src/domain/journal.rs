//! A page of the journal about one thing, with the names of what its lines speak of.

use super::action::Action;
use super::approval::Approval;
use super::calendar::Instant;
use super::exception::Exception;
use super::fact::Entry;
use super::id::{ApprovalId, BodyHash, CaseId, ExceptionId, PersonId, PreparationId, RunId, SopId};
use super::preparation::Preparation;
use super::privacy::Viewer;
use super::run::Run;
use super::sop::Sop;
use super::state::Versions;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a journal is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The whole of it.
    Floor,
    /// A run, its steps and its cards.
    Run(RunId),
    /// A card, and the run it is about; for an outage, every run that was missed in it.
    Exception(ExceptionId),
    /// A procedure, its runs and its cards.
    Sop(SopId),
    /// What somebody did.
    Person(PersonId),
    /// Everything known about a case: signals, what was waited for, runs, cards, evidence.
    Case(CaseId),
}

/// Which page is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageAsked {
    pub about: About,
    /// Of this business date only.
    pub date: Option<NaiveDate>,
    pub from: PageFrom,
    pub most: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageFrom {
    /// The newest there are.
    End,
    /// Those before this number.
    Before(u64),
    /// Those after this number.
    After(u64),
}

/// Lines in order of their numbers.
#[derive(Clone, Debug)]
pub struct Page {
    pub asked: PageAsked,
    pub entries: Vec<Entry>,
    /// Every line from this number on that is about it is here: 1 where there are no earlier ones.
    pub reaches_back_to: u64,
    /// Every line up to this number was looked at.
    pub reaches_to: u64,
    pub beside: Beside,
}

/// Rows that lines of the journal name, as they stand now.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    pub runs: BTreeMap<RunId, Arc<Run>>,
    pub exceptions: BTreeMap<ExceptionId, Arc<Exception>>,
    pub approvals: BTreeMap<ApprovalId, Arc<Approval>>,
    pub preparations: BTreeMap<PreparationId, Arc<Preparation>>,
    pub versions: Versions,
    pub sops: BTreeMap<SopId, Arc<Sop>>,
    /// One that was redacted is absent.
    pub bodies: BTreeMap<BodyHash, String>,
}

impl Beside {
    /// As somebody may see it; `cover` stands in for a text.
    #[must_use]
    pub fn seen_by(&self, viewer: &Viewer<'_>, cover: &str) -> Self {
        let mut seen = self.clone();
        for (id, run) in &self.runs {
            let Some(sop) = self.versions.sops.get(&run.pinned.sop) else { continue };
            let Some(sight) = viewer.sight(run, sop) else { continue };
            seen.runs.insert(*id, Arc::new(sight));
            for hash in viewer.hidden_texts(run, sop) {
                seen.bodies.entry(hash).and_modify(|text| cover.clone_into(text));
            }
        }
        for approval in self.approvals.values() {
            let Some(sop) = self.versions.sops.get(&approval.version) else { continue };
            for hash in viewer.hidden_of_approval(approval, sop) {
                seen.bodies.entry(hash).and_modify(|text| cover.clone_into(text));
            }
        }
        for preparation in self.preparations.values() {
            let run = self.runs.get(&preparation.run);
            let Some(sop) = run.and_then(|run| self.versions.sops.get(&run.pinned.sop)) else { continue };
            for hash in viewer.hidden_of_preparation(preparation, sop) {
                seen.bodies.entry(hash).and_modify(|text| cover.clone_into(text));
            }
        }
        for card in self.exceptions.values() {
            let Some(sop) = card.sop.as_ref().and_then(|sop| self.sops.get(sop)) else { continue };
            for hash in viewer.hidden_of_card(card, sop) {
                seen.bodies.entry(hash).and_modify(|text| cover.clone_into(text));
            }
        }
        seen
    }

    /// Takes in what another page named.
    pub fn take(&mut self, other: Self) {
        self.runs.extend(other.runs);
        self.exceptions.extend(other.exceptions);
        self.approvals.extend(other.approvals);
        self.preparations.extend(other.preparations);
        self.versions.sops.extend(other.versions.sops);
        self.versions.sites.extend(other.versions.sites);
        self.versions.lists.extend(other.versions.lists);
        self.sops.extend(other.sops);
        self.bodies.extend(other.bodies);
    }
}

/// A card with what stands around it.
#[derive(Clone, Debug)]
pub struct CardRead {
    pub id: ExceptionId,
    /// Those it explains.
    pub children: Vec<ExceptionId>,
    /// What was recorded of it or of its case, the newest last.
    pub entries: Vec<Entry>,
    /// The card itself, the one before, its parent and its children among the rest.
    pub beside: Beside,
}

/// An approval with what stands around it.
#[derive(Clone, Debug)]
pub struct ApprovalRead {
    pub id: ApprovalId,
    /// The last ones of its kind that were approved, or looked at; the newest first.
    pub like: Vec<ApprovalId>,
    /// What was done, where anything was.
    pub action: Option<Action>,
    /// The approval itself and those above, with their texts; its run.
    pub beside: Beside,
}

/// What agents laid out, and did, in a run.
#[derive(Clone, Debug)]
pub struct WorkRead {
    pub run: RunId,
    pub actions: Vec<Action>,
    /// The run, its preparations and its approvals, with their texts.
    pub beside: Beside,
}

/// What an outage cost, of one procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissedRuns {
    pub sop: SopId,
    /// When each was due, in order; where too many went by to keep each, none.
    pub due: Vec<Instant>,
    pub count: u64,
}
