//! Reads what a question needs, a page at a time: no read is long, however many months are asked for.

use crate::cli::failure::Failure;
use crate::cli::floor::Floor;
use crate::cli::mask::{Mask, People};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::domain::calendar::Instant;
use crate::domain::fact::Fact;
use crate::domain::id::{BodyHash, ItemId, ListId, PersonId, SopId, StepId};
use crate::domain::list::List;
use crate::domain::privacy::Viewer;
use crate::domain::record::{Question, Record, Source, Summary, assemble, summary};
use crate::domain::run::Run;
use crate::domain::sop::Sop;
use crate::domain::state::{SopState, Versions};
use crate::domain::timer::Subject;
use crate::sopfile::parse_list;
use crate::store::references;
use crate::store::{EntryFilter, Head, RunFilter};
use crate::words::{Names, say};
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Runs read at once.
const PAGE: u32 = 500;
/// Texts read at once.
const TEXTS: usize = 500;
/// Days after the period in which a re-reading is looked for.
const RE_READING: Days = Days::new(7);

/// What somebody typed.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    pub sops: Vec<String>,
    pub steps: Vec<String>,
    /// By id or by name.
    pub items: Vec<String>,
    pub person: Option<String>,
    pub mask_names: bool,
    /// Who looks: what is private is covered for others; none: for everybody.
    pub viewer: Option<String>,
}

/// The rows that answer a question, with the names behind them.
pub struct Records {
    pub rows: Vec<Record>,
    pub floor: Floor,
    pub period: (NaiveDate, NaiveDate),
    pub head: Head,
    /// What was asked for, in words: `Bar fridge`, or nothing.
    pub about: Vec<String>,
    /// Those that were asked for.
    pub items: BTreeSet<ItemId>,
    pub is_masked: bool,
}

impl Records {
    pub fn summary(&self) -> Summary {
        summary(&self.rows)
    }
}

/// One SOP, with every version and fact of it.
struct Known {
    state: SopState,
    sop: Arc<Sop>,
    facts: Vec<(Instant, Fact)>,
    versions: Versions,
}

pub fn gather(
    session: &mut Session,
    ask: &Ask,
    period: (NaiveDate, NaiveDate),
    output: &mut Output,
) -> Result<Records, Failure> {
    let head = session.store.head()?;
    let people = People::ever(&mut session.store)?;
    let mask = ask.mask_names.then(|| Arc::new(Mask::of(&people)));
    let floor = session.floor()?.masked(mask);
    let known = known(session)?;
    let lists = every_list(session, &known)?;
    let chosen = chosen(&known, &lists, &people, ask)?;
    let question = Question {
        from: period.0,
        to: period.1,
        steps: chosen.steps,
        items: chosen.items,
        person: ask.person.as_deref().map(Into::into),
        now: session.now(),
    };
    let in_force: BTreeMap<ListId, Arc<List>> =
        session.store.lists()?.into_iter().map(|list| (list.id.clone(), list)).collect();
    let (mut rows, mut texts, mut hidden) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    let person = ask.viewer.as_deref().map(PersonId::new);
    let viewer = Viewer { site: floor.site().map(|site| &**site), person: person.as_ref() };
    let Some(calendar) = floor.calendar() else {
        return Err(Failure::failed("nothing was ever in force here", "open a board once: `floorboard`"));
    };
    for (done, id) in chosen.sops.iter().enumerate() {
        output.progress("reading", done as u64, chosen.sops.len() as u64);
        let known = &known[id];
        let mut runs = runs(session, id, period, output)?;
        let mut versions = session.store.versions_of(&runs)?;
        for run in &mut runs {
            references::of_run(run, &mut texts);
            let sop = versions.sops.get(&run.pinned.sop).unwrap_or(&known.sop);
            hidden.extend(viewer.hidden_texts(run, sop));
            if let Some(seen) = viewer.sight(run, sop) {
                *run = seen;
            }
        }
        versions.sops.extend(known.versions.sops.iter().map(|(hash, sop)| (hash.clone(), Arc::clone(sop))));
        // Items that were on a list once are known by name.
        for (at, list) in lists.iter().enumerate() {
            versions.lists.entry(format!("known-{at}").as_str().into()).or_insert_with(|| Arc::clone(list));
        }
        let source = Source {
            sop: &known.sop,
            status: known.state.status,
            cursor: known.state.cursor,
            recurrence: known.state.recurrence.as_ref(),
            runs: &runs,
            versions: &versions,
            lists: &in_force,
            facts: &known.facts,
        };
        rows.extend(assemble(&source, &question, calendar));
    }
    output.over();
    rows.sort_by(|a, b| (a.due, &a.sop, a.run).cmp(&(b.due, &b.sop, b.run)));
    let mut texts = bodies(session, texts)?;
    texts.extend(hidden.into_iter().map(|hash| (hash, say!(floor.words(), "private"))));
    let floor = floor.with_bodies(texts);
    Ok(Records { rows, floor, period, head, about: chosen.about, items: question.items, is_masked: ask.mask_names })
}

