//! Puts files in force: what admins wrote is compared with the active versions, and the difference becomes commands.
//!
//! Config first, then lists, then SOPs. A file that cannot be used, or is still being written, leaves its last good
//! version in force.

use super::cut::cut_off;
use super::event::Event;
use crate::diagnostic::Diagnostic;
use crate::domain::command::Command;
use crate::domain::exception::Cause;
use crate::domain::id::{ListId, SopId, VersionHash};
use crate::domain::sop::Sop;
use crate::domain::state::{SopState, SopStatus};
use crate::sopfile::check::{Accepted, Checked, InForce, Rejected, check_beside};
use crate::sopfile::files::SiteFiles;
use crate::store::{ExceptionFilter, Store, StoreError, Which};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// A SOP or a list that is gone for so long is retired; editors and checkouts take files away for a moment.
pub const RETIRED_AFTER: Duration = Duration::from_secs(10);

/// What the engine remembers of the files between two looks.
#[derive(Debug, Default)]
pub struct Activation {
    /// As they were taken last: what stands in for a file that is being written.
    taken: Option<SiteFiles>,
    /// Which SOP a file held when it was last good.
    homes: BTreeMap<String, SopId>,
    /// Since when something in force has no file.
    absent: BTreeMap<Gone, Duration>,
    /// Open cards of files that cannot be used. None: not asked yet.
    told: Option<BTreeMap<String, Mistake>>,
}

/// Something in force whose file is not there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gone {
    List(ListId),
    Sop(SopId),
}

/// What a card says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mistake {
    line: u32,
    column: u32,
    message: String,
    help: Option<String>,
}

/// What to do, in order; and when to look again although nothing happens.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    pub commands: Vec<(Command, Event)>,
    pub again: Option<Duration>,
}

/// What is in force now.
struct Standing {
    config: Option<VersionHash>,
    lists: BTreeMap<ListId, VersionHash>,
    sops: BTreeMap<SopId, SopState>,
}

impl Standing {
    fn read(store: &mut Store) -> Result<Self, StoreError> {
        let sops = store.sops()?.into_iter().map(|sop| (sop.id.clone(), sop)).collect();
        Ok(Self { config: store.active_config()?, lists: store.active_lists()?, sops })
    }
    fn sop(&self, id: &SopId) -> Option<&SopState> {
        self.sops.get(id).filter(|sop| sop.status == SopStatus::InForce)
    }
}

impl Activation {
    /// One look at the files. `unsettled` may still be written; `boot` is now; a SOP without a file has had none for
    /// `gone_for` at least.
    pub fn look(
        &mut self,
        store: &mut Store,
        files: SiteFiles,
        unsettled: &BTreeSet<String>,
        boot: Duration,
        gone_for: Duration,
    ) -> Result<Steps, StoreError> {
        let files = self.settled(files, unsettled);
        if self.taken.as_ref() == Some(&files) && self.absent.is_empty() && unsettled.is_empty() {
            return Ok(Steps::default());
        }
        let standing = Standing::read(store)?;
        let mut checked = check_beside(&files, &in_force(store)?);
        reject_what_is_cut_off(store, &standing, &mut checked)?;
        self.taken = Some(files);
        let mut steps = Steps::default();
        activate(&standing, &checked, &mut steps);
        self.tell(store, &checked, &mut steps)?;
        self.homes.extend(checked.sops.iter().map(|sop| (sop.file.clone(), sop.value.id.clone())));
        if unsettled.is_empty() {
            self.retire(&standing, &checked, (boot, gone_for), &mut steps);
        }
        Ok(steps)
    }

    /// A command was not carried out: look at everything again next time.
    pub fn forget(&mut self) {
        self.taken = None;
        self.told = None;
    }

    /// The files, with those that may still be written as they were taken last, or left out.
    fn settled(&self, files: SiteFiles, unsettled: &BTreeSet<String>) -> SiteFiles {
        if unsettled.is_empty() {
            return files;
        }
        let before = self.taken.iter().flat_map(|taken| &taken.files);
        let kept = before.filter(|file| unsettled.contains(&file.name)).cloned();
        let sure = files.files.into_iter().filter(|file| !unsettled.contains(&file.name));
        SiteFiles::new(kept.chain(sure).collect())
    }

