//! Dates that come near, or are past: of a signal's data or of a list's column.
//!
//! The newest value counts: a newer signal of the case, or an edit of the list, moves what is still open, and what fired
//! for a value stays. Of the distances that are past when a date becomes known only the nearest fires, at once; the
//! others are noted as passed. A date that is over when it becomes known comes near no more.
//!
//! A date that is missing, or cannot be read, is a card; what was waited for by the value before it stays.

use super::Context;
use super::fire::{Fields, Firing};
use super::intent::{About, Intent, Raise};
use super::watch::{Opening, waits_for};
use crate::domain::calendar::Instant;
use crate::domain::date_value::DateValue;
use crate::domain::exception::{Cause, ResolutionCause, Severity, Undated};
use crate::domain::fact::Fact;
use crate::domain::id::{CaseId, ItemId, ListId, OccurrenceKey, SignalId, SignalName, SopId, VersionHash, WatchId};
use crate::domain::list::{Item, List};
use crate::domain::signal::Signal;
use crate::domain::sop::{DateOf, DateSide, Sop, Wait, When};
use crate::domain::state::{SopState, State};
use crate::domain::watch::{Watch, WatchKind, WatchStatus, Withdrawn};
use chrono::NaiveTime;
use std::collections::BTreeMap;
use std::sync::Arc;

/// As much of an unreadable date as a card shows.
const SHOWN: usize = 40;
/// Rows without a date that a card names.
const NAMED: usize = 12;
/// Open watches of one trigger, at most.
const MANY: usize = 1_000_000;

/// A date trigger of a version, and what it is asked with.
struct Dated<'a> {
    sop: &'a Sop,
    version: &'a VersionHash,
    trigger: usize,
    of: &'a DateOf,
    field: &'a str,
    side: DateSide,
    by: &'a [Wait],
    at: Option<NaiveTime>,
    unless: &'a [SignalName],
}

/// Whose date it is, and since when it is known.
#[derive(Clone, Debug, PartialEq)]
struct Subject {
    case: Option<CaseId>,
    item: Option<ItemId>,
    signal: Option<SignalId>,
    known: Instant,
    /// What is past is past by then.
    as_of: Instant,
}

/// Whether distances that are past fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Past {
    /// The nearest: the date has just become known.
    Fires,
    /// An edit of the SOP does not fill in what is past.
    IsNoted,
}

impl<'a> Dated<'a> {
    fn of(sop: &'a Sop, version: &'a VersionHash, trigger: usize) -> Option<Self> {
        match &sop.triggers.get(trigger)?.when {
            When::Date { of, field, side, by, at, unless } => {
                Some(Self { sop, version, trigger, of, field, side: *side, by, at: *at, unless })
            }
            _ => None,
        }
    }

    fn all(sop: &'a Sop, version: &'a VersionHash) -> impl Iterator<Item = Self> {
        (0..sop.triggers.len()).filter_map(|trigger| Self::of(sop, version, trigger))
    }

    fn over(&self, list: &ListId) -> bool {
        matches!(self.of, DateOf::List(of) if of == list)
    }

    fn due(&self, context: &Context<'_>, value: DateValue, by: Wait) -> Instant {
        value.due(context.calendar, self.side, by, self.at)
    }

    fn key(&self, subject: &Subject, value: DateValue, by: Wait) -> OccurrenceKey {
        key(self.sop, self.of, self.field, self.side, subject.case.as_ref(), subject.item.as_ref(), value, by)
    }