/// Every SOP there ever was. One whose newest version this build cannot read is left out.
fn known(session: &mut Session) -> Result<BTreeMap<SopId, Known>, Failure> {
    let mut all = BTreeMap::new();
    for state in session.store.sops()? {
        let Some(sop) = state.sop.clone() else { continue };
        let mut known = Known { state, sop, facts: Vec::new(), versions: Versions::default() };
        let subject = Some(Subject::Sop(known.state.id.clone()));
        let mut filter = EntryFilter { subject, ..EntryFilter::default() };
        loop {
            let page = session.store.entries(&filter)?;
            let Some(last) = page.last() else { break };
            filter.after = last.seq;
            for entry in page {
                if let Fact::SopActivated { hash, .. } = &entry.fact
                    && let Some(version) = session.store.sop_version(hash)?
                {
                    known.versions.sops.insert(hash.clone(), version);
                }
                known.facts.push((entry.at, entry.fact));
            }
        }
        all.insert(known.state.id.clone(), known);
    }
    Ok(all)
}

/// Every version of every list that a step ever ran over, the newest last.
fn every_list(session: &mut Session, known: &BTreeMap<SopId, Known>) -> Result<Vec<Arc<List>>, Failure> {
    let versions = known.values().flat_map(|known| known.versions.sops.values());
    let named: BTreeSet<ListId> =
        versions.flat_map(|sop| sop.steps.iter().filter_map(|step| step.each.clone())).collect();
    let mut lists = Vec::new();
    for id in named {
        let mut filter = EntryFilter { subject: Some(Subject::List(id)), ..EntryFilter::default() };
        loop {
            let page = session.store.entries(&filter)?;
            let Some(last) = page.last() else { break };
            filter.after = last.seq;
            for entry in &page {
                if let Fact::ListActivated { list, text, .. } = &entry.fact {
                    lists.extend(parse_list(&format!("lists/{list}.csv"), list, text).value.map(Arc::new));
                }
            }
        }
    }
    Ok(lists)
}

/// Runs of the period and shortly after it.
fn runs(
    session: &mut Session,
    sop: &SopId,
    (from, to): (NaiveDate, NaiveDate),
    output: &mut Output,
) -> Result<Vec<Run>, Failure> {
    let mut filter = RunFilter {
        sop: Some(sop.clone()),
        from: Some(from),
        to: Some(to.checked_add_days(RE_READING).unwrap_or(to)),
        limit: PAGE,
        ..RunFilter::default()
    };
    let mut all = Vec::new();
    loop {
        let page = session.store.runs(&filter)?;
        let Some(last) = page.last() else { return Ok(all) };
        filter.before = Some(last.id);
        all.extend(page);
        output.counting("reading runs", all.len() as u64);
    }
}

fn bodies(session: &mut Session, hashes: BTreeSet<BodyHash>) -> Result<BTreeMap<BodyHash, String>, Failure> {
    let hashes: Vec<BodyHash> = hashes.into_iter().collect();
    let mut all = BTreeMap::new();
    for part in hashes.chunks(TEXTS) {
        all.extend(session.store.bodies(part.iter().cloned().collect())?);
    }
    Ok(all)
}

/// What was typed, looked up.
struct Chosen {
    sops: Vec<SopId>,
    steps: BTreeSet<StepId>,
    items: BTreeSet<ItemId>,
    about: Vec<String>,
}

fn chosen(known: &BTreeMap<SopId, Known>, lists: &[Arc<List>], people: &People, ask: &Ask) -> Result<Chosen, Failure> {
    let mut chosen = Chosen { sops: Vec::new(), steps: BTreeSet::new(), items: BTreeSet::new(), about: Vec::new() };
    for typed in &ask.sops {
        let found = known
            .get(&SopId::new(typed.as_str()))
            .ok_or_else(|| none("SOP", typed, known.keys().map(SopId::as_str), NAMES_SOPS))?;
        chosen.about.push(found.sop.title.clone());
    }
    let asked = |id: &SopId| ask.sops.is_empty() || ask.sops.iter().any(|typed| typed == id.as_str());
    let steps = steps(known.iter().filter(|(id, _)| asked(id)).map(|(_, known)| known));
    for typed in &ask.steps {
        let step = StepId::new(typed.as_str());
        refuse_other("step", typed, steps.iter().map(StepId::as_str), NAMES_STEPS)?;
        chosen.steps.insert(step);
        chosen.about.push(format!("step `{typed}`"));
    }
    for typed in &ask.items {
        let (ids, name) = items(lists, typed)?;
        chosen.items.extend(ids);
        chosen.about.push(name);
    }
    if let Some(person) = &ask.person {
        refuse_other("person", person, people.ids().map(PersonId::as_str), NAMES_PEOPLE)?;
    }
    let has = |known: &Known| {
        versions(known).iter().flat_map(|sop| &sop.steps).any(|step| {
            let on_list = step.each.as_ref().is_some_and(|list| {
                lists.iter().any(|it| it.id == *list && chosen.items.iter().any(|item| it.item(item).is_some()))
            });
            (chosen.steps.is_empty() || chosen.steps.contains(&step.id)) && (chosen.items.is_empty() || on_list)
        })
    };
    chosen.sops = known.iter().filter(|(id, known)| asked(id) && has(known)).map(|(id, _)| id.clone()).collect();
    Ok(chosen)
}

