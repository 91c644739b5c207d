//! What the board knows at one moment: a snapshot of the store, and where the person is in it.

mod approvals;
mod views;

pub(crate) use approvals::{ApprovalView, Difference, Drawn, SEEN_AFTER};
pub(crate) use views::{
    AgentsView, DayItem, DayView, Enter, JournalView, PeopleView, RunView, SopRow, SopsView, Subject, View,
};

use super::aside::Aside;
use super::effect::Submitted;
use super::event::{InboxFile, Trouble};
use super::field::Field;
use super::files::Behind;
use super::options::{First, Options};
use super::popup::Popup;
use super::seen::Seen;
use super::theme::Theme;
use crate::clock::Pace;
use crate::config::keymap::Keymap;
use crate::config::looks::{Looks, Mistake};
use crate::domain::board::{EngineHealth, Line, Sheet, Snapshot};
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::checklist::checklist;
use crate::domain::evidence::Observed;
use crate::domain::exception::{Cause, Exception, Severity, Status};
use crate::domain::id::{ApprovalId, AreaId, CaseId, ExceptionId, PersonId, RoleId, RunId, SopId, VersionHash};
use crate::domain::language::Language;
use crate::domain::list::List;
use crate::domain::privacy::Viewer;
use crate::domain::run::{Run, RunState};
use crate::domain::site::{Person, Site};
use crate::domain::sop::Sop;
use crate::domain::sought::{Found, ROOM, Sought, is_found};
use crate::domain::step::StepKey;
use crate::time::SiteCalendar;
use crate::words::{self, Words};
use crossterm::event::KeyCode;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

/// An act not yet acknowledged is shown as "saving…" after this.
pub(crate) const SAVING_SHOWN_AFTER: Duration = Duration::from_millis(150);
/// A second tick within this is a key held down.
pub(crate) const HELD_KEY: Duration = Duration::from_millis(120);

/// The wall clock, and time since the board started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Now {
    pub wall: Instant,
    pub since_start: Duration,
}

#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub snapshot: Option<Arc<Snapshot>>,
    /// The same with what is private in it; `snapshot` is what `seen_by` may see of it.
    pub whole: Option<Arc<Snapshot>>,
    pub seen_by: Option<PersonId>,
    /// Of the snapshot's site version.
    calendar: Option<(VersionHash, Arc<SiteCalendar>)>,
    pub engine: Option<EngineHealth>,
    /// What the panels show is old: since when, and why.
    pub stale: Option<(Instant, Trouble)>,
    pub view: View,
    /// Views that Esc goes back to, the last first.
    pub back: Vec<View>,
    /// What was read for a view beside the snapshot.
    pub aside: Aside,
    pub focus: Panel,
    pub due_at: Option<RunId>,
    pub exception_at: Option<ExceptionId>,
    pub approval_at: Option<ApprovalId>,
    /// Payloads that were on the screen.
    pub shown: BTreeMap<ApprovalId, Drawn>,
    /// What is different about those that were looked at.
    pub differences: BTreeMap<ApprovalId, Difference>,
    pub filter: Filter,
    /// Which exceptions are listed.
    pub narrow: Narrow,
    /// Those that were put off or are hidden are listed too.
    pub cards: Cards,
    /// A card that is over, and was opened to be read.
    pub card_over: Option<ExceptionId>,
    /// The first line of a card that is shown.
    pub card_scroll: usize,
    /// A flood is on: cards of one cause stand as one.
    pub flood: bool,
    /// What `/` asked for.
    pub find: String,
    /// What the snapshot was asked to hold.
    pub asked: Option<Sought>,
    /// The line of `/`, while it is typed.
    pub finding: Option<Field>,
    pub popup: Option<Popup>,
    /// What was asked and could not be recorded: asked again, one after the other.
    pub again: VecDeque<Popup>,
    pub person: Option<AtKeyboard>,
    pub pending: Vec<Pending>,
    pub next_number: u64,
    pub told: Option<Told>,
    pub inbox: Option<Vec<InboxFile>>,
    /// Of the procedures, where somebody looked.
    pub behind: Option<Arc<Behind>>,
    pub options: Options,
    pub heard: Option<Heard>,
    /// When the bell rings again, since the start of the board.
    pub second_ring: Option<std::time::Duration>,
    /// The site's own keys and themes over the built-in ones.
    pub looks: Looks,
    /// How time goes, in a demo.
    pub pace: Option<Pace>,
    pub keymap: Keymap,
    pub theme: Theme,
    /// The name of the theme that is on.
    pub dressed_as: Option<String>,
    /// In the files of keys and themes, and in the name of a theme.
    pub mistakes: Vec<Mistake>,
    /// Of whoever is at the keyboard.
    pub words: Words,
    /// What procedures are read in: the first that a text is given in.
    read_in: Vec<Language>,
    written: Written,
    /// The last key, and when: the same one again at once is a key held down.
    pub last_key: Option<(KeyCode, Duration)>,
    pub pressed: Pressed,
    /// The answer given last at this board: what the next undo is about.
    pub last_answer: Option<(RunId, StepKey)>,
    /// A run that is being started for one of its lines: a reading that is wanted again.
    pub wanted: Option<(SopId, StepKey)>,
    /// When and from what the next answers of a run were seen.
    pub seen: Option<Seen>,
    /// How many rows the focused list showed when it was last drawn.
    pub page: usize,
    /// Columns and rows of the screen when it was last drawn.
    pub size: (u16, u16),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Panel {
    Due,
    Exceptions,
    Approvals,
}

