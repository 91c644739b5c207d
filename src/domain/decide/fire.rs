//! A trigger that is no schedule fires: a run opens, an exception is raised, or both.

use super::intent::{Intent, Raise};
use super::run::Opening;
use super::{Context, condition};
use crate::domain::calendar::Instant;
use crate::domain::condition::{Doubt, Holds};
use crate::domain::evidence::Body;
use crate::domain::exception::{Cause, Severity};
use crate::domain::id::{CaseId, ItemId, OccurrenceKey, RunId, SignalId, SopId};
use crate::domain::list::Item;
use crate::domain::placeholder::{self, fill};
use crate::domain::repetition::LinkedFact;
use crate::domain::run::Event;
use crate::domain::signal::{Data, body_of};
use crate::domain::sop::{GroupBy, RaiseRule, Sop};
use crate::domain::state::{SopState, SopStatus, State};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// One firing, settled when its turn comes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Firing {
    pub(super) sop: SopId,
    /// Index of the trigger in the version in force.
    pub(super) trigger: usize,
    pub(super) key: OccurrenceKey,
    pub(super) case: Option<CaseId>,
    pub(super) item: Option<ItemId>,
    /// The signal that fired it, or that was not answered.
    pub(super) signal: Option<SignalId>,
    /// The instant it fires for.
    pub(super) due: Instant,
    /// What its texts may name.
    pub(super) fields: Fields,
    /// What happened again and again, where that fired it.
    pub(super) repeats: Option<Repeats>,
}

/// What a repetition brings to its firing.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Repeats {
    pub(super) group: String,
    /// Those that were counted, in order.
    pub(super) facts: Vec<LinkedFact>,
    /// What `{step}`, `{sop}`, `{person}` stand for.
    pub(super) words: Vec<(&'static str, String)>,
}

impl Firing {
    /// What a name of its texts stands for that only a repetition knows.
    fn word(&self, name: &str) -> Option<String> {
        let repeats = self.repeats.as_ref()?;
        if name == "count" {
            return Some(repeats.facts.len().to_string());
        }
        repeats.words.iter().find(|(word, _)| *word == name).map(|(_, text)| text.clone())
    }
}

/// What `{case}`, `{case.FIELD}`, `{data.FIELD}` and `{item.COLUMN}` stand for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fields {
    pub(super) case: Option<CaseId>,
    pub(super) data: Data,
    pub(super) item: Option<Item>,
}

impl Fields {
    /// The case that a template comes to; none where something of it is open.
    pub(super) fn case_of(&self, template: &str) -> Option<CaseId> {
        let text = fill(template, |name| self.field(name, &|_| None));
        super::start::case_of(&text).filter(|case| !case.as_str().contains(['{', '}']))
    }

    pub(super) fn field(&self, name: &str, of_case: &impl Fn(&str) -> Option<Json>) -> Option<String> {
        if name == "case" {
            return self.case.as_ref().map(|case| case.0.clone());
        }
        if let Some(column) = name.strip_prefix("item.") {
            return self.item.as_ref()?.fields.get(column).cloned();
        }
        let value = match name.strip_prefix("case.") {
            Some(field) => of_case(field)?,
            None => self.data.get(name.strip_prefix("data.")?)?.clone(),
        };
        match value {
            Json::String(text) => Some(text),
            Json::Number(number) => Some(placeholder::number(&number)),
            Json::Bool(yes) => Some(yes.to_string()),
            _ => None,
        }
    }
}

/// The facts it comes to; none where its key is used, or its SOP is not in force any more.
pub(super) fn fire(state: &State, context: &Context<'_>, firing: &Firing) -> Vec<Intent> {
    if state.settled.contains(&firing.key) || context.look.fired(&firing.key) {
        return Vec::new();
    }
    let Some(row) = state.sops.get(&firing.sop).filter(|row| row.status == SopStatus::InForce) else {
        return Vec::new();
    };
    let Some(sop) = row.sop.clone() else { return Vec::new() };
    match condition::of_firing(state, context, &sop, firing) {
        Holds::Yes => {}
        Holds::No => return Vec::new(),
        Holds::Undecided(doubt) => {
            return undecided(state, context, row, &sop, firing, doubt).into_iter().collect();
        }
    }
    let mut intents = Vec::new();
    let mut run = None;
    if !sop.steps.is_empty() {
        let id = RunId(state.last_run + 1);
        intents.extend(open(state, context, row, &sop, id, firing));
        run = Some(id);
    }
    if let Some(rule) = &sop.raise {
        intents.push(raise(context, row, &sop, rule, run, firing));
    }
    intents
}

