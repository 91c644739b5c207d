//! The names behind ids, for text and JSON: people, local clocks, runs, steps, texts.

use super::mask::Mask;
use crate::domain::action::Effect;
use crate::domain::board::{Line, Sheet};
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::checklist::checklist;
use crate::domain::exception::Exception;
use crate::domain::fact::Entry;
use crate::domain::id::{BodyHash, ExceptionId, ListId, PersonId, RoleId, RunId, SopId, StepId};
use crate::domain::list::List;
use crate::domain::preparation::{PreparationStanding, Prepared};
use crate::domain::privacy::Viewer;
use crate::domain::run::Run;
use crate::domain::site::Site;
use crate::domain::sop::{Privacy, Sop};
use crate::domain::state::Versions;
use crate::domain::step::StepKey;
use crate::domain::timer::Subject;
use crate::store::{RunWork, Store, StoreError, references};
use crate::time::SiteCalendar;
use crate::time::zone::Zone;
use crate::words::{Names, say};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One site's names, and those of the runs that were asked for.
pub struct Floor {
    now: Instant,
    site: Option<Arc<Site>>,
    calendar: Option<SiteCalendar>,
    zone: Option<Zone>,
    runs: BTreeMap<RunId, Run>,
    versions: Versions,
    bodies: BTreeMap<BodyHash, String>,
    exceptions: BTreeMap<ExceptionId, Exception>,
    mask: Option<Arc<Mask>>,
    titles: BTreeMap<SopId, String>,
    /// Those of them of which every answer is private, and what their cards say.
    private: BTreeMap<SopId, Arc<Sop>>,
    /// Who looks: what is private is covered for others.
    viewer: Option<PersonId>,
    /// The run and the step that agents' work is of.
    works: BTreeMap<Subject, (RunId, StepId)>,
    /// Runs as this one may see them, where that is not all.
    covered: BTreeMap<RunId, Run>,
}

impl Floor {
    /// Names of people and times only.
    pub fn of(site: Option<Arc<Site>>, now: Instant) -> Self {
        let calendar = site.as_deref().and_then(|site| SiteCalendar::new(site).ok());
        let zone = site.as_deref().and_then(|site| Zone::new(&site.zone).ok());
        Self {
            now,
            site,
            calendar,
            zone,
            runs: BTreeMap::new(),
            versions: Versions::default(),
            bodies: BTreeMap::new(),
            exceptions: BTreeMap::new(),
            mask: None,
            titles: BTreeMap::new(),
            private: BTreeMap::new(),
            viewer: None,
            works: BTreeMap::new(),
            covered: BTreeMap::new(),
        }
    }

    /// For somebody's eyes; to be said before anything is loaded.
    #[must_use]
    pub fn seen_by(mut self, person: Option<&str>) -> Self {
        self.viewer = person.map(PersonId::new);
        self
    }

