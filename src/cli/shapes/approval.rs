//! An approval as JSON: a line of `approval list`, and the whole of `approval show`.

use super::word;
use crate::cli::floor::Floor;
use crate::cli::payload;
use crate::domain::action::Effect;
use crate::domain::approval::{
    Approval, ApprovalStanding, Decider, Delegation, Draft, FormerOutcome, FourEyes, Judged, Vote,
};
use crate::domain::calendar::Instant;
use crate::domain::difference::{Compared, Is, compare};
use crate::domain::id::{BodyHash, PersonId};
use crate::domain::step::StepKey;
use crate::words::Names;
use serde::Serialize;
use std::collections::BTreeMap;

/// One approval.
#[derive(Debug, Serialize)]
pub struct ApprovalShape {
    pub id: String,
    /// `pending`, `review`, `approved`, `rejected`, `pushed-back`, `expired`, `superseded`, `reviewed`.
    pub standing: String,
    pub run: String,
    pub sop: String,
    pub title: String,
    pub step: String,
    /// What the step says.
    pub text: String,
    pub agent: String,
    pub case: Option<String>,
    pub mode: String,
    /// The SOP's text that the payload was rendered by.
    pub version: String,
    pub iteration: u32,
    /// Of the payload: a decision names it.
    pub hash: String,
    /// `exec`, `http`, `mail`, `signal`; none where it is not for whoever asks.
    pub act: Option<String>,
    pub amount: Option<rust_decimal::Decimal>,
    pub confidence: Option<rust_decimal::Decimal>,
    /// `approve`, `reject`, `look`.
    pub advice: String,
    pub requested: Instant,
    pub until: Instant,
    /// What happens if nobody decides: `escalate`, `expire`, `approve`.
    pub on_timeout: String,
    /// That nobody decided in time was told.
    pub overdue: bool,
    pub role: String,
    /// As many different people are wanted.
    pub wanted: u32,
    pub votes: Vec<VoteShape>,
    pub decided: Option<DecidedShape>,
    pub judged: Option<JudgedShape>,
    /// What was laid out is not for whoever asks.
    pub private: bool,
}