    /// Brings what is waited for to a value: opens, moves, withdraws.
    fn settle(
        &self,
        context: &Context<'_>,
        standing: &[Watch],
        subject: &Subject,
        value: DateValue,
        past: Past,
    ) -> Vec<Intent> {
        let from = subject.as_of;
        let due: Vec<(Wait, Instant)> = self.by.iter().map(|by| (*by, self.due(context, value, *by))).collect();
        let over = self.side == DateSide::Before && value.over(context.calendar) <= from;
        let nearest = due.iter().filter(|(_, due)| *due <= from).max_by_key(|(_, due)| *due).map(|(by, _)| *by);
        let mut intents = Vec::new();
        for (by, due) in due {
            let open = standing.iter().find(|watch| distance(watch) == Some(by));
            let same = open.is_some_and(|watch| watch.due == due && dated(watch) == Some(value));
            if same {
                continue;
            }
            if context.look.fired(&self.key(subject, value, by)) {
                // It fired for this date before: no more of the other one.
                intents.extend(open.map(|watch| withdrawn(watch, Withdrawn::Passed, subject.signal.as_ref())));
                continue;
            }
            let passed = due <= from && (over || past == Past::IsNoted || nearest != Some(by));
            match open {
                Some(watch) if passed => intents.push(withdrawn(watch, Withdrawn::Passed, subject.signal.as_ref())),
                Some(watch) => intents.extend(self.moved(context, watch, subject, value, due)),
                // What was past before anybody edited the SOP says nothing.
                None if passed && past == Past::IsNoted => {}
                None => intents.push(self.opened(subject, value, by, due, passed)),
            }
        }
        for watch in standing {
            if distance(watch).is_none_or(|by| !self.by.contains(&by)) {
                intents.push(withdrawn(watch, Withdrawn::Superseded, None));
            }
        }
        intents
    }

    fn opened(&self, subject: &Subject, value: DateValue, by: Wait, due: Instant, passed: bool) -> Intent {
        let watch = Watch {
            id: WatchId(0),
            sop: self.sop.id.clone(),
            version: self.version.clone(),
            trigger: self.trigger,
            kind: WatchKind::Date { by, value },
            case: subject.case.clone(),
            item: subject.item.clone(),
            signal: subject.signal.clone(),
            opened: subject.known,
            due,
            status: WatchStatus::Open,
            late: None,
            held: None,
        };
        let unless = if passed { Vec::new() } else { self.unless.to_vec() };
        let gone = passed.then_some(super::watch::Gone { why: Withdrawn::Passed, signal: None });
        Intent::Watch(Box::new(Opening { watch, unless, gone }))
    }

    /// Its new instant; met at once, where what is wanted is known already.
    fn moved(
        &self,
        context: &Context<'_>,
        watch: &Watch,
        subject: &Subject,
        value: DateValue,
        due: Instant,
    ) -> Vec<Intent> {
        let moved = Watch { signal: subject.signal.clone(), opened: subject.known, due, ..watch.clone() };
        let met = moved
            .place()
            .and_then(|place| context.look.first_signal(self.unless, moved.case.as_ref(), &place, moved.due));
        let fact = Fact::WatchMoved {
            watch: watch.id,
            version: self.version.clone(),
            trigger: self.trigger,
            value,
            signal: moved.signal,
            opened: moved.opened,
            due,
        };
        let met = met.map(|signal| Fact::WatchMet { watch: watch.id, signal: signal.id, at: signal.at });
        std::iter::once(fact).chain(met).map(Intent::fact).collect()
    }
}

fn distance(watch: &Watch) -> Option<Wait> {
    if let WatchKind::Date { by, .. } = watch.kind { Some(by) } else { None }
}

fn dated(watch: &Watch) -> Option<DateValue> {
    if let WatchKind::Date { value, .. } = watch.kind { Some(value) } else { None }
}

fn withdrawn(watch: &Watch, why: Withdrawn, signal: Option<&SignalId>) -> Intent {
    Intent::fact(Fact::WatchWithdrawn { watch: watch.id, why, signal: signal.cloned() })
}

/// `SOP@date:FIELD:CASE:2027-03-01-90d`: the same date of the same case fires once at each distance.
#[expect(clippy::too_many_arguments, reason = "everything that tells one firing from another")]
fn key(
    sop: &Sop,
    of: &DateOf,
    field: &str,
    side: DateSide,
    case: Option<&CaseId>,
    item: Option<&ItemId>,
    value: DateValue,
    by: Wait,
) -> OccurrenceKey {
    let subject = match (of, item) {
        (DateOf::List(list), Some(item)) => format!("{list}/{item}"),
        (DateOf::Signal(name), _) => format!("{name}/{}", case.map_or("", CaseId::as_str)),
        (DateOf::List(list), None) => list.to_string(),
    };
    let sign = match side {
        DateSide::Before => '-',
        DateSide::After => '+',
    };
    let by = match by {
        Wait::Elapsed(seconds) => format!("{seconds}s"),
        Wait::Days(days) => format!("{days}d"),
        Wait::WorkingDays(days) => format!("{days}wd"),
        Wait::OpenSeconds(seconds) => format!("{seconds}os"),
    };
    OccurrenceKey(format!("{}@date:{field}:{subject}:{value}{sign}{by}", sop.id))
}