    /// The titles of procedures; without one it is its id.
    pub fn learn<'s>(&mut self, store: &mut Store, sops: impl IntoIterator<Item = &'s SopId>) {
        for sop in sops {
            if !self.titles.contains_key(sop) {
                let row = store.sop(sop).ok().flatten();
                let known = row.and_then(|row| row.sop);
                self.titles.extend(known.as_ref().map(|known| (sop.clone(), known.title.clone())));
                let private = known.filter(|known| known.privacy == Privacy::Private);
                self.private.extend(private.map(|private| (sop.clone(), private)));
            }
        }
    }

    /// A run as who looks may see it.
    pub fn sight<'r>(&'r self, run: &'r Run) -> &'r Run {
        self.covered.get(&run.id).unwrap_or(run)
    }

    /// Covers what is not for the eyes of who looks.
    fn cover(&mut self) {
        let viewer = Viewer { site: self.site.as_deref(), person: self.viewer.as_ref() };
        for run in self.runs.values() {
            let Some(sop) = self.versions.sops.get(&run.pinned.sop) else { continue };
            if let Some(seen) = viewer.sight(run, sop) {
                self.covered.insert(run.id, seen);
                for hash in viewer.hidden_texts(run, sop) {
                    self.bodies.insert(hash, say!(self.words(), "private"));
                }
            }
        }
        for card in self.exceptions.values() {
            let Some(sop) = card.sop.as_ref().and_then(|sop| self.private.get(sop)) else { continue };
            for hash in viewer.hidden_of_card(card, sop) {
                self.bodies.insert(hash, say!(self.words(), "private"));
            }
        }
    }

    /// Nobody's name is told: people are `Person A` and so on, in texts too.
    #[must_use]
    pub fn masked(mut self, mask: Option<Arc<Mask>>) -> Self {
        self.mask = mask;
        self
    }

    /// With these texts.
    #[must_use]
    pub fn with_bodies(mut self, bodies: BTreeMap<BodyHash, String>) -> Self {
        self.bodies.extend(bodies);
        self
    }

    /// A person's id, or what stands for it.
    pub fn person_id(&self, id: &PersonId) -> String {
        self.mask.as_ref().map_or_else(|| id.to_string(), |mask| mask.id(id))
    }

    /// A text from outside, without the names that are masked.
    pub fn text(&self, text: &str) -> String {
        self.mask.as_ref().map_or_else(|| text.to_owned(), |mask| mask.text(text))
    }

    /// With everything that these runs and exceptions speak of.
    pub fn with(mut self, store: &mut Store, runs: &[Run], exceptions: &[Exception]) -> Result<Self, StoreError> {
        let mut all: BTreeMap<RunId, Run> = runs.iter().map(|run| (run.id, run.clone())).collect();
        for id in exceptions.iter().flat_map(Exception::runs) {
            if !all.contains_key(&id) {
                all.extend(store.run(id)?.map(|run| (id, run)));
            }
        }
        let list: Vec<Run> = all.values().cloned().collect();
        self.versions = store.versions_of(&list)?;
        let mut hashes = BTreeSet::new();
        for run in &list {
            references::of_run(run, &mut hashes);
        }
        for exception in exceptions {
            references::of_exception(exception, &mut hashes);
        }
        for hash in hashes {
            if let Some(text) = store.body(&hash)? {
                self.bodies.insert(hash, text);
            }
        }
        self.runs = all;
        self.exceptions = exceptions.iter().map(|exception| (exception.id, exception.clone())).collect();
        let required = self.versions.sops.values().flat_map(|sop| &sop.requires).map(|required| required.sop.clone());
        let required: Vec<SopId> = required.collect();
        self.learn(store, exceptions.iter().filter_map(|exception| exception.sop.as_ref()).chain(&required));
        self.cover();
        Ok(self)
    }

    /// With everything that these approvals, preparations and actions speak of; but for what is not for who looks.
    pub fn with_work(self, store: &mut Store, work: &RunWork) -> Result<Self, StoreError> {
        let of_approvals = work.approvals.iter().map(|approval| approval.run);
        let of_actions = work.actions.iter().map(|action| action.run);
        let ids: BTreeSet<RunId> =
            work.preparations.iter().map(|preparation| preparation.run).chain(of_approvals).chain(of_actions).collect();
        let mut runs: Vec<Run> = self.runs.values().cloned().collect();
        for id in ids.into_iter().filter(|id| !self.runs.contains_key(id)) {
            runs.extend(store.run(id)?);
        }
        let known: Vec<Exception> = self.exceptions.values().cloned().collect();
        let mut floor = self.with(store, &runs, &known)?;
        let mut hashes = BTreeSet::new();
        for approval in &work.approvals {
            if floor.may_see(approval.run, &approval.step, Some(&approval.asked.role)) {
                references::of_approval(approval, &mut hashes);
            }
        }
        for preparation in &work.preparations {
            if floor.may_see(preparation.run, &preparation.step, None) {
                hashes.extend(preparation.laid().map(|laid| laid.prepared.clone()));
                hashes.extend(preparation.laid().and_then(|laid| laid.payload.clone()));
                if let PreparationStanding::Failed { output, .. } = &preparation.standing {
                    hashes.extend(output.clone());
                }
            }
        }
        for action in &work.actions {
            if floor.may_see(action.run, &action.step, None) {
                hashes.insert(action.payload.clone());
            }
        }
        for hash in hashes {
            if let Some(text) = store.body(&hash)? {
                floor.bodies.insert(hash, text);
            }
        }
        Ok(floor)
    }

    /// Whether what an agent laid out in a step is for who looks: as its answers are, and for whoever decides about it.
    pub fn may_see(&self, run: RunId, step: &StepId, decides: Option<&RoleId>) -> bool {
        let decider = decides.zip(self.viewer.as_ref()).zip(self.site.as_ref());
        !self.hides(run, &StepKey::plain(step)) || decider.is_some_and(|((role, who), site)| site.holds(who, role))
    }

    /// The payload behind a hash; none where it is not for who looks, or was redacted.
    pub fn payload(&self, hash: &BodyHash) -> Option<Effect> {
        Effect::read(self.bodies.get(hash)?).ok()
    }

    /// What an agent laid out.
    pub fn prepared(&self, hash: &BodyHash) -> Option<Prepared> {
        serde_json::from_str(self.bodies.get(hash)?).ok()
    }

    /// With everything that these facts are about.
    pub fn of_entries(self, store: &mut Store, entries: &[Entry]) -> Result<Self, StoreError> {
        let subjects: BTreeSet<&Subject> = entries.iter().map(|entry| &entry.subject).collect();
        let (mut runs, mut exceptions) = (Vec::new(), Vec::new());
        let (mut works, mut roles) = (BTreeMap::new(), BTreeMap::new());
        for subject in subjects {
            match subject {
                Subject::Run(id) => runs.extend(store.run(*id)?),
                Subject::Exception(id) => exceptions.extend(store.exception(*id)?),
                Subject::Sop(_)
                | Subject::List(_)
                | Subject::Notice(_)
                | Subject::Signal(_)
                | Subject::Source(_)
                | Subject::Site
                | Subject::Rollout(_)
                | Subject::Agent(_)
                | Subject::Watch(_) => {}
                Subject::Preparation(id) => {
                    if let Some(of) = store.preparation(*id)? {
                        runs.extend(store.run(of.run)?);
                        works.insert(subject.clone(), (of.run, of.step));
                    }
                }
                Subject::Approval(id) => {
                    if let Some(of) = store.approval(*id)? {
                        runs.extend(store.run(of.run)?);
                        works.insert(subject.clone(), (of.run, of.step));
                        roles.insert(subject.clone(), of.asked.role);
                    }
                }
                Subject::Action(id) => {
                    if let Some(of) = store.action(*id)? {
                        runs.extend(store.run(of.run)?);
                        works.insert(subject.clone(), (of.run, of.step));
                    }
                }
            }
        }
        let mut floor = self.with(store, &runs, &exceptions)?;
        floor.works.extend(works);
        let (mut hashes, mut hidden) = (BTreeSet::new(), BTreeSet::new());
        for entry in entries {
            let of = floor.works.get(&entry.subject);
            let seen = of.is_none_or(|(run, step)| floor.may_see(*run, step, roles.get(&entry.subject)));
            references::of_fact(&entry.fact, if seen { &mut hashes } else { &mut hidden });
        }
        for hash in hashes {
            if let Some(text) = store.body(&hash)? {
                floor.bodies.insert(hash, text);
            }
        }
        for hash in hidden {
            floor.bodies.insert(hash, say!(floor.words(), "private"));
        }
        floor.cover();
        Ok(floor)
    }

    /// The step that agents' work is of.
    pub fn step_of_subject(&self, subject: &Subject) -> Option<&StepId> {
        self.works.get(subject).map(|(_, step)| step)
    }

    /// The SOP that a subject belongs to.
    pub fn sop_of_subject(&self, subject: &Subject) -> Option<SopId> {
        match subject {
            Subject::Sop(id) => Some(id.clone()),
            Subject::Run(id) => self.runs.get(id).map(|run| run.sop.clone()),
            Subject::Exception(id) => self.exceptions.get(id)?.sop.clone(),
            Subject::Preparation(_) | Subject::Approval(_) | Subject::Action(_) => {
                self.runs.get(&self.works.get(subject)?.0).map(|run| run.sop.clone())
            }
            Subject::Rollout(id) => id.as_str().split_once('/').map(|(sop, _)| SopId::new(sop)),
            Subject::List(_)
            | Subject::Notice(_)
            | Subject::Signal(_)
            | Subject::Site
            | Subject::Watch(_)
            | Subject::Source(_)
            | Subject::Agent(_) => None,
        }
    }

    /// `14:02`, whatever the day.
    pub fn clock(&self, at: Instant) -> String {
        self.zone
            .as_ref()
            .map_or_else(|| at.format("%H:%MZ").to_string(), |zone| zone.local(at).format("%H:%M").to_string())
    }

    /// `2026-11-21 14:02`.
    pub fn moment(&self, at: Instant) -> String {
        let form = "%Y-%m-%d %H:%M";
        let zone = self.zone.as_ref();
        zone.map_or_else(|| format!("{}Z", at.format(form)), |zone| zone.local(at).format(form).to_string())
    }

    pub fn site(&self) -> Option<&Arc<Site>> {
        self.site.as_ref()
    }
    pub fn calendar(&self) -> Option<&dyn Calendar> {
        self.calendar.as_ref().map(|calendar| calendar as &dyn Calendar)
    }
    pub fn zone(&self) -> Option<&Zone> {
        self.zone.as_ref()
    }
    pub fn now(&self) -> Instant {
        self.now
    }

    /// A run that was loaded.
    pub fn run_of(&self, id: RunId) -> Option<&Run> {
        self.runs.get(&id)
    }

    /// The SOP version that a run is pinned to.
    pub fn sop_of(&self, run: &Run) -> Option<&Arc<Sop>> {
        self.versions.sops.get(&run.pinned.sop)
    }

    /// A run's checklist as it stands now.
    pub fn lines(&self, run: &Run) -> Vec<Line> {
        let Some(sop) = self.sop_of(run) else { return Vec::new() };
        let lists = self.lists_of(run);
        checklist(&Sheet { run, sop, lists: &lists, person: None }, self.now)
    }

    fn lists_of(&self, run: &Run) -> BTreeMap<ListId, Arc<List>> {
        let list = |(id, hash)| Some((ListId::clone(id), Arc::clone(self.versions.lists.get(hash)?)));
        run.pinned.lists.iter().filter_map(list).collect()
    }
}