    /// Cards for what cannot be used; what was told and is right again, or gone, is resolved.
    fn tell(&mut self, store: &mut Store, checked: &Checked, steps: &mut Steps) -> Result<(), StoreError> {
        let told = match self.told.take() {
            Some(told) => told,
            None => told_before(store)?,
        };
        let wrong: BTreeMap<String, Mistake> =
            checked.rejected.iter().map(|rejected| (rejected.file.clone(), Mistake::of(&rejected.first))).collect();
        for (file, mistake) in wrong.iter().filter(|(file, mistake)| told.get(*file) != Some(*mistake)) {
            steps.commands.push(mistake.reject(file));
        }
        for file in told.keys().filter(|file| !wrong.contains_key(*file)) {
            steps.commands.push((Command::AcceptFile { file: file.clone() }, Event::Accepted { file: file.clone() }));
        }
        self.told = Some(wrong);
        Ok(())
    }

    /// What is in force and has had no file for long enough.
    fn retire(&mut self, standing: &Standing, checked: &Checked, now: (Duration, Duration), steps: &mut Steps) {
        let (boot, gone_for) = now;
        let gone = self.gone(standing, checked);
        self.absent.retain(|what, _| gone.contains(what));
        for what in gone {
            let known = if matches!(what, Gone::Sop(_)) { gone_for } else { Duration::ZERO };
            let since = *self.absent.entry(what.clone()).or_insert(boot.saturating_sub(known));
            let left = RETIRED_AFTER.saturating_sub(boot.saturating_sub(since));
            if left.is_zero() {
                self.absent.remove(&what);
                steps.commands.push(what.retire());
            } else {
                steps.again = Some(steps.again.map_or(left, |again| again.min(left)));
            }
        }
    }

    fn gone(&self, standing: &Standing, checked: &Checked) -> BTreeSet<Gone> {
        // A broken file may hold any SOP whose id it no longer shows.
        let nameless =
            checked.rejected.iter().any(|it| is_sop(&it.file) && it.id.is_none() && !self.homes.contains_key(&it.file));
        let good = checked.sops.iter().map(|sop| sop.value.id.clone());
        let bad = checked.rejected.iter().filter(|it| is_sop(&it.file)).flat_map(|rejected| {
            rejected.id.as_deref().map(SopId::from).into_iter().chain(self.homes.get(&rejected.file).cloned())
        });
        let there: BTreeSet<SopId> = good.chain(bad).collect();
        let in_force = standing.sops.values().filter(|sop| sop.status == SopStatus::InForce);
        let (kept, lost): (Vec<&SopState>, Vec<&SopState>) =
            in_force.partition(|sop| nameless || there.contains(&sop.id));
        // A list goes when nothing in force runs over it any more.
        let used: BTreeSet<ListId> = kept
            .into_iter()
            .filter_map(|sop| sop.sop.as_deref())
            .chain(checked.sops.iter().map(|sop| &*sop.value))
            .flat_map(lists_of)
            .collect();
        let files: BTreeSet<ListId> = checked
            .lists
            .iter()
            .map(|list| list.value.id.clone())
            .chain(checked.rejected.iter().filter_map(|rejected| list_of(&rejected.file)))
            .collect();
        let lists = standing.lists.keys().filter(|id| !files.contains(*id) && !used.contains(*id));
        lists.cloned().map(Gone::List).chain(lost.into_iter().map(|sop| Gone::Sop(sop.id.clone()))).collect()
    }
}

impl Gone {
    fn retire(self) -> (Command, Event) {
        match self {
            Self::List(list) => {
                let what = format!("lists/{list}.csv");
                (Command::RetireList { list }, Event::Retired { what })
            }
            Self::Sop(sop) => {
                let what = sop.0.clone();
                (Command::RetireSop { sop }, Event::Retired { what })
            }
        }
    }
}

impl Mistake {
    fn of(diagnostic: &Diagnostic) -> Self {
        let place = diagnostic.place.as_ref();
        Self {
            line: place.map_or(1, |place| place.line),
            column: place.map_or(1, |place| place.column),
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone().or_else(|| diagnostic.label.clone()),
        }
    }
    fn reject(&self, file: &str) -> (Command, Event) {
        let Self { line, column, message, help } = self.clone();
        let event = Event::Rejected { file: file.to_owned(), line, message: message.clone() };
        (Command::RejectFile { file: file.to_owned(), line, column, message, help }, event)
    }
}

