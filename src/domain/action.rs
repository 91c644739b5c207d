//! Actions: what a step does to the outside world, as its file says it, and as it is once rendered.

use super::allowed::authority;
use super::approval::Judged;
use super::calendar::Instant;
use super::id::{
    ActionId, AgentId, ApprovalId, BodyHash, CaseId, PersonId, PreparationId, RunId, SignalName, SiteId, SopId, StepId,
    VersionHash,
};
use super::notice::Came;
use super::sop::Wait;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A step's `act`. Texts hold placeholders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    Exec {
        argv: Vec<String>,
        /// What it reads on its standard input; none: the draft as JSON.
        input: Option<String>,
        timeout_seconds: u32,
    },
    Http {
        method: String,
        url: String,
        headers: BTreeMap<String, String>,
        body: Option<String>,
        /// The file with the token that is sent along, from the site's directory.
        token_file: Option<String>,
    },
    Mail {
        to: Vec<String>,
        subject: Option<String>,
        text: Option<String>,
        /// `templates/NAME.md`; its first line may be `Subject: …`.
        template: Option<String>,
    },
    Signal {
        name: SignalName,
        case: Option<String>,
        data: BTreeMap<String, String>,
    },
}

/// The payload: exactly what will happen. An approval is bound to the hash of its [`text`](Effect::text).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Effect {
    Exec {
        argv: Vec<String>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        input: Option<String>,
    },
    Http {
        method: String,
        url: String,
        #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
        headers: BTreeMap<String, String>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        body: Option<String>,
    },
    Mail {
        to: Vec<String>,
        subject: String,
        text: String,
    },
    Signal {
        name: SignalName,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        case: Option<CaseId>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
        data: BTreeMap<String, serde_json::Value>,
    },
}

impl Effect {
    /// As it is kept, hashed and shown: JSON, its keys in a fixed order.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
    /// From its kept text; what else it may be is told.
    pub fn read(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|cause| cause.to_string())
    }
}

/// Whether doing it a second time does harm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Retry {
    /// The other side knows a second try by its key.
    Safe,
    /// Done at most once; where nobody knows, a manager says.
    #[default]
    Never,
}

/// `on-fail`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnFail {
    pub retry: Retry,
    /// As many tries after the first, of what certainly did not happen.
    pub times: u32,
    /// Before each of them.
    pub wait: Option<Wait>,
    pub then: Then,
}

impl Default for OnFail {
    fn default() -> Self {
        Self { retry: Retry::Never, times: 0, wait: None, then: Then::Escalate }
    }
}

/// What comes after the last try.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Then {
    /// A card, and the step is a person's.
    #[default]
    Escalate,
    /// The step counts as left out, and the run goes on; the card is there all the same.
    Skip,
}

/// One action as it stands; derived from the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Action {
    pub id: ActionId,
    pub run: RunId,
    pub sop: SopId,
    pub step: StepId,
    pub agent: AgentId,
    pub case: Option<CaseId>,
    pub version: VersionHash,
    pub payload: BodyHash,
    pub preparation: PreparationId,
    pub warrant: Warrant,
    pub on_fail: OnFail,
    pub asked: Instant,
    pub standing: ActionStanding,
    pub attempts: Vec<Attempt>,
    /// Of one that an agent did by itself: what somebody said of it afterwards.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub judged: Option<Judged>,
}

/// What lets it act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "warrant", rename_all = "kebab-case")]
pub enum Warrant {
    /// This payload was approved.
    Approval { approval: ApprovalId, iteration: u32 },
    /// The step stands in autonomous mode, by the word of who promoted it; none: its file began so.
    Autonomous { promoted: Option<PersonId> },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "kebab-case")]
pub enum ActionStanding {
    /// Whoever runs agents may take it.
    Approved,
    /// Failed, and tried again then.
    Held {
        until: Instant,
    },
    /// Taken; nothing was handed over yet.
    Claimed {
        epoch: u64,
    },
    /// It may have happened from here on.
    Running {
        epoch: u64,
    },
    Succeeded {
        at: Instant,
    },
    /// For good.
    Failed {
        at: Instant,
    },
    /// Nobody knows whether it happened: a manager says.
    Unknown {
        at: Instant,
    },
    /// By a manager's word; or its run ended before it was begun.
    Abandoned {
        at: Instant,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    pub epoch: u64,
    pub claimed: Instant,
    pub began: Option<Instant>,
    pub outcome: Option<AttemptOutcome>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptOutcome {
    pub at: Instant,
    pub came: Came,
    /// What the other side said, or what went wrong.
    pub answer: String,
}

/// What a manager says of an action that nobody knows about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Known {
    WasDone,
    RunAgain,
    Abandon,
}

impl Action {
    /// The same for every attempt: the other side knows a second one by it.
    pub fn key(&self, site: &SiteId) -> String {
        format!("{site}-{}", self.id)
    }
    /// Whether this approval lets it act.
    pub fn is_of(&self, of: ApprovalId) -> bool {
        matches!(&self.warrant, Warrant::Approval { approval, .. } if *approval == of)
    }
    /// Not over, or nobody knows.
    pub fn is_open(&self) -> bool {
        !matches!(
            self.standing,
            ActionStanding::Succeeded { .. } | ActionStanding::Failed { .. } | ActionStanding::Abandoned { .. }
        )
    }
}

impl Act {
    /// Whether an edit may make this of it: the same kind of thing, done by the same program or to the same host.
    pub fn may_become(&self, effect: &Effect) -> Result<(), String> {
        match (self, effect) {
            (Self::Exec { argv: ours, .. }, Effect::Exec { argv, .. }) => {
                if ours.first() == argv.first() {
                    Ok(())
                } else {
                    Err("another program is not run".to_owned())
                }
            }
            (Self::Http { method: ours, url: at, .. }, Effect::Http { method, url, .. }) => {
                if ours.eq_ignore_ascii_case(method) && same_place(at, url) {
                    Ok(())
                } else {
                    Err("another host, or another method, is not asked".to_owned())
                }
            }
            (Self::Mail { .. }, Effect::Mail { to, .. }) => {
                if to.is_empty() {
                    Err("a mail has somebody it goes to".to_owned())
                } else {
                    Ok(())
                }
            }
            (Self::Signal { name: ours, .. }, Effect::Signal { name, .. }) => {
                if ours == name {
                    Ok(())
                } else {
                    Err("another signal is not sent".to_owned())
                }
            }
            _ => Err("it does something else than this step does".to_owned()),
        }
    }
}

/// The same place, by the same scheme.
fn same_place(ours: &str, theirs: &str) -> bool {
    let scheme = |url: &str| url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let (Ok(here), Ok(there)) = (authority(ours), authority(theirs)) else { return false };
    here == there && scheme(ours) == scheme(theirs)
}