/// Mine: by role, by area, or everybody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    Everything,
    Roles(Vec<RoleId>),
    Area(AreaId),
}

/// Which exceptions are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Narrow {
    Everything,
    /// Somebody has them, or they were given to them.
    Of(PersonId),
    Nobodys,
    Only(Severity),
    Sop(SopId),
    Case(CaseId),
}

/// Whether what asks nobody is listed too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cards {
    Asking,
    All,
}

/// Who is at the keyboard, until they leave it alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AtKeyboard {
    pub person: PersonId,
    pub last_key: Duration,
}

/// An act on its way to the store.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pending {
    pub submitted: Submitted,
    pub since: Duration,
    /// What it was typed in: shown again where it is not recorded.
    pub asked: Option<Box<Popup>>,
}

/// Whether a key was pressed, or is held down and repeats: what repeats neither ticks nor chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pressed {
    Anew,
    Held,
}

/// The last thing said about an act, on the bottom line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub text: String,
    pub tone: Tone,
    pub at: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Goes by itself after a while.
    Plain,
    /// Something changed that nobody here did: stays until the next key.
    News,
    /// Something was not done: stays until the next key.
    Refused,
    /// Nothing was recorded: stays until something is, or Esc.
    NotSaved,
}

/// What a flood is told apart by: the kind of cause, of which procedure; what asks nobody stands by itself.
fn of_cause(card: &Exception) -> (std::mem::Discriminant<Cause>, Option<&SopId>, Status) {
    let status = if card.asks() { Status::Open } else { card.status };
    (std::mem::discriminant(&card.cause), card.sop.as_ref(), status)
}

impl Narrow {
    fn lets(&self, card: &Exception, case_of: impl Fn(RunId) -> Option<CaseId>) -> bool {
        match self {
            Self::Everything => true,
            Self::Of(person) => {
                card.owner.as_ref() == Some(person)
                    || card.assigned == Some(crate::domain::exception::Assignee::Person(person.clone()))
            }
            Self::Nobodys => card.owner.is_none() && card.asks(),
            Self::Only(severity) => card.severity == *severity,
            Self::Sop(sop) => card.sop.as_ref() == Some(sop),
            Self::Case(case) => card.case.clone().or_else(|| case_of(card.run?)).as_ref() == Some(case),
        }
    }
}

/// The procedures of the snapshot, before they are read in a language.
#[derive(Clone, Debug, Default)]
struct Written {
    sops: BTreeMap<SopId, Arc<Sop>>,
    versions: BTreeMap<VersionHash, Arc<Sop>>,
}

fn read<K: Clone + Ord>(sops: &BTreeMap<K, Arc<Sop>>, languages: &[Language]) -> BTreeMap<K, Arc<Sop>> {
    sops.iter().map(|(key, sop)| (key.clone(), sop.read_in(languages))).collect()
}

fn same<K>(one: &BTreeMap<K, Arc<Sop>>, other: &BTreeMap<K, Arc<Sop>>) -> bool {
    one.len() == other.len() && one.values().zip(other.values()).all(|(one, other)| Arc::ptr_eq(one, other))
}