/// Config, lists, SOPs: what is good and not in force yet.
fn activate(standing: &Standing, checked: &Checked, steps: &mut Steps) {
    let event = |file: &str| Event::Activated { file: file.to_owned() };
    if let Some(Accepted { file, hash, text, value }) = &checked.site
        && standing.config.as_ref() != Some(hash)
    {
        let command = Command::ActivateConfig { hash: hash.clone(), text: text.to_string(), site: Arc::clone(value) };
        steps.commands.push((command, event(file)));
    }
    for Accepted { file, hash, text, value } in &checked.lists {
        if standing.lists.get(&value.id) != Some(hash) {
            let command = Command::ActivateList { hash: hash.clone(), text: text.to_string(), list: Arc::clone(value) };
            steps.commands.push((command, event(file)));
        }
    }
    if checked.site.is_none() && standing.config.is_none() {
        // Without a zone nothing can be planned.
        return;
    }
    for Accepted { file, hash, text, value } in &checked.sops {
        if standing.sop(&value.id).map(|sop| &sop.hash) != Some(hash) {
            let command = Command::ActivateSop { hash: hash.clone(), text: text.to_string(), sop: Arc::clone(value) };
            steps.commands.push((command, event(file)));
        }
    }
}

/// A good file that is only the beginning of what is in force was cut off while it was written.
fn reject_what_is_cut_off(store: &mut Store, standing: &Standing, checked: &mut Checked) -> Result<(), StoreError> {
    let mut cut = Vec::new();
    if let (Some(file), Some(hash)) = (&checked.site, &standing.config) {
        cut.extend(cut_from(store, file, hash)?.map(|first| (file.file.clone(), None, first)));
    }
    for file in &checked.lists {
        if let Some(hash) = standing.lists.get(&file.value.id) {
            cut.extend(cut_from(store, file, hash)?.map(|first| (file.file.clone(), None, first)));
        }
    }
    for file in &checked.sops {
        if let Some(active) = standing.sop(&file.value.id) {
            let id = Some(file.value.id.0.clone());
            cut.extend(cut_from(store, file, &active.hash)?.map(|first| (file.file.clone(), id, first)));
        }
    }
    for (file, id, first) in cut {
        checked.site.take_if(|it| it.file == file);
        checked.lists.retain(|it| it.file != file);
        checked.sops.retain(|it| it.file != file);
        checked.rejected.push(Rejected { file, id, first });
    }
    Ok(())
}

fn cut_from<T>(store: &mut Store, file: &Accepted<T>, active: &VersionHash) -> Result<Option<Diagnostic>, StoreError> {
    if file.hash == *active {
        return Ok(None);
    }
    Ok(store.version_text(active)?.and_then(|before| cut_off(&file.file, &before, &file.text)))
}

/// What stands behind a file that is rejected.
fn in_force(store: &mut Store) -> Result<InForce, StoreError> {
    let lists = store.lists()?.into_iter().map(|list| (list.id.clone(), list)).collect();
    Ok(InForce { site: store.active_site()?, lists })
}

/// Open cards about files, from before this process.
fn told_before(store: &mut Store) -> Result<BTreeMap<String, Mistake>, StoreError> {
    let open = store.exceptions(&ExceptionFilter { which: Which::Open, ..ExceptionFilter::default() })?;
    let files = open.into_iter().filter_map(|card| match card.cause {
        // What came in by `signals/` is told when it is taken in, and is not there any more.
        Cause::BadFile { file, .. } if file.starts_with("signals/") => None,
        Cause::BadFile { file, line, column, message, help } => Some((file, Mistake { line, column, message, help })),
        _ => None,
    });
    Ok(files.collect())
}

fn lists_of(sop: &Sop) -> impl Iterator<Item = ListId> {
    sop.steps.iter().filter_map(|step| step.each.clone())
}

fn list_of(file: &str) -> Option<ListId> {
    Some(ListId::from(file.strip_prefix("lists/")?.strip_suffix(".csv")?))
}

fn is_sop(file: &str) -> bool {
    file.starts_with("sops/")
}
