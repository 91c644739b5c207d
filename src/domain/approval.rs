//! Approvals: a decision asked of people about one exact payload.

use super::agent::Mode;
use super::calendar::Instant;
use super::escalation::{Escalated, Rung};
use super::id::{
    AgentId, ApprovalId, BodyHash, CaseId, PersonId, PreparationId, RoleId, RunId, SopId, StepId, VersionHash,
};
use super::preparation::Advice;
use super::sop::Wait;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A step's `approve`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApproveRule {
    /// Who decides; none: the role that answers for the SOP.
    pub role: Option<RoleId>,
    /// As many different people.
    pub votes: u32,
    /// Never who asked, did a step that feeds it, or edited it.
    pub four_eyes: FourEyes,
    /// From when it is asked.
    pub within: Option<Wait>,
    pub on_timeout: OnTimeout,
    /// What the amount is read from: `{data.amount}`, `{draft.amount}`.
    pub amount: Option<String>,
    /// The most that holders of a role may decide; a role that is not named here has no limit.
    pub limits: BTreeMap<RoleId, Decimal>,
    /// Who did these steps may not decide.
    pub not: Vec<StepId>,
}

impl Default for ApproveRule {
    fn default() -> Self {
        Self {
            role: None,
            votes: 1,
            four_eyes: FourEyes::No,
            within: None,
            on_timeout: OnTimeout::Escalate,
            amount: None,
            limits: BTreeMap::new(),
            not: Vec::new(),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FourEyes {
    Yes,
    #[default]
    No,
}

/// What happens if nobody decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnTimeout {
    /// It is asked of the next, and a card says so.
    #[default]
    Escalate,
    Expire,
    /// Only where a failure costs 2 at most.
    Approve,
}

/// One approval as it stands; derived from the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Approval {
    pub id: ApprovalId,
    pub run: RunId,
    pub sop: SopId,
    pub step: StepId,
    pub agent: AgentId,
    pub case: Option<CaseId>,
    /// The SOP version that the payload was rendered by.
    pub version: VersionHash,
    /// Where the step stood.
    pub mode: Mode,
    /// When this payload was first asked about.
    pub requested: Instant,
    pub draft: Draft,
    pub asked: Asked,
    /// Votes on this payload.
    pub votes: Vec<Vote>,
    /// Who edited the payload, ever.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub editors: Vec<PersonId>,
    pub standing: ApprovalStanding,
    /// Earlier payloads, and what became of them; the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub former: Vec<Former>,
    /// That nobody decided in time was told.
    pub overdue: super::run::Late,
    /// Rungs of its SOP, counted from when this payload was asked about, that nobody was told of yet.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rungs: Vec<Rung>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub escalated: Vec<Escalated>,
    /// What it would have done, beside what was done instead.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub judged: Option<Judged>,
}

/// The exact payload that is decided about, and what the agent says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// From 1; an edit and a new preparation are one more each.
    pub iteration: u32,
    /// The body is the text of an [`Effect`](super::action::Effect).
    pub payload: BodyHash,
    pub preparation: PreparationId,
    /// The body is a [`Prepared`](super::preparation::Prepared) as JSON.
    pub prepared: BodyHash,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub amount: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub confidence: Option<Decimal>,
    pub advice: Advice,
}

/// Who may decide, until when, and what happens if nobody does; fixed when it is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub role: RoleId,
    pub votes: u32,
    pub four_eyes: FourEyes,
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub limits: BTreeMap<RoleId, Decimal>,
    /// Steps whose doers may not decide.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub not: Vec<StepId>,
    /// Who asked for it, by whatever way.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub by: Vec<PersonId>,
    pub until: Instant,
    pub on_timeout: OnTimeout,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    pub at: Instant,
    pub by: PersonId,
    /// Whose right it was, where it was lent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub instead_of: Option<PersonId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "kebab-case")]