impl Model {
    pub(crate) fn new(options: &Options, looks: Looks) -> Self {
        let mut model = Self {
            snapshot: None,
            whole: None,
            seen_by: None,
            calendar: None,
            engine: None,
            stale: None,
            view: if options.first == First::Wallboard { View::Wallboard } else { View::Board },
            back: Vec::new(),
            aside: Aside::default(),
            focus: Panel::Due,
            due_at: None,
            exception_at: None,
            approval_at: None,
            shown: BTreeMap::new(),
            differences: BTreeMap::new(),
            filter: options.area.clone().map_or(Filter::Everything, Filter::Area),
            narrow: Narrow::Everything,
            cards: Cards::Asking,
            card_over: None,
            card_scroll: 0,
            flood: false,
            find: String::new(),
            asked: None,
            finding: None,
            popup: None,
            again: VecDeque::new(),
            person: None,
            pending: Vec::new(),
            next_number: 1,
            told: None,
            inbox: None,
            behind: None,
            pace: None,
            keymap: looks.keymap.clone(),
            looks,
            theme: Theme::new(options.colour, options.signs),
            dressed_as: None,
            mistakes: Vec::new(),
            options: options.clone(),
            heard: None,
            second_ring: None,
            words: Words::default(),
            read_in: Vec::new(),
            written: Written::default(),
            last_key: None,
            pressed: Pressed::Anew,
            last_answer: None,
            wanted: None,
            seen: None,
            page: 10,
            size: (80, 24),
        };
        model.dress();
        model
    }

    /// Takes in what is private, or covers it, where another looks now. The wallboard is for everybody.
    pub(crate) fn cover(&mut self) {
        let looks = (self.view != View::Wallboard).then(|| self.person.as_ref().map(|at| at.person.clone())).flatten();
        if self.seen_by != looks {
            self.seen_by = looks;
            self.take_sight();
        }
    }

    /// The snapshot as who looks may see it, in their language.
    fn take_sight(&mut self) {
        let cover = words::say!(self.words, "private");
        let looks = self.seen_by.as_ref();
        self.snapshot = self.whole.as_ref().map(|whole| whole.seen_by(looks, &cover));
        self.read_in.clear();
        self.speak();
    }

    /// Whether what was answered there is not for whoever looks.
    pub(crate) fn hides(&self, run: RunId, key: &StepKey) -> bool {
        let Some(run) = self.run(run) else { return false };
        let viewer = Viewer { site: self.site().map(AsRef::as_ref), person: self.seen_by.as_ref() };
        let own = |by: &PersonId| self.seen_by.as_ref() == Some(by);
        let answered = run.answers.iter().any(|(of, answer)| of == key && own(&answer.by));
        !answered && self.sop_of(run).is_some_and(|sop| viewer.is_denied(sop, Some(key), None))
    }

    /// The procedures in force, in the words of their files.
    pub(crate) fn in_force(&self) -> &BTreeMap<SopId, Arc<Sop>> {
        &self.written.sops
    }

    pub(crate) fn take_snapshot(&mut self, snapshot: Arc<Snapshot>) {
        if let (Some(site), Some(hash)) = (&snapshot.site, &snapshot.site_hash)
            && self.calendar.as_ref().is_none_or(|(of, _)| of != hash)
        {
            self.calendar = SiteCalendar::new(site).ok().map(|calendar| (hash.clone(), Arc::new(calendar)));
        }
        self.engine = Some(snapshot.engine.clone());
        self.stale = None;
        self.written = Written { sops: snapshot.sops.clone(), versions: snapshot.versions.sops.clone() };
        self.whole = Some(snapshot);
        self.take_sight();
    }

    /// Everything is said in the language of whoever is at the keyboard, else the site's; what a language lacks, in the
    /// site's, and in the end in English. Asked again whenever either may have changed.
    pub(crate) fn speak(&mut self) {
        let own = self.person_at_keyboard().and_then(|person| person.language);
        let site = self.site().and_then(|site| site.language).unwrap_or(Language::ENGLISH);
        let languages: Vec<Language> = own.into_iter().chain([site]).collect();
        if languages == self.read_in {
            return;
        }
        let words = languages.iter().find_map(|language| words::Language::of_code(language.code()));
        self.words = Words::of(words.unwrap_or_default());
        if let Some(snapshot) = &mut self.snapshot {
            let sops = read(&self.written.sops, &languages);
            let versions = read(&self.written.versions, &languages);
            if !(same(&sops, &snapshot.sops) && same(&versions, &snapshot.versions.sops)) {
                let snapshot = Arc::make_mut(snapshot);
                (snapshot.sops, snapshot.versions.sops) = (sops, versions);
            }
        }
        self.read_in = languages;
        self.look_aside();
    }

