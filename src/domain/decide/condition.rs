//! `where`: what a trigger's condition is shown, and what becomes of a firing by it.
//!
//! Everything is as of the place in the order of signals that the firing stands at, so that what comes in late, and when
//! the engine comes by, change nothing.

use super::Context;
use super::fire::Firing;
use crate::domain::calendar::{Instant, Occurrence};
use crate::domain::condition::{Condition, Holds, Scene, same_value};
use crate::domain::id::{CaseId, SignalName};
use crate::domain::list::Item;
use crate::domain::signal::{Data, Place, Signal};
use crate::domain::sop::{Sop, When};
use crate::domain::state::State;
use chrono::NaiveDate;
use serde_json::Value as Json;

/// A firing as its condition sees it.
struct Asking<'a> {
    context: &'a Context<'a>,
    /// The signal that is judged; records may not hold it yet.
    signal: Option<&'a Signal>,
    data: &'a Data,
    case: Option<&'a CaseId>,
    item: Option<&'a Item>,
    until: Place,
    today: NaiveDate,
}

impl Scene for Asking<'_> {
    fn data(&self, field: &str) -> Option<Json> {
        self.data.get(field).cloned()
    }

    fn case(&self, field: &str) -> Option<Json> {
        let own = self.signal.and_then(|signal| signal.data.get(field));
        own.cloned().or_else(|| self.context.look.field_of(self.case?, field, &self.until))
    }

    fn item(&self, column: &str) -> Option<String> {
        self.item?.fields.get(column).cloned()
    }

    fn last(&self, name: &SignalName, field: &str) -> Option<Json> {
        let own = self.signal.filter(|signal| signal.name == *name).cloned();
        let signal = own.or_else(|| self.context.look.last_signal(name, self.case, &self.until))?;
        signal.data.get(field).cloned().or_else(|| match field {
            "at" => Some(Json::from(self.context.calendar.local(signal.at).to_rfc3339())),
            "day" => Some(Json::from(self.context.calendar.business_date(signal.at).to_string())),
            _ => None,
        })
    }

    fn seen(&self, name: &SignalName, field: &str, value: &Json) -> bool {
        let own = self.signal.filter(|signal| signal.name == *name).and_then(|signal| signal.data.get(field));
        own.is_some_and(|own| same_value(own, value)) || self.context.look.seen(name, field, value, &self.until)
    }

    fn today(&self) -> NaiveDate {
        self.today
    }
}

/// Whether a trigger looks at this signal at all, as of the signal.
pub(super) fn of_signal(context: &Context<'_>, sop: &Sop, trigger: usize, signal: &Signal) -> Holds {
    let Some(condition) = sop.triggers.get(trigger).and_then(|trigger| trigger.condition.as_ref()) else {
        return Holds::Yes;
    };
    condition.holds(&Asking {
        context,
        signal: Some(signal),
        data: &signal.data,
        case: signal.case.as_ref(),
        item: None,
        until: signal.place(),
        today: context.calendar.business_date(signal.at),
    })
}

/// Whether the signal alone says that its trigger never fires.
pub(super) fn refuses(context: &Context<'_>, sop: &Sop, trigger: usize, signal: &Signal) -> bool {
    let condition = sop.triggers.get(trigger).and_then(|trigger| trigger.condition.as_ref());
    condition.is_some_and(|condition| !condition.looks_up()) && of_signal(context, sop, trigger, signal) == Holds::No
}

/// Whether what fires may. An obligation was asked when it opened.
pub(super) fn of_firing(state: &State, context: &Context<'_>, sop: &Sop, firing: &Firing) -> Holds {
    let trigger = sop.triggers.get(firing.trigger);
    let asked = trigger.filter(|trigger| !matches!(trigger.when, When::Absence { .. }));
    let Some(condition) = asked.and_then(|trigger| trigger.condition.as_ref()) else { return Holds::Yes };
    let signal =
        firing.signal.as_ref().and_then(|id| state.signals.get(id).cloned().or_else(|| context.look.signal(id)));
    // One that fires later is shown what came in between.
    let signal = signal.as_ref().filter(|signal| signal.at == firing.due);
    let until = signal.map_or_else(|| end_of(firing.due), Signal::place);
    condition.holds(&Asking {
        context,
        signal,
        data: &firing.fields.data,
        case: firing.case.as_ref(),
        item: firing.fields.item.as_ref(),
        until,
        today: context.calendar.business_date(firing.due),
    })
}

/// Whether a schedule fires, for one of those that it runs over.
pub(super) fn of_occurrence(
    context: &Context<'_>,
    condition: &Condition,
    case: Option<&CaseId>,
    item: Option<&Item>,
    occurrence: &Occurrence,
) -> Holds {
    condition.holds(&Asking {
        context,
        signal: None,
        data: &Data::new(),
        case,
        item,
        until: end_of(occurrence.position),
        today: occurrence.business_date,
    })
}

/// After every signal of an instant.
pub(super) fn end_of(at: Instant) -> Place {
    Place { at, signal: char::MAX.to_string().as_str().into() }
}
