//! The names behind ids for a message: nobody in particular reads it, so nothing private is among them.

use crate::domain::board::Sheet;
use crate::domain::calendar::Instant;
use crate::domain::checklist::checklist;
use crate::domain::exception::Exception;
use crate::domain::id::{BodyHash, ExceptionId, ListId, PersonId, RunId, SopId};
use crate::domain::privacy::Viewer;
use crate::domain::run::Run;
use crate::domain::site::Site;
use crate::domain::sop::{Privacy, Sop};
use crate::domain::state::Versions;
use crate::domain::step::StepKey;
use crate::store::{Store, StoreError, references};
use crate::time::zone::Zone;
use crate::words::{Names, Words, say};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) struct Floor<'a> {
    site: &'a Site,
    zone: Option<Zone>,
    words: Words,
    now: Instant,
    runs: BTreeMap<RunId, Run>,
    exceptions: BTreeMap<ExceptionId, Exception>,
    versions: Versions,
    sops: BTreeMap<SopId, Arc<Sop>>,
    bodies: BTreeMap<BodyHash, String>,
}

impl<'a> Floor<'a> {
    /// Everything that these cards and runs speak of.
    pub(super) fn load(
        store: &mut Store,
        site: &'a Site,
        words: Words,
        now: Instant,
        cards: Vec<Exception>,
        runs: &BTreeSet<RunId>,
    ) -> Result<Self, StoreError> {
        let zone = Zone::new(&site.zone).ok();
        let mut all = BTreeMap::new();
        for id in cards.iter().filter_map(|card| card.run).chain(runs.iter().copied()) {
            all.extend(store.run(id)?.map(|run| (id, run)));
        }
        let list: Vec<Run> = all.values().cloned().collect();
        let versions = store.versions_of(&list)?;
        let mut sops: BTreeMap<SopId, Arc<Sop>> = BTreeMap::new();
        for id in cards.iter().filter_map(|card| card.sop.as_ref()) {
            if !sops.contains_key(id) {
                sops.extend(store.sop(id)?.and_then(|row| row.sop).map(|sop| (id.clone(), sop)));
            }
        }
        let mut hashes = BTreeSet::new();
        for run in &list {
            references::of_run(run, &mut hashes);
        }
        for card in &cards {
            references::of_exception(card, &mut hashes);
        }
        let mut bodies = store.bodies(hashes)?;
        let viewer = Viewer { site: None, person: None };
        for run in &list {
            let Some(sop) = versions.sops.get(&run.pinned.sop) else { continue };
            for hash in viewer.hidden_texts(run, sop) {
                bodies.insert(hash, say!(words, "private"));
            }
        }
        let exceptions = cards.into_iter().map(|card| (card.id, card)).collect();
        Ok(Self { site, zone, words, now, runs: all, exceptions, versions, sops, bodies })
    }

    /// Whether what a card, or a run, is about is nobody's business outside.
    pub(super) fn is_private(&self, sop: Option<&SopId>, run: Option<RunId>) -> bool {
        let pinned = run.and_then(|run| self.runs.get(&run)).and_then(|run| self.versions.sops.get(&run.pinned.sop));
        let sops = sop.and_then(|sop| self.sops.get(sop)).into_iter().chain(pinned);
        sops.into_iter().any(|sop| sop.privacy == Privacy::Private)
    }

    fn sop_of(&self, run: RunId) -> Option<(&Run, &Arc<Sop>)> {
        let run = self.runs.get(&run)?;
        Some((run, self.versions.sops.get(&run.pinned.sop)?))
    }
}

impl Names for Floor<'_> {
    fn person(&self, id: &PersonId) -> String {
        let known = self.site.people.iter().find(|person| person.id == *id);
        known.map_or_else(|| id.to_string(), |person| person.name.clone())
    }

    fn time(&self, at: Instant) -> String {
        let Some(zone) = &self.zone else { return at.format("%Y-%m-%d %H:%MZ").to_string() };
        let same = zone.civil(at).date() == zone.civil(self.now).date();
        zone.local(at).format(if same { "%H:%M" } else { "%Y-%m-%d %H:%M" }).to_string()
    }

    fn run(&self, id: RunId) -> String {
        let Some(run) = self.runs.get(&id) else { return id.to_string() };
        let title = self.versions.sops.get(&run.pinned.sop).map_or(run.sop.as_str(), |sop| &sop.title);
        match run.label.as_ref().and_then(|label| self.body(label)) {
            Some(label) => format!("{title}: {label}"),
            None => title.to_owned(),
        }
    }

    fn step(&self, run: RunId, key: &StepKey) -> String {
        let line = self.sop_of(run).and_then(|(run, sop)| {
            let list = |(id, hash)| Some((ListId::clone(id), Arc::clone(self.versions.lists.get(hash)?)));
            let lists: BTreeMap<_, _> = run.pinned.lists.iter().filter_map(list).collect();
            let lines = checklist(&Sheet { run, sop, lists: &lists, person: None }, self.now);
            lines.into_iter().find(|line| line.key == *key)
        });
        line.map_or_else(|| key.to_string(), |line| line.text)
    }

    fn limit(&self, run: RunId, key: &StepKey, limit: usize) -> (Option<String>, String) {
        let Some(step) = self.sop_of(run).and_then(|(_, sop)| sop.step(&key.step)) else {
            return (None, String::new());
        };
        (step.must(limit).map(str::to_owned), step.capture.unit().to_owned())
    }

    fn why(&self, run: RunId) -> Option<String> {
        self.sop_of(run)?.1.why.clone()
    }

    fn body(&self, hash: &BodyHash) -> Option<String> {
        self.bodies.get(hash).cloned()
    }

    fn exception(&self, id: ExceptionId) -> Option<&Exception> {
        self.exceptions.get(&id)
    }

    fn sop(&self, id: &SopId) -> String {
        self.sops.get(id).map_or_else(|| id.to_string(), |sop| sop.title.clone())
    }

    fn hides(&self, run: RunId, key: &StepKey) -> bool {
        let viewer = Viewer { site: None, person: None };
        self.sop_of(run).is_some_and(|(_, sop)| viewer.is_denied(sop, Some(key), None))
    }

    fn words(&self) -> Words {
        self.words
    }
}