    /// What was read beside the snapshot is seen with the same eyes.
    pub(crate) fn look_aside(&mut self) {
        let cover = words::say!(self.words, "private");
        let site = self.snapshot.as_ref().and_then(|snapshot| snapshot.site.clone());
        let viewer = Viewer { site: site.as_deref(), person: self.seen_by.as_ref() };
        self.aside.look(&viewer, &cover, &self.read_in);
    }

    pub(crate) fn site(&self) -> Option<&Arc<Site>> {
        self.snapshot.as_ref()?.site.as_ref()
    }
    pub(crate) fn calendar(&self) -> Option<&dyn Calendar> {
        self.calendar.as_ref().map(|(_, calendar)| calendar.as_ref() as &dyn Calendar)
    }
    pub(crate) fn run(&self, id: RunId) -> Option<&Arc<Run>> {
        let snapshot = self.snapshot.as_ref()?;
        let now = snapshot.runs.iter().chain(&snapshot.ended).chain(&snapshot.referred).find(|run| run.id == id);
        now.or_else(|| self.aside.beside().find_map(|beside| beside.runs.get(&id)))
    }
    pub(crate) fn exception(&self, id: ExceptionId) -> Option<&Arc<Exception>> {
        let now = self.snapshot.as_ref()?.exceptions.iter().find(|exception| exception.id == id);
        now.or_else(|| self.aside.beside().find_map(|beside| beside.exceptions.get(&id)))
    }
    /// Whether a card is among those before people's eyes, not only one that was read.
    pub(crate) fn is_listed(&self, id: ExceptionId) -> bool {
        self.snapshot.iter().flat_map(|snapshot| &snapshot.exceptions).any(|exception| exception.id == id)
    }
    /// The version a run is pinned to.
    pub(crate) fn sop_of(&self, run: &Run) -> Option<&Arc<Sop>> {
        let hash = &run.pinned.sop;
        let now = self.snapshot.as_ref()?.versions.sops.get(hash);
        now.or_else(|| self.aside.beside().find_map(|beside| beside.versions.sops.get(hash)))
    }
    pub(crate) fn person_at_keyboard(&self) -> Option<&Person> {
        self.site()?.person(&self.person.as_ref()?.person)
    }

    /// The lines of a run that are asked, as they stand.
    pub(crate) fn lines(&self, run: &Run, now: Instant) -> Vec<Line> {
        let (Some(sop), Some(snapshot)) = (self.sop_of(run), self.snapshot.as_ref()) else { return Vec::new() };
        let list = |(id, hash): (&crate::domain::id::ListId, &VersionHash)| {
            let now = snapshot.versions.lists.get(hash);
            let list = now.or_else(|| self.aside.beside().find_map(|beside| beside.versions.lists.get(hash)))?;
            Some((id.clone(), Arc::clone(list)))
        };
        let lists: BTreeMap<_, Arc<List>> = run.pinned.lists.iter().filter_map(list).collect();
        let person = self.person.as_ref().map(|at| &at.person);
        // What is asked hangs on answers, whoever may read them.
        let whole = self.whole.iter().flat_map(|whole| whole.runs.iter().chain(&whole.ended));
        let run = whole.map(|run| &**run).find(|whole| whole.id == run.id).unwrap_or(run);
        let mut lines = checklist(&Sheet { run, sop, lists: &lists, person }, now);
        lines.retain(|line| line.standing != crate::domain::board::Standing::Hidden);
        lines
    }

    /// Whether an act on this step is on its way.
    pub(crate) fn is_pending(&self, run: RunId, step: &StepKey) -> bool {
        self.pending_since(run, step).is_some()
    }
    pub(crate) fn pending_since(&self, run: RunId, step: &StepKey) -> Option<Duration> {
        let on = |pending: &&Pending| pending.submitted.wish.step() == Some((run, step));
        self.pending.iter().find(on).map(|pending| pending.since)
    }

