//! What a view had read for it beside the snapshot: a day, pages of a journal, a run that is over for long.

use crate::domain::action::Action;
use crate::domain::approval::Approval;
use crate::domain::day::Day;
use crate::domain::dossier::Dossier;
use crate::domain::fact::Entry;
use crate::domain::id::{AgentId, ApprovalId, ExceptionId, RolloutId, RunId};
use crate::domain::journal::{About, ApprovalRead, Beside, CardRead, MissedRuns, Page, PageFrom, WorkRead};
use crate::domain::language::Language;
use crate::domain::overview::AgentsOverview;
use crate::domain::privacy::Viewer;
use crate::domain::sop::Sop;
use crate::domain::why::{Asked, Why};
use chrono::NaiveDate;
use std::sync::Arc;

/// Lines that one page has.
pub(crate) const PAGE: u32 = 200;
/// Lines that the board keeps; the command line has no such end.
pub(crate) const MOST_LINES: usize = 5_000;

/// What is asked of the store for a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// None: today.
    Day(Option<NaiveDate>),
    Page(crate::domain::journal::PageAsked),
    Run(RunId),
    /// What an outage cost.
    Missed(ExceptionId),
    Why(Asked),
    /// A card, and what stands around it.
    Card(ExceptionId),
    /// An approval, and the last ones of its kind.
    Approval(ApprovalId),
    /// What agents laid out and did in a run.
    Work(RunId),
    /// Every agent at a glance.
    Agents,
    /// What the system says of a step before somebody promotes it.
    Dossier(RolloutId),
    /// What an agent asked last.
    LastOf(AgentId),
}

#[derive(Debug)]
pub(crate) enum Reply {
    Day(Day),
    Page(Page),
    /// None: there is no such run.
    Run(Option<(RunId, Beside)>),
    Missed(ExceptionId, Vec<MissedRuns>),
    /// None: what was asked about is not there.
    Why(Asked, Option<Box<Why>>),
    /// None: there is no such card.
    Card(ExceptionId, Option<Box<CardRead>>),
    /// None: there is no such approval.
    Approval(ApprovalId, Option<Box<ApprovalRead>>),
    /// None: there is no such run.
    Work(Option<Box<WorkRead>>),
    Agents(AgentsOverview),
    /// None: nothing acts there any more.
    Dossier(RolloutId, Option<Box<Dossier>>),
    LastOf(AgentId, Vec<Approval>),
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Aside {
    pub day: Option<Arc<Day>>,
    pub journal: Option<Journal>,
    pub run: Option<(RunId, Sighted)>,
    /// With the journal's number at which it was asked.
    pub missed: Option<(ExceptionId, u64, Vec<MissedRuns>)>,
    /// The last card that was read, and the journal's number at which it was asked.
    pub card: Option<Card>,
    /// The last approval that was read.
    pub approval: Option<ApprovalAside>,
    /// What agents did in the run that was asked about last.
    pub work: Option<WorkAside>,
    /// With the journal's number at which it was asked.
    pub agents: Option<(u64, Arc<AgentsOverview>)>,
    /// The last answer, with what was asked and the journal's number at which it was.
    pub why: Option<(Asked, u64, Option<Arc<Why>>)>,
    /// The last question, and the snapshot's number at which it was asked: not asked twice.
    pub asked: Option<(Question, u64)>,
}

/// Rows that were read, and what of them whoever looks may see.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sighted {
    whole: Beside,
    seen: Beside,
}

impl Sighted {
    /// Nothing is seen before it is known who looks.
    fn of(whole: Beside) -> Self {
        Self { whole, seen: Beside::default() }
    }

    fn look(&mut self, viewer: &Viewer<'_>, cover: &str, languages: &[Language]) {
        self.seen = self.whole.seen_by(viewer, cover);
        let read = |sop: &mut Arc<Sop>| *sop = sop.read_in(languages);
        self.seen.versions.sops.values_mut().chain(self.seen.sops.values_mut()).for_each(read);
    }
}

/// A card that was read, with what stands around it.
#[derive(Clone, Debug)]
pub(crate) struct Card {
    pub id: ExceptionId,
    pub at: u64,
    pub children: Vec<ExceptionId>,
    pub entries: Vec<Entry>,
    beside: Sighted,
}

/// An approval that was read, with what stands around it.
#[derive(Clone, Debug)]
pub(crate) struct ApprovalAside {
    pub id: ApprovalId,
    /// The journal's number at which it was asked.
    pub at: u64,
    pub like: Vec<ApprovalId>,
    pub action: Option<Action>,
    beside: Sighted,
}

/// What agents did in a run.
#[derive(Clone, Debug)]
pub(crate) struct WorkAside {
    pub run: RunId,
    /// The journal's number at which it was asked.
    pub at: u64,
    pub actions: Vec<Action>,
    beside: Sighted,
}