/// The items that somebody means by their id or name, whatever list they are or were on.
pub fn find_items(session: &mut Session, typed: &[String]) -> Result<BTreeSet<ItemId>, Failure> {
    if typed.is_empty() {
        return Ok(BTreeSet::new());
    }
    let known = known(session)?;
    let lists = every_list(session, &known)?;
    let mut found = BTreeSet::new();
    for typed in typed {
        found.extend(items(&lists, typed)?.0);
    }
    Ok(found)
}

/// Refuses a SOP, a step or a person that the journal never had, with what is near.
pub fn refuse_unknown(
    session: &mut Session,
    sop: Option<&str>,
    step: Option<&str>,
    person: Option<&str>,
) -> Result<(), Failure> {
    if let Some(typed) = sop {
        let states = session.store.sops()?;
        refuse_other("SOP", typed, states.iter().map(|state| state.id.as_str()), NAMES_SOPS)?;
    }
    if let Some(typed) = step {
        let known = known(session)?;
        let asked = known.iter().filter(|(id, _)| sop.is_none_or(|sop| id.as_str() == sop));
        let steps = steps(asked.map(|(_, known)| known));
        refuse_other("step", typed, steps.iter().map(StepId::as_str), NAMES_STEPS)?;
    }
    if let Some(typed) = person {
        let people = People::ever(&mut session.store)?;
        refuse_other("person", typed, people.ids().map(PersonId::as_str), NAMES_PEOPLE)?;
    }
    Ok(())
}

const NAMES_SOPS: &str = "`floorboard sop list` names them";
const NAMES_STEPS: &str = "`floorboard run show` names a run's steps";
const NAMES_PEOPLE: &str = "`config/floorboard.toml` names them";

fn refuse_other<'a>(what: &str, typed: &str, words: impl Iterator<Item = &'a str>, help: &str) -> Result<(), Failure> {
    let words: BTreeSet<&str> = words.collect();
    if words.contains(typed) { Ok(()) } else { Err(none(what, typed, words, help)) }
}

fn versions(known: &Known) -> Vec<Arc<Sop>> {
    known.versions.sops.values().cloned().chain([Arc::clone(&known.sop)]).collect()
}

fn steps<'a>(known: impl Iterator<Item = &'a Known>) -> BTreeSet<StepId> {
    known.flat_map(versions).flat_map(|sop| sop.steps.iter().map(|step| step.id.clone()).collect::<Vec<_>>()).collect()
}

/// The items that a text means: by id, by name, or as the one name it is a part of. With the name of the first.
fn items(lists: &[Arc<List>], typed: &str) -> Result<(BTreeSet<ItemId>, String), Failure> {
    let wanted = typed.trim().to_lowercase();
    let all = || lists.iter().rev().flat_map(|list| &list.rows);
    let mut found: Vec<_> = all().filter(|item| item.id.as_str() == typed.trim()).collect();
    if found.is_empty() {
        found = all().filter(|item| item.name.to_lowercase() == wanted).collect();
    }
    if found.is_empty() && !wanted.is_empty() {
        let part: Vec<_> = all().filter(|item| item.name.to_lowercase().contains(&wanted)).collect();
        let ids: BTreeSet<&ItemId> = part.iter().map(|item| &item.id).collect();
        if ids.len() > 1 {
            let names: BTreeSet<String> = part.iter().map(|item| format!("`{}`", item.name)).collect();
            let names: Vec<String> = names.into_iter().collect();
            return Err(Failure::failed(
                format!("`{typed}` may be {}", names.join(", ")),
                "write more of the name, or the id",
            ));
        }
        found = part;
    }
    let Some(first) = found.first() else {
        let words: BTreeSet<&str> = all().flat_map(|item| [item.id.as_str(), item.name.as_str()]).collect();
        return Err(none("item", typed, words, "`lists/*.csv` name them, by id and name"));
    };
    Ok((found.iter().map(|item| item.id.clone()).collect(), first.name.clone()))
}

fn none<'a>(what: &str, typed: &str, words: impl IntoIterator<Item = &'a str>, help: &str) -> Failure {
    let lower = typed.to_lowercase();
    let near = (words.into_iter())
        .map(|word| (strsim::jaro_winkler(&word.to_lowercase(), &lower), word))
        .filter(|(near, _)| *near > 0.8 && typed.len() <= 200)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let help = near.map_or_else(|| help.to_owned(), |(_, word)| format!("did you mean `{word}`?"));
    Failure::failed(format!("there is no {what} `{typed}`"), help)
}