impl Names for Floor {
    fn person(&self, id: &PersonId) -> String {
        if let Some(mask) = &self.mask {
            return mask.name(id);
        }
        let known = self.site.as_ref().and_then(|site| site.people.iter().find(|person| &person.id == id));
        known.map_or_else(|| id.to_string(), |person| person.name.clone())
    }

    fn time(&self, at: Instant) -> String {
        let Some(zone) = &self.zone else { return at.format("%Y-%m-%d %H:%MZ").to_string() };
        let local = zone.local(at);
        let form = if local.date_naive() == zone.civil(self.now).date() { "%H:%M" } else { "%a %-d %b %Y %H:%M" };
        local.format(form).to_string()
    }

    fn run(&self, id: RunId) -> String {
        let Some(run) = self.runs.get(&id) else { return id.to_string() };
        let title = self.sop_of(run).map_or_else(|| run.sop.to_string(), |sop| sop.title.clone());
        match run.label.as_ref().and_then(|label| self.body(label)) {
            Some(label) => format!("{title}: {label}"),
            None => title,
        }
    }

    fn step(&self, run: RunId, key: &StepKey) -> String {
        let line = self.runs.get(&run).and_then(|run| self.lines(run).into_iter().find(|line| &line.key == key));
        line.map_or_else(|| key.to_string(), |line| line.text)
    }