/// Open date watches of a trigger, whichever version they were opened in, put into the state.
fn standing(state: &mut State, context: &Context<'_>, dated: &Dated<'_>, watches: Vec<Watch>) -> Vec<Watch> {
    let mut found = Vec::new();
    for watch in watches {
        let watch = state.watches.entry(watch.id).or_insert(watch).clone();
        if watch.is_open()
            && distance(&watch).is_some()
            && waits_for(state, context, &watch).is_some_and(|(_, trigger)| trigger == dated.trigger)
        {
            found.push(watch);
        }
    }
    found
}

// ---- of signals --------------------------------------------------------------------------------

/// What a signal's date comes to, for a trigger of a SOP in force that takes it from there.
pub(super) fn told(
    state: &mut State,
    context: &Context<'_>,
    row: &SopState,
    sop: &Sop,
    trigger: usize,
    signal: &Signal,
) -> Vec<Intent> {
    let Some(dated) = Dated::of(sop, &row.hash, trigger) else { return Vec::new() };
    let (case, name) = (signal.case.as_ref(), std::slice::from_ref(&signal.name));
    // The newest value counts, in whatever order they come in.
    if context.look.first_judged(name, case, &signal.place()).is_some() {
        return Vec::new();
    }
    let group = format!("{}/undated/{}/{}", sop.id, dated.field, case.map_or("", CaseId::as_str));
    let value = match read(context, signal.data.get(dated.field)) {
        Ok(value) => value,
        Err(undated) => {
            let cause = Cause::Undated {
                sop: sop.id.clone(),
                field: dated.field.to_owned(),
                signal: Some(signal.id.clone()),
                list: None,
                rows: vec![undated],
                count: 1,
            };
            return vec![raise(sop, group, cause, case.cloned())];
        }
    };
    // Those that were judged in this command are not among the records yet.
    let of = |other: &&Signal| other.name == signal.name && other.case == signal.case && other.place() < signal.place();
    let before = state.signals.values().filter(of).max_by_key(|other| other.place()).cloned();
    let before = before.into_iter().chain(context.look.signal_before(&signal.name, case, &signal.place()));
    let former = before.max_by_key(Signal::place);
    state.signals.insert(signal.id.clone(), signal.clone());
    if former.is_some_and(|former| read(context, former.data.get(dated.field)) == Ok(value)) {
        return vec![clear(group)];
    }
    let open = context.look.open_watches(&sop.id, case);
    let known = state.watches.values().filter(|watch| watch.sop == sop.id && watch.case == signal.case);
    let open = known.cloned().chain(open).fold(BTreeMap::new(), |mut all, watch| {
        all.entry(watch.id).or_insert(watch);
        all
    });
    let standing = standing(state, context, &dated, open.into_values().collect());
    let subject = Subject {
        case: signal.case.clone(),
        item: None,
        signal: Some(signal.id.clone()),
        known: signal.at,
        as_of: signal.at,
    };
    let mut intents = vec![clear(group)];
    intents.extend(dated.settle(context, &standing, &subject, value, Past::Fires));
    intents
}

/// A date, or what stands there instead.
fn read(context: &Context<'_>, value: Option<&serde_json::Value>) -> Result<DateValue, Undated> {
    let text = match value {
        Some(serde_json::Value::String(text)) => text.trim(),
        None | Some(serde_json::Value::Null) => "",
        // A text that is kept apart, or something that is no text.
        Some(other) if other.is_object() => return Err(Undated { of: None, value: Some("{…}".to_owned()) }),
        Some(other) => return Err(Undated { of: None, value: Some(shown(&other.to_string())) }),
    };
    read_text(context, text)
}

fn read_text(context: &Context<'_>, text: &str) -> Result<DateValue, Undated> {
    if text.trim().is_empty() {
        return Err(Undated { of: None, value: None });
    }
    DateValue::read(text, context.calendar).ok_or_else(|| Undated { of: None, value: Some(shown(text)) })
}

fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