/// Pages of one journal, joined.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    pub about: About,
    pub date: Option<NaiveDate>,
    pub entries: Vec<Entry>,
    pub reaches_back_to: u64,
    pub reaches_to: u64,
    pub beside: Sighted,
    /// Somebody wants to see what was before.
    pub wants_older: bool,
}

impl Journal {
    pub(crate) fn is_of(&self, about: &About, date: Option<NaiveDate>) -> bool {
        self.about == *about && self.date == date
    }
    /// There is more before what is here, and room for it.
    pub(crate) fn has_older(&self) -> bool {
        self.reaches_back_to > 1 && self.entries.len() < MOST_LINES
    }
}

impl Aside {
    pub(crate) fn take(&mut self, reply: Reply) {
        match reply {
            Reply::Day(day) => self.day = Some(Arc::new(day)),
            Reply::Page(page) => self.page(page),
            Reply::Run(found) => self.run = found.map(|(run, beside)| (run, Sighted::of(beside))),
            Reply::Missed(id, missed) => {
                let at = self.asked.as_ref().map_or(0, |(_, seq)| *seq);
                self.missed = Some((id, at, missed));
            }
            Reply::Card(id, read) => {
                let at = self.asked.as_ref().map_or(0, |(_, seq)| *seq);
                let (children, entries, beside) =
                    read.map(|read| (read.children, read.entries, read.beside)).unwrap_or_default();
                self.card = Some(Card { id, at, children, entries, beside: Sighted::of(beside) });
            }
            Reply::Approval(id, read) => {
                let at = self.asked.as_ref().map_or(0, |(_, seq)| *seq);
                let (like, action, beside) = read.map(|read| (read.like, read.action, read.beside)).unwrap_or_default();
                self.approval = Some(ApprovalAside { id, at, like, action, beside: Sighted::of(beside) });
            }
            Reply::Work(read) => {
                let at = self.asked.as_ref().map_or(0, |(_, seq)| *seq);
                self.work = read.map(|read| {
                    let WorkRead { run, actions, beside } = *read;
                    WorkAside { run, at, actions, beside: Sighted::of(beside) }
                });
            }
            Reply::Agents(overview) => {
                let at = self.asked.as_ref().map_or(0, |(_, seq)| *seq);
                self.agents = Some((at, Arc::new(overview)));
            }
            // Shown at once, and not kept.
            Reply::Dossier(..) | Reply::LastOf(..) => {}
            Reply::Why(asked, why) => {
                let at = self.asked.as_ref().map_or(0, |(_, seq)| *seq);
                self.why = Some((asked, at, why.map(|why| Arc::new(*why))));
            }
        }
    }

    fn page(&mut self, page: Page) {
        let asked = &page.asked;
        let Some(journal) = self.journal.as_mut().filter(|journal| journal.is_of(&asked.about, asked.date)) else {
            self.journal = (asked.from == PageFrom::End).then(|| Journal {
                about: page.asked.about,
                date: page.asked.date,
                entries: page.entries,
                reaches_back_to: page.reaches_back_to,
                reaches_to: page.reaches_to,
                beside: Sighted::of(page.beside),
                wants_older: false,
            });
            return;
        };
        match asked.from {
            // A late answer that does not join on is left.
            PageFrom::Before(before) if before == journal.reaches_back_to => {
                journal.entries.splice(0..0, page.entries);
                journal.reaches_back_to = page.reaches_back_to;
                journal.wants_older = false;
            }
            PageFrom::After(after) if after == journal.reaches_to => {
                journal.entries.extend(page.entries);
                journal.reaches_to = page.reaches_to;
            }
            _ => return,
        }
        journal.beside.whole.take(page.beside);
    }

    /// Rows that were read for what is shown now, as whoever looks may see them.
    pub(crate) fn beside(&self) -> impl Iterator<Item = &Beside> {
        let journal = self.journal.iter().map(|journal| &journal.beside);
        let card = self.card.iter().map(|card| &card.beside);
        let approval = self.approval.iter().map(|approval| &approval.beside);
        let work = self.work.iter().map(|work| &work.beside);
        let beside = self.run.iter().map(|(_, run)| run).chain(card).chain(approval).chain(work).chain(journal);
        beside.map(|sighted| &sighted.seen)
    }

    /// Somebody looks, in their languages: what is private to others is covered.
    pub(crate) fn look(&mut self, viewer: &Viewer<'_>, cover: &str, languages: &[Language]) {
        let journal = self.journal.iter_mut().map(|journal| &mut journal.beside);
        let card = self.card.iter_mut().map(|card| &mut card.beside);
        let approval = self.approval.iter_mut().map(|approval| &mut approval.beside);
        let work = self.work.iter_mut().map(|work| &mut work.beside);
        for sighted in self.run.iter_mut().map(|(_, run)| run).chain(card).chain(approval).chain(work).chain(journal) {
            sighted.look(viewer, cover, languages);
        }
    }
}
