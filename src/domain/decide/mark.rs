//! Marks of made-up records: looked for only where a procedure asks for them.

use super::Context;
use super::intent::Intent;
use super::signal::listening;
use crate::domain::fact::{Fact, Recorded};
use crate::domain::id::RunId;
use crate::domain::mark::{self, LOOK_BACK, Mark, Marked};
use crate::domain::repetition::{Tally, tally_of};
use crate::domain::sop::{Repeated, When};
use crate::domain::state::State;

/// Runs that are looked at, at most, for a day that was entered in one go.
const MOST_ENDED: u32 = 60;

/// What a fact completes.
pub(super) fn found(state: &State, context: &Context<'_>, recorded: &Recorded) -> Vec<Intent> {
    let (run, marks) = match &recorded.fact {
        Fact::StepDone { run, .. } => (*run, [Mark::Burst, Mark::SameValue]),
        Fact::RunDone { run, .. } => (*run, [Mark::WholeRound, Mark::BackFilled]),
        _ => return Vec::new(),
    };
    let wanted = marks.into_iter().filter(|mark| !context.look.listeners(mark.name()).is_empty());
    let found = wanted.filter_map(|mark| look(state, context, recorded, run, mark));
    found
        .map(|found| {
            let Marked { mark, person, facts } = found;
            Intent::fact(Fact::RecordMarked { run, mark, person, facts })
        })
        .collect()
}

fn look(state: &State, context: &Context<'_>, recorded: &Recorded, run: RunId, mark: Mark) -> Option<Marked> {
    let run = state.runs.get(&run)?;
    let sop = state.sop_of(run)?;
    match (mark, &recorded.fact) {
        (Mark::Burst, Fact::StepDone { step, .. }) => mark::burst(run, sop, step),
        (Mark::SameValue, Fact::StepDone { step, .. }) => {
            let earlier = context.look.ended_runs_of(&run.sop, LOOK_BACK);
            mark::same_value(run, sop, step, &earlier)
        }
        (Mark::WholeRound, _) => mark::whole_round(run, sop),
        (Mark::BackFilled, _) => {
            let others = context.look.ended_since(mark::filled_since(run.ended?), MOST_ENDED);
            mark::back_filled(run, &others)
        }
        _ => None,
    }
}

/// A mark is a repetition that is complete: what shows it is what was counted.
pub(super) fn told(state: &mut State, context: &Context<'_>, recorded: &Recorded) -> Vec<Intent> {
    let Fact::RecordMarked { mark, person, facts, .. } = &recorded.fact else { return Vec::new() };
    let what = Repeated::Fact(mark.name().to_owned());
    let mut intents = Vec::new();
    for (_, sop) in listening(state, context, mark.name()) {
        let asks = |trigger: &&crate::domain::sop::Trigger| matches!(&trigger.when, When::Repeats { what: counted, .. } if *counted == what);
        let of = sop.triggers.iter().find(asks).and_then(tally_of);
        intents.extend(of.map(|of| {
            let tally = Tally { sop: sop.id.clone(), of, group: person.0.clone() };
            Intent::fact(Fact::RepetitionFired { tally, facts: facts.clone() })
        }));
    }
    intents
}

/// What a card may name of a mark.
pub(super) fn words(state: &State, tally: &Tally, trigger: usize) -> Option<(&'static str, String)> {
    let sop = state.sops.get(&tally.sop)?.sop.as_ref()?;
    let When::Repeats { what: Repeated::Fact(name), .. } = &sop.triggers.get(trigger)?.when else { return None };
    let words = match Mark::named(name)? {
        Mark::Burst => "readings faster than hands can type",
        Mark::SameValue => "the same reading again and again",
        Mark::WholeRound => "a whole round within seconds",
        Mark::BackFilled => "a day's work entered in one go",
    };
    Some(("mark", words.to_owned()))
}