fn raise(sop: &Sop, group: String, cause: Cause, case: Option<CaseId>) -> Intent {
    let (severity, id, area) = (Severity::Medium, Some(sop.id.clone()), sop.area.clone());
    Intent::Raise(Box::new(Raise { severity, group, cause, sop: id, area, case, ..Raise::default() }))
}

fn clear(group: String) -> Intent {
    Intent::Clear { group, about: About::Everything, cause: ResolutionCause::Cleared }
}

// ---- of lists ----------------------------------------------------------------------------------

/// What may bring what is waited for in line with lists as they are.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Dates {
    /// A list came in place of another.
    List {
        list: Arc<List>,
        former: Option<Arc<List>>,
    },
    ListRetired(ListId),
    /// A SOP was put in force: for the first time, or edited.
    Sop {
        sop: SopId,
        past: Past,
    },
}

pub(super) fn settle(state: &mut State, context: &Context<'_>, dates: &Dates) -> Vec<Intent> {
    match dates {
        Dates::List { list, former } => list_changed(state, context, list, former.as_deref()),
        Dates::ListRetired(list) => list_retired(state, context, list),
        Dates::Sop { sop, past } => activated(state, context, sop, *past),
    }
}

fn list_changed(state: &mut State, context: &Context<'_>, list: &List, former: Option<&List>) -> Vec<Intent> {
    let mut intents = Vec::new();
    for (row, sop) in super::signal::listening(state, context, &list.id.listened()) {
        for dated in Dated::all(&sop, &row.hash).filter(|dated| dated.over(&list.id)) {
            let known = of_trigger(state, context, &dated);
            let changed = |item: &Item| {
                let before = former.and_then(|former| former.item(&item.id));
                before.is_none_or(|before| before.fields.get(dated.field) != item.fields.get(dated.field))
            };
            intents.extend(listed(context, &dated, list, &known, changed));
        }
    }
    intents
}

fn list_retired(state: &mut State, context: &Context<'_>, list: &ListId) -> Vec<Intent> {
    let mut intents = Vec::new();
    for (row, sop) in super::signal::listening(state, context, &list.listened()) {
        for dated in Dated::all(&sop, &row.hash).filter(|dated| dated.over(list)) {
            let known = of_trigger(state, context, &dated);
            intents.extend(known.iter().map(|watch| withdrawn(watch, Withdrawn::Gone, None)));
        }
    }
    intents
}

fn activated(state: &mut State, context: &Context<'_>, id: &SopId, past: Past) -> Vec<Intent> {
    let Some((version, sop)) = state.sops.get(id).and_then(|row| Some((row.hash.clone(), row.sop.clone()?))) else {
        return Vec::new();
    };
    let mut intents = Vec::new();
    for dated in Dated::all(&sop, &version) {
        let known = of_trigger(state, context, &dated);
        if let DateOf::List(list) = dated.of {
            if let Some(active) = state.lists.get(list) {
                // A trigger that is new to the SOP looks at its list for the first time.
                let first = past == Past::Fires || known.is_empty();
                intents.extend(listed(context, &dated, &active.value, &known, |_| first));
            }
            continue;
        }
        let mut of_cases: BTreeMap<Option<&CaseId>, Vec<Watch>> = BTreeMap::new();
        for watch in &known {
            of_cases.entry(watch.case.as_ref()).or_default().push(watch.clone());
        }
        for open in of_cases.into_values() {
            let Some((newest, value)) =
                open.iter().max_by_key(|it| it.place()).and_then(|it| Some((it, self::dated(it)?)))
            else {
                continue;
            };
            let subject = Subject {
                case: newest.case.clone(),
                item: None,
                signal: newest.signal.clone(),
                known: newest.opened,
                as_of: context.now,
            };
            intents.extend(dated.settle(context, &open, &subject, value, Past::IsNoted));
        }
    }
    intents
}

fn of_trigger(state: &mut State, context: &Context<'_>, dated: &Dated<'_>) -> Vec<Watch> {
    let watches = of_sop(state, context, dated);
    standing(state, context, dated, watches)
}