    fn limit(&self, run: RunId, key: &StepKey, limit: usize) -> (Option<String>, String) {
        let step = self.runs.get(&run).and_then(|run| self.sop_of(run)).and_then(|sop| sop.step(&key.step));
        let Some(step) = step else { return (None, String::new()) };
        (step.must(limit).map(str::to_owned), step.capture.unit().to_owned())
    }

    fn why(&self, run: RunId) -> Option<String> {
        self.sop_of(self.runs.get(&run)?)?.why.clone()
    }

    fn body(&self, hash: &BodyHash) -> Option<String> {
        self.bodies.get(hash).map(|text| self.text(text))
    }

    fn sop(&self, id: &SopId) -> String {
        let known = self.versions.sops.values().find(|sop| sop.id == *id).map(|sop| sop.title.clone());
        known.or_else(|| self.titles.get(id).cloned()).unwrap_or_else(|| id.to_string())
    }

    fn hides(&self, run: RunId, key: &StepKey) -> bool {
        let Some(run) = self.runs.get(&run) else { return false };
        let viewer = Viewer { site: self.site.as_deref(), person: self.viewer.as_ref() };
        let own = run.answers.iter().any(|(of, answer)| of == key && self.viewer.as_ref() == Some(&answer.by));
        !own && self.sop_of(run).is_some_and(|sop| viewer.is_denied(sop, Some(key), None))
    }

    fn exception(&self, id: ExceptionId) -> Option<&Exception> {
        self.exceptions.get(&id)
    }
}
