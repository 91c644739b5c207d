//! Steps that compute: answered by themselves, in the transaction of the last answer they waited for.

use super::Context;
use super::answer::{step_of, with_progress};
use super::intent::Outcome;
use super::run::Desk;
use crate::domain::board::Standing;
use crate::domain::checklist::{band, computed, computed_from};
use crate::domain::evidence::{Observed, Value};
use crate::domain::fact::Fact;
use crate::domain::refusal::Refusal;
use crate::domain::run::Run;
use crate::domain::sop::{Capture, Step};
use crate::domain::step::StepKey;

/// Nobody answers, skips or undoes one.
pub(super) fn not_by_hand(desk: &Desk<'_>, step: &Step, key: &StepKey) -> Result<(), Refusal> {
    if !matches!(step.capture, Capture::Computed { .. }) {
        return Ok(());
    }
    let named = computed_from(desk.sop, step, None).into_iter();
    let of_item = |named: &Step| key.item.clone().filter(|_| named.each.is_some());
    let from = named.map(|(named, _)| StepKey { step: named.id.clone(), item: of_item(named) }).collect();
    Err(Refusal::IsComputed { step: key.clone(), from })
}

/// Answers all that can be computed now, one from the other; `run` is taken along.
pub(super) fn all(desk: &Desk<'_>, run: &mut Run, context: &Context<'_>, observed: &Observed, outcome: &mut Outcome) {
    while let Some(fact) = next(desk, run, context, observed) {
        outcome.push(fact);
    }
}

fn next(desk: &Desk<'_>, run: &mut Run, context: &Context<'_>, observed: &Observed) -> Option<Fact> {
    let open = desk.lines(run, context.now).into_iter().find(|line| {
        line.standing == Standing::Open && matches!(step_of(desk, line).capture, Capture::Computed { .. })
    })?;
    let step = step_of(desk, &open);
    let (value, band) = match computed(run, desk.sop, step, &open.key)? {
        Ok(value) => (Value::Number { value }, band(step, &open.bounds, value)),
        Err(why) => (Value::NotComputed { why }, None),
    };
    let fact = |progress| Fact::StepDone {
        run: desk.run.id,
        step: open.key.clone(),
        value: value.clone(),
        observed: observed.clone(),
        band: band.clone(),
        flaw: None,
        progress,
    };
    Some(with_progress(desk, run, context, fact))
}