/// One approval with all that a decision needs.
#[derive(Debug, Serialize)]
pub struct ApprovalDetailShape {
    #[serde(flatten)]
    pub approval: ApprovalShape,
    /// The same as `payload_text`, read.
    pub payload: Option<Effect>,
    /// Exactly what the hash is of, but for its salt.
    pub payload_text: Option<String>,
    pub why: Option<String>,
    pub recommendation: Option<String>,
    pub reasons: Vec<String>,
    pub evidence: Vec<String>,
    pub draft: BTreeMap<String, serde_json::Value>,
    /// Whoever asked for it, did a step before it or edited it does not decide.
    pub four_eyes: bool,
    /// Whose doers may never decide.
    pub not: Vec<String>,
    pub limits: BTreeMap<String, rust_decimal::Decimal>,
    pub asked_by: Vec<String>,
    pub editors: Vec<String>,
    /// Who holds the role now, or was lent it.
    pub people: Vec<String>,
    pub former: Vec<FormerShape>,
    /// The last ones of its kind, the newest first.
    pub like: Vec<LikeShape>,
    /// What is different from all of them, part by part.
    pub different: Vec<DifferentShape>,
    /// What came of it.
    pub action: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct VoteShape {
    pub at: Instant,
    pub by: String,
    /// Whose right it was, where it was lent.
    pub instead_of: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct DecidedShape {
    pub at: Instant,
    /// Empty: nobody, the time was over; or it was superseded.
    pub by: Vec<String>,
    /// Of a rejection or a push-back; why it was superseded.
    pub reason: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct JudgedShape {
    pub at: Instant,
    /// `same`, `similar`, `different`.
    pub judgement: String,
    /// None: told from what was captured.
    pub by: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct FormerShape {
    pub iteration: u32,
    pub hash: String,
    pub payload: Option<Effect>,
    /// `edited`, `pushed-back`.
    pub outcome: String,
    pub at: Instant,
    pub by: String,
    pub feedback: Option<String>,
    pub votes: Vec<VoteShape>,
}

/// A part of the payload that is new, or that has lost something.
#[derive(Debug, Serialize)]
pub struct DifferentShape {
    /// As `approval edit --set` names it.
    pub part: String,
    /// Stretches that none of the last ones has there.
    pub new: Vec<String>,
    /// What the last one had there.
    pub gone: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct LikeShape {
    pub id: String,
    pub standing: String,
    pub case: Option<String>,
    pub requested: Instant,
    pub amount: Option<rust_decimal::Decimal>,
    pub decided: Option<DecidedShape>,
    pub payload: Option<Effect>,
}

/// What an approval's own row does not say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around<'a> {
    pub delegations: &'a [Delegation],
    pub like: &'a [Approval],
    pub action: Option<&'a crate::domain::action::Action>,
}

impl ApprovalShape {
    pub fn of(approval: &Approval, floor: &Floor) -> Self {
        let Draft { iteration, payload, amount, confidence, advice, .. } = &approval.draft;
        let effect = floor.payload(payload);
        Self {
            id: approval.id.to_string(),
            standing: standing(&approval.standing),
            run: approval.run.to_string(),
            sop: approval.sop.to_string(),
            title: floor.run(approval.run),
            step: approval.step.to_string(),
            text: floor.step(approval.run, &StepKey::plain(&approval.step)),
            agent: approval.agent.to_string(),
            case: approval.case.as_ref().map(ToString::to_string),
            mode: word(&approval.mode),
            version: approval.version.to_string(),
            iteration: *iteration,
            hash: payload.to_string(),
            act: effect.as_ref().map(act),
            amount: *amount,
            confidence: *confidence,
            advice: word(advice),
            requested: approval.requested,
            until: approval.asked.until,
            on_timeout: word(&approval.asked.on_timeout),
            overdue: approval.overdue != crate::domain::run::Late::No,
            role: approval.asked.role.to_string(),
            wanted: approval.asked.votes,
            votes: votes(&approval.votes),
            decided: decided(&approval.standing, floor),
            judged: approval.judged.as_ref().map(JudgedShape::of),
            private: !floor.may_see(approval.run, &approval.step, Some(&approval.asked.role)),
        }
    }
}

impl ApprovalDetailShape {
    pub fn of(approval: &Approval, around: &Around<'_>, floor: &Floor) -> Self {
        let asked = &approval.asked;
        let payload = &approval.draft.payload;
        let prepared = floor.prepared(&approval.draft.prepared).unwrap_or_default();
        let people = people(approval, around.delegations, floor);
        Self {
            payload: floor.payload(payload),
            payload_text: floor.body(payload),
            why: floor.why(approval.run),
            recommendation: Some(prepared.recommendation).filter(|text| !text.is_empty()),
            reasons: prepared.reasons,
            evidence: prepared.evidence,
            draft: prepared.draft,
            four_eyes: asked.four_eyes == FourEyes::Yes,
            not: asked.not.iter().map(ToString::to_string).collect(),
            limits: asked.limits.iter().map(|(role, limit)| (role.to_string(), *limit)).collect(),
            asked_by: asked.by.iter().map(ToString::to_string).collect(),
            editors: approval.editors.iter().map(ToString::to_string).collect(),
            people: people.iter().map(ToString::to_string).collect(),
            former: former(approval, floor),
            like: around.like.iter().map(|like| LikeShape::of(like, floor)).collect(),
            different: different(approval, around.like, floor).iter().map(DifferentShape::of).collect(),
            action: around.action.map(|action| action.id.to_string()),
            approval: ApprovalShape::of(approval, floor),
        }
    }
}

impl JudgedShape {
    pub(super) fn of(judged: &Judged) -> Self {
        Self { at: judged.at, judgement: word(&judged.judgement), by: judged.by.as_ref().map(ToString::to_string) }
    }
}

impl LikeShape {
    fn of(approval: &Approval, floor: &Floor) -> Self {
        Self {
            id: approval.id.to_string(),
            standing: standing(&approval.standing),
            case: approval.case.as_ref().map(ToString::to_string),
            requested: approval.requested,
            amount: approval.draft.amount,
            decided: decided(&approval.standing, floor),
            payload: floor.payload(&approval.draft.payload),
        }
    }
}

/// What is different from the last ones of its kind; nothing where there are none, or they cannot be read.
pub fn different(approval: &Approval, like: &[Approval], floor: &Floor) -> Vec<Compared> {
    let last: Vec<Effect> = like.iter().filter_map(|like| floor.payload(&like.draft.payload)).collect();
    let own = floor.payload(&approval.draft.payload).filter(|_| !last.is_empty());
    let compared = own.map(|own| compare(&own, &last)).unwrap_or_default();
    compared.into_iter().filter(Compared::is_new).collect()
}

impl DifferentShape {
    fn of(compared: &Compared) -> Self {
        let new = compared.pieces.iter().filter(|piece| piece.is == Is::New).map(|piece| piece.text.clone());
        Self { part: payload::name(&compared.part), new: new.collect(), gone: compared.gone.clone() }
    }
}

/// Who may decide, as far as roles say: those who hold it now, and those who were lent it.
pub fn people(approval: &Approval, delegations: &[Delegation], floor: &Floor) -> Vec<PersonId> {
    let now = floor.now();
    let lent = |who: &PersonId| {
        let holds = |it: &Delegation| {
            it.to == *who
                && approval.lets(&it.role)
                && it.from <= now
                && now < it.until
                && floor.site().is_some_and(|site| site.holds(&it.of, &it.role))
        };
        delegations.iter().any(holds)
    };
    let people = floor.site().iter().flat_map(|site| &site.people).filter(|person| person.active).collect::<Vec<_>>();
    let may = people.into_iter().filter(|it| it.roles.iter().any(|role| approval.lets(role)) || lent(&it.id));
    may.map(|person| person.id.clone()).collect()
}

fn former(approval: &Approval, floor: &Floor) -> Vec<FormerShape> {
    let shape = |former: &crate::domain::approval::Former| {
        let (outcome, at, by, feedback) = match &former.outcome {
            FormerOutcome::Edited { at, by } => ("edited", *at, by, None),
            FormerOutcome::PushedBack { at, by, feedback } => ("pushed-back", *at, by, floor.body(feedback)),
        };
        FormerShape {
            iteration: former.draft.iteration,
            hash: former.draft.payload.to_string(),
            payload: floor.payload(&former.draft.payload),
            outcome: outcome.to_owned(),
            at,
            by: by.to_string(),
            feedback,
            votes: votes(&former.votes),
        }
    };
    approval.former.iter().map(shape).collect()
}

fn votes(votes: &[Vote]) -> Vec<VoteShape> {
    let shape = |vote: &Vote| VoteShape {
        at: vote.at,
        by: vote.by.to_string(),
        instead_of: vote.instead_of.as_ref().map(ToString::to_string),
    };
    votes.iter().map(shape).collect()
}

/// The kind of act, as the payload says it.
pub(super) fn act(effect: &Effect) -> String {
    let word = match effect {
        Effect::Exec { .. } => "exec",
        Effect::Http { .. } => "http",
        Effect::Mail { .. } => "mail",
        Effect::Signal { .. } => "signal",
    };
    word.to_owned()
}

/// The tag of the standing.
pub(super) fn standing(standing: &ApprovalStanding) -> String {
    let whole = serde_json::to_value(standing).unwrap_or_default();
    whole["standing"].as_str().unwrap_or_default().to_owned()
}

pub(super) fn decided(standing: &ApprovalStanding, floor: &Floor) -> Option<DecidedShape> {
    let said = |at: &Instant, by: Vec<String>, reason| Some(DecidedShape { at: *at, by, reason });
    let text = |hash: &BodyHash| floor.body(hash);
    match standing {
        ApprovalStanding::Pending | ApprovalStanding::Review => None,
        ApprovalStanding::Approved { at, by } => {
            let people = match by {
                Decider::People(people) => people.iter().map(ToString::to_string).collect(),
                Decider::TimedOut => Vec::new(),
            };
            said(at, people, None)
        }
        ApprovalStanding::Rejected { at, by, reason } => said(at, vec![by.to_string()], text(reason)),
        ApprovalStanding::PushedBack { at, by, feedback } => said(at, vec![by.to_string()], text(feedback)),
        ApprovalStanding::Expired { at } | ApprovalStanding::Reviewed { at } => said(at, Vec::new(), None),
        ApprovalStanding::Superseded { at, why } => said(at, Vec::new(), Some(word(why))),
    }
}