/// Its `where` cannot be decided: a card says so, and no run opens. None where that was said.
///
/// The key is its own: another trigger of the SOP may still fire for the same.
pub(super) fn undecided(
    state: &State,
    context: &Context<'_>,
    row: &SopState,
    sop: &Sop,
    firing: &Firing,
    doubt: Doubt,
) -> Option<Intent> {
    let key = OccurrenceKey(format!("{}/undecided", firing.key));
    if state.settled.contains(&key) || context.look.fired(&key) {
        return None;
    }
    let firing = Firing { key, ..firing.clone() };
    let rule = sop.raise.clone().unwrap_or_else(|| RaiseRule {
        severity: Severity::Medium,
        what: String::new(),
        why: None,
        recommend: None,
        respond_within: None,
        group_by: BTreeSet::new(),
        inhibits: BTreeSet::new(),
    });
    let fields = match &doubt {
        Doubt::Missing(names) | Doubt::Unfit(names) => names.join(","),
    };
    let over_all = sop.triggers.get(firing.trigger).is_some_and(|trigger| trigger.for_each.is_some());
    let mut about = Raise {
        case: firing.case.clone().filter(|_| !over_all),
        // Where every case is asked, what is missing everywhere is one thing to mend.
        group: match firing.case.as_ref().filter(|_| !over_all) {
            Some(case) => format!("undecided/{}/{case}", sop.id),
            None => format!("undecided/{}/{fields}", sop.id),
        },
        ..about(context, sop, &rule, &firing)
    };
    // Filled in: nobody knows whether it happened, so it stands as what is asked.
    let asked = |template: &str| blank(&filled(context, &firing, template));
    let what = if rule.what.is_empty() { sop.title.clone() } else { asked(&rule.what) };
    let what = body(context, &firing, "what", &what);
    let why = rule.why.as_deref().map(|why| body(context, &firing, "why", &asked(why)));
    about.cause = Cause::Raised {
        sop: sop.id.clone(),
        version: row.hash.clone(),
        trigger: firing.trigger,
        signal: firing.signal.clone(),
        due: firing.due,
        what: what.hash(),
        why: why.as_ref().map(Body::hash),
        recommend: None,
        doubt: Some(doubt),
        evidence: firing.repeats.as_ref().map(|repeats| repeats.facts.clone()).unwrap_or_default(),
    };
    let bodies = [Some(what), why].into_iter().flatten().collect();
    Some(Intent::WithBodies(bodies, vec![Intent::Raise(Box::new(about))]))
}

/// A text with a question mark for each thing that nobody told of.
fn blank(text: &str) -> String {
    let mut parts = text.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}') {
            Some((name, rest)) if name.starts_with("data.") || name.starts_with("case.") => {
                out = format!("{out}?{rest}");
            }
            _ => out = format!("{out}{{{part}"),
        }
    }
    out
}

/// What a card of a firing has, whatever it says.
fn about(context: &Context<'_>, sop: &Sop, rule: &RaiseRule, firing: &Firing) -> Raise {
    Raise {
        severity: rule.severity,
        sop: Some(sop.id.clone()),
        area: sop.area.clone(),
        case: firing.case.clone(),
        occurrence: Some(firing.key.clone()),
        respond_by: rule.respond_within.map(|wait| context.calendar.after(sop, context.now, wait)),
        ..Raise::default()
    }
}

fn open(state: &State, context: &Context<'_>, row: &SopState, sop: &Sop, id: RunId, firing: &Firing) -> Vec<Intent> {
    let label = sop.label.as_deref().map(|label| filled(context, firing, label).trim().to_owned());
    let label = label.filter(|label| !label.is_empty()).map(|label| body(context, firing, "label", &label));
    let opening = Opening {
        id,
        hash: &row.hash,
        sop,
        occurrence: firing.key.clone(),
        business_date: context.calendar.business_date(context.now),
        nominal: None,
        times: context.calendar.event_times(sop, firing.trigger, context.now),
        label: label.as_ref(),
        case: firing.case.clone(),
        asked: BTreeMap::new(),
        cursor: None,
        late_by: None,
        event: Some(Event {
            trigger: firing.trigger,
            signal: firing.signal.clone(),
            item: firing.item.clone(),
            due: firing.due,
            data: named_data(sop, &firing.fields.data),
        }),
    };
    let (intents, _) = opening.open(state, context);
    vec![Intent::WithBodies(label.into_iter().collect(), intents)]
}

