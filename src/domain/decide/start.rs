//! Starting a run by hand: what is asked, its label and its case.

use super::fire::{self, Fields, Firing};
use super::intent::Outcome;
use super::requires;
use super::rights::{may_do, person};
use super::run::Opening;
use super::similar::nearest;
use super::{Context, evidence};
use crate::domain::evidence::{Body, hex};
use crate::domain::id::{CaseId, OccurrenceKey, RunId, SopId};
use crate::domain::placeholder::fill;
use crate::domain::refusal::Refusal;
use crate::domain::sop::Sop;
use crate::domain::state::{SopStatus, State};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The longest case id, in characters.
const LONGEST_CASE: usize = 120;

pub(super) fn start(
    state: &State,
    context: &Context<'_>,
    id: &SopId,
    asked: &BTreeMap<String, Body>,
) -> Result<Outcome, Refusal> {
    let person = person(state, context)?;
    let in_force = |sop: &&crate::domain::state::SopState| sop.status == SopStatus::InForce;
    let missing = || Refusal::NoSuchSop {
        sop: id.0.clone(),
        similar: nearest(id.as_str(), state.sops.values().filter(in_force).map(|sop| sop.id.as_str())),
    };
    let row = state.sops.get(id).filter(in_force).ok_or_else(missing)?;
    let sop = row.sop.as_deref().ok_or_else(missing)?;
    if !sop.is_manual() {
        return Err(Refusal::NotManual { sop: id.clone() });
    }
    may_do(state, person, sop.role.as_ref())?;
    requires::met(sop, context)?;
    let mut answers = BTreeMap::new();
    for ask in &sop.ask {
        let missing = || Refusal::MissingAnswer { asked: ask.id.clone() };
        let body = asked.get(&ask.id).filter(|body| !body.text.trim().is_empty()).ok_or_else(missing)?;
        evidence::short(body)?;
        answers.insert(ask.id.clone(), body.clone());
    }
    let key = key(sop, context);
    if context.look.fired(&key) {
        let request = context.request.cloned().unwrap_or_else(|| key.as_str().into());
        return Err(Refusal::RequestReused { request });
    }
    let mut outcome = Outcome { bodies: answers.values().cloned().collect(), ..Outcome::default() };
    let label = sop.label.as_deref().map(|label| filled(label, &answers).trim().to_owned());
    let label = label.filter(|label| !label.is_empty()).map(|label| Body::new(salt(context, b"label"), label));
    let case = sop.case.as_deref().map(|case| case_id(case, &answers, sop)).transpose()?;
    outcome.bodies.extend(label.clone());
    let raised = sop.raise.as_ref().map(|rule| {
        let run = (!sop.steps.is_empty()).then_some(RunId(state.last_run + 1));
        fire::raise(context, row, sop, rule, run, &firing(sop, context, &key, case.as_ref(), &answers))
    });
    if sop.steps.is_empty() {
        outcome.intents.extend(raised);
        return Ok(outcome);
    }
    let opening = Opening {
        id: RunId(state.last_run + 1),
        hash: &row.hash,
        sop,
        occurrence: key,
        business_date: context.calendar.business_date(context.now),
        nominal: None,
        times: context.calendar.manual_times(sop, context.now),
        label: label.as_ref(),
        case,
        asked: answers,
        cursor: None,
        late_by: None,
        event: None,
    };
    outcome.intents.extend(opening.open(state, context).0);
    outcome.intents.extend(raised);
    Ok(outcome)
}

/// What a SOP that raises says of a start by hand: `{case}`, and `{data.NAME}` for what was asked.
fn firing(
    sop: &Sop,
    context: &Context<'_>,
    key: &OccurrenceKey,
    case: Option<&CaseId>,
    answers: &BTreeMap<String, Body>,
) -> Firing {
    let by_hand = |trigger: &crate::domain::sop::Trigger| matches!(trigger.when, crate::domain::sop::When::Manual);
    let data = answers.iter().map(|(id, body)| (id.clone(), body.text.trim().into())).collect();
    Firing {
        sop: sop.id.clone(),
        trigger: sop.triggers.iter().position(by_hand).unwrap_or_default(),
        key: key.clone(),
        case: case.cloned(),
        item: None,
        signal: None,
        due: context.now,
        fields: Fields { case: case.cloned(), data, item: None },
        repeats: None,
    }
}

/// `SOP@manual:REQUEST`; a command without a request id gets one of its own.
fn key(sop: &Sop, context: &Context<'_>) -> OccurrenceKey {
    let request = context.request.map_or_else(|| hex(&context.seed[..16]), |request| request.0.clone());
    OccurrenceKey(format!("{}@manual:{request}", sop.id))
}

fn salt(context: &Context<'_>, of: &[u8]) -> [u8; 16] {
    let digest = Sha256::new().chain_update(context.seed).chain_update(of).finalize();
    let mut salt = [0; 16];
    salt.copy_from_slice(&digest[..16]);
    salt
}

/// `{name}` becomes the answer to what was asked; any other placeholder stays as written.
fn filled(template: &str, answers: &BTreeMap<String, Body>) -> String {
    fill(template, |name| answers.get(name).map(|body| body.text.trim().to_owned()))
}

fn case_id(template: &str, answers: &BTreeMap<String, Body>, sop: &Sop) -> Result<CaseId, Refusal> {
    let bad = || Refusal::MissingAnswer { asked: sop.ask.first().map_or_else(|| "case".into(), |ask| ask.id.clone()) };
    let case = case_of(&filled(template, answers)).ok_or_else(bad)?;
    if case.as_str().chars().nth(LONGEST_CASE).is_some() {
        return Err(Refusal::TooLong { limit: LONGEST_CASE });
    }
    Ok(case)
}

/// `KIND:ID`. Case ids are reference numbers: what is filled in of spaces becomes `-`, control characters go.
pub(super) fn case_of(text: &str) -> Option<CaseId> {
    let text = text.split_whitespace().collect::<Vec<_>>().join("-");
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    let (kind, id) = text.split_once(':')?;
    (!kind.is_empty() && !id.is_empty()).then_some(CaseId(text))
}
