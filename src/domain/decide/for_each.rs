//! Schedules that ask before they fire, fire once for each of several, or raise.

use super::condition;
use super::fire::{self, Fields, Firing};
use super::firing::{Settling, closed};
use super::intent::Intent;
use super::run::Opening;
use crate::domain::calendar::{Occurrence, OccurrenceNote, Times};
use crate::domain::condition::{Condition, Holds};
use crate::domain::fact::Fact;
use crate::domain::id::{CaseId, ItemId, OccurrenceKey, RunId};
use crate::domain::list::Item;
use crate::domain::signal::Data;
use crate::domain::sop::{ForEach, Trigger};
use crate::domain::state::{SopState, SopStatus};
use std::collections::BTreeMap;

/// What one firing is for.
#[derive(Default)]
struct One {
    /// Behind the occurrence's key: `case:product:P-1`.
    suffix: Option<String>,
    case: Option<CaseId>,
    item: Option<Item>,
    /// What tells its run from the others.
    label: Option<String>,
}

/// How many of each became what.
#[derive(Default)]
struct Count {
    asked: u32,
    fired: u32,
    undecided: u32,
}

impl Settling<'_> {
    /// Whether an occurrence is more than one run.
    pub(super) fn asks(&self, occurrence: &Occurrence) -> bool {
        let trigger = self.sop.triggers.get(occurrence.trigger);
        self.sop.raise.is_some()
            || trigger.is_some_and(|trigger| trigger.condition.is_some() || trigger.for_each.is_some())
    }

    pub(super) fn settle_asking(&mut self, occurrence: &Occurrence, times: Times, late_by: Option<u32>) {
        let Some(trigger) = self.sop.triggers.get(occurrence.trigger) else { return };
        // A card about what was so long ago helps nobody; work that was not done is told of all the same.
        if times.closes <= self.context.now && self.sop.steps.is_empty() {
            return self.not_fired(occurrence, OccurrenceNote::WindowPassed);
        }
        if trigger.for_each.is_none() {
            return self.settle_one(occurrence, times, late_by, trigger.condition.as_ref());
        }
        let mut count = Count::default();
        let mut fired = Vec::new();
        for one in self.each(trigger, occurrence) {
            count.asked += 1;
            match self.holds(occurrence, trigger.condition.as_ref(), &one) {
                Holds::Yes => {
                    count.fired += 1;
                    fired.extend(self.fire_for(occurrence, times, late_by, &one));
                }
                Holds::No => {}
                Holds::Undecided(doubt) => {
                    count.undecided += 1;
                    let firing = self.firing(occurrence, &one);
                    fired.extend(fire::undecided(self.state, self.context, &self.row(), self.sop, &firing, doubt));
                }
            }
        }
        self.fired(occurrence, &count);
        self.outcome.intents.extend(fired);
    }

    /// Without `for-each`.
    fn settle_one(&mut self, occurrence: &Occurrence, times: Times, late_by: Option<u32>, asked: Option<&Condition>) {
        let one = One::default();
        match self.holds(occurrence, asked, &one) {
            Holds::No => self.not_fired(occurrence, OccurrenceNote::ConditionFalse),
            Holds::Undecided(doubt) => {
                self.fired(occurrence, &Count { asked: 1, fired: 0, undecided: 1 });
                let firing = self.firing(occurrence, &one);
                let card = fire::undecided(self.state, self.context, &self.row(), self.sop, &firing, doubt);
                self.outcome.intents.extend(card);
            }
            Holds::Yes if self.sop.steps.is_empty() => {
                self.fired(occurrence, &Count { asked: 1, fired: 1, undecided: 0 });
                let card = self.card(occurrence, &one, None);
                self.outcome.intents.extend(card);
            }
            Holds::Yes => {
                let run = self.open(occurrence, times, late_by);
                let card = self.card(occurrence, &one, Some(run.id));
                self.outcome.intents.extend(card);
                if times.closes <= self.context.now && run.is_open() {
                    self.outcome.intents.extend(closed(self.state, &run).intents);
                }
            }
        }
    }

    /// A run, a card, or both.
    fn fire_for(&mut self, occurrence: &Occurrence, times: Times, late_by: Option<u32>, one: &One) -> Vec<Intent> {
        if self.sop.steps.is_empty() {
            return self.card(occurrence, one, None).into_iter().collect();
        }
        self.opened += 1;
        let firing = self.firing(occurrence, one);
        let label = self.sop.label.as_deref().map(|label| fire::filled(self.context, &firing, label));
        let label = label.filter(|label| !label.trim().is_empty()).or_else(|| one.label.clone());
        let label = label.map(|label| fire::body(self.context, &firing, "label", label.trim()));
        let opening = Opening {
            id: RunId(self.state.last_run + self.opened),
            hash: self.hash,
            sop: self.sop,
            occurrence: firing.key.clone(),
            business_date: occurrence.business_date,
            nominal: Some(occurrence.nominal),
            times,
            label: label.as_ref(),
            case: one.case.clone(),
            asked: BTreeMap::new(),
            cursor: None,
            late_by,
            event: None,
        };
        let (mut intents, run) = opening.open(self.state, self.context);
        intents.extend(self.card(occurrence, one, Some(run.id)));
        if times.closes <= self.context.now && run.is_open() {
            intents.extend(closed(self.state, &run).intents);
        }
        vec![Intent::WithBodies(label.into_iter().collect(), intents)]
    }

    fn card(&self, occurrence: &Occurrence, one: &One, run: Option<RunId>) -> Option<Intent> {
        let rule = self.sop.raise.as_ref()?;
        let firing = self.firing(occurrence, one);
        let mut card = fire::raise(self.context, &self.row(), self.sop, rule, run, &firing);
        // The fact of the occurrence is the firing; of several, each has its own.
        if one.suffix.is_none()
            && let Intent::WithBodies(_, intents) = &mut card
        {
            for intent in intents {
                if let Intent::Raise(raise) = intent {
                    raise.occurrence = None;
                }
            }
        }
        Some(card)
    }

    /// The SOP as it is when this is recorded: a first activation is not in the state yet.
    fn row(&self) -> SopState {
        SopState {
            id: self.sop.id.clone(),
            hash: self.hash.clone(),
            sop: None,
            status: SopStatus::InForce,
            cursor: self.context.now,
            recurrence: None,
            review: None,
            ending: None,
        }
    }

    fn firing(&self, occurrence: &Occurrence, one: &One) -> Firing {
        let key = match &one.suffix {
            Some(suffix) => OccurrenceKey(format!("{}/{suffix}", occurrence.key)),
            None => occurrence.key.clone(),
        };
        Firing {
            sop: self.sop.id.clone(),
            trigger: occurrence.trigger,
            key,
            case: one.case.clone(),
            item: one.item.as_ref().map(|item| item.id.clone()),
            signal: None,
            due: occurrence.position,
            repeats: None,
            fields: Fields { case: one.case.clone(), data: Data::new(), item: one.item.clone() },
        }
    }

    fn holds(&self, occurrence: &Occurrence, asked: Option<&Condition>, one: &One) -> Holds {
        asked.map_or(Holds::Yes, |asked| {
            condition::of_occurrence(self.context, asked, one.case.as_ref(), one.item.as_ref(), occurrence)
        })
    }

    /// Everything that the trigger runs over, in an order of its own.
    fn each(&self, trigger: &Trigger, occurrence: &Occurrence) -> Vec<One> {
        match &trigger.for_each {
            None => vec![One::default()],
            Some(ForEach::Case(kind)) => {
                let cases = self.context.look.cases(kind, &condition::end_of(occurrence.position));
                let one = |case: CaseId| One {
                    suffix: Some(format!("case:{case}")),
                    label: Some(case.0.clone()),
                    case: Some(case),
                    item: None,
                };
                cases.into_iter().map(one).collect()
            }
            Some(ForEach::Role(role)) => {
                let people = self.state.site.as_ref().map(|site| site.value.people.as_slice()).unwrap_or_default();
                let holders = people.iter().filter(|person| person.active && person.roles.contains(role));
                let one = |person: &crate::domain::site::Person| {
                    let fields = [("id", person.id.as_str()), ("name", person.name.as_str())];
                    let fields = fields.map(|(column, value)| (column.to_owned(), value.to_owned())).into();
                    let id = ItemId(person.id.0.clone());
                    let item = Item { id, name: person.name.clone(), fields, since: None, until: None };
                    One {
                        suffix: Some(format!("person:{}", person.id)),
                        label: Some(person.name.clone()),
                        case: None,
                        item: Some(item),
                    }
                };
                holders.map(one).collect()
            }
            Some(ForEach::List(list)) => {
                let list = self.state.lists.get(list).map(|list| &list.value);
                let rows = list.into_iter().flat_map(|list| list.on(occurrence.business_date));
                let one = |item: &Item| One {
                    suffix: Some(format!("item:{}", item.id)),
                    label: Some(item.name.clone()),
                    case: None,
                    item: Some(item.clone()),
                };
                rows.map(one).collect()
            }
        }
    }

    fn fired(&mut self, occurrence: &Occurrence, count: &Count) {
        self.outcome.push(Fact::OccurrenceFired {
            sop: self.sop.id.clone(),
            occurrence: occurrence.key.clone(),
            business_date: occurrence.business_date,
            nominal: occurrence.nominal,
            asked: count.asked,
            fired: count.fired,
            undecided: count.undecided,
            cursor: occurrence.position,
        });
    }
}