/// What the conditions of the SOP's steps name of a signal's data. A personal field's text lies beside the journal.
fn named_data(sop: &Sop, data: &Data) -> BTreeMap<String, Json> {
    let named = sop.data_in_whens();
    let told = named.into_iter().filter_map(|field| Some((data.get(&field)?.clone(), field)));
    told.filter(|(value, _)| body_of(value).is_none()).map(|(value, field)| (field, value)).collect()
}

/// What a firing raises.
pub(super) fn raise(
    context: &Context<'_>,
    row: &SopState,
    sop: &Sop,
    rule: &RaiseRule,
    run: Option<RunId>,
    firing: &Firing,
) -> Intent {
    let text = |of: &str, template: &str| body(context, firing, of, &filled(context, firing, template));
    let what = text("what", &rule.what);
    let why = rule.why.as_deref().map(|why| text("why", why));
    let recommend = rule.recommend.as_deref().map(|recommend| text("recommend", recommend));
    let cause = Cause::Raised {
        sop: sop.id.clone(),
        version: row.hash.clone(),
        trigger: firing.trigger,
        signal: firing.signal.clone(),
        due: firing.due,
        what: what.hash(),
        why: why.as_ref().map(Body::hash),
        recommend: recommend.as_ref().map(Body::hash),
        doubt: None,
        evidence: firing.repeats.as_ref().map(|repeats| repeats.facts.clone()).unwrap_or_default(),
    };
    let raise = Raise {
        group: group(sop, rule, firing),
        cause,
        run,
        // A run that opens with it is the firing.
        occurrence: run.is_none().then(|| firing.key.clone()),
        ..about(context, sop, rule, firing)
    };
    let bodies = [Some(what), why, recommend].into_iter().flatten().collect();
    Intent::WithBodies(bodies, vec![Intent::Raise(Box::new(raise))])
}

/// A text with what it names: the case is as it was when this fired.
pub(super) fn filled(context: &Context<'_>, firing: &Firing, template: &str) -> String {
    let of_case = |field: &str| {
        let own = firing.fields.data.get(field).cloned();
        own.or_else(|| context.look.field_of(firing.case.as_ref()?, field, &condition::end_of(firing.due)))
    };
    fill(template, |name| firing.word(name).or_else(|| firing.fields.field(name, &of_case)))
}

/// The group of the card that a firing raises.
pub(super) fn group_of(sop: &Sop, firing: &Firing) -> Option<String> {
    sop.raise.as_ref().map(|rule| group(sop, rule, firing))
}

/// One card of a SOP for everything that it does not tell apart.
fn group(sop: &Sop, rule: &RaiseRule, firing: &Firing) -> String {
    let mut group = "raise".to_owned();
    for by in &rule.group_by {
        let part = match by {
            GroupBy::Sop => sop.id.as_str(),
            GroupBy::Case => firing.case.as_ref().map_or("", CaseId::as_str),
            GroupBy::Item => firing.item.as_ref().map_or("", ItemId::as_str),
            GroupBy::Area => sop.area.as_ref().map_or("", |area| area.as_str()),
        };
        group = format!("{group}/{part}");
    }
    // A repetition has groups of its own, unless one card of the SOP is wanted for them all.
    match &firing.repeats {
        Some(repeats) if rule.group_by != BTreeSet::from([GroupBy::Sop]) => format!("{group}/{}", repeats.group),
        _ => group,
    }
}

pub(super) fn body(context: &Context<'_>, firing: &Firing, of: &str, text: &str) -> Body {
    let digest = Sha256::new()
        .chain_update(context.seed)
        .chain_update(firing.key.as_str())
        .chain_update([0])
        .chain_update(of)
        .finalize();
    let mut salt = [0; 16];
    salt.copy_from_slice(&digest[..16]);
    Body::new(salt, text)
}
