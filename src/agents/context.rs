//! What an agent is told before it prepares: the run, its case, what was answered so far, and what became of its earlier
//! drafts. Texts are whole here: what is private was recorded for this step's work too.

use crate::domain::approval::{Approval, ApprovalStanding, Decider, FormerOutcome};
use crate::domain::board::{Line, Sheet};
use crate::domain::calendar::Instant;
use crate::domain::checklist::checklist;
use crate::domain::evidence::Value as Captured;
use crate::domain::id::{BodyHash, CaseId, ListId, PersonId};
use crate::domain::list::List;
use crate::domain::preparation::Preparation;
use crate::domain::run::Run;
use crate::domain::signal::{Signal, body_of};
use crate::domain::site::Site;
use crate::domain::sop::{Sop, Step};
use crate::domain::step::{Answer, Outcome};
use crate::store::{Store, StoreError};
use crate::time::zone::Zone;
use chrono::SecondsFormat;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// As many signals of its case are told, the newest.
const SIGNALS: u32 = 200;
/// As many earlier decisions of its kind, and as many of its case.
const EARLIER: u32 = 10;

/// What one preparation is of.
pub(super) struct Task {
    pub(super) sop: Arc<Sop>,
    /// Index of the step.
    pub(super) step: usize,
    pub(super) context: Value,
}

impl Task {
    pub(super) fn step(&self) -> &Step {
        &self.sop.steps[self.step]
    }
}

/// None where its run, or its step, is not there any more.
pub(super) fn task(
    store: &mut Store,
    site: &Site,
    preparation: &Preparation,
    now: Instant,
) -> Result<Option<Task>, StoreError> {
    let Some(run) = store.run(preparation.run)? else { return Ok(None) };
    let mut versions = store.versions_of(std::slice::from_ref(&run))?;
    let Some(sop) = versions.sops.remove(&run.pinned.sop) else { return Ok(None) };
    let Some(at) = sop.steps.iter().position(|step| step.id == preparation.step) else { return Ok(None) };
    let list = |(id, hash): (&ListId, _)| Some((id.clone(), Arc::clone(versions.lists.get(hash)?)));
    let lists: BTreeMap<ListId, Arc<List>> = run.pinned.lists.iter().filter_map(list).collect();
    let lines = checklist(&Sheet { run: &run, sop: &sop, lists: &lists, person: None }, now);
    let mut signals = match &run.case {
        Some(case) => store.signals_of(case, SIGNALS)?,
        None => Vec::new(),
    };
    // One without a case is told of all the same by what it fired.
    if let Some(fired) = run.event.as_ref().and_then(|event| event.signal.as_ref())
        && !signals.iter().any(|signal| signal.id == *fired)
        && let Some(signal) = store.signal(fired)?
    {
        signals.push(signal);
        signals.sort_by_key(Signal::place);
    }
    let zone = Zone::new(&site.zone).ok();
    let mut told = Telling { store, site, zone };
    let signals = signals.iter().map(|signal| told.signal(signal)).collect::<Result<Vec<_>, _>>()?;
    let (evidence, steps) = told.evidence(&run, &sop, &lines)?;
    let (feedback, earlier) = told.decisions(preparation, run.case.as_ref())?;
    let label = told.body(run.label.as_ref())?;
    let text = told.store.version_text(&run.pinned.sop)?;
    let step = &sop.steps[at];
    let line = lines.iter().find(|line| line.step == at);
    let context = json!({
        "site": { "name": site.name, "zone": site.zone },
        "now": told.local(now),
        "today": told.date(now),
        "agent": preparation.agent,
        "iteration": preparation.iteration,
        "sop": { "id": sop.id, "title": sop.title, "why": sop.why, "version": run.pinned.sop, "text": text },
        "step": {
            "id": step.id,
            "do": line.map_or(step.text.as_str(), |line| line.text.as_str()),
            "how": line.and_then(|line| line.how.as_deref()),
        },
        "run": { "id": run.id.to_string(), "label": label, "case": run.case, "business_date": run.business_date },
        "case": run.case,
        "data": merged(&signals),
        "signals": signals,
        "evidence": evidence,
        "steps": steps,
        "feedback": feedback,
        "earlier": earlier,
    });
    Ok(Some(Task { sop, step: at, context }))
}

/// What signals say of a case, field by field: the newest that has it counts.
fn merged(signals: &[Value]) -> Value {
    let mut all = Map::new();
    for data in signals.iter().filter_map(|signal| signal["data"].as_object()) {
        all.extend(data.iter().map(|(field, value)| (field.clone(), value.clone())));
    }
    Value::Object(all)
}

struct Telling<'a> {
    store: &'a mut Store,
    site: &'a Site,
    zone: Option<Zone>,
}