    /// Open runs that the filter lets through, by due time.
    pub(crate) fn due(&self) -> Vec<&Arc<Run>> {
        let runs = self.snapshot.iter().flat_map(|snapshot| &snapshot.runs);
        runs.filter(|run| run.is_open() && self.shows(run.role.as_ref(), run.area.as_ref(), &self.title(run))).collect()
    }
    /// How many open runs are late: of those in the snapshot as the clock has it, and of the others as it was counted.
    pub(crate) fn overdue(&self, now: Now) -> u64 {
        let Some(snapshot) = &self.snapshot else { return 0 };
        let seen = snapshot.runs.iter().filter(|run| run.is_open() && run.is_overdue(now.wall)).count() as u64;
        seen.max(snapshot.overdue_runs)
    }
    /// Open runs that the snapshot has no room for.
    pub(crate) fn not_loaded(&self) -> u64 {
        let Some(snapshot) = &self.snapshot else { return 0 };
        snapshot.open_runs.saturating_sub(snapshot.runs.iter().filter(|run| run.is_open()).count() as u64)
    }
    /// Some of the open runs are looked at, not all.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.filter != Filter::Everything || !self.find.is_empty()
    }
    /// What was counted of those that are looked at, where not all are here and the count is of these.
    fn found(&self) -> Option<&Found> {
        let found = self.snapshot.as_ref()?.found.as_ref()?;
        let sought = self.sought();
        let is_same = found.sought.text == sought.text
            && (&found.sought.roles, &found.sought.area) == (&sought.roles, &sought.area)
            && found.sought.person == sought.person;
        is_same.then_some(found)
    }
    /// Open runs that are looked at, and how many of them are late; none: not all are counted yet.
    pub(crate) fn due_counts(&self, now: Now) -> (u64, u64) {
        if !self.is_narrowed() {
            return (self.due().len() as u64 + self.not_loaded(), self.overdue(now));
        }
        let due = self.due();
        let late = due.iter().filter(|run| run.is_overdue(now.wall)).count() as u64;
        let found = self.found();
        (found.map_or(0, |found| found.open).max(due.len() as u64), found.map_or(0, |found| found.overdue).max(late))
    }
    /// Whether the others are still being looked through for what was typed.
    pub(crate) fn is_seeking(&self) -> bool {
        self.is_narrowed() && self.not_loaded() > 0 && self.found().is_none()
    }
    /// The shift that is on: its name, when it began, when it ends.
    pub(crate) fn shift(&self, now: Now) -> Option<(String, Instant, Instant)> {
        let (id, ends) = self.calendar()?.shift_at(now.wall)?;
        let shift = self.site()?.shifts.iter().find(|shift| shift.id == id)?;
        let day = chrono::TimeDelta::days(1);
        let long = shift.to - shift.from;
        let long = if long <= chrono::TimeDelta::zero() { long + day } else { long };
        Some((shift.name.clone(), ends - long, ends))
    }

    /// The exceptions that are listed; in a flood the first of each cause stands for it.
    pub(crate) fn exceptions(&self) -> Vec<&Arc<Exception>> {
        let mut listed = self.every_exception();
        if self.flood {
            let mut seen = std::collections::HashSet::new();
            listed.retain(|card| seen.insert(of_cause(card)));
        }
        listed
    }
    /// All of the same cause, the worst first.
    pub(crate) fn alike(&self, card: &Exception) -> Vec<&Arc<Exception>> {
        let cause = of_cause(card);
        self.every_exception().into_iter().filter(|other| of_cause(other) == cause).collect()
    }
    fn every_exception(&self) -> Vec<&Arc<Exception>> {
        let all = self.snapshot.iter().flat_map(|snapshot| &snapshot.exceptions);
        all.filter(|exception| self.cards == Cards::All || exception.asks() || exception.awaits_check())
            .filter(|exception| self.narrow.lets(exception, |run| self.run(run).and_then(|run| run.case.clone())))
            .filter(|exception| match &self.filter {
                Filter::Area(area) => exception.area.as_ref().is_none_or(|of| of == area),
                _ => true,
            })
            .filter(|exception| self.find.is_empty() || self.finds(&super::phrase::sought(self, exception)))
            .collect()
    }
    /// Whether a text is among what `/` asked for; everything is, where nothing was asked.
    pub(crate) fn finds(&self, text: &str) -> bool {
        self.find.is_empty() || is_found(text, &self.find)
    }

    pub(crate) fn shows(&self, role: Option<&RoleId>, area: Option<&AreaId>, title: &str) -> bool {
        let mine = match &self.filter {
            Filter::Everything => true,
            Filter::Roles(roles) => role.is_none_or(|role| roles.contains(role)),
            Filter::Area(of) => area.is_none_or(|area| area == of),
        };
        mine && self.finds(title)
    }

    /// Which open runs the snapshot has to hold, where it cannot hold all of them.
    pub(crate) fn sought(&self) -> Sought {
        if self.snapshot.as_ref().is_none_or(|snapshot| snapshot.open_runs <= u64::from(ROOM)) {
            return Sought::default();
        }
        let keep = match &self.view {
            View::Run(view) => Some(view.run),
            _ => self.back.iter().rev().find_map(|view| if let View::Run(view) = view { Some(view.run) } else { None }),
        };
        // On other views what is typed is about their rows; runs are as they were.
        let was = self.asked.as_ref().filter(|_| self.view != View::Board);
        let at = self.due().iter().position(|run| Some(run.id) == self.due_at).unwrap_or(0);
        Sought {
            text: was.map_or_else(|| self.find.clone(), |was| was.text.clone()),
            roles: if let Filter::Roles(roles) = &self.filter { Some(roles.iter().cloned().collect()) } else { None },
            area: if let Filter::Area(area) = &self.filter { Some(area.clone()) } else { None },
            person: self.seen_by.clone(),
            languages: self.read_in.clone(),
            room: was.map_or_else(|| Sought::room_for(at), |was| was.room),
            keep,
        }
    }

    /// A run's title, with its label.
    pub(crate) fn title(&self, run: &Run) -> String {
        let title = self.sop_of(run).map_or_else(|| run.sop.to_string(), |sop| sop.title.clone());
        let label = run.label.as_ref().and_then(|label| self.body(label));
        match label {
            Some(label) => format!("{title}: {label}"),
            None => title,
        }
    }
    /// A procedure's title, whichever version is at hand.
    pub(crate) fn sop_title(&self, sop: Option<&Arc<Sop>>, id: &SopId) -> String {
        let known = || self.snapshot.as_ref().and_then(|snapshot| snapshot.sops.get(id));
        let beside = || self.aside.beside().find_map(|beside| beside.sops.get(id));
        // The snapshot's is in the reader's language.
        known().or(sop).or_else(beside).map_or_else(|| id.to_string(), |sop| sop.title.clone())
    }
    pub(crate) fn body(&self, hash: &crate::domain::id::BodyHash) -> Option<&str> {
        let now = self.snapshot.as_ref()?.bodies.get(hash);
        now.or_else(|| self.aside.beside().find_map(|beside| beside.bodies.get(hash))).map(String::as_str)
    }

    /// When and from what the next answers of a run were seen, where that was said.
    pub(crate) fn observed(&self, run: RunId) -> Observed {
        self.seen.as_ref().filter(|seen| seen.run == run).map(|seen| seen.observed.clone()).unwrap_or_default()
    }
    /// What may be answered in a run: work that is open, what may be added to it, and what was on paper.
    pub(crate) fn takes_answers(&self, run: &Run, now: Instant) -> bool {
        match run.state {
            RunState::Due | RunState::InProgress => true,
            RunState::Done => now < run.times.closes,
            RunState::Missed { .. } => {
                let observed = self.observed(run.id);
                observed.is_paper() && observed.at.is_some()
            }
            RunState::Skipped { .. } | RunState::Cancelled { .. } => false,
        }
    }

    /// The run being worked on.
    pub(crate) fn run_view(&self) -> Option<&RunView> {
        match &self.view {
            View::Run(view) => Some(view),
            _ => None,
        }
    }

    pub(crate) fn tell(&mut self, text: impl Into<String>, tone: Tone, now: Now) {
        self.told = Some(Told { text: text.into(), tone, at: now.since_start });
    }
}

/// What was heard, or stood before this board was there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heard {
    pub(crate) high: std::collections::BTreeSet<ExceptionId>,
    pub(crate) due: std::collections::BTreeSet<crate::domain::id::RunId>,
}