pub enum ApprovalStanding {
    Pending,
    /// Nothing acts: a person does the step, and says whether it was the same.
    Review,
    Approved {
        at: Instant,
        by: Decider,
    },
    Rejected {
        at: Instant,
        by: PersonId,
        reason: BodyHash,
    },
    /// Prepared again with what was said.
    PushedBack {
        at: Instant,
        by: PersonId,
        feedback: BodyHash,
    },
    Expired {
        at: Instant,
    },
    Superseded {
        at: Instant,
        why: Superseded,
    },
    /// Of a review: looked at.
    Reviewed {
        at: Instant,
    },
}

/// Who decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decider {
    People(Vec<PersonId>),
    /// Nobody: the time that the SOP gives was over.
    TimedOut,
}

impl Decider {
    pub fn people(&self) -> Vec<PersonId> {
        match self {
            Self::People(people) => people.clone(),
            Self::TimedOut => Vec::new(),
        }
    }
}

/// Why nobody decides any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Superseded {
    /// The run is over.
    RunOver,
    /// The step was left out.
    StepSkipped,
    /// What it was prepared from changed.
    Changed,
    /// A person does the step.
    ByHand,
}

/// A payload that was decided about before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    pub draft: Draft,
    pub votes: Vec<Vote>,
    pub outcome: FormerOutcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum FormerOutcome {
    Edited { at: Instant, by: PersonId },
    PushedBack { at: Instant, by: PersonId, feedback: BodyHash },
}

/// How near what an agent would have done is to what was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    Same,
    Similar,
    Different,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    pub at: Instant,
    pub judgement: Judgement,
    /// None: told from what was captured.
    pub by: Option<PersonId>,
}

/// What a person decides about a payload.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Approve,
    /// The body is the text of an [`Effect`](super::action::Effect); approved at once, where who edits may also approve.
    Edit(super::evidence::Body),
    PushBack(super::evidence::Body),
    Reject(super::evidence::Body),
    /// "I do it myself."
    ByHand,
}

impl Approval {
    pub fn is_pending(&self) -> bool {
        self.standing == ApprovalStanding::Pending
    }
    /// Asks a person for something: a decision, or a look.
    pub fn is_open(&self) -> bool {
        matches!(self.standing, ApprovalStanding::Pending | ApprovalStanding::Review)
    }
    /// Whether holders of a role may decide about it: the one that is asked, one that has an amount of its own, `owner`,
    /// and `manager` but where the owner is asked.
    pub fn lets(&self, role: &RoleId) -> bool {
        match role.as_str() {
            _ if *role == self.asked.role || self.asked.limits.contains_key(role) => true,
            "owner" => true,
            "manager" => self.asked.role.as_str() != "owner",
            _ => false,
        }
    }
    /// The texts it refers to: the payload, what the agent laid out, and what was said about it, also of earlier ones.
    pub fn texts(&self) -> BTreeSet<BodyHash> {
        let of = |draft: &Draft| [draft.payload.clone(), draft.prepared.clone()];
        let mut found: BTreeSet<BodyHash> = of(&self.draft).into();
        match &self.standing {
            ApprovalStanding::Rejected { reason: text, .. } | ApprovalStanding::PushedBack { feedback: text, .. } => {
                found.insert(text.clone());
            }
            _ => {}
        }
        for former in &self.former {
            found.extend(of(&former.draft));
            if let FormerOutcome::PushedBack { feedback, .. } = &former.outcome {
                found.insert(feedback.clone());
            }
        }
        found
    }
}

/// Why somebody may not decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Barred {
    /// Asked for it.
    Asked,
    /// Did a step of it.
    DidAStep,
    Edited,
    /// Whoever lends the right may not either.
    Lender,
}

/// A role's right to decide, lent for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    pub role: RoleId,
    pub of: PersonId,
    pub to: PersonId,
    pub from: Instant,
    pub until: Instant,
    pub reason: BodyHash,
}
