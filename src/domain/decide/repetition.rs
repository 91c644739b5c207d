//! Repetitions: what a fact is counted by, and what follows when enough of them came.

use super::Context;
use super::fire::{Fields, Firing, Repeats};
use super::intent::Intent;
use super::mark;
use super::signal::listening;
use crate::domain::calendar::Instant;
use crate::domain::fact::{Fact, Recorded};
use crate::domain::id::{CaseId, ExceptionId, OccurrenceKey, RunId, SopId};
use crate::domain::list::Item;
use crate::domain::placeholder::fill;
use crate::domain::repetition::{LinkedFact, Tally, completed, tally_of};
use crate::domain::run::Run;
use crate::domain::signal::Signal;
use crate::domain::sop::{Per, Privacy, Sop, Wait, When};
use crate::domain::state::State;
use crate::domain::step::StepKey;

/// A fact that may be counted, settled when its turn comes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Counting {
    tally: Tally,
    fact: LinkedFact,
    until: Instant,
}

/// What can be said of a fact that is counted.
#[derive(Default)]
struct About {
    sop: Option<SopId>,
    run: Option<RunId>,
    step: Option<StepKey>,
    exception: Option<ExceptionId>,
    person: Option<String>,
    case: Option<CaseId>,
}

/// The journal's own kinds that may be counted.
fn about(state: &State, recorded: &Recorded) -> Option<About> {
    let of_run = |run: &RunId, step: Option<&StepKey>| {
        let known = state.runs.get(run);
        About {
            sop: known.map(|run| run.sop.clone()),
            case: known.and_then(|run| run.case.clone()),
            run: Some(*run),
            step: step.cloned(),
            ..About::default()
        }
    };
    let about = match &recorded.fact {
        Fact::StepDoneWithoutEvidence { run, step }
        | Fact::StepOutOfRange { run, step, .. }
        | Fact::StepSkipped { run, step, .. } => of_run(run, Some(step)),
        Fact::RunLate { run, .. } | Fact::RunMissed { run, .. } | Fact::RunSkipped { run, .. } => of_run(run, None),
        Fact::ExceptionRaised { exception, sop, case, .. } => {
            About { sop: sop.clone(), exception: Some(*exception), case: case.clone(), ..About::default() }
        }
        _ => return None,
    };
    Some(About { person: recorded.actor.person().map(ToString::to_string), ..about })
}

/// What a fact of the journal is counted by.
pub(super) fn counts(state: &mut State, context: &Context<'_>, recorded: &Recorded) -> Vec<Intent> {
    let Some(about) = about(state, recorded) else { return Vec::new() };
    let kind = recorded.fact.kind();
    let fact = LinkedFact {
        kind: kind.clone(),
        at: recorded.at,
        run: about.run,
        step: about.step.clone(),
        exception: about.exception,
        signal: None,
    };
    let listening = listening(state, context, &kind);
    // A card that a procedure raises because of cards is not one of those it counts.
    let its_own = |sop: &Sop| about.exception.is_some() && about.sop.as_ref() == Some(&sop.id);
    let others = listening.iter().filter(|(_, sop)| !its_own(sop));
    others.flat_map(|(_, sop)| of_sop(state, context, sop, &about, &fact)).collect()
}

/// What a signal is counted by, of one SOP.
pub(super) fn of_signal(state: &State, context: &Context<'_>, sop: &Sop, signal: &Signal) -> Vec<Intent> {
    let fact = LinkedFact {
        kind: signal.name.0.clone(),
        at: signal.at,
        run: None,
        step: None,
        exception: None,
        signal: Some(signal.id.clone()),
    };
    let about = About { case: signal.case.clone(), ..About::default() };
    of_sop(state, context, sop, &about, &fact)
}

fn of_sop(state: &State, context: &Context<'_>, sop: &Sop, about: &About, fact: &LinkedFact) -> Vec<Intent> {
    let mut intents = Vec::new();
    let mut seen = Vec::new();
    for trigger in &sop.triggers {
        let When::Repeats { what, within, per, .. } = &trigger.when else { continue };
        let (Some(of), Some(group)) = (tally_of(trigger), group(state, *per, about)) else { continue };
        if what.listened() != fact.kind || seen.contains(&of) {
            continue;
        }
        seen.push(of.clone());
        let tally = Tally { sop: sop.id.clone(), of, group };
        let until = until(context, sop, fact.at, *within);
        intents.push(Intent::Count(Box::new(Counting { tally, fact: fact.clone(), until })));
    }
    intents
}

/// The first instant after a fact whose window it does not lie in.
fn until(context: &Context<'_>, sop: &Sop, at: Instant, within: Wait) -> Instant {
    context.calendar.after(sop, at, within).max(at + chrono::TimeDelta::microseconds(1))
}