impl Telling<'_> {
    /// By the calendar on the wall, as a letter is dated.
    fn date(&self, at: Instant) -> String {
        self.zone.as_ref().map_or_else(|| at.date_naive(), |zone| zone.civil(at).date()).to_string()
    }

    fn local(&self, at: Instant) -> String {
        let zone = self.zone.as_ref();
        zone.map_or_else(
            || at.to_rfc3339_opts(SecondsFormat::Secs, true),
            |zone| zone.local(at).to_rfc3339_opts(SecondsFormat::Secs, true),
        )
    }

    fn body(&mut self, hash: Option<&BodyHash>) -> Result<Option<String>, StoreError> {
        Ok(hash.map(|hash| self.store.body(hash)).transpose()?.flatten())
    }

    fn person(&self, id: &PersonId) -> String {
        self.site.person(id).map_or_else(|| id.to_string(), |person| person.name.clone())
    }

    /// With the texts of its personal fields; null where they were redacted.
    fn signal(&mut self, signal: &Signal) -> Result<Value, StoreError> {
        let mut data = Map::new();
        for (field, value) in &signal.data {
            let value = match body_of(value) {
                Some(hash) => self.store.body(&BodyHash::new(hash))?.map_or(Value::Null, Value::String),
                None => value.clone(),
            };
            data.insert(field.clone(), value);
        }
        let at = self.local(signal.at);
        Ok(json!({ "id": signal.id, "name": signal.name, "at": at, "case": signal.case, "data": data }))
    }

    /// What was answered, in order; and by step, as placeholders name it.
    fn evidence(
        &mut self,
        run: &Run,
        sop: &Sop,
        lines: &[Line],
    ) -> Result<(Vec<Value>, Map<String, Value>), StoreError> {
        let (mut all, mut steps) = (Vec::new(), Map::new());
        for line in lines {
            let (Some(answer), Some(step)) = (run.answer(&line.key), sop.steps.get(line.step)) else { continue };
            let value = self.answer(answer, step)?;
            let by = self.person(&answer.by);
            all.push(json!({
                "step": line.key.to_string(), "do": line.text, "answer": value, "by": by, "at": self.local(answer.at()),
            }));
            if line.key.item.is_none() {
                steps.insert(step.id.to_string(), value);
            }
        }
        Ok((all, steps))
    }

    fn answer(&mut self, answer: &Answer, step: &Step) -> Result<Value, StoreError> {
        let Outcome::Done { value } = &answer.outcome else { return Ok(Value::Null) };
        Ok(match value {
            Captured::Tick if step.work.as_ref().is_some_and(|work| work.act.is_some()) => {
                crate::domain::checklist::BY_HAND.into()
            }
            Captured::Tick | Captured::Signature { .. } => true.into(),
            Captured::Number { value } => value.to_string().into(),
            Captured::Text { body } => self.store.body(body)?.map_or(Value::Null, Value::String),
            Captured::Choice { option } => option.clone().into(),
            Captured::Choices { options } => options.clone().into(),
            Captured::Count { value } => (*value).into(),
            Captured::File { sha256, .. } => sha256.clone().into(),
            Captured::Person { person } => self.person(person).into(),
            Captured::Signal { signal, .. } => signal.to_string().into(),
            Captured::Acted { .. } => crate::domain::work::WorkOutcome::Done.word().into(),
            Captured::Decided { outcome, .. } => outcome.word().into(),
            Captured::WithoutEvidence | Captured::NotComputed { .. } | Captured::Private => Value::Null,
        })
    }

    /// What was said when this draft was sent back, and what became of the last ones of its kind.
    fn decisions(
        &mut self,
        preparation: &Preparation,
        case: Option<&CaseId>,
    ) -> Result<(Vec<String>, Vec<Value>), StoreError> {
        let mut feedback = Vec::new();
        if let Some(approval) = preparation.approval.map(|id| self.store.approval(id)).transpose()?.flatten() {
            for former in &approval.former {
                if let FormerOutcome::PushedBack { feedback: said, .. } = &former.outcome {
                    feedback.extend(self.store.body(said)?);
                }
            }
        }
        let (sop, step) = (&preparation.sop, &preparation.step);
        let mut alike = self.store.of_kind(sop, step, EARLIER)?;
        if let Some(case) = case {
            // However many others there were since.
            alike.extend(self.store.of_kind_and_case(sop, step, case, EARLIER)?);
        }
        alike.sort_by_key(|approval| std::cmp::Reverse(approval.id));
        alike.dedup_by_key(|approval| approval.id);
        let mut earlier = Vec::new();
        for approval in alike.iter().filter(|approval| Some(approval.id) != preparation.approval) {
            earlier.extend(self.decision(approval)?);
        }
        Ok((feedback, earlier))
    }

    fn decision(&mut self, approval: &Approval) -> Result<Option<Value>, StoreError> {
        let (outcome, by, at, said) = match &approval.standing {
            ApprovalStanding::Approved { at, by: Decider::People(people) } => {
                ("approved", people.iter().map(|person| self.person(person)).collect(), at, None)
            }
            ApprovalStanding::Approved { at, by: Decider::TimedOut } => ("approved", Vec::new(), at, None),
            ApprovalStanding::Rejected { at, by, reason } => ("rejected", vec![self.person(by)], at, Some(reason)),
            ApprovalStanding::Expired { at } => ("expired", Vec::new(), at, None),
            ApprovalStanding::Reviewed { at } => ("reviewed", Vec::new(), at, None),
            _ => return Ok(None),
        };
        let reason = self.body(said)?;
        let payload = self.store.body(&approval.draft.payload)?;
        let payload: Option<Value> = payload.and_then(|text| serde_json::from_str(&text).ok());
        let edited = approval.former.iter().any(|former| matches!(former.outcome, FormerOutcome::Edited { .. }));
        Ok(Some(json!({
            "approval": approval.id.to_string(), "case": approval.case, "outcome": outcome, "by": by, "at": self.local(*at), "edited": edited,
            "payload": payload, "reason": reason, "judged": approval.judged.as_ref().map(|judged| judged.judgement),
        })))
    }
}