fn of_sop(state: &State, context: &Context<'_>, dated: &Dated<'_>) -> Vec<Watch> {
    let mut watches = Vec::new();
    for (version, trigger) in context.look.watched(&dated.sop.id) {
        for watch in context.look.watches_of(&dated.sop.id, &version, trigger, MANY) {
            watches.push(state.watches.get(&watch.id).cloned().unwrap_or(watch));
        }
    }
    watches
}

/// Every row as it is: what is waited for by it. `news`: its date has just become known.
fn listed(
    context: &Context<'_>,
    dated: &Dated<'_>,
    list: &List,
    known: &[Watch],
    news: impl Fn(&Item) -> bool,
) -> Vec<Intent> {
    let mut by_item: BTreeMap<&ItemId, Vec<Watch>> = BTreeMap::new();
    for watch in known {
        if let Some(item) = &watch.item {
            by_item.entry(item).or_default().push(watch.clone());
        }
    }
    let (mut intents, mut undated) = (Vec::new(), Vec::new());
    let today = context.calendar.business_date(context.now);
    for item in &list.rows {
        let open = by_item.remove(&item.id).unwrap_or_default();
        if item.until.is_some_and(|until| until < today) {
            intents.extend(open.iter().map(|watch| withdrawn(watch, Withdrawn::Gone, None)));
            continue;
        }
        let value = match read_text(context, item.fields.get(dated.field).map_or("", String::as_str)) {
            Ok(value) => value,
            Err(cell) => {
                undated.push(Undated { of: Some(item.id.clone()), ..cell });
                continue;
            }
        };
        let fields = Fields { item: Some(item.clone()), ..Fields::default() };
        let case = dated.sop.case.as_deref().and_then(|case| fields.case_of(case));
        let subject =
            Subject { case, item: Some(item.id.clone()), signal: None, known: context.now, as_of: context.now };
        let past = if news(item) { Past::Fires } else { Past::IsNoted };
        // On a day after its last the row waits for nothing.
        let ends = |due: Instant| item.until.is_some_and(|until| context.calendar.business_date(due) > until);
        let of_row = Dated {
            by: &dated.by.iter().copied().filter(|by| !ends(dated.due(context, value, *by))).collect::<Vec<_>>(),
            ..*dated
        };
        intents.extend(of_row.settle(context, &open, &subject, value, past));
    }
    for watch in by_item.into_values().flatten() {
        intents.push(withdrawn(&watch, Withdrawn::Gone, None));
    }
    // Told once, however many triggers count from it.
    let first = (0..dated.trigger).all(|other| {
        !matches!(&dated.sop.triggers[other].when, When::Date { of, field, .. } if of == dated.of && field == dated.field)
    });
    if !first {
        return intents;
    }
    let group = format!("{}/undated/{}/{}", dated.sop.id, dated.field, list.id);
    if undated.is_empty() {
        intents.push(clear(group));
    } else {
        let count = undated.len() as u32;
        undated.truncate(NAMED);
        let cause = Cause::Undated {
            sop: dated.sop.id.clone(),
            field: dated.field.to_owned(),
            signal: None,
            list: Some(list.id.clone()),
            rows: undated,
            count,
        };
        intents.push(raise(dated.sop, group, cause, None));
    }
    intents
}

// ---- fired -------------------------------------------------------------------------------------

/// The firing of a date watch; its row as the list has it now.
pub(super) fn firing(state: &State, context: &Context<'_>, watch: &Watch, sop: &Sop, trigger: usize) -> Option<Firing> {
    let (WatchKind::Date { by, value }, When::Date { of, field, side, .. }) =
        (&watch.kind, &sop.triggers.get(trigger)?.when)
    else {
        return None;
    };
    let signal = watch.signal.as_ref().and_then(|signal| context.look.signal(signal));
    let item = match (of, &watch.item) {
        (DateOf::List(list), Some(item)) => state.lists.get(list).and_then(|list| list.value.item(item)).cloned(),
        _ => None,
    };
    Some(Firing {
        sop: watch.sop.clone(),
        trigger,
        key: key(sop, of, field, *side, watch.case.as_ref(), watch.item.as_ref(), *value, *by),
        case: watch.case.clone(),
        item: watch.item.clone(),
        signal: watch.signal.clone(),
        due: watch.due,
        repeats: None,
        fields: Fields { case: watch.case.clone(), data: signal.map(|it| it.data).unwrap_or_default(), item },
    })
}