/// What it is counted together with; none where there is no such thing.
fn group(state: &State, per: Per, about: &About) -> Option<String> {
    let sop = || about.sop.as_ref().map_or_else(String::new, |sop| sop.0.clone());
    match per {
        Per::Sop => Some(sop()),
        Per::Step => about.step.as_ref().map(|step| format!("{}/{}", sop(), step.step)),
        Per::Item => {
            let (step, run) = (about.step.as_ref()?, state.runs.get(&about.run?)?);
            let list = state.sop_of(run)?.step(&step.step)?.each.clone()?;
            Some(format!("{list}/{}", step.item.as_ref()?))
        }
        Per::Person => about.person.clone(),
        Per::Case => about.case.as_ref().map(|case| case.0.clone()),
    }
}

/// Those it is counted with are put into the state, then it is counted.
pub(super) fn count(state: &mut State, context: &Context<'_>, counting: Counting) -> Vec<Intent> {
    let Counting { tally, fact, until } = counting;
    state.unused.entry(tally.clone()).or_insert_with(|| context.look.unused(&tally));
    vec![Intent::fact(Fact::RepetitionCounted { tally, fact, until })]
}

/// Enough came: they are used up, and the trigger fires.
pub(super) fn counted(state: &State, tally: &Tally, fact: &LinkedFact) -> Option<Intent> {
    let trigger = trigger_of(state, tally)?;
    let When::Repeats { times, .. } = state.sops.get(&tally.sop)?.sop.as_ref()?.triggers[trigger].when else {
        return None;
    };
    let facts = completed(state.unused.get(tally)?, fact, times)?;
    Some(Intent::fact(Fact::RepetitionFired { tally: tally.clone(), facts }))
}

fn trigger_of(state: &State, tally: &Tally) -> Option<usize> {
    let sop = state.sops.get(&tally.sop)?.sop.as_ref()?;
    sop.triggers.iter().position(|trigger| tally_of(trigger).as_ref() == Some(&tally.of))
}

/// What follows from facts that completed a repetition.
pub(super) fn fired(state: &State, context: &Context<'_>, tally: &Tally, facts: &[LinkedFact]) -> Option<Intent> {
    let trigger = trigger_of(state, tally)?;
    let last = facts.last()?;
    let run = last.run.and_then(|run| state.runs.get(&run));
    let signal = last.signal.as_ref();
    let signal = signal.and_then(|id| state.signals.get(id).cloned().or_else(|| context.look.signal(id)));
    let of_run = || run.and_then(|run| run.case.clone());
    let of_card = || last.exception.and_then(|id| state.exceptions.get(&id)?.case.clone());
    let case = signal.as_ref().and_then(|signal| signal.case.clone()).or_else(of_run).or_else(of_card);
    let item = run.zip(last.step.as_ref()).and_then(|(run, step)| item(state, run, step));
    let per = match &state.sops.get(&tally.sop)?.sop.as_ref()?.triggers[trigger].when {
        When::Repeats { per, .. } => *per,
        _ => return None,
    };
    let of_item = item.as_ref().filter(|_| per == Per::Item).map(|item| item.id.clone());
    let mut words = words(state, run, last.step.as_ref(), item.as_ref(), (per, &tally.group));
    words.extend(mark::words(state, tally, trigger));
    let repeats = Repeats { group: tally.group.clone(), facts: facts.to_vec(), words };
    Some(Intent::Fire(Box::new(Firing {
        sop: tally.sop.clone(),
        trigger,
        key: OccurrenceKey(format!("{}@repeats:{}/{}:{}", tally.sop, tally.of, tally.group, last.name())),
        case: case.clone().filter(|_| per == Per::Case),
        item: of_item,
        signal: last.signal.clone(),
        due: last.at,
        fields: Fields { case, data: signal.map(|signal| signal.data).unwrap_or_default(), item },
        repeats: Some(repeats),
    })))
}

fn item(state: &State, run: &Run, step: &StepKey) -> Option<Item> {
    let list = state.sop_of(run)?.step(&step.step)?.each.as_ref()?;
    let id = step.item.as_ref()?;
    state.list_of(run, list)?.rows.iter().find(|row| row.id == *id).cloned()
}

/// What a card's texts may name beside the case, the data and the item. What is private keeps its words to itself.
fn words(
    state: &State,
    run: Option<&Run>,
    step: Option<&StepKey>,
    item: Option<&Item>,
    (per, group): (Per, &str),
) -> Vec<(&'static str, String)> {
    let mut words = Vec::new();
    if per == Per::Person {
        let person = state.site.as_ref().and_then(|site| site.value.people.iter().find(|it| it.id.as_str() == group));
        words.push(("person", person.map_or_else(|| group.to_owned(), |person| person.name.clone())));
    }
    let Some(sop) = run.and_then(|run| state.sop_of(run)) else { return words };
    words.push(("sop", sop.title.clone()));
    if let Some((key, step)) = step.and_then(|key| Some((key, sop.step(&key.step)?))) {
        let private = sop.privacy == Privacy::Private || step.privacy == Privacy::Private;
        let fields = Fields { item: item.cloned(), ..Fields::default() };
        let text = if private { key.to_string() } else { fill(&step.text, |name| fields.field(name, &|_| None)) };
        words.push(("step", text));
    }
    words
}
